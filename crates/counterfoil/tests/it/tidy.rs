//! What no compiler checks: the project is what its documents say.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let passed = ["target", ".git", "counterfoil-demo"]
            .iter()
            .any(|n| name == *n);
        if path.is_dir() && !passed {
            walk(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

fn texts(ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    walk(&root(), &mut found);
    found.retain(|p| p.to_string_lossy().ends_with(ending));
    // Others’ packages, brought in for the browser tests.
    found.retain(|p| !p.components().any(|c| c.as_os_str() == "node_modules"));
    let read = |p: PathBuf| {
        let text = std::fs::read_to_string(&p).expect("text");
        (p, text)
    };
    found.into_iter().map(read).collect()
}

#[test]
fn only_question_action_and_edges_name_the_ledger() {
    // Formats and assets know no ledger; only `ledger` knows how it is stored.
    for (path, text) in texts(".rs") {
        let place = path.display().to_string();
        let stores = text.contains("rusqlite") || text.contains("tantivy");
        let may_store = place.contains("crates/ledger/") || place.contains("/tests/");
        assert!(!stores || may_store, "{place} names the storage");
        let is_pure = place.contains("crates/iati/src") || place.contains("crates/flow/src");
        let touches = [
            "std::fs",
            "std::net",
            "SystemTime",
            "Timestamp::now",
            "println!",
        ];
        let touched = touches.iter().find(|t| is_pure && text.contains(**t));
        let is_test = place.ends_with("check/rule/mod.rs");
        assert!(
            touched.is_none() || is_test,
            "{place}: {touched:?} in a pure crate"
        );
    }
}

#[test]
fn every_question_has_its_file() {
    let folder = root().join("crates/counterfoil/src/question");
    let shared = ["mod", "filter", "label"];
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .map(|e| {
            e.file_name()
                .to_string_lossy()
                .replace(".rs", "")
                .replace('_', "-")
        })
        .filter(|n| !shared.contains(&n.as_str()))
        .collect();
    files.sort();
    let help = crate::support::done(&["ask", "--help"]);
    for file in &files {
        assert!(help.contains(file.as_str()), "{file} is in the table");
    }
    assert_eq!(files.len(), 36);
}

#[test]
fn the_documents_name_what_is_there() {
    for (path, text) in texts(".md") {
        for target in text.split("](").skip(1).filter_map(|t| t.split(')').next()) {
            let outside = target.starts_with("http") || target.starts_with('#');
            let file = target.split('#').next().unwrap_or(target);
            let there = path
                .parent()
                .is_some_and(|folder| folder.join(file).exists());
            assert!(
                outside || there,
                "{}: {target} is not there",
                path.display()
            );
        }
    }
    let readme = std::fs::read_to_string(root().join("README.md")).expect("a README");
    for command in [
        "cargo run --release -- demo",
        "cargo test --release --workspace",
        "never stores",
    ] {
        assert!(readme.contains(command), "the README says {command}");
    }
}

#[test]
fn the_commands_of_the_readme_run() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("a README");
    let folder = crate::support::Folder::new();
    crate::support::done(&[
        "demo",
        "--no-serve",
        "--ledger",
        &folder.arg("counterfoil-demo"),
    ]);
    let mut tried = 0;
    for line in readme
        .lines()
        .filter_map(|l| l.strip_prefix("counterfoil "))
    {
        let arguments: Vec<&str> = line.split_whitespace().take_while(|w| *w != ">").collect();
        if arguments[0] == "serve" {
            continue;
        }
        let output = crate::support::program()
            .args(&arguments)
            .current_dir(folder.path(""))
            .output()
            .expect("the program starts");
        assert!(
            output.status.success(),
            "{line}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        tried += 1;
    }
    assert!(tried >= 5, "{tried} commands");
}

#[test]
fn every_class_of_change_is_documented() {
    let text = std::fs::read_to_string(root().join("docs/changes.md")).expect("a document");
    for class in flow::change::CLASSES {
        let heading = format!("### `{}`: {}\n", class.id, class.title);
        assert!(text.contains(&heading), "{heading}");
        for words in [class.why, class.severity] {
            assert!(text.contains(words), "{}: {words}", class.id);
        }
    }
    assert_eq!(text.matches("\n### ").count(), flow::change::CLASSES.len());
}
