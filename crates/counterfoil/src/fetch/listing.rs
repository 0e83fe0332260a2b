//! Dataset lists: the IATI Registry's answers (CKAN) and the indices of the bulk
//! data service, recognised by what they hold.
//!
//! Only what is named here is read at all. Names and e-mail addresses of
//! maintainers, which both kinds hold, never reach this program's memory of it.

use ledger::dataset::{Based, Given};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::collections::HashMap;

/// A dataset that a registry lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    pub name: String,
    /// The publisher's short name in the registry.
    pub publisher: Option<String>,
    /// The publisher's identifier.
    pub publisher_id: Option<String>,
    /// Where it is to be fetched.
    pub url: String,
    /// Where its publisher put it, if that is elsewhere or not said by `url`.
    pub source: Option<String>,
    /// When the data were published.
    pub published: Option<Based>,
    /// When something of the dataset or its entry was last modified.
    pub modified: Option<Based>,
    /// The hash of exactly the bytes at `url`.
    pub hash: Option<String>,
}

impl Listed {
    /// What the ledger is told of it.
    pub fn given(&self) -> Given {
        Given {
            dataset: Some(self.name.clone()),
            dataset_basis: Some("name in the registry".to_owned()),
            publisher: self.publisher_id.clone(),
            told: self.published.clone(),
            modified: self.modified.clone(),
            ..Given::default()
        }
    }

    /// Whether a name or an identifier is its publisher's.
    pub fn is_of(&self, publisher: &str) -> bool {
        let same = |own: &Option<String>| {
            (own.as_deref()).is_some_and(|own| own.trim().eq_ignore_ascii_case(publisher.trim()))
        };
        same(&self.publisher) || same(&self.publisher_id)
    }
}

/// A list, or a page of one.
#[derive(Debug)]
pub enum List {
    /// One page of a registry's answer, and how many datasets there are in all.
    Page {
        total: usize,
        datasets: Vec<Listed>,
        entries: usize,
    },
    /// A whole index.
    Index(Vec<Listed>),
}

/// Reads a list of either kind.
///
/// # Errors
/// What it is instead.
pub fn parse(bytes: &[u8]) -> Result<List, String> {
    let start = bytes.iter().find(|b| !b.is_ascii_whitespace());
    if !matches!(start, Some(b'{' | 0xef)) {
        return Err("it is no dataset list (not JSON)".to_owned());
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let answer: Answer = serde_json::from_slice(bytes)
        .map_err(|why| format!("it is no dataset list that is known here: {why}"))?;
    match answer {
        Answer {
            datasets: Some(entries),
            ..
        } => Ok(List::Index(entries.listed())),
        Answer {
            result: Some(result),
            success,
            ..
        } if success != Some(false) => {
            let entries = result.results.len();
            let datasets = result.results.into_iter().filter_map(Package::listed);
            Ok(List::Page {
                total: result.count,
                datasets: datasets.collect(),
                entries,
            })
        }
        Answer {
            success: Some(false),
            ..
        } => Err("the registry answered with an error".to_owned()),
        _ => Err("it is no dataset list that is known here".to_owned()),
    }
}

/// Reads the metadata of one dataset, as bulk downloads keep it beside the file.
pub fn package(bytes: &[u8]) -> Option<Listed> {
    serde_json::from_slice::<Package>(bytes).ok()?.listed()
}

/// Reads the identifier of a publisher from its metadata.
pub fn publisher_id(bytes: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Publisher {
        publisher_iati_id: Option<String>,
        iati_identifier: Option<String>,
        result: Option<Box<Publisher>>,
    }
    let publisher: Publisher = serde_json::from_slice(bytes).ok()?;
    let publisher = publisher.result.map_or_else(
        || {
            (
                publisher.publisher_iati_id.clone(),
                publisher.iati_identifier.clone(),
            )
        },
        |inner| (inner.publisher_iati_id, inner.iati_identifier),
    );
    said(publisher.0).or(said(publisher.1))
}

#[derive(Deserialize)]
struct Answer {
    success: Option<bool>,
    result: Option<Answered>,
    datasets: Option<Entries>,
}

#[derive(Deserialize)]
struct Answered {
    count: usize,
    results: Vec<Package>,
}

/// A dataset in CKAN's words.
#[derive(Deserialize)]
struct Package {
    name: String,
    organization: Option<Organization>,
    publisher_iati_id: Option<Word>,
    metadata_modified: Option<Word>,
    #[serde(default)]
    extras: Vec<Extra>,
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Organization {
    name: Option<String>,
    publisher_iati_id: Option<Word>,
}

#[derive(Deserialize)]
struct Extra {
    key: String,
    value: Option<Word>,
}

#[derive(Deserialize)]
struct Resource {
    url: Option<String>,
    last_modified: Option<Word>,
}

/// A text, or something else that is then passed over.
#[derive(Deserialize)]
#[serde(untagged)]
enum Word {
    Text(String),
    Other(IgnoredAny),
}

fn word(word: Option<Word>) -> Option<String> {
    match word {
        Some(Word::Text(text)) => said(Some(text)),
        _ => None,
    }
}

/// A text that says something.
fn said(text: Option<String>) -> Option<String> {
    text.filter(|t| !t.trim().is_empty() && t != "None")
}

/// A moment, with the field that says it.
fn moment(text: Option<String>, field: &str) -> Option<Based> {
    let value = iati::date::stamp(&said(text)?)?;
    let basis = format!("{field} of the registry");
    Some(Based { value, basis })
}

impl Package {
    /// The dataset, if there is a file to it.
    fn listed(self) -> Option<Listed> {
        let resource = self.resources.into_iter().find(|r| r.url.is_some())?;
        let mut extra: HashMap<String, Option<Word>> =
            self.extras.into_iter().map(|e| (e.key, e.value)).collect();
        let mut extra = |key: &str| word(extra.remove(key).flatten());
        let published = moment(extra("data_updated"), "data_updated");
        let of_file = moment(word(resource.last_modified), "last_modified");
        let (publisher, organization_id) = match self.organization {
            Some(o) => (said(o.name), word(o.publisher_iati_id)),
            None => (None, None),
        };
        let own_id = word(self.publisher_iati_id).or_else(|| extra("publisher_iati_id"));
        Some(Listed {
            name: said(Some(self.name))?,
            publisher,
            publisher_id: own_id.or(organization_id),
            url: said(resource.url)?,
            source: None,
            published: published.or(of_file),
            modified: moment(word(self.metadata_modified), "metadata_modified"),
            hash: None,
        })
    }
}

/// The bulk data service had its datasets by name, and has them in a list.
struct Entries(Vec<Entry>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(EitherWay)
    }
}

struct EitherWay;

impl<'de> Visitor<'de> for EitherWay {
    type Value = Entries;

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("datasets")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Entries, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = from.next_element()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Entries, A::Error> {
        let mut entries = Vec::new();
        while let Some((IgnoredAny, entry)) = from.next_entry()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}

impl Entries {
    fn listed(self) -> Vec<Listed> {
        self.0.into_iter().filter_map(Entry::listed).collect()
    }
}

/// A dataset in the bulk data service's words: those of its first indices
/// (`name`, `url_xml`) and those of today (`short_name`, `last_known_good_dataset`).
#[derive(Deserialize)]
struct Entry {
    short_name: Option<String>,
    name: Option<String>,
    reporting_org_short_name: Option<String>,
    publisher_name: Option<String>,
    source_url: Option<String>,
    url_xml: Option<String>,
    hash: Option<String>,
    content_modified: Option<String>,
    server_header_last_modified: Option<String>,
    last_known_good_dataset: Option<Good>,
}

/// The copy that the service keeps.
#[derive(Default, Deserialize)]
struct Good {
    cached_dataset_xml_url: Option<String>,
    cached_dataset_url_xml: Option<String>,
    hash: Option<String>,
    server_header_last_modified: Option<String>,
}

impl Entry {
    fn name(&self) -> Option<&str> {
        self.short_name.as_deref().or(self.name.as_deref())
    }

    /// The dataset, if there is a copy or at least an address.
    fn listed(self) -> Option<Listed> {
        let name = said(self.name().map(str::to_owned))?;
        let good = self.last_known_good_dataset.unwrap_or_default();
        let copy = said(good.cached_dataset_xml_url)
            .or(said(good.cached_dataset_url_xml))
            .or(said(self.url_xml));
        let source = said(self.source_url);
        let hash = copy.as_ref().and(said(good.hash).or(said(self.hash)));
        let modified = good.server_header_last_modified;
        let modified = modified.or(self.server_header_last_modified);
        Some(Listed {
            name,
            publisher: said(self.reporting_org_short_name).or(said(self.publisher_name)),
            publisher_id: None,
            url: copy.or_else(|| source.clone())?,
            source,
            published: moment(self.content_modified, "content_modified"),
            modified: moment(modified, "server_header_last_modified"),
            hash,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_indices_of_the_bulk_data_service_are_read() {
        let now = r#"{"index_created":"x","datasets":[{"id":"1","short_name":"hf-acts","reporting_org_short_name":"hf",
            "source_url":"http://hf.example/a.xml","last_known_good_dataset":{"cached_dataset_xml_url":"http://bulk.example/hf/hf-acts.xml",
            "hash":"ab","downloaded":"2025-01-01 00:00:00+00:00"}}]}"#;
        let Ok(List::Index(listed)) = parse(now.as_bytes()) else {
            panic!("an index")
        };
        assert_eq!(listed[0].url, "http://bulk.example/hf/hf-acts.xml");
        assert_eq!(listed[0].source.as_deref(), Some("http://hf.example/a.xml"));
        assert_eq!(listed[0].hash.as_deref(), Some("ab"));
        let before = r#"{"index_created":"x","datasets":{"hf-acts":{"name":"hf-acts","publisher_name":"hf",
            "source_url":"http://hf.example/a.xml","url_xml":"","hash":"","last_successful_download":null}}}"#;
        let Ok(List::Index(listed)) = parse(before.as_bytes()) else {
            panic!("an index")
        };
        assert!(listed[0].is_of("HF"));
        assert_eq!(
            (listed[0].url.as_str(), &listed[0].hash),
            ("http://hf.example/a.xml", &None)
        );
    }

    #[test]
    fn what_is_no_list_is_said() {
        for text in [
            "<html>",
            "{}",
            "{\"datasets\": 5}",
            "[]",
            "{\"success\": false}",
            "",
        ] {
            assert!(parse(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn an_entry_without_a_file_is_passed_over() {
        let page = r#"{"success":true,"result":{"count":2,"results":[{"name":"a","resources":[]},
            {"name":"b","organization":null,"extras":[{"key":"data_updated","value":"2024-03-01 14:24:09"},{"key":"activity_count","value":10}],
            "resources":[{"url":"http://x.example/b.xml"}]}]}}"#;
        let Ok(List::Page {
            total,
            datasets,
            entries,
        }) = parse(page.as_bytes())
        else {
            panic!("a page")
        };
        assert_eq!((total, entries, datasets.len()), (2, 2, 1));
        let told = datasets[0].published.as_ref().map(|b| b.value.as_str());
        assert_eq!(told, Some("2024-03-01T14:24:09"));
    }
}
