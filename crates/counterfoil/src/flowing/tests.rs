//! Sums by column are the sums of the flows, whatever is asked of whatever books.

use super::{By, FlowArgs, Tallies};
use clap::{Parser, ValueEnum as _};
use ledger::dataset::Given;
use ledger::{AsOf, Incoming, Ledger, Outcome, View, Writer};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

/// The arguments of a question, as `totals` has them.
#[derive(Parser, Debug)]
struct Asked {
    #[command(flatten)]
    flows: FlowArgs,
}

const QUESTIONS: [&[&str]; 14] = [
    &[],
    &["--counted", "no"],
    &["--counted", "all"],
    &["--series", "disbursement"],
    &["--series", "spend", "--counted", "no"],
    &["--series", "unknown-type,incoming-funds"],
    &["--type", "3"],
    &["--year", "2020"],
    &["--currency", "eur"],
    &["--provider", "XM-EX-1"],
    &["--receiver", "xm-ex-2"],
    &["--organisation", "XM-EX-2"],
    &["--reporter", "XM-EX-1", "--counted", "all"],
    &["--activity", "XM-EX-1-1"],
];

/// All that is told of sums, in words.
fn told(tallies: Tallies, view: &View<'_>) -> Vec<String> {
    let sources = tallies.sources(view);
    let sources: Vec<u64> = sources.iter().map(|p| p.seq).collect();
    let groups = &tallies.groups;
    let rest = format!(
        "{} groups, {} counted, in {:?}, first {:?}, excluded {:?}, inferred {}, rebased {}, from {sources:?}",
        groups.len(),
        groups.counted(),
        groups.currencies(),
        groups.labels(0),
        tallies.excluded,
        tallies.inferred,
        tallies.rebased
    );
    let left = tallies.left.iter();
    let left = left.map(|(why, left)| format!("left {why:?}: {} in {}", left.sum, left.flows));
    let left: Vec<String> = left.collect();
    let groups = tallies.groups.lines().map(|((labels, currency), t)| {
        let labels: Vec<String> = labels.iter().map(|label| format!("{label:?}")).collect();
        format!(
            "{} {currency:?}: {} in {}, {} in {} aside, {} without",
            labels.join(" "),
            t.sum,
            t.counted,
            t.excluded,
            t.excluded_rows,
            t.without_amount
        )
    });
    groups.chain(left).chain([rest]).collect()
}

/// Every way of grouping, but by what only a boundary tells.
fn groupings() -> Vec<Vec<By>> {
    let all: Vec<By> = By::value_variants()
        .iter()
        .copied()
        .filter(|by| *by != By::Crossing)
        .collect();
    let picked = |bits: u32| {
        let chosen = all.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
        chosen.map(|(_, by)| *by).collect()
    };
    (0..1 << all.len()).map(picked).collect()
}

/// Asks both ways; says how many groups there were.
fn compare(view: &View<'_>, question: &[&str], by: &[By]) -> usize {
    let given = std::iter::once(&"totals").chain(question);
    let asked = Asked::try_parse_from(given).expect("arguments");
    let plan = asked.flows.plan(view).expect("a plan");
    let columns = plan.columns(by).expect("columns can answer it");
    let quick = columns.tally(by, view).expect("sums");
    let ranks = plan.ranks(view).expect("ranks");
    let slow = plan.tally_facts(&ranks, by, view).expect("sums");
    let (quick, slow) = (told(quick, view), told(slow, view));
    for (ours, due) in quick.iter().zip(&slow) {
        assert_eq!(ours, due, "{question:?} by {by:?}");
    }
    assert_eq!(quick.len(), slow.len(), "{question:?} by {by:?}");
    slow.len()
}

/// Imports files into a new ledger: their names and where they lie.
fn ledger(folder: &Path, files: &[(String, PathBuf)]) -> Ledger {
    let folder = folder.join("ledger");
    let mut writer = Writer::open(&folder).expect("a ledger");
    for (name, path) in files {
        let incoming = Incoming {
            path,
            source: name,
            given: &Given::default(),
            now: "2026-01-01T00:00:00",
        };
        let outcome = writer.import(&incoming, &|_| {}).expect("an import");
        assert!(!matches!(outcome, Outcome::AlreadyThere(_)) || name.contains("shared"));
    }
    writer.finish().expect("an index");
    Ledger::open(&folder).expect("a ledger")
}

fn written(folder: &Path, files: &[(String, String)]) -> Vec<(String, PathBuf)> {
    let each = files.iter().enumerate().map(|(at, (name, xml))| {
        let path = folder.join(format!("{at}.xml"));
        std::fs::write(&path, xml).expect("a file");
        (name.clone(), path)
    });
    each.collect()
}

#[test]
fn the_demo_adds_up_by_column_as_by_flow() {
    let folder = tempfile::tempdir().expect("a folder");
    let files: Vec<(String, String)> = crate::demo::publications()
        .into_iter()
        .map(|file| (format!("{}/{}", file.publisher, file.name), file.xml))
        .collect();
    let ledger = ledger(folder.path(), &written(folder.path(), &files));
    let view = ledger.view(&AsOf::default()).expect("a view");
    let mut groups = 0;
    for by in groupings() {
        groups += compare(&view, &[], &by);
        groups += compare(&view, &["--counted", "no"], &by);
    }
    for question in QUESTIONS {
        groups += compare(&view, question, &[By::Receiver, By::Type]);
        groups += compare(&view, question, &[By::Sector, By::Country, By::Type]);
    }
    assert!(groups > 1000, "{groups}");
}

const TYPES: [&str; 8] = ["1", "2", "3", "4", "11", "7", "", "77"];
const VALUES: [&str; 7] = [
    "100",
    "33.333333333",
    "0.01",
    "-7",
    "1,000",
    "",
    "79228162514264337593543950335",
];
const ENDS: [&str; 6] = [
    "",
    "<receiver-org ref='XM-EX-2' receiver-activity-id='XM-EX-2-1'/>",
    "<provider-org ref='XM-EX-1'/>",
    "<provider-org ref='XM-EX-1' provider-activity-id='XM-EX-1-1'/><receiver-org><narrative>Bridge fund</narrative></receiver-org>",
    "<receiver-org ref='XM-EX-1'/>",
    "<receiver-org><narrative xml:lang='fr'>Le pont</narrative></receiver-org>",
];
const PLACES: [&str; 6] = [
    "",
    "<recipient-country code='KE'/><sector code='15110'/>",
    "<recipient-country code='KE' percentage='60'/><recipient-country code='UG' percentage='40'/><sector vocabulary='1' code='12240'/>",
    "<recipient-country code='KE'/><recipient-country code='UG'/><recipient-region code='298' percentage='30'/>",
    "<sector vocabulary='99' code='bridges' percentage='50'/><sector vocabulary='99' code='roads' percentage='51'/>",
    "<recipient-country code='XX'/><sector code='15110' percentage='20'/><sector code='15160' percentage='20'/>",
];
const VALUE: [&str; 4] = [
    "",
    " currency='EUR'",
    " currency='usd'",
    " value-date='2020-01-01'",
];
const DATES: [&str; 4] = ["2019-12-31", "2020-06-01", "", "31/12/2020"];

/// One transaction: numbers that pick from the lists above.
type Drawn = (usize, usize, usize, usize, usize, usize);

fn transaction((kind, value, ends, places, how, day): Drawn) -> String {
    let date = match DATES[day % DATES.len()] {
        "" => String::new(),
        day => format!("<transaction-date iso-date='{day}'/>"),
    };
    format!(
        "<transaction><transaction-type code='{}'/>{date}<value{}>{}</value>{}{}</transaction>",
        TYPES[kind % TYPES.len()],
        VALUE[how % VALUE.len()],
        VALUES[value % VALUES.len()],
        ENDS[ends % ENDS.len()],
        PLACES[places % PLACES.len()],
    )
}

/// One activity: reporter, number, places, level with a relation, its transactions.
type Written = (usize, usize, usize, usize, Vec<Drawn>);

fn activity((reporter, number, places, level, transactions): &Written) -> String {
    let related = match level % 3 {
        0 => String::new(),
        kind => format!(
            "<related-activity type='{kind}' ref='XM-EX-1-{}'/>",
            level % 4
        ),
    };
    let transactions: String = transactions.iter().map(|t| transaction(*t)).collect();
    format!(
        "<iati-activity default-currency='{}' hierarchy='{}'><iati-identifier>XM-EX-{}-{number}</iati-identifier>\
         <reporting-org ref='XM-EX-{reporter}' type='10' secondary-reporter='{}'><narrative>Office {reporter}</narrative></reporting-org>\
         {related}{}{transactions}</iati-activity>",
        ["USD", "EUR"][number % 2],
        1 + level % 2,
        1 + (reporter + level / 5) % 3,
        usize::from(*level % 5 == 4),
        PLACES[places % PLACES.len()],
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Invented books of three that pay each other, with all that is odd in real ones.
    #[test]
    fn any_books_add_up_by_column_as_by_flow(books in prop::collection::vec(
        prop::collection::vec((1usize..4, 0usize..5, 0usize..6, 0usize..20,
            prop::collection::vec((0usize..8, 0usize..7, 0usize..6, 0usize..6, 0usize..4, 0usize..4), 0..6)), 1..6), 1..4,
    ), picks in prop::collection::vec(0usize..128, 12)) {
        let folder = tempfile::tempdir().expect("a folder");
        let files: Vec<(String, String)> = books.iter().enumerate().map(|(at, activities)| {
            let activities: String = activities.iter().map(activity).collect();
            let xml = format!("<iati-activities version='2.03' generated-datetime='2024-01-0{}T00:00:00'>{activities}</iati-activities>", at + 1);
            (format!("p{at}/file.xml"), xml)
        }).collect();
        let ledger = ledger(folder.path(), &written(folder.path(), &files));
        let view = ledger.view(&AsOf::default()).expect("a view");
        let groupings = groupings();
        for (at, pick) in picks.iter().enumerate() {
            compare(&view, QUESTIONS[at % QUESTIONS.len()], &groupings[*pick]);
        }
        for question in QUESTIONS {
            compare(&view, question, &[By::Sector, By::Country, By::Year, By::Type]);
        }
    }
}

/// Real publications, where they are at hand: a part of them, for time.
#[test]
#[expect(clippy::print_stderr, reason = "a test that is passed over says so")]
fn real_publications_add_up_by_column_as_by_flow() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/iati");
    let Ok(folders) = std::fs::read_dir(&shared) else {
        eprintln!("skipped: no folder “shared” beside the checkout");
        return;
    };
    let mut files: Vec<(String, PathBuf)> = folders
        .flatten()
        .filter_map(|folder| std::fs::read_dir(folder.path()).ok())
        .flat_map(|files| files.flatten().map(|file| file.path()))
        .filter(|path| {
            path.metadata()
                .is_ok_and(|m| m.is_file() && m.len() < 1 << 18)
        })
        .map(|path| (format!("shared/{}", path.display()), path))
        .collect();
    files.sort_unstable();
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = ledger(folder.path(), &files);
    let view = ledger.view(&AsOf::default()).expect("a view");
    for question in [&[][..], &["--counted", "no"], &["--series", "spend"]] {
        compare(&view, question, &[By::Provider, By::Year, By::Type]);
        compare(
            &view,
            question,
            &[By::Receiver, By::Sector, By::Country, By::Type],
        );
    }
}
