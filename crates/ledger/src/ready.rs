//! What was worked out for a state of the ledger, kept ready for the next
//! question: a state never changes, so what was found in it stays true.

use crate::live::AsOf;
use crate::record::Said;
use crate::view::{State, View};
use std::any::Any;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How many findings are kept.
const READY: usize = 64;

/// Of how many moments findings are kept.
const MOMENTS: usize = 6;

/// How long who asks for what is being found waits, before finding it for themselves.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was found, and in which state for which question.
struct Finding {
    state: State,
    what: String,
    found: Arc<dyn Any + Send + Sync>,
    /// How long it took to find.
    took: Duration,
}

/// The latest findings, the last one asked for at the end.
#[derive(Default)]
pub(crate) struct Findings {
    all: Mutex<Vec<Finding>>,
    /// What is being found, and who waits for it.
    under_way: Mutex<Vec<(State, String)>>,
    done: Condvar,
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Findings {
    fn known(&self, state: &State, what: &str) -> Option<Arc<dyn Any + Send + Sync>> {
        let mut all = held(&self.all);
        let at = all
            .iter()
            .position(|f| f.state == *state && f.what == what)?;
        let finding = all.remove(at);
        let found = finding.found.clone();
        all.push(finding);
        Some(found)
    }

    fn keep(&self, finding: Finding) {
        let mut all = held(&self.all);
        // What was asked of now is not asked again once there is a newer now.
        let (at, reached, _) = &finding.state;
        if at.is_now() {
            let is_past = |f: &Finding| f.state.0.is_now() && f.state.1 + 1 < *reached;
            all.retain(|f| !is_past(f));
        }
        if all.len() >= READY {
            // Of those not asked for lately, the one that is soonest found again.
            let cheapest = all.iter().take(READY / 2).enumerate();
            let cheapest = cheapest.min_by_key(|(_, f)| f.took).map_or(0, |(at, _)| at);
            all.remove(cheapest);
        }
        all.push(finding);
        // Of how many moments: all that is found of one may be as large as its books.
        let mut kept: Vec<(AsOf, u64)> = Vec::new();
        for f in all.iter().rev() {
            let moment = (f.state.0.clone(), f.state.1);
            if kept.len() < MOMENTS && !kept.contains(&moment) {
                kept.push(moment);
            }
        }
        all.retain(|f| {
            kept.iter()
                .any(|(at, seq)| f.state.0 == *at && f.state.1 == *seq)
        });
    }

    /// Waits while another finds the same. Threads of a pool never wait: the one that
    /// finds may need them.
    fn begin<'a>(&'a self, state: &State, what: &str) -> UnderWay<'a> {
        let key = (state.clone(), what.to_owned());
        let mut all = held(&self.under_way);
        if rayon::current_thread_index().is_none() && all.contains(&key) {
            let waited = self
                .done
                .wait_timeout_while(all, PATIENCE, |all| all.contains(&key));
            all = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        all.push(key.clone());
        UnderWay { of: self, key }
    }
}

/// A finding under way; ends when dropped.
struct UnderWay<'a> {
    of: &'a Findings,
    key: (State, String),
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut all = held(&self.of.under_way);
        if let Some(at) = all.iter().position(|key| *key == self.key) {
            all.remove(at);
        }
        self.of.done.notify_all();
    }
}

impl View<'_> {
    /// What `find` finds in this state, from memory if it was asked for lately.
    /// `what` names it, arguments and all.
    ///
    /// # Errors
    /// As `find`; an error is not kept.
    pub fn found<T, E>(
        &self,
        what: &str,
        find: impl FnOnce() -> std::result::Result<T, E>,
    ) -> std::result::Result<Arc<T>, E>
    where
        T: Any + Send + Sync,
    {
        self.found_despite(&[], what, find)
    }

    /// What was found in this state before and is kept ready still.
    #[must_use]
    pub fn found_before<T: Any + Send + Sync>(&self, what: &str) -> Option<Arc<T>> {
        let state = (self.at().clone(), self.reached(), self.said);
        self.ledger
            .findings
            .known(&state, what)?
            .downcast::<T>()
            .ok()
    }

    /// The same for what statements of these kinds do not change: it stays ready
    /// when more of them are made.
    pub(crate) fn found_despite<T, E>(
        &self,
        kinds: &[&str],
        what: &str,
        find: impl FnOnce() -> std::result::Result<T, E>,
    ) -> std::result::Result<Arc<T>, E>
    where
        T: Any + Send + Sync,
    {
        let said = Said {
            statement: self.last_but(kinds),
            ..self.said
        };
        let state = (self.at().clone(), self.reached(), said);
        let findings = &self.ledger.findings;
        let known = || findings.known(&state, what)?.downcast::<T>().ok();
        if let Some(known) = known() {
            return Ok(known);
        }
        let _under_way = findings.begin(&state, what);
        // Somebody may have found it meanwhile.
        if let Some(known) = known() {
            return Ok(known);
        }
        // Not under the lock: other questions need not wait for this one.
        let began = Instant::now();
        let found = Arc::new(find()?);
        findings.keep(Finding {
            took: began.elapsed(),
            what: what.to_owned(),
            found: found.clone(),
            state: state.clone(),
        });
        Ok(found)
    }
}
