//! `--watch`: checks again whenever a file is saved.
//!
//! The files are looked at a few times a second: that sees a file that an
//! editor replaces by another of its name, on any system and any disk. Ctrl-C
//! ends the program at once; nothing is left behind, as temporary files have no
//! name.

use super::{Check, Given};
use crate::command::{files, note};
use crate::error::{Error, Result};
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

const PAUSE: Duration = Duration::from_millis(250);

/// What tells that a file is another: length and time of the last change.
type Stamp = (PathBuf, u64, Option<SystemTime>);

/// Checks, waits for a change, and so on until the program is stopped.
///
/// # Errors
/// The format is no one for several reports, or the output was closed.
pub fn run(check: &Check, given: &Given) -> Result<ExitCode> {
    if !check.format.can_follow_itself() {
        return Err(Error::Asked {
            message: "--watch writes a report after every change, and this format is for one"
                .to_owned(),
            hint: Some("watch with --format text, json or github".to_owned()),
        });
    }
    // A folder may be empty for a moment, but not at the beginning.
    files::find(&check.paths)?;
    loop {
        let seen = stamps(check);
        match check.once(given) {
            Ok(_) | Err(Error::Asked { .. }) => {}
            Err(error) => return Err(error),
        }
        note("waiting for a change; Ctrl-C ends");
        wait_for_change(check, &seen);
    }
}

/// Returns when the files are others than `seen`, and at rest.
fn wait_for_change(check: &Check, seen: &[Stamp]) {
    let mut before = seen.to_vec();
    loop {
        sleep(PAUSE);
        let now = stamps(check);
        if now == before && now != seen && !now.is_empty() {
            return;
        }
        before = now;
    }
}

/// The files that are there.
fn stamps(check: &Check) -> Vec<Stamp> {
    let found = files::find(&check.paths).unwrap_or_default();
    let stamp = |file: files::Found| {
        let meta = std::fs::metadata(&file.path).ok()?;
        Some((file.path, meta.len(), meta.modified().ok()))
    };
    found.to_read.into_iter().filter_map(stamp).collect()
}
