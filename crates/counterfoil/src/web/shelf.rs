//! Pages that were made, kept for who asks next. A page is a function of the ledger's
//! state, its address and its language, so one that is asked for by many is made once.
//!
//! When something comes in, a page that took long to make is shown as it was for the
//! moment that it takes to make it anew: it says itself what it reaches to. What people
//! state, and what is taken out, shows at once.

use super::request::Request;
use crate::tongue::Tongue;
use bytes::Bytes;
use ledger::Mark;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::collections::HashSet;
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Bytes of pages that are kept, and the most of one page.
const ROOM: u64 = 64 * 1024 * 1024;
const LARGEST: usize = 1024 * 1024;

/// What a page usually takes: so many are expected to be kept.
const USUAL: u64 = 32 * 1024;

/// A page that is made faster than this is always of the newest state.
const FAST: Duration = Duration::from_millis(20);

/// Which page.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Key {
    address: String,
    tongue: Tongue,
}

impl Key {
    pub fn of(request: &Request) -> Self {
        Self {
            address: request.address.clone(),
            tongue: request.tongue(),
        }
    }
}

/// A page, and the state that it tells of.
#[derive(Clone)]
pub struct Kept {
    pub mark: Mark,
    pub page: Bytes,
    /// How long it took.
    took: Duration,
}

#[derive(Clone)]
struct Weight;

impl Weighter<(Mark, Key), Kept> for Weight {
    fn weight(&self, (_, key): &(Mark, Key), kept: &Kept) -> u64 {
        (key.address.len() + kept.page.len()) as u64
    }
}

impl Weighter<Key, Kept> for Weight {
    fn weight(&self, key: &Key, kept: &Kept) -> u64 {
        (key.address.len() + kept.page.len()) as u64
    }
}

pub struct Shelf {
    pages: Cache<(Mark, Key), Kept, Weight>,
    /// Each as it was made last.
    last: Cache<Key, Kept, Weight>,
    /// Those that are being made anew.
    renewed: Mutex<HashSet<Key>>,
}

impl Default for Shelf {
    fn default() -> Self {
        let many = (ROOM / USUAL) as usize;
        Self {
            pages: Cache::with_weighter(many, ROOM / 2, Weight),
            last: Cache::with_weighter(many, ROOM / 2, Weight),
            renewed: Mutex::default(),
        }
    }
}

impl Shelf {
    /// The page of this state, or one of the state before that may stand for it until
    /// it is made anew.
    pub fn kept(&self, mark: &Mark, key: &Key) -> Option<Kept> {
        let of_state = self.pages.get(&(mark.clone(), key.clone()));
        of_state.or_else(|| {
            let last = self.last.get(key)?;
            (last.mark.said == mark.said && last.took > FAST).then_some(last)
        })
    }

    /// The page, made by `make` if it is not here. Who asks for a page that is being
    /// made waits for it; what cannot be made is not kept.
    ///
    /// # Errors
    /// As `make`.
    pub async fn page<E>(
        &self,
        mark: Mark,
        key: Key,
        make: impl Future<Output = Result<Bytes, E>>,
    ) -> Result<Kept, E> {
        let at = (mark, key);
        match self.pages.get_value_or_guard_async(&at).await {
            Ok(kept) => Ok(kept),
            Err(guard) => {
                let began = Instant::now();
                let kept = Kept {
                    page: make.await?,
                    mark: at.0,
                    took: began.elapsed(),
                };
                if kept.page.len() <= LARGEST {
                    // A page that was thrown out meanwhile is made again.
                    let _ = guard.insert(kept.clone());
                    self.last.insert(at.1, kept.clone());
                }
                Ok(kept)
            }
        }
    }

    fn renewed(&self) -> MutexGuard<'_, HashSet<Key>> {
        self.renewed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nobody makes this page anew yet; whoever asked does now, and says so
    /// with [`Self::is_renewed`].
    pub fn renews(&self, key: &Key) -> bool {
        self.renewed().insert(key.clone())
    }

    pub fn is_renewed(&self, key: &Key) {
        self.renewed().remove(key);
    }
}
