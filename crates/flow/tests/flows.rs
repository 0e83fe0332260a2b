//! The default method, rule by rule, on invented activities.

use flow::flows::compare::compare;
use flow::flows::{
    Basis, Element, Facts, Flow, LeftOut, METHODS, Notes, Party, Reason, Series, Target, When,
    named,
};
use flow::rate::Rates;
use iati::amount::Sum;
use iati::position::Position;
use iati::read::{Context, Tree};
use jiff::civil::date;
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

const RATES: &str = "Date,Rate,Currency\n\
    2023-12-31,0.8,EUR\n2024-01-31,0.5,EUR\n2024-01-31,100,KES\n2020-01-31,7,NOK\n";

fn rates() -> Rates {
    Rates::parse(RATES, "invented").expect("rates")
}

fn facts(attributes: &str, body: &str) -> Facts {
    let source = format!(
        "<iati-activity {attributes}><iati-identifier>XM-EX-1-A</iati-identifier>\
         <reporting-org ref='XM-EX-1' type='10'><narrative>Giver</narrative></reporting-org>\
         <title><narrative>Wells</narrative></title>{body}</iati-activity>"
    );
    let context = Context {
        attributes: vec![("version".to_owned(), "2.03".to_owned())],
        ..Context::default()
    };
    let tree = Tree::parse(source, &context).expect("well-formed");
    Facts::read(&tree, &context, Position::START)
}

fn pay(kind: &str, value: &str, more: &str) -> String {
    format!(
        "<transaction><transaction-type code='{kind}'/><transaction-date iso-date='2024-01-31'/>\
         <value value-date='2024-01-31'>{value}</value>{more}</transaction>"
    )
}

fn budget(kind: &str, days: [&str; 2], value: &str) -> String {
    format!(
        "<budget type='{kind}'><period-start iso-date='{}'/><period-end iso-date='{}'/>\
         <value value-date='{}'>{value}</value></budget>",
        days[0], days[1], days[0]
    )
}

fn flows<'a>(method: &str, facts: &'a Facts, target: Option<Target<'_>>) -> Vec<Flow<'a>> {
    let method = named(method).expect("a method").method;
    let mut all = Vec::new();
    method.flows(facts, target, &mut |flow| all.push(flow));
    all
}

/// `12240 KE 50.00`, with the reason's id in place of what is not placed.
fn shown(flow: &Flow<'_>) -> String {
    let label = |slot: &flow::flows::Slot<'_>| match &slot.label {
        Ok(label) => label.text().into_owned(),
        Err(why) => format!("({})", why.id()),
    };
    let value = match &flow.value {
        Ok(value) => value.to_string(),
        Err(why) => format!("({})", why.id()),
    };
    format!("{} {} {value}", label(&flow.sector), label(&flow.place))
}

fn said(method: &str, body: &str) -> Vec<String> {
    let facts = facts("default-currency='USD'", body);
    let all = flows(method, &facts, None);
    all.iter().map(shown).collect()
}

fn shares(element: &str, published: &[(&str, &str)]) -> String {
    let one = |(code, percentage): &(&str, &str)| match *percentage {
        "–" => format!("<{element} code='{code}'/>"),
        p => format!("<{element} code='{code}' percentage='{p}'/>"),
    };
    published.iter().map(one).collect()
}

/// What is published, and the parts of 100 that each method makes: the table of
/// the definitions, with Counterfoil's own column.
#[test]
fn percentages() {
    type Line = (&'static [(&'static str, &'static str)], [&'static str; 3]);
    let table: [Line; 7] = [
        (&[("KE", "50"), ("UG", "50")], ["KE 50.00, UG 50.00"; 3]),
        (&[("KE", "60"), ("UG", "30")], ["KE 66.67, UG 33.33"; 3]),
        (&[("KE", "–"), ("UG", "–")], ["KE 50.00, UG 50.00"; 3]),
        (
            &[("KE", "50"), ("UG", "–")],
            [
                "KE 50.00, (percentage-missing) 50.00",
                "KE 33.33, UG 66.67",
                "KE 98.04, UG 1.96",
            ],
        ),
        (
            &[("KE", "70"), ("UG", "0"), ("TZ", "30")],
            [
                "KE 70.00, TZ 30.00",
                "KE 70.00, TZ 30.00",
                "KE 69.31, UG 0.99, TZ 29.70",
            ],
        ),
        (&[("KE", "100"), ("UG", "100")], ["KE 50.00, UG 50.00"; 3]),
        (
            &[("KE", "50"), ("UG", "-10")],
            [
                "KE 50.00, (percentage-negative) 50.00",
                "KE 125.00, UG -25.00",
                "KE 83.33, UG 16.67",
            ],
        ),
    ];
    for (published, wanted) in table {
        let body = shares("recipient-country", published)
            + "<sector code='12240'/>"
            + &pay("3", "100", "");
        assert_eq!(each_method(&body), wanted, "{published:?}");
    }
}

/// Places and values of all methods, in the order of the table above.
fn each_method(body: &str) -> [String; 3] {
    METHODS.each_ref().map(|m| {
        let facts = facts("default-currency='USD'", body);
        let parts = flows(m.id, &facts, None);
        let parts: Vec<String> = parts
            .iter()
            .map(|f| {
                let place = match &f.place.label {
                    Ok(label) => label.text().into_owned(),
                    Err(why) => format!("({})", why.id()),
                };
                format!(
                    "{place} {:.2}",
                    f.value.clone().unwrap_or_default().round_dp(2)
                )
            })
            .collect();
        parts.join(", ")
    })
}

#[test]
fn countries_and_regions() {
    let table = [
        (
            "TD 50",
            "298 50",
            ["TD 50.00, 298 50.00", "TD 50.00, 298 50.00", "TD 100.00"],
        ),
        (
            "TD 50",
            "298 100",
            ["TD 33.33, 298 66.67", "TD 33.33, 298 66.67", "TD 100.00"],
        ),
        ("TD 70 LR 30", "298 100", ["TD 70.00, LR 30.00"; 3]),
        ("LR –", "298 –", ["LR 100.00"; 3]),
        (
            "",
            "298 –",
            ["298 100.00", "298 100.00", "(not-stated) 100.00"],
        ),
        ("LR 0", "298 100", ["298 100.00", "298 100.00", "LR 100.00"]),
    ];
    for (countries, regions, wanted) in table {
        let read = |text: &'static str| -> Vec<(&str, &str)> {
            let words: Vec<&str> = text.split_whitespace().collect();
            words.chunks(2).map(|c| (c[0], c[1])).collect()
        };
        let body = shares("recipient-country", &read(countries))
            + &shares("recipient-region", &read(regions))
            + "<sector code='12240'/>"
            + &pay("3", "100", "");
        assert_eq!(each_method(&body), wanted, "{countries} and {regions}");
    }
}

#[test]
fn one_vocabulary_repeats_the_whole() {
    let both = "<sector vocabulary='99' code='W'/><sector vocabulary='2' code='112'/>\
                <sector vocabulary='1' code='11220'/><recipient-country code='KE'/>";
    assert_eq!(
        said("counterfoil", &(both.to_owned() + &pay("3", "100", ""))),
        ["11220 KE 100"]
    );
    let d_portal = said("d-portal", &(both.to_owned() + &pay("3", "100", "")));
    assert_eq!(d_portal, ["112 KE 50.000000", "11220 KE 50.000000"]);
    let own = pay("3", "100", "<sector vocabulary='2' code='112'/>");
    assert_eq!(
        said("counterfoil", &(both.to_owned() + &own)),
        ["112 KE 100"]
    );
    let foreign = pay("3", "100", "<sector vocabulary='99' code='X'/>");
    assert_eq!(
        said("counterfoil", &(both.to_owned() + &foreign)),
        ["11220 KE 100"]
    );
    assert_eq!(said("counterfoil", &foreign), ["99:X (not-stated) 100"]);
}

#[test]
fn a_transaction_goes_before_its_activity() {
    let body = "<sector code='11220' percentage='60'/><sector code='12240' percentage='40'/>\
                <recipient-country code='KE'/>"
        .to_owned()
        + &pay("3", "100", "<sector code='14030'/>")
        + &pay("3", "10", "")
        + &budget("1", ["2024-01-01", "2024-12-31"], "50");
    let wanted = [
        "14030 KE 100",
        "11220 KE 6.00",
        "12240 KE 4.00",
        "11220 KE 30.00",
        "12240 KE 20.00",
    ];
    assert_eq!(said("counterfoil", &body), wanted);
}

#[test]
fn what_cannot_be_placed_has_its_reason() {
    let body = "<sector code='ZZZZZ' percentage='25'/><sector code='11220' percentage='75'/>\
                <recipient-country code='ke'/>";
    let body = body.to_owned() + &pay("3", "100", "") + &pay("3", "1,000", "") + &pay("", "5", "");
    let wanted = [
        "(unknown-code) KE 25.00",
        "11220 KE 75.00",
        "(undivided) KE (unreadable-value)",
        "(unknown-code) KE 1.25",
        "11220 KE 3.75",
    ];
    assert_eq!(said("counterfoil", &body), wanted);
    assert_eq!(
        said("counterfoil", &pay("3", "5", "")),
        ["(not-stated) (not-stated) 5"]
    );
    let zero = "<sector code='11220' percentage='0'/>".to_owned() + &pay("3", "5", "");
    assert_eq!(
        said("counterfoil", &zero),
        ["(percentages-zero) (not-stated) 5"]
    );
    let empty = "<sector code=''/>".to_owned() + &pay("3", "5", "");
    assert_eq!(said("counterfoil", &empty), ["(no-code) (not-stated) 5"]);
}

#[test]
fn what_a_share_rests_on_is_said() {
    let basis = |published: &[(&str, &str)]| {
        let body = shares("sector", published) + &pay("3", "100", "");
        let facts = facts("default-currency='USD'", &body);
        let all = flows("counterfoil", &facts, None);
        (all[0].sector.basis, all[0].sector.weight, all[0].sector.of)
    };
    let d = Decimal::from;
    assert_eq!(basis(&[("11220", "–")]), (Basis::Whole, d(1), d(1)));
    assert_eq!(
        basis(&[("11220", "50"), ("12240", "50")]),
        (Basis::Published, d(50), d(100))
    );
    let near = basis(&[("11220", "33.3"), ("12240", "66.3")]);
    assert_eq!((near.0, near.2), (Basis::Published, Decimal::new(996, 1)));
    assert_eq!(
        basis(&[("11220", "60"), ("12240", "30")]),
        (Basis::Rebased, d(60), d(90))
    );
    assert_eq!(
        basis(&[("11220", "–"), ("12240", "–")]),
        (Basis::Inferred, d(1), d(2))
    );
}

#[test]
fn budgets_are_divided_by_the_transactions_where_nothing_else_is_said() {
    let body = pay(
        "2",
        "300",
        "<sector code='11220'/><recipient-country code='KE'/>",
    ) + &pay(
        "2",
        "-100",
        "<sector code='12240'/><recipient-country code='KE'/>",
    ) + &pay(
        "3",
        "900",
        "<sector code='14030'/><recipient-country code='UG'/>",
    ) + &budget("1", ["2024-01-01", "2024-12-31"], "80");
    let facts = facts("default-currency='USD'", &body);
    let all = flows("counterfoil", &facts, None);
    let budgets: Vec<_> = all.iter().filter(|f| f.series == Series::Budget).collect();
    let shown: Vec<_> = budgets.iter().map(|f| shown(f)).collect();
    // What was taken back in one sector is no share of the rest.
    assert_eq!(shown, ["11220 KE 80"]);
    assert!(budgets.iter().all(|f| f.sector.basis == Basis::Inferred));
}

#[test]
fn original_and_revised_budget_of_one_period_count_once() {
    let body = budget("1", ["2024-01-01", "2024-12-31"], "100")
        + &budget("2", ["2024-01-01", "2024-12-31"], "80")
        + &budget("1", ["2025-01-01", "2025-12-31"], "30");
    let facts = facts("default-currency='USD'", &body);
    let counted = |method: &str| -> Decimal {
        let all = flows(method, &facts, None);
        let counted = all.iter().filter(|f| f.left_out.is_none());
        counted.map(|f| f.value.clone().unwrap_or_default()).sum()
    };
    assert_eq!(counted("counterfoil"), Decimal::from(110));
    assert_eq!(counted("d-portal"), Decimal::from(210));
    let all = flows("counterfoil", &facts, None);
    assert_eq!(all[0].left_out, Some(LeftOut::SupersededBudget));
}

#[test]
fn planned_disbursements_are_a_series_of_their_own() {
    let plan = "<planned-disbursement><period-start iso-date='2024-01-01'/><period-end iso-date='2024-06-30'/>\
                <value value-date='2024-01-01'>40</value><receiver-org ref='XM-EX-2'/></planned-disbursement>";
    let body = budget("1", ["2024-01-01", "2024-12-31"], "100") + plan + plan;
    let facts = facts("default-currency='USD'", &body);
    let all = flows("counterfoil", &facts, None);
    let plans: Vec<_> = all
        .iter()
        .filter(|f| f.series == Series::PlannedDisbursement)
        .collect();
    assert_eq!(plans.len(), 2);
    assert!(
        plans
            .iter()
            .all(|f| f.left_out.is_none() && f.at.element == Element::PlannedDisbursement)
    );
    assert_eq!(plans[1].at.to_string(), "planned-disbursement[2]");
    assert!(matches!(plans[0].provider, Party::Reporter(_)));
    assert_eq!(
        plans[0].receiver.declared().and_then(|o| o.reference()),
        Some("XM-EX-2")
    );
    let d_portal = flows("d-portal", &facts, None);
    let taken = d_portal
        .iter()
        .filter(|f| f.left_out == Some(LeftOut::YearTaken));
    assert_eq!(taken.count(), 2);
}

#[test]
fn conversion() {
    let rates = rates();
    let target = Target {
        rates: &rates,
        currency: "USD",
    };
    let at = |currency: &str, day: &str, value_date: &str| {
        let body = format!(
            "<sector code='11220' percentage='1'/><sector code='12240' percentage='2'/>\
             <transaction><transaction-type code='3'/><transaction-date iso-date='{day}'/>\
             <value {currency} {value_date}>10</value></transaction>"
        );
        let facts = facts("", &body);
        let all = flows("counterfoil", &facts, Some(target));
        let amounts = all
            .iter()
            .map(|f| match f.converted.as_ref().expect("asked for") {
                Ok(c) => c.amount.normalize().to_string(),
                Err(why) => why.id().to_owned(),
            });
        (amounts.collect::<Vec<_>>(), all[0].notes)
    };
    let dated = "value-date='2024-01-31'";
    assert_eq!(
        at("currency='EUR'", "2020-05-05", dated).0,
        ["6.666667", "13.333333"]
    );
    assert_eq!(
        at("currency='USD'", "2020-05-05", dated).0,
        ["3.33", "6.67"]
    );
    assert_eq!(at("", "2024-01-31", dated).0, ["no-currency"; 2]);
    assert_eq!(at("currency='ZZZ'", "2024-01-31", dated).0, ["no-rate"; 2]);
    assert_eq!(at("currency='NOK'", "2024-01-31", "").0, ["no-rate"; 2]);
    let (amounts, notes) = at("currency='eur'", "2024-01-31", "");
    assert_eq!(amounts, ["6.666667", "13.333333"]);
    assert!(notes.has(Notes::CURRENCY_MENDED) && notes.has(Notes::VALUE_DATE_ASSUMED));
    assert_eq!(notes.words().count(), 2);
    let (_, notes) = at("currency='EUR'", "2024-01-31", "value-date='31/01/2024'");
    assert!(notes.has(Notes::VALUE_DATE_UNREADABLE));
}

#[test]
fn defaults_and_sides() {
    let body = "<sector code='11220'/><default-aid-type code='2' vocabulary='2'/>\
                <default-aid-type code='C01' vocabulary='1'/><default-finance-type code='110'/>"
        .to_owned()
        + &pay(
            "3",
            "1",
            "<finance-type code='421'/><receiver-org ref='XM-EX-2'/>",
        )
        + &pay("C", "1", "")
        + &pay("1", "1", "<provider-org ref=' '/>")
        + &pay("6", "1", "");
    let facts = facts("default-currency='USD' humanitarian='1'", &body);
    let all = flows("counterfoil", &facts, None);
    assert_eq!(all[0].aid_type.as_deref(), Some("C01"));
    assert_eq!(all[0].finance_type.as_deref(), Some("421"));
    assert_eq!(all[1].finance_type.as_deref(), Some("110"));
    assert!(all[0].humanitarian);
    assert_eq!(all[0].when, Ok(When::Day(date(2024, 1, 31))));
    assert!(matches!(all[0].provider, Party::Reporter(_)));
    assert!(matches!(all[0].receiver, Party::Declared(_)));
    assert_eq!(all[1].series, Series::OutgoingCommitment);
    assert_eq!(
        (all[2].provider, all[2].series),
        (Party::NotStated, Series::IncomingFunds)
    );
    assert!(matches!(all[2].receiver, Party::Reporter(_)));
    assert_eq!(
        (all[3].provider, all[3].receiver),
        (Party::NotStated, Party::NotStated)
    );
}

#[test]
fn a_backwards_period_and_missing_dates() {
    let body = budget("1", ["2024-12-31", "2024-01-01"], "1")
        + "<transaction><value>2</value></transaction>";
    let facts = facts("default-currency='USD'", &body);
    let all = flows("counterfoil", &facts, None);
    assert_eq!(all[0].series, Series::UnknownType);
    assert_eq!(all[0].when, Err(Reason::NoDate));
    assert_eq!(all[1].when, Err(Reason::Backwards));
    assert!(all[1].value.is_ok());
}

#[test]
fn the_methods_beside_each_other() {
    let body = "<recipient-country code='KE'/><sector code='11220'/>".to_owned()
        + &pay("3", "100", "")
        + &pay("3", "10", "<recipient-country code='XX'/>")
        + &pay(
            "3",
            "1",
            "<recipient-country code='KE' percentage='50'/><recipient-country code='UG'/>",
        );
    let facts = facts("default-currency='USD'", &body);
    let kenya = |f: &Flow<'_>| f.place.code() == Some("KE");
    let mut all = Vec::new();
    compare(&facts, None, &kenya, &mut |c| all.push(c));
    assert_eq!(all.len(), 3);
    assert!(!all[0].differs() && !all[1].differs() && all[2].differs());
    let sums: Vec<_> = all[2].told.iter().map(|t| t.counted.to_string()).collect();
    assert_eq!(sums, ["0.5", "0.333333", "1"]);
    assert!(all[1].told[1].left_out == 1 && all[1].told[0].why.is_some());
}

#[test]
fn several_currencies_infer_nothing() {
    let in_euros =
        pay("2", "5", "<sector code='12240'/>").replace("<value ", "<value currency='EUR' ");
    let body = pay("2", "5", "<sector code='11220'/>")
        + &in_euros
        + &budget("1", ["2024-01-01", "2024-12-31"], "80");
    let said = said("counterfoil", &body);
    assert_eq!(
        said.last().map(String::as_str),
        Some("(several-currencies) (not-stated) 80")
    );
}

#[test]
fn what_was_taken_back_infers_nothing() {
    let at =
        |value: &str, place: &str| pay("2", value, &format!("<recipient-country code='{place}'/>"));
    let body = "<sector code='11220'/>".to_owned()
        + &at("1000", "KE")
        + &at("-1000", "KE")
        + &at("1000", "UG")
        + &budget("1", ["2024-01-01", "2024-12-31"], "900");
    let said = said("counterfoil", &body);
    assert_eq!(said.last().map(String::as_str), Some("11220 UG 900"));
}

#[test]
fn a_revised_quarter_and_its_year_both_count_and_are_noted() {
    let body = budget("1", ["2024-01-01", "2024-12-31"], "1200000")
        + &budget("2", ["2024-01-01", "2024-03-31"], "300000");
    let facts = facts("default-currency='USD'", &body);
    let all = flows("counterfoil", &facts, None);
    assert!(all.iter().all(|f| f.left_out.is_none()));
    assert!(all.iter().all(|f| f.notes.has(Notes::OVERLAPS)));
    let words: Vec<String> = all[0].notes.words().map(str::to_owned).collect();
    assert_eq!(
        words,
        ["another budget that counts covers some of the same days"]
    );
}

#[test]
fn what_is_not_zero_is_not_converted_to_it() {
    let body = pay("3", "0.00001", "").replace("<value ", "<value currency='KES' ");
    let facts = facts("", &body);
    let rates = rates();
    let target = Target {
        rates: &rates,
        currency: "USD",
    };
    let all = flows("counterfoil", &facts, Some(target));
    let amount = all[0].converted.clone().and_then(Result::ok);
    assert_eq!(
        amount.map(|c| c.amount.normalize().to_string()).as_deref(),
        Some("0.0000001")
    );
}

#[test]
fn regions_that_repeat_the_countries_are_noted() {
    let note = |region: &str| {
        let body = "<recipient-country code='KE'/>".to_owned() + region + &pay("3", "5", "");
        let facts = facts("default-currency='USD'", &body);
        let notes = flows("counterfoil", &facts, None)[0].notes;
        notes.has(Notes::REGIONS_REPEAT)
    };
    assert!(note("<recipient-region code='298'/>") && !note(""));
}

#[test]
fn d_portal_counts_no_period_without_length_or_beyond_370_days() {
    let out = |last: &str| {
        let body = budget("1", ["2023-01-01", last], "1");
        let facts = facts("default-currency='USD'", &body);
        flows("d-portal", &facts, None)[0].left_out
    };
    assert_eq!(out("2023-01-01"), Some(LeftOut::OddPeriod));
    assert_eq!((out("2023-01-02"), out("2024-01-06")), (None, None));
    assert_eq!(out("2024-01-07"), Some(LeftOut::OddPeriod));
}

#[test]
fn what_a_method_leaves_out_is_compared_as_such() {
    let period = ["2024-01-01", "2024-12-31"];
    let facts = facts(
        "default-currency='USD'",
        &(budget("1", period, "7") + &budget("2", period, "5")),
    );
    let mut all = Vec::new();
    compare(&facts, None, &|_| true, &mut |c| all.push(c));
    assert!(all[0].differs() && all[0].told[0].left_out == 1 && all[0].told[2].left_out == 0);
    assert_eq!(
        (
            all[0].told[0].counted.to_string(),
            all[0].told[2].counted.to_string()
        ),
        ("0".into(), "7".into())
    );
}

#[test]
fn the_document_says_what_the_methods_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/flows.md");
    let document = std::fs::read_to_string(path).expect("docs/flows.md");
    let words: Vec<&str> = document.split_whitespace().collect();
    let document = words.join(" ");
    for method in &METHODS {
        let heading = format!("### {} ", method.id);
        let (_, section) = document.split_once(&heading).expect("a heading");
        let each = method.text.iter();
        let text: Vec<&str> = each.flat_map(|p| p.split_whitespace()).collect();
        assert!(
            section.starts_with(&text.join(" ")),
            "{} in docs/flows.md",
            method.id
        );
    }
}

#[test]
fn facts_are_kept_in_a_few_bytes() {
    let body =
        "<recipient-country code='KE'/><sector code='11220'/>".to_owned() + &pay("3", "100", "");
    let facts = facts("default-currency='USD'", &body);
    let bytes = postcard::to_allocvec(&facts).expect("encoded");
    assert_eq!(postcard::from_bytes::<Facts>(&bytes), Ok(facts));
    assert!(bytes.len() < 260, "{} bytes", bytes.len());
}

/// What the reporter's XML may hold in a share, an amount, a currency.
fn any_body() -> impl Strategy<Value = String> {
    let percentage = prop_oneof![
        Just("–".to_owned()),
        Just("0".to_owned()),
        Just("x".to_owned()),
        Just("100".to_owned()),
        (-20i64..200, 0u32..6).prop_map(|(m, s)| Decimal::new(m, s).to_string()),
        (1i64..1_000_000_000_000).prop_map(|m| Decimal::new(m, 10).to_string()),
    ];
    let code = prop_oneof![Just("KE"), Just("UG"), Just("tz"), Just("XX"), Just("")];
    let place =
        (code, percentage.clone()).prop_map(|(c, p)| shares("recipient-country", &[(c, &p)]));
    let region = percentage
        .clone()
        .prop_map(|p| shares("recipient-region", &[("298", &p)]));
    let code = prop_oneof![Just("11220"), Just("12240"), Just("ZZ")];
    let sector = (code, percentage).prop_map(|(c, p)| shares("sector", &[(c, &p)]));
    let all = prop_oneof![place, region, sector];
    let all = || prop::collection::vec(all.clone(), 0..6).prop_map(|v| v.concat());
    let value = (any::<i64>(), 0u32..7).prop_map(|(m, s)| Decimal::new(m, s).to_string());
    let currency = prop_oneof![Just("EUR"), Just("KES"), Just("usd"), Just("ZZZ")];
    let one = (value, currency, all(), 1u8..14).prop_map(|(value, currency, more, kind)| {
        format!(
            "<transaction><transaction-type code='{kind}'/><transaction-date iso-date='2024-01-31'/>\
             <value currency='{currency}' value-date='2024-01-31'>{value}</value>{more}</transaction>"
        )
    });
    let budget = (any::<i32>(), 1u8..13, 0u8..3).prop_map(|(v, month, kind)| {
        budget(
            &kind.to_string(),
            [&format!("2024-{month:02}-05"), "2024-12-31"],
            &v.to_string(),
        )
    });
    let transactions = prop::collection::vec(one, 0..5).prop_map(|v| v.concat());
    let budgets = prop::collection::vec(budget, 0..3).prop_map(|v| v.concat());
    (all(), transactions, budgets).prop_map(|(a, b, c)| a + &b + &c)
}

proptest! {
    /// Whatever is published: the parts of an element add up to it under every
    /// method, converted or not, and every element is there.
    #[test]
    fn nothing_is_lost(body in any_body()) {
        let facts = facts("default-currency='USD'", &body);
        let rates = rates();
        let target = Target { rates: &rates, currency: "EUR" };
        for method in &METHODS {
            let mut values: BTreeMap<_, Sum> = BTreeMap::new();
            let mut converted: BTreeMap<_, Vec<Decimal>> = BTreeMap::new();
            for flow in flows(method.id, &facts, Some(target)) {
                let value = flow.value.clone();
                prop_assert!(value.is_ok(), "{}: {:?}", method.id, value);
                values.entry(flow.at).or_default().add(value.unwrap_or_default());
                if let Some(Ok(c)) = flow.converted {
                    converted.entry(flow.at).or_default().push(c.amount);
                }
            }
            let count = facts.transactions.len() + facts.budgets.len();
            prop_assert_eq!(values.len(), count, "{}", method.id);
            for (at, sum) in values {
                let index = at.index as usize;
                let value = match at.element {
                    Element::Transaction => facts.transactions[index].value.as_ref(),
                    _ => facts.budgets[index].value.as_ref(),
                };
                let text = value.and_then(|v| v.text.as_deref()).unwrap_or_default();
                let mut published = Sum::default();
                published.add(iati::amount::parse(text).expect("an amount"));
                prop_assert_eq!(sum.total(), published.total(), "{} {}", method.id, at);
                if let Some(parts) = converted.get(&at) {
                    let mut whole = Vec::new();
                    let currency = value.and_then(|v| v.currency.as_deref()).unwrap_or("USD");
                    let from = currency.to_ascii_uppercase();
                    let amount = iati::amount::parse(text).expect("an amount");
                    let day = value.and_then(|v| iati::date::parse(v.date.as_deref()?).ok());
                    let day = if method.id == "d-portal" { day.map(|d| d.last_of_month()) } else { day };
                    let pick = if method.id == "counterfoil" { flow::rate::Pick::Counterfoil } else { flow::rate::Pick::ClosestDated };
                    let conversion = rates.convert(amount, &from, "EUR", day.expect("a day"), pick);
                    whole.push(conversion.expect("a rate").amount);
                    let off = parts.iter().sum::<Decimal>() - whole[0];
                    prop_assert!(off.abs() <= Decimal::new(5, 7), "{} {} {}", method.id, at, off);
                }
            }
        }
    }

    /// Facts that were kept give the flows that fresh ones give.
    #[test]
    fn kept_facts_give_the_same_flows(body in any_body()) {
        let once = facts("default-currency='USD'", &body);
        let bytes = postcard::to_allocvec(&once).expect("encoded");
        let again: Facts = postcard::from_bytes(&bytes).expect("decoded");
        for method in &METHODS {
            let (a, b) = (flows(method.id, &once, None), flows(method.id, &again, None));
            prop_assert_eq!(a, b);
        }
    }
}
