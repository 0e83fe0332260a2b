//! Versions: each body unpacks to its size, and says what its hash and its columns
//! say.

use super::{FROM_A_COPY, Known, Verified};
use crate::import::{StoredContext, hash};
use crate::index::{self, Holding};
use crate::record::{Record, StoredVersion, as_hash, unpack};
use iati::check;
use iati::read::{Tree, UnitKind};
use rayon::prelude::*;

/// Packed bytes that are looked at together.
const BATCH: usize = 1 << 20;

/// What one version comes to.
struct Examined {
    transactions: u64,
    fresh: Option<Holding>,
    faults: Vec<String>,
}

/// All versions, in order of id.
pub(super) fn all(record: &Record, found: &mut Verified, tick: &dyn Fn(u64)) -> Vec<Known> {
    let mut known = Vec::new();
    let mut batch = Vec::new();
    let mut bytes = 0;
    let outcome = record.each_version(|version| {
        bytes += version.packed.len();
        batch.push(version);
        if bytes >= BATCH {
            bytes = 0;
            examine_all(&mut batch, &mut known, found);
            tick(known.len() as u64);
        }
        Ok(())
    });
    examine_all(&mut batch, &mut known, found);
    found.bear::<()>("versions", outcome);
    found.versions = known.len() as u64;
    known
}

fn examine_all(batch: &mut Vec<StoredVersion>, known: &mut Vec<Known>, found: &mut Verified) {
    let examined: Vec<Examined> = batch.par_iter().map(examine).collect();
    for (version, examined) in batch.drain(..).zip(examined) {
        let place = format!("version {} ({})", version.id, version.identifier);
        for what in examined.faults {
            found.fault(place.clone(), what, FROM_A_COPY);
        }
        known.push(Known {
            id: version.id,
            hash: as_hash(&version.hash),
            is_activity: version.is_activity,
            transactions: examined.transactions,
            first_publication: version.first_publication,
            first_listed: None,
            fresh: examined.fresh,
        });
    }
}

fn examine(version: &StoredVersion) -> Examined {
    read(version).unwrap_or_else(|what| Examined {
        transactions: 0,
        fresh: None,
        faults: vec![what],
    })
}

fn read(version: &StoredVersion) -> std::result::Result<Examined, String> {
    let source = unpack(&version.packed, version.size as usize)
        .ok_or("its source does not unpack to its size")?;
    let context = version.context.as_ref().ok_or("its context is gone")?;
    let stored: StoredContext =
        serde_json::from_str(context).map_err(|e| format!("its context cannot be read: {e}"))?;
    let context = stored.to_context();
    let tree = Tree::parse(source, &context).map_err(|_| "its source cannot be parsed")?;
    let derived = index::derive(tree.kind(), &tree, &context);
    let mut faults = Vec::new();
    let mut must = |holds: bool, what: &str| {
        if !holds {
            faults.push(what.to_owned());
        }
    };
    must(
        hash(&tree, &stored).as_slice() == version.hash,
        "what it says does not give its hash",
    );
    must(
        (tree.kind() == UnitKind::Activity) == version.is_activity,
        "it is not the kind that its row says",
    );
    let identifier = check::identifier(&tree, tree.kind()).unwrap_or_default();
    must(
        identifier == version.identifier,
        "its identifier is not the one in its row",
    );
    must(
        derived.head.reporter == version.reporter
            && derived.head.reporter_name == version.reporter_name,
        "its reporter is not the one in its row",
    );
    Ok(Examined {
        transactions: derived.transactions,
        fresh: Some(index::digest(&derived.docs)),
        faults,
    })
}

/// The version of an id.
pub(super) fn find(known: &mut [Known], id: u64) -> Option<&mut Known> {
    let at = known.binary_search_by_key(&id, |k| k.id).ok()?;
    known.get_mut(at)
}
