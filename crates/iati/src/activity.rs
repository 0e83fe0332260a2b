//! What one activity says, in the standard's words.
//!
//! Reads every version from 1.0x on into the terms of 2.03. Defaults that the
//! standard states (currency, vocabulary, hierarchy) are applied; nothing else
//! is inferred. What cannot be read stays in place as [`Stated::Unreadable`].

use crate::legacy;
use crate::position::Position;
use crate::read::{Context, Element, Tree};
use crate::stated::Stated;
use crate::version::Version;
use crate::{amount, date};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

/// One `iati-activity`.
#[derive(Clone, Debug, Serialize)]
pub struct Activity {
    /// `iati-identifier`, trimmed; empty if there is none.
    pub identifier: String,
    pub version: Option<Version>,
    pub reporting_org: Organisation,
    /// `reporting-org/@secondary-reporter`.
    pub secondary: bool,
    pub titles: Vec<Narrative>,
    pub descriptions: Vec<Narrative>,
    /// Default language of narratives.
    pub language: Option<String>,
    pub default_currency: Option<String>,
    /// 1 where it is not stated, as the standard says.
    pub hierarchy: String,
    pub last_updated: Option<String>,
    pub status: Option<String>,
    pub dates: Vec<ActivityDate>,
    pub participants: Vec<Participant>,
    pub sectors: Vec<Share>,
    /// Recipient countries and regions.
    pub places: Vec<Share>,
    pub locations: Vec<Location>,
    pub transactions: Vec<Transaction>,
    pub budgets: Vec<Budget>,
    pub planned_disbursements: Vec<PlannedDisbursement>,
    pub results: Vec<ResultStatement>,
    pub related: Vec<Related>,
    /// `other-identifier`, with a reference.
    #[serde(skip)]
    pub other_identifiers: Vec<OtherIdentifier>,
}

/// A text in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Narrative {
    pub language: Option<String>,
    pub text: String,
}

/// An organisation as it is named in one place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Organisation {
    pub reference: Option<String>,
    pub name: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// `provider-activity-id`, `receiver-activity-id` or `activity-id`.
    pub activity_id: Option<String>,
}

impl Organisation {
    /// Whether anything is said of it.
    #[must_use]
    pub fn is_stated(&self) -> bool {
        self.reference.is_some() || self.name.is_some()
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Participant {
    pub role: Option<String>,
    pub organisation: Organisation,
}

#[derive(Clone, Debug, Serialize)]
pub struct ActivityDate {
    #[serde(rename = "type")]
    pub kind: String,
    pub date: Stated<Date>,
}

/// A share of an activity or transaction: a sector, a country, a region.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// `country` for recipient countries; else the vocabulary's code.
    pub vocabulary: String,
    pub code: String,
    pub name: Option<String>,
    pub percentage: Stated<Decimal>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Location {
    pub name: Option<String>,
    /// Latitude and longitude as published.
    pub point: Option<String>,
    /// The point is the middle of a degree: what was published is finer and not kept.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub coarsened: bool,
}

/// One `transaction`.
#[derive(Clone, Debug, Serialize)]
pub struct Transaction {
    pub path: String,
    pub line: u64,
    pub reference: Option<String>,
    /// The code of 2.03, e.g. `3` for a disbursement.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub date: Stated<Date>,
    pub value: Stated<Decimal>,
    /// `value/@currency`, else the activity's default.
    pub currency: Option<String>,
    pub value_date: Stated<Date>,
    pub provider: Organisation,
    pub receiver: Organisation,
    pub description: Vec<Narrative>,
    pub sectors: Vec<Share>,
    pub places: Vec<Share>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Budget {
    pub path: String,
    pub line: u64,
    /// 1 original, 2 revised.
    #[serde(rename = "type")]
    pub kind: String,
    /// 1 indicative, 2 committed.
    pub status: String,
    pub start: Stated<Date>,
    pub end: Stated<Date>,
    pub value: Stated<Decimal>,
    pub currency: Option<String>,
    pub value_date: Stated<Date>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PlannedDisbursement {
    pub path: String,
    pub line: u64,
    #[serde(rename = "type")]
    pub kind: String,
    pub start: Stated<Date>,
    pub end: Stated<Date>,
    pub value: Stated<Decimal>,
    pub currency: Option<String>,
    pub provider: Organisation,
    pub receiver: Organisation,
}

/// One `result`.
#[derive(Clone, Debug, Serialize)]
pub struct ResultStatement {
    pub path: String,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub titles: Vec<Narrative>,
    pub indicators: Vec<Indicator>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Indicator {
    pub path: String,
    pub titles: Vec<Narrative>,
    pub measure: Option<String>,
    /// Whether more is better; the standard's default is yes.
    pub ascending: bool,
    pub baselines: Vec<Baseline>,
    pub periods: Vec<Period>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Baseline {
    pub year: Option<String>,
    /// As published: not every measure is a number.
    pub value: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Period {
    pub start: Stated<Date>,
    pub end: Stated<Date>,
    /// As published; one of a part says of which in brackets.
    pub targets: Vec<String>,
    pub actuals: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Related {
    pub reference: String,
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// One `other-identifier`, e.g. of type `A3`: one that the activity had before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherIdentifier {
    pub reference: String,
    pub kind: Option<String>,
}

impl Activity {
    /// Reads the activity that `tree` holds. `start` is where it begins in its
    /// file, so that lines are those of the file.
    #[must_use]
    pub fn read(tree: &Tree, context: &Context, start: Position) -> Self {
        let root = tree.root();
        let place = Place { tree, start };
        let language =
            trimmed(root.attr("xml:lang")).or_else(|| trimmed(context.attribute("xml:lang")));
        let currency = trimmed(root.attr("default-currency"))
            .or_else(|| trimmed(context.attribute("default-currency")));
        let currency = currency.as_deref();
        let reporter = root.child("reporting-org");
        let flagged = reporter.and_then(|e| e.attr("secondary-reporter"));
        Self {
            identifier: child_text(root, "iati-identifier").unwrap_or_default(),
            version: version_of(root, context),
            reporting_org: reporter.map(organisation).unwrap_or_default(),
            secondary: matches!(flagged.map(str::trim), Some("1" | "true")),
            titles: narratives_of(root, "title"),
            descriptions: narratives_of(root, "description"),
            language,
            default_currency: currency.map(str::to_owned),
            hierarchy: trimmed(root.attr("hierarchy")).unwrap_or_else(|| "1".to_owned()),
            last_updated: trimmed(root.attr("last-updated-datetime")),
            status: code_of(root, "activity-status"),
            dates: root
                .children_named("activity-date")
                .map(activity_date)
                .collect(),
            participants: root
                .children_named("participating-org")
                .map(participant)
                .collect(),
            sectors: root.children_named("sector").map(sector).collect(),
            places: places(root),
            locations: root.children_named("location").map(location).collect(),
            transactions: root
                .children_named("transaction")
                .map(|e| transaction(e, &place, currency))
                .collect(),
            budgets: root
                .children_named("budget")
                .map(|e| budget(e, &place, currency))
                .collect(),
            planned_disbursements: root
                .children_named("planned-disbursement")
                .map(|e| planned(e, &place, currency))
                .collect(),
            results: root.children_named("result").map(result).collect(),
            related: root
                .children_named("related-activity")
                .filter_map(related)
                .collect(),
            other_identifiers: root
                .children_named("other-identifier")
                .filter_map(other_identifier)
                .collect(),
        }
    }

    /// The title in `language`, else in any.
    #[must_use]
    pub fn title(&self, language: &str) -> Option<&str> {
        in_language(&self.titles, language)
    }

    /// The first known date of one of `kinds`, in order of preference.
    #[must_use]
    pub fn date(&self, kinds: &[&str]) -> Option<Date> {
        kinds.iter().find_map(|kind| {
            let mut of_kind = self.dates.iter().filter(|d| d.kind == *kind);
            of_kind.find_map(|d| d.date.known().copied())
        })
    }
}

/// The narrative in `language`, else the first.
#[must_use]
pub fn in_language<'a>(narratives: &'a [Narrative], language: &str) -> Option<&'a str> {
    let matching = narratives.iter().find(|n| {
        n.language
            .as_deref()
            .is_some_and(|l| l.eq_ignore_ascii_case(language))
    });
    matching
        .or_else(|| narratives.first())
        .map(|n| n.text.as_str())
}

/// The narrative in `language` (`fr` takes `fr-CA` too), else the first. Of those whose
/// language is not stated the unit's default language is taken.
#[must_use]
pub fn narrative_in(
    narratives: &[Narrative],
    language: &str,
    default: Option<&str>,
) -> Option<Narrative> {
    let primary = |code: &str| code.split(['-', '_']).next().unwrap_or("").to_lowercase();
    let of = |n: &Narrative| n.language.clone().or_else(|| default.map(str::to_owned));
    let wanted = primary(language);
    let is_wanted = |n: &&Narrative| of(n).is_some_and(|l| primary(&l) == wanted);
    let found = narratives.iter().find(is_wanted);
    found.or_else(|| narratives.first()).map(|n| Narrative {
        language: of(n),
        text: n.text.clone(),
    })
}

/// Where elements stand in the file.
pub(crate) struct Place<'a> {
    pub(crate) tree: &'a Tree,
    pub(crate) start: Position,
}

impl Place<'_> {
    pub(crate) fn line(&self, element: Element<'_>) -> u64 {
        self.tree.position(self.start, element.offset()).line
    }
}

/// The version that a unit is of: as a query service noted on it, else as its file states.
pub(crate) fn version_of(root: Element<'_>, context: &Context) -> Option<Version> {
    let noted = || {
        let mut all = root.attributes();
        all.find(|a| a.name() == "version" || a.name().ends_with(":version"))
            .and_then(|a| Version::parse(a.value()))
    };
    noted().or_else(|| context.version())
}

/// `1`, `true`, `0`, `false`.
pub(crate) fn boolean(text: Option<&str>) -> Option<bool> {
    match text?.trim() {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    }
}

pub(crate) fn trimmed(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn child_text(parent: Element<'_>, name: &str) -> Option<String> {
    trimmed(Some(&parent.child(name)?.text()))
}

fn code_of(parent: Element<'_>, name: &str) -> Option<String> {
    trimmed(parent.child(name)?.attr("code"))
}

/// The narratives of an element: its `narrative` children, or its own text as
/// 1.0x has it.
#[must_use]
pub fn narratives(element: Element<'_>) -> Vec<Narrative> {
    let of = |e: Element<'_>, outer: Option<&str>| {
        Some(Narrative {
            language: trimmed(e.attr("xml:lang").or(outer)),
            text: single_spaced(&e.text())?,
        })
    };
    let own = element.attr("xml:lang");
    let inside: Vec<_> = element
        .children_named("narrative")
        .filter_map(|e| of(e, own))
        .collect();
    if inside.is_empty() {
        of(element, None).into_iter().collect()
    } else {
        inside
    }
}

/// Text with runs of white space made one space; `None` if nothing is left.
fn single_spaced(text: &str) -> Option<String> {
    let text = text.trim();
    let bytes = text.as_bytes();
    // Most texts are one already.
    let is_plain = |b: &u8| b.is_ascii() && (*b == b' ' || !b.is_ascii_whitespace() && *b != 0x0b);
    if bytes.iter().all(is_plain) && !bytes.windows(2).any(|two| two == b"  ") {
        return (!text.is_empty()).then(|| text.to_owned());
    }
    let words: Vec<_> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

pub(crate) fn narratives_of(parent: Element<'_>, name: &str) -> Vec<Narrative> {
    parent.children_named(name).flat_map(narratives).collect()
}

fn first_narrative(element: Element<'_>) -> Option<String> {
    narratives(element).into_iter().next().map(|n| n.text)
}

/// An organisation element; the attribute that links to an activity differs by
/// element.
#[must_use]
pub fn organisation(element: Element<'_>) -> Organisation {
    let link = [
        "provider-activity-id",
        "receiver-activity-id",
        "activity-id",
    ];
    Organisation {
        reference: trimmed(element.attr("ref")),
        name: first_narrative(element),
        kind: trimmed(element.attr("type")),
        activity_id: link.iter().find_map(|name| trimmed(element.attr(name))),
    }
}

fn organisation_of(parent: Element<'_>, name: &str) -> Organisation {
    parent.child(name).map(organisation).unwrap_or_default()
}

fn participant(element: Element<'_>) -> Participant {
    Participant {
        role: trimmed(element.attr("role")).map(|r| legacy::organisation_role(&r)),
        organisation: organisation(element),
    }
}

fn activity_date(element: Element<'_>) -> ActivityDate {
    // 1.0x wrote the date as text, or as the attribute and a remark as text.
    let text = element.text();
    let written = element.attr("iso-date").filter(|t| !t.trim().is_empty());
    ActivityDate {
        kind: legacy::activity_date(element.attr("type").unwrap_or_default()),
        date: Stated::read(written.or(Some(&text)), date::parse),
    }
}

fn percentage(element: Element<'_>) -> Stated<Decimal> {
    Stated::read(element.attr("percentage"), |text| {
        amount::parse(text.trim().trim_end_matches('%'))
    })
}

fn sector(element: Element<'_>) -> Share {
    Share {
        vocabulary: trimmed(element.attr("vocabulary"))
            .map_or_else(|| "1".to_owned(), |v| legacy::sector_vocabulary(&v)),
        code: trimmed(element.attr("code")).unwrap_or_default(),
        name: first_narrative(element),
        percentage: percentage(element),
    }
}

fn places(parent: Element<'_>) -> Vec<Share> {
    let all = parent.children();
    all.filter_map(|e| match e.name() {
        "recipient-country" => Some(place(e, "country".to_owned())),
        "recipient-region" => {
            let vocabulary = trimmed(e.attr("vocabulary")).unwrap_or_else(|| "1".to_owned());
            Some(place(e, vocabulary))
        }
        _ => None,
    })
    .collect()
}

fn place(element: Element<'_>, vocabulary: String) -> Share {
    Share {
        vocabulary,
        code: trimmed(element.attr("code")).unwrap_or_default(),
        name: first_narrative(element),
        percentage: percentage(element),
    }
}

fn location(element: Element<'_>) -> Location {
    let point = element
        .child("point")
        .and_then(|p| child_text(p, "pos"))
        .or_else(|| {
            let c = element.child("coordinates")?;
            let (lat, lon) = (c.attr("latitude")?, c.attr("longitude")?);
            Some(format!("{} {}", lat.trim(), lon.trim()))
        });
    Location {
        name: element.child("name").and_then(first_narrative),
        point,
        coarsened: is_coarsened(element),
    }
}

fn is_coarsened(location: Element<'_>) -> bool {
    let pos = location.child("point").and_then(|p| p.child("pos"));
    let mut held = [pos, location.child("coordinates")].into_iter().flatten();
    held.any(|e| e.attr(crate::redact::COARSENED).is_some())
}

fn value_of(
    parent: Element<'_>,
    default_currency: Option<&str>,
) -> (Stated<Decimal>, Option<String>, Stated<Date>) {
    let Some(value) = parent.child("value") else {
        return (
            Stated::Missing,
            default_currency.map(str::to_owned),
            Stated::Missing,
        );
    };
    let currency = trimmed(value.attr("currency")).or_else(|| default_currency.map(str::to_owned));
    (
        Stated::read(Some(&value.text()), amount::parse),
        currency,
        Stated::read(value.attr("value-date"), date::parse),
    )
}

pub(crate) fn iso_date(parent: Element<'_>, name: &str) -> Stated<Date> {
    let Some(element) = parent.child(name) else {
        return Stated::Missing;
    };
    let text = element.text();
    let written = element.attr("iso-date").filter(|t| !t.trim().is_empty());
    Stated::read(written.or(Some(&text)), date::parse)
}

fn transaction(element: Element<'_>, place: &Place, currency: Option<&str>) -> Transaction {
    let (value, currency, value_date) = value_of(element, currency);
    Transaction {
        path: element.path(),
        line: place.line(element),
        reference: trimmed(element.attr("ref")),
        kind: code_of(element, "transaction-type").map(|c| legacy::transaction_type(&c)),
        date: iso_date(element, "transaction-date"),
        value,
        currency,
        value_date,
        provider: organisation_of(element, "provider-org"),
        receiver: organisation_of(element, "receiver-org"),
        description: narratives_of(element, "description"),
        sectors: element.children_named("sector").map(sector).collect(),
        places: places(element),
    }
}

fn budget(element: Element<'_>, place: &Place, currency: Option<&str>) -> Budget {
    let (value, currency, value_date) = value_of(element, currency);
    Budget {
        path: element.path(),
        line: place.line(element),
        kind: legacy::budget_type(
            element
                .attr("type")
                .filter(|t| !t.is_empty())
                .unwrap_or("1"),
        ),
        status: trimmed(element.attr("status")).unwrap_or_else(|| "1".to_owned()),
        start: iso_date(element, "period-start"),
        end: iso_date(element, "period-end"),
        value,
        currency,
        value_date,
    }
}

fn planned(element: Element<'_>, place: &Place, currency: Option<&str>) -> PlannedDisbursement {
    let (value, currency, _) = value_of(element, currency);
    PlannedDisbursement {
        path: element.path(),
        line: place.line(element),
        kind: legacy::budget_type(
            element
                .attr("type")
                .filter(|t| !t.is_empty())
                .unwrap_or("1"),
        ),
        start: iso_date(element, "period-start"),
        end: iso_date(element, "period-end"),
        value,
        currency,
        provider: organisation_of(element, "provider-org"),
        receiver: organisation_of(element, "receiver-org"),
    }
}

fn result(element: Element<'_>) -> ResultStatement {
    ResultStatement {
        path: element.path(),
        kind: trimmed(element.attr("type")),
        titles: narratives_of(element, "title"),
        indicators: element.children_named("indicator").map(indicator).collect(),
    }
}

fn indicator(element: Element<'_>) -> Indicator {
    Indicator {
        path: element.path(),
        titles: narratives_of(element, "title"),
        measure: trimmed(element.attr("measure")),
        ascending: boolean(element.attr("ascending")).unwrap_or(true),
        baselines: element
            .children_named("baseline")
            .map(|e| Baseline {
                year: trimmed(e.attr("year")),
                value: trimmed(e.attr("value")),
            })
            .collect(),
        periods: element.children_named("period").map(period).collect(),
    }
}

fn period(element: Element<'_>) -> Period {
    let values = |name: &str| element.children_named(name).filter_map(told).collect();
    Period {
        start: iso_date(element, "period-start"),
        end: iso_date(element, "period-end"),
        targets: values("target"),
        actuals: values("actual"),
    }
}

/// A value as published; of a part, with whom or where it is of: “12 (sex: female)”.
fn told(figure: Element<'_>) -> Option<String> {
    let value = trimmed(figure.attr("value"))?;
    let named = |name: &str, attributes: [&str; 2]| -> Vec<String> {
        let words = |e: Element<'_>| {
            let each = attributes.iter().filter_map(|a| trimmed(e.attr(a)));
            each.collect::<Vec<_>>().join(": ")
        };
        let all = figure.children_named(name).map(words);
        all.filter(|w| !w.is_empty()).collect()
    };
    let parts = [
        named("dimension", ["name", "value"]),
        named("location", ["ref", ""]),
    ];
    match parts.concat().join("; ") {
        of if of.is_empty() => Some(value),
        of => Some(format!("{value} ({of})")),
    }
}

fn other_identifier(e: Element<'_>) -> Option<OtherIdentifier> {
    Some(OtherIdentifier {
        reference: trimmed(e.attr("ref"))?,
        kind: trimmed(e.attr("type")),
    })
}

fn related(element: Element<'_>) -> Option<Related> {
    Some(Related {
        reference: trimmed(element.attr("ref"))?,
        kind: trimmed(element.attr("type")),
    })
}
