//! `counterfoil check` on every kind of file, good and bad.

use crate::support::{Folder, activity, document, payment, run};

fn checked(name: &str, content: impl AsRef<[u8]>) -> (i32, String) {
    let folder = Folder::new();
    let path = folder.write(name, content);
    let said = run(&["check", &path, "--now", "2026-01-01"]);
    (said.status, (said.out + &said.err).replace(&path, name))
}

fn good() -> String {
    let content = format!(
        "<activity-date type=\"2\" iso-date=\"2024-01-01\"/><activity-status code=\"2\"/>{}",
        payment("3", "2024-05-01", "100")
    );
    document(&activity(1, &content))
}

#[test]
fn a_good_file_has_no_finding_in_any_encoding_or_packing() {
    let good = good();
    let nothing = |(status, text): (i32, String)| {
        assert_eq!(status, 0, "{text}");
        assert!(
            text.contains("1 activity or organisation read; nothing found"),
            "{text}"
        );
    };
    nothing(checked("a.xml", &good));
    nothing(checked("a.xml", format!("\u{feff}{good}")));
    let wide: Vec<u8> = format!("\u{feff}{good}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    nothing(checked("a.xml", wide));
    let latin = good
        .replace("UTF-8", "ISO-8859-1")
        .replace("Quay", "Qua\u{e9}");
    nothing(checked(
        "a.xml",
        latin.chars().map(|c| c as u8).collect::<Vec<_>>(),
    ));
    let windows = good.replace("UTF-8", "windows-1252").into_bytes();
    let windows: Vec<u8> = windows
        .into_iter()
        .map(|b| if b == b'Q' { 0x80 } else { b })
        .collect();
    nothing(checked("a.xml", windows));
    nothing(checked(
        "a.xml.zst",
        zstd::encode_all(good.as_bytes(), 3).expect("packed"),
    ));
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, good.as_bytes()).expect("packed");
    nothing(checked("a.xml.gz", gzip.finish().expect("packed")));
}

#[test]
fn findings_have_line_column_path_and_a_hint() {
    let bad = good()
        .replace("<value", "\n <value currency=\"eur\"")
        .replace("2024-05-01", "2027-05-01");
    let (status, text) = checked("a.xml", bad);
    assert_eq!(status, 0, "errors are below critical: {text}");
    insta::assert_snapshot!(text);
}

#[test]
fn the_exit_status_follows_fail_on() {
    let folder = Folder::new();
    let path = folder.write("a.xml", good().replace("2024-05-01", "2027-05-01"));
    let status =
        |least: &str| run(&["check", &path, "--now", "2026-01-01", "--fail-on", least]).status;
    assert_eq!(status("critical"), 0);
    assert_eq!(status("error"), 1);
    assert_eq!(status("advisory"), 1);
    assert_eq!(status("never"), 0);
}

#[test]
fn old_versions_and_other_roots_are_told() {
    let (status, text) = checked("a.xml", good().replace("2.03", "1.05"));
    assert_eq!(status, 1);
    assert!(
        text.contains("critical 0.6.1: version “1.05” is not checked any longer"),
        "{text}"
    );
    let (status, text) = checked("a.xml", good().replace("iati-activities", "rss"));
    assert_eq!(status, 1);
    assert!(
        text.contains("critical 0.2.1: the root element is <rss>"),
        "{text}"
    );
}

#[test]
fn repeated_identifiers_are_found() {
    let twice = activity(1, "") + "\n" + &activity(1, "");
    let (_, text) = checked("a.xml", document(&twice));
    assert!(text.contains("a.xml:4:1: error 1.1.2 XI-A-1"), "{text}");
}

#[test]
fn json_lines_are_json() {
    let folder = Folder::new();
    let path = folder.write("a.xml", good().replace("2024-05-01", "2027-05-01"));
    let said = run(&["check", &path, "--now", "2026-01-01", "--format", "json"]);
    let lines: Vec<serde_json::Value> = said
        .out
        .lines()
        .map(|l| serde_json::from_str(l).expect("JSON"))
        .collect();
    assert_eq!(lines[0]["rule"], "11.2.1");
    assert_eq!(
        lines[0]["path"],
        "iati-activity[1]/transaction[1]/transaction-date/@iso-date"
    );
    assert_eq!(
        lines.last().map(|l| l["summary"]["error"].clone()),
        Some(1.into())
    );
}
