//! Identifiers of organisations, in the files that organisations publish of
//! themselves.

use super::{Rule, Test, Unless, WARNING, faulty, right};
use crate::read::UnitKind;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "1.12.1",
        category: "organisation",
        unit: UnitKind::Organisation,
        test: Test::NoSpaces {
            of: "organisation-identifier",
        },
        title: "White space around the organisation's identifier",
        why: "Programs compare identifiers to the letter: with a space, it is another organisation.",
        fix: "Remove the white space before and after it.",
        examples: &[
            faulty(
                "<organisation-identifier>XM-EX-1 </organisation-identifier>",
                &["organisation-identifier"],
            ),
            right("<organisation-identifier>XM-EX-1</organisation-identifier>"),
        ],
        ..WARNING
    },
    Rule {
        id: "1.12.13",
        category: "organisation",
        unit: UnitKind::Organisation,
        test: Test::NoSymbols {
            of: "organisation-identifier",
            unless: Unless::Publisher,
        },
        title: "The organisation's identifier holds a symbol that breaks addresses",
        why: "Programs put identifiers into web addresses, where /, &, | and ? have a meaning of their own.",
        fix: "Use letters, digits and hyphens.",
        examples: &[
            faulty(
                "<organisation-identifier>XM-EX&amp;1</organisation-identifier>",
                &["organisation-identifier"],
            ),
            right("<organisation-identifier>XM-EX-1</organisation-identifier>"),
        ],
        ..WARNING
    },
    Rule {
        id: "1.17.1",
        category: "organisation",
        unit: UnitKind::Organisation,
        test: Test::NoSpaces {
            of: "recipient-org-budget/recipient-org/@ref",
        },
        title: "White space around the reference of a recipient organisation",
        why: "Programs compare references to the letter: with a space, it is another organisation.",
        fix: "Remove the white space before and after it.",
        examples: &[
            faulty(
                r#"<recipient-org-budget><recipient-org ref=" XM-EX-2"/></recipient-org-budget>"#,
                &["recipient-org-budget/recipient-org/@ref"],
            ),
            right(r#"<recipient-org-budget><recipient-org ref="XM-EX-2"/></recipient-org-budget>"#),
        ],
        ..WARNING
    },
];
