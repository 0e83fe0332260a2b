//! Publishes an invented book twelve times with every class of change planted in
//! it, beside what happens to any book, and counts what is found.
//!
//! `cargo run --release -p flow --example change_benchmark -- [SEEDS] [ACTIVITIES]`
//!
//! Prints precision and recall for each class over all seeds, and how many
//! changes of an ordinary kind are called suspicious.

#![allow(clippy::print_stdout)]

mod book;
mod dice;
mod growth;
mod label;
mod planting;
mod render;
mod run;
mod score;

use book::Profile;
use run::{Outcome, PUBLICATIONS, one_seed};
use score::Score;

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let mut number =
        |default: u64| -> Outcome<u64> { Ok(arguments.next().map_or(Ok(default), |n| n.parse())?) };
    let (seeds, activities) = (number(8)?, number(300)?);
    for profile in [Profile::Typical, Profile::Alike] {
        let mut score = Score::default();
        for seed in 1..=seeds {
            one_seed(seed, usize::try_from(activities)?, profile, &mut score)?;
        }
        println!(
            "{profile:?}: {seeds} seeds, {activities} activities, {PUBLICATIONS} publications each"
        );
        println!("{}", score.table());
    }
    Ok(())
}
