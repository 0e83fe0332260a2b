//! Recipient countries and regions, and how the activity divides between them.

use super::{ERROR, Group, Must, Rule, Test, With, faulty, right};
use crate::codelist::Versions;

const DIVIDED: &str = "The money of the activity is divided by the percentages; what has none gets nothing, or the rest too much.";
const SUMMED: &str = "More than the whole is counted twice by readers, less is lost.";
const ALONE: &str =
    "With one place, all goes there; another percentage means that a place was forgotten.";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "3.1.1",
        category: "geo",
        test: Test::Shares {
            paths: &["recipient-country", "recipient-region"],
            with: With::VoidIfAny,
            by: Group::Together,
            must: Must::Each,
        },
        title: "One of several countries has no percentage",
        why: DIVIDED,
        fix: "Give each country a percentage; together they are 100.",
        examples: &[
            faulty(
                r#"<recipient-country code="KE" percentage="50"/><recipient-country code="UG"/>"#,
                &["recipient-country[2]"],
            ),
            right(r#"<recipient-country code="KE"/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "3.1.2",
        category: "geo",
        test: Test::Shares {
            paths: &["recipient-country", "recipient-region"],
            with: With::VoidIfAny,
            by: Group::Together,
            must: Must::Sum,
        },
        title: "The percentages of the countries do not add up to 100",
        why: SUMMED,
        fix: "Correct the percentages, or add the country that was forgotten.",
        examples: &[
            faulty(
                r#"<recipient-country code="KE" percentage="50"/><recipient-country code="UG" percentage="40"/>"#,
                &["recipient-country[1]/@percentage"],
            ),
            right(
                r#"<recipient-country code="KE" percentage="50"/><recipient-country code="UG" percentage="50.0"/>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "3.1.4",
        category: "geo",
        test: Test::Shares {
            paths: &["recipient-country", "recipient-region"],
            with: With::VoidIfAny,
            by: Group::Together,
            must: Must::Single,
        },
        title: "The only country is not at 100 per cent",
        why: ALONE,
        fix: "Write 100, leave the percentage out, or add the other countries or regions.",
        examples: &[
            faulty(
                r#"<recipient-country code="KE" percentage="80"/>"#,
                &["recipient-country/@percentage"],
            ),
            right(r#"<recipient-country code="KE" percentage="100"/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "3.4.1",
        category: "geo",
        test: Test::Shares {
            paths: &["recipient-region"],
            with: With::Nothing,
            by: Group::Stated,
            must: Must::Each,
        },
        title: "One of several regions has no percentage",
        why: DIVIDED,
        fix: "Give each region of the vocabulary a percentage; with the countries they are 100.",
        examples: &[
            faulty(
                r#"<recipient-region vocabulary="1" code="298" percentage="50"/><recipient-region vocabulary="1" code="289"/>"#,
                &["recipient-region[2]"],
            ),
            right(
                r#"<recipient-region vocabulary="1" code="298"/><recipient-region vocabulary="2" code="A"/>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "3.4.2",
        category: "geo",
        test: Test::Shares {
            paths: &["recipient-region", "recipient-country"],
            with: With::CountsToo,
            by: Group::Stated,
            must: Must::Sum,
        },
        title: "The percentages of countries and regions do not add up to 100",
        why: SUMMED,
        fix: "Correct the percentages: all countries and the regions of each vocabulary are 100 together.",
        examples: &[
            faulty(
                r#"<recipient-country code="KE" percentage="50"/><recipient-region vocabulary="1" code="298" percentage="40"/>"#,
                &["recipient-region/@percentage"],
            ),
            right(
                r#"<recipient-country code="KE" percentage="50"/><recipient-region vocabulary="1" code="298" percentage="50"/>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "3.4.4",
        category: "geo",
        test: Test::Shares {
            paths: &["recipient-region", "recipient-country"],
            with: With::VoidIfAny,
            by: Group::Stated,
            must: Must::Single,
        },
        title: "The only region of a vocabulary is not at 100 per cent",
        why: ALONE,
        fix: "Write 100, leave the percentage out, or add the other regions or countries.",
        examples: &[
            faulty(
                r#"<recipient-region vocabulary="1" code="298" percentage="80"/>"#,
                &["recipient-region/@percentage"],
            ),
            right(r#"<recipient-region vocabulary="1" code="298" percentage="100"/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "12.1.1",
        category: "geo",
        versions: Versions::of("3"),
        test: Test::Range {
            of: "recipient-country/@percentage",
            least: 0,
            most: Some(100),
        },
        title: "A country's percentage is not from 0 to 100",
        why: "A share below nothing or above the whole divides nothing.",
        fix: "Write a number from 0 to 100, without a percent sign.",
        examples: &[
            faulty(
                r#"<recipient-country code="KE" percentage="100.1"/>"#,
                &["recipient-country/@percentage"],
            ),
            right(r#"<recipient-country code="KE" percentage="100"/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "12.1.1",
        category: "geo",
        versions: Versions::of("3"),
        test: Test::Range {
            of: "recipient-region/@percentage",
            least: 0,
            most: Some(100),
        },
        title: "A region's percentage is not from 0 to 100",
        why: "A share below nothing or above the whole divides nothing.",
        fix: "Write a number from 0 to 100, without a percent sign.",
        examples: &[
            faulty(
                r#"<recipient-region code="298" percentage="half"/>"#,
                &["recipient-region/@percentage"],
            ),
            right(r#"<recipient-region code="298" percentage="0"/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "12.1.2",
        category: "geo",
        versions: Versions::of("12"),
        test: Test::Range {
            of: "recipient-country/@percentage",
            least: 0,
            most: None,
        },
        title: "A country's percentage is below 0",
        why: "A share below nothing divides nothing.",
        fix: "Write a number from 0 to 100, without a percent sign.",
        examples: &[
            faulty(
                r#"<recipient-country code="KE" percentage="-1"/>"#,
                &["recipient-country/@percentage"],
            ),
            right(r#"<recipient-country code="KE" percentage="0.0"/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "12.1.2",
        category: "geo",
        versions: Versions::of("12"),
        test: Test::Range {
            of: "recipient-region/@percentage",
            least: 0,
            most: None,
        },
        title: "A region's percentage is below 0",
        why: "A share below nothing divides nothing.",
        fix: "Write a number from 0 to 100, without a percent sign.",
        examples: &[
            faulty(
                r#"<recipient-region code="298" percentage="-1"/>"#,
                &["recipient-region/@percentage"],
            ),
            right(r#"<recipient-region code="298" percentage="0"/>"#),
        ],
        ..ERROR
    },
];
