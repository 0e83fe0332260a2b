//! Every part of every published amount: the rows behind all totals.

use super::{Question, label};
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Drawn, NOT_STATED, Row};
use crate::drawing;
use crate::error::{Error, Result};
use crate::flowing::{By, FlowArgs, OwnRows, Piece, Plan};
use crate::tongue;
use clap::Args;
use flow::flows::cdfd;
use flow::flows::{Facts, Party, When};
use ledger::{LiveMember, View};
use std::sync::Arc;

/// Published amounts, divided over sectors and places
#[derive(Args, Clone, Debug)]
pub struct Flows {
    /// The rows that the method's own program writes, column for column
    #[arg(long)]
    pub rows: bool,
    #[command(flatten)]
    pub flows: FlowArgs,
}

pub const COLUMNS: &[Column] = &[
    Column::new("series", K::Coded, "Transaction type, budget or plan"),
    Column::new(
        "date",
        K::Text,
        "Day of the money, or first day of its period",
    ),
    Column::new("to", K::Text, "Last day of its period").detail(),
    Column::new(
        "amount",
        K::Money,
        "Converted, or as stated where nothing is converted",
    ),
    Column::new(
        "stated",
        K::Money,
        "This part in the currency it is published in",
    )
    .detail(),
    Column::new("rate", K::Text, "Units of the stated currency for one").detail(),
    Column::new("rate_date", K::Date, "Day of the rate").detail(),
    Column::new("sector", K::Coded, "Sector"),
    Column::new("sector_share", K::Text, "Its share").detail(),
    Column::new("sector_basis", K::Text, "What the share rests on").detail(),
    Column::new("place", K::Coded, "Country or region"),
    Column::new("place_share", K::Text, "Its share").detail(),
    Column::new("place_basis", K::Text, "What the share rests on").detail(),
    Column::new("provider", K::Coded, "Who gives"),
    Column::new("provider_basis", K::Text, "Declared or assumed").detail(),
    Column::new("receiver", K::Coded, "Who receives"),
    Column::new("receiver_basis", K::Text, "Declared or assumed").detail(),
    Column::new("counted", K::Text, "Whether it is in totals"),
    Column::new("reason", K::Text, "Why not, and what to know of it").detail(),
    Column::new("reporter", K::Coded, "Who says so").detail(),
    Column::new("activity", K::Text, "The activity that states it"),
    Column::new("import", K::Count, "The publication it is read from").detail(),
    Column::new("position", K::Text, "Where it stands in that file").detail(),
];

impl Question for Flows {
    const NAME: &'static str = "flows";
    const ABOUT: &'static str = "Published amounts, divided over sectors and places";
    const ROWS: &'static str = "{n: One row|# flows}";
    const EXAMPLE: &'static [&'static str] = &["--series", "disbursement"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let plan = Arc::new(self.flows.plan(view)?);
        if self.rows {
            return own_rows(plan, view);
        }
        let ranks = plan.ranks(view)?;
        let mut count = 0_usize;
        let mut met = Vec::new();
        view.each_facts(
            &ranks,
            |rank, _, facts| {
                let mut flows = 0;
                plan.each(rank, &facts, &mut |_| flows += 1);
                (rank, flows)
            },
            |(rank, flows): (u32, usize)| {
                count += flows;
                if flows > 0 {
                    met.push(rank);
                }
                Ok::<(), ledger::Error>(())
            },
        )?;
        let sentence = say!(
            "{when}, {n: # flow answers|# flows answer} the question.",
            when = About::when(view),
            n = count
        );
        let mut about = About::new(Self::NAME, view, sentence, count);
        about.rests_on(view.live().sources_at(met.iter().copied()));
        about.method = say!(
            "{method}; the parts of a transaction, budget or plan add up to it",
            method = plan.words()
        );
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(stream(plan, met, view)),
        })
    }

    fn draw(&self, view: &View<'_>, about: &About) -> Result<Option<Drawn>> {
        let by = [By::Provider, By::Receiver, By::Type];
        let tallies = self.flows.plan(view)?.tally(&by, view)?;
        if tallies.groups.len() > drawing::MOST_TOTALS {
            return Ok(None);
        }
        let lines = tallies.groups.lines();
        let lines: Vec<_> = lines.map(|((labels, c), t)| (labels, c, t)).collect();
        Ok(drawing::totals(about, &by, &lines, view))
    }
}

/// Activities whose rows are made at a time.
const BATCH: usize = 256;

/// The rows of flows, some activities at a time.
pub fn stream<'a>(
    plan: Arc<Plan>,
    ranks: Vec<u32>,
    view: &'a View<'_>,
) -> impl Iterator<Item = Result<Row>> + 'a {
    let batches: Vec<Vec<u32>> = ranks.chunks(BATCH).map(<[u32]>::to_vec).collect();
    batches.into_iter().flat_map(move |batch| {
        let mut rows = Vec::new();
        // Rows are made on other threads, which know no language.
        let tongue = tongue::here();
        let read = view.each_facts(
            &batch,
            |rank, member, facts| {
                let mut of_one = Vec::new();
                tongue::within(tongue, || {
                    plan.each(rank, &facts, &mut |piece| {
                        of_one.push(row(&plan, &piece, &facts, member, view));
                    });
                });
                of_one
            },
            |of_one: Vec<Row>| {
                rows.extend(of_one.into_iter().map(Ok));
                Ok::<(), Error>(())
            },
        );
        if let Err(error) = read {
            rows.push(Err(error));
        }
        rows
    })
}

fn row(
    plan: &Plan,
    piece: &Piece<'_, '_>,
    facts: &Facts,
    member: &LiveMember,
    view: &View<'_>,
) -> Row {
    let flow = piece.flow;
    let (first, last) = match &flow.when {
        Ok(When::Day(day)) => (Cell::Text(day.to_string()), Cell::Text(day.to_string())),
        Ok(When::Period(from, to)) => (Cell::Text(from.to_string()), Cell::Text(to.to_string())),
        Err(why) => (
            Cell::Unknown(tongue::say(&why.said())),
            Cell::Unknown(tongue::say(&why.said())),
        ),
    };
    let conversion = flow.converted.as_ref().and_then(|c| c.as_ref().ok());
    let share = |slot: &flow::flows::Slot<'_>| {
        Cell::Text(format!(
            "{}/{}",
            slot.weight.normalize(),
            slot.of.normalize()
        ))
    };
    let mut notes: Vec<String> = flow.notes.words().map(tongue::words).collect();
    if !piece.standing.is_counted() {
        notes.insert(0, tongue::words(piece.standing.words()));
    }
    vec![
        By::Type.cell(&By::Type.label(piece, facts), view),
        first,
        last,
        match &piece.amount {
            Ok(amount) => Cell::Money {
                amount: amount.to_string(),
                currency: piece.currency(plan).map(str::to_owned),
            },
            Err(why) => Cell::Unknown(tongue::say(why)),
        },
        match &flow.value {
            Ok(value) => Cell::Money {
                amount: value.to_string(),
                currency: flow.currency.as_deref().map(str::to_owned),
            },
            Err(why) => Cell::Unknown(tongue::say(&why.said())),
        },
        conversion.map_or(NOT_STATED, |c| {
            Cell::Text(c.rate.round_sf(9).unwrap_or(c.rate).normalize().to_string())
        }),
        Cell::date(conversion.map(|c| c.rate_date)),
        By::Sector.cell(&By::Sector.label(piece, facts), view),
        share(&flow.sector),
        Cell::Word(flow.sector.basis.id()),
        By::Country.cell(&By::Country.label(piece, facts), view),
        share(&flow.place),
        Cell::Word(flow.place.basis.id()),
        By::Provider.cell(&By::Provider.label(piece, facts), view),
        basis(flow.provider),
        By::Receiver.cell(&By::Receiver.label(piece, facts), view),
        basis(flow.receiver),
        match piece.standing.is_counted() {
            true => Cell::Word("yes"),
            false => Cell::Word("no"),
        },
        match notes.is_empty() {
            true => Cell::Word("nothing"),
            false => Cell::Text(tongue::clauses(&notes)),
        },
        By::Reporter.cell(&By::Reporter.label(piece, facts), view),
        Cell::Text(member.head.identifier.to_string()),
        Cell::Count(member.publication),
        label::position(member, &flow.at.to_string()),
    ]
}

fn basis(party: Party<'_>) -> Cell {
    match party {
        Party::Declared(_) => Cell::Word("declared"),
        Party::Reporter(_) => Cell::Word("assumed: the reporter"),
        Party::Participants { .. } => Cell::Word("assumed: a participating organisation"),
        Party::NotStated => NOT_STATED,
    }
}

/// What the program behind a method writes of each live file.
fn own_rows<'a>(plan: Arc<Plan>, view: &'a View<'_>) -> Result<Answer<'a>> {
    if plan.method.id != "cdfd" {
        return Err(Error::asked(say!(
            "--rows: {method} has no rows of its own; there are those of cdfd",
            method = plan.method.id
        )));
    }
    let mut count = 0_usize;
    for publication in &view.live().publications {
        let file = OwnRows::of(Arc::clone(&plan), publication.seq, view)?;
        for step in file.steps() {
            count += file.rows(&step, view)?.len();
        }
    }
    let sentence = say!(
        "{when}, {n: # row|# rows} as Country Development Finance Data writes them.",
        when = About::when(view),
        n = count
    );
    let mut about = About::new(Flows::NAME, view, sentence, count);
    about.method = plan.words();
    let columns = cdfd::COLUMNS
        .iter()
        .map(|name| Column::new(name, K::Text, "As that program has it"));
    Ok(Answer {
        about,
        columns: columns.collect(),
        rows: Box::new(stream_own(plan, view)),
    })
}

/// The rows of another program, some activities at a time.
fn stream_own<'a>(plan: Arc<Plan>, view: &'a View<'_>) -> impl Iterator<Item = Result<Row>> + 'a {
    let publications = view.live().publications.iter();
    let files = publications.map(move |p| OwnRows::of(Arc::clone(&plan), p.seq, view));
    files.flat_map(move |file| -> Box<dyn Iterator<Item = Result<Row>> + 'a> {
        let file = match file {
            Ok(file) => file,
            Err(error) => return Box::new(std::iter::once(Err(error))),
        };
        let steps = file.steps().into_iter();
        Box::new(steps.flat_map(move |step| match file.rows(&step, view) {
            Ok(rows) => rows.into_iter().map(|row| Ok(cells(row))).collect(),
            Err(error) => vec![Err(error)],
        }))
    })
}

fn cells(row: cdfd::Row) -> Row {
    row.into_iter().map(Cell::Text).collect()
}
