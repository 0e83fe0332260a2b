//! One group of indicators: each activity's periods, and what of them is in the figure.

use super::indicators::{self, Small};
use super::{Question, label};
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, NOT_STATED, Row};
use crate::drawing;
use crate::error::{Error, Result};
use crate::programme::{self, Open, Which};
use crate::tongue;
use clap::Args;
use flow::programme::{IndicatorGroup, Unit};
use flow::results::rollup::Member;
use flow::results::small::{Shown, SumOf, shown};
use flow::results::{Part, RollUp, Span, Told, roll_up};
use iati::said::phrase;
use ledger::View;
use rust_decimal::Decimal;

/// One group of indicators: each activity by period, in the figure or not
#[derive(Args, Clone, Debug)]
pub struct Indicator {
    /// Id of the group in the programme’s text
    #[arg(value_name = "ID")]
    group: String,
    #[command(flatten)]
    which: Which,
    /// Only activities of this pairing
    #[arg(long, value_name = "ID")]
    pairing: Option<String>,
    #[command(flatten)]
    small: Small,
}

const COLUMNS: &[Column] = &[
    Column::new("activity", K::Text, "The activity that tells it"),
    Column::new("indicator", K::Text, "Its title").detail(),
    Column::new("start", K::Date, "First day of the period"),
    Column::new("end", K::Date, "Last day of the period"),
    Column::new("part", K::Text, "Of whom or where, where a part is told"),
    Column::new("baseline", K::Figure, "From where it started"),
    Column::new("target", K::Figure, "For the period"),
    Column::new("actual", K::Figure, "For the period"),
    Column::new(
        "in_figure",
        K::Text,
        "Whether it is in the rolled-up figure",
    ),
    Column::new("why", K::Text, "Why it is not, or what is missing"),
    Column::new(
        "nature",
        K::Text,
        "Whether periods add up, and what says so",
    )
    .detail(),
    Column::new("reporter", K::Coded, "Who says so").detail(),
    Column::new("place", K::Text, "Where it stands in the activity").detail(),
];

impl Question for Indicator {
    const NAME: &'static str = "indicator";
    const ABOUT: &'static str = "One group of indicators: each period, in the figure or not";
    const ROWS: &'static str = "{n: One row|# periods and parts}";
    const EXAMPLE: &'static [&'static str] = &["trained"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let open = self.which.open(view)?;
        let group = self.group(&open)?;
        let tracks = indicators::tracks(&open, self.pairing.as_deref())?;
        let own = group.of(&tracks);
        let rolled = roll_up(&own, open.day);
        let limit = indicators::limit(group, &self.small);
        let mut rows: Vec<Row> = Vec::new();
        let mut figures: Vec<String> = Vec::new();
        for one in &rolled {
            let unit = indicators::unit(group, one);
            let sheet = Sheet::of(one, limit);
            figures.push(match sheet.total {
                Shown::Value(value) => {
                    crate::answer::plain(&programme::quantity(Some(value), &unit))
                }
                Shown::Missing => say!("no figure that can be added"),
                _ => say!("a figure too small to be shown"),
            });
            rows.extend(sheet.lines.iter().map(|line| row(view, line, &unit)));
        }
        let figures = figures.into_iter();
        let sentence = match figures.reduce(|all, next| say!("{all} and {next}", all, next)) {
            None => say!(
                "{when}, nobody tells of “{title}”.",
                when = About::when(view),
                title = crate::programme::words(&group.title)
            ),
            Some(figures) => say!(
                "{when}, “{title}” comes to {figures} over {n: # indicator|# indicators}.",
                when = About::when(view),
                title = crate::programme::words(&group.title),
                figures,
                n = own.len()
            ),
        };
        let mut about = About::new(Self::NAME, view, sentence, rows.len());
        about.rests_on(open.publications());
        about.drawn = drawing::indicators(&about, group, &own, limit).map(Box::new);
        about.method = format!(
            "{}; {}",
            indicators::roll_up_words(&self.small),
            open.words()
        );
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

impl Indicator {
    fn group<'o>(&self, open: &'o Open<'_>) -> Result<&'o IndicatorGroup> {
        let groups = &open.programme().indicators;
        groups.iter().find(|g| g.id == self.group).ok_or_else(|| {
            let known: Vec<&str> = groups.iter().map(|g| g.id.as_str()).collect();
            Error::asked(say!(
                "“{asked}”: the programme “{programme}” has the groups {groups}",
                asked = self.group,
                programme = open.kept().id,
                groups = known.join(", ")
            ))
        })
    }
}

/// A line of the table.
struct Line<'a> {
    member: &'a Member<'a>,
    span: Option<&'a Span>,
    part: Option<&'a Part>,
    /// Of the first line of a period.
    baseline: Shown,
    target: Shown,
    actual: Shown,
    is_in: bool,
    why: Option<String>,
}

/// All lines of a roll-up, with what may be shown of each figure.
struct Sheet<'a> {
    total: Shown,
    lines: Vec<Line<'a>>,
}

/// The cells of a sheet and the sums among them, as they are laid out.
#[derive(Default)]
struct Cells {
    values: Vec<Option<Decimal>>,
    sums: Vec<SumOf>,
}

impl Cells {
    fn add(&mut self, value: Option<Decimal>) -> usize {
        self.values.push(value);
        self.values.len() - 1
    }

    /// A whole and its parts: those of one kind of dimension add up to it.
    fn told(&mut self, told: &Told) -> (usize, Vec<usize>) {
        let whole = self.add(told.whole.number());
        let parts: Vec<usize> = told
            .parts
            .iter()
            .map(|p| self.add(p.reading.number()))
            .collect();
        let kind = |p: &Part| -> Vec<String> {
            let names = p.dimensions.iter().map(|d| d.name.clone());
            names
                .chain((!p.locations.is_empty()).then(String::new))
                .collect()
        };
        let mut kinds: Vec<Vec<String>> = told.parts.iter().map(kind).collect();
        kinds.sort();
        kinds.dedup();
        for each in kinds {
            let of_kind = told.parts.iter().zip(&parts);
            let of_kind = of_kind.filter(|(p, _)| kind(p) == each);
            self.sums.push(SumOf {
                total: whole,
                parts: of_kind.map(|(_, at)| *at).collect(),
            });
        }
        (whole, parts)
    }
}

/// Places of the cells of one period.
struct Places {
    target: (usize, Vec<usize>),
    actual: (usize, Vec<usize>),
}

impl<'a> Sheet<'a> {
    fn of(rolled: &'a RollUp<'a>, limit: u32) -> Self {
        let mut cells = Cells::default();
        let total = cells.add(indicators::number(rolled.actual));
        let mut places: Vec<(usize, Vec<Places>)> = Vec::new();
        let mut members = Vec::new();
        for member in &rolled.members {
            let baseline = cells.add(member.stand.baseline);
            let of_spans: Vec<Places> = member
                .track
                .spans
                .iter()
                .map(|span| Places {
                    target: cells.told(&span.target),
                    actual: cells.told(&span.actual),
                })
                .collect();
            if member.left_out.is_none() {
                let counted = member.stand.counted.iter();
                members.extend(counted.filter_map(|at| Some(of_spans.get(*at)?.actual.0)));
            }
            places.push((baseline, of_spans));
        }
        if rolled.measure == flow::results::Measure::Unit {
            cells.sums.push(SumOf {
                total,
                parts: members,
            });
        }
        let limit = match rolled.measure {
            flow::results::Measure::Unit => limit,
            _ => 0,
        };
        let all = shown(&cells.values, &cells.sums, limit);
        let at = |place: usize| all.get(place).copied().unwrap_or(Shown::Missing);
        let mut lines = Vec::new();
        for (member, (baseline, of_spans)) in rolled.members.iter().zip(&places) {
            if of_spans.is_empty() {
                lines.push(Line {
                    member,
                    span: None,
                    part: None,
                    baseline: at(*baseline),
                    target: Shown::Missing,
                    actual: Shown::Missing,
                    is_in: false,
                    why: Some(say!("no period is told")),
                });
            }
            for (number, (span, places)) in member.track.spans.iter().zip(of_spans).enumerate() {
                let is_in = member.left_out.is_none() && member.stand.counted.contains(&number);
                lines.push(Line {
                    member,
                    span: Some(span),
                    part: None,
                    baseline: at(*baseline),
                    target: at(places.target.0),
                    actual: at(places.actual.0),
                    is_in,
                    why: why(member, span, is_in),
                });
                lines.extend(parts(member, span, places, &at));
            }
        }
        Self {
            total: at(total),
            lines,
        }
    }
}

/// A line for each part of a period that is told.
fn parts<'a>(
    member: &'a Member<'a>,
    span: &'a Span,
    places: &Places,
    at: &dyn Fn(usize) -> Shown,
) -> Vec<Line<'a>> {
    let of = |told: &'a Told, places: &[usize], is_actual: bool| -> Vec<Line<'a>> {
        let each = told.parts.iter().zip(places.to_vec());
        each.map(|(part, place)| {
            let value = at(place);
            let (target, actual) = match is_actual {
                true => (Shown::Missing, value),
                false => (value, Shown::Missing),
            };
            Line {
                member,
                span: Some(span),
                part: Some(part),
                baseline: Shown::Missing,
                target,
                actual,
                is_in: false,
                why: Some(say!("a part, which is never added to the whole")),
            }
        })
        .collect()
    };
    let mut all = of(&span.target, &places.target.1, false);
    all.extend(of(&span.actual, &places.actual.1, true));
    all
}

fn why(member: &Member<'_>, span: &Span, is_in: bool) -> Option<String> {
    let gap = || {
        let here = |g: &&flow::results::Gap| g.at.path.starts_with(&span.at.path);
        member
            .stand
            .gaps
            .iter()
            .find(here)
            .map(|g| tongue::say(&g.why))
    };
    match (&member.left_out, is_in) {
        (_, true) => gap(),
        (Some(why), _) => Some(tongue::say(&why.said())),
        (None, false) => gap().or_else(|| Some(say!("a later figure counts"))),
    }
}

fn row(view: &View<'_>, line: &Line<'_>, unit: &Unit) -> Row {
    let track = line.member.track;
    let day = |of: fn(&Span) -> &iati::stated::Stated<jiff::civil::Date>| {
        line.span.map_or(NOT_STATED, |span| match of(span).gap() {
            None => Cell::date(of(span).known().copied()),
            Some(why) => Cell::Unknown(crate::answer::gap(&why)),
        })
    };
    let place = match (line.part, line.span) {
        (Some(part), _) => part.at.path.clone(),
        (None, Some(span)) => span.at.path.clone(),
        (None, None) => track.at.path.clone(),
    };
    vec![
        Cell::Text(track.activity.clone()),
        Cell::text(track.titles.first().cloned()),
        day(|s| &s.start),
        day(|s| &s.end),
        line.part
            .map_or(Cell::Missing("–"), |p| Cell::Text(part_words(p))),
        indicators::shown(line.baseline, unit),
        indicators::shown(line.target, unit),
        indicators::shown(line.actual, unit),
        Cell::Word(match line.is_in {
            true => phrase("in"),
            false => phrase("out"),
        }),
        line.why.clone().map_or(Cell::Missing("–"), Cell::Text),
        Cell::Text(tongue::say(&track.nature.said())),
        label::organisation(Some(&track.reporter), view.live()),
        Cell::Text(place),
    ]
}

/// “sex: female; Dunmarrow”.
fn part_words(part: &Part) -> String {
    let dimensions = part.dimensions.iter();
    let each = dimensions.map(|d| format!("{}: {}", d.name, d.value));
    let all: Vec<String> = each.chain(part.locations.iter().cloned()).collect();
    all.join("; ")
}
