//! `counterfoil report`: a programme or a pairing in one document to hand out.

use super::{LedgerArg, output};
use crate::dossier::{self, Subject, Wanted};
use crate::error::{Error, Result};
use crate::export::Target;
use crate::programme::Which;
use crate::question::Moment;
use crate::question::indicators::Small;
use crate::tongue::{self, Tongue};
use clap::{Args, Subcommand};
use ledger::{Ledger, View};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const EXAMPLES: &str = "Examples:
  counterfoil report pairing harrow-windlemere --ledger counterfoil-demo -o report.html
  counterfoil report programme --lang fr --ledger counterfoil-demo -o programme.docx";

/// Write one document on a programme or a pairing: figures, pictures, evidence
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Report {
    #[command(subcommand)]
    subject: Of,
}

#[derive(Subcommand)]
enum Of {
    /// All of a programme
    Programme {
        /// Id of the programme, where the ledger keeps several
        #[arg(value_name = "ID")]
        programme: Option<String>,
        #[command(flatten)]
        how: How,
    },
    /// One pairing, with both books line by line
    Pairing {
        /// Id of the pairing, as “counterfoil ask pairings” lists it
        #[arg(value_name = "ID")]
        pairing: String,
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        how: How,
    },
}

#[derive(Args)]
struct How {
    #[command(flatten)]
    folder: LedgerArg,
    /// File to write to: .html (prints on A4) or .docx [default: HTML to standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Convert to this currency, at the rate of each amount’s own day [default: that of most promises]
    #[arg(long = "in", value_name = "CODE")]
    into: Option<String>,
    #[arg(help = format!("Language of the document: {}", tongue::codes()))]
    #[arg(long, value_name = "CODE", default_value = "en", value_parser = super::lang)]
    lang: Tongue,
    #[command(flatten)]
    small: Small,
    #[command(flatten)]
    moment: Moment,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Html,
    Docx,
}

impl Report {
    pub fn run(&self) -> Result<ExitCode> {
        let (subject, which, how) = match &self.subject {
            Of::Programme { programme, how } => (
                Subject::Programme,
                Which {
                    programme: programme.clone(),
                },
                how,
            ),
            Of::Pairing {
                pairing,
                which,
                how,
            } => (Subject::Pairing(pairing.clone()), which.clone(), how),
        };
        let form = how.output.as_deref().map_or(Ok(Form::Html), form)?;
        let ledger = Ledger::open(&how.folder.ledger)?;
        let view = ledger.view(&how.moment.read()?)?;
        let wanted = Wanted {
            subject,
            which,
            into: how.into.clone(),
            small: how.small.clone(),
        };
        tongue::within(how.lang, || Self::write(&wanted, &view, form, how))?;
        Ok(ExitCode::SUCCESS)
    }

    fn write(wanted: &Wanted, view: &View<'_>, form: Form, how: &How) -> Result<()> {
        let dossier = wanted.compile(view)?;
        let write = |out: &mut dyn Write| match form {
            Form::Html => dossier::write_html(&dossier, out),
            Form::Docx => dossier::write_docx(&dossier, out),
        };
        match &how.output {
            None => {
                let mut out = output();
                write(&mut out)?;
                out.flush()?;
            }
            Some(path) => {
                // Whole or not at all.
                let mut target = Target::open(Some(path), false)?;
                let mut out = target.writer()?;
                write(&mut out)?;
                out.flush()?;
                drop(out);
                target.finish()?;
            }
        }
        Ok(())
    }
}

fn form(path: &Path) -> Result<Form> {
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("html" | "htm") => Ok(Form::Html),
        Some("docx") => Ok(Form::Docx),
        _ => Err(Error::asked(format!(
            "{}: name a file that ends in .html or .docx",
            path.display()
        ))),
    }
}
