//! `counterfoil ledger redact`: today's rules of redaction, applied to what is stored.

use super::{bar, follow, open_writer};
use crate::answer::{counted, grouped};
use crate::command::fetch::FOLDER as FETCHES;
use crate::command::{LedgerArg, also, note, now, output};
use crate::error::{Error, Result};
use crate::fetch::Parts;
use clap::Args;
use ledger::redact::{Asked, Redacted};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

const BY_RULE: &str = "the rules of redaction of this program";

/// Remove from the ledger what should not be in it; exit status 1 if another program is reading it meanwhile
///
/// The rules of this program, by which names, telephones and addresses of persons are dropped at
/// import, are applied to all that is stored, and so are the phrases of --also. Afterwards what was
/// taken out stands in no file of the ledger.
#[derive(Args)]
pub struct Redact {
    #[command(flatten)]
    folder: LedgerArg,
    /// Only count what would be taken out, by kind
    #[arg(long)]
    dry_run: bool,
    /// File of further words to take out, one phrase a line, or “regex:” and a regular expression;
    /// kept nowhere
    #[arg(long, value_name = "FILE", requires = "reason")]
    also: Option<PathBuf>,
    /// Why, in words that do not repeat what is taken out; kept
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Redact {
    pub fn run(&self) -> Result<ExitCode> {
        let also = self.also.as_deref().map(also::read).transpose()?;
        let reason = self.reason.as_deref().unwrap_or(BY_RULE);
        if reason.trim().is_empty() {
            return Err(Error::asked(
                "--reason is empty: say why, in words that do not repeat what is taken out",
            ));
        }
        let mut writer = open_writer(&self.folder.ledger)?;
        writer.mask_also(also.unwrap_or_default());
        // Nobody fetches now: that takes the writer's lock.
        if !self.dry_run {
            Parts::forget(&self.folder.ledger.join(FETCHES));
        }
        let asked = Asked {
            reason,
            now: &now(),
            is_trial: self.dry_run,
        };
        let bar = bar("versions");
        let found = writer.redact(&asked, &|done, of| follow(&bar, done, of))?;
        bar.finish_and_clear();
        writer.finish()?;
        self.tell(&found)
    }

    fn tell(&self, found: &Redacted) -> Result<ExitCode> {
        let mut out = output();
        let would = if self.dry_run {
            "would change"
        } else {
            "changed"
        };
        writeln!(
            out,
            "{would}: {} of {}, the words or counts of {}, {}",
            grouped(&found.versions.to_string()),
            counted(found.looked_at, "version", "versions"),
            counted(found.publications, "publication", "publications"),
            counted(found.statements, "statement", "statements"),
        )?;
        for (kind, count) in &found.kinds {
            writeln!(out, "{kind:28}{:>8}", grouped(&count.to_string()))?;
        }
        out.flush()?;
        note(
            "names that contact fields gave are not kept, so they cannot be looked for again; name those that slipped through with --also",
        );
        if self.dry_run || found.is_clean {
            return Ok(ExitCode::SUCCESS);
        }
        note(
            "somebody reads this ledger: what was taken out may still stand in record.sqlite-wal. Stop “counterfoil serve” and whatever else reads it, then run the same again",
        );
        Ok(ExitCode::from(1))
    }
}
