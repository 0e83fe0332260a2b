//! The pages, asked over HTTP of the real program on the demo ledger.

use crate::support::{Folder, activity, document, done, lacks_font, program};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Stdio};
use std::time::Duration;

/// How long one request may hang before the test fails; nothing is timed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server and its ledger; both end with the test.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    folder: Folder,
    said: BufReader<ChildStderr>,
}

impl Server {
    pub(crate) fn of(folder: Folder) -> Self {
        Self::start(folder, &[])
    }

    /// The demo, served with more arguments.
    pub(crate) fn with(folder: Folder, more: &[&str]) -> Self {
        done(&["demo", "--no-serve", "--ledger", &folder.arg("ledger")]);
        Self::start(folder, more)
    }

    pub(crate) fn start(folder: Folder, more: &[&str]) -> Self {
        Self::listen(folder, "127.0.0.1:0", more)
    }

    pub(crate) fn listen(folder: Folder, on: &str, more: &[&str]) -> Self {
        let mut child = program()
            .args(["serve", "--listen", on, "--ledger"])
            .arg(folder.path("ledger"))
            .args(more)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut said = BufReader::new(child.stderr.take().expect("standard error"));
        let address = said
            .by_ref()
            .lines()
            .map_while(Result::ok)
            .find_map(|line| {
                let rest = line.strip_prefix("Serving http://")?;
                rest.split('/').next().map(str::to_owned)
            })
            .expect("the server says where it is");
        Self {
            child,
            address,
            folder,
            said,
        }
    }

    pub(crate) fn demo() -> Self {
        Self::with(Folder::new(), &[])
    }

    /// Ends it; what it said after it began.
    pub(crate) fn said(&mut self) -> String {
        self.child.kill().expect("the server ends");
        let mut said = String::new();
        self.said.read_to_string(&mut said).expect("what it said");
        said
    }

    /// Where its ledger lies.
    pub(crate) fn ledger(&self) -> std::path::PathBuf {
        self.folder.path("ledger")
    }

    pub(crate) fn get(&self, target: &str) -> Response {
        self.ask("GET", target, &[])
    }

    pub(crate) fn ask(&self, method: &str, target: &str, headers: &[&str]) -> Response {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        let more: String = headers.iter().map(|h| format!("{h}\r\n")).collect();
        write!(
            stream,
            "{method} {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{more}\r\n",
            self.address
        )
        .expect("the request is sent");
        let mut bytes = Vec::new();
        stream
            .read_to_end(&mut bytes)
            .expect("the response is read");
        Response::read(&bytes, target)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The child may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) struct Response {
    pub(crate) status: u16,
    headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn read(bytes: &[u8], target: &str) -> Self {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("{target}: no head in {} bytes", bytes.len()));
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|l| l.split(' ').nth(1)?.parse().ok());
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in lines.filter_map(|l| l.split_once(": ")) {
            // One that stands twice is a list.
            let all = headers.entry(name.to_lowercase());
            all.and_modify(|all| *all = format!("{all}, {value}"))
                .or_insert_with(|| value.to_owned());
        }
        let body = &bytes[end + 4..];
        let body = match headers.get("transfer-encoding").map(String::as_str) {
            Some("chunked") => joined(body, target),
            _ => body.to_vec(),
        };
        Self {
            status: status.unwrap_or_else(|| panic!("{target}: no status in {head}")),
            headers,
            body,
        }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    fn is_html(&self) -> bool {
        self.header("content-type").starts_with("text/html")
    }
}

/// The chunks of a body; the last, empty one must be there.
fn joined(mut rest: &[u8], target: &str) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|w| w == b"\r\n");
        let end = end.unwrap_or_else(|| panic!("{target}: the body is cut short"));
        let size = std::str::from_utf8(&rest[..end]).expect("a size");
        let size = usize::from_str_radix(size, 16).expect("a size in hexadecimal");
        if size == 0 {
            return body;
        }
        body.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
}

pub(crate) const PAGES: &[&str] = &[
    "/",
    "/?as_of=2024-06-30",
    "/?as_of=2000-01-01",
    "/publications",
    "/publications?state=live&details=1",
    "/organisations",
    "/organisations?text=office",
    "/activities",
    "/activities?text=school&status=4",
    "/activities?text=nothing-has-these-words",
    "/activities?page=2",
    "/activities?page=99999",
    "/transactions?details=1",
    "/transactions?type=3&year=2024&limit=10",
    "/budgets",
    "/planned-disbursements",
    "/results?details=1",
    "/totals",
    "/totals?by=provider&by=year&currency=EUR",
    "/totals?by=country,sector",
    "/reconciliation",
    "/queue",
    "/matches?stands=proposed",
    "/differences?by=age",
    "/decisions",
    "/trace",
    "/trace?activity=XI-IATI-DEMO-HCO-2023-001",
    "/trace?activity=XI-IATI-DEMO-LKM-LK-301&up=true&convention=fifo",
    "/broken-matches?since=2025-06-30",
    "/pair",
    "/pair?giver=XI-IATI-DEMO-HCO&receiver=XI-IATI-DEMO-LKM",
    "/pair?giver=XI-IATI-DEMO-SMC&receiver=XI-IATI-DEMO-HOL&as_of=2025-06-30&known_at=100",
    "/pair?giver=XI-IATI-DEMO-HCO-2023-001&receiver=XI-IATI-DEMO-LKM-LK-301",
    "/activities/XI-IATI-DEMO-HCO-2023-001",
    "/activities/xi-iati-demo-lkm-lk-301?reporter=XI-IATI-DEMO-LKM",
    "/organisations/XI-IATI-DEMO-LKM",
    "/organisations/XI-IATI-DEMO-AMB?as_of=2025-12-31",
    "/publications/1",
    "/publications/80",
    "/changes?severity=notable",
    "/changes?details=1&page=2",
    "/diff",
    "/diff?older=63&newer=80",
    "/diff?older=2025-06-30&newer=2025-12-31&limit=5",
    "/history",
    "/history?id=XI-IATI-DEMO-AMB-JOB-03",
    "/blame?id=XI-IATI-DEMO-AMB-JOB-03",
    "/organisations/Goosefoot%20Medical%20Stores%20%28invented%29",
];

#[test]
fn pages_are_whole_and_carry_nothing_inline() {
    let server = Server::demo();
    for target in PAGES {
        let page = server.get(target);
        assert_eq!(page.status, 200, "{target}");
        assert!(page.is_html(), "{target}");
        let html = page.text();
        assert_eq!(html.matches("<h1").count(), 1, "{target}");
        assert!(html.trim_end().ends_with("</html>"), "{target}");
        for inline in [" style=", "<style", "javascript:", " onclick=", " onload="] {
            assert!(!html.contains(inline), "{target}: {inline}");
        }
        for script in html.split("<script").skip(1) {
            assert!(script.starts_with(" src=\"/assets/"), "{target}");
        }
        assert_labelled(&html, target);
    }
}

/// Headings that sections name are there, and each id once.
fn assert_labelled(html: &str, target: &str) {
    let ids: Vec<&str> = attributes(html, "id").collect();
    let distinct: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), distinct.len(), "{target}: an id stands twice");
    for name in ["aria-labelledby", "aria-describedby", "for"] {
        for id in attributes(html, name).flat_map(str::split_whitespace) {
            assert!(distinct.contains(id), "{target}: {name}={id}");
        }
    }
}

/// The values of an attribute, as they stand.
pub(crate) fn attributes<'a>(html: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let start = format!(" {name}=\"");
    let places: Vec<usize> = html.match_indices(&start).map(|(at, _)| at).collect();
    let length = start.len();
    places
        .into_iter()
        .filter_map(move |at| html[at + length..].split('"').next())
}

#[test]
fn links_lead_somewhere() {
    const MOST: usize = 300;
    let server = Server::demo();
    let mut seen = BTreeSet::from(["/".to_owned()]);
    let mut waiting = VecDeque::from([("/".to_owned(), 0)]);
    let mut asked = 0;
    while let Some((target, depth)) = waiting.pop_front() {
        if asked == MOST {
            break;
        }
        asked += 1;
        let page = server.get(&target);
        if page.status == 400 && lacks_font(&page.text()) {
            continue;
        }
        assert_eq!(page.status, 200, "{target}");
        if !page.is_html() || depth == 2 {
            continue;
        }
        let html = page.text();
        for name in ["href", "src", "action"] {
            for link in attributes(&html, name) {
                let link = link.replace("&amp;", "&").replace("&#38;", "&");
                let link = link.split('#').next().unwrap_or("").to_owned();
                assert!(link.is_empty() || link.starts_with('/'), "{target}: {link}");
                if !link.is_empty() && seen.insert(link.clone()) {
                    waiting.push_back((link, depth + 1));
                }
            }
        }
    }
    assert!(asked > 100, "only {asked} links were found");
}

/// Every question as its example asks it, and some asked otherwise: for the command line
/// and for the web.
pub(crate) fn asked() -> Vec<(Vec<&'static str>, String)> {
    let mut all = counterfoil::examples::all().expect("examples are what questions take");
    for (_, target) in &mut all {
        target.remove(0);
    }
    let otherwise = OTHERWISE.iter();
    all.extend(otherwise.map(|(question, target)| (question.to_vec(), (*target).to_owned())));
    all
}

/// What no example asks for: other arguments, other spellings, and pages that are a
/// question under another address.
const OTHERWISE: &[(&[&str], &str)] = &[
    (
        &["faults", "--publication", "2", "--severity", "warning"],
        "faults?publication=2&severity=warning",
    ),
    (&["transactions"], "transactions?details=1&page=7"),
    (
        &["totals", "--by", "provider,year", "--currency", "EUR"],
        "totals?by=provider&by=year&currency=EUR",
    ),
    (
        &["totals", "--by", "country", "--in", "EUR", "--explain", "1"],
        "totals?by=country&in=EUR&explain=1",
    ),
    (&["flows", "--country", "XK"], "flows?country=XK"),
    (&["shares"], "shares"),
    (
        &["compare-methods", "--in", "USD"],
        "compare-methods?in=USD",
    ),
    (
        &["facets", "--text", "school", "--most", "5"],
        "facets?text=school&most=5",
    ),
    (&["places", "--text", "school"], "places?text=school"),
    (&["pairings"], "pairings"),
    (
        &["promises", "--status", "missed,behind"],
        "promises?status=missed&status=behind",
    ),
    (&["capacity"], "capacity"),
    (&["reconciliation"], "reconciliation"),
    (&["reconciliation"], "home"),
    (
        &["matches", "--stands", "automatic"],
        "matches?stands=automatic",
    ),
    (
        &["differences", "--by", "pair", "--category", "date_shift"],
        "differences?by=pair&category=date_shift",
    ),
    (
        &["match-records", "--giver", "XI-IATI-DEMO-AMB"],
        "match-records?giver=XI-IATI-DEMO-AMB",
    ),
    (&["decisions", "--broken"], "decisions?broken=true"),
    (
        &["trace", "XI-IATI-DEMO-LKM-LK-301", "--up", "--in", "EUR"],
        "trace?activity=XI-IATI-DEMO-LKM-LK-301&up=true&in=EUR",
    ),
    (
        &[
            "pair",
            "XI-IATI-DEMO-HCO",
            "XI-IATI-DEMO-LKM",
            "--as-of",
            "2025-06-30",
        ],
        "pair?as_of=2025-06-30&receiver=XI-IATI-DEMO-LKM&giver=XI-IATI-DEMO-HCO",
    ),
    (
        &[
            "diff",
            "2025-06-30",
            "2025-12-31",
            "--publisher",
            "XI-IATI-DEMO-AMB",
        ],
        "diff?newer=2025-12-31&older=2025-06-30&publisher=XI-IATI-DEMO-AMB",
    ),
    (&["publications", "--import", "80"], "publications/80"),
    (
        &["transactions", "--activity", "XI-IATI-DEMO-HCO-2023-001"],
        "activities/XI-IATI-DEMO-HCO-2023-001",
    ),
    (
        &[
            "activities",
            "--reporter",
            "XI-IATI-DEMO-LKM",
            "--limit",
            "3",
        ],
        "organisations/XI-IATI-DEMO-LKM?limit=3",
    ),
];

/// `totals?by=year` in a format is `totals.json?by=year`.
fn in_format(target: &str, format: &str) -> String {
    match target.split_once('?') {
        Some((path, query)) => format!("/{path}.{format}?{query}"),
        None => format!("/{target}.{format}"),
    }
}

fn typed(server: &Server, question: &[&str], format: &str) -> String {
    let ledger = server.folder.arg("ledger");
    let mut arguments = vec!["ask"];
    arguments.extend(question);
    arguments.extend(["--format", format, "--ledger", &ledger]);
    done(&arguments)
}

#[test]
fn the_web_answers_as_the_command_line_does() {
    let server = Server::demo();
    for (question, target) in &asked() {
        for (format, media_type) in [("json", "application/json"), ("csv", "text/csv")] {
            // An activity's JSON is all that it says, not a question's rows.
            if format == "json" && target.starts_with("activities/") {
                continue;
            }
            let target = in_format(target, format);
            let answer = server.get(&target);
            assert_eq!(answer.status, 200, "{target}");
            assert!(
                answer.header("content-type").starts_with(media_type),
                "{target}"
            );
            // Where the rows go on is an address, and so no concern of the command line.
            let lines = answer.text();
            let lines = lines.split_inclusive('\n');
            let text: String = lines.filter(|l| !l.starts_with("  \"next\":")).collect();
            assert!(text == typed(&server, question, format), "{target}");
        }
    }
}

#[test]
fn answers_are_workbooks_too() {
    let server = Server::demo();
    for target in [
        "promises.xlsx",
        "pairings.xlsx?in=USD",
        "queue.xlsx",
        "organisations/XI-IATI-DEMO-HCO.xlsx",
    ] {
        let answer = server.get(&format!("/{target}"));
        assert_eq!(answer.status, 200, "{target}");
        assert!(
            answer.header("content-type").contains("spreadsheetml"),
            "{target}"
        );
        let bytes = std::io::Cursor::new(answer.body.clone());
        let mut book: calamine::Xlsx<_> =
            calamine::open_workbook_from_rs(bytes).expect("a workbook");
        use calamine::Reader as _;
        assert_eq!(book.sheet_names(), ["Method", "Rows"], "{target}");
        let rows = book.worksheet_range("Rows").expect("rows");
        assert!(rows.height() > 1, "{target}");
    }
    let same = server.get("/promises.xlsx");
    assert!(
        same.body == server.get("/promises.xlsx").body,
        "the same bytes"
    );
}

#[test]
fn rows_can_be_had_some_at_a_time() {
    let server = Server::demo();
    let rows = |answer: &Value| answer["rows"].as_array().expect("rows").clone();
    let get = |target: &str| -> Value {
        let answer = server.get(target);
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        serde_json::from_str(&answer.text()).expect("JSON")
    };
    let whole = get("/transactions.json?type=3");
    assert!(whole.get("next").is_none());
    let mut target = "/transactions.json?type=3&limit=150".to_owned();
    let mut joined = Vec::new();
    loop {
        let part = get(&target);
        joined.extend(rows(&part));
        match part.get("next") {
            Some(next) => target = next.as_str().expect("an address").to_owned(),
            None => break,
        }
    }
    assert!(joined == rows(&whole), "the parts are the whole");
    // Something is said: the rows after are no more of the same state.
    let first = get("/transactions.json?type=3&limit=150");
    let next = first["next"].as_str().expect("an address").to_owned();
    let ledger = server.folder.arg("ledger");
    let alias = [
        "ledger", "alias", "add", "XI-OLD", "--is", "XI-NEW", "--by", "desk", "--note", "known",
    ];
    done(&[&alias[..], &["--ledger", &ledger]].concat());
    let refused = server.get(&next);
    assert_eq!(refused.status, 400);
    assert!(refused.text().contains("has changed"), "{}", refused.text());
    assert_eq!(server.get("/transactions.json?cursor=x").status, 400);
}

#[test]
fn the_description_of_the_api_is_true() {
    let server = Server::demo();
    let answer = server.get("/openapi.json");
    assert_eq!(answer.status, 200);
    let document: Value = serde_json::from_str(&answer.text()).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    for (question, target) in &asked() {
        let path = format!("/{}.json", question[0]);
        let described = &paths[&path]["get"]["parameters"];
        let names: BTreeSet<&str> = described
            .as_array()
            .expect("parameters")
            .iter()
            .filter_map(|p| p["name"].as_str())
            .collect();
        let is_that = target.split(['?', '/']).next() == Some(question[0]) && !target.contains('/');
        let query = target.split_once('?').map_or("", |(_, query)| query);
        let keys = query.split('&').filter_map(|pair| pair.split('=').next());
        for key in keys.filter(|k| is_that && !k.is_empty() && !["page", "details"].contains(k)) {
            assert!(names.contains(key), "{path}: {key}");
        }
    }
    for question in paths
        .keys()
        .filter(|p| p.ends_with(".json") && !p.contains('{'))
    {
        let parameters = paths[question]["get"]["parameters"]
            .as_array()
            .expect("parameters");
        let needs = parameters.iter().any(|p| p["required"] == true);
        let status = server.get(question).status;
        assert_eq!(status, if needs { 400 } else { 200 }, "{question}");
    }
}

#[test]
fn on_public_pages_small_counts_stay_hidden() {
    let public = Server::with(Folder::new(), &["--public"]);
    let asked = |more: &str| public.get(&format!("/indicator.json?group=trained{more}"));
    assert_eq!(asked("").status, 200);
    assert_eq!(asked("&hide_below=9").status, 200);
    for less in ["0", "4"] {
        let refused = asked(&format!("&hide_below={less}"));
        assert_eq!(refused.status, 400);
        assert!(refused.text().contains("below 5 are hidden"));
    }
    let own = Server::demo();
    assert_eq!(
        own.get("/indicator.json?group=trained&hide_below=0").status,
        200
    );
}

/// What a page says, without its tags.
pub(crate) fn said(html: &str) -> String {
    let texts = html
        .split('<')
        .filter_map(|part| Some(part.split_once('>')?.1));
    let words: Vec<&str> = texts.flat_map(str::split_whitespace).collect();
    words.join(" ")
}

#[test]
fn a_rewritten_figure_stands_with_both_its_sides() {
    let server = Server::demo();
    let both = "was 1,500,000 EUR Publication 58 of 8 May 2025 iati-activity[11]/transaction[3] , line 971 \
                is 1,050,000 EUR Publication 73 of 8 Aug 2025 iati-activity[11]/transaction[3] , line 1019";
    for target in [
        "/organisations/XI-IATI-DEMO-AMB",
        "/publications/73",
        "/diff?older=58&newer=73",
        "/history?id=XI-IATI-DEMO-AMB-JOB-03",
        "/changes?class=payment-rewritten",
    ] {
        let text = said(&server.get(target).text());
        assert!(text.contains("Rewritten on 8 Aug 2025"), "{target}");
        assert!(text.contains(both), "{target}: {text}");
        assert!(
            text.contains("At stake: 450,000 EUR , 410 days old."),
            "{target}: {text}"
        );
    }
    let before = said(
        &server
            .get("/organisations/XI-IATI-DEMO-AMB?as_of=2025-06-30")
            .text(),
    );
    assert!(!before.contains("1,050,000 EUR"), "{before}");
}

#[test]
fn a_publisher_is_shown_over_time() {
    let server = Server::demo();
    let html = server.get("/organisations/XI-IATI-DEMO-AMB").text();
    let picture = html
        .split("<svg class=\"timeline\"")
        .nth(1)
        .expect("a picture");
    let picture = picture.split("</svg>").next().unwrap_or("");
    assert_eq!(picture.matches("<g>").count(), 8, "one mark a publication");
    assert_eq!(picture.matches("class=\"suspicious\"").count(), 1);
    assert_eq!(picture.matches("class=\"live\"").count(), 1);
    let table = said(&html);
    assert!(
        table.contains("8 Aug 2025 XI-IATI-DEMO-AMB superseded 14 1 0"),
        "{table}"
    );
    assert!(
        table.contains("10 May 2024 XI-IATI-DEMO-AMB superseded 10 – –"),
        "{table}"
    );
    let other = server.get("/organisations/Goosefoot%20Medical%20Stores%20%28invented%29");
    assert!(!other.text().contains("timeline"), "it publishes nothing");
}

#[test]
fn an_activity_is_there_as_json() {
    let server = Server::demo();
    let answer = server.get("/activities/XI-IATI-DEMO-HCO-2023-001.json");
    let value: Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(value["activity"]["identifier"], "XI-IATI-DEMO-HCO-2023-001");
    assert_eq!(value["position"], "iati-activity[1]");
    assert_eq!(value["publication"]["dataset"]["value"], "XI-IATI-DEMO-HCO");
}

#[test]
fn what_cannot_be_answered_says_so() {
    let server = Server::demo();
    let long = format!("/activities?text={}", "a".repeat(9000));
    for (method, target, status, words) in [
        ("GET", "/nothing", 404, "Nothing is kept under this address"),
        (
            "GET",
            "/nothing/at/all",
            404,
            "Nothing is kept under this address",
        ),
        ("GET", "/nothing.json", 404, "\"error\""),
        (
            "GET",
            "/activities/XM-NONE",
            404,
            "has an activity “XM-NONE”",
        ),
        (
            "GET",
            "/organisations/XM-NONE",
            404,
            "names an organisation “XM-NONE”",
        ),
        ("GET", "/publications/9999", 404, "no publication 9999 here"),
        ("GET", "/publications/x", 400, "no number of a publication"),
        (
            "GET",
            "/publications/1?as_of=2001-01-01",
            404,
            "no publication 1 here by then",
        ),
        (
            "GET",
            "/history?id=XI-NONE",
            400,
            "has an activity “XI-NONE”",
        ),
        ("GET", "/diff?older=1", 400, "required arguments"),
        ("GET", "/changes?class=moon", 400, "Invalid value"),
        ("GET", "/assets/none.css", 404, "no such file"),
        (
            "GET",
            "/totals?by=moon",
            400,
            "Invalid value &#39;moon&#39;",
        ),
        ("GET", "/totals?moon=full", 400, "Unexpected argument"),
        ("GET", "/totals.json?moon=full", 400, "unexpected argument"),
        (
            "GET",
            "/totals.csv?as_of=yesterday",
            400,
            "--as-of “yesterday”",
        ),
        (
            "GET",
            "/activities?page=two",
            400,
            "Page “two” is no whole number",
        ),
        (
            "GET",
            "/pair?giver=XI-IATI-DEMO-HCO",
            400,
            "required arguments",
        ),
        (
            "GET",
            "/pair?giver=A&receiver=B",
            400,
            "is known in this ledger",
        ),
        ("GET", "/?moon=full", 400, "Unexpected argument"),
        ("GET", "/activities/%FF", 400, "not written in UTF-8"),
        ("GET", long.as_str(), 414, "longer than 8 kilobytes"),
        ("POST", "/", 405, ""),
        ("DELETE", "/totals", 405, ""),
    ] {
        let answer = server.ask(method, target, &[]);
        let short = target.get(..60).unwrap_or(target);
        assert_eq!(answer.status, status, "{method} {short}");
        let text = answer.text().replace("&#34;", "\"");
        assert!(text.contains(words), "{method} {short}: {text}");
        assert!(!text.contains("Usage:"), "{method} {short}");
    }
}

#[test]
fn every_response_guards_the_reader() {
    let server = Server::demo();
    for target in [
        "/",
        "/nothing",
        "/totals?by=moon",
        "/reconciliation.csv",
        "/healthz",
        "/assets/style.css",
    ] {
        let answer = server.get(target);
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none';"), "{target}");
        assert!(policy.contains("frame-ancestors 'none'"), "{target}");
        assert_eq!(
            answer.header("x-content-type-options"),
            "nosniff",
            "{target}"
        );
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{target}");
        assert_eq!(answer.header("set-cookie"), "", "{target}");
    }
    let packed = server.ask("GET", "/transactions.csv", &["Accept-Encoding: gzip"]);
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.body.starts_with(&[0x1f, 0x8b]));
}

#[test]
fn assets_are_sent_once() {
    let server = Server::demo();
    let html = server.get("/").text();
    let linked: Vec<&str> = ["href", "src"]
        .iter()
        .flat_map(|name| attributes(&html, name).collect::<Vec<_>>())
        .filter(|link| link.starts_with("/assets/"))
        .collect();
    assert!(linked.len() >= 3, "{linked:?}");
    for link in linked {
        let first = server.get(link);
        assert_eq!(first.status, 200, "{link}");
        assert!(
            first.header("cache-control").contains("immutable"),
            "{link}"
        );
        let tag = first.header("etag");
        let again = server.ask("GET", link, &[&format!("If-None-Match: {tag}")]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{link}");
        let path = link.split('?').next().unwrap_or(link);
        assert_eq!(
            server.get(path).header("cache-control"),
            "no-cache",
            "{path}"
        );
    }
    assert_eq!(
        server.get("/favicon.ico").header("content-type"),
        "image/svg+xml"
    );
    assert_eq!(server.get("/healthz").text(), "ok");
    assert!(
        server
            .get("/robots.txt")
            .text()
            .starts_with("User-agent: *")
    );
}

#[test]
fn every_screen_has_its_picture() {
    let server = Server::demo();
    for path in [
        "/publications",
        "/quality",
        "/activities",
        "/pairings",
        "/coverage",
        "/flows",
        "/reconciliation",
        "/queue",
        "/promises",
        "/results",
        "/places",
    ] {
        let html = server.get(path).text();
        assert!(html.contains("<figure class=\"drawn\">"), "{path}");
        let drawn = server.get(&in_format(&path[1..], "svg")).text();
        assert!(
            drawn.starts_with("<svg ") && drawn.contains("<style>"),
            "{path}"
        );
        let png = server.get(&in_format(&path[1..], "png"));
        assert!(
            png.body.starts_with(b"\x89PNG") || lacks_font(&png.text()),
            "{path}"
        );
    }
    // A question that none of it answers is no empty picture.
    let none = server.get("/publications?publisher=XI-NOBODY").text();
    assert!(!none.contains("<figure class=\"drawn\">"));
}

#[test]
fn a_moment_travels_in_every_link() {
    let server = Server::demo();
    for target in [
        "/?as_of=2025-06-30",
        "/totals?by=year&as_of=2025-06-30",
        "/activities/XI-IATI-DEMO-HCO-2023-001?as_of=2025-06-30",
        "/organisations/XI-IATI-DEMO-HCO?as_of=2025-06-30",
        "/pair?giver=XI-IATI-DEMO-HCO&receiver=XI-IATI-DEMO-LKM&as_of=2025-06-30",
    ] {
        let html = server.get(target).text();
        assert!(
            html.contains("As of <time datetime=\"2025-06-30\">30 Jun 2025</time>"),
            "{target}"
        );
        let links =
            attributes(&html, "href").filter(|l| l.starts_with('/') && !l.starts_with("/assets/"));
        // One link leads back to now.
        let without: Vec<&str> = links.filter(|l| !l.contains("as_of=2025-06-30")).collect();
        assert_eq!(without.len(), 1, "{target}: {without:?}");
        for form in html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap_or("");
            let field = form.split("name=\"as_of\"").nth(1).unwrap_or("");
            assert!(
                field.starts_with(" value=\"2025-06-30\""),
                "{target}: {form}"
            );
        }
    }
}

#[test]
fn a_total_opens_into_its_lines() {
    let server = Server::demo();
    let json =
        |target: &str| -> Value { serde_json::from_slice(&server.get(target).body).expect("JSON") };
    for by in ["provider,year", "country,sector", "reporter", "receiver"] {
        let asked = format!("by={by}&type=3&limit=12");
        let page = server.get(&format!("/totals?{asked}"));
        let html = page.text();
        let totals = json(&format!("/totals.json?{asked}"));
        let mut opened = 0;
        for link in html.split("class=\"sum\" href=\"").skip(1) {
            let link = link.split('"').next().unwrap_or("").replace("&amp;", "&");
            let number = link.split("explain=").nth(1).expect("a row");
            let number: usize = number.parse().expect("a number");
            let stated = totals["rows"][number - 1]["total"]["amount"].as_str();
            let parts = json(&link.replace("/totals?", "/totals.json?"));
            let mut all = iati::amount::Sum::default();
            for row in parts["rows"].as_array().expect("rows") {
                if row["in_total"] == "yes" {
                    let amount = row["amount"]["amount"].as_str().expect("an amount");
                    all.add(iati::amount::parse(amount).expect("a number"));
                }
            }
            if let Some(stated) = stated {
                assert_eq!(all.to_string(), stated, "{by}: {link}");
                opened += 1;
            }
        }
        assert!(opened > 1, "{by}");
    }
}

/// A publication whose texts try to be more than text.
pub(crate) const HOSTILE: &str = r#"<iati-activities version="2.03"><iati-activity default-currency="&lt;b&gt;">
<iati-identifier>XM-X/1 "&lt;script&gt;alert(1)&lt;/script&gt;.json</iati-identifier>
<reporting-org ref="XM-&lt;i&gt;" type="10"><narrative>&lt;script&gt;alert(2)&lt;/script&gt;</narrative></reporting-org>
<title><narrative>&lt;script&gt;alert(3)&lt;/script&gt;</narrative></title>
<description><narrative>&lt;img src=x onerror=alert(4)&gt;</narrative></description>
<participating-org role="&lt;i&gt;" ref="&lt;i&gt;"><narrative>&lt;i&gt;</narrative></participating-org>
<activity-status code="&lt;i&gt;"/>
<activity-date type="1" iso-date="&lt;i&gt;"/>
<sector vocabulary="&lt;i&gt;" code="&lt;i&gt;" percentage="&lt;i&gt;"><narrative>&lt;i&gt;</narrative></sector>
<location><name><narrative>&lt;i&gt;</narrative></name><point><pos>&lt;i&gt;</pos></point></location>
<budget type="&lt;i&gt;" status="&lt;i&gt;"><period-start iso-date="&lt;i&gt;"/><value>&lt;i&gt;</value></budget>
<transaction><transaction-type code="3"/><transaction-date iso-date="2024-01-01"/><value currency="&lt;i&gt;">5</value>
<description><narrative>&lt;i&gt;</narrative></description>
<receiver-org ref="&lt;i&gt;" receiver-activity-id="&lt;i&gt;"><narrative>&lt;i&gt;</narrative></receiver-org></transaction>
<result type="1"><title><narrative>&lt;i&gt;</narrative></title><indicator measure="&lt;i&gt;"><title><narrative>&lt;i&gt;</narrative></title>
<period><period-start iso-date="2024-01-01"/><period-end iso-date="2024-12-31"/><target value="&lt;i&gt;"/><actual value="&lt;i&gt;"/></period></indicator></result>
</iati-activity></iati-activities>"#;

#[test]
fn text_stays_text() {
    let folder = Folder::new();
    let file = folder.write("hostile.xml", HOSTILE);
    let imported = folder.import(&[&file]);
    assert_eq!(imported.status, 0, "{}{}", imported.out, imported.err);
    let server = Server::of(folder);
    let list = server.get("/activities?details=1").text();
    let activity = attributes(&list, "href")
        .find(|link| link.starts_with("/activities/"))
        .expect("a link to the activity")
        .to_owned();
    for target in [
        "/",
        "/publications?details=1",
        "/organisations",
        "/activities?details=1",
        "/activities?text=%3Ci%3E&page=3",
        "/transactions?details=1",
        "/budgets?details=1",
        "/results?details=1",
        "/totals?by=provider,receiver,country,sector",
        "/organisations/XM-%3Ci%3E",
        "/organisations/%3Ci%3E",
        "/pair?giver=XM-%3Ci%3E&receiver=%3Ci%3E",
        "/pair?giver=%3Ci%3E&receiver=%3Cscript%3E",
        "/%3Cscript%3E",
        "/totals?%3Ci%3E=%3Ci%3E",
        activity.as_str(),
    ] {
        let html = server.get(target).text();
        assert!(html.contains("</html>"), "{target}");
        for tag in ["<script>", "<i>", "<img src=x", "<b>"] {
            // The stitch of a line that meets and the head of an account are ours.
            let ours = html.replace("<i></i>", "").replace("account<b>", "");
            assert!(!ours.contains(tag), "{target}: {tag} in {ours}");
        }
    }
    let page = server.get(&activity);
    assert_eq!(page.status, 200, "{activity}");
    assert!(
        page.text().contains("&#60;script&#62;alert(3)")
            || page.text().contains("&lt;script&gt;alert(3)")
    );
    let json = server.get(&format!("{activity}.json"));
    assert!(json.header("content-type").starts_with("application/json"));
    let value: Value = serde_json::from_slice(&json.body).expect("JSON");
    assert_eq!(
        value["activity"]["titles"][0]["text"],
        "<script>alert(3)</script>"
    );
}

#[test]
fn a_client_that_leaves_does_no_harm() {
    let server = Server::demo();
    for _ in 0..20 {
        let mut stream = TcpStream::connect(&server.address).expect("a connection");
        let request = "GET /transactions.json HTTP/1.1\r\nHost: x\r\n\r\n";
        stream
            .write_all(request.as_bytes())
            .expect("the request is sent");
        let mut some = [0; 100];
        stream.read_exact(&mut some).expect("the beginning is read");
    }
    assert_eq!(server.get("/healthz").text(), "ok");
    assert_eq!(server.get("/transactions.json").status, 200);
}

#[test]
fn a_page_folds_out_what_it_rests_on() {
    let server = Server::demo();
    let page = server
        .get("/transactions?activity=XI-IATI-DEMO-AMB-JOB-03")
        .text();
    let list = page
        .split("<details class=\"rests\">")
        .nth(1)
        .and_then(|rest| rest.split("</details>").next())
        .expect("a list that folds out");
    assert!(
        list.starts_with("<summary>1 publication, the newest of"),
        "{list}"
    );
    let answer = server
        .folder
        .ask(&["transactions", "--activity", "XI-IATI-DEMO-AMB-JOB-03"]);
    let rests = answer["rests_on"].as_array().expect("a list");
    assert_eq!(rests.len(), 1, "of one activity, one publication");
    let link = format!("href=\"/publications/{}\"", rests[0]["publication"]);
    assert!(list.contains(&link), "{link}: {list}");
    let all = server.get("/totals?as-of=2025-06-30").text();
    assert!(
        all.contains("/publications/") && all.contains("?as_of=2025-06-30\">import "),
        "the moment travels"
    );
}

#[test]
fn a_server_follows_what_is_said_and_tells_no_fine_place() {
    let folder = Folder::new();
    let place = "<location><name><narrative>Upper Quellen</narrative></name><point><pos>12.3456 33.9871</pos></point></location>";
    let path = folder.write("a.xml", document(&activity(1, place)));
    assert_eq!(folder.import(&[&path]).status, 0);
    let server = Server::of(folder);
    let pages = [
        "/activities/XI-A-1",
        "/activities/XI-A-1.json",
        "/activities",
    ];
    let fine = |target: &str| {
        let text = server.get(target).text();
        text.contains("12.3456") || text.contains("Quellen")
    };
    assert!(fine(pages[0]) && fine(pages[1]));
    let ledger = server.folder.arg("ledger");
    let who = [
        "--by",
        "safety desk",
        "--note",
        "a threat",
        "--ledger",
        &ledger,
    ];
    done(&[&["ledger", "sensitive", "add", "--country", "KE"][..], &who].concat());
    done(
        &[
            &["ledger", "sensitive", "add", "--activity", "XI-A-1"][..],
            &who,
        ]
        .concat(),
    );
    // The server's connections are idle: the log can be emptied under it.
    done(&["ledger", "redact", "--ledger", &ledger]);
    for page in pages {
        assert!(!fine(page), "{page}");
    }
    let page = server.get("/activities/XI-A-1").text();
    assert!(
        page.contains("12.5 33.5") && page.contains("place coarsened"),
        "{page}"
    );
    let json = server.get("/activities/XI-A-1.json").text();
    assert!(json.contains("\"coarsened\": true"), "{json}");
    done(&[&["ledger", "dataset", "withdraw", "1"][..], &who].concat());
    let answer: serde_json::Value =
        serde_json::from_str(&server.get("/activities.json").text()).expect("JSON");
    assert_eq!(answer["total"], 0, "what is said holds at once");
}

#[test]
fn a_page_names_kept_tables_and_no_files() {
    let folder = Folder::new();
    let acts = folder.write(
        "acts.xml",
        document(&activity(
            1,
            &crate::support::payment("3", "2024-01-02", "100"),
        )),
    );
    assert_eq!(folder.import(&[&acts]).status, 0);
    let table = folder.write("mint.csv", "Date,Rate,Currency\n2024-01-02,0.5,EUR\n");
    let who = [
        "--by",
        "data desk",
        "--note",
        "a test",
        "--ledger",
        &folder.arg("ledger"),
    ];
    done(&[&["rates", "import", &table], &who[..]].concat());
    let server = Server::of(folder);
    let kept = server.get("/flows.json?in=USD&rates=mint");
    assert_eq!(kept.status, 200, "{}", kept.text());
    assert!(kept.text().contains("\"amount\":\"200"), "{}", kept.text());
    let there = server.folder.arg("mint.csv");
    for named in [
        "/etc/hostname",
        "../x",
        "..%2Fx",
        "%2e%2e/mint.csv",
        there.as_str(),
        "mint.csv",
    ] {
        for page in [
            "totals?",
            "flows?",
            "shares?to_sectors=110&",
            "totals.json?",
            "totals.csv?",
            "methods?",
        ] {
            let target = format!("/{page}rates={named}");
            let said = server.get(&target);
            assert_eq!(said.status, 400, "{target}: {}", said.text());
            assert!(
                said.text().contains("no table of that name was imported"),
                "{target}: {}",
                said.text()
            );
        }
    }
}

#[test]
fn the_page_of_methods_says_how_figures_are_made() {
    let server = Server::demo();
    let table = server
        .folder
        .write("mint.csv", "Date,Rate,Currency\n2024-01-02,0.5,VLR\n");
    let who = [
        "--by",
        "data desk",
        "--note",
        "a test",
        "--ledger",
        &server.folder.arg("ledger"),
    ];
    done(&[&["rates", "import", &table], &who[..]].concat());
    let page = server.get("/methods");
    assert_eq!(page.status, 200);
    let page = page.text();
    for method in &flow::flows::METHODS {
        assert!(
            page.contains(&format!("<h3 id=\"{}\">", method.id)),
            "{}",
            method.id
        );
    }
    let sha256 = flow::rate::Rates::builtin().sha256();
    for wanted in [
        "parent-of-counted",
        "other-book",
        sha256,
        "rates=mint",
        "Euro",
    ] {
        assert!(page.contains(wanted), "{wanted}");
    }
    let mint = server.get("/methods?rates=mint").text();
    assert!(mint.contains("Currencies of mint: 1"), "{mint}");
    assert!(mint.contains("VLR"));
    let before = server.get("/methods?rates=mint&known_at=1");
    assert_eq!(before.status, 400, "it was not known then");
    let json: Value = serde_json::from_str(&server.get("/methods.json").text()).expect("JSON");
    assert_eq!(json["methods"].as_array().map(Vec::len), Some(3));
    assert_eq!(json["rates"]["sha256"], sha256);
    assert_eq!(json["imported"][0]["name"], "mint");
    let csv = server.get("/methods.csv?rates=mint").text();
    assert_eq!(csv, "currency,from,to,rates\nVLR,2024-01-02,2024-01-02,1\n");
    for question in ["totals", "flows", "activities"] {
        let answer = server.get(&format!("/{question}")).text();
        assert!(
            answer.contains("href=\"/methods\""),
            "{question} leads to it"
        );
    }
}

/// Sends a form; the status and the answer.
pub(crate) fn send(server: &Server, form: &str, headers: &[&str]) -> Response {
    let mut stream = TcpStream::connect(&server.address).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    let more: String = headers.iter().map(|h| format!("{h}\r\n")).collect();
    write!(
        stream,
        "POST /decide HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: \
         application/x-www-form-urlencoded\r\nContent-Length: {}\r\n{more}\r\n{form}",
        server.address,
        form.len()
    )
    .expect("the request is sent");
    let mut bytes = Vec::new();
    stream
        .read_to_end(&mut bytes)
        .expect("the response is read");
    Response::read(&bytes, "/decide")
}

#[test]
fn decisions_are_taken_from_here_or_with_a_token_and_never_in_public() {
    let server = Server::demo();
    let ledger = server.folder.arg("ledger");
    let decided = || {
        let answer = server.folder.ask(&["decisions"]);
        answer["total"].as_u64().unwrap_or(0)
    };
    let accept = "decision=accept+2crvwfyyxhsw&by=data+desk&note=agreed&back=%2Fqueue%3Fgiver%3DA";
    let there = [
        "Origin: http://example.org",
        "Sec-Fetch-Site: cross-site",
        "X-Forwarded-For: 192.0.2.1",
    ];
    for header in there {
        assert_eq!(send(&server, accept, &[header]).status, 403, "{header}");
    }
    assert_eq!(decided(), 0);
    let here = send(&server, accept, &[]);
    assert_eq!(
        (here.status, here.header("location")),
        (303, "/queue?giver=A")
    );
    assert_eq!(decided(), 1);
    let person = send(
        &server,
        "decision=reject+2crvwfyyxhsw&by=ann%40example.org",
        &[],
    );
    assert_eq!(person.status, 400, "{}", person.text());
    assert_eq!(
        send(&server, "decision=accept+000000000000", &[]).status,
        400
    );
    assert_eq!(send(&server, "decision=nonsense", &[]).status, 400);
    let long = format!("note={}", "x".repeat(20_000));
    assert_eq!(send(&server, &long, &[]).status, 413);
    assert_eq!(server.get("/decide").status, 405);

    // From elsewhere with a token, in the name of the office that it is of.
    let token = done(&[
        "ledger",
        "token",
        "add",
        "--by",
        "county office",
        "--ledger",
        &ledger,
    ]);
    let with = format!("{accept}&token={}", token.trim());
    assert_eq!(
        send(&server, &with, &["X-Forwarded-For: 192.0.2.1"]).status,
        303
    );
    let wrong = format!(
        "{accept}&token={}",
        token.trim().chars().rev().collect::<String>()
    );
    assert_eq!(
        send(&server, &wrong, &["X-Forwarded-For: 192.0.2.1"]).status,
        403
    );
    let answer = server.folder.ask(&["decisions"]);
    assert_eq!(answer["rows"][0]["by"], "county office");
    let json = send(&server, "undo=2", &["Accept: application/json"]);
    assert_eq!(json.status, 201, "{}", json.text());

    let public = Server::with(Folder::new(), &["--public"]);
    let with = format!("{accept}&token={}", token.trim());
    assert_eq!(send(&public, &with, &[]).status, 403);
    assert!(!public.get("/queue").text().contains("action=\"/decide\""));
    for target in ["/", "/queue", "/matches", "/trace", "/publications"] {
        for method in ["POST", "PUT", "DELETE", "PATCH"] {
            assert_eq!(
                public.ask(method, target, &[]).status,
                405,
                "{method} {target}"
            );
        }
    }
}

#[test]
fn activities_are_narrowed_down_by_links() {
    let server = Server::demo();
    let page = server.get("/activities?text=school").text();
    let (_, narrow) = page.split_once("<nav class=\"narrow").expect("ways");
    let (narrow, _) = narrow.split_once("</nav>").expect("their end");
    for argument in ["country", "sector", "reporter", "status", "year"] {
        assert!(
            narrow.contains(&format!("text=school&#38;{argument}=")),
            "{argument}"
        );
    }
    let chosen = server.get("/activities?text=school&status=2").text();
    assert!(!chosen.contains("&#38;status=3"), "one status at a time");
    assert!(chosen.contains("text=school&#38;status=2&#38;year="));
}
