//! Makes items of fields. An item that lacks what it must have is left out here: its
//! faults are told already.

use super::super::fault::FaultKind;
use super::super::measure::Book;
use super::super::model::{
    Area, Capacity, Delivery, IndicatorGroup, IndicatorMember, IndicatorName, Organisation,
    Pairing, Programme, Side, Source, Valuation,
};
use super::fields::Fields;
use super::promise;
use super::walk::Walk;
use crate::results::Nature;
use iati::position::Position;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// What other items are asked for.
pub(super) struct Around<'a> {
    pub(super) root: &'a Fields,
    pub(super) on_course: Decimal,
}

pub(super) fn programme(walk: &mut Walk<'_>, root: &Fields) -> Option<Programme> {
    let own = root.one("programme");
    if let Some(own) = own {
        in_order(walk, own, "from", "to");
    }
    let on_course = own
        .and_then(|p| p.number("on_course"))
        .unwrap_or(super::super::ON_COURSE);
    let around = Around { root, on_course };
    // Every list is read whole before an item that lacks something ends it: no fault is missed.
    let organisations = each(walk, root, "organisation", organisation);
    let areas = each(walk, root, "area", area);
    let sources = each(walk, root, "source", source);
    let pairings = each(walk, root, "pairing", |walk, f| pairing(walk, f, root));
    let capacities = each(walk, root, "capacity", |walk, f| capacity(walk, f, root));
    let indicators = each(walk, root, "indicators", indicators);
    let promises = promise::all(walk, &around);
    let own = own?;
    Some(Programme {
        id: own.text("id")?,
        title: own.words("title")?,
        from: own.day("from"),
        to: own.day("to"),
        organisations: organisations?,
        areas: areas?,
        sources: sources?,
        pairings: pairings?,
        capacities: capacities?,
        indicators: indicators?,
        promises: promises?,
    })
}

/// All items of a key; none if one of them could not be made.
pub(super) fn each<T>(
    walk: &mut Walk<'_>,
    fields: &Fields,
    key: &str,
    mut make: impl FnMut(&mut Walk<'_>, &Fields) -> Option<T>,
) -> Option<Vec<T>> {
    let made: Vec<Option<T>> = fields.many(key).iter().map(|f| make(walk, f)).collect();
    made.into_iter().collect()
}

fn position(walk: &Walk<'_>, fields: &Fields) -> Position {
    walk.position(fields.at)
}

/// A fault where the second day lies before the first.
pub(super) fn in_order(walk: &mut Walk<'_>, fields: &Fields, first: &str, last: &str) {
    let last_day = fields
        .day(last)
        .or_else(|| fields.day_or(last).map(|d| d.last_day()));
    if let (Some(a), Some(b)) = (fields.day(first), last_day)
        && b < a
    {
        let what = format!("`{last}` is {b}, before `{first}`, which is {a}");
        walk.fault(
            FaultKind::Order,
            fields.place(last),
            &fields.label,
            what,
            "mend one of the two",
        );
    }
}

/// A fault where a key stands that says nothing beside what else is there.
pub(super) fn conflict(walk: &mut Walk<'_>, fields: &Fields, key: &str, why: &str) {
    if fields.has(key) {
        walk.fault(
            FaultKind::Conflict,
            fields.place(key),
            &fields.label,
            format!("`{key}`: {why}"),
            "take it out",
        );
    }
}

/// A fault where neither or both of two keys stand.
pub(super) fn either(walk: &mut Walk<'_>, fields: &Fields, key: &str, or: &str) {
    match (fields.has(key), fields.has(or)) {
        (true, true) => conflict(walk, fields, or, &format!("there is `{key}`")),
        (false, false) if fields.is_faulty(key) || fields.is_faulty(or) => {}
        (false, false) => {
            let what = format!("`{key}` is missing");
            let hint = format!("write it, or `{or} = \"why there is none\"`");
            walk.fault(FaultKind::Missing, fields.at, &fields.label, what, hint);
        }
        _ => {}
    }
}

pub(super) fn not_negative(walk: &mut Walk<'_>, fields: &Fields, key: &str) {
    if fields.number(key).is_some_and(|n| n < Decimal::ZERO) {
        let at = fields.place(key);
        walk.fault(
            FaultKind::BadNumber,
            at,
            &fields.label,
            format!("`{key}` is below zero"),
            "write a number from 0 on",
        );
    }
}

fn organisation(walk: &mut Walk<'_>, f: &Fields) -> Option<Organisation> {
    let side = match f.text("side")?.as_str() {
        "donor" => Side::Donor,
        "recipient" => Side::Recipient,
        _ => Side::Both,
    };
    Some(Organisation {
        id: f.text("id")?,
        name: f.words("name")?,
        side,
        also: f.list("also"),
        place: position(walk, f),
    })
}

fn area(walk: &mut Walk<'_>, f: &Fields) -> Option<Area> {
    if f.has("vocabulary") && !f.has("code") {
        conflict(walk, f, "vocabulary", "there is no `code`");
    }
    if f.has("within") && f.text("within") == f.text("id") {
        conflict(walk, f, "within", "it is the area itself");
    }
    Some(Area {
        id: f.text("id")?,
        name: f.words("name")?,
        code: f.text("code"),
        vocabulary: f.text("vocabulary"),
        level: f.text("level"),
        within: f.text("within"),
        place: position(walk, f),
    })
}

fn source(walk: &mut Walk<'_>, f: &Fields) -> Option<Source> {
    Some(Source {
        id: f.text("id")?,
        title: f.text("title")?,
        url: f.text("url"),
        day: f.day("day"),
        publisher: f.text("publisher"),
        place: position(walk, f),
    })
}

/// The item of a sort by its identifier.
pub(super) fn find<'a>(root: &'a Fields, key: &str, id: &str) -> Option<&'a Fields> {
    let mut all = root.many(key).iter();
    all.find(|f| f.text("id").as_deref() == Some(id))
}

fn pairing(walk: &mut Walk<'_>, f: &Fields, root: &Fields) -> Option<Pairing> {
    in_order(walk, f, "from", "to");
    if f.has("donor") && f.text("donor") == f.text("recipient") {
        conflict(walk, f, "recipient", "it is the donor itself");
    }
    for (key, other) in [("donor", "recipient"), ("recipient", "donor")] {
        let named = f.text(key).and_then(|id| find(root, "organisation", &id));
        if named.and_then(|o| o.text("side")).as_deref() == Some(other) {
            let what = format!("`{key}` names an organisation whose side is `{other}`");
            walk.fault(
                FaultKind::Conflict,
                f.place(key),
                &f.label,
                what,
                "name another, or write `side = \"both\"` there",
            );
        }
    }
    if f.has("within") && f.text("within") == f.text("id") {
        conflict(walk, f, "within", "it is the pairing itself");
    }
    Some(Pairing {
        id: f.text("id")?,
        level: f.level("level")?,
        donor: f.text("donor")?,
        recipient: f.text("recipient")?,
        areas: f.list("areas"),
        from: f.day("from")?,
        to: f.day("to"),
        terms: f.text("terms"),
        activities: f.list("activities"),
        within: f.text("within"),
        sources: f.list("source"),
        place: position(walk, f),
    })
}

fn capacity(walk: &mut Walk<'_>, f: &Fields, root: &Fields) -> Option<Capacity> {
    not_negative(walk, f, "promised");
    let delivered = each(walk, f, "delivered", |walk, d| delivery(walk, d, root));
    let values = each(walk, f, "value", valuation);
    Some(Capacity {
        id: f.text("id")?,
        kind: f.text("kind")?,
        title: f.words("title")?,
        pairing: f.text("pairing"),
        unit: f.text("unit")?,
        promised: f.number("promised"),
        by: f.day_or("by"),
        delivered: delivered?,
        values: values?,
        sources: f.list("source"),
        place: position(walk, f),
    })
}

fn delivery(walk: &mut Walk<'_>, f: &Fields, root: &Fields) -> Option<Delivery> {
    in_order(walk, f, "from", "to");
    not_negative(walk, f, "count");
    let from = f.day("from")?;
    let to = f.day("to").unwrap_or(from);
    let of_source =
        || -> Option<Date> { find(root, "source", f.list("source").first()?)?.day("day") };
    Some(Delivery {
        book: book(f)?,
        from,
        to,
        said: f.day("said").or_else(of_source).unwrap_or(to),
        count: f.number("count")?,
        sources: f.list("source"),
        place: position(walk, f),
    })
}

fn valuation(walk: &mut Walk<'_>, f: &Fields) -> Option<Valuation> {
    not_negative(walk, f, "amount");
    Some(Valuation {
        book: book(f)?,
        amount: f.number("amount")?,
        currency: f.text("currency")?,
        day: f.day("day"),
        sources: f.list("source"),
        place: position(walk, f),
    })
}

pub(super) fn book(f: &Fields) -> Option<Book> {
    Book::parse(&f.text("book")?)
}

pub(super) fn nature(f: &Fields) -> Option<Nature> {
    Nature::parse(&f.text("nature")?)
}

fn indicators(walk: &mut Walk<'_>, f: &Fields) -> Option<IndicatorGroup> {
    let members = each(walk, f, "member", member);
    Some(IndicatorGroup {
        id: f.text("id")?,
        title: f.words("title")?,
        unit: f.text("unit")?,
        nature: nature(f),
        counts_people: f.yes("counts_people").unwrap_or(true),
        members: members?,
        place: position(walk, f),
    })
}

fn member(walk: &mut Walk<'_>, f: &Fields) -> Option<IndicatorMember> {
    Some(IndicatorMember {
        indicator: indicator_name(walk, f)?,
        activities: f.list("activities"),
        place: position(walk, f),
    })
}

/// By title, or by vocabulary and code; a fault where it is neither or both.
pub(super) fn indicator_name(walk: &mut Walk<'_>, f: &Fields) -> Option<IndicatorName> {
    let by_code = f.has("vocabulary") || f.has("code");
    match (f.text("title"), f.text("vocabulary"), f.text("code")) {
        (Some(_), ..) if by_code => {
            conflict(walk, f, "title", "there is a reference");
            None
        }
        (Some(title), ..) => Some(IndicatorName::Title(title)),
        (None, Some(vocabulary), Some(code)) => Some(IndicatorName::Reference { vocabulary, code }),
        _ => {
            let hint = "write `title`, or `vocabulary` and `code`";
            walk.fault(
                FaultKind::Missing,
                f.at,
                &f.label,
                "it is not said which indicator",
                hint,
            );
            None
        }
    }
}
