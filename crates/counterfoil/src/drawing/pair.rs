//! The open book of a pair.

use super::drawn;
use crate::answer::{About, Drawn, grouped};
use crate::picture::book::{self, Book, Line, Meeting, Row};
use crate::question::pair::{Books, Told};
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
        let day = entry.date.map_or("no date".to_owned(), |d| d.to_string());
        let amount = entry.value.map_or("no amount".to_owned(), |v| {
            grouped(&v.normalize().to_string())
        });
        Line {
            day,
            text: entry
                .kind
                .as_deref()
                .map_or("", flow::kind::name)
                .to_owned(),
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
                true => "told alike".to_owned(),
                false => word.clone(),
            },
            word,
        }
    });
    let mut sums = (Vec::new(), Vec::new());
    for ((series, currency), (giver, receiver)) in books.sums() {
        let currency = currency.as_deref().unwrap_or("no currency");
        if giver.lines > 0 {
            sums.0.push(format!(
                "{} {} {currency}",
                series.given(),
                grouped(&giver.sum.to_string())
            ));
        }
        if receiver.lines > 0 {
            sums.1.push(format!(
                "{} {} {currency}",
                series.received(),
                grouped(&receiver.sum.to_string())
            ));
        }
    }
    let nothing = |publishes: bool, word: &str| match publishes {
        true => format!("nothing in the {word}’s book"),
        false => format!("the {word} publishes nothing here"),
    };
    let book = Book {
        heads: (
            books.giver.label().to_owned(),
            books.receiver.label().to_owned(),
        ),
        rows: rows.collect(),
        sums: (sums.0.join("; "), sums.1.join("; ")),
        nothing: (
            nothing(books.giver.publishes, "giver"),
            nothing(books.receiver.publishes, "receiver"),
        ),
    };
    Some(drawn(
        "book",
        "Both accounts, line by line",
        about,
        move |setting| book::book(setting, &book),
    ))
}
