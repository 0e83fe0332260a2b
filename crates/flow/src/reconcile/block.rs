//! Which lines may meet at all: those of one giver and one receiver.

use super::Part;
use super::aim::{Aims, Finder, named_activities};
use super::input::{Books, to_u32};
use super::publisher::{Meant, Publishers, loss};
use super::row::{Row, Rows};
use super::score::Side;
use super::told::NamedBy;
use super::words::Word;
use std::collections::{BTreeMap, HashMap};

/// All that is known before lines are compared.
pub(super) struct Context<'a> {
    pub books: &'a Books,
    pub publishers: Publishers,
    pub rows: Rows,
    pub aims: Aims,
    /// The activities that an activity names as a whole.
    pub named: HashMap<u32, Vec<u32>>,
    pub without: Option<Part>,
}

impl<'a> Context<'a> {
    pub(super) fn new(books: &'a Books, without: Option<Part>) -> Self {
        let publishers = Publishers::of(books);
        let rows = Rows::of(books, &publishers);
        let finder = Finder::new(books, &publishers, &rows);
        let aims = Aims::of(books, &publishers, &rows, &finder);
        let mut named: HashMap<u32, Vec<u32>> = HashMap::new();
        for (activity, other) in named_activities(books, &rows, &finder) {
            named.entry(activity).or_default().push(other);
        }
        Self {
            books,
            publishers,
            rows,
            aims,
            named,
            without,
        }
    }

    pub(super) fn row(&self, at: u32) -> &Row {
        &self.rows.rows[at as usize]
    }

    pub(super) fn lacks(&self, part: Part) -> bool {
        self.without == Some(part)
    }
}

/// A line as one that may be between this giver and this receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub giver: u32,
    pub receiver: u32,
    pub side: Side,
    pub activity: u32,
    pub day: i32,
    pub row: u32,
    /// How sure it is that the other side is meant, in thousandths.
    pub weight: i32,
    by: u8,
}

const BY: &[NamedBy] = &[
    NamedBy::Activity,
    NamedBy::Reference,
    NamedBy::Mended,
    NamedBy::Name(super::name::Alike::Same),
    NamedBy::Name(super::name::Alike::Mistyped),
    NamedBy::Name(super::name::Alike::Initials),
    NamedBy::Name(super::name::Alike::Part),
    NamedBy::Name(super::name::Alike::Similar),
    NamedBy::Siblings,
    NamedBy::Nothing,
];

impl Entry {
    fn new(at: u32, row: &Row, side: Side, meant: Meant) -> Self {
        let (giver, receiver) = match side {
            Side::Out => (row.publisher, meant.publisher),
            Side::In => (meant.publisher, row.publisher),
        };
        let by = BY
            .iter()
            .position(|b| *b == meant.by)
            .unwrap_or(BY.len() - 1);
        Self {
            giver,
            receiver,
            side,
            activity: row.activity,
            day: row.day,
            row: at,
            weight: meant.weight,
            by: by as u8,
        }
    }

    pub(super) fn by(&self) -> NamedBy {
        BY.get(usize::from(self.by))
            .copied()
            .unwrap_or(NamedBy::Nothing)
    }
}

/// Every line with an amount, once for each publisher that it may mean, in
/// order of giver, receiver, side, activity and day.
pub(super) fn entries(context: &Context<'_>) -> Vec<Entry> {
    let mut entries = Vec::with_capacity(context.rows.rows.len() / 2);
    for (at, row) in context.rows.rows.iter().enumerate() {
        let Some(side) = row.side.filter(|_| row.has_amount) else {
            continue;
        };
        let at = to_u32(at);
        let aim = context.aims.of_row(at);
        let is_inside = |m: &Meant| m.publisher == row.publisher;
        let own = aim.activity.is_some_and(|(a, _)| a != row.activity);
        for meant in aim.meant.iter().filter(|m| !is_inside(m) || own) {
            if context.lacks(Part::Names) && matches!(meant.by, NamedBy::Name(_)) {
                continue;
            }
            entries.push(Entry::new(at, row, side, *meant));
        }
    }
    of_siblings(context, &mut entries);
    last_resort(context, &mut entries);
    entries.sort_unstable();
    entries
}

/// A line that names nobody, in an activity whose other lines of this direction
/// all name one and the same publisher, may mean it too. What is matched so never
/// stands without a person's decision.
fn of_siblings(context: &Context<'_>, entries: &mut Vec<Entry>) {
    let nameless: Vec<u32> = (0..to_u32(context.rows.rows.len()))
        .filter(|at| context.row(*at).has_amount && !context.aims.of_row(*at).is_named)
        .collect();
    if nameless.is_empty() {
        return;
    }
    let mut named: HashMap<(u32, Side), Option<u32>> = HashMap::new();
    for entry in entries.iter() {
        let other = if entry.side == Side::Out {
            entry.receiver
        } else {
            entry.giver
        };
        let only = named
            .entry((entry.activity, entry.side))
            .or_insert(Some(other));
        *only = only.filter(|o| *o == other);
    }
    for at in nameless {
        let row = context.row(at);
        let only = row
            .side
            .and_then(|side| Some((side, named.get(&(row.activity, side))?)));
        if let Some((side, Some(publisher))) = only {
            let by = NamedBy::Siblings;
            let meant = Meant {
                publisher: *publisher,
                weight: loss(by),
                by,
            };
            entries.push(Entry::new(at, row, side, meant));
        }
    }
}

/// Digits that an amount needs, to be looked for without knowing whose it is.
const ODD: u8 = 5;

/// How many days either way.
const CLOSE: i32 = 30;

/// Who is looked for by amount: publisher, side, currency, amount.
type Money = (u32, Side, Option<Word>, i64);

/// A line that names nobody may be the partner of one that names its publisher,
/// if the amount is odd and the dates are close.
fn last_resort(context: &Context<'_>, entries: &mut Vec<Entry>) {
    let mut nameless: Vec<(Money, u32)> = Vec::new();
    for (at, row) in context.rows.rows.iter().enumerate() {
        let Some(side) = row.side.filter(|_| row.has_amount && row.digits >= ODD) else {
            continue;
        };
        if row.currency.is_some() && !context.aims.of_row(to_u32(at)).is_named {
            let money = (row.publisher, side, row.currency, row.amount);
            nameless.push((money, to_u32(at)));
        }
    }
    // Who names them, and on which days: many lines of one publisher are one answer.
    let mut naming: HashMap<Money, BTreeMap<u32, Vec<i32>>> = HashMap::new();
    for (money, _) in &nameless {
        naming.entry(*money).or_default();
    }
    for entry in entries.iter().filter(|e| e.weight > -2000) {
        let row = context.row(entry.row);
        let (named, other) = match entry.side {
            Side::Out => (entry.receiver, Side::In),
            Side::In => (entry.giver, Side::Out),
        };
        if let Some(by) = naming.get_mut(&(named, other, row.currency, row.amount)) {
            by.entry(row.publisher).or_default().push(row.day);
        }
    }
    for days in naming.values_mut().flat_map(BTreeMap::values_mut) {
        days.sort_unstable();
        days.dedup();
    }
    for (money, at) in nameless {
        let row = context.row(at);
        for (publisher, days) in naming.get(&money).into_iter().flatten() {
            if is_near(days, row.day) {
                let by = NamedBy::Nothing;
                let meant = Meant {
                    publisher: *publisher,
                    weight: loss(by),
                    by,
                };
                entries.push(Entry::new(at, row, money.1, meant));
            }
        }
    }
}

/// Whether one of these days, in order, is close to a day.
fn is_near(days: &[i32], day: i32) -> bool {
    let next = days.partition_point(|d| *d < day.saturating_sub(CLOSE));
    let next = days.get(next);
    next.is_some_and(|d| d.abs_diff(day) <= CLOSE.unsigned_abs())
}
