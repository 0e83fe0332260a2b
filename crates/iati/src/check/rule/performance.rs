//! Results: indicators, their baselines, targets and actual values.

use super::{ERROR, Rule, Test, WARNING, faulty, right};
use crate::codelist::Versions;

const NEEDS_A_NUMBER: &str =
    "Measures 1 to 4 are numbers; without the value nothing can be compared or added.";
const NO_NUMBER: &str =
    "Programs calculate with it; words, thousands separators and signs of units stop them.";
const IN_WORDS: &str =
    "Measure 5 is told in words; a number beside it has no unit and means nothing.";
const STATE_IT: &str = "State the number as value; if it is not known yet, leave the element out.";
const DIGITS: &str =
    "Write digits and a point, such as 1250.5; put units and remarks into the comment.";
const TELL_IT: &str = "Remove the attribute value and tell it in the comment.";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "8.6.1",
        category: "performance",
        on: &["result/indicator/period"],
        test: Test::InOrder {
            paths: &["period-start/@iso-date", "period-end/@iso-date"],
        },
        title: "The period of an indicator ends before it starts",
        why: "One of the two is mistyped, and the value belongs to no time.",
        fix: "Correct the date that is wrong.",
        examples: &[
            faulty(
                r#"<result><indicator><period><period-start iso-date="2025-01-01"/><period-end iso-date="2024-12-31"/></period></indicator></result>"#,
                &["result[1]/indicator[1]/period[1]/period-end/@iso-date"],
            ),
            right(
                r#"<result><indicator><period><period-start iso-date="2025-01-01"/><period-end iso-date="2025-12-31"/></period></indicator></result>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "8.8.1",
        category: "performance",
        versions: Versions::of("3"),
        on: &["result/indicator[@measure=1|2|3|4]/baseline"],
        test: Test::AtLeastOne {
            paths: &["@value"],
            missing: "this baseline has no value, though its indicator is measured in numbers",
        },
        title: "A baseline without value",
        why: NEEDS_A_NUMBER,
        fix: STATE_IT,
        examples: &[
            faulty(
                r#"<result><indicator measure="1"><baseline year="2020"/></indicator></result>"#,
                &["result[1]/indicator[1]/baseline"],
            ),
            right(
                r#"<result><indicator measure="1"><baseline year="2020" value="0"/></indicator><indicator measure="5"><baseline year="2020"/></indicator></result>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "8.8.2",
        category: "performance",
        versions: Versions::of("3"),
        on: &["result/indicator[@measure=1|2|3|4]/baseline"],
        test: Test::Number { of: "@value" },
        title: "The value of a baseline is not a number",
        why: NO_NUMBER,
        fix: DIGITS,
        examples: &[
            faulty(
                r#"<result><indicator measure="2"><baseline year="2020" value="12 %"/></indicator></result>"#,
                &["result[1]/indicator[1]/baseline/@value"],
            ),
            right(
                r#"<result><indicator measure="2"><baseline year="2020" value="-12.5"/></indicator></result>"#,
            ),
        ],
        ..WARNING
    },
    Rule {
        id: "8.8.3",
        category: "performance",
        versions: Versions::of("3"),
        on: &["result/indicator[@measure=5]/baseline"],
        test: Test::Absent {
            of: "@value",
            message: "a value, though the indicator is told in words (measure 5)",
        },
        title: "A qualitative baseline with a value",
        why: IN_WORDS,
        fix: TELL_IT,
        examples: &[
            faulty(
                r#"<result><indicator measure="5"><baseline year="2020" value="3"/></indicator></result>"#,
                &["result[1]/indicator[1]/baseline/@value"],
            ),
            right(r#"<result><indicator measure="5"><baseline year="2020"/></indicator></result>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "8.9.1",
        category: "performance",
        versions: Versions::of("3"),
        on: &["result/indicator[@measure=1|2|3|4]/period/target"],
        test: Test::AtLeastOne {
            paths: &["@value"],
            missing: "this target has no value, though its indicator is measured in numbers",
        },
        title: "A target without value",
        why: NEEDS_A_NUMBER,
        fix: STATE_IT,
        examples: &[
            faulty(
                r#"<result><indicator measure="3"><period><target/></period></indicator></result>"#,
                &["result[1]/indicator[1]/period[1]/target"],
            ),
            right(
                r#"<result><indicator measure="3"><period><target value="10"/></period></indicator></result>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "8.9.2",
        category: "performance",
        versions: Versions::of("3"),
        on: &["result/indicator[@measure=1|2|3|4]/period/target"],
        test: Test::Number { of: "@value" },
        title: "The value of a target is not a number",
        why: NO_NUMBER,
        fix: DIGITS,
        examples: &[
            faulty(
                r#"<result><indicator measure="1"><period><target value="1,000"/></period></indicator></result>"#,
                &["result[1]/indicator[1]/period[1]/target/@value"],
            ),
            right(
                r#"<result><indicator measure="1"><period><target value="1000"/></period></indicator></result>"#,
            ),
        ],
        ..WARNING
    },
    Rule {
        id: "8.9.3",
        category: "performance",
        versions: Versions::of("3"),
        on: &["result/indicator[@measure=5]/period/target"],
        test: Test::Absent {
            of: "@value",
            message: "a value, though the indicator is told in words (measure 5)",
        },
        title: "A qualitative target with a value",
        why: IN_WORDS,
        fix: TELL_IT,
        examples: &[
            faulty(
                r#"<result><indicator measure="5"><period><target value="3"/></period></indicator></result>"#,
                &["result[1]/indicator[1]/period[1]/target/@value"],
            ),
            right(
                r#"<result><indicator measure="5"><period><target/></period></indicator></result>"#,
            ),
        ],
        ..WARNING
    },
    Rule {
        id: "8.10.1",
        category: "performance",
        versions: Versions::of("3"),
        on: &["result/indicator[@measure=1|2|3|4]/period/actual"],
        test: Test::AtLeastOne {
            paths: &["@value"],
            missing: "nothing is stated as reached, though the indicator is measured in numbers",
        },
        title: "An actual without value",
        why: NEEDS_A_NUMBER,
        fix: STATE_IT,
        examples: &[
            faulty(
                r#"<result><indicator measure="4"><period><actual/></period></indicator></result>"#,
                &["result[1]/indicator[1]/period[1]/actual"],
            ),
            right(
                r#"<result><indicator measure="4"><period><actual value="2"/></period></indicator></result>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "8.10.2",
        category: "performance",
        versions: Versions::of("3"),
        on: &["result/indicator[@measure=1|2|3|4]/period/actual"],
        test: Test::Number { of: "@value" },
        title: "The value of an actual is not a number",
        why: NO_NUMBER,
        fix: DIGITS,
        examples: &[
            faulty(
                r#"<result><indicator measure="1"><period><actual value="about 40"/></period></indicator></result>"#,
                &["result[1]/indicator[1]/period[1]/actual/@value"],
            ),
            right(
                r#"<result><indicator measure="1"><period><actual value="40"/></period></indicator></result>"#,
            ),
        ],
        ..WARNING
    },
    Rule {
        id: "8.10.3",
        category: "performance",
        versions: Versions::of("3"),
        on: &["result/indicator[@measure=5]/period/actual"],
        test: Test::Absent {
            of: "@value",
            message: "a value, though the indicator is told in words (measure 5)",
        },
        title: "A qualitative actual with a value",
        why: IN_WORDS,
        fix: TELL_IT,
        examples: &[
            faulty(
                r#"<result><indicator measure="5"><period><actual value=""/></period></indicator></result>"#,
                &["result[1]/indicator[1]/period[1]/actual/@value"],
            ),
            right(
                r#"<result><indicator measure="5"><period><actual/></period></indicator></result>"#,
            ),
        ],
        ..WARNING
    },
    Rule {
        id: "8.11.1",
        category: "performance",
        on: &["result/indicator"],
        test: Test::NotBoth {
            paths: &["../reference", "reference"],
            message: "a reference here, while the result has one for all its indicators",
        },
        title: "References both for a result and for its indicator",
        why: "The code of the result holds for all its indicators; another one here contradicts it.",
        fix: "Keep the reference with the result or with the indicators.",
        examples: &[
            faulty(
                r#"<result><indicator><reference vocabulary="2" code="A"/></indicator><reference vocabulary="2" code="B"/></result>"#,
                &["result[1]/indicator[1]/reference"],
            ),
            right(
                r#"<result><indicator><reference vocabulary="2" code="A"/></indicator></result><result><reference vocabulary="2" code="B"/></result>"#,
            ),
        ],
        ..ERROR
    },
];
