//! The columns of the index.

use super::Kind;
use super::derive::Doc;
use super::sum::Dimension;
use rust_decimal::Decimal;
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
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
    /// Columns of the units: who says what an activity or organisation record is.
    /// Each has a value for every unit and for nothing else.
    pub unit_version: Field,
    pub unit_kind: Field,
    pub unit_identifier: Field,
    pub unit_reporter: Field,
    pub unit_reporter_name: Field,
    /// Columns of the transactions, for sums: each of them has a value for every
    /// transaction and for nothing else, so that they can be read side by side
    /// without their documents. A label that is not stated is an empty text.
    pub of_version: Field,
    pub reporter: Field,
    pub provider: Field,
    pub receiver: Field,
    pub place: Field,
    pub sector: Field,
    pub transaction_type: Field,
    pub year: Field,
    pub currency: Field,
    /// The value: `high` × 2^64 + `low`, times 10^-(`scale` - 1); `scale` is 0 if
    /// it is not known. `low` has a sign, so that `high` is 0 for nearly all.
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
            unit_version: b.add_u64_field("unit_version", FAST),
            unit_kind: b.add_u64_field("unit_kind", FAST),
            unit_identifier: b.add_text_field("unit_identifier", label()),
            unit_reporter: b.add_text_field("unit_reporter", label()),
            unit_reporter_name: b.add_text_field("unit_reporter_name", label()),
            of_version: b.add_u64_field("of_version", FAST),
            reporter: b.add_text_field("reporter", label()),
            provider: b.add_text_field("provider", label()),
            receiver: b.add_text_field("receiver", label()),
            place: b.add_text_field("place", label()),
            sector: b.add_text_field("sector", label()),
            transaction_type: b.add_text_field("type", label() | keyword()),
            year: b.add_text_field("year", label() | keyword()),
            currency: b.add_text_field("currency", label() | keyword()),
            value_high: b.add_i64_field("value_high", FAST),
            value_low: b.add_i64_field("value_low", FAST),
            value_scale: b.add_u64_field("value_scale", FAST),
        };
        (b.build(), fields)
    }

    pub(super) fn document(&self, doc: &Doc) -> TantivyDocument {
        let mut d = TantivyDocument::default();
        d.add_u64(self.kind, doc.kind as u64);
        d.add_u64(self.version, doc.version);
        d.add_u64(self.ordinal, doc.ordinal);
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
        if let Some(status) = &doc.status {
            d.add_text(self.status, status);
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
        if let Some(head) = &doc.head {
            d.add_u64(self.unit_version, doc.version);
            d.add_u64(self.unit_kind, doc.kind.number());
            d.add_text(self.unit_identifier, &head.identifier);
            d.add_text(self.unit_reporter, &head.reporter);
            d.add_text(self.unit_reporter_name, &head.reporter_name);
        }
        if doc.kind == Kind::Transaction {
            self.columns(doc, &mut d);
        }
        d
    }

    fn columns(&self, doc: &Doc, d: &mut TantivyDocument) {
        d.add_u64(self.of_version, doc.version);
        for dimension in Dimension::ALL {
            d.add_text(self.label(dimension), doc.label(dimension).unwrap_or(""));
        }
        let (high, low, scale) = parts(doc.value);
        d.add_i64(self.value_high, high);
        d.add_i64(self.value_low, low);
        d.add_u64(self.value_scale, scale);
    }

    fn label(&self, dimension: Dimension) -> Field {
        match dimension {
            Dimension::Provider => self.provider,
            Dimension::Receiver => self.receiver,
            Dimension::Reporter => self.reporter,
            Dimension::Place => self.place,
            Dimension::Sector => self.sector,
            Dimension::Year => self.year,
            Dimension::Type => self.transaction_type,
            Dimension::Currency => self.currency,
        }
    }
}

/// A value as it stands in its three columns: high, low, scale.
pub(super) fn parts(value: Option<Decimal>) -> (i64, i64, u64) {
    let Some(value) = value else {
        return (0, 0, 0);
    };
    let mantissa = value.mantissa();
    let low = mantissa as i64;
    let high = ((mantissa - i128::from(low)) >> 64) as i64;
    (high, low, u64::from(value.scale()) + 1)
}

impl Kind {
    pub(super) fn number(self) -> u64 {
        self as u64
    }
}
