//! Every promise of a programme with its evidence and what became of it, kept ready.

use super::Open;
use crate::error::{Error, Result};
use flow::programme::gather::{self, Gathered};
use flow::programme::{Promise, Verdict, status};
use rayon::prelude::*;
use std::sync::Arc;

/// What became of one promise.
pub struct Judged {
    pub gathered: Gathered,
    pub verdict: Verdict,
}

/// What became of all of them, in the order of the text.
///
/// # Errors
/// None of its own; the state is kept with the view's.
pub fn judged(open: &Open<'_>) -> Result<Arc<Vec<Judged>>> {
    let what = format!("promises {}", open.kept().id);
    open.view.found(&what, || {
        let told = open.told();
        let programme = open.programme();
        let judge = |promise: &Promise| {
            let gathered = gather::evidence(programme, promise, &told);
            let verdict = status(promise, &gathered.evidence, open.day);
            Judged { gathered, verdict }
        };
        Ok::<_, Error>(programme.promises.par_iter().map(judge).collect())
    })
}
