//! Indicators as a programme's text groups them, rolled up and as evidence.

use flow::programme::measure::FigureOf;
use flow::programme::{Book, Evidence, Programme, Status, Telling, Unit, indicators, read, status};
use flow::results::rollup::Figure;
use flow::results::{Judged, Nature, Track, roll_up, tracks};
use iati::activity::Activity;
use iati::read::{Piece, Reader, Tree};
use jiff::civil::Date;

const HEAD: &str = r#"
format = 1
[programme]
id = "test"
title = "Invented"
[[organisation]]
id = "XI-TEST"
name = "Harbour Region (invented)"
side = "donor"
[[source]]
id = "s"
title = "A speech"
[[indicators]]
id = "beds"
title = "Beds"
unit = "beds"
[[indicators.member]]
title = "LITS  (cumulés)"
[[indicators.member]]
vocabulary = "3"
code = "beds"
activities = "xi-test-2"
[[indicators]]
id = "wells"
title = "Wells"
unit = "wells"
nature = "per-period"
[[indicators.member]]
title = "Wells"
[[promise]]
id = "p"
kind = "count"
wording = "A hundred and six beds."
announcer = "XI-TEST"
source = "s"
said = 2020-01-01
target = 106
unit = "beds"
baseline = 50
deadline = 2021-12-31
measure = { figure = "indicator", book = "recipient", group = "beds" }
"#;

fn programme() -> Programme {
    read(HEAD).expect("no fault")
}

fn all() -> Vec<Track> {
    let mut reader = Reader::new(include_str!("results.xml").as_bytes());
    let mut all = Vec::new();
    while let Some(piece) = reader.next_piece().expect("well-formed") {
        let Piece::Unit(unit) = piece else { continue };
        let tree =
            Tree::parse(unit.source.clone().expect("a source"), &unit.context).expect("a tree");
        let activity = Activity::read(&tree, &unit.context, unit.start);
        all.extend(tracks(
            &activity.identifier,
            "XI-TEST",
            &iati::results::read(&tree, unit.start),
        ));
    }
    all
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

#[test]
fn a_group_is_by_title_or_code_and_states_the_nature() {
    let (programme, all) = (programme(), all());
    let beds = programme.indicators[0].of(&all);
    let titles: Vec<&str> = beds.iter().map(|t| t.titles[0].as_str()).collect();
    assert_eq!(
        titles,
        [
            "Beds (cumulative)",
            "Beds, running total",
            "Average stay",
            "Beds, running total"
        ]
    );
    assert!(beds.iter().all(|t| t.unit.as_deref() == Some("beds")));
    let rolled = roll_up(&beds, day("2022-01-01"));
    assert_eq!(
        rolled[0].actual.map(|t| t.value),
        Some(Figure::Number(106.into()))
    );
    assert_eq!(programme.indicators[0].small_below(5), Some(5));

    let wells = programme.indicators[1].of(&all);
    assert_eq!(wells[0].nature, Judged::Stated(Nature::Periodic));
    assert_eq!(wells[0].stand(day("2022-01-01")).actual, Ok(14.into()));
}

#[test]
fn its_figures_decide_a_promise() {
    let (programme, all) = (programme(), all());
    let promise = &programme.promises[0];
    let beds: Vec<Track> = programme.indicators[0]
        .of(&all)
        .into_iter()
        .take(2)
        .collect();
    let telling = Telling {
        book: Book::Recipient,
        publication: "7".to_owned(),
        told: day("2022-02-01"),
        gone: None,
    };
    let rows = beds
        .iter()
        .flat_map(|t| indicators::rows(t, FigureOf::Actual, &promise.unit, &telling));
    let evidence = Evidence {
        rows: rows.collect(),
        nature: beds[0].nature.nature(),
        ..Evidence::default()
    };
    assert_eq!(evidence.rows.len(), 3);
    assert_eq!(
        evidence.rows[1].rests_on.element.as_deref(),
        Some("result[1]/indicator[1]/period[2]/actual[2]")
    );
    assert_eq!(evidence.rows[1].unit, Unit::Count("beds".to_owned()));
    let verdict = status(promise, &evidence, day("2022-03-01"));
    assert_eq!(
        (
            verdict.status,
            verdict.rows_in.len(),
            verdict.rows_out.len()
        ),
        (Status::Kept, 2, 1)
    );
    assert_eq!(
        status(promise, &evidence, day("2022-01-31")).status,
        Status::NotMeasurable
    );
}
