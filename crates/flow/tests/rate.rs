//! Exchange rates: which is taken, what comes of it, and what a table may be.

use flow::rate::{Basis, NoRate, Note, Pick, Rates};
use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::path::{Path, PathBuf};

fn d(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn parse(text: &str) -> Rates {
    Rates::parse(text, "a test").expect("a table")
}

/// Converts at the built-in rates, by our own rule.
fn built_in(
    amount: &str,
    from: &str,
    to: &str,
    on: &str,
) -> Result<flow::rate::Conversion, NoRate> {
    Rates::builtin().convert(d(amount), from, to, day(on), Pick::Counterfoil)
}

#[expect(clippy::print_stderr, reason = "a test that is passed over says so")]
fn shared(inside: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let there = folder.join(inside).exists();
    if !there {
        eprintln!("skipped: no folder “shared” beside the checkout");
    }
    there.then(|| folder.join(inside))
}

#[test]
fn rates_as_they_were_published() {
    let cases = [
        // European Central Bank, reference rates of the last day of the month.
        ("1", "EUR", "USD", "2024-12-31", "1.0389", Basis::Day),
        ("1", "EUR", "GBP", "2024-12-31", "0.82918", Basis::Day),
        ("1", "EUR", "USD", "1999-01-29", "1.1384", Basis::Day),
        ("100", "EUR", "JPY", "2024-12-31", "16306", Basis::Day),
        // The irrevocable rates of the euro.
        ("1955.83", "DEM", "EUR", "2005-03-01", "1000", Basis::Fixed),
        ("1000", "EUR", "FRF", "2001-06-30", "6559.57", Basis::Fixed),
        ("7534.5", "HRK", "EUR", "2023-01-01", "1000", Basis::Fixed),
        ("1955.83", "BGN", "EUR", "2026-01-01", "1000", Basis::Fixed),
        (
            "655.957",
            "DEM",
            "FRF",
            "2000-01-01",
            "2200.0000000000",
            Basis::Fixed,
        ),
        // Reforms.
        ("5000000", "TRL", "TRY", "2006-01-01", "5", Basis::Fixed),
        ("1000", "ZMK", "ZMW", "2013-01-01", "1", Basis::Fixed),
        ("100000000", "VEB", "VES", "2019-01-01", "1", Basis::Fixed),
        // Held at another.
        ("7", "NAD", "ZAR", "2015-06-30", "7", Basis::Fixed),
        ("7.5", "PAB", "USD", "2015-06-30", "7.5", Basis::Fixed),
        ("12.34", "XYZ", "XYZ", "2015-06-30", "12.34", Basis::Same),
    ];
    for (amount, from, to, on, expected, basis) in cases {
        let got = built_in(amount, from, to, on).unwrap_or_else(|e| panic!("{from} {on}: {e}"));
        let expected = match (from, to) {
            ("DEM", "FRF") => d("655.957") / d("1.95583") * d("6.55957"),
            _ => d(expected),
        };
        assert_eq!(got.amount, expected.round_dp(10), "{amount} {from} to {to}");
        assert_eq!(got.basis, basis, "{from} to {to}");
        assert_eq!(
            (got.age_days, got.is_old, got.provisional),
            (0, false, false),
            "{from}"
        );
    }
}

#[test]
fn other_figures_are_near_what_is_known() {
    // Annual means and monthly figures, to two per cent: facts any almanac has.
    let cases = [
        ("DEM", "1995-06-30", "1.3840", "0.02"),
        ("XDR", "2020-06-30", "0.7262", "0.02"),
        ("XOF", "2010-06-30", "534.6", "0.02"),
        ("KES", "2015-12-31", "102.3", "0.02"),
        ("HTG", "2020-07-01", "93.51", "0.02"),
        ("JPY", "1975-07-01", "296.8", "0.02"),
        ("GBP", "1985-07-01", "0.7792", "0.02"),
        ("ZWL", "2020-12-31", "81.8", "0.02"),
        ("ZMW", "2016-12-30", "9.92", "0.02"),
    ];
    for (code, on, expected, within) in cases {
        let got = built_in("1", "USD", code, on).unwrap_or_else(|e| panic!("{code} {on}: {e}"));
        let apart = (got.amount / d(expected) - Decimal::ONE).abs();
        assert!(
            apart < d(within),
            "{code} on {on}: {} for {expected}",
            got.amount
        );
    }
}

#[test]
fn a_mean_of_a_year_says_that_it_is_one() {
    let got = built_in("1000", "JPY", "USD", "1975-03-10").expect("a mean");
    assert_eq!((got.basis, got.rate_date), (Basis::Year, day("1975-07-01")));
    assert_eq!((got.age_days, got.is_old), (113, true));
    let new_year = built_in("1000", "JPY", "USD", "1975-01-01").expect("a mean");
    assert_eq!(
        new_year.rate_date,
        day("1975-07-01"),
        "the mean of its own year"
    );
}

#[test]
fn what_has_ended_says_so() {
    let got = built_in("1000000", "TRL", "USD", "2015-01-05").expect("by its successor");
    let direct = built_in("1", "TRY", "USD", "2015-01-05").expect("the successor");
    assert_eq!(got.amount, direct.amount);
    let [
        Note::Successor {
            successor,
            days_after,
            ..
        },
    ] = got.notes.as_slice()
    else {
        panic!("{:?}", got.notes);
    };
    assert_eq!((successor.as_str(), *days_after), ("TRY", 3657));
    assert_eq!(
        got.notes[0].to_string(),
        "TRL ended on 2004-12-31: converted as TRY, 1000000 TRL to one; \
         the amount is dated 3,657 days after the end"
    );
    let mark = built_in("1000", "DEM", "USD", "1996-01-31").expect("its own rate");
    assert!(mark.notes.is_empty());
    let chain = built_in("10000000000000", "ZWN", "USD", "2020-12-31").expect("by two others");
    assert_eq!(chain.notes.len(), 2, "ZWN to ZWR to ZWL");
}

#[test]
fn euros_before_the_euro_are_ecus() {
    let got = built_in("1000", "EUR", "USD", "1995-07-01").expect("an ecu");
    assert_eq!(got.notes, [Note::Ecu]);
    assert_eq!(got.basis, Basis::Year);
    assert!(
        (got.amount / d("1308") - Decimal::ONE).abs() < d("0.01"),
        "{}",
        got.amount
    );
    let ecu = built_in("1000", "XEU", "USD", "2003-06-30").expect("a euro");
    assert_eq!(
        ecu.amount,
        built_in("1000", "EUR", "USD", "2003-06-30")
            .expect("a euro")
            .amount
    );
    let early = built_in("1", "EUR", "USD", "1960-01-01");
    assert!(matches!(early, Err(NoRate::NoRateFor { .. })), "{early:?}");
}

#[test]
fn what_is_not_known_is_told() {
    for code in ["", "usd", "US", "ZZZ", "EURO", "E€", "Eur"] {
        let refused = built_in("1", code, "EUR", "2020-01-01");
        let expected = NoRate::UnknownCurrency {
            code: code.to_owned(),
        };
        assert_eq!(refused, Err(expected), "{code}");
    }
    let korea = built_in("1", "USD", "KPW", "2020-01-01").expect_err("no rate");
    assert_eq!(
        korea.to_string(),
        "no exchange rate is known for the currency “KPW”"
    );
}

const ONE: &str = "Date,Rate,Currency\n2020-01-01,2,GBP\n";

#[test]
fn how_far_a_rate_may_be_away() {
    let table = parse(ONE).as_of(day("2024-01-01"));
    for (days, is_old, is_taken) in [
        (45i32, false, true),
        (46, true, true),
        (400, true, true),
        (401, true, false),
    ] {
        for days in [days, -days] {
            let on = day("2020-01-01").checked_add(days.days()).expect("a day");
            let got = table.convert(d("10"), "GBP", "USD", on, Pick::Counterfoil);
            match got {
                Ok(c) => {
                    assert_eq!((c.amount, c.is_old), (d("5"), is_old), "{days}");
                    assert_eq!(c.age_days, i64::from(days.abs()));
                    assert_eq!(c.provisional, days > 0, "{days}");
                    assert!(is_taken, "{days}");
                }
                Err(NoRate::NoRateFor { .. }) => assert!(!is_taken && days < 0),
                Err(NoRate::TooOld { age_days, .. }) => assert!(!is_taken && age_days == 401),
                Err(other) => panic!("{other}"),
            }
            let closest = table.convert(d("10"), "GBP", "USD", on, Pick::ClosestDated);
            assert_eq!(closest.map(|c| c.age_days), Ok(i64::from(days.abs())));
        }
    }
}

#[test]
fn a_day_to_come_has_the_newest_rate() {
    let table = parse(ONE).as_of(day("2020-01-31"));
    let got = table.convert(d("10"), "GBP", "USD", day("2035-06-01"), Pick::Counterfoil);
    let got = got.expect("provisional");
    assert_eq!(
        (got.age_days, got.provisional, got.is_old),
        (30, true, false)
    );
    let late = parse(ONE).as_of(day("2022-01-01"));
    let refused = late.convert(d("10"), "GBP", "USD", day("2035-06-01"), Pick::Counterfoil);
    assert!(
        matches!(refused, Err(NoRate::TooOld { age_days: 731, .. })),
        "{refused:?}"
    );
    let untold = parse(ONE).convert(d("10"), "GBP", "USD", day("2035-06-01"), Pick::Counterfoil);
    assert_eq!(untold.map(|c| (c.age_days, c.provisional)), Ok((0, true)));
}

#[test]
fn of_two_as_close_the_earlier() {
    let table = parse("Date,Rate,Currency\n2020-01-11,4,GBP\n2020-01-01,2,GBP\n");
    for pick in [Pick::Counterfoil, Pick::ClosestDated] {
        for (on, rate) in [
            ("2020-01-05", "2"),
            ("2020-01-06", "2"),
            ("2020-01-07", "4"),
        ] {
            let got = table
                .convert(d("8"), "GBP", "USD", day(on), pick)
                .expect("a rate");
            assert_eq!((got.rate, got.amount), (d(rate), d("8") / d(rate)), "{on}");
        }
    }
}

#[test]
fn closest_dated_knows_only_what_the_table_has() {
    let table = parse("Date,Rate,Currency\n2020-01-01,0.9,EUR\n1998-12-31,1.7,DEM\n");
    let mark = table.convert(d("17"), "DEM", "USD", day("2020-01-01"), Pick::ClosestDated);
    assert_eq!(
        mark.map(|c| (c.amount, c.rate_date)),
        Ok((d("10"), day("1998-12-31")))
    );
    let franc = table.convert(d("1"), "FRF", "USD", day("2020-01-01"), Pick::ClosestDated);
    assert!(matches!(franc, Err(NoRate::UnknownCurrency { .. })));
    let ours = table.convert(
        d("1.95583"),
        "DEM",
        "USD",
        day("2020-01-01"),
        Pick::Counterfoil,
    );
    assert_eq!(
        ours.map(|c| c.amount),
        Ok((Decimal::ONE / d("0.9")).round_dp(10))
    );
}

#[test]
fn of_two_rates_the_one_further_away_counts() {
    let table =
        parse("Date,Rate,Currency\n2020-01-01,2,GBP\n2020-03-01,4,CHF\n").as_of(day("2021-01-01"));
    let got = table
        .convert(d("3"), "GBP", "CHF", day("2020-01-05"), Pick::Counterfoil)
        .expect("both");
    assert_eq!((got.amount, got.rate), (d("6"), d("0.5")));
    assert_eq!((got.rate_date, got.age_days), (day("2020-03-01"), 56));
    assert!(got.is_old && got.provisional);
}

#[test]
fn too_large_is_told_and_small_is_not_lost() {
    let table =
        parse("Date,Rate,Currency\n2020-01-01,0.000001,GBP\n2020-01-01,1000000000000,CHF\n");
    let on = day("2020-01-01");
    let convert = |amount, from, to| table.convert(amount, from, to, on, Pick::Counterfoil);
    for amount in [Decimal::MAX, Decimal::MIN] {
        assert_eq!(convert(amount, "GBP", "CHF"), Err(NoRate::TooLarge));
        assert_eq!(convert(amount, "GBP", "GBP").map(|c| c.amount), Ok(amount));
    }
    let small = convert(d("0.01"), "CHF", "USD").expect("small");
    assert_eq!(
        small.amount,
        d("0.00000000000001"),
        "beyond ten decimals, and not zero"
    );
    assert_eq!(
        convert(Decimal::ZERO, "CHF", "USD").map(|c| c.amount),
        Ok(Decimal::ZERO)
    );
}

proptest! {
    #[test]
    fn there_and_back(
        cents in -1_000_000_000_000i64..1_000_000_000_000,
        from in "AUD|CAD|CHF|EUR|GBP|JPY|KES|NOK|XOF|INR|USD|BRL|DEM|TRL|NAD",
        to in "AUD|CAD|CHF|EUR|GBP|JPY|KES|NOK|XOF|INR|USD|BRL|FRF|TRY|ZAR",
        days in 0i32..9_500,
    ) {
        let on = day("2000-01-01").checked_add(days.days()).expect("a day");
        let amount = Decimal::new(cents, 2);
        let rates = Rates::builtin();
        let there = rates.convert(amount, &from, &to, on, Pick::Counterfoil).expect("a rate");
        let back = rates.convert(there.amount, &to, &from, on, Pick::Counterfoil).expect("a rate");
        // Ten decimals on the way lose at most half of the last, at the rate back.
        let lost = Decimal::new(1, 10) * (back.amount.abs() / there.amount.abs().max(Decimal::new(1, 10)) + Decimal::ONE);
        let tolerance = lost + amount.abs() * Decimal::new(1, 20);
        prop_assert!((back.amount - amount).abs() <= tolerance, "{} {} {} {}", amount, there.amount, back.amount, on);
        prop_assert_eq!(there.rate_date, back.rate_date);
    }

    #[test]
    fn in_the_currency_already_nothing_changes(mantissa in any::<i64>(), scale in 0u32..18, code in "[A-Z]{3}") {
        let amount = Decimal::new(mantissa, scale);
        let got = Rates::builtin().convert(amount, &code, &code, day("2020-01-01"), Pick::Counterfoil);
        let got = got.expect("no rate needed");
        prop_assert_eq!(got.amount.to_string(), amount.to_string());
        prop_assert_eq!(got.basis, Basis::Same);
    }

}

#[test]
fn the_built_in_table_is_one_of_those_that_can_be_read() {
    let table = Rates::builtin();
    let again = Rates::parse(&table.canonical(), "again").expect("its own text");
    assert_eq!(*table, again);
    assert_eq!(table.sha256(), again.sha256());
    assert_eq!(table.sha256().len(), 64);
    assert_eq!(table.from(), Some(day("1940-07-01")));
    assert!(table.to() >= Some(day("2026-10-30")));
    assert!(table.source().contains("European Central Bank"));
    let euro = table
        .currencies()
        .find(|c| c.code == "EUR")
        .expect("the euro");
    assert_eq!(euro.from, day("1999-01-29"));
    assert!(table.knows("NAD") && table.knows("USD") && !table.knows("KPW"));
}

/// What `iatiflattener` gave for each part, at its own table of rates.
#[test]
fn amounts_are_those_of_the_field() {
    let Some(folder) = shared("flow-cases") else {
        return;
    };
    let text = std::fs::read_to_string(folder.join("rates.csv")).expect("text");
    let table = parse(&text);
    let mut compared = 0;
    for case in std::fs::read_dir(&folder).expect("a folder").flatten() {
        let Ok(rows) = csv::Reader::from_path(case.path().join("expected.csv")) else {
            continue;
        };
        compared += compare(rows, &table, &case.path());
    }
    assert!(compared > 10_000, "{compared} rows");
}

fn compare(mut rows: csv::Reader<std::fs::File>, table: &Rates, case: &Path) -> usize {
    let names = rows.headers().expect("a heading").clone();
    let at = |name: &str| names.iter().position(|n| n == name).expect("a column");
    let columns = [
        "value_original",
        "currency_original",
        "exchange_rate",
        "exchange_rate_date",
        "value_usd",
        "value_eur",
    ];
    let [value, currency, rate, dated, usd, eur] = columns.map(at);
    let mut compared = 0;
    for row in rows.records() {
        let row = row.expect("a row");
        // Amounts in dollars need no rate, and one is no number at all ("nan").
        if &row[currency] == "USD" || &row[value] == "nan" {
            continue;
        }
        let (amount, on) = (d(&row[value]), day(&row[dated]));
        let convert = |to| {
            let pick = Pick::ClosestDated;
            table
                .convert(amount, &row[currency], to, on, pick)
                .expect("a rate")
        };
        let (dollars, euros) = (convert("USD"), convert("EUR"));
        let place = case.display();
        assert_eq!(
            dollars.rate.round_sf(9),
            d(&row[rate]).round_sf(9),
            "{place}"
        );
        assert_eq!(dollars.rate_date, on, "{place}");
        assert!(
            is_near(d(&row[usd]), dollars.amount),
            "{place}: {}",
            &row[usd]
        );
        // Of a currency with annual means only, the file does not tell the day of the euro's rate.
        if dollars.basis == Basis::Month {
            assert!(
                is_near(d(&row[eur]), euros.amount),
                "{place}: {}",
                &row[eur]
            );
        }
        compared += 1;
    }
    compared
}

/// To the last of six decimals, which both the amount and the result were cut to.
fn is_near(expected: Decimal, got: Decimal) -> bool {
    (expected - got).abs() <= d("0.000002") + got.abs() * d("0.000000001")
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is passed over says so")]
fn the_built_in_table_is_current() {
    let Some(folder) = shared("data/reference") else {
        return;
    };
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/rates.py");
    let mut python = std::process::Command::new("python3");
    let Ok(said) = python.arg(tool).arg(folder).arg("--check").output() else {
        eprintln!("skipped: no python3");
        return;
    };
    assert!(
        said.status.success(),
        "{}{}",
        String::from_utf8_lossy(&said.stdout),
        String::from_utf8_lossy(&said.stderr)
    );
}
