//! Bulk downloads: folders of `PUBLISHER/DATASET.xml` with metadata beside them.
//!
//! Two layouts are known: `data/PUBLISHER/DATASET.xml` with
//! `metadata/PUBLISHER/DATASET.json` (an entry of the registry for each file), and
//! `datasets/PUBLISHER/DATASET.xml` with an index in the folder above. Metadata is
//! looked for inside the folders that were named only.

use super::job::Job;
use super::listing::{self, List, Listed};
use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The largest metadata of one dataset, and the largest index.
const ENTRY: u64 = 4 << 20;
const INDEX: u64 = 512 << 20;

/// The metadata in some folders, read as it is asked for.
pub struct Bulk<'a> {
    named: &'a [PathBuf],
    indices: HashMap<PathBuf, HashMap<String, Listed>>,
    publishers: HashMap<PathBuf, Option<String>>,
    used: HashSet<String>,
}

impl<'a> Bulk<'a> {
    pub fn new(named: &'a [PathBuf]) -> Self {
        Self {
            named,
            indices: HashMap::new(),
            publishers: HashMap::new(),
            used: HashSet::new(),
        }
    }

    /// What the metadata says of a file.
    pub fn of(&mut self, file: &Path) -> Option<Job> {
        let name = name_of(file)?;
        let folder = file.parent()?;
        let publisher = folder.file_name()?;
        let above = folder.parent()?.parent().unwrap_or(Path::new(""));
        let entries = [
            above
                .join("metadata")
                .join(publisher)
                .join(format!("{name}.json")),
            folder.join(format!("{name}.json")),
        ];
        let entry = entries.into_iter().find_map(|path| self.entry(&path));
        let listed = match entry {
            Some(entry) => Some(entry),
            None => self.indexed(above, &name),
        };
        let mut listed = listed.filter(|l| l.name == name)?;
        if listed.publisher_id.is_none() {
            listed.publisher_id = self.publisher(above, publisher);
        }
        Some(Job::listed(listed))
    }

    /// Whether a file was read as metadata, by its name as it is shown.
    pub fn has_used(&self, file: &str) -> bool {
        self.used.contains(file)
    }

    fn entry(&mut self, path: &Path) -> Option<Listed> {
        let listed = listing::package(&self.read(path, ENTRY)?)?;
        self.note(path);
        Some(listed)
    }

    fn publisher(&mut self, above: &Path, publisher: &OsStr) -> Option<String> {
        let mut name = publisher.to_owned();
        name.push(".json");
        let path = above.join("metadata").join(name);
        if let Some(known) = self.publishers.get(&path) {
            return known.clone();
        }
        let bytes = self.read(&path, ENTRY);
        if bytes.is_some() {
            self.note(&path);
        }
        let id = bytes.and_then(|bytes| listing::publisher_id(&bytes));
        self.publishers.insert(path, id.clone());
        id
    }

    /// What the indices of a folder say of a dataset; the first that names it.
    fn indexed(&mut self, folder: &Path, name: &str) -> Option<Listed> {
        if !self.indices.contains_key(folder) {
            let index = self.index(folder);
            self.indices.insert(folder.to_owned(), index);
        }
        self.indices.get(folder)?.get(name).cloned()
    }

    fn index(&mut self, folder: &Path) -> HashMap<String, Listed> {
        let mut all = HashMap::new();
        let entries = match self.is_named(folder) {
            true => std::fs::read_dir(folder).ok(),
            false => None,
        };
        let paths = entries.into_iter().flatten().flatten().map(|e| e.path());
        let mut paths: Vec<PathBuf> = paths
            .filter(|p| p.extension().is_some_and(|e| e == "json"))
            .collect();
        paths.sort();
        for path in paths {
            let list = self.read(&path, INDEX).map(|bytes| listing::parse(&bytes));
            if let Some(Ok(List::Index(datasets))) = list {
                self.note(&path);
                for dataset in datasets {
                    all.entry(dataset.name.clone()).or_insert(dataset);
                }
            }
        }
        all
    }

    fn is_named(&self, path: &Path) -> bool {
        self.named.iter().any(|named| path.starts_with(named))
    }

    fn read(&self, path: &Path, limit: u64) -> Option<Vec<u8>> {
        let is_named = self.is_named(path);
        let meta = std::fs::metadata(path).ok().filter(|_| is_named)?;
        let fits = meta.is_file() && meta.len() <= limit;
        fits.then(|| std::fs::read(path).ok()).flatten()
    }

    fn note(&mut self, path: &Path) {
        self.used.insert(path.display().to_string());
    }
}

/// A file's name without the endings that say what is in it.
fn name_of(file: &Path) -> Option<String> {
    let name = file.file_name()?.to_str()?;
    let packed = name
        .strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".zst"));
    let name = packed.unwrap_or(name).strip_suffix(".xml")?;
    Some(name.to_owned())
}
