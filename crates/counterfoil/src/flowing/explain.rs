//! One total, row by row: what is in it, what is not, and how each part came to be.

use super::{By, Label, Piece, Plan, Standing, Tally};
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, NOT_STATED, Row};
use crate::error::Result;
use crate::question::label;
use crate::tongue;
use crate::web::markup;
use flow::flows::{Slot, When};
use ledger::{LiveMember, View};
use rust_decimal::Decimal;

const COLUMNS: &[Column] = &[
    Column::new("in_total", K::Text, "Whether it is in the total"),
    Column::new("amount", K::Money, "Its part of the total"),
    Column::new(
        "reason",
        K::Text,
        "Why it is not in it, or what to know of it",
    ),
    Column::new("date", K::Text, "Day or period of the money"),
    Column::new(
        "stated",
        K::Money,
        "This part in the currency it is published in",
    ),
    Column::new("sector_share", K::Text, "Sector and its share").detail(),
    Column::new("place_share", K::Text, "Place and its share").detail(),
    Column::new(
        "rate",
        K::Text,
        "Units of the stated currency for one of the total's, and its day",
    ),
    Column::new("activity", K::Text, "The activity that states it"),
    Column::new("position", K::Text, "Where it stands in its file").detail(),
    Column::new("import", K::Count, "The publication it is read from"),
];

/// What one total is made of: `about` is that of all totals.
///
/// # Errors
/// The disk fails or the record is damaged.
pub fn explain<'a>(
    mut about: About,
    plan: &Plan,
    by: &[By],
    line: &(Vec<Label>, Option<String>, Tally),
    view: &'a View<'_>,
) -> Result<Answer<'a>> {
    let (labels, currency, tally) = line;
    let mut rows: Vec<(bool, u32, usize, Row)> = Vec::new();
    let mut ranks = std::collections::BTreeSet::new();
    // Rows are made on other threads.
    let tongue = tongue::here();
    view.each_facts(
        &plan.ranks(view)?,
        |rank, member, facts| {
            let mut found = Vec::new();
            plan.each(rank, &facts, &mut |piece| {
                if piece.currency(plan).map(str::to_owned) != *currency {
                    return;
                }
                for (own, amount) in plan.labels(by, &piece, &facts) {
                    if own == *labels {
                        let make = || row(plan, &piece, amount, member, view);
                        found.push((rank, tongue::within(tongue, make)));
                    }
                }
            });
            found
        },
        |found: Vec<(u32, (bool, Row))>| {
            for (rank, (is_in, row)) in found {
                ranks.insert(rank);
                rows.push((!is_in, rank, rows.len(), row));
            }
            Ok::<(), ledger::Error>(())
        },
    )?;
    rows.sort_by_key(|(is_out, rank, order, _)| (*is_out, *rank, *order));
    let shown: Vec<String> = by
        .iter()
        .zip(labels)
        .map(|(b, l)| spoken(&b.cell(l, view)))
        .chain(currency.clone())
        .collect();
    let is_in = rows.iter().filter(|r| !r.0).count() as u64;
    about.sentence = say!(
        "{what}: {sum} = the sum of {n: # part|# parts}; {others: # is|# are} not in it.",
        what = shown.join(", "),
        sum = tally.sum.to_string(),
        n = is_in,
        others = rows.len() as u64 - is_in
    );
    let method = about.method;
    about.method = match (&plan.into, plan.prices) {
        (None, _) => say!(
            "part = stated value × share of sector × share of place; {method}",
            method
        ),
        (Some(_), None) => say!(
            "part = stated value × share of sector × share of place ÷ rate; {method}",
            method
        ),
        (Some(_), Some(_)) => say!(
            "part = stated value × share of sector × share of place ÷ rate × deflator; {method}",
            method
        ),
    };
    about.caveats.clear();
    about.total = rows.len() as u64;
    about.rests_on(view.live().sources_at(ranks));
    Ok(Answer {
        about,
        columns: COLUMNS.to_vec(),
        rows: Box::new(rows.into_iter().map(|(_, _, _, row)| Ok(row))),
    })
}

fn spoken(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Unknown(text) => text.clone(),
        Cell::Coded { code, name } => match name {
            Some(name) => format!("{name} ({code})"),
            None => code.clone(),
        },
        Cell::Missing(why) => tongue::words(why),
        Cell::Word(word) => markup::word(word),
        _ => String::new(),
    }
}

fn row(
    plan: &Plan,
    piece: &Piece<'_, '_>,
    amount: Option<Decimal>,
    member: &LiveMember,
    view: &View<'_>,
) -> (bool, Row) {
    let flow = piece.flow;
    let is_in = plan.takes(piece.standing) && amount.is_some();
    let money = |value: Decimal, currency: Option<&str>| Cell::Money {
        amount: value.to_string(),
        currency: currency.map(str::to_owned),
    };
    let row = vec![
        match is_in {
            true => Cell::Word("yes"),
            false => Cell::Word("no"),
        },
        match (&piece.amount, amount) {
            (Err(why), _) => Cell::Unknown(tongue::say(why)),
            (Ok(_), Some(part)) => money(part, piece.currency(plan)),
            (Ok(_), None) => NOT_STATED,
        },
        Cell::Text(reason(piece, view)),
        match &flow.when {
            Ok(When::Day(day)) => Cell::Text(day.to_string()),
            Ok(When::Period(from, to)) => Cell::Text(say!("{from} to {to}", from, to)),
            Err(why) => Cell::Unknown(tongue::say(&why.said())),
        },
        match &flow.value {
            Ok(value) => money(*value, flow.currency.as_deref()),
            Err(why) => Cell::Unknown(tongue::say(&why.said())),
        },
        share(&flow.sector),
        share(&flow.place),
        rate(piece),
        Cell::Text(member.head.identifier.to_string()),
        label::position(member, &flow.at.to_string()),
        Cell::Count(member.publication),
    ];
    (is_in, row)
}

fn reason(piece: &Piece<'_, '_>, view: &View<'_>) -> String {
    let mut words = Vec::new();
    if let Standing::Not(why) = piece.standing {
        let by = why.by().and_then(|number| {
            let standings = view.standings().ok()?;
            let member = view.at_rank(standings.rank(number)?)?;
            Some(say!(
                "{why}: {activity}",
                why = why.said(),
                activity = member.head.identifier.to_string()
            ))
        });
        words.push(by.unwrap_or_else(|| tongue::words(why.words())));
    } else if !piece.standing.is_counted() {
        words.push(tongue::words(piece.standing.words()));
    }
    words.extend(piece.flow.notes.words().map(tongue::words));
    if let Some(Ok(conversion)) = &piece.flow.converted {
        let notes = conversion.notes.iter();
        words.extend(notes.map(|note| tongue::say(&note.said())));
    }
    if let Some(factor) = piece.deflated {
        words.push(say!(
            "× {factor} to constant prices",
            factor = factor.to_string()
        ));
    }
    tongue::clauses(&words)
}

/// E.g. `15110: 60 of 100 (published)`.
fn share(slot: &Slot<'_>) -> Cell {
    let name = match &slot.label {
        Ok(label) => label.text().into_owned(),
        Err(why) => tongue::say(&why.said()),
    };
    let basis = tongue::words(slot.basis.id());
    Cell::Text(match slot.weight == slot.of {
        true => say!("{name}: all ({basis})", name, basis),
        false => say!(
            "{name}: {weight} of {all} ({basis})",
            name,
            weight = slot.weight.normalize().to_string(),
            all = slot.of.normalize().to_string(),
            basis
        ),
    })
}

fn rate(piece: &Piece<'_, '_>) -> Cell {
    match &piece.flow.converted {
        None => Cell::Word("as published"),
        Some(Err(why)) => Cell::Unknown(tongue::say(&why.said())),
        Some(Ok(c)) => {
            let rate = c.rate.round_sf(9).unwrap_or(c.rate).normalize();
            let (rate, day) = (rate.to_string(), c.rate_date);
            let n = c.age_days.unsigned_abs();
            Cell::Text(match (c.provisional, c.is_old) {
                (true, _) => say!(
                    "{rate} of {day}, provisional ({n: # day|# days} on)",
                    rate,
                    day,
                    n
                ),
                (_, true) => say!("{rate} of {day}, {n: # day|# days} off", rate, day, n),
                _ => say!("{rate} of {day}", rate, day),
            })
        }
    }
}
