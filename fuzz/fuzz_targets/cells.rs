//! Single values as offices write them: numbers, days, currencies, headings, texts to be
//! masked.

#![no_main]

use iati::sheet::day::{self, Order};
use iati::sheet::number::{self, Mark};
use iati::sheet::{currency, fold_heading};
use libfuzzer_sys::fuzz_target;
use std::hint::black_box;

fuzz_target!(|text: &str| {
    for mark in [None, Some(Mark::Point), Some(Mark::Comma)] {
        black_box(number::read(text, mark));
    }
    for order in [None, Some(Order::DayFirst), Some(Order::MonthFirst)] {
        black_box(day::read(text, order));
    }
    black_box(number::unit(text));
    black_box(currency::sign(text));
    black_box(fold_heading(text));
    if let Ok(value) = iati::amount::parse(text) {
        assert_eq!(iati::amount::parse(&value.to_string()).ok(), Some(value));
    }
    black_box(iati::date::parse(text).ok());
    black_box(iati::date::stamp(text));
    black_box(flow::key::of(text));
    black_box(flow::rate::year::Years::parse(text).ok());
    let masked = iati::redact::mask(text);
    black_box(iati::redact::is_personal(text));
    black_box(masked);
    if let Ok(serial) = text.parse::<f64>() {
        black_box(day::of_serial(serial, false));
        black_box(day::of_serial(serial, true));
    }
});
