//! The events that two books tell.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, Drawn, NOT_STATED};
use crate::drawing::{Counts, Tone};
use crate::error::Result;
use crate::laid::{self, Between, Laid, side};
use crate::tongue;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ValueEnum};
use flow::reconcile::{CATEGORIES, Match};
use iati::said::phrase;
use ledger::View;
use ledger::matched::{Id, Stand};
use std::cmp::Reverse;

/// Transactions of two books that tell one event, and how sure that is
#[derive(Args, Clone, Debug, Default)]
pub struct Matches {
    #[command(flatten)]
    pub between: Between,
    /// How the match stands
    #[arg(long, value_delimiter = ',', value_name = "HOW")]
    pub stands: Vec<Standing>,
    /// What the event is called
    #[arg(long, value_delimiter = ',', value_name = "NAME", value_parser = categories())]
    pub category: Vec<String>,
    /// At least this confidence, 0 to 1
    #[arg(long, value_name = "N")]
    pub from: Option<f64>,
    /// At most this confidence, 0 to 1
    #[arg(long, value_name = "N")]
    pub to: Option<f64>,
    /// The surest first, instead of the order of the books
    #[arg(long)]
    pub strongest_first: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Standing {
    Accepted,
    Automatic,
    Queried,
    Proposed,
}

impl Standing {
    fn is(self, stand: Stand) -> bool {
        matches!(
            (self, stand),
            (Self::Accepted, Stand::Accepted)
                | (Self::Automatic, Stand::Automatic)
                | (Self::Queried, Stand::Queried)
                | (Self::Proposed, Stand::Proposed)
        )
    }
}

const COLUMNS: &[Column] = &[
    Column::new("match_id", K::Text, "Name of the match"),
    Column::new("stands", K::Text, "How it stands"),
    Column::new("category", K::Text, "What the event is called"),
    Column::new(
        "confidence",
        K::Text,
        "Share of such matches that are right",
    ),
    Column::new("giver", K::Coded, "Who gives"),
    Column::new("giver_date", K::Date, "First date in the giver’s book"),
    Column::new("giver_value", K::Money, "What the giver says"),
    Column::new("receiver", K::Coded, "Who receives"),
    Column::new(
        "receiver_date",
        K::Date,
        "First date in the receiver’s book",
    ),
    Column::new("receiver_value", K::Money, "What the receiver says"),
    Column::new("giver_lines", K::Count, "Lines of the giver in it").detail(),
    Column::new("receiver_lines", K::Count, "Lines of the receiver in it").detail(),
    Column::new(
        "giver_activity",
        K::Text,
        "Activity of the giver’s first line",
    )
    .detail(),
    Column::new(
        "receiver_activity",
        K::Text,
        "Activity of the receiver’s first line",
    )
    .detail(),
    Column::new(
        "margin",
        K::Text,
        "By how much it beats the next best explanation",
    )
    .detail(),
];

/// One of the matches asked for.
pub type Found<'a> = (Id, Stand, &'a Match);

impl Matches {
    /// Those that wait, the surest first, unless told otherwise.
    pub fn wait(&mut self) {
        if self.stands.is_empty() {
            self.stands = vec![Standing::Proposed, Standing::Queried];
        }
        self.strongest_first = true;
    }

    /// The matches asked for.
    pub fn select<'a>(&self, laid: &'a Laid<'_>) -> Vec<Found<'a>> {
        let takes = |(_, stand, one): &Found<'_>| {
            let stands = self.stands.is_empty() || self.stands.iter().any(|s| s.is(*stand));
            let named = one.category.as_str();
            let is_called = self.category.is_empty() || self.category.iter().any(|c| c == named);
            let is_sure = self.from.is_none_or(|from| one.confidence >= from)
                && self.to.is_none_or(|to| one.confidence <= to);
            let ends = laid.ends_of(one).map(|e| laid.ends(e));
            stands && is_called && is_sure && ends.is_some_and(|[g, r]| self.between.takes(g, r))
        };
        let mut found: Vec<Found<'a>> = laid.all.matches().filter(takes).collect();
        if self.strongest_first {
            found.sort_by(|a, b| {
                b.2.confidence
                    .total_cmp(&a.2.confidence)
                    .then(Reverse(a.2.odds).cmp(&Reverse(b.2.odds)))
            });
        }
        found
    }
}

/// All categories, each with what it means.
pub fn categories() -> PossibleValuesParser {
    let each = CATEGORIES.iter();
    PossibleValuesParser::new(each.map(|c| PossibleValue::new(c.name).help(c.text)))
}

impl Question for Matches {
    const NAME: &'static str = "matches";
    const ABOUT: &'static str =
        "Transactions of two books that tell one event, and how sure that is";
    const ROWS: &'static str = "{n: One row|# matches}";
    const EXAMPLE: &'static [&'static str] = &["--stands", "proposed"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let laid = Laid::open(view)?;
        let found = self.select(&laid);
        let of = |stand: Stand| found.iter().filter(|(_, s, _)| *s == stand).count() as u64;
        let sentence = say!(
            "{when}, {n: # event is told|# events are told} in two books: {accepted} accepted by a person, {automatic: # stands|# stand} automatically, {waiting: # waits|# wait} for a person.",
            when = About::when(view),
            n = found.len(),
            accepted = of(Stand::Accepted),
            automatic = of(Stand::Automatic),
            waiting = of(Stand::Proposed) + of(Stand::Queried)
        );
        let mut about = About::new(Self::NAME, view, sentence, found.len());
        about.method = tongue::words(laid::METHOD);
        about.drawn = drawn(&about, &found).map(Box::new);
        let lines = found
            .iter()
            .flat_map(|(_, _, one)| one.donor.iter().chain(&one.recipient));
        let ranks = lines.filter_map(|l| laid.rank(*l));
        about.rests_on(view.live().sources_at(ranks));
        let names: Vec<Id> = found.iter().map(|(id, _, _)| *id).collect();
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(names.into_iter().map(move |id| Ok(row(&laid, id)))),
        })
    }
}

/// What the events are called, by how sure it is.
pub fn drawn(about: &About, found: &[Found<'_>]) -> Option<Drawn> {
    const STANDS: [(Stand, &str, Tone); 4] = [
        (Stand::Accepted, phrase("accepted by a person"), Tone::Firm),
        (
            Stand::Automatic,
            phrase("matched automatically"),
            Tone::Both,
        ),
        (Stand::Queried, phrase("queried"), Tone::Differs),
        (Stand::Proposed, phrase("waits for a person"), Tone::Open),
    ];
    let mut counts = Counts::of(STANDS.map(|(_, name, tone)| (tongue::words(name), tone)));
    for (_, stand, one) in found {
        let called = CATEGORIES.iter().find(|c| c.category == one.category);
        let part = STANDS.iter().position(|(s, ..)| s == stand);
        if let (Some(called), Some(part)) = (called, part) {
            counts.add(&tongue::words(called.text), part, 1);
        }
    }
    counts.drawn(
        "matches",
        &say!("What the events are called"),
        say!("matches"),
        about,
    )
}

fn row(laid: &Laid<'_>, id: Id) -> Vec<Cell> {
    let Some((stand, one)) = laid.all.find(id) else {
        return vec![NOT_STATED; COLUMNS.len()];
    };
    let (giver, receiver) = (side(laid, &one.donor), side(laid, &one.recipient));
    let ends = laid.ends_of(one).map(|e| laid.ends(e));
    let [from, to] = match ends {
        Some([from, to]) => [laid::organisation(from), laid::organisation(to)],
        None => [NOT_STATED, NOT_STATED],
    };
    let value = |side: &laid::DifferenceSide<'_>| match side.value {
        Some((value, currency)) => laid::money(Some(value), currency),
        None => Cell::Missing("in several currencies, or without amount"),
    };
    let activity =
        |lines: &[flow::reconcile::LineId]| Cell::text(lines.first().map(|l| laid.activity(*l)));
    vec![
        Cell::Text(id.to_string()),
        Cell::Word(stand.as_str()),
        Cell::Word(one.category.as_str()),
        laid::confidence(one.confidence),
        from,
        Cell::date(giver.date),
        value(&giver),
        to,
        Cell::date(receiver.date),
        value(&receiver),
        Cell::Count(one.donor.len() as u64),
        Cell::Count(one.recipient.len() as u64),
        activity(&one.donor),
        activity(&one.recipient),
        Cell::Text(thousandths(one.margin)),
    ]
}

/// Thousandths with a sign, e.g. `+3.120`.
pub fn thousandths(of: i32) -> String {
    let sign = if of < 0 { '\u{2212}' } else { '+' };
    let of = of.unsigned_abs();
    format!("{sign}{}.{:03}", of / 1000, of % 1000)
}
