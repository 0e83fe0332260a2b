//! Tests on single texts: identifiers, references and numbers.

use super::{Fault, Spot, View};
use crate::check::draft::short;
use crate::check::instant::is_space;
use crate::check::number::{self, Number};
use crate::check::prefix::Prefixes;
use crate::check::rule::Unless;
use rust_decimal::Decimal;
use std::collections::HashSet;

/// One fault of all the selected places that are wrong; what is said names the
/// first of them.
fn each<'a>(
    view: View<'_, 'a>,
    wrong: impl Fn(&str) -> bool,
    message: impl Fn(&str) -> String,
) -> Option<Fault<'a>> {
    let spots: Vec<Spot<'a>> = view.select(0).filter(|s| wrong(&s.text())).collect();
    let first = spots.first()?.text();
    Fault::of(spots, message(short(first.trim())))
}

pub(super) fn filled<'a>(view: View<'_, 'a>) -> Option<Fault<'a>> {
    each(
        view,
        |text| text.trim_matches(is_space).is_empty(),
        |_| "there is nothing in it".to_owned(),
    )
}

pub(super) fn no_spaces<'a>(view: View<'_, 'a>) -> Option<Fault<'a>> {
    each(
        view,
        |text| text.trim_matches(is_space).len() != text.len(),
        |text| format!("“{text}” begins or ends with white space; remove it"),
    )
}

/// The symbols that have a meaning in web addresses.
const SYMBOLS: [char; 4] = ['/', '&', '|', '?'];

pub(super) fn no_symbols<'a>(view: View<'_, 'a>, unless: Unless) -> Option<Fault<'a>> {
    let mut texts = view.select(0);
    let publishers = view.sight.publishers;
    let excused = texts.any(|s| match unless {
        Unless::Publisher => publishers.ids.contains(s.text().as_ref()),
        Unless::PublisherPrefix => publishers.prefixes.begin(&s.text()),
    });
    if excused {
        return None;
    }
    let message = |text: &str| {
        let found: String = text
            .chars()
            .filter(|c| SYMBOLS.contains(c))
            .take(1)
            .collect();
        format!("“{text}” holds “{found}”, which breaks links to it")
    };
    each(view, |text| text.contains(SYMBOLS), message)
}

/// Begins with the prefix of a register of organisations, or is a publisher.
pub(super) fn agency<'a>(view: View<'_, 'a>) -> Option<Fault<'a>> {
    let publishers = view.sight.publishers;
    if view
        .select(0)
        .any(|s| publishers.ids.contains(s.text().as_ref()))
    {
        return None;
    }
    let known = |text: &str| view.sight.agencies.contains(two_parts(text));
    each(
        view,
        |text| !known(text),
        |text| match two_parts(text) {
            "" => "the reference is empty".to_owned(),
            prefix => format!("“{prefix}” is no register of organisations that org-id.guide lists"),
        },
    )
}

/// `XM-EX` of `XM-EX-123`.
fn two_parts(text: &str) -> &str {
    let mut hyphens = text.match_indices('-').map(|(at, _)| at);
    hyphens.nth(1).map_or(text, |at| &text[..at])
}

pub(super) fn distinct<'a>(view: View<'_, 'a>) -> Option<Fault<'a>> {
    let mut seen = HashSet::new();
    let spots = (0..view.paths.len()).flat_map(|at| view.select(at));
    let twice: Vec<Spot<'a>> = spots.filter(|s| !seen.insert(s.text())).collect();
    let first = twice.first()?.text();
    let message = format!(
        "“{}” is used for two things; each needs its own",
        short(first.trim())
    );
    Fault::of(twice, message)
}

/// The first path's texts begin with one that the others select.
pub(super) fn starts_with<'a>(view: View<'_, 'a>, separator: &str) -> Option<Fault<'a>> {
    view.first(0)?;
    let spots = (1..view.paths.len()).flat_map(|at| view.select(at));
    let allowed: Vec<String> = spots.map(|s| s.text().into_owned() + separator).collect();
    let expected = match allowed.first() {
        Some(prefix) => format!("it should begin with “{}”", short(prefix)),
        None => "there is no reference that it could begin with".to_owned(),
    };
    let allowed = Prefixes::new(allowed);
    each(
        view,
        |text| !allowed.begin(text),
        |text| format!("“{text}”: {expected}"),
    )
}

pub(super) fn number<'a>(view: View<'_, 'a>) -> Option<Fault<'a>> {
    // `5.` is a number, which the official rules overlook.
    let is_number = |text: &str| number::is_xpath(text);
    each(
        view,
        |text| !is_number(text),
        |text| format!("“{text}” is not a number; write digits and a point only"),
    )
}

pub(super) fn range<'a>(view: View<'_, 'a>, least: i64, most: Option<i64>) -> Option<Fault<'a>> {
    let wrong = |text: &str| match Number::read(text) {
        Number::Finite(value) => {
            value < Decimal::from(least) || most.is_some_and(|m| value > Decimal::from(m))
        }
        Number::Huge => most.is_some(),
        Number::HugeNegative | Number::None => true,
    };
    let allowed = match most {
        Some(most) => format!("a number from {least} to {most}"),
        None => format!("a number, {least} or more"),
    };
    each(view, wrong, |text| format!("“{text}” is not {allowed}"))
}

/// What a link is if nothing answers to it; an empty one is no link.
pub(super) fn unanswered(spot: Spot<'_>) -> Option<Fault<'_>> {
    let text = spot.text();
    if text.is_empty() {
        return None;
    }
    let message = format!(
        "“{}” is not an activity of this file, nor one of those that are known",
        short(&text)
    );
    Some(Fault::at(spot, message))
}
