//! The program; what it does stands in the library of the same name.

use mimalloc::MiMalloc;
use std::process::ExitCode;

/// A quarter of the time of an import or of a total went into the system's allocator:
/// what is published comes as very many short texts.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    counterfoil::run()
}
