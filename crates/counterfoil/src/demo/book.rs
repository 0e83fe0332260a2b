//! What each side wrote down: its transactions on a project, as its book has them at the end of
//! a quarter.

use super::dice::between;
use super::figures::{converted, rounded};
use super::payment::{Payment, payments};
use super::planting;
use super::programme::{Programme, Project, Side};
use super::revision::Revised;
use super::time::{Date, Quarter};

/// One transaction of a book.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// IATI's TransactionType.
    pub(super) code: &'static str,
    pub(super) date: Date,
    pub(super) cents: i64,
    pub(super) currency: &'static str,
    pub(super) party: Party,
    /// The payment it tells of; 0 if none.
    pub(super) payment: i64,
    pub(super) about: String,
}

/// Who stands on the other side of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Party {
    /// The other organisation of the project.
    Partner,
    /// A firm that does not publish.
    Supplier(&'static str),
}

pub(super) fn entries(p: &Programme, project: &Project, side: Side, at: Quarter) -> Vec<Entry> {
    let mut entries = vec![commitment(p, project, side)];
    entries.extend(paid(p, project, side));
    entries.extend(match side {
        Side::Giver => monitoring(p, project),
        Side::Receiver => purchases(p, project),
    });
    rewrite(p, project, side, at, &mut entries);
    let kept = opened(project, side)..=at.end();
    entries.retain(|entry| kept.contains(&entry.date));
    entries.sort_by_key(|entry| entry.date);
    entries
}

/// The entries that tell of payments, whenever made.
fn paid(p: &Programme, project: &Project, side: Side) -> Vec<Entry> {
    let payments = payments(project);
    let written = |payment: &Payment| {
        let entry = payment_entry(p, project, side, payment);
        planting::written(p, project, side, entry, &payments)
    };
    payments.iter().flat_map(written).collect()
}

/// The day from which a side keeps its book: who begins to publish late begins with the year.
pub(super) fn opened(project: &Project, side: Side) -> Date {
    match project.organisation(side).starts {
        Quarter::FIRST => project.start,
        late => late.start(),
    }
}

/// A sum of the project in the currency in which the side keeps its book.
pub(super) fn in_own_currency(
    p: &Programme,
    project: &Project,
    side: Side,
    cents: i64,
    day: Date,
) -> i64 {
    let own = project.organisation(side).currency;
    converted(p, cents, project.giver.currency, own, day)
}

fn commitment(p: &Programme, project: &Project, side: Side) -> Entry {
    let lag = match side {
        Side::Giver => 0,
        Side::Receiver => between(&format!("{} signed", project.key), 0, 5),
    };
    let date = project.agreed().plus(lag).working_day();
    Entry {
        code: if side == Side::Giver { "2" } else { "11" },
        date,
        cents: in_own_currency(p, project, side, project.cents, date),
        currency: project.organisation(side).currency,
        party: Party::Partner,
        payment: 0,
        about: "Agreement signed".to_owned(),
    }
}

/// A payment as it happened, in the words of one side.
fn payment_entry(p: &Programme, project: &Project, side: Side, payment: &Payment) -> Entry {
    let (code, date) = match side {
        Side::Giver => ("3", payment.paid),
        Side::Receiver => ("1", payment.received),
    };
    Entry {
        code,
        date,
        cents: in_own_currency(p, project, side, payment.cents, date),
        currency: project.organisation(side).currency,
        party: Party::Partner,
        payment: payment.number,
        about: format!("Payment {} of {}", payment.number, project.payments),
    }
}

/// What the receiver buys with each payment: one bill, and in every fourth project a carrier's.
fn purchases(p: &Programme, project: &Project) -> Vec<Entry> {
    let works = project.sectors.first().map_or("", |sector| sector.code);
    let carrier = project.number.is_multiple_of(4);
    let mut bills = Vec::new();
    for payment in payments(project) {
        bills.push(bill(p, project, &payment, works, (700, 890)));
        if carrier {
            bills.push(bill(p, project, &payment, "", (40, 90)));
        }
    }
    bills
}

/// A bill for so many thousandths of a payment, some weeks after it.
fn bill(
    p: &Programme,
    project: &Project,
    payment: &Payment,
    sector: &str,
    (low, high): (i64, i64),
) -> Entry {
    let name = format!("{} bill {sector} {}", project.key, payment.number);
    let date = payment
        .received
        .plus(between(&format!("{name} day"), 9, 50))
        .working_day();
    let cents = in_own_currency(p, project, Side::Receiver, payment.cents, date);
    Entry {
        code: "4",
        date,
        cents: rounded(cents * between(&name, low, high), 1000),
        currency: project.receiver.currency,
        party: Party::Supplier(p.supplier(sector)),
        payment: 0,
        about: String::new(),
    }
}

/// The giver's own visits, once a year in every fifth project.
fn monitoring(p: &Programme, project: &Project) -> Vec<Entry> {
    if !project.number.is_multiple_of(5) {
        return vec![];
    }
    let visit = |year| {
        let name = format!("{} visit {year}", project.key);
        Entry {
            code: "4",
            date: Date::new(year, 6, between(&name, 1, 30)).working_day(),
            cents: between(&name, 280_000, 940_000),
            currency: project.giver.currency,
            party: Party::Supplier(p.supplier("430")),
            payment: 0,
            about: "Yearly visit".to_owned(),
        }
    };
    let visits = (project.start.year()..=project.end.year()).map(visit);
    visits
        .filter(|entry| (project.start..=project.end).contains(&entry.date))
        .collect()
}

/// Past figures that a publisher has changed without a word.
fn rewrite(p: &Programme, project: &Project, side: Side, at: Quarter, entries: &mut [Entry]) {
    for revision in p.revised(project, side, at) {
        let Revised::Payment { number, cents } = revision.to else {
            continue;
        };
        if let Some(entry) = entries.iter_mut().find(|entry| entry.payment == number) {
            entry.cents = cents;
        }
    }
}
