//! Writes a file of any version as one of 2.03: `cargo run --release -p iati
//! --example publish -- [--lenient] [--differences] [--quiet] FILE > OUT.xml`.
//!
//! Persons are taken out first, as a ledger does. On stderr stand the notes, one a
//! line, units that are left out with their reasons, and counts; `--quiet` leaves
//! all but the counts out. `--differences` compares each unit with what was
//! written of it. FILE may be packed with zstd.

use iati::publish::{self, Mode, Note, Upgraded, Why};
use iati::read::{Fault, Piece, Reader, Tree, Unit, UnitKind};
use iati::redact::{Known, Redactor};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};

type Done = Result<(), Box<dyn Error>>;

#[derive(Default)]
struct Counts {
    units: u64,
    written: u64,
    left_out: u64,
    differences: u64,
    notes: BTreeMap<Why, u64>,
}

struct Settings {
    mode: Mode,
    quiet: bool,
    differences: bool,
}

fn main() -> Done {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|a| a == flag);
    let settings = Settings {
        mode: if has("--lenient") {
            Mode::Lenient
        } else {
            Mode::Strict
        },
        quiet: has("--quiet"),
        differences: has("--differences"),
    };
    let file = arguments.iter().find(|a| !a.starts_with("--"));
    let file = file.ok_or("a file is needed")?;
    let mut known = Known::default();
    each(file, &mut |_, tree| {
        known.collect(tree);
        Ok(())
    })?;
    let redactor = known.redactor();
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut counts = Counts::default();
    let mut kind = None;
    each(file, &mut |unit, tree| {
        if *kind.get_or_insert(unit.kind) == unit.kind {
            if counts.units == 0 {
                out.write_all(publish::head(unit.kind, None).as_bytes())?;
            }
            one(unit, tree, &redactor, &settings, &mut counts, &mut out)?;
        }
        Ok(())
    })?;
    let foot = publish::foot(kind.unwrap_or(UnitKind::Activity));
    out.write_all(foot.as_bytes())?;
    out.flush()?;
    report(&counts)
}

/// Hands over each unit that can be read.
fn each(file: &str, take: &mut dyn FnMut(&Unit, &Tree) -> Done) -> Done {
    let plain = BufReader::new(File::open(file)?);
    let bytes: Box<dyn Read> = if file.ends_with(".zst") {
        Box::new(zstd::Decoder::new(plain)?)
    } else {
        Box::new(plain)
    };
    let mut reader = Reader::new(bytes);
    while let Some(piece) = reader.next_piece().map_err(|f: Fault| f.to_string())? {
        let Piece::Unit(unit) = piece else { continue };
        let Ok(source) = &unit.source else { continue };
        match Tree::parse(source.clone(), &unit.context) {
            Ok(tree) => take(&unit, &tree)?,
            Err(fault) => writeln!(std::io::stderr(), "{}: {fault:?}", unit.path())?,
        }
    }
    Ok(())
}

fn one(
    unit: &Unit,
    tree: &Tree,
    redactor: &Redactor,
    settings: &Settings,
    counts: &mut Counts,
    out: &mut impl Write,
) -> Done {
    let redacted = redactor.redact(tree, &unit.context).0.into_owned();
    let tree = Tree::parse(redacted, &unit.context).map_err(|f| format!("{f:?}"))?;
    let said = publish::unit(&tree, &unit.context, unit.kind, settings.mode);
    counts.units += 1;
    counts.written += u64::from(said.left_out.is_none());
    counts.left_out += u64::from(said.left_out.is_some());
    out.write_all(said.xml.as_bytes())?;
    for note in &said.notes {
        *counts.notes.entry(note.why).or_default() += 1;
    }
    if settings.differences && said.left_out.is_none() {
        counts.differences += differ(unit, &tree, &said, settings.mode)?;
    }
    if !settings.quiet {
        say(unit, &tree, &said)?;
    }
    Ok(())
}

fn differ(unit: &Unit, tree: &Tree, said: &Upgraded, mode: Mode) -> Result<u64, Box<dyn Error>> {
    let written = Tree::parse(said.xml.clone(), &Default::default());
    let written = written.map_err(|f| format!("{f:?}"))?;
    let found = publish::differences(tree, &unit.context, &written, unit.kind, mode);
    let found = found.iter().filter(|d| d.why.is_none());
    let mut count = 0;
    for d in found {
        count += 1;
        let (before, after) = (d.before.as_deref(), d.after.as_deref());
        let path = format!("{}/{}", unit.path(), d.path);
        writeln!(
            std::io::stderr(),
            "{:?} {path}: {before:?} {after:?}",
            d.what
        )?;
    }
    Ok(count)
}

fn say(unit: &Unit, tree: &Tree, said: &Upgraded) -> std::io::Result<()> {
    let line = |what: &str, note: &Note| {
        let at = tree.position(unit.start, note.span.start);
        let value = note.value.as_deref().unwrap_or_default();
        let (path, message) = (&note.path, &note.message);
        writeln!(
            std::io::stderr(),
            "{what}\t{at}\t{}/{path}\t{value:?}\t{message}",
            unit.path()
        )
    };
    for note in &said.notes {
        line(note.why.id(), note)?;
    }
    for reason in said.left_out.iter().flatten() {
        line("unit", reason)?;
    }
    Ok(())
}

fn report(counts: &Counts) -> Done {
    let mut err = std::io::stderr();
    let (units, written, left_out) = (counts.units, counts.written, counts.left_out);
    writeln!(
        err,
        "{units} units, {written} written, {left_out} left out, {} differences without a name",
        counts.differences
    )?;
    for (why, count) in &counts.notes {
        writeln!(err, "{count}\t{}", why.id())?;
    }
    Ok(())
}
