//! The documents are true: their commands run, their addresses answer, what they quote
//! is said, and what is made from the program is what it makes today.

use crate::support::{Folder, activity, document, done, program, run};
use crate::web::Server;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

const GUIDES: [&str; 5] = [
    "docs/for-data-officers.md",
    "docs/for-donors.md",
    "docs/for-recipient-offices.md",
    "docs/for-journalists.md",
    "docs/for-citizens.md",
];

/// Commands that go on until they are stopped, or need a network.
fn is_passed_over(line: &str) -> bool {
    let goes_on = ["counterfoil serve", "counterfoil fetch"];
    line == "counterfoil demo" || goes_on.iter().any(|start| line.starts_with(start))
}

/// Commands of one block of a document, and what the block after it says came of them.
struct Step {
    commands: Vec<String>,
    said: Vec<String>,
}

/// The blocks of `sh`; a block without a language right after one is what was said.
fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut follows = false;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let language = line.strip_prefix("```");
        let mut block = || -> Vec<String> {
            let inside = lines.by_ref().take_while(|l| *l != "```");
            inside.map(str::to_owned).collect()
        };
        match language {
            Some("sh") => {
                let mut commands = block();
                commands.retain(|l| l.starts_with("counterfoil "));
                let said = Vec::new();
                steps.push(Step { commands, said });
                follows = true;
            }
            Some("") => {
                let said = block();
                if let Some(step) = steps.last_mut().filter(|_| follows) {
                    step.said = said;
                }
                follows = false;
            }
            Some(_) => {
                block();
                follows = false;
            }
            None => follows &= line.trim().is_empty(),
        }
    }
    steps
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        match path.is_dir() {
            true => copy(&path, &to),
            false => drop(std::fs::copy(&path, &to).expect("copied")),
        }
    }
}

/// The demo in a folder `counterfoil-demo`, as readers of the documents have it.
fn demo() -> Folder {
    let folder = Folder::new();
    let ledger = folder.arg("counterfoil-demo");
    done(&["demo", "--no-serve", "--ledger", &ledger]);
    folder
}

/// A folder to work in: the demo, and a workbook that was filled in.
fn desk(demo: &Folder) -> Folder {
    let folder = Folder::new();
    let name = "counterfoil-demo";
    copy(&demo.path(name), &folder.path(name));
    let rows = [["XI-TEST-A-1", "3", "2024-02-01", "1200"]];
    crate::sheets::workbook(&folder.path("activities.xlsx"), &rows, None);
    folder
}

/// Blanks are one blank: tables are as wide as their words.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Runs what a document says, as a shell reads it; how many commands there were.
fn try_out(document: &str, demo: &Folder) -> usize {
    let folder = desk(demo);
    let binary = PathBuf::from(program().get_program());
    let beside = binary.parent().expect("a folder").display().to_string();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut tried = 0;
    for step in steps(&read(document)) {
        let mut heard = String::new();
        for line in step.commands.iter().filter(|l| !is_passed_over(l)) {
            let output = Command::new("sh")
                .args(["-euc", line])
                .current_dir(folder.path(""))
                .env("PATH", format!("{beside}:{path}"))
                .env_remove("COUNTERFOIL_LEDGER")
                .output()
                .expect("a shell starts");
            let (out, err) = (&output.stdout, &output.stderr);
            let (out, err) = (String::from_utf8_lossy(out), String::from_utf8_lossy(err));
            // 1 says that something was found, which may be what is shown.
            let is_check = line.starts_with("counterfoil check");
            let fine = output.status.success() || is_check && output.status.code() == Some(1);
            assert!(fine, "{document}: {line}: {err}");
            heard.push_str(&format!("{out}\n{err}\n"));
            tried += 1;
        }
        let heard = plain(&heard);
        for said in step.said.iter().filter(|l| !l.trim().is_empty()) {
            // What is left out of a line is written “…”.
            for part in said.split('…').map(plain).filter(|p| !p.is_empty()) {
                let commands = &step.commands;
                assert!(
                    heard.contains(&part),
                    "{document}: {commands:?} says “{part}”"
                );
            }
        }
    }
    tried
}

#[test]
fn the_commands_of_the_readme_run() {
    assert!(try_out("README.md", &demo()) >= 5);
}

#[test]
fn the_commands_of_the_guides_run_and_say_what_is_quoted() {
    let demo = demo();
    for guide in GUIDES {
        let text = read(guide);
        assert!(try_out(guide, &demo) >= 3, "{guide} has commands");
        assert!(text.contains("http://127.0.0.1:8017/"), "{guide} has pages");
        assert!(text.lines().count() <= 60, "{guide} is a page");
        let quoted = steps(&text).iter().any(|step| !step.said.is_empty());
        assert!(quoted, "{guide} shows what comes");
    }
}

#[test]
fn the_commands_of_the_installing_page_run() {
    assert!(try_out("docs/installing.md", &demo()) >= 1);
}

#[test]
fn the_examples_of_the_help_run() {
    assert!(try_out("docs/reference/commands.md", &demo()) >= 20);
}

#[test]
fn the_addresses_in_the_documents_answer() {
    let mut documents: Vec<PathBuf> = Vec::new();
    for folder in ["docs", "docs/reference"] {
        let all = std::fs::read_dir(root().join(folder)).expect("a folder");
        documents.extend(all.flatten().map(|entry| entry.path()));
    }
    documents.push(root().join("README.md"));
    documents.retain(|path| path.extension().is_some_and(|e| e == "md"));
    let server = Server::demo();
    let mut tried = BTreeSet::new();
    for path in documents {
        let text = std::fs::read_to_string(&path).expect("a document");
        for after in text.split("http://127.0.0.1:8017").skip(1) {
            let ends = |c: char| c.is_whitespace() || ")>'`;,".contains(c);
            let target = after.split(ends).next().unwrap_or_default();
            if !target.starts_with('/') || !tried.insert(target.to_owned()) {
                continue;
            }
            let answer = server.get(target);
            let place = path.display();
            assert_eq!(answer.status, 200, "{place}: {target}");
            assert!(answer.body.len() > 200, "{place}: {target}");
        }
    }
    assert!(tried.len() >= 20, "{tried:?}");
}

#[test]
fn every_document_is_in_the_index() {
    let index = read("docs/README.md");
    for entry in std::fs::read_dir(root().join("docs"))
        .expect("a folder")
        .flatten()
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".md") && name != "README.md" {
            assert!(
                index.contains(&format!("]({name})")),
                "docs/README.md: {name}"
            );
        }
    }
    for name in ["commands", "questions", "rules", "rates"] {
        let link = format!("](reference/{name}.md)");
        assert!(index.contains(&link), "docs/README.md: {name}");
    }
}

#[test]
fn the_reference_is_what_the_program_makes() {
    let folder = Folder::new();
    done(&["manual", "--reference", &folder.arg("made")]);
    for name in ["commands.md", "questions.md", "rules.md"] {
        let made = std::fs::read_to_string(folder.path("made").join(name)).expect("a text");
        let on_disk = read(&format!("docs/reference/{name}"));
        assert!(
            on_disk == made,
            "docs/reference/{name} is stale; refresh it with\n  \
             cargo run --release -- manual --reference docs/reference"
        );
    }
}

#[test]
fn the_table_of_built_in_rates_lists_the_currencies_that_are_built_in() {
    let folder = Folder::new();
    let ledger = folder.arg("ledger");
    folder.import(&[&folder.write("a.xml", document(&activity(1, "")))]);
    let shown = ["rates", "show", "builtin", "--format", "json", "--ledger"];
    let shown = done(&[&shown[..], &[&ledger]].concat());
    let shown: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    let built_in: BTreeSet<&str> = shown["coverage"]
        .as_array()
        .expect("currencies")
        .iter()
        .filter_map(|of| of["currency"].as_str())
        .collect();
    let text = read("docs/reference/rates.md");
    let listed = text.split("\n## Each currency").nth(1).expect("a table");
    let rows = listed.lines().filter_map(|l| l.strip_prefix("| "));
    let rows: Vec<(&str, &str)> = rows.filter_map(|row| row.split_once(' ')).collect();
    for currency in &built_in {
        let is_listed = rows.iter().any(|(code, _)| code == currency);
        assert!(is_listed, "{currency}: tools/rates.py makes the list");
    }
    // Rates are in dollars; one that is held at a fixed rate has none of its own.
    let of_no_rates = rows.iter().filter(|(code, rest)| {
        let is_fixed = rest.ends_with("| P |");
        !matches!(*code, "code" | "USD") && !is_fixed && !built_in.contains(code)
    });
    let of_no_rates: Vec<&str> = of_no_rates.map(|(code, _)| *code).collect();
    assert!(
        of_no_rates.is_empty(),
        "{of_no_rates:?}: tools/rates.py makes the list"
    );
}

/// All commands and what is below them, as the help lists them.
fn commands() -> Vec<Vec<String>> {
    fn gather(above: &[String], all: &mut Vec<Vec<String>>) {
        let arguments: Vec<String> = [above, &["--help".to_owned()]].concat();
        let help = done(&arguments);
        let lists = ["Commands:", "Questions:", "Rows:"];
        let list = lists.iter().find_map(|head| help.split(head).nth(1));
        let lines = list.into_iter().flat_map(|list| list.lines().skip(1));
        for line in lines.take_while(|line| !line.is_empty()) {
            let is_name = line.starts_with("  ") && !line.starts_with("   ");
            let Some(name) = line.split_whitespace().next().filter(|_| is_name) else {
                continue;
            };
            if name != "help" {
                let path: Vec<String> = [above, &[name.to_owned()]].concat();
                gather(&path, all);
                all.push(path);
            }
        }
    }
    let mut all = Vec::new();
    gather(&[], &mut all);
    all
}

#[test]
fn every_command_has_a_page_of_the_manual_and_a_place_in_the_completions() {
    let folder = Folder::new();
    done(&["manual", "--man", &folder.arg("man")]);
    done(&["manual", "--man", &folder.arg("again")]);
    let all = commands();
    assert!(all.len() > 70, "{}", all.len());
    let reference = read("docs/reference/commands.md") + &read("docs/reference/questions.md");
    let completions = ["bash", "elvish", "fish", "powershell", "zsh"].map(|shell| {
        let script = done(&["completions", shell]);
        assert!(
            script == done(&["completions", shell]),
            "{shell}: the same bytes"
        );
        (shell, script)
    });
    for command in &all {
        let name = format!("counterfoil-{}.1", command.join("-"));
        let page = std::fs::read_to_string(folder.path("man").join(&name));
        let page = page.unwrap_or_else(|_| panic!("{name} is there"));
        assert!(page.contains(".SH DESCRIPTION"), "{name}");
        let again = std::fs::read_to_string(folder.path("again").join(&name)).expect("a page");
        assert!(page == again, "{name}: the same bytes");
        let last = command.last().map_or("", String::as_str);
        let headings = [
            format!("# counterfoil {}\n", command.join(" ")),
            format!("\n## {last}\n"),
        ];
        assert!(
            headings.iter().any(|h| reference.contains(h)),
            "{command:?}"
        );
        for (shell, script) in &completions {
            assert!(script.contains(last), "{shell}: {command:?}");
        }
    }
    let pages = std::fs::read_dir(folder.path("man"))
        .expect("pages")
        .count();
    assert_eq!(
        pages,
        all.len() + 1,
        "one for each, and one for the program"
    );
}

#[test]
fn the_completions_are_scripts_that_their_shells_read() {
    for shell in ["bash", "zsh", "fish"] {
        let folder = Folder::new();
        let script = folder.write("script", done(&["completions", shell]));
        let read = Command::new(shell).args(["-n", &script]).output();
        let Ok(read) = read else {
            assert_ne!(shell, "bash", "there is a bash");
            crate::support::skipped(&format!("no {shell} on this machine"));
            continue;
        };
        let err = String::from_utf8_lossy(&read.stderr);
        assert!(read.status.success() && err.is_empty(), "{shell}: {err}");
    }
}

#[test]
fn who_asks_nothing_is_told_three_things_to_try() {
    let said = run::<&str>(&[]);
    assert_eq!(said.status, 0);
    assert_eq!(said.err, "");
    assert!(said.out.lines().count() <= 12, "{}", said.out);
    assert!(
        said.out.lines().all(|line| line.chars().count() <= 92),
        "{}",
        said.out
    );
    for part in [
        "aid programmes",
        "counterfoil demo",
        "counterfoil check FILE",
        "counterfoil import FOLDER",
        "counterfoil serve",
        "counterfoil --help",
    ] {
        assert!(said.out.contains(part), "{part}");
    }
    // What is no command is refused as before.
    assert_eq!(run(&["frobnicate"]).status, 2);
}

#[test]
fn help_can_be_asked_for_as_a_word() {
    assert_eq!(done(&["help"]), done(&["--help"]));
    assert_eq!(
        done(&["help", "ask", "totals"]),
        done(&["ask", "totals", "--help"])
    );
    assert_eq!(run(&["help", "frobnicate"]).status, 2);
}

#[test]
fn the_commonest_commands_stand_first() {
    let help = done(&["--help"]);
    let place = |name: &str| {
        let found = help.find(&format!("\n  {name} "));
        found.unwrap_or_else(|| panic!("{name} is listed"))
    };
    let order = [
        "demo", "check", "import", "ask", "serve", "ledger", "manual",
    ];
    assert!(order.windows(2).all(|pair| place(pair[0]) < place(pair[1])));
}

#[test]
fn every_command_and_option_says_what_it_is_for() {
    for command in commands() {
        let help = done(&[&command[..], &["-h".to_owned()]].concat());
        let about = help.lines().next().unwrap_or_default();
        assert!(
            about.len() > 8 && !about.starts_with("Usage"),
            "{command:?}"
        );
        let help = help.split("Options:").nth(1).unwrap_or_default();
        let help = help.split("\nExample").next().unwrap_or_default();
        let options = help
            .lines()
            .filter(|l| l.trim_start().starts_with("--") || l.trim_start().starts_with("-o,"));
        for option in options {
            // The text stands beside it, or below where the terminal is narrow.
            let name = option.split_whitespace().next().unwrap_or_default();
            let after = help.split(option).nth(1).unwrap_or_default();
            let below = after.lines().nth(1).unwrap_or_default();
            let words = option.split("  ").filter(|w| !w.trim().is_empty()).count();
            assert!(
                words > 1 || below.starts_with("     "),
                "{command:?} {name}"
            );
        }
    }
}
