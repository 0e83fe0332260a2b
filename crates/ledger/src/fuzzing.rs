//! What the fuzz targets hand to the readers of a ledger's own files: bytes as they may
//! stand there after damage. Each must end with a value or an error (`fuzz/`).

use crate::import::{StoredContext, hash};
use crate::index;
use crate::matched::id_of_decision;
use crate::record::{VersionBody, unpack};
use crate::statement::{self, Corrections, Statement, fit, kept, kind, sensitive};
use crate::{member, programmes, rates};
use flow::flows::METHODS;
use flow::flows::counted::Summary;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::hint::black_box;

/// A packed text of a version or a document, and the size that its row tells.
pub fn packed(bytes: &[u8], size: usize) {
    black_box(unpack(bytes, size));
}

/// What a publication holds: as stored, and as the columns it unpacks to.
pub fn members(bytes: &[u8]) {
    black_box(member::decode(bytes).ok());
    if let Some(members) = member::decode_columns(bytes) {
        let again = member::decode(&member::encode(&members));
        assert_eq!(again.ok(), Some(members));
    }
}

/// An activity's money in the index, and all that is worked out of it.
pub fn facts(bytes: &[u8]) {
    let Ok(facts) = index::decode_facts(bytes) else {
        return;
    };
    black_box(Summary::of(&facts).classed());
    for described in METHODS {
        described.method.flows(&facts, None, &mut |flow| {
            black_box(flow);
        });
    }
}

/// The content of a version, unpacked, and the context it is parsed in.
pub fn version(source: &str, context: &str) {
    let body = VersionBody {
        source: source.to_owned(),
        context: context.to_owned(),
    };
    let Ok((tree, context)) = body.parsed("fuzz") else {
        return;
    };
    black_box(hash(&tree, &StoredContext::default()));
    black_box(index::derive(tree.kind(), &tree, &context).docs);
}

/// Statements, one a line: kind, subject, body, author and note, with tabs between.
pub fn statements(text: &str) {
    let read = |(seq, line): (u64, &str)| {
        let mut parts = line.split('\t');
        let mut next = || parts.next().unwrap_or_default().to_owned();
        Statement {
            seq,
            kind: next(),
            subject: next(),
            body: serde_json::from_str(&next()).unwrap_or_default(),
            author: next(),
            note: next(),
            made: String::new(),
            after: seq,
            undoes: next().parse().ok(),
        }
    };
    let all: Vec<Statement> = (1..).zip(text.lines()).map(read).collect();
    for known in [None, Some(1)] {
        let counting = statement::in_force(&all, known);
        black_box(sensitive(&counting));
        black_box(Corrections::of(&counting));
        for statement in counting {
            black_box(kept::hash(statement));
            told::<rates::Told>(statement);
            told::<programmes::ToldProgramme>(statement);
            black_box(kept::name_of(statement, kind::RATES));
            black_box(fit::author(&statement.author).ok());
            let _ = black_box(fit::note(&statement.note));
            black_box(fit::without_addresses(statement.body.clone()));
            black_box(id_of_decision(statement));
        }
    }
}

fn told<T: DeserializeOwned>(statement: &Statement) {
    black_box(kept::told::<T>(statement).is_ok());
    black_box(statement.body.get("sha256").and_then(Value::as_str));
}
