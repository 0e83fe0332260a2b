//! What the official rules, and our own, find wrong with one publication.

use super::Question;
use crate::answer::{About, Answer, Cell, Column, ColumnKind as K, NOT_STATED, Row};
use crate::error::{Error, Result};
use crate::tongue;
use clap::Args;
use iati::check::{Checker, Settings};
use iati::finding::{Finding, Severity};
use iati::position::Position;
use iati::read::{Unit, UnitKind};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use ledger::{Held, Past, View};
use rayon::prelude::*;
use std::sync::Arc;

/// What is wrong with one publication by the official rules and our own
#[derive(Args, Clone, Debug)]
pub struct Faults {
    /// Number of the import
    #[arg(long, value_name = "IMPORT")]
    publication: u64,
    /// Only findings of this severity
    #[arg(long, value_parser = ["critical", "error", "warning", "advisory"])]
    severity: Option<String>,
    /// Only findings of this rule
    #[arg(long, value_name = "ID")]
    rule: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column::new(
        "severity",
        K::Text,
        "How bad it is, as the official validator says",
    ),
    Column::new(
        "rule",
        K::Text,
        "Which rule; “counterfoil explain ID” tells of it",
    ),
    Column::new("fault", K::Text, "What is wrong, and often what to do"),
    Column::new("activity", K::Text, "In which activity"),
    Column::new("position", K::Text, "Where in it"),
    Column::new("line", K::Count, "Line of the activity in the file"),
    Column::new("value", K::Text, "What stands there").detail(),
];

impl Question for Faults {
    const NAME: &'static str = "faults";
    const ABOUT: &'static str = "What is wrong with one publication, by rule and place";
    const EXAMPLE: &'static [&'static str] = &["--publication", "1", "--severity", "error"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let past = view.past()?;
        let seq = self.publication;
        let publication = past.publication(seq).ok_or_else(|| {
            Error::asked(say!(
                "--publication {number}: there is no such import",
                number = seq.to_string()
            ))
        })?;
        let held = past.held(seq)?;
        // Days to come are those after it was received: the answer stays the same.
        let checker = Checker::new(Settings::at(received(&publication.imported)));
        let each = held.par_iter().map(|held| judged(&checker, &past, held));
        let found: Vec<Vec<(u64, Finding)>> = each.collect::<Result<_>>()?;
        let mut found: Vec<(u64, Finding)> = found.into_iter().flatten().collect();
        found.sort_by_key(|(_, f)| f.severity);
        let count = |of: Severity| found.iter().filter(|(_, f)| f.severity == of).count();
        let sentence = say!(
            "Publication {number}, {n: # activity|# activities}: {errors: # error|# errors}, {warnings: # warning|# warnings}, {advisories: # advisory|# advisories}.",
            number = seq.to_string(),
            n = held.len(),
            errors = count(Severity::Critical) + count(Severity::Error),
            warnings = count(Severity::Warning),
            advisories = count(Severity::Advisory),
        );
        found.retain(|(_, finding)| self.takes(finding));
        let rows: Vec<Row> = found.into_iter().map(|(line, f)| row(line, f)).collect();
        let mut about = About::new(Self::NAME, view, sentence, rows.len());
        about.rests_on(vec![publication]);
        about.method = say!(
            "the rules of the official validator and our own, on each activity as it is stored, on the day it was received"
        );
        about.caveats.push(say!(
            "contact fields are never stored, so nothing is said of them; “counterfoil check FILE” judges a file as it was sent, with what lies around its activities"
        ));
        if !tongue::here().is_english() {
            about
                .caveats
                .push(say!("the findings themselves are in English"));
        }
        Ok(Answer {
            about,
            columns: COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

impl Faults {
    fn takes(&self, finding: &Finding) -> bool {
        let severity = finding.severity.as_str();
        self.severity.as_ref().is_none_or(|asked| asked == severity)
            && self.rule.as_ref().is_none_or(|asked| asked == finding.rule)
    }
}

/// Noon of the day of a stamp.
fn received(stamp: &str) -> Timestamp {
    let day = stamp.get(..10).and_then(|day| day.parse::<Date>().ok());
    let noon = day.and_then(|day| day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).ok());
    noon.map_or(Timestamp::UNIX_EPOCH, |noon| noon.timestamp())
}

/// The findings of one activity, with its line in the file.
fn judged(checker: &Checker, past: &Past<'_>, held: &Held) -> Result<Vec<(u64, Finding)>> {
    let (tree, context) = past.unit(held)?;
    let standing = checker.root(&context, &mut Vec::new());
    let unit = Unit {
        kind: UnitKind::Activity,
        ordinal: held.ordinal,
        start: Position {
            line: held.line,
            column: 1,
        },
        own_namespace: None,
        // The tree is what is judged.
        source: Ok(String::new()),
        context: Arc::new(context),
    };
    let found = checker.unit(&unit, &tree, standing).findings;
    Ok(found.into_iter().map(|f| (held.line, f)).collect())
}

fn row(line: u64, finding: Finding) -> Row {
    vec![
        Cell::Word(finding.severity.as_str()),
        Cell::Text(finding.rule.to_owned()),
        Cell::Text(finding.message),
        Cell::text(finding.identifier),
        Cell::Text(finding.path),
        Cell::Count(line),
        finding.value.map_or(NOT_STATED, Cell::Text),
    ]
}
