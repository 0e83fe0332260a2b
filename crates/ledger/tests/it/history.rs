//! What an answer depends on, whatever is imported and in whatever order.

use crate::support::{
    Made, NOW, answers, answers_without_imports, as_of, faults, import, known_at, ledger_of, state,
    statements, undo,
};
use ledger::{AsOf, Outcome, Writer};
use proptest::prelude::*;
use std::path::Path;

fn made() -> impl Strategy<Value = Made> {
    let activities = prop::collection::vec((0u8..5, 0u16..3), 0..4);
    (0u8..3, 0u8..2, 0u8..90, activities).prop_map(|(publisher, file, day, activities)| Made {
        publisher,
        file,
        day,
        activities,
    })
}

fn several() -> impl Strategy<Value = Vec<Made>> {
    prop::collection::vec(made(), 1..6)
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn add(folder: &Path, all: &[Made]) -> Vec<Outcome> {
    let mut writer = Writer::open(&folder.join("ledger")).expect("a ledger");
    let outcomes = all
        .iter()
        .map(|m| import(&mut writer, folder, m, NOW))
        .collect();
    writer.finish().expect("the end");
    outcomes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn importing_twice_changes_nothing(all in several()) {
        let folder = folder();
        ledger_of(folder.path(), &all);
        let before = answers(folder.path(), &AsOf::default());
        for outcome in add(folder.path(), &all) {
            prop_assert!(matches!(outcome, Outcome::AlreadyThere(_)), "{outcome:?}");
        }
        prop_assert_eq!(answers(folder.path(), &AsOf::default()), before);
        prop_assert_eq!(faults(folder.path()), Vec::<String>::new());
    }

    #[test]
    fn what_was_known_stays_known(first in several(), later in several()) {
        let folder = folder();
        ledger_of(folder.path(), &first);
        let moments: Vec<AsOf> = (0..=numbers_of(&first)).map(known_at).collect();
        let told = || -> Vec<_> { moments.iter().map(|at| answers(folder.path(), at)).collect() };
        let before = told();
        add(folder.path(), &later);
        prop_assert_eq!(told(), before);
        prop_assert_eq!(faults(folder.path()), Vec::<String>::new());
    }

    #[test]
    fn a_past_day_changes_only_by_what_was_published_by_then(first in several(), later in several(), day in 0u8..90) {
        let folder = folder();
        ledger_of(folder.path(), &first);
        let moment = Made { publisher: 0, file: 0, day, activities: Vec::new() }.published();
        let before = answers(folder.path(), &as_of(&moment));
        let after_that_day: Vec<Made> = later.into_iter().filter(|m| m.published() > moment).collect();
        add(folder.path(), &after_that_day);
        prop_assert_eq!(answers(folder.path(), &as_of(&moment)), before);
    }

    #[test]
    fn what_was_known_stays_known_whatever_is_said(first in several(), said in prop::collection::vec(any::<u64>(), 1..5), later in several(), more in prop::collection::vec(any::<u64>(), 0..4)) {
        let folder = folder();
        ledger_of(folder.path(), &first);
        let moments: Vec<AsOf> = (0..=numbers_of(&first)).map(known_at).collect();
        let told = || -> Vec<_> { moments.iter().map(|at| answers(folder.path(), at)).collect() };
        let before = told();
        said.iter().for_each(|pick| state(folder.path(), *pick));
        prop_assert_eq!(&told(), &before);
        add(folder.path(), &later);
        more.iter().for_each(|pick| state(folder.path(), *pick));
        prop_assert_eq!(told(), before);
        prop_assert_eq!(faults(folder.path()), Vec::<String>::new());
    }

    #[test]
    fn what_is_taken_back_leaves_the_same_answers(first in several(), pick in 0u64..10_000) {
        let folder = folder();
        ledger_of(folder.path(), &first);
        let before = answers(folder.path(), &AsOf::default());
        state(folder.path(), pick / 7 * 7 + pick % 5);
        if !statements(folder.path()).is_empty() {
            undo(folder.path(), 1);
        }
        prop_assert_eq!(answers(folder.path(), &AsOf::default()), before);
        prop_assert_eq!(faults(folder.path()), Vec::<String>::new());
    }

    #[test]
    fn the_order_of_independent_publishers_makes_no_difference(of_one in several(), of_other in several(), mix in any::<u64>(), day in 0u8..90) {
        let of_one: Vec<Made> = of_one.into_iter().map(|m| Made { publisher: 1, ..m }).collect();
        let of_other: Vec<Made> = of_other.into_iter().map(|m| Made { publisher: 2, ..m }).collect();
        let one_by_one = [of_one.clone(), of_other.clone()].concat();
        let (straight, mixed) = (folder(), folder());
        ledger_of(straight.path(), &one_by_one);
        ledger_of(mixed.path(), &shuffle(of_one, of_other, mix));
        let moment = Made { publisher: 0, file: 0, day, activities: Vec::new() }.published();
        for at in [AsOf::default(), as_of(&moment)] {
            prop_assert_eq!(
                answers_without_imports(straight.path(), &at),
                answers_without_imports(mixed.path(), &at)
            );
        }
    }
}

/// How many numbers these publications take: the same bytes again take none.
fn numbers_of(all: &[Made]) -> u64 {
    let distinct: std::collections::BTreeSet<String> = all.iter().map(Made::xml).collect();
    distinct.len() as u64
}

/// Both lists in one, each in its own order.
fn shuffle(a: Vec<Made>, b: Vec<Made>, mut mix: u64) -> Vec<Made> {
    let (mut a, mut b) = (a.into_iter().peekable(), b.into_iter().peekable());
    let mut all = Vec::new();
    while a.peek().is_some() || b.peek().is_some() {
        let next = if mix & 1 == 0 {
            a.next().or_else(|| b.next())
        } else {
            b.next().or_else(|| a.next())
        };
        all.extend(next);
        mix = mix.rotate_right(1);
    }
    all
}
