//! Each line put where its money goes: between which two nodes, by whose word,
//! and whether it is followed.
//!
//! Both sides' lines of one event stand between the same two nodes and only one
//! side's are followed, so that nothing is counted twice.

use super::account::{Accounts, Common, place};
use super::fault::{FaultKind, Told};
use super::identifier::How;
use super::net::UNDATED;
use super::node::{Aim, NodeKind, Nodes};
use super::share::apportion;
use crate::reconcile::{Category, LineId, Match};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

/// Which money is followed. The two are never added to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Series {
    /// Disbursements and expenditure (3, 4), incoming funds (1).
    #[default]
    Payments,
    /// Outgoing and incoming commitments (2, 11).
    Commitments,
}

/// Whose amount is followed where both sides tell an event. Where only one does
/// it is followed by that one's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    #[default]
    Giver,
    Receiver,
}

/// Lines of both sides that tell one event.
#[derive(Clone, Copy, Debug)]
pub struct Joined<'a> {
    pub giver: &'a [LineId],
    pub receiver: &'a [LineId],
    /// One side tells it twice: only the other's lines are followed.
    pub is_duplicate: bool,
}

impl<'a> From<&'a Match> for Joined<'a> {
    fn from(of: &'a Match) -> Self {
        Self {
            giver: &of.donor,
            receiver: &of.recipient,
            is_duplicate: of.category == Category::Duplicate,
        }
    }
}

/// Who tells a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Giver,
    Receiver,
}

/// What is told of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Marks {
    pub side: Side,
    /// Both sides tell it.
    pub is_joined: bool,
    pub is_followed: bool,
    /// It names the activity of the other side.
    pub names_activity: bool,
    /// It is a part of a line that stands between several activities.
    pub is_part: bool,
    /// Not followed: what the other side tells of that year may be the same.
    pub is_doubtful: bool,
}

/// A line between two nodes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Posting {
    pub from: u32,
    pub to: u32,
    pub line: u32,
    pub day: i32,
    /// In minor units; none if it cannot be followed.
    pub amount: Option<i64>,
    pub marks: Marks,
}

impl Posting {
    /// The teller's activity and the other side.
    fn ends(&self) -> (u32, u32) {
        match self.marks.side {
            Side::Giver => (self.from, self.to),
            Side::Receiver => (self.to, self.from),
        }
    }
}

pub(super) struct Poster<'a> {
    pub accounts: &'a Accounts,
    pub nodes: &'a Nodes,
    pub series: Series,
    pub whose: Whose,
    pub postings: Vec<Posting>,
    /// What is wrong with links, line by line.
    pub told: Vec<Told>,
    is_taken: Vec<bool>,
    /// By place of the party.
    aims: Vec<Aim>,
}

impl<'a> Poster<'a> {
    pub(super) fn new(
        accounts: &'a Accounts,
        nodes: &'a Nodes,
        series: Series,
        whose: Whose,
    ) -> Self {
        Self {
            accounts,
            nodes,
            series,
            whose,
            postings: Vec::with_capacity(accounts.lines.len()),
            told: Vec::new(),
            is_taken: vec![false; accounts.lines.len()],
            aims: accounts
                .parties
                .iter()
                .map(|p| nodes.aim(accounts, *p))
                .collect(),
        }
    }

    /// Lines that both sides tell: between the activities that they stand in,
    /// whatever they name.
    pub(super) fn join(&mut self, joined: Joined<'_>) {
        let givers = self.free(joined.giver, Side::Giver);
        let receivers = self.free(joined.receiver, Side::Receiver);
        let (from, to) = (self.activities(&givers), self.activities(&receivers));
        let is_inside = from.iter().any(|f| to.iter().any(|t| t.0 == f.0));
        if from.is_empty() || to.is_empty() || is_inside {
            return;
        }
        let followed = self.followed(&givers, &receivers, joined.is_duplicate);
        for line in givers {
            self.spread(line, Side::Giver, &to, followed == Side::Giver);
        }
        for line in receivers {
            self.spread(line, Side::Receiver, &from, followed == Side::Receiver);
        }
    }

    /// All other lines: to or from whom they name.
    pub(super) fn alone(&mut self) {
        for line in 0..place(self.accounts.lines.len()) {
            let Some(side) = side(self.series, self.accounts.lines[line as usize].kind) else {
                continue;
            };
            if !self.is_taken[line as usize] {
                self.one(line, side);
            }
        }
        self.doubt();
    }

    /// The lines of a side that are of the series and in no other event.
    fn free(&self, lines: &[LineId], wanted: Side) -> Vec<u32> {
        let lines = lines.iter().map(|l| l.0).filter(|at| {
            let line = self.accounts.lines.get(*at as usize);
            let of_series = line.is_some_and(|l| side(self.series, l.kind) == Some(wanted));
            of_series && !self.is_taken[*at as usize]
        });
        lines.collect()
    }

    fn own(&self, line: u32) -> u32 {
        self.nodes.of_account[self.accounts.lines[line as usize].activity as usize]
    }

    fn amount(&self, line: u32) -> Option<i64> {
        match self.accounts.lines[line as usize].common {
            Common::Known(amount) => Some(amount),
            _ => None,
        }
    }

    /// The activities of some lines, each with the sum of its lines.
    fn activities(&self, lines: &[u32]) -> Vec<(u32, i128)> {
        if let [line] = lines {
            return vec![(self.own(*line), self.amount(*line).map_or(0, i128::from))];
        }
        let mut sums: BTreeMap<u32, i128> = BTreeMap::new();
        for line in lines {
            let sum = sums.entry(self.own(*line)).or_default();
            *sum += self.amount(*line).map_or(0, i128::from);
        }
        sums.into_iter().collect()
    }

    /// The side whose lines are followed: the other one where the one asked for
    /// has no amount or tells it twice.
    fn followed(&self, givers: &[u32], receivers: &[u32], is_duplicate: bool) -> Side {
        let (wanted, other) = match self.whose {
            Whose::Giver => (Side::Giver, Side::Receiver),
            Whose::Receiver => (Side::Receiver, Side::Giver),
        };
        let lines = |side: Side| match side {
            Side::Giver => givers,
            Side::Receiver => receivers,
        };
        let is_known = |side: Side| lines(side).iter().all(|l| self.amount(*l).is_some());
        let is_twice = is_duplicate && lines(wanted).len() > lines(other).len();
        match is_known(other) && (is_twice || !is_known(wanted)) {
            true => other,
            false => wanted,
        }
    }

    /// Puts a line between its activity and those of the other side, divided by
    /// what they tell.
    fn spread(&mut self, line: u32, side: Side, others: &[(u32, i128)], is_followed: bool) {
        self.is_taken[line as usize] = true;
        let is_divisible = others.len() > 1 && others.iter().all(|o| o.1 > 0);
        let others = if is_divisible { others } else { &others[..1] };
        let aim = self.aim(line);
        self.check(line, aim, Some(others));
        let parts = self.amount(line).filter(|_| is_divisible);
        let parts = parts.map(|amount| divided(amount, others));
        for (at, (other, _)) in others.iter().enumerate() {
            let part = match &parts {
                Some(parts) => parts.get(at).copied(),
                None => self.amount(line),
            };
            let marks = Marks {
                side,
                is_joined: true,
                is_followed: is_followed && part.is_some(),
                names_activity: aim.names_activity && aim.node == *other,
                is_part: is_divisible,
                is_doubtful: false,
            };
            self.post(line, side, *other, part, marks);
        }
    }

    fn one(&mut self, line: u32, side: Side) {
        let mut aim = self.aim(line);
        if self.accounts.lines[line as usize].kind == EXPENDITURE {
            aim.node = self.nodes.spending;
        } else {
            self.check(line, aim, None);
        }
        let amount = self.amount(line);
        let marks = Marks {
            side,
            is_joined: false,
            is_followed: amount.is_some(),
            names_activity: aim.names_activity,
            is_part: false,
            is_doubtful: false,
        };
        self.post(line, side, aim.node, amount, marks);
    }

    fn aim(&self, line: u32) -> Aim {
        let party = self.accounts.lines[line as usize].other;
        self.aims[party as usize].seen_from(self.own(line))
    }

    fn post(&mut self, line: u32, side: Side, other: u32, amount: Option<i64>, marks: Marks) {
        let own = self.own(line);
        let (from, to) = match side {
            Side::Giver => (own, other),
            Side::Receiver => (other, own),
        };
        self.postings.push(Posting {
            from,
            to,
            line,
            day: day(self.accounts.lines[line as usize].date),
            amount,
            marks,
        });
    }

    /// Notes what is wrong with how a line names the other side's activity;
    /// `met` are the activities of the lines that it was matched with.
    fn check(&mut self, line: u32, aim: Aim, met: Option<&[(u32, i128)]>) {
        let of = &self.accounts.lines[line as usize];
        let Some(written) = self.accounts.parties[of.other as usize].activity else {
            return;
        };
        let is_met = met.is_none_or(|met| met.iter().any(|m| m.0 == aim.node));
        let other = match met {
            Some([one]) if !is_met => one.0,
            _ => aim.node,
        };
        let wrong = [
            (aim.is_self, FaultKind::SelfLink),
            (aim.how == How::Unknown, FaultKind::Unpublished),
            (aim.how == How::Otherwise, FaultKind::WrittenOtherwise),
            (aim.how == How::Former, FaultKind::Former),
            (aim.is_ambiguous, FaultKind::Ambiguous),
            (aim.is_of_other, FaultKind::OfAnother),
            (!is_met && aim.names_activity, FaultKind::NamesAnother),
        ];
        for (_, kind) in wrong.into_iter().filter(|w| w.0) {
            self.told.push(Told {
                kind,
                own: self.own(line),
                other,
                written,
                line,
            });
        }
    }

    /// Where both sides tell lines that nothing joins, between the same two and
    /// in one year, they may be the same money: only those of the side that is
    /// asked for are followed.
    fn doubt(&mut self) {
        let preferred = match self.whose {
            Whose::Giver => Side::Giver,
            Whose::Receiver => Side::Receiver,
        };
        let alone = |p: &Posting| !p.marks.is_joined && p.marks.is_followed;
        let mut told = OneSided::default();
        for posting in &self.postings {
            if alone(posting) && posting.marks.side == preferred {
                told.add(self.nodes, posting, self.year(posting));
            }
        }
        let may_be_same = |p: &Posting| told.may_have(self.nodes, p, self.year(p));
        let doubtful: Vec<bool> = self
            .postings
            .iter()
            .map(|p| alone(p) && p.marks.side != preferred && may_be_same(p))
            .collect();
        for (posting, is_doubtful) in self.postings.iter_mut().zip(doubtful) {
            posting.marks.is_doubtful = is_doubtful;
            posting.marks.is_followed &= !is_doubtful;
        }
    }

    fn year(&self, posting: &Posting) -> Option<i16> {
        self.accounts.lines[posting.line as usize]
            .date
            .map(Date::year)
    }
}

/// Of what one side alone tells, between whom and in which year.
#[derive(Default)]
struct OneSided {
    told: HashSet<(u32, u32, Option<i16>)>,
    ever: HashSet<(u32, u32)>,
}

impl OneSided {
    /// By the teller's own activity and the other side, and by the teller's
    /// organisation and the other side's activity.
    fn add(&mut self, nodes: &Nodes, posting: &Posting, year: Option<i16>) {
        let (own, other) = posting.ends();
        let is_activity = nodes.all[other as usize].kind == NodeKind::Activity;
        let by_organisation = is_activity.then(|| (nodes.organisation_of(own), other));
        for (a, b) in [Some((own, other)), by_organisation].into_iter().flatten() {
            self.told.insert((a, b, year));
            self.ever.insert((a, b));
        }
    }

    /// Whether a line of the other side may be told here: by its activity or by
    /// its organisation. What has no date may be of any year.
    fn may_have(&self, nodes: &Nodes, posting: &Posting, year: Option<i16>) -> bool {
        let (own, other) = posting.ends();
        let like = [(other, own), (other, nodes.organisation_of(own))];
        like.iter().any(|(a, b)| match year {
            None => self.ever.contains(&(*a, *b)),
            year => [year, None]
                .iter()
                .any(|y| self.told.contains(&(*a, *b, *y))),
        })
    }
}

/// The parts of a line's amount, in the proportion of what the other side tells.
fn divided(amount: i64, others: &[(u32, i128)]) -> Vec<i64> {
    let weights: Vec<i128> = others.iter().map(|o| o.1).collect();
    let parts = apportion(i128::from(amount.unsigned_abs()), &weights);
    let each = parts.into_iter();
    each.map(|p| i64::try_from(p).unwrap_or(i64::MAX) * amount.signum())
        .collect()
}

const EXPENDITURE: u8 = 4;

/// Which side tells lines of this type; none if they are not of the series.
pub(super) fn side(series: Series, kind: u8) -> Option<Side> {
    match (series, kind) {
        (Series::Payments, 3 | EXPENDITURE) | (Series::Commitments, 2) => Some(Side::Giver),
        (Series::Payments, 1) | (Series::Commitments, 11) => Some(Side::Receiver),
        _ => None,
    }
}

/// Whether lines of this type are of no series: neither payment nor commitment.
pub(super) fn is_of_none(kind: u8) -> bool {
    [Series::Payments, Series::Commitments]
        .iter()
        .all(|s| side(*s, kind).is_none())
}

fn day(date: Option<Date>) -> i32 {
    const FIRST: Date = Date::constant(1970, 1, 1);
    date.and_then(|d| FIRST.until(d).ok())
        .map_or(UNDATED, |s| s.get_days())
}
