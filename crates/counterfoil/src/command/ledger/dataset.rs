//! `counterfoil ledger dataset`: which publications make up a dataset, and putting
//! right what was taken down wrongly.

use super::said::{self, Folder, Format, Who};
use super::statements::Undo;
use crate::answer::counted;
use crate::command::output;
use crate::error::{Error, Result};
use clap::{Args, Subcommand};
use ledger::statement::kind;
use ledger::{AsOf, NewStatement, Publication};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::process::ExitCode;

#[derive(Args)]
pub struct Dataset {
    #[command(flatten)]
    folder: Folder,
    /// Only the dataset of this name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// How to write the list
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(subcommand)]
    act: Option<Act>,
}

#[derive(Subcommand)]
enum Act {
    /// Say that a publication belongs to another dataset
    Move(Move),
    /// Say on which day a publication was published
    Published(Published),
    /// Say that a publication should not count, such as a wrong file
    Withdraw(Withdraw),
    /// Take a correction back
    Undo(Undo),
}

#[derive(Args)]
struct Move {
    /// Number of the publication, as “counterfoil ask publications” lists it
    #[arg(value_name = "PUBLICATION")]
    publication: u64,
    /// The dataset that it belongs to
    #[arg(long, value_name = "NAME")]
    to: String,
    #[command(flatten)]
    who: Who,
}

#[derive(Args)]
struct Published {
    /// Number of the publication, as “counterfoil ask publications” lists it
    #[arg(value_name = "PUBLICATION")]
    publication: u64,
    /// The day that it was published (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    on: String,
    #[command(flatten)]
    who: Who,
}

#[derive(Args)]
struct Withdraw {
    /// Number of the publication, as “counterfoil ask publications” lists it
    #[arg(value_name = "PUBLICATION")]
    publication: u64,
    #[command(flatten)]
    who: Who,
}

impl Dataset {
    pub fn run(&self) -> Result<ExitCode> {
        match &self.act {
            None => self.list(),
            Some(Act::Move(asked)) => {
                let body = json!({ "to": asked.to });
                self.correct(kind::DATASET, asked.publication, body, &asked.who)
            }
            Some(Act::Published(asked)) => {
                let day = iati::date::parse(&asked.on)
                    .map_err(|why| Error::asked(format!("--on “{}”: {why}", asked.on)))?;
                let body = json!({ "on": format!("{day}T00:00:00") });
                self.correct(kind::PUBLISHED, asked.publication, body, &asked.who)
            }
            Some(Act::Withdraw(asked)) => {
                self.correct(kind::WITHDRAWN, asked.publication, json!({}), &asked.who)
            }
            Some(Act::Undo(undo)) => undo.run(&self.folder),
        }
    }

    fn correct(
        &self,
        kind: &'static str,
        publication: u64,
        body: Value,
        who: &Who,
    ) -> Result<ExitCode> {
        let new = NewStatement {
            kind,
            subject: format!("publication {publication}"),
            body,
            author: who.by.clone(),
            note: who.note.clone(),
            undoes: None,
        };
        said::make(&self.folder, |writer, now| writer.state(new, now))
    }

    fn list(&self) -> Result<ExitCode> {
        let ledger = ledger::Ledger::open(self.folder.path()?)?;
        let view = ledger.view(&AsOf::default())?;
        let live: HashSet<u64> = view.live().publications.iter().map(|p| p.seq).collect();
        let mut all: BTreeMap<String, Vec<Publication>> = BTreeMap::new();
        let accepted = view.publications()?.into_iter();
        for publication in accepted.filter(|p| p.refused.is_none()) {
            let dataset = publication.dataset.value.clone();
            if self.name.as_ref().is_none_or(|name| *name == dataset) {
                all.entry(dataset).or_default().push(publication);
            }
        }
        for publications in all.values_mut() {
            publications
                .sort_by(|a, b| (&a.published.value, a.seq).cmp(&(&b.published.value, b.seq)));
        }
        let mut out = output();
        match self.format {
            Format::Json => write_json(&all, &live, &mut out)?,
            Format::Text => write_text(&all, &live, &mut out)?,
        }
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}

type Datasets = BTreeMap<String, Vec<Publication>>;

fn state(p: &Publication, live: &HashSet<u64>) -> &'static str {
    match (live.contains(&p.seq), p.corrected.withdrawn) {
        (_, Some(_)) => "withdrawn",
        (true, None) => "live",
        (false, None) => "superseded",
    }
}

fn write_json(all: &Datasets, live: &HashSet<u64>, out: &mut dyn Write) -> Result<()> {
    let publication = |p: &Publication| {
        json!({
            "publication": p.seq,
            "state": state(p, live),
            "dataset_basis": p.dataset.basis,
            "published": p.published,
            "source": p.source,
            "corrected": p.corrected,
        })
    };
    let each = all.iter().map(|(dataset, publications)| {
        let publications: Vec<Value> = publications.iter().map(publication).collect();
        json!({ "dataset": dataset, "publications": publications })
    });
    let datasets: Vec<Value> = each.collect();
    serde_json::to_writer_pretty(&mut *out, &datasets).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

fn write_text(all: &Datasets, live: &HashSet<u64>, out: &mut dyn Write) -> Result<()> {
    for (dataset, publications) in all {
        let count = counted(publications.len() as u64, "publication", "publications");
        writeln!(out, "{dataset}: {count}")?;
        for p in publications {
            let published = p.published.value.replace("T00:00:00", "");
            writeln!(
                out,
                "  import {}, {}: published {published} ({}); named by: {}; {}",
                p.seq,
                state(p, live),
                p.published.basis,
                p.dataset.basis,
                p.source
            )?;
            for was in before(p) {
                writeln!(out, "    {was}")?;
            }
        }
    }
    let total = counted(all.len() as u64, "dataset", "datasets");
    writeln!(out, "{total}")?;
    Ok(())
}

/// What stood there before it was corrected.
fn before(p: &Publication) -> Vec<String> {
    let was = |what: &str, was: &Option<ledger::dataset::Based>| {
        let was = was.as_ref()?;
        let value = was.value.replace("T00:00:00", "");
        Some(format!("{what} was {value} ({})", was.basis))
    };
    let corrected = &p.corrected;
    let words = [
        was("dataset", &corrected.dataset),
        was("published", &corrected.published),
        corrected
            .withdrawn
            .map(|s| format!("withdrawn by statement {s}")),
    ];
    words.into_iter().flatten().collect()
}
