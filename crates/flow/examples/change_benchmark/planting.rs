//! What is done to the book to be found: every class, some of each in every
//! publication, never two things to one record at once.

use crate::book::{Activity, Book, COMMON, COUNTRIES, Transaction, before, payment};
use crate::dice::Dice;
use crate::growth;
use crate::label::{self, Label};
use flow::change::Class;
use jiff::civil::{Date, date};
use rust_decimal::Decimal;

struct Planting<'a> {
    book: &'a mut Book,
    dice: &'a mut Dice,
    day: Date,
    next: Date,
}

/// Done to the book between `day` and `next`. What is recoded is recoded all
/// over, so it comes at some rounds only.
pub fn plant(book: &mut Book, day: Date, next: Date, round: u32, dice: &mut Dice) {
    let mut planting = Planting {
        book,
        dice,
        day,
        next,
    };
    match round {
        4 => planting.recode_receivers(),
        8 => planting.recode_sectors(),
        _ => {}
    }
    for _ in 0..3 {
        planting.records();
        planting.plans();
        planting.activities();
    }
}

impl Planting<'_> {
    fn records(&mut self) {
        self.rewritten();
        self.removed();
        self.moved();
        self.country_changed();
        self.over_year_end();
        self.within_year();
        self.commitment();
        self.backfilled();
        self.reversed();
    }

    fn plans(&mut self) {
        self.budget();
        self.target();
        self.baseline();
        self.actual();
    }

    fn activities(&mut self) {
        self.vanished();
        self.renamed();
        self.pushed();
        self.reopened();
        self.closed_early();
        self.shares();
    }

    fn say(&mut self, class: Class, id: &str, detail: String) {
        self.book.labels.push(Label::planted(class, id, detail));
    }

    /// An activity that nothing has happened to, and that fits.
    fn activity(&mut self, fits: impl Fn(&Activity) -> bool) -> Option<usize> {
        let count = self.book.activities.len();
        let from = self.dice.below(count);
        let mut places = (0..count).map(|n| (from + n) % count);
        places.find(|at| {
            let a = &self.book.activities[*at];
            !a.touched && fits(a)
        })
    }

    /// A settled transaction that nothing has happened to, and that fits. An
    /// equal one in the same activity would hide which of them it was.
    fn record(&mut self, fits: impl Fn(&Transaction) -> bool) -> Option<(usize, usize)> {
        let settled = before(self.day, 140);
        let ready = |t: &Transaction| !t.touched && t.typo.is_none() && t.date < settled && fits(t);
        for _ in 0..50 {
            let at = self.activity(|_| true)?;
            let rows = &self.book.activities[at].transactions;
            let places: Vec<usize> = (0..rows.len()).filter(|n| ready(&rows[*n])).collect();
            if !places.is_empty() {
                return Some((at, places[self.dice.below(places.len())]));
            }
        }
        None
    }

    fn payment(&mut self) -> Option<(usize, usize)> {
        self.record(|t| t.kind != "2")
    }

    fn change(
        &mut self,
        at: Option<(usize, usize)>,
        class: Class,
        change: impl Fn(&mut Transaction, &mut Dice),
    ) {
        let Some((a, n)) = at else { return };
        let activity = &mut self.book.activities[a];
        let id = activity.id.clone();
        let detail = label::of(&activity.transactions[n]);
        change(&mut activity.transactions[n], self.dice);
        activity.transactions[n].touched = true;
        self.say(class, &id, detail);
    }

    fn rewritten(&mut self) {
        let at = self.payment();
        self.change(at, Class::PaymentRewritten, |t, dice| {
            t.value = match dice.below(3) {
                0 => (t.value * Decimal::new(dice.between(30, 90), 2)).round(),
                1 => (t.value * Decimal::new(dice.between(102, 180), 2)).round(),
                _ => t.value + Decimal::from(dice.between(50, 9000)),
            };
        });
    }

    fn removed(&mut self) {
        let Some((a, n)) = self.payment() else { return };
        let gone = self.book.activities[a].transactions.remove(n);
        let id = self.book.activities[a].id.clone();
        self.say(Class::PaymentRemoved, &id, label::of(&gone));
    }

    fn moved(&mut self) {
        let (Some((a, n)), Some(b)) = (self.payment(), self.activity(|_| true)) else {
            return;
        };
        if a == b {
            return;
        }
        let mut gone = self.book.activities[a].transactions.remove(n);
        gone.touched = true;
        let id = self.book.activities[a].id.clone();
        self.say(Class::PaymentMoved, &id, label::of(&gone));
        self.book.activities[b].transactions.push(gone);
    }

    fn country_changed(&mut self) {
        let at = self.payment();
        self.change(at, Class::PaymentMoved, |t, dice| {
            let was = t.country;
            while t.country == was {
                t.country = dice.of(COUNTRIES);
            }
        });
    }

    fn over_year_end(&mut self) {
        let at = self.record(|t| t.kind != "2" && t.date.month() >= 11);
        self.change(at, Class::DateOverYearEnd, |t, dice| {
            let new_year = dice.between(2, 28) as i8;
            t.date = date(t.date.year() + 1, 1, new_year);
        });
    }

    fn within_year(&mut self) {
        let at = self.record(|t| t.kind != "2" && t.date.month() < 11 && t.date.day() < 20);
        self.change(at, Class::DateMoved, |t, dice| {
            t.date = before(t.date, -(dice.between(3, 40) as i32));
        });
    }

    fn commitment(&mut self) {
        let at = self.record(|t| t.kind == "2");
        self.change(at, Class::CommitmentChanged, |t, dice| {
            t.value = (t.value * Decimal::new(dice.between(40, 90), 2)).round();
        });
    }

    fn backfilled(&mut self) {
        let Some(a) = self.activity(|_| true) else {
            return;
        };
        let long_ago = before(self.day, self.dice.between(380, 900) as i32);
        let one = payment(long_ago, self.book.profile, self.dice);
        let id = self.book.activities[a].id.clone();
        // The end of its month may lie less than a year back.
        if one.date <= before(self.day, 366) {
            self.say(Class::Backfill, &id, label::of(&one));
            self.book.activities[a].transactions.push(one);
        }
    }

    fn reversed(&mut self) {
        let Some((a, n)) = self.payment() else { return };
        let mut one = self.book.activities[a].transactions[n].clone();
        one.value = -one.value;
        one.date = before(self.next, self.dice.between(1, 80) as i32);
        one.touched = true;
        let id = self.book.activities[a].id.clone();
        self.say(Class::Reversal, &id, label::of(&one));
        self.book.activities[a].transactions.push(one);
    }

    fn budget(&mut self) {
        let Some(a) = self.activity(|a| a.budgets.iter().any(|b| !b.touched)) else {
            return;
        };
        let activity = &mut self.book.activities[a];
        let mut open = activity
            .budgets
            .iter_mut()
            .filter(|b| !b.touched && b.kind == "1");
        let Some(b) = open.next() else { return };
        let detail = growth::budget(b);
        b.value += Decimal::from(self.dice.between(1, 9) * 700);
        b.touched = true;
        let id = activity.id.clone();
        self.say(Class::BudgetOverwritten, &id, detail);
    }

    /// The place of an indicator that nothing has happened to.
    fn indicator(&mut self) -> Option<(usize, usize)> {
        let a = self.activity(|a| {
            a.indicators
                .iter()
                .any(|i| !i.touched && i.periods.len() > 1)
        })?;
        let mut all = self.book.activities[a].indicators.iter();
        let i = all.position(|i| !i.touched && i.periods.len() > 1)?;
        self.book.activities[a].indicators[i].touched = true;
        Some((a, i))
    }

    fn target(&mut self) {
        let Some((a, i)) = self.indicator() else {
            return;
        };
        let activity = &mut self.book.activities[a];
        let (id, indicator) = (activity.id.clone(), &mut activity.indicators[i]);
        let at = self.dice.below(indicator.periods.len());
        let p = &mut indicator.periods[at];
        let detail = format!(
            "result/indicator/period/target {}-12-31 {}",
            p.year, p.target
        );
        let by = self.dice.between(2, 15);
        p.target += if indicator.ascending { -by } else { by };
        self.say(Class::TargetLowered, &id, detail);
    }

    fn baseline(&mut self) {
        let Some((a, i)) = self.indicator() else {
            return;
        };
        let activity = &mut self.book.activities[a];
        let (id, indicator) = (activity.id.clone(), &mut activity.indicators[i]);
        let detail = format!("result/indicator/baseline/value  {}", indicator.baseline);
        indicator.baseline += self.dice.between(1, 9);
        self.say(Class::BaselineChanged, &id, detail);
    }

    fn actual(&mut self) {
        let Some((a, i)) = self.indicator() else {
            return;
        };
        let activity = &mut self.book.activities[a];
        let (id, indicator) = (activity.id.clone(), &mut activity.indicators[i]);
        let mut stated = indicator.periods.iter_mut().filter(|p| p.actual.is_some());
        let Some(p) = stated.next() else { return };
        let was = p.actual.unwrap_or_default();
        let by = self.dice.between(2, 15);
        p.actual = Some(was + if indicator.ascending { -by } else { by });
        let detail = format!("result/indicator/period/actual {}-12-31 {was}", p.year);
        self.say(Class::ActualLowered, &id, detail);
    }

    fn vanished(&mut self) {
        let quiet = |a: &Activity| a.transactions.iter().all(|t| !t.touched);
        let Some(a) = self.activity(|a| a.status == "2" && quiet(a)) else {
            return;
        };
        let gone = self.book.activities.remove(a);
        // What is planted in others may have come from it.
        let is_labelled = |l: &Label| l.key.identifier == gone.id;
        if self.book.labels.iter().any(is_labelled) {
            self.book.activities.push(gone);
            return;
        }
        self.say(Class::ActivityVanished, &gone.id, String::new());
    }

    fn renamed(&mut self) {
        let quiet = |a: &Activity| a.transactions.iter().all(|t| !t.touched);
        let Some(a) = self.activity(quiet) else {
            return;
        };
        let was = self.book.activities[a].id.clone();
        if self.book.labels.iter().any(|l| l.key.identifier == was) {
            return;
        }
        let now = self.book.next_id();
        self.book.waiting.retain(|w| w.0 != was);
        let activity = &mut self.book.activities[a];
        activity.id = now;
        activity.touched = true;
        activity
            .transactions
            .iter_mut()
            .for_each(|t| t.touched = true);
        self.say(Class::RenamedIdentifier, &was, String::new());
    }

    fn pushed(&mut self) {
        let Some(a) = self.activity(|a| a.status == "2") else {
            return;
        };
        let activity = &mut self.book.activities[a];
        activity.end = before(activity.end, -(self.dice.between(30, 400) as i32));
        let id = activity.id.clone();
        self.say(Class::EndDateSlipping, &id, String::new());
        self.book.activities[a].touched = true;
    }

    fn reopened(&mut self) {
        let Some(a) = self.activity(|a| a.status == "4") else {
            return;
        };
        let activity = &mut self.book.activities[a];
        activity.status = "2";
        activity.touched = true;
        let id = activity.id.clone();
        self.say(Class::StatusReopened, &id, String::new());
    }

    fn closed_early(&mut self) {
        let sum = |a: &Activity, kinds: &[&str]| -> Decimal {
            let all = a.transactions.iter().filter(|t| kinds.contains(&t.kind));
            all.map(|t| t.value.abs() * Decimal::TEN.max(Decimal::ONE))
                .sum()
        };
        let poor = |a: &Activity| sum(a, &["3", "4"]) * Decimal::new(25, 1) < sum(a, &["2"]);
        let Some(a) = self.activity(|a| a.status == "2" && poor(a)) else {
            return;
        };
        let activity = &mut self.book.activities[a];
        activity.status = "4";
        activity.touched = true;
        let id = activity.id.clone();
        self.book.waiting.retain(|w| w.0 != id);
        self.say(Class::ClosedUnderspent, &id, String::new());
    }

    fn shares(&mut self) {
        let Some(a) = self.activity(|a| a.status == "4") else {
            return;
        };
        let activity = &mut self.book.activities[a];
        activity.touched = true;
        match activity.sectors.len() {
            2 => {
                activity.sectors[0].1 -= 10;
                activity.sectors[1].1 += 10;
            }
            _ => activity.sectors[0].1 -= 15,
        }
        let id = activity.id.clone();
        self.say(Class::SharesChanged, &id, String::new());
    }

    /// The receivers' references under another prefix, in two activities of three.
    fn recode_receivers(&mut self) {
        for activity in &mut self.book.activities {
            if self.dice.happens(700) {
                activity
                    .transactions
                    .iter_mut()
                    .for_each(|t| t.old_ref = false);
            }
        }
        self.say(
            Class::BulkRecoding,
            "",
            "transaction/receiver-org/ref".to_owned(),
        );
    }

    /// The commonest sector's code becomes another, wherever it stands.
    fn recode_sectors(&mut self) {
        let all = self.book.activities.iter_mut();
        let common = all.flat_map(|a| &mut a.sectors).filter(|s| s.0 == COMMON);
        common.for_each(|s| s.0 = "15170");
        self.say(Class::BulkRecoding, "", "sector/code".to_owned());
    }
}
