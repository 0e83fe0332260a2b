//! Addresses asked of a small ledger, up to the whole page or file that answers. Slow:
//! each is a question.

#![no_main]

use counterfoil::fuzzing::{Sent, answer, invented};
use ledger::Ledger;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static LEDGER: LazyLock<Ledger> = LazyLock::new(|| invented().expect("a ledger of the demo"));

fuzz_target!(|data: &[u8]| {
    if let Ok(address) = std::str::from_utf8(data) {
        answer(
            &LEDGER,
            Sent {
                address,
                ..Sent::default()
            },
        );
    }
});
