//! The matrix of donors and recipients: who is bound to whom, and what runs.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Row};
use crate::drawing;
use crate::error::Result;
use crate::programme::{self, Open, Which};
use crate::tongue;
use clap::Args;
use flow::exact::Ratio;
use flow::flows::Series;
use flow::programme::coverage::Cell as Square;
use flow::programme::{Book, Coverage as Matrix, coverage, gather};
use iati::amount::Sum;
use ledger::View;

/// Donors and recipients: which are bound, what is committed and paid between them
#[derive(Args, Clone, Debug, Default)]
pub struct Coverage {
    #[command(flatten)]
    pub which: Which,
    /// Convert to this currency, at each value-date [default: that of most promises]
    #[arg(long = "in", value_name = "CODE")]
    pub into: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column::new("donor", K::Coded, "Who gives"),
    Column::new("recipient", K::Coded, "Who receives"),
    Column::new("pairings", K::Text, "Pairings that bind on the day"),
    Column::new("committed", K::Money, "What the donor says it committed"),
    Column::new("paid", K::Money, "What the donor says it paid"),
    Column::new("received", K::Money, "What the recipient says it received"),
    Column::new(
        "paid_share",
        K::Figure,
        "Paid of committed, in the donor’s book",
    ),
    Column::new(
        "donor_activities",
        K::Count,
        "Activities in the donor’s book",
    ),
    Column::new(
        "recipient_activities",
        K::Count,
        "Activities in the recipient’s book",
    ),
    Column::new("note", K::Text, "What is out of the ordinary"),
];

impl Question for Coverage {
    const NAME: &'static str = "coverage";
    const ABOUT: &'static str = "Donors and recipients: who is bound, what runs between them";
    const ROWS: &'static str = "{n: One row|# pairs}";
    const EXAMPLE: &'static [&'static str] = &["--in", "USD"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let open = self.which.open(view)?;
        let currency = open.currency(self.into.as_deref())?;
        let both = laid(&open, &currency);
        let rows: Vec<Row> = both
            .squares()
            .map(|(paid, committed)| row(&open, &both.paid, paid, committed, &currency))
            .collect();
        let matrix = &both.paid;
        let bound = matrix.cells.iter().filter(|c| !c.is_unpaired()).count() as u64;
        let sentence = say!(
            "{when}, {donors: # donor|# donors} and {recipients: # recipient|# recipients} are bound in {bound: # pair|# pairs}; {none: # recipient has|# recipients have} no donor, {several: # has|# have} several.",
            when = About::when(view),
            donors = matrix.donors.len(),
            recipients = matrix.recipients.len(),
            bound,
            none = matrix.recipients_with_none.len(),
            several = matrix.recipients_with_several.len()
        );
        let mut about = About::new(Self::NAME, view, sentence, rows.len());
        about.rests_on(open.publications());
        about.drawn = drawing::coverage(&about, &open, &both, &currency).map(Box::new);
        about.method = say!(
            "{method}; a pair is shown where a pairing binds or something runs; converted to {currency} at each value-date, shown to the cent",
            method = open.words(),
            currency
        );
        about.caveats.extend(notes(&open, matrix));
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

/// The matrix of what was paid and that of what was committed: of the same cells.
pub struct Both {
    pub paid: Matrix,
    pub committed: Matrix,
}

impl Both {
    /// Each pair, paid and committed.
    pub fn squares(&self) -> impl Iterator<Item = (&Square, Option<&Square>)> {
        self.paid.cells.iter().map(|cell| {
            let same = |c: &&Square| c.donor == cell.donor && c.recipient == cell.recipient;
            (cell, self.committed.cells.iter().find(same))
        })
    }
}

/// Lays out what ran by the day.
pub fn laid(open: &Open<'_>, currency: &str) -> Both {
    let (programme, told, day) = (open.programme(), open.told(), open.day);
    let runs = gather::runs(programme, &told, day);
    let money = |series| gather::paid(programme, &told, series, Some(currency), day);
    let paid = money([Series::Disbursement, Series::IncomingFunds]);
    let committed = money([Series::OutgoingCommitment, Series::IncomingCommitment]);
    // A pair with a commitment alone has a cell of its own in both.
    let nothing = committed.iter().map(|c| flow::programme::Paid {
        amount: rust_decimal::Decimal::ZERO,
        ..c.clone()
    });
    let all: Vec<_> = paid.iter().cloned().chain(nothing).collect();
    Both {
        paid: coverage(programme, &all, &runs, day),
        committed: coverage(programme, &committed, &runs, day),
    }
}

fn sum(cell: Option<&Square>, book: Book, currency: &str) -> Option<Sum> {
    cell?.money.get(&(book, currency.to_owned())).cloned()
}

/// Paid of committed, in the donor's book.
pub fn share(paid: &Square, committed: Option<&Square>, currency: &str) -> Option<Ratio> {
    let paid = sum(Some(paid), Book::Donor, currency)?.value()?;
    let committed = sum(committed, Book::Donor, currency)?.value()?;
    Ratio::of(paid, committed)
}

fn row(
    open: &Open<'_>,
    matrix: &Matrix,
    paid: &Square,
    committed: Option<&Square>,
    currency: &str,
) -> Row {
    let programme = open.programme();
    let money = |found: Option<Sum>| programme::money(found.as_ref(), currency);
    let count = |book| Cell::Count(paid.activities.get(&book).copied().unwrap_or(0) as u64);
    let share = share(paid, committed, currency).and_then(|s| s.times(Ratio::count(100)));
    let share = share.and_then(|s| s.rounded(1));
    vec![
        programme::organisation(programme, &paid.donor),
        programme::organisation(programme, &paid.recipient),
        match paid.pairings.is_empty() {
            true => Cell::Missing("none"),
            false => Cell::Text(paid.pairings.join(", ")),
        },
        money(sum(committed, Book::Donor, currency)),
        money(sum(Some(paid), Book::Donor, currency)),
        money(sum(Some(paid), Book::Recipient, currency)),
        share.map_or(Cell::Missing("–"), Cell::percent),
        count(Book::Donor),
        count(Book::Recipient),
        note(matrix, paid),
    ]
}

fn note(matrix: &Matrix, cell: &Square) -> Cell {
    let still = |p: &&String| matrix.pairings_without_activity.contains(p);
    let mut all: Vec<String> = Vec::new();
    if cell.is_unpaired() {
        all.push(say!("money or activities without a pairing"));
    }
    let without: Vec<&str> = cell
        .pairings
        .iter()
        .filter(still)
        .map(String::as_str)
        .collect();
    if !without.is_empty() {
        all.push(say!(
            "no activity under {pairings}",
            pairings = without.join(", ")
        ));
    }
    match all.is_empty() {
        true => Cell::Missing("–"),
        false => Cell::Text(tongue::clauses(&all)),
    }
}

fn notes(open: &Open<'_>, matrix: &Matrix) -> Vec<String> {
    let name = |id: &String| {
        let known = open.programme().organisation(id);
        known.map_or_else(
            || id.clone(),
            |o| format!("{} ({id})", crate::programme::words(&o.name)),
        )
    };
    let list = |ids: &[String]| ids.iter().map(name).collect::<Vec<_>>().join(", ");
    let mut all = Vec::new();
    if !matrix.recipients_with_none.is_empty() {
        all.push(say!(
            "recipients that nobody is paired with: {names}",
            names = list(&matrix.recipients_with_none)
        ));
    }
    if !matrix.recipients_with_several.is_empty() {
        all.push(say!(
            "recipients with several donors: {names}",
            names = list(&matrix.recipients_with_several)
        ));
    }
    if !matrix.donors_with_none.is_empty() {
        all.push(say!(
            "donors that are paired with nobody: {names}",
            names = list(&matrix.donors_with_none)
        ));
    }
    if !matrix.pairings_without_activity.is_empty() {
        all.push(say!(
            "pairings with no activity in either book: {pairings}",
            pairings = matrix.pairings_without_activity.join(", ")
        ));
    }
    if matrix.elsewhere > 0 {
        all.push(say!(
            "{n: # row is|# rows are} with organisations that the programme does not name, and in no cell",
            n = matrix.elsewhere
        ));
    }
    all
}
