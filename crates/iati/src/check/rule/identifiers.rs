//! Identifiers: of activities, of who reports them, and of what they were before.

use super::{ERROR, Rule, Test, Unless, WARNING, faulty, right};
use crate::read::UnitKind;

const MISTYPED: &str =
    "Programs compare identifiers to the letter: with a space, it is another one.";
const IN_ADDRESSES: &str =
    "Programs put identifiers into web addresses, where /, &, | and ? have a meaning of their own.";
const NO_SPACE: &str = "Remove the white space before and after it.";
const PLAIN: &str = "Use letters, digits and hyphens.";
const REGISTERED: &str = "The first two parts of an organisation's identifier name the register that it is listed in; without them nobody can look it up.";
const USE_A_REGISTER: &str = "Find the organisation's register at org-id.guide and put its prefix before the number there, as in GB-COH-01234567.";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "1.1.1",
        category: "identifiers",
        test: Test::Filled {
            of: "iati-identifier",
        },
        title: "The activity's identifier is empty",
        why: "Nobody can refer to an activity that has no identifier, and no program can follow it over time.",
        fix: "Write your organisation's identifier, a hyphen, and a name of your own for the activity.",
        examples: &[
            faulty("<iati-identifier> </iati-identifier>", &["iati-identifier"]),
            right("<iati-identifier>XM-EX-1-A</iati-identifier>"),
        ],
        ..ERROR
    },
    Rule {
        id: "1.1.3",
        category: "identifiers",
        test: Test::Distinct {
            paths: &["reporting-org/@ref", "iati-identifier"],
        },
        title: "The activity has the same identifier as its reporting organisation",
        why: "An organisation reports more than one activity; its own identifier cannot tell them apart.",
        fix: "Add a hyphen and a name of your own for the activity.",
        examples: &[
            faulty(
                r#"<iati-identifier>XM-EX-1</iati-identifier><reporting-org ref="XM-EX-1"/>"#,
                &["iati-identifier"],
            ),
            right(r#"<iati-identifier>XM-EX-1-A</iati-identifier><reporting-org ref="XM-EX-1"/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "1.1.21",
        category: "identifiers",
        test: Test::StartsWith {
            paths: &[
                "iati-identifier",
                "reporting-org/@ref",
                "other-identifier[@type=B1]/@ref",
            ],
            separator: "-",
        },
        title: "The identifier does not begin with the reporting organisation's",
        why: "The prefix keeps identifiers apart worldwide, and says whose the activity is.",
        fix: "Begin it with the ref of reporting-org and a hyphen. If your organisation had another identifier before, state that one as other-identifier of type B1.",
        examples: &[
            faulty(
                r#"<iati-identifier>A-1</iati-identifier><reporting-org ref="XM-EX-1"/>"#,
                &["iati-identifier"],
            ),
            right(
                r#"<iati-identifier>XM-EX-9-A</iati-identifier><reporting-org ref="XM-EX-1"/><other-identifier type="B1" ref="XM-EX-9"/>"#,
            ),
        ],
        ..WARNING
    },
    Rule {
        id: "1.3.1",
        category: "identifiers",
        test: Test::NoSpaces {
            of: "iati-identifier",
        },
        title: "White space around the activity's identifier",
        why: MISTYPED,
        fix: NO_SPACE,
        examples: &[
            faulty(
                "<iati-identifier>XM-EX-1-A </iati-identifier>",
                &["iati-identifier"],
            ),
            right("<iati-identifier>XM-EX-1-A</iati-identifier>"),
        ],
        ..WARNING
    },
    Rule {
        id: "1.3.13",
        category: "identifiers",
        test: Test::NoSymbols {
            of: "iati-identifier",
            unless: Unless::PublisherPrefix,
        },
        title: "The activity's identifier holds a symbol that breaks addresses",
        why: IN_ADDRESSES,
        fix: PLAIN,
        examples: &[
            faulty(
                "<iati-identifier>XM-EX-1-A/1</iati-identifier>",
                &["iati-identifier"],
            ),
            right("<iati-identifier>XM-EX-1-A_1.b:c</iati-identifier>"),
        ],
        ..WARNING
    },
    Rule {
        id: "1.6.1",
        category: "identifiers",
        test: Test::NoSpaces {
            of: "other-identifier[@type=A3]/@ref",
        },
        title: "White space around the activity's earlier identifier",
        why: MISTYPED,
        fix: NO_SPACE,
        examples: &[
            faulty(
                r#"<other-identifier type="A3" ref=" XM-EX-1-OLD"/>"#,
                &["other-identifier/@ref"],
            ),
            right(r#"<other-identifier type="A1" ref=" 17"/>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "1.11.1",
        category: "identifiers",
        on: &["other-identifier/owner-org"],
        test: Test::NoSpaces { of: "@ref" },
        title: "White space around the reference of an owner-org",
        why: MISTYPED,
        fix: NO_SPACE,
        examples: &[
            faulty(
                r#"<other-identifier ref="17"><owner-org ref="XM-EX-2 "/></other-identifier>"#,
                &["other-identifier/owner-org/@ref"],
            ),
            right(r#"<other-identifier ref="17"><owner-org ref="XM-EX-2"/></other-identifier>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "1.11.13",
        category: "identifiers",
        on: &["other-identifier/owner-org"],
        test: Test::NoSymbols {
            of: "@ref",
            unless: Unless::Publisher,
        },
        title: "The reference of an owner-org holds a symbol that breaks addresses",
        why: IN_ADDRESSES,
        fix: PLAIN,
        examples: &[
            faulty(
                r#"<other-identifier ref="17"><owner-org ref="XM-EX/2"/></other-identifier>"#,
                &["other-identifier/owner-org/@ref"],
            ),
            right(r#"<other-identifier ref="17/b"><owner-org ref="XM-EX-2"/></other-identifier>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "1.14.1",
        category: "identifiers",
        test: Test::NoSpaces {
            of: "reporting-org/@ref",
        },
        title: "White space around the reference of reporting-org",
        why: MISTYPED,
        fix: NO_SPACE,
        examples: &[
            faulty(
                r#"<reporting-org ref="XM-EX-1 "/>"#,
                &["reporting-org/@ref"],
            ),
            right(r#"<reporting-org ref="XM-EX-1"/>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "1.14.8",
        category: "identifiers",
        test: Test::Agency {
            of: "reporting-org/@ref",
        },
        title: "The reference of reporting-org begins with no known register",
        why: REGISTERED,
        fix: USE_A_REGISTER,
        examples: &[
            faulty(
                r#"<reporting-org ref="XQ-NONE-1"/>"#,
                &["reporting-org/@ref"],
            ),
            right(r#"<reporting-org ref="GB-COH-00000000"/>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "1.14.13",
        category: "identifiers",
        test: Test::NoSymbols {
            of: "reporting-org/@ref",
            unless: Unless::Publisher,
        },
        title: "The reference of reporting-org holds a symbol that breaks addresses",
        why: IN_ADDRESSES,
        fix: PLAIN,
        examples: &[
            faulty(
                r#"<reporting-org ref="GB-COH-1/2"/>"#,
                &["reporting-org/@ref"],
            ),
            right(r#"<reporting-org ref="GB-COH-1.2"/>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "1.16.1",
        category: "identifiers",
        test: Test::NoSpaces {
            of: "other-identifier[@type=B1]/@ref",
        },
        title: "White space around the reporting organisation's earlier identifier",
        why: MISTYPED,
        fix: NO_SPACE,
        examples: &[
            faulty(
                r#"<other-identifier type="B1" ref="XM-EX-9 "/>"#,
                &["other-identifier/@ref"],
            ),
            right(r#"<other-identifier type="B1" ref="XM-EX-9"/>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "1.18.1",
        category: "identifiers",
        unit: UnitKind::Organisation,
        test: Test::NoSpaces {
            of: "reporting-org/@ref",
        },
        title: "White space around the reference of reporting-org",
        why: MISTYPED,
        fix: NO_SPACE,
        examples: &[
            faulty(
                r#"<reporting-org ref=" XM-EX-1"/>"#,
                &["reporting-org/@ref"],
            ),
            right(r#"<reporting-org ref="XM-EX-1"/>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "1.18.8",
        category: "identifiers",
        unit: UnitKind::Organisation,
        test: Test::Agency {
            of: "reporting-org/@ref",
        },
        title: "The reference of reporting-org begins with no known register",
        why: REGISTERED,
        fix: USE_A_REGISTER,
        examples: &[
            faulty(
                r#"<reporting-org ref="gb-coh-00000000"/>"#,
                &["reporting-org/@ref"],
            ),
            right(r#"<reporting-org ref="GB-COH-00000000"/>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "1.18.13",
        category: "identifiers",
        unit: UnitKind::Organisation,
        test: Test::NoSymbols {
            of: "reporting-org/@ref",
            unless: Unless::Publisher,
        },
        title: "The reference of reporting-org holds a symbol that breaks addresses",
        why: IN_ADDRESSES,
        fix: PLAIN,
        examples: &[
            faulty(
                r#"<reporting-org ref="GB-COH-1?2"/>"#,
                &["reporting-org/@ref"],
            ),
            right(r#"<reporting-org ref="GB-COH-1-2"/>"#),
        ],
        ..WARNING
    },
];
