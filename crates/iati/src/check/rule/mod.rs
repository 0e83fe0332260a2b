//! The catalogue of rules: what each is about, and how it is tested.
//!
//! A file for each of the official categories; a rule is a value with its id,
//! text, test and examples. A rule that has one id for several elements lists
//! them in `on`. How the tests judge is left to [`super::family`].

mod advisory;
mod classifications;
mod financial;
mod geo;
mod iati;
mod identifiers;
mod information;
mod organisation;
mod participating;
mod performance;
mod relations;

use crate::codelist::Versions;
use crate::finding::Severity;
use crate::read::UnitKind;

/// A rule of the standard.
#[derive(Debug)]
pub struct Rule {
    /// The official number.
    pub id: &'static str,
    pub severity: Severity,
    /// The official validator's category.
    pub category: &'static str,
    pub versions: Versions,
    pub unit: UnitKind,
    /// The elements it is about, as paths below the unit; `.` is the unit.
    pub on: &'static [&'static str],
    pub test: Test,
    pub title: &'static str,
    pub why: &'static str,
    pub fix: &'static str,
    pub examples: &'static [Example],
}

/// A unit's content and where the rule finds fault in it. The instant that
/// counts as now is the start of 2026-01-01, and nobody is known as a publisher.
#[derive(Debug)]
pub struct Example {
    pub xml: &'static str,
    pub found_at: &'static [&'static str],
}

/// The kinds of test. Paths are those of [`super::path`], below an element of `on`.
#[derive(Debug)]
pub enum Test {
    /// There is more than white space in it.
    Filled {
        of: &'static str,
    },
    NoSpaces {
        of: &'static str,
    },
    /// None of the symbols that break web addresses.
    NoSymbols {
        of: &'static str,
        unless: Unless,
    },
    /// The reference of a publisher, or one with the prefix of a register.
    Agency {
        of: &'static str,
    },
    /// No two of the selected texts are equal.
    Distinct {
        paths: &'static [&'static str],
    },
    /// The first path's texts begin with one of the others' and the separator.
    StartsWith {
        paths: &'static [&'static str],
        separator: &'static str,
    },
    Number {
        of: &'static str,
    },
    Range {
        of: &'static str,
        least: i64,
        most: Option<i64>,
    },
    AtLeastOne {
        paths: &'static [&'static str],
        missing: &'static str,
    },
    Absent {
        of: &'static str,
        message: &'static str,
    },
    /// If a path of the first half selects anything, none of the second half does.
    NotBoth {
        paths: &'static [&'static str],
        message: &'static str,
    },
    /// One of the first `one` paths selects something, or each element of the next
    /// path has what one of the rest selects.
    OneOrAll {
        paths: &'static [&'static str],
        one: usize,
        message: &'static str,
    },
    /// The first path selects something, or each element of the rest has the
    /// attribute.
    StatedOrDefault {
        paths: &'static [&'static str],
        attribute: &'static str,
        noun: &'static str,
    },
    /// Paths: elements; their narratives, which must be as many.
    Narrated {
        paths: &'static [&'static str; 2],
    },
    /// If there is any, one is of the standard's own vocabulary.
    OwnVocabulary {
        of: &'static str,
        message: &'static str,
    },
    /// Percentages that divide a whole.
    Shares {
        /// The elements; then, at most, those that [`With`] is about.
        paths: &'static [&'static str],
        with: With,
        by: Group,
        must: Must,
    },
    /// The first date is not after the second.
    InOrder {
        paths: &'static [&'static str; 2],
    },
    NotInFuture {
        of: &'static str,
    },
    WithinDays {
        paths: &'static [&'static str; 2],
        days: i64,
    },
    /// Paths: the date; start; end.
    Between {
        paths: &'static [&'static str; 3],
    },
    /// The reference is to an activity that exists; settled at the file's end.
    Linked {
        of: &'static str,
    },
}

/// Whose identifiers may hold symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unless {
    /// It is a publisher's identifier.
    Publisher,
    /// It begins with one, and a hyphen.
    PublisherPrefix,
}

/// Which elements share a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// All of them.
    Together,
    /// Those of the standard's own vocabulary (`1`, empty or not stated), and
    /// those of each other one.
    OwnAndOthers,
    /// Those of each vocabulary that is stated.
    Stated,
    /// The same, where the parent states it.
    OfParent,
}

/// What elements beside those of a group do to its test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum With {
    Nothing,
    /// If the second path selects anything, the rule says nothing.
    VoidIfAny,
    /// What the second path selects counts with each group.
    CountsToo,
}

/// What the shares of a group must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Must {
    /// Of two or more, each has a percentage.
    Each,
    /// Of two or more, at least one has.
    Some,
    /// Those of two or more add up to 100.
    Sum,
    /// That of a single one is 100 or not stated.
    Single,
    /// There are no two of a group.
    BeAlone,
}

impl Test {
    pub(super) fn paths(&self) -> &[&'static str] {
        match self {
            Self::Filled { of }
            | Self::NoSpaces { of }
            | Self::NoSymbols { of, .. }
            | Self::Agency { of }
            | Self::Number { of }
            | Self::Range { of, .. }
            | Self::Absent { of, .. }
            | Self::OwnVocabulary { of, .. }
            | Self::NotInFuture { of }
            | Self::Linked { of } => std::slice::from_ref(of),
            Self::Distinct { paths }
            | Self::StartsWith { paths, .. }
            | Self::AtLeastOne { paths, .. }
            | Self::NotBoth { paths, .. }
            | Self::OneOrAll { paths, .. }
            | Self::StatedOrDefault { paths, .. }
            | Self::Shares { paths, .. } => paths,
            Self::Narrated { paths } | Self::InOrder { paths } | Self::WithinDays { paths, .. } => {
                *paths
            }
            Self::Between { paths } => *paths,
        }
    }
}

/// What the rules of a table have in common: an error in an activity, in all
/// versions. Each rule states the rest.
const ERROR: Rule = Rule {
    id: "",
    severity: Severity::Error,
    category: "",
    versions: Versions::of(""),
    unit: UnitKind::Activity,
    on: &["."],
    test: Test::Filled { of: "." },
    title: "",
    why: "",
    fix: "",
    examples: &[],
};

/// The same for a warning.
const WARNING: Rule = Rule {
    severity: Severity::Warning,
    ..ERROR
};

/// An example in which the rule finds fault, at these paths below the unit.
const fn faulty(xml: &'static str, found_at: &'static [&'static str]) -> Example {
    Example { xml, found_at }
}

/// A near miss, which passes.
const fn right(xml: &'static str) -> Example {
    Example { xml, found_at: &[] }
}

const TABLES: [&[Rule]; 11] = [
    identifiers::RULES,
    participating::RULES,
    organisation::RULES,
    relations::RULES,
    classifications::RULES,
    geo::RULES,
    information::RULES,
    financial::RULES,
    performance::RULES,
    iati::RULES,
    advisory::RULES,
];

const COUNT: usize = {
    let (mut count, mut table) = (0, 0);
    while table < TABLES.len() {
        count += TABLES[table].len();
        table += 1;
    }
    count
};

const ALL: [&Rule; COUNT] = {
    let mut all = [&ERROR; COUNT];
    let (mut at, mut table) = (0, 0);
    while table < TABLES.len() {
        let mut rule = 0;
        while rule < TABLES[table].len() {
            all[at] = &TABLES[table][rule];
            at += 1;
            rule += 1;
        }
        table += 1;
    }
    all
};

/// All rules, table by table.
pub const RULES: &[&Rule] = &ALL;

#[cfg(test)]
mod tests {
    use super::{Example, RULES, Rule};
    use crate::check::{Checker, Judged, Settings, Standing};
    use crate::position::Position;
    use crate::read::{Context, Tree, Unit};
    use crate::version::Version;
    use std::sync::Arc;

    fn checker() -> Checker {
        Checker::new(Settings {
            settles_links: true,
            ..Settings::at(jiff::Timestamp::constant(1_767_225_600, 0))
        })
    }

    fn judged(checker: &Checker, rule: &Rule, xml: &str) -> Option<Judged> {
        let name = rule.unit.element();
        // An example may begin with the unit's own start tag.
        let source = match xml.starts_with(&format!("<{name}")) {
            true => xml.to_owned(),
            false => format!("<{name}>{xml}</{name}>"),
        };
        let tree = Tree::parse(source.clone(), &Context::default()).ok()?;
        let unit = Unit {
            kind: rule.unit,
            ordinal: 1,
            start: Position::START,
            own_namespace: None,
            source: Ok(source),
            context: Arc::new(Context::default()),
        };
        let versions = [Version::V2_03, Version::V2_02, Version::V2_01];
        let newest = versions.into_iter().find(|v| rule.versions.contains(*v))?;
        Some(checker.unit(&unit, &tree, Standing::Checked(newest)))
    }

    /// Where `rule` finds fault in a unit with this content.
    fn found(checker: &Checker, rule: &Rule, example: &Example) -> Vec<String> {
        let Some(judged) = judged(checker, rule, example.xml) else {
            return vec!["not well-formed, or a rule of no version".to_owned()];
        };
        let own = judged.identifier.unwrap_or_default();
        let links = judged.links.into_iter().filter(|l| l.target != own);
        let all = judged
            .findings
            .into_iter()
            .chain(links.filter_map(|l| l.finding));
        let of_rule = all.filter(|f| f.rule == rule.id);
        let below = |path: String| {
            path.split_once('/')
                .map_or(String::new(), |(_, p)| p.to_owned())
        };
        of_rule.map(|f| below(f.path)).collect()
    }

    #[test]
    fn every_example_of_every_rule() {
        let checker = checker();
        for rule in RULES {
            for example in rule.examples {
                let at = found(&checker, rule, example);
                assert_eq!(at, example.found_at, "{}: {}", rule.id, example.xml);
            }
            let (faulty, right): (Vec<_>, Vec<_>) =
                rule.examples.iter().partition(|e| !e.found_at.is_empty());
            let both = !faulty.is_empty() && !right.is_empty();
            assert!(both, "{}: an example of each kind", rule.id);
        }
    }

    #[test]
    fn every_rule_says_what_it_is_about() {
        for rule in RULES {
            for text in [rule.id, rule.category, rule.title, rule.why, rule.fix] {
                assert!(!text.is_empty(), "{}: {}", rule.id, rule.title);
            }
            let sentences = [rule.why, rule.fix];
            assert!(sentences.iter().all(|s| s.ends_with('.')), "{}", rule.id);
            assert!(!rule.title.ends_with('.'), "{}", rule.id);
        }
    }
}
