//! Money: who gives and gets it, when, in which currency, and what it is for.

use super::{ERROR, Group, Must, Rule, Test, Unless, WARNING, With, faulty, right};
use crate::codelist::Versions;
use crate::read::UnitKind;

const PROVIDERS: &[&str] = &[
    "transaction/provider-org",
    "planned-disbursement/provider-org",
];
const RECEIVERS: &[&str] = &[
    "transaction/receiver-org",
    "planned-disbursement/receiver-org",
];
const BUDGETS: &[&str] = &[
    "total-budget",
    "recipient-country-budget",
    "recipient-org-budget",
    "recipient-region-budget",
    "total-expenditure",
];

const MISTYPED: &str =
    "Programs compare references to the letter: with a space, it leads to nobody.";
const IN_ADDRESSES: &str =
    "Programs put references into web addresses, where /, &, | and ? have a meaning of their own.";
const NO_SPACE: &str = "Remove the white space before and after it.";
const PLAIN: &str = "Use letters, digits and hyphens.";
const NO_CURRENCY: &str = "An amount without currency cannot be added to any other.";
const NO_PLACE: &str = "Without a place, no answer about a country can count this money.";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "1.4.1",
        category: "financial",
        on: PROVIDERS,
        test: Test::NoSpaces {
            of: "@provider-activity-id",
        },
        title: "White space around the activity that money comes from",
        why: MISTYPED,
        fix: NO_SPACE,
        examples: &[
            faulty(
                r#"<transaction><provider-org provider-activity-id="XM-EX-2-B "/></transaction>"#,
                &["transaction[1]/provider-org/@provider-activity-id"],
            ),
            right(r#"<transaction><provider-org provider-activity-id="XM-EX-2-B"/></transaction>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "1.5.1",
        category: "financial",
        on: RECEIVERS,
        test: Test::NoSpaces {
            of: "@receiver-activity-id",
        },
        title: "White space around the activity that money goes to",
        why: MISTYPED,
        fix: NO_SPACE,
        examples: &[
            faulty(
                r#"<planned-disbursement><receiver-org receiver-activity-id=" XM-EX-2-B"/></planned-disbursement>"#,
                &["planned-disbursement[1]/receiver-org/@receiver-activity-id"],
            ),
            right(
                r#"<planned-disbursement><receiver-org receiver-activity-id="XM-EX-2-B"/></planned-disbursement>"#,
            ),
        ],
        ..WARNING
    },
    Rule {
        id: "1.10.1",
        category: "financial",
        on: PROVIDERS,
        test: Test::NoSpaces { of: "@ref" },
        title: "White space around the reference of a provider",
        why: MISTYPED,
        fix: NO_SPACE,
        examples: &[
            faulty(
                r#"<transaction><provider-org ref="XM-EX-2 "/></transaction>"#,
                &["transaction[1]/provider-org/@ref"],
            ),
            right(r#"<transaction><provider-org ref="XM-EX-2"/></transaction>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "1.10.13",
        category: "financial",
        on: PROVIDERS,
        test: Test::NoSymbols {
            of: "@ref",
            unless: Unless::Publisher,
        },
        title: "The reference of a provider holds a symbol that breaks addresses",
        why: IN_ADDRESSES,
        fix: PLAIN,
        examples: &[
            faulty(
                r#"<planned-disbursement><provider-org ref="XM/EX/2"/></planned-disbursement>"#,
                &["planned-disbursement[1]/provider-org/@ref"],
            ),
            right(r#"<planned-disbursement><provider-org ref="XM-EX-2"/></planned-disbursement>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "1.15.1",
        category: "financial",
        on: RECEIVERS,
        test: Test::NoSpaces { of: "@ref" },
        title: "White space around the reference of a receiver",
        why: MISTYPED,
        fix: NO_SPACE,
        examples: &[
            faulty(
                r#"<transaction><receiver-org ref=" XM-EX-2"/></transaction>"#,
                &["transaction[1]/receiver-org/@ref"],
            ),
            right(r#"<transaction><receiver-org ref="XM-EX-2"/></transaction>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "1.15.13",
        category: "financial",
        on: RECEIVERS,
        test: Test::NoSymbols {
            of: "@ref",
            unless: Unless::Publisher,
        },
        title: "The reference of a receiver holds a symbol that breaks addresses",
        why: IN_ADDRESSES,
        fix: PLAIN,
        examples: &[
            faulty(
                r#"<transaction><receiver-org ref="XM-EX-2?"/></transaction>"#,
                &["transaction[1]/receiver-org/@ref"],
            ),
            right(r#"<transaction><receiver-org ref="XM-EX-2"/></transaction>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "3.6.2",
        category: "financial",
        test: Test::NotBoth {
            paths: &[
                "recipient-country",
                "recipient-region",
                "transaction/recipient-country",
                "transaction/recipient-region",
            ],
            message: "a place here, while the activity states its own for all",
        },
        title: "Countries or regions both for the activity and for its transactions",
        why: "Readers do not know which to use, and may count the money twice.",
        fix: "Keep them in one place: for the whole activity, or for each transaction.",
        examples: &[
            faulty(
                r#"<recipient-country code="KE"/><transaction><recipient-region code="298"/></transaction>"#,
                &["transaction[1]/recipient-region"],
            ),
            right(r#"<recipient-country code="KE"/><transaction/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "3.7.1",
        category: "financial",
        test: Test::AtLeastOne {
            paths: &[
                "recipient-country",
                "recipient-region",
                "transaction/recipient-country",
                "transaction/recipient-region",
            ],
            missing: "no country or region is stated, for the activity or for its transactions",
        },
        title: "No country and no region",
        why: NO_PLACE,
        fix: "State recipient-country or recipient-region for the activity, or one for each transaction.",
        examples: &[
            faulty("<sector/>", &[""]),
            right(r#"<recipient-region code="298"/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "3.7.2",
        category: "financial",
        test: Test::OneOrAll {
            paths: &[
                "recipient-country",
                "recipient-region",
                "transaction",
                "transaction/recipient-country",
                "transaction/recipient-region",
            ],
            one: 2,
            message: "this transaction has no country or region, and the activity none for all",
        },
        title: "A transaction without country or region",
        why: NO_PLACE,
        fix: "State one for each transaction, or for the activity as a whole.",
        examples: &[
            faulty(
                r#"<transaction><recipient-country code="KE"/></transaction><transaction/>"#,
                &["transaction[2]"],
            ),
            right(
                r#"<transaction><recipient-country code="KE"/></transaction><transaction><recipient-region code="298"/></transaction>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "6.9.1",
        category: "financial",
        on: PROVIDERS,
        test: Test::AtLeastOne {
            paths: &["@ref", "narrative"],
            missing: "it says neither by ref nor by a narrative who that is",
        },
        title: "A provider that is not named",
        why: "Money comes from somebody, and no reader learns from whom.",
        fix: "State the organisation's identifier as ref, or its name as a narrative, or both.",
        examples: &[
            faulty(
                "<transaction><provider-org/></transaction>",
                &["transaction[1]/provider-org"],
            ),
            right(r#"<transaction><provider-org ref="XM-EX-2"/></transaction>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "6.9.2",
        category: "financial",
        on: RECEIVERS,
        test: Test::AtLeastOne {
            paths: &["@ref", "narrative"],
            missing: "it says neither by ref nor by a narrative who that is",
        },
        title: "A receiver that is not named",
        why: "Money goes to somebody, and no reader learns to whom.",
        fix: "State the organisation's identifier as ref, or its name as a narrative, or both.",
        examples: &[
            faulty(
                r#"<transaction><receiver-org type="22"/></transaction>"#,
                &["transaction[1]/receiver-org"],
            ),
            right(
                "<transaction><receiver-org><narrative>Invented Wells</narrative></receiver-org></transaction>",
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "7.5.3",
        category: "financial",
        on: &["budget"],
        test: Test::WithinDays {
            paths: &["period-start/@iso-date", "period-end/@iso-date"],
            days: 365,
        },
        title: "A budget is longer than a year",
        why: "Budgets are compared by year; a longer one cannot be counted in any.",
        fix: "Split it into budgets of a year or less each.",
        examples: &[
            faulty(
                r#"<budget><period-start iso-date="2023-01-01"/><period-end iso-date="2024-12-31"/></budget>"#,
                &["budget[1]/period-end/@iso-date"],
            ),
            right(
                r#"<budget><period-start iso-date="2024-01-01"/><period-end iso-date="2024-12-31"/></budget>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "7.5.3",
        category: "financial",
        unit: UnitKind::Organisation,
        on: BUDGETS,
        test: Test::WithinDays {
            paths: &["period-start/@iso-date", "period-end/@iso-date"],
            days: 365,
        },
        title: "A budget or expenditure is longer than a year",
        why: "Budgets are compared by year; a longer one cannot be counted in any.",
        fix: "Split it into periods of a year or less each.",
        examples: &[
            faulty(
                r#"<total-budget><period-start iso-date="2023-01-01"/><period-end iso-date="2024-01-02"/></total-budget>"#,
                &["total-budget/period-end/@iso-date"],
            ),
            right(
                r#"<total-budget><period-start iso-date="2023-01-01"/><period-end iso-date="2024-01-01"/></total-budget>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "7.8.1",
        category: "financial",
        test: Test::StatedOrDefault {
            paths: &[
                "@default-currency",
                "//value",
                "//forecast",
                "//loan-status",
            ],
            attribute: "currency",
            noun: "amount",
        },
        title: "An amount without currency",
        why: NO_CURRENCY,
        fix: "Write default-currency in the start tag of iati-activity, or currency with each amount.",
        examples: &[
            faulty(
                r#"<transaction><value value-date="2025-01-01">5</value></transaction>"#,
                &["transaction[1]/value"],
            ),
            right(
                r#"<transaction><value currency="EUR" value-date="2025-01-01">5</value></transaction>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "7.8.2",
        category: "financial",
        unit: UnitKind::Organisation,
        test: Test::StatedOrDefault {
            paths: &[
                "@default-currency",
                "//value",
                "//forecast",
                "//loan-status",
            ],
            attribute: "currency",
            noun: "amount",
        },
        title: "An amount without currency",
        why: NO_CURRENCY,
        fix: "Write default-currency in the start tag of iati-organisation, or currency with each amount.",
        examples: &[
            faulty(
                r#"<total-budget><value value-date="2025-01-01">5</value></total-budget>"#,
                &["total-budget/value"],
            ),
            right(
                r#"<iati-organisation default-currency="EUR"><total-budget><value value-date="2025-01-01">5</value></total-budget></iati-organisation>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "7.9.1",
        category: "financial",
        versions: Versions::of("3"),
        test: Test::Shares {
            paths: &["country-budget-items/budget-item"],
            with: With::Nothing,
            by: Group::OfParent,
            must: Must::Some,
        },
        title: "Several budget items, none with a percentage",
        why: "The money is divided by the percentages; without them nothing can be placed in the country's budget.",
        fix: "Give each budget-item a percentage; together they are 100.",
        examples: &[
            faulty(
                r#"<country-budget-items vocabulary="2"><budget-item code="1"/><budget-item code="2"/></country-budget-items>"#,
                &["country-budget-items/budget-item[1]"],
            ),
            right(
                r#"<country-budget-items vocabulary="2"><budget-item code="1"/></country-budget-items>"#,
            ),
        ],
        ..WARNING
    },
    Rule {
        id: "7.9.2",
        category: "financial",
        versions: Versions::of("3"),
        test: Test::Shares {
            paths: &["country-budget-items/budget-item"],
            with: With::Nothing,
            by: Group::OfParent,
            must: Must::Sum,
        },
        title: "The percentages of the budget items do not add up to 100",
        why: "More than the whole is counted twice by readers, less is lost.",
        fix: "Correct the percentages, or add the item that was forgotten.",
        examples: &[
            faulty(
                r#"<country-budget-items vocabulary="2"><budget-item code="1" percentage="50"/><budget-item code="2" percentage="49"/></country-budget-items>"#,
                &["country-budget-items/budget-item[1]/@percentage"],
            ),
            right(
                r#"<country-budget-items vocabulary="2"><budget-item code="1" percentage="50"/><budget-item code="2" percentage="50"/></country-budget-items>"#,
            ),
        ],
        ..WARNING
    },
    Rule {
        id: "7.9.4",
        category: "financial",
        versions: Versions::of("3"),
        test: Test::Shares {
            paths: &["country-budget-items/budget-item"],
            with: With::Nothing,
            by: Group::OfParent,
            must: Must::Single,
        },
        title: "The only budget item is not at 100 per cent",
        why: "With one item, all is in it; another percentage means that an item was forgotten.",
        fix: "Write 100, leave the percentage out, or add the other items.",
        examples: &[
            faulty(
                r#"<country-budget-items vocabulary="2"><budget-item code="1" percentage="50"/></country-budget-items>"#,
                &["country-budget-items/budget-item/@percentage"],
            ),
            right(
                r#"<country-budget-items vocabulary="2"><budget-item code="1" percentage="100"/></country-budget-items>"#,
            ),
        ],
        ..WARNING
    },
    Rule {
        id: "8.6.3",
        category: "financial",
        on: &["planned-disbursement", "budget"],
        test: Test::InOrder {
            paths: &["period-start/@iso-date", "period-end/@iso-date"],
        },
        title: "A period ends before it starts",
        why: "One of the two is mistyped, and the money belongs to no time.",
        fix: "Correct the date that is wrong.",
        examples: &[
            faulty(
                r#"<budget><period-start iso-date="2024-01-01"/><period-end iso-date="2023-12-31"/></budget>"#,
                &["budget[1]/period-end/@iso-date"],
            ),
            right(
                r#"<planned-disbursement><period-start iso-date="2024-01-01"/></planned-disbursement>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "8.6.3",
        category: "financial",
        unit: UnitKind::Organisation,
        on: BUDGETS,
        test: Test::InOrder {
            paths: &["period-start/@iso-date", "period-end/@iso-date"],
        },
        title: "A period ends before it starts",
        why: "One of the two is mistyped, and the money belongs to no time.",
        fix: "Correct the date that is wrong.",
        examples: &[
            faulty(
                r#"<total-expenditure><period-start iso-date="2024-01-01"/><period-end iso-date="2023-12-31"/></total-expenditure>"#,
                &["total-expenditure/period-end/@iso-date"],
            ),
            right(
                r#"<total-expenditure><period-start iso-date="2024-01-01"/><period-end iso-date="2024-01-01"/></total-expenditure>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "11.2.1",
        category: "financial",
        test: Test::NotInFuture {
            of: "transaction/transaction-date/@iso-date",
        },
        title: "A transaction is dated in the future",
        why: "A transaction is money that has moved; what is to come is a planned disbursement or a budget. The first transaction is looked at.",
        fix: "Correct the date, or publish it as planned-disbursement.",
        examples: &[
            faulty(
                r#"<transaction><transaction-date iso-date="2026-01-02"/></transaction>"#,
                &["transaction[1]/transaction-date/@iso-date"],
            ),
            right(r#"<transaction><transaction-date iso-date="2026-01-01"/></transaction>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "11.2.2",
        category: "financial",
        test: Test::NotInFuture {
            of: "transaction/value/@value-date",
        },
        title: "A transaction's value date is in the future",
        why: "The date decides the exchange rate, and the rates of days to come are not known. The first transaction is looked at.",
        fix: "Write the day that the amount was converted on, mostly that of the transaction.",
        examples: &[
            faulty(
                r#"<transaction><value value-date="2062-01-01">5</value></transaction>"#,
                &["transaction[1]/value/@value-date"],
            ),
            right(r#"<transaction><value value-date="2025-12-31">5</value></transaction>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "11.3.1",
        category: "financial",
        unit: UnitKind::Organisation,
        on: &["recipient-country-budget"],
        test: Test::Between {
            paths: &[
                "budget-line/value/@value-date",
                "period-start/@iso-date",
                "period-end/@iso-date",
            ],
        },
        title: "A budget line's value date lies outside the budget's period",
        why: "The date decides the exchange rate; one outside the period is a slip. The first line is looked at.",
        fix: "Correct the value-date of the line or the period.",
        examples: &[
            faulty(
                r#"<recipient-country-budget><period-start iso-date="2024-01-01"/><period-end iso-date="2024-12-31"/><budget-line><value value-date="2023-01-01">5</value></budget-line></recipient-country-budget>"#,
                &["recipient-country-budget/budget-line/value/@value-date"],
            ),
            right(
                r#"<recipient-country-budget><period-start iso-date="2024-01-01"/><period-end iso-date="2024-12-31"/><budget-line><value value-date="2024-01-01">5</value></budget-line></recipient-country-budget>"#,
            ),
        ],
        ..ERROR
    },
    Rule {
        id: "12.2.1",
        category: "financial",
        versions: Versions::of("3"),
        test: Test::Range {
            of: "capital-spend/@percentage",
            least: 0,
            most: Some(100),
        },
        title: "The percentage of capital spend is not from 0 to 100",
        why: "A share below nothing or above the whole divides nothing.",
        fix: "Write a number from 0 to 100, without a percent sign.",
        examples: &[
            faulty(
                r#"<capital-spend percentage="101"/>"#,
                &["capital-spend/@percentage"],
            ),
            right(r#"<capital-spend percentage="88.8"/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "12.2.1",
        category: "financial",
        versions: Versions::of("3"),
        test: Test::Range {
            of: "country-budget-items/budget-item/@percentage",
            least: 0,
            most: Some(100),
        },
        title: "A budget item's percentage is not from 0 to 100",
        why: "A share below nothing or above the whole divides nothing.",
        fix: "Write a number from 0 to 100, without a percent sign.",
        examples: &[
            faulty(
                r#"<country-budget-items><budget-item percentage="fifty"/></country-budget-items>"#,
                &["country-budget-items/budget-item/@percentage"],
            ),
            right(r#"<country-budget-items><budget-item percentage="50"/></country-budget-items>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "12.2.2",
        category: "financial",
        versions: Versions::of("12"),
        test: Test::Range {
            of: "capital-spend/@percentage",
            least: 0,
            most: None,
        },
        title: "The percentage of capital spend is below 0",
        why: "A share below nothing divides nothing.",
        fix: "Write a number from 0 to 100, without a percent sign.",
        examples: &[
            faulty(
                r#"<capital-spend percentage="-1"/>"#,
                &["capital-spend/@percentage"],
            ),
            right(r#"<capital-spend percentage="0"/>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "12.2.2",
        category: "financial",
        versions: Versions::of("12"),
        test: Test::Range {
            of: "country-budget-items/budget-item/@percentage",
            least: 0,
            most: None,
        },
        title: "A budget item's percentage is below 0",
        why: "A share below nothing divides nothing.",
        fix: "Write a number from 0 to 100, without a percent sign.",
        examples: &[
            faulty(
                r#"<country-budget-items><budget-item percentage="-1"/></country-budget-items>"#,
                &["country-budget-items/budget-item/@percentage"],
            ),
            right(r#"<country-budget-items><budget-item percentage="0"/></country-budget-items>"#),
        ],
        ..ERROR
    },
    Rule {
        id: "107.1.2",
        category: "financial",
        versions: Versions::of("3"),
        test: Test::Shares {
            paths: &["default-aid-type"],
            with: With::Nothing,
            by: Group::OwnAndOthers,
            must: Must::BeAlone,
        },
        title: "Two default aid types of one vocabulary",
        why: "The default holds for every transaction that says nothing else; of two, readers cannot choose.",
        fix: "Keep the one that fits most transactions; state the other where it applies.",
        examples: &[
            faulty(
                r#"<default-aid-type code="C01"/><default-aid-type vocabulary="1" code="D01"/>"#,
                &["default-aid-type[2]"],
            ),
            right(r#"<default-aid-type code="C01"/><default-aid-type vocabulary="2" code="1"/>"#),
        ],
        ..WARNING
    },
    Rule {
        id: "107.2.1",
        category: "financial",
        versions: Versions::of("3"),
        test: Test::OwnVocabulary {
            of: "transaction/aid-type",
            message: "no aid type of vocabulary 1 (OECD DAC) is stated in any transaction",
        },
        title: "Transactions without an aid type of the OECD DAC's list",
        why: "Every reader knows the codes of vocabulary 1; only with them can money of different publishers be compared.",
        fix: "Add an aid-type with a code of vocabulary 1, such as C01.",
        examples: &[
            faulty(
                r#"<transaction><aid-type vocabulary="2" code="1"/></transaction>"#,
                &["transaction[1]/aid-type"],
            ),
            right(
                r#"<transaction><aid-type vocabulary="2" code="1"/><aid-type code="C01"/></transaction>"#,
            ),
        ],
        ..WARNING
    },
    Rule {
        id: "107.2.2",
        category: "financial",
        versions: Versions::of("3"),
        on: &["transaction"],
        test: Test::Shares {
            paths: &["aid-type"],
            with: With::Nothing,
            by: Group::OwnAndOthers,
            must: Must::BeAlone,
        },
        title: "Two aid types of one vocabulary in a transaction",
        why: "A transaction has no shares: of two codes, readers cannot choose.",
        fix: "Keep one code of each vocabulary, or split the transaction.",
        examples: &[
            faulty(
                r#"<transaction><aid-type vocabulary="2" code="1"/><aid-type vocabulary="2" code="2"/></transaction>"#,
                &["transaction[1]/aid-type[2]"],
            ),
            right(
                r#"<transaction><aid-type code="C01"/><aid-type vocabulary="2" code="2"/></transaction>"#,
            ),
        ],
        ..WARNING
    },
];
