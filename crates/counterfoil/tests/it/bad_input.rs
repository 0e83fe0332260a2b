//! What cannot be read: each a clear message with file and place, the exit
//! status as documented, and the ledger unharmed.

use crate::support::{Folder, Said, activity, document, payment, program, run};
use std::io::Write;
use std::process::Stdio;

/// Content that is not well-formed, and what is said of it.
fn not_well_formed() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let mut bomb = String::from("<!DOCTYPE iati-activities [<!ENTITY e0 'eeeeeeeeee'>");
    for level in 1..12 {
        bomb.push_str(&format!(
            "<!ENTITY e{level} '{}'>",
            format!("&e{};", level - 1).repeat(10)
        ));
    }
    bomb.push_str("]><iati-activities version='2.03'><iati-activity>\n<iati-identifier>&e11;</iati-identifier></iati-activity></iati-activities>");
    let external = "<!DOCTYPE iati-activities [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>\
        <iati-activities version='2.03'><iati-activity>\n<iati-identifier>&x;</iati-identifier></iati-activity></iati-activities>";
    let whole = document(&activity(1, &payment("3", "2024-01-01", "5")));
    let half = whole.as_bytes()[..whole.len() / 2].to_vec();
    let packed = zstd::encode_all(whole.as_bytes(), 3).expect("packed");
    vec![
        ("text.xml", b"Dear colleague,".to_vec(), "1:1: "),
        (
            "picture.xml",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
            "1:1: ",
        ),
        ("half.xml", half, "never closed: the file ends before"),
        ("bomb.xml", bomb.into_bytes(), "2:18: "),
        (
            "external.xml",
            external.as_bytes().to_vec(),
            "none is ever fetched",
        ),
        ("empty.xml", Vec::new(), "the file is empty"),
        (
            "cut.xml.zst",
            packed[..packed.len() - 20].to_vec(),
            "the packed file is damaged or cut",
        ),
        (
            "crossed.xml",
            document("<iati-activity><a></b></iati-activity>").into_bytes(),
            "3:19: ",
        ),
    ]
}

#[test]
fn not_xml_is_a_finding_of_check() {
    for (name, content, message) in not_well_formed() {
        let folder = Folder::new();
        let path = folder.write(name, content);
        let said = run(&["check", &path]);
        assert_eq!(said.status, 1, "{name}: {}{}", said.out, said.err);
        assert!(
            said.out.contains("0.1.1") && said.out.contains(&path),
            "{name}: {}",
            said.out
        );
        assert!(
            said.out.contains(message.trim_end_matches(": ")),
            "{name}: {}",
            said.out
        );
    }
}

#[test]
fn not_xml_is_a_refused_publication_and_the_rest_is_read() {
    let folder = Folder::new();
    for (name, content, _) in not_well_formed() {
        folder.write(&format!("in/{name}"), content);
    }
    folder.write(
        "in/good.xml",
        document(&activity(1, &payment("3", "2024-01-01", "5"))),
    );
    let said = folder.import(&[&folder.arg("in")]);
    assert_eq!(said.status, 1, "{}{}", said.out, said.err);
    assert!(
        said.out.contains("refused                         8"),
        "{}",
        said.out
    );
    for (name, _, message) in not_well_formed() {
        let line = said
            .out
            .lines()
            .find(|l| l.starts_with("refused ") && l.contains(name));
        assert!(
            line.is_some_and(|l| l.contains(message)),
            "{name}: {}",
            said.out
        );
    }
    let refused = folder.ask(&["publications", "--state", "refused"]);
    assert_eq!(refused["total"], 8);
    let transactions = folder.ask(&["transactions"]);
    assert_eq!(transactions["total"], 1);
}

#[test]
fn a_deep_tree_is_left_out_and_its_file_read() {
    let folder = Folder::new();
    let deep = format!(
        "<iati-activity>{}{}</iati-activity>",
        "<a>".repeat(600),
        "</a>".repeat(600)
    );
    let path = folder.write("deep.xml", document(&(deep + &activity(1, ""))));
    let said = run(&["check", &path, "--now", "2026-01-01"]);
    assert_eq!(said.status, 1);
    assert!(
        said.out
            .contains("critical cf-too-deep: nested deeper than 512 elements"),
        "{}",
        said.out
    );
    assert!(said.out.contains("3:1549 "), "{}", said.out);
    let said = folder.import(&[&path]);
    assert_eq!(said.status, 0);
    assert!(
        said.out.contains("activities left out             1"),
        "{}",
        said.out
    );
    assert!(said.out.contains("1 activity left out"), "{}", said.out);
    assert_eq!(folder.ask(&["activities"])["total"], 1);
    assert_eq!(folder.ask(&["publications"])["rows"][0]["left_out"], 1);
}

#[test]
fn an_endless_line_is_read_in_bounded_memory() {
    // One line of many units, and one unit without an end: the first is read,
    // the second left out. The size that shows the bound is in benches/.
    let folder = Folder::new();
    let mut line = String::from("<iati-activities version=\"2.03\">");
    for number in 0..500 {
        line.push_str(&activity(number, ""));
    }
    line.push_str(&format!(
        "<iati-activity><x>{}</x></iati-activity></iati-activities>",
        "y".repeat(17 << 20)
    ));
    let path = folder.write("line.xml", line);
    let said = run(&["check", &path, "--now", "2026-01-01"]);
    assert!(
        said.out
            .contains("critical cf-too-large: larger than 16 MB"),
        "{}",
        said.err
    );
    assert!(
        said.out.contains("501 activities read"),
        "{}",
        &said.out[said.out.len() - 200..]
    );
}

#[test]
fn an_unknown_root_is_refused_by_import() {
    let folder = Folder::new();
    let path = folder.write("a.xml", "<rss><channel/></rss>");
    let said = folder.import(&[&path]);
    assert_eq!(said.status, 1);
    assert!(said.out.contains("not IATI"), "{}", said.out);
}

#[test]
fn what_is_not_there_is_told_with_status_2() {
    let folder = Folder::new();
    folder.write("empty/readme.txt", "no data");
    let is_told = |said: Said, message: &str| {
        assert_eq!(said.status, 2, "{message}: {}{}", said.out, said.err);
        assert!(said.err.contains(message), "{message}: {}", said.err);
    };
    let ledger = folder.arg("ledger");
    is_told(
        run(&["check", &folder.arg("none.xml")]),
        "none.xml: No such file",
    );
    is_told(
        run(&["check", &folder.arg("empty")]),
        "no XML file in this folder",
    );
    is_told(
        run(&["import", &folder.arg("empty"), "--ledger", &ledger]),
        "no XML file in this folder",
    );
    is_told(
        run(&["ask", "activities", "--ledger", &ledger]),
        "there is no ledger in",
    );
    is_told(
        run(&["ask", "activities", "--as-of", "June", "--ledger", &ledger]),
        "there is no ledger in",
    );
    is_told(
        run(&["serve", "--ledger", &ledger]),
        "there is no ledger in",
    );
    is_told(run(&["explain", "77.7.7"]), "there is no rule 77.7.7");
    is_told(
        run(&["ask", "weather", "--ledger", &ledger]),
        "unrecognized subcommand 'weather'",
    );
}

#[test]
fn an_unreadable_file_is_told() {
    let folder = Folder::new();
    // A folder that is named like a file cannot be read as one, by anybody.
    std::fs::create_dir_all(folder.path("in/a.xml")).expect("a folder");
    folder.write("in/b.xml", document(&activity(1, "")));
    let said = folder.import(&[&folder.arg("in")]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    assert_eq!(folder.ask(&["activities"])["total"], 1);
    // A link to nothing is a file that cannot be opened.
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path("nowhere"), folder.path("in/c.xml"))
            .expect("a link");
        let said = folder.import(&[&folder.arg("in")]);
        assert_eq!(said.status, 1, "{}{}", said.out, said.err);
        assert!(
            said.out.contains("c.xml: cannot be read: No such file"),
            "{}",
            said.out
        );
        assert_eq!(
            folder.ask(&["publications", "--state", "refused"])["total"],
            1
        );
        let again = folder.import(&[&folder.arg("in")]);
        assert_eq!(again.status, 1);
        assert_eq!(
            folder.ask(&["publications", "--state", "refused"])["total"],
            1,
            "told once"
        );
    }
}

#[test]
fn a_folder_of_another_program_is_left_alone() {
    let folder = Folder::new();
    let file = folder.write("a.xml", document(&activity(1, "")));
    folder.write("photos/cat.jpg", "meow");
    let said = run(&["import", &file, "--ledger", &folder.arg("photos")]);
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains("it holds “cat.jpg” and no ledger"),
        "{}",
        said.err
    );
    let left: Vec<_> = std::fs::read_dir(folder.path("photos"))
        .expect("there")
        .collect();
    assert_eq!(left.len(), 1, "nothing was added");
    folder.write(
        "other/record.sqlite",
        "not a database at all, but a text that is long enough",
    );
    let said = run(&["import", &file, "--ledger", &folder.arg("other")]);
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains("belongs to another program"),
        "{}",
        said.err
    );
    let said = run(&["import", &file, "--ledger", &file]);
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains("it is a file, a ledger is a folder"),
        "{}",
        said.err
    );
}

#[test]
fn two_imports_at_once_do_not_mix() {
    let folder = Folder::new();
    let file = folder.write("a.xml", document(&activity(1, "")));
    assert_eq!(folder.import(&[&file]).status, 0);
    let lock = std::fs::OpenOptions::new()
        .append(true)
        .open(folder.path("ledger/writer.lock"))
        .expect("a lock file");
    lock.try_lock().expect("nobody writes");
    let said = folder.import(&[&file]);
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains("another import is writing to"),
        "{}",
        said.err
    );
    // A program that another test starts just now holds a copy of it.
    lock.unlock().expect("our lock");
    assert_eq!(folder.import(&[&file]).status, 0);
}

/// A disk of a few megabytes, where the system lets us have one.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_harms_nothing() {
    let folder = Folder::new();
    let small = folder.write(
        "small.xml",
        document(&activity(1, &payment("3", "2024-01-01", "5"))),
    );
    let mut noise = 1u64;
    let mut many = String::new();
    for number in 2..3000 {
        let mut words = String::new();
        for _ in 0..60 {
            noise = noise
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            words.push_str(&format!("{:x} ", noise >> 20));
        }
        many.push_str(&activity(
            number,
            &format!("<description><narrative>{words}</narrative></description>"),
        ));
    }
    let large = folder.write("large.xml", document(&many));
    let disk = folder.arg("disk");
    std::fs::create_dir_all(&disk).expect("a folder");
    let script = format!(
        "mount -t tmpfs -o size=1800k none {disk} || exit 77; \
         {bin} import {small} --ledger {disk}/l >/dev/null 2>&1 || exit 78; \
         {bin} import {large} --ledger {disk}/l; echo \"status $?\"; \
         {bin} ask transactions --ledger {disk}/l --format csv; \
         {bin} ask publications --ledger {disk}/l --format csv",
        bin = env!("CARGO_BIN_EXE_counterfoil")
    );
    let said: Said = std::process::Command::new("unshare")
        .args(["-rm", "sh", "-c", &script])
        .output()
        .map(Said::from)
        .unwrap_or(Said {
            status: 77,
            out: String::new(),
            err: String::new(),
        });
    if said.status == 77 || said.err.starts_with("unshare: ") {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: this system lets us mount no small disk"
        );
        return;
    }
    assert!(
        said.out.contains("status 2"),
        "{} {}{}",
        said.status,
        said.out,
        said.err
    );
    assert!(
        said.err.contains("no room left on the disk"),
        "{}",
        said.err
    );
    assert!(
        said.out.contains("2024-01-01,3,Disbursement,5,EUR"),
        "the first import answers: {}",
        said.out
    );
    assert_eq!(
        said.out.matches("large.xml").count(),
        0,
        "nothing half is visible"
    );
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = Folder::new();
    let mut many = String::new();
    for number in 0..3000 {
        many.push_str(&activity(number, "<sector code=\"1\"/>"));
    }
    let path = folder.write("a.xml", document(&many));
    let mut child = program()
        .args(["check", &path])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let said: Said = child.wait_with_output().expect("it ends").into();
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(said.err, "");
}

#[test]
fn a_write_to_a_full_device_is_an_error() {
    let folder = Folder::new();
    let path = folder.write("a.xml", document(&activity(1, "")));
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        let _ = writeln!(std::io::stderr(), "skipped: there is no /dev/full here");
        return;
    };
    let output = program()
        .args(["check", &path])
        .stdout(full)
        .output()
        .expect("the program starts");
    let said = Said::from(output);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("cannot be written"), "{}", said.err);
}
