//! `counterfoil demo`: an invented programme, imported, looked at, and served.

use super::import::{Tally, bar, import_one};
use super::{output, serve};
use crate::answer::{counted, grouped};
use crate::demo;
use crate::error::{Error, Result};
use crate::laid::Between;
use crate::programme::{Which, judged};
use crate::question::promises;
use crate::question::reconciliation::{self, PairRow};
use crate::web;
use clap::Args;
use flow::book::Entry;
use iati::amount::Sum;
use ledger::dataset::Given;
use ledger::{AsOf, Dimension, Filter, Kind, Ledger, View, Writer};
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

const EXAMPLE: &str = "Example:
  counterfoil demo --no-serve";

/// Show an invented aid programme: make its files, import them, serve the pages
///
/// The ledger stays in ./counterfoil-demo, its files in ./counterfoil-demo/publications. The
/// examples of all commands are asked of it.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Demo {
    /// Folder of the ledger
    #[arg(long, value_name = "DIR", default_value = "counterfoil-demo")]
    ledger: PathBuf,
    /// Only make the ledger; serve no pages
    #[arg(long)]
    no_serve: bool,
}

/// Where the pages are, if nothing else is there.
const ADDRESS: &str = "127.0.0.1:8017";

impl Demo {
    pub fn run(&self) -> Result<ExitCode> {
        let tally = make(&self.ledger)?;
        let ledger = Ledger::open(&self.ledger)?;
        let mut out = output();
        tell(&ledger, &tally, &mut out)?;
        writeln!(
            out,
            "\nThe ledger is in {0}, its {1} files in {0}/publications.",
            self.ledger.display(),
            tally.added + tally.already
        )?;
        out.flush()?;
        drop(out);
        if !self.no_serve {
            let listener = listen()?;
            serve::announce(&listener)?;
            let setting = web::Setting {
                writing: web::Writing::Here,
                under: String::new(),
                log: false,
                patience: Duration::from_secs(web::PATIENCE),
            };
            web::serve(ledger, listener, &setting)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Writes the invented publications below a folder and imports them into the ledger that
/// it is.
///
/// # Errors
/// The disk fails, or the folder is another's.
pub fn make(folder: &Path) -> Result<Tally> {
    let files = demo::publications();
    let mut writer = Writer::open(folder)?;
    let own = |source: &str| {
        let mut names = files.iter().map(|f| format!("{}/{}", f.publisher, f.name));
        names.any(|name| name == source)
    };
    if writer.sources()?.iter().any(|source| !own(source)) {
        return Err(Error::asked(format!(
            "{} holds publications that are not invented; name another folder with --ledger",
            folder.display()
        )));
    }
    let bar = bar(files.len() as u64);
    let mut tally = Tally::default();
    for file in &files {
        let path = write(folder, file.publisher, &file.name, &file.xml)?;
        let name = format!("{}/{}", file.publisher, file.name);
        let given = Given {
            published: Some(format!("{}T00:00:00", file.published)),
            ..Given::default()
        };
        bar.set_message(name.clone());
        let outcome = import_one(&mut writer, &path, &name, &given, &bar)?;
        tally.add(&name, outcome);
        bar.inc(1);
    }
    bar.finish_and_clear();
    keep_programme(folder, &mut writer)?;
    writer.finish()?;
    Ok(tally)
}

fn write(ledger: &Path, publisher: &str, name: &str, xml: &str) -> Result<PathBuf> {
    let folder = ledger.join("publications").join(publisher);
    let path = folder.join(name);
    std::fs::create_dir_all(&folder).map_err(Error::at(&folder))?;
    std::fs::write(&path, xml).map_err(Error::at(&path))?;
    Ok(path)
}

/// The programme's own text, beside the publications and in the ledger.
fn keep_programme(ledger: &Path, writer: &mut Writer) -> Result<()> {
    let path = ledger.join("programme.toml");
    std::fs::write(&path, demo::PROGRAMME).map_err(Error::at(&path))?;
    writer.keep_programme(
        demo::PROGRAMME,
        "programme office of Velorra (invented)",
        "handed in with the demo",
        &super::now(),
    )?;
    Ok(())
}

/// The default address, or another that is free.
fn listen() -> Result<TcpListener> {
    if let Ok(listener) = TcpListener::bind(ADDRESS) {
        return Ok(listener);
    }
    super::note(&format!("{ADDRESS} is taken; another port is chosen."));
    Ok(TcpListener::bind("127.0.0.1:0")?)
}

/// What the ledger says, in a few lines.
fn tell(ledger: &Ledger, tally: &Tally, out: &mut dyn Write) -> Result<()> {
    let view = ledger.view(&AsOf::default())?;
    let reporters = view.live().reporters().len() as u64;
    let all = view.publications()?.len() as u64;
    let activities = view.select(Kind::Activity, &Filter::default())?.len() as u64;
    writeln!(
        out,
        "Velorra (invented), flooded in 2023: {} told of the rebuilding in {}; {} live today.",
        counted(reporters, "organisation has", "organisations have"),
        counted(all, "publication", "publications"),
        counted(activities, "activity is", "activities are"),
    )?;
    paid(&view, out)?;
    books(&view, out)?;
    promised(&view, out)?;
    rewritten(ledger, out)?;
    let withheld: u64 = view.publications()?.iter().map(|p| p.dropped).sum();
    writeln!(
        out,
        "  Withheld: {}; no person is on record.",
        counted(
            withheld,
            "contact field or mention was dropped before storage",
            "contact fields and mentions were dropped before storage"
        )
    )?;
    if tally.already > 0 {
        writeln!(
            out,
            "  ({} there from an earlier run.)",
            counted(tally.already, "publication was", "publications were")
        )?;
    }
    Ok(())
}

/// What givers say they paid, and receivers that they received, by currency.
fn paid(view: &View<'_>, out: &mut dyn Write) -> Result<()> {
    let groups = view.sum(&Filter::default(), &[Dimension::Type, Dimension::Currency])?;
    let of = |kind: &str, currency: &str| {
        let found = groups
            .iter()
            .find(|g| g.labels == [Some(kind.into()), Some(currency.into())]);
        found.map_or_else(|| Sum::default().to_string(), |g| g.sum.to_string())
    };
    for currency in ["EUR", "USD"] {
        writeln!(
            out,
            "  Givers say they paid {} {currency}; receivers say they received {} {currency}.",
            grouped(&of("3", currency)),
            grouped(&of("1", currency))
        )?;
    }
    writeln!(
        out,
        "  (As stated, nothing converted: the Copperfen utility books in EUR what it is paid in USD.)"
    )?;
    Ok(())
}

fn books(view: &View<'_>, out: &mut dyn Write) -> Result<()> {
    let pairs = reconciliation::pairs(&Between::default(), view)?;
    let sum = |of: fn(&PairRow) -> u64| pairs.iter().map(of).sum::<u64>();
    let (matches, agree) = (sum(|p| p.matches), sum(|p| p.agree));
    let alone = |side: &crate::laid::Side| side.lines - side.matched_lines;
    let (given, received): (u64, u64) = (
        pairs.iter().map(|p| alone(&p.giver_side)).sum(),
        pairs.iter().map(|p| alone(&p.receiver_side)).sum(),
    );
    writeln!(
        out,
        "  In {}, both books tell {}, {} of them alike; {} only in the giver's, {} only in the receiver's.",
        counted(pairs.len() as u64, "pair", "pairs"),
        counted(matches, "event", "events"),
        grouped(&agree.to_string()),
        counted(given, "transaction stands", "transactions stand"),
        grouped(&received.to_string()),
    )?;
    Ok(())
}

/// What became of what was announced.
fn promised(view: &View<'_>, out: &mut dyn Write) -> Result<()> {
    let open = Which::default().open(view)?;
    let all = judged(&open)?;
    let statuses: Vec<_> = all.iter().map(|j| j.verdict.status).collect();
    writeln!(
        out,
        "  {}",
        promises::sentence("Of what was announced", &statuses)
    )?;
    Ok(())
}

/// The past figure that changed: asked of the ledger before and after.
fn rewritten(ledger: &Ledger, out: &mut dyn Write) -> Result<()> {
    let Some(case) = demo::planted().into_iter().find(|p| p.kind == "rewritten") else {
        return Ok(());
    };
    let payments = |day: Option<&str>| -> Result<Vec<Entry>> {
        let at = AsOf {
            published: day.map(str::to_owned),
            known: None,
        };
        let view = ledger.view(&at)?;
        let filter = Filter {
            identifiers: vec![case.giver_activity.clone()],
            transaction_type: Some("3".to_owned()),
            ..Filter::default()
        };
        let hits = view.select(Kind::Transaction, &filter)?;
        hits.into_iter().map(|hit| Ok(view.row(hit)?)).collect()
    };
    let day = "2025-06-30";
    let (before, after) = (payments(Some(day))?, payments(None)?);
    for old in &before {
        let same = after
            .iter()
            .find(|new| new.date == old.date && new.value != old.value);
        if let (Some(new), Some(was), Some(date)) = (same, old.value, old.date) {
            writeln!(
                out,
                "  One past figure was rewritten: {} of {date} was {} as of {day}, is {} now.",
                case.giver_activity,
                grouped(&was.to_string()),
                new.value
                    .map_or("not stated".to_owned(), |v| grouped(&v.to_string())),
            )?;
        }
    }
    Ok(())
}
