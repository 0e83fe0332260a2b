//! What is planted in an invented book is found, and ordinary changes raise no
//! alarm: the benchmark of `examples/change_benchmark`, small.

#[path = "../examples/change_benchmark/book.rs"]
mod book;
#[path = "../examples/change_benchmark/dice.rs"]
mod dice;
#[path = "../examples/change_benchmark/growth.rs"]
mod growth;
#[path = "../examples/change_benchmark/label.rs"]
mod label;
#[path = "../examples/change_benchmark/planting.rs"]
mod planting;
#[path = "../examples/change_benchmark/render.rs"]
mod render;
#[path = "../examples/change_benchmark/run.rs"]
mod run;
#[path = "../examples/change_benchmark/score.rs"]
mod score;

use book::Profile;
use score::Score;

#[test]
fn planted_changes_are_found() -> run::Outcome<()> {
    for seed in [101, 202] {
        let mut score = Score::default();
        run::one_seed(seed, 120, Profile::Typical, &mut score)?;
        let table = score.table();
        assert!(score.worst() >= 0.9, "seed {seed}\n{table}");
        assert!(score.alarms_in_thousand() <= 5.0, "seed {seed}\n{table}");
    }
    assert_eq!(run::PUBLICATIONS, 12);
    Ok(())
}
