//! Which dataset a publication belongs to, and when it was published.
//!
//! A publication supersedes the earlier ones of its dataset only. Both answers
//! come with the basis that they rest on.

use iati::said;
use iati::said::{Give, Said, phrase};
use serde::{Deserialize, Serialize};

/// What is known of a file besides its content.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// `--dataset`, or the name that a registry or a bulk download has for it.
    pub dataset: Option<String>,
    /// What that name rests on, if it was not given on the command line.
    pub dataset_basis: Option<String>,
    /// `--published`, as a stamp.
    pub published: Option<String>,
    /// What that stamp rests on, if it was not given on the command line.
    pub published_basis: Option<String>,
    /// The publisher's identifier by its metadata, for a file that names none.
    pub publisher: Option<String>,
    /// When the data were published, by its metadata.
    pub told: Option<Based>,
    /// When something of it was last modified: better than the time of import,
    /// and than nothing else.
    pub modified: Option<Based>,
}

/// What the first reading of a file found.
#[derive(Clone, Debug, Default)]
pub struct Stated {
    /// The one reporting organisation, if there is one only.
    pub publisher: Option<String>,
    /// The one dataset that a query service noted on every activity.
    pub noted_dataset: Option<String>,
    /// `generated-datetime` of the root.
    pub generated: Option<String>,
    /// The newest `last-updated-datetime`.
    pub last_updated: Option<String>,
}

/// A value and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Based {
    pub value: String,
    pub basis: String,
}

/// What a value can rest on, here and where files are fetched.
const BASES: [&str; 13] = [
    phrase("given"),
    phrase("noted in the file, and file name"),
    phrase("publisher and file name"),
    phrase("folder and file name"),
    phrase("file name"),
    phrase("time of import"),
    NAME_DATE,
    phrase("empty"),
    phrase("as the file of this name before"),
    phrase("shares nothing with the file of this name elsewhere"),
    phrase("name in the registry"),
    phrase("Last-Modified of the download"),
    phrase("time of the fetch that found it back"),
];

impl Based {
    /// The basis in words, each part by itself. A name of a field stays as it is.
    #[must_use]
    pub fn basis(&self) -> Vec<Said> {
        self.basis.split("; ").map(part).collect()
    }
}

fn part(text: &str) -> Said {
    let numbers = |open: &str, close: &str| {
        let inner = text.strip_prefix(open)?.strip_suffix(close)?;
        Some(inner.to_owned())
    };
    if let Some(statement) = numbers("corrected (statement ", ")") {
        return said!("corrected (statement {statement})", statement);
    }
    let moved = numbers("moved as publication ", ")");
    let moved = moved
        .as_ref()
        .and_then(|m| m.split_once(" was (statement "));
    if let Some((publication, statement)) = moved {
        return said!(
            "moved as publication {publication} was (statement {statement})",
            publication,
            statement
        );
    }
    if let Some(field) = text.strip_suffix(" of the registry") {
        return said!("{field} of the registry", field);
    }
    match BASES.iter().find(|known| **known == text) {
        Some(known) => Said::new(known, Vec::new()),
        None => Said::new("{text}", vec![("text", text.give())]),
    }
}

fn based(value: impl Into<String>, basis: &str) -> Based {
    Based {
        value: value.into(),
        basis: basis.to_owned(),
    }
}

/// The dataset: given, else the one that a query service noted on the activities,
/// else the publisher (of a file with several: the folder); told apart by the
/// file's name without its date.
///
/// The file name counts beside a noted dataset too: what a query service hands
/// out is the answer to a search, and the answer to one search must not
/// supersede that to another.
#[must_use]
pub fn name(given: &Given, stated: &Stated, source: &str) -> Based {
    if let Some(name) = &given.dataset {
        return based(name, given.dataset_basis.as_deref().unwrap_or("given"));
    }
    let mut parts = source.rsplit(['/', '\\']);
    let stem = without_date(stem(parts.next().unwrap_or(source)));
    let (owner, basis) = match (&stated.noted_dataset, &stated.publisher) {
        (Some(noted), _) => (noted.as_str(), "noted in the file, and file name"),
        (None, Some(publisher)) => (publisher.as_str(), "publisher and file name"),
        (None, None) => (parts.next().unwrap_or(""), "folder and file name"),
    };
    match (owner.is_empty(), stem.is_empty()) {
        (true, _) => based(stem, "file name"),
        (false, true) => based(owner, basis),
        (false, false) => based(format!("{owner}/{stem}"), basis),
    }
}

/// When it was published: given, else told by its metadata, else the newest
/// stamp in the file, else the date in its name, else when it was last modified,
/// else the time of import. A stamp after the import is passed over: nobody
/// publishes tomorrow. So is a told one before the newest stamp in the file:
/// nothing is published before it is written, the metadata is of an earlier file.
#[must_use]
pub fn published(given: &Given, stated: &Stated, source: &str, imported: &str) -> Based {
    if let Some(stamp) = &given.published {
        let basis = given.published_basis.as_deref().unwrap_or("given");
        return based(stamp, basis);
    }
    let possible = |stamp: &&String| stamp.as_str() <= imported;
    let stamps = [
        (&stated.generated, "generated-datetime"),
        (&stated.last_updated, "last-updated-datetime"),
    ];
    let newest = stamps
        .iter()
        .filter_map(|(stamp, basis)| stamp.as_ref().filter(possible).map(|s| (s, *basis)))
        .max();
    let told = given.told.as_ref().filter(|t| possible(&&t.value));
    match (told, newest) {
        (Some(told), Some((stamp, _))) if told.value >= *stamp => return told.clone(),
        (Some(told), None) => return told.clone(),
        (_, Some((stamp, basis))) => return based(stamp, basis),
        (None, None) => {}
    }
    if let Some(stamp) = date_of_name(source).filter(|s| possible(&s)) {
        return based(stamp, NAME_DATE);
    }
    if let Some(modified) = given.modified.as_ref().filter(|m| possible(&&m.value)) {
        return modified.clone();
    }
    based(imported, "time of import")
}

/// What a day read off a file name rests on.
pub(crate) const NAME_DATE: &str = phrase("date in the file name");

/// The day in a file's name, as a stamp.
#[must_use]
pub(crate) fn date_of_name(source: &str) -> Option<String> {
    date_in(stem(file_name(source)))
}

fn file_name(source: &str) -> &str {
    source.rsplit(['/', '\\']).next().unwrap_or(source)
}

/// The folder that a file stands in.
#[must_use]
pub(crate) fn folder(source: &str) -> Option<&str> {
    source.rsplit(['/', '\\']).nth(1).filter(|f| !f.is_empty())
}

/// Whether two files have one name, dates apart, in folders of one name.
#[must_use]
pub(crate) fn same_series(a: &str, b: &str) -> bool {
    let series = |source| (folder(source), without_date(stem(file_name(source))));
    series(a) == series(b)
}

/// The file name without the endings that say what is in it.
fn stem(file: &str) -> &str {
    let mut stem = file;
    for ending in [
        ".zst", ".gz", ".xml", ".XML", ".xlsx", ".xls", ".ods", ".csv",
    ] {
        stem = stem.strip_suffix(ending).unwrap_or(stem);
    }
    stem
}

/// Where `YYYY-MM-DD`, `YYYY_MM_DD`, `YYYYMMDD` or `YYYY-qN` stands.
fn find_date(text: &str) -> Option<(usize, usize, String)> {
    let bytes = text.as_bytes();
    for start in 0..bytes.len() {
        let before = start.checked_sub(1).map(|i| bytes[i]);
        if before.is_some_and(|b| b.is_ascii_digit()) || !text.is_char_boundary(start) {
            continue;
        }
        for length in [10, 8, 7] {
            let end = start + length;
            let after = bytes.get(end).copied();
            if end > bytes.len()
                || !text.is_char_boundary(end)
                || after.is_some_and(|b| b.is_ascii_digit())
            {
                continue;
            }
            if let Some(day) = day_of(&text[start..end]) {
                return Some((start, end, day));
            }
        }
    }
    None
}

fn day_of(text: &str) -> Option<String> {
    let plain = match text.len() {
        10 => {
            let separator = text.as_bytes()[4];
            if text.as_bytes()[7] != separator || !matches!(separator, b'-' | b'_' | b'.') {
                return None;
            }
            format!("{}-{}-{}", text.get(..4)?, text.get(5..7)?, text.get(8..)?)
        }
        8 if text.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])
        }
        7 => {
            let last = match text.get(4..)?.to_ascii_lowercase().as_str() {
                "-q1" => "03-31",
                "-q2" => "06-30",
                "-q3" => "09-30",
                "-q4" => "12-31",
                _ => return None,
            };
            format!("{}-{last}", &text[..4])
        }
        _ => return None,
    };
    let recent = |d: &jiff::civil::Date| (1990..2200).contains(&d.year());
    let date = iati::date::parse(&plain).ok().filter(recent)?;
    Some(date.to_string())
}

fn date_in(stem: &str) -> Option<String> {
    find_date(stem).map(|(_, _, day)| format!("{day}T00:00:00"))
}

fn without_date(stem: &str) -> String {
    let Some((start, end, _)) = find_date(stem) else {
        return stem.to_owned();
    };
    let rest = format!(
        "{}{}",
        stem[..start].trim_end_matches(['-', '_', '.', ' ']),
        &stem[end..]
    );
    rest.trim_matches(['-', '_', '.', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(stated: &Stated, source: &str) -> String {
        name(&Given::default(), stated, source).value
    }

    #[test]
    fn a_dataset_is_a_file_name_without_its_date() {
        let mut stated = Stated::default();
        assert_eq!(named(&stated, "a/acts-2024-05-01.xml.gz"), "a/acts");
        assert_eq!(named(&stated, "a/acts_20240501_all.xml"), "a/acts_all");
        assert_eq!(named(&stated, "a/2024-q1.xml"), "a");
        stated.publisher = Some("XI-A".to_owned());
        assert_eq!(named(&stated, "b/acts-12345678.xml"), "XI-A/acts-12345678");
        stated.noted_dataset = Some("a-all".to_owned());
        assert_eq!(named(&stated, "b/search-2024-01-01.xml"), "a-all/search");
    }

    #[test]
    fn a_basis_is_said_as_it_is_kept() {
        for basis in [
            "given",
            "corrected (statement 7)",
            "file name; moved as publication 3 was (statement 12)",
            "empty; as the file of this name before",
            "metadata_modified of the registry",
            "a {basis} of another program",
        ] {
            let parts = based("x", basis).basis();
            let parts: Vec<String> = parts.iter().map(Said::to_string).collect();
            assert_eq!(parts.join("; "), basis);
        }
        let numbered = &based("x", "corrected (statement 7)").basis()[0];
        assert_eq!(numbered.english(), "corrected (statement {statement})");
    }

    #[test]
    fn the_newest_possible_stamp_is_when_it_was_published() {
        let now = "2026-01-01T00:00:00";
        let mut stated = Stated::default();
        let when = |stated: &Stated, source| {
            let based = published(&Given::default(), stated, source, now);
            format!("{} ({})", based.value, based.basis)
        };
        assert_eq!(
            when(&stated, "x.xml"),
            "2026-01-01T00:00:00 (time of import)"
        );
        assert_eq!(
            when(&stated, "x-2024-q2.xml"),
            "2024-06-30T00:00:00 (date in the file name)"
        );
        stated.last_updated = Some("2024-02-02T00:00:00".to_owned());
        stated.generated = Some("2091-01-01T00:00:00".to_owned());
        assert_eq!(
            when(&stated, "x-2024-q2.xml"),
            "2024-02-02T00:00:00 (last-updated-datetime)"
        );
    }

    #[test]
    fn metadata_tells_unless_the_file_is_newer() {
        let at = |value: &str, basis: &str| Some(based(value, basis));
        let given = Given {
            dataset: Some("aa-all".to_owned()),
            dataset_basis: Some("registry".to_owned()),
            told: at("2024-03-03T00:00:00", "registry"),
            modified: at("2024-01-01T00:00:00", "Last-Modified"),
            ..Given::default()
        };
        let mut stated = Stated::default();
        let now = "2026-01-01T00:00:00";
        let basis = |given: &Given, stated: &Stated| published(given, stated, "x.xml", now).basis;
        assert_eq!(name(&given, &stated, "x.xml").basis, "registry");
        assert_eq!(basis(&given, &stated), "registry");
        stated.generated = Some("2024-03-02T00:00:00".to_owned());
        assert_eq!(basis(&given, &stated), "registry");
        stated.generated = Some("2024-03-04T00:00:00".to_owned());
        assert_eq!(basis(&given, &stated), "generated-datetime");
        let untold = Given {
            told: at("2091-01-01T00:00:00", "registry"),
            ..given
        };
        assert_eq!(basis(&untold, &Stated::default()), "Last-Modified");
    }
}
