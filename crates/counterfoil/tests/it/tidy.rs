//! What no compiler checks: the project is what its documents say.

use std::collections::BTreeSet;
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
    let shared = ["mod", "filter", "label", "unknown"];
    let files: BTreeSet<String> = std::fs::read_dir(folder)
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
    let asked = counterfoil::examples::all().expect("examples are what questions take");
    let names: BTreeSet<String> = asked.iter().map(|(words, _)| words[0].to_owned()).collect();
    assert_eq!(files, names);
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

/// Words between quotation marks, braces and blanks: classes are written so, in templates and code.
fn words(ending: &str) -> BTreeSet<String> {
    let ours = |path: &Path| path.components().any(|c| c.as_os_str() == "crates");
    let texts = texts(ending).into_iter().filter(|(path, _)| ours(path));
    let split = |(_, text): (PathBuf, String)| {
        let ends = |c: char| c.is_whitespace() || "\"\\{}".contains(c);
        let words = text.split(ends).map(str::to_owned);
        words.collect::<Vec<_>>()
    };
    texts.flat_map(split).collect()
}

#[test]
fn the_stylesheet_names_what_stands_on_pages() {
    let folder = root().join("crates/counterfoil/src/web/assets");
    let style = std::fs::read_to_string(folder.join("style.css")).expect("a stylesheet");
    let mut known = words(".html");
    known.extend(words(".rs"));
    // Selectors only: without comments, and without what stands in braces.
    let bare: String = style
        .split("/*")
        .map(|part| part.split_once("*/").map_or(part, |(_, after)| after))
        .collect();
    let selectors = bare.split(['{', '}']).filter(|part| !part.contains(": "));
    for class in selectors.flat_map(|part| part.split('.').skip(1)) {
        let end = class.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        let class = &class[..end.unwrap_or(class.len())];
        // `.5rem` is none.
        let is_name = class.starts_with(|c: char| c.is_ascii_alphabetic());
        assert!(!is_name || known.contains(class), ".{class} stands nowhere");
    }
    for state in ["live", "superseded", "refused", "withdrawn"] {
        let rule = format!("\n.timeline .{state} {{");
        assert!(style.contains(&rule), "{state} is drawn");
    }
    // Cards and changes are both in halves, each drawn its own way.
    for part in [".halves", ".half"] {
        assert!(!style.contains(&format!("\n{part}")), "{part} of what");
    }
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

#[test]
fn every_library_is_said_what_for() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    let named = manifest
        .split("[workspace.dependencies]\n")
        .nth(1)
        .and_then(|rest| rest.split("\n[").next())
        .expect("a table of libraries");
    let named: BTreeSet<&str> = named
        .lines()
        .filter_map(|line| line.split_once(" = ").map(|(name, _)| name))
        .collect();
    let said = std::fs::read_to_string(root().join("docs/dependencies.md")).expect("a document");
    let rows = said.lines().filter(|line| line.starts_with("| "));
    let said: BTreeSet<&str> = rows
        .skip(1)
        .filter_map(|line| line.split('|').nth(1).map(str::trim))
        .collect();
    assert_eq!(named, said);
    for member in ["iati", "flow", "ledger", "counterfoil"] {
        let own = root().join("crates").join(member).join("Cargo.toml");
        let own = std::fs::read_to_string(own).expect("a manifest");
        for line in own
            .lines()
            .filter(|line| line.contains(" = {") || line.contains(".workspace"))
        {
            let name = line.split(['.', ' ']).next().unwrap_or("");
            let is_setting = ["version", "edition", "rust-version", "license", "publish"];
            assert!(
                named.contains(name) || is_setting.contains(&name),
                "{member} takes {name} past the workspace"
            );
        }
    }
}
