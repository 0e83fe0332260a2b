//! Getting data, from a server of the test's own.

use crate::support::{Folder, Said, activity, document, interrupt, payment, program, rows};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A request, as the server saw it.
#[derive(Clone, Debug)]
struct Asked {
    path: String,
    headers: HashMap<String, String>,
    at: Instant,
}

/// What the server does with a request.
enum Reply {
    /// Status line, headers, body.
    Whole(&'static str, Vec<(&'static str, String)>, Vec<u8>),
    /// The connection ends after part of the body.
    Broken(Vec<u8>),
    /// Nothing comes for this long.
    Slow(Duration),
    /// The body comes a byte at a time and never ends.
    Drip,
}

type Answer = dyn Fn(&Asked, usize) -> Reply + Send + Sync;

/// A server that goes on until the test ends.
struct Server {
    address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    busiest: Arc<AtomicUsize>,
}

impl Server {
    /// `answer` is told how often the path was asked for before.
    fn new(answer: impl Fn(&Asked, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let busiest = Arc::new(AtomicUsize::new(0));
        let server = Self {
            address,
            asked: asked.clone(),
            busiest: busiest.clone(),
        };
        let answer: Arc<Answer> = Arc::new(answer);
        std::thread::spawn(move || {
            let busy = Arc::new(AtomicUsize::new(0));
            for stream in listener.incoming().flatten() {
                let (answer, asked) = (answer.clone(), asked.clone());
                let (busy, busiest) = (busy.clone(), busiest.clone());
                std::thread::spawn(move || {
                    let now = busy.fetch_add(1, Ordering::SeqCst) + 1;
                    busiest.fetch_max(now, Ordering::SeqCst);
                    serve(stream, &asked, &*answer);
                    busy.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        server
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no panic").clone()
    }

    /// How often a path was asked for.
    fn count(&self, path: &str) -> usize {
        self.asked().iter().filter(|a| a.path == path).count()
    }
}

fn serve(mut stream: TcpStream, asked: &Mutex<Vec<Asked>>, answer: &Answer) {
    let Some(request) = read(&stream) else { return };
    let before = {
        let mut asked = asked.lock().expect("no panic");
        let before = asked.iter().filter(|a| a.path == request.path).count();
        asked.push(request.clone());
        before
    };
    // The other side may be gone: that is what some tests want.
    match answer(&request, before) {
        Reply::Whole(status, headers, body) => {
            let mut head = format!("HTTP/1.1 {status}\r\nConnection: close\r\n");
            for (name, value) in headers {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
            if !status.starts_with("304") {
                head.push_str(&format!("Content-Length: {}\r\n", body.len()));
            }
            let _ = stream.write_all(format!("{head}\r\n").as_bytes());
            let _ = stream.write_all(&body);
        }
        Reply::Broken(part) => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            let _ = stream.write_all(&part);
        }
        Reply::Slow(pause) => std::thread::sleep(pause),
        Reply::Drip => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n<");
            while stream.write_all(b" ").is_ok() {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let path = lines.next()?.split_whitespace().nth(1)?.to_owned();
    let headers = lines
        .take_while(|l| !l.is_empty())
        .filter_map(|l| {
            let (name, value) = l.split_once(':')?;
            Some((name.to_lowercase(), value.trim().to_owned()))
        })
        .collect();
    Some(Asked {
        path,
        headers,
        at: Instant::now(),
    })
}

fn ok(body: impl Into<Vec<u8>>) -> Reply {
    Reply::Whole("200 OK", Vec::new(), body.into())
}

fn status(line: &'static str) -> Reply {
    Reply::Whole(line, Vec::new(), Vec::new())
}

/// A file with one payment and no stamp.
fn file(number: u32, value: &str) -> String {
    document(&activity(number, &payment("3", "2024-01-01", value)))
        .replace(" generated-datetime=\"2025-06-30T00:00:00\"", "")
}

const CONTACT: &str = "jo.bloggs@example.org";

/// A dataset in CKAN's words, with persons in it.
fn package(name: &str, url: &str) -> String {
    format!(
        "{{\"name\":\"{name}\",\"author_email\":\"{CONTACT}\",\"maintainer\":\"Jo Bloggs\",\"maintainer_email\":\"{CONTACT}\",\
         \"title\":\"All of Jo Bloggs\",\"organization\":{{\"name\":\"hf\",\"title\":\"Harbour Fund\"}},\"publisher_iati_id\":\"XI-A\",\
         \"metadata_modified\":\"2025-02-02T10:00:00.5\",\"extras\":[{{\"key\":\"data_updated\",\"value\":\"2025-01-01 10:00:00\"}},\
         {{\"key\":\"filetype\",\"value\":\"activity\"}}],\"resources\":[{{\"url\":\"{url}\"}}]}}"
    )
}

fn page(total: usize, packages: &[String]) -> String {
    format!(
        "{{\"help\":\"x\",\"success\":true,\"result\":{{\"count\":{total},\"results\":[{}]}}}}",
        packages.join(",")
    )
}

fn command(folder: &Folder, arguments: &[&str]) -> std::process::Command {
    let mut command = program();
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "SSL_CERT_FILE"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command.arg("fetch").args(arguments);
    command.args(["--ledger", &folder.arg("ledger"), "--pause", "0.05"]);
    command
}

fn fetch(folder: &Folder, arguments: &[&str]) -> Said {
    let output = command(folder, arguments).output();
    output.expect("the program starts").into()
}

/// Fetches, and says what became of each file, by outcome.
fn outcomes(folder: &Folder, arguments: &[&str]) -> (i32, serde_json::Value) {
    let said = fetch(folder, &[arguments, &["--format", "json"]].concat());
    let json = serde_json::from_str(&said.out);
    (
        said.status,
        json.unwrap_or_else(|e| panic!("{e}: {}{}", said.out, said.err)),
    )
}

fn only(report: &serde_json::Value) -> (String, String) {
    let file = &report["datasets"][0];
    let text = |name: &str| file[name].as_str().unwrap_or_default().to_owned();
    (text("outcome"), text("reason"))
}

/// All bytes below a folder hold none of these.
fn holds_none(folder: &std::path::Path, words: &[&str]) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            holds_none(&path, words);
            continue;
        }
        let bytes = std::fs::read(&path).expect("a file");
        for word in words {
            let found = bytes.windows(word.len()).any(|w| w == word.as_bytes());
            assert!(!found, "{word} in {}", path.display());
        }
    }
}

#[test]
fn a_file_is_fetched_imported_and_not_fetched_twice() {
    let server = Server::new(|asked, _| match asked.headers.get("if-none-match") {
        Some(tag) if tag == "\"v1\"" => status("304 Not Modified"),
        _ => Reply::Whole(
            "200 OK",
            vec![
                ("ETag", "\"v1\"".to_owned()),
                ("Last-Modified", "Sun, 06 Nov 2022 08:49:37 GMT".to_owned()),
            ],
            file(1, "5").into(),
        ),
    });
    let folder = Folder::new();
    let url = server.url("/a.xml");
    let (code, report) = outcomes(&folder, &[&url]);
    assert_eq!((code, &report["added"]), (0, &1.into()), "{report}");
    let before = rows(&folder.ask(&["publications"])).clone();
    assert_eq!(before[0]["published"], "2022-11-06T08:49:37");
    assert_eq!(
        before[0]["published_basis"],
        "Last-Modified of the download"
    );
    assert_eq!(before[0]["source"], url.as_str());
    let (code, report) = outcomes(&folder, &[&url]);
    assert_eq!((code, &report["unchanged"]), (0, &1.into()), "{report}");
    assert_eq!(rows(&folder.ask(&["publications"])), &before);
    let agent = &server.asked()[0].headers["user-agent"];
    assert!(agent.starts_with("Counterfoil/0."), "{agent}");
    assert!(!folder.path("ledger/fetch/part").exists());
}

#[test]
fn a_registry_is_read_page_by_page_and_its_persons_stay_out() {
    let address: Arc<Mutex<String>> = Arc::default();
    let own = address.clone();
    let server = Server::new(move |asked, _| {
        let own = own.lock().expect("no panic").clone();
        let pack = |n: usize| package(&format!("hf-{n}"), &format!("http://{own}/{n}.xml"));
        let start = asked.path.split("start=").nth(1).unwrap_or("0");
        match asked.path.split('?').next() {
            Some("/api/3/action/package_search") => ok(match start {
                "0" => page(3, &[pack(1), pack(2)]),
                "2" => page(3, &[pack(3)]),
                _ => page(3, &[]),
            }),
            _ => {
                let contact = format!(
                    "<contact-info><email>{CONTACT}</email></contact-info></iati-activity>"
                );
                let file = file(asked.path[1..2].parse().unwrap_or(9), "5");
                ok(file.replace("</iati-activity>", &contact))
            }
        }
    });
    *address.lock().expect("no panic") = server.address.clone();
    let folder = Folder::new();
    let registry = server.url("/api/3/action/package_search");
    let said = fetch(&folder, &["--registry", &registry, "--allow-private"]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    let publications = folder.ask(&["publications"]);
    let mut names: Vec<_> = rows(&publications)
        .iter()
        .map(|r| r["dataset"].as_str().unwrap_or(""))
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["hf-1", "hf-2", "hf-3"]);
    let first = &rows(&publications)[0];
    assert_eq!(first["published"], "2025-01-01T10:00:00");
    assert_eq!(first["published_basis"], "data_updated of the registry");
    assert_eq!(first["dataset_basis"], "name in the registry");
    assert!(!format!("{}{}", said.out, said.err).contains("loggs"));
    holds_none(&folder.path("ledger"), &[CONTACT, "Bloggs", "bloggs"]);
    assert_eq!(
        server.busiest.load(Ordering::SeqCst),
        1,
        "one request at a time to one server"
    );
}

#[test]
fn one_publisher_is_asked_for_by_name() {
    let address: Arc<Mutex<String>> = Arc::default();
    let own = address.clone();
    let server = Server::new(move |asked, _| {
        let own = own.lock().expect("no panic").clone();
        let pack = |name: &str| package(name, &format!("http://{own}/{name}.xml"));
        if asked.path.contains("organization%3AXI-A") {
            ok(page(0, &[]))
        } else if asked.path.contains("publisher_iati_id%3AXI-A") {
            ok(page(1, &[pack("hf-1")]))
        } else if asked.path.starts_with("/list") {
            ok(page(
                2,
                &[pack("other"), pack("another").replace("XI-A", "XI-B")],
            ))
        } else {
            ok(file(1, "5"))
        }
    });
    *address.lock().expect("no panic") = server.address.clone();
    let folder = Folder::new();
    let registry = server.url("/list");
    let arguments = [
        "--registry",
        &registry,
        "--publisher",
        "XI-A",
        "--allow-private",
    ];
    let (code, report) = outcomes(&folder, &arguments);
    assert_eq!((code, &report["files"]), (0, &1.into()), "{report}");
    assert_eq!(report["datasets"][0]["dataset"], "hf-1");
}

#[test]
fn an_index_of_the_bulk_data_service_is_read_and_its_hash_believed() {
    let address: Arc<Mutex<String>> = Arc::default();
    let own = address.clone();
    let server = Server::new(move |asked, _| {
        let own = own.lock().expect("no panic").clone();
        if asked.path != "/datasets-full" {
            return ok(file(1, "5"));
        }
        ok(format!(
            "{{\"index_created\":\"2025-01-01\",\"datasets\":[{{\"short_name\":\"hf-1\",\"reporting_org_short_name\":\"hf\",\
             \"source_url\":\"http://harbour.example/one.xml\",\"most_recent_get_attempt\":{{\"error_details\":{{}}}},\
             \"last_known_good_dataset\":{{\"cached_dataset_xml_url\":\"http://{own}/hf/hf-1.xml\",\"hash\":\"abc\",\
             \"server_header_last_modified\":\"2024-05-05 06:00:00+00:00\"}}}},\
             {{\"short_name\":\"x-1\",\"reporting_org_short_name\":\"x\",\"source_url\":\"http://{own}/x.xml\"}}]}}"
        ))
    });
    *address.lock().expect("no panic") = server.address.clone();
    let folder = Folder::new();
    let registry = server.url("/datasets-full");
    let arguments = [
        "--registry",
        &registry,
        "--publisher",
        "hf",
        "--allow-private",
    ];
    let (code, report) = outcomes(&folder, &arguments);
    assert_eq!((code, &report["added"]), (0, &1.into()), "{report}");
    let publications = folder.ask(&["publications"]);
    let kept = &rows(&publications)[0];
    assert_eq!(kept["source"], "http://harbour.example/one.xml");
    assert_eq!(kept["published"], "2024-05-05T06:00:00");
    let (code, report) = outcomes(&folder, &arguments);
    assert_eq!((code, &report["unchanged"]), (0, &1.into()), "{report}");
    assert_eq!(server.count("/hf/hf-1.xml"), 1);
}

#[test]
fn a_server_that_fails_is_asked_again_when_it_wants_to_be() {
    let server = Server::new(|asked, before| match (asked.path.as_str(), before) {
        ("/busy.xml", 0) => Reply::Whole(
            "503 Service Unavailable",
            vec![("Retry-After", "1".to_owned())],
            Vec::new(),
        ),
        ("/reset.xml", 0) => Reply::Broken(b"<iati-activities>".to_vec()),
        ("/long.xml", _) => Reply::Whole(
            "429 Too Many Requests",
            vec![("Retry-After", "86400".to_owned())],
            Vec::new(),
        ),
        ("/down.xml", _) => status("500 Oops"),
        _ => ok(file(1, "5")),
    });
    let outcome = |path: &str| {
        let (code, report) = outcomes(&Folder::new(), &[&server.url(path), "--retries", "2"]);
        (code, only(&report).0, only(&report).1)
    };
    assert_eq!(outcome("/busy.xml").1, "added");
    let times: Vec<Instant> = server.asked().iter().map(|a| a.at).collect();
    assert!(
        times[1] - times[0] >= Duration::from_secs(1),
        "the pause it asked for"
    );
    assert_eq!(outcome("/reset.xml").1, "added");
    let (code, became, why) = outcome("/down.xml");
    assert_eq!(
        (code, became.as_str(), server.count("/down.xml")),
        (1, "failed", 3)
    );
    assert_eq!(why, "the server failed (status 500); tried 3 times");
    let (_, _, why) = outcome("/long.xml");
    assert!(why.contains("left alone for 86400 seconds"), "{why}");
    assert_eq!(server.count("/long.xml"), 1);
}

#[test]
fn what_cannot_be_had_is_told_with_its_reason() {
    let server = Server::new(|asked, _| match asked.path.as_str() {
        "/loop" => Reply::Whole(
            "302 Found",
            vec![("Location", "/loop".to_owned())],
            Vec::new(),
        ),
        "/ftp" => Reply::Whole(
            "302 Found",
            vec![("Location", "ftp://x.example/a".to_owned())],
            Vec::new(),
        ),
        "/large" => ok(vec![b'<'; 1_200_000]),
        "/slow" => Reply::Slow(Duration::from_secs(3)),
        "/drip" => Reply::Drip,
        "/page" => ok("<!DOCTYPE html><html><body>Log in</body></html>"),
        "/zip" => ok(b"PK\x03\x04....".to_vec()),
        "/broken" => ok("<iati-activities><iati-activity>"),
        "/empty" => ok(""),
        _ => status("404 Not Found"),
    });
    for (path, reason) in [
        ("/loop", "more than 10 redirects"),
        ("/ftp", "neither http nor https"),
        ("/large", "larger than 1 MB"),
        ("/slow", "it took too long"),
        ("/drip", "it took too long"),
        ("/page", "web page"),
        ("/zip", "zip archive"),
        ("/empty", "empty"),
        ("/none", "not there (status 404)"),
    ] {
        let url = server.url(path);
        let (code, report) = outcomes(
            &Folder::new(),
            &[
                &url,
                "--max-size",
                "1",
                "--timeout",
                "0.7",
                "--retries",
                "0",
            ],
        );
        let (became, why) = only(&report);
        assert_eq!((code, became.as_str()), (1, "failed"), "{path}: {why}");
        assert!(why.contains(reason), "{path}: {why}");
    }
    let folder = Folder::new();
    let said = fetch(&folder, &[&server.url("/broken"), "file:///etc/hostname"]);
    assert_eq!(said.status, 1);
    assert!(said.out.contains("only http and https"), "{}", said.out);
    assert!(said.out.contains("never closed"), "{}", said.out);
    assert_eq!(
        rows(&folder.ask(&["publications"])).len(),
        1,
        "kept as refused"
    );
}

#[test]
fn a_registry_does_not_lead_into_the_private_network() {
    let address: Arc<Mutex<String>> = Arc::default();
    let own = address.clone();
    let server = Server::new(move |asked, _| {
        let own = own.lock().expect("no panic").clone();
        let port = own.rsplit(':').next().unwrap_or_default();
        let hosts = ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"];
        let packages: Vec<String> = hosts
            .iter()
            .enumerate()
            .map(|(n, host)| package(&format!("p{n}"), &format!("http://{host}:{port}/secret")))
            .collect();
        match asked.path.starts_with("/list") {
            true => ok(page(packages.len(), &packages)),
            false => ok(file(1, "5")),
        }
    });
    *address.lock().expect("no panic") = server.address.clone();
    let folder = Folder::new();
    let registry = server.url("/list");
    let (code, report) = outcomes(&folder, &["--registry", &registry, "--retries", "0"]);
    assert_eq!((code, &report["failed"]), (1, &5.into()), "{report}");
    assert_eq!(only(&report).1, "it leads to a private address");
    assert_eq!(server.count("/secret"), 0);
    // By hand it may be asked for.
    assert_eq!(outcomes(&folder, &[&server.url("/secret")]).0, 0);
}

#[test]
fn names_of_a_registry_never_lead_out_of_the_ledger() {
    let address: Arc<Mutex<String>> = Arc::default();
    let own = address.clone();
    let server = Server::new(move |asked, _| {
        let own = own.lock().expect("no panic").clone();
        match asked.path.starts_with("/list") {
            true => ok(page(
                1,
                &[package("../../../escaped", &format!("http://{own}/a.xml"))],
            )),
            false => ok(file(1, "5")),
        }
    });
    *address.lock().expect("no panic") = server.address.clone();
    let folder = Folder::new();
    let registry = server.url("/list");
    let (code, _) = outcomes(&folder, &["--registry", &registry, "--allow-private"]);
    assert_eq!(code, 0);
    let beside = std::fs::read_dir(folder.path(""))
        .expect("a folder")
        .count();
    assert_eq!(beside, 1, "the ledger and nothing else");
}

#[test]
fn a_killed_run_goes_on_where_it_stopped() {
    let server = Server::new(|asked, before| match (asked.path.as_str(), before) {
        ("/2.xml", 0) => Reply::Slow(Duration::from_secs(5)),
        (path, _) => ok(file(path[1..2].parse().unwrap_or(9), "5")),
    });
    let folder = Folder::new();
    let urls: Vec<String> = (1..=3).map(|n| server.url(&format!("/{n}.xml"))).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let mut child = command(&folder, &urls).spawn().expect("the program starts");
    let began = Instant::now();
    while server.count("/2.xml") == 0 && began.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(20));
    }
    // The first file is noted soon after it was given out.
    std::thread::sleep(Duration::from_millis(1500));
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    let (code, report) = outcomes(&folder, &urls);
    assert_eq!(code, 0, "{report}");
    assert_eq!(report["done_before_the_interruption"], 1, "{report}");
    assert_eq!(report["added"], 2, "{report}");
    assert_eq!((server.count("/1.xml"), server.count("/2.xml")), (1, 2));
    // The run came to its end: the next one asks for all.
    let (_, report) = outcomes(&folder, &urls);
    assert_eq!(report["already_there"], 3, "{report}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_a_state_that_goes_on() {
    let server = Server::new(|asked, before| match (asked.path.as_str(), before) {
        ("/2.xml", 0) => Reply::Slow(Duration::from_secs(20)),
        (path, _) => ok(file(path[1..2].parse().unwrap_or(9), "5")),
    });
    let folder = Folder::new();
    let urls = [server.url("/1.xml"), server.url("/2.xml")];
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let mut child = command(&folder, &urls)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the program starts");
    let began = Instant::now();
    while server.count("/2.xml") == 0 && began.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(500));
    interrupt(&child);
    let ended = child.wait().expect("it ends");
    assert_eq!(ended.code(), Some(130));
    assert!(
        began.elapsed() < Duration::from_secs(15),
        "a slow server holds nobody up"
    );
    assert!(!folder.path("ledger/fetch/part").exists());
    let (code, report) = outcomes(&folder, &urls);
    assert_eq!(
        (code, &report["files"], &report["failed"]),
        (0, &2.into(), &0.into()),
        "{report}"
    );
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_a_registry_that_has_one_wait() {
    let busy = || vec![("Retry-After", "15".to_owned())];
    let server =
        Server::new(move |_, _| Reply::Whole("503 Service Unavailable", busy(), Vec::new()));
    let folder = Folder::new();
    let list = server.url("/list");
    let child = command(&folder, &["--registry", &list])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    let began = Instant::now();
    while server.count("/list") == 0 && began.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(300));
    interrupt(&child);
    let said = Said::from(child.wait_with_output().expect("it ends"));
    assert_eq!(said.status, 130, "{}", said.err);
    assert!(said.err.contains("nothing was fetched"), "{}", said.err);
    assert!(!folder.path("ledger").exists());
}

#[test]
fn earlier_bytes_that_come_back_are_a_publication() {
    let server = Server::new(|_, before| ok(file(1, ["10", "20", "10", "10"][before.min(3)])));
    let folder = Folder::new();
    let url = server.url("/a.xml");
    let value = || rows(&folder.ask(&["transactions"]))[0]["value"]["amount"].clone();
    for (outcome, amount) in [
        ("added", "10"),
        ("added", "20"),
        ("added", "10"),
        ("already there", "10"),
    ] {
        let (_, report) = outcomes(&folder, &[&url]);
        assert_eq!(only(&report).0, outcome, "{report}");
        assert_eq!(value(), amount);
        // Stamps are to the second.
        std::thread::sleep(Duration::from_millis(1100));
    }
}

#[test]
fn a_list_that_is_none_makes_no_ledger() {
    let server = Server::new(|_, _| ok("<html>"));
    let folder = Folder::new();
    let said = fetch(&folder, &["--registry", &server.url("/")]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("it is no dataset list"), "{}", said.err);
    assert!(said.err.contains("package_search"), "{}", said.err);
    assert!(!folder.path("ledger").exists());
}

#[test]
fn a_bulk_download_is_imported_under_the_names_of_the_registry() {
    let server = Server::new(|_, _| ok(file(1, "5")));
    let url = server.url("/a.xml");
    let folder = Folder::new();
    folder.write("bulk/data/hf/hf-1.xml", file(1, "5"));
    folder.write("bulk/data/hf/hf-2.xml", "");
    folder.write("bulk/metadata/hf/hf-1.json", package("hf-1", &url));
    folder.write(
        "bulk/metadata/hf/hf-2.json",
        package("hf-2", "http://harbour.example/2.xml"),
    );
    folder.write(
        "bulk/metadata/hf.json",
        format!("{{\"name\":\"hf\",\"publisher_contact_email\":\"{CONTACT}\"}}"),
    );
    let said = folder.import(&[&folder.arg("bulk")]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.out.contains("hf-2.xml: empty in the bulk download"),
        "{}",
        said.out
    );
    let publications = folder.ask(&["publications"]);
    assert_eq!(rows(&publications).len(), 1);
    let kept = &rows(&publications)[0];
    for (field, value) in [
        ("dataset", "hf-1"),
        ("dataset_basis", "name in the registry"),
        ("published", "2025-01-01T10:00:00"),
        ("source", url.as_str()),
    ] {
        assert_eq!(kept[field], value, "{field}");
    }
    holds_none(&folder.path("ledger"), &[CONTACT]);
    // What the registry lists is the same dataset.
    let listed = page(1, &[package("hf-1", &url)]);
    let registry = Server::new(move |_, _| ok(listed.clone()));
    let (_, report) = outcomes(
        &folder,
        &["--registry", &registry.url("/"), "--allow-private"],
    );
    assert_eq!(report["already_there"], 1, "{report}");
}

#[test]
fn an_index_in_a_bulk_download_names_its_files() {
    let folder = Folder::new();
    folder.write("iati-data/datasets/hf/hf-1.xml", file(1, "5"));
    folder.write(
        "iati-data/dataset-index-full.json",
        "{\"index_created\":\"x\",\"datasets\":{\"hf-1\":{\"name\":\"hf-1\",\"publisher_name\":\"hf\",\
         \"source_url\":\"http://harbour.example/1.xml\",\"url_xml\":\"http://bulk.example/1.xml\",\
         \"content_modified\":\"2024-04-04 01:02:03+00:00\"}}}",
    );
    let said = folder.import(&[&folder.arg("iati-data")]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(!said.out.contains("passed over"), "{}", said.out);
    let publications = folder.ask(&["publications"]);
    let kept = &rows(&publications)[0];
    assert_eq!(kept["dataset"], "hf-1");
    assert_eq!(kept["published"], "2024-04-04T01:02:03");
    assert_eq!(kept["source"], "http://harbour.example/1.xml");
}
