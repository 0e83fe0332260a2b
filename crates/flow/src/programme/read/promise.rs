//! Promises, their measures, and what was said again.

use super::super::fault::FaultKind;
use super::super::kind::{Counted, Figure, Kind};
use super::super::measure::{
    ActivitiesOf, Chosen, EventOf, FigureOf, FlowsOf, IndicatorOf, Measure, StatedFigure, Unit,
    WhichIndicator,
};
use super::super::model::{Promise, Reannouncement, Sense, Stated, Superseded, Withdrawn};
use super::build::{
    Around, book, conflict, each, either, find, in_order, indicator_name, nature, not_negative,
};
use super::fields::Fields;
use super::walk::Walk;
use crate::flows::METHODS;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// All promises, each with what was said again of it.
pub(super) fn all(walk: &mut Walk<'_>, around: &Around<'_>) -> Option<Vec<Promise>> {
    let root = around.root;
    let mut again: BTreeMap<String, Vec<Reannouncement>> = BTreeMap::new();
    let made = each(walk, root, "reannouncement", |walk, f| {
        let (of, one) = reannouncement(walk, f, root)?;
        again.entry(of).or_default().push(one);
        Some(())
    });
    let promises = each(walk, root, "promise", |walk, f| {
        let mut promise = promise(walk, f, around)?;
        promise.again = again.remove(&promise.id).unwrap_or_default();
        promise.again.sort_by_key(|a| (a.said, a.place));
        Some(promise)
    });
    made?;
    promises
}

fn reannouncement(
    walk: &mut Walk<'_>,
    f: &Fields,
    root: &Fields,
) -> Option<(String, Reannouncement)> {
    let of = f.text("of")?;
    let kind = find(root, "promise", &of).and_then(kind);
    if !kind.is_some_and(Kind::may_be_negative) {
        not_negative(walk, f, "target");
    }
    match find(root, "promise", &of) {
        // It links to a thing said again: the first is meant.
        None => {
            if let Some(first) = find(root, "reannouncement", &of).and_then(|r| r.text("of")) {
                let what = format!("“{of}” is a reannouncement itself");
                walk.fault(
                    FaultKind::Conflict,
                    f.place("of"),
                    &f.label,
                    what,
                    format!("link to the first, `{first}`"),
                );
            }
        }
        Some(first) => {
            let said = first.day("said");
            if said
                .zip(f.day("said"))
                .is_some_and(|(first, again)| again < first)
            {
                let what = "it was said before the announcement that it repeats";
                walk.fault(
                    FaultKind::Order,
                    f.place("said"),
                    &f.label,
                    what,
                    "let the earlier one be the promise",
                );
            }
        }
    }
    in_order(walk, f, "said", "deadline");
    let one = Reannouncement {
        id: f.text("id")?,
        wording: f.words("wording")?,
        announcer: f.text("announcer")?,
        said: f.day("said")?,
        sources: f.list("source"),
        target: f.number("target"),
        deadline: f.day_or("deadline"),
        place: walk.position(f.at),
    };
    Some((of, one))
}

fn promise(walk: &mut Walk<'_>, f: &Fields, around: &Around<'_>) -> Option<Promise> {
    let kind = kind(f);
    in_order(walk, f, "said", "deadline");
    in_order(walk, f, "from", "deadline");
    either(walk, f, "deadline", "no_deadline");
    either(walk, f, "measure", "no_measure");
    not_negative(walk, f, "margin");
    let unit = kind.and_then(|kind| unit(walk, f, kind));
    keys(walk, f, kind);
    let sense = match f.text("sense").as_deref() {
        Some("at-most") => Sense::AtMost,
        Some("exactly") => Sense::Exactly,
        _ => Sense::AtLeast,
    };
    if sense != Sense::Exactly {
        conflict(
            walk,
            f,
            "margin",
            "it is only of use with `sense = \"exactly\"`",
        );
    }
    let measure = f.one("measure").map(|m| measure(walk, m));
    if let (Some(kind), Some(unit), Some(Some(measure))) = (kind, &unit, &measure) {
        fits(walk, f, kind, unit, measure);
    }
    let stated = f.one("stated").map(|s| stated(walk, s));
    let withdrawn = f.one("withdrawn").map(|w| withdrawn(walk, w, f));
    let superseded = f
        .text("superseded_by")
        .map(|by| superseded(walk, f, around.root, by));
    let said = f.day("said")?;
    let kind = kind?;
    Some(Promise {
        id: f.text("id")?,
        kind,
        title: f.words("title"),
        wording: f.words("wording")?,
        language: f.text("language"),
        announcer: f.text("announcer")?,
        said,
        sources: f.list("source"),
        pairing: f.text("pairing"),
        sense,
        target: match kind.is_event() {
            true => Ok(Decimal::ONE),
            false => f
                .number("target")
                .ok_or_else(|| f.text("no_figure").unwrap_or_default()),
        },
        unit: unit?,
        margin: f.number("margin").unwrap_or_default(),
        from: f.day("from").unwrap_or(said),
        baseline: f.number("baseline"),
        deadline: f
            .day_or("deadline")
            .ok_or_else(|| f.text("no_deadline").unwrap_or_default()),
        on_course: f.number("on_course").unwrap_or(around.on_course),
        measure: match measure {
            Some(measure) => Ok(measure?),
            None => Err(f.text("no_measure").unwrap_or_default()),
        },
        stated: flat(stated)?,
        again: Vec::new(),
        withdrawn: flat(withdrawn)?,
        superseded: flat(superseded)?,
        place: walk.position(f.at),
    })
}

/// `None` for a thing that is there and could not be made.
fn flat<T>(made: Option<Option<T>>) -> Option<Option<T>> {
    match made {
        None => Some(None),
        Some(None) => None,
        Some(one) => Some(one),
    }
}

fn kind(f: &Fields) -> Option<Kind> {
    Kind::find(&f.text("kind")?)
}

/// What its rows are counted in, with a fault where that is not told.
fn unit(walk: &mut Walk<'_>, f: &Fields, kind: Kind) -> Option<Unit> {
    let mut needed = |key: &str, example: &str| {
        if !f.has(key) && !f.is_faulty(key) {
            let what = format!("`{key}` is missing");
            let hint = format!("write `{key} = \"{example}\"`");
            walk.fault(FaultKind::Missing, f.at, &f.label, what, hint);
        }
        f.text(key)
    };
    match kind.counted {
        Counted::Money => needed("currency", "EUR").map(Unit::Currency),
        Counted::Things => {
            let example = match kind.figure {
                Figure::AsTold => "beds",
                Figure::AgainstBaseline => "what the indicator counts, e.g. pupils",
            };
            let unit = needed("unit", example).map(Unit::counted)?;
            if unit == Unit::Percent && kind.figure == Figure::AgainstBaseline {
                walk.fault(
                    FaultKind::Unit,
                    f.place("unit"),
                    &f.label,
                    "a change in per cent of what is in per cent itself",
                    "promise the level that it should come to, as a `count`",
                );
                return None;
            }
            Some(unit)
        }
        Counted::Percent => Some(Unit::Percent),
        Counted::Events => Some(Unit::Count("events".to_owned())),
    }
}

/// The keys that a promise of its kind has, and those it cannot have.
fn keys(walk: &mut Walk<'_>, f: &Fields, kind: Option<Kind>) {
    if !kind.is_some_and(Kind::is_event) {
        either(walk, f, "target", "no_figure");
    }
    match kind.is_some_and(Kind::may_be_negative) {
        false => not_negative(walk, f, "target"),
        true => falls(walk, f),
    }
    for (keys, why) in kind.iter().flat_map(|kind| kind.without) {
        keys.iter().for_each(|key| conflict(walk, f, key, why));
    }
}

/// A fall that any rise would keep.
fn falls(walk: &mut Walk<'_>, f: &Fields) {
    let is_fall = f.number("target").is_some_and(|n| n < Decimal::ZERO);
    if is_fall && matches!(f.text("sense").as_deref(), None | Some("at-least")) {
        walk.fault(
            FaultKind::Conflict,
            f.place("target"),
            &f.label,
            "a fall that any rise would keep",
            "write `sense = \"at-most\"`, or `exactly`",
        );
    }
}

/// Whether the measure gives what the promise is counted in.
fn fits(walk: &mut Walk<'_>, f: &Fields, kind: Kind, unit: &Unit, measure: &Measure) {
    if (kind.asks)(measure, unit) {
        return;
    }
    let what = format!(
        "the promise is in {unit}, and the measure gives {}",
        given(measure)
    );
    walk.fault(
        FaultKind::Unit,
        f.place("measure"),
        &f.label,
        what,
        "ask for a figure of the same kind, or mend the promise",
    );
}

fn given(measure: &Measure) -> String {
    match measure {
        Measure::Event(_) => "a day".to_owned(),
        _ if measure.is_percentage() => "per cent".to_owned(),
        _ => measure
            .currency()
            .map_or_else(|| "a count".to_owned(), str::to_owned),
    }
}

fn stated(walk: &mut Walk<'_>, f: &Fields) -> Option<Stated> {
    let stated = Stated {
        numerator: f.number("numerator")?,
        denominator: f.number("denominator")?,
        percent: f.number("percent")?,
    };
    if stated.denominator.is_zero() {
        let at = f.place("denominator");
        walk.fault(
            FaultKind::BadNumber,
            at,
            &f.label,
            "a denominator of 0",
            "write the figure that was announced",
        );
        return None;
    }
    Some(stated)
}

fn withdrawn(walk: &mut Walk<'_>, f: &Fields, promise: &Fields) -> Option<Withdrawn> {
    let on = f.day("on")?;
    if promise.day("said").is_some_and(|said| on < said) {
        let what = format!("withdrawn on {on}, before it was said");
        walk.fault(
            FaultKind::Order,
            f.place("on"),
            &f.label,
            what,
            "mend one of the two",
        );
    }
    Some(Withdrawn {
        on,
        wording: f.text("wording"),
        sources: f.list("source"),
    })
}

fn superseded(walk: &mut Walk<'_>, f: &Fields, root: &Fields, by: String) -> Option<Superseded> {
    let at = f.place("superseded_by");
    if f.text("id").as_ref() == Some(&by) {
        walk.fault(
            FaultKind::Conflict,
            at,
            &f.label,
            "it cannot supersede itself",
            "name the later promise",
        );
        return None;
    }
    let Some(later) = find(root, "promise", &by) else {
        if find(root, "reannouncement", &by).is_some() {
            let what = format!("“{by}” is a reannouncement");
            walk.fault(
                FaultKind::Conflict,
                at,
                &f.label,
                what,
                "make it a promise, or take this out",
            );
        }
        return None;
    };
    let on = later.day("said")?;
    if f.day("said").is_some_and(|said| on < said) {
        let what = format!("“{by}” was said earlier");
        walk.fault(
            FaultKind::Order,
            at,
            &f.label,
            what,
            "name the later promise",
        );
        return None;
    }
    Some(Superseded { by, on })
}

/// A measure of its keys; none if it has a fault.
fn measure(walk: &mut Walk<'_>, f: &Fields) -> Option<Measure> {
    Some(match f.section.name {
        "flows" => Measure::Flows(FlowsOf {
            chosen: chosen(walk, f),
            book: book(f)?,
            series: f.series("series"),
            method: f.text("method").unwrap_or_else(|| METHODS[0].id.to_owned()),
            currency: f.text("currency")?,
        }),
        "activities" => Measure::Activities(ActivitiesOf {
            chosen: chosen(walk, f),
            book: book(f)?,
            statuses: f.list("status"),
        }),
        "indicator" => Measure::Indicator(indicator(walk, f)?),
        "share" => share(walk, f)?,
        "capacity" => Measure::Capacity {
            item: f.text("item")?,
            book: book(f)?,
        },
        "event" => Measure::Event(EventOf {
            book: book(f)?,
            activity: f.text("activity")?,
            date: f.text("date")?,
        }),
        _ => Measure::Stated(figure_stated(walk, f)?),
    })
}

fn chosen(walk: &mut Walk<'_>, f: &Fields) -> Chosen {
    in_order(walk, f, "from", "to");
    Chosen {
        providers: f.list("provider"),
        receivers: f.list("receiver"),
        pairing: f.text("pairing"),
        activities: f.list("activities"),
        sectors: f.list("sector"),
        places: f.list("place"),
        from: f.day("from"),
        to: f.day("to"),
    }
}

fn indicator(walk: &mut Walk<'_>, f: &Fields) -> Option<IndicatorOf> {
    let which = match f.text("group") {
        Some(group) => {
            for key in ["activities", "title", "vocabulary", "code"] {
                conflict(walk, f, key, "there is a `group`");
            }
            WhichIndicator::Group(group)
        }
        None => WhichIndicator::Named {
            name: indicator_name(walk, f)?,
            activities: f.list("activities"),
        },
    };
    let of = match f.text("of").as_deref() {
        Some("target") => FigureOf::Target,
        _ => FigureOf::Actual,
    };
    Some(IndicatorOf {
        book: book(f)?,
        which,
        of,
        nature: nature(f),
        is_percentage: f.yes("percent").unwrap_or(false),
    })
}

fn share(walk: &mut Walk<'_>, f: &Fields) -> Option<Measure> {
    let of = f.one("of").and_then(|m| measure(walk, m));
    let within = f.one("in").and_then(|m| measure(walk, m));
    let (of, within) = (of?, within?);
    let is_share = |m: &Measure| m.is_percentage() || matches!(m, Measure::Event(_));
    if is_share(&of) || is_share(&within) {
        let what = "a share of what is in per cent, or a day";
        walk.fault(
            FaultKind::Unit,
            f.at,
            &f.label,
            what,
            "ask for amounts or counts",
        );
        return None;
    }
    if of.currency() != within.currency() {
        let what = format!("{} as a share of {}", given(&of), given(&within));
        walk.fault(
            FaultKind::Unit,
            f.at,
            &f.label,
            what,
            "ask for both in one currency",
        );
        return None;
    }
    if of.book() != within.book() && !matches!(within, Measure::Stated(_)) {
        let what = format!(
            "a share of what the {}'s book tells in the {}'s",
            of.book().id(),
            within.book().id()
        );
        walk.fault(
            FaultKind::Conflict,
            f.at,
            &f.label,
            what,
            "ask one book for both; two books are never mixed",
        );
        return None;
    }
    Some(Measure::Share {
        of: Box::new(of),
        within: Box::new(within),
    })
}

fn figure_stated(walk: &mut Walk<'_>, f: &Fields) -> Option<StatedFigure> {
    let unit = match (f.text("currency"), f.text("unit")) {
        (Some(_), Some(_)) => {
            conflict(walk, f, "unit", "there is a `currency`");
            return None;
        }
        (Some(code), None) => Unit::Currency(code),
        (None, Some(unit)) => Unit::counted(unit),
        (None, None) => {
            let hint = "write `currency`, or `unit`";
            walk.fault(
                FaultKind::Missing,
                f.at,
                &f.label,
                "neither `currency` nor `unit`",
                hint,
            );
            return None;
        }
    };
    Some(StatedFigure {
        value: f.number("value")?,
        unit,
        day: f.day("day"),
        sources: f.list("source"),
    })
}
