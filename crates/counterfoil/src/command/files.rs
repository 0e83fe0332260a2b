//! Which files a command is to read.

use crate::error::{Error, Result};
use ledger::error::in_words;
use std::path::{Path, PathBuf};

/// A file to read, under the name that the user would give it.
#[derive(Clone, Debug)]
pub struct Found {
    pub path: PathBuf,
    pub name: String,
}

/// What a list of paths comes to.
#[derive(Debug, Default)]
pub struct Files {
    pub to_read: Vec<Found>,
    /// Files in folders that are not XML by their name.
    pub passed_over: Vec<String>,
    /// Paths named that cannot be looked at, and why.
    pub missing: Vec<(String, String)>,
}

/// Walks the paths: files as named, folders with all below them, in order of
/// name.
///
/// # Errors
/// A folder holds no file that could be read.
pub fn find(paths: &[PathBuf]) -> Result<Files> {
    let mut files = Files::default();
    for path in paths {
        let before = files.to_read.len();
        match std::fs::metadata(path) {
            Ok(meta) if meta.is_dir() => {
                walk(path, &mut files);
                if files.to_read.len() == before {
                    return Err(Error::Asked {
                        message: format!("{}: no XML file in this folder", path.display()),
                        hint: Some(
                            "files that end in .xml, .xml.gz or .xml.zst are read".to_owned(),
                        ),
                    });
                }
            }
            Ok(_) => files.to_read.push(found(path)),
            Err(e) => files
                .missing
                .push((path.display().to_string(), in_words(&e))),
        }
    }
    Ok(files)
}

fn found(path: &Path) -> Found {
    Found {
        path: path.to_owned(),
        name: path.display().to_string(),
    }
}

fn walk(folder: &Path, files: &mut Files) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) => {
            files
                .missing
                .push((folder.display().to_string(), in_words(&e)));
            return;
        }
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.sort();
    for path in paths {
        // A link to a folder may lead back to one above it; a pipe has no end.
        let kind = std::fs::symlink_metadata(&path).map(|meta| meta.file_type());
        if kind.is_ok_and(|kind| kind.is_dir()) {
            walk(&path, files);
        } else if is_xml(&path) && std::fs::metadata(&path).map_or(true, |meta| meta.is_file()) {
            files.to_read.push(found(&path));
        } else {
            files.passed_over.push(path.display().to_string());
        }
    }
}

fn is_xml(path: &Path) -> bool {
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let unpacked = name
        .strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".zst"))
        .unwrap_or(&name);
    unpacked.ends_with(".xml")
}
