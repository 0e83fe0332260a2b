//! Pages in another language than English: nothing of ours is left in English, and
//! each says which language it is in.

use crate::web::{PAGES, Server, asked};
use std::collections::BTreeSet;
use std::path::Path;

/// Words of Latin letters that are no English: names of formats and of programs.
const NAMES: &[&str] = &[
    "counterfoil",
    "json",
    "csv",
    "xlsx",
    "svg",
    "png",
    "graphviz",
    "iati",
    "sha",
    "english",
    "fran",
    "ais",
    "espa",
    "cdfd",
    "portal",
    "openapi",
    "http",
    "iatiflattener",
    "yyyy",
    "crs",
];

/// Ids that hints and caveats tell readers to type, and marks that stand in stored texts.
const TYPED: &[&str] = &[
    "agree",
    "late",
    "measurable",
    "expected",
    "expenditure",
    "field",
    "mail",
    "missing",
    "orgs",
    "otherwise",
    "withheld",
];

/// Where English is told of as English: findings of the rules, sources of rates.
const IN_ENGLISH: &[&str] = &["/faults", "/methods"];

/// The runs of Latin letters of a text, three letters or more, in lower case.
fn words(text: &str) -> impl Iterator<Item = String> {
    let each = text.split(|c: char| !c.is_ascii_alphabetic());
    each.filter(|word| word.len() > 2).map(str::to_lowercase)
}

fn add_files(folder: &Path, known: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            add_files(&path, known);
        } else if path.extension().is_some_and(|e| e == "xml" || e == "toml") {
            known.extend(words(&std::fs::read_to_string(&path).expect("a text")));
        }
    }
}

/// What publishers and the standard say, and what is typed.
fn known(server: &Server) -> BTreeSet<String> {
    let names = NAMES.iter().chain(TYPED);
    let mut known: BTreeSet<String> = names.map(|w| (*w).to_owned()).collect();
    let ledger = server.ledger();
    add_files(&ledger.join("publications"), &mut known);
    known.extend(words(
        &std::fs::read_to_string(ledger.join("programme.toml")).expect("a text"),
    ));
    for list in ["Sector", "SectorCategory", "Country", "Region", "Currency"] {
        let list = iati::codelist::list(list).expect("a list");
        list.codes.iter().for_each(|c| known.extend(words(c.name)));
    }
    known
}

/// What readers see: text and spoken attributes, without code, identifiers and what
/// stands in quotation marks to be typed.
fn seen(html: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push(before.to_owned());
        let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
        for name in ["aria-label=\"", "title=\"", "alt=\"", "placeholder=\""] {
            out.extend(
                tag.split(name)
                    .skip(1)
                    .filter_map(|a| a.split('"').next())
                    .map(str::to_owned),
            );
        }
        let is_ref = tag.contains("class=\"ref") || tag.contains(" ref\"");
        let ends = ["script", "style", "code"]
            .iter()
            .find(|e| tag.starts_with(**e));
        rest = match ends {
            Some(end) => after.split_once(&format!("</{end}")).map_or("", |(_, r)| r),
            None if is_ref => after
                .split_once('<')
                .map_or("", |(text, _)| &after[text.len()..]),
            None => after,
        };
    }
    let typed = |text: &String| {
        let parts = text.split(['“', '”']);
        parts.step_by(2).collect::<Vec<_>>().join(" ")
    };
    out.iter().map(typed).collect()
}

/// English words of a page that nobody of its data said.
fn leaks(html: &str, known: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for text in seen(html) {
        // Chinese parts no words: its signs part the Latin ones.
        let parts = |c: char| c.is_whitespace() || !(c.is_ascii() || c == '…');
        // Not a name that is cut, an address, an option, the name of a match or a line.
        let is_word = |w: &&str| {
            let is_typed = w.starts_with("--") || w.contains(['/', '=', '_']);
            !w.ends_with('…') && !is_typed && !w.contains(|c: char| c.is_ascii_digit())
        };
        let whole = text.split(parts).filter(is_word);
        for word in whole.flat_map(words) {
            if !known.contains(&word) {
                found.push(format!("{word} in “{}”", text.trim()));
            }
        }
    }
    found
}

#[test]
fn no_english_is_left_in_chinese() {
    let server = Server::demo();
    let mut known = known(&server);
    // Ids that are shown as they are asked for.
    let asked = asked();
    for (question, target) in &asked {
        question.iter().for_each(|w| known.extend(words(w)));
        known.extend(words(target));
    }
    PAGES.iter().for_each(|target| known.extend(words(target)));
    let asked = asked.iter().map(|(_, target)| format!("/{target}"));
    let pages = PAGES.iter().map(|target| (*target).to_owned());
    let mut found = Vec::new();
    let mut seen_pages = 0;
    for target in pages.chain(asked) {
        let joint = if target.contains('?') { '&' } else { '?' };
        let page = server.get(&format!("{target}{joint}lang=zh"));
        let html = page.text();
        if !html.contains("<html lang=\"zh\"") || IN_ENGLISH.iter().any(|p| target.starts_with(p)) {
            continue;
        }
        seen_pages += 1;
        found.extend(
            leaks(&html, &known)
                .into_iter()
                .map(|leak| format!("{target}: {leak}")),
        );
    }
    assert!(seen_pages > 60, "{seen_pages} pages were looked at");
    found.dedup();
    let shown: Vec<&String> = found.iter().take(30).collect();
    assert!(
        found.is_empty(),
        "{} left in English: {shown:#?}",
        found.len()
    );
}

#[test]
fn the_test_finds_what_is_left() {
    let known: BTreeSet<String> = ["larkmoor".to_owned()].into();
    let html = "<html lang=\"zh\"><p title=\"Larkmoor\">承诺 Larkmoor</p><code>counterfoil</code>";
    assert_eq!(
        leaks(&format!("{html}<p>可用“most”</p><p>"), &known),
        Vec::<String>::new()
    );
    assert_eq!(leaks(&format!("{html}<p>All rows</p><p>"), &known).len(), 2);
    assert_eq!(
        leaks(&format!("{html}<p aria-label=\"Pages\"></p><p>"), &known).len(),
        1
    );
}

#[test]
fn the_address_goes_before_the_browser() {
    let server = Server::demo();
    let french = ["Accept-Language: fr-CA, en;q=0.5"];
    let lang = |target: &str, headers: &[&str]| {
        let page = server.ask("GET", target, headers);
        let html = page.text();
        let from = html.split("<html lang=\"").nth(1).unwrap_or("");
        from.split('"').next().unwrap_or("").to_owned()
    };
    assert_eq!(lang("/promises", &french), "fr");
    assert_eq!(lang("/promises?lang=ar", &french), "ar");
    assert_eq!(lang("/promises", &[]), "en");
    assert_eq!(lang("/no-such-page", &french), "fr");
    assert_eq!(lang("/totals?page=x&lang=es", &french), "es");
    let refused = server.get("/promises?lang=tlh");
    assert_eq!(refused.status, 400);
    // Data is the same for everybody, unless it is asked for in a language.
    let data = |target: &str, headers: &[&str]| server.ask("GET", target, headers).text();
    let english = data("/promises.json", &[]);
    assert_eq!(data("/promises.json", &french), english);
    assert_ne!(data("/promises.json?lang=fr", &[]), english);
    assert!(data("/promises.json?lang=fr", &[]).contains("\"kept-late\""));
}

#[test]
fn arabic_is_written_from_right_to_left() {
    let server = Server::demo();
    let html = server
        .get("/pair?giver=XI-IATI-DEMO-HCO&receiver=XI-IATI-DEMO-LKM&lang=ar")
        .text();
    assert!(html.contains("<html lang=\"ar\" dir=\"rtl\">"));
    let svg = server.get("/promises.svg?lang=ar").text();
    assert!(
        svg.contains("xml:lang=\"ar\"") || svg.contains("lang=\"ar\""),
        "{}",
        &svg[..300]
    );
}

#[test]
fn an_answer_that_is_known_is_not_sent_again() {
    let server = Server::demo();
    let first = server.get("/promises");
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with("W/\""), "{tag}");
    let known = format!("If-None-Match: {tag}");
    let known = [known.as_str()];
    assert_eq!(server.ask("GET", "/promises", &known).status, 304);
    // Another language, another question: other answers.
    assert_eq!(server.ask("GET", "/promises?lang=fr", &known).status, 200);
    assert_eq!(
        server.ask("GET", "/promises?status=kept", &known).status,
        200
    );
}

#[test]
fn a_format_can_be_asked_for_by_its_media_type() {
    let server = Server::demo();
    let kind = |accept: &str| {
        let answer = server.ask("GET", "/promises", &[&format!("Accept: {accept}")]);
        answer.header("content-type").to_owned()
    };
    assert!(kind("application/json").starts_with("application/json"));
    assert!(kind("text/csv, */*;q=0.1").starts_with("text/csv"));
    assert!(kind("text/html,application/xhtml+xml,*/*;q=0.8").starts_with("text/html"));
    assert!(kind("*/*").starts_with("text/html"));
}

/// Some proxies take the path off the address, some leave it there.
#[test]
fn pages_below_a_path_lead_to_pages_below_it() {
    let server = Server::with(crate::support::Folder::new(), &["--under", "/aid/"]);
    for target in ["/aid/promises", "/promises"] {
        let page = server.get(target);
        assert_eq!(page.status, 200, "{target}");
        let html = page.text();
        for name in ["href=\"/", "src=\"/", "action=\"/"] {
            for address in html.split(name).skip(1) {
                assert!(
                    address.starts_with("aid/"),
                    "{target}: {name}{}",
                    &address[..20]
                );
            }
        }
        assert!(html.contains("href=\"/aid/promises.json"), "{target}");
    }
    assert_eq!(server.get("/aid/promises.json").status, 200);
}

#[test]
fn a_served_request_is_told_without_who_asked() {
    let mut server = Server::with(crate::support::Folder::new(), &["--log", "--public"]);
    server.get("/activities?text=somebody-in-particular");
    server.get("/no-such-page-somebody-in-particular");
    let said = server.said();
    let lines: Vec<serde_json::Value> = said
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert_eq!(lines[0]["route"], "/activities");
    assert_eq!(lines[0]["status"], 200);
    assert_eq!(lines[1]["status"], 404);
    assert!(!said.contains("somebody"), "{said}");
}
