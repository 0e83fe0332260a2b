//! The bytes of a spreadsheet, as an importer opens them: packed ones (.xlsx, .ods) and
//! texts of rows.
//!
//! A packed file hides what is in it from a fuzzer. So an input that begins with `<` is
//! one part of a workbook, which is packed here with the others as they should be; the
//! number behind it says which.

#![no_main]

use counterfoil::fuzzing::{pack, rows, workbook};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| match data {
    [b'<', part, rest @ ..] => workbook(&pack(usize::from(*part), rest)),
    [b'P', b'K', ..] => workbook(data),
    _ => rows(data),
});
