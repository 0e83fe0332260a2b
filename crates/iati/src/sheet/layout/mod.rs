//! Layouts that are known: which sheet and which column is what.
//!
//! A layout is a table that can be read, one file each; [`ours`](super::heading) is made
//! of the headings in five languages. Its text has one line a column:
//!
//! ```text
//! sheet transactions | transaction        a table, with the names its sheet may have
//! fills down                              a row without an identifier goes on with the last
//! Activity Identifier = #id               which activity the row is of
//! Result Identifier = #key result         tells this result from others; written nowhere
//! Value = transaction/value               where the value goes
//! Start = activity-date[@type=2]/@iso-date
//! Title = result/title/narrative #key result      both
//! Telephone = !person                     never read
//! Note = !what has no place in IATI       not read, and why
//! sheet Result Mapper = !numbers of theirs    nothing of a sheet is read, and why;
//! Result Identifier                       its columns are only named
//! ```

mod aidstream;
mod iati_publisher;
mod okfn;
mod whole;

use super::fold_heading;
use super::heading;
use super::path::Path;
use crate::read::UnitKind;
use std::sync::LazyLock;

/// A layout.
#[derive(Debug)]
pub struct Layout {
    /// A stable word for messages and documentation.
    pub id: &'static str,
    pub title: &'static str,
    pub(crate) kind: UnitKind,
    pub(crate) tables: Vec<Table>,
    /// The identifier of an activity is joined to the publisher's.
    pub(crate) joins_identifier: bool,
    /// Activities have a table of their own: other rows must name one of them.
    pub(crate) has_activities: bool,
    /// Reads headings that no table lists.
    pub(crate) mechanical: Option<fn(&str) -> Option<Target>>,
}

/// One sheet of a layout.
#[derive(Debug)]
pub(crate) struct Table {
    /// What a message calls it, and a sheet by that name is.
    pub names: Vec<String>,
    pub fills_down: bool,
    pub columns: Vec<Column>,
    /// Rows are for a programme's reader: the section's name.
    pub section: Option<&'static str>,
}

/// One column.
#[derive(Debug)]
pub(crate) struct Column {
    /// Headings that mean it, folded; the first as it is in the layout.
    pub headings: Vec<String>,
    pub target: Target,
    /// Rows of the sheet must have it.
    pub needed: bool,
}

/// What becomes of a column's values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Target {
    /// The identifier of the activity, or of the organisation.
    Identifier,
    Leaf {
        path: Path,
        /// The element that it tells from others, if it does.
        key: Option<String>,
    },
    Key(String),
    /// One of a programme's keys.
    Record(&'static str, RecordTakes),
    Passed(&'static str),
    /// Rows with another word in it are not read.
    Only(&'static str),
    Person,
}

/// What a programme's key takes, as far as a cell must be read for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordTakes {
    Text,
    /// Several, with a semicolon between.
    List,
    Number,
    Day,
    /// A day, a month or a year.
    DayOr,
    YesNo,
}

impl Layout {
    fn new(id: &'static str, title: &'static str, text: &'static str) -> Self {
        Self {
            id,
            title,
            kind: UnitKind::Activity,
            tables: tables(text, UnitKind::Activity),
            joins_identifier: false,
            has_activities: false,
            mechanical: None,
        }
    }
}

/// All layouts that are known, ours first.
#[must_use]
pub fn layouts() -> &'static [Layout] {
    static ALL: LazyLock<Vec<Layout>> = LazyLock::new(|| {
        let mut all = vec![heading::layout()];
        all.extend(iati_publisher::layouts());
        all.extend(whole::layouts());
        all.extend(okfn::layouts());
        all.extend(aidstream::layouts());
        all
    });
    &ALL
}

/// Reads a layout's text.
fn tables(text: &'static str, kind: UnitKind) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut unread = None;
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        if let Some(head) = line.strip_prefix("sheet ") {
            let (names, why) = sheet(head);
            unread = why;
            tables.push(Table {
                names: names.split('|').map(fold_heading).collect(),
                fills_down: false,
                columns: Vec::new(),
                section: None,
            });
        } else if let Some(table) = tables.last_mut() {
            match line {
                "fills down" => table.fills_down = true,
                _ => table.columns.extend(column(line, kind, unread)),
            }
        }
    }
    tables
}

/// The names of a sheet, and why nothing of it is read, if so.
fn sheet(head: &'static str) -> (&'static str, Option<&'static str>) {
    head.split_once(" = !")
        .map_or((head, None), |(names, why)| (names, Some(why)))
}

/// Reads a line of a column; `unread` is why nothing of its sheet is read, if so.
fn column(line: &'static str, kind: UnitKind, unread: Option<&'static str>) -> Option<Column> {
    let (headings, target) = match (line.rsplit_once(" = "), unread) {
        (Some((headings, target)), _) => (headings, target_of(target.trim(), kind)?),
        (None, why) => (line, Target::Passed(why?)),
    };
    Some(Column {
        headings: headings.split(" | ").map(fold_heading).collect(),
        target,
        needed: false,
    })
}

/// Reads what stands behind the sign of a column.
pub(crate) fn target_of(text: &'static str, kind: UnitKind) -> Option<Target> {
    if let Some(why) = text.strip_prefix('!') {
        return Some(match why {
            "person" => Target::Person,
            why => Target::Passed(why),
        });
    }
    if text == "#id" {
        return Some(Target::Identifier);
    }
    if let Some(word) = text.strip_prefix("#only ") {
        return Some(Target::Only(word));
    }
    if let Some(level) = text.strip_prefix("#key ") {
        return Some(Target::Key(level.to_owned()));
    }
    let (path, key) = match text.split_once(" #key ") {
        Some((path, level)) => (path, Some(level.to_owned())),
        None => (text, None),
    };
    let path = Path::parse(path, kind)?;
    Some(Target::Leaf { path, key })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line that is not understood would be a column that is not read.
    #[test]
    fn every_line_of_every_layout_is_understood() {
        let texts = [
            (iati_publisher::XLSX, UnitKind::Activity),
            (whole::CSV, UnitKind::Activity),
            (okfn::ACTIVITIES, UnitKind::Activity),
            (okfn::ORGANISATIONS, UnitKind::Organisation),
            (aidstream::TRANSACTIONS, UnitKind::Activity),
            (aidstream::COMPLETE, UnitKind::Activity),
            (aidstream::RESULTS, UnitKind::Activity),
            (iati_publisher::RESULTS, UnitKind::Activity),
        ];
        for (text, kind) in texts {
            let mut unread = None;
            for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
                if let Some(head) = line.strip_prefix("sheet ") {
                    unread = sheet(head).1;
                }
                let is_head = line.starts_with("sheet ") || line == "fills down";
                assert!(is_head || column(line, kind, unread).is_some(), "{line}");
            }
        }
    }

    #[test]
    fn no_table_has_a_heading_twice() {
        for layout in layouts() {
            for table in &layout.tables {
                let mut seen = std::collections::BTreeSet::new();
                for column in &table.columns {
                    for heading in &column.headings {
                        let fresh = seen.insert(heading.clone());
                        assert!(fresh, "{} {:?} {heading}", layout.id, table.names);
                    }
                }
            }
        }
    }
}
