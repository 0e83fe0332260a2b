//! A publisher's files: one a quarter, each with all it has said of its projects so far.

use std::collections::BTreeMap;

use super::activity;
use super::dice::between;
use super::programme::{Organisation, Programme, Project};
use super::time::{Date, Quarter};
use super::world::DemoFile;
use super::xml::Xml;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<!-- All of this is invented: the country of Velorra, its provinces, the
     organisations, the people, the projects and every figure. -->
";

/// What was last published of an activity, and the day it first read like that.
type Known = BTreeMap<&'static str, (String, Date)>;

pub(super) fn files(p: &Programme, publisher: &Organisation) -> Vec<DemoFile> {
    let mut known = Known::new();
    Quarter::all()
        .filter(|quarter| publisher.starts <= *quarter)
        .map(|quarter| file(p, publisher, quarter, &mut known))
        .collect()
}

/// About forty days after the end of the quarter.
fn published(publisher: &Organisation, quarter: Quarter) -> Date {
    let name = format!("{} {quarter}", publisher.slug);
    quarter.end().plus(between(&name, 35, 45)).working_day()
}

fn file(p: &Programme, publisher: &Organisation, quarter: Quarter, known: &mut Known) -> DemoFile {
    let today = published(publisher, quarter);
    let mut xml = Xml::default();
    xml.raw(HEAD);
    let generated = midnight(today);
    xml.open(
        "iati-activities",
        &[("version", "2.03"), ("generated-datetime", &generated)],
    );
    for project in projects(p, publisher, quarter) {
        let inside = activity::inside(p, project, publisher.side, quarter);
        let updated = last_updated(known, project, &inside, today);
        let attributes = [
            ("last-updated-datetime", &*midnight(updated)),
            ("xml:lang", "en"),
            ("default-currency", publisher.currency),
        ];
        xml.open("iati-activity", &attributes);
        xml.raw(&inside);
        xml.close();
        known.insert(project.key, (inside, updated));
    }
    xml.close();
    DemoFile {
        publisher: publisher.slug,
        name: format!("{quarter}.xml"),
        published: today.to_string(),
        xml: xml.finish(),
    }
}

/// The day on which the activity first read as it does today.
fn last_updated(known: &Known, project: &Project, inside: &str, today: Date) -> Date {
    match known.get(project.key) {
        Some((before, since)) if before == inside => *since,
        _ => today,
    }
}

fn projects<'a>(
    p: &'a Programme,
    publisher: &'a Organisation,
    quarter: Quarter,
) -> impl Iterator<Item = &'a Project> {
    p.projects.iter().filter(move |project| {
        project.organisation(publisher.side).slug == publisher.slug
            && activity::is_published(project, publisher.side, quarter)
    })
}

fn midnight(day: Date) -> String {
    format!("{day}T00:00:00Z")
}
