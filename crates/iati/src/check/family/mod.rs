//! How each kind of [`Test`] judges.
//!
//! The semantics are those of the official rules, count for count: what is missing
//! or unreadable passes a test on dates, and fails one on numbers; a rule finds at
//! most one fault in a context element, or one in each vocabulary.

mod date;
mod default;
mod presence;
mod share;
mod text;

use super::Sight;
use super::bucket::Buckets;
use super::draft::{Drafts, Fault, Verdict};
use super::path::{Base, Path, Spot};
use super::rule::{Rule, Test};
use crate::read::Element;

/// A rule with its paths parsed.
pub(super) struct Ready {
    rule: &'static Rule,
    contexts: Vec<Context>,
}

/// The elements that a rule is about, and its paths below them.
struct Context {
    on: Path,
    paths: Vec<Path>,
}

/// One context element under judgement.
#[derive(Clone, Copy)]
struct View<'v, 'a> {
    sight: &'v Sight<'a>,
    paths: &'v [Path],
    element: Element<'a>,
}

impl<'v, 'a> View<'v, 'a> {
    /// What the rule's path of this number selects.
    fn select(&self, at: usize) -> impl Iterator<Item = Spot<'a>> + use<'v, 'a> {
        self.paths[at].select(&self.sight.sorted, self.element)
    }

    fn first(&self, at: usize) -> Option<Spot<'a>> {
        self.paths[at].first(&self.sight.sorted, self.element)
    }

    fn any(&self, at: usize) -> bool {
        self.first(at).is_some()
    }

    fn here(&self) -> Spot<'a> {
        Spot::of(self.element)
    }
}

impl Ready {
    pub(super) fn new(rule: &'static Rule, buckets: &mut Buckets) -> Self {
        let whole = Base::of(rule.unit, ".");
        let contexts = rule.on.iter().map(|on| {
            let base = Base::of(rule.unit, on);
            let parse = |p: &&'static str, buckets: &mut Buckets| Path::parse(p, &base, buckets);
            Context {
                on: Path::parse(on, &whole, buckets),
                paths: rule
                    .test
                    .paths()
                    .iter()
                    .map(|p| parse(p, buckets))
                    .collect(),
            }
        });
        Self {
            rule,
            contexts: contexts.collect(),
        }
    }

    pub(super) fn judge(&self, sight: &Sight<'_>, out: &mut Drafts) {
        if !self.rule.versions.contains(sight.version) || self.rule.unit != sight.unit.kind {
            return;
        }
        for context in &self.contexts {
            if context.on.is_empty(&sight.sorted) {
                continue;
            }
            for spot in context.on.select(&sight.sorted, sight.tree.root()) {
                let view = View {
                    sight,
                    paths: &context.paths,
                    element: spot.element,
                };
                judge(&self.rule.test, view, &mut |fault| {
                    out.add(self.verdict(), &fault, sight);
                });
            }
        }
    }

    /// The links to other activities that the rule looks at, each with the
    /// fault that it is if nothing answers to it.
    pub(super) fn links<'a>(&self, sight: &Sight<'a>) -> Vec<(Verdict, Fault<'a>)> {
        if !matches!(self.rule.test, Test::Linked { .. })
            || !self.rule.versions.contains(sight.version)
            || self.rule.unit != sight.unit.kind
        {
            return Vec::new();
        }
        let spots = self.contexts.iter().flat_map(|context| {
            let on = context.on.select(&sight.sorted, sight.tree.root());
            on.flat_map(|s| context.paths[0].select(&sight.sorted, s.element))
        });
        let links = spots.filter_map(text::unanswered);
        links.map(|fault| (self.verdict(), fault)).collect()
    }

    fn verdict(&self) -> Verdict {
        Verdict {
            rule: self.rule.id,
            severity: self.rule.severity,
            category: self.rule.category,
        }
    }
}

/// Judges one context element; each fault goes to `out`.
fn judge<'a>(test: &Test, view: View<'_, 'a>, out: &mut dyn FnMut(Fault<'a>)) {
    let fault = match test {
        Test::Filled { .. } => text::filled(view),
        Test::NoSpaces { .. } => text::no_spaces(view),
        Test::NoSymbols { unless, .. } => text::no_symbols(view, *unless),
        Test::Agency { .. } => text::agency(view),
        Test::Distinct { .. } => text::distinct(view),
        Test::StartsWith { separator, .. } => text::starts_with(view, separator),
        Test::Number { .. } => text::number(view),
        Test::Range { least, most, .. } => text::range(view, *least, *most),
        Test::AtLeastOne { missing, .. } => presence::at_least_one(view, missing),
        Test::Absent { message, .. } => presence::absent(view, message),
        Test::NotBoth { message, .. } => presence::not_both(view, message),
        Test::OneOrAll { message, one, .. } => presence::one_or_all(view, *one, message),
        Test::Narrated { .. } => presence::narrated(view),
        Test::OwnVocabulary { message, .. } => presence::own_vocabulary(view, message),
        Test::StatedOrDefault {
            noun, attribute, ..
        } => default::stated(view, noun, attribute),
        Test::InOrder { .. } => date::in_order(view),
        Test::NotInFuture { .. } => date::not_in_future(view),
        Test::WithinDays { days, .. } => date::within_days(view, *days),
        Test::Between { .. } => date::between(view),
        Test::Linked { .. } => None,
        Test::Shares { with, by, must, .. } => return share::judge(view, (*with, *by, *must), out),
    };
    if let Some(fault) = fault {
        out(fault);
    }
}
