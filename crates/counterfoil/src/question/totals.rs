//! Sums of flows by whatever is asked, and what each figure is made of.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, grouped};
use crate::drawing;
use crate::error::{Error, Result};
use crate::flowing::{By, FlowArgs, Label, Plan, Tallies, Tally, explain};
use crate::tongue;
use clap::Args;
use flow::flows::METHODS;
use flow::kind::{self, Direction};
use ledger::View;

/// Sums of money by provider, receiver, country, sector, year …
#[derive(Args, Clone, Debug)]
pub struct Totals {
    /// What to group by, besides currency and type
    #[arg(long, value_delimiter = ',', value_name = "WHAT")]
    by: Vec<By>,
    /// Show what this row is made of: what is in it, what is not, and why
    #[arg(long, value_name = "ROW")]
    explain: Option<u64>,
    #[command(flatten)]
    flows: FlowArgs,
}

/// One total: its labels, its currency, and what is in it.
type Line = (Vec<Label>, Option<String>, Tally);

impl Question for Totals {
    const NAME: &'static str = "totals";
    const ABOUT: &'static str = "Sums of money by provider, receiver, country, sector, year …";
    const ROWS: &'static str = "{n: One row|# totals}";
    const EXAMPLE: &'static [&'static str] = &["--by", "provider,year", "--currency", "EUR"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let plan = self.flows.plan(view)?;
        let by = self.grouping(&plan);
        let tallies = plan.tally(&by, view)?;
        let mut about = about(&plan, &by, &tallies, view);
        let count = tallies.groups.len();
        let lines = tallies.groups.lines();
        let mut lines: Box<dyn Iterator<Item = drawing::TotalLine> + 'a> =
            Box::new(lines.map(|((labels, c), t)| (labels, c, t)));
        if let Some(row) = self.explain {
            let place = usize::try_from(row).ok().and_then(|r| r.checked_sub(1));
            let line = place.and_then(|at| lines.nth(at)).ok_or_else(|| {
                Error::asked(say!(
                    "--explain {row}: there are {count} rows",
                    row = row.to_string(),
                    count = count.to_string()
                ))
            })?;
            return explain(about, &plan, &by, &line, view);
        }
        about.total = count as u64;
        if count <= drawing::MOST_TOTALS {
            let all: Vec<_> = lines.collect();
            about.drawn = drawing::totals(&about, &by, &all, view).map(Box::new);
            lines = Box::new(all.into_iter());
        }
        let columns = columns(&by);
        let rows = lines.enumerate();
        Ok(Answer {
            about,
            columns,
            rows: Box::new(rows.map(move |(at, line)| Ok(row(at, &by, line, view)))),
        })
    }
}

impl Totals {
    /// What was asked, each once, and the type always: series are never added to
    /// each other.
    fn grouping(&self, plan: &Plan) -> Vec<By> {
        let mut by: Vec<By> = Vec::new();
        let crossing = plan.boundary.is_some().then_some(By::Crossing);
        for asked in self.by.iter().copied().chain(crossing).chain([By::Type]) {
            if !by.contains(&asked) {
                by.push(asked);
            }
        }
        by
    }
}

fn columns(by: &[By]) -> Vec<Column> {
    let mut columns = vec![
        Column::new(
            "row",
            K::Count,
            "Number of the row; --explain ROW shows what it is made of",
        )
        .detail(),
    ];
    columns.extend(by.iter().map(|b| b.column()));
    columns.extend([
        Column::new("total", K::Money, "Exact sum of what counts"),
        Column::new(
            "transactions",
            K::Count,
            "How many transactions, budgets or plans have a part in the sum",
        ),
        Column::new(
            "not_counted",
            K::Money,
            "Told elsewhere too, and so in no total",
        ),
        Column::new("not_counted_rows", K::Count, "How many rows those are").detail(),
        Column::new(
            "without_value",
            K::Count,
            "How many have no readable amount, or no rate, and are not in it",
        ),
    ]);
    columns
}

fn row(at: usize, by: &[By], (labels, currency, tally): Line, view: &View<'_>) -> Vec<Cell> {
    let mut cells = vec![Cell::Count(at as u64 + 1)];
    cells.extend(by.iter().zip(&labels).map(|(b, l)| b.cell(l, view)));
    cells.push(match (tally.counted, tally.excluded_rows) {
        (0, 0) => Cell::Missing("no readable amount"),
        (0, _) => Cell::Missing("nothing that counts"),
        _ => Cell::Money {
            amount: tally.sum.to_string(),
            currency: currency.clone(),
        },
    });
    cells.push(Cell::Count(tally.counted));
    cells.push(match tally.excluded_rows {
        0 => Cell::Missing("none"),
        _ => Cell::Money {
            amount: tally.excluded.to_string(),
            currency,
        },
    });
    cells.push(Cell::Count(tally.excluded_rows));
    cells.push(Cell::Count(tally.without_amount));
    cells
}

fn about(plan: &Plan, by: &[By], tallies: &Tallies, view: &View<'_>) -> About {
    let groups = &tallies.groups;
    let (counted_in, currencies) = (groups.counted(), groups.currencies());
    let sentence = say!(
        "{when}, {parts: # part adds up|# parts add up} to {totals: # total|# totals}, in {currencies: # currency|# currencies}.",
        when = About::when(view),
        parts = counted_in,
        totals = groups.len(),
        currencies = currencies.len()
    );
    let mut about = About::new(Totals::NAME, view, sentence, groups.len());
    about.rests_on(tallies.sources(view));
    about.method = say!(
        "{plan}; sums are exact, one per currency and series, negative amounts included; {counts}",
        plan = plan.words(),
        counts = match plan.method.id == METHODS[0].id {
            true => say!("each row that counts counts once, by what is live at this moment"),
            false => say!("what counts is as that method has it"),
        }
    );
    about.caveats.extend(caveats(plan, by, tallies));
    about
}

/// What a reader of the totals must know, most weighty first.
pub fn caveats(plan: &Plan, by: &[By], tallies: &Tallies) -> Vec<String> {
    let mut caveats = Vec::new();
    if let Some(place) = by.iter().position(|b| *b == By::Type) {
        let types = tallies.groups.labels(place);
        let types = types.iter().filter_map(|label| match label {
            Label::Code(code) => Some(kind::direction(code)),
            _ => None,
        });
        let directions: Vec<Direction> = types.collect();
        if directions.contains(&Direction::In) && directions.contains(&Direction::Out) {
            caveats.push(say!(
                "incoming and outgoing kinds may tell of the same money, by the receiver and by the giver; they are not to be added to each other"
            ));
        }
    }
    for left in tallies.left.values() {
        let (n, why) = (left.flows, &left.why);
        let currency = match &left.currency {
            Some(currency) => currency.clone(),
            None => say!("no currency"),
        };
        caveats.push(match left.sum.to_string().as_str() {
            "0" => say!(
                "left out of all totals: {n: # part|# parts} in {currency}: {why}",
                n,
                currency,
                why
            ),
            sum => say!(
                "left out of all totals: {n: # part|# parts} in {currency} ({sum} {currency}): {why}",
                n,
                currency,
                sum = grouped(sum),
                why
            ),
        });
    }
    for (why, flows) in &tallies.excluded {
        caveats.push(say!(
            "not counted: {n: # part|# parts}: {why}",
            n = flows,
            why = tongue::words(why)
        ));
    }
    let notes = [
        (tallies.inferred, of_inferred as fn(u64) -> String),
        (tallies.rebased, of_rebased),
        (tallies.old_rates, of_old_rates),
        (tallies.provisional, of_provisional),
    ];
    let notes = notes.into_iter().filter(|(flows, _)| *flows > 0);
    caveats.extend(notes.map(|(flows, said)| said(flows)));
    if plan.into.is_none() && plan.filter.currency.is_some() {
        caveats.push(say!(
            "only what is stated in that currency; “--in” converts the rest too"
        ));
    }
    caveats
}

fn of_inferred(n: u64) -> String {
    say!("{n: # part|# parts} rest on shares that were inferred", n)
}

fn of_rebased(n: u64) -> String {
    say!(
        "{n: # part|# parts} rest on percentages that do not come to 100 and were scaled",
        n
    )
}

fn of_old_rates(n: u64) -> String {
    say!(
        "{n: # part|# parts} are converted at a rate more than 45 days off",
        n
    )
}

fn of_provisional(n: u64) -> String {
    say!(
        "{n: # part|# parts} are dated after the newest rate: provisional",
        n
    )
}
