//! Corrections of publications: which dataset, when, and whether it counts at all.

use super::{Statement, kind};
use crate::dataset::Based;
use crate::record::Publication;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a publication was before it was corrected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Corrected {
    /// The dataset that it was kept under, if that was corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dataset: Option<Based>,
    /// When it was thought to be published, if that was corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Based>,
    /// The statement that withdrew it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<u64>,
}

impl Corrected {
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// A value, and the statement that gives it.
type Given = (String, u64);

#[derive(Clone, Debug, Default)]
struct Correction {
    dataset: Option<Given>,
    published: Option<Given>,
    withdrawn: Option<u64>,
}

/// The corrections in force, by publication. Of two of one kind the later counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Corrections(BTreeMap<u64, Correction>);

impl Corrections {
    /// `counting` are the statements in force, in order.
    pub(crate) fn of(counting: &[&Statement]) -> Self {
        let mut all = Self::default();
        for statement in counting {
            all.take(statement);
        }
        all
    }

    fn take(&mut self, statement: &Statement) {
        let Some(publication) = statement.number("publication") else {
            return;
        };
        let given = |key: &str| {
            let value = statement.body.get(key).and_then(Value::as_str)?;
            Some((value.to_owned(), statement.seq))
        };
        let correction = self.0.entry(publication).or_default();
        match statement.kind.as_str() {
            kind::DATASET => correction.dataset = given("to"),
            kind::PUBLISHED => correction.published = given("on"),
            kind::WITHDRAWN => correction.withdrawn = Some(statement.seq),
            _ => {}
        }
    }

    /// Puts what was corrected in its place, and notes what was there.
    pub(crate) fn apply(&self, publication: &mut Publication) {
        let Some(correction) = self.0.get(&publication.seq) else {
            return;
        };
        let corrected = &mut publication.corrected;
        corrected.dataset = replace(&mut publication.dataset, correction.dataset.as_ref());
        corrected.published = replace(&mut publication.published, correction.published.as_ref());
        corrected.withdrawn = correction.withdrawn;
    }

    /// The dataset that a publication was moved to, and the statement.
    pub(crate) fn dataset(&self, publication: u64) -> Option<&Given> {
        self.0.get(&publication)?.dataset.as_ref()
    }

    /// How many publications were corrected.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_withdrawn(&self, publication: u64) -> bool {
        let correction = self.0.get(&publication);
        correction.is_some_and(|c| c.withdrawn.is_some())
    }

    /// The publications that were moved to a dataset, the latest import first.
    pub(crate) fn moved_to<'a>(&'a self, dataset: &'a str) -> impl Iterator<Item = u64> + 'a {
        let all = self.0.iter().rev();
        all.filter(move |(_, c)| c.dataset.as_ref().is_some_and(|(to, _)| to == dataset))
            .map(|(seq, _)| *seq)
    }
}

/// What stood there, if it was replaced.
fn replace(place: &mut Based, by: Option<&Given>) -> Option<Based> {
    let (value, statement) = by?;
    let corrected = Based {
        value: value.clone(),
        basis: format!("corrected (statement {statement})"),
    };
    Some(std::mem::replace(place, corrected))
}
