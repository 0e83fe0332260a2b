//! The catalogue of rules.
//!
//! One file a rule: id, text, test, examples. A rule that has one id for
//! several elements lists them in `on`.

mod budget_line_outside_period;
mod budget_longer_than_year;
mod currency_missing;
mod identifier_is_not_organisation;
mod identifier_with_spaces;
mod identifier_with_symbols;
mod identifier_without_prefix;
mod planned_end_before_start;
mod reference_at_both_levels;
mod sector_share_out_of_range;
mod sector_shares_not_100;
mod sector_without_share;
mod start_date_missing;
mod transaction_in_future;

use crate::codelist::Versions;
use crate::finding::Severity;
use crate::read::UnitKind;

/// A rule of the standard or of the house.
#[derive(Debug)]
pub struct Rule {
    /// The official number, or `cf-…` for one of the house.
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

/// A unit's content and where the rule finds fault in it. `today` is 2026-01-01.
#[derive(Debug)]
pub struct Example {
    pub xml: &'static str,
    pub found_at: &'static [&'static str],
}

/// The kinds of test. Paths are those of [`super::path`], below an element of `on`.
#[derive(Debug)]
pub enum Test {
    NoSpaces {
        of: &'static str,
    },
    NoneOf {
        of: &'static str,
        symbols: &'static [char],
    },
    /// No two of the selected texts are equal.
    Unique {
        among: &'static [&'static str],
    },
    /// The first path's texts begin with one of the others' and the separator.
    StartsWith {
        paths: &'static [&'static str],
        separator: &'static str,
    },
    AtLeastOne {
        of: &'static [&'static str],
        missing: &'static str,
    },
    /// Of the paths, at most one selects anything.
    NoMoreThanOne {
        of: &'static [&'static str],
        message: &'static str,
    },
    /// Paths: what holds for all; the elements; the same elements with their own.
    OneOrAll {
        paths: &'static [&'static str; 3],
    },
    Range {
        of: &'static str,
        least: i64,
        most: i64,
    },
    /// Within each group of two or more, the texts add up to 100.
    SharesSum {
        of: &'static str,
        /// Grouping attribute and what a missing one counts as.
        group: (&'static str, &'static str),
    },
    /// Within each group of two or more, each element has a percentage.
    SharesEach {
        of: &'static str,
        group: (&'static str, &'static str),
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
        days: i32,
    },
    /// Paths: the dates; start; end.
    Between {
        paths: &'static [&'static str; 3],
    },
}

impl Test {
    pub(super) fn paths(&self) -> &[&'static str] {
        match self {
            Self::NoSpaces { of }
            | Self::NoneOf { of, .. }
            | Self::Range { of, .. }
            | Self::SharesSum { of, .. }
            | Self::SharesEach { of, .. }
            | Self::NotInFuture { of } => std::slice::from_ref(of),
            Self::Unique { among } => among,
            Self::AtLeastOne { of, .. } | Self::NoMoreThanOne { of, .. } => of,
            Self::StartsWith { paths, .. } => paths,
            Self::OneOrAll { paths } | Self::Between { paths } => *paths,
            Self::InOrder { paths } | Self::WithinDays { paths, .. } => *paths,
        }
    }
}

/// All rules, in the order of their numbers.
pub const RULES: &[&Rule] = &[
    &identifier_is_not_organisation::RULE,
    &identifier_without_prefix::RULE,
    &identifier_with_spaces::RULE,
    &identifier_with_symbols::RULE,
    &sector_without_share::RULE,
    &sector_shares_not_100::RULE,
    &start_date_missing::RULE,
    &budget_longer_than_year::RULE,
    &currency_missing::RULE,
    &reference_at_both_levels::RULE,
    &planned_end_before_start::RULE,
    &transaction_in_future::RULE,
    &budget_line_outside_period::RULE,
    &sector_share_out_of_range::RULE,
];

#[cfg(test)]
mod tests {
    use super::RULES;
    use crate::check::{Checker, Settings, Standing};
    use crate::position::Position;
    use crate::read::{Context, Tree, Unit};
    use crate::version::Version;
    use std::sync::Arc;

    /// Where `rule` finds fault in a unit with this content.
    fn found(rule: &super::Rule, xml: &str) -> Vec<String> {
        let name = rule.unit.element();
        let source = format!("<{name}>{xml}</{name}>");
        let Ok(tree) = Tree::parse(source.clone(), &Context::default()) else {
            return vec!["not well-formed".to_owned()];
        };
        let unit = Unit {
            kind: rule.unit,
            ordinal: 1,
            start: Position::START,
            source: Ok(source),
            context: Arc::new(Context::default()),
        };
        let today = jiff::civil::date(2026, 1, 1);
        let checker = Checker::new(Settings { today });
        let findings = checker.unit(&unit, &tree, Standing::Checked(Version::V2_03));
        let of_rule = findings.into_iter().filter(|f| f.rule == rule.id);
        let below = |path: String| {
            path.split_once('/')
                .map_or(String::new(), |(_, p)| p.to_owned())
        };
        of_rule.map(|f| below(f.path)).collect()
    }

    #[test]
    fn every_example_of_every_rule() {
        for rule in RULES {
            for example in rule.examples {
                assert_eq!(
                    found(rule, example.xml),
                    example.found_at,
                    "{}: {}",
                    rule.id,
                    example.xml
                );
            }
            let finds = rule
                .examples
                .iter()
                .filter(|e| !e.found_at.is_empty())
                .count();
            assert!(
                finds > 0 && finds < rule.examples.len(),
                "{}: one of each",
                rule.id
            );
        }
    }

    #[test]
    fn every_file_of_the_folder_is_in_the_table() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/check/rule");
        let files = std::fs::read_dir(folder).map(|d| d.count()).unwrap_or(0);
        assert_eq!(
            files - 1,
            RULES.len(),
            "a rule file without a line in RULES, or the other way round"
        );
    }
}
