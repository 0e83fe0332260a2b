//! What holds of any books that are laid beside each other.

#[path = "../examples/change_benchmark/dice.rs"]
mod dice;
#[path = "../examples/reconcile_books/invented.rs"]
mod invented;
#[path = "../examples/reconcile_books/truth.rs"]
#[allow(dead_code)]
mod truth;

use flow::reconcile::{Books, LineId, Reconciliation, reconcile};
use invented::Reading;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// An activity and a place in it.
type Key = (String, u32);

fn key(books: &Books, line: LineId) -> Key {
    let place = books.place(line).expect("a line of these books");
    let (_, id) = books.named(place.0).expect("an activity of these books");
    (id.to_owned(), place.1)
}

fn keys(books: &Books, lines: &[LineId]) -> Vec<Key> {
    lines.iter().map(|l| key(books, *l)).collect()
}

/// All that is told, without the order of reading in; the stranger left out.
fn told(books: &Books, all: &Reconciliation) -> BTreeSet<String> {
    let matches = all.matches.iter().map(|m| {
        let (donor, recipient) = (keys(books, &m.donor), keys(books, &m.recipient));
        format!(
            "{donor:?} {recipient:?} {:?} {} {} {} {} {:?}",
            m.category, m.score, m.confidence, m.margin, m.is_auto, m.features
        )
    });
    let open = all.open.iter().map(|o| {
        format!(
            "{:?} {:?} {:?} {:?}",
            key(books, o.line),
            o.category,
            o.why,
            o.other
        )
    });
    matches
        .chain(open)
        .filter(|text| !text.contains("ZZ-FAR-1-A"))
        .collect()
}

fn run(seed: u64, bad: i64, reading: Reading) -> BTreeSet<String> {
    let (books, _) = invented::read(seed, 80, bad, reading);
    told(&books, &reconcile(&books))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_line_is_in_one_match_or_open(seed in 0u64..1_000_000, bad in 0i64..=1000) {
        let (books, _) = invented::books(seed, 80, bad);
        let all = reconcile(&books);
        let mut lines: Vec<LineId> = all.open.iter().map(|o| o.line).collect();
        for one in &all.matches {
            prop_assert!(!one.donor.is_empty() && !one.recipient.is_empty());
            prop_assert!((0.0..=1.0).contains(&one.confidence));
            prop_assert_eq!(one.score, one.features.iter().map(|f| f.weight).sum::<i32>());
            lines.extend(one.donor.iter().chain(&one.recipient));
        }
        lines.sort_unstable();
        let every: Vec<LineId> = (0u32..).map(LineId).take(books.len()).collect();
        prop_assert_eq!(lines, every);
    }

    #[test]
    fn the_order_of_reading_in_changes_nothing(seed in 0u64..1_000_000, bad in 0i64..=1000, order in 0u64..1000) {
        let shuffled = Reading { shuffled: Some(order), ..Reading::default() };
        prop_assert_eq!(run(seed, bad, Reading::default()), run(seed, bad, shuffled));
    }

    #[test]
    fn swapped_and_renamed_files_change_nothing(seed in 0u64..1_000_000, bad in 0i64..=1000) {
        let renamed = Reading { renamed: true, ..Reading::default() };
        prop_assert_eq!(run(seed, bad, Reading::default()), run(seed, bad, renamed));
    }

    #[test]
    fn a_stranger_changes_nothing(seed in 0u64..1_000_000, bad in 0i64..=1000) {
        let more = Reading { stranger: true, ..Reading::default() };
        prop_assert_eq!(run(seed, bad, Reading::default()), run(seed, bad, more));
    }
}

#[test]
fn where_all_is_alike_nothing_is_decided_alone() {
    let books = invented::dense(600, 3);
    let all = reconcile(&books);
    let matched: usize = all
        .matches
        .iter()
        .map(|m| m.donor.len() + m.recipient.len())
        .sum();
    assert_eq!(matched + all.open.len(), books.len());
    assert!(all.matches.iter().all(|m| !m.is_auto));
}

/// Books of every degree: most events are found as they happened, and a
/// confidence is a share.
#[test]
fn invented_events_are_found() {
    for (bad, exact, auto) in [(0, 0.99, 0.97), (500, 0.96, 0.93), (1000, 0.88, 0.40)] {
        let mut all = truth::Score::default();
        for seed in 900..904 {
            let (books, truth) = invented::books(seed, 500, bad);
            all.add(&truth.score(&reconcile(&books)));
        }
        let table = all.table();
        assert!(all.groups_exact() >= exact, "bad {bad}\n{table}");
        assert!(all.auto_share() >= auto, "bad {bad}\n{table}");
        assert!(all.calibration_error <= 0.03, "bad {bad}\n{table}");
    }
}
