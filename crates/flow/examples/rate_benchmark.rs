//! Conversions a second, at the built-in rates.
//!
//!     cargo run --release -p flow --example rate_benchmark [MILLIONS]

#![expect(clippy::print_stdout, reason = "a program that reports figures")]

use flow::rate::{Pick, Rates};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::time::Instant;

const CURRENCIES: [&str; 8] = ["EUR", "GBP", "USD", "KES", "XOF", "JPY", "NAD", "DEM"];

fn main() {
    let millions: i64 = std::env::args()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(10);
    let loading = Instant::now();
    let rates = Rates::builtin();
    println!(
        "{} rates loaded in {:.1} ms",
        rates.len(),
        loading.elapsed().as_secs_f64() * 1e3
    );
    let hashing = Instant::now();
    println!(
        "hash {:.12}… in {:.1} ms",
        rates.sha256(),
        hashing.elapsed().as_secs_f64() * 1e3
    );
    let first = Date::constant(2000, 1, 1);
    let days: Vec<Date> = (0..9_000)
        .filter_map(|n| first.checked_add(n.days()).ok())
        .collect();
    for to in ["USD", "EUR"] {
        let converting = Instant::now();
        let (mut sum, mut failed) = (0u64, 0u64);
        for n in 0..millions * 1_000_000 {
            let at = usize::try_from(n).unwrap_or_default();
            let amount = Decimal::new(n.wrapping_mul(7_919) % 1_000_000_000, 2);
            let (from, day) = (CURRENCIES[at % CURRENCIES.len()], days[at % days.len()]);
            match rates.convert(amount, from, to, day, Pick::Counterfoil) {
                Ok(c) => sum = sum.wrapping_add(c.amount.mantissa().unsigned_abs() as u64),
                Err(_) => failed += 1,
            }
        }
        let seconds = converting.elapsed().as_secs_f64();
        let rate = millions as f64 / seconds;
        println!(
            "to {to}: {millions} million in {seconds:.2} s, {rate:.1} million a second ({failed} without a rate, check {sum:x})"
        );
    }
}
