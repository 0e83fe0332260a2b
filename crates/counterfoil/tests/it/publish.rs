//! What was published comes out as valid 2.03.

use crate::support::{Folder, activity, document, done, payment, run};

fn publish(folder: &Folder, arguments: &[&str]) -> crate::support::Said {
    let ledger = folder.arg("ledger");
    run(&[&["publish"], arguments, &["--ledger", &ledger]].concat())
}

#[test]
fn the_demo_comes_out_valid_and_the_same_again() {
    let folder = Folder::new();
    done(&["demo", "--no-serve", "--ledger", &folder.arg("ledger")]);
    let (one, two) = (folder.arg("one.xml"), folder.arg("two.xml"));
    let said = publish(&folder, &["--org", "XI-IATI-DEMO-LKM", "-o", &one]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(said.err.contains("0 left out"), "{}", said.err);
    done(&["check", &one, "--now", "2026-02-16"]);
    // What comes out goes in again, and comes out the same.
    let again = Folder::new();
    assert_eq!(again.import(&[&one]).status, 0);
    let said = publish(
        &again,
        &["--org", "xi-iati-demo-lkm", "--strict", "-o", &two],
    );
    assert_eq!(said.status, 0, "{}", said.err);
    let read = |path: &str| std::fs::read_to_string(path).expect("a file");
    assert_eq!(read(&one), read(&two));
    let piped = publish(&again, &["--org", "XI-IATI-DEMO-LKM"]);
    assert_eq!(piped.out, read(&one));
    let before = publish(
        &folder,
        &["--org", "XI-IATI-DEMO-LKM", "--as-of", "2024-07-01"],
    );
    assert!(
        before.status == 0 && before.out != piped.out,
        "{}",
        before.err
    );
}

#[test]
fn what_lacks_something_is_left_out_and_said() {
    let folder = Folder::new();
    let whole = activity(1, "").replace(
        "</iati-activity>",
        "<description><narrative>Two wells.</narrative></description>\
         <participating-org role=\"1\" type=\"10\" ref=\"XI-A\"/><activity-status code=\"2\"/>\
         <activity-date type=\"1\" iso-date=\"2024-01-01\"/><recipient-country code=\"KE\"/>\
         <sector vocabulary=\"1\" code=\"14031\"/></iati-activity>",
    );
    let lacking = activity(2, &payment("3", "2024-01-01", "5"));
    let lacking = lacking.replace("<transaction-type code=\"3\"/>", "");
    folder.write("in/a.xml", document(&(whole + &lacking)));
    assert_eq!(folder.import(&[&folder.arg("in")]).status, 0);
    let (out, notes) = (folder.arg("out.xml"), folder.arg("notes.jsonl"));
    let strict = publish(&folder, &["--org", "XI-A", "--strict", "-o", &out]);
    assert_eq!(strict.status, 1, "{}", strict.err);
    assert!(!folder.path("out.xml").exists());
    let said = publish(&folder, &["--org", "XI-A", "-o", &out, "--notes", &notes]);
    assert!(said.err.contains("left out: XI-A-2"), "{}", said.err);
    let listed = std::fs::read_to_string(folder.path("notes.jsonl")).expect("notes");
    assert!(listed.contains("\"unit\":\"XI-A-2\""), "{listed}");
    let lenient = publish(&folder, &["--org", "XI-A", "--lenient"]);
    assert!(lenient.out.contains("XI-A-2"), "{}", lenient.err);
    let nobody = publish(&folder, &["--org", "XI-NOBODY"]);
    assert_eq!(nobody.status, 2);
    assert!(nobody.err.contains("reports no activity"), "{}", nobody.err);
    let nowhere = publish(&folder, &["--org", "XI-A", "-o", "/nowhere/out.xml"]);
    assert_eq!(nowhere.status, 2, "{}", nowhere.err);
}

#[cfg(unix)]
#[test]
fn what_is_published_can_be_read_by_a_web_server() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let path = folder.write("acts.xml", document(&activity(1, "")));
    assert_eq!(folder.import(&[&path]).status, 0);
    let (out, ledger) = (folder.arg("out.xml"), folder.arg("ledger"));
    let publish = |out: &str| {
        run(&[
            "publish",
            "--org",
            "XI-A",
            "--lenient",
            "--ledger",
            &ledger,
            "-o",
            out,
        ])
    };
    let said = publish(&out);
    assert_eq!(said.status, 0, "{}", said.err);
    let mode = |name: &str| {
        let meta = std::fs::metadata(folder.path(name)).expect("a file");
        meta.permissions().mode() & 0o777
    };
    assert_eq!(
        mode("out.xml"),
        mode("acts.xml"),
        "as any file that is made here"
    );
    assert!(publish("/dev/null").status == 0 && !std::path::Path::new("/dev/null").is_file());
    let nowhere = folder.arg("none/out.xml");
    let said = publish(&nowhere);
    assert!(
        said.err.contains("none/out.xml:"),
        "by the name that was given: {}",
        said.err
    );
}
