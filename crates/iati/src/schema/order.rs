//! Which of the children of an element stand out of order, and which are too
//! many: the fewest that have to be moved. Runs only where something is amiss.

use super::fault::Kind;
use super::grammar::Node;

/// A child in the order of the document: its index in [`Node::children`].
/// `None` for one that is at fault already.
type Slot = Option<usize>;

/// What is wrong with which child.
pub(super) fn judge(node: &Node, slots: &[Slot]) -> Vec<(usize, Kind)> {
    let mut faults = Vec::new();
    let ranked = ranks(node, slots, &mut faults);
    let kept = longest_run(&ranked);
    let mut is_kept = vec![false; ranked.len()];
    for at in &kept {
        is_kept[*at] = true;
    }
    let mut before = 0;
    for (at, moved) in ranked.iter().enumerate() {
        if is_kept[at] {
            before += 1;
        } else {
            let name = |k: usize| node.children[ranked[kept[k]].slot].name;
            faults.push((
                moved.child,
                misplaced(&ranked, &kept, before, moved.rank, name),
            ));
        }
    }
    faults.sort_by_key(|(child, _)| *child);
    faults
}

struct Ranked {
    /// Which of the children.
    child: usize,
    slot: usize,
    rank: usize,
}

/// The children that may be there, each with what its order is judged by.
fn ranks(node: &Node, slots: &[Slot], faults: &mut Vec<(usize, Kind)>) -> Vec<Ranked> {
    let mut ranked = Vec::with_capacity(slots.len());
    let mut seen = 0u64;
    for (child, slot) in slots.iter().enumerate() {
        let Some(slot) = *slot else { continue };
        if seen & (1 << slot) != 0 && !node.children[slot].many {
            faults.push((child, Kind::TooMany));
            continue;
        }
        // One that may alternate with extensions ranks as they do.
        let rank = slot + usize::from(node.may_alternate(slot, seen));
        seen |= 1 << slot;
        ranked.push(Ranked { child, slot, rank });
    }
    ranked
}

/// Indices of a longest run of never falling ranks (patience sorting).
fn longest_run(ranked: &[Ranked]) -> Vec<usize> {
    let mut tails: Vec<usize> = Vec::new();
    let mut previous = vec![usize::MAX; ranked.len()];
    for (at, item) in ranked.iter().enumerate() {
        let length = tails.partition_point(|tail| ranked[*tail].rank <= item.rank);
        if length > 0 {
            previous[at] = tails[length - 1];
        }
        if length == tails.len() {
            tails.push(at);
        } else {
            tails[length] = at;
        }
    }
    let mut run = Vec::with_capacity(tails.len());
    let mut next = tails.last().copied();
    while let Some(at) = next {
        run.push(at);
        next = Some(previous[at]).filter(|p| *p != usize::MAX);
    }
    run.reverse();
    run
}

/// Which way a child has to be moved; `before` of the kept ones precede it.
fn misplaced(
    ranked: &[Ranked],
    kept: &[usize],
    before: usize,
    rank: usize,
    name: impl Fn(usize) -> &'static str,
) -> Kind {
    let higher = kept.partition_point(|k| ranked[*k].rank <= rank);
    if higher < before {
        return Kind::TooLate {
            before: name(higher),
        };
    }
    let lower = kept.partition_point(|k| ranked[*k].rank < rank);
    Kind::TooEarly {
        after: name(lower.saturating_sub(1)),
    }
}
