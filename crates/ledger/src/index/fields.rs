//! The columns of the index.

use super::Kind;
use super::derive::Doc;
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};

/// Name of the tokenizer for text.
pub(super) const WORDS: &str = "words";

/// All fields. Keywords are compared in the form of [`flow::key::of`]; labels
/// are kept as written, for grouping.
#[derive(Clone)]
pub(crate) struct Fields {
    pub kind: Field,
    pub version: Field,
    pub ordinal: Field,
    /// The row as JSON.
    pub row: Field,
    /// Keywords, for filters.
    pub identifier: Field,
    pub reporter_key: Field,
    pub provider_key: Field,
    pub receiver_key: Field,
    pub organisations: Field,
    pub places: Field,
    pub sectors: Field,
    pub status: Field,
    /// Identifiers of other activities that an entry names.
    pub linked: Field,
    /// Text.
    pub title: Field,
    pub text: Field,
    pub names: Field,
    /// Labels, for sums.
    pub reporter: Field,
    pub provider: Field,
    pub receiver: Field,
    pub place: Field,
    pub sector: Field,
    pub transaction_type: Field,
    pub year: Field,
    pub currency: Field,
    /// The value: `high` × 2^64 + `low`, times 10^-`scale`; absent if it is not known.
    pub value_high: Field,
    pub value_low: Field,
    pub value_scale: Field,
}

impl Fields {
    pub(super) fn new() -> (Schema, Self) {
        let mut b = Schema::builder();
        let keyword = || {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer("raw")
                    .set_fieldnorms(false)
                    .set_index_option(IndexRecordOption::Basic),
            )
        };
        let label = || TextOptions::default().set_fast("raw");
        let words = || {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer(WORDS)
                    .set_fieldnorms(false)
                    .set_index_option(IndexRecordOption::WithFreqsAndPositions),
            )
        };
        let fields = Self {
            kind: b.add_u64_field("kind", INDEXED),
            version: b.add_u64_field("version", FAST | INDEXED),
            ordinal: b.add_u64_field("ordinal", FAST),
            row: b.add_bytes_field("row", STORED),
            identifier: b.add_text_field("identifier", keyword()),
            reporter_key: b.add_text_field("reporter_key", keyword()),
            provider_key: b.add_text_field("provider_key", keyword()),
            receiver_key: b.add_text_field("receiver_key", keyword()),
            organisations: b.add_text_field("organisations", keyword()),
            places: b.add_text_field("places", keyword()),
            sectors: b.add_text_field("sectors", keyword()),
            status: b.add_text_field("status", keyword()),
            linked: b.add_text_field("linked", keyword()),
            title: b.add_text_field("title", words()),
            text: b.add_text_field("text", words()),
            names: b.add_text_field("names", words()),
            reporter: b.add_text_field("reporter", label()),
            provider: b.add_text_field("provider", label()),
            receiver: b.add_text_field("receiver", label()),
            place: b.add_text_field("place", label()),
            sector: b.add_text_field("sector", label()),
            transaction_type: b.add_text_field("type", label() | keyword()),
            year: b.add_text_field("year", label() | keyword()),
            currency: b.add_text_field("currency", label() | keyword()),
            value_high: b.add_i64_field("value_high", FAST),
            value_low: b.add_u64_field("value_low", FAST),
            value_scale: b.add_u64_field("value_scale", FAST),
        };
        (b.build(), fields)
    }

    pub(super) fn document(&self, doc: &Doc) -> TantivyDocument {
        let mut d = TantivyDocument::default();
        d.add_u64(self.kind, doc.kind as u64);
        d.add_u64(self.version, doc.version);
        d.add_u64(self.ordinal, doc.ordinal);
        d.add_bytes(self.row, &doc.row);
        let mut texts = |field: Field, values: &[String]| {
            for value in values {
                d.add_text(field, value);
            }
        };
        texts(self.identifier, &doc.identifiers);
        texts(self.organisations, &doc.organisations);
        texts(self.places, &doc.places);
        texts(self.sectors, &doc.sectors);
        texts(self.linked, &doc.linked);
        texts(self.title, &doc.titles);
        texts(self.text, &doc.texts);
        texts(self.names, &doc.names);
        let labels = [
            (self.status, &doc.status),
            (self.reporter, &doc.reporter),
            (self.provider, &doc.provider),
            (self.receiver, &doc.receiver),
            (self.place, &doc.place),
            (self.sector, &doc.sector),
            (self.transaction_type, &doc.transaction_type),
            (self.year, &doc.year),
            (self.currency, &doc.currency),
        ];
        for (field, label) in labels {
            if let Some(label) = label {
                d.add_text(field, label);
            }
        }
        let keys = [
            (self.reporter_key, &doc.reporter),
            (self.provider_key, &doc.provider),
            (self.receiver_key, &doc.receiver),
        ];
        for (field, label) in keys {
            if let Some(label) = label {
                d.add_text(field, flow::key::of(label));
            }
        }
        if let Some(value) = doc.value {
            let mantissa = value.mantissa();
            d.add_i64(self.value_high, (mantissa >> 64) as i64);
            d.add_u64(self.value_low, mantissa as u64);
            d.add_u64(self.value_scale, u64::from(value.scale()));
        }
        d
    }
}

impl Kind {
    pub(super) fn number(self) -> u64 {
        self as u64
    }
}
