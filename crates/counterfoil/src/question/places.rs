//! Where activities say that they are.

use super::filter::{ActivityFilter, LIVE};
use super::{Question, label};
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, NOT_STATED, Row, steps};
use crate::drawing;
use crate::error::Result;
use crate::picture::map::Point;
use crate::tongue;
use clap::Args;
use iati::activity::Activity;
use ledger::{Kind, View};
use std::collections::BTreeSet;

/// Activities that are read for one answer; of more, the first.
const MOST: usize = 20_000;

/// Places: where activities say that they are, on a map
#[derive(Args, Clone, Debug)]
pub struct Places {
    #[command(flatten)]
    filter: ActivityFilter,
}

const COLUMNS: &[Column] = &[
    Column::new("activity", K::Text, "Its identifier"),
    Column::new("title", K::Text, "Its title"),
    Column::new("place", K::Text, "The place, as named"),
    Column::new("latitude", K::Text, "In degrees, as published"),
    Column::new("longitude", K::Text, "In degrees, as published"),
    Column::new("exactness", K::Text, "Whether the place was made coarser"),
    Column::new("country", K::Text, "Countries and regions of the activity"),
    Column::new("reporter", K::Coded, "Who says so").detail(),
];

impl Question for Places {
    const NAME: &'static str = "places";
    const ABOUT: &'static str = "Places: where activities say that they are, on a map";
    const ROWS: &'static str = "{n: One row|# places}";
    const EXAMPLE: &'static [&'static str] = &["--organisation", "XI-IATI-DEMO-HCO"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let (filter, note) = self.filter.settle(view)?;
        let hits = view.select(Kind::Activity, &filter)?;
        let mut ranks = view.ranks_of(&hits);
        let all = ranks.len();
        ranks.truncate(MOST);
        let mut found = Found::default();
        view.each_activity(&ranks, |_, activity| found.take(view, activity))?;
        let share = match ranks.len() {
            0 => say!("no activity answers"),
            read => say!(
                "{placed} % of {n: # activity|# activities} name a place within a country or region, {pointed} % one with coordinates",
                placed = steps(found.placed, read as u64, 100).unwrap_or(0),
                n = read,
                pointed = steps(found.pointed, read as u64, 100).unwrap_or(0)
            ),
        };
        let sentence = say!("{when}, {share}.", when = About::when(view), share);
        let mut about = About::new(Self::NAME, view, sentence, found.rows.len());
        about.rests_on(view.live().sources(&hits));
        about.method = say!(
            "{live}; a place is a location that the activity names; places that are to be told coarsely are the middle of a degree",
            live = tongue::words(LIVE)
        );
        about.caveats.extend(note);
        if all > MOST {
            about.caveats.push(say!(
                "the first {read} of {all} activities were read; narrow the question for the others",
                read = MOST.to_string(),
                all = all.to_string()
            ));
        }
        let wrong = found.unreadable;
        if wrong > 0 {
            about.caveats.push(say!(
                "{n: # point is|# points are} no place on Earth and not drawn",
                n = wrong
            ));
        }
        let countries: Vec<String> = found.countries.into_iter().collect();
        if !ranks.is_empty() {
            let drawn = drawing::places(&about, found.points, countries, share);
            about.drawn = Some(Box::new(drawn));
        }
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(found.rows.into_iter().map(Ok)),
        })
    }
}

#[derive(Default)]
struct Found {
    rows: Vec<Row>,
    points: Vec<Point>,
    countries: BTreeSet<String>,
    /// Activities with a location, and those with a point.
    placed: u64,
    pointed: u64,
    unreadable: u64,
}

impl Found {
    fn take(&mut self, view: &View<'_>, activity: &Activity) {
        let places = activity.places.iter();
        let codes: Vec<String> = places.clone().map(|p| p.code.clone()).collect();
        let countries = places.filter(|p| p.vocabulary == "country");
        self.countries
            .extend(countries.map(|p| p.code.to_uppercase()));
        self.placed += u64::from(!activity.locations.is_empty());
        let mut has_point = false;
        for location in &activity.locations {
            let read = location.point.as_deref().map(point);
            let (latitude, longitude) = match &read {
                Some(Some((_, latitude, longitude))) => {
                    (Cell::Text(latitude.clone()), Cell::Text(longitude.clone()))
                }
                Some(None) => (
                    Cell::Unknown(say!(
                        "no place: {text}",
                        text = location.point.as_deref().unwrap_or("")
                    )),
                    NOT_STATED,
                ),
                None => (NOT_STATED, NOT_STATED),
            };
            match read {
                Some(Some((point, ..))) => {
                    has_point = true;
                    self.points.push(point);
                }
                Some(None) => self.unreadable += 1,
                None => {}
            }
            let exactness = match location.coarsened {
                true => Cell::Word("told to one degree"),
                false => Cell::Word("as published"),
            };
            self.rows.push(vec![
                Cell::Text(activity.identifier.clone()),
                Cell::narrative(&activity.titles, activity.language.as_deref()),
                Cell::text(location.name.clone()),
                latitude,
                longitude,
                exactness,
                Cell::text(Some(codes.join(", ")).filter(|c| !c.is_empty())),
                label::organisation(activity.reporting_org.reference.as_deref(), view.live()),
            ]);
        }
        self.pointed += u64::from(has_point);
    }
}

/// Latitude and longitude as published, and the point that they are.
fn point(text: &str) -> Option<(Point, String, String)> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == ',' || c == ';')
        .filter(|w| !w.is_empty())
        .collect();
    let [latitude, longitude] = words[..] else {
        return None;
    };
    let point = Point::new(latitude.parse().ok()?, longitude.parse().ok()?)?;
    Some((point, latitude.to_owned(), longitude.to_owned()))
}
