//! Chains of others whose sources are known, where they lie in a folder `shared`
//! beside the checkout.

#![allow(clippy::print_stderr)]

use flow::rate::{Pick, Rates};
use flow::reconcile::{Aliases, Books, reconcile};
use flow::trace::{
    Accounts, Convention, Direction, Graph, Joined, Series, Trace, Unit, Whose, trace,
};
use iati::activity::Activity;
use iati::read::{Piece, Reader, Tree, UnitKind};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::error::Error;
use std::fs::{File, read_dir, read_to_string};
use std::path::{Path, PathBuf};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Profile, and of activities that have a source the share that lead up to it.
const AT_LEAST: &[(&str, f64)] = &[("clean", 0.97), ("typical", 0.95), ("hard", 0.85)];

fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = read_dir(folder)?.flatten().map(|f| f.path()).collect();
    files.sort();
    Ok(files)
}

fn read(folder: &Path, books: &mut Books, accounts: &mut Accounts) -> Outcome<()> {
    let mut dollars = |value: Decimal, currency: &str, day: Date| -> Option<Decimal> {
        let rates = Rates::builtin();
        let converted = rates.convert(value, currency, "USD", day, Pick::Counterfoil);
        converted.ok().map(|c| c.amount)
    };
    for side in ["donors", "recipients"] {
        for file in files(&folder.join(side))? {
            let mut reader = Reader::new(File::open(&file)?);
            let source = file.display().to_string();
            while let Some(piece) = reader.next_piece().map_err(|e| e.to_string())? {
                let Piece::Unit(unit) = piece else { continue };
                let (UnitKind::Activity, Ok(text)) = (unit.kind, unit.source) else {
                    continue;
                };
                let tree = Tree::parse(text, &unit.context).map_err(|f| format!("{f:?}"))?;
                let activity = Activity::read(&tree, &unit.context, unit.start);
                books.read(&activity, &source, &mut dollars);
                accounts.read(&activity, &source, &mut dollars);
            }
        }
    }
    Ok(())
}

fn adds_up(trace: &Trace) -> bool {
    trace.ends.iter().map(|e| e.followed).sum::<Decimal>() == trace.followed
}

#[test]
fn chains_lead_to_their_source() -> Outcome<()> {
    let pairs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/pairs");
    if !pairs.exists() {
        eprintln!("skipped: no folder “shared” beside the checkout");
        return Ok(());
    }
    let mut seen = 0;
    for folder in files(&pairs)? {
        let Ok(chains) = read_to_string(folder.join("truth/chains.csv")) else {
            continue;
        };
        let mut books = Books::new(Aliases::default());
        let mut accounts = Accounts::new(Unit::usd(), Aliases::default());
        read(&folder, &mut books, &mut accounts)?;
        let found = reconcile(&books);
        let joined = found.matches.iter().map(Joined::from);
        let graph = Graph::new(&accounts, joined, Series::Payments, Whose::Giver);
        let (mut led, mut all) = (0u32, 0u32);
        for row in chains.lines().skip(1) {
            let cells: Vec<&str> = row.split(',').collect();
            let [activity, level, root, _] = cells[..] else {
                return Err(format!("four cells: {row}").into());
            };
            let start = graph.find(activity).map_err(|_| format!("no {activity}"))?;
            for convention in [Convention::ProRata, Convention::FirstInFirstOut] {
                for direction in [Direction::Up, Direction::Down] {
                    let trace = trace(&graph, start, direction, convention, None);
                    assert!(adds_up(&trace), "{activity} {direction:?} {convention:?}");
                }
            }
            if level != "0" {
                let up = trace(&graph, start, Direction::Up, Convention::ProRata, None);
                let is_led = up.steps.iter().any(|s| s.place.label() == root);
                led += u32::from(is_led);
                all += 1;
            }
        }
        let name = folder.display().to_string();
        let kind = AT_LEAST.iter().find(|(kind, _)| name.ends_with(kind));
        let share = f64::from(led) / f64::from(all.max(1));
        assert!(share >= kind.map_or(0.8, |k| k.1), "{name}: {led} of {all}");
        seen += 1;
    }
    assert!(seen > 0, "no chains in the folder");
    Ok(())
}
