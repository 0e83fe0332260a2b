//! What is kept between runs: what servers said of each file, and how far a run
//! has come.
//!
//! One line of JSON for each file that was settled, added as it was settled; a
//! line that a crash cut short is passed over. Files are known by a hash: no
//! address, no name and nothing of what was fetched is kept here.

use super::client::Validators;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::Path;

/// Name of the file, and of the new one while it is written.
const FILE: &str = "state.jsonl";
const NEW: &str = "state.jsonl.new";

/// What is known of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// SHA-256 of the bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The publication that it is in the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<u64>,
    /// When it was published, as the registry told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<String>,
    /// The hash that the registry named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<String>,
    /// The ledger could not read it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_refused: bool,
    /// The run that settled it last.
    #[serde(default)]
    pub run: u64,
}

impl Kept {
    pub fn validators(&self) -> Validators {
        Validators {
            etag: self.etag.clone(),
            last_modified: self.last_modified.clone(),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// A run began: its number, and a hash of what it was asked for.
    Begun { run: u64, of: String },
    /// A run came to its end.
    Ended { run: u64 },
    File {
        key: String,
        #[serde(flatten)]
        kept: Kept,
    },
}

/// The state, and the run under way.
pub struct State {
    files: HashMap<String, Kept>,
    run: u64,
    out: File,
    pub is_resumed: bool,
}

impl State {
    /// Reads the state, and goes on with the last run if that was asked for the
    /// same and did not come to its end.
    ///
    /// # Errors
    /// The disk fails.
    pub fn open(folder: &Path, of: &str) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let (files, last, open) = read(&folder.join(FILE))?;
        let is_resumed = open.is_some_and(|open| open == of);
        let run = if is_resumed { last } else { last + 1 };
        let begun = Line::Begun {
            run,
            of: of.to_owned(),
        };
        write(folder, &files, begun)?;
        let out = OpenOptions::new().append(true).open(folder.join(FILE))?;
        Ok(Self {
            files,
            run,
            out,
            is_resumed,
        })
    }

    /// What is known of a file.
    pub fn of(&self, key: &str) -> Kept {
        self.files.get(key).cloned().unwrap_or_default()
    }

    /// Whether this run settled it before it was interrupted.
    pub fn is_settled(&self, key: &str) -> bool {
        let settled = |kept: &Kept| kept.run == self.run;
        self.is_resumed && self.files.get(key).is_some_and(settled)
    }

    /// A file is settled.
    ///
    /// # Errors
    /// The disk fails.
    pub fn settle(&mut self, key: &str, kept: Kept) -> std::io::Result<()> {
        let kept = Kept {
            run: self.run,
            ..kept
        };
        let line = Line::File {
            key: key.to_owned(),
            kept: kept.clone(),
        };
        self.files.insert(key.to_owned(), kept);
        add(&mut self.out, &line)
    }

    /// The run came to its end.
    ///
    /// # Errors
    /// The disk fails.
    pub fn end(mut self) -> std::io::Result<()> {
        add(&mut self.out, &Line::Ended { run: self.run })?;
        self.out.sync_data()
    }
}

type Read = (HashMap<String, Kept>, u64, Option<String>);

/// The files, the last run, and what that was asked for if it did not end.
fn read(path: &Path) -> std::io::Result<Read> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(read_lines(&bytes)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Read::default()),
        Err(e) => Err(e),
    }
}

pub(super) fn read_lines(bytes: &[u8]) -> Read {
    let (mut files, mut last, mut open) = Read::default();
    for line in bytes.split(|b| *b == b'\n') {
        match serde_json::from_slice(line) {
            Ok(Line::Begun { run, of }) => (last, open) = (run, Some(of)),
            Ok(Line::Ended { run }) if run == last => open = None,
            Ok(Line::File { key, kept }) => {
                files.insert(key, kept);
            }
            // An empty line, or one that a crash cut short.
            Ok(Line::Ended { .. }) | Err(_) => {}
        }
    }
    (files, last, open)
}

/// Writes the state anew, each file once; the old one stays until that is done.
fn write(folder: &Path, files: &HashMap<String, Kept>, begun: Line) -> std::io::Result<()> {
    let path = folder.join(NEW);
    let mut out = BufWriter::new(File::create(&path)?);
    let mut sorted: Vec<_> = files.iter().collect();
    sorted.sort_by_key(|(key, _)| *key);
    for (key, kept) in sorted {
        let (key, kept) = (key.clone(), kept.clone());
        add(&mut out, &Line::File { key, kept })?;
    }
    add(&mut out, &begun)?;
    out.flush()?;
    out.get_ref().sync_all()?;
    std::fs::rename(path, folder.join(FILE))
}

/// A line is written in one piece.
fn add(out: &mut impl Write, line: &Line) -> std::io::Result<()> {
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    out.write_all(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interrupted_run_goes_on_and_an_ended_one_does_not() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let open = |of| State::open(folder.path(), of);
        let mut first = open("a")?;
        assert!(!first.is_resumed);
        first.settle("1", Kept::default())?;
        drop(first);
        // A line that was cut short, as by a power cut.
        let path = folder.path().join(FILE);
        let mut bytes = std::fs::read(&path)?;
        bytes.extend_from_slice(b"{\"file\":{\"key\":\"2\",\"ru");
        std::fs::write(&path, bytes)?;
        let again = open("a")?;
        assert!(again.is_resumed && again.is_settled("1") && !again.is_settled("2"));
        again.end()?;
        let next = open("a")?;
        assert!(!next.is_resumed && !next.is_settled("1"));
        drop(next);
        assert!(!open("b")?.is_resumed);
        Ok(())
    }
}
