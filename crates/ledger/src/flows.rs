//! What live activities say of money, for the methods that make flows of it.

use crate::error::{Error, Result};
use crate::index::{Filter, Kind};
use crate::live::LiveMember;
use crate::record::VersionBody;
use crate::view::View;
use flow::flows::Facts;
use flow::flows::counted::{self, Counted, Summary};
use iati::position::Position;
use rayon::prelude::*;
use std::sync::Arc;

/// Activities read at a time: enough for all cores, few enough to stay small.
const BATCH: usize = 256;

/// Which rows of the live activities count in totals. A row is a transaction,
/// budget or planned disbursement, in the order of [`Summary::rows`].
#[derive(Debug, Default)]
pub struct Standings {
    /// By rank; of an organisation record there is none.
    of_rank: Vec<Vec<Counted>>,
    /// Ranks of the activities that [`counted::Why`] numbers.
    ranks: Vec<u32>,
}

impl Standings {
    /// Of the rows of one activity; empty if it has none.
    #[must_use]
    pub fn of(&self, rank: u32) -> &[Counted] {
        self.of_rank.get(rank as usize).map_or(&[], Vec::as_slice)
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

    /// The live activity or organisation record of a rank.
    #[must_use]
    pub fn at_rank(&self, rank: u32) -> Option<&LiveMember> {
        self.live().members.get(rank as usize)
    }

    /// Makes something of the facts of each activity, on all cores, and hands it
    /// on in the order of `ranks`. Lines are counted from the start of the activity.
    ///
    /// # Errors
    /// As `take`; the disk fails, or the record is damaged.
    pub fn each_facts<T: Send, E: From<Error>>(
        &self,
        ranks: &[u32],
        make: impl Fn(u32, &LiveMember, Facts) -> T + Sync,
        mut take: impl FnMut(T) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        for batch in ranks.chunks(BATCH) {
            let bodies = batch.iter().filter_map(|rank| {
                let member = self.at_rank(*rank)?;
                Some(self.body(member).map(|body| (*rank, member, body)))
            });
            let bodies = bodies.collect::<Result<Vec<_>>>()?;
            let made: Vec<Result<Option<T>>> = bodies
                .into_par_iter()
                .map(|(rank, member, body)| {
                    Ok(facts(member.head.id, body)?.map(|facts| make(rank, member, facts)))
                })
                .collect();
            for one in made {
                if let Some(one) = one? {
                    take(one)?;
                }
            }
        }
        Ok(())
    }

    /// Everything that the activities of one publication say of money, in the
    /// order of the file, older copies too.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn file_facts(&self, publication: u64) -> Result<Vec<Facts>> {
        let members = self.ledger.record().members(publication)?;
        let mut all = Vec::with_capacity(members.len());
        for batch in members.chunks(BATCH) {
            let bodies = batch
                .iter()
                .map(|m| Ok((m.version, self.ledger.record().body(m.version)?)));
            let bodies = bodies.collect::<Result<Vec<_>>>()?;
            let read: Vec<Result<Option<Facts>>> = bodies
                .into_par_iter()
                .map(|(version, body)| facts(version, body))
                .collect();
            for one in read {
                all.extend(one?);
            }
        }
        Ok(all)
    }

    /// Which rows count at this moment. It depends on all that is live: a parent
    /// counts until its children are published.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn standings(&self) -> Result<Arc<Standings>> {
        self.found("standings", || {
            let members = self.live().members.iter().enumerate();
            let ranks: Vec<u32> = members
                .filter(|(_, m)| m.head.is_activity)
                .map(|(rank, _)| rank as u32)
                .collect();
            let mut set = Vec::with_capacity(ranks.len());
            self.each_facts(
                &ranks,
                |_, _, facts| Summary::of(&facts),
                |summary| {
                    set.push(summary);
                    Ok::<(), Error>(())
                },
            )?;
            let mut of_rank = vec![Vec::new(); self.live().members.len()];
            for (rank, standing) in ranks.iter().zip(counted::counted(&set)) {
                if let Some(place) = of_rank.get_mut(*rank as usize) {
                    *place = standing;
                }
            }
            Ok(Standings { of_rank, ranks })
        })
    }
}

/// What a stored version says of money; none if it is no activity.
fn facts(version: u64, body: VersionBody) -> Result<Option<Facts>> {
    let (tree, context) = body.parsed(&format!("version {version}"))?;
    if tree.root().name() != "iati-activity" {
        return Ok(None);
    }
    let start = Position { line: 0, column: 1 };
    Ok(Some(Facts::read(&tree, &context, start)))
}
