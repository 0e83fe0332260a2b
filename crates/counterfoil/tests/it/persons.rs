//! No person is on record: what contact fields say is nowhere in a ledger's
//! bytes, unpacked.

use crate::support::{Folder, activity, document};
use std::path::Path;
use tantivy::schema::Value;

/// Every text that a ledger holds: the record's rows with contents unpacked,
/// the index's stored rows and its dictionary, and all other files raw.
pub fn everything(ledger: &Path, tell: &mut dyn FnMut(&str)) {
    record(&ledger.join("record.sqlite"), tell);
    index(&ledger.join("index"), tell);
}

fn record(path: &Path, tell: &mut dyn FnMut(&str)) {
    let record = rusqlite::Connection::open(path).expect("a record");
    let mut tables = record
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .expect("tables");
    let names: Vec<String> = tables
        .query_map([], |r| r.get(0))
        .expect("rows")
        .flatten()
        .collect();
    assert!(names.len() >= 5, "{names:?}");
    for name in names {
        let mut all = record
            .prepare(&format!("SELECT * FROM {name}"))
            .expect("a table");
        let columns = all.column_count();
        let mut rows = all.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            for at in 0..columns {
                match row.get_ref(at).expect("a value") {
                    rusqlite::types::ValueRef::Text(text) => tell(&String::from_utf8_lossy(text)),
                    rusqlite::types::ValueRef::Blob(blob) => {
                        let unpacked = zstd::decode_all(blob).unwrap_or_else(|_| blob.to_vec());
                        tell(&String::from_utf8_lossy(&unpacked));
                    }
                    _ => {}
                }
            }
        }
    }
}

fn index(path: &Path, tell: &mut dyn FnMut(&str)) {
    let index = tantivy::Index::open_in_dir(path).expect("an index");
    let schema = index.schema();
    let reader = index.reader().expect("a reader");
    for segment in reader.searcher().segment_readers() {
        let store = segment.get_store_reader(1).expect("a store");
        for doc in store.iter::<tantivy::TantivyDocument>(None) {
            for (_, value) in doc.expect("a document").field_values() {
                if let Some(bytes) = value.as_bytes() {
                    tell(&String::from_utf8_lossy(bytes));
                }
            }
        }
        for (field, entry) in schema.fields() {
            let Ok(terms) = segment.inverted_index(field) else {
                continue;
            };
            if !entry.field_type().is_indexed() || entry.field_type().is_json() {
                continue;
            }
            let mut stream = terms.terms().stream().expect("terms");
            while stream.advance() {
                tell(&String::from_utf8_lossy(stream.key()));
            }
            if let Ok(Some(labels)) = segment.fast_fields().str(entry.name()) {
                let mut stream = labels.dictionary().stream().expect("labels");
                while stream.advance() {
                    tell(&String::from_utf8_lossy(stream.key()));
                }
            }
        }
    }
}

#[test]
fn what_contact_fields_say_is_nowhere_in_the_ledger() {
    let contact = "<contact-info type=\"1\" email=\"zelda@example.org\"><organisation><narrative>Harbour Fund</narrative></organisation>\
        <department><narrative>Quays</narrative></department><person-name><narrative>Zelda Quimby-Example</narrative></person-name>\
        <job-title><narrative>Quaymaster General</narrative></job-title><telephone>+99 555 0100 199</telephone>\
        <email>zelda.quimby@example.org</email><website>https://example.org</website>\
        <mailing-address><narrative>7 Pier Walk, Larkmoor 99321</narrative></mailing-address></contact-info>";
    let elsewhere = "<contact-info who=\"Zelda\">Zelda Quimby, 0100 199 555<Person-Name>Zelda Quimby</Person-Name>\
        <organisation head=\"Zelda Quimby\"><contact>Zelda Quimby</contact></organisation></contact-info>\
        <title author=\"zelda@example.org\"><narrative>Quay</narrative></title>\
        <related-activity ref=\"XI-A-1\" type=\"2\">ask zelda@example.org</related-activity>";
    let told = "<description><narrative>Ask Zelda  QUIMBY-Example (zelda.quimby@example.org, +99 555 0100 199) at 7 Pier Walk, \
        Larkmoor 99321; identity number 11010519491231002X.</narrative></description>\
        <!-- Zelda Quimby-Example wrote this --><document-link url=\"mailto:zelda@example.org\"/>\
        <transaction><transaction-type code=\"3\"/><transaction-date iso-date=\"2024-01-01\"/><value>5550100199</value>\
        <description><narrative>Paid on the word of Zelda Quimby-Example</narrative></description></transaction>";
    let folder = Folder::new();
    let file = folder.write(
        "a.xml",
        document(&(activity(1, contact) + &activity(2, told) + &activity(3, elsewhere)))
            .replace(
                "version=\"2.03\"",
                "version=\"2.03\" xml:lang=\"zelda@example.org\"",
            )
            .replace(
                "<narrative>Harbour Fund<",
                "<narrative>Harbour Fund zelda@example.org<",
            ),
    );
    let said = folder.import(&[&file]);
    assert_eq!(said.status, 0, "{}", said.err);
    let mut texts = String::new();
    everything(&folder.path("ledger"), &mut |text| {
        texts.push_str(&text.to_lowercase());
        texts.push('\n');
    });
    for kept in [
        "harbour fund",
        "quays",
        "https://example.org",
        "5550100199",
        "[name withheld]",
        "[e-mail withheld]",
    ] {
        assert!(texts.contains(kept), "{kept} stays");
    }
    for gone in [
        "zelda",
        "quimby",
        "quaymaster",
        "@example",
        "0100 199",
        "pier walk",
        "99321",
        "11010519491231002x",
    ] {
        let at = texts.find(gone);
        assert_eq!(
            at,
            None,
            "{gone}: {}",
            at.map_or("", |at| &texts[at.saturating_sub(80)..at + 40])
        );
    }
    let publications = folder.ask(&["publications"]);
    let withheld = publications["rows"][0]["withheld"].as_u64();
    assert!(withheld.is_some_and(|n| n >= 12), "{withheld:?}");
}

#[test]
fn paths_are_redacted_too() {
    let folder = Folder::new();
    folder.write(
        "in/ke zelda@example.org/acts.xml",
        document(&activity(1, "")),
    );
    folder.write(
        "in/ug zora@example.org/acts.xml",
        document(&activity(2, "")),
    );
    assert_eq!(folder.import(&[&folder.arg("in")]).status, 0);
    assert_eq!(folder.ask(&["activities"])["total"], 2);
    everything(&folder.path("ledger"), &mut |text| {
        assert!(!text.contains("@example.org"), "{text}");
    });
}
