//! What is missing of a unit, told at the cell where it belongs.

use super::super::build::Place;
use super::super::fault::FaultKind;
use super::super::finish::Lack;
use super::super::layout::Target;
use super::super::plan::{Planned, SheetPlan};
use super::{Reading, Unit, missing};

impl Reading<'_> {
    /// A share that is left out for another's sake.
    pub(super) fn part(&mut self, place: Place) {
        let Some((at, _)) = self.at(place) else {
            return;
        };
        self.rows_left_out.insert((place.sheet, place.row));
        let what =
            "it is a share of a whole of which another share is faulty: none of them is taken"
                .to_owned();
        self.fault(
            at,
            None,
            (FaultKind::Shares, what, "correct the other".to_owned()),
        );
    }

    pub(super) fn lack(&mut self, unit: &Unit, lack: &Lack, why: &mut Vec<String>) {
        let first = lack.path.split('/').next().unwrap_or_default();
        if lack.of_unit {
            why.push(match (first == "reporting-org", &self.faulty_reporter) {
                (true, Some(row)) => {
                    format!("the row of the organisation that reports has a fault: mend {row}")
                }
                (true, None) => self.nobody_reports(),
                (false, _) => format!("<{}> is missing", lack.path),
            });
            // What is faulty was named already.
            if unit.broken.iter().any(|b| b == first) || first == "reporting-org" {
                return;
            }
        }
        let Some((at, plan)) = self.at(lack.place) else {
            return;
        };
        // The column of what is missing, else that of the element it is missing in.
        let parent = lack.path.rsplit_once('/').map_or("", |(parent, _)| parent);
        let column =
            column_of(plan, &lack.path).or_else(|| match lack.path.ends_with("@currency") {
                true => column_of(plan, parent),
                false => None,
            });
        if !lack.of_unit {
            self.rows_left_out
                .insert((lack.place.sheet, lack.place.row));
        }
        let wrong = match lack.path.ends_with("/@currency") {
            true => (
                FaultKind::NoCurrency,
                "nothing says in which currency the amount is".to_owned(),
                "write its code beside it, or a default for the activity".to_owned(),
            ),
            false if column.is_some() => missing("a value"),
            false => missing(&format!("<{}>", lack.path)),
        };
        self.fault(at, column, wrong);
    }
}

impl Reading<'_> {
    /// Where the one who reports is told, if the workbook has a column for it.
    fn nobody_reports(&self) -> String {
        let mut columns = self.plan.sheets.iter().flat_map(|sheet| {
            let planned = sheet.columns.iter().flatten();
            planned.map(move |column| (sheet.at, column))
        });
        let told = columns.find(|(_, c)| matches!(c.target, Target::Record("~reports", _)));
        match told.and_then(|(at, column)| Some((self.book.sheets.get(at)?, column))) {
            Some((sheet, column)) => format!(
                "nobody says who reports: write yes under “{}” in the row of your office on the sheet {}, or name it with --publisher",
                column.heading, sheet.name
            ),
            None => "nobody says who reports: name the organisation with --publisher".to_owned(),
        }
    }
}

/// The column whose values go to a path, or below it.
fn column_of(plan: &SheetPlan, wanted: &str) -> Option<usize> {
    let below = format!("{wanted}/");
    let is_it = |c: &Option<Planned>| {
        c.as_ref().is_some_and(|c| match &c.target {
            Target::Leaf { path, .. } => {
                let path = path.plain();
                path == wanted || path.starts_with(&below)
            }
            _ => false,
        })
    };
    plan.columns.iter().position(is_it)
}
