//! What holds of any two versions: nothing that differs is silent, nothing that
//! does not is told, and looking backwards shows the same pairs.

use flow::change::{
    Change, Context, Slips, Version, compare_activities, compare_publications, compare_versions,
};
use iati::activity::Activity;
use iati::position::Position;
use iati::read::{Context as Around, Tree};
use jiff::civil::date;
use proptest::prelude::*;
use std::ops::Range;

const ABOUT: Context = Context {
    older_published: date(2024, 1, 1),
    newer_published: date(2024, 4, 1),
    today: date(2024, 4, 2),
    fiscal_year_starts: None,
};

/// An activity that has something in every field of the model, and beyond it.
const FULL: &str = include_str!("change_full.xml");

struct Read {
    activity: Activity,
    tree: Tree,
}

impl Read {
    fn of(source: &str) -> Option<Self> {
        let around = Around::default();
        let tree = Tree::parse(source.to_owned(), &around).ok()?;
        let activity = Activity::read(&tree, &around, Position::START);
        Some(Self { activity, tree })
    }

    fn version(&self) -> Version<'_> {
        Version {
            activity: &self.activity,
            tree: Some(&self.tree),
            start: Position::START,
            slips: Slips::default(),
        }
    }

    /// All that the model says, but for the stamp, the places in the file, and
    /// other identifiers, whose changes are told from the tree.
    fn model(&self) -> String {
        let mut activity = self.activity.clone();
        activity.last_updated = None;
        activity.other_identifiers.clear();
        activity.transactions.iter_mut().for_each(|t| t.line = 0);
        activity.budgets.iter_mut().for_each(|t| t.line = 0);
        activity
            .planned_disbursements
            .iter_mut()
            .for_each(|t| t.line = 0);
        format!("{activity:?}")
    }
}

fn full() -> Read {
    Read::of(FULL).expect("well-formed")
}

/// Every attribute's value and every text of the sample, with its path.
fn leaves(tree: &Tree) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    for e in tree.elements() {
        for a in e.attributes().filter(|a| !a.name().starts_with("xmlns")) {
            found.push((format!("{}/@{}", e.path(), a.name()), a.value_span()));
        }
    }
    for t in tree.texts().filter(|t| !t.value().trim().is_empty()) {
        found.push((t.parent().path(), t.span()));
    }
    found
}

fn with(range: &Range<usize>, text: &str) -> String {
    format!("{}{text}{}", &FULL[..range.start], &FULL[range.end..])
}

fn both(a: &Read, b: &Read) -> Vec<Change> {
    compare_versions(&a.version(), &b.version(), &ABOUT)
}

#[test]
fn any_value_that_differs_is_told() {
    let a = full();
    let leaves = leaves(&a.tree);
    assert!(leaves.len() > 120, "{}", leaves.len());
    // What is neither true nor false is read as the default.
    let is_flag =
        |path: &str| path.ends_with("@secondary-reporter") || path.ends_with("@ascending");
    for (path, range) in leaves.iter().filter(|(path, _)| !is_flag(path)) {
        for text in ["2", "2019-09-09", "zz", "5"] {
            if FULL[range.clone()].trim() == text {
                continue;
            }
            let b = Read::of(&with(range, text)).expect("well-formed");
            let told = !both(&a, &b).is_empty();
            assert_eq!(told, path != "/@last-updated-datetime", "{path} = {text}");
        }
    }
}

#[test]
fn the_model_alone_tells_what_it_reads_and_no_more() {
    let a = full();
    for (path, range) in leaves(&a.tree) {
        for text in ["2", "2019-09-09", "zz", ""] {
            let b = Read::of(&with(&range, text)).expect("well-formed");
            let told = !compare_activities(&a.activity, &b.activity, &ABOUT).is_empty();
            assert_eq!(told, a.model() != b.model(), "{path} = {text}");
        }
    }
}

#[test]
fn any_element_that_is_gone_or_twice_there_is_told() {
    let a = full();
    for e in a.tree.elements().skip(1) {
        let range = e.span();
        let twice = FULL[range.clone()].repeat(2);
        for text in ["", &twice] {
            let b = Read::of(&with(&range, text)).expect("well-formed");
            // A second equal text, or one that is empty, says nothing new.
            let told = !both(&a, &b).is_empty();
            let differs = a.model() != b.model();
            assert!(told || !differs, "{} as “{text}”", e.path());
            let is_told_in_whole = e.parent().is_some_and(|p| p.path().is_empty());
            assert!(told || !is_told_in_whole, "{} as “{text}”", e.path());
        }
    }
}

#[test]
fn nothing_is_told_of_equal_versions() {
    let (a, b) = (full(), full());
    assert!(both(&a, &b).is_empty());
    let spaced = Read::of(&FULL.replace("><", ">\n  <")).expect("well-formed");
    assert!(both(&a, &spaced).is_empty());
}

/// The two rows of each change, with what was done.
type Seen = (
    String,
    Option<(String, Option<String>)>,
    Option<(String, Option<String>)>,
);

fn seen(changes: &[Change], backwards: bool) -> Vec<Seen> {
    let row = |row: &Option<Box<flow::change::Row>>| {
        let row = row.as_ref()?;
        Some((row.path.clone(), row.in_english()))
    };
    let mut all: Vec<Seen> = changes
        .iter()
        .map(|c| {
            let (older, newer) = (row(&c.older), row(&c.newer));
            match backwards {
                true => (c.field.clone(), newer, older),
                false => (c.field.clone(), older, newer),
            }
        })
        .collect();
    all.sort();
    all
}

/// The other way round.
fn back(a: &Read, b: &Read) -> Vec<Change> {
    let about = Context {
        older_published: ABOUT.newer_published,
        newer_published: ABOUT.older_published,
        ..ABOUT
    };
    compare_versions(&b.version(), &a.version(), &about)
}

/// A transaction of few kinds, days, values and parties, so that many are near
/// each other.
type Drawn = (u8, u8, u16, u8);

fn transaction((kind, month, value, party): &Drawn) -> String {
    let kind = ["2", "3", "4"][usize::from(*kind)];
    format!(
        "<transaction><transaction-type code='{kind}'/><transaction-date iso-date='2022-{month:02}-15'/>\
         <value>{value}</value><receiver-org ref='XM-EX-{party}'/></transaction>"
    )
}

fn book(rows: &[Drawn]) -> Read {
    let rows: String = rows.iter().map(transaction).collect();
    let source = format!(
        "<iati-activity><iati-identifier>XM-EX-1-A</iati-identifier>{rows}</iati-activity>"
    );
    Read::of(&source).expect("well-formed")
}

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    prop::collection::vec((0u8..3, 1u8..5, 1u16..6, 0u8..3), 0..25)
}

/// Paths depend on the order in the file; what is said does not.
fn said(changes: &[Change]) -> Vec<(String, Option<String>, Option<String>)> {
    let text = |r: &Option<Box<flow::change::Row>>| r.as_ref().and_then(|r| r.in_english());
    let each = changes.iter();
    let mut all: Vec<_> = each
        .map(|c| {
            (
                format!("{} {}", c.field, c.reason),
                text(&c.older),
                text(&c.newer),
            )
        })
        .collect();
    all.sort();
    all
}

proptest! {
    #[test]
    fn looking_backwards_shows_the_same_pairs(a in drawn(), b in drawn()) {
        let (a, b) = (book(&a), book(&b));
        let strip = |seen: Vec<Seen>| -> Vec<_> {
            // Of equal records either may stand in a row.
            let said = |row: Option<(String, Option<String>)>| row.map(|r| r.1);
            let mut all: Vec<_> = seen.into_iter().map(|(f, o, n)| (f, said(o), said(n))).collect();
            all.sort();
            all
        };
        prop_assert_eq!(strip(seen(&both(&a, &b), false)), strip(seen(&back(&a, &b), true)));
    }

    #[test]
    fn the_order_of_transactions_makes_no_difference(a in drawn(), b in drawn(), turn in 0usize..25) {
        let mut turned = b.clone();
        turned.reverse();
        let turn = turn.min(turned.len());
        turned.rotate_left(turn);
        let (a, b, c) = (book(&a), book(&b), book(&turned));
        prop_assert!(both(&b, &c).is_empty());
        prop_assert_eq!(said(&both(&a, &b)), said(&both(&a, &c)));
    }

    #[test]
    fn every_transaction_is_accounted_for(a in drawn(), b in drawn()) {
        let (x, y) = (book(&a), book(&b));
        let changes = both(&x, &y);
        let alone = |older: bool| changes.iter().filter(|c| {
            c.field == "transaction" && if older { c.newer.is_none() } else { c.older.is_none() }
        }).count();
        prop_assert_eq!(a.len() + alone(false), b.len() + alone(true));
    }

    #[test]
    fn a_publication_is_its_activities(a in drawn(), b in drawn()) {
        let (x, y) = (book(&a), book(&b));
        let found = compare_publications([x.version()], [y.version()], 0, &ABOUT);
        prop_assert_eq!(found.changes, both(&x, &y));
    }
}
