//! Whether each element says something itself, where there is no default for all.

use super::{Fault, Spot, View};

/// Paths: the default; then the elements that else need the attribute.
pub(super) fn stated<'a>(view: View<'_, 'a>, noun: &str, attribute: &str) -> Option<Fault<'a>> {
    if view.any(0) {
        return None;
    }
    let elements = (1..view.paths.len()).flat_map(|at| view.select(at));
    let mut without: Vec<Spot<'a>> = elements
        .filter(|s| s.element.attr(attribute).is_none())
        .collect();
    without.sort_by_key(Spot::offset);
    let message = match without.len() {
        1 => format!("this {noun} has no {attribute}, and there is none by default"),
        n => format!("{n} {noun}s have no {attribute}, and there is none by default"),
    };
    Fault::of(without, message)
}
