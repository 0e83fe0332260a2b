//! What anybody may send to a server: an address, up to the arguments of its question;
//! `Accept`, `Accept-Language`, `If-None-Match`; the body of a decision. Line by line.

#![no_main]

use counterfoil::fuzzing::{Sent, address, decision};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut lines = data.split(|b| *b == b'\n');
    let mut next = || lines.next().unwrap_or_default();
    let Ok(asked) = std::str::from_utf8(next()) else {
        return;
    };
    address(Sent {
        address: asked,
        accept: next(),
        language: next(),
        known: next(),
    });
    decision(next());
});
