//! Reads labelled books from a folder: `donors/*.xml`, `recipients/*.xml`, and
//! `truth/pairs.csv`, `truth/groups.csv` that say which lines are one event.

use crate::truth::{Event, Truth};
use flow::reconcile::{Aliases, Books, LineId};
use iati::activity::Activity;
use iati::read::{Piece, Reader, Tree, UnitKind};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fs::{File, read_dir, read_to_string};
use std::path::{Path, PathBuf};

pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// Units of a currency for one US dollar, by day.
#[derive(Default)]
pub struct Rates(BTreeMap<String, BTreeMap<Date, Decimal>>);

impl Rates {
    /// Reads lines of `Date,Rate,Currency,…`.
    pub fn read(path: &Path) -> Outcome<Self> {
        let mut rates = Self::default();
        for line in read_to_string(path)?.lines().skip(1) {
            let mut cells = line.split(',');
            if let (Some(day), Some(rate), Some(currency)) =
                (cells.next(), cells.next(), cells.next())
                && let (Ok(day), Ok(rate)) = (day.parse(), rate.parse())
            {
                rates
                    .0
                    .entry(currency.to_owned())
                    .or_default()
                    .insert(day, rate);
            }
        }
        Ok(rates)
    }

    /// In US dollars, at the rate nearest to the day.
    pub fn dollars(&self, value: Decimal, currency: &str, day: Date) -> Option<Decimal> {
        if currency == "USD" {
            return Some(value);
        }
        let rates = self.0.get(currency)?;
        let before = rates.range(..=day).next_back();
        let after = rates.range(day..).next();
        let days = |d: &Date| (*d - day).get_days().abs();
        let nearest = [before, after]
            .into_iter()
            .flatten()
            .min_by_key(|(d, _)| days(d))?;
        value.checked_div(*nearest.1)
    }
}

/// Books of a folder, and what is true of them if it says so.
pub struct Labelled {
    pub books: Books,
    pub truth: Truth,
    /// File, activity and place of each line.
    pub keys: Vec<(String, String, String)>,
}

pub fn read(folder: &Path, rates: &Rates) -> Outcome<Labelled> {
    let mut books = Books::new(Aliases::default());
    let mut keys = Vec::new();
    for side in ["donors", "recipients"] {
        let mut files: Vec<_> = read_dir(folder.join(side))?
            .flatten()
            .map(|f| f.path())
            .collect();
        files.sort();
        for file in files {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let source = format!("{side}/{name}");
            read_file(&file, &source, rates, &mut books, &mut keys)?;
        }
    }
    let truth = read_truth(&folder.join("truth"), &keys)?;
    Ok(Labelled { books, truth, keys })
}

/// Books of any files.
pub fn read_files(paths: &[PathBuf], rates: &Rates) -> Outcome<Labelled> {
    let mut books = Books::new(Aliases::default());
    let mut keys = Vec::new();
    for path in paths {
        let source = path.display().to_string();
        read_file(path, &source, rates, &mut books, &mut keys)?;
    }
    Ok(Labelled {
        books,
        truth: Truth::default(),
        keys,
    })
}

fn read_file(
    path: &Path,
    source: &str,
    rates: &Rates,
    books: &mut Books,
    keys: &mut Vec<(String, String, String)>,
) -> Outcome<()> {
    let mut reader = Reader::new(File::open(path)?);
    while let Some(piece) = reader.next_piece().map_err(|e| e.to_string())? {
        let Piece::Unit(unit) = piece else { continue };
        let (UnitKind::Activity, Ok(text)) = (unit.kind, unit.source) else {
            continue;
        };
        let Ok(tree) = Tree::parse(text, &unit.context) else {
            continue;
        };
        let activity = Activity::read(&tree, &unit.context, unit.start);
        books.read(&activity, source, &mut |v, c, d| rates.dollars(v, c, d));
        for place in 0..activity.transactions.len() {
            keys.push((
                source.to_owned(),
                activity.identifier.clone(),
                place.to_string(),
            ));
        }
    }
    Ok(())
}

fn read_truth(folder: &Path, keys: &[(String, String, String)]) -> Outcome<Truth> {
    if !folder.exists() {
        return Ok(Truth::default());
    }
    let lines: HashMap<_, _> = (0u32..)
        .zip(keys)
        .map(|(at, key)| (key, LineId(at)))
        .collect();
    let mut events: BTreeMap<String, Event> = BTreeMap::new();
    for line in read_to_string(folder.join("groups.csv"))?.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [id, _, _, category, ..] = cells[..] else {
            continue;
        };
        let event = Event {
            donor: Vec::new(),
            recipient: Vec::new(),
            category: category.to_owned(),
        };
        events.insert(id.to_owned(), event);
    }
    for line in read_to_string(folder.join("pairs.csv"))?.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [id, side, file, activity, place, ..] = cells[..] else {
            continue;
        };
        let key = (file.to_owned(), activity.to_owned(), place.to_owned());
        if let (Some(event), Some(line)) = (events.get_mut(id), lines.get(&key)) {
            if side == "donor" {
                &mut event.donor
            } else {
                &mut event.recipient
            }
            .push(*line);
        }
    }
    Ok(Truth {
        events: events.into_values().collect(),
    })
}
