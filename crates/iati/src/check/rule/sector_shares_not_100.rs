//! The sectors' percentages do not add up to 100.

use super::{Example, Rule, Test};
use crate::codelist::Versions;
use crate::finding::Severity;
use crate::read::UnitKind;

pub(super) const RULE: Rule = Rule {
    id: "2.1.2",
    severity: Severity::Error,
    category: "classifications",
    versions: Versions::of(""),
    unit: UnitKind::Activity,
    on: &["."],
    test: Test::SharesSum {
        of: "sector/@percentage",
        group: ("vocabulary", "1"),
    },
    title: "The sectors' percentages do not add up to 100",
    why: "Money is split by these shares; what is missing would belong to no sector, what is over would be counted twice.",
    fix: "Make the percentages of each vocabulary add up to 100.",
    examples: &[
        Example {
            xml: r#"<sector code="11110" percentage="60"/><sector code="12220" percentage="30"/>"#,
            found_at: &["sector[1]/@percentage"],
        },
        Example {
            xml: r#"<sector code="11110" percentage="33.3333"/><sector code="12220" percentage="66.6667"/>"#,
            found_at: &[],
        },
    ],
};
