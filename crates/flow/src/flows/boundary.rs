//! Money that comes into a boundary, stays inside it, or goes out.
//!
//! Source: the Financial Tracking Service's glossary: draw a boundary; a flow that
//! crosses in is *incoming*, one with both ends inside *internal*, one that crosses
//! out *outgoing*. A total is of what comes in; internal money is shown and never
//! added to it.

use super::flow::{Flow, Party};
use super::series::Series;
use crate::key;
use std::collections::BTreeSet;

/// What lies inside. A flow must be held by the places and sectors, if any are
/// given; the organisations say on which side its ends are.
#[derive(Clone, Debug, Default)]
pub struct Boundary {
    /// Codes as [`super::Label::text`] has them; none: any place.
    pub places: Option<BTreeSet<String>>,
    /// Codes; a shorter one stands for all that begin with it (`122` for `12240`).
    pub sectors: Option<BTreeSet<String>>,
    /// Identifiers as [`key::of`] makes them; none: see [`Boundary::with_members`].
    pub organisations: Option<BTreeSet<String>>,
}

/// How a flow lies to a boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Crossing {
    Incoming,
    Internal,
    Outgoing,
    /// It has nothing to do with it.
    Outside,
    /// An end that decides is not named.
    Unknown,
}

impl Boundary {
    /// Whether the flow's place and sector are inside.
    #[must_use]
    pub fn holds(&self, flow: &Flow<'_>) -> bool {
        let place = flow.place.label.as_ref().ok().map(|l| l.text());
        let sector = flow.sector.label.as_ref().ok().map(|l| l.text());
        let at_place = self
            .places
            .as_ref()
            .is_none_or(|places| place.is_some_and(|p| places.contains(p.as_ref())));
        let in_sector = self.sectors.as_ref().is_none_or(|sectors| {
            sector.is_some_and(|s| sectors.iter().any(|begin| s.starts_with(begin.as_str())))
        });
        at_place && in_sector
    }

    /// Draws a boundary of places or sectors around the organisations that receive
    /// money inside it: what one of them passes on inside is internal.
    #[must_use]
    pub fn with_members<'f, 'a: 'f>(mut self, flows: impl Iterator<Item = &'f Flow<'a>>) -> Self {
        let inside: Vec<String> = flows
            .filter(|f| is_cash_or_promise(f.series) && self.holds(f))
            .filter_map(|f| end(f.receiver))
            .collect();
        self.organisations.get_or_insert_default().extend(inside);
        self
    }

    /// How the flow lies to the boundary. Where places or sectors are drawn, money
    /// held by them has arrived, whoever receives it.
    #[must_use]
    pub fn crossing(&self, flow: &Flow<'_>) -> Crossing {
        if !self.holds(flow) {
            return Crossing::Outside;
        }
        let has_ground = self.places.is_some() || self.sectors.is_some();
        let is_inside = |end: Option<String>| {
            let end = end?;
            Some(
                self.organisations
                    .as_ref()
                    .is_some_and(|o| o.contains(&end)),
            )
        };
        let from = is_inside(end(flow.provider));
        let to = if has_ground {
            Some(true)
        } else {
            is_inside(end(flow.receiver))
        };
        match (from, to) {
            (Some(true), Some(true)) => Crossing::Internal,
            (Some(false), Some(true)) => Crossing::Incoming,
            (Some(true), Some(false)) => Crossing::Outgoing,
            (Some(false), Some(false)) => Crossing::Outside,
            (None, _) | (_, None) => Crossing::Unknown,
        }
    }
}

/// A guarantee is contingent and a pledge binds nobody: they make no member.
fn is_cash_or_promise(series: Series) -> bool {
    !matches!(
        series,
        Series::CreditGuarantee | Series::OutgoingPledge | Series::IncomingPledge
    )
}

/// The organisation at an end, by reference or else by name.
fn end(party: Party<'_>) -> Option<String> {
    let org = party.one()?;
    org.reference().or(org.name()).map(key::of)
}
