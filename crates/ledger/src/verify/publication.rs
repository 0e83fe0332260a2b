//! Publications: the lists of what they hold, their counts, and the chain.

use super::redaction::Became;
use super::version::find;
use super::{FROM_A_COPY, Known, Verified};
use crate::error::Result;
use crate::member::{self, Member};
use crate::record::chain::{self, Hash, Said, Tombstone};
use crate::record::{Earlier, Publication, Record, StoredPublication, as_hash};
use sha2::{Digest, Sha256};

/// What the members of a publication come to.
#[derive(Default)]
struct Counted {
    activities: u64,
    organisations: u64,
    transactions: u64,
    gone: u64,
    versions: Sha256,
}

/// All publications, in order of import; then the versions that none lists.
pub(super) fn all(
    record: &Record,
    known: &mut [Known],
    tombstones: &[Tombstone],
    found: &mut Verified,
    tick: &dyn Fn(u64),
) {
    let mut chain = Chain::default();
    let redacted = Redacted {
        versions: Earlier::of("version", tombstones),
        publications: Earlier::of("publication", tombstones),
        became: Became::of("publication", tombstones),
    };
    let outcome = record.each_publication(|stored| {
        let seq = stored.head.seq;
        one(record, &stored, known, &mut chain, &redacted, found)?;
        found.publications += 1;
        tick(seq);
        Ok(())
    });
    found.bear::<()>("publications", outcome);
    listed(known, found);
}

/// What was redacted after it was written.
struct Redacted<'a> {
    versions: Earlier,
    publications: Earlier,
    became: Became<'a>,
}

/// Where the chain stands.
#[derive(Default)]
struct Chain {
    seq: u64,
    link: Hash,
}

fn one(
    record: &Record,
    stored: &StoredPublication,
    known: &mut [Known],
    chain: &mut Chain,
    redacted: &Redacted<'_>,
    found: &mut Verified,
) -> Result<()> {
    let head = &stored.head;
    let place = format!("publication {}", head.seq);
    if head.seq != chain.seq + 1 {
        let what = format!("the publications between it and {} are gone", chain.seq);
        found.fault(place.clone(), what, FROM_A_COPY);
    }
    let packed = stored.members.as_deref();
    let members = packed.map_or(Ok(Vec::new()), member::decode);
    let members = found.bear(&place, members);
    let counted = count(&members, head.seq, known, &redacted.versions);
    let dropped = record.dropped(head.seq)?;
    let left_out = record.left_out(head.seq)?;
    let withheld = dropped.iter().map(|(_, count)| count).sum();
    for what in wrong_counts(head, &counted, withheld, left_out.len() as u64) {
        found.fault(place.clone(), what, FROM_A_COPY);
    }
    let content = chain::content(&Said {
        head,
        versions: counted.versions.finalize().into(),
        members: &members,
        dropped: &dropped,
        left_out: &left_out,
    });
    redacted.became.check(head.seq, &content, &place, found);
    let content = redacted.publications.first(head.seq).unwrap_or(content);
    let since = record.since(head.seq.saturating_sub(1))?;
    if chain::link(&chain.link, &content, &since).as_slice() != stored.link {
        let what = "the chain breaks here: something about it, or about the one before it, was changed after it was written";
        found.fault(place, what, FROM_A_COPY);
    }
    // From here the chain is followed as it stands, so that one break is told once.
    chain.seq = head.seq;
    chain.link = as_hash(&stored.link);
    Ok(())
}

fn count(members: &[Member], seq: u64, known: &mut [Known], earlier: &Earlier) -> Counted {
    let mut counted = Counted::default();
    for member in members {
        let Some(version) = find(known, member.version) else {
            counted.gone += 1;
            continue;
        };
        version.first_listed.get_or_insert(seq);
        let hash = earlier.known(version.id, seq, version.hash);
        counted.versions.update(hash);
        counted.transactions += version.transactions;
        match version.is_activity {
            true => counted.activities += 1,
            false => counted.organisations += 1,
        }
    }
    counted
}

/// What the row says otherwise than its members, in words.
fn wrong_counts(head: &Publication, counted: &Counted, dropped: u64, left_out: u64) -> Vec<String> {
    let pairs = [
        ("activities", head.activities, counted.activities),
        ("organisations", head.organisations, counted.organisations),
        ("transactions", head.transactions, counted.transactions),
        ("withheld texts", head.dropped, dropped),
        ("units left out", head.left_out, left_out),
    ];
    let wrong = pairs.iter().filter(|(_, said, is)| said != is);
    let mut words: Vec<String> = wrong
        .map(|(what, said, is)| format!("its row says {said} {what}, there are {is}"))
        .collect();
    if counted.gone > 0 {
        words.push(format!(
            "{} of its activities point at versions that are gone",
            counted.gone
        ));
    }
    if head.refused.is_some() && counted.activities + counted.organisations > 0 {
        words.push("it was refused and holds activities all the same".to_owned());
    }
    words
}

/// Each version is listed first by the publication that brought it.
fn listed(known: &[Known], found: &mut Verified) {
    for version in known {
        let what = match version.first_listed {
            Some(seq) if seq == version.first_publication => continue,
            Some(seq) => format!(
                "publication {seq} lists it first, its row says {}",
                version.first_publication
            ),
            None => "no publication lists it".to_owned(),
        };
        found.fault(format!("version {}", version.id), what, FROM_A_COPY);
    }
}
