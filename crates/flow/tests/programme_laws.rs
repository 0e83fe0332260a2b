//! Laws that hold of every promise, whatever the evidence.

use flow::exact::Ratio;
use flow::flows::Series;
use flow::programme::evidence::{Part, RestsOn, Row};
use flow::programme::measure::{Chosen, FlowsOf};
use flow::programme::model::{Stated, Words};
use flow::programme::{
    Book, DayOr, Evidence, KINDS, Measure, Promise, Says, Sense, Status, Unit, Verdict, status,
};
use iati::position::Position;
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use proptest::prelude::*;
use rust_decimal::Decimal;

const SAID: Date = jiff::civil::date(2023, 1, 1);
const DAYS: i64 = 800;

fn after(days: i64) -> Date {
    SAID.saturating_add(Span::new().days(days))
}

fn promise(sense: Sense, target: i64, deadline: Option<i64>) -> Promise {
    let measure = Measure::Flows(FlowsOf {
        book: Book::Recipient,
        series: vec![Series::IncomingFunds],
        method: "counterfoil".to_owned(),
        currency: "EUR".to_owned(),
        chosen: Chosen::default(),
    });
    Promise {
        id: "p".to_owned(),
        kind: KINDS[0],
        title: None,
        wording: Words::default(),
        language: None,
        announcer: "XI-TEST".to_owned(),
        said: SAID,
        sources: Vec::new(),
        pairing: None,
        sense,
        target: Ok(target.into()),
        unit: Unit::Currency("EUR".to_owned()),
        margin: Decimal::ZERO,
        from: SAID,
        baseline: None,
        deadline: deadline
            .map(|d| DayOr::Day(after(d)))
            .ok_or_else(String::new),
        on_course: flow::programme::ON_COURSE,
        measure: Ok(measure),
        stated: None,
        again: Vec::new(),
        withdrawn: None,
        superseded: None,
        place: Position::START,
    }
}

prop_compose! {
    fn row(least: i64)(
        day in -30..DAYS,
        wait in 0..200i64,
        gone in prop::option::weighted(0.2, 1..300i64),
        value in least..60i64,
        book in 0..3usize,
        foreign in prop::bool::weighted(0.05),
    ) -> Row {
        let told = after(day + wait);
        Row {
            day: after(day),
            told,
            gone: gone.map(|days| told.saturating_add(days.days())),
            book: Book::ALL[book],
            part: Part::Whole,
            series: String::new(),
            value: value.into(),
            unit: Unit::Currency(if foreign { "XDR" } else { "EUR" }.to_owned()),
            rests_on: RestsOn::default(),
        }
    }
}

fn evidence(rows: Vec<Row>) -> Evidence {
    Evidence {
        rows,
        ..Evidence::default()
    }
}

fn senses() -> impl Strategy<Value = Sense> {
    prop_oneof![
        Just(Sense::AtLeast),
        Just(Sense::AtMost),
        Just(Sense::Exactly)
    ]
}

fn told(verdict: &Verdict) -> (Status, Option<Ratio>, Option<Date>, String) {
    (
        verdict.status,
        verdict.reached,
        verdict.day_reached,
        verdict.reason.to_string(),
    )
}

/// From worst to best, of what is at least something.
fn rank(status: Status) -> i32 {
    match status {
        Status::Missed => 0,
        Status::KeptLate => 1,
        Status::Behind => 2,
        Status::OnCourse => 3,
        Status::Kept => 4,
        other => panic!("{other} is not measured"),
    }
}

proptest! {
    #[test]
    fn the_order_of_rows_does_not_matter(
        rows in prop::collection::vec(row(-20), 0..14),
        seed in any::<prop::sample::Index>(),
        sense in senses(),
        on in 0..DAYS,
        deadline in prop::option::of(0..DAYS),
    ) {
        let promise = promise(sense, 200, deadline);
        let first = status(&promise, &evidence(rows.clone()), after(on));
        let mut turned = rows;
        if !turned.is_empty() {
            let by = seed.index(turned.len());
            turned.rotate_left(by);
            turned.reverse();
        }
        let second = status(&promise, &evidence(turned), after(on));
        prop_assert_eq!(told(&first), told(&second));
    }

    /// A further payment never makes it worse.
    #[test]
    fn more_evidence_never_undoes(
        rows in prop::collection::vec(row(0), 1..14),
        more in row(0),
        on in 0..DAYS,
        deadline in prop::option::of(0..DAYS),
    ) {
        let promise = promise(Sense::AtLeast, 200, deadline);
        let rows: Vec<Row> = rows.into_iter().map(in_euros).collect();
        let before = status(&promise, &evidence(rows.clone()), after(on));
        let mut all = rows;
        all.push(in_euros(more));
        let now = status(&promise, &evidence(all), after(on));
        if before.status.is_measured() {
            prop_assert!(rank(now.status) >= rank(before.status), "{} became {}", before.status, now.status);
        }
    }

    /// Without rewriting and refunds, what was kept on a day is kept on every later one.
    #[test]
    fn what_is_kept_stays_kept(
        rows in prop::collection::vec(row(0), 1..14),
        on in 0..DAYS,
        later in 0..400i64,
        deadline in prop::option::of(0..DAYS),
    ) {
        let promise = promise(Sense::AtLeast, 120, deadline);
        let rows: Vec<Row> = rows.into_iter().map(in_euros).map(|r| Row { gone: None, ..r }).collect();
        let all = evidence(rows);
        let (then, now) = (status(&promise, &all, after(on)), status(&promise, &all, after(on + later)));
        if then.status == Status::Kept {
            prop_assert_eq!(now.status, Status::Kept);
            prop_assert!(now.day_reached <= then.day_reached);
        }
    }

    /// Nothing told after a day changes what is said of that day.
    #[test]
    fn the_future_is_not_seen(
        rows in prop::collection::vec(row(-20), 0..14),
        sense in senses(),
        on in 0..DAYS,
        deadline in prop::option::of(0..DAYS),
    ) {
        let promise = promise(sense, 200, deadline);
        let seen = |r: &Row| r.told <= after(on) && r.day <= after(on);
        let known: Vec<Row> = rows.iter().filter(|r| seen(r)).cloned().collect();
        // A later fate of a row is not known either.
        let known = known.into_iter().map(|r| Row { gone: r.gone.filter(|g| *g <= after(on)), ..r });
        // What is told later is not heard of: only what is told and about a later day is.
        let told_later = rows.iter().any(|r| r.told <= after(on) && r.day > after(on));
        prop_assume!(!told_later);
        let whole = status(&promise, &evidence(rows.clone()), after(on));
        prop_assert_eq!(told(&whole), told(&status(&promise, &evidence(known.collect()), after(on))));
    }

    /// The books of two sides are never added: what the others tell changes no figure.
    #[test]
    fn other_books_change_nothing(
        rows in prop::collection::vec(row(-20), 0..14),
        sense in senses(),
        on in 0..DAYS,
        deadline in prop::option::of(0..DAYS),
    ) {
        let promise = promise(sense, 200, deadline);
        let own: Vec<Row> = rows.iter().filter(|r| r.book == Book::Recipient).cloned().collect();
        let whole = status(&promise, &evidence(rows), after(on));
        prop_assert_eq!(told(&whole), told(&status(&promise, &evidence(own), after(on))));
    }

    /// A ratio announced as it rounds is right, and a last digit more is wrong.
    #[test]
    fn ratios_are_recomputed(over in 1..1_000_000i64, under in 1..1_000_000i64, decimals in 0..4u32) {
        let (over, under) = (Decimal::new(over, 2), Decimal::new(under, 1));
        let exact = Ratio::of(over, under).and_then(|r| r.times(Ratio::count(100))).expect("small");
        let right = exact.rounded(decimals).expect("small");
        let says = |percent: Decimal| {
            let stated = Stated { numerator: over, denominator: under, percent };
            stated.recompute().map(|r| r.says)
        };
        prop_assert_eq!(says(right), Some(Says::Right));
        let step = Decimal::new(1, decimals);
        prop_assert_eq!(says(right + step), Some(Says::Wrong));
        let below = says(right - step);
        prop_assert!(below == Some(Says::Wrong) || below == Some(Says::Cut) || below == Some(Says::Right));
    }
}

fn in_euros(row: Row) -> Row {
    Row {
        unit: Unit::Currency("EUR".to_owned()),
        ..row
    }
}

#[test]
fn ratios_by_hand() {
    let says = |numerator: &str, denominator: &str, percent: &str| {
        let d = |t: &str| t.parse::<Decimal>().expect("a number");
        let stated = Stated {
            numerator: d(numerator),
            denominator: d(denominator),
            percent: d(percent),
        };
        stated.recompute().map(|r| (r.says, r.rounded.to_string()))
    };
    let is = |says, text: &str| Some((says, text.to_owned()));
    assert_eq!(says("736.59", "861.3", "85.6"), is(Says::Wrong, "85.5"));
    assert_eq!(says("736.59", "861.3", "85.5"), is(Says::Right, "85.5"));
    assert_eq!(says("736.59", "861.3", "85.52"), is(Says::Right, "85.52"));
    assert_eq!(says("736.59", "861.3", "86"), is(Says::Right, "86"));
    // Cut off, not rounded: 66.67 told as 66.6.
    assert_eq!(says("2", "3", "66.6"), is(Says::Cut, "66.7"));
    // A half may go either way.
    assert_eq!(says("1", "8", "12"), is(Says::Right, "13"));
    assert_eq!(says("1", "8", "13"), is(Says::Right, "13"));
    assert_eq!(says("1", "8", "12.5"), is(Says::Right, "12.5"));
    assert_eq!(says("1", "0", "12"), None);
}
