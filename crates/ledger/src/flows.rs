//! What live activities say of money, for the methods that make flows of it.

use crate::error::{Error, Result};
use crate::index::{Filter, Hit, Kind};
use crate::live::LiveMember;
use crate::view::View;
use flow::flows::Facts;
use flow::flows::counted::{self, Counted, Summary};
use iati::activity::Activity;
use iati::position::Position;
use rayon::prelude::*;
use std::sync::Arc;

/// Activities whose facts are in memory at a time: so many that they lie together
/// wherever their order is another than that of their files.
const BATCH: usize = 4096;

/// Activities whose sources are in memory at a time.
const SOURCES: usize = 256;

/// Which rows of the live activities count in totals. A row is a transaction,
/// budget or planned disbursement, in the order of [`Summary::rows`].
#[derive(Debug, Default)]
pub struct Standings {
    /// By rank: one more than the place in `odd`; 0 if all rows count.
    places: Vec<u32>,
    /// Of activities of which some row does not count: by class.
    odd: Vec<Box<[Counted]>>,
    /// Ranks of the activities that [`counted::Why`] numbers.
    ranks: Vec<u32>,
}

impl Standings {
    /// Of the classes of an activity's rows (see [`Summary::classed`]); none if all
    /// count.
    #[must_use]
    pub fn of_classes(&self, rank: u32) -> Option<&[Counted]> {
        let place = self.places.get(rank as usize)?.checked_sub(1)?;
        self.odd.get(place as usize).map(|classes| &**classes)
    }

    /// Of the rows of one activity, in their order; none if all count.
    #[must_use]
    pub fn of(&self, rank: u32, facts: &Facts) -> Option<Vec<Counted>> {
        let classes = self.of_classes(rank)?;
        let (_, of_row) = Summary::of(facts).classed();
        let of_row = of_row.iter().map(|class| {
            let standing = classes.get(*class as usize);
            standing.copied().unwrap_or(Counted::Yes)
        });
        Some(of_row.collect())
    }

    /// The rank of the activity that a reason names.
    #[must_use]
    pub fn rank(&self, number: usize) -> Option<u32> {
        self.ranks.get(number).copied()
    }
}

impl View<'_> {
    /// Ranks of the live activities that answer a filter, in order.
    ///
    /// # Errors
    /// The disk fails.
    pub fn activity_ranks(&self, filter: &Filter) -> Result<Vec<u32>> {
        let mut ranks: Vec<u32> = self
            .select(Kind::Activity, filter)?
            .iter()
            .map(|hit| hit.rank)
            .collect();
        ranks.sort_unstable();
        Ok(ranks)
    }

    /// Ranks of the activities that hits are of, in order, each once.
    #[must_use]
    pub fn ranks_of(&self, hits: &[Hit]) -> Vec<u32> {
        let mut ranks: Vec<u32> = hits.iter().map(|hit| hit.rank).collect();
        ranks.sort_unstable();
        ranks.dedup();
        ranks
    }

    /// The live activity or organisation record of a rank.
    #[must_use]
    pub fn at_rank(&self, rank: u32) -> Option<&LiveMember> {
        self.live().members.get(rank as usize)
    }

    /// Makes something of the facts of each activity, on all cores, and hands it
    /// on in the order of `ranks`. Lines are counted from the start of the activity.
    ///
    /// # Errors
    /// As `take`; the disk fails, or the index is damaged.
    pub fn each_facts<T: Send, E: From<Error>>(
        &self,
        ranks: &[u32],
        make: impl Fn(u32, &LiveMember, Facts) -> T + Sync,
        mut take: impl FnMut(T) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let places = self.places()?;
        for batch in ranks.chunks(BATCH) {
            let (members, versions) = self.asked(batch);
            let made = self.searcher().facts(&places, &versions, |at, facts| {
                let (rank, member) = members[at];
                make(rank, member, facts)
            })?;
            for one in made.into_iter().flatten() {
                take(one)?;
            }
        }
        Ok(())
    }

    /// Hands on each activity, read on all cores, in the order of `ranks`.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn each_activity(&self, ranks: &[u32], mut take: impl FnMut(u32, &Activity)) -> Result<()> {
        for batch in ranks.chunks(SOURCES) {
            let bodies = batch.iter().filter_map(|rank| {
                let member = self.at_rank(*rank)?;
                let body = self.ledger.record().body(member.head.id);
                Some(body.map(|body| (*rank, member.head.id, body)))
            });
            let bodies = bodies.collect::<Result<Vec<_>>>()?;
            let read: Vec<Result<(u32, Activity)>> = bodies
                .into_par_iter()
                .map(|(rank, version, body)| {
                    let (tree, context) = body.parsed(&format!("version {version}"))?;
                    let start = Position { line: 0, column: 1 };
                    Ok((rank, Activity::read(&tree, &context, start)))
                })
                .collect();
            for one in read {
                let (rank, activity) = one?;
                take(rank, &activity);
            }
        }
        Ok(())
    }

    /// Adds something up over the facts of activities, on all cores and in no order;
    /// gives as many sums as were begun.
    ///
    /// # Errors
    /// The disk fails, or the index is damaged.
    pub fn fold_facts<A: Send>(
        &self,
        ranks: &[u32],
        begin: impl Fn() -> A + Sync,
        add: impl Fn(&mut A, u32, Facts) + Sync,
    ) -> Result<Vec<A>> {
        let (members, versions) = self.asked(ranks);
        let places = self.places()?;
        let add = |sum: &mut A, at: usize, facts| add(sum, members[at].0, facts);
        self.searcher().fold_facts(&places, &versions, begin, add)
    }

    fn asked(&self, ranks: &[u32]) -> (Vec<(u32, &LiveMember)>, Vec<u64>) {
        let known = ranks.iter().filter_map(|r| Some((*r, self.at_rank(*r)?)));
        let members: Vec<(u32, &LiveMember)> = known.collect();
        let versions = members.iter().map(|(_, member)| member.head.id).collect();
        (members, versions)
    }

    /// The versions that a publication holds, in the order of its file, older copies
    /// too.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn versions_of(&self, publication: u64) -> Result<Vec<u64>> {
        let members = self.ledger.record().members(publication)?;
        Ok(members.iter().map(|m| m.version).collect())
    }

    /// Makes something of what versions say of money, on all cores; in their order,
    /// without those that are no activities.
    ///
    /// # Errors
    /// The disk fails or the index is damaged.
    pub fn facts_of<T: Send>(
        &self,
        versions: &[u64],
        make: impl Fn(usize, Facts) -> T + Sync,
    ) -> Result<Vec<T>> {
        let found = self.searcher().facts(&*self.places()?, versions, make)?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Everything that the activities of one publication say of money, in the
    /// order of the file, older copies too.
    ///
    /// # Errors
    /// The disk fails or the ledger is damaged.
    pub fn file_facts(&self, publication: u64) -> Result<Vec<Facts>> {
        self.facts_of(&self.versions_of(publication)?, |_, facts| facts)
    }

    /// Which rows count at this moment. It depends on all that is live: a parent
    /// counts until its children are published.
    ///
    /// # Errors
    /// The disk fails or the index is damaged.
    pub fn standings(&self) -> Result<Arc<Standings>> {
        self.found("standings", || {
            let books = self.searcher().books(self.live())?;
            let mut standings = Standings {
                places: vec![0; self.live().members.len()],
                odd: Vec::new(),
                ranks: books.ranks,
            };
            let counted = counted::counted_by_number(&books.summaries, &books.names);
            for (rank, classes) in standings.ranks.iter().zip(counted) {
                if classes.iter().all(|c| *c == Counted::Yes) {
                    continue;
                }
                standings.odd.push(classes.into_boxed_slice());
                if let Some(place) = standings.places.get_mut(*rank as usize) {
                    *place = standings.odd.len() as u32;
                }
            }
            Ok(standings)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Given;
    use crate::{AsOf, Incoming, Ledger, Writer};
    use iati::position::Position;
    use std::path::{Path, PathBuf};

    /// Every file of XML below a folder, in order.
    fn files(folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        for path in entries.map(|e| e.path()) {
            match path.is_dir() {
                true => found.extend(files(&path)),
                false if path.extension().is_some_and(|e| e == "xml") => found.push(path),
                false => {}
            }
        }
        found.sort_unstable();
        found
    }

    /// Imports files and holds the facts of the index against those of the record;
    /// says how many activities there were.
    fn compare(files: &[PathBuf]) -> usize {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path().join("ledger");
        let mut writer = Writer::open(&folder).expect("a ledger");
        for path in files {
            let incoming = Incoming {
                path,
                source: &path.display().to_string(),
                given: &Given::default(),
                now: "2026-01-01T00:00:00",
            };
            writer.import(&incoming, &|_| {}).expect("an import");
        }
        writer.finish().expect("an index");
        let ledger = Ledger::open(&folder).expect("a ledger");
        let view = ledger.view(&AsOf::default()).expect("a view");
        let ranks = view.activity_ranks(&Filter::default()).expect("ranks");
        let mut next = ranks.iter();
        let read = |_, member: &LiveMember, facts: Facts| (member.head.id, facts);
        view.each_facts(&ranks, read, |(version, facts)| {
            assert_eq!(
                next.next()
                    .and_then(|r| view.at_rank(*r))
                    .map(|m| m.head.id),
                Some(version),
                "in the order of the ranks"
            );
            let body = ledger.record().body(version)?;
            let (tree, context) = body.parsed("a version")?;
            let start = Position { line: 0, column: 1 };
            assert_eq!(facts, Facts::read(&tree, &context, start));
            Ok::<(), Error>(())
        })
        .expect("facts");
        assert!(next.next().is_none(), "each activity has facts");
        ranks.len()
    }

    #[test]
    #[expect(clippy::print_stderr, reason = "a test that is passed over says so")]
    fn facts_of_the_index_are_those_of_the_record() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut fixtures = files(&root.join("fuzz/corpus"));
        fixtures.extend(files(&root.join("crates/flow/tests")));
        assert!(compare(&fixtures) >= 3);
        let shared = files(&root.join("../shared/data/iati"));
        if shared.is_empty() {
            eprintln!("skipped: no folder “shared” beside the checkout");
            return;
        }
        assert!(compare(&shared) > 1000);
    }
}
