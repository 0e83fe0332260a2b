//! All texts of ours that readers see, found in the sources: what the catalogues must
//! hold.

use super::spelled;
use crate::question::QUESTIONS;
use crate::web::heading;
use flow::programme::status::STATUSES;
use flow::reconcile::CATEGORIES;
use iati::codelist;
use iati::finding::Severity;
use iati::said::{Piece, pieces};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A text and the file that it was first found in.
pub struct Text {
    pub english: String,
    pub file: String,
}

/// Codelists whose names stand on most pages.
const NAMED: &[&str] = &[
    "TransactionType",
    "ActivityStatus",
    "ActivityScope",
    "BudgetType",
    "BudgetStatus",
    "CollaborationType",
    "IndicatorMeasure",
    "OrganisationRole",
    "OrganisationType",
    "Region",
    "RelatedActivityType",
    "ResultType",
    "SectorCategory",
    "SectorVocabulary",
];

#[derive(Default)]
struct Found {
    texts: Vec<Text>,
    known: HashSet<String>,
    file: String,
    /// Of the crate that shows texts: elsewhere `words` is another word.
    is_of_program: bool,
}

/// Every text once, in the order of files and of places in them.
pub fn texts() -> Vec<Text> {
    let mut found = Found::default();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for name in ["iati", "flow", "ledger", "counterfoil"] {
        let mut files = Vec::new();
        files_below(&root.join("crates").join(name), &mut files);
        files.sort();
        for path in files {
            let text = fs::read_to_string(&path).expect("a source is read");
            let short = path.strip_prefix(&root).unwrap_or(&path);
            found.file = short.display().to_string();
            found.is_of_program = name == "counterfoil";
            if path.extension().is_some_and(|e| e == "html") {
                of_template(&text, &mut found);
            } else {
                let tokens: TokenStream = text.parse().expect("a source is Rust");
                of_source(tokens, &mut found);
            }
        }
    }
    found.file = "arguments of the questions".to_owned();
    for entry in QUESTIONS {
        found.add(entry.about);
        found.add(&entry.title());
        found.add(entry.rows);
        for arg in (entry.command)().get_arguments() {
            found.add(&heading(arg.get_long().unwrap_or(arg.get_id().as_str())));
            found.add(&arg.get_help().map(ToString::to_string).unwrap_or_default());
            for value in arg.get_possible_values() {
                found.add(&spelled(value.get_name()));
            }
        }
    }
    found.file = "words that rules are known by".to_owned();
    for category in CATEGORIES {
        found.add(&spelled(category.name));
    }
    for (_, id, meaning) in STATUSES {
        found.add(&spelled(id));
        found.add(meaning);
    }
    for severity in Severity::ALL {
        found.add(severity.as_str());
    }
    found.file = "names of codes that the standard has in English only".to_owned();
    for name in NAMED {
        let list = codelist::list(name).expect("a list of the standard");
        list.codes.iter().for_each(|code| found.add(code.name));
    }
    found.texts
}

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources").flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["tests", "benches", "examples"].contains(&name.as_str()) {
                files_below(&path, files);
            }
        } else if (name.ends_with(".rs") || name.ends_with(".html")) && name != "tests.rs" {
            files.push(path);
        }
    }
}

/// A letter, or a sign that languages write each in their own way.
fn is_translated(sign: char) -> bool {
    sign.is_alphabetic() || matches!(sign, '.' | ',' | ':' | ';' | '“' | '”')
}

impl Found {
    fn add(&mut self, english: &str) {
        let has_words = pieces(english).any(|piece| match piece {
            Piece::Text(text) => text.chars().any(is_translated),
            Piece::Slot { forms, .. } => forms.is_some(),
        });
        if has_words && self.known.insert(english.to_owned()) {
            self.texts.push(Text {
                english: english.to_owned(),
                file: self.file.clone(),
            });
        }
    }
}

/// `shell.say("…")`, `say("…")` and `shell.tell("…"` of a template.
fn of_template(text: &str, found: &mut Found) {
    for call in ["say(\"", "tell(\""] {
        for from in text.split(call).skip(1) {
            if let Some((english, _)) = from.split_once('"') {
                found.add(english);
            }
        }
    }
}

fn of_source(tokens: TokenStream, found: &mut Found) {
    let all: Vec<TokenTree> = tokens.into_iter().collect();
    let is = |at: usize, name: &str| matches!(all.get(at), Some(TokenTree::Ident(i)) if i == name);
    for (at, token) in all.iter().enumerate() {
        let TokenTree::Group(group) = token else {
            // `const ABOUT: &'static str = "…";`
            if is(at, "ABOUT") {
                let value = all[at..].iter().take(9).find_map(literal);
                value.iter().for_each(|text| found.add(text));
            }
            continue;
        };
        if at >= 2 && is(at - 1, "tests") && is(at - 2, "mod") {
            continue;
        }
        let inner: Vec<TokenTree> = group.stream().into_iter().collect();
        let first = inner.first().and_then(literal);
        let is_call = group.delimiter() == Delimiter::Parenthesis;
        let is_macro = at >= 2
            && matches!(&all[at - 1], TokenTree::Punct(p) if p.as_char() == '!')
            && ["say", "said", "mark"].iter().any(|name| is(at - 2, name));
        let called = |names: &[&str]| at >= 1 && names.iter().any(|name| is(at - 1, name));
        match first {
            Some(text) if is_macro => found.add(&text),
            Some(text)
                if is_call
                    && (called(&["phrase", "Missing"])
                        || found.is_of_program && called(&["words"])) =>
            {
                found.add(&text)
            }
            Some(text) if is_call && called(&["Word", "word"]) => {
                found.add(&text.replace(['-', '_'], " "));
            }
            // `Column::new("name", kind, "about")`
            Some(name) if is_call && called(&["new"]) && at >= 4 && is(at - 4, "Column") => {
                found.add(&heading(&name));
                let about = inner.iter().rev().find_map(literal);
                about.iter().for_each(|text| found.add(text));
            }
            _ => {}
        }
        of_source(group.stream(), found);
    }
}

fn literal(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else {
        return None;
    };
    syn::parse_str::<syn::LitStr>(&literal.to_string())
        .ok()
        .map(|text| text.value())
}
