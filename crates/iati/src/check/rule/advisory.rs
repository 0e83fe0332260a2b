//! Links to other activities: whether there is such an activity can only be said
//! once the whole file is read, and by those who know other files.

use super::{ERROR, Rule, Test, faulty, right};
use crate::codelist::Versions;
use crate::finding::Severity;

const WHY: &str =
    "Links join the books of two organisations into one chain; one that leads nowhere breaks it.";
const FIX: &str = "Compare it with the identifier as its publisher writes it. If that activity is not published yet, nothing is wrong.";

/// What these rules have in common.
const ADVISORY: Rule = Rule {
    severity: Severity::Advisory,
    category: "identifiers",
    why: WHY,
    fix: FIX,
    ..ERROR
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "1000.0.1",
        versions: Versions::of("23"),
        on: &["participating-org"],
        test: Test::Linked { of: "@activity-id" },
        title: "The activity of a participating organisation is not known",
        examples: &[
            faulty(
                r#"<participating-org role="1" activity-id="XM-EX-2-B"/>"#,
                &["participating-org/@activity-id"],
            ),
            right(
                r#"<iati-identifier>XM-EX-2-B</iati-identifier><participating-org role="1" activity-id="XM-EX-2-B"/>"#,
            ),
        ],
        ..ADVISORY
    },
    Rule {
        id: "1000.0.2",
        versions: Versions::of("23"),
        on: &["planned-disbursement/provider-org"],
        test: Test::Linked {
            of: "@provider-activity-id",
        },
        title: "The activity that is to provide a planned disbursement is not known",
        examples: &[
            faulty(
                r#"<planned-disbursement><provider-org provider-activity-id="XM-EX-2-B"/></planned-disbursement>"#,
                &["planned-disbursement[1]/provider-org/@provider-activity-id"],
            ),
            right(
                r#"<planned-disbursement><provider-org provider-activity-id=""/></planned-disbursement>"#,
            ),
        ],
        ..ADVISORY
    },
    Rule {
        id: "1000.0.3",
        versions: Versions::of("23"),
        on: &["planned-disbursement/receiver-org"],
        test: Test::Linked {
            of: "@receiver-activity-id",
        },
        title: "The activity that is to receive a planned disbursement is not known",
        examples: &[
            faulty(
                r#"<planned-disbursement><receiver-org receiver-activity-id="XM-EX-2-B"/></planned-disbursement>"#,
                &["planned-disbursement[1]/receiver-org/@receiver-activity-id"],
            ),
            right(
                r#"<planned-disbursement><receiver-org receiver-activity-id=""/></planned-disbursement>"#,
            ),
        ],
        ..ADVISORY
    },
    Rule {
        id: "1000.0.4",
        on: &["transaction/provider-org"],
        test: Test::Linked {
            of: "@provider-activity-id",
        },
        title: "The activity that provides a transaction's money is not known",
        examples: &[
            faulty(
                r#"<transaction><provider-org provider-activity-id="XM-EX-2-B"/></transaction>"#,
                &["transaction[1]/provider-org/@provider-activity-id"],
            ),
            right(
                r#"<iati-identifier>XM-EX-2-B</iati-identifier><transaction><provider-org provider-activity-id="XM-EX-2-B"/></transaction>"#,
            ),
        ],
        ..ADVISORY
    },
    Rule {
        id: "1000.0.5",
        on: &["transaction/receiver-org"],
        test: Test::Linked {
            of: "@receiver-activity-id",
        },
        title: "The activity that receives a transaction's money is not known",
        examples: &[
            faulty(
                r#"<transaction><receiver-org receiver-activity-id="XM-EX-2-b"/></transaction>"#,
                &["transaction[1]/receiver-org/@receiver-activity-id"],
            ),
            right(
                r#"<iati-identifier>XM-EX-2-B</iati-identifier><transaction><receiver-org receiver-activity-id="XM-EX-2-B"/></transaction>"#,
            ),
        ],
        ..ADVISORY
    },
    Rule {
        id: "1000.0.6",
        test: Test::Linked {
            of: "related-activity/@ref",
        },
        title: "A related activity is not known",
        examples: &[
            faulty(
                r#"<related-activity type="1" ref="XM-EX-2-B"/>"#,
                &["related-activity/@ref"],
            ),
            right(
                r#"<iati-identifier>XM-EX-2-B</iati-identifier><related-activity type="1" ref="XM-EX-2-B"/>"#,
            ),
        ],
        ..ADVISORY
    },
];
