//! The first reading of a file: is it well-formed, what does it say of itself,
//! and which persons do its contact fields name. Nothing is kept yet.

use super::batch::{self, Batch};
use crate::dataset::Stated;
use crate::record::LeftOut;
use iati::check;
use iati::read::{Context, Fault, Reader, Tree, Unit};
use iati::redact::Known;
use iati::{activity, date};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::io::Read;

/// Reporting organisations beyond this number are not told apart: a file of so
/// many has no one publisher.
const MANY: usize = 64;

/// What the first reading found.
#[derive(Default)]
pub(super) struct Survey {
    pub stated: Stated,
    pub publisher_name: Option<String>,
    pub version: Option<String>,
    pub encoding: &'static str,
    pub known: Known,
    pub left_out: Vec<LeftOut>,
    pub units: u64,
    /// Identifiers, as they are compared.
    pub identifiers: BTreeSet<String>,
    /// The document element is one of the standard's two.
    is_iati: bool,
}

/// Why a file is refused, in words with a place; or an I/O failure.
pub(super) enum Refusal {
    Words(String),
    Io(std::io::Error),
}

/// What one unit says of its file.
struct Glance {
    identifier: Option<String>,
    publisher: Option<String>,
    publisher_name: Option<String>,
    noted_dataset: Option<String>,
    updated: Option<String>,
    known: Known,
    left_out: Option<LeftOut>,
    /// Not well-formed: place and reason. The file falls with the unit.
    fatal: Option<String>,
}

/// Values met so far, to see whether there is one only.
#[derive(Default)]
struct Met {
    publishers: BTreeSet<String>,
    names: BTreeSet<String>,
    datasets: BTreeSet<Option<String>>,
}

impl Survey {
    pub(super) fn read(
        source: &mut (impl Read + Send),
        tick: &dyn Fn(u64),
    ) -> Result<Self, Refusal> {
        let mut survey = Self::default();
        let mut met = Met::default();
        let mut reader = Reader::new(source);
        batch::each(&mut reader, |batch| {
            if let Some(root) = &batch.root {
                survey.root(root);
            }
            survey.take(&batch, &mut met)?;
            tick(batch.bytes);
            Ok::<(), Refusal>(())
        })?;
        survey.encoding = reader.encoding();
        if survey.units == 0 && !survey.is_iati {
            return Err(Refusal::Words(
                "1:1: not IATI: there is no iati-activity and no iati-organisation in it"
                    .to_owned(),
            ));
        }
        survey.conclude(met);
        Ok(survey)
    }

    fn root(&mut self, root: &Context) {
        self.version = root.attribute("version").map(str::to_owned);
        self.stated.generated = root.attribute("generated-datetime").and_then(date::stamp);
        self.is_iati =
            root.root.ends_with("iati-activities") || root.root.ends_with("iati-organisations");
    }

    fn take(&mut self, batch: &Batch, met: &mut Met) -> Result<(), Refusal> {
        let glances: Vec<Glance> = batch.units.par_iter().map(glance).collect();
        for (unit, glance) in batch.units.iter().zip(glances) {
            self.units += 1;
            if let Some(fatal) = glance.fatal {
                return Err(Refusal::Words(fatal));
            }
            self.left_out.extend(glance.left_out);
            self.identifiers
                .extend(glance.identifier.map(|id| flow::key::of(&id)));
            let generated = unit
                .context
                .attribute("generated-datetime")
                .and_then(date::stamp);
            self.stated.generated = self.stated.generated.take().max(generated);
            self.stated.last_updated = self.stated.last_updated.take().max(glance.updated);
            self.known.merge(glance.known);
            met.note(
                glance.publisher,
                glance.publisher_name,
                glance.noted_dataset,
            );
        }
        Ok(())
    }

    fn conclude(&mut self, met: Met) {
        let one =
            |set: BTreeSet<String>| (set.len() == 1).then(|| set.into_iter().next()).flatten();
        self.stated.publisher = one(met.publishers);
        self.publisher_name = one(met.names);
        let mut datasets = met.datasets.into_iter();
        self.stated.noted_dataset = match (datasets.next(), datasets.next()) {
            (Some(only), None) => only,
            _ => None,
        };
    }
}

impl Met {
    fn note(&mut self, publisher: Option<String>, name: Option<String>, dataset: Option<String>) {
        if self.publishers.len() < MANY {
            self.publishers.extend(publisher);
        }
        if self.names.len() < MANY {
            self.names.extend(name);
        }
        if self.datasets.len() < MANY {
            self.datasets.insert(dataset);
        }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Text { .. } => Refusal::Words(fault.to_string()),
            Fault::Io(e) => match e.kind() {
                // A packed file that is cut or damaged is the publisher's fault.
                std::io::ErrorKind::UnexpectedEof
                | std::io::ErrorKind::InvalidData
                | std::io::ErrorKind::InvalidInput => {
                    Refusal::Words(format!("the packed file is damaged or cut: {e}"))
                }
                _ if e.raw_os_error().is_none() => {
                    Refusal::Words(format!("the packed file is damaged or cut: {e}"))
                }
                _ => Refusal::Io(e),
            },
        }
    }
}

fn glance(unit: &Unit) -> Glance {
    let mut glance = Glance {
        identifier: None,
        publisher: None,
        publisher_name: None,
        noted_dataset: None,
        updated: None,
        known: Known::default(),
        left_out: None,
        fatal: None,
    };
    let source = match &unit.source {
        Ok(source) => source,
        Err(why) => {
            glance.left_out = Some(left_out(&check::unreadable(unit, *why)));
            return glance;
        }
    };
    match Tree::parse(source.clone(), &unit.context) {
        Ok(tree) => {
            glance.identifier = check::identifier(&tree, unit.kind);
            glance.read(&tree);
        }
        Err(fault) => {
            let (finding, fatal) = check::unit_fault(unit, source, &fault);
            if fatal {
                glance.fatal = Some(format!("{}: {}", finding.at, finding.message));
            } else {
                glance.left_out = Some(left_out(&finding));
            }
        }
    }
    glance
}

fn left_out(finding: &iati::finding::Finding) -> LeftOut {
    LeftOut {
        path: finding.path.clone(),
        line: finding.at.line,
        reason: finding.message.clone(),
    }
}

impl Glance {
    fn read(&mut self, tree: &Tree) {
        let root = tree.root();
        let reporter = root.child("reporting-org").map(activity::organisation);
        if let Some(reporter) = reporter {
            self.publisher = reporter.reference;
            self.publisher_name = reporter.name;
        }
        self.noted_dataset = root.attr("dstore:dataset").map(str::to_owned);
        self.updated = root.attr("last-updated-datetime").and_then(date::stamp);
        self.known.collect(tree);
    }
}
