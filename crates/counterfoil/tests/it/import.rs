//! What is kept, what is live, and what a second import changes.

use crate::support::{Folder, activity, document, payment, rows, run};

fn total(folder: &Folder, question: &[&str]) -> u64 {
    folder.ask(question)["total"].as_u64().expect("a count")
}

#[test]
fn the_same_bytes_change_nothing() {
    let folder = Folder::new();
    let file = folder.write(
        "in/a.xml",
        document(&activity(1, &payment("3", "2024-01-01", "5"))),
    );
    folder.write("in/copy-of-a.xml", std::fs::read(&file).expect("there"));
    folder.write("in/bad.xml", "<oops");
    let first = folder.import(&[&folder.arg("in")]);
    assert!(
        first.out.contains("publications added              1"),
        "{}",
        first.out
    );
    assert!(
        first.out.contains("already there                   1"),
        "{}",
        first.out
    );
    let before = std::fs::read(folder.path("ledger/record.sqlite")).expect("a record");
    let answer = folder.ask(&["publications"]);
    let second = folder.import(&[&folder.arg("in")]);
    assert!(
        second.out.contains("publications added              0"),
        "{}",
        second.out
    );
    assert!(second.out.contains("refused before"), "{}", second.out);
    assert_eq!(folder.ask(&["publications"]), answer);
    assert_eq!(
        std::fs::read(folder.path("ledger/record.sqlite")).expect("a record"),
        before
    );
}

#[test]
fn a_newer_file_of_a_dataset_supersedes_and_as_of_brings_back() {
    let folder = Folder::new();
    let at = |date: &str, value: &str| {
        document(&activity(1, &payment("3", "2024-01-01", value))).replace("2025-06-30", date)
    };
    // The older one comes in last: order of import makes no difference.
    let newer = folder.write("in/acts-2025.xml", at("2025-06-30", "7"));
    let older = folder.write("in/acts-2024.xml", at("2024-06-30", "5"));
    for (file, dataset) in [(&newer, "acts"), (&older, "acts")] {
        let said = folder.import(&[file, "--dataset", dataset]);
        assert_eq!(said.status, 0, "{}", said.err);
    }
    let value = |question: &[&str]| rows(&folder.ask(question))[0]["value"]["amount"].clone();
    assert_eq!(value(&["transactions"]), "7");
    assert_eq!(value(&["transactions", "--as-of", "2024-12-31"]), "5");
    assert_eq!(value(&["transactions", "--known-at", "1"]), "7");
    assert_eq!(
        total(&folder, &["transactions", "--as-of", "2023-12-31"]),
        0
    );
    let publications = folder.ask(&["publications"]);
    let states: Vec<_> = rows(&publications)
        .iter()
        .map(|r| r["state"].clone())
        .collect();
    assert_eq!(states, ["live", "superseded"]);
    assert_eq!(
        rows(&publications)[0]["published_basis"],
        "generated-datetime"
    );
}

#[test]
fn an_activity_in_two_files_counts_once_the_newest() {
    let folder = Folder::new();
    let stamped = |stamp: &str, value: &str| {
        let activity = activity(1, &payment("3", "2024-01-01", value));
        document(&activity.replace(
            "<iati-activity ",
            &format!("<iati-activity last-updated-datetime=\"{stamp}\" "),
        ))
    };
    folder.write("in/country.xml", stamped("2025-01-01", "5"));
    folder.write("in/all.xml", stamped("2025-02-01", "6"));
    assert_eq!(folder.import(&[&folder.arg("in")]).status, 0);
    let answer = folder.ask(&["transactions"]);
    assert_eq!(answer["total"], 1);
    assert_eq!(rows(&answer)[0]["value"]["amount"], "6");
    let activities = folder.ask(&["activities"]);
    assert!(
        activities["caveats"][0]
            .as_str()
            .is_some_and(|c| c.starts_with("1 copy is superseded"))
    );
}

#[test]
fn bad_values_stay_visible_with_their_reason() {
    let folder = Folder::new();
    let content = payment("3", "2024-01-01", "1,000")
        + &payment("3", "01/02/2024", "7")
        + &payment("3", "2024-03-03", "");
    let file = folder.write("a.xml", document(&activity(1, &content)));
    assert_eq!(folder.import(&[&file]).status, 0);
    let answer = folder.ask(&["transactions"]);
    let shown: Vec<String> = rows(&answer)
        .iter()
        .map(|r| format!("{} {}", r["date"], r["value"]))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
    let totals = folder.ask(&["totals"]);
    assert_eq!(rows(&totals)[0]["total"]["amount"], "7");
    assert_eq!(rows(&totals)[0]["without_value"], 2);
    assert_eq!(
        totals["caveats"][0],
        "left out of all totals: 1 part in EUR: no value is stated"
    );
}

#[test]
fn envelopes_bare_activities_and_old_versions_are_read() {
    let folder = Folder::new();
    let old = "<iati-activity version=\"1.03\" default-currency=\"USD\"><reporting-org ref=\"XI-O\">Old Office</reporting-org>\
        <iati-identifier>XI-O-1</iati-identifier><title>Old quay</title><activity-date type=\"start-planned\" iso-date=\"2010-01-01\"/>\
        <sector code=\"21040\" vocabulary=\"DAC\">Water transport</sector><transaction><transaction-type code=\"D\"/>\
        <transaction-date iso-date=\"2011-02-03\"/><value value-date=\"2011-02-03\">12</value><provider-org ref=\"XI-O\">Old Office</provider-org>\
        </transaction></iati-activity>";
    folder.write("in/bare.xml", old);
    let envelope = format!(
        "<result><ok>True</ok><iati-activities generated-datetime=\"2017-01-03T16:28:56\"><query/>{}</iati-activities></result>",
        old.replace("XI-O-1", "XI-O-2")
    );
    folder.write("in/envelope.xml", envelope);
    assert_eq!(folder.import(&[&folder.arg("in")]).status, 0);
    let answer = folder.ask(&["transactions"]);
    let row = &rows(&answer)[0];
    assert_eq!(answer["total"], 2);
    assert_eq!(row["type"]["code"], "3", "D of 1.0x");
    assert_eq!(row["value"]["currency"], "USD");
    assert_eq!(row["sector"]["code"], "21040");
    assert_eq!(row["title"], "Old quay");
    assert_eq!(row["provider"]["name"], "Old Office");
}

#[test]
fn a_rebuilt_index_gives_the_same_bytes() {
    let folder = Folder::new();
    let many: String = (1..40)
        .map(|n| activity(n, &payment("3", "2024-01-01", &format!("{n}.05"))))
        .collect();
    let file = folder.write("a.xml", document(&many));
    assert_eq!(folder.import(&[&file]).status, 0);
    let questions: [&[&str]; 3] = [
        &["activities", "--text", "quay"],
        &["transactions"],
        &["totals", "--by", "receiver"],
    ];
    let before: Vec<_> = questions
        .iter()
        .map(|q| folder.ask(q).to_string())
        .collect();
    std::fs::remove_dir_all(folder.path("ledger/index")).expect("an index");
    let ledger = folder.arg("ledger");
    let said = crate::support::run(&["ask", "activities", "--ledger", &ledger]);
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains("counterfoil ledger rebuild"),
        "{}",
        said.err
    );
    crate::support::done(&["ledger", "rebuild", "--ledger", &ledger]);
    let after: Vec<_> = questions
        .iter()
        .map(|q| folder.ask(q).to_string())
        .collect();
    assert_eq!(before, after);
}

fn acts(number: u32, value: &str) -> String {
    // Without a stamp, so that the name decides when it was published.
    document(&activity(number, &payment("3", "2024-01-01", value)))
        .replace(" generated-datetime=\"2025-06-30T00:00:00\"", "")
}

fn sum(folder: &Folder, question: &[&str]) -> serde_json::Value {
    let answer = folder.ask(&[&["totals"], question].concat());
    rows(&answer)
        .first()
        .map_or(serde_json::Value::Null, |r| r["total"]["amount"].clone())
}

#[test]
fn one_file_name_in_two_folders_is_two_datasets_if_nothing_is_shared() {
    let folder = Folder::new();
    folder.write("in/ke/activities.xml", acts(1, "10"));
    folder.write("in/ug/activities.xml", acts(2, "20"));
    assert_eq!(folder.import(&[&folder.arg("in")]).status, 0);
    assert_eq!(sum(&folder, &[]), "30");
    // The same activity again is a newer version, wherever it lies.
    folder.write("later/activities.xml", acts(1, "11"));
    assert_eq!(folder.import(&[&folder.arg("later")]).status, 0);
    assert_eq!(sum(&folder, &[]), "31");
}

#[test]
fn an_empty_file_empties_its_dataset() {
    let folder = Folder::new();
    folder.write("in/acts-2024-01-01.xml", acts(1, "10"));
    folder.write(
        "in/acts-2024-02-01.xml",
        "<iati-activities version=\"2.03\"/>",
    );
    assert_eq!(folder.import(&[&folder.arg("in")]).status, 0);
    assert_eq!(total(&folder, &["transactions"]), 0);
    assert_eq!(sum(&folder, &["--as-of", "2024-01-15"]), "10");
}

#[test]
fn a_return_to_earlier_bytes_is_a_publication() {
    let folder = Folder::new();
    folder.write("in/acts-2024-01-01.xml", acts(1, "10"));
    folder.write("in/acts-2024-02-01.xml", acts(1, "20"));
    folder.write("in/acts-2024-03-01.xml", acts(1, "10"));
    assert_eq!(folder.import(&[&folder.arg("in")]).status, 0);
    for (day, value) in [
        ("2024-01-15", "10"),
        ("2024-02-15", "20"),
        ("2024-03-15", "10"),
    ] {
        assert_eq!(sum(&folder, &["--as-of", day]), value, "{day}");
    }
    let again = folder.import(&[&folder.arg("in")]);
    assert!(
        again.out.contains("publications added              0"),
        "{}",
        again.out
    );
}

#[test]
fn identifiers_are_compared_without_case_and_space() {
    let folder = Folder::new();
    folder.write("in/a.xml", acts(1, "10"));
    folder.write("in/b.xml", acts(1, "10").replace("XI-A-1", "\n xi-a-1 "));
    assert_eq!(folder.import(&[&folder.arg("in")]).status, 0);
    assert_eq!(sum(&folder, &[]), "10");
}

#[test]
fn a_reporter_without_reference_has_a_book_too() {
    let folder = Folder::new();
    let given = "<transaction><transaction-type code=\"3\"/><transaction-date iso-date=\"2024-01-01\"/><value>5</value>\
        <receiver-org receiver-activity-id=\"XI-B-1\"/></transaction>";
    let giver = document(&activity(1, given)).replace(" ref=\"XI-A\"", "");
    folder.write("in/a.xml", giver);
    folder.write("in/b.xml", acts(1, "7").replace("XI-A", "XI-B"));
    assert_eq!(folder.import(&[&folder.arg("in")]).status, 0);
    let answer = folder.ask(&["pair", "XI-A-1", "XI-B-1"]);
    assert_eq!(rows(&answer)[0]["giver_value"]["amount"], "5");
}

#[test]
fn strange_texts_lose_no_activity() {
    let folder = Folder::new();
    for (number, text) in [
        (1, "a]]<!-- c -->&gt;b"),
        (2, "12345 a१२३४५६७८९०१२३४५६७X end"),
        (3, "<![CDATA[<b>]]]]><![CDATA[>]]>"),
    ] {
        let content = format!("<description><narrative>{text}</narrative></description>");
        folder.write(
            &format!("in/{number}.xml"),
            document(&activity(number, &content)),
        );
    }
    let said = folder.import(&[&folder.arg("in")]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(total(&folder, &["activities"]), 3);
}

#[test]
fn what_was_refused_is_read_again_once_it_can_be() {
    let folder = Folder::new();
    let good = folder.write("acts.xml", document(&activity(1, "")));
    let bad = folder.write("bad.xml", "<iati-activities");
    let said = folder.import(&[&bad]);
    assert_eq!(said.status, 1, "something was refused: {}", said.out);
    assert_eq!(folder.import(&[&good]).status, 0);
    // As if an earlier program could not read what this one reads.
    let connection = rusqlite::Connection::open(folder.path("ledger/record.sqlite"));
    let connection = connection.expect("the record");
    let again = folder.write("again.xml", document(&activity(2, "")));
    let hash = sha256(&std::fs::read(&again).expect("a file"));
    let changed = connection.execute("UPDATE publication SET sha256 = ?1 WHERE seq = 1", [hash]);
    assert_eq!(changed.expect("changed"), 1);
    drop(connection);
    let said = folder.import(&[&again]);
    assert!(
        said.out.contains("1") && said.status == 0,
        "{}{}",
        said.out,
        said.err
    );
    assert_eq!(folder.ask(&["activities"])["total"], 2);
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

#[cfg(unix)]
#[test]
fn links_to_folders_are_not_walked_and_pipes_not_read() {
    let folder = Folder::new();
    folder.write("in/acts.xml", document(&activity(1, "")));
    for name in ["in/one", "in/two"] {
        std::os::unix::fs::symlink(".", folder.path(name)).expect("a link");
    }
    let pipe = std::process::Command::new("mkfifo")
        .arg(folder.path("in/pipe.xml"))
        .status();
    assert!(pipe.expect("mkfifo").success());
    let said = folder.import(&[&folder.arg("in")]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(folder.ask(&["publications"])["total"], 1);
    assert!(said.out.contains("in/one"), "told of: {}", said.out);
}

#[test]
fn a_demo_does_not_go_into_a_ledger_of_others() {
    let folder = Folder::new();
    let path = folder.write("acts.xml", document(&activity(1, "")));
    assert_eq!(folder.import(&[&path]).status, 0);
    let said = run(&["demo", "--no-serve", "--ledger", &folder.arg("ledger")]);
    assert_ne!(said.status, 0);
    assert!(said.err.contains("not invented"), "{}", said.err);
    assert_eq!(folder.ask(&["publications"])["total"], 1);
}

#[test]
fn a_bulk_folder_with_a_table_on_top_is_read_as_xml() {
    let folder = Folder::new();
    folder.write("bulk/summary.csv", "name,count\nacts,1\n");
    folder.write("bulk/data/acts.xml", document(&activity(1, "")));
    let said = folder.import(&[&folder.arg("bulk")]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    assert_eq!(folder.ask(&["activities"])["total"], 1);
}

#[test]
fn a_file_that_is_not_there_is_told_in_words() {
    let folder = Folder::new();
    let ledger = folder.arg("ledger");
    for arguments in [
        &["check", "nofile.xml"][..],
        &["programme", "check", "nofile.toml"],
        &[
            "rates",
            "import",
            "nofile.csv",
            "--by",
            "desk",
            "--note",
            "n",
            "--ledger",
            &ledger,
        ],
    ] {
        let said = run(arguments);
        assert_ne!(said.status, 0, "{arguments:?}");
        assert!(said.err.contains("nofile"), "{arguments:?}: {}", said.err);
        assert!(
            !said.err.contains("os error"),
            "{arguments:?}: {}",
            said.err
        );
        assert!(!said.err.contains("UTF-8"), "{arguments:?}: {}", said.err);
    }
}
