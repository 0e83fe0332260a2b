//! No person is on record: what contact fields say is nowhere in a ledger's
//! bytes, unpacked.

use crate::support::{Folder, activity, document, payment, program};
use crate::web::Server;
use std::io::Read;
use std::path::{Path, PathBuf};
use tantivy::schema::Value;

/// Every text that a ledger holds: the record's rows with contents unpacked,
/// the index's stored rows and its dictionary, and all other files raw.
pub fn everything(ledger: &Path, tell: &mut dyn FnMut(&str)) {
    record(&ledger.join("record.sqlite"), tell);
    index(&ledger.join("index"), tell);
}

fn record(path: &Path, tell: &mut dyn FnMut(&str)) {
    let record = rusqlite::Connection::open(path).expect("a record");
    let mut tables = record
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .expect("tables");
    let names: Vec<String> = tables
        .query_map([], |r| r.get(0))
        .expect("rows")
        .flatten()
        .collect();
    assert!(names.len() >= 5, "{names:?}");
    for name in names {
        let mut all = record
            .prepare(&format!("SELECT * FROM {name}"))
            .expect("a table");
        let columns = all.column_count();
        let mut rows = all.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            for at in 0..columns {
                match row.get_ref(at).expect("a value") {
                    rusqlite::types::ValueRef::Text(text) => tell(&String::from_utf8_lossy(text)),
                    rusqlite::types::ValueRef::Blob(blob) => {
                        let unpacked = zstd::decode_all(blob).unwrap_or_else(|_| blob.to_vec());
                        tell(&String::from_utf8_lossy(&unpacked));
                    }
                    _ => {}
                }
            }
        }
    }
}

fn index(path: &Path, tell: &mut dyn FnMut(&str)) {
    let index = tantivy::Index::open_in_dir(path).expect("an index");
    let schema = index.schema();
    let reader = index.reader().expect("a reader");
    for segment in reader.searcher().segment_readers() {
        let store = segment.get_store_reader(1).expect("a store");
        for doc in store.iter::<tantivy::TantivyDocument>(None) {
            for (_, value) in doc.expect("a document").field_values() {
                if let Some(bytes) = value.as_bytes() {
                    tell(&String::from_utf8_lossy(bytes));
                }
            }
        }
        for (field, entry) in schema.fields() {
            let Ok(terms) = segment.inverted_index(field) else {
                continue;
            };
            if !entry.field_type().is_indexed() || entry.field_type().is_json() {
                continue;
            }
            let mut stream = terms.terms().stream().expect("terms");
            while stream.advance() {
                tell(&String::from_utf8_lossy(stream.key()));
            }
            if let Ok(Some(labels)) = segment.fast_fields().str(entry.name()) {
                let mut stream = labels.dictionary().stream().expect("labels");
                while stream.advance() {
                    tell(&String::from_utf8_lossy(stream.key()));
                }
            }
        }
    }
}

#[test]
fn what_contact_fields_say_is_nowhere_in_the_ledger() {
    let contact = "<contact-info type=\"1\" email=\"zelda@example.org\"><organisation><narrative>Harbour Fund</narrative></organisation>\
        <department><narrative>Quays</narrative></department><person-name><narrative>Zelda Quimby-Example</narrative></person-name>\
        <job-title><narrative>Quaymaster General</narrative></job-title><telephone>+99 555 0100 199</telephone>\
        <email>zelda.quimby@example.org</email><website>https://example.org</website>\
        <mailing-address><narrative>7 Pier Walk, Larkmoor 99321</narrative></mailing-address></contact-info>";
    let elsewhere = "<contact-info who=\"Zelda\">Zelda Quimby, 0100 199 555<Person-Name>Zelda Quimby</Person-Name>\
        <organisation head=\"Zelda Quimby\"><contact>Zelda Quimby</contact></organisation></contact-info>\
        <title author=\"zelda@example.org\"><narrative>Quay</narrative></title>\
        <related-activity ref=\"XI-A-1\" type=\"2\">ask zelda@example.org</related-activity>";
    let told = "<description><narrative>Ask Zelda  QUIMBY-Example (zelda.quimby@example.org, +99 555 0100 199) at 7 Pier Walk, \
        Larkmoor 99321; identity number 11010519491231002X.</narrative></description>\
        <!-- Zelda Quimby-Example wrote this --><document-link url=\"mailto:zelda@example.org\"/>\
        <transaction><transaction-type code=\"3\"/><transaction-date iso-date=\"2024-01-01\"/><value>5550100199</value>\
        <description><narrative>Paid on the word of Zelda Quimby-Example</narrative></description></transaction>";
    let folder = Folder::new();
    let file = folder.write(
        "a.xml",
        document(&(activity(1, contact) + &activity(2, told) + &activity(3, elsewhere)))
            .replace(
                "version=\"2.03\"",
                "version=\"2.03\" xml:lang=\"zelda@example.org\"",
            )
            .replace(
                "<narrative>Harbour Fund<",
                "<narrative>Harbour Fund zelda@example.org<",
            ),
    );
    let said = folder.import(&[&file]);
    assert_eq!(said.status, 0, "{}", said.err);
    let mut texts = String::new();
    everything(&folder.path("ledger"), &mut |text| {
        texts.push_str(&text.to_lowercase());
        texts.push('\n');
    });
    for kept in [
        "harbour fund",
        "quays",
        "https://example.org",
        "5550100199",
        "[name withheld]",
        "[e-mail withheld]",
    ] {
        assert!(texts.contains(kept), "{kept} stays");
    }
    for gone in [
        "zelda",
        "quimby",
        "quaymaster",
        "@example",
        "0100 199",
        "pier walk",
        "99321",
        "11010519491231002x",
    ] {
        let at = texts.find(gone);
        assert_eq!(
            at,
            None,
            "{gone}: {}",
            at.map_or("", |at| &texts[at.saturating_sub(80)..at + 40])
        );
    }
    let publications = folder.ask(&["publications"]);
    let withheld = publications["rows"][0]["withheld"].as_u64();
    assert!(withheld.is_some_and(|n| n >= 12), "{withheld:?}");
}

#[test]
fn paths_are_redacted_too() {
    let folder = Folder::new();
    folder.write(
        "in/ke zelda@example.org/acts.xml",
        document(&activity(1, "")),
    );
    folder.write(
        "in/ug zora@example.org/acts.xml",
        document(&activity(2, "")),
    );
    assert_eq!(folder.import(&[&folder.arg("in")]).status, 0);
    assert_eq!(folder.ask(&["activities"])["total"], 2);
    everything(&folder.path("ledger"), &mut |text| {
        assert!(!text.contains("@example.org"), "{text}");
    });
}

/// What is planted of persons in the publications of [`planted`], in small letters.
const PLANTED: &[&str] = &[
    "zelda",
    "quimby",
    "quaymaster",
    "@example",
    "0100 199",
    "5550100199",
    "pier walk",
    "moor 99321",
    "11010519491231002x",
];

/// Two sides of one payment, with persons wherever there is room for them.
fn planted(folder: &Folder) -> PathBuf {
    let contact = "<contact-info><organisation><narrative>Harbour Fund</narrative></organisation>\
        <person-name><narrative>Zelda Quimby-Example</narrative></person-name>\
        <job-title><narrative>Quaymaster General</narrative></job-title><telephone>+99 555 0100 199</telephone>\
        <email>zelda.quimby@example.org</email><mailing-address><narrative>7 Pier Walk, Larkmoor 99321</narrative>\
        </mailing-address></contact-info><!-- Zelda Quimby-Example wrote this -->";
    let told = "Zelda Quimby-Example, zelda.quimby@example.org, +99 555 0100 199, 7 Pier Walk, Larkmoor 99321, \
        identity number 11010519491231002X";
    let words = format!("<narrative>Ask {told}</narrative>");
    // Half of a donor's name may be somebody's: in names only patterns are masked.
    let named = "<narrative>Quays (zelda.quimby@example.org, tel. +99 555 0100 199)</narrative>";
    let content = |kind: &str, other: &str| {
        format!(
            "<description>{words}</description><activity-status code=\"2\"/>\
             <participating-org role=\"1\" type=\"10\" crs-contact-person=\"Zelda Quimby\">{named}</participating-org>\
             <activity-date type=\"2\" iso-date=\"2024-01-01\">{words}</activity-date>{contact}\
             <recipient-country code=\"KE\">{named}</recipient-country>\
             <location><name>{named}</name><description>{words}</description><activity-description>{words}</activity-description>\
             <point srsName=\"http://www.opengis.net/def/crs/EPSG/0/4326\"><pos>1.5 36.5</pos></point></location>\
             <sector vocabulary=\"99\" code=\"1\">{named}</sector><tag vocabulary=\"99\" code=\"1\">{named}</tag>\
             <budget><period-start iso-date=\"2024-01-01\"/><period-end iso-date=\"2024-12-31\"/>\
             <value value-date=\"2024-01-01\">70</value></budget>\
             {}<document-link format=\"text/html\" url=\"https://example.com/?to=zelda.quimby%40example.org\"><title>{words}</title>\
             <description>{words}</description></document-link><conditions attached=\"1\"><condition type=\"1\">{words}</condition>\
             </conditions><result type=\"1\"><title>{words}</title><description>{words}</description><indicator measure=\"1\">\
             <title>{words}</title><description>{words}</description><period><period-start iso-date=\"2024-01-01\"/>\
             <period-end iso-date=\"2024-12-31\"/><target value=\"70\"><comment>{words}</comment></target><actual value=\"60\">\
             <comment>{words}</comment></actual></period></indicator></result>\
             <x:contact-person xmlns:x=\"http://example.com/x\">Zelda Quimby</x:contact-person>",
            payment(kind, "2024-02-01", "70").replace(
                "<receiver-org ref=\"XI-B\"/>",
                &format!("<description>{words}</description>{other}")
            )
        )
    };
    let given = document(&activity(1, &content("3", "<receiver-org ref=\"XI-B\"/>")));
    let received = document(&activity(2, &content("1", "<provider-org ref=\"XI-A\"/>")))
        .replace("XI-A-2", "XI-B-2")
        .replace("ref=\"XI-A\" type=\"10\"", "ref=\"XI-B\" type=\"10\"")
        .replace("Harbour Fund", "Larkmoor Quays Office");
    folder.write("in/giver.xml", &given);
    folder.write(
        "in/giver-later.xml",
        given
            .replace("2025-06-30", "2025-09-30")
            .replace(">70<", ">75<"),
    );
    folder.write("in/receiver.xml", received);
    // Refused as a whole, and half of it broken: what is said of that tells of nobody.
    folder.write(
        "in/refused.xml",
        document(&format!(
            "<iati-activity>{contact}<title>{told}</iati-activity>"
        )),
    );
    folder.write(
        "in/zelda.quimby@example.org.xml",
        document(&activity(3, contact)),
    );
    folder.path("in")
}

const PROGRAMME: &str = r#"format = 1
[programme]
id = "quays"
title = "Quays (invented)"
from = 2023-01-01
to = 2026-12-31
[[organisation]]
id = "XI-A"
name = "Harbour Fund"
side = "donor"
[[organisation]]
id = "XI-B"
name = "Larkmoor Quays Office"
side = "recipient"
[[source]]
id = "compact"
title = "Compact of the quays (invented)"
day = 2023-01-15
[[pairing]]
id = "fund-quays"
donor = "XI-A"
recipient = "XI-B"
level = "region-prefecture"
from = 2023-01-15
source = "compact"
"#;

/// The texts of a file: packed ones unpacked, each part of a workbook or document by itself.
fn texts(path: &Path) -> Vec<String> {
    let bytes = std::fs::read(path).expect("a file");
    let plain = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut all = vec![plain(&bytes)];
    if bytes.starts_with(b"PK\x03\x04") {
        let mut parts = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).expect("parts");
        for at in 0..parts.len() {
            let mut part = Vec::new();
            let mut from = parts.by_index(at).expect("a part");
            from.read_to_end(&mut part).expect("its bytes");
            all.push(plain(&part));
        }
    }
    // Pages of columns, rows of the record, blocks of the index: each packed by itself.
    for (at, _) in bytes
        .windows(4)
        .enumerate()
        .filter(|(_, w)| *w == [0x28, 0xb5, 0x2f, 0xfd])
    {
        let mut part = Vec::new();
        if let Ok(mut from) = zstd::Decoder::new(&bytes[at..]) {
            // What follows the block is none.
            let _ = from.read_to_end(&mut part);
        }
        all.push(plain(&part));
    }
    all
}

fn all_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        match entry.path() {
            path if path.is_dir() => all_files(&path, found),
            path => found.push(path),
        }
    }
}

#[test]
fn nothing_that_is_written_shown_or_told_names_a_person() {
    let folder = Folder::new();
    let input = planted(&folder);
    let temporary = folder.path("temporary");
    for name in ["temporary", "out"] {
        std::fs::create_dir_all(folder.path(name)).expect("a folder");
    }
    let out = |name: &str| folder.path("out").join(name);
    let made = std::cell::Cell::new(0);
    // What each run says is looked at like what it writes.
    let run = |arguments: &[&str]| {
        made.set(made.get() + 1);
        let mut command = program();
        command.args(arguments).env("TMPDIR", &temporary);
        let said = command.output().expect("it runs");
        std::fs::write(out(&format!("{}.out", made.get())), &said.stdout).expect("kept");
        std::fs::write(out(&format!("{}.err", made.get())), &said.stderr).expect("kept");
        said.status.code().unwrap_or(-1)
    };
    let ledger = folder.arg("ledger");
    let paths = |name: &str| out(name).display().to_string();
    // One file is refused, and voids nothing.
    assert_eq!(
        run(&["import", &input.display().to_string(), "--ledger", &ledger]),
        1
    );
    for format in ["text", "json", "csv", "html", "sarif", "github"] {
        run(&[
            "check",
            &folder.arg("in/giver.xml"),
            "--limit",
            "0",
            "--format",
            format,
        ]);
    }
    let text = folder.write("quays.toml", PROGRAMME);
    let by = ["--by", "desk", "--note", "handed in", "--ledger", &ledger];
    assert_eq!(run(&[&["programme", "import", &text][..], &by].concat()), 0);
    for format in ["csv", "xlsx", "parquet", "json"] {
        let to = paths(&format!("flows.{format}"));
        let asked = [
            "export", "flows", "--format", format, "-o", &to, "--ledger", &ledger,
        ];
        assert_eq!(run(&asked), 0, "{format}");
    }
    for format in ["parquet", "csv"] {
        let to = paths(&format!("tables-{format}"));
        let asked = [
            "ledger", "export", "--format", format, "-o", &to, "--ledger", &ledger,
        ];
        assert_eq!(run(&asked), 0, "{format}");
    }
    for (org, what) in [
        ("XI-A", "activities"),
        ("XI-B", "activities"),
        ("XI-A", "organisation"),
    ] {
        let (to, notes) = (
            paths(&format!("{org}-{what}.xml")),
            paths(&format!("{org}-{what}.notes")),
        );
        let lenient = ["--what", what, "--lenient", "-o", &to, "--notes", &notes];
        run(&[
            &["publish", "--org", org, "--ledger", &ledger][..],
            &lenient,
        ]
        .concat());
    }
    for end in ["html", "docx"] {
        for report in [&["pairing", "fund-quays"][..], &["programme"]] {
            let to = paths(&format!("{}.{end}", report[0]));
            let asked = [&["report"][..], report, &["-o", &to, "--ledger", &ledger]].concat();
            assert_eq!(run(&asked), 0, "{asked:?}");
        }
    }
    for act in ["info", "verify", "dataset", "statements"] {
        assert_eq!(run(&["ledger", act, "--ledger", &ledger]), 0, "{act}");
    }
    let mut left = Vec::new();
    all_files(&temporary, &mut left);
    assert_eq!(left, Vec::<PathBuf>::new(), "no temporary file stays");

    let mut found = Vec::new();
    all_files(&folder.path("out"), &mut found);
    all_files(&folder.path("ledger"), &mut found);
    let is_of_sender = |line: &str| line.contains("@example.org.xml");
    let mut looked = 0;
    let look = |what: &str, text: &str| {
        let text = text.to_lowercase();
        for gone in PLANTED {
            if let Some(at) = text.find(gone) {
                let from = text.floor_char_boundary(at.saturating_sub(100));
                let to = text.ceil_char_boundary((at + 60).min(text.len()));
                panic!("{gone} in {what}: {}", &text[from..to]);
            }
        }
    };
    for path in &found {
        for text in texts(path) {
            // The name of a file is told as it was given to whoever gave it.
            let is_said = path.extension().is_some_and(|e| e == "err" || e == "out");
            let lines = text.lines().filter(|line| !is_said || !is_of_sender(line));
            look(
                &path.display().to_string(),
                &lines.collect::<Vec<_>>().join("\n"),
            );
            looked += 1;
        }
    }
    assert!(looked > 120, "{looked}");
    everything(&folder.path("ledger"), &mut |text| look("the ledger", text));

    pages(folder, &look);
}

/// Every question and page, in every format, and what the server says of it.
fn pages(folder: Folder, look: &dyn Fn(&str, &str)) {
    let mut server = Server::start(folder, &["--log"]);
    let described: serde_json::Value =
        serde_json::from_str(&server.get("/openapi.json").text()).expect("JSON");
    let mut targets = vec![
        "/".to_owned(),
        "/activities/XI-A-1".to_owned(),
        "/activities/XI-B-2.json".to_owned(),
        "/organisations/XI-A".to_owned(),
        "/publications/1".to_owned(),
        "/publications/4".to_owned(),
        "/queue".to_owned(),
        "/pair?giver=XI-A&receiver=XI-B".to_owned(),
        "/faults?publication=1".to_owned(),
        "/history?id=XI-A-1".to_owned(),
        "/blame?id=XI-A-1".to_owned(),
        "/diff?older=1&newer=2".to_owned(),
        "/trace?activity=XI-A-1".to_owned(),
    ];
    for path in described["paths"].as_object().expect("paths").keys() {
        if let Some(stem) = path.strip_suffix(".json").filter(|s| !s.contains('{')) {
            targets.push(format!("{stem}?details=1"));
            targets.extend(["json", "csv", "svg"].map(|f| format!("{stem}.{f}")));
        }
    }
    let mut shown = 0;
    for target in &targets {
        let answer = server.get(target);
        assert!(answer.status < 500, "{target}");
        look(target, &answer.text());
        shown += u32::from(answer.status == 200);
    }
    assert!(shown > 90, "{shown}");
    // What somebody searches for is told to nobody, found or not.
    for target in [
        "/activities?text=Zelda+Quimby",
        "/activities.json?text=zelda.quimby%40example.org",
        "/organisations?text=Zelda",
        "/activities/Zelda%20Quimby",
        "/Zelda-Quimby",
    ] {
        assert!(server.get(target).status < 500, "{target}");
    }
    let log = server.said();
    assert!(log.lines().count() > targets.len(), "{log}");
    look("the log", &log);
}
