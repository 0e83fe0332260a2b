//! The rows of Country Development Finance Data's flattener, rule by rule, on
//! invented activities. What is wanted is reckoned by hand from its rules.

use flow::flows::cdfd::{COLUMNS, Lists, activity_rows, file_rows};
use flow::flows::{Facts, LeftOut, Target, named};
use flow::rate::Rates;
use iati::position::Position;
use iati::read::{Context, Tree};

const RATES: &str = "Date,Rate,Currency\n\
    2020-01-31,0.5,EUR\n2020-03-31,0.8,EUR\n2020-01-31,100,KES\n2020-01-31,4000,UGX\n1980-12-31,2.9918e-08,AOA\n";

fn facts(version: &str, id: &str, body: &str) -> Facts {
    let source = format!(
        "<iati-activity default-currency='EUR'>{id}<reporting-org ref='XM-EX-1' type='10'>\
         <narrative>Giver</narrative></reporting-org><title><narrative>Wells, dug</narrative></title>\
         <participating-org ref='XM-EX-1' role='1' type='10'/>\
         <participating-org role='4' type='22'><narrative>Digger</narrative></participating-org>{body}</iati-activity>"
    );
    let context = Context {
        attributes: vec![("version".to_owned(), version.to_owned())],
        ..Context::default()
    };
    let tree = Tree::parse(source, &context).expect("well-formed");
    Facts::read(&tree, &context, Position::START)
}

fn activity(body: &str) -> Facts {
    facts("2.03", "<iati-identifier>XM-EX-1-A</iati-identifier>", body)
}

fn pay(kind: &str, value: &str, more: &str) -> String {
    format!(
        "<transaction><transaction-type code='{kind}'/><transaction-date iso-date='2020-03-05'/>\
         <value value-date='2020-02-01'>{value}</value>{more}</transaction>"
    )
}

fn budget(kind: &str, first: &str, last: &str, value: &str) -> String {
    format!(
        "<budget{kind}><period-start iso-date='{first}'/><period-end iso-date='{last}'/>\
         <value value-date='2020-01-31'>{value}</value></budget>"
    )
}

/// The columns of these names, for each row.
fn rows(file: &[Facts], columns: &[&str]) -> Vec<String> {
    let rates = Rates::parse(RATES, "invented").expect("rates");
    let mut said = Vec::new();
    file_rows(file, Lists::builtin(), &rates, &mut |row| {
        let at = |name: &&str| COLUMNS.iter().position(|c| c == name).expect("a column");
        let cells: Vec<&str> = columns.iter().map(|c| row[at(c)].as_str()).collect();
        said.push(cells.join("|"));
    });
    said
}

const KENYA: &str = "<recipient-country code='KE'/><sector code='12240'/>";
const SHARES: [&str; 3] = ["country_code", "sector_code", "value_original"];

#[test]
fn one_row_in_full() {
    let file = [activity(
        &(KENYA.to_owned() + &pay("3", "10", "<aid-type code='C01' vocabulary='2'/>")),
    )];
    let wanted = "transaction|0|0|XM-EX-1-A|3|2020-03-05|2020|Q1|10.000000|EUR|0.5|2020-01-31|20.000000|10.000000|\
                  2000.000000|KE|0|12240|120|0|C01|||Giver [XM-EX-1]|10|Digger|22|Giver [XM-EX-1]|10|Wells, dug";
    assert_eq!(rows(&file, &COLUMNS), [wanted]);
    let rates = Rates::parse(RATES, "invented").expect("rates");
    let mut alone = Vec::new();
    activity_rows(0, &file[0], Lists::builtin(), &rates, &mut |row| {
        alone.push(row.join("|"))
    });
    assert_eq!(alone, [wanted]);
}

#[test]
fn shares() {
    let of = |published: &str, own: &str| {
        rows(
            &[activity(&(published.to_owned() + &pay("3", "90", own)))],
            &SHARES,
        )
    };
    let two = "<recipient-country code='KE' percentage='50'/><recipient-country code='UG'/><sector code='12240'/>";
    assert_eq!(of(two, ""), ["KE|12240|30.000000", "UG|12240|60.000000"]);
    let zero = "<recipient-country code='KE' percentage='0'/><recipient-country code='UG' percentage='2'/>";
    assert_eq!(of(zero, ""), ["UG||90.000000"]);
    let beside = "<recipient-country code='KE' percentage='50'/><recipient-region code='298' percentage='100'/>";
    assert_eq!(of(beside, ""), ["KE||30.000000", "298||60.000000"]);
    let whole = "<recipient-country code='KE' percentage='99.6'/><recipient-region code='298' percentage='100'/>";
    assert_eq!(of(whole, ""), ["KE||90.000000"]);
    let own =
        "<recipient-country code='UG'/><sector code='14031'/><sector vocabulary='2' code='112'/>";
    assert_eq!(of(KENYA, own), ["UG|14031|90.000000"]);
    let unlisted = "<recipient-country code='ke'/><recipient-country code='UG'/>";
    assert_eq!(of(unlisted, ""), ["UG||45.000000"]);
    assert!(of("<sector code='12240'/>", "").is_empty());
    assert!(of("<recipient-country code='KE' percentage='0.00'/>", "").is_empty());
    assert!(of("<recipient-country code='KE' percentage='50%'/>", "").is_empty());
}

#[test]
fn what_it_reads() {
    let said = |body: &str| {
        rows(
            &[activity(&(KENYA.to_owned() + body))],
            &["element_index", "value_original", "value_usd"],
        )
    };
    let body = pay("3", "1e2", "")
        + &pay("3", "1,000", "")
        + &pay("5", "1", "")
        + &pay("3", "nan", "")
        + &pay("4", " 3 ", "");
    assert_eq!(
        said(&body),
        ["0|100.000000|200.000000", "4|3.000000|6.000000"]
    );
    let dated = |written: &str| {
        said(&format!(
            "<transaction><transaction-type code='3'/><transaction-date iso-date='2020-03-05'/><value {written}>1</value></transaction>"
        ))
    };
    assert_eq!(dated("value-date='2020-1-5'"), ["0|1.000000|2.000000"]);
    assert_eq!(
        dated("value-date='2020-03-01'"),
        ["0|1.000000|2.000000"],
        "as near to both: the earlier"
    );
    assert_eq!(dated("value-date='2020-03-02'"), ["0|1.000000|1.250000"]);
    assert_eq!(
        dated("value-date='2020-01-05' currency='USD'"),
        ["0|1.000000|1.000000"]
    );
    assert!(dated("").is_empty() && dated("value-date='2020-01-05Z'").is_empty());
    assert!(dated("value-date='2020-01-05' currency='eur'").is_empty());
    let old = facts(
        "1.05",
        "<iati-identifier>A</iati-identifier>",
        &(KENYA.to_owned() + &pay("3", "1", "")),
    );
    let nameless = facts("2.03", "", &(KENYA.to_owned() + &pay("3", "1", "")));
    assert!(rows(&[old, nameless], &SHARES).is_empty());
}

#[test]
fn sides() {
    let sides = ["provider_org", "provider_org_type", "receiver_org"];
    let said = |body: &str| rows(&[activity(&(KENYA.to_owned() + body))], &sides);
    let named = "<provider-org ref='44000'><narrative>Bank</narrative></provider-org>\
                 <receiver-org type='22'><narrative xml:lang='fr'>Puits</narrative><narrative> Wells </narrative></receiver-org>";
    let body = pay("3", "1", named) + &pay("1", "1", "") + &pay("3", "1", "<receiver-org ref=''/>");
    let wanted = [
        "The World Bank [44000]||Wells",
        "[XM-EX-1]|10|Giver [XM-EX-1]",
        "Giver [XM-EX-1]|10|",
    ];
    assert_eq!(said(&body), wanted);
    let more = "<participating-org role='4' ref='XM-EX-3'/>".to_owned() + &pay("3", "1", "");
    assert_eq!(said(&more), ["Giver [XM-EX-1]|10|Digger; [XM-EX-3]"]);
}

#[test]
fn budgets_over_quarters() {
    let columns = ["transaction_date", "fiscal_quarter", "value_original"];
    let said = |body: &str| rows(&[activity(&(KENYA.to_owned() + body))], &columns);
    let year = [
        "2023-04-01|Q2|2983.606557",
        "2023-07-01|Q3|3016.393443",
        "2023-10-01|Q4|3016.393443",
        "2024-01-01|Q1|2983.606557",
    ];
    assert_eq!(said(&budget("", "2023-04-01", "2024-03-31", "12000")), year);
    let replaced = budget("", "2023-04-01", "2024-03-31", "1")
        + &budget(" type='1'", "2023-04-01", "2024-03-31", "12000")
        + &budget(" type='3'", "2023-04-01", "2024-03-31", "5");
    assert_eq!(said(&replaced), year);
    let revised = budget("", "2023-04-01", "2024-03-31", "1")
        + &budget(" type='2'", "2023-04-01", "2023-06-30", "9");
    assert_eq!(said(&revised), ["2023-04-01|Q2|9.000000"]);
    let later = budget("", "2023-04-01", "2023-06-30", "1")
        + &budget(" type='2'", "2023-04-02", "2023-06-30", "9");
    assert_eq!(
        said(&later),
        ["2023-04-01|Q2|1.000000", "2023-04-01|Q2|9.000000"]
    );
    assert!(said(&budget("", "2023-04-02", "2023-04-01", "9")).is_empty());
    assert_eq!(
        said(&budget("", "2023-04-10", "2023-04-05", "9")),
        ["2023-04-01|Q2|9.000000"]
    );
}

#[test]
fn budgets_by_commitments() {
    let columns = [
        "kind",
        "country_code",
        "sector_code",
        "aid_type",
        "value_original",
    ];
    let body = pay(
        "2",
        "300",
        "<recipient-country code='KE'/><aid-type code='C01'/>",
    ) + &pay(
        "2",
        "-100",
        "<recipient-country code='UG'/><aid-type code='C01'/>",
    ) + &pay("11", "500", "<recipient-country code='TZ'/>")
        + &budget("", "2020-01-01", "2020-03-31", "10");
    let said = rows(&[activity(&body)], &columns);
    let budgets: Vec<_> = said.iter().filter(|r| r.starts_with("budget")).collect();
    assert_eq!(
        budgets,
        ["budget|KE||C01|15.000000", "budget|UG||C01|-5.000000"]
    );
}

#[test]
fn a_second_activity_of_an_identifier_has_the_first_ones_places() {
    let first = activity(&(KENYA.to_owned() + &pay("3", "1", "")));
    let second = activity(
        &("<recipient-country code='UG'/><sector code='14031'/>".to_owned() + &pay("3", "2", "")),
    );
    assert_eq!(
        rows(&[first, second], &SHARES),
        ["KE|12240|1.000000", "KE|12240|2.000000"]
    );
}

#[test]
fn what_it_remembers_of_an_identifier() {
    let aid = |code: &str| format!("<default-aid-type code='{code}'/>");
    let first = activity(&(KENYA.to_owned() + &aid("C01") + &pay("3", "1", "")));
    let second = activity(&(KENYA.to_owned() + &aid("B03") + &pay("3", "2", "")));
    assert_eq!(rows(&[first, second], &["aid_type"]), ["C01", "C01"]);
    let place =
        "<recipient-country code='KE'/>".to_owned() + &pay("2", "1", "<sector code='12240'/>");
    let year = budget("", "2020-01-01", "2020-03-31", "1");
    let columns = ["kind", "sector_code"];
    let inferred = rows(&[activity(&(place.clone() + &year))], &columns);
    assert_eq!(inferred.last().map(String::as_str), Some("budget|12240"));
    // A transaction without a sector settles that the activity has none.
    let blank = rows(&[activity(&(place + &pay("3", "1", "") + &year))], &columns);
    assert_eq!(blank.last().map(String::as_str), Some("budget|"));
}

#[test]
fn a_reporter_without_a_reference() {
    let source = "<iati-activity default-currency='EUR'><iati-identifier>A</iati-identifier>\
                  <reporting-org><narrative>Giver</narrative></reporting-org><title/>"
        .to_owned()
        + KENYA
        + &pay("3", "1", "")
        + "</iati-activity>";
    let context = Context {
        attributes: vec![("version".to_owned(), "2.01".to_owned())],
        ..Context::default()
    };
    let tree = Tree::parse(source, &context).expect("well-formed");
    let facts = Facts::read(&tree, &context, Position::START);
    assert_eq!(
        rows(&[facts], &["provider_org", "reporting_org", "title"]),
        ["Giver [None]|Giver [None]|"]
    );
}

/// What is printed is what the exact flows come to.
#[test]
fn rows_and_flows_agree() {
    let body = "<recipient-country code='KE' percentage='33.3'/><recipient-country code='UG' percentage='50'/>\
                <recipient-region code='298' percentage='7'/><sector code='12240' percentage='1'/><sector code='14031' percentage='2'/>"
        .to_owned()
        + &pay("3", "1234.56", "")
        + &budget("", "2023-02-03", "2024-05-06", "98765.43")
        + &budget(" type='2'", "2023-02-03", "2024-05-06", "-5.01");
    let facts = activity(&body);
    let rates = Rates::parse(RATES, "invented").expect("rates");
    let target = Target {
        rates: &rates,
        currency: "USD",
    };
    let mut exact = Vec::new();
    let method = named("cdfd").expect("a method").method;
    method.flows(&facts, Some(target), &mut |flow| {
        if flow.left_out.is_none() {
            let converted = flow
                .converted
                .and_then(Result::ok)
                .expect("converted")
                .amount;
            exact.push((flow.value.expect("a value"), converted));
        } else {
            assert_eq!(flow.left_out, Some(LeftOut::SupersededBudget));
        }
    });
    let printed = rows(&[facts], &["value_original", "value_usd"]);
    assert_eq!(printed.len(), exact.len());
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let mut printed: Vec<(f64, f64)> = printed
        .iter()
        .filter_map(|r| r.split_once('|').map(|(a, b)| (number(a), number(b))))
        .collect();
    let mut exact: Vec<(f64, f64)> = exact
        .iter()
        .map(|(a, b)| (number(&a.to_string()), number(&b.to_string())))
        .collect();
    printed.sort_by(|a, b| a.0.total_cmp(&b.0));
    exact.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (p, e) in printed.iter().zip(&exact) {
        assert!(
            (p.0 - e.0).abs() < 2e-6 && (p.1 - e.1).abs() < 2e-6,
            "{p:?} {e:?}"
        );
    }
}

/// A page of XML must not fill the memory.
#[test]
fn one_budget_is_not_divided_without_end() {
    let coded = |name: &str, many: usize| -> String {
        let one = |n| format!("<{name} code='{}' percentage='1'/>", 10_000 + n);
        (0..many).map(one).collect()
    };
    let body = coded("sector", 50)
        + &coded("recipient-country", 50)
        + &budget("", "0001-01-01", "9999-12-31", "1000");
    let facts = activity(&body);
    let mut all = Vec::new();
    let method = named("cdfd").expect("a method").method;
    method.flows(&facts, None, &mut |flow| {
        all.push((flow.left_out, flow.place.label.err().map(|why| why.id())));
    });
    assert_eq!(all, [(Some(LeftOut::Unread), Some("too-many-parts"))]);
}
