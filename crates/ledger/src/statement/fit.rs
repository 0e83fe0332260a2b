//! What may be said, and by whom.

use super::{NewStatement, Statement, in_force, kind, unfit};
use crate::error::Result;
use crate::record::Record;
use iati::said;
use iati::said::phrase;
use serde_json::Value;

/// Longest label of an author, in characters.
const LABEL: usize = 100;
/// Longest note, in characters.
const NOTE: usize = 2000;

const OFFICE: &str = phrase(
    "name an office or a role with --by, such as “data desk”: no person is kept in a ledger",
);

/// A label of an office. What the redactor would mask is a person's, and refused.
pub(crate) fn author(label: &str) -> Result<String> {
    let is_masked = iati::redact::mask(label) != label;
    let looks_like_a_person = is_masked || label.contains(['@', '＠']);
    let label = plain(label);
    if label.is_empty() || label.chars().count() > LABEL {
        return Err(unfit(
            said!("the author is empty, or longer than 100 characters"),
            OFFICE,
        ));
    }
    if looks_like_a_person {
        return Err(unfit(
            said!("the author looks like an e-mail address or a number of a person"),
            OFFICE,
        ));
    }
    Ok(label)
}

/// A note, without what the redactor masks.
///
/// # Errors
/// It is longer than it may be.
pub(crate) fn note(text: &str) -> Result<String> {
    let text = iati::redact::mask(&plain(text)).into_owned();
    match text.chars().count() <= NOTE {
        true => Ok(text),
        false => Err(unfit(
            said!("the note is longer than 2,000 characters"),
            "shorten it; a longer text can stand where the note points to",
        )),
    }
}

/// One line, without e-mail addresses.
pub(crate) fn plain(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let redactor = iati::redact::Known::default().redactor();
    redactor.redact_text(&one_line)
}

/// Whether a text is a hash: digits in it are no number of a person's, and it must
/// stay what it is.
pub(crate) fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The same with every text in it plain.
pub(crate) fn without_addresses(body: Value) -> Value {
    match body {
        Value::String(text) if is_hash(&text) => Value::String(text),
        Value::String(text) => Value::String(plain(&text)),
        Value::Array(items) => items.into_iter().map(without_addresses).collect(),
        Value::Object(fields) => {
            let plain = fields.into_iter().map(|(k, v)| (k, without_addresses(v)));
            Value::Object(plain.collect())
        }
        other => other,
    }
}

/// Whether what it is about is there, and what it says can be.
pub(super) fn check(new: &NewStatement, all: &[Statement], record: &Record) -> Result<()> {
    if let Some(seq) = new.undoes {
        let is_there = all.iter().any(|s| s.seq == seq);
        let counts = in_force(all, None).iter().any(|s| s.seq == seq);
        return match (is_there, counts) {
            (true, true) => Ok(()),
            (true, false) => Err(unfit(
                said!(
                    "statement {number} was taken back already",
                    number = seq.to_string()
                ),
                LISTED,
            )),
            (false, _) => Err(unfit(
                said!("there is no statement {number}", number = seq.to_string()),
                LISTED,
            )),
        };
    }
    if new.note.trim().is_empty() {
        return Err(unfit(
            said!("the note is empty"),
            phrase("say with --note why"),
        ));
    }
    match new.kind {
        kind::DATASET | kind::PUBLISHED | kind::WITHDRAWN => of_publication(new, record),
        kind::SENSITIVE => of_places(new),
        kind::ALIAS => of_organisation(new),
        _ => Ok(()),
    }
}

const LISTED: &str = phrase("“counterfoil ledger statements” lists them");

fn of_places(new: &NewStatement) -> Result<()> {
    let subject = plain(&new.subject);
    match subject.split_once(' ') {
        Some(("activity" | "publisher" | "country", id)) if !id.is_empty() => Ok(()),
        _ => Err(unfit(
            said!("nothing is named whose places are to be told coarsely"),
            phrase("name it with --activity, --publisher or --country"),
        )),
    }
}

fn of_organisation(new: &NewStatement) -> Result<()> {
    let alias = new
        .subject
        .strip_prefix("organisation ")
        .unwrap_or_default();
    let is = new.body.get("is").and_then(Value::as_str).unwrap_or("");
    let normal = flow::reconcile::normal;
    if normal(alias).is_empty() || normal(is).is_empty() {
        return Err(unfit(
            said!("a reference is empty"),
            phrase("name the reference, and with --is the one that it stands for"),
        ));
    }
    if normal(alias) == normal(is) {
        return Err(unfit(
            said!(
                "{alias} and {is} are compared as one reference already",
                alias,
                is
            ),
            phrase("there is nothing to say"),
        ));
    }
    Ok(())
}

fn of_publication(new: &NewStatement, record: &Record) -> Result<()> {
    let number = new.subject.strip_prefix("publication ");
    let number = number.and_then(|n| n.parse::<u64>().ok());
    let found = number.map_or(Ok(None), |n| record.publication(n))?;
    let hint = phrase("“counterfoil ledger dataset” lists them");
    let Some(found) = found else {
        return Err(unfit(
            said!("there is no {subject}", subject = new.subject),
            hint,
        ));
    };
    if found.refused.is_some() {
        let what = said!(
            "{subject} was refused: it counts nowhere",
            subject = new.subject
        );
        return Err(unfit(what, hint));
    }
    let text = |key: &str| new.body.get(key).and_then(Value::as_str).unwrap_or("");
    match new.kind {
        kind::DATASET if plain(text("to")).is_empty() => Err(unfit(
            said!("the name of the dataset is empty"),
            phrase("name it with --to"),
        )),
        kind::PUBLISHED if text("on") > found.imported.as_str() => Err(unfit(
            said!(
                "{subject} was imported before that day",
                subject = new.subject
            ),
            phrase("nobody publishes later than it is imported"),
        )),
        _ => Ok(()),
    }
}
