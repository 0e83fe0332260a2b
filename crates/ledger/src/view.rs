//! Reading a ledger: one consistent state for one question.

use crate::error::{Error, Result};
use crate::heads::Heads;
use crate::index::{
    Close, Counting, Dimension, Ends, Facets, Filter, Group, Hit, IndexHandle, IndexSearcher, Kind,
    Places, Reached, Row, Segments, Sums, Unit,
};
use crate::live::{self, AsOf, Live, LiveMember};
use crate::rates::Lent;
use crate::ready::Findings;
use crate::record::{LeftOut, PackedBody, Publication, Record, Said};
use crate::statement::{Statement, in_force};
use flow::book::Entry;
use iati::activity::Activity;
use iati::read::{Context, Tree};
use jiff::civil::Date;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

/// How many live sets are kept ready.
const READY: usize = 8;

/// The moment, the import that is reached, and what had been said by then.
pub(crate) type State = (AsOf, u64, Said);

/// A live set, kept for its state.
type Ready = (State, Arc<Live>);

/// A ledger opened for reading.
pub struct Ledger {
    record: Mutex<Record>,
    index: IndexHandle,
    folder: PathBuf,
    ready: Mutex<Vec<Ready>>,
    pub(crate) findings: Findings,
    pub(crate) lent: Lent,
    /// The import that views reach to, and no further; `u64::MAX` for the newest.
    held_at: AtomicU64,
    /// How often the books of a large ledger were laid beside each other: pages that
    /// mention it only once it is done are others then.
    pub(crate) laid: AtomicU64,
    heads: Mutex<Option<(Reached, Arc<Heads>)>>,
    places: Mutex<Option<(Segments, Arc<Places>)>>,
}

/// A state of a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// What was published.
    pub published: String,
    /// What is stated about it, and what was taken out of it.
    pub said: String,
}

/// The ledger at one moment.
pub struct View<'a> {
    pub(crate) ledger: &'a Ledger,
    searcher: IndexSearcher,
    at: AsOf,
    /// The import that the answers reach to.
    reached: u64,
    /// The import that no view of this moment's kin reaches beyond.
    most: u64,
    /// Those that were on record when the view was taken.
    statements: Vec<Statement>,
    live: Arc<Live>,
    /// What was said and taken out by then.
    pub(crate) said: Said,
    /// How far the index reaches.
    to: Reached,
    /// The unit that was read last, and its version.
    last: Mutex<Option<(u64, Arc<Unit>)>>,
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
            lent: Lent::default(),
            held_at: AtomicU64::new(u64::MAX),
            laid: AtomicU64::new(0),
            ready: Mutex::new(Vec::new()),
            findings: Findings::default(),
            heads: Mutex::new(None),
            places: Mutex::new(None),
        })
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        held(&self.record)
    }

    /// Views reach to this import from now on, whatever comes in, or with `None` to the
    /// newest that the index holds. So that a server can make ready what rests on new
    /// publications before it shows them.
    pub fn hold_at(&self, import: Option<u64>) {
        self.held_at
            .store(import.unwrap_or(u64::MAX), Ordering::Release);
    }

    /// The newest import that the index holds.
    ///
    /// # Errors
    /// The disk fails.
    pub fn newest(&self) -> Result<u64> {
        Ok(self.index.reached()?.seq)
    }

    fn held_at(&self) -> u64 {
        self.held_at.load(Ordering::Acquire)
    }

    /// What every answer depends on: another state has another. How many
    /// publications wait for the index is not in it, only whether some do.
    ///
    /// # Errors
    /// The disk fails.
    pub fn mark(&self) -> Result<Mark> {
        let reached = self.index.reached()?;
        let record = self.record();
        let (said, last) = (record.said()?, record.last_seq()?);
        let seq = reached.seq.min(self.held_at());
        let link = record.link_in_digits(seq)?.unwrap_or_default();
        let laid = self.laid.load(Ordering::Acquire);
        Ok(Mark {
            published: format!("{seq}-{link}-{}-{laid}", u8::from(last > seq)),
            said: format!("{}-{}", said.statement, said.tombstone),
        })
    }

    /// The record opened once more, for what takes long.
    pub(crate) fn another_record(&self) -> Result<Record> {
        Record::open(&self.folder)
    }

    /// The ledger as it was at a moment.
    ///
    /// # Errors
    /// The disk fails.
    pub fn view(&self, at: &AsOf) -> Result<View<'_>> {
        self.view_up_to(at, self.held_at())
    }

    /// The same, reaching to the newest import whatever views are held at.
    ///
    /// # Errors
    /// The disk fails.
    pub fn view_of_newest(&self, at: &AsOf) -> Result<View<'_>> {
        self.view_up_to(at, u64::MAX)
    }

    fn view_up_to(&self, at: &AsOf, most: u64) -> Result<View<'_>> {
        let (searcher, reached) = self.index.searcher()?;
        if reached.is_of_other_make {
            return Err(Error::OtherMake(self.index.path().to_owned()));
        }
        if reached.seq > 0 && !self.record().is_at(&reached)? {
            return Err(Error::Astray(self.index.path().to_owned()));
        }
        let on_record = self.record().said()?;
        if reached.tombstone > on_record.tombstone {
            return Err(Error::Astray(self.index.path().to_owned()));
        }
        // What was taken out of the record is not to be told from the index.
        if reached.tombstone < on_record.tombstone {
            return Err(Error::Redacting(self.folder.clone()));
        }
        let to = reached;
        let reached = to.seq.min(at.known.unwrap_or(u64::MAX)).min(most);
        let statements = self.record().statements()?;
        let said = Said {
            statement: statements.last().map_or(0, |s| s.seq),
            ..on_record
        };
        let live = self.live((at.clone(), reached, said), &searcher, &to, &statements)?;
        Ok(View {
            said,
            to,
            ledger: self,
            searcher,
            at: at.clone(),
            reached,
            most,
            statements,
            live,
            last: Mutex::new(None),
        })
    }

    /// What counts at a moment, up to an import.
    fn live(
        &self,
        key: State,
        searcher: &IndexSearcher,
        reached: &Reached,
        statements: &[Statement],
    ) -> Result<Arc<Live>> {
        let known = |(k, _): &&Ready| *k == key;
        if let Some((_, live)) = held(&self.ready).iter().find(known) {
            return Ok(live.clone());
        }
        // Neither under the lock nor through the record that others read: they need
        // not wait for this.
        let heads = self.heads(searcher, reached)?;
        let record = self.another_record()?;
        let live = Arc::new(Live::read(&record, &heads, &key.0, key.1, statements)?);
        let mut ready = held(&self.ready);
        if let Some((_, live)) = ready.iter().find(known) {
            return Ok(live.clone());
        }
        if ready.len() >= READY {
            ready.remove(0);
        }
        ready.push((key, live.clone()));
        Ok(live)
    }

    /// The heads of the versions up to where the index reaches, kept until it
    /// reaches further.
    fn heads(&self, searcher: &IndexSearcher, reached: &Reached) -> Result<Arc<Heads>> {
        let mut kept = held(&self.heads);
        if let Some((_, heads)) = kept.as_ref().filter(|(to, _)| to == reached) {
            return Ok(heads.clone());
        }
        let heads = Arc::new(Heads::new(searcher.heads()?));
        *kept = Some((reached.clone(), heads.clone()));
        Ok(heads)
    }
}

/// A panic of another reader leaves what is held usable.
fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
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

    /// What was live at another moment, within this one's reach.
    pub(crate) fn live_at(&self, at: &AsOf) -> Result<Arc<Live>> {
        let View {
            ledger,
            searcher,
            to,
            statements,
            ..
        } = self;
        let seq = self.reached.min(at.known.unwrap_or(u64::MAX));
        ledger.live((at.clone(), seq, self.said), searcher, to, statements)
    }

    /// The same ledger at another moment.
    ///
    /// # Errors
    /// The disk fails.
    pub fn at_moment(&self, at: &AsOf) -> Result<View<'_>> {
        self.ledger.view_up_to(at, self.most)
    }

    pub(crate) fn searcher(&self) -> &IndexSearcher {
        &self.searcher
    }

    /// Where all units lie in the index, kept until its segments are others.
    pub(crate) fn places(&self) -> Result<Arc<Places>> {
        let segments = self.searcher.segments();
        let mut kept = held(&self.ledger.places);
        if let Some((_, places)) = kept.as_ref().filter(|(of, _)| *of == segments) {
            return Ok(places.clone());
        }
        let places = Arc::new(self.searcher.places()?);
        *kept = Some((segments, places.clone()));
        Ok(places)
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
        let corrections = live::corrections(&self.statements, &self.at);
        all.iter_mut().for_each(|p| corrections.apply(p));
        all.retain(|p| p.seq <= self.reached && live::is_out(p, &self.at));
        Ok(all)
    }

    /// What was said about the record by then, in order; what was taken back too.
    #[must_use]
    pub fn statements(&self) -> Vec<&Statement> {
        let all = self.statements.iter();
        all.filter(|s| s.is_known(self.at.known)).collect()
    }

    /// Those of them that count, in order.
    #[must_use]
    pub fn statements_in_force(&self) -> Vec<&Statement> {
        in_force(&self.statements, self.at.known)
    }

    /// The last statement that is of none of these kinds, and takes back none.
    pub(crate) fn last_but(&self, kinds: &[&str]) -> u64 {
        if kinds.is_empty() {
            return self.said.statement;
        }
        let mut is_of: HashMap<u64, bool> = HashMap::new();
        let mut last = 0;
        for s in &self.statements {
            let of = match s.undoes {
                Some(undone) => is_of.get(&undone).copied().unwrap_or(false),
                None => kinds.contains(&s.kind.as_str()),
            };
            is_of.insert(s.seq, of);
            if !of {
                last = s.seq;
            }
        }
        last
    }

    /// A transaction of a live activity: its rank, and the place from 0.
    ///
    /// # Errors
    /// There is none, the disk fails, or the record is damaged.
    pub fn transaction(&self, rank: u32, place: u32) -> Result<Entry> {
        let version = self.at_rank(rank).map(|m| m.head.id);
        let entry = match version {
            Some(version) => Entry::of(&*self.unit(version)?, place as usize),
            None => None,
        };
        entry.ok_or_else(|| Error::Damaged(format!("no transaction {place} at rank {rank}")))
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

    /// The live activities that answer a filter and end on a day from `first` to `last`,
    /// the next first; those with one of the statuses `but` are passed over, wherever
    /// they end.
    ///
    /// # Errors
    /// The disk fails.
    pub fn ends(&self, filter: &Filter, first: Date, last: Date, but: &[&str]) -> Result<Ends> {
        self.searcher.ends(filter, [first, last], but, &self.live)
    }

    /// How many of the live activities that answer a filter there are under each label:
    /// of each topic the `most` commonest.
    ///
    /// # Errors
    /// The disk fails.
    pub fn facets(&self, filter: &Filter, most: usize) -> Result<Facets> {
        self.searcher.facets(filter, most, &self.live)
    }

    /// Where no live document has the organisation that a filter names: the words of
    /// names that come close to its words, one for each, to be put into
    /// [`Filter::close`]. Empty where it needs nothing, or nothing comes close.
    ///
    /// # Errors
    /// The disk fails.
    pub fn close_to(&self, kind: Kind, filter: &Filter) -> Result<Vec<Close>> {
        match &filter.organisation {
            Some(name) => self.searcher.close_to(kind, name, &self.live),
            None => Ok(Vec::new()),
        }
    }

    /// What a hit stands for, as stored.
    ///
    /// # Errors
    /// The disk fails, or the record or the index is damaged.
    pub fn row<T: Row>(&self, hit: Hit) -> Result<T> {
        let version = self.member(hit).head.id;
        let unit = self.unit(version)?;
        T::of(&unit, hit.ordinal as usize).ok_or_else(|| {
            let what = format!("version {version} does not hold what it should");
            self.searcher.lacks(&what)
        })
    }

    /// A stored unit, read. Hits come in order of their activity: the last one
    /// read is mostly asked for again.
    fn unit(&self, version: u64) -> Result<Arc<Unit>> {
        let mut last = held(&self.last);
        if let Some((_, unit)) = last.as_ref().filter(|(id, _)| *id == version) {
            return Ok(unit.clone());
        }
        let body = self.ledger.record().body(version)?;
        let unit = Arc::new(Unit::read(body)?);
        *last = Some((version, unit.clone()));
        Ok(unit)
    }

    /// Where a hit stands: the live activity and its publication.
    #[must_use]
    pub fn member(&self, hit: Hit) -> &LiveMember {
        &self.live.members[hit.rank as usize]
    }

    /// The publications that the answers to a filter come from, in order of import.
    ///
    /// # Errors
    /// The disk fails.
    pub fn sources(&self, kind: Kind, filter: &Filter) -> Result<Vec<&Publication>> {
        let ranks = self.searcher.ranks(kind, filter, &self.live)?;
        Ok(ranks.publications(&self.live))
    }

    /// Exact sums over whole transactions, all that are live; not by place or sector,
    /// which parts have.
    ///
    /// # Errors
    /// The disk fails.
    pub fn sum(&self, filter: &Filter, by: &[Dimension]) -> Result<Vec<Group>> {
        let sums = self.searcher.sum(filter, by, None, &self.live)?;
        Ok(sums.iter().collect())
    }

    /// Exact sums over transactions as our own method divides them, by what counts.
    /// Not in them: the activities of [`View::odd_ranks`].
    ///
    /// # Errors
    /// The disk fails.
    pub fn sum_counted(
        &self,
        filter: &Filter,
        by: &[Dimension],
        counting: Counting<'_>,
    ) -> Result<Sums> {
        self.searcher.sum(filter, by, Some(counting), &self.live)
    }

    /// Ranks of the live activities that sums by column pass over: the columns cannot
    /// hold all that our method says of them.
    ///
    /// # Errors
    /// The disk fails.
    pub fn odd_ranks(&self) -> Result<Vec<u32>> {
        self.searcher.odd(&self.live)
    }

    /// Everything that a live activity says, from its stored source.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn activity(&self, member: &LiveMember) -> Result<Activity> {
        Ok(self.reading(member.head.id, member.line)?.activity)
    }

    /// What is stored of a live activity or organisation record.
    pub(crate) fn packed(&self, member: &LiveMember) -> Result<PackedBody> {
        self.ledger.record().packed(member.head.id)
    }

    /// A live activity or organisation record as it is stored: redacted, otherwise as
    /// sent; and what stood around it.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn parsed(&self, member: &LiveMember) -> Result<(Tree, Context)> {
        let body = self.ledger.record().body(member.head.id)?;
        body.parsed(&format!("version {}", member.head.id))
    }

    /// The stored source of a live activity: redacted, otherwise as sent.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn source(&self, member: &LiveMember) -> Result<String> {
        Ok(self.ledger.record().body(member.head.id)?.source)
    }
}
