//! The columns of the index.

use super::Kind;
use super::derive::Doc;
use super::sum::Dimension;
use flow::flows::counted::{self, Summary};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};

/// Name of the tokenizer for text.
pub(super) const WORDS: &str = "words";

/// Between codes that stand in a column as one label. XML can hold no such character.
pub(super) const AND: &str = "\u{1f}";

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
    /// Further such columns, to count activities by; codes are joined by [`AND`].
    pub unit_places: Field,
    pub unit_sectors: Field,
    pub unit_status: Field,
    pub unit_year: Field,
    /// The day on which an activity ends, as [`day`] writes it.
    pub unit_end: Field,
    /// What an activity says of money, encoded; it stands beside the documents, not
    /// in a column.
    pub facts: Field,
    /// There is a term for each activity whose sums are not made of columns.
    pub odd: Field,
    /// What of an activity decides which of its rows count: as the units' columns, but
    /// for the parents and children, of which it can have any number. A name that it
    /// has not is an empty text.
    pub own_identifier: Field,
    pub own_reporter: Field,
    pub own_updated: Field,
    pub own_level: Field,
    pub own_parent: Field,
    pub own_child: Field,
    /// Columns of the classes of its rows: any number for an activity, as many in
    /// each of them.
    pub class_kind: Field,
    pub class_days: Field,
    pub class_other: Field,
    pub class_activity: Field,
    /// Columns of the transactions, for sums: each of them has a value for every
    /// transaction and for nothing else, so that they can be read side by side
    /// without their documents. A label that is not stated is an empty text.
    pub of_version: Field,
    pub class: Field,
    pub shares: Field,
    pub reporter: Field,
    pub provider: Field,
    pub receiver: Field,
    pub transaction_type: Field,
    pub year: Field,
    pub currency: Field,
    /// The value: `high` × 2^64 + `low`, times 10^-(`scale` - 1); `scale` is 0 if
    /// it is not known. `low` has a sign, so that `high` is 0 for nearly all.
    pub value_high: Field,
    pub value_low: Field,
    pub value_scale: Field,
    /// Columns of the parts that our method divides transactions into: as many for
    /// each transaction as its shares say. No part needs 128 bits.
    pub part_place: Field,
    pub part_sector: Field,
    pub part_low: Field,
    pub part_scale: Field,
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
            unit_places: b.add_text_field("unit_places", label()),
            unit_sectors: b.add_text_field("unit_sectors", label()),
            unit_status: b.add_text_field("unit_status", label()),
            unit_year: b.add_text_field("unit_year", label() | keyword()),
            unit_end: b.add_u64_field("unit_end", FAST),
            facts: b.add_bytes_field("facts", STORED),
            odd: b.add_u64_field("odd", INDEXED),
            own_identifier: b.add_text_field("own_identifier", label()),
            own_reporter: b.add_text_field("own_reporter", label()),
            own_updated: b.add_u64_field("own_updated", FAST),
            own_level: b.add_u64_field("own_level", FAST),
            own_parent: b.add_text_field("own_parent", label()),
            own_child: b.add_text_field("own_child", label()),
            class_kind: b.add_u64_field("class_kind", FAST),
            class_days: b.add_u64_field("class_days", FAST),
            class_other: b.add_text_field("class_other", label()),
            class_activity: b.add_text_field("class_activity", label()),
            of_version: b.add_u64_field("of_version", FAST),
            class: b.add_u64_field("class", FAST),
            shares: b.add_u64_field("shares", FAST),
            reporter: b.add_text_field("reporter", label()),
            provider: b.add_text_field("provider", label()),
            receiver: b.add_text_field("receiver", label()),
            transaction_type: b.add_text_field("type", label() | keyword()),
            year: b.add_text_field("year", label() | keyword()),
            currency: b.add_text_field("currency", label() | keyword()),
            value_high: b.add_i64_field("value_high", FAST),
            value_low: b.add_i64_field("value_low", FAST),
            value_scale: b.add_u64_field("value_scale", FAST),
            part_place: b.add_text_field("part_place", label()),
            part_sector: b.add_text_field("part_sector", label()),
            part_low: b.add_i64_field("part_low", FAST),
            part_scale: b.add_u64_field("part_scale", FAST),
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
            d.add_text(self.unit_places, doc.topics.places.join(AND));
            d.add_text(self.unit_sectors, doc.topics.sectors.join(AND));
            d.add_text(self.unit_status, doc.status.as_deref().unwrap_or(""));
            d.add_text(self.unit_year, doc.topics.year.as_deref().unwrap_or(""));
            d.add_u64(self.unit_end, day(doc.topics.end));
        }
        if let Some(facts) = &doc.facts {
            d.add_bytes(self.facts, facts);
        }
        if doc.is_odd {
            d.add_u64(self.odd, 1);
        }
        if let Some(summary) = &doc.summary {
            self.summary(summary, &mut d);
        }
        if doc.kind == Kind::Transaction {
            self.columns(doc, &mut d);
            self.parts(doc, &mut d);
        }
        d
    }

    fn summary(&self, summary: &Summary, d: &mut TantivyDocument) {
        d.add_text(self.own_identifier, &summary.identifier);
        d.add_text(self.own_reporter, &summary.reporter);
        d.add_u64(self.own_updated, updated(summary));
        d.add_u64(self.own_level, level(summary));
        for parent in &summary.parents {
            d.add_text(self.own_parent, parent);
        }
        for child in &summary.children {
            d.add_text(self.own_child, child);
        }
        for class in &summary.rows {
            d.add_u64(self.class_kind, counted::Kept::of(class).number());
            d.add_u64(self.class_days, days(class.days));
            d.add_text(self.class_other, class.other.as_deref().unwrap_or(""));
            d.add_text(
                self.class_activity,
                class.other_activity.as_deref().unwrap_or(""),
            );
        }
    }

    fn parts(&self, doc: &Doc, d: &mut TantivyDocument) {
        for part in &doc.told.parts {
            let (_, low, scale) = parts(Some(part.value));
            d.add_text(self.part_place, &part.place);
            d.add_text(self.part_sector, &part.sector);
            d.add_i64(self.part_low, low);
            d.add_u64(self.part_scale, scale);
        }
    }

    fn columns(&self, doc: &Doc, d: &mut TantivyDocument) {
        d.add_u64(self.of_version, doc.version);
        d.add_u64(self.class, doc.told.class);
        d.add_u64(self.shares, doc.told.shares.column());
        for dimension in Dimension::OF_WHOLE {
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
            Dimension::Place => self.part_place,
            Dimension::Sector => self.part_sector,
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

/// `last-updated-datetime` as it stands in its column: 0 where there is none to read.
pub(super) fn updated(summary: &Summary) -> u64 {
    summary.updated.map_or(0, |digits| digits + 1)
}

/// Twice the hierarchy, and one more of a secondary reporter.
pub(super) fn level(summary: &Summary) -> u64 {
    u64::from(summary.level) * 2 + u64::from(summary.secondary)
}

/// A day as it stands in its column: 0 if unknown. A later day is a greater number.
pub(super) fn day(day: Option<Date>) -> u64 {
    days(day.map(|day| (day, day)))
}

/// First day and length of a period, as they stand in their column: 0 if unknown.
pub(super) fn days(days: Option<(Date, Date)>) -> u64 {
    let Some((first, last)) = days else {
        return 0;
    };
    let of = |from: Date, to: Date| u64::try_from((to - from).get_days()).unwrap_or(0);
    1 + of(Date::MIN, first) * LONGEST + of(first, last)
}

/// More days than the calendar has.
const LONGEST: u64 = 1 << 23;

/// What [`days`] put into a column.
pub(super) fn of_days(column: u64) -> Option<(Date, Date)> {
    let packed = column.checked_sub(1)?;
    let later = |from: Date, days: u64| from.checked_add(i64::try_from(days).ok()?.days()).ok();
    let first = later(Date::MIN, packed / LONGEST)?;
    Some((first, later(first, packed % LONGEST)?))
}

impl Kind {
    pub(super) fn number(self) -> u64 {
        self as u64
    }
}
