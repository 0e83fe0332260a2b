//! What the program could not do, sorted by whose fault it is.

use crate::tongue;
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The asker's fault.
    #[error("{message}")]
    Asked {
        message: String,
        hint: Option<String>,
    },
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    #[error("{}: {}", path.display(), ledger::error::in_words(source))]
    Io {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// The reader of our output went away; that is no fault at all.
    #[error("the output was closed")]
    Closed,
    #[error("the answer cannot be written: {0}")]
    Output(std::io::Error),
}

impl Error {
    pub fn asked(message: impl Into<String>) -> Self {
        Self::Asked {
            message: message.into(),
            hint: None,
        }
    }

    /// What the disk said of a path.
    pub fn at(path: &Path) -> impl Fn(std::io::Error) -> Self + '_ {
        |source| Self::Io {
            path: path.to_owned(),
            source,
        }
    }

    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Asked { hint, .. } => hint.clone(),
            Self::Ledger(e) => e.hint().map(tongue::words),
            Self::Io { source, .. } | Self::Output(source) => {
                ledger::error::of_disk(source).map(str::to_owned)
            }
            Self::Closed => None,
        }
    }
}

/// Failures of writing the output: a closed pipe is told apart.
impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Output(error),
        }
    }
}

pub type Result<T> = std::result::Result<T, Error>;
