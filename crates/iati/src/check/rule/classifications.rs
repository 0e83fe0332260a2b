//! Sectors and policy markers.

use super::{ERROR, Group, Must, Rule, Test, With, faulty, right};
use crate::codelist::Versions;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "2.1.1",
        category: "classifications",
        test: Test::Shares {
            paths: &["sector"],
            with: With::Nothing,
            by: Group::OwnAndOthers,
            must: Must::Each,
        },
        title: "One of several sectors has no percentage",
        why: "The money of the activity is divided by the percentages; what has none gets nothing, or the rest too much.",
        fix: "Give each sector of the vocabulary a percentage; together they are 100.",
        examples: &[
            faulty(
                r#"<sector code="11110" percentage="60"/><sector code="11120"/>"#,
                &["sector[2]"],
            ),
            right(r#"<sector code="11110"/><sector vocabulary="99" code="A"/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "2.1.2",
        category: "classifications",
        test: Test::Shares {
            paths: &["sector"],
            with: With::Nothing,
            by: Group::OwnAndOthers,
            must: Must::Sum,
        },
        title: "The percentages of the sectors do not add up to 100",
        why: "More than the whole is counted twice by readers, less is lost.",
        fix: "Correct the percentages; those of each vocabulary are 100 together.",
        examples: &[
            faulty(
                r#"<sector code="11110" percentage="60"/><sector code="11120" percentage="30"/>"#,
                &["sector[1]/@percentage"],
            ),
            faulty(
                r#"<sector code="11110"/><sector vocabulary="99" code="A" percentage="60"/><sector vocabulary="99" code="B" percentage="30"/>"#,
                &["sector[2]/@percentage"],
            ),
            right(
                r#"<sector code="11110" percentage="66.67"/><sector vocabulary="1" code="11120" percentage="33.33"/>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "2.1.4",
        category: "classifications",
        test: Test::Shares {
            paths: &["sector"],
            with: With::Nothing,
            by: Group::OwnAndOthers,
            must: Must::Single,
        },
        title: "The only sector of a vocabulary is not at 100 per cent",
        why: "With one sector, all is in it; another percentage means that a sector was forgotten.",
        fix: "Write 100, leave the percentage out, or add the other sectors.",
        examples: &[
            faulty(
                r#"<sector code="11110" percentage="50"/>"#,
                &["sector/@percentage"],
            ),
            right(r#"<sector code="11110" percentage="100.0"/><sector vocabulary="99" code="A"/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "2.2.1",
        category: "classifications",
        test: Test::Narrated {
            paths: &[
                "sector[@vocabulary=98|99]",
                "sector[@vocabulary=98|99]/narrative",
            ],
        },
        title: "A sector of your own vocabulary without a narrative",
        why: "Codes of vocabularies 98 and 99 are your own: without words nobody knows what they mean.",
        fix: "Add a narrative with the sector's name.",
        examples: &[
            faulty(r#"<sector vocabulary="99" code="A"/>"#, &["sector"]),
            right(r#"<sector vocabulary="99" code="A"><narrative>Wells</narrative></sector>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "6.2.2",
        category: "classifications",
        test: Test::AtLeastOne {
            paths: &["sector", "transaction/sector"],
            missing: "no sector is stated, for the activity or for its transactions",
        },
        title: "No sector",
        why: "Without one, no answer about health, water or schools can count this activity.",
        fix: "State the sector, or several with percentages, for the activity; or one for each transaction.",
        examples: &[
            faulty("<transaction/>", &[""]),
            right(r#"<transaction><sector code="11110"/></transaction>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "6.6.2",
        category: "classifications",
        test: Test::NotBoth {
            paths: &["sector", "transaction/sector"],
            message: "a sector here, while the activity states its own for all",
        },
        title: "Sectors both for the activity and for its transactions",
        why: "Readers do not know which to use, and may count the money twice.",
        fix: "Keep them in one place: for the whole activity, or for each transaction.",
        examples: &[
            faulty(
                r#"<sector code="11110"/><transaction><sector code="11120"/></transaction>"#,
                &["transaction[1]/sector"],
            ),
            right(r#"<sector code="11110"/><transaction/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "6.7.2",
        category: "classifications",
        test: Test::OneOrAll {
            paths: &["sector", "transaction", "transaction/sector"],
            one: 1,
            message: "this transaction has no sector, and the activity none for all",
        },
        title: "A transaction without sector",
        why: "Its money counts under no sector.",
        fix: "State a sector for each transaction, or for the activity as a whole.",
        examples: &[
            faulty(
                r#"<transaction><sector code="11110"/></transaction><transaction/>"#,
                &["transaction[2]"],
            ),
            right(r#"<sector code="11110"/><transaction/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "6.13.1",
        category: "classifications",
        on: &["policy-marker[@vocabulary=99]"],
        test: Test::AtLeastOne {
            paths: &["narrative"],
            missing: "a marker of your own vocabulary needs a narrative that says what it means",
        },
        title: "A policy marker of your own vocabulary without a narrative",
        why: "Codes of vocabulary 99 are your own: without words nobody knows what they mean.",
        fix: "Add a narrative with the marker's name.",
        examples: &[
            faulty(
                r#"<policy-marker vocabulary="99" code="A"/>"#,
                &["policy-marker"],
            ),
            right(
                r#"<policy-marker vocabulary="99" code="A"><narrative>Wells</narrative></policy-marker>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "6.14.1",
        category: "classifications",
        on: &["policy-marker[@vocabulary=1|~]"],
        test: Test::AtLeastOne {
            paths: &["@significance"],
            missing: "the significance is missing: it says how much the activity is about this policy",
        },
        title: "A policy marker without significance",
        why: "The marker names a policy; the significance says whether the activity serves it at all, in part, or mainly.",
        fix: "State it, from 0 (not at all) to 2 (mainly); the codelist PolicySignificance has the rest.",
        examples: &[
            faulty(r#"<policy-marker code="1"/>"#, &["policy-marker"]),
            right(r#"<policy-marker code="1" significance="0"/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "12.3.1",
        category: "classifications",
        versions: Versions::of("3"),
        test: Test::Range {
            of: "sector/@percentage",
            least: 0,
            most: Some(100),
        },
        title: "A sector's percentage is not from 0 to 100",
        why: "A share below nothing or above the whole divides nothing.",
        fix: "Write a number from 0 to 100, without a percent sign.",
        examples: &[
            faulty(
                r#"<sector code="11110" percentage="120"/>"#,
                &["sector/@percentage"],
            ),
            right(r#"<sector code="11110" percentage="100"/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "12.3.2",
        category: "classifications",
        versions: Versions::of("12"),
        test: Test::Range {
            of: "sector/@percentage",
            least: 0,
            most: None,
        },
        title: "A sector's percentage is below 0",
        why: "A share below nothing divides nothing.",
        fix: "Write a number from 0 to 100, without a percent sign.",
        examples: &[
            faulty(
                r#"<sector code="11110" percentage="-5"/>"#,
                &["sector/@percentage"],
            ),
            right(r#"<sector code="11110" percentage="0"/>"#),
        ],
        ..ERROR
    },
];
