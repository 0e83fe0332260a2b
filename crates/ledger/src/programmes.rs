//! Programmes' own texts: who is bound to whom, and what was announced.
//!
//! A text that was imported is kept for good: a statement says whose it is and its hash,
//! and the text stands as a document under that hash. The newest of its id counts.

use crate::error::{Error, Result};
use crate::receive::{hex, unhex};
use crate::record::NewDocument;
use crate::statement::{NewStatement, Statement, in_force, kept, kind, unfit};
use crate::view::View;
use crate::writer::Writer;
use flow::programme::{self, Programme};
use iati::said;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What is on record of an imported text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KeptProgramme {
    /// The programme's id in its text.
    pub id: String,
    /// The statement that says so.
    pub statement: u64,
    /// An office or a role.
    pub author: String,
    pub note: String,
    /// When it was imported, as a stamp.
    pub made: String,
    /// The last import of a publication before it.
    pub after: u64,
    /// Whether it is the newest of its id, and so the one that counts.
    pub counts: bool,
    #[serde(flatten)]
    pub told: ToldProgramme,
}

/// What the statement says of the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToldProgramme {
    pub title: String,
    pub sha256: String,
    pub organisations: u64,
    pub pairings: u64,
    pub promises: u64,
}

impl ToldProgramme {
    fn of(programme: &Programme, text: &str) -> Self {
        Self {
            title: programme.title.text.clone(),
            sha256: hex(&Sha256::digest(text)),
            organisations: programme.organisations.len() as u64,
            pairings: programme.pairings.len() as u64,
            promises: programme.promises.len() as u64,
        }
    }
}

/// What becomes of a text that is handed in.
#[derive(Debug)]
pub enum Handed {
    Kept(Box<Statement>),
    /// It is on record as it is.
    Already,
    /// It cannot be taken; nothing was changed.
    Faults(Vec<programme::Fault>),
}

impl Writer {
    /// Keeps a programme's text for good, whole or not at all. `now` is the stamp of the
    /// statement.
    ///
    /// # Errors
    /// The author looks like a person, the note is empty, or the disk fails.
    pub fn keep_programme(
        &mut self,
        text: &str,
        author: &str,
        note: &str,
        now: &str,
    ) -> Result<Handed> {
        let programme = match programme::read(text) {
            Ok(programme) => programme,
            Err(faults) => return Ok(Handed::Faults(faults)),
        };
        let told = ToldProgramme::of(&programme, text);
        let all = self.record.statements()?;
        let known = kept::newest(&in_force(&all, None), kind::PROGRAMME, &programme.id)
            .is_some_and(|s| s.body["sha256"] == told.sha256);
        if known {
            return Ok(Handed::Already);
        }
        let new = NewStatement {
            kind: kind::PROGRAMME,
            subject: kept::subject(kind::PROGRAMME, &programme.id),
            body: serde_json::to_value(&told).unwrap_or(Value::Null),
            author: author.to_owned(),
            note: note.to_owned(),
            undoes: None,
        };
        if crate::statement::fit::plain(&new.subject) != new.subject {
            let what = said!(
                "the id “{id}” looks like a number of a person",
                id = programme.id
            );
            return Err(unfit(what, "give the programme another id"));
        }
        let document = NewDocument::of(text)?;
        let made = self.state_with(new, Some(&document), now)?;
        Ok(Handed::Kept(Box::new(made)))
    }
}

impl View<'_> {
    /// The texts that were imported by then and not taken back, in order.
    ///
    /// # Errors
    /// The record is damaged.
    pub fn kept_programmes(&self) -> Result<Vec<KeptProgramme>> {
        let counting = self.statements_in_force();
        let mut all = Vec::new();
        for statement in &counting {
            let Some(id) = kept::name_of(statement, kind::PROGRAMME) else {
                continue;
            };
            all.push(KeptProgramme {
                id: id.to_owned(),
                statement: statement.seq,
                author: statement.author.clone(),
                note: statement.note.clone(),
                made: statement.made.clone(),
                after: statement.after,
                counts: kept::newest(&counting, kind::PROGRAMME, id)
                    .is_some_and(|s| s.seq == statement.seq),
                told: kept::told(statement)?,
            });
        }
        Ok(all)
    }

    /// The text of a programme as it was imported.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn programme_text(&self, kept: &KeptProgramme) -> Result<String> {
        let damaged = || Error::Damaged(format!("the text of the programme “{}”", kept.id));
        let hash = unhex(&kept.told.sha256).ok_or_else(damaged)?;
        self.ledger.record().document(&hash)?.ok_or_else(damaged)
    }

    /// The programmes that count at this moment, in order of id, each with where it is
    /// kept.
    ///
    /// # Errors
    /// The disk fails or the record is damaged.
    pub fn programmes(&self) -> Result<Arc<Vec<(KeptProgramme, Programme)>>> {
        self.found("programmes", || {
            let mut all = Vec::new();
            for kept in self.kept_programmes()?.into_iter().filter(|k| k.counts) {
                let text = self.programme_text(&kept)?;
                let read = programme::read(&text).map_err(|faults| {
                    let first = faults.first().map(ToString::to_string).unwrap_or_default();
                    Error::Damaged(format!(
                        "the text of the programme “{}”, which cannot be read any more, perhaps since something was taken out of it ({first}); import it anew",
                        kept.id
                    ))
                })?;
                all.push((kept, read));
            }
            all.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
            Ok(all)
        })
    }
}
