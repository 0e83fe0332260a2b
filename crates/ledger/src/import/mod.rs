//! One file's way in: read twice, redacted, and added to the record.
//!
//! The first reading ([`survey`]) says whether the file can be read to its end
//! and collects what must be masked; the second stores. What is stored, hashed
//! and indexed is derived from the redacted form only.

mod batch;
mod canonical;
mod series;
mod survey;

pub(crate) use canonical::{StoredContext, hash};

use crate::dataset::{self, Based, Given};
use crate::error::{Error, Result};
use crate::index::{self, Doc};
use crate::member::Member;
use crate::receive::{Made, Received};
use crate::record::{self, LeftOut, NewPublication, NewVersion, Publication, Transaction};
use crate::statement::Corrected;
use crate::writer::Writer;
use iati::check;
use iati::read::{Context, Fault, Reader, Tree, Unit, UnitKind};
use iati::redact::{Dropped, Redactor};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::HashSet;
use std::path::Path;
use survey::{Refusal, Survey};

/// A file to import.
pub struct Incoming<'a> {
    pub path: &'a Path,
    /// The path as named by the user; kept in the record.
    pub source: &'a str,
    pub given: &'a Given,
    /// Now, as a stamp.
    pub now: &'a str,
}

/// Opens what is to be read: the file, or what was made of it.
fn open(file: &Incoming<'_>, made: Option<&Made>) -> std::io::Result<Received> {
    match made {
        Some(made) => Ok(Received::made(made)),
        None => Received::open(file.path),
    }
}

/// Hash and length of what was received.
fn finish(received: Received, made: Option<&Made>) -> std::io::Result<(String, u64)> {
    match made {
        Some(made) => Ok((made.sha256.clone(), made.bytes)),
        None => received.finish(),
    }
}

/// What became of a file.
#[derive(Debug)]
pub enum Outcome {
    Added(Publication),
    /// Nothing changed: these bytes are kept already.
    AlreadyThere(Publication),
    /// Kept as a refused publication.
    Refused(Publication),
}

/// A unit, redacted and hashed.
struct Prepared {
    kind: UnitKind,
    ordinal: u64,
    line: u64,
    updated: Option<String>,
    transactions: u64,
    hash: [u8; 32],
    tree: Tree,
    context: Context,
    stored_context: String,
    dropped: Dropped,
}

/// A version that is not on record yet.
struct Fresh {
    identifier: String,
    reporter: String,
    reporter_name: String,
    size: usize,
    body: Vec<u8>,
    docs: Vec<Doc>,
}

impl Writer {
    /// Adds one file. `tick` is told the bytes of text read, of both readings.
    ///
    /// # Errors
    /// The ledger's disk fails. A file that cannot be read is no error: it is
    /// kept as refused.
    pub fn import(&mut self, file: &Incoming<'_>, tick: &dyn Fn(u64)) -> Result<Outcome> {
        self.import_from(file, None, tick)
    }

    /// Adds what was made of a file that is no XML, such as a workbook: the publication
    /// bears the name and the hash of that file.
    ///
    /// # Errors
    /// As of [`Writer::import`].
    pub fn import_made(
        &mut self,
        file: &Incoming<'_>,
        made: &Made,
        tick: &dyn Fn(u64),
    ) -> Result<Outcome> {
        self.import_from(file, Some(made), tick)
    }

    fn import_from(
        &mut self,
        file: &Incoming<'_>,
        made: Option<&Made>,
        tick: &dyn Fn(u64),
    ) -> Result<Outcome> {
        let survey = self.survey(file, made, tick);
        let (hash, bytes) = match &survey {
            Err((Refusal::Io(_), _)) => (None, 0),
            Err((_, hash)) | Ok((_, hash)) => (Some(hash.0.clone()), hash.1),
        };
        if let Some(known) = self.known(file, hash.as_deref(), survey.is_ok())? {
            return Ok(Outcome::AlreadyThere(known));
        }
        let outcome = match survey {
            Ok((survey, _)) => {
                let hash = (hash.unwrap_or_default(), bytes);
                self.store(file, made, survey, hash, tick)
            }
            Err((refusal, _)) => self.refuse(file, &refusal, hash, bytes),
        };
        if outcome.is_err() {
            self.forget_uncommitted()?;
        }
        outcome
    }

    #[expect(clippy::type_complexity, reason = "a refusal still has a hash")]
    fn survey(
        &self,
        file: &Incoming<'_>,
        made: Option<&Made>,
        tick: &dyn Fn(u64),
    ) -> std::result::Result<(Survey, (String, u64)), (Refusal, (String, u64))> {
        let none = || (String::new(), 0);
        let mut received = match open(file, made) {
            Ok(received) => received,
            Err(e) => return Err((Refusal::Io(e), none())),
        };
        let survey = Survey::read(&mut received, tick);
        let tally = finish(received, made);
        match (survey, tally) {
            (Ok(survey), Ok(tally)) => Ok((survey, tally)),
            (Ok(_), Err(e)) => Err((Refusal::Io(e), none())),
            (Err(refusal), tally) => {
                // A damaged packed file cannot be read on, but it can be hashed.
                let tally = tally.ok().or_else(|| hash_raw(file.path));
                Err((refusal, tally.unwrap_or_else(none)))
            }
        }
    }

    /// The publication that this file is already kept as. That it was refused before says
    /// nothing of a file that can be read now.
    fn known(
        &self,
        file: &Incoming<'_>,
        hash: Option<&str>,
        is_readable: bool,
    ) -> Result<Option<Publication>> {
        let Some(hash) = hash else {
            return Ok(None);
        };
        let same =
            |given: &Option<String>, kept: &Based| given.as_ref().is_none_or(|g| *g == kept.value);
        // The same bytes under a later date in the name are a publication of
        // their own: what was replaced is back.
        let named = dataset::date_of_name(file.source);
        let named = |p: &Publication| {
            p.published.basis != dataset::NAME_DATE || named.as_ref() == Some(&p.published.value)
        };
        let kept = self.record.same_bytes(hash)?;
        Ok(kept.into_iter().find(|p| {
            let mut now = p.clone();
            self.corrections.apply(&mut now);
            let is_named =
                same(&file.given.dataset, &p.dataset) || same(&file.given.dataset, &now.dataset);
            let is_dated = same(&file.given.published, &p.published)
                || same(&file.given.published, &now.published);
            let is_standing = p.refused.is_none() || !is_readable;
            is_standing && is_named && is_dated && (file.given.published.is_some() || named(p))
        }))
    }

    fn refuse(
        &mut self,
        file: &Incoming<'_>,
        refusal: &Refusal,
        sha256: Option<String>,
        bytes: u64,
    ) -> Result<Outcome> {
        let reason = match refusal {
            Refusal::Words(words) => words.clone(),
            Refusal::Io(e) => format!("cannot be read: {}", crate::error::in_words(e)),
        };
        let redactor = iati::redact::Known::default().redactor_with(self.rules.clone());
        let reason = redactor.redact_text(&reason);
        let mut head = head(file, &Survey::default(), &redactor);
        head.sha256 = sha256.filter(|h| !h.is_empty());
        head.bytes = bytes;
        head.refused = Some(reason.clone());
        if head.sha256.is_none() && self.record.has_refusal(&head.source, &reason)? {
            return Ok(Outcome::Refused(head));
        }
        let transaction = Transaction::begin(&self.record)?;
        head.seq = transaction.seq();
        transaction.commit(&NewPublication {
            head: head.clone(),
            members: &[],
            dropped: &Dropped::default(),
            left_out: &[],
        })?;
        self.committed(head.seq);
        Ok(Outcome::Refused(head))
    }

    fn store(
        &mut self,
        file: &Incoming<'_>,
        made: Option<&Made>,
        mut survey: Survey,
        (hash, bytes): (String, u64),
        tick: &dyn Fn(u64),
    ) -> Result<Outcome> {
        let io = |source| Error::Io {
            path: file.path.to_owned(),
            source,
        };
        let redactor = std::mem::take(&mut survey.known).redactor_with(self.rules.clone());
        let mut head = head(file, &survey, &redactor);
        self.settle_dataset(&mut head, file, &survey)?;
        let mut received = open(file, made).map_err(io)?;
        let transaction = Transaction::begin(&self.record)?;
        let mut storing = Storing {
            head,
            redactor: &redactor,
            transaction: &transaction,
            members: Vec::new(),
            dropped: Dropped::default(),
            named: survey.left_out.iter().map(|l| l.path.clone()).collect(),
            left_out: std::mem::take(&mut survey.left_out),
        };
        storing.head.seq = transaction.seq();
        let mut reader = Reader::new(&mut received);
        let index = &mut self.index;
        batch::each(&mut reader, |batch| {
            for doc in storing.batch(batch.units)? {
                index.add(&doc)?;
            }
            tick(batch.bytes);
            Ok::<(), Failure>(())
        })
        .map_err(|failure| match failure {
            Failure::Ours(error) => error,
            Failure::Theirs => changed(file.path),
        })?;
        if finish(received, made).map_err(io)?.0 != hash {
            return Err(changed(file.path));
        }
        let Storing {
            mut head,
            members,
            dropped,
            left_out,
            ..
        } = storing;
        head.sha256 = Some(hash);
        head.bytes = bytes;
        head.left_out = left_out.len() as u64;
        head.dropped = dropped.total();
        transaction.commit(&NewPublication {
            head: head.clone(),
            members: &members,
            dropped: &dropped,
            left_out: &left_out,
        })?;
        self.committed(head.seq);
        Ok(Outcome::Added(head))
    }
}

/// What can go wrong in the second reading: ours, or a file that was whole in
/// the first and is not any longer.
enum Failure {
    Ours(Error),
    Theirs,
}

impl From<Fault> for Failure {
    fn from(_: Fault) -> Self {
        Self::Theirs
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

fn changed(path: &Path) -> Error {
    Error::Io {
        path: path.to_owned(),
        source: std::io::Error::other("it changed while it was read; import it again"),
    }
}

fn hash_raw(path: &Path) -> Option<(String, u64)> {
    use sha2::{Digest, Sha256};
    struct Hashed(Sha256, u64);
    impl std::io::Write for Hashed {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.update(bytes);
            self.1 += bytes.len() as u64;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut hashed = Hashed(Sha256::new(), 0);
    std::io::copy(&mut std::fs::File::open(path).ok()?, &mut hashed).ok()?;
    Some((crate::receive::hex(&hashed.0.finalize()), hashed.1))
}

/// What is known of a publication before its second reading. Every text of the
/// file's or its name goes through the redactor.
fn head(file: &Incoming<'_>, survey: &Survey, redactor: &Redactor) -> Publication {
    let clean = |text: &String| redactor.redact_text(text);
    let clean_based = |based: Based| Based {
        value: redactor.redact_text(&based.value),
        basis: based.basis,
    };
    Publication {
        seq: 0,
        dataset: clean_based(dataset::name(file.given, &survey.stated, file.source)),
        publisher: (survey.stated.publisher.as_ref())
            .or(file.given.publisher.as_ref())
            .map(clean),
        publisher_name: survey.publisher_name.as_ref().map(clean),
        version: survey.version.as_ref().map(clean),
        published: dataset::published(file.given, &survey.stated, file.source, file.now),
        imported: file.now.to_owned(),
        source: redactor.redact_text(file.source),
        encoding: (!survey.encoding.is_empty()).then(|| survey.encoding.to_owned()),
        sha256: None,
        bytes: 0,
        refused: None,
        activities: 0,
        organisations: 0,
        transactions: 0,
        left_out: 0,
        dropped: 0,
        corrected: Corrected::default(),
    }
}

/// The second reading, under way.
struct Storing<'a> {
    head: Publication,
    redactor: &'a Redactor,
    transaction: &'a Transaction<'a>,
    members: Vec<Member>,
    dropped: Dropped,
    left_out: Vec<LeftOut>,
    /// Where what is left out stands.
    named: HashSet<String>,
}

impl Storing<'_> {
    /// Stores some units; hands back what is to be indexed.
    fn batch(&mut self, units: Vec<Unit>) -> Result<Vec<Doc>> {
        let redactor = self.redactor;
        let attempts: Vec<std::result::Result<Prepared, LeftOut>> = units
            .into_par_iter()
            .map(|unit| prepare(unit, redactor))
            .collect();
        let mut prepared = Vec::with_capacity(attempts.len());
        for attempt in attempts {
            match attempt {
                Ok(unit) => prepared.push((self.transaction.known(&unit.hash)?, unit)),
                Err(left_out) => self.note_left_out(left_out),
            }
        }
        // What is on record already is neither packed nor derived again.
        let fresh: Vec<Result<Option<Fresh>>> = prepared
            .par_iter()
            .map(|(known, unit)| known.is_none().then(|| fresh(unit)).transpose())
            .collect();
        let mut docs = Vec::new();
        for ((known, unit), fresh) in prepared.iter().zip(fresh) {
            self.unit(unit, *known, fresh?, &mut docs)?;
        }
        Ok(docs)
    }

    /// A unit that the survey could read and the redactor could not carry over
    /// is left out by name, never in silence.
    fn note_left_out(&mut self, left_out: LeftOut) {
        if self.named.insert(left_out.path.clone()) {
            self.left_out.push(left_out);
        }
    }

    fn unit(
        &mut self,
        unit: &Prepared,
        known: Option<u64>,
        fresh: Option<Fresh>,
        docs: &mut Vec<Doc>,
    ) -> Result<()> {
        let id = match (known, fresh) {
            (Some(id), _) => id,
            (None, fresh) => self.version(unit, fresh, docs)?,
        };
        self.transaction.holds(&unit.hash);
        match unit.kind {
            UnitKind::Activity => self.head.activities += 1,
            UnitKind::Organisation => self.head.organisations += 1,
        }
        self.head.transactions += unit.transactions;
        self.dropped.merge(&unit.dropped);
        self.members.push(Member {
            version: id,
            ordinal: unit.ordinal,
            line: unit.line,
            updated: unit.updated.clone(),
        });
        Ok(())
    }

    /// The id of a unit that was not on record when its batch began; it may
    /// stand in the batch twice.
    fn version(
        &mut self,
        unit: &Prepared,
        fresh: Option<Fresh>,
        docs: &mut Vec<Doc>,
    ) -> Result<u64> {
        if let Some(id) = self.transaction.known(&unit.hash)? {
            return Ok(id);
        }
        let fresh = fresh.ok_or_else(|| Error::Damaged("an activity was lost".to_owned()))?;
        let id = self.transaction.add(&NewVersion {
            hash: &unit.hash,
            is_activity: unit.kind == UnitKind::Activity,
            identifier: &fresh.identifier,
            reporter: &fresh.reporter,
            reporter_name: &fresh.reporter_name,
            context: &unit.stored_context,
            size: fresh.size,
            body: &fresh.body,
        })?;
        docs.extend(fresh.docs.into_iter().map(|doc| doc.of_version(id)));
        Ok(id)
    }
}

/// Parses, redacts and hashes.
///
/// # Errors
/// The unit cannot be carried over without the contacts in it.
fn prepare(mut unit: Unit, redactor: &Redactor) -> std::result::Result<Prepared, LeftOut> {
    let prepared = unit
        .source
        .as_mut()
        .ok()
        .map(std::mem::take)
        .and_then(|source| redacted(&unit, source, redactor));
    prepared.ok_or_else(|| LeftOut {
        path: unit.path(),
        line: unit.start.line,
        reason: "it could not be stored without the contacts in it".to_owned(),
    })
}

fn redacted(unit: &Unit, source: String, redactor: &Redactor) -> Option<Prepared> {
    let raw = Tree::parse(source, &unit.context).ok()?;
    let updated = raw.root().attr("last-updated-datetime");
    let updated = updated.and_then(iati::date::stamp);
    let (redacted, dropped) = redactor.redact(&raw, &unit.context);
    let stored = StoredContext::of(&unit.context, redactor);
    let context = stored.to_context();
    let tree = match redacted {
        Cow::Borrowed(_) => None,
        Cow::Owned(redacted) => Some(Tree::parse(redacted, &context).ok()?),
    };
    // Where nothing was taken out, the tree is that of the stored text already.
    let tree = tree.unwrap_or(raw);
    Some(Prepared {
        kind: unit.kind,
        ordinal: unit.ordinal,
        line: unit.start.line,
        updated,
        transactions: transactions(unit.kind, &tree),
        hash: canonical::hash(&tree, &stored),
        stored_context: serde_json::to_string(&stored).unwrap_or_default(),
        tree,
        context,
        dropped,
    })
}

fn transactions(kind: UnitKind, tree: &Tree) -> u64 {
    match kind {
        UnitKind::Activity => tree.root().children_named("transaction").count() as u64,
        UnitKind::Organisation => 0,
    }
}

fn fresh(unit: &Prepared) -> Result<Fresh> {
    let source = unit.tree.source();
    let body = record::pack(source)?;
    let derived = index::derive(unit.kind, &unit.tree, &unit.context);
    Ok(Fresh {
        identifier: check::identifier(&unit.tree, unit.kind).unwrap_or_default(),
        reporter: derived.head.reporter,
        reporter_name: derived.head.reporter_name,
        size: source.len(),
        body,
        docs: derived.docs,
    })
}
