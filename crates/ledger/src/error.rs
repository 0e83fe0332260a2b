//! What the ledger could not do.

use iati::said::{Said, phrase};
use std::path::PathBuf;

const MAKE_ROOM: &str = "make room and run the same command again: what is there is not read twice";

pub(crate) const FROM_A_COPY: &str = "put record.sqlite back from a copy of the ledger; what a publisher said cannot be derived from anything else";

/// Whether a disk, or what somebody may use of it, is full.
#[must_use]
pub fn is_full(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{QuotaExceeded, StorageFull};
    let mut inner = error
        .get_ref()
        .map(|e| e as &(dyn std::error::Error + 'static));
    // A library may have wrapped it.
    while let Some(wrapped) = inner {
        if wrapped
            .downcast_ref::<std::io::Error>()
            .is_some_and(is_full)
        {
            return true;
        }
        inner = wrapped.source();
    }
    matches!(error.kind(), StorageFull | QuotaExceeded)
}

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
    #[error("the search index {} was not made from what this ledger keeps", .0.display())]
    Astray(PathBuf),
    #[error("the search index {} was made by another version of Counterfoil", .0.display())]
    OtherMake(PathBuf),
    #[error("a redaction of {} is under way, or was cut off", .0.display())]
    Redacting(PathBuf),
    #[error("{} holds “{name}”, which is no export of ours", path.display())]
    NotAnExport { path: PathBuf, name: String },
    #[error("another import is writing to {}", .0.display())]
    Busy(PathBuf),
    #[error("no room left on the disk that holds {}: what was kept before is whole", .0.display())]
    DiskFull(PathBuf),
    #[error("{}: {}", path.display(), in_words(source))]
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
    #[error("the record {} is damaged: {source}", path.display())]
    Spoiled {
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
            Self::Foreign { .. } => {
                "name an empty or a new folder with --ledger; if it was a ledger, put it back from a copy"
            }
            Self::Newer { .. } => "use the Counterfoil that wrote it, or a newer one",
            Self::Older { .. } => {
                "bring it up to date: counterfoil ledger migrate --ledger DIR (the original stays until that is done; any import does it too)"
            }
            Self::InUse(_) => {
                "stop “counterfoil serve” and whatever else reads this ledger, then run the same again"
            }
            Self::Redacting(_) => {
                "no question is answered until the index has caught up: wait for the redaction to finish or, if it was cut off, run it or any import again"
            }
            Self::NotAnExport { .. } => "name an empty or a new folder with --output",
            Self::Busy(_) => phrase("wait until it is done; readers are not disturbed"),
            Self::DiskFull(_) => MAKE_ROOM,
            Self::Io { source, .. } if is_full(source) => MAKE_ROOM,
            Self::Spoiled { .. } => FROM_A_COPY,
            Self::Damaged(_) => {
                "“counterfoil ledger verify --ledger DIR” says all that is damaged, and what to do"
            }
            Self::Index { .. } | Self::Astray(_) | Self::OtherMake(_) => {
                "make it again: counterfoil ledger rebuild --ledger DIR (what is kept stays as it is)"
            }
            Self::Unfit { hint, .. } => hint,
            Self::Record { .. } => {
                "see that the disk is not full and that you may write to the folder; “counterfoil ledger verify --ledger DIR” tells whether the ledger is whole"
            }
            Self::Io { source, .. } => return of_disk(source),
        })
    }
}

/// What the disk says, without the number that the system gives it.
#[must_use]
pub fn in_words(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error ") {
        Some((words, _)) => words.to_owned(),
        None => text,
    }
}

/// What can be done where the disk says no.
#[must_use]
pub fn of_disk(error: &std::io::Error) -> Option<&'static str> {
    use std::io::ErrorKind as K;
    Some(match error.kind() {
        K::NotFound => "there is no file or folder of that name: check the spelling and the folder",
        K::PermissionDenied => {
            "you may not read or write there: name another place, or ask who may"
        }
        _ if is_full(error) => "the disk is full: make room on it and run the same command again",
        _ => return None,
    })
}

pub type Result<T> = std::result::Result<T, Error>;
