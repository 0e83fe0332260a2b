//! What readers must be told: languages, titles, dates, and by which codes.

use super::{ERROR, Rule, Test, WARNING, faulty, right};
use crate::codelist::Versions;
use crate::read::UnitKind;

const UNREADABLE: &str =
    "Without the language, programs cannot pick the right words for a reader, nor translate them.";
const NOT_YET: &str = "A file cannot have been updated on a day to come; programs that look for the newest data would go on picking it for years.";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "4.1.1",
        category: "information",
        test: Test::StatedOrDefault {
            paths: &["@xml:lang", "//narrative"],
            attribute: "xml:lang",
            noun: "narrative",
        },
        title: "A narrative without language",
        why: UNREADABLE,
        fix: "Write xml:lang in the start tag of iati-activity for all of them, or in each narrative.",
        examples: &[
            faulty(
                r#"<title><narrative xml:lang="en">Wells</narrative><narrative>Brunnen</narrative></title>"#,
                &["title/narrative[2]"],
            ),
            right(
                r#"<iati-activity xml:lang="en"><title><narrative>Wells</narrative></title></iati-activity>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "4.3.1",
        category: "information",
        on: &["//title"],
        test: Test::AtLeastOne {
            paths: &["narrative/text()"],
            missing: "the title says nothing: no narrative with text stands in it",
        },
        title: "An empty title",
        why: "The title is what a reader sees first, and often all that is seen.",
        fix: "Write the title as a narrative; leave out an optional title that has none.",
        examples: &[
            faulty("<title><narrative/></title>", &["title"]),
            right("<title><narrative>Wells</narrative></title>"),
        ],
        ..ERROR
    },
    Rule {
        id: "4.3.1",
        category: "information",
        unit: UnitKind::Organisation,
        on: &["//title"],
        test: Test::AtLeastOne {
            paths: &["narrative/text()"],
            missing: "the title says nothing: no narrative with text stands in it",
        },
        title: "An empty title",
        why: "The title is what a reader sees first, and often all that is seen.",
        fix: "Write the title as a narrative.",
        examples: &[
            faulty(
                "<document-link><title/></document-link>",
                &["document-link/title"],
            ),
            right("<document-link><title><narrative>Report</narrative></title></document-link>"),
        ],
        ..ERROR
    },
    Rule {
        id: "4.4.1",
        category: "information",
        on: &["//description"],
        test: Test::AtLeastOne {
            paths: &["narrative/text()"],
            missing: "the description says nothing: no narrative with text stands in it",
        },
        title: "An empty description",
        why: "It promises an explanation and gives none.",
        fix: "Write the description as a narrative; leave out an optional description that has none.",
        examples: &[
            faulty(
                "<transaction><description/></transaction>",
                &["transaction[1]/description"],
            ),
            right("<description><narrative>Ten wells.</narrative></description>"),
        ],
        ..ERROR
    },
    Rule {
        id: "4.4.1",
        category: "information",
        unit: UnitKind::Organisation,
        on: &["//description"],
        test: Test::AtLeastOne {
            paths: &["narrative/text()"],
            missing: "the description says nothing: no narrative with text stands in it",
        },
        title: "An empty description",
        why: "It promises an explanation and gives none.",
        fix: "Write the description as a narrative, or leave it out.",
        examples: &[
            faulty(
                "<document-link><description><narrative/></description></document-link>",
                &["document-link/description"],
            ),
            right(
                "<document-link><description><narrative>All of it.</narrative></description></document-link>",
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "4.5.1",
        category: "information",
        unit: UnitKind::Organisation,
        test: Test::StatedOrDefault {
            paths: &["@xml:lang", "//narrative"],
            attribute: "xml:lang",
            noun: "narrative",
        },
        title: "A narrative without language",
        why: UNREADABLE,
        fix: "Write xml:lang in the start tag of iati-organisation for all of them, or in each narrative.",
        examples: &[
            faulty(
                "<name><narrative>Invented Aid</narrative></name>",
                &["name/narrative"],
            ),
            right(r#"<name><narrative xml:lang="en">Invented Aid</narrative></name>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "6.8.1",
        category: "information",
        on: &["other-identifier/owner-org"],
        test: Test::AtLeastOne {
            paths: &["@ref", "narrative"],
            missing: "it says neither by ref nor by a narrative who that is",
        },
        title: "An owner-org that is not named",
        why: "An identifier of another system is of use only if one knows whose system it is.",
        fix: "State the organisation's identifier as ref, or its name as a narrative.",
        examples: &[
            faulty(
                r#"<other-identifier ref="17"><owner-org/></other-identifier>"#,
                &["other-identifier/owner-org"],
            ),
            right(r#"<other-identifier ref="17"><owner-org ref="XM-EX-2"/></other-identifier>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "6.11.1",
        category: "information",
        test: Test::AtLeastOne {
            paths: &["activity-date[@type=1|2]"],
            missing: "neither a planned start (type 1) nor an actual start (type 2) is stated",
        },
        title: "No start date",
        why: "Readers cannot place the activity in time.",
        fix: "Add an activity-date of type 1 (planned start) or 2 (actual start).",
        examples: &[
            faulty(r#"<activity-date type="3" iso-date="2025-01-01"/>"#, &[""]),
            right(r#"<activity-date type="1" iso-date="2025-01-01"/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "11.1.1",
        category: "information",
        test: Test::NotInFuture {
            of: "@last-updated-datetime",
        },
        title: "The activity was last updated in the future",
        why: NOT_YET,
        fix: "Write the moment at which it was really changed.",
        examples: &[
            faulty(
                r#"<iati-activity last-updated-datetime="2026-01-01T00:00:01Z"/>"#,
                &["@last-updated-datetime"],
            ),
            right(r#"<iati-activity last-updated-datetime="2026-01-01T00:00:00Z"/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "11.4.1",
        category: "information",
        unit: UnitKind::Organisation,
        test: Test::NotInFuture {
            of: "@last-updated-datetime",
        },
        title: "The organisation was last updated in the future",
        why: NOT_YET,
        fix: "Write the moment at which it was really changed.",
        examples: &[
            faulty(
                r#"<iati-organisation last-updated-datetime="2026-01-02T00:00:00Z"/>"#,
                &["@last-updated-datetime"],
            ),
            right(r#"<iati-organisation last-updated-datetime="2025-12-31T23:59:59Z"/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "102.1.1",
        category: "information",
        test: Test::OwnVocabulary {
            of: "sector",
            message: "no sector of vocabulary 1 (OECD DAC) stands beside it",
        },
        title: "No sector of the OECD DAC's list",
        why: "Every reader knows the codes of vocabulary 1; only with them can activities of different publishers be compared.",
        fix: "State the sector by a five-digit code of vocabulary 1 as well.",
        examples: &[
            faulty(
                r#"<sector vocabulary="99" code="A"><narrative>Wells</narrative></sector>"#,
                &["sector"],
            ),
            right(r#"<sector vocabulary="2" code="111"/><sector code="11110"/>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "107.1.1",
        category: "information",
        versions: Versions::of("3"),
        test: Test::OwnVocabulary {
            of: "default-aid-type",
            message: "no aid type of vocabulary 1 (OECD DAC) stands beside it",
        },
        title: "No default aid type of the OECD DAC's list",
        why: "Every reader knows the codes of vocabulary 1; only with them can activities of different publishers be compared.",
        fix: "Add a default-aid-type with a code of vocabulary 1, such as C01.",
        examples: &[
            faulty(
                r#"<default-aid-type vocabulary="2" code="1"/>"#,
                &["default-aid-type"],
            ),
            right(r#"<default-aid-type vocabulary="2" code="1"/><default-aid-type code="C01"/>"#),
        ],
        ..WARNING
    },
];
