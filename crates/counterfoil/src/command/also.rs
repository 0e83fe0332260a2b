//! `--also FILE`: phrases to mask besides.

use crate::error::{Error, Result};
use iati::redact::Also;
use std::path::Path;

/// Reads a file of phrases. No message quotes them.
///
/// # Errors
/// It cannot be read, or a line is no rule.
pub fn read(path: &Path) -> Result<Also> {
    let text = std::fs::read_to_string(path).map_err(Error::at(path))?;
    Also::parse(&text).map_err(|fault| Error::asked(format!("{}: {fault}", path.display())))
}
