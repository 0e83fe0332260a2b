//! Results as figures: what is read, where an indicator stands, what rolls up.

use flow::exact::Ratio;
use flow::results::rollup::Figure;
use flow::results::{
    GapKind, LeftOut, NoFigure, Progress, Reading, Stand, Track, Undefined, by_reference, quotient,
    roll_up, tracks,
};
use iati::activity::Activity;
use iati::read::{Piece, Reader, Tree};
use jiff::civil::Date;
use rust_decimal::Decimal;

fn read(text: &str) -> Vec<Track> {
    let mut reader = Reader::new(text.as_bytes());
    let mut all = Vec::new();
    while let Some(piece) = reader.next_piece().expect("well-formed") {
        let Piece::Unit(unit) = piece else { continue };
        let tree =
            Tree::parse(unit.source.clone().expect("a source"), &unit.context).expect("a tree");
        let activity = Activity::read(&tree, &unit.context, unit.start);
        let results = iati::results::read(&tree, unit.start);
        all.extend(tracks(&activity.identifier, "XI-TEST", &results));
    }
    all
}

fn all() -> Vec<Track> {
    read(include_str!("results.xml"))
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn d(text: &str) -> Decimal {
    text.parse().expect("a number")
}

fn ratio(over: i64, under: i64) -> Ratio {
    Ratio::of(over.into(), under.into()).expect("not by zero")
}

/// The indicator of the first activity whose title begins so, and where it stands.
fn stand(title: &str, on: &str) -> (Track, Stand) {
    let found = all()
        .into_iter()
        .find(|t| t.titles.first().is_some_and(|t| t.starts_with(title)));
    let track = found.expect("an indicator");
    let stand = track.stand(day(on));
    (track, stand)
}

#[test]
fn the_latest_cumulative_figure_counts() {
    let (track, now) = stand("Beds", "2022-12-31");
    assert_eq!((now.actual, now.counted), (Ok(d("76")), vec![1]));
    assert_eq!((now.baseline, now.target), (Some(d("40")), Some(d("80"))));
    assert_eq!(now.last_target, Some((d("100"), day("2022-12-31"))));
    assert_eq!(now.to_date, Progress::FromBaseline(ratio(36, 40)));
    assert_eq!(now.progress, Progress::FromBaseline(ratio(36, 60)));
    // The part is shown and never added.
    assert_eq!(track.spans[1].actual.parts.len(), 1);
    let missing: Vec<_> = now
        .gaps
        .iter()
        .map(|g| (g.kind, g.why.to_string()))
        .collect();
    assert_eq!(missing, [(GapKind::Actual, "not stated".to_owned())]);
}

#[test]
fn periods_that_have_not_ended_are_not_seen() {
    let on = |day| stand("Beds", day).1;
    assert_eq!(on("2020-12-30").actual, Err(NoFigure::NoActual));
    assert_eq!(on("2020-12-31").actual, Ok(d("55")));
    assert_eq!(on("2021-12-30").actual, Ok(d("55")));
    assert_eq!(on("2021-12-31").actual, Ok(d("76")));
    assert!(on("2022-12-30").gaps.is_empty());
}

#[test]
fn figures_per_period_add_up_and_have_no_baseline() {
    let (_, now) = stand("Visits per year", "2022-01-01");
    assert_eq!(now.actual, Ok(d("1100")));
    assert_eq!(now.days, Some((day("2020-01-01"), day("2021-12-31"))));
    assert_eq!(now.target, Some(d("200")));
    assert_eq!((now.baseline, now.from), (Some(d("500")), None));
    assert_eq!(now.progress, Progress::OfTarget(ratio(1100, 200)));
}

#[test]
fn what_should_fall_comes_nearer_by_falling() {
    let (track, now) = stand("Patients", "2022-01-01");
    assert!(!track.ascending);
    assert_eq!(now.actual, Ok(d("25")));
    assert_eq!(
        now.progress,
        Progress::FromBaseline(ratio(38 - 25, 38 - 22))
    );
    let none = Progress::of(None, Some(d("22")), Some(d("25")), false);
    assert_eq!(none, Progress::Undefined(Undefined::FallsFromNowhere));
    let still = Progress::of(Some(d("22")), Some(d("22")), Some(d("25")), true);
    assert_eq!(still, Progress::Undefined(Undefined::NoWay));
}

#[test]
fn what_nobody_says_is_not_added() {
    let (track, now) = stand("Wells", "2022-01-01");
    assert!(
        matches!(now.actual, Err(NoFigure::Uncertain(_))),
        "{:?}",
        now.actual
    );
    // One figure alone needs no saying.
    assert_eq!(track.stand(day("2020-12-31")).actual, Ok(d("5")));
    let gaps: Vec<_> = now.gaps.iter().map(|g| g.why.to_string()).collect();
    assert_eq!(gaps[0], "not stated");
    assert!(
        gaps[1].contains("said not to be there") && gaps[2].contains("could be 1234 or 1.234"),
        "{gaps:?}"
    );
    assert!(matches!(
        stand("Visits per quarter", "2022-01-01").1.actual,
        Err(NoFigure::Overlap(..))
    ));
    assert!(matches!(
        stand("How", "2022-01-01").1.actual,
        Err(NoFigure::NotANumber(_))
    ));
}

#[test]
fn days_that_are_missing_or_turned_round_are_gaps() {
    let (_, now) = stand("Roads", "2030-01-01");
    assert_eq!(now.actual, Err(NoFigure::NoActual));
    let days: Vec<_> = now
        .gaps
        .iter()
        .filter(|g| g.kind == GapKind::Days)
        .map(|g| g.why.to_string())
        .collect();
    assert_eq!(
        days,
        ["the period ends before it begins", "last day not stated"]
    );
    let (_, nothing) = stand("Nothing", "2030-01-01");
    let kinds: Vec<_> = nothing.gaps.iter().map(|g| g.kind.id()).collect();
    assert_eq!(kinds, ["periods", "baseline"]);
}

#[test]
fn what_cannot_be_as_it_is_told_is_said() {
    let text = include_str!("results.xml").replace(
        "<target value=\"100\"/></period>\n</indicator>",
        "<target value=\"30\"/><actual value=\"75\"/></period>\n</indicator>",
    );
    let all = read(&text);
    let now = all[0].stand(day("2022-12-31"));
    let odd: Vec<_> = now
        .gaps
        .iter()
        .map(|g| (g.kind.id(), g.why.to_string()))
        .collect();
    let odd: Vec<(&str, &str)> = odd.iter().map(|(id, why)| (*id, why.as_str())).collect();
    assert_eq!(
        odd,
        [
            (
                "direction",
                "it should rise, and the target 30 lies below the baseline 40"
            ),
            ("falls", "said to be cumulative, and 75 comes after 76"),
        ]
    );
    assert_eq!(now.progress, Progress::FromBaseline(ratio(35, -10)));
}

#[test]
fn parts_are_never_a_whole() {
    let (track, _) = stand("Pupils", "2030-01-01");
    assert_eq!(track.spans.len(), 2, "the same days are one span");
    let first = &track.spans[0].actual;
    assert_eq!(first.whole.number(), Some(d("314")));
    assert_eq!(first.parts.len(), 3);
    assert_eq!(track.spans[1].actual.whole, Reading::OnlyParts(2));
}

#[test]
fn a_code_rolls_up() {
    let all = all();
    let groups = by_reference(&all);
    let beds = &groups[&("3".to_owned(), "BEDS".to_owned(), String::new())];
    let rolled = roll_up(beds.iter().copied(), day("2022-12-31"));
    let [rolled] = &rolled[..] else {
        panic!("one measure, one direction");
    };
    let why: Vec<_> = rolled.members.iter().map(|m| m.left_out.as_ref()).collect();
    assert!(
        matches!(
            why[..],
            [
                None,
                Some(LeftOut::NotAddable),
                None,
                Some(LeftOut::Average(_)),
                Some(LeftOut::Repeated(_))
            ]
        ),
        "{why:?}"
    );
    let value = |t: &Option<flow::results::Total>| t.map(|t| (t.value, t.members));
    assert_eq!(value(&rolled.actual), Some((Figure::Number(d("106")), 2)));
    assert_eq!(value(&rolled.target), Some((Figure::Number(d("130")), 2)));
    // (76 − 40 + 30 − 10) / (100 − 40 + 30 − 10)
    assert_eq!(rolled.progress, Progress::FromBaseline(ratio(56, 80)));
    assert_eq!(rolled.compared, 2);
}

#[test]
fn percentages_are_sums_of_parts() {
    let all = all();
    let groups = by_reference(&all);
    let referred = &groups[&("3".to_owned(), "REF".to_owned(), String::new())];
    let rolled = roll_up(referred.iter().copied(), day("2022-01-01"));
    let why: Vec<_> = rolled[0]
        .members
        .iter()
        .map(|m| m.left_out.as_ref())
        .collect();
    assert_eq!(why, [None, None, Some(&LeftOut::NoFraction)]);
    // 30/120 and 10/80: 40/200, not the mean of 25 and 12.5.
    assert_eq!(
        rolled[0].actual.map(|t| t.value),
        Some(Figure::Fraction(d("40"), d("200")))
    );
}

#[test]
fn a_sum_that_no_decimal_holds_is_told_as_too_large() {
    let activity = |id: &str| {
        format!(
            "<iati-activity><iati-identifier>XI-TEST-{id}</iati-identifier>\
             <reporting-org ref='XI-TEST' type='10'/><result type='1'>\
             <title><narrative>Beds</narrative></title><indicator measure='1'>\
             <title><narrative>Beds (cumulative)</narrative></title>\
             <period><period-start iso-date='2020-01-01'/><period-end iso-date='2020-12-31'/>\
             <actual value='60000000000000000000000000000'/></period>\
             </indicator></result></iati-activity>"
        )
    };
    let text = format!(
        "<iati-activities version='2.03'>{}{}</iati-activities>",
        activity("1"),
        activity("2")
    );
    let all = read(&text);
    let rolled = roll_up(&all, day("2021-12-31"));
    let why: Vec<_> = rolled[0]
        .members
        .iter()
        .map(|m| m.left_out.as_ref())
        .collect();
    assert_eq!(why, [Some(&LeftOut::TooLarge); 2]);
    assert_eq!(rolled[0].actual, None);
    let one = roll_up(&all[..1], day("2021-12-31"));
    assert!(one[0].actual.is_some() && one[0].members[0].left_out.is_none());
}

#[test]
fn different_measures_and_directions_come_apart() {
    let all = all();
    let rolled = roll_up(&all, day("2022-01-01"));
    let groups: Vec<_> = rolled
        .iter()
        .map(|r| (r.measure.to_string(), r.ascending, r.members.len()))
        .collect();
    assert_eq!(
        groups,
        [
            ("unit".to_owned(), true, 11),
            ("percentage".to_owned(), false, 3),
            ("qualitative".to_owned(), true, 1)
        ]
    );
    let members: usize = rolled.iter().map(|r| r.members.len()).sum();
    assert_eq!(members, all.len(), "nobody is lost");
}

#[test]
fn one_roll_up_over_another() {
    let all = all();
    let of = |title: &str| {
        let found: Vec<&Track> = all
            .iter()
            .filter(|t| t.titles[0].starts_with(title))
            .collect();
        roll_up(found, day("2022-01-01")).remove(0)
    };
    // Only the first activity tells both.
    assert_eq!(
        quotient(&of("Visits per year"), &of("Beds")),
        Some((ratio(1100, 76), 1))
    );
}

#[test]
fn version_one_is_read_as_well() {
    let old = read(include_str!("results_old.xml"));
    let [track] = &old[..] else {
        panic!("one indicator")
    };
    assert_eq!(track.titles, ["Wells without water, cumulative"]);
    assert!(!track.ascending);
    assert_eq!(track.addable, Some(true));
    let now = track.stand(day("2011-01-01"));
    assert_eq!(now.progress, Progress::FromBaseline(ratio(4, 6)));
    assert_eq!(track.at.line, 8);
}

#[test]
fn all_that_the_standard_has_is_there() {
    let mut reader = Reader::new(include_str!("results.xml").as_bytes());
    let mut found = None;
    while let Some(piece) = reader.next_piece().expect("well-formed") {
        if let (Piece::Unit(unit), None) = (piece, &found) {
            let tree =
                Tree::parse(unit.source.clone().expect("a source"), &unit.context).expect("a tree");
            found = Some(iati::results::read(&tree, unit.start));
        }
    }
    let results = found.expect("an activity");
    let (first, second) = (&results[0], &results[1]);
    assert_eq!((first.addable, second.addable), (Some(true), Some(false)));
    assert_eq!(
        first.references[0].uri.as_deref(),
        Some("https://example.org/results")
    );
    let beds = &first.indicators[0];
    assert_eq!(beds.titles[1].language.as_deref(), Some("fr"));
    assert_eq!(beds.references[0].code, "BEDS");
    assert_eq!(beds.baselines[0].day.known(), Some(&day("2020-01-01")));
    assert_eq!(beds.baselines[0].figure.comments[0].text, "Counted");
    let actuals = &beds.periods[1].actuals;
    assert_eq!(
        (actuals.len(), actuals[0].locations.as_slice()),
        (2, &["L1".to_owned()][..])
    );
    assert_eq!(actuals[0].dimensions[0].name, "ward");
    assert_eq!(
        actuals[1].at.path,
        "result[1]/indicator[1]/period[2]/actual[2]"
    );
    assert_eq!(actuals[1].at.line, 16);
}
