//! Two accounts of the same money: the giver's and the receiver's, side by side.

use super::{Question, label};
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, grouped};
use crate::drawing;
use crate::error::{Error, Result};
use crate::laid::{self, Laid, Series};
use crate::tongue;
use clap::Args;
use flow::book::Entry;
use flow::key;
use flow::kind::Direction;
use flow::reconcile::{CATEGORIES, Category, LineId, Link, Match, Observed, Slip};
use iati::amount::Sum;
use iati::said::phrase;
use jiff::civil::Date;
use ledger::matched::{Fate, Id, Organisation, Stand};
use ledger::{Publication, View};
use std::collections::{BTreeMap, BTreeSet};

/// The giver's and the receiver's account of one flow, side by side
#[derive(Args, Clone, Debug)]
pub struct Pair {
    /// Reference of the giving organisation, or identifier of its activity
    #[arg(value_name = "GIVER")]
    giver: String,
    /// Reference of the receiving organisation, or identifier of its activity
    #[arg(value_name = "RECEIVER")]
    receiver: String,
}

const COLUMNS: &[Column] = &[
    Column::new("giver_date", K::Date, "Date in the giver's book"),
    Column::new("giver_type", K::Coded, "What the giver calls it"),
    Column::new("giver_value", K::Money, "What the giver says"),
    Column::new("giver_activity", K::Text, "The giver's activity"),
    Column::new(
        "meets",
        K::Text,
        "How the two books meet here, or why they do not",
    ),
    Column::new("receiver_value", K::Money, "What the receiver says"),
    Column::new("receiver_type", K::Coded, "What the receiver calls it"),
    Column::new("receiver_date", K::Date, "Date in the receiver's book"),
    Column::new("receiver_activity", K::Text, "The receiver's activity"),
    Column::new("stands", K::Text, "How the match stands"),
    Column::new(
        "confidence",
        K::Text,
        "Share of such matches that are right",
    )
    .detail(),
    Column::new("match_id", K::Text, "Name of the match").detail(),
    Column::new("link", K::Text, "Which identifiers tie them").detail(),
    Column::new("giver_import", K::Count, "Publication of the giver").detail(),
    Column::new("giver_position", K::Text, "Where it stands there").detail(),
    Column::new("receiver_import", K::Count, "Publication of the receiver").detail(),
    Column::new("receiver_position", K::Text, "Where it stands there").detail(),
];

impl Pair {
    pub fn between(giver: &str, receiver: &str) -> Self {
        Self {
            giver: giver.to_owned(),
            receiver: receiver.to_owned(),
        }
    }
}

/// One end of a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// As asked: a reference or an activity's identifier.
    pub asked: String,
    /// References of the organisation.
    pub organisations: Vec<String>,
    pub name: Option<String>,
    /// The one activity, if one was asked for.
    pub activity: Option<String>,
    /// Whether it publishes anything in this ledger.
    pub publishes: bool,
}

impl End {
    fn find(asked: &str, laid: &Laid<'_>) -> Self {
        let live = laid.view.live();
        let activities: Vec<_> = live.activities(asked).collect();
        if let Some(first) = activities.first() {
            return Self {
                asked: asked.to_owned(),
                organisations: activities
                    .iter()
                    .map(|m| m.head.reporter.to_string())
                    .collect(),
                name: Some(first.head.reporter_name.to_string()).filter(|n| !n.is_empty()),
                activity: Some(first.head.identifier.to_string()),
                publishes: true,
            };
        }
        let reports = live.reported_by(asked).next().is_some();
        let mut named = laid.all.parties.organisations.iter();
        let named = || named.find(|o| laid::is(o, asked))?.name.clone();
        Self {
            asked: asked.to_owned(),
            organisations: vec![asked.to_owned()],
            name: live.name_of(asked).map(str::to_owned).or_else(named),
            activity: None,
            publishes: reports,
        }
    }

    /// The name, else what was asked.
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.asked)
    }

    fn is(&self, one: &Organisation) -> bool {
        self.organisations.iter().any(|o| laid::is(one, o))
    }

    /// Whether the one activity that was asked for is this, or none was.
    fn takes(&self, activity: &str) -> bool {
        let asked = self.activity.as_deref();
        asked.is_none_or(|asked| key::same(asked, activity))
    }
}

/// A line of a book and where it stands.
#[derive(Clone, Debug)]
pub struct Told {
    pub entry: Entry,
    pub import: u64,
    pub position: String,
}

/// How two lines are one event.
#[derive(Clone, Debug)]
pub struct Tie {
    pub id: Id,
    pub category: Category,
    pub slip: Option<Slip>,
    pub stand: Stand,
    pub confidence: f64,
    /// Which identifiers tie them, in English.
    pub link: &'static str,
    /// It began in a line above.
    pub goes_on: bool,
}

/// One line of the open book. At least one side is there.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub giver: Option<Told>,
    pub receiver: Option<Told>,
    pub tie: Option<Tie>,
    /// Why a line stands alone, in English.
    pub alone: Option<&'static str>,
}

impl Line {
    fn date(&self) -> Option<Date> {
        let dates = [&self.giver, &self.receiver].map(|t| t.as_ref().and_then(|t| t.entry.date));
        dates.into_iter().flatten().min()
    }

    /// Committed, paid or pledged.
    pub fn series(&self) -> Series {
        let told = self.giver.as_ref().or(self.receiver.as_ref());
        Series::of(told.and_then(|t| t.entry.kind.as_deref()))
    }
}

impl Tie {
    /// The event in a word or two: what it is called, said out.
    pub fn in_words(&self) -> String {
        if let Some(slip) = self.slip {
            return laid::slip_in_words(slip);
        }
        let found = CATEGORIES.iter().find(|c| c.category == self.category);
        tongue::words(found.map_or("", |c| c.text))
    }
}

/// Both accounts.
pub struct Books {
    pub giver: End,
    pub receiver: End,
    /// The lines of the open book, in order of date.
    pub lines: Vec<Line>,
}

/// Sums of one series and currency in one book.
#[derive(Clone, Debug, Default)]
pub struct SideSum {
    pub lines: u64,
    pub sum: Sum,
    pub met_lines: u64,
    pub met: Sum,
}

impl Books {
    /// Opens both books.
    ///
    /// # Errors
    /// Neither side is known here, or the disk fails.
    pub fn open(giver: &str, receiver: &str, view: &View<'_>) -> Result<Self> {
        if key::same(giver, receiver) {
            return Err(Error::asked(say!(
                "a pair has two sides: giver and receiver are the same"
            )));
        }
        let laid = Laid::open(view)?;
        let (giver, receiver) = (End::find(giver, &laid), End::find(receiver, &laid));
        let asked: Vec<LineId> = between(&laid, &giver, &receiver);
        if asked.is_empty() && !giver.publishes && !receiver.publishes {
            return Err(Error::Asked {
                message: say!(
                    "neither {giver} nor {receiver} is known in this ledger",
                    giver = giver.asked,
                    receiver = receiver.asked
                ),
                hint: Some(say!(
                    "“counterfoil ask organisations” lists who publishes here"
                )),
            });
        }
        Ok(Self {
            lines: open_book(&laid, &asked)?,
            giver,
            receiver,
        })
    }

    /// The publications of both ends: that a line is not in a book, rests on all of
    /// that book.
    fn rests_on<'a>(&self, view: &'a View<'_>) -> Vec<&'a Publication> {
        let ends = [&self.giver, &self.receiver].into_iter();
        let references: Vec<String> = ends.flat_map(|e| e.organisations.clone()).collect();
        view.live().sources_of_reporters(&references)
    }

    /// Why the receiver's (or giver's) half of a line is empty.
    pub fn why_empty(&self, of_giver: bool, line: &Line) -> String {
        let end = match of_giver {
            true => &self.giver,
            false => &self.receiver,
        };
        match (&line.tie, end.publishes, of_giver) {
            (Some(_), ..) => say!("one event with the line above"),
            (None, true, true) => say!("not in the giver’s book"),
            (None, true, false) => say!("not in the receiver’s book"),
            (None, false, true) => say!("the giver publishes nothing here"),
            (None, false, false) => say!("the receiver publishes nothing here"),
        }
    }

    /// Sums under each half, never added: by series and currency, giver and
    /// receiver.
    pub fn sums(&self) -> BTreeMap<(Series, Option<String>), (SideSum, SideSum)> {
        let mut sums: BTreeMap<_, (SideSum, SideSum)> = BTreeMap::new();
        for line in &self.lines {
            let met = line.tie.is_some();
            for (told, of_giver) in [(&line.giver, true), (&line.receiver, false)] {
                let Some(Told { entry, .. }) = told else {
                    continue;
                };
                let key = (Series::of(entry.kind.as_deref()), entry.currency.clone());
                let both = sums.entry(key).or_default();
                let side = if of_giver { &mut both.0 } else { &mut both.1 };
                side.lines += 1;
                side.met_lines += u64::from(met);
                if let Some(value) = entry.value {
                    side.sum.add(value);
                    if met {
                        side.met.add(value);
                    }
                }
            }
        }
        sums
    }
}

/// The lines between two ends.
fn between(laid: &Laid<'_>, giver: &End, receiver: &End) -> Vec<LineId> {
    let parties = &laid.all.parties;
    let all = (0..).zip(&parties.organisations);
    let of = |end: &End| -> BTreeSet<u32> {
        let those = all.clone().filter(|(_, o)| end.is(o));
        those.map(|(at, _)| at).collect()
    };
    let (givers, receivers) = (of(giver), of(receiver));
    let is_one = giver.activity.is_some() || receiver.activity.is_some();
    let is_between = |line: &LineId| {
        let ends = parties.of(*line);
        let fits = ends.is_some_and(|(g, r)| givers.contains(&g) && receivers.contains(&r));
        match fits {
            true => of_activities(laid, *line, giver, receiver),
            // Whose activity it is that a line names, may be another's word.
            false => is_one && names_it(laid, *line, giver, receiver),
        }
    };
    laid.all.books.lines().filter(is_between).collect()
}

/// Whether a line stands in one end's book and names the very activity that was asked
/// for as the other end.
fn names_it(laid: &Laid<'_>, line: LineId, giver: &End, receiver: &End) -> bool {
    let draft = laid.draft(line);
    let Some(direction) = draft.kind.map(flow::kind::direction) else {
        return false;
    };
    let (own, other) = match direction {
        Direction::Out => (giver, receiver),
        Direction::In => (receiver, giver),
        Direction::NotStated => return false,
    };
    let asked = other.activity.as_deref().zip(draft.other.activity);
    if !asked.is_some_and(|(asked, named)| key::same(asked, named)) {
        return false;
    }
    let member = laid.rank(line).and_then(|rank| laid.view.at_rank(rank));
    member.is_some_and(|m| {
        let mut own_names = own.organisations.iter();
        own.takes(&m.head.identifier) && own_names.any(|o| key::same(o, &m.head.reporter))
    })
}

/// Whether a line is one of the activities that were asked for: it stands in one of
/// them, and its partner in the other or, without a partner, it names the other.
fn of_activities(laid: &Laid<'_>, line: LineId, giver: &End, receiver: &End) -> bool {
    let draft = laid.draft(line);
    let is_out = laid.is_out(line);
    let (own, other) = if is_out {
        (giver, receiver)
    } else {
        (receiver, giver)
    };
    if !own.takes(laid.activity(line)) {
        return false;
    }
    let partners = match laid.all.fate(line) {
        Some(Fate::Matched(at)) => laid.all.at(at).map(|(_, _, one)| match is_out {
            true => &one.recipient,
            false => &one.donor,
        }),
        _ => None,
    };
    match partners {
        Some(lines) => lines.iter().any(|l| other.takes(laid.activity(*l))),
        None => other.takes(draft.other.activity.unwrap_or_default()),
    }
}

/// The lines in order of date; those of one event stand together.
fn open_book(laid: &Laid<'_>, asked: &[LineId]) -> Result<Vec<Line>> {
    let told = |line: LineId| -> Result<Told> {
        let member = laid.rank(line).and_then(|rank| laid.view.at_rank(rank));
        let entry = laid.entry(line)?;
        Ok(Told {
            import: member.map_or(0, |m| m.publication),
            position: member.map_or_else(String::new, |m| format!("{}/{}", m.path(), entry.path)),
            entry,
        })
    };
    let mut events: Vec<Vec<Line>> = Vec::new();
    for line in asked {
        let is_out = laid.is_out(*line);
        match laid.all.fate(*line) {
            Some(Fate::Matched(at)) => {
                let Some((id, stand, one)) = laid.all.at(at) else {
                    continue;
                };
                let is_asked = |l: &&LineId| asked.binary_search(l).is_ok();
                let donor: Vec<LineId> = one.donor.iter().filter(is_asked).copied().collect();
                let recipient: Vec<LineId> =
                    one.recipient.iter().filter(is_asked).copied().collect();
                // An event is taken up once, at the first of its lines.
                if donor.iter().chain(&recipient).min() != Some(line) {
                    continue;
                }
                if donor.is_empty() || recipient.is_empty() {
                    for line in donor.iter().chain(&recipient) {
                        events.push(vec![alone(told(*line)?, is_out, Some(ELSEWHERE))]);
                    }
                    continue;
                }
                let mut lines = Vec::new();
                for at in 0..donor.len().max(recipient.len()) {
                    let side = |lines: &[LineId]| lines.get(at).map(|l| told(*l)).transpose();
                    lines.push(Line {
                        giver: side(&donor)?,
                        receiver: side(&recipient)?,
                        tie: Some(tie(id, stand, one, at > 0)),
                        alone: None,
                    });
                }
                events.push(lines);
            }
            Some(Fate::Open(at)) => {
                let why = laid.all.open(at).map(laid::open_in_words);
                events.push(vec![alone(told(*line)?, is_out, why)]);
            }
            None => {}
        }
    }
    events.sort_by_key(|lines| lines.iter().filter_map(Line::date).min());
    Ok(events.into_iter().flatten().collect())
}

/// Why a line stands alone here that is matched.
const ELSEWHERE: &str = phrase("it is matched with a line of another book or activity");

fn alone(told: Told, is_out: bool, why: Option<&'static str>) -> Line {
    let (giver, receiver) = match is_out {
        true => (Some(told), None),
        false => (None, Some(told)),
    };
    Line {
        giver,
        receiver,
        tie: None,
        alone: why,
    }
}

fn tie(id: Id, stand: Stand, one: &Match, goes_on: bool) -> Tie {
    Tie {
        id,
        category: one.category,
        slip: one.slip,
        stand,
        confidence: one.confidence,
        link: link(one),
        goes_on,
    }
}

/// Which identifiers tie the two, as was observed.
fn link(one: &Match) -> &'static str {
    let is_named = |link: Link| matches!(link, Link::Named | Link::Mended | Link::Mentioned);
    let seen = one.features.iter().map(|f| f.observed);
    let (mut down, mut up) = (false, false);
    for observed in seen {
        match observed {
            Observed::Down(link) => down |= is_named(link),
            Observed::Up(link) => up |= is_named(link),
            _ => {}
        }
    }
    match (down, up) {
        (true, true) => phrase("both name the other’s activity"),
        (true, false) => phrase("the giver names the receiver’s activity"),
        (false, true) => phrase("the receiver names the giver’s activity"),
        (false, false) => phrase("no activity is named"),
    }
}

impl Question for Pair {
    const NAME: &'static str = "pair";
    const ABOUT: &'static str = "The giver's and the receiver's account of one flow, side by side";
    const ROWS: &'static str = "{n: One row|# lines}";
    const EXAMPLE: &'static [&'static str] = &["XI-IATI-DEMO-HCO", "XI-IATI-DEMO-LKM"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let books = Books::open(&self.giver, &self.receiver, view)?;
        let rows: Vec<_> = books.lines.iter().map(|line| row(line, &books)).collect();
        let mut about = about(&books, view);
        about.caveats.extend(sums_in_words(&books));
        about.drawn = drawing::pair(&about, &books).map(Box::new);
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

/// The sentence, and what is left out.
pub fn about(books: &Books, view: &View<'_>) -> About {
    let lines = &books.lines;
    let count = |is: fn(&Line) -> bool| lines.iter().filter(|l| is(l)).count() as u64;
    let giver = count(|l| l.giver.is_some());
    let receiver = count(|l| l.receiver.is_some());
    let first = |l: &Line| l.tie.as_ref().is_some_and(|t| !t.goes_on);
    let events = count(first);
    let alike = count(|l| {
        let tie = l.tie.as_ref().filter(|t| !t.goes_on);
        tie.is_some_and(|t| t.category == Category::Agree)
    });
    let sentence = say!(
        "{when}, {giver} tells of {given: # transaction|# transactions} to {receiver}, which tells of {received: # such receipt|# such receipts}; {events: # event is|# events are} in both books, {alike} alike.",
        when = About::when(view),
        giver = books.giver.label(),
        given = giver,
        receiver = books.receiver.label(),
        received = receiver,
        events,
        alike
    );
    let mut about = About::new(Pair::NAME, view, sentence, lines.len());
    about.rests_on(books.rests_on(view));
    about.method = tongue::words(laid::METHOD);
    if !books.giver.publishes {
        about.caveats.push(say!(
            "the giver, {name}, publishes nothing in this ledger",
            name = books.giver.label()
        ));
    }
    if !books.receiver.publishes {
        about.caveats.push(say!(
            "the receiver, {name}, publishes nothing in this ledger",
            name = books.receiver.label()
        ));
    }
    let waiting = count(|l| {
        let tie = l.tie.as_ref().filter(|t| !t.goes_on);
        tie.is_some_and(|t| matches!(t.stand, Stand::Proposed | Stand::Queried))
    });
    if waiting > 0 {
        about.caveats.push(say!(
            "{n: # match waits|# matches wait} for a person’s decision; it is shown and counted as matched",
            n = waiting
        ));
    }
    about
}

/// The sums of each side, one line per series and currency.
fn sums_in_words(books: &Books) -> Vec<String> {
    let each = books.sums().into_iter();
    each.map(|((series, currency), (giver, receiver))| {
        say!(
            "{series} in {currency}: the giver says {given} in {given_lines: # line|# lines}, the receiver {received} in {received_lines: # line|# lines}; {met} of the giver's is matched",
            series = tongue::words(series.given()),
            currency = currency.unwrap_or_else(|| say!("(no currency)")),
            given = in_words(&giver.sum),
            given_lines = giver.lines,
            received = in_words(&receiver.sum),
            received_lines = receiver.lines,
            met = in_words(&giver.met)
        )
    })
    .collect()
}

/// A sum of lines of which some may have no amount that can be read.
pub fn in_words(sum: &Sum) -> String {
    match sum.is_of_nothing() {
        true => say!("no readable amount"),
        false => grouped(&sum.to_string()),
    }
}

fn row(line: &Line, books: &Books) -> Vec<Cell> {
    let meets = match (&line.tie, line.giver.is_some()) {
        (Some(tie), _) => Cell::Word(tie.category.as_str()),
        (None, is_given) => Cell::Unknown(match line.alone {
            Some(why) => tongue::words(why),
            None => books.why_empty(!is_given, line),
        }),
    };
    let empty = || Cell::Missing("–");
    let tied = |cell: &dyn Fn(&Tie) -> Cell| line.tie.as_ref().map_or_else(empty, cell);
    let of =
        |told: &Option<Told>, cell: &dyn Fn(&Told) -> Cell| told.as_ref().map_or_else(empty, cell);
    let value = |t: &Told| label::money(t.entry.value, t.entry.currency.as_deref(), &t.entry.gaps);
    let date = |t: &Told| {
        let gap = || label::gap("date ", &t.entry.gaps);
        t.entry.date.map_or_else(gap, Cell::Date)
    };
    let kind = |t: &Told| label::transaction_type(t.entry.kind.as_deref());
    let activity = |t: &Told| Cell::Text(t.entry.activity.clone());
    let import = |t: &Told| Cell::Count(t.import);
    let position = |t: &Told| Cell::Text(t.position.clone());
    vec![
        of(&line.giver, &date),
        of(&line.giver, &kind),
        of(&line.giver, &value),
        of(&line.giver, &activity),
        meets,
        of(&line.receiver, &value),
        of(&line.receiver, &kind),
        of(&line.receiver, &date),
        of(&line.receiver, &activity),
        tied(&|t| Cell::Word(t.stand.as_str())),
        tied(&|t| laid::confidence(t.confidence)),
        tied(&|t| Cell::Text(t.id.to_string())),
        tied(&|t| Cell::Text(tongue::words(t.link))),
        of(&line.giver, &import),
        of(&line.giver, &position),
        of(&line.receiver, &import),
        of(&line.receiver, &position),
    ]
}
