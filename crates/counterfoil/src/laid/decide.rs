//! Decisions on matches, as they are typed or clicked.

use super::{Laid, wrong_id};
use crate::error::{Error, Result};
use flow::reconcile::LineId;
use ledger::NewStatement;
use ledger::matched::{self, Id, LineKey, Verdict};

/// The statement that says so. `names` is one match, or lines of both sides.
///
/// # Errors
/// A name is none, nothing has it, or the lines are all of one side.
pub fn decide(
    laid: &Laid<'_>,
    verdict: Verdict,
    names: &[String],
    author: &str,
    note: &str,
) -> Result<NewStatement> {
    let ids: Vec<Id> = names
        .iter()
        .map(|name| Id::parse(name).ok_or_else(|| wrong_id(name)))
        .collect::<Result<_>>()?;
    let (donor, recipient) = match ids.as_slice() {
        [one] => of_match(laid, *one)?,
        lines => of_lines(laid, lines)?,
    };
    Ok(matched::statement(verdict, donor, recipient, author, note)?)
}

type Sides = (Vec<LineKey>, Vec<LineKey>);

/// The lines of a match that is told now, or that was decided on before.
fn of_match(laid: &Laid<'_>, id: Id) -> Result<Sides> {
    if let Some((_, one)) = laid.all.find(id) {
        return Ok((keys(laid, &one.donor)?, keys(laid, &one.recipient)?));
    }
    if let Some(decision) = laid.all.decision(id) {
        return Ok((decision.donor.clone(), decision.recipient.clone()));
    }
    Err(Error::Asked {
        message: say!("there is no match {id} now", id = id.to_string()),
        hint: Some(say!(
            "“counterfoil ask matches” lists them; for lines that no match holds name those of both sides (“ask match-records” shows their names)"
        )),
    })
}

fn of_lines(laid: &Laid<'_>, ids: &[Id]) -> Result<Sides> {
    let lines = laid.all.lines(ids).ok_or_else(|| Error::Asked {
        message: say!("one of these is not the name of any current line"),
        hint: Some(say!(
            "“counterfoil ask match-records” shows the names of lines"
        )),
    })?;
    let (out, into): (Vec<LineId>, Vec<LineId>) =
        lines.into_iter().partition(|line| laid.is_out(*line));
    Ok((keys(laid, &out)?, keys(laid, &into)?))
}

fn keys(laid: &Laid<'_>, lines: &[LineId]) -> Result<Vec<LineKey>> {
    let key = |line: &LineId| laid.all.books.key(*line, laid.view);
    let all: Option<Vec<LineKey>> = lines.iter().map(key).collect();
    all.ok_or_else(|| ledger::Error::Damaged("a line stands nowhere".to_owned()).into())
}
