//! The past as of a moment: publications in their order, and what they held.

use crate::support::{Made, as_of, known_at, ledger_of};
use ledger::{AsOf, Ledger};

/// An activity of publisher 1, with this amount, published on this day.
fn made(day: u8, activities: &[(u8, u16)]) -> Made {
    Made {
        publisher: 1,
        file: 0,
        day,
        activities: activities.to_vec(),
    }
}

/// Numbers of the publications before and after each.
fn neighbours(folder: &std::path::Path, at: &AsOf) -> Vec<(Option<u64>, u64, Option<u64>)> {
    let ledger = Ledger::open(&folder.join("ledger")).expect("a ledger");
    let view = ledger.view(at).expect("a view");
    let past = view.past().expect("a past");
    let all = past.series().iter().flat_map(|s| &s.publications);
    all.map(|p| {
        let (before, after) = (past.before(p.seq), past.after(p.seq));
        (before.map(|b| b.seq), p.seq, after.map(|a| a.seq))
    })
    .collect()
}

#[test]
fn publications_stand_in_the_order_of_their_days() {
    let folder = tempfile::tempdir().expect("a folder");
    let days = [0, 56, 28];
    let all = days.map(|day| made(day, &[(1, u16::from(day))]));
    ledger_of(folder.path(), &all);
    let now = [
        (None, 1, Some(3)),
        (Some(1), 3, Some(2)),
        (Some(3), 2, None),
    ];
    assert_eq!(neighbours(folder.path(), &AsOf::default()), now);
    let then = [(None, 1, Some(2)), (Some(1), 2, None)];
    assert_eq!(neighbours(folder.path(), &known_at(2)), then);
    let by = made(28, &[]).published();
    let early = [(None, 1, Some(3)), (Some(1), 3, None)];
    assert_eq!(neighbours(folder.path(), &as_of(&by)), early);
}

#[test]
fn what_is_said_again_is_one_version() {
    let folder = tempfile::tempdir().expect("a folder");
    ledger_of(
        folder.path(),
        &[made(0, &[(1, 7), (2, 7)]), made(28, &[(2, 7), (1, 8)])],
    );
    let ledger = Ledger::open(&folder.path().join("ledger")).expect("a ledger");
    let view = ledger.view(&AsOf::default()).expect("a view");
    let past = view.past().expect("a past");
    let (older, newer) = (past.held(1).expect("held"), past.held(2).expect("held"));
    assert_eq!(older[1].version, newer[0].version);
    assert_ne!(older[0].version, newer[1].version);
    assert_eq!(
        (older[0].path(), older[0].line),
        ("iati-activity[1]".to_owned(), 2)
    );
    let said = past.reading(&newer[1]).expect("a statement");
    let value = said.activity.transactions[0]
        .value
        .known()
        .map(ToString::to_string);
    assert_eq!(value.as_deref(), Some("8.25"));
    assert_eq!(
        past.head(&newer[1]).expect("a head").identifier.as_ref(),
        "XM-EX-1-1"
    );
    assert_eq!(past.versions_of(" xm-ex-1-1").count(), 2);
}

#[test]
fn what_was_found_in_a_state_is_kept_for_it_only() {
    let folder = tempfile::tempdir().expect("a folder");
    ledger_of(folder.path(), &[made(0, &[(1, 7)]), made(28, &[(1, 8)])]);
    let ledger = Ledger::open(&folder.path().join("ledger")).expect("a ledger");
    let find = |at: &AsOf, what: &str, found: u32| {
        let view = ledger.view(at).expect("a view");
        *view.found::<u32, ()>(what, || Ok(found)).expect("found")
    };
    let now = AsOf::default();
    assert_eq!(find(&now, "a", 1), 1);
    assert_eq!(find(&now, "a", 2), 1, "from memory");
    let view = ledger.view(&now).expect("a view");
    let slowly = || {
        std::thread::sleep(std::time::Duration::from_millis(200));
        Ok(7)
    };
    assert_eq!(*view.found::<u32, ()>("slow", slowly).expect("found"), 7);
    assert_eq!(find(&now, "b", 3), 3);
    assert_eq!(find(&known_at(1), "a", 4), 4);
    for (what, found) in (0..80).map(|n| (format!("c{n}"), n)) {
        find(&now, &what, found);
    }
    assert_eq!(find(&now, "slow", 8), 7, "what took long goes last");
    let again = (0..80).map(|n| find(&now, &format!("c{n}"), 1000));
    let anew = again.filter(|found| *found == 1000).count();
    assert!(anew > 15, "no more than a few are kept: {anew}");
    assert!(view.found::<u32, u32>("d", || Err(9)).is_err());
    assert_eq!(find(&now, "d", 6), 6, "a failure is not kept");
}

#[test]
fn a_ledger_that_is_held_reaches_no_further() {
    let folder = tempfile::tempdir().expect("a folder");
    ledger_of(folder.path(), &[made(0, &[(1, 7)]), made(28, &[(1, 8)])]);
    let ledger = Ledger::open(&folder.path().join("ledger")).expect("a ledger");
    let now = AsOf::default();
    let reached = || ledger.view(&now).expect("a view").reached();
    let all = ledger.mark().expect("a mark");
    assert_eq!((reached(), ledger.newest().expect("a number")), (2, 2));
    ledger.hold_at(Some(1));
    let held = ledger.view(&now).expect("a view");
    assert_eq!((held.reached(), held.live().publications.len()), (1, 1));
    assert_eq!(
        held.live().publications[0].seq,
        1,
        "what counted then counts"
    );
    assert_eq!(
        held.waiting().expect("a count"),
        1,
        "and it is said that one waits"
    );
    let before = held.at_moment(&now).expect("a view");
    assert_eq!(before.reached(), 1, "another moment of it is held too");
    let newest = ledger.view_of_newest(&now).expect("a view");
    assert_eq!(
        (newest.reached(), newest.waiting().expect("a count")),
        (2, 0)
    );
    let mark = ledger.mark().expect("a mark");
    assert_ne!(mark.published, all.published);
    assert_eq!(mark.said, all.said);
    ledger.hold_at(None);
    assert_eq!(reached(), 2);
    assert_eq!(ledger.mark().expect("a mark"), all);
}

#[test]
fn what_several_ask_for_at_once_is_found_once() {
    let folder = tempfile::tempdir().expect("a folder");
    ledger_of(folder.path(), &[made(0, &[(1, 7)])]);
    let ledger = Ledger::open(&folder.path().join("ledger")).expect("a ledger");
    let times = std::sync::atomic::AtomicUsize::new(0);
    let find = || {
        let view = ledger.view(&AsOf::default()).expect("a view");
        let found = view.found::<u32, ()>("slow", || {
            std::thread::sleep(std::time::Duration::from_millis(50));
            times.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            Ok(1)
        });
        assert_eq!(*found.expect("found"), 1);
    };
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(find);
        }
    });
    assert_eq!(times.load(std::sync::atomic::Ordering::SeqCst), 1);
}
