//! What was worked out for a state of the ledger, kept ready for the next
//! question: a state never changes, so what was found in it stays true.

use crate::live::AsOf;
use crate::record::Said;
use crate::view::View;
use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

/// How many findings are kept.
const READY: usize = 12;

/// The moment, the import it reaches to, and what was said by then.
type State = (AsOf, u64, Said);

/// What was found, and in which state for which question.
struct Finding {
    state: State,
    what: String,
    found: Arc<dyn Any + Send + Sync>,
}

/// The latest findings, the last one asked for at the end.
#[derive(Default)]
pub(crate) struct Findings(Mutex<Vec<Finding>>);

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
        let all = self.ledger.findings.0.lock();
        let all = all.unwrap_or_else(PoisonError::into_inner);
        let found = all.iter().find(|f| f.state == state && f.what == what)?;
        found.found.clone().downcast::<T>().ok()
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
        let findings = || {
            let lock = self.ledger.findings.0.lock();
            lock.unwrap_or_else(PoisonError::into_inner)
        };
        let known = || {
            let mut all = findings();
            let at = all
                .iter()
                .position(|f| f.state == state && f.what == what)?;
            let finding = all.remove(at);
            let found = finding.found.clone();
            all.push(finding);
            found.downcast::<T>().ok()
        };
        if let Some(known) = known() {
            return Ok(known);
        }
        // Not under the lock: other questions need not wait for this one.
        let found = Arc::new(find()?);
        let mut all = findings();
        if all.len() >= READY {
            all.remove(0);
        }
        all.push(Finding {
            what: what.to_owned(),
            found: found.clone(),
            state,
        });
        drop(all);
        Ok(found)
    }
}
