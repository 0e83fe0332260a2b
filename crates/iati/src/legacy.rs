//! Codes of 1.0x in the words of 2.0x.
//!
//! Source: the change log of version 2.01 of the standard, which replaced
//! words and letters by numbers.

const TRANSACTION_TYPES: &[(&str, &str)] = &[
    ("C", "2"),
    ("D", "3"),
    ("E", "4"),
    ("IF", "1"),
    ("IR", "5"),
    ("LR", "6"),
    ("R", "7"),
    ("QP", "8"),
    ("QS", "9"),
    ("CG", "10"),
];

const ORGANISATION_ROLES: &[(&str, &str)] = &[
    ("Funding", "1"),
    ("Accountable", "2"),
    ("Extending", "3"),
    ("Implementing", "4"),
];

const ACTIVITY_DATES: &[(&str, &str)] = &[
    ("start-planned", "1"),
    ("start-actual", "2"),
    ("end-planned", "3"),
    ("end-actual", "4"),
];

const BUDGET_TYPES: &[(&str, &str)] = &[("original", "1"), ("revised", "2")];

/// The list `Vocabulary`. Its `ISO` and `WB` were not taken over: they stay.
const SECTOR_VOCABULARIES: &[(&str, &str)] = &[
    ("DAC", "1"),
    ("DAC-3", "2"),
    ("COFOG", "3"),
    ("NACE", "4"),
    ("NTEE", "5"),
    ("ADT", "6"),
    ("RO", "99"),
    ("RO2", "98"),
];

/// What that list had besides.
const NOT_TAKEN_OVER: &[&str] = &["ISO", "WB"];

/// A code of 2.0x for one of 1.0x; a code that is not of 1.0x stays as it is.
fn lookup(table: &[(&str, &str)], code: &str) -> String {
    let code = code.trim();
    let found = table.iter().find(|(old, _)| old.eq_ignore_ascii_case(code));
    found.map_or(code, |(_, new)| new).to_owned()
}

#[must_use]
pub fn transaction_type(code: &str) -> String {
    lookup(TRANSACTION_TYPES, code)
}

#[must_use]
pub fn organisation_role(code: &str) -> String {
    lookup(ORGANISATION_ROLES, code)
}

#[must_use]
pub fn activity_date(code: &str) -> String {
    lookup(ACTIVITY_DATES, code)
}

#[must_use]
pub fn budget_type(code: &str) -> String {
    lookup(BUDGET_TYPES, code)
}

#[must_use]
pub fn sector_vocabulary(code: &str) -> String {
    lookup(SECTOR_VOCABULARIES, code)
}

/// Whether a code was on the codelist of this name in 1.0x, in words or letters.
#[must_use]
pub fn is_known(list: &str, code: &str) -> bool {
    let is = |old: &str| old.eq_ignore_ascii_case(code);
    let table = match list {
        "TransactionType" => TRANSACTION_TYPES,
        "OrganisationRole" => ORGANISATION_ROLES,
        "ActivityDateType" => ACTIVITY_DATES,
        "BudgetType" => BUDGET_TYPES,
        "SectorVocabulary" | "PolicyMarkerVocabulary" => {
            if NOT_TAKEN_OVER.iter().any(|old| is(old)) {
                return true;
            }
            SECTOR_VOCABULARIES
        }
        _ => return false,
    };
    table.iter().any(|(old, _)| is(old))
}

#[cfg(test)]
mod tests {
    #[test]
    fn old_codes_become_new_ones_and_new_ones_stay() {
        assert_eq!(super::transaction_type("IF"), "1");
        assert_eq!(super::transaction_type(" d "), "3");
        assert_eq!(super::transaction_type("11"), "11");
        assert_eq!(super::organisation_role("funding"), "1");
        assert_eq!(super::sector_vocabulary("DAC"), "1");
    }

    #[test]
    fn vocabularies_that_were_not_taken_over_are_known_and_stay() {
        for code in ["WB", "ISO"] {
            assert_eq!(super::sector_vocabulary(code), code);
            assert!(super::is_known("SectorVocabulary", code));
        }
        assert!(!super::is_known("SectorVocabulary", "XX"));
    }
}
