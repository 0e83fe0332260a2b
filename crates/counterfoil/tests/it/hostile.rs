//! Input that was made to do harm: bombs, path tricks, formulas, script, slow clients. Each
//! ends with a clear message, and what is there already is unharmed.

use crate::support::{Folder, activity, document, done, payment, run};
use crate::web::{Response, Server};
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{Cursor, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// How long a test waits for what must come; nothing is timed.
const PATIENCE: Duration = Duration::from_secs(120);

fn gz(text: impl Read) -> Vec<u8> {
    let mut text = text;
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    std::io::copy(&mut text, &mut packed).expect("packed");
    packed.finish().expect("packed")
}

fn zst(text: impl Read) -> Vec<u8> {
    zstd::encode_all(text, 1).expect("packed")
}

#[test]
fn bombs_of_markup_are_refused_or_left_out() {
    let folder = Folder::new();
    let around = |doctype: &str, content: &str| {
        format!(
            "<!DOCTYPE iati-activities {doctype}><iati-activities version='2.03'>{content}</iati-activities>"
        )
    };
    let twice =
        |text: &str| format!("<iati-activity default-currency=\"{text}\">{text}</iati-activity>");
    // Nothing is fetched: whoever asked would be heard here.
    let heard = TcpListener::bind("127.0.0.1:0").expect("a port");
    heard.set_nonblocking(true).expect("set");
    let url = format!("http://{}/a.dtd", heard.local_addr().expect("an address"));
    let cases = [
        (
            // One long text, named very often.
            around(
                &format!("[<!ENTITY e '{}'>]", "x".repeat(100_000)),
                &twice(&"&e;".repeat(1000)),
            ),
            "more than 1 MB",
        ),
        (
            around("[<!ENTITY a '&b;'><!ENTITY b '&a;'>]", &twice("&a;")),
            "",
        ),
        (
            around(
                &format!("[<!ENTITY % p SYSTEM '{url}'> %p; <!ENTITY e 'x'>]"),
                &twice("&e;"),
            ),
            "",
        ),
        (around(&format!("SYSTEM '{url}'"), &twice("&e;")), ""),
        (
            around(&format!("[<!ENTITY e SYSTEM '{url}'>]"), &twice("&e;")),
            "",
        ),
        (
            document(&format!("<iati-activity x=\"{}\"/>", "y".repeat(17 << 20))),
            "a tag longer than 1 MB",
        ),
        (
            document(&format!("<iati-activity {}", "a='' ".repeat(4 << 20))),
            "",
        ),
        (format!("<iati-activities>{}", "<a>".repeat(1 << 20)), ""),
        (
            document(&format!(
                "<iati-activity>{}</iati-activity>",
                "<a>".repeat(200_000)
            )),
            "",
        ),
        (format!("<iati-activities {}", " ".repeat(20 << 20)), ""),
        (format!("<!--{}", "-".repeat(20 << 20)), ""),
        (
            format!("<!DOCTYPE a [{}", "<!ENTITY a 'b'>".repeat(1 << 20)),
            "",
        ),
    ];
    let good = folder.write(
        "good.xml",
        document(&activity(1, &payment("3", "2024-01-01", "5"))),
    );
    assert_eq!(folder.import(&[&good]).status, 0);
    for (at, (text, words)) in cases.iter().enumerate() {
        let path = folder.write(&format!("bomb-{at}.xml"), text);
        let checked = run(&["check", &path, "--now", "2026-01-01"]);
        assert_eq!(checked.status, 1, "{at}: {}{}", checked.out, checked.err);
        assert!(checked.out.contains(words), "{at}: {}", checked.out);
        assert!(
            checked.out.len() < 1 << 20,
            "{at} is not repeated at length"
        );
        let imported = folder.import(&[&path]);
        assert!(
            imported.status < 2,
            "{at}: {}{}",
            imported.out,
            imported.err
        );
        let stays = imported.out.contains("refused") || imported.out.contains("left out");
        assert!(stays, "{at}: {}", imported.out);
    }
    assert!(heard.accept().is_err(), "somebody fetched what was named");
    assert_eq!(folder.ask(&["transactions"])["total"], 1);
}

#[test]
fn packed_bombs_are_read_in_pieces_and_told() {
    let folder = Folder::new();
    let blanks = || std::io::repeat(b' ').take(64 << 20);
    let head = "<?xml version=\"1.0\"?><iati-activities version=\"2.03\">";
    let unit = "<iati-activity><iati-identifier>XI-A-1</iati-identifier>";
    let long = || std::io::repeat(b'x').take(64 << 20);
    let one = document(&activity(1, ""));
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("blanks.xml.gz", gz(blanks()), "empty"),
        ("blanks.xml.zst", zst(blanks()), "empty"),
        (
            "head.xml.gz",
            gz(head.as_bytes().chain(blanks())),
            "never closed",
        ),
        (
            "unit.xml.gz",
            gz(head.as_bytes().chain(unit.as_bytes()).chain(long())),
            "never closed",
        ),
        (
            "text.xml.zst",
            zst(head.as_bytes().chain(long())),
            "never closed",
        ),
        // A packed file in a packed file is no text, however often it was packed.
        (
            "twice.xml.gz",
            gz(&gz(one.as_bytes())[..]),
            "not UTF-8 text",
        ),
        (
            "in-zst.xml.zst",
            zst(&gz(one.as_bytes())[..]),
            "not UTF-8 text",
        ),
        (
            "no-end.xml.gz",
            gz(one.as_bytes())[..40].to_vec(),
            "damaged or cut",
        ),
        (
            // Says that it needs a window of a terabyte.
            "window.xml.zst",
            vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8, 0x01, 0x00, 0x00],
            "damaged or cut",
        ),
    ];
    for (name, bytes, words) in cases {
        let path = folder.write(name, bytes);
        let checked = run(&["check", &path, "--now", "2026-01-01"]);
        assert_eq!(checked.status, 1, "{name}: {}{}", checked.out, checked.err);
        assert!(checked.out.contains(words), "{name}: {}", checked.out);
        let imported = folder.import(&[&path]);
        assert_eq!(imported.status, 1, "{name}: {}", imported.err);
        assert!(imported.out.contains("refused"), "{name}: {}", imported.out);
    }
    // Many small packed files one after the other are one file.
    let (begin, end) = one.split_at(one.len() / 2);
    let joined = [gz(begin.as_bytes()), gz(end.as_bytes())].concat();
    let path = folder.write("joined.xml.gz", joined);
    assert_eq!(folder.import(&[&path]).status, 0);
    assert_eq!(folder.ask(&["activities"])["total"], 1);
}

/// The parts of a workbook with one cell, some of them replaced or added.
fn workbook(changed: &[(&str, &str)]) -> Vec<u8> {
    let own = [
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns:r=\"r\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>",
        ),
    ];
    let mut book = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    let is_changed = |name: &str| changed.iter().any(|(n, _)| *n == name);
    let kept = own.iter().filter(|(name, _)| !is_changed(name));
    for (name, content) in kept.chain(changed) {
        book.start_file(*name, options).expect("a part");
        book.write_all(content.as_bytes()).expect("written");
    }
    book.finish().expect("whole").into_inner()
}

/// A packed file of which one part is a number of megabytes of blanks.
fn blown(megabytes: u64, name: &str) -> Vec<u8> {
    let mut book = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().large_file(true);
    book.start_file(name, options).expect("a part");
    std::io::copy(&mut std::io::repeat(b' ').take(megabytes << 20), &mut book).expect("written");
    book.finish().expect("whole").into_inner()
}

/// The same packed part, named often in the list at the end.
fn overlapping(times: u16) -> Vec<u8> {
    let one = blown(64, "a.xml");
    let list = one
        .windows(4)
        .rposition(|w| w == b"PK\x01\x02")
        .expect("a list");
    let end = one
        .windows(4)
        .rposition(|w| w == b"PK\x05\x06")
        .expect("an end");
    let entry = &one[list..end];
    let mut bytes = one[..list].to_vec();
    for at in 0..times {
        let mut entry = entry.to_vec();
        // Another name for each, or they would be one.
        let name = entry
            .windows(5)
            .position(|w| w == b"a.xml")
            .expect("a name");
        entry[name] = b'A' + (at % 26) as u8;
        entry[name + 1] = b'A' + (at / 26) as u8;
        bytes.extend(entry);
    }
    let mut tail = one[end..].to_vec();
    tail[8..10].copy_from_slice(&times.to_le_bytes());
    tail[10..12].copy_from_slice(&times.to_le_bytes());
    let length = u32::try_from(entry.len() * usize::from(times)).expect("small");
    tail[12..16].copy_from_slice(&length.to_le_bytes());
    bytes.extend(tail);
    bytes
}

#[test]
fn workbooks_that_say_more_than_they_hold_are_refused() {
    let folder = Folder::new();
    let sheet = |content: &str| {
        workbook(&[(
            "xl/worksheets/sheet1.xml",
            &format!("<worksheet>{content}</worksheet>"),
        )])
    };
    let row = |row: u32, cell: &str| {
        format!("<row r=\"{row}\"><c r=\"BZT{row}\" t=\"s\"><v>0</v></c>{cell}</row>")
    };
    let rows: String = (1..40_000).map(|n| row(n, "")).collect();
    let shared = |count: &str, text: &str| {
        format!("<sst count=\"{count}\" uniqueCount=\"{count}\"><si><t>{text}</t></si></sst>")
    };
    let merged = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:A1048576\"/></mergeCells>";
    let cases = [
        (
            "blown.xlsx",
            blown(1100, "xl/worksheets/sheet1.xml"),
            "more than 1 GB",
        ),
        (
            "styles.xlsx",
            blown(300, "xl/styles.xml"),
            "more than 256 MB",
        ),
        ("blown.ods", blown(1100, "content.xml"), "more than 1 GB"),
        ("overlapping.xlsx", overlapping(20), "a.xlsx"),
        (
            "count.xlsx",
            workbook(&[("xl/sharedStrings.xml", &shared("18446744073709551615", "x"))]),
            "more texts than it has",
        ),
        (
            "billion.xlsx",
            workbook(&[("xl/SharedStrings.xml", &shared("900000000", "x"))]),
            "more texts than it has",
        ),
        (
            // One long text in each of many cells.
            "texts.xlsx",
            workbook(&[
                ("xl/sharedStrings.xml", &shared("1", &"x".repeat(1 << 16))),
                (
                    "xl/worksheets/sheet1.xml",
                    &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"),
                ),
            ]),
            "more than 1 GB",
        ),
        (
            "wide.xlsx",
            sheet(&format!(
                "<sheetData>{}</sheetData>",
                rows.replace(" t=\"s\"", "")
            )),
            "more than 1 GB",
        ),
        ("cut.xlsx", sheet("<sheetData><row r=\"1\">"), "no workbook"),
        ("bomb-in-zip.xlsx", gz(&blown(1, "a")[..]), "damaged"),
        (
            "old.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".repeat(100),
            "old format",
        ),
    ];
    for (name, bytes, words) in cases {
        let path = folder.write(name, bytes);
        let said = folder.import(&[&path]);
        assert_eq!(said.status, 2, "{name}: {}{}", said.out, said.err);
        let told = said.err.contains(words) || name.starts_with("overlapping");
        assert!(told, "{name}: {}", said.err);
        assert!(!said.err.contains("panicked"), "{name}: {}", said.err);
    }
    // These say much and hold little, and are only no layout that is known.
    for (name, bytes) in [
        (
            "far.xlsx",
            sheet(
                "<dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>",
            ),
        ),
        ("merged.xlsx", sheet(merged)),
    ] {
        let path = folder.write(name, bytes);
        let said = folder.import(&[&path]);
        assert!(said.status < 3, "{name}: {}{}", said.out, said.err);
        assert!(!said.err.contains("panicked"), "{name}: {}", said.err);
    }
}

#[test]
fn names_in_a_packed_file_lead_nowhere() {
    let folder = Folder::new();
    let bytes = workbook(&[
        ("../../outside.xml", "<a/>"),
        ("..\\..\\outside.xml", "<a/>"),
        ("/tmp/counterfoil-outside.xml", "<a/>"),
        ("C:\\outside.xml", "<a/>"),
        ("xl/worksheets/../../../outside.xml", "<a/>"),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"file:///etc/hostname\"/></Relationships>",
        ),
    ]);
    let mut linked = ZipWriter::new_append(Cursor::new(bytes)).expect("a packed file");
    linked
        .add_symlink(
            "xl/worksheets/link.xml",
            "/etc/hostname",
            SimpleFileOptions::default(),
        )
        .expect("a link");
    let bytes = linked.finish().expect("whole").into_inner();
    folder.write("deep/in/a.xlsx", bytes);
    let before = files(&folder);
    let said = run(&[
        "import",
        &folder.arg("deep/in/a.xlsx"),
        "--ledger",
        &folder.arg("deep/in/ledger"),
    ]);
    assert!(said.status > 0, "{}", said.out);
    let hostname = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let hostname = hostname.trim();
    assert!(
        hostname.is_empty() || !said.err.contains(hostname),
        "{}",
        said.err
    );
    assert!(!std::path::Path::new("/tmp/counterfoil-outside.xml").exists());
    let after = files(&folder);
    let new: Vec<_> = after.iter().filter(|f| !before.contains(f)).collect();
    let ours = |f: &&&String| f.contains("/ledger/");
    assert_eq!(new.iter().filter(|f| !ours(f)).count(), 0, "{new:?}");
}

fn files(folder: &Folder) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.path("")];
    while let Some(path) = open.pop() {
        for entry in std::fs::read_dir(path).expect("a folder").flatten() {
            match entry.path().is_dir() {
                true => open.push(entry.path()),
                false => found.push(entry.path().display().to_string()),
            }
        }
    }
    found
}

/// What a spreadsheet program would run, were it not held to be text.
const FORMULAS: [&str; 7] = [
    "=cmd|' /C calc'!A1",
    "+1+cmd()",
    "-2+3+cmd()",
    "@SUM(1)",
    "&#9;=1+1",
    "&#13;=1+1",
    "＝1+1",
];

fn ledger_of_formulas() -> Folder {
    let folder = Folder::new();
    let all: String = (1..)
        .zip(FORMULAS)
        .map(|(number, formula)| {
            let formula = formula.replace('\'', "&apos;");
            format!(
                "<iati-activity default-currency=\"EUR\" xml:lang=\"en\"><iati-identifier>XI-A-{number}</iati-identifier>\
                 <reporting-org ref=\"XI-A\" type=\"10\"><narrative>{formula}</narrative></reporting-org>\
                 <title><narrative>{formula}</narrative></title>\
                 <transaction><transaction-type code=\"3\"/><transaction-date iso-date=\"2024-01-01\"/>\
                 <value value-date=\"2024-01-01\">-5</value><description><narrative>{formula}</narrative></description>\
                 <receiver-org><narrative>{formula}</narrative></receiver-org></transaction></iati-activity>"
            )
        })
        .collect();
    let path = folder.write("formulas.xml", document(&all));
    assert_eq!(folder.import(&[&path]).status, 0);
    folder
}

/// No field of a text file begins as a formula does, unless it is a number.
fn assert_no_formula(text: &str, place: &str) {
    let mut numbers = 0;
    let mut reader = csv_fields(text);
    assert!(reader.len() > 3, "{place}: {text}");
    for field in reader.drain(..) {
        if field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝']) {
            assert!(field.parse::<f64>().is_ok(), "{place}: {field:?} would run");
            numbers += 1;
        }
    }
    let has_amounts = text.contains("amount") || text.contains("total");
    assert!(
        numbers > 0 || !has_amounts,
        "{place}: -5 is a number: {text}"
    );
    assert!(text.contains("'="), "{place}: {text}");
}

/// The fields of comma-separated values.
fn csv_fields(text: &str) -> Vec<String> {
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' | '\n' if !quoted => fields.push(std::mem::take(&mut field)),
            sign => field.push(sign),
        }
    }
    fields
}

#[test]
fn formulas_are_run_by_no_spreadsheet() {
    let folder = ledger_of_formulas();
    let ledger = folder.arg("ledger");
    for question in ["activities", "transactions"] {
        let text = done(&["ask", question, "--ledger", &ledger, "--format", "csv"]);
        assert_no_formula(&text, question);
    }
    let by = [
        "ask", "totals", "--by", "receiver", "--ledger", &ledger, "--format", "csv",
    ];
    assert_no_formula(&done(&by), "totals");
    let file = folder.arg("out.csv");
    done(&[
        "export", "flows", "--ledger", &ledger, "--format", "csv", "-o", &file,
    ]);
    let text = std::fs::read_to_string(&file).expect("a file");
    assert_no_formula(&text, "export");
    let server = Server::of(folder);
    for target in [
        "/activities.csv",
        "/transactions.csv?details=1",
        "/totals.csv?by=receiver",
    ] {
        assert_no_formula(&server.get(target).text(), target);
    }
    for target in [
        "/activities.xlsx",
        "/transactions.xlsx",
        "/totals.xlsx?by=receiver",
    ] {
        let bytes = server.get(target).body;
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
        let (mut texts, mut numbers) = (0, 0);
        for name in book.sheet_names() {
            let formulas = book.worksheet_formula(&name).expect("a sheet");
            assert!(formulas.is_empty(), "{target}: {formulas:?}");
            let cells = book.worksheet_range(&name).expect("a sheet");
            for (_, _, cell) in cells.used_cells() {
                texts += usize::from(matches!(cell, Data::String(t) if t.starts_with('=')));
                numbers += usize::from(*cell == Data::Float(-5.0));
            }
        }
        assert!(texts > 0, "{target}");
        assert!(numbers > 0 || target.starts_with("/activities"), "{target}");
    }
}

#[test]
fn script_runs_on_no_page_and_in_no_picture() {
    let folder = Folder::new();
    let tricks = "&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;alert(2)&quot; &lt;/style&gt;&lt;svg/onload=alert(3)&gt;";
    let text = format!(
        "<iati-activity default-currency=\"EUR\" xml:lang=\"en\"><iati-identifier>XI-A-1</iati-identifier>\
         <reporting-org ref=\"XI-A\" type=\"10\"><narrative>{tricks}</narrative></reporting-org>\
         <title><narrative>{tricks}</narrative></title><description><narrative>{tricks}</narrative></description>\
         <contact-info><organisation><narrative>{tricks}</narrative></organisation><website>javascript:alert(4)</website></contact-info>\
         <activity-website>javascript:alert(5)</activity-website><recipient-country code=\"KE\"/><sector code=\"12220\"/>\
         <transaction><transaction-type code=\"3\"/><transaction-date iso-date=\"2024-01-01\"/><value value-date=\"2024-01-01\">5</value>\
         <description><narrative>{tricks}</narrative></description>\
         <provider-org ref=\"XI-A\"><narrative>{tricks}</narrative></provider-org>\
         <receiver-org ref=\"javascript:alert(6)\" receiver-activity-id=\"javascript:alert(7)\"><narrative>{tricks}</narrative></receiver-org></transaction>\
         <document-link url=\"javascript:alert(8)\" format=\"text/html\"><title><narrative>{tricks}</narrative></title></document-link>\
         <result type=\"1\"><title><narrative>{tricks}</narrative></title><indicator measure=\"1\"><title><narrative>{tricks}</narrative></title>\
         <period><period-start iso-date=\"2024-01-01\"/><period-end iso-date=\"2024-12-31\"/><actual value=\"5\"/></period></indicator></result>\
         </iati-activity>"
    );
    let file = folder.write("script.xml", document(&text));
    assert_eq!(folder.import(&[&file]).status, 0);
    let server = Server::of(folder);
    for target in [
        "/",
        "/activities/XI-A-1",
        "/organisations/XI-A",
        "/organisations/javascript:alert(6)",
        "/publications/1",
        "/activities?details=1",
        "/transactions?details=1",
        "/results?details=1",
        "/totals?by=provider,receiver",
        "/trace?activity=XI-A-1",
        "/queue",
        "/quality",
        "/faults",
        "/reconciliation",
        "/pair?giver=XI-A&receiver=javascript:alert(6)",
        "/search?lang=ar",
        "/activities?lang=ar&text=%22%3E%3Cscript%3E",
    ] {
        let answer = server.get(target);
        let html = answer.text();
        assert!(html.contains("</html>"), "{target}: {html}");
        assert_inert(&html, target);
        // What slipped through would not run either.
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'"), "{target}: {policy}");
        assert!(!policy.contains("unsafe-inline"), "{target}: {policy}");
    }
    let mut drawn = 0;
    for target in [
        "/totals.svg?by=provider",
        "/totals.svg?by=provider,receiver",
        "/totals.svg?by=year",
        "/pair.svg?giver=XI-A&receiver=javascript:alert(6)",
        "/trace.svg?activity=XI-A-1",
        "/quality.svg",
        "/places.svg",
    ] {
        let answer = server.get(target);
        let svg = answer.text();
        // What draws no picture says so.
        assert!(
            answer.status != 200 || svg.contains("</svg>"),
            "{target}: {svg}"
        );
        assert_inert(&svg, target);
        drawn += u32::from(answer.status == 200);
    }
    assert!(drawn > 1, "{drawn} pictures");
}

#[test]
fn script_runs_in_no_report() {
    let folder = Folder::new();
    let tricks = "<script>alert(1)</script>\" onload=\"alert(2)\" </style><svg/onload=alert(3)></w:t><w:instrText>DDE";
    let escaped = tricks
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;");
    let told = |reporter: &str, kind: &str| {
        format!(
            "<iati-activity default-currency=\"EUR\" xml:lang=\"en\"><iati-identifier>{reporter}-1</iati-identifier>\
             <reporting-org ref=\"{reporter}\" type=\"10\"><narrative>{escaped}</narrative></reporting-org>\
             <title><narrative>{escaped}</narrative></title>\
             <transaction><transaction-type code=\"{kind}\"/><transaction-date iso-date=\"2024-01-01\"/><value value-date=\"2024-01-01\">5</value>\
             <provider-org ref=\"XI-A\"/><receiver-org ref=\"XI-B\"/></transaction></iati-activity>"
        )
    };
    let quoted = format!("'{tricks}'");
    let programme = format!(
        "format = 1\n[programme]\nid = \"tricks\"\ntitle = {quoted}\n\
         [[organisation]]\nid = \"XI-A\"\nname = {quoted}\nside = \"donor\"\n\
         [[organisation]]\nid = \"XI-B\"\nname = {quoted}\nside = \"recipient\"\n\
         [[source]]\nid = \"s\"\ntitle = {quoted}\n\
         [[pairing]]\nid = \"a-b\"\nlevel = \"region-region\"\ndonor = \"XI-A\"\nrecipient = \"XI-B\"\nfrom = 2023-01-01\nterms = {quoted}\nsource = \"s\"\n\
         [[promise]]\nid = \"p\"\nkind = \"amount\"\nwording = {quoted}\nannouncer = \"XI-A\"\nsource = \"s\"\nsaid = 2023-01-01\n\
         pairing = \"a-b\"\ntarget = 10\ncurrency = \"EUR\"\ndeadline = 2024-12-31\n\
         measure = {{ figure = \"flows\", book = \"recipient\", series = \"incoming-funds\", currency = \"EUR\" }}\n"
    );
    for (name, reporter, kind) in [("a.xml", "XI-A", "3"), ("b.xml", "XI-B", "1")] {
        let file = folder.write(name, document(&told(reporter, kind)));
        assert_eq!(folder.import(&[&file]).status, 0);
    }
    let text = folder.write("tricks.toml", programme);
    let ledger = folder.arg("ledger");
    let by = ["--by", "desk", "--note", "tried", "--ledger", &ledger];
    done(&[&["programme", "import", &text][..], &by].concat());
    for report in [&["pairing", "a-b"][..], &["programme"]] {
        for end in ["html", "docx"] {
            let name = format!("{}.{end}", report[0]);
            let to = folder.arg(&name);
            done(&[&["report"][..], report, &["-o", &to, "--ledger", &ledger]].concat());
            let bytes = std::fs::read(&to).expect("a report");
            if end == "docx" {
                assert_parts_are_inert(&folder, &bytes, &name);
                continue;
            }
            let html = String::from_utf8(bytes).expect("UTF-8");
            assert!(html.contains(";script&"), "{name} tells the text as text");
            assert!(!html.contains("<script"), "{name} needs no script");
            assert_inert(&html, &name);
        }
    }
}

/// Each part of a packed document is well-formed, and holds neither a field that runs nor a
/// link to script.
fn assert_parts_are_inert(folder: &Folder, bytes: &[u8], name: &str) {
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).expect("a packed file");
    let mut is_told = false;
    for at in 0..parts.len() {
        let mut part = parts.by_index(at).expect("a part");
        let place = format!("{name}: {}", part.name().expect("a name"));
        if ![".xml", ".rels"].iter().any(|end| place.ends_with(end)) {
            continue;
        }
        let mut text = String::new();
        part.read_to_string(&mut text).expect("text");
        for sign in ["<script", "instrText>", "fldSimple", "javascript:"] {
            assert!(!text.contains(sign), "{place}: {sign}");
        }
        is_told |= text.contains("&lt;script&gt;alert(1)");
        let file = folder.write("part.xml", &text);
        let said = run(&["check", &file, "--format", "csv"]);
        assert!(!said.out.contains(",0.1.1,"), "{place}: {}", said.out);
    }
    assert!(is_told, "{name} tells the text as text");
}

/// Nothing of a publication stands there as markup, and no link leads to script.
fn assert_inert(markup: &str, place: &str) {
    let lower = markup.to_lowercase();
    for sign in [
        "<script>",
        "<svg/onload",
        "</style><svg",
        "\" onload=\"",
        "href=\"javascript:",
        "src=\"javascript:",
        "action=\"javascript:",
    ] {
        assert!(!lower.contains(sign), "{place}: {sign} in {markup}");
    }
}

/// Sends some bytes and gives back all that comes until the server closes.
fn sent(server: &Server, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(&server.address).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    // It may be closed before all is sent, and what was answered then be lost.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    answer
}

#[test]
fn heads_and_bodies_have_a_bound() {
    let server = Server::demo();
    let get = |more: &str| {
        format!("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{more}\r\n").into_bytes()
    };
    let status = |bytes: &[u8], what: &str| Response::read(&sent(&server, bytes), what).status;
    assert_eq!(status(&get(""), "plain"), 200);
    let long = get(&format!("X-Long: {}\r\n", "x".repeat(40_000)));
    assert_eq!(status(&long, "one long line"), 431);
    let many: String = (0..200).map(|n| format!("X-{n}: y\r\n")).collect();
    assert_eq!(status(&get(&many), "many lines"), 431);
    let post = |length: usize, body: &str| {
        format!("POST /decide HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}")
            .into_bytes()
    };
    assert_eq!(
        status(&post(20_000, &"x".repeat(20_000)), "a long body"),
        413
    );
    assert_eq!(
        status(&post(usize::MAX / 2, "x"), "a body of exabytes"),
        413
    );
    let chunked = format!(
        "POST /decide HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5000\r\n{}\r\n0\r\n\r\n",
        "x".repeat(0x5000)
    );
    assert_eq!(status(chunked.as_bytes(), "a body in pieces"), 413);
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01"[..],
        b"GET",
        b"GET / HTTP/9.9\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"POST /decide HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET /\0 HTTP/1.1\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(&server.address).expect("a connection");
        let _ = stream.write_all(bytes);
        drop(stream);
    }
    assert_eq!(server.get("/healthz").text(), "ok");
}

/// Whether the server closes before the test's patience ends.
fn is_closed(stream: &mut TcpStream) -> bool {
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    let mut rest = Vec::new();
    match stream.read_to_end(&mut rest) {
        Ok(_) => true,
        Err(e) => !matches!(
            e.kind(),
            std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
        ),
    }
}

#[test]
fn slow_clients_are_cut_and_keep_nobody_out() {
    let folder = Folder::new();
    let mut many = String::new();
    for number in 0..4000 {
        let words = "a long description of what is paid ".repeat(4);
        many.push_str(&activity(
            number,
            &format!(
                "<description><narrative>{words}</narrative></description>{}",
                payment("3", "2024-01-01", "5").repeat(5)
            ),
        ));
    }
    let path = folder.write("many.xml", document(&many));
    assert_eq!(folder.import(&[&path]).status, 0);
    let server = Server::start(folder, &["--patience", "3"]);
    let open = |bytes: &str| {
        let mut stream = TcpStream::connect(&server.address).expect("a connection");
        stream.write_all(bytes.as_bytes()).expect("sent");
        stream
    };
    let mut slow = Vec::new();
    for _ in 0..40 {
        slow.push(open("GET / HTTP/1.1\r\nHost: x\r\nX-Slow:"));
        slow.push(open(
            "POST /decide HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\nname=",
        ));
        slow.push(open(""));
    }
    // They ask for more than the system keeps for them, and take nothing of it.
    let deaf: Vec<TcpStream> = (0..20)
        .map(|_| open("GET /transactions.json?details=1 HTTP/1.1\r\nHost: x\r\n\r\n"))
        .collect();
    // Others are answered meanwhile, pages and rows.
    for _ in 0..3 {
        assert_eq!(server.get("/healthz").text(), "ok");
        assert_eq!(server.get("/activities").status, 200);
        assert_eq!(server.get("/transactions.json?limit=5").status, 200);
    }
    // Some bytes now and then change nothing.
    for stream in &mut slow {
        let _ = stream.write_all(b" x");
    }
    for stream in &mut slow {
        assert!(is_closed(stream), "a slow client is cut");
    }
    // What a deaf client gets in the end is cut short, and says so by its missing end.
    std::thread::sleep(Duration::from_secs(15));
    for mut stream in deaf {
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        let mut got = Vec::new();
        let _ = stream.read_to_end(&mut got);
        assert!(!got.ends_with(b"0\r\n\r\n"), "a deaf client is cut");
    }
    assert_eq!(server.get("/transactions.json?limit=5").status, 200);
}

#[test]
fn costly_questions_are_limited_in_words() {
    let server = Server::demo();
    let words = "a".repeat(7000);
    let many: String = (0..1500).map(|n| format!("&text=w{n}")).collect();
    for (target, least) in [
        (format!("/activities?text={words}"), 200),
        (format!("/activities?text=x{many}"), 400),
        ("/activities?limit=99999999999999999999".to_owned(), 400),
        (
            "/activities.json?limit=18446744073709551615".to_owned(),
            200,
        ),
        ("/activities?page=18446744073709551615".to_owned(), 200),
        (
            "/activities?page=9223372036854775807&limit=500".to_owned(),
            200,
        ),
        ("/transactions.json?cursor=%00%ff&limit=1".to_owned(), 400),
        (
            "/totals?by=provider,receiver,year,country,sector,type".to_owned(),
            200,
        ),
        ("/totals?year=99999999999".to_owned(), 200),
        ("/trace?activity=XI-NONE".to_owned(), 400),
        ("/activities?text=%2a%2a%2a%22%28%5b%7b".to_owned(), 200),
        (format!("/activities?text={}", "%22".repeat(2000)), 200),
        (format!("/activities?text={}", "%28".repeat(2000)), 200),
    ] {
        let answer = server.get(&target);
        let short = target.get(..60).unwrap_or(&target);
        assert!(
            matches!(answer.status, 200 | 400 | 404 | 414),
            "{short}: {} {}",
            answer.status,
            answer.text()
        );
        assert!(answer.status >= least, "{short}: {}", answer.status);
        assert!(!answer.text().contains("panicked"), "{short}");
    }
    assert_eq!(server.get("/healthz").text(), "ok");
}
