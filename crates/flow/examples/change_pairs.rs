//! Compares consecutive publications, pair by pair, and prints the changes of each.
//!
//! `cargo run --release -p flow --example change_pairs -- PAIRS.tsv FOLDER [MEGABYTES] [LARGEST]`
//!
//! PAIRS.tsv names publisher, series, older and newer day, and in its columns
//! `added`, `removed` and `changed_beyond_last_updated_datetime` what is to be
//! found; FOLDER holds `PUBLISHER/SERIES-DAY.xml`. Files larger than MEGABYTES
//! are left out; of each pair so many of the LARGEST changes are shown.

#![allow(clippy::print_stdout)]

use flow::change::{Change, Class, Context, PublicationChanges, Slips, Version};
use iati::activity::Activity;
use iati::position::Position;
use iati::read::{Element, Piece, Reader, Tree, UnitKind};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn Error>>;

struct Pair {
    publisher: String,
    series: String,
    older: Date,
    newer: Date,
    /// Activities that differ beyond their stamp, came, or went.
    differs: usize,
}

fn pairs(path: &str) -> Outcome<Vec<Pair>> {
    let text = std::fs::read_to_string(path)?;
    let lines = text.lines().skip(1).filter(|l| !l.is_empty());
    lines.map(pair).collect()
}

fn pair(line: &str) -> Outcome<Pair> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [
        publisher,
        series,
        older,
        newer,
        _,
        _,
        added,
        removed,
        _,
        beyond,
        ..,
    ] = fields[..]
    else {
        return Err(format!("not a pair: {line}").into());
    };
    Ok(Pair {
        publisher: publisher.to_owned(),
        series: series.to_owned(),
        older: older.parse()?,
        newer: newer.parse()?,
        differs: [added, removed, beyond]
            .iter()
            .map(|n| n.parse::<usize>())
            .sum::<Result<usize, _>>()?,
    })
}

/// An activity with the tree that it was read from.
struct Read {
    activity: Activity,
    tree: Tree,
    start: Position,
}

fn read(path: &Path) -> Outcome<Vec<Read>> {
    let mut reader = Reader::new(File::open(path)?);
    let mut all = Vec::new();
    while let Some(piece) = reader.next_piece().map_err(|e| e.to_string())? {
        let Piece::Unit(unit) = piece else { continue };
        if unit.kind != UnitKind::Activity {
            continue;
        }
        let Ok(source) = unit.source else { continue };
        let Ok(tree) = Tree::parse(source, &unit.context) else {
            continue;
        };
        let activity = Activity::read(&tree, &unit.context, unit.start);
        all.push(Read {
            activity,
            tree,
            start: unit.start,
        });
    }
    Ok(all)
}

/// What an activity says, whatever it looks like; with `ordered`, the order of its
/// elements counts too.
fn canonical(e: Element<'_>, ordered: bool, is_root: bool) -> String {
    let mut attributes: Vec<String> = e
        .attributes()
        .filter(|a| !is_look(a.name(), is_root) && !a.value().trim().is_empty())
        .map(|a| format!("{}={}", a.name(), a.value().trim()))
        .collect();
    attributes.sort_unstable();
    let below = e.children().map(|c| canonical(c, ordered, false));
    let mut below: Vec<String> = below.collect();
    if !ordered {
        below.sort_unstable();
    }
    let text = e.text();
    let words: Vec<&str> = text.split_whitespace().collect();
    format!("<{} {attributes:?} {words:?} {}>", e.name(), below.concat())
}

fn is_look(name: &str, is_root: bool) -> bool {
    let stamp = is_root && name == "last-updated-datetime";
    stamp
        || name.starts_with("dstore:")
        || name.starts_with("xmlns")
        || name.starts_with("iati-activities:")
}

/// Identifiers whose text differs between two files or that one of them lacks.
fn differing(older: &[Read], newer: &[Read], ordered: bool) -> BTreeSet<String> {
    let all = |reads: &[Read]| -> BTreeMap<String, Vec<String>> {
        let mut by_id: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for r in reads {
            let id = r.activity.identifier.clone();
            by_id
                .entry(id)
                .or_default()
                .push(canonical(r.tree.root(), ordered, true));
        }
        by_id
    };
    let (a, b) = (all(older), all(newer));
    let ids = a.keys().chain(b.keys());
    ids.filter(|id| a.get(*id) != b.get(*id)).cloned().collect()
}

/// Identifiers that some change speaks of.
fn told(found: &PublicationChanges) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for c in &found.changes {
        ids.insert(c.identifier.clone());
        ids.extend(c.elsewhere.clone());
        ids.extend(c.recoding.iter().flat_map(|r| r.activities.clone()));
    }
    ids
}

fn versions(all: &[Read]) -> impl Iterator<Item = Version<'_>> {
    all.iter().map(|r| Version {
        activity: &r.activity,
        tree: Some(&r.tree),
        start: r.start,
        slips: Slips::default(),
    })
}

/// What was found, and the activities that differ in their words and in anything.
struct Compared {
    found: PublicationChanges,
    differing: BTreeSet<String>,
    in_anything: usize,
}

fn compare(pair: &Pair, older: &Path, newer: &Path) -> Outcome<Compared> {
    let about = Context {
        older_published: pair.older,
        newer_published: pair.newer,
        today: pair.newer,
        fiscal_year_starts: None,
    };
    let (older, newer) = (read(older)?, read(newer)?);
    let (a, b) = (versions(&older), versions(&newer));
    let found = flow::change::compare_publications(a, b, 0, &about);
    Ok(Compared {
        found,
        differing: differing(&older, &newer, false),
        in_anything: differing(&older, &newer, true).len(),
    })
}

fn counts(changes: &[Change]) -> String {
    let mut by_class: BTreeMap<Class, usize> = BTreeMap::new();
    for change in changes {
        *by_class.entry(change.class).or_default() += 1;
    }
    let each = by_class.iter();
    let each: Vec<String> = each.map(|(c, n)| format!("{} {n}", c.as_str())).collect();
    each.join(", ")
}

fn show_largest(changes: &[Change], most: usize) {
    let stake = |c: &Change| c.at_stake.iter().map(|m| m.value).max().unwrap_or_default();
    let mut sorted: Vec<&Change> = changes.iter().collect();
    sorted.sort_by_key(|c| std::cmp::Reverse(stake(c)));
    for c in sorted.into_iter().take(most) {
        let money: Vec<String> = c.at_stake.iter().map(flow::change::Money::text).collect();
        println!(
            "    {} {} {} {} [{}] {}",
            c.severity.as_str(),
            c.class.as_str(),
            c.identifier,
            c.field,
            money.join(", "),
            c.reason
        );
    }
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |m| m.len())
}

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(table), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("PAIRS.tsv FOLDER [MEGABYTES] [LARGEST]".into());
    };
    let mut number = || arguments.next().and_then(|n| n.parse::<u64>().ok());
    let (limit, largest) = (number().unwrap_or(u64::MAX >> 20), number().unwrap_or(0));
    let (mut right, mut wrong, mut left_out) = (0, 0, 0);
    let (mut activities, mut order_only, mut in_order_only) = (0, 0, 0);
    for pair in pairs(&table)? {
        let file = |day: Date| {
            let name = format!("{}-{day}.xml", pair.series);
            PathBuf::from(&folder).join(&pair.publisher).join(name)
        };
        let (older, newer) = (file(pair.older), file(pair.newer));
        if size(&older).max(size(&newer)) > limit << 20 {
            left_out += 1;
            continue;
        }
        let since = Instant::now();
        let compared = compare(&pair, &older, &newer)?;
        let found = &compared.found;
        let told = told(found);
        let as_table = compared.in_anything == pair.differs;
        let is_right = told == compared.differing;
        activities += told.len();
        order_only += compared.in_anything - compared.differing.len();
        in_order_only += u32::from(told.is_empty() && compared.in_anything > 0);
        right += u32::from(is_right);
        wrong += u32::from(!is_right);
        if told != compared.differing {
            let both: Vec<_> = told
                .symmetric_difference(&compared.differing)
                .take(5)
                .collect();
            println!(
                "    told {} of {}: {both:?}",
                told.len(),
                compared.differing.len()
            );
        }
        println!(
            "{} {} {} {} {} ({} ms): {}",
            match (is_right, as_table) {
                (true, true) => "ok ",
                (true, false) => "TABLE",
                _ => "NOT",
            },
            pair.publisher,
            pair.series,
            pair.older,
            pair.newer,
            since.elapsed().as_millis(),
            counts(&found.changes)
        );
        show_largest(&found.changes, usize::try_from(largest)?);
    }
    println!("{right} pairs told exactly, activity by activity, {wrong} not, {left_out} left out");
    println!(
        "{activities} activities with changes; {order_only} more differ in the order of their elements only, in {in_order_only} pairs nothing else"
    );
    Ok(())
}
