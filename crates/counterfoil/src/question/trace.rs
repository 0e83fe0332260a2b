//! Money followed through the chain, up or down.

use super::Question;
use crate::answer::{self, About, Answer, Cell, Column, ColumnKind as K, Drawn, Stands, grouped};
use crate::error::{Error, Result};
use crate::tongue;
use clap::{Args, ValueEnum};
use flow::rate::Rates;
use flow::trace::{
    self, Convention, Direction, End, EndKind, Graph, Place, Series, Step, SvgLayout, TextLayout,
    Trace as Traced, Unit, Whose,
};
use iati::said::phrase;
use ledger::View;
use rust_decimal::Decimal;

/// Money followed from one activity, down to where it went or up to where it came from
#[derive(Args, Clone, Debug)]
pub struct Trace {
    /// Identifier of the activity
    #[arg(value_name = "ACTIVITY")]
    activity: String,
    /// Up, to where it came from
    #[arg(long, conflicts_with = "down")]
    up: bool,
    /// Down, to where it went; so it is if neither is said
    #[arg(long)]
    down: bool,
    /// How money of several origins is told apart where it goes out again: no book says it
    #[arg(long, default_value = "pro-rata")]
    convention: Rule,
    /// Which money
    #[arg(long, default_value = "payments")]
    series: Which,
    /// Whose amount is followed where both sides tell it
    #[arg(long, default_value = "giver")]
    whose: Side,
    /// At most so many steps far
    #[arg(long, value_name = "N")]
    depth: Option<u32>,
    /// The currency in which it is followed, converted at each value-date
    #[arg(long = "in", value_name = "CODE", default_value = "USD")]
    into: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Rule {
    /// All that comes in is mixed
    ProRata,
    /// The oldest that came in pays the oldest that goes out
    Fifo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Which {
    Payments,
    Commitments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Side {
    Giver,
    Receiver,
}

const COLUMNS: &[Column] = &[
    Column::new("from", K::Coded, "Who pays: its activity"),
    Column::new("to", K::Coded, "Who is paid, or how the money ends"),
    Column::new("followed", K::Money, "How much of what is followed"),
    Column::new(
        "share",
        K::Figure,
        "Of what is followed through the step, in per cent",
    ),
    Column::new(
        "giver_says",
        K::Money,
        "What the giver says of all money between the two, where both tell",
    ),
    Column::new(
        "receiver_says",
        K::Money,
        "What the receiver says of the same",
    ),
    Column::new("one_sided", K::Money, "What only one of the two tells"),
    Column::new(
        "whose_word",
        K::Text,
        "Both, the giver’s only, or the receiver’s only",
    ),
    Column::new("note", K::Text, "What is to be known of it"),
];

impl Question for Trace {
    const NAME: &'static str = "trace";
    const ABOUT: &'static str = "Money followed from one activity, down the chain or up";
    const ROWS: &'static str = "{n: One row|# ways and ends}";
    const EXAMPLE: &'static [&'static str] = &["XI-IATI-DEMO-LKM-LK-301", "--up"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let unit = self.unit()?;
        let accounts = view.accounts(&unit)?;
        let all = view.reconciled()?;
        let joined = all.told.matches.iter().map(trace::Joined::from);
        let graph = Graph::new(&accounts, joined, self.series(), self.whose());
        let start = graph.find(&self.activity).map_err(|none| {
            let activity = &self.activity;
            Error::Asked {
                message: match none.nearest {
                    Some(near) => say!(
                        "no activity {activity} is published or named here; {near} is near to it",
                        activity,
                        near = near.identifier
                    ),
                    None => say!(
                        "no activity {activity} is published or named here",
                        activity
                    ),
                },
                hint: Some(match view.live().name_of(activity) {
                    Some(_) => say!(
                        "that is an organisation; “counterfoil ask activities --reporter {reference}” lists its activities",
                        reference = activity
                    ),
                    None => say!("“counterfoil ask activities --text WORDS” finds activities"),
                }),
            }
        })?;
        let mut traced = trace::trace(
            &graph,
            start,
            self.direction(),
            self.convention(),
            self.depth,
        );
        // The accounts are kept for all languages; this answer is in one.
        traced.unit.rates = traced.unit.rates.map(|rates| tongue::words(&rates));
        let rows = rows(&traced);
        let mut about = About::new(Self::NAME, view, self.sentence(&traced, view), rows.len());
        about.method = self.method(&traced);
        let steps = traced.steps.iter();
        let named = steps.filter_map(|s| s.place.identifier.as_deref());
        let live = view.live();
        let ranks = named
            .flat_map(|id| live.activities(id))
            .filter_map(|m| live.rank(m.head.id));
        about.rests_on(live.sources_at(ranks));
        about.drawn = Some(Box::new(drawn(traced)?));
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

impl Trace {
    fn unit(&self) -> Result<Unit> {
        let code = self.into.trim().to_ascii_uppercase();
        if !Rates::builtin().knows(&code) {
            return Err(Error::asked(say!(
                "--in “{code}”: the exchange rates have no such currency",
                code
            )));
        }
        Ok(Unit {
            currency: code,
            decimals: 2,
            rates: Some(phrase("built-in exchange rates").to_owned()),
        })
    }

    fn direction(&self) -> Direction {
        if self.up {
            Direction::Up
        } else {
            Direction::Down
        }
    }

    fn convention(&self) -> Convention {
        match self.convention {
            Rule::ProRata => Convention::ProRata,
            Rule::Fifo => Convention::FirstInFirstOut,
        }
    }

    fn series(&self) -> Series {
        match self.series {
            Which::Payments => Series::Payments,
            Which::Commitments => Series::Commitments,
        }
    }

    fn whose(&self) -> Whose {
        match self.whose {
            Side::Giver => Whose::Giver,
            Side::Receiver => Whose::Receiver,
        }
    }

    fn sentence(&self, traced: &Traced, view: &View<'_>) -> String {
        let activities = traced.steps.iter().filter(|s| s.balance.is_some()).count() as u64;
        let phantoms = traced
            .steps
            .iter()
            .filter(|s| s.place.kind == trace::NodeKind::Phantom);
        let when = About::when(view);
        let amount = grouped(&traced.followed.to_string());
        let currency = &traced.unit.currency;
        let activity = &self.activity;
        let phantoms = phantoms.count();
        let rest = grouped(&remainder(traced).to_string());
        match self.up {
            true => say!(
                "{when}, {amount} {currency} of {activity} followed up through {n: # activity|# activities} ({phantoms} named and published nowhere); for {rest} of it no source is told.",
                when,
                amount,
                currency,
                activity,
                n = activities,
                phantoms,
                rest
            ),
            false => say!(
                "{when}, {amount} {currency} of {activity} followed down through {n: # activity|# activities} ({phantoms} named and published nowhere); for {rest} of it nothing says where it went.",
                when,
                amount,
                currency,
                activity,
                n = activities,
                phantoms,
                rest
            ),
        }
    }

    fn method(&self, traced: &Traced) -> String {
        let series = match self.series {
            Which::Payments => say!("disbursements, expenditure and incoming funds"),
            Which::Commitments => say!("outgoing and incoming commitments"),
        };
        let convention = match self.convention {
            Rule::ProRata => say!(
                "what comes in is taken to go out in the same shares (a convention: no book says it)"
            ),
            Rule::Fifo => say!(
                "the oldest money in is taken to pay the oldest out (a convention: no book says it)"
            ),
        };
        let whose = match self.whose {
            Side::Giver => say!("where both sides tell a payment, the giver’s amount is followed"),
            Side::Receiver => {
                say!("where both sides tell a payment, the receiver’s amount is followed")
            }
        };
        say!(
            "{series}; {convention}; {whose}; both sides’ lines of one event are one payment, also where the match waits for a person; amounts in {currency} at each value-date ({rates}); each activity is gone through once, circles end where they return",
            series,
            convention,
            whose,
            currency = traced.unit.currency,
            rates = match &traced.unit.rates {
                Some(rates) => rates.clone(),
                None => say!("as stated"),
            }
        )
    }
}

fn remainder(traced: &Traced) -> Decimal {
    let ends = traced.ends.iter().filter(|e| e.kind == EndKind::Remainder);
    ends.map(|e| e.followed).sum()
}

fn drawn(traced: Traced) -> Result<Drawn> {
    let data = serde_json::to_value(&traced).map_err(|e| Error::Output(e.into()))?;
    let graph = answer::Graph {
        tree: trace::text(&traced, &TextLayout::default(), &tongue::here()),
        dot: trace::dot(&traced, DRAWN, &tongue::here()),
        data,
    };
    Ok(Drawn::new(Some(graph), move |stands| {
        let layout = SvgLayout {
            has_style: stands == Stands::Alone,
            is_rtl: tongue::here().is_rtl(),
            ..SvgLayout::default()
        };
        trace::svg(&traced, &layout, &tongue::here())
    }))
}

/// Steps that a drawing for Graphviz has.
const DRAWN: usize = 500;

/// Each way on from each step, and then how money ends there.
fn rows(traced: &Traced) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for (at, step) in traced.steps.iter().enumerate() {
        for flow in traced.onward(at) {
            let place = |at: usize| {
                traced
                    .steps
                    .get(at)
                    .map_or(Cell::Missing("–"), |s| named(&s.place))
            };
            let both = flow.giver.lines > 0 || flow.receiver.lines > 0;
            let money = |amount: Option<Decimal>| {
                amount.map_or(Cell::Missing("–"), |a| in_unit(traced, a))
            };
            let alone = [&flow.only_giver, &flow.only_receiver];
            let one_sided: Option<Decimal> =
                alone.iter().filter_map(|a| a.amount).reduce(|a, b| a + b);
            rows.push(vec![
                place(flow.from),
                place(flow.to),
                in_unit(traced, flow.followed),
                Cell::percent(flow.share.percent()),
                money(flow.giver.amount.filter(|_| both)),
                money(flow.receiver.amount.filter(|_| both)),
                money(one_sided),
                Cell::Text(whose_word(flow)),
                note(flow),
            ]);
        }
        rows.extend(step.ends.iter().map(|end| ended(traced, step, end)));
    }
    rows
}

fn in_unit(traced: &Traced, amount: Decimal) -> Cell {
    Cell::Money {
        amount: amount.to_string(),
        currency: Some(traced.unit.currency.clone()),
    }
}

fn named(place: &Place) -> Cell {
    match place.label() {
        "" => Cell::Missing("not named"),
        label => Cell::Coded {
            code: label.to_owned(),
            name: place
                .title
                .clone()
                .or_else(|| place.name.clone())
                .filter(|n| n != label),
        },
    }
}

fn whose_word(flow: &trace::Flow) -> String {
    let both = flow.giver.lines > 0 || flow.receiver.lines > 0;
    match (
        both,
        flow.only_giver.lines > 0,
        flow.only_receiver.lines > 0,
    ) {
        (true, false, false) => say!("both"),
        (true, _, _) => say!("both in part"),
        (false, true, false) => say!("the giver’s only"),
        (false, false, true) => say!("the receiver’s only"),
        (false, _, _) => say!("each tells other lines"),
    }
}

fn note(flow: &trace::Flow) -> Cell {
    let mut notes = Vec::new();
    if flow.is_returned {
        notes.push(say!("returns to an activity it had passed"));
    }
    if flow.is_taken_back {
        notes.push(say!("taken back"));
    }
    if flow.doubtful.lines > 0 {
        notes.push(say!("some lines may tell the same and are not followed"));
    }
    if flow.has_parts {
        notes.push(say!("parts of lines that several activities share"));
    }
    match notes.is_empty() {
        true => Cell::Missing(""),
        false => Cell::Text(tongue::clauses(&notes)),
    }
}

fn ended(traced: &Traced, step: &Step, end: &End) -> Vec<Cell> {
    let words = match end.kind {
        EndKind::Spent => say!("spent"),
        EndKind::Unnamed => say!("paid to nobody named"),
        EndKind::NotPublishing => say!("ends at an organisation that publishes nothing here"),
        EndKind::NoActivity => say!("ends at an organisation of which no activity is named"),
        EndKind::Remainder => say!("unexplained remainder"),
        EndKind::Limit => say!("not followed further, as asked"),
        EndKind::Returned => say!("returned"),
    };
    let blank = || Cell::Missing("");
    vec![
        named(&step.place),
        Cell::Text(words),
        in_unit(traced, end.followed),
        blank(),
        blank(),
        blank(),
        blank(),
        blank(),
        blank(),
    ]
}
