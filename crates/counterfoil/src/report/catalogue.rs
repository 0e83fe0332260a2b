//! What is told of rules: their titles in reports, and the whole reference as
//! Markdown. All of it is said by [`iati::check::catalogue`].

use iati::check::{Entry, catalogue};
use iati::codelist::{self, Versions};
use iati::version::Version;
use std::collections::HashMap;
use std::sync::LazyLock;

pub static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut entries = catalogue();
    entries.sort_by(|a, b| sort_key(a.id).cmp(&sort_key(b.id)));
    entries
});

/// Numbers by their value, names after them.
fn sort_key(id: &str) -> (Vec<u64>, &str) {
    let numbers: Option<Vec<u64>> = id.split('.').map(|part| part.parse().ok()).collect();
    match numbers {
        Some(numbers) => (numbers, ""),
        None => (vec![u64::MAX], id),
    }
}

/// The entry of a rule; of several with one id, that of the codelist.
pub fn entry(rule: &str, codelist: Option<&str>) -> Option<&'static Entry> {
    let of_rule = || ENTRIES.iter().filter(|e| e.id == rule);
    of_rule()
        .find(|e| e.codelist == codelist)
        .or_else(|| of_rule().next())
}

/// What a rule finds, in one line; `message` where it has no entry.
pub fn title<'a>(rule: &str, codelist: Option<&str>, message: &'a str) -> &'a str {
    entry(rule, codelist).map_or(message, |e| e.title.as_str())
}

/// Entries, the ones of an id together.
pub fn by_id() -> impl Iterator<Item = &'static [Entry]> {
    ENTRIES.chunk_by(|a, b| a.id == b.id)
}

static INDEX: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
    by_id()
        .enumerate()
        .map(|(at, entries)| (entries[0].id, at))
        .collect()
});

/// Which of [`by_id`] a rule is.
pub fn index(rule: &str) -> Option<usize> {
    INDEX.get(rule).copied()
}

/// Ids that `id` may have been meant for, the nearest first.
pub fn nearest_ids(id: &str) -> Vec<&'static str> {
    let wrong: Vec<char> = id.trim().to_lowercase().chars().collect();
    let mut near: Vec<(usize, &str)> = by_id()
        .map(|entries| entries[0].id)
        .map(|id| (distance(&wrong, id), id))
        .filter(|(distance, id)| *distance <= 1.max(id.len() / 3))
        .collect();
    near.sort_by_key(|(distance, id)| (*distance, sort_key(id)));
    near.into_iter().take(5).map(|(_, id)| id).collect()
}

/// Edits between two short texts.
fn distance(a: &[char], b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// `2.01, 2.02, 2.03`.
pub fn versions(versions: Versions) -> String {
    let all = [Version::V2_01, Version::V2_02, Version::V2_03];
    let names = all.iter().filter(|v| versions.contains(**v));
    names.map(|v| v.as_str()).collect::<Vec<_>>().join(", ")
}

/// The pages of the standard about the elements that a rule looks at.
pub fn pages(entry: &Entry) -> Vec<String> {
    let mut pages: Vec<String> = entry.looks_at.split(", ").filter_map(page).collect();
    pages.extend(
        entry
            .codelist
            .map(|list| format!("{STANDARD}/codelists/{}/", list.to_lowercase())),
    );
    pages.dedup();
    pages
}

const STANDARD: &str = "https://iatistandard.org/en/iati-standard/203";

/// The page of an element, told by its whole path.
fn page(path: &str) -> Option<String> {
    let book = match path.split('/').next()? {
        "iati-activity" => "activity-standard/iati-activities",
        "iati-organisation" => "organisation-standard/iati-organisations",
        "iati-activities" => "activity-standard",
        "iati-organisations" => "organisation-standard",
        _ => return None,
    };
    let is_element = |step: &&str| !step.starts_with('@') && !step.contains(['(', '[', '*']);
    let steps: Vec<&str> = path.split('/').take_while(is_element).collect();
    Some(format!("{STANDARD}/{book}/{}/", steps.join("/")))
}

/// The first codes of a list with their names, and how many it has in all.
pub fn codes(list: &str, most: usize) -> (Vec<String>, usize) {
    let Some(list) = codelist::list(list) else {
        return (Vec::new(), 0);
    };
    let current: Vec<_> = list.codes.iter().filter(|c| !c.withdrawn).collect();
    let told = current.iter().take(most).map(|c| match c.name {
        "" => c.code.to_owned(),
        name => format!("{} {name}", c.code),
    });
    (told.collect(), current.len())
}

const OPENING: &str = "# Rules

What `counterfoil check` looks for. `counterfoil explain ID` prints one of these. Severities are those of the official
validator: *critical* means that the file is not valid, *error* that it breaks a rule, *warning* that it goes against a
recommendation, *advisory* that it is worth a look. Ids that begin with `cf-` are checks of our own.

<!-- Made by `counterfoil manual --reference docs/reference`; do not edit. -->
";

/// The whole reference as Markdown.
pub fn reference() -> String {
    let mut out = String::from(OPENING);
    let mut categories: Vec<&str> = Vec::new();
    for entry in ENTRIES.iter() {
        if !categories.contains(&entry.category) {
            categories.push(entry.category);
        }
    }
    out.push_str("\n| Category | Rules | Checks of codes |\n|---|---:|---:|\n");
    for category in &categories {
        let count = |codes: bool| of_category(category, codes).count();
        let name = capital(category);
        out.push_str(&format!(
            "| [{name}](#{category}) | {} | {} |\n",
            count(false),
            count(true)
        ));
    }
    for category in categories {
        out.push_str(&format!("\n## {}\n", capital(category)));
        of_category(category, false).for_each(|entry| section(entry, &mut out));
        code_table(category, &mut out);
    }
    out
}

fn of_category(category: &str, codes: bool) -> impl Iterator<Item = &'static Entry> {
    let of_it = move |e: &&Entry| e.category == category && e.codelist.is_some() == codes;
    ENTRIES.iter().filter(of_it)
}

fn capital(word: &str) -> String {
    if word == "iati" {
        return "IATI".to_owned();
    }
    let mut letters = word.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

fn section(entry: &Entry, out: &mut String) {
    out.push_str(&format!("\n### {} {}\n\n", entry.id, inline(&entry.title)));
    let mut facts = vec![format!("*{}*", entry.severity), versions(entry.versions)];
    if !matches!(entry.looks_at.as_str(), "" | ".") {
        facts.push(format!("`{}`", entry.looks_at));
    }
    out.push_str(&format!("{}\n\n", facts.join(" · ")));
    out.push_str(&format!(
        "{}\n\n**To mend it:** {}\n",
        inline(&entry.why),
        inline(&entry.fix)
    ));
    for (heading, finds) in [("Found", true), ("Not found", false)] {
        let examples = entry
            .examples
            .iter()
            .filter(|e| e.found_at.is_empty() != finds);
        let texts: Vec<&str> = examples.map(|e| e.xml.trim()).collect();
        if !texts.is_empty() {
            out.push_str(&format!(
                "\n{heading}:\n\n```xml\n{}\n```\n",
                texts.join("\n")
            ));
        }
    }
}

fn code_table(category: &str, out: &mut String) {
    let mut checks = of_category(category, true).peekable();
    if checks.peek().is_none() {
        return;
    }
    out.push_str("\n### Codes\n\nEach is an error if the code is not on the list.\n\n");
    out.push_str("| Id | Where | Codelist | Versions |\n|---|---|---|---|\n");
    for check in checks {
        let list = check.codelist.unwrap_or_default();
        let page = format!("{STANDARD}/codelists/{}/", list.to_lowercase());
        out.push_str(&format!(
            "| {} | `{}` | [{list}]({page}) | {} |\n",
            check.id,
            check.looks_at,
            versions(check.versions)
        ));
    }
}

/// Text in which Markdown is to see no markup.
pub fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '<' | '*' | '_' | '|' | '`' | '[' | ']' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_ids_are_suggested() {
        assert!(nearest_ids("9.94.2").contains(&"9.94.1"));
        assert_eq!(nearest_ids("CF-TOO-LARG").first(), Some(&"cf-too-large"));
        assert!(nearest_ids("something else entirely").is_empty());
    }

    #[test]
    fn ids_are_in_the_order_of_their_numbers() {
        let ids: Vec<&str> = by_id().map(|entries| entries[0].id).collect();
        let place = |id: &str| ids.iter().position(|i| *i == id);
        assert!(place("0.1.1") < place("2.1.2"));
        assert!(place("9.9.1") < place("9.94.1"));
        assert!(place("11.2.1") < place("cf-too-deep"));
    }

    #[test]
    fn pages_of_the_standard_are_named_by_element() {
        assert_eq!(
            page("iati-activity/transaction/value/@currency").as_deref(),
            Some(
                "https://iatistandard.org/en/iati-standard/203/activity-standard/iati-activities/iati-activity/transaction/value/"
            )
        );
        assert_eq!(page("."), None);
    }
}
