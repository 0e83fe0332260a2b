//! What goes along from page to page, and in which format and words an address answers.

use crate::support::{Folder, activity, document, done, lacks_font, payment};
use crate::web::{Server, attributes, send};
use serde_json::Value;

/// What links lead to.
fn addresses(html: &str) -> impl Iterator<Item = String> {
    attributes(html, "href").map(|l| l.replace("&amp;", "&").replace("&#38;", "&"))
}

/// The links of a page that are addresses of pages.
fn links(server: &Server, target: &str) -> Vec<String> {
    let page = server.get(target);
    assert_eq!(page.status, 200, "{target}: {}", page.text());
    let is_page =
        |l: &String| l.starts_with('/') && !l.starts_with("/assets/") && l != "/openapi.json";
    addresses(&page.text()).filter(is_page).collect()
}

#[test]
fn with_two_programmes_each_link_names_its_own() {
    let folder = Folder::new();
    let ledger = folder.arg("ledger");
    done(&["demo", "--no-serve", "--ledger", &ledger]);
    let text = done(&["programme", "show", "velorra", "--ledger", &ledger]);
    let second = text.replace("id = \"velorra\"", "id = \"second\"");
    assert_ne!(text, second);
    let file = folder.write("second.toml", second);
    let by = ["--by", "programme office", "--note", "handed in"];
    done(
        &[
            &["programme", "import", &file, "--ledger", &ledger][..],
            &by,
        ]
        .concat(),
    );
    let server = Server::of(folder);
    let of_programmes = |link: &String| {
        [
            "/promise",
            "/pairing",
            "/indicator",
            "/programmes",
            "/coverage",
        ]
        .iter()
        .any(|path| link.starts_with(path))
    };
    for target in [
        "/",
        "/programmes",
        "/promises?programme=velorra&kind=amount",
        "/pairings?programme=second",
        "/indicators?programme=velorra",
    ] {
        let links = links(&server, target);
        assert!(links.contains(&"/programmes".to_owned()), "{target}");
        for link in links.iter().filter(|l| of_programmes(l)) {
            let page = server.get(link);
            let is_there = page.status == 200 || lacks_font(&page.text());
            assert!(is_there, "{target}: {link}: {}", page.status);
        }
    }
    assert!(links(&server, "/programmes").contains(&"/promises?programme=second".to_owned()));
}

#[test]
fn a_language_goes_along_into_what_figures_are_made_of() {
    let server = Server::demo();
    for target in [
        "/totals?lang=fr",
        "/totals?by=year&lang=fr",
        "/shares?lang=fr",
    ] {
        for link in links(&server, target) {
            assert!(link.contains("lang="), "{target}: {link}");
        }
    }
}

#[test]
fn groups_are_not_counted_as_differences() {
    let server = Server::demo();
    let narrowed = |target: &str| server.get(target).text().contains("<nav class=\"narrow");
    assert!(narrowed("/differences"));
    assert!(!narrowed("/differences?by=category"));
}

/// An activity that two organisations report, one of them in many lines.
fn told_twice() -> Server {
    let folder = Folder::new();
    let many = payment("3", "2024-01-02", "10").repeat(201);
    let one = activity(1, &payment("3", "2024-01-02", "4242"));
    let other = one.replace("ref=\"XI-A\"", "ref=\"XI-C\"");
    let first = folder.write("a.xml", document(&activity(1, &many)));
    let second = folder.write("c.xml", document(&other));
    let imported = folder.import(&[&first, &second]);
    assert_eq!(imported.status, 0, "{}{}", imported.out, imported.err);
    Server::of(folder)
}

#[test]
fn files_of_an_activity_are_of_the_copy_that_is_shown() {
    let server = told_twice();
    let json = server.get("/activities/XI-A-1.json").text();
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let shown = json["activity"]["transactions"]
        .as_array()
        .map_or(0, Vec::len);
    let other = json["other_reporters"][0].as_str().expect("a reporter");
    let lines = |more: &str| {
        let csv = server.get(&format!("/activities/XI-A-1.csv{more}")).text();
        csv.lines().filter(|l| l.contains("2024-01-02")).count()
    };
    assert_eq!(lines(""), shown);
    assert_eq!(lines(&format!("?reporter={other}")), 202 - shown);
    let all = links(&server, "/activities/XI-A-1?reporter=XI-A");
    let all = all
        .iter()
        .find(|l| l.starts_with("/transactions?activity=XI-A-1"));
    let all = all.expect("the way to all lines");
    let csv = server
        .get(&all.replace("/transactions?", "/transactions.csv?"))
        .text();
    assert!(csv.contains("2024-01-02") && !csv.contains("4242"), "{all}");
}

#[test]
fn a_type_that_is_none_of_the_standard_s_is_told_as_stated() {
    let folder = Folder::new();
    let untyped = payment("9", "2024-01-05", "6").replace("<transaction-type code=\"9\"/>", "");
    let lines = [
        payment("0", "2024-01-02", "77"),
        payment("X", "2024-01-03", "5"),
        payment("3", "2024-01-04", "8"),
        untyped,
    ];
    let file = folder.write("a.xml", document(&activity(1, &lines.concat())));
    let imported = folder.import(&[&file]);
    assert_eq!(imported.status, 0, "{}{}", imported.out, imported.err);
    let server = Server::of(folder);
    let html = server.get("/activities/XI-A-1").text();
    let (_, money) = html.split_once("id=\"money\"").expect("money");
    let (money, _) = money.split_once("</section>").expect("its end");
    let names: Vec<&str> = money
        .split("<th scope=\"row\">")
        .skip(1)
        .filter_map(|row| row.split('<').next())
        .collect();
    assert_eq!(names, ["0", "Disbursement", "X", "No type stated"]);
    let sums = addresses(money).filter(|l| l.starts_with("/totals"));
    let sums: Vec<(String, &str)> = sums.zip(["77", "8", "5"]).collect();
    assert_eq!(sums.len(), 3, "each opens but that without a type");
    for (link, sum) in sums {
        let parts = server.get(&link.replace("/totals?", "/totals.csv?"));
        assert_eq!(parts.status, 200, "{link}");
        assert!(parts.text().contains(sum), "{link}: {}", parts.text());
    }
}

#[test]
fn no_format_is_sent_in_place_of_another() {
    let server = Server::demo();
    for format in ["svg", "png", "dot"] {
        for path in ["methods", "about", "activities/XI-IATI-DEMO-HCO-2023-001"] {
            assert_eq!(
                server.get(&format!("/{path}.{format}")).status,
                404,
                "{path}.{format}"
            );
        }
    }
    for path in ["/methods", "/about"] {
        let all = links(&server, path);
        let files = all.iter().filter(|l| l.starts_with(&format!("{path}.")));
        assert_eq!(files.clone().count(), 2, "{path}");
        for file in files {
            let page = server.get(file);
            let is_there = page.status == 200 || lacks_font(&page.text());
            assert!(is_there, "{file}: {}", page.status);
        }
    }
}

#[test]
fn a_decision_is_answered_as_its_sender_reads() {
    let server = Server::demo();
    let wrong = "decision=nonsense";
    let json = send(&server, wrong, &["Accept: application/json"]);
    assert_eq!(
        (json.status, json.header("content-type")),
        (400, "application/json")
    );
    let french = send(&server, wrong, &["Accept-Language: fr"]);
    assert!(
        french.text().contains("<html lang=\"fr\""),
        "{}",
        french.text()
    );
    let accept = "decision=accept+2crvwfyyxhsw&by=data+desk";
    let either = send(&server, accept, &["Accept: application/json, */*;q=0.1"]);
    assert_eq!(either.status, 201, "{}", either.text());

    let below = Server::with(Folder::new(), &["--under", "/aid"]);
    let made = send(&below, accept, &[]);
    assert_eq!((made.status, made.header("location")), (303, "/aid/queue"));
}

#[test]
fn the_queue_is_an_entry_of_its_own_and_its_files_are_there() {
    let server = Server::demo();
    let html = server.get("/queue").text();
    assert!(html.contains("<a href=\"/queue\" aria-current=\"page\">"));
    assert_eq!(html.matches("aria-current=\"page\"").count(), 1);
    let all = links(&server, "/queue?strongest_first=true");
    let files = all.iter().filter(|l| l.starts_with("/queue."));
    for file in files {
        let page = server.get(file);
        let is_there = page.status == 200 || lacks_font(&page.text());
        assert!(is_there, "{file}: {}", page.status);
    }
}

#[test]
fn no_cache_keeps_a_fault() {
    let server = Server::demo();
    for target in [
        "/nothing",
        "/totals?by=moon",
        "/publications/9999",
        "/activities?page=x",
    ] {
        let said = server.ask("GET", target, &["Accept-Language: fr"]);
        assert!(said.status >= 400, "{target}");
        assert_eq!(said.header("cache-control"), "no-store", "{target}");
        let varies = said.header("vary");
        assert!(varies.contains("accept-language"), "{target}: {varies}");
    }
    let refused = server.ask(
        "GET",
        "/nothing",
        &["Accept: application/json;q=0, text/html"],
    );
    assert!(refused.header("content-type").starts_with("text/html"));
}
