//! One of several sectors has no percentage.

use super::{Example, Rule, Test};
use crate::codelist::Versions;
use crate::finding::Severity;
use crate::read::UnitKind;

pub(super) const RULE: Rule = Rule {
    id: "2.1.1",
    severity: Severity::Error,
    category: "classifications",
    versions: Versions::of(""),
    unit: UnitKind::Activity,
    on: &["."],
    test: Test::SharesEach {
        of: "sector",
        group: ("vocabulary", "1"),
    },
    title: "One of several sectors has no percentage",
    why: "Without a share nobody can say how much of the money goes where.",
    fix: "Give each sector of the vocabulary a percentage.",
    examples: &[
        Example {
            xml: r#"<sector code="11110" percentage="50"/><sector code="12220"/>"#,
            found_at: &["sector[2]"],
        },
        Example {
            xml: r#"<sector code="11110"/><sector vocabulary="99" code="x"/>"#,
            found_at: &[],
        },
    ],
};
