//! Prices of another year, and the years of a report.

use flow::rate::deflate::{Deflators, NoDeflator, Whose};
use flow::rate::year::{NoPeriod, Years, by_weight};
use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;
use rust_decimal::Decimal;

fn d(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

#[test]
fn prices_of_another_year() {
    let all = Deflators::builtin();
    let priced = |amount, year, base, whose| all.to_prices(d(amount), year, base, whose);
    // World Bank: the deflator rose by 7.1295 per cent in 2022 and by 3.5984 in 2023.
    let two = priced("100", 2021, 2023, Whose::UnitedStates).expect("both years");
    let expected = d("100") * d("1.0712948085421044") * d("1.0359839135378053");
    assert!(
        (two.amount - expected).abs() < d("0.0001"),
        "{}",
        two.amount
    );
    assert!(!two.provisional);
    let same = priced("12.345", 1999, 1999, Whose::UnitedStates).expect("a year");
    assert_eq!((same.amount, same.factor), (d("12.345"), Decimal::ONE));
    // 2024 stands on consumer prices, which rose by 2.95 per cent.
    let now = priced("100", 2023, 2024, Whose::UnitedStates).expect("both years");
    assert!(
        (now.amount - d("102.95")).abs() < d("0.01"),
        "{}",
        now.amount
    );
    assert!(now.provisional);
    // OECD: France 2015 at 91.857016, 2020 at 100.
    let france = priced("91.857016", 2015, 2020, Whose::Donor("FR")).expect("both years");
    assert!(
        (france.amount - d("100")).abs() < d("0.0001"),
        "{}",
        france.amount
    );
    assert!(priced("1", 2015, 2020, Whose::Dac).is_ok());
    assert_eq!(all.years(Whose::UnitedStates), Some(1960..=2024));
    assert_eq!(all.years(Whose::Donor("KR")), Some(1985..=2021));
}

#[test]
fn no_prices_are_told() {
    let all = Deflators::builtin();
    let late = all
        .to_prices(d("1"), 2031, 2024, Whose::UnitedStates)
        .expect_err("a year to come");
    assert_eq!(
        late.to_string(),
        "no deflator of US for 2031: there are those of 1960 to 2024"
    );
    assert!(
        all.to_prices(d("1"), 1959, 2024, Whose::UnitedStates)
            .is_err()
    );
    assert!(
        all.to_prices(d("1"), 2020, 2024, Whose::Dac).is_err(),
        "the DAC's end in 2021"
    );
    let mars = all.to_prices(d("1"), 2020, 2020, Whose::Donor("ZZ"));
    assert_eq!(
        mars,
        Err(NoDeflator::Unknown {
            whose: "ZZ".to_owned()
        })
    );
    assert_eq!(
        all.to_prices(Decimal::MAX, 1960, 2024, Whose::UnitedStates),
        Err(NoDeflator::TooLarge)
    );
}

#[test]
fn years() {
    let calendar = Years::default();
    let april = Years::parse("04").expect("April");
    let october = Years::parse("10").expect("October");
    let cases = [
        ("2024-03-31", "2024", "2023/24", "2023/24"),
        ("2024-04-01", "2024", "2024/25", "2023/24"),
        ("2024-12-31", "2024", "2024/25", "2024/25"),
        ("1999-10-01", "1999", "1999/00", "1999/00"),
    ];
    for (on, of_calendar, of_april, of_october) in cases {
        let year = |years: Years| years.of(day(on)).to_string();
        assert_eq!(year(calendar), of_calendar, "{on}");
        assert_eq!(year(april), of_april, "{on}");
        assert_eq!(year(october), of_october, "{on}");
    }
    let year = april.of(day("2024-02-29"));
    assert_eq!(
        (year.first_day(), year.last_day()),
        (Some(day("2023-04-01")), Some(day("2024-03-31")))
    );
    for wrong in ["", "0", "00", "13", "004", "+4", "April", "4 "] {
        assert!(Years::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_period_over_years() {
    let over_two = Years::CALENDAR
        .split(d("366"), day("2023-10-01"), day("2024-09-30"))
        .expect("a period");
    let over_two: Vec<Decimal> = over_two.into_iter().map(|(_, a)| a).collect();
    assert_eq!(over_two, [d("92"), d("274")]);
    let april = Years::starting(4).expect("a month");
    let whole = april
        .split(d("0.07"), day("2023-04-01"), day("2024-03-31"))
        .expect("a period");
    assert_eq!(whole.len(), 1);
    assert_eq!(
        (whole[0].0.to_string().as_str(), whole[0].1),
        ("2023/24", d("0.07"))
    );
    let backwards = Years::CALENDAR.split(d("1"), day("2024-01-02"), day("2024-01-01"));
    assert!(matches!(backwards, Err(NoPeriod::Backwards { .. })));
    assert!(
        Years::CALENDAR
            .split(d("1"), day("9999-01-01"), Date::MAX)
            .is_err()
    );
}

#[test]
fn shares_of_nothing_and_of_the_largest() {
    assert_eq!(
        by_weight(d("10"), &[1, 1, 1]),
        [d("3.34"), d("3.33"), d("3.33")]
    );
    assert_eq!(
        by_weight(d("-10"), &[1, 1, 1]),
        [d("-3.34"), d("-3.33"), d("-3.33")]
    );
    assert_eq!(by_weight(d("10"), &[0, 0]), [d("10"), d("0")]);
    assert_eq!(by_weight(d("10"), &[]), []);
    for weights in [[1, 2], [u32::MAX, 1], [u32::MAX, u32::MAX]] {
        let parts = by_weight(Decimal::MAX, &weights);
        assert_eq!(parts[0] + parts[1], Decimal::MAX);
    }
}

proptest! {
    #[test]
    fn parts_add_up(mantissa in any::<i64>(), scale in 0u32..9, weights in prop::collection::vec(any::<u32>(), 1..20)) {
        let amount = Decimal::new(mantissa, scale);
        let parts = by_weight(amount, &weights);
        prop_assert_eq!(parts.iter().copied().sum::<Decimal>(), amount);
        let total: u64 = weights.iter().map(|w| u64::from(*w)).sum();
        prop_assume!(total > 0);
        for (part, weight) in parts.iter().zip(&weights) {
            let exact = amount * Decimal::from(*weight) / Decimal::from(total);
            prop_assert!((*part - exact).abs() <= Decimal::new(1, scale.max(2)), "{} for {}", part, exact);
        }
    }

    #[test]
    fn every_day_of_a_period_is_in_one_year(month in 1i8..=12, start in -20_000i32..40_000, length in 0i32..4_000) {
        let years = Years::starting(month).expect("a month");
        let from = day("1970-01-01").checked_add(start.days()).expect("a day");
        let to = from.checked_add(length.days()).expect("a day");
        // One unit a day: each part is its number of days.
        let parts = years.split(Decimal::from(length + 1), from, to).expect("a period");
        for (year, part) in &parts {
            let first = year.first_day().expect("a day").max(from);
            let last = year.last_day().expect("a day").min(to);
            let days = (last - first).get_days() + 1;
            prop_assert_eq!(*part, Decimal::from(days));
        }
        prop_assert!(parts.windows(2).all(|p| p[0].0 < p[1].0));
    }
}
