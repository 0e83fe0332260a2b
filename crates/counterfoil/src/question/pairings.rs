//! Who is bound to whom, and what ran between them.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Row};
use crate::drawing::{Counts, Tone};
use crate::error::Result;
use crate::programme::{self, Open, Which, judged};
use crate::tongue;
use clap::Args;
use flow::flows::Series;
use flow::key;
use flow::programme::gather::Sides;
use flow::programme::measure::Chosen;
use flow::programme::{Book, Pairing, Status};
use iati::amount::Sum;
use iati::said::phrase;
use ledger::View;
use std::collections::{BTreeMap, BTreeSet};

/// Pairings: who is bound to whom, from when, and what ran between them
#[derive(Args, Clone, Debug, Default)]
pub struct Pairings {
    #[command(flatten)]
    pub which: Which,
    /// Only this one, and those within it
    #[arg(long, value_name = "ID")]
    pub pairing: Option<String>,
    /// Reference of an organisation on either side
    #[arg(long, value_name = "REF")]
    pub organisation: Option<String>,
    /// Only those that bind on the day asked about
    #[arg(long)]
    pub binding: bool,
    /// Convert to this currency, at each value-date [default: that of most promises]
    #[arg(long = "in", value_name = "CODE")]
    pub into: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column::new("pairing", K::Text, "Its id in the programme’s text"),
    Column::new("donor", K::Coded, "Who is bound to give"),
    Column::new("recipient", K::Coded, "Who receives"),
    Column::new("level", K::Text, "What kind of body is bound to what kind"),
    Column::new("from", K::Date, "First day"),
    Column::new("to", K::Date, "Last day").detail(),
    Column::new("binds", K::Text, "Whether it binds on the day asked about").detail(),
    Column::new("committed", K::Money, "What the donor says it committed"),
    Column::new("paid", K::Money, "What the donor says it paid"),
    Column::new("received", K::Money, "What the recipient says it received"),
    Column::new(
        "donor_activities",
        K::Count,
        "Activities in the donor’s book",
    )
    .detail(),
    Column::new(
        "recipient_activities",
        K::Count,
        "Activities in the recipient’s book",
    )
    .detail(),
    Column::new("promises", K::Count, "What was announced for it"),
    Column::new("well", K::Count, "Of these, kept or on course"),
    Column::new("within", K::Text, "The pairing that it is part of").detail(),
    Column::new("areas", K::Text, "Where").detail(),
    Column::new("terms", K::Text, "What was agreed").detail(),
    Column::new("source", K::Text, "What it rests on").detail(),
];

/// How promises stand, from well to ill, as a picture tells them.
const WORTHS: [(&str, &[Status], Tone); 5] = [
    (phrase("kept"), &[Status::Kept], Tone::Firm),
    (phrase("on course"), &[Status::OnCourse], Tone::Soft),
    (
        phrase("kept late, behind or missed"),
        &[Status::KeptLate, Status::Behind, Status::Missed],
        Tone::Differs,
    ),
    (
        phrase("not measurable"),
        &[Status::NotMeasurable],
        Tone::Missing,
    ),
    (
        phrase("withdrawn, superseded, or not yet said"),
        &[Status::Withdrawn, Status::Superseded, Status::NotYetSaid],
        Tone::Open,
    ),
];

impl Question for Pairings {
    const NAME: &'static str = "pairings";
    const ABOUT: &'static str = "Pairings: who is bound to whom, and what ran between them";
    const ROWS: &'static str = "{n: One row|# pairings}";
    const EXAMPLE: &'static [&'static str] = &["--organisation", "XI-IATI-DEMO-HCO"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let open = self.which.open(view)?;
        let currency = open.currency(self.into.as_deref())?;
        let asked: Vec<&Pairing> = open
            .programme()
            .pairings
            .iter()
            .filter(|p| self.takes(p, &open))
            .collect();
        let between: Vec<Ran> = asked.iter().map(|p| ran(&open, p, &currency)).collect();
        let binding = asked.iter().filter(|p| p.binds_on(open.day)).count() as u64;
        let still = between.iter().zip(&asked);
        let still = still
            .filter(|(ran, p)| p.binds_on(open.day) && ran.is_still())
            .count() as u64;
        let when = About::when(view);
        let n = asked.len();
        let sentence = match still {
            0 => say!(
                "{when}, {binding} of {n: # pairing|# pairings} {binding: is|are} in force.",
                when,
                binding,
                n
            ),
            still => say!(
                "{when}, {binding} of {n: # pairing|# pairings} {binding: is|are} in force; {still} of them {still: shows|show} neither money nor activities.",
                when,
                binding,
                n,
                still
            ),
        };
        let promises = judged(&open)?;
        let mut counts = Counts::of(WORTHS.map(|(name, _, tone)| (tongue::words(name), tone)));
        let mut rows: Vec<Row> = Vec::new();
        for (pairing, ran) in asked.iter().zip(&between) {
            let own = open.programme().promises.iter().zip(promises.iter());
            let statuses: Vec<Status> = own
                .filter(|(p, _)| p.pairing.as_ref() == Some(&pairing.id))
                .map(|(_, j)| j.verdict.status)
                .collect();
            for status in &statuses {
                if let Some(part) = WORTHS.iter().position(|(_, of, _)| of.contains(status)) {
                    counts.add(&pairing.id, part, 1);
                }
            }
            rows.push(row(&open, pairing, ran, &statuses, &currency));
        }
        let mut about = About::new(Self::NAME, view, sentence, rows.len());
        about.rests_on(open.publications());
        about.drawn = counts
            .drawn(
                "pairings",
                &say!("What became of the promises of each pairing"),
                say!("promises"),
                &about,
            )
            .map(Box::new);
        about.method = say!(
            "{programme}; money between the two and under activities that a pairing names, converted to {currency} at each value-date, shown to the cent; one book’s commitments, payments and receipts are three series and never added",
            programme = open.words(),
            currency
        );
        let without: u64 = between.iter().map(|r| r.without).sum();
        if without > 0 {
            about.caveats.push(say!(
                "{n: # row has|# rows have} no rate to {currency} and in no sum",
                n = without,
                currency
            ));
        }
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

impl Pairings {
    fn takes(&self, pairing: &Pairing, open: &Open<'_>) -> bool {
        let programme = open.programme();
        let is = |id: &str, asked: &str| match programme.organisation(id) {
            Some(organisation) => organisation.is(asked),
            None => key::same(id, asked),
        };
        let named = |asked: &String| pairing.id == *asked || pairing.within.as_ref() == Some(asked);
        self.pairing.as_ref().is_none_or(named)
            && self
                .organisation
                .as_ref()
                .is_none_or(|o| is(&pairing.donor, o) || is(&pairing.recipient, o))
            && (!self.binding || pairing.binds_on(open.day))
    }
}

/// What ran between two.
pub struct Ran {
    pub committed: Sum,
    pub paid: Sum,
    pub received: Sum,
    committed_rows: u64,
    paid_rows: u64,
    received_rows: u64,
    pub donor_activities: u64,
    pub recipient_activities: u64,
    /// Rows without a rate.
    without: u64,
}

impl Ran {
    fn is_still(&self) -> bool {
        self.donor_activities == 0
            && self.recipient_activities == 0
            && self.committed_rows + self.paid_rows + self.received_rows == 0
    }
}

/// Reads both books of a pairing.
pub fn ran(open: &Open<'_>, pairing: &Pairing, currency: &str) -> Ran {
    let chosen = Chosen {
        pairing: Some(pairing.id.clone()),
        ..Chosen::default()
    };
    let mut without = 0;
    let mut sums = |series| {
        let money = open.money(series, &chosen, currency);
        without += money.without;
        let mut books: BTreeMap<Book, (Sum, u64)> = BTreeMap::new();
        for row in money.rows {
            let book = books.entry(row.book).or_default();
            book.0.add(row.value);
            book.1 += 1;
        }
        books
    };
    let committed = sums(Series::OutgoingCommitment);
    let paid = sums(Series::Disbursement);
    let of = |all: &BTreeMap<Book, (Sum, u64)>, book| all.get(&book).cloned().unwrap_or_default();
    let (committed, committed_rows) = of(&committed, Book::Donor);
    let (paid, received) = (of(&paid, Book::Donor), of(&paid, Book::Recipient));
    let activities = activities(open, pairing);
    let count = |book| activities.iter().filter(|(b, _)| *b == book).count() as u64;
    Ran {
        committed,
        committed_rows,
        paid_rows: paid.1,
        received_rows: received.1,
        paid: paid.0,
        received: received.0,
        donor_activities: count(Book::Donor),
        recipient_activities: count(Book::Recipient),
        without,
    }
}

/// The activities of a pairing on the day, by book and identifier.
pub fn activities(open: &Open<'_>, pairing: &Pairing) -> BTreeSet<(Book, String)> {
    let chosen = Chosen {
        pairing: Some(pairing.id.clone()),
        ..Chosen::default()
    };
    let sides = Sides::of(open.programme(), None, &chosen, Book::Donor);
    let told = open.told();
    let live = told.editions.iter().filter(|e| e.is_told_on(open.day));
    live.filter_map(|edition| {
        let book = sides.book_of_member(edition)?;
        Some((book, edition.activity.clone()))
    })
    .collect()
}

fn row(open: &Open<'_>, pairing: &Pairing, ran: &Ran, statuses: &[Status], currency: &str) -> Row {
    let programme = open.programme();
    let money = |sum, rows: u64| programme::money(Some(sum).filter(|_| rows > 0), currency);
    let well = |s: &&Status| matches!(s, Status::Kept | Status::OnCourse);
    vec![
        Cell::Text(pairing.id.clone()),
        programme::organisation(programme, &pairing.donor),
        programme::organisation(programme, &pairing.recipient),
        Cell::Text(tongue::say(&pairing.level.said())),
        Cell::Date(pairing.from),
        pairing.to.map_or(Cell::Missing("open"), Cell::Date),
        Cell::Word(match pairing.binds_on(open.day) {
            true => phrase("yes"),
            false => phrase("no"),
        }),
        money(&ran.committed, ran.committed_rows),
        money(&ran.paid, ran.paid_rows),
        money(&ran.received, ran.received_rows),
        Cell::Count(ran.donor_activities),
        Cell::Count(ran.recipient_activities),
        Cell::Count(statuses.len() as u64),
        Cell::Count(statuses.iter().filter(well).count() as u64),
        Cell::text(pairing.within.clone()),
        Cell::text(Some(pairing.areas.join(", ")).filter(|a| !a.is_empty())),
        Cell::text(pairing.terms.clone()),
        Cell::text(Some(pairing.sources.join(", ")).filter(|s| !s.is_empty())),
    ]
}
