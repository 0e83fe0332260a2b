//! Applying today's rules of redaction to what is stored.
//!
//! The past is changed in this one way only: less of it is told. Nothing is known
//! here of the contact fields that were dropped at import, so the masks that were
//! made of them cannot be made again; patterns, dropped elements, phrases that a user
//! gives, and coarse places are.

use crate::error::{Error, Result};
use crate::import::{StoredContext, hash};
use crate::index;
use crate::receive::hex;
use crate::record::{
    self, NewBody, NewDocument, NewWords, Publication, Record, Redaction, StoredVersion, unpack,
};
use crate::statement::{Statement, fit, kept, kind};
use crate::writer::Writer;
use iati::check;
use iati::read::Tree;
use iati::redact::{Dropped, Known, Redactor, Rules};
use rayon::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Versions that are looked at together.
const BATCH: u64 = 256;

/// A redaction of the past.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Why; kept with every change, without what is masked.
    pub reason: &'a str,
    /// Now, as a stamp.
    pub now: &'a str,
    /// Only say what would change.
    pub is_trial: bool,
}

/// What a redaction changed, or would.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Redacted {
    /// Versions that were looked at.
    pub looked_at: u64,
    pub versions: u64,
    /// Publications whose words or counts changed.
    pub publications: u64,
    pub statements: u64,
    /// Kinds of what was taken out, and how many of each, once for each version.
    pub kinds: Vec<(String, u64)>,
    /// Nothing of it is left in the files of the ledger. Not so after a trial, or while
    /// somebody reads the record.
    pub is_clean: bool,
}

impl Writer {
    /// Applies the rules that hold now to all that is stored: in one transaction, so
    /// that a run that is cut short changes nothing or all; what is left to be done
    /// after it, the next run does. `tick` is told how many versions are done, and of
    /// how many.
    ///
    /// # Errors
    /// The record is damaged, or the disk fails.
    pub fn redact(&mut self, asked: &Asked<'_>, tick: &dyn Fn(u64, u64)) -> Result<Redacted> {
        let redactor = redactor(&self.rules);
        let reason = redactor.redact_text(&iati::redact::mask(asked.reason));
        let mut found = Redacted::default();
        let redaction = Redaction::begin(&self.record, &reason, asked.now)?;
        let taken = versions(&self.record, &redaction, &redactor, asked, &mut found, tick)?;
        publications(
            &self.record,
            &redaction,
            &redactor,
            &taken,
            asked,
            &mut found,
        )?;
        found.kinds = kinds(taken.values());
        if asked.is_trial {
            return Ok(found);
        }
        redaction.commit()?;
        self.settle()?;
        self.catch_up(&|_, _| ())?;
        // A run that was cut off may have left them unmerged.
        self.index.merge()?;
        found.is_clean = self.record.clean()?;
        Ok(found)
    }
}

/// Without the contact names of a publication, which are not kept.
fn redactor(rules: &Arc<Rules>) -> Redactor {
    Known::default().redactor_with(rules.clone())
}

/// What was taken out of each version that changed.
type Taken = HashMap<u64, Dropped>;

fn versions(
    record: &Record,
    redaction: &Redaction<'_>,
    redactor: &Redactor,
    asked: &Asked<'_>,
    found: &mut Redacted,
    tick: &dyn Fn(u64, u64),
) -> Result<Taken> {
    let total = record.count_versions()?;
    let mut taken = Taken::new();
    let mut last = 0;
    loop {
        let batch = redaction.versions(last, BATCH)?;
        let Some(end) = batch.last() else {
            return Ok(taken);
        };
        last = end.id;
        let each = batch.par_iter().map(|version| redacted(version, redactor));
        let changes: Vec<_> = each.collect::<Result<_>>()?;
        found.looked_at += batch.len() as u64;
        for (old, change) in batch.iter().zip(changes) {
            let Some((new, dropped)) = change else {
                continue;
            };
            if !asked.is_trial {
                redaction.replace_version(old, &new)?;
            }
            found.versions += 1;
            taken.insert(old.id, dropped);
        }
        tick(found.looked_at, total);
    }
}

/// What a version becomes, if the rules change it.
fn redacted(version: &StoredVersion, redactor: &Redactor) -> Result<Option<(NewBody, Dropped)>> {
    let damaged = |what: &str| Error::Damaged(format!("version {}: {what}", version.id));
    let source = unpack(&version.packed, version.size as usize);
    let source = source.ok_or_else(|| damaged("its source"))?;
    let context = version.context.as_deref().unwrap_or_default();
    let stored: StoredContext =
        serde_json::from_str(context).map_err(|_| damaged("its context"))?;
    let tree = Tree::parse(source, &stored.to_context()).map_err(|_| damaged("its source"))?;
    let (text, dropped) = redactor.redact(&tree, &stored.to_context());
    let around = stored.redacted(redactor);
    if text == tree.source() && around == stored {
        return Ok(None);
    }
    let context = around.to_context();
    let tree = Tree::parse(text.into_owned(), &context)
        .map_err(|_| damaged("it could not be stored without what is to be taken out"))?;
    let derived = index::derive(tree.kind(), &tree, &context);
    let source = tree.source();
    let body = record::pack(source)?;
    let new = NewBody {
        hash: hash(&tree, &around),
        identifier: check::identifier(&tree, tree.kind()).unwrap_or_default(),
        reporter: derived.head.reporter,
        reporter_name: derived.head.reporter_name,
        context: serde_json::to_string(&around).unwrap_or_default(),
        size: source.len(),
        body,
    };
    Ok(Some((new, dropped)))
}

fn kinds<'a>(taken: impl Iterator<Item = &'a Dropped>) -> Vec<(String, u64)> {
    let mut all = Dropped::default();
    taken.for_each(|dropped| all.merge(dropped));
    all.iter().map(|(kind, n)| (kind.to_owned(), n)).collect()
}

/// The words and counts of publications, and the statements.
fn publications(
    record: &Record,
    redaction: &Redaction<'_>,
    redactor: &Redactor,
    taken: &Taken,
    asked: &Asked<'_>,
    found: &mut Redacted,
) -> Result<()> {
    let all = record.publications()?;
    let statements = record.statements()?;
    let names = names(&all, &statements, redactor);
    for old in &all {
        let mut head = old.clone();
        clean_words(&mut head, &names, redactor);
        let mut left_out = record.left_out(old.seq)?;
        let mut has_changed = words(&head) != words(old);
        for unit in &mut left_out {
            let reason = redactor.redact_text(&unit.reason);
            has_changed |= reason != unit.reason;
            unit.reason = reason;
        }
        let more = taken_of(record, old.seq, taken)?;
        if !has_changed && more.total() == 0 {
            continue;
        }
        found.publications += 1;
        if !asked.is_trial {
            let new = NewWords {
                head,
                left_out,
                more,
            };
            redaction.replace_publication(old, &new)?;
        }
    }
    let texts = texts(record, &statements, redactor)?;
    for old in &statements {
        let mut new = clean_statement(old, &names, redactor);
        let text = kept::hash_of(old, kind::PROGRAMME).and_then(|hash| texts.get(&hash));
        if let Some(text) = text {
            new.body["sha256"] = Value::String(hex(text.hash()));
        }
        if new != *old {
            found.statements += 1;
            if !asked.is_trial {
                redaction.replace_statement(old, &new)?;
            }
        }
    }
    if !asked.is_trial {
        for (old, new) in &texts {
            redaction.replace_document(old, new)?;
        }
    }
    Ok(())
}

/// The texts of programmes that change, by the hash that they had.
fn texts(
    record: &Record,
    statements: &[Statement],
    redactor: &Redactor,
) -> Result<BTreeMap<Vec<u8>, NewDocument>> {
    let mut all = BTreeMap::new();
    let hashes: BTreeSet<Vec<u8>> = statements
        .iter()
        .filter_map(|s| kept::hash_of(s, kind::PROGRAMME))
        .collect();
    for hash in hashes {
        let Some(text) = record.document(&hash)? else {
            continue;
        };
        // Line by line: a text in quotes stays one.
        let lines = text.split_inclusive('\n');
        let clean: String = lines.map(|line| redactor.redact_text(line)).collect();
        if clean != text {
            all.insert(hash, NewDocument::of(&clean)?);
        }
    }
    Ok(all)
}

fn taken_of(record: &Record, seq: u64, taken: &Taken) -> Result<Dropped> {
    let mut all = Dropped::default();
    if taken.is_empty() {
        return Ok(all);
    }
    for member in record.members(seq)? {
        if let Some(dropped) = taken.get(&member.version) {
            all.merge(dropped);
        }
    }
    Ok(all)
}

/// Names of datasets, and what each becomes. Two that were different stay so: one
/// must not supersede the other because both lost a word.
fn names(
    publications: &[Publication],
    statements: &[Statement],
    redactor: &Redactor,
) -> BTreeMap<String, String> {
    let own = publications.iter().map(|p| p.dataset.value.as_str());
    let moved = statements.iter().filter_map(|s| s.body["to"].as_str());
    let all: BTreeSet<&str> = own.chain(moved).collect();
    let clean = |name: &str| redactor.redact_text(name);
    let (same, other): (Vec<&str>, Vec<&str>) = all.into_iter().partition(|n| clean(n) == *n);
    let mut used: BTreeSet<String> = same.into_iter().map(str::to_owned).collect();
    let mut names = BTreeMap::new();
    for old in other {
        let base = clean(old);
        let numbered = (2..).map(|n: u64| format!("{base} ({n})"));
        let new = std::iter::once(base.clone()).chain(numbered);
        let new = new.into_iter().find(|n| !used.contains(n)).unwrap_or(base);
        used.insert(new.clone());
        names.insert(old.to_owned(), new);
    }
    names
}

fn clean_words(p: &mut Publication, names: &BTreeMap<String, String>, redactor: &Redactor) {
    if let Some(name) = names.get(&p.dataset.value) {
        p.dataset.value.clone_from(name);
    }
    p.source = redactor.redact_text(&p.source);
    for text in [
        &mut p.publisher,
        &mut p.publisher_name,
        &mut p.version,
        &mut p.refused,
    ] {
        *text = text.as_deref().map(|t| redactor.redact_text(t));
    }
}

/// The words of a publication that are not ours.
fn words(p: &Publication) -> [Option<&str>; 6] {
    [
        Some(&p.dataset.value),
        Some(&p.source),
        p.publisher.as_deref(),
        p.publisher_name.as_deref(),
        p.version.as_deref(),
        p.refused.as_deref(),
    ]
}

fn clean_statement(
    old: &Statement,
    names: &BTreeMap<String, String>,
    redactor: &Redactor,
) -> Statement {
    let prose = |text: &str| redactor.redact_text(&iati::redact::mask(text));
    let mut new = old.clone();
    new.subject = redactor.redact_text(&old.subject);
    new.author = prose(&old.author);
    new.note = prose(&old.note);
    new.body = clean_body(old.body.clone(), redactor);
    let to = old.body["to"].as_str().and_then(|to| names.get(to));
    if let Some(to) = to {
        new.body["to"] = Value::String(to.clone());
    }
    new
}

fn clean_body(body: Value, redactor: &Redactor) -> Value {
    match body {
        Value::String(text) if fit::is_hash(&text) => Value::String(text),
        Value::String(text) => Value::String(redactor.redact_text(&text)),
        Value::Array(items) => items.into_iter().map(|v| clean_body(v, redactor)).collect(),
        Value::Object(fields) => {
            let clean = fields
                .into_iter()
                .map(|(k, v)| (k, clean_body(v, redactor)));
            Value::Object(clean.collect())
        }
        other => other,
    }
}
