//! The text of a programme: read, or refused with faults that have a place in it.

#![no_main]

use flow::programme::{coverage, read};
use jiff::civil::Date;
use libfuzzer_sys::fuzz_target;
use std::hint::black_box;

fuzz_target!(|text: &str| {
    match read(text) {
        Ok(programme) => {
            black_box(coverage(&programme, &[], &[], Date::constant(2026, 1, 1)));
        }
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a reason");
            let lines = 1 + text.matches(['\n', '\r']).count();
            for fault in &faults {
                assert!(fault.line as usize <= lines, "no such line: {fault}");
                black_box(fault.to_string());
            }
        }
    }
});
