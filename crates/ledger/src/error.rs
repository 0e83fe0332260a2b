//! What the ledger could not do.

use iati::said::{Said, phrase};
use std::path::PathBuf;

/// A failure of disk or format, naming what was at hand.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no ledger in {}", .0.display())]
    NoLedger(PathBuf),
    #[error("{} belongs to another program: {what}", path.display())]
    Foreign { path: PathBuf, what: String },
    #[error("{} was written by a newer Counterfoil (format {found}, this one reads up to {known})", path.display())]
    Newer {
        path: PathBuf,
        found: i64,
        known: i64,
    },
    #[error("{} is of an older format ({found}, this Counterfoil reads {known})", path.display())]
    Older {
        path: PathBuf,
        found: i64,
        known: i64,
    },
    #[error("somebody has {} open: it was left as it is", .0.display())]
    InUse(PathBuf),
    #[error("the index {} belongs to another state of the record", .0.display())]
    Astray(PathBuf),
    #[error("a redaction of {} is under way, or was cut off", .0.display())]
    Redacting(PathBuf),
    #[error("{} holds “{name}”, which is no export of ours", path.display())]
    NotAnExport { path: PathBuf, name: String },
    #[error("another import is writing to {}", .0.display())]
    Busy(PathBuf),
    #[error("no room left on the disk that holds {}: nothing of the last file was kept", .0.display())]
    DiskFull(PathBuf),
    #[error("{}: {source}", path.display())]
    Io {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the record {}: {source}", path.display())]
    Record {
        path: PathBuf,
        #[source]
        source: rusqlite::Error,
    },
    #[error("the index {}: {source}", path.display())]
    Index {
        path: PathBuf,
        #[source]
        source: tantivy::TantivyError,
    },
    #[error("{what}")]
    Unfit { what: Said, hint: &'static str },
    #[error("the record is damaged: {0}")]
    Damaged(String),
}

impl Error {
    /// What the asker can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoLedger(_) => "make one with “counterfoil import FILE… --ledger DIR”",
            Self::Foreign { .. } => "name an empty or a new folder with --ledger",
            Self::Newer { .. } => "use the Counterfoil that wrote it, or a newer one",
            Self::Older { .. } => {
                "bring it up to date: counterfoil ledger migrate --ledger DIR (the original stays until that is done; any import does it too)"
            }
            Self::InUse(_) => {
                "stop “counterfoil serve” and whatever else reads this ledger, then run the same again"
            }
            Self::Redacting(_) => {
                "nothing is told until the index follows: wait until it is done, or, if it was cut off, run it or any import again"
            }
            Self::NotAnExport { .. } => "name an empty or a new folder with --output",
            Self::Busy(_) => phrase("wait until it is done; readers are not disturbed"),
            Self::DiskFull(_) => {
                "make room and run the same command again: what is there is not read twice"
            }
            Self::Index { .. } | Self::Astray(_) => {
                "the index can be made again: counterfoil ledger rebuild"
            }
            Self::Unfit { hint, .. } => hint,
            Self::Io { .. } | Self::Record { .. } | Self::Damaged(_) => return None,
        })
    }
}

pub type Result<T> = std::result::Result<T, Error>;
