//! The folder that an export is written to: only ours, and whole or not there.

use super::table::TABLES;
use super::{Result, questions};
use crate::error::Error;
use std::cell::RefCell;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Ends the name of a file that is not finished.
const PART: &str = ".part";

pub(super) struct Folder {
    path: PathBuf,
    written: RefCell<Vec<String>>,
}

fn io(path: &Path) -> impl Fn(std::io::Error) -> Error + '_ {
    move |source| Error::Io {
        path: path.to_owned(),
        source,
    }
}

impl Folder {
    /// Opens a folder that is new, empty, or holds an earlier export.
    pub(super) fn open(path: &Path) -> Result<Self> {
        std::fs::create_dir_all(path).map_err(io(path))?;
        for name in names(path)? {
            if !is_ours(&name) {
                let path = path.to_owned();
                return Err(Error::NotAnExport { path, name });
            }
        }
        Ok(Self {
            path: path.to_owned(),
            written: RefCell::default(),
        })
    }

    /// A file that gets its name when all are finished.
    pub(super) fn create(&self, name: &str) -> Result<(File, PathBuf)> {
        let path = self.path.join(format!("{name}{PART}"));
        let file = File::create(&path).map_err(io(&path))?;
        self.written.borrow_mut().push(name.to_owned());
        Ok((file, path))
    }

    pub(super) fn write(&self, name: &str, text: &str) -> Result<()> {
        let (mut file, path) = self.create(name)?;
        std::io::Write::write_all(&mut file, text.as_bytes()).map_err(io(&path))
    }

    /// Gives the files their names, and takes away what an earlier export left.
    pub(super) fn finish(self) -> Result<()> {
        let written = self.written.into_inner();
        for name in &written {
            let part = self.path.join(format!("{name}{PART}"));
            std::fs::rename(&part, self.path.join(name)).map_err(io(&part))?;
        }
        for name in names(&self.path)? {
            if !written.contains(&name) {
                let path = self.path.join(name);
                std::fs::remove_file(&path).map_err(io(&path))?;
            }
        }
        Ok(())
    }
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(folder).map_err(io(folder))?;
    let mut names: Vec<String> = entries
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort_unstable();
    Ok(names)
}

fn is_ours(name: &str) -> bool {
    let name = name.strip_suffix(PART).unwrap_or(name);
    let is_table = |stem: &str| TABLES.iter().any(|t| t.name == stem);
    match name.rsplit_once('.') {
        Some((stem, "parquet" | "csv")) => is_table(stem),
        _ => name == questions::FILE,
    }
}
