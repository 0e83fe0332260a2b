//! Identifiers of a whole file, however many: which are repeated, and which
//! links lead to an activity that nobody knows.
//!
//! An identifier is eight bytes of hash here, with the ordinal of its unit; the
//! sorter keeps them off memory. Both questions are answered when the file has
//! been read.

use super::sorter::{Sorted, Sorter};
use iati::finding::{Finding, Severity};
use iati::position::Position;
use iati::read::UnitKind;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Result;

/// An identifier among those of its kind; an empty one is one too.
pub fn hash(kind: UnitKind, identifier: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (kind.element(), identifier).hash(&mut hasher);
    hasher.finish()
}

/// A unit, as far as its identity goes.
pub struct UnitMark {
    /// `None` if the unit could not be read.
    pub hash: Option<u64>,
    pub at: Position,
}

/// A link, as far as its target goes.
pub struct LinkMark {
    target: u64,
    finding: &'static str,
    severity: Severity,
    at: Position,
}

impl LinkMark {
    /// Without a finding the link is only counted.
    pub fn new(target: &str, finding: Option<&Finding>) -> Self {
        Self {
            target: hash(UnitKind::Activity, target),
            finding: finding.map_or("", |f| f.rule),
            severity: finding.map_or(Severity::Advisory, |f| f.severity),
            at: finding.map_or(Position::START, |f| f.at),
        }
    }
}

/// Activities that are known to exist though they are in other files.
#[derive(Default)]
pub struct Known(Vec<u64>);

impl Known {
    pub fn add(&mut self, identifier: &str) {
        self.0.push(hash(UnitKind::Activity, identifier));
    }

    /// Ready to be asked.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.0.sort_unstable();
        self
    }

    fn has(&self, target: u64) -> bool {
        self.0.binary_search(&target).is_ok()
    }
}

/// Line and column in one number, for telling the first of many.
fn number(at: Position) -> u64 {
    let half = |n: u64| n.min(u64::from(u32::MAX));
    half(at.line) << 32 | half(at.column)
}

fn position(number: u64) -> Position {
    Position {
        line: number >> 32,
        column: number & u64::from(u32::MAX),
    }
}

/// Takes the units and links of a file in their order.
pub struct Identities {
    in_memory: usize,
    /// Hash, ordinal of the unit among all, place.
    units: Sorter<3>,
    /// Hash of the target, ordinal of the link, its rule, place.
    links: Sorter<4>,
    rules: Vec<(&'static str, Severity)>,
    units_met: u64,
    links_met: u64,
}

/// A finding that is known only when the file has been read.
pub struct Late {
    pub rule: &'static str,
    pub severity: Severity,
    pub at: Position,
}

/// The rule of identifiers that stand twice.
pub const REPEATED: &str = "1.1.2";

/// What is known at the end of the file.
pub struct Settled {
    /// Ordinal of the unit, how often its identifier was met by then, places of
    /// it and of the first.
    repeats: Sorted<4>,
    /// Ordinals of links that are findings.
    broken: Sorted<1>,
    /// Links of which nobody knows where they lead.
    pub unknown: u64,
}

impl Identities {
    pub fn new(in_memory: usize) -> Self {
        Self {
            in_memory,
            units: Sorter::new(in_memory),
            links: Sorter::new(in_memory),
            rules: Vec::new(),
            units_met: 0,
            links_met: 0,
        }
    }

    /// # Errors
    /// The temporary file cannot be written.
    pub fn unit(&mut self, mark: &UnitMark) -> Result<()> {
        if let Some(hash) = mark.hash {
            self.units.push([hash, self.units_met, number(mark.at)])?;
        }
        self.units_met += 1;
        Ok(())
    }

    /// # Errors
    /// The temporary file cannot be written.
    pub fn link(&mut self, mark: &LinkMark) -> Result<()> {
        let rule = self.rule(mark);
        self.links
            .push([mark.target, self.links_met, rule, number(mark.at)])?;
        self.links_met += 1;
        Ok(())
    }

    fn rule(&mut self, mark: &LinkMark) -> u64 {
        let same = |(rule, _): &(&str, _)| *rule == mark.finding;
        let at = self.rules.iter().position(same).unwrap_or_else(|| {
            self.rules.push((mark.finding, mark.severity));
            self.rules.len() - 1
        });
        at as u64
    }

    /// Answers both questions. A link that leads out of the file is broken only
    /// if it is told which other activities there are: without that nobody can
    /// know.
    ///
    /// # Errors
    /// A temporary file cannot be written or read.
    pub fn settle(self, known: Option<&Known>, tell: &mut dyn FnMut(Late)) -> Result<Settled> {
        let units = self.units.sorted()?;
        let repeats = repeats(&units, self.in_memory, tell)?;
        let mut settled = Settled {
            repeats,
            broken: Sorter::new(1).sorted()?,
            unknown: 0,
        };
        let mut kept = Sorter::new(self.in_memory);
        let links = self.links.sorted()?;
        for link in outward(&units, &links) {
            let [target, ordinal, rule, at] = link?;
            match known {
                None => settled.unknown += 1,
                Some(known) if known.has(target) => {}
                Some(_) => {
                    kept.push([ordinal])?;
                    let (rule, severity) = self.rules[rule as usize];
                    let at = position(at);
                    tell(Late { rule, severity, at });
                }
            }
        }
        settled.broken = kept.sorted()?;
        Ok(settled)
    }
}

/// The units whose identifier was met before.
fn repeats(units: &Sorted<3>, in_memory: usize, tell: &mut dyn FnMut(Late)) -> Result<Sorted<4>> {
    let mut repeats = Sorter::new(in_memory);
    let mut first = None;
    let mut times = 0;
    for unit in units.iter() {
        let [hash, ordinal, at] = unit?;
        match first {
            Some((same, first_at)) if same == hash => {
                times += 1;
                repeats.push([ordinal, times, at, first_at])?;
                tell(Late {
                    rule: REPEATED,
                    severity: Severity::Error,
                    at: position(at),
                });
            }
            _ => {
                first = Some((hash, at));
                times = 1;
            }
        }
    }
    repeats.sorted()
}

/// The links whose target is no unit of the file.
fn outward<'a>(
    units: &'a Sorted<3>,
    links: &'a Sorted<4>,
) -> impl Iterator<Item = Result<[u64; 4]>> + 'a {
    let mut targets = units.iter().peekable();
    links.iter().filter(move |link| {
        let Ok([target, ..]) = link else { return true };
        while targets
            .next_if(|unit| matches!(unit, Ok([hash, ..]) if hash < target))
            .is_some()
        {}
        !matches!(targets.peek(), Some(Ok([hash, ..])) if hash == target)
    })
}

impl Settled {
    pub fn has_repeats(&self) -> bool {
        !self.repeats.is_empty()
    }

    /// To go through units and links once more, in their order.
    pub fn walk(&self) -> Walk<'_> {
        Walk {
            repeats: self.repeats.iter().peekable(),
            broken: self.broken.iter().peekable(),
            units: 0,
            links: 0,
        }
    }
}

/// How often an identifier was met, and where first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    pub times: u64,
    pub first: Position,
}

/// Tells of each unit and link in turn.
pub struct Walk<'a> {
    repeats: std::iter::Peekable<super::sorter::Merge<'a, 4>>,
    broken: std::iter::Peekable<super::sorter::Merge<'a, 1>>,
    units: u64,
    links: u64,
}

impl Walk<'_> {
    /// Whether the next unit is a repeat.
    ///
    /// # Errors
    /// The temporary file cannot be read.
    pub fn unit(&mut self) -> Result<Option<Repeat>> {
        let ordinal = self.units;
        self.units += 1;
        let is_it = |r: &Result<[u64; 4]>| !matches!(r, Ok([at, ..]) if *at != ordinal);
        let found = self.repeats.next_if(is_it).transpose()?;
        Ok(found.map(|[_, times, _, first]| Repeat {
            times,
            first: position(first),
        }))
    }

    /// Whether the next link is broken.
    ///
    /// # Errors
    /// The temporary file cannot be read.
    pub fn link(&mut self) -> Result<bool> {
        let ordinal = self.links;
        self.links += 1;
        let is_it = |r: &Result<[u64; 1]>| !matches!(r, Ok([at]) if *at != ordinal);
        Ok(self.broken.next_if(is_it).transpose()?.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(target: &str, line: u64) -> LinkMark {
        LinkMark {
            target: hash(UnitKind::Activity, target),
            finding: "1000.0.6",
            severity: Severity::Advisory,
            at: Position { line, column: 1 },
        }
    }

    /// Units named 0 to 9 twice, then once more; links to 5, 50 and 77.
    fn settled(in_memory: usize, known: Option<&Known>) -> (Settled, Vec<Position>, usize) {
        let mut identities = Identities::new(in_memory);
        for line in 0..30_u64 {
            let name = format!("XM-EX-1-{}", line % 10);
            let mark = UnitMark {
                hash: Some(hash(UnitKind::Activity, &name)),
                at: Position { line, column: 7 },
            };
            identities.unit(&mark).expect("a unit");
        }
        for target in ["5", "50", "77"] {
            identities
                .link(&link(&format!("XM-EX-1-{target}"), 40))
                .expect("a link");
        }
        let mut repeated = Vec::new();
        let mut broken = 0;
        let settled = identities.settle(known, &mut |late| match late.rule {
            REPEATED => repeated.push(late.at),
            _ => broken += 1,
        });
        (settled.expect("settled"), repeated, broken)
    }

    #[test]
    fn repeats_are_numbered_over_runs() {
        for in_memory in [1, 4, 1000] {
            let (settled, repeated, _) = settled(in_memory, None);
            assert_eq!(repeated.len(), 20);
            let mut walk = settled.walk();
            for line in 0..30_u64 {
                let repeat = walk.unit().expect("a unit");
                let first = Position {
                    line: line % 10,
                    column: 7,
                };
                let times = line / 10 + 1;
                let expected = (times > 1).then_some(Repeat { times, first });
                assert_eq!(repeat, expected, "{line}");
            }
        }
    }

    #[test]
    fn links_are_broken_only_if_it_is_known_what_there_is() {
        let of = |settled: &Settled| {
            let mut walk = settled.walk();
            [(); 3].map(|()| walk.link().expect("a link"))
        };
        for in_memory in [1, 1000] {
            let (blind, _, broken) = settled(in_memory, None);
            assert_eq!((of(&blind), blind.unknown, broken), ([false; 3], 2, 0));
            let mut known = Known::default();
            known.add("XM-EX-1-77");
            let (told, _, broken) = settled(in_memory, Some(&known));
            assert_eq!(
                (of(&told), told.unknown, broken),
                ([false, true, false], 0, 1)
            );
        }
    }
}
