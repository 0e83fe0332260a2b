//! `counterfoil decide`: a person's word on a match.

use super::LedgerArg;
use super::ledger::said::in_words;
use super::{note, open_in_turn};
use crate::error::Result;
use crate::laid::{Laid, decide};
use crate::web::TURN;
use clap::{Args, ValueEnum};
use ledger::matched::Verdict;
use ledger::{AsOf, Ledger};
use std::process::ExitCode;

const EXAMPLE: &str = "Example:
  counterfoil decide accept 2crvwfyyxhsw --by \"data desk\" --note \"the centre sent its receipt\" --ledger counterfoil-demo

“counterfoil ask matches --stands proposed” lists what waits for a decision.";

/// Decide on a match: accept it, reject it, or ask somebody about it
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Decide {
    /// What is decided
    #[arg(value_enum)]
    verdict: Word,
    /// Name of a match; or, for lines that no match holds, names of lines of both sides
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
    #[command(flatten)]
    ledger: LedgerArg,
    /// The office or role that decides, such as “data desk”; never a person
    #[arg(long, value_name = "OFFICE")]
    by: String,
    /// Why, in a sentence that others can read later
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Word {
    /// The two books tell one event
    Accept,
    /// They do not
    Reject,
    /// Somebody is asked
    Query,
}

impl Decide {
    pub fn run(&self) -> Result<ExitCode> {
        let verdict = match self.verdict {
            Word::Accept => Verdict::Accept,
            Word::Reject => Verdict::Reject,
            Word::Query => Verdict::Query,
        };
        let folder = &self.ledger.ledger;
        let new = {
            let ledger = Ledger::open(folder)?;
            let view = ledger.view(&AsOf::default())?;
            let laid = Laid::open(&view)?;
            decide(&laid, verdict, &self.names, &self.by, &self.note)?
        };
        let mut writer = open_in_turn(folder, TURN)?;
        let made = writer.state(new, &super::now())?;
        writer.finish()?;
        note(&format!(
            "statement {}: {}; “ledger statements undo {}” takes it back",
            made.seq,
            in_words(&made),
            made.seq
        ));
        Ok(ExitCode::SUCCESS)
    }
}
