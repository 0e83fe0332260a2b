//! The demo's invented assistance programme: all its publications, and what was planted.
//!
//! After the river Ansel flooded, five regions were each bound for years to prefectures,
//! schools, hospitals and utilities of Velorra, a country that does not exist. Both sides
//! publish. Their books agree for the most part; where they do not, it was planted.

use super::book::{self, Entry};
use super::difference::Difference;
use super::figures::grouped;
use super::programme::{Programme, Project, Side};
use super::publication;
use super::revision::{Revised, Revision};
use super::time::Quarter;

/// One file by one publisher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoFile {
    /// A name fit for a folder.
    pub publisher: &'static str,
    /// `2024-q1.xml`.
    pub name: String,
    /// `YYYY-MM-DD`.
    pub published: String,
    pub xml: String,
}

/// Something put into the books on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planted {
    pub kind: &'static str,
    /// The giver's name.
    pub giver: String,
    /// The receiver's name.
    pub receiver: String,
    pub giver_activity: String,
    pub receiver_activity: String,
    /// What was done, with the figures as both books have them.
    pub note: String,
}

/// All publications, in order of publication, then publisher.
pub fn publications() -> Vec<DemoFile> {
    let programme = Programme::read();
    let mut files: Vec<DemoFile> = programme
        .organisations
        .iter()
        .flat_map(|publisher| publication::files(&programme, publisher))
        .collect();
    files.sort_by(|a, b| (&a.published, a.publisher).cmp(&(&b.published, b.publisher)));
    files
}

/// What was planted, for the demo's closing words and for tests.
pub fn planted() -> Vec<Planted> {
    let p = Programme::read();
    let differences = p.differences.iter().filter_map(|difference| {
        let project = p.project(difference.project)?;
        Some(case(
            difference.kind,
            project,
            difference_note(&p, project, difference),
        ))
    });
    let late = p.projects.iter().filter_map(late_publisher);
    let revisions = p.revisions.iter().filter_map(|revision| {
        let project = p.project(revision.project)?;
        // A revised budget is proper book-keeping, nothing to be found out.
        let proper = matches!(revision.to, Revised::Budget { .. });
        (!proper).then(|| case(revision.kind, project, revision_note(revision)))
    });
    differences.chain(late).chain(revisions).collect()
}

fn case(kind: &'static str, project: &Project, note: String) -> Planted {
    Planted {
        kind,
        giver: project.giver.name.en.to_owned(),
        receiver: project.receiver.name.en.to_owned(),
        giver_activity: project.identifier(Side::Giver),
        receiver_activity: project.identifier(Side::Receiver),
        note,
    }
}

fn difference_note(p: &Programme, project: &Project, difference: &Difference) -> String {
    if difference.payments.is_none() {
        return difference.note.to_owned();
    }
    let told = |side| {
        let entries = book::entries(p, project, side, Quarter::LAST);
        let of_it = entries.iter().filter(|e| difference.covers(e.payment));
        let listed: Vec<String> = of_it.map(figure).collect();
        if listed.is_empty() {
            "nothing".to_owned()
        } else {
            listed.join(" + ")
        }
    };
    let (giver, receiver) = (told(Side::Giver), told(Side::Receiver));
    format!("{}; giver: {giver}; receiver: {receiver}", difference.note)
}

/// `250,000 EUR on 2024-03-12`.
fn figure(entry: &Entry) -> String {
    format!(
        "{} {} on {}",
        grouped(entry.cents),
        entry.currency,
        entry.date
    )
}

fn late_publisher(project: &Project) -> Option<Planted> {
    let opened = book::opened(project, Side::Receiver);
    (opened > project.start).then(|| {
        let first = project.receiver.starts;
        let note = format!(
            "the receiver's first file is that of {first}; it has no payment before {opened}"
        );
        case("late-publisher", project, note)
    })
}

fn revision_note(revision: &Revision) -> String {
    let now = match revision.to {
        Revised::Payment { cents, .. } | Revised::Budget { cents, .. } => grouped(cents),
        Revised::End(day) => day.to_string(),
        Revised::Target { value, .. } => grouped(100 * value),
    };
    format!("{}; from {} on: {now}", revision.note, revision.from)
}
