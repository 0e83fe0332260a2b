//! Dates of the activity as a whole.

use super::{ERROR, Rule, Test, faulty, right};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "11.1.2",
        category: "iati",
        test: Test::InOrder {
            paths: &[
                "activity-date[@type=1]/@iso-date",
                "activity-date[@type=3]/@iso-date",
            ],
        },
        title: "The planned end is before the planned start",
        why: "One of the two is mistyped, and with it every plan that rests on them.",
        fix: "Correct the date that is wrong.",
        examples: &[
            faulty(
                r#"<activity-date type="1" iso-date="2025-01-02"/><activity-date type="3" iso-date="2025-01-01"/>"#,
                &["activity-date[2]/@iso-date"],
            ),
            right(
                r#"<activity-date type="1" iso-date="2025-01-01"/><activity-date type="3" iso-date="2025-01-01"/>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "11.1.3",
        category: "iati",
        test: Test::InOrder {
            paths: &[
                "activity-date[@type=2]/@iso-date",
                "activity-date[@type=4]/@iso-date",
            ],
        },
        title: "The actual end is before the actual start",
        why: "One of the two is mistyped, and readers cannot tell how long the activity took.",
        fix: "Correct the date that is wrong.",
        examples: &[
            faulty(
                r#"<activity-date type="2" iso-date="2025-03-01"/><activity-date type="4" iso-date="2024-03-01"/>"#,
                &["activity-date[2]/@iso-date"],
            ),
            right(
                r#"<activity-date type="2" iso-date="2024-03-01"/><activity-date type="4" iso-date="2025-03-01"/>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "11.1.4",
        category: "iati",
        test: Test::NotInFuture {
            of: "activity-date[@type=2]/@iso-date",
        },
        title: "The actual start is in the future",
        why: "Actual means that it has happened; readers would count the activity as running.",
        fix: "Correct the date, or state it as planned start (type 1).",
        examples: &[
            faulty(
                r#"<activity-date type="2" iso-date="2026-01-02"/>"#,
                &["activity-date/@iso-date"],
            ),
            right(r#"<activity-date type="2" iso-date="2026-01-01"/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "11.1.5",
        category: "iati",
        test: Test::NotInFuture {
            of: "activity-date[@type=4]/@iso-date",
        },
        title: "The actual end is in the future",
        why: "Actual means that it has happened; readers would count the activity as over.",
        fix: "Correct the date, or state it as planned end (type 3).",
        examples: &[
            faulty(
                r#"<activity-date type="4" iso-date="2027-06-30"/>"#,
                &["activity-date/@iso-date"],
            ),
            right(r#"<activity-date type="3" iso-date="2027-06-30"/>"#),
        ],
        ..ERROR
    },
];
