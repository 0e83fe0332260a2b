//! The open book of a pair.

use super::{date, drawn, figure};
use crate::answer::{About, Drawn, grouped};
use crate::picture::book::{self, Book, Line, Meeting, Row};
use crate::question::pair::{Books, Told};
use crate::tongue;
use flow::reconcile::Category;

/// So many lines a picture holds.
const MOST: usize = 60;

/// Both accounts as a picture; none if there is nothing, or too much.
pub fn pair(about: &About, books: &Books) -> Option<Drawn> {
    if books.lines.is_empty() || books.lines.len() > MOST {
        return None;
    }
    let line = |told: &Told| {
        let entry = &told.entry;
        let day = entry.date.map_or_else(|| say!("no date"), date);
        let amount = entry.value.map_or_else(|| say!("no amount"), figure);
        Line {
            day,
            text: match entry.kind.as_deref() {
                Some(kind) => tongue::words(flow::kind::name(kind)),
                None => String::new(),
            },
            amount: format!("{amount} {}", entry.currency.as_deref().unwrap_or("")),
        }
    };
    let rows = books.lines.iter().map(|l| {
        let agrees = l
            .tie
            .as_ref()
            .is_some_and(|t| t.category == Category::Agree);
        let word = match &l.tie {
            Some(_) if agrees => String::new(),
            Some(tie) => tie.in_words(),
            None => books.why_empty(l.giver.is_none(), l),
        };
        Row {
            giver: l.giver.iter().map(line).collect(),
            receiver: l.receiver.iter().map(line).collect(),
            meeting: match agrees {
                true => Meeting::Agrees,
                false => Meeting::Differs,
            },
            title: match word.is_empty() {
                true => say!("told alike"),
                false => word.clone(),
            },
            word,
        }
    });
    let mut sums = (Vec::new(), Vec::new());
    for ((series, currency), (giver, receiver)) in books.sums() {
        let currency = currency.unwrap_or_else(|| say!("no currency"));
        if giver.lines > 0 {
            sums.0.push(format!(
                "{} {} {currency}",
                tongue::words(series.given()),
                grouped(&giver.sum.to_string())
            ));
        }
        if receiver.lines > 0 {
            sums.1.push(format!(
                "{} {} {currency}",
                tongue::words(series.received()),
                grouped(&receiver.sum.to_string())
            ));
        }
    }
    let book = Book {
        heads: (
            books.giver.label().to_owned(),
            books.receiver.label().to_owned(),
        ),
        rows: rows.collect(),
        sums: (sums.0.join("; "), sums.1.join("; ")),
        nothing: (
            match books.giver.publishes {
                true => say!("nothing in the giver’s book"),
                false => say!("the giver publishes nothing here"),
            },
            match books.receiver.publishes {
                true => say!("nothing in the receiver’s book"),
                false => say!("the receiver publishes nothing here"),
            },
        ),
    };
    Some(drawn(
        "book",
        &say!("Both accounts, line by line"),
        about,
        move |setting| book::book(setting, &book),
    ))
}
