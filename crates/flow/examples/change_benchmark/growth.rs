//! What happens to any book that is kept up: payments come with a lag, budgets
//! are revised beside the old ones, results come in, words are mended, and two
//! records of a hundred are entered wrongly and put right.

use crate::book::{Activity, Book, Budget, Transaction, Typo, before, payment};
use crate::dice::Dice;
use crate::label::{self, Label};
use flow::change::Class;
use jiff::civil::Date;
use rust_decimal::Decimal;

pub fn grow(book: &mut Book, day: Date, next: Date, dice: &mut Dice) {
    mend(book);
    pay(book, day, next, dice);
    publish(book, next, dice);
    let mut labels = Vec::new();
    for activity in book.activities.iter_mut().filter(|a| !a.touched) {
        keep_up(activity, next, dice, &mut labels);
    }
    book.labels.extend(labels);
    for _ in 0..dice.between(1, 5) {
        let new = book.invented(next, dice);
        book.labels
            .push(Label::ordinary(Class::ActivityNew, &new.id, String::new()));
        book.activities.push(new);
    }
}

/// Last time's slips are put right.
fn mend(book: &mut Book) {
    let mut labels = Vec::new();
    for activity in &mut book.activities {
        let id = &activity.was;
        for t in activity.transactions.iter_mut().filter(|t| !t.touched) {
            let Some(typo) = t.typo else { continue };
            let class = match typo {
                Typo::Tenfold => Class::PaymentRewritten,
                _ => Class::TypoFix,
            };
            labels.push(Label::ordinary(class, id, label::of(t)));
            t.typo = None;
            t.touched = true;
        }
    }
    book.labels.extend(labels);
}

/// Payments of the quarter, each told some weeks later.
fn pay(book: &mut Book, day: Date, next: Date, dice: &mut Dice) {
    let days = i64::from((next - day).get_days());
    for activity in book.activities.iter().filter(|a| a.status == "2") {
        for _ in 0..dice.below(5) {
            let made = before(next, dice.between(1, days) as i32);
            let mut one = payment(made, book.profile, dice);
            // Rent and salaries: the same amount again.
            let last = activity.transactions.last();
            let last = last.filter(|last| last.value > Decimal::ZERO && dice.happens(250));
            if let Some(last) = last {
                one.value = last.value;
                one.receiver = last.receiver;
                one.kind = if last.kind == "2" { "3" } else { last.kind };
            }
            let told = before(one.date, -(dice.between(0, 60) as i32));
            book.waiting.push((activity.id.clone(), one, told));
        }
    }
}

fn publish(book: &mut Book, next: Date, dice: &mut Dice) {
    let waiting = std::mem::take(&mut book.waiting);
    let (due, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|w| w.2 <= next);
    book.waiting = later;
    for (id, mut one, _) in due {
        let Some(activity) = book.activities.iter_mut().find(|a| a.id == id) else {
            continue;
        };
        one.typo = slip(&one, dice);
        one.touched = true;
        let label = Label::ordinary(Class::New, &activity.was, label::of(&one));
        book.labels.push(label);
        activity.transactions.push(one);
    }
}

fn slip(t: &Transaction, dice: &mut Dice) -> Option<Typo> {
    let kinds = [Typo::Country, Typo::Reference, Typo::Comma, Typo::Tenfold];
    let typo = dice.of(&kinds);
    (dice.happens(20) && t.value > Decimal::ZERO).then_some(typo)
}

fn keep_up(a: &mut Activity, next: Date, dice: &mut Dice, labels: &mut Vec<Label>) {
    let id = a.id.clone();
    let mut say = |class: Class, detail: String| labels.push(Label::ordinary(class, &id, detail));
    if dice.happens(30) {
        a.description.push_str(" The work goes on.");
        say(Class::Text, String::new());
    }
    let year = next.year();
    if a.status == "2" && a.budgets.iter().all(|b| b.year < year) {
        let one = Budget {
            kind: "1",
            year,
            value: Decimal::from(dice.between(1, 40) * 5000),
            touched: true,
        };
        say(Class::New, budget(&one));
        a.budgets.push(one);
    } else if a.status == "2" && dice.happens(40) {
        revise(a, year, dice, &mut say);
    }
    results(a, year, dice, &mut say);
    if a.status == "2" && a.sectors.len() == 2 && dice.happens(20) {
        a.sectors[0].1 -= 5;
        a.sectors[1].1 += 5;
        say(Class::OtherField, "sector".to_owned());
    }
    if a.status == "2" && a.end < next && dice.happens(500) {
        close(a, &mut say);
    }
}

pub fn budget(b: &Budget) -> String {
    format!("budget {} {}-01-01 {}", b.kind, b.year, b.value.normalize())
}

/// A revised budget beside the original one.
fn revise(a: &mut Activity, year: i16, dice: &mut Dice, say: &mut impl FnMut(Class, String)) {
    if a.budgets.iter().any(|b| b.kind == "2" && b.year == year) {
        return;
    }
    let one = Budget {
        kind: "2",
        year,
        value: Decimal::from(dice.between(1, 40) * 5000),
        touched: true,
    };
    say(Class::New, budget(&one));
    a.budgets.push(one);
}

fn results(a: &mut Activity, year: i16, dice: &mut Dice, say: &mut impl FnMut(Class, String)) {
    for i in a.indicators.iter_mut().filter(|i| !i.touched) {
        let open = i.periods.iter_mut();
        for p in open.filter(|p| p.year < year && p.actual.is_none()) {
            if dice.happens(400) {
                let actual = dice.between(20, 900);
                p.actual = Some(actual);
                let end = format!("{}-12-31", p.year);
                say(Class::New, format!("result/indicator/period/actual {end} "));
            }
        }
    }
}

/// Closed, with what was promised paid.
fn close(a: &mut Activity, say: &mut impl FnMut(Class, String)) {
    let sum = |kinds: &[&str]| -> Decimal {
        let all = a
            .transactions
            .iter()
            .filter(|t| kinds.contains(&t.kind) && t.typo.is_none());
        all.map(|t| t.value).sum()
    };
    if sum(&["3", "4"]) * Decimal::from(3) > sum(&["2"]) * Decimal::TWO {
        a.status = "4";
        say(Class::OtherField, "activity-status".to_owned());
    }
}
