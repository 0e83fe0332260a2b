//! The book as it is published: XML of 2.03.

use crate::book::{Activity, Budget, Indicator, Transaction, Typo};
use crate::dice::Dice;
use rust_decimal::Decimal;
use std::fmt::Write;

/// One activity; with dice, its transactions in any order.
pub fn activity(a: &Activity, dice: Option<&mut Dice>) -> String {
    let mut rows: Vec<String> = a.transactions.iter().map(transaction).collect();
    match dice {
        Some(dice) => dice.shuffle(&mut rows),
        None => rows.sort(),
    }
    let sectors: String = a.sectors.iter().map(sector).collect();
    let budgets: String = a.budgets.iter().map(budget).collect();
    let results: String = a.indicators.iter().map(indicator).collect();
    format!(
        "<iati-activity default-currency=\"USD\"><iati-identifier>{}</iati-identifier>\
         <reporting-org ref=\"XM-EX-9\" type=\"22\"><narrative>Example Fund</narrative></reporting-org>\
         <title><narrative>{}</narrative></title><description><narrative>{}</narrative></description>\
         <activity-status code=\"{}\"/><activity-date type=\"1\" iso-date=\"{}\"/>\
         <activity-date type=\"3\" iso-date=\"{}\"/>{sectors}{budgets}{}{results}</iati-activity>",
        a.id,
        a.title,
        a.description,
        a.status,
        a.start,
        a.end,
        rows.concat(),
    )
}

fn sector((code, share): &(&str, i64)) -> String {
    format!("<sector vocabulary=\"1\" code=\"{code}\" percentage=\"{share}\"/>")
}

fn transaction(t: &Transaction) -> String {
    let mut text = String::new();
    let reference = t.reference.as_ref().map(|r| format!(" ref=\"{r}\""));
    let value = match t.typo {
        Some(Typo::Comma) => thousands(t.value),
        Some(Typo::Tenfold) => (t.value * Decimal::TEN).to_string(),
        _ => t.value.to_string(),
    };
    // Nothing is written into a string that could fail.
    let _ = write!(
        text,
        "<transaction{}><transaction-type code=\"{}\"/><transaction-date iso-date=\"{}\"/>\
         <value value-date=\"{}\">{value}</value>",
        reference.unwrap_or_default(),
        t.kind,
        t.date,
        t.date,
    );
    if !t.description.is_empty() {
        let _ = write!(
            text,
            "<description><narrative>{}</narrative></description>",
            t.description
        );
    }
    let _ = write!(
        text,
        "<receiver-org ref=\"{}\"><narrative>Partner {}</narrative></receiver-org>",
        receiver(t),
        t.receiver
    );
    let country = match t.typo {
        Some(Typo::Country) => t.country.to_lowercase() + "x",
        _ => t.country.to_owned(),
    };
    let _ = write!(
        text,
        "<recipient-country code=\"{country}\"/></transaction>"
    );
    text
}

fn receiver(t: &Transaction) -> String {
    let prefix = if t.old_ref { "AA-BBB" } else { "AA-CCC" };
    match t.typo {
        Some(Typo::Reference) => format!("{prefix}_{}", 100 + t.receiver).to_lowercase(),
        _ => format!("{prefix}-{}", 100 + t.receiver),
    }
}

/// `1,234` for 1234.
fn thousands(value: Decimal) -> String {
    let text = value.to_string();
    let whole = text.find('.').unwrap_or(text.len());
    match whole {
        4.. => format!("{},{}", &text[..whole - 3], &text[whole - 3..]),
        _ => format!("{text},0"),
    }
}

fn budget(b: &Budget) -> String {
    format!(
        "<budget type=\"{}\"><period-start iso-date=\"{}-01-01\"/><period-end iso-date=\"{}-12-31\"/>\
         <value value-date=\"{}-01-01\">{}</value></budget>",
        b.kind, b.year, b.year, b.year, b.value
    )
}

fn indicator(i: &Indicator) -> String {
    let mut text = format!(
        "<result type=\"1\"><title><narrative>{0}</narrative></title>\
         <indicator measure=\"1\" ascending=\"{1}\"><title><narrative>{0}</narrative></title>\
         <baseline year=\"2015\" value=\"{2}\"/>",
        i.title, i.ascending, i.baseline
    );
    for p in &i.periods {
        let actual = p.actual.map(|a| format!("<actual value=\"{a}\"/>"));
        let _ = write!(
            text,
            "<period><period-start iso-date=\"{}-01-01\"/><period-end iso-date=\"{}-12-31\"/>\
             <target value=\"{}\"/>{}</period>",
            p.year,
            p.year,
            p.target,
            actual.unwrap_or_default()
        );
    }
    text + "</indicator></result>"
}
