//! Money followed through the chain, up or down.

use super::Question;
use crate::answer::{self, About, Answer, Cell, Column, ColumnKind as K, Drawn, Stands, counted};
use crate::error::{Error, Result};
use clap::{Args, ValueEnum};
use flow::rate::Rates;
use flow::trace::{
    self, Convention, Direction, End, EndKind, Graph, Place, Series, Step, SvgLayout, TextLayout,
    Trace as Traced, Unit, Whose, english,
};
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
        K::Text,
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
    const EXAMPLE: &'static [&'static str] = &[];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let unit = self.unit()?;
        let accounts = view.accounts(&unit)?;
        let all = view.reconciled()?;
        let joined = all.told.matches.iter().map(trace::Joined::from);
        let graph = Graph::new(&accounts, joined, self.series(), self.whose());
        let start = graph.find(&self.activity).map_err(|none| {
            let near = none
                .nearest
                .map(|n| format!("; {} is near to it", n.identifier));
            Error::Asked {
                message: format!(
                    "no activity {} is published or named here{}",
                    self.activity,
                    near.unwrap_or_default()
                ),
                hint: Some("“counterfoil ask activities --text WORDS” finds activities".to_owned()),
            }
        })?;
        let traced = trace::trace(
            &graph,
            start,
            self.direction(),
            self.convention(),
            self.depth,
        );
        let rows = rows(&traced);
        let mut about = About::new(Self::NAME, view, self.sentence(&traced, view), rows.len());
        about.method = format!(
            "{}; {}; where both sides tell a payment, the {}’s amount is followed; both sides’ lines of one event are one payment, also where the match waits for a person; amounts in {} at each value-date ({}); each activity is gone through once, circles end where they return",
            match self.series {
                Which::Payments => "disbursements, expenditure and incoming funds",
                Which::Commitments => "outgoing and incoming commitments",
            },
            match self.convention {
                Rule::ProRata =>
                    "what comes in is taken to go out in the same shares (a convention: no book says it)",
                Rule::Fifo =>
                    "the oldest money in is taken to pay the oldest out (a convention: no book says it)",
            },
            match self.whose {
                Side::Giver => "giver",
                Side::Receiver => "receiver",
            },
            traced.unit.currency,
            traced.unit.rates.as_deref().unwrap_or("as stated"),
        );
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
            return Err(Error::asked(format!(
                "--in “{code}”: the exchange rates have no such currency"
            )));
        }
        Ok(Unit {
            currency: code,
            decimals: 2,
            rates: Some("built-in exchange rates".to_owned()),
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
        format!(
            "{}, {} {} of {} followed {} through {} ({} named and published nowhere); {} of it {}.",
            About::when(view),
            crate::answer::grouped(&traced.followed.to_string()),
            traced.unit.currency,
            self.activity,
            if self.up { "up" } else { "down" },
            counted(activities, "activity", "activities"),
            phantoms.count(),
            crate::answer::grouped(&remainder(traced).to_string()),
            if self.up {
                "is not told to have come from anywhere"
            } else {
                "is not told to have gone out again"
            },
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
        tree: trace::text(&traced, &TextLayout::default(), english),
        dot: trace::dot(&traced, DRAWN, english),
        data,
    };
    Ok(Drawn::new(Some(graph), move |stands| {
        let layout = SvgLayout {
            has_style: stands == Stands::Alone,
            ..SvgLayout::default()
        };
        trace::svg(&traced, &layout, english)
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
                Cell::Text(format!("{} %", flow.share.percent())),
                money(flow.giver.amount.filter(|_| both)),
                money(flow.receiver.amount.filter(|_| both)),
                money(one_sided),
                Cell::Text(whose_word(flow).to_owned()),
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

fn whose_word(flow: &trace::Flow) -> &'static str {
    let both = flow.giver.lines > 0 || flow.receiver.lines > 0;
    match (
        both,
        flow.only_giver.lines > 0,
        flow.only_receiver.lines > 0,
    ) {
        (true, false, false) => "both",
        (true, _, _) => "both in part",
        (false, true, false) => "the giver’s only",
        (false, false, true) => "the receiver’s only",
        (false, _, _) => "each tells other lines",
    }
}

fn note(flow: &trace::Flow) -> Cell {
    let mut notes = Vec::new();
    if flow.is_returned {
        notes.push("returns to an activity it had passed");
    }
    if flow.is_taken_back {
        notes.push("taken back");
    }
    if flow.doubtful.lines > 0 {
        notes.push("some lines may tell the same and are not followed");
    }
    if flow.has_parts {
        notes.push("parts of lines that several activities share");
    }
    match notes.is_empty() {
        true => Cell::Missing(""),
        false => Cell::Text(notes.join("; ")),
    }
}

fn ended(traced: &Traced, step: &Step, end: &End) -> Vec<Cell> {
    let words = match end.kind {
        EndKind::Spent => "spent",
        EndKind::Unnamed => "paid to nobody named",
        EndKind::NotPublishing => "ends at an organisation that publishes nothing here",
        EndKind::NoActivity => "ends at an organisation of which no activity is named",
        EndKind::Remainder => "unexplained remainder",
        EndKind::Limit => "not followed further, as asked",
        EndKind::Returned => "returned",
    };
    let blank = || Cell::Missing("");
    vec![
        named(&step.place),
        Cell::Text(words.to_owned()),
        in_unit(traced, end.followed),
        blank(),
        blank(),
        blank(),
        blank(),
        blank(),
        blank(),
    ]
}
