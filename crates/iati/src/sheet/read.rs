//! A workbook, read: faults by cell, the right part as IATI, the rest as records.

mod lack;
mod record;

use super::build::{self, Contradicts, Keys, Leaf, Node, Place};
use super::cell::{self, Value, Wrong};
use super::currency::Sign;
use super::fault::{Fault, FaultKind};
use super::finish;
use super::layout::{Column, RecordTakes, Target};
use super::path::{Path, Takes};
use super::plan::{self, Passed, Plan, Planned, SheetPlan};
use super::settle::Settled;
use super::{Cell, Options, Publisher, Row, Sheet, Workbook, heading, person, settle, write};
use crate::codelist::distance;
use crate::publish;
use crate::read::UnitKind;
use crate::redact;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// For how many rows the nearest identifier is looked for, and among how many.
const SOUGHT: usize = 200;
const AMONG: usize = 2000;

/// What became of a workbook.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The layout it was recognised as; empty if none.
    pub layout: &'static str,
    pub layout_title: &'static str,
    /// In order of sheet, row and column.
    pub faults: Vec<Fault>,
    /// Why nothing of it may be stored: one of the faults is of a kind that refuses.
    pub refused: bool,
    /// What is known and not read.
    pub passed: Vec<Passed>,
    /// Activities (or organisations) that cannot stand.
    pub left_out: Vec<LeftOut>,
    /// Rows with something in them, and of these those of which nothing is taken.
    pub rows: u64,
    pub rows_left_out: u64,
    /// Units in the text.
    pub units: u64,
    pub kind: Option<UnitKind>,
    /// The publication, 2.03; empty if no unit stands.
    pub xml: String,
    /// The rows of organisations, pairings and promises.
    pub records: Vec<Record>,
    /// Columns whose cells were read by what other cells, or the reader, settle.
    pub settled: Vec<Settled>,
}

/// A unit that cannot stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub identifier: String,
    /// `activities!4`
    pub place: String,
    pub why: String,
}

/// One row for a programme's reader.
#[derive(Clone, Debug)]
pub struct Record {
    /// `organisation`, `pairing` or `promise`.
    pub section: &'static str,
    pub sheet: String,
    pub row: u32,
    /// By key, in the order of the columns.
    pub fields: Vec<(&'static str, Said)>,
}

/// One value of a record, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub takes: RecordTakes,
    /// A number with a point, a day as `2024-03-05`, a text as it stands.
    pub text: String,
    pub column: usize,
    pub heading: String,
}

/// Reads a workbook.
#[must_use]
pub fn read(book: &Workbook, options: &Options) -> Outcome {
    let mut plan = match plan::plan(book) {
        Ok(plan) => plan,
        Err(fault) => {
            let mut faults = person::refused_unknown(book);
            faults.push(*fault);
            return Outcome {
                faults,
                refused: true,
                ..Outcome::default()
            };
        }
    };
    let settled = settle::settle(&mut plan, book, options);
    let persons = person::refused(&plan, book);
    let refused = !persons.is_empty();
    let mut reading = Reading::new(&plan, book, options);
    reading.faults.extend(persons);
    reading.faults.extend(plan.faults.iter().cloned());
    for sheet in &plan.sheets {
        reading.sheet(sheet);
    }
    Outcome {
        settled: if refused { Vec::new() } else { settled },
        ..reading.outcome(refused)
    }
}

/// A unit under way.
struct Unit {
    identifier: String,
    node: Node,
    /// What stands right below it and is faulty.
    broken: Vec<String>,
}

struct Reading<'b> {
    plan: &'b Plan,
    book: &'b Workbook,
    options: &'b Options,
    units: Vec<Unit>,
    by_identifier: HashMap<String, usize>,
    faults: Vec<Fault>,
    records: Vec<Record>,
    /// What was read of an organisation, for the one that reports.
    publisher: Option<Publisher>,
    /// Where the row of the one that reports is, if that row has a fault.
    faulty_reporter: Option<String>,
    rows: u64,
    /// How often the nearest identifier was looked for.
    sought: usize,
    /// Sheet and row.
    rows_left_out: BTreeSet<(usize, u32)>,
    /// Rows that are known and not read, by sheet, what they are, and why.
    only: BTreeMap<(String, String, &'static str), u64>,
}

/// The row that is being read.
#[derive(Clone, Copy)]
struct At<'b> {
    sheet: &'b Sheet,
    plan: &'b SheetPlan,
    row: &'b Row,
}

/// A value, still with what stood beside it.
struct Held<'p> {
    leaf: Leaf<'p>,
    sign: Option<Sign>,
}

impl<'b> Reading<'b> {
    fn new(plan: &'b Plan, book: &'b Workbook, options: &'b Options) -> Self {
        Self {
            plan,
            book,
            options,
            units: Vec::new(),
            by_identifier: HashMap::new(),
            faults: Vec::new(),
            records: Vec::new(),
            publisher: options.publisher.clone(),
            faulty_reporter: None,
            rows: 0,
            sought: 0,
            rows_left_out: BTreeSet::new(),
            only: BTreeMap::new(),
        }
    }

    /// The identifier that was most likely meant. Where all rows name none that is there,
    /// the first of them are told: to look for each among all would take for ever.
    fn nearest(&mut self, written: &str) -> Option<&str> {
        self.sought += 1;
        let units = match self.sought <= SOUGHT {
            true => self.units.iter().take(AMONG),
            false => self.units.iter().take(0),
        };
        let near = units.min_by_key(|u| distance(&u.identifier, written));
        near.map(|u| u.identifier.as_str())
    }

    fn sheet(&mut self, plan: &'b SheetPlan) {
        let Some(sheet) = self.book.sheets.get(plan.at) else {
            return;
        };
        let names_units = |c: &Column| matches!(c.target, Target::Identifier);
        if plan.table.section.is_none() && !plan.table.columns.iter().any(names_units) {
            // All of it is passed over, column by column.
            return;
        }
        let mut last: Option<usize> = None;
        for row in sheet.rows.get(plan.head + 1..).unwrap_or_default() {
            let known = |(at, cell): (usize, &Cell)| plan::is_known(plan, at) && !cell.is_empty();
            if !row.cells.iter().enumerate().any(known) || is_heading(sheet, plan, row) {
                continue;
            }
            if is_example(plan, row) {
                self.pass(sheet, "row 2", "the template's example, as it stood there");
                continue;
            }
            self.rows += 1;
            let at = At { sheet, plan, row };
            let taken = match plan.table.section {
                Some(section) => self.record(at, section),
                None => self.row(at, &mut last),
            };
            if !taken {
                self.rows_left_out.insert((plan.at, row.number));
            }
        }
    }

    fn pass(&mut self, sheet: &Sheet, heading: &str, why: &'static str) {
        let heading = redact::mask(heading).into_owned();
        let key = (sheet.name.clone(), heading, why);
        *self.only.entry(key).or_default() += 1;
    }

    fn fault(&mut self, at: At<'_>, column: Option<usize>, (kind, what, hint): Wrong) {
        let cell = column.and_then(|c| at.row.cells.get(c));
        let heading = column
            .and_then(|c| at.plan.columns.get(c))
            .and_then(Option::as_ref);
        self.faults.push(Fault {
            kind,
            sheet: at.sheet.name.clone(),
            row: at.row.number,
            column,
            heading: heading.map(|h| h.heading.clone()).unwrap_or_default(),
            value: shown(kind, cell),
            what: redact::mask(&what).into_owned(),
            hint,
        });
    }

    /// Reads a row of activities; whether anything of it is taken.
    fn row(&mut self, at: At<'b>, last: &mut Option<usize>) -> bool {
        let Some((unit, is_own)) = self.unit_of(at, *last) else {
            *last = None;
            return false;
        };
        *last = Some(unit);
        let place = Place {
            sheet: at.plan.at,
            row: at.row.number,
        };
        let mut keys = Keys::new();
        let mut held: Vec<Held<'b>> = Vec::new();
        let mut faulty: Vec<&'b Path> = Vec::new();
        let mut wanted = true;
        for (column, planned) in at.plan.columns.iter().enumerate() {
            let Some(planned) = planned else { continue };
            let empty = Cell::Empty;
            let cell = at.row.cells.get(column).unwrap_or(&empty);
            match &planned.target {
                Target::Only(word) if !cell.is_empty() && cell.shown() != *word => {
                    let heading = format!("{}: {}", planned.heading, cell.shown());
                    self.pass(at.sheet, &heading, "rows of this kind are not read");
                    wanted = false;
                }
                Target::Key(level) if !cell.is_empty() => {
                    keys.insert(level.clone(), cell.shown());
                }
                Target::Leaf { path, key } => {
                    if cell.is_empty() {
                        if planned.needed {
                            self.fault(at, Some(column), missing("a value"));
                            faulty.push(path);
                        }
                        continue;
                    }
                    if let Some(level) = key {
                        keys.insert(level.clone(), cell.shown());
                    }
                    match self.value(at, column, planned, path, cell) {
                        Some(value) if value.text.is_empty() => {}
                        Some(Value { text, sign }) => held.push(Held {
                            leaf: Leaf {
                                path,
                                value: text,
                                column,
                            },
                            sign,
                        }),
                        None => faulty.push(path),
                    }
                }
                _ => {}
            }
        }
        if !wanted {
            return true;
        }
        self.currencies(at, unit, &mut held, &mut faulty);
        let row = build::Row {
            keys: &keys,
            is_own,
            place,
        };
        self.put(at, unit, &held, &faulty, &row)
    }

    /// The unit that a row is of, and whether the row itself says so.
    fn unit_of(&mut self, at: At<'b>, last: Option<usize>) -> Option<(usize, bool)> {
        let column = at.plan.columns.iter().position(|c| {
            c.as_ref()
                .is_some_and(|c| matches!(c.target, Target::Identifier))
        })?;
        let cell = at.row.cells.get(column).filter(|c| !c.is_empty());
        let Some(cell) = cell else {
            if at.plan.table.fills_down && last.is_some() {
                return last.map(|unit| (unit, false));
            }
            self.fault(at, Some(column), missing("the activity"));
            return None;
        };
        let written = match cell::read(
            cell,
            at.plan.columns[column].as_ref()?,
            &Takes::Exact,
            &|_, _| None,
        ) {
            Ok(value) => value.text,
            Err(wrong) => {
                self.fault(at, Some(column), wrong);
                return None;
            }
        };
        if written.chars().any(char::is_whitespace) {
            let what = "an identifier has no white space in it".to_owned();
            self.fault(
                at,
                Some(column),
                (FaultKind::BadText, what, "take it out".to_owned()),
            );
            return None;
        }
        if let Some(unit) = self.by_identifier.get(&written) {
            return Some((*unit, true));
        }
        if self.plan.layout.has_activities && !self.is_first_table(at) {
            let hint = match self.nearest(&written) {
                Some(near) => format!("add it there; the nearest is “{near}”"),
                None => "add it there".to_owned(),
            };
            let what = "no row of the activities has this identifier".to_owned();
            self.fault(at, Some(column), (FaultKind::UnknownReference, what, hint));
            return None;
        }
        let place = Place {
            sheet: at.plan.at,
            row: at.row.number,
        };
        self.units.push(Unit {
            identifier: written.clone(),
            node: Node::new(self.plan.layout.kind.element(), 0, place),
            broken: Vec::new(),
        });
        let unit = self.units.len() - 1;
        self.by_identifier.insert(written, unit);
        Some((unit, true))
    }

    /// Whether a sheet is of the table that lists the units; where there is no such sheet,
    /// any is.
    fn is_first_table(&self, at: At<'_>) -> bool {
        let lists = |names: &[String]| {
            names
                .iter()
                .any(|n| n == "activities" || n == "organisations")
        };
        let any = self
            .plan
            .sheets
            .iter()
            .any(|s| s.table.section.is_none() && lists(&s.table.names));
        !any || lists(&at.plan.table.names)
    }

    fn value(
        &mut self,
        at: At<'b>,
        column: usize,
        planned: &'b Planned,
        path: &'b Path,
        cell: &Cell,
    ) -> Option<Value> {
        let sibling = |of_parent: bool, name: &str| sibling(at, path, of_parent, name);
        match cell::read(cell, planned, &path.takes, &sibling) {
            Ok(value) => {
                if path.names_organisation() && person::has_title(&super::fold(&value.text)) {
                    let what = "it reads like a person, where an organisation belongs".to_owned();
                    let hint = "name the office: no record of persons is kept".to_owned();
                    self.fault(at, Some(column), (FaultKind::PersonText, what, hint));
                    return None;
                }
                Some(value)
            }
            Err(wrong) => {
                self.fault(at, Some(column), wrong);
                None
            }
        }
    }

    /// What stands beside an amount, or in its heading, is its currency.
    fn currencies(
        &mut self,
        at: At<'b>,
        unit: usize,
        held: &mut Vec<Held<'b>>,
        faulty: &mut Vec<&'b Path>,
    ) {
        let mut stated: Vec<(usize, String)> = Vec::new();
        for (index, amount) in held.iter().enumerate() {
            let Some(sign) = amount.sign else { continue };
            let element = amount.leaf.path.plain();
            let beside = held
                .iter()
                .find(|h| h.leaf.path.plain() == format!("{element}/@currency"))
                .map(|h| h.leaf.value.clone());
            let default = self
                .units
                .get(unit)
                .and_then(|u| u.node.attr("default-currency"))
                .map(str::to_owned);
            match (sign, beside, default) {
                (sign, Some(code), _) if sign.may_be(&code) => {}
                (_, Some(code), _) => {
                    let what = format!("the currency beside it is {code}");
                    let hint =
                        "the sign and the code name different currencies: keep the right one"
                            .to_owned();
                    self.fault(
                        at,
                        Some(amount.leaf.column),
                        (FaultKind::Conflict, what, hint),
                    );
                    faulty.push(amount.leaf.path);
                }
                (Sign::One(code), None, _) => stated.push((index, code.to_owned())),
                (sign, None, Some(code)) if sign.may_be(&code) => stated.push((index, code)),
                (Sign::Several(all), None, _) => {
                    let some = all.iter().take(4).copied().collect::<Vec<_>>().join(", ");
                    let what = format!("its sign is that of several currencies ({some}, …)");
                    let hint = "write the code of the currency beside it".to_owned();
                    self.fault(
                        at,
                        Some(amount.leaf.column),
                        (FaultKind::AmbiguousCurrency, what, hint),
                    );
                    faulty.push(amount.leaf.path);
                }
            }
        }
        for (index, code) in stated {
            let Some(amount) = held.get(index) else {
                continue;
            };
            let column = amount.leaf.column;
            let planned = at.plan.columns.get(column).and_then(Option::as_ref);
            if let Some(path) = planned.and_then(|p| p.currency.as_ref()) {
                held.push(Held {
                    leaf: Leaf {
                        path,
                        value: code,
                        column,
                    },
                    sign: None,
                });
            }
        }
    }

    /// Puts the right groups of a row in; whether any was.
    fn put(
        &mut self,
        at: At<'b>,
        unit: usize,
        held: &[Held<'b>],
        faulty: &[&'b Path],
        row: &build::Row<'_>,
    ) -> bool {
        let mut contradictions: Vec<Contradicts> = Vec::new();
        let Some(unit) = self.units.get_mut(unit) else {
            return false;
        };
        let mut taken = held.is_empty() && faulty.is_empty();
        let top = |path: &'b Path| path.steps.first();
        // Attributes of the unit itself.
        for held in held.iter().filter(|h| top(h.leaf.path).is_none()) {
            match build::insert(&mut unit.node, &[&held.leaf], 0, "", row) {
                Ok(()) => taken = true,
                Err(wrong) => contradictions.push(wrong),
            }
        }
        let mut done: Vec<&'b super::path::Step> = Vec::new();
        let all = held
            .iter()
            .map(|h| h.leaf.path)
            .chain(faulty.iter().copied());
        for path in all {
            let Some(step) = top(path) else { continue };
            let same =
                |other: &super::path::Step| other.name == step.name && other.fixed == step.fixed;
            if done.iter().any(|d| same(d)) {
                continue;
            }
            done.push(step);
            let is_of = |p: &'b Path| top(p).is_some_and(same);
            let group: Vec<&Leaf<'b>> = held
                .iter()
                .map(|h| &h.leaf)
                .filter(|l| is_of(l.path))
                .collect();
            if faulty.iter().any(|p| is_of(p)) {
                unit.broken.push(step.name.clone());
                if row.keys.is_empty() {
                    let paths: Vec<&Path> = group
                        .iter()
                        .map(|l| l.path)
                        .chain(faulty.iter().copied().filter(|p| is_of(p)))
                        .collect();
                    build::drop_row(&mut unit.node, step, row, build::begins(&paths));
                }
                continue;
            }
            match build::insert(&mut unit.node, &group, 0, "", row) {
                Ok(()) => taken = true,
                Err(wrong) => contradictions.push(wrong),
            }
        }
        for Contradicts { column, known } in contradictions {
            let what = format!("an earlier row says “{}”", cut(&redact::mask(&known)));
            let hint = "write it once, or the same in both".to_owned();
            self.fault(at, Some(column), (FaultKind::Conflict, what, hint));
        }
        taken
    }

    fn outcome(mut self, refused: bool) -> Outcome {
        let kind = self.plan.layout.kind;
        let mut xml = publish::head(kind, None);
        let mut left_out = Vec::new();
        let mut units = 0;
        for mut unit in std::mem::take(&mut self.units) {
            self.complete(&mut unit);
            let (lacks, parts) = finish::finish(&mut unit.node, kind);
            let parts: BTreeSet<(usize, u32)> = parts.iter().map(|p| (p.sheet, p.row)).collect();
            for (sheet, row) in parts {
                self.part(Place { sheet, row });
            }
            let mut why = Vec::new();
            for lack in lacks {
                self.lack(&unit, &lack, &mut why);
            }
            match why.is_empty() {
                true => {
                    units += 1;
                    write::unit(&unit.node, &mut xml);
                }
                false => left_out.push(LeftOut {
                    place: self.place(unit.node.place),
                    identifier: redact::mask(&unit.identifier).into_owned(),
                    why: why.join("; "),
                }),
            }
        }
        xml.push_str(&publish::foot(kind));
        if units == 0 || refused {
            xml.clear();
        }
        let order: HashMap<&str, usize> = self
            .book
            .sheets
            .iter()
            .enumerate()
            .map(|(at, s)| (s.name.as_str(), at))
            .collect();
        self.faults.sort_by_key(|f| {
            (
                order.get(f.sheet.as_str()).copied(),
                f.row,
                f.column,
                f.kind,
            )
        });
        let mut passed = self.plan.passed.clone();
        let only = self.only.into_iter();
        passed.extend(only.map(|((sheet, heading, why), count)| Passed {
            sheet,
            heading,
            why: why.to_owned(),
            count,
        }));
        Outcome {
            layout: self.plan.layout.id,
            layout_title: self.plan.layout.title,
            faults: self.faults,
            refused,
            passed,
            left_out: if refused { Vec::new() } else { left_out },
            rows: self.rows,
            rows_left_out: self.rows_left_out.len() as u64,
            units: if refused { 0 } else { units },
            kind: Some(kind),
            xml,
            records: if refused { Vec::new() } else { self.records },
            settled: Vec::new(),
        }
    }

    fn place(&self, place: Place) -> String {
        let name = self
            .book
            .sheets
            .get(place.sheet)
            .map_or("", |s| s.name.as_str());
        format!("{name}!{}", place.row)
    }

    /// Its identifier, and who reports.
    fn complete(&self, unit: &mut Unit) {
        let place = unit.node.place;
        let reporter = self.publisher.as_ref();
        let mut identifier = unit.identifier.clone();
        if let Some(publisher) = reporter.filter(|_| self.plan.layout.joins_identifier)
            && !identifier.starts_with(&publisher.reference)
        {
            identifier = format!("{}-{identifier}", publisher.reference);
        }
        let (name, rank) = match self.plan.layout.kind {
            UnitKind::Activity => ("iati-identifier", 0),
            UnitKind::Organisation => ("organisation-identifier", 0),
        };
        let mut node = Node::new(name, rank, place);
        node.text = Some(identifier);
        unit.node.children.insert(0, node);
        let rank = match self.plan.layout.kind {
            UnitKind::Activity => 1,
            UnitKind::Organisation => 2,
        };
        let Some(publisher) = reporter else { return };
        if unit
            .node
            .child("reporting-org")
            .is_some_and(|r| r.attr("ref").is_some())
        {
            return;
        }
        let known = unit
            .node
            .children
            .iter()
            .position(|c| c.name == "reporting-org");
        let at = known.unwrap_or_else(|| {
            unit.node
                .children
                .push(Node::new("reporting-org", rank, place));
            unit.node.children.len() - 1
        });
        let Some(org) = unit.node.children.get_mut(at) else {
            return;
        };
        org.attributes
            .push((0, "ref".to_owned(), publisher.reference.clone()));
        org.attributes
            .push((1, "type".to_owned(), publisher.kind.clone()));
        let mut narrative = Node::new("narrative", 0, place);
        narrative.text = Some(publisher.name.clone());
        org.children.push(narrative);
    }

    fn at(&self, place: Place) -> Option<(At<'b>, &'b SheetPlan)> {
        let sheet = self.book.sheets.get(place.sheet)?;
        let plan = self.plan.sheets.iter().find(|s| s.at == place.sheet)?;
        let row = sheet
            .rows
            .binary_search_by_key(&place.row, |r| r.number)
            .ok()?;
        let row = sheet.rows.get(row)?;
        Some((At { sheet, plan, row }, plan))
    }
}

/// Whether a row says its headings once more.
fn is_heading(sheet: &Sheet, plan: &SheetPlan, row: &Row) -> bool {
    let head = sheet.rows.get(plan.head).map(|r| r.cells.as_slice());
    let head = head.unwrap_or_default();
    let mut filled = row.cells.iter().enumerate().filter(|(_, c)| !c.is_empty());
    filled.all(|(at, cell)| match (cell, head.get(at)) {
        (Cell::Text(a), Some(Cell::Text(b))) => {
            a == b || super::fold_heading(a) == super::fold_heading(b)
        }
        _ => false,
    })
}

/// Whether a row is the template's example, unchanged.
fn is_example(plan: &SheetPlan, row: &Row) -> bool {
    if row.number != 2 {
        return false;
    }
    let known = heading::SHEETS.iter().find(|s| {
        let name = super::fold_heading(s.names[0]);
        plan.table.names.contains(&name) && plan.table.columns.len() == s.columns.len()
    });
    let Some(known) = known else { return false };
    let is_same = |(column, cell): (&Option<Planned>, &Cell)| {
        let Some(planned) = column else {
            return cell.is_empty();
        };
        let folded = super::fold_heading(&planned.heading);
        let own = known
            .columns
            .iter()
            .find(|c| c.names.iter().any(|n| super::fold_heading(n) == folded));
        own.is_some_and(|own| {
            let shown = cell.shown();
            let code = shown.split(" - ").next().unwrap_or_default();
            shown == own.example || (code == own.example && !code.is_empty())
        })
    };
    let empty = Cell::Empty;
    let columns = plan.columns.iter().enumerate();
    let mut all = columns.map(|(at, column)| (column, row.cells.get(at).unwrap_or(&empty)));
    all.all(is_same)
}

fn missing(name: &str) -> Wrong {
    let what = format!("it is empty, and {name} must be there");
    (FaultKind::Missing, what, "fill it in".to_owned())
}

/// What a message shows of a cell.
fn shown(kind: FaultKind, cell: Option<&Cell>) -> String {
    let of_person = matches!(kind, FaultKind::PersonColumn | FaultKind::PersonText);
    match cell {
        Some(cell) if !of_person => cut(&redact::mask(&cell.shown())),
        _ => String::new(),
    }
}

/// Not more than fits on a line.
fn cut(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The value of another attribute of a leaf's element, in the same row.
fn sibling(at: At<'_>, path: &Path, of_parent: bool, name: &str) -> Option<String> {
    let depth = path.steps.len().checked_sub(usize::from(of_parent))?;
    let steps = path.steps.get(..depth)?;
    let fixed = steps.last()?.fixed.iter().find(|(n, _)| n == name);
    if let Some((_, value)) = fixed {
        return Some(value.clone());
    }
    let is_it = |planned: &Planned| match &planned.target {
        Target::Leaf { path: other, .. } => {
            other.attribute.as_deref() == Some(name)
                && other.steps.len() == steps.len()
                && other.steps.iter().zip(steps).all(|(a, b)| a.name == b.name)
        }
        _ => false,
    };
    let column = at
        .plan
        .columns
        .iter()
        .position(|c| c.as_ref().is_some_and(is_it))?;
    let cell = at.row.cells.get(column).filter(|c| !c.is_empty())?;
    let text = cell.shown();
    Some(
        text.split(" - ")
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned(),
    )
}
