//! Places, ends, amounts and links in words, for all that write a trace.

use super::fault::{Fault, FaultKind};
use super::identifier::Differs;
use super::node::NodeKind;
use super::posting::{Series, Whose};
use super::told::{
    Account, Balance, Convention, Direction, EndKind, Flow, Native, Place, Step, Trace,
};
use super::words::{Phrase, Wording, lines, say};
use rust_decimal::Decimal;

/// An amount with its digits in groups of three.
pub(super) fn figure(amount: Decimal) -> String {
    let plain = amount.abs().to_string();
    let (whole, part) = match plain.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (plain.as_str(), None),
    };
    let mut told = String::new();
    if amount.is_sign_negative() && !amount.is_zero() {
        told.push('\u{2212}');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            told.push(',');
        }
        told.push(digit);
    }
    if let Some(part) = part {
        told.push('.');
        told.push_str(part);
    }
    told
}

/// Trace and language.
#[derive(Clone, Copy)]
pub(super) struct Teller<'t> {
    pub trace: &'t Trace,
    pub words: Wording,
}

impl Teller<'_> {
    pub(super) fn say(&self, phrase: Phrase, with: &[&str]) -> String {
        say(self.words, phrase, with)
    }

    /// The first lines: what is followed, how it ends, by which rules.
    pub(super) fn opening(&self) -> Vec<String> {
        let trace = self.trace;
        let Some(start) = trace.steps.first() else {
            return Vec::new();
        };
        let label = start.place.label();
        if trace.followed.is_zero() {
            return vec![self.say(Phrase::NothingToFollow, &[label]), self.rules()];
        }
        let phrase = match trace.direction {
            Direction::Down => Phrase::DownFrom,
            Direction::Up => Phrase::UpFrom,
        };
        let all = figure(trace.followed);
        let ends: Vec<String> = trace
            .ends
            .iter()
            .map(|e| format!("{} {}", figure(e.followed), self.end(e.kind)))
            .collect();
        vec![
            self.say(phrase, &[&all, &trace.unit.currency, label]),
            self.say(Phrase::EndsSo, &[&ends.join("; ")]),
            self.rules(),
        ]
    }

    fn rules(&self) -> String {
        let trace = self.trace;
        let series = match trace.series {
            Series::Payments => Phrase::Payments,
            Series::Commitments => Phrase::Commitments,
        };
        let convention = match trace.convention {
            Convention::ProRata => Phrase::ProRata,
            Convention::FirstInFirstOut => Phrase::FirstInFirstOut,
        };
        let whose = match trace.whose {
            Whose::Giver => Phrase::GiversWord,
            Whose::Receiver => Phrase::ReceiversWord,
        };
        let mut all = vec![
            self.say(series, &[]),
            self.say(convention, &[]),
            self.say(whose, &[]),
        ];
        if let Some(rates) = &trace.unit.rates {
            all.push(self.say(Phrase::RatesOf, &[&trace.unit.currency, rates]));
        }
        if let Some(limit) = trace.limit {
            all.push(self.say(Phrase::LimitedTo, &[&limit.to_string()]));
        }
        format!("{}.", all.join("; "))
    }

    pub(super) fn end(&self, kind: EndKind) -> String {
        let is_down = self.trace.direction == Direction::Down;
        let phrase = match (kind, is_down) {
            (EndKind::Spent, true) => Phrase::SpentDown,
            (EndKind::Spent, false) => Phrase::SpentUp,
            (EndKind::Unnamed, true) => Phrase::UnnamedDown,
            (EndKind::Unnamed, false) => Phrase::UnnamedUp,
            (EndKind::NotPublishing, _) => Phrase::NotPublishing,
            (EndKind::NoActivity, _) => Phrase::NoActivity,
            (EndKind::Remainder, true) => Phrase::RemainderDown,
            (EndKind::Remainder, false) => Phrase::RemainderUp,
            (EndKind::Limit, _) => Phrase::Limit,
            (EndKind::Returned, _) => Phrase::Returned,
        };
        self.say(phrase, &[])
    }

    /// The same in a word or two.
    pub(super) fn end_short(&self, kind: EndKind) -> String {
        let phrase = match (kind, self.trace.direction) {
            (EndKind::Spent, Direction::Down) => Phrase::SpentShort,
            (EndKind::Spent, Direction::Up) => Phrase::RefundedShort,
            (EndKind::Remainder, _) => Phrase::UnexplainedShort,
            (EndKind::NotPublishing, _) => Phrase::NotPublishingShort,
            (EndKind::NoActivity, _) => Phrase::NoActivityShort,
            _ => return self.end(kind),
        };
        self.say(phrase, &[])
    }

    /// A place with its title and its organisation, or what it is if that is not
    /// an activity.
    pub(super) fn place(&self, place: &Place) -> String {
        let label = place.label();
        let organisation = place.name.as_deref().or(place.reference.as_deref());
        match place.kind {
            NodeKind::Activity => {
                let title = place.title.as_deref().map(|t| format!(" {t}"));
                let by = organisation.map(|o| format!(" ({o})"));
                format!(
                    "{label}{}{}",
                    title.unwrap_or_default(),
                    by.unwrap_or_default()
                )
            }
            NodeKind::Phantom => match organisation {
                Some(o) => format!("{label} ({})", self.say(Phrase::PhantomOf, &[o])),
                None => format!("{label} ({})", self.say(Phrase::Phantom, &[])),
            },
            _ => self.organisation(place),
        }
    }

    fn organisation(&self, place: &Place) -> String {
        match (&place.name, &place.reference) {
            (Some(name), Some(reference)) => format!("{name} ({reference})"),
            _ => place.label().to_owned(),
        }
    }

    /// A place in a few words: a title before an identifier.
    pub(super) fn short<'p>(&self, place: &'p Place) -> &'p str {
        let name = match place.kind {
            NodeKind::Activity => &place.title,
            NodeKind::Organisation => &place.name,
            _ => &None,
        };
        name.as_deref().unwrap_or_else(|| place.label())
    }

    /// What both sides' books say of a flow. Nothing where both say the same and
    /// all of it.
    pub(super) fn both(&self, flow: &Flow) -> Vec<String> {
        let amount = |account: &Account| account.amount.map(figure);
        let (giver, receiver) = (amount(&flow.giver), amount(&flow.receiver));
        let only = [&flow.only_giver, &flow.only_receiver];
        let is_mixed = only.iter().any(|a| a.lines > 0);
        let mut told = Vec::new();
        match (giver, receiver) {
            (Some(g), Some(r)) if flow.giver.amount != flow.receiver.amount => {
                told.push(self.say(Phrase::Differ, &[&g, &r]));
            }
            (Some(g), Some(_)) if is_mixed => told.push(self.say(Phrase::BothTell, &[&g])),
            _ => {}
        }
        for (account, phrase) in only
            .into_iter()
            .zip([Phrase::OnlyGiver, Phrase::OnlyReceiver])
        {
            if let Some(amount) = amount(account) {
                told.push(self.say(phrase, &[&amount]));
            }
        }
        if let Some(amount) = amount(&flow.doubtful) {
            told.push(self.say(Phrase::Doubtful, &[&amount]));
        }
        if flow.is_taken_back {
            told.push(self.say(Phrase::TakenBack, &[]));
        }
        if flow.has_parts {
            told.push(self.say(Phrase::HasParts, &[]));
        }
        told
    }

    /// What else is to be said of a step.
    pub(super) fn notes(&self, step: &Step) -> Vec<String> {
        let mut told = Vec::new();
        told.extend(step.balance.as_ref().map(|b| self.balance(b)));
        for without in &step.without {
            let phrase = if without.is_in {
                Phrase::WithoutIn
            } else {
                Phrase::WithoutOut
            };
            let other = match without.other.kind {
                NodeKind::Spending => self.say(Phrase::SpentDown, &[]),
                NodeKind::Nobody if without.is_in => self.say(Phrase::UnnamedUp, &[]),
                NodeKind::Nobody => self.say(Phrase::UnnamedDown, &[]),
                _ => without.other.label().to_owned(),
            };
            let amounts: Vec<String> = without.amounts.iter().map(|n| self.native(n)).collect();
            told.push(self.say(phrase, &[&other, &amounts.join(", ")]));
        }
        if step.balance.is_some() && step.not_followed > 0 {
            let count = lines(self.words, step.not_followed);
            told.push(self.say(Phrase::NotFollowed, &[&count]));
        }
        told
    }

    fn balance(&self, balance: &Balance) -> String {
        let amount = |amount: Option<Decimal>, phrase: Phrase| {
            amount.map(|a| self.say(phrase, &[&figure(a)]))
        };
        let came = amount(balance.came_in, Phrase::CameIn);
        let out = [
            amount(balance.passed_on, Phrase::PassedOn),
            amount(balance.spent, Phrase::Spent),
        ];
        let mut told = vec![came.unwrap_or_else(|| self.say(Phrase::NothingCame, &[]))];
        let is_out = out.iter().any(Option::is_some);
        told.extend(out.into_iter().flatten());
        if !is_out {
            told.push(self.say(Phrase::NothingWent, &[]));
        }
        let rest = figure(balance.remainder.abs());
        let is_over = balance.remainder.is_sign_negative() && !balance.remainder.is_zero();
        let phrase = match (is_over, balance.came_in) {
            (false, None) => return told.join(", "),
            (false, Some(_)) => Phrase::Remain,
            (true, Some(_)) => Phrase::PaidMore,
            (true, None) => Phrase::NoSource,
        };
        format!("{}: {}", told.join(", "), self.say(phrase, &[&rest]))
    }

    /// An amount as it is published.
    pub(super) fn native(&self, native: &Native) -> String {
        let count = lines(self.words, native.lines);
        let amount = match native.amount {
            Some(amount) => figure(amount),
            None => self.say(Phrase::NoValue, &[]),
        };
        match (&native.currency, native.amount) {
            (Some(currency), Some(_)) => format!("{amount} {currency} ({count})"),
            (None, Some(_)) => {
                format!("{amount}, {} ({count})", self.say(Phrase::NoCurrency, &[]))
            }
            _ => format!("{amount} ({count})"),
        }
    }

    /// What is wrong with a link.
    pub(super) fn fault(&self, fault: &Fault) -> String {
        let at = fault.at.label();
        let written = fault.written.as_deref().unwrap_or("");
        let other = fault.other.as_ref().map_or("", Place::label);
        let is_met = fault
            .other
            .as_ref()
            .is_some_and(|o| o.kind == NodeKind::Activity);
        let (phrase, with) = match fault.kind {
            FaultKind::Unpublished if is_met => (Phrase::UnpublishedMet, [at, written, other]),
            FaultKind::Unpublished => (Phrase::Unpublished, [at, written, other]),
            FaultKind::WrittenOtherwise => (Phrase::WrittenOtherwise, [at, written, other]),
            FaultKind::Former => (Phrase::Former, [at, written, other]),
            FaultKind::Ambiguous => (Phrase::Ambiguous, [at, written, other]),
            FaultKind::OfAnother => (Phrase::OfAnother, [at, written, other]),
            FaultKind::SelfLink => (Phrase::SelfLink, [at, written, other]),
            FaultKind::NamesAnother => (Phrase::NamesAnother, [at, written, other]),
            FaultKind::NotNamedByGiver | FaultKind::NotNamedByReceiver => {
                (Phrase::NotNamedBack, [at, other, ""])
            }
            FaultKind::NotToldByGiver | FaultKind::NotToldByReceiver => {
                (Phrase::NotTold, [at, other, ""])
            }
            FaultKind::PublishedTwice => (Phrase::PublishedTwice, [at, written, other]),
        };
        let count = fault.lines.to_string();
        let mut told = self.say(phrase, &[with[0], with[1], with[2], &count]);
        if let Some(nearest) = &fault.nearest {
            let phrase = match nearest.differs {
                Differs::Length => Phrase::NearestLength,
                Differs::Swapped => Phrase::NearestSwapped,
                Differs::Sign => Phrase::NearestSign,
            };
            told.push_str(&self.say(phrase, &[&nearest.identifier]));
            if nearest.others > 0 {
                let others = nearest.others.to_string();
                told.push_str(&self.say(Phrase::NearestOthers, &[&others]));
            }
        }
        if fault.kind != FaultKind::PublishedTwice {
            let amount = fault
                .amount
                .map(|a| format!(", {} {}", figure(a), self.trace.unit.currency));
            let count = lines(self.words, fault.lines);
            told.push_str(&format!(" ({count}{})", amount.unwrap_or_default()));
        }
        told
    }
}
