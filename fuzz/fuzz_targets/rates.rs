//! Tables of exchange rates in every shape, and what is converted by them.

#![no_main]

use flow::rate::{Pick, Rates};
use jiff::civil::Date;
use libfuzzer_sys::fuzz_target;
use rust_decimal::Decimal;
use std::hint::black_box;

const DAY: Date = Date::constant(2024, 2, 29);

fuzz_target!(|text: &str| {
    let Ok(rates) = Rates::parse(text, "fuzz") else {
        return;
    };
    // One amount and one day of each currency: which, the length says.
    let amounts = [Decimal::ONE, Decimal::MAX, Decimal::MIN, Decimal::new(1, 28)];
    let amount = amounts[text.len() % amounts.len()];
    for (at, of) in rates.currencies().enumerate() {
        let days = [of.from, of.to, DAY, Date::MIN, Date::MAX];
        let day = days[(text.len() / 4 + at) % days.len()];
        for pick in [Pick::Counterfoil, Pick::ClosestDated] {
            black_box(rates.convert(amount, &of.code, "USD", day, pick).is_ok());
            black_box(rates.convert(amount, "EUR", &of.code, day, pick).is_ok());
        }
    }
    black_box(rates.canonical());
});
