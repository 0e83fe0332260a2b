//! Tests on what is there and what is not.

use super::{Fault, Spot, View};
use crate::read::Element;

pub(super) fn at_least_one<'a>(view: View<'_, 'a>, missing: &str) -> Option<Fault<'a>> {
    let found = (0..view.paths.len()).any(|at| view.any(at));
    (!found).then(|| Fault::at(view.here(), missing.to_owned()))
}

pub(super) fn absent<'a>(view: View<'_, 'a>, message: &str) -> Option<Fault<'a>> {
    Fault::of(view.select(0).collect(), message.to_owned())
}

/// Of the first half of the paths and of the second, only one selects anything.
pub(super) fn not_both<'a>(view: View<'_, 'a>, message: &str) -> Option<Fault<'a>> {
    let half = view.paths.len() / 2;
    if !(0..half).any(|at| view.any(at)) {
        return None;
    }
    let mut spots: Vec<Spot<'a>> = (half..view.paths.len())
        .flat_map(|at| view.select(at))
        .collect();
    spots.sort_by_key(Spot::offset);
    Fault::of(spots, message.to_owned())
}

/// The first `one` paths say it for all; else each element of the next path has
/// what one of the last paths selects. Those select below, or on, that element.
pub(super) fn one_or_all<'a>(view: View<'_, 'a>, one: usize, message: &str) -> Option<Fault<'a>> {
    if (0..one).any(|at| view.any(at)) {
        return None;
    }
    let mut having: Vec<usize> = (one + 1..view.paths.len())
        .flat_map(|at| view.select(at))
        .map(|s| holder(&s).offset())
        .collect();
    having.sort_unstable();
    let lacks = |s: &Spot<'a>| having.binary_search(&s.offset()).is_err();
    Fault::of(view.select(one).filter(lacks).collect(), message.to_owned())
}

/// The element that an attribute stands on or a child stands in.
fn holder<'a>(spot: &Spot<'a>) -> Element<'a> {
    match spot.attribute {
        Some(_) => spot.element,
        None => spot.element.parent().unwrap_or(spot.element),
    }
}

/// There are at least as many narratives as elements.
pub(super) fn narrated<'a>(view: View<'_, 'a>) -> Option<Fault<'a>> {
    let count = view.select(0).count();
    if view.select(1).count() >= count {
        return None;
    }
    let silent = view
        .select(0)
        .filter(|s| s.element.child("narrative").is_none());
    let message = "a code of your own vocabulary needs a narrative that says what it means";
    Fault::of(silent.collect(), message.to_owned())
}

/// Whether an element's code is of the standard's own vocabulary.
pub(super) fn is_own(element: Element<'_>) -> bool {
    matches!(element.attr("vocabulary"), None | Some("" | "1"))
}

/// Where any vocabulary is used, the standard's own is too.
pub(super) fn own_vocabulary<'a>(view: View<'_, 'a>, message: &str) -> Option<Fault<'a>> {
    if view.select(0).any(|s| is_own(s.element)) {
        return None;
    }
    Fault::of(view.select(0).collect(), message.to_owned())
}
