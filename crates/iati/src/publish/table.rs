//! What 1.0x said and how 2.03 says it, where that is more than a text that
//! became a narrative.
//!
//! Source: the standard's pages on the upgrades to 1.04 (locations) and 2.01
//! (“2.01 changes”, “Migrating from versions 1.x to version 2.01”) and its
//! codelists. Paths are those of 2.03, names those of 1.0x.

use super::reshape::{self, Become, Mend};
use crate::legacy;

/// Elements that only got another name.
pub(super) const RENAMED: &[(&str, &str)] = &[
    ("iati-activity/crs-add/aidtype-flag", "other-flags"),
    ("iati-activity/crs-add/aid-type-flag", "other-flags"),
    (
        "iati-activity/location/location-type",
        "feature-designation",
    ),
    (
        "iati-organisation/iati-identifier",
        "organisation-identifier",
    ),
];

/// Elements that are told by another element.
pub(super) const TOLD_OTHERWISE: &[(&str, Become)] = &[
    ("iati-activity/activity-website", reshape::activity_website),
    ("iati-activity/location/coordinates", reshape::coordinates),
    (
        "iati-activity/location/gazetteer-entry",
        reshape::gazetteer_entry,
    ),
];

/// Elements of 2.03 whose parts were arranged otherwise.
pub(super) const REARRANGED: &[(&str, Mend)] = &[
    ("iati-activity/other-identifier", reshape::other_identifier),
    (
        "iati-activity/location/administrative",
        reshape::administrative,
    ),
    ("iati-activity/document-link", reshape::document_link),
    ("iati-organisation/document-link", reshape::document_link),
];

/// What 2.01 took out: elements, and attributes after `@`.
pub(super) const REMOVED: &[(&str, &str)] = &[
    (
        "iati-activity/@version",
        "from 2.01 on only the file states its version",
    ),
    (
        "iati-organisation/@version",
        "from 2.01 on only the file states its version",
    ),
    (
        "iati-activity/planned-disbursement/@updated",
        "2.01 took it out: a planned disbursement has no date of its last change",
    ),
    (
        "iati-activity/location/@percentage",
        "2.01 took it out: a location has no share of an activity",
    ),
    (
        "iati-activity/location/administrative/@adm1",
        "2.01 took it out: it named no list that its code is from",
    ),
    (
        "iati-activity/location/administrative/@adm2",
        "2.01 took it out: it named no list that its code is from",
    ),
    (
        "iati-activity/country-budget-items/budget-item/description/@type",
        "2.01 took it out: only the activity's description has a type",
    ),
    (
        "iati-activity/result/description/@type",
        "2.01 took it out: only the activity's description has a type",
    ),
    (
        "iati-activity/result/indicator/description/@type",
        "2.01 took it out: only the activity's description has a type",
    ),
    (
        "iati-activity/related-activity/@xml:lang",
        "2.01 took the text out whose language it told",
    ),
    (
        "iati-activity/legacy-data/@xml:lang",
        "2.01 took the text out whose language it told",
    ),
    (
        "iati-activity/crs-add/loan-status/repayment-type",
        "2.03 has it in loan-terms only",
    ),
];

/// How a word of 1.0x becomes a code.
#[derive(Clone, Copy)]
pub(super) enum Words {
    /// By the list that [`crate::legacy`] keeps, under its name in the standard.
    Legacy(fn(&str) -> String),
    Table(&'static [(&'static str, &'static str)]),
}

/// Attributes that held words: place, attribute, how they are read, and the
/// standard's list, whose names are understood too.
pub(super) const WORDS: &[(&str, &str, Words, &str)] = &[
    (
        "iati-activity/activity-date",
        "type",
        Words::Legacy(legacy::activity_date),
        "ActivityDateType",
    ),
    (
        "iati-activity/reporting-org",
        "type",
        Words::Table(&[]),
        "OrganisationType",
    ),
    (
        "iati-activity/participating-org",
        "role",
        Words::Legacy(legacy::organisation_role),
        "OrganisationRole",
    ),
    (
        "iati-activity/participating-org",
        "type",
        Words::Table(&[]),
        "OrganisationType",
    ),
    (
        "iati-activity/transaction/transaction-type",
        "code",
        Words::Legacy(legacy::transaction_type),
        "TransactionType",
    ),
    (
        "iati-activity/budget",
        "type",
        Words::Legacy(legacy::budget_type),
        "BudgetType",
    ),
    (
        "iati-activity/planned-disbursement",
        "type",
        Words::Legacy(legacy::budget_type),
        "BudgetType",
    ),
    (
        "iati-activity/sector",
        "vocabulary",
        Words::Legacy(legacy::sector_vocabulary),
        "SectorVocabulary",
    ),
    (
        "iati-activity/transaction/sector",
        "vocabulary",
        Words::Legacy(legacy::sector_vocabulary),
        "SectorVocabulary",
    ),
    (
        "iati-activity/policy-marker",
        "vocabulary",
        Words::Table(POLICY_VOCABULARIES),
        "PolicyMarkerVocabulary",
    ),
    (
        "iati-activity/country-budget-items",
        "vocabulary",
        Words::Table(&[]),
        "BudgetIdentifierVocabulary",
    ),
    (
        "iati-activity/location/administrative",
        "vocabulary",
        Words::Table(GEOGRAPHIC_VOCABULARIES),
        "GeographicVocabulary",
    ),
    (
        "iati-activity/location/location-id",
        "vocabulary",
        Words::Table(GEOGRAPHIC_VOCABULARIES),
        "GeographicVocabulary",
    ),
];

/// Names that codes had in 1.0x and have no more: list, name, code.
pub(super) const FORMER_NAMES: &[(&str, &str, &str)] = &[
    ("ActivityStatus", "Completion", "3"),
    ("ActivityStatus", "Post-completion", "4"),
    ("TransactionType", "Commitment", "2"),
];

const POLICY_VOCABULARIES: &[(&str, &str)] = &[("DAC", "1"), ("RO", "99")];

const GEOGRAPHIC_VOCABULARIES: &[(&str, &str)] = &[("GAUL", "A1"), ("SALB", "A2"), ("GADM", "A3")];

/// The list `GazetteerAgency`, as `location-id` names the same two. The third,
/// NGA, has no code there.
pub(super) const GAZETTEERS: &[(&str, &str)] = &[
    ("GEO", "G1"),
    ("1", "G1"),
    ("geonames.org", "G1"),
    ("OSM", "G2"),
    ("3", "G2"),
];

/// The list `GeographicalPrecision`, as far as `exactness` says the same: the
/// exact place, and one near to it. The others tell the size of an area.
pub(super) const PRECISIONS: &[(&str, &str)] = &[("1", "1"), ("2", "2")];

/// What the strict output does with an element that is not as 2.03 asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// Leaves out the whole unit: who, what, when, and all that bears on money
    /// and how it is divided.
    Unit,
    /// Leaves out the element, and says so.
    Element,
}

/// Which is which, by the longest path that fits. What is not named is
/// [`Weight::Unit`].
pub(super) const WEIGHTS: &[(&str, Weight)] = &[
    ("iati-activity/@last-updated-datetime", Weight::Element),
    ("iati-activity/@linked-data-uri", Weight::Element),
    (
        "iati-activity/reporting-org/@secondary-reporter",
        Weight::Element,
    ),
    ("iati-activity/description", Weight::Element),
    ("iati-activity/participating-org", Weight::Element),
    ("iati-activity/other-identifier", Weight::Element),
    ("iati-activity/activity-date", Weight::Element),
    ("iati-activity/contact-info", Weight::Element),
    ("iati-activity/activity-scope", Weight::Element),
    ("iati-activity/location", Weight::Element),
    ("iati-activity/sector/@vocabulary-uri", Weight::Element),
    (
        "iati-activity/recipient-region/@vocabulary-uri",
        Weight::Element,
    ),
    ("iati-activity/tag", Weight::Element),
    ("iati-activity/humanitarian-scope", Weight::Element),
    ("iati-activity/policy-marker", Weight::Element),
    ("iati-activity/collaboration-type", Weight::Element),
    ("iati-activity/default-flow-type", Weight::Element),
    ("iati-activity/default-finance-type", Weight::Element),
    ("iati-activity/default-aid-type", Weight::Element),
    ("iati-activity/default-tied-status", Weight::Element),
    ("iati-activity/transaction/description", Weight::Element),
    (
        "iati-activity/transaction/disbursement-channel",
        Weight::Element,
    ),
    ("iati-activity/transaction/flow-type", Weight::Element),
    ("iati-activity/transaction/finance-type", Weight::Element),
    ("iati-activity/transaction/aid-type", Weight::Element),
    ("iati-activity/transaction/tied-status", Weight::Element),
    ("iati-activity/document-link", Weight::Element),
    ("iati-activity/related-activity", Weight::Element),
    ("iati-activity/legacy-data", Weight::Element),
    ("iati-activity/conditions", Weight::Element),
    ("iati-activity/result", Weight::Element),
    ("iati-organisation/@last-updated-datetime", Weight::Element),
    (
        "iati-organisation/reporting-org/@secondary-reporter",
        Weight::Element,
    ),
    ("iati-organisation/document-link", Weight::Element),
];

/// Attributes of text, whose white space is kept.
pub(super) const FREE_ATTRIBUTES: &[&str] = &["name", "value"];

/// The entry of a path.
pub(super) fn find<T: Copy>(table: &[(&str, T)], path: &str) -> Option<T> {
    let found = table.iter().find(|(known, _)| *known == path);
    found.map(|(_, entry)| *entry)
}

/// The code of a word in a table, whatever its capitals.
pub(super) fn code(table: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    let word = word.trim();
    let found = table
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(word));
    found.map(|(_, code)| *code)
}

/// What the strict output does with what stands at this path.
pub(super) fn weight(path: &str) -> Weight {
    let fits = |known: &str| {
        path.strip_prefix(known)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let fitting = WEIGHTS.iter().filter(|(known, _)| fits(known));
    let longest = fitting.max_by_key(|(known, _)| known.len());
    longest.map_or(Weight::Unit, |(_, weight)| *weight)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codelist;
    use crate::schema::Schema;

    #[test]
    fn the_tables_name_what_the_schemas_have() {
        let weighed = WEIGHTS.iter().map(|(path, _)| *path);
        let renamed = RENAMED
            .iter()
            .map(|(path, _)| *path)
            .filter(|p| !p.ends_with("aid-type-flag"));
        let told = TOLD_OTHERWISE.iter().map(|(path, _)| *path);
        let rearranged = REARRANGED.iter().map(|(path, _)| *path);
        let removed = REMOVED.iter().map(|(path, _)| *path);
        let worded = WORDS.iter().map(|(path, ..)| *path);
        for path in weighed
            .chain(renamed)
            .chain(told)
            .chain(rearranged)
            .chain(removed)
            .chain(worded)
        {
            let element = path.split_once("/@").map_or(path, |(element, _)| element);
            assert!(Schema::place(element).is_some(), "{path}");
        }
    }

    #[test]
    fn codes_are_on_their_lists() {
        for (path, _, words, list) in WORDS {
            let codes = codelist::list(list).expect(path);
            if let Words::Table(table) = words {
                for (word, code) in *table {
                    assert!(codes.get(code).is_some(), "{path}: {word}");
                }
            }
        }
        for (_, code) in GAZETTEERS {
            assert!(
                codelist::list("GeographicVocabulary")
                    .and_then(|l| l.get(code))
                    .is_some()
            );
        }
    }

    #[test]
    fn the_longest_path_decides() {
        assert_eq!(weight("iati-activity/transaction/value"), Weight::Unit);
        assert_eq!(
            weight("iati-activity/transaction/aid-type/@code"),
            Weight::Element
        );
        assert_eq!(
            weight("iati-activity/result/indicator/title"),
            Weight::Element
        );
        assert_eq!(weight("iati-activity/resulting"), Weight::Unit);
    }
}
