//! What happens to disks and clocks.

use crate::support::{Made, NOW, answers, as_of, faults, import, known_at, ledger_of, statements};
use ledger::{AsOf, NewStatement, Outcome, Writer};
use std::path::Path;

fn made(day: u8, amount: u16) -> Made {
    Made {
        publisher: 1,
        file: 1,
        day,
        activities: vec![(1, amount), (2, amount + 1)],
    }
}

fn many() -> Vec<Made> {
    (0..12)
        .map(|n| Made {
            publisher: n % 3,
            file: n % 2,
            day: n * 5,
            activities: vec![(n, u16::from(n)), (3, u16::from(n))],
        })
        .collect()
}

/// The record and its log as they stand while a writer is at work, the log cut off
/// after so many bytes: what a failing disk or a bad copy leaves.
fn cut_copy(from: &Path, to: &Path, length: u64) {
    std::fs::create_dir_all(to.join("ledger")).expect("a folder");
    for file in ["record.sqlite", "record.sqlite-wal"] {
        let target = to.join("ledger").join(file);
        std::fs::copy(from.join("ledger").join(file), &target).expect("a copy");
        if file.ends_with("-wal") {
            let log = std::fs::OpenOptions::new()
                .write(true)
                .open(&target)
                .expect("a log");
            log.set_len(length).expect("cut");
        }
    }
    copy_index(from, to);
}

fn copy_index(from: &Path, to: &Path) {
    let (from, to) = (from.join("ledger/index"), to.join("ledger/index"));
    std::fs::create_dir_all(&to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("an index").flatten() {
        if !entry.file_name().to_string_lossy().ends_with(".lock") {
            std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
        }
    }
}

#[test]
fn a_log_cut_anywhere_is_mended() {
    let whole = tempfile::tempdir().expect("a folder");
    ledger_of(whole.path(), &many());
    let wanted = answers(whole.path(), &AsOf::default());
    // A writer that never ends: what it leaves stands in the log.
    let broken = tempfile::tempdir().expect("a folder");
    ledger_of(broken.path(), &many()[..4]);
    let mut writer = Writer::open(&broken.path().join("ledger")).expect("a ledger");
    for made in &many()[4..] {
        import(&mut writer, broken.path(), made, NOW);
    }
    let log = broken.path().join("ledger/record.sqlite-wal");
    let length = std::fs::metadata(&log).expect("a log").len();
    assert!(length > 10_000, "{length} bytes of log");
    let mut noise = 7u64;
    let mut lost = 0;
    for _ in 0..40 {
        noise = noise
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        let mended = tempfile::tempdir().expect("a folder");
        cut_copy(broken.path(), mended.path(), (noise >> 20) % (length + 1));
        assert_eq!(faults(mended.path()), Vec::<String>::new());
        lost += u64::from(reimport(mended.path()) > 0);
        assert_eq!(answers(mended.path(), &AsOf::default()), wanted);
        assert_eq!(faults(mended.path()), Vec::<String>::new());
    }
    assert!(lost > 20, "most cuts take something away: {lost} of 40");
}

#[test]
fn a_log_cut_among_statements_keeps_a_beginning_of_them() {
    let broken = tempfile::tempdir().expect("a folder");
    ledger_of(broken.path(), &many()[..4]);
    let mut writer = Writer::open(&broken.path().join("ledger")).expect("a ledger");
    let said = |writer: &mut Writer, n: usize| {
        let new = NewStatement {
            kind: ledger::statement::kind::ALIAS,
            subject: format!("organisation XI-OLD-{n}"),
            body: serde_json::json!({ "is": "XI-NEW" }),
            author: "data desk".to_owned(),
            note: "known under both".to_owned(),
            undoes: None,
        };
        writer.state(new, NOW).expect("a statement")
    };
    let mut made = Vec::new();
    for (n, publication) in many()[4..].iter().enumerate() {
        made.push(said(&mut writer, 2 * n));
        import(&mut writer, broken.path(), publication, NOW);
        made.push(said(&mut writer, 2 * n + 1));
    }
    let log = broken.path().join("ledger/record.sqlite-wal");
    let length = std::fs::metadata(&log).expect("a log").len();
    let mut noise = 11u64;
    let mut lost = 0;
    for _ in 0..40 {
        noise = noise
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        let mended = tempfile::tempdir().expect("a folder");
        cut_copy(broken.path(), mended.path(), (noise >> 20) % (length + 1));
        let mut again = Writer::open(&mended.path().join("ledger")).expect("it opens");
        let next = said(&mut again, 99);
        again.finish().expect("the end");
        let mut kept = statements(mended.path());
        assert_eq!(kept.pop(), Some(next.clone()));
        assert_eq!(next.seq, kept.len() as u64 + 1, "no number is passed over");
        assert_eq!(kept, made[..kept.len()], "a beginning, each of them whole");
        assert_eq!(faults(mended.path()), Vec::<String>::new());
        lost += u64::from(kept.len() < made.len());
    }
    assert!(lost > 20, "most cuts take something away: {lost} of 40");
}

/// Imports all again; says how many were missing.
fn reimport(folder: &Path) -> usize {
    let mut writer = Writer::open(&folder.join("ledger")).expect("it opens");
    let outcomes: Vec<Outcome> = many()
        .iter()
        .map(|m| import(&mut writer, folder, m, NOW))
        .collect();
    writer.finish().expect("the end");
    outcomes
        .iter()
        .filter(|o| matches!(o, Outcome::Added(_)))
        .count()
}

#[test]
fn an_index_of_another_record_is_told_and_made_again() {
    let (one, other) = (
        tempfile::tempdir().expect("one"),
        tempfile::tempdir().expect("other"),
    );
    ledger_of(one.path(), &[made(1, 5), made(2, 6)]);
    ledger_of(other.path(), &[made(1, 7), made(2, 8)]);
    let wanted = answers(one.path(), &AsOf::default());
    std::fs::remove_dir_all(one.path().join("ledger/index")).expect("an index");
    copy_index(other.path(), one.path());
    let ledger = ledger::Ledger::open(&one.path().join("ledger")).expect("a ledger");
    let refused = ledger.view(&AsOf::default()).err().map(|e| e.to_string());
    assert!(refused.is_some_and(|e| e.contains("was not made from what this ledger keeps")));
    assert_eq!(faults(one.path()).len(), 1);
    let writer = Writer::open(&one.path().join("ledger")).expect("a ledger");
    assert!(writer.found().is_index_new, "it is said");
    writer.finish().expect("mended");
    assert_eq!(answers(one.path(), &AsOf::default()), wanted);
    assert_eq!(faults(one.path()), Vec::<String>::new());
}

#[test]
fn an_index_of_another_version_is_told_and_made_again() {
    let folder = tempfile::tempdir().expect("a folder");
    ledger_of(folder.path(), &[made(1, 5), made(2, 6)]);
    let wanted = answers(folder.path(), &AsOf::default());
    let metas = folder.path().join("ledger/index/meta.json");
    let text = std::fs::read_to_string(&metas).expect("the index");
    let (before, after) = text.split_once("\"payload\": \"").expect("a payload");
    let rest = after.split_once(' ').expect("a derivation").1;
    let older = format!("{before}\"payload\": \"1 {rest}");
    std::fs::write(&metas, older).expect("it is written");
    let ledger = ledger::Ledger::open(&folder.path().join("ledger")).expect("a ledger");
    let refused = ledger.view(&AsOf::default()).err();
    let refused = refused.expect("nothing is answered from it");
    assert!(refused.to_string().contains("another version"), "{refused}");
    assert!(refused.hint().is_some_and(|h| h.contains("ledger rebuild")));
    assert_eq!(faults(folder.path()).len(), 1);
    let writer = Writer::open(&folder.path().join("ledger")).expect("a ledger");
    writer.finish().expect("made again");
    assert_eq!(answers(folder.path(), &AsOf::default()), wanted);
    assert_eq!(faults(folder.path()), Vec::<String>::new());
}

#[test]
fn a_clock_that_goes_back_changes_no_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::open(&folder.path().join("ledger")).expect("a ledger");
    import(
        &mut writer,
        folder.path(),
        &made(40, 5),
        "2026-01-01T00:00:00",
    );
    import(
        &mut writer,
        folder.path(),
        &made(60, 6),
        "2025-06-01T00:00:00",
    );
    // The clock stands before what the file says of itself: that is passed over,
    // and the day of the import counts.
    import(
        &mut writer,
        folder.path(),
        &made(80, 7),
        "2024-01-01T00:00:00",
    );
    writer.finish().expect("the end");
    assert_eq!(faults(folder.path()), Vec::<String>::new());
    let has = |at: &AsOf, amount: &str| answers(folder.path(), at).join("\n").contains(amount);
    assert!(has(&known_at(1), "Some(5.25)"));
    assert!(has(&known_at(2), "Some(6.25)"));
    assert!(
        has(&AsOf::default(), "Some(6.25)"),
        "the newest published counts"
    );
    assert!(
        has(&as_of("2024-01-31"), "Some(7.25)"),
        "published the day of its import"
    );
}

#[test]
fn a_publication_out_of_order_takes_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    ledger_of(folder.path(), &[made(1, 5), made(60, 7)]);
    let between = as_of("2024-02-10");
    assert!(
        answers(folder.path(), &between)
            .join("\n")
            .contains("Some(5.25)")
    );
    let mut writer = Writer::open(&folder.path().join("ledger")).expect("a ledger");
    import(&mut writer, folder.path(), &made(30, 6), NOW);
    writer.finish().expect("the end");
    assert!(
        answers(folder.path(), &between)
            .join("\n")
            .contains("Some(6.25)")
    );
    assert!(
        answers(folder.path(), &known_at(2))
            .join("\n")
            .contains("Some(7.25)")
    );
    assert_eq!(faults(folder.path()), Vec::<String>::new());
}
