//! Those who take part: participating-org.

use super::{ERROR, Rule, Test, Unless, WARNING, faulty, right};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "1.8.1",
        category: "participating",
        on: &["participating-org"],
        test: Test::NoSpaces { of: "@ref" },
        title: "White space around the reference of a participating organisation",
        why: "Programs compare references to the letter: with a space, it is another organisation.",
        fix: "Remove the white space before and after it.",
        examples: &[
            faulty(
                r#"<participating-org role="1" ref="XM-EX-2 "/>"#,
                &["participating-org/@ref"],
            ),
            right(r#"<participating-org role="1" ref="XM-EX-2"/>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "1.8.13",
        category: "participating",
        on: &["participating-org"],
        test: Test::NoSymbols {
            of: "@ref",
            unless: Unless::Publisher,
        },
        title: "The reference of a participating organisation holds a symbol that breaks addresses",
        why: "Programs put references into web addresses, where /, &, | and ? have a meaning of their own.",
        fix: "Use letters, digits and hyphens.",
        examples: &[
            faulty(
                r#"<participating-org role="1" ref="XM-EX|2"/>"#,
                &["participating-org/@ref"],
            ),
            right(r#"<participating-org role="1" ref="XM-EX-2"/>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "1.9.1",
        category: "participating",
        on: &["participating-org"],
        test: Test::NoSpaces { of: "@activity-id" },
        title: "White space around the activity that a participating organisation reports",
        why: "Programs compare identifiers to the letter: with a space, it leads to no activity.",
        fix: "Remove the white space before and after it.",
        examples: &[
            faulty(
                r#"<participating-org role="1" activity-id=" XM-EX-2-B"/>"#,
                &["participating-org/@activity-id"],
            ),
            right(r#"<participating-org role="1" activity-id="XM-EX-2-B"/>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "6.10.1",
        category: "participating",
        on: &["participating-org"],
        test: Test::AtLeastOne {
            paths: &["@ref", "narrative"],
            missing: "it says neither by ref nor by a narrative who that is",
        },
        title: "A participating organisation that is not named",
        why: "An organisation takes part, and no reader learns which.",
        fix: "State its identifier as ref, or its name as a narrative, or both.",
        examples: &[
            faulty(r#"<participating-org role="1"/>"#, &["participating-org"]),
            right(
                r#"<participating-org role="1"><narrative>Invented Aid</narrative></participating-org>"#,
            ),
        ],
        ..ERROR
    },
];
