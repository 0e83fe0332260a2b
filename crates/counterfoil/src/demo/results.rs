//! Results: what a project counts, year by year, and what it should reach.

use super::dice::between;
use super::figures::rounded;
use super::programme::{Aim, Indicator, Programme, Project, Side};
use super::revision::Revised;
use super::time::{Date, Quarter};
use super::xml::Xml;

/// One year of an indicator.
#[derive(Clone, Copy, Debug)]
struct Period {
    start: Date,
    end: Date,
    target: i64,
    actual: Option<i64>,
}

pub(super) fn write(xml: &mut Xml, p: &Programme, project: &Project, side: Side, at: Quarter) {
    for aim in &project.aims {
        if let Some(indicator) = p.indicator(aim.indicator) {
            let periods = periods(p, project, side, aim, at);
            result(xml, project, indicator, aim, &periods);
        }
    }
}

/// The calendar years of the project, cut to its first and last day.
pub(super) fn years(project: &Project) -> Vec<(Date, Date)> {
    (project.start.year()..=project.end.year())
        .map(|year| {
            let start = project.start.max(Date::new(year, 1, 1));
            (start, project.end.min(Date::new(year, 12, 31)))
        })
        .collect()
}

fn periods(p: &Programme, project: &Project, side: Side, aim: &Aim, at: Quarter) -> Vec<Period> {
    let years = years(project);
    let days = project.end.days_since(project.start).max(1);
    let rise = aim.target - aim.baseline;
    let period = |(start, end): (Date, Date)| {
        let planned = aim.baseline + rounded(rise * end.days_since(project.start), days);
        let actual = reached(project, aim, end, planned);
        Period {
            start,
            end,
            target: lowered(p, project, side, aim, end, at).unwrap_or(planned),
            actual: (end <= at.end()).then_some(actual),
        }
    };
    years.into_iter().map(period).collect()
}

/// Most projects come near their target, some a little over it.
fn reached(project: &Project, aim: &Aim, end: Date, planned: i64) -> i64 {
    let name = format!("{} {} {}", project.key, aim.indicator, end.year());
    let percent = between(&name, 82, 106);
    aim.baseline + rounded((planned - aim.baseline) * percent, 100)
}

/// A target changed after the fact.
fn lowered(
    p: &Programme,
    project: &Project,
    side: Side,
    aim: &Aim,
    end: Date,
    at: Quarter,
) -> Option<i64> {
    let mut revised = p.revised(project, side, at).rev();
    revised.find_map(|revision| match revision.to {
        Revised::Target {
            indicator,
            year,
            value,
        } => (indicator == aim.indicator && year == end.year()).then_some(value),
        _ => None,
    })
}

fn result(xml: &mut Xml, project: &Project, indicator: &Indicator, aim: &Aim, periods: &[Period]) {
    // Per cents of different places cannot be added, counts can.
    let addable = if indicator.measure == "1" {
        "true"
    } else {
        "false"
    };
    xml.open(
        "result",
        &[("type", indicator.kind), ("aggregation-status", addable)],
    );
    xml.said("title", &[], indicator.result);
    let attributes = [
        ("measure", indicator.measure),
        ("ascending", indicator.ascending),
        ("aggregation-status", addable),
    ];
    xml.open("indicator", &attributes);
    xml.told("title", &[], indicator.title);
    xml.said(
        "description",
        &[],
        "Each figure is the level reached by the end of the period, baseline included.",
    );
    baseline(xml, project, aim);
    for period in periods {
        write_period(xml, indicator, period);
    }
    xml.close();
    xml.close();
}

fn baseline(xml: &mut Xml, project: &Project, aim: &Aim) {
    let attributes = [
        ("iso-date", &*project.start.to_string()),
        ("year", &project.start.year().to_string()),
        ("value", &aim.baseline.to_string()),
    ];
    xml.empty("baseline", &attributes);
}

fn write_period(xml: &mut Xml, indicator: &Indicator, period: &Period) {
    xml.open("period", &[]);
    xml.empty("period-start", &[("iso-date", &period.start.to_string())]);
    xml.empty("period-end", &[("iso-date", &period.end.to_string())]);
    xml.empty("target", &[("value", &period.target.to_string())]);
    if let Some(actual) = period.actual {
        let value = actual.to_string();
        let short = indicator.ascending == "true" && actual * 10 < period.target * 9;
        if short {
            xml.open("actual", &[("value", &value)]);
            xml.said(
                "comment",
                &[],
                "Behind the plan: the road was closed for most of the spring.",
            );
            xml.close();
        } else {
            xml.empty("actual", &[("value", &value)]);
        }
    }
    xml.close();
}
