//! Running the program as a user would.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What a run said.
pub struct Said {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterfoil"));
    command.env_remove("COUNTERFOIL_LEDGER");
    command
}

/// Runs the program with these arguments.
pub fn run<A: AsRef<std::ffi::OsStr>>(arguments: &[A]) -> Said {
    let output = program().args(arguments).output();
    output.expect("the program starts").into()
}

/// Runs it and wants it to succeed.
pub fn done<A: AsRef<std::ffi::OsStr> + std::fmt::Debug>(arguments: &[A]) -> String {
    let said = run(arguments);
    assert_eq!(said.status, 0, "{arguments:?}: {}{}", said.out, said.err);
    said.out
}

/// A folder that goes away with the test.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder for the test"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A path as an argument.
    pub fn arg(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).expect("a folder");
        }
        std::fs::write(&path, content).expect("a file");
        path.display().to_string()
    }

    /// Imports into `ledger` here and says what the program said.
    pub fn import(&self, paths: &[&str]) -> Said {
        let ledger = self.arg("ledger");
        let mut arguments = vec!["import"];
        arguments.extend(paths);
        arguments.extend(["--ledger", &ledger]);
        run(&arguments)
    }

    /// The rows of an answer of that ledger, as JSON.
    pub fn ask(&self, question: &[&str]) -> serde_json::Value {
        let ledger = self.arg("ledger");
        let mut arguments = vec!["ask"];
        arguments.extend(question);
        arguments.extend(["--ledger", &ledger, "--format", "json"]);
        let text = done(&arguments);
        serde_json::from_str(&text).expect("JSON")
    }
}

/// A 2.03 document around some content.
pub fn document(activities: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<iati-activities version=\"2.03\" generated-datetime=\"2025-06-30T00:00:00\">\n{activities}\n</iati-activities>\n"
    )
}

/// An activity of XI-A with this number and content.
pub fn activity(number: u32, content: &str) -> String {
    format!(
        "<iati-activity default-currency=\"EUR\" xml:lang=\"en\"><iati-identifier>XI-A-{number}</iati-identifier>\
         <reporting-org ref=\"XI-A\" type=\"10\"><narrative>Harbour Fund</narrative></reporting-org>\
         <title><narrative>Quay {number}</narrative></title>{content}</iati-activity>"
    )
}

/// A transaction of this type, date and value, as given to XI-B.
pub fn payment(kind: &str, date: &str, value: &str) -> String {
    format!(
        "<transaction><transaction-type code=\"{kind}\"/><transaction-date iso-date=\"{date}\"/>\
         <value value-date=\"{date}\">{value}</value><receiver-org ref=\"XI-B\"/></transaction>"
    )
}

/// The folder beside the checkout that holds real publications, if it is there.
pub fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    folder.join("data/iati").is_dir().then_some(folder)
}

/// Rows of an answer.
pub fn rows(answer: &serde_json::Value) -> &Vec<serde_json::Value> {
    answer["rows"].as_array().expect("rows")
}

/// Asks a process to stop, as Ctrl-C does: by the shell, which every machine has, while a
/// program `kill` is not everywhere.
#[cfg(unix)]
pub fn interrupt(child: &std::process::Child) {
    let status = Command::new("sh")
        .args(["-c", "kill -INT \"$0\"", &child.id().to_string()])
        .status();
    assert!(status.is_ok_and(|s| s.success()), "it is at work");
}

/// Whether a picture could not be made for want of any font, which is said in one line.
pub fn lacks_font(refusal: &str) -> bool {
    let lacks = refusal.contains("no font is installed on this machine");
    if lacks {
        skipped("no font on this machine, so no PNG");
    }
    lacks
}

/// Says in one line that a test is passed over, and why; not held back as other
/// output of tests is.
pub fn skipped(why: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}
