//! The round trip of real publications, where the folder beside the checkout holds
//! them: each is written as 2.03 and compared with what it said.

mod support;

use iati::activity::Activity;
use iati::check::{Checker, Settings, Standing};
use iati::finding::Severity;
use iati::position::Position;
use iati::publish::{self, Mode, Upgraded, Why};
use iati::read::{Context, Element, Piece, Reader, Tree, Unit, UnitKind};
use iati::redact::{Known, Redactor};
use iati::schema::Schema;
use iati::version::Version;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use support::{shared, units_of};

/// What became of the units of one version.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    files: u64,
    units: u64,
    written: u64,
    valid: u64,
    valid_written: u64,
}

/// All that is found over the folder.
#[derive(Default)]
struct Trip {
    rows: BTreeMap<String, Row>,
    /// Why units that were valid are left out.
    reasons: BTreeMap<String, u64>,
    notes: BTreeMap<&'static str, u64>,
    named: u64,
    /// Units held against a reading that knows nothing of the upgrade: element by
    /// element, and in the terms of 2.03.
    alike: [u64; 2],
    wrong: Vec<String>,
    linted: u64,
}

#[test]
fn real_publications_come_out_as_2_03() {
    let Some(folder) = shared() else { return };
    let checker = Checker::new(Settings::at(jiff::Timestamp::constant(1_767_225_600, 0)));
    let schemas = folder.join("standard/schemas/2.03");
    let has_lint = Command::new("xmllint").arg("--version").output().is_ok();
    let files = support::files(&folder.join("data/iati"));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut trip = Trip::default();
        while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let text = file(path, &checker, &mut trip);
            if let Some(text) = text.filter(|_| has_lint && schemas.is_dir()) {
                lint(&schemas, path, &text, &mut trip);
            }
        }
        trip
    };
    let mut trip = Trip::default();
    std::thread::scope(|scope| {
        let other = scope.spawn(work);
        trip.merge(work());
        trip.merge(other.join().expect("no panic"));
    });
    let table = trip.table();
    let _ = writeln!(std::io::stderr(), "{table}");
    let faults: Vec<_> = trip.wrong.iter().take(20).cloned().collect();
    assert!(
        faults.is_empty(),
        "{}:\n{}",
        trip.wrong.len(),
        faults.join("\n")
    );
    let total: u64 = trip.rows.values().map(|r| r.written).sum();
    assert!(
        total > 25_000 && trip.alike[0] > 20_000 && trip.alike[1] > 500,
        "{table}"
    );
}

/// Writes a file, compares each unit, and gives the text if it holds any unit.
fn file(path: &Path, checker: &Checker, trip: &mut Trip) -> Option<(UnitKind, String)> {
    let units = units_of(path)?;
    let kind = units.first()?.0.kind;
    let mut known = Known::default();
    for (_, tree) in &units {
        known.collect(tree);
    }
    let redactor = known.redactor();
    let mut text = publish::head(kind, None);
    let empty = text.len();
    let mut versions = std::collections::BTreeSet::new();
    for (unit, tree) in units.iter().filter(|(u, _)| u.kind == kind) {
        let source = Source::of(unit, tree, &redactor);
        versions.insert(source.version());
        text.push_str(&one(path, &source, checker, trip).xml);
    }
    for version in versions {
        trip.rows.entry(version).or_default().files += 1;
    }
    text.push_str(&publish::foot(kind));
    (text.len() > empty + publish::foot(kind).len()).then_some((kind, text))
}

/// A unit as a ledger stores it.
struct Source<'u> {
    unit: &'u Unit,
    tree: Tree,
    stated: Option<Version>,
}

impl<'u> Source<'u> {
    fn of(unit: &'u Unit, tree: &Tree, redactor: &Redactor) -> Self {
        let text = redactor.redact(tree, &unit.context).0.into_owned();
        let tree = Tree::parse(text, &unit.context).expect("redacted units can be read");
        let root = tree.root();
        let noted = root
            .attributes()
            .find(|a| a.name() == "version" || a.name().ends_with(":version"));
        let stated = noted
            .and_then(|a| Version::parse(a.value()))
            .or_else(|| unit.context.version());
        Self { unit, tree, stated }
    }

    fn version(&self) -> String {
        self.stated
            .map_or_else(|| "none".to_owned(), |v| v.to_string())
    }

    /// Whether the schema of its version has nothing against it.
    fn is_valid(&self) -> bool {
        let version = self.stated.unwrap_or(Version::V1_01);
        let (mut places, mut faults) = (Vec::new(), Vec::new());
        Schema::of(version).check(&self.tree, &self.unit.context, &mut places, &mut faults);
        faults.is_empty()
    }
}

fn one(path: &Path, source: &Source<'_>, checker: &Checker, trip: &mut Trip) -> Upgraded {
    let context = &source.unit.context;
    let kind = source.unit.kind;
    let said = publish::unit(&source.tree, context, kind, Mode::Strict);
    let is_valid = source.is_valid();
    let row = trip.rows.entry(source.version()).or_default();
    row.units += 1;
    row.valid += u64::from(is_valid);
    row.written += u64::from(said.left_out.is_none());
    row.valid_written += u64::from(is_valid && said.left_out.is_none());
    for note in &said.notes {
        *trip.notes.entry(note.why.id()).or_default() += 1;
    }
    if let Some(reasons) = &said.left_out {
        assert!(said.xml.is_empty() && !reasons.is_empty());
        if is_valid && source.stated.is_some_and(Version::is_supported) {
            trip.wrong
                .push(format!("{}: valid, and left out", source.unit.path()));
        }
        for reason in reasons.iter().filter(|_| is_valid) {
            let what = format!("{}: {}", source.version(), reason.message);
            *trip.reasons.entry(what).or_default() += 1;
        }
        return said;
    }
    let written =
        Tree::parse(said.xml.clone(), &Context::default()).expect("what is written can be read");
    let mut faults = Vec::new();
    faults.extend(unnamed(source, &written, trip));
    if publish::unit(&written, &Context::default(), kind, Mode::Strict).xml != said.xml {
        faults.push("written again it is not the same".to_owned());
    }
    faults.extend(critical(checker, kind, &said.xml));
    faults.extend(unlike(source, &said, &written, trip));
    let place = format!("{} {}", path.display(), source.unit.path());
    trip.wrong
        .extend(faults.into_iter().map(|f| format!("{place}: {f}")));
    said
}

/// Differences that no rule names.
fn unnamed(source: &Source<'_>, written: &Tree, trip: &mut Trip) -> Vec<String> {
    let (context, kind) = (&source.unit.context, source.unit.kind);
    let found = publish::differences(&source.tree, context, written, kind, Mode::Strict);
    let (named, open): (Vec<_>, Vec<_>) = found.into_iter().partition(|d| d.why.is_some());
    trip.named += named.len() as u64;
    open.into_iter().map(|d| format!("{d:?}")).collect()
}

/// What the official rules call critical in a file of this unit alone.
fn critical(checker: &Checker, kind: UnitKind, xml: &str) -> Vec<String> {
    let text = format!("{}{xml}{}", publish::head(kind, None), publish::foot(kind));
    let mut reader = Reader::new(text.as_bytes());
    let mut found = Vec::new();
    let mut standing = Standing::ReadOnly;
    while let Ok(Some(piece)) = reader.next_piece() {
        match piece {
            Piece::Root(context) => standing = checker.root(&context, &mut found),
            Piece::Unit(unit) => {
                let source = unit.source.clone().expect("a unit");
                let tree = Tree::parse(source, &unit.context).expect("well-formed");
                found.extend(checker.unit(&unit, &tree, standing).findings);
            }
            Piece::Beside(_) => {}
        }
    }
    assert_eq!(standing, Standing::Checked(Version::V2_03));
    let bad = found
        .into_iter()
        .filter(|f| f.severity == Severity::Critical);
    bad.map(|f| format!("{} {}", f.path, f.message)).collect()
}

/// Compares with readings that know nothing of the upgrade: the raw elements where
/// the source was valid 2.0x, the activity in the terms of 2.03 where it was not.
fn unlike(source: &Source<'_>, said: &Upgraded, written: &Tree, trip: &mut Trip) -> Vec<String> {
    let left_out = |n: &publish::Note| {
        matches!(
            n.why,
            Why::LeftOut | Why::Empty | Why::Named | Why::Spelling | Why::Untyped | Why::Repeated
        )
    };
    if source.stated.is_some_and(Version::is_supported) && source.is_valid() {
        let is_whole = said.notes.iter().all(|n| {
            matches!(
                n.why,
                Why::Bookkeeping | Why::Hint | Why::Order | Why::Space | Why::Inherited
            )
        });
        trip.alike[0] += u64::from(is_whole);
        let (before, after) = (plain(source.tree.root()), plain(written.root()));
        return if is_whole && before != after {
            vec![parting(&before, &after)]
        } else {
            Vec::new()
        };
    }
    if source.unit.kind != UnitKind::Activity || said.notes.iter().any(left_out) {
        return Vec::new();
    }
    trip.alike[1] += 1;
    let before = activity(&source.tree, &source.unit.context);
    let after = activity(written, &Context::default());
    if before == after {
        return Vec::new();
    }
    vec![parting(&before.to_string(), &after.to_string())]
}

/// Where two texts part.
fn parting(a: &str, b: &str) -> String {
    let same = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let from = |text: &str| {
        text.chars()
            .skip(same.saturating_sub(80))
            .take(160)
            .collect::<String>()
    };
    format!("\n  {}\n  {}", from(a), from(b))
}

/// The elements in order of name, with what 2.0x writes in them.
fn plain(e: Element<'_>) -> String {
    let is_ours = |name: &str| !name.contains(':') || name == "xml:lang";
    let mut attributes: Vec<_> = e
        .attributes()
        .filter(|a| {
            is_ours(a.name())
                && a.name() != "xmlns"
                && (e.parent().is_some()
                    || a.name() != "xml:lang" && a.name() != "default-currency")
        })
        .map(|a| format!("{}={:?}", a.name(), a.value().trim()))
        .collect();
    attributes.sort();
    let mut children: Vec<_> = e
        .children()
        .filter(|c| is_ours(c.name()) && c.attr("xmlns").is_none())
        .collect();
    children.sort_by_key(|c| c.name());
    let text = e.text();
    let text = if e.name() == "narrative" {
        &text
    } else {
        text.trim()
    };
    let inside: String = children.into_iter().map(plain).collect();
    // An empty contact is what persons leave behind.
    let form = format!("<{} {}>{text:?}{inside}</>", e.name(), attributes.join(" "));
    form.replace("<contact-info >\"\"</>", "")
}

/// What an activity says in the terms of 2.03, but for where it stands and what
/// only a code's label says.
fn activity(tree: &Tree, context: &Context) -> Value {
    let activity = Activity::read(tree, context, Position::START);
    let mut value = serde_json::to_value(activity).expect("JSON");
    for name in ["version", "last_updated", "hierarchy"] {
        value[name] = Value::Null;
    }
    forget(&mut value);
    value
}

fn forget(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for name in ["path", "line", "coarsened"] {
                map.remove(name);
            }
            map.values_mut().for_each(forget);
        }
        Value::Array(all) => all.iter_mut().for_each(forget),
        _ => {}
    }
}

/// Asks xmllint.
fn lint(schemas: &Path, path: &Path, (kind, text): &(UnitKind, String), trip: &mut Trip) {
    let name = match kind {
        UnitKind::Activity => "iati-activities-schema.xsd",
        UnitKind::Organisation => "iati-organisations-schema.xsd",
    };
    let schema: PathBuf = schemas.join(name);
    let mut child = Command::new("xmllint")
        .args(["--noout", "--nonet", "--stream", "--schema"])
        .arg(schema)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("xmllint starts");
    let written = child
        .stdin
        .take()
        .map(|mut to| to.write_all(text.as_bytes()));
    let output = child.wait_with_output().expect("xmllint ends");
    if !output.status.success() {
        let said: String = String::from_utf8_lossy(&output.stderr)
            .chars()
            .take(400)
            .collect();
        trip.wrong
            .push(format!("{}: xmllint: {written:?} {said}", path.display()));
    }
    trip.linted += 1;
}

impl Trip {
    fn merge(&mut self, other: Self) {
        for (version, r) in other.rows {
            let row = self.rows.entry(version).or_default();
            row.files += r.files;
            row.units += r.units;
            row.written += r.written;
            row.valid += r.valid;
            row.valid_written += r.valid_written;
        }
        for (why, count) in other.notes {
            *self.notes.entry(why).or_default() += count;
        }
        for (reason, count) in other.reasons {
            *self.reasons.entry(reason).or_default() += count;
        }
        self.named += other.named;
        self.alike = [0, 1].map(|at| self.alike[at] + other.alike[at]);
        self.linted += other.linted;
        self.wrong.extend(other.wrong);
    }

    fn table(&self) -> String {
        let mut out = "version  files  units written | valid written\n".to_owned();
        for (version, r) in &self.rows {
            let _ = writeln!(
                out,
                "{version:7} {:6} {:6} {:7} | {:5} {:7}",
                r.files, r.units, r.written, r.valid, r.valid_written
            );
        }
        let _ = writeln!(
            out,
            "differences: {} named, {} not; {} files through xmllint",
            self.named,
            self.wrong.len(),
            self.linted
        );
        let [exact, terms] = self.alike;
        let _ = writeln!(
            out,
            "the same element by element: {exact}; in the terms of 2.03: {terms}"
        );
        for (why, count) in &self.notes {
            let _ = writeln!(out, "{count:7} {why}");
        }
        let _ = writeln!(out, "valid units left out:");
        for (reason, count) in &self.reasons {
            let _ = writeln!(out, "{count:7} {reason}");
        }
        out
    }
}
