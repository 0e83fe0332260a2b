//! Reading a ledger: one consistent state for one question.

use crate::error::{Error, Result};
use crate::import::StoredContext;
use crate::index::{Dimension, Filter, Group, Hit, IndexHandle, IndexSearcher, Kind};
use crate::live::{AsOf, Live, LiveMember};
use crate::record::{LeftOut, Publication, Record, VersionBody};
use iati::activity::Activity;
use iati::position::Position;
use iati::read::Tree;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

/// How many live sets are kept ready.
const READY: usize = 8;

/// A live set, kept for the moment and the import that it was made for.
type Ready = ((AsOf, u64), Arc<Live>);

/// A ledger opened for reading.
pub struct Ledger {
    record: Mutex<Record>,
    index: IndexHandle,
    folder: PathBuf,
    ready: Mutex<Vec<Ready>>,
}

/// The ledger at one moment.
pub struct View<'a> {
    ledger: &'a Ledger,
    searcher: IndexSearcher,
    at: AsOf,
    /// The import that the answers reach to.
    reached: u64,
    live: Arc<Live>,
}

impl Ledger {
    /// Opens a ledger.
    ///
    /// # Errors
    /// There is none, it cannot be read, or its index is missing.
    pub fn open(folder: &Path) -> Result<Self> {
        let record = Record::open(folder)?;
        let index = IndexHandle::open(folder)?;
        Ok(Self {
            record: Mutex::new(record),
            index,
            folder: folder.to_owned(),
            ready: Mutex::new(Vec::new()),
        })
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        // A panic of another reader leaves the connection usable.
        self.record
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The ledger as it was at a moment.
    ///
    /// # Errors
    /// The disk fails.
    pub fn view(&self, at: &AsOf) -> Result<View<'_>> {
        let (searcher, reached) = self.index.searcher()?;
        if reached.seq > 0 && !self.record().is_at(&reached)? {
            return Err(Error::Astray(self.index.path().to_owned()));
        }
        let reached = reached.seq.min(at.known.unwrap_or(u64::MAX));
        let live = self.live(at, reached)?;
        Ok(View {
            ledger: self,
            searcher,
            at: at.clone(),
            reached,
            live,
        })
    }

    fn live(&self, at: &AsOf, reached: u64) -> Result<Arc<Live>> {
        let key = (at.clone(), reached);
        let mut ready = self
            .ready
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((_, live)) = ready.iter().find(|(k, _)| *k == key) {
            return Ok(live.clone());
        }
        let live = Arc::new(Live::read(&self.record(), at, reached)?);
        if ready.len() >= READY {
            ready.remove(0);
        }
        ready.push((key, live.clone()));
        Ok(live)
    }
}

impl View<'_> {
    #[must_use]
    pub fn at(&self) -> &AsOf {
        &self.at
    }

    /// The last import that this state holds.
    #[must_use]
    pub fn reached(&self) -> u64 {
        self.reached
    }

    /// Publications on record that the index does not hold yet: an import is
    /// under way, or was cut.
    ///
    /// # Errors
    /// The disk fails.
    pub fn waiting(&self) -> Result<u64> {
        let last = self.ledger.record().last_seq()?;
        let asked = self.at.known.unwrap_or(u64::MAX);
        Ok(last.min(asked).saturating_sub(self.reached))
    }

    #[must_use]
    pub fn live(&self) -> &Live {
        &self.live
    }

    /// All publications by that time, superseded and refused ones too.
    ///
    /// # Errors
    /// The disk fails.
    pub fn publications(&self) -> Result<Vec<Publication>> {
        let mut all = self.ledger.record().publications()?;
        let limit = self.at.published.as_deref();
        all.retain(|p| {
            let day = p.published.value.get(..10).unwrap_or("");
            p.seq <= self.reached && limit.is_none_or(|l| day <= l)
        });
        Ok(all)
    }

    /// What was not stored of a publication: kinds and counts.
    ///
    /// # Errors
    /// The disk fails.
    pub fn dropped(&self, seq: u64) -> Result<Vec<(String, u64)>> {
        self.ledger.record().dropped(seq)
    }

    /// The units of a publication that could not be read.
    ///
    /// # Errors
    /// The disk fails.
    pub fn left_out(&self, seq: u64) -> Result<Vec<LeftOut>> {
        self.ledger.record().left_out(seq)
    }

    /// The live documents that answer a filter, in a stable order.
    ///
    /// # Errors
    /// The disk fails.
    pub fn select(&self, kind: Kind, filter: &Filter) -> Result<Vec<Hit>> {
        self.searcher.select(kind, filter, &self.live)
    }

    /// The row of a hit.
    ///
    /// # Errors
    /// The disk fails or the index is damaged.
    pub fn row<T: DeserializeOwned>(&self, hit: Hit) -> Result<T> {
        let bytes = self.searcher.row(hit)?;
        serde_json::from_slice(&bytes).map_err(|e| {
            Error::Damaged(format!(
                "a row of the index ({e}); counterfoil ledger rebuild"
            ))
        })
    }

    /// Where a hit stands: the live activity and its publication.
    #[must_use]
    pub fn member(&self, hit: Hit) -> &LiveMember {
        &self.live.members[hit.rank as usize]
    }

    /// Exact sums over transactions.
    ///
    /// # Errors
    /// The disk fails.
    pub fn sum(&self, filter: &Filter, by: &[Dimension]) -> Result<Vec<Group>> {
        self.searcher.sum(filter, by, &self.live)
    }

    /// Everything that a live activity says, from its stored source.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn activity(&self, member: &LiveMember) -> Result<Activity> {
        let body = self.ledger.record().body(member.head.id)?;
        let damaged = |what: &str| Error::Damaged(format!("version {}: {what}", member.head.id));
        let stored: StoredContext =
            serde_json::from_str(&body.context).map_err(|_| damaged("its context"))?;
        let context = stored.to_context();
        let tree = Tree::parse(body.source, &context).map_err(|_| damaged("its source"))?;
        let start = Position {
            line: member.line,
            column: 1,
        };
        Ok(Activity::read(&tree, &context, start))
    }

    /// What is stored of a live activity or organisation record.
    pub(crate) fn body(&self, member: &LiveMember) -> Result<VersionBody> {
        self.ledger.record().body(member.head.id)
    }

    /// The stored source of a live activity: redacted, otherwise as sent.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn source(&self, member: &LiveMember) -> Result<String> {
        Ok(self.ledger.record().body(member.head.id)?.source)
    }
}
