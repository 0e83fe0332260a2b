//! Checks of the house: what the standard's own rules let pass and real data gets
//! wrong all the same.
//!
//! One file a check, each with its text and its examples. All read [`facts::Facts`],
//! which one pass over the unit gathers; none walks the unit itself. They judge one
//! activity or organisation at a time; what concerns several units is not seen.

mod activity_pays_itself;
mod amount_is_identifier;
mod below_zero;
mod budget_outside_activity;
mod budgets_overlap;
mod child_without_parent;
mod description_is_title;
mod doubled_prefix;
mod empty_identifier;
mod empty_narrative;
mod facts;
mod far_date;
mod garbled_text;
mod invisible_character;
mod lookalike_character;
mod markup_in_text;
mod misspelt_agency;
mod name_as_reference;
mod one_reference_for_two;
mod out;
mod paid_above_committed;
mod placeholder_reference;
mod placeholder_text;
mod planned_period_long;
mod point_off;
mod provider_is_receiver;
mod reference_slip;
mod related_to_itself;
mod repeated_indicator;
mod repeated_transaction;
mod sector_of_other_list;
mod shares_nearly_100;
mod space_in_reference;
mod status_against_dates;
mod title_is_identifier;
mod transaction_outside_activity;
mod two_references;
mod unit_slip;
mod unusable_link;
mod value_date_far;
mod zero_amount;
mod zoned_date;

use super::draft::Drafts;
use super::{Example, Sight};
use facts::Facts;
use jiff::tz::TimeZone;
use out::Out;

/// A check of the house. All are advisories: none says that a file is not valid.
#[derive(Debug)]
pub struct House {
    /// `cf-…`, and the fault's name: it reads well after “allow”.
    pub id: &'static str,
    /// The official validator's category.
    pub category: &'static str,
    pub title: &'static str,
    pub why: &'static str,
    pub fix: &'static str,
    /// What it looks at, in words or paths.
    pub looks_at: &'static str,
    /// An activity's content, or the whole activity where its attributes matter.
    pub examples: &'static [Example],
    check: for<'a> fn(&Facts<'a>, &mut Out<'a>),
}

/// All checks of the house, by subject.
pub const RULES: &[&House] = &[
    &empty_identifier::RULE,
    &doubled_prefix::RULE,
    &one_reference_for_two::RULE,
    &invisible_character::RULE,
    &lookalike_character::RULE,
    &placeholder_reference::RULE,
    &name_as_reference::RULE,
    &space_in_reference::RULE,
    &misspelt_agency::RULE,
    &reference_slip::RULE,
    &two_references::RULE,
    &related_to_itself::RULE,
    &child_without_parent::RULE,
    &activity_pays_itself::RULE,
    &provider_is_receiver::RULE,
    &amount_is_identifier::RULE,
    &unit_slip::RULE,
    &zero_amount::RULE,
    &below_zero::RULE,
    &paid_above_committed::RULE,
    &repeated_transaction::RULE,
    &budgets_overlap::RULE,
    &budget_outside_activity::RULE,
    &planned_period_long::RULE,
    &shares_nearly_100::RULE,
    &sector_of_other_list::RULE,
    &far_date::RULE,
    &zoned_date::RULE,
    &transaction_outside_activity::RULE,
    &value_date_far::RULE,
    &status_against_dates::RULE,
    &empty_narrative::RULE,
    &placeholder_text::RULE,
    &title_is_identifier::RULE,
    &description_is_title::RULE,
    &markup_in_text::RULE,
    &garbled_text::RULE,
    &point_off::RULE,
    &unusable_link::RULE,
    &repeated_indicator::RULE,
];

/// Judges one unit by all checks.
pub(super) fn judge(sight: &Sight<'_>, drafts: &mut Drafts) {
    let today = sight.now.to_zoned(TimeZone::UTC).date();
    let facts = Facts::of(sight.tree, sight.unit.kind, today);
    let mut out = Out::new(RULES[0]);
    for rule in RULES {
        out.turn(rule);
        (rule.check)(&facts, &mut out);
    }
    out.findings(sight, drafts);
}

#[cfg(test)]
mod tests {
    use super::{House, RULES};
    use crate::check::{Checker, Settings, Standing};
    use crate::finding::Finding;
    use crate::position::Position;
    use crate::read::{Context, Tree, Unit, UnitKind};
    use crate::version::Version;
    use std::sync::Arc;

    /// What is found in a unit, or in an activity with this content.
    fn findings(xml: &str) -> Vec<Finding> {
        let kinds = [UnitKind::Activity, UnitKind::Organisation];
        let whole = kinds.into_iter().find(|k| {
            let rest = xml
                .strip_prefix('<')
                .and_then(|x| x.strip_prefix(k.element()));
            rest.is_some_and(|r| r.starts_with([' ', '>']))
        });
        let source = match whole {
            Some(_) => xml.to_owned(),
            None => format!("<iati-activity>{xml}</iati-activity>"),
        };
        let Ok(tree) = Tree::parse(source.clone(), &Context::default()) else {
            return Vec::new();
        };
        let unit = Unit {
            kind: whole.unwrap_or(UnitKind::Activity),
            ordinal: 1,
            start: Position::START,
            own_namespace: None,
            source: Ok(source),
            context: Arc::new(Context::default()),
        };
        let settings = Settings::at(jiff::Timestamp::constant(1_767_225_600, 0));
        let standing = Standing::Checked(Version::V2_03);
        Checker::new(settings).unit(&unit, &tree, standing).findings
    }

    fn found(rule: &House, xml: &str) -> Vec<String> {
        let of_rule = findings(xml).into_iter().filter(|f| f.rule == rule.id);
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
            assert!(rule.id.starts_with("cf-"), "{}", rule.id);
        }
    }
}
