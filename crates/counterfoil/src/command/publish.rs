//! `counterfoil publish`: what an organisation said, as valid IATI 2.03.

use super::ledger::bar;
use super::{LedgerArg, is_interrupted, listen_for_interrupts, note, output};
use crate::answer::counted;
use crate::error::{Error, Result};
use crate::export::Target;
use crate::question::Moment;
use clap::{Args, ValueEnum};
use iati::position::Position;
use iati::publish::{self, Mode, Note, Upgraded};
use iati::read::{Tree, UnitKind};
use ledger::{Ledger, LiveMember, View};
use serde_json::json;
use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Units left out that are told on the terminal; --notes has all.
const TOLD: u64 = 20;

const EXAMPLE: &str = "Example:
  counterfoil publish --org XI-IATI-DEMO-SMC --ledger counterfoil-demo -o saltmere.xml";

/// Write what an organisation published as valid IATI 2.03, whatever version it was
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Publish {
    #[command(flatten)]
    ledger: LedgerArg,
    /// Identifier of the organisation, as “counterfoil ask organisations” lists it
    #[arg(long, value_name = "REF")]
    org: String,
    /// Which of its files: that of its activities, or that of the organisation itself
    #[arg(long, value_enum, default_value_t = What::Activities)]
    what: What,
    /// File to write to [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Refuse to write at all if anything has to be left out
    #[arg(long, conflicts_with = "lenient")]
    strict: bool,
    /// Write what 2.03 does not take as it is, and say so: the file may not be valid
    #[arg(long)]
    lenient: bool,
    /// File for everything that was changed or left out, as lines of JSON
    #[arg(long, value_name = "FILE")]
    notes: Option<PathBuf>,
    #[command(flatten)]
    moment: Moment,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Activities,
    Organisation,
}

#[derive(Default)]
struct Counts {
    written: u64,
    left_out: u64,
    notes: u64,
}

impl Publish {
    pub fn run(&self) -> Result<ExitCode> {
        let ledger = Ledger::open(&self.ledger.ledger)?;
        let view = ledger.view(&self.moment.read()?)?;
        let members = self.members(&view)?;
        listen_for_interrupts("stopping; nothing is written");
        // Nothing stands under the name, and nothing goes into a pipe, before all of it
        // is there.
        let mut target = match &self.output {
            Some(path) => Some(Target::open(Some(path), false)?),
            None => None,
        };
        let mut held = tempfile::tempfile().map_err(Error::at(&std::env::temp_dir()))?;
        let mut out: Box<dyn Write> = match &mut target {
            Some(target) => target.writer()?,
            None => Box::new(BufWriter::new(held.try_clone()?)),
        };
        let counts = self.write(&members, &view, &mut out)?;
        out.flush()?;
        drop(out);
        let Some(counts) = counts else {
            return Ok(ExitCode::from(130));
        };
        self.tell(&counts);
        if counts.written == 0 {
            return Err(Error::Asked {
                message: "nothing of it can be written as 2.03: no file is made".to_owned(),
                hint: Some(
                    "--notes FILE says of each what it lacks; --lenient writes it with its gaps"
                        .to_owned(),
                ),
            });
        }
        if self.strict && counts.left_out > 0 {
            note("--strict: nothing is written");
            return Ok(ExitCode::from(1));
        }
        match target {
            Some(target) => target.finish()?,
            None => {
                let mut out = output();
                held.rewind()?;
                std::io::copy(&mut held, &mut out)?;
                out.flush()?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The live activities, or records, that the organisation reports, in order of
    /// identifier.
    fn members<'v>(&self, view: &'v View<'_>) -> Result<Vec<&'v LiveMember>> {
        let all = view.live().members.iter();
        let wanted = self.what == What::Activities;
        let own: Vec<&LiveMember> = all
            .filter(|m| flow::key::same(&m.head.reporter, &self.org))
            .filter(|m| m.head.is_activity == wanted)
            .collect();
        match own.is_empty() {
            false => Ok(own),
            true => Err(Error::Asked {
                message: match self.what {
                    What::Activities => format!("{} reports no activity in this ledger", self.org),
                    What::Organisation => {
                        format!("{} publishes no organisation file in this ledger", self.org)
                    }
                },
                hint: Some("“counterfoil ask organisations” lists who publishes here".to_owned()),
            }),
        }
    }

    /// What came of it; none if it was interrupted.
    fn write(
        &self,
        members: &[&LiveMember],
        view: &View<'_>,
        out: &mut dyn Write,
    ) -> Result<Option<Counts>> {
        let kind = match self.what {
            What::Activities => UnitKind::Activity,
            What::Organisation => UnitKind::Organisation,
        };
        let mode = if self.lenient {
            Mode::Lenient
        } else {
            Mode::Strict
        };
        let mut notes = match &self.notes {
            Some(path) => Some(BufWriter::new(File::create(path).map_err(Error::at(path))?)),
            None => None,
        };
        let bar = bar("written");
        bar.set_length(members.len() as u64);
        let mut counts = Counts::default();
        out.write_all(publish::head(kind, None).as_bytes())?;
        for member in members {
            if is_interrupted() {
                bar.finish_and_clear();
                return Ok(None);
            }
            let (tree, context) = view.parsed(member)?;
            let upgraded = publish::unit(&tree, &context, kind, mode);
            out.write_all(upgraded.xml.as_bytes())?;
            counts.take(member, &upgraded);
            if let Some(notes) = &mut notes {
                write_notes(member, &tree, &upgraded, notes)?;
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        out.write_all(publish::foot(kind).as_bytes())?;
        if let Some(notes) = &mut notes {
            notes.flush()?;
        }
        Ok(Some(counts))
    }

    fn tell(&self, counts: &Counts) {
        if counts.left_out > TOLD {
            note(&format!("{} more", counts.left_out - TOLD));
        }
        let what = match self.what {
            What::Activities => ("activity", "activities"),
            What::Organisation => ("organisation record", "organisation records"),
        };
        note(&format!(
            "{} written as 2.03, {} left out; {} changed or left out on the way{}",
            counted(counts.written, what.0, what.1),
            counts.left_out,
            counted(counts.notes, "thing", "things"),
            match (&self.notes, self.lenient) {
                (Some(path), _) => format!(", listed in {}", path.display()),
                (None, true) => "; gaps are written as they are".to_owned(),
                (None, false) => "; --notes FILE lists them".to_owned(),
            }
        ));
    }
}

impl Counts {
    fn take(&mut self, member: &LiveMember, upgraded: &Upgraded) {
        self.notes += upgraded.notes.len() as u64;
        let Some(reasons) = &upgraded.left_out else {
            self.written += 1;
            return;
        };
        self.left_out += 1;
        if self.left_out <= TOLD {
            let why: Vec<String> = reasons
                .iter()
                .map(|n| format!("{}: {}", n.path, n.message))
                .collect();
            note(&format!(
                "left out: {}: {}",
                member.head.identifier,
                why.join("; ")
            ));
        }
    }
}

fn write_notes(
    member: &LiveMember,
    tree: &Tree,
    upgraded: &Upgraded,
    out: &mut dyn Write,
) -> Result<()> {
    let start = Position {
        line: member.line,
        column: 1,
    };
    let reasons = upgraded.left_out.iter().flatten().map(|n| (n, true));
    for (one, voids) in upgraded.notes.iter().map(|n| (n, false)).chain(reasons) {
        writeln!(out, "{}", line(member, tree, start, one, voids))?;
    }
    Ok(())
}

fn line(
    member: &LiveMember,
    tree: &Tree,
    start: Position,
    one: &Note,
    voids: bool,
) -> serde_json::Value {
    json!({
        "unit": &*member.head.identifier,
        "import": member.publication,
        "line": tree.position(start, one.span.start).line,
        "path": one.path,
        "why": one.why.id(),
        "value": one.value,
        "message": one.message,
        "leaves_unit_out": voids,
    })
}
