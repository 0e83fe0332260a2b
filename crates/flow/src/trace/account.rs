//! What is traced: activities and their lines, as reconciled books have them,
//! with each amount in one common currency.

use crate::key;
use crate::reconcile::words::{Word, Words};
use crate::reconcile::{
    ActivityDraft, ActivityIndex, Aliases, Former, LineDraft, LineId, Money, Named, Party,
};
use iati::activity::Activity;
use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;
use std::collections::HashMap;

/// The largest amount of one line that is followed, in minor units: sums of all
/// lines that memory can hold then fit a decimal.
const LARGEST: i128 = 10_000_000_000_000_000;

/// Decimals of a minor unit; no coin has more than three.
const MOST_DECIMALS: u32 = 6;

/// The currency in which money is followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unit {
    /// Its code, e.g. `USD`.
    pub currency: String,
    /// Decimals of its smallest coin, at most 6. Amounts are rounded to it once, half to
    /// even, before anything is added or divided.
    pub decimals: u32,
    /// What amounts were converted by, in words; told with every trace.
    pub rates: Option<String>,
}

impl Unit {
    /// US dollars and cents.
    #[must_use]
    pub fn usd() -> Self {
        Self {
            currency: "USD".to_owned(),
            decimals: 2,
            rates: None,
        }
    }

    /// An amount in minor units as a decimal.
    pub(super) fn decimal(&self, minor: i128) -> Decimal {
        Decimal::try_from_i128_with_scale(minor, self.decimals).unwrap_or(Decimal::MAX)
    }

    /// A decimal in minor units; none if it is too large to be followed.
    fn minor(&self, amount: Decimal) -> Option<(i64, bool)> {
        let mut round =
            amount.round_dp_with_strategy(self.decimals, RoundingStrategy::MidpointNearestEven);
        let is_rounded = round != amount;
        round.rescale(self.decimals);
        let fits = round.scale() == self.decimals && round.mantissa().abs() <= LARGEST;
        let minor = i64::try_from(round.mantissa()).ok().filter(|_| fits)?;
        Some((minor, is_rounded))
    }
}

/// What a line comes to in the common currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Common {
    /// In minor units.
    Known(i64),
    NoRate,
    NoValue,
    TooLarge,
}

#[derive(Clone, Debug)]
pub(super) struct Account {
    pub identifier: Option<Word>,
    pub title: Option<Word>,
    pub reporter: Party,
    pub former: Box<[Word]>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub activity: u32,
    /// The code of the type as a number; 0 if it is none.
    pub kind: u8,
    pub date: Option<Date>,
    pub value: Option<Decimal>,
    pub currency: Option<Word>,
    pub common: Common,
    /// The other side: a place in [`Accounts::parties`].
    pub other: u32,
}

/// All accounts that a trace may lead through.
///
/// They take the same drafts as [`crate::reconcile::Books`], so that one
/// reading fills both; given in the same order, a line has the same [`LineId`]
/// in both. Some 70 bytes a line, texts apart.
#[derive(Clone, Debug)]
pub struct Accounts {
    pub(super) words: Words,
    pub(super) accounts: Vec<Account>,
    pub(super) lines: Vec<Line>,
    /// Each way in which lines name the other side, once.
    pub(super) parties: Vec<Party>,
    places: HashMap<Party, u32>,
    pub(super) aliases: Aliases,
    pub(super) unit: Unit,
    rounded: u32,
}

impl Accounts {
    /// Empty accounts, to be followed in `unit`, with a table of organisations
    /// known under several references.
    #[must_use]
    pub fn new(unit: Unit, aliases: Aliases) -> Self {
        let unit = Unit {
            decimals: unit.decimals.min(MOST_DECIMALS),
            ..unit
        };
        Self {
            words: Words::default(),
            accounts: Vec::new(),
            lines: Vec::new(),
            parties: Vec::new(),
            places: HashMap::new(),
            aliases,
            unit,
            rounded: 0,
        }
    }

    /// Adds an activity. Lines are added to it with [`Accounts::line`].
    pub fn activity(&mut self, draft: &ActivityDraft<'_>) -> ActivityIndex {
        let index = ActivityIndex(place(self.accounts.len()));
        let former = draft.former.iter().filter_map(|f| match f {
            Former::Activity(id) => self.words.keep(Some(id)),
            Former::Organisation(_) => None,
        });
        let former = former.collect();
        let account = Account {
            identifier: self.words.keep(Some(draft.identifier)),
            title: self.words.keep(draft.title),
            reporter: Party::kept(&mut self.words, draft.reporter),
            former,
        };
        self.accounts.push(account);
        index
    }

    /// Adds a transaction to an activity that [`Accounts::activity`] returned.
    ///
    /// `common` of the draft is the amount in the currency of the unit; an
    /// amount that is in it already needs none. Without it the line is listed
    /// and not followed.
    pub fn line(&mut self, activity: ActivityIndex, draft: &LineDraft<'_>) -> LineId {
        let id = LineId(place(self.lines.len()));
        let line = Line {
            activity: activity.0,
            kind: draft.kind.and_then(|k| k.trim().parse().ok()).unwrap_or(0),
            date: draft.date,
            value: draft.value,
            currency: self.words.keep(draft.currency),
            common: self.common(draft),
            other: self.other(draft.other),
        };
        self.lines.push(line);
        id
    }

    /// Adds an activity with all its transactions, in document order, as
    /// [`crate::reconcile::Books::read`] does.
    pub fn read(
        &mut self,
        activity: &Activity,
        source: &str,
        to_common: &mut dyn FnMut(Decimal, &str, Date) -> Option<Decimal>,
    ) -> ActivityIndex {
        let former = activity.other_identifiers.iter();
        let former: Vec<Former<'_>> = former
            .filter(|o| o.kind.as_deref() == Some("A3"))
            .map(|o| Former::Activity(&o.reference))
            .collect();
        let index = self.activity(&ActivityDraft {
            source,
            identifier: &activity.identifier,
            reporter: Named::from(&activity.reporting_org),
            former: &former,
            title: activity.title("en"),
            ..ActivityDraft::default()
        });
        for (position, t) in activity.transactions.iter().enumerate() {
            let money = Money::of(t, to_common);
            let kind = t.kind.as_deref();
            let is_in = kind.map(crate::kind::direction) == Some(crate::kind::Direction::In);
            let other = if is_in { &t.provider } else { &t.receiver };
            let draft = LineDraft {
                position: place(position),
                kind,
                date: t.date.known().copied(),
                value: money.value,
                currency: money.currency.as_deref(),
                common: money.common,
                other: Named::from(other),
                ..LineDraft::default()
            };
            self.line(index, &draft);
        }
        index
    }

    /// How many lines there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many amounts had more decimals than the unit and were rounded.
    #[must_use]
    pub fn rounded(&self) -> u32 {
        self.rounded
    }

    pub(super) fn text(&self, word: Option<Word>) -> &str {
        word.map_or("", |w| self.words.text(w))
    }

    fn common(&mut self, draft: &LineDraft<'_>) -> Common {
        let Some(value) = draft.value else {
            return Common::NoValue;
        };
        let is_common = draft
            .currency
            .is_some_and(|c| key::same(c, &self.unit.currency));
        let Some(common) = draft.common.or(is_common.then_some(value)) else {
            return Common::NoRate;
        };
        match self.unit.minor(common) {
            Some((minor, is_rounded)) => {
                self.rounded = self.rounded.saturating_add(u32::from(is_rounded));
                Common::Known(minor)
            }
            None => Common::TooLarge,
        }
    }

    fn other(&mut self, named: Named<'_>) -> u32 {
        let party = Party::kept(&mut self.words, named);
        let next = place(self.parties.len());
        let at = *self.places.entry(party).or_insert(next);
        if at == next {
            self.parties.push(party);
        }
        at
    }
}

/// Places stay below four thousand million; memory ends long before.
pub(super) fn place(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_in_small_letters_is_converted() {
        use iati::position::Position;
        use iati::read::{Context, Tree};
        let source = "<iati-activity><iati-identifier>XA-GOV-1-A</iati-identifier><transaction>\
            <transaction-type code='3'/><transaction-date iso-date='2021-03-01'/>\
            <value currency='eur' value-date='2021-03-01'>10</value></transaction></iati-activity>";
        let context = Context::default();
        let tree = Tree::parse(source.to_owned(), &context).expect("well-formed");
        let activity = Activity::read(&tree, &context, Position::START);
        let mut accounts = Accounts::new(Unit::usd(), Aliases::none());
        accounts.read(&activity, "", &mut |value, currency, _| {
            (currency == "EUR").then_some(value)
        });
        assert_eq!(accounts.lines[0].common, Common::Known(1000));
        assert_eq!(accounts.text(accounts.lines[0].currency), "EUR");
    }

    #[test]
    fn an_amount_is_rounded_once_and_counted() {
        let mut accounts = Accounts::new(Unit::usd(), Aliases::none());
        let activity = accounts.activity(&ActivityDraft::default());
        let table = [
            ("10", Some("USD"), None, Common::Known(1000)),
            ("10", Some("usd "), None, Common::Known(1000)),
            ("10", Some("XXA"), None, Common::NoRate),
            ("10", None, None, Common::NoRate),
            ("10", Some("XXA"), Some("4.125"), Common::Known(412)),
            ("10", Some("XXA"), Some("4.135"), Common::Known(414)),
            ("-0.1", Some("USD"), None, Common::Known(-10)),
            (
                "100000000000000.00",
                Some("USD"),
                None,
                Common::Known(10_000_000_000_000_000),
            ),
            ("100000000000000.01", Some("USD"), None, Common::TooLarge),
            (
                "79228162514264337593543950335",
                Some("USD"),
                None,
                Common::TooLarge,
            ),
        ];
        for (value, currency, common, expected) in table {
            let line = accounts.line(
                activity,
                &LineDraft {
                    value: value.parse().ok(),
                    currency,
                    common: common.and_then(|c: &str| c.parse().ok()),
                    ..LineDraft::default()
                },
            );
            assert_eq!(accounts.lines[line.0 as usize].common, expected, "{value}");
        }
        assert_eq!(accounts.rounded(), 2);
    }
}
