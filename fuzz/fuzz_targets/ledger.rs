//! Bytes as they may stand in a ledger's own files after damage: each reader answers with
//! a value or an error, and takes no more memory than a bound.
//!
//! The first byte says whose bytes they are.

#![no_main]

use ledger::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((kind, rest)) = data.split_first() else {
        return;
    };
    let halves = || {
        let text = std::str::from_utf8(rest).ok()?;
        text.split_once('\0')
    };
    match kind {
        b'p' => {
            if let Some((size, packed)) = rest.split_first_chunk::<4>() {
                fuzzing::packed(packed, u32::from_le_bytes(*size) as usize);
            }
        }
        b'm' => fuzzing::members(rest),
        b'f' => fuzzing::facts(rest),
        b'v' => {
            if let Some((context, source)) = halves() {
                fuzzing::version(source, context);
            }
        }
        b's' => {
            if let Ok(text) = std::str::from_utf8(rest) {
                fuzzing::statements(text);
            }
        }
        b'n' => counterfoil::fuzzing::listing(rest),
        _ => {}
    }
});
