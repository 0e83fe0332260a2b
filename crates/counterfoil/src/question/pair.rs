//! Two accounts of the same money: the giver's and the receiver's, side by side.

use super::{Question, label};
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, counted};
use crate::error::{Error, Result};
use clap::Args;
use flow::book::Entry;
use flow::key;
use flow::kind::{self, Direction};
use flow::pair::{self, Line};
use iati::amount::Sum;
use ledger::{Filter, Hit, Kind, Publication, View};
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
    Column::new("meets", K::Text, "Whether the two books meet here"),
    Column::new("receiver_value", K::Money, "What the receiver says"),
    Column::new("receiver_type", K::Coded, "What the receiver calls it"),
    Column::new("receiver_date", K::Date, "Date in the receiver's book"),
    Column::new("receiver_activity", K::Text, "The receiver's activity"),
    Column::new("link", K::Text, "Which identifiers tie them").detail(),
    Column::new("giver_import", K::Count, "Publication of the giver").detail(),
    Column::new("giver_position", K::Text, "Where it stands there").detail(),
    Column::new("receiver_import", K::Count, "Publication of the receiver").detail(),
    Column::new("receiver_position", K::Text, "Where it stands there").detail(),
];

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
    fn find(asked: &str, view: &View<'_>) -> Self {
        let live = view.live();
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
        Self {
            asked: asked.to_owned(),
            organisations: vec![asked.to_owned()],
            name: live.name_of(asked).map(str::to_owned),
            activity: None,
            publishes: reports,
        }
    }

    /// The name, else what was asked.
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.asked)
    }

    /// Identifiers of the activities that are this end's.
    fn activities(&self, view: &View<'_>) -> Vec<String> {
        if let Some(one) = &self.activity {
            return vec![one.clone()];
        }
        let own = self
            .organisations
            .iter()
            .flat_map(|o| view.live().reported_by(o));
        let named = own.filter(|m| !m.head.identifier.is_empty());
        named.map(|m| m.head.identifier.to_string()).collect()
    }

    fn is(&self, reference: Option<&str>) -> bool {
        reference.is_some_and(|r| self.organisations.iter().any(|o| key::same(o, r)))
    }
}

/// An entry and where it stands.
#[derive(Clone, Debug)]
pub struct Placed {
    pub import: u64,
    pub position: String,
}

/// Both accounts.
pub struct Books {
    pub giver: End,
    pub receiver: End,
    giver_entries: Vec<Entry>,
    receiver_entries: Vec<Entry>,
    giver_places: Vec<Placed>,
    receiver_places: Vec<Placed>,
}

/// Sums of one kind and currency in one book.
#[derive(Clone, Debug, Default)]
pub struct SideSum {
    pub lines: u64,
    pub sum: Sum,
    pub met_lines: u64,
    pub met: Sum,
}

/// The three kinds of money that two books can tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Series {
    Pledged,
    Committed,
    Paid,
}

impl Series {
    pub fn of(code: Option<&str>) -> Self {
        match code {
            Some("12" | "13") => Self::Pledged,
            Some("2" | "11") => Self::Committed,
            _ => Self::Paid,
        }
    }

    pub fn given(self) -> &'static str {
        match self {
            Self::Pledged => "Pledged",
            Self::Committed => "Committed",
            Self::Paid => "Paid",
        }
    }

    pub fn received(self) -> &'static str {
        match self {
            Self::Pledged => "Pledged to it",
            Self::Committed => "Committed to it",
            Self::Paid => "Received",
        }
    }
}

impl Books {
    /// Opens both books.
    ///
    /// # Errors
    /// Neither side is known here, or the disk fails.
    pub fn open(giver: &str, receiver: &str, view: &View<'_>) -> Result<Self> {
        let (giver, receiver) = (End::find(giver, view), End::find(receiver, view));
        if key::same(&giver.asked, &receiver.asked) {
            return Err(Error::asked(
                "a pair has two sides: giver and receiver are the same",
            ));
        }
        let given = read(view, &giver, &receiver, |e| gives_to(e, &receiver, view))?;
        let received = read(view, &receiver, &giver, |e| comes_from(e, &giver, view))?;
        if given.is_empty() && received.is_empty() && !giver.publishes && !receiver.publishes {
            return Err(Error::Asked {
                message: format!(
                    "neither {} nor {} is known in this ledger",
                    giver.asked, receiver.asked
                ),
                hint: Some("“counterfoil ask organisations” lists who publishes here".to_owned()),
            });
        }
        let (giver_entries, giver_places) = given.into_iter().unzip();
        let (receiver_entries, receiver_places) = received.into_iter().unzip();
        Ok(Self {
            giver,
            receiver,
            giver_entries,
            receiver_entries,
            giver_places,
            receiver_places,
        })
    }

    /// The publications of both ends: that a line is not in a book, rests on all of
    /// that book.
    fn rests_on<'a>(&self, view: &'a View<'_>) -> Vec<&'a Publication> {
        let ends = [&self.giver, &self.receiver].into_iter();
        let references: Vec<String> = ends.flat_map(|e| e.organisations.clone()).collect();
        view.live().sources_of_reporters(&references)
    }

    /// The lines of the open book.
    pub fn lines(&self) -> Vec<Line<'_>> {
        pair::lay(&self.giver_entries, &self.receiver_entries)
    }

    /// Where an entry of one of the books stands.
    pub fn place(&self, entry: &Entry) -> Option<&Placed> {
        let find = |entries: &[Entry]| entries.iter().position(|e| std::ptr::eq(e, entry));
        let giver = find(&self.giver_entries).and_then(|at| self.giver_places.get(at));
        giver.or_else(|| find(&self.receiver_entries).and_then(|at| self.receiver_places.get(at)))
    }

    /// Why the receiver's (or giver's) half of a line is empty.
    pub fn why_empty(&self, of_giver: bool) -> String {
        let (end, word) = if of_giver {
            (&self.giver, "giver")
        } else {
            (&self.receiver, "receiver")
        };
        if end.publishes {
            format!("not in the {word}’s book")
        } else {
            format!("the {word} publishes nothing here")
        }
    }

    /// The currencies of the two books, if both tell and share none.
    pub fn only_other_currencies(&self) -> Option<(String, String)> {
        let of = |entries: &[Entry]| {
            entries
                .iter()
                .filter_map(|e| e.currency.clone())
                .collect::<BTreeSet<_>>()
        };
        let (giver, receiver) = (of(&self.giver_entries), of(&self.receiver_entries));
        let none_shared = !giver.is_empty() && !receiver.is_empty() && giver.is_disjoint(&receiver);
        let list = |set: BTreeSet<String>| set.into_iter().collect::<Vec<_>>().join(" and ");
        none_shared.then(|| (list(giver), list(receiver)))
    }

    /// Sums under each half, never added: by series and currency, giver and
    /// receiver.
    pub fn sums(&self) -> BTreeMap<(Series, Option<String>), (SideSum, SideSum)> {
        let mut sums: BTreeMap<_, (SideSum, SideSum)> = BTreeMap::new();
        for line in self.lines() {
            let met = line.giver.is_some() && line.receiver.is_some();
            for (entry, of_giver) in [(line.giver, true), (line.receiver, false)] {
                let Some(entry) = entry else { continue };
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

/// The entries of one end's book that the test lets through, in order.
fn read(
    view: &View<'_>,
    end: &End,
    other: &End,
    is_asked: impl Fn(&Entry) -> bool,
) -> Result<Vec<(Entry, Placed)>> {
    let mut found = Vec::new();
    for hit in candidates(view, end, other)? {
        let entry: Entry = view.row(hit)?;
        if is_asked(&entry) {
            let member = view.member(hit);
            let place = Placed {
                import: member.publication,
                position: format!("{}/{}", member.path(), entry.path),
            };
            found.push((entry, place));
        }
    }
    Ok(found)
}

/// The entries of one end that name the other: its organisation or one of its
/// activities. Asked of the index, so that a large book is not read whole.
fn candidates(view: &View<'_>, end: &End, other: &End) -> Result<BTreeSet<Hit>> {
    let mut hits = BTreeSet::new();
    let linked = other.activities(view);
    for reporter in &end.organisations {
        let own = Filter {
            // An activity whose reporter has no reference is found by itself.
            reporter: Some(reporter.clone()).filter(|r| !r.is_empty()),
            identifiers: end.activity.iter().cloned().collect(),
            ..Filter::default()
        };
        for organisation in &other.organisations {
            let named = Filter {
                organisation: Some(organisation.clone()),
                ..own.clone()
            };
            hits.extend(view.select(Kind::Transaction, &named)?);
        }
        if !linked.is_empty() {
            let linked = Filter {
                linked: linked.clone(),
                ..own
            };
            hits.extend(view.select(Kind::Transaction, &linked)?);
        }
    }
    Ok(hits)
}

/// Whether a named activity is the end's: the one asked for, or any of its own.
fn names(end: &End, activity: Option<&str>, view: &View<'_>) -> Option<bool> {
    let activity = activity?;
    Some(match &end.activity {
        Some(one) => key::same(one, activity),
        None => view
            .live()
            .activities(activity)
            .any(|m| end.is(Some(&m.head.reporter))),
    })
}

/// Outgoing, and to that end: its activity is named, or, where none is, its
/// organisation.
fn gives_to(entry: &Entry, receiver: &End, view: &View<'_>) -> bool {
    let out = entry
        .kind
        .as_deref()
        .is_some_and(|k| kind::direction(k) == Direction::Out);
    out && ends_at(&entry.receiver, receiver, view)
}

fn comes_from(entry: &Entry, giver: &End, view: &View<'_>) -> bool {
    let into = entry
        .kind
        .as_deref()
        .is_some_and(|k| kind::direction(k) == Direction::In);
    into && ends_at(&entry.provider, giver, view)
}

fn ends_at(party: &flow::book::Party, end: &End, view: &View<'_>) -> bool {
    let named = names(end, party.activity.as_deref(), view);
    let by_reference = !party.implied && end.is(party.reference.as_deref());
    match (named, end.activity.is_some()) {
        (Some(true), _) => true,
        // Of two activities, a named one that is another is somebody else's line.
        (Some(false), true) => false,
        (Some(false) | None, _) => by_reference,
    }
}

impl Question for Pair {
    const NAME: &'static str = "pair";
    const ABOUT: &'static str = "The giver's and the receiver's account of one flow, side by side";
    const EXAMPLE: &'static [&'static str] = &["XI-IATI-DEMO-HCO", "XI-IATI-DEMO-LKM"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let books = Books::open(&self.giver, &self.receiver, view)?;
        let rows: Vec<_> = books.lines().iter().map(|line| row(line, &books)).collect();
        let mut about = about(&books, view);
        about.caveats.extend(sums_in_words(&books));
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

/// The sentence, and what is left out.
pub fn about(books: &Books, view: &View<'_>) -> About {
    let lines = books.lines();
    let met = lines
        .iter()
        .filter(|l| l.giver.is_some() && l.receiver.is_some())
        .count() as u64;
    let giver = lines.iter().filter(|l| l.giver.is_some()).count() as u64;
    let receiver = lines.iter().filter(|l| l.receiver.is_some()).count() as u64;
    let sentence = format!(
        "{}, {} tells of {} to {}, which tells of {}; {} in both books.",
        About::when(view),
        books.giver.label(),
        counted(giver, "transaction", "transactions"),
        books.receiver.label(),
        counted(receiver, "such receipt", "such receipts"),
        counted(met, "is alike", "are alike"),
    );
    let mut about = About::new(Pair::NAME, view, sentence, lines.len());
    about.rests_on(books.rests_on(view));
    about.method = "outgoing transactions of the giver that name the receiver's activity or, naming none, the receiver; incoming ones of the receiver likewise; two lines meet where an activity identifier ties them, the types mirror each other, and amount and currency are equal; the two sides are never added".to_owned();
    for (end, word) in [(&books.giver, "giver"), (&books.receiver, "receiver")] {
        if !end.publishes {
            about.caveats.push(format!(
                "the {word}, {}, publishes nothing in this ledger",
                end.label()
            ));
        }
    }
    if let Some((giver, receiver)) = books.only_other_currencies() {
        about.caveats.push(format!(
            "the giver writes {giver}, the receiver {receiver}; nothing is converted yet, so no line can meet"
        ));
    }
    let untied = lines
        .iter()
        .filter(|l| l.link == pair::Link::OrganisationOnly)
        .count() as u64;
    if untied > 0 {
        about.caveats.push(format!(
            "{} no activity of the other side and cannot meet yet",
            counted(untied, "line names", "lines name")
        ));
    }
    about
}

/// The sums of each side, one line per series and currency.
fn sums_in_words(books: &Books) -> Vec<String> {
    let each = books.sums().into_iter();
    each.map(|((series, currency), (giver, receiver))| {
        let currency = currency.as_deref().unwrap_or("(no currency)");
        format!(
            "{} in {currency}: the giver says {} in {}, the receiver {} in {}; {} of the giver's meets",
            series.given(),
            crate::answer::grouped(&giver.sum.to_string()),
            counted(giver.lines, "line", "lines"),
            crate::answer::grouped(&receiver.sum.to_string()),
            counted(receiver.lines, "line", "lines"),
            crate::answer::grouped(&giver.met.to_string()),
        )
    })
    .collect()
}

fn row(line: &Line<'_>, books: &Books) -> Vec<Cell> {
    let met = line.giver.is_some() && line.receiver.is_some();
    let meets = match (met, line.giver.is_some()) {
        (true, _) => Cell::Text("meets".to_owned()),
        (false, true) => Cell::Unknown(books.why_empty(false)),
        (false, false) => Cell::Unknown(books.why_empty(true)),
    };
    let empty = || Cell::Missing("–");
    let of = |e: Option<&Entry>, cell: &dyn Fn(&Entry) -> Cell| e.map_or_else(empty, cell);
    let value = |e: &Entry| label::money(e.value, e.currency.as_deref(), &e.gaps);
    let date = |e: &Entry| {
        e.date
            .map_or_else(|| label::gap("date ", &e.gaps), Cell::Date)
    };
    let kind = |e: &Entry| label::transaction_type(e.kind.as_deref());
    let activity = |e: &Entry| Cell::Text(e.activity.clone());
    let import = |e: &Entry| books.place(e).map_or_else(empty, |p| Cell::Count(p.import));
    let position = |e: &Entry| {
        books
            .place(e)
            .map_or_else(empty, |p| Cell::Text(p.position.clone()))
    };
    vec![
        of(line.giver, &date),
        of(line.giver, &kind),
        of(line.giver, &value),
        of(line.giver, &activity),
        meets,
        of(line.receiver, &value),
        of(line.receiver, &kind),
        of(line.receiver, &date),
        of(line.receiver, &activity),
        Cell::Text(line.link.as_str().to_owned()),
        of(line.giver, &import),
        of(line.giver, &position),
        of(line.receiver, &import),
        of(line.receiver, &position),
    ]
}
