//! One seed: the book is published, read as any other, and compared each time.

use crate::book::{Book, Profile};
use crate::dice::Dice;
use crate::score::Score;
use crate::{growth, planting, render};
use flow::change::{Context, Slips, Version, compare_publications};
use iati::activity::Activity;
use iati::position::Position;
use iati::read::{Context as Around, Tree};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::error::Error;
use std::time::Instant;

pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// How often the book is published.
pub const PUBLICATIONS: u32 = 12;

struct Read {
    activity: Activity,
    tree: Tree,
    slips: Slips,
}

impl Read {
    fn version(&self) -> Version<'_> {
        Version {
            activity: &self.activity,
            tree: Some(&self.tree),
            start: Position::START,
            slips: self.slips,
        }
    }
}

fn read(source: &str) -> Outcome<Read> {
    let around = Around::default();
    let tree = Tree::parse(source.to_owned(), &around).map_err(|e| format!("{e:?}"))?;
    let activity = Activity::read(&tree, &around, Position::START);
    Ok(Read {
        activity,
        tree,
        slips: Slips::default(),
    })
}

/// What one publication says: each activity as its text in a fixed order, by
/// which an unchanged one is known, and the text as it is published.
type Published = BTreeMap<String, (String, String)>;

fn publish(book: &Book, dice: &mut Dice) -> Published {
    let each = book.activities.iter();
    each.map(|a| {
        let plain = render::activity(a, None);
        let told = render::activity(a, Some(dice));
        (a.id.clone(), (plain, told))
    })
    .collect()
}

fn only_changed(of: &Published, other: &Published) -> Outcome<Vec<Read>> {
    let plain = |p: &Published, id: &str| p.get(id).map(|(plain, _)| plain.clone());
    let differs = |id: &str| plain(of, id) != plain(other, id);
    let changed = of.iter().filter(|(id, _)| differs(id));
    changed.map(|(_, (_, told))| read(told)).collect()
}

pub fn one_seed(seed: u64, activities: usize, profile: Profile, score: &mut Score) -> Outcome<()> {
    let mut dice = Dice::new(seed);
    let mut day: Date = date(2020, 1, 15);
    let mut book = Book::new(activities, day, profile, &mut dice);
    let mut before = publish(&book, &mut dice);
    for round in 1..PUBLICATIONS {
        let next = day.checked_add(3.months())?;
        book.begin();
        planting::plant(&mut book, day, next, round, &mut dice);
        growth::grow(&mut book, day, next, &mut dice);
        let after = publish(&book, &mut dice);
        let (older, newer) = (
            only_changed(&before, &after)?,
            only_changed(&after, &before)?,
        );
        let about = Context {
            older_published: day,
            newer_published: next,
            today: next,
            fiscal_year_starts: None,
        };
        let same = before.len() - older.len();
        let since = Instant::now();
        let (a, b) = (
            older.iter().map(Read::version),
            newer.iter().map(Read::version),
        );
        let found = compare_publications(a, b, same, &about);
        score.time += since.elapsed();
        score.add(&found.changes, &book.labels);
        (before, day) = (after, next);
    }
    Ok(())
}
