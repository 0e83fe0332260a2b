//! Everything that can be found, as one list: what help, pages and reports say of
//! a rule is made from here.

use super::{BUILT_IN, Example, RULES, house};
use crate::codelist::{self, Versions};
use crate::finding::Severity;

/// What is told of a rule. An id is no key: some stand for two checks, and a few
/// have another wording for each.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The official number, or `cf-…` for one of the house.
    pub id: &'static str,
    pub severity: Severity,
    pub category: &'static str,
    pub versions: Versions,
    pub title: String,
    pub why: String,
    pub fix: String,
    /// What it looks at, e.g. `iati-activity/transaction/value/@currency`.
    pub looks_at: String,
    pub examples: &'static [Example],
    /// The codelist, for a check of codes.
    pub codelist: Option<&'static str>,
}

/// All rules: those of the file, the ruleset's, the codelists', the house's.
#[must_use]
pub fn catalogue() -> Vec<Entry> {
    let built_in = BUILT_IN.iter().map(|r| Entry {
        id: r.id,
        severity: r.severity,
        category: r.category,
        versions: Versions::of(""),
        title: r.title.to_owned(),
        why: r.why.to_owned(),
        fix: r.fix.to_owned(),
        looks_at: String::new(),
        examples: &[],
        codelist: None,
    });
    let rules = RULES.iter().map(|r| Entry {
        id: r.id,
        severity: r.severity,
        category: r.category,
        versions: r.versions,
        title: r.title.to_owned(),
        why: r.why.to_owned(),
        fix: r.fix.to_owned(),
        looks_at: r.on.join(", "),
        examples: r.examples,
        codelist: None,
    });
    let codes = codelist::checks().into_iter().map(|c| Entry {
        id: c.id,
        severity: Severity::Error,
        category: c.category,
        versions: c.versions,
        title: format!("{} is not on the codelist {}", c.path, c.list),
        why: "A code that is not on its list says nothing to a reader's program.".to_owned(),
        fix: format!("Use a code of {}.", c.list),
        looks_at: c.path.to_owned(),
        examples: &[],
        codelist: Some(c.list),
    });
    let house = house::RULES.iter().map(|r| Entry {
        id: r.id,
        severity: Severity::Advisory,
        category: r.category,
        versions: Versions::of(""),
        title: r.title.to_owned(),
        why: r.why.to_owned(),
        fix: r.fix.to_owned(),
        looks_at: r.looks_at.to_owned(),
        examples: r.examples,
        codelist: None,
    });
    built_in.chain(rules).chain(codes).chain(house).collect()
}
