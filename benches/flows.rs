//! How fast flows are made.
//!
//! `cargo run --release -p flow --example flows -- FILE [RATES]`: reads a file of
//! activities (see `large`), makes the flows of each method, and prints the CPU time
//! of each step; RATES is a table of `Date,Rate,Currency`, to convert all of them.
//!
//! `… FILE RATES TRANSACTIONS [METHOD]`: keeps the facts of the file in a few bytes, as a
//! ledger would, and makes the flows of so many transactions again from there, on
//! two threads, by each method or one.

use flow::flows::{Facts, METHODS, Target};
use flow::rate::Rates;
use iati::position::Position;
use iati::read::{Piece, Reader, Tree};
use mimalloc::MiMalloc;
use std::error::Error;
use std::fs::{self, File};
use std::hint::black_box;
use std::time::Instant;

/// As the program has it.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[expect(clippy::print_stdout, reason = "it prints what it measured")]
fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("a file is missing")?;
    let rates = arguments.next().map(|path| rates(&path)).transpose()?;
    if let Some(count) = arguments.next() {
        let rates = rates.ok_or("rates are missing")?;
        return again(&file, &rates, count.parse()?, arguments.next().as_deref());
    }
    let mut flows = 0u64;
    let begun = Instant::now();
    let transactions = each(&file, &mut |facts| {
        let target = rates.as_ref().map(|rates| Target {
            rates,
            currency: "USD",
        });
        METHODS[0].method.flows(&facts, target, &mut |flow| {
            black_box(&flow);
            flows += 1;
        });
    })?;
    println!(
        "{transactions} transactions, {flows} flows: {:.2} s with reading",
        begun.elapsed().as_secs_f64()
    );
    Ok(())
}

fn rates(path: &str) -> Outcome<Rates> {
    let table = Rates::parse(&fs::read_to_string(path)?, path);
    table.map_err(|fault| format!("{fault:?}").into())
}

/// Reads the activities one by one; gives the number of transactions.
fn each(file: &str, with: &mut dyn FnMut(Facts)) -> Outcome<u64> {
    let mut reader = Reader::new(File::open(file)?);
    let mut transactions = 0;
    while let Some(piece) = reader.next_piece()? {
        let Piece::Unit(unit) = piece else { continue };
        let tree = Tree::parse(unit.source?, &unit.context).map_err(|f| format!("{f:?}"))?;
        let facts = Facts::read(&tree, &unit.context, Position::START);
        transactions += facts.transactions.len() as u64;
        with(facts);
    }
    Ok(transactions)
}

/// Makes the flows of `count` transactions from kept facts.
#[expect(clippy::print_stdout, reason = "it prints what it measured")]
fn again(file: &str, rates: &Rates, count: u64, only: Option<&str>) -> Outcome<()> {
    let mut kept = Vec::new();
    let mut bytes = 0;
    let in_file = each(file, &mut |facts| {
        let encoded = postcard::to_allocvec(&facts).unwrap_or_default();
        bytes += encoded.len();
        kept.push(encoded);
    })?;
    println!("{in_file} transactions kept in {} kB", bytes / 1000);
    let rounds = count.div_ceil(in_file.max(1));
    let asked = METHODS.iter().filter(|m| only.is_none_or(|id| id == m.id));
    for method in asked {
        let begun = Instant::now();
        let half = |from: usize| {
            let mut flows = 0u64;
            for _ in 0..rounds {
                for encoded in kept.iter().skip(from).step_by(2) {
                    let Ok(facts) = postcard::from_bytes::<Facts>(encoded) else {
                        continue;
                    };
                    let target = Some(Target {
                        rates,
                        currency: "USD",
                    });
                    method.method.flows(&facts, target, &mut |flow| {
                        black_box(&flow);
                        flows += 1;
                    });
                }
            }
            flows
        };
        let flows = std::thread::scope(|scope| {
            let other = scope.spawn(|| half(1));
            half(0) + other.join().unwrap_or_default()
        });
        println!(
            "{}: {} transactions, {flows} flows in {:.1} s",
            method.id,
            rounds * in_file,
            begun.elapsed().as_secs_f64()
        );
    }
    Ok(())
}
