//! Each question as its example asks it, for the tests of the program: no part of it.

use crate::question::QUESTIONS;
use crate::web;
use std::iter::once;

/// The words of the command line, and the path and query of the page.
///
/// # Errors
/// An example is not what its question takes.
pub fn all() -> Result<Vec<(Vec<&'static str>, String)>, clap::Error> {
    let each = QUESTIONS.iter().map(|entry| {
        let words: Vec<&str> = once(entry.name)
            .chain(entry.example.iter().copied())
            .collect();
        let address = web::asked((entry.command)(), &words)?;
        Ok((words, address))
    });
    each.collect()
}
