//! Prints the end of `docs/spreadsheets.md`.

use std::io::Write;

fn main() -> std::io::Result<()> {
    let text = iati::sheet::heading::reference();
    std::io::stdout().write_all(text.as_bytes())
}
