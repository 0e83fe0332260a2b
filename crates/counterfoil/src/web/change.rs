//! A change as the pages show it: what it was on the left, what it is on the
//! right, a perforation between. Made from the rows of an answer.

use super::link::Links;
use super::markup::{self, Markup, mark, text};
use crate::answer::{Cell, Column, Row, grouped};
use crate::tongue;
use iati::said::phrase;
use std::collections::HashMap;

pub struct ChangeView {
    pub severity: &'static str,
    pub severity_in_words: String,
    /// The class in words.
    pub title: String,
    pub said: Markup,
    pub activity: Markup,
    pub publisher: Markup,
    pub what: Markup,
    pub older: Half,
    pub newer: Half,
    /// Money at stake, and how long ago it was.
    pub weight: Option<Markup>,
    pub reason: Markup,
}

/// One side of it.
pub struct Half {
    pub value: Markup,
    /// The publication and the place in it.
    pub place: Markup,
}

/// What a page knows besides the rows: when each publication was published.
pub struct Shown<'a> {
    pub columns: &'a [Column],
    pub days: &'a HashMap<u64, String>,
    pub links: &'a Links,
}

impl Shown<'_> {
    pub fn change(&self, row: &Row) -> ChangeView {
        let severity = match self.words(row, "severity") {
            "suspicious" => phrase("suspicious"),
            "notable" => phrase("notable"),
            _ => phrase("normal"),
        };
        ChangeView {
            severity,
            severity_in_words: tongue::words(severity),
            title: self.named(row, "class"),
            said: self.said(row),
            activity: self.activity(row),
            publisher: self.publisher(row),
            what: markup::reference(self.words(row, "what")),
            older: self.half(row, "was", ["older_import", "older_position", "older_line"]),
            newer: self.half(row, "is", ["import", "position", "line"]),
            weight: self.weight(row),
            reason: markup::prose(self.words(row, "reason")),
        }
    }

    fn cell<'r>(&self, row: &'r Row, name: &str) -> Option<&'r Cell> {
        let at = self.columns.iter().position(|c| c.name == name)?;
        row.get(at)
    }

    fn words<'r>(&self, row: &'r Row, name: &str) -> &'r str {
        let cell = self.cell(row, name);
        cell.and_then(Cell::as_text).unwrap_or_default()
    }

    fn count(&self, row: &Row, name: &str) -> Option<u64> {
        match self.cell(row, name) {
            Some(Cell::Count(count)) => Some(*count),
            _ => None,
        }
    }

    fn named(&self, row: &Row, name: &str) -> String {
        match self.cell(row, name) {
            Some(Cell::Coded { code, name }) => name.clone().unwrap_or_else(|| code.clone()),
            _ => String::new(),
        }
    }

    /// “Rewritten on 3 May 2024”.
    fn said(&self, row: &Row) -> Markup {
        let there = |name: &str| self.cell(row, name).is_some_and(|c| c.as_text().is_some());
        let sides = (there("was"), there("is"));
        let Some(Cell::Date(day)) = self.cell(row, "published") else {
            return text(&match sides {
                (true, true) => say!("Rewritten"),
                (true, false) => say!("Taken out"),
                (false, true) => say!("Added"),
                (false, false) => say!("Told"),
            });
        };
        let day = markup::date(*day);
        match sides {
            (true, true) => mark!("Rewritten on {day}", day => day),
            (true, false) => mark!("Taken out on {day}", day => day),
            (false, true) => mark!("Added on {day}", day => day),
            (false, false) => mark!("Told on {day}", day => day),
        }
    }

    fn activity(&self, row: &Row) -> Markup {
        if let Some(count) = self.count(row, "activities") {
            return text(&say!("{n: # activity|# activities}", n = count));
        }
        match self.words(row, "activity") {
            "" => markup::unknown(&say!("no identifier")),
            id => markup::link(
                &self.links.to("/history", &[("id", id)]),
                &markup::reference(id),
            ),
        }
    }

    fn publisher(&self, row: &Row) -> Markup {
        match self.cell(row, "publisher") {
            Some(Cell::Coded { code, name }) => {
                markup::party(Some(code), name.as_deref(), self.links).unwrap_or_default()
            }
            Some(Cell::Text(name)) => text(name),
            Some(Cell::Word(word)) => text(&markup::word(word)),
            _ => markup::unknown(&say!("not stated")),
        }
    }

    fn half(&self, row: &Row, value: &str, [import, position, line]: [&str; 3]) -> Half {
        let value = match self.cell(row, value) {
            Some(Cell::Text(said)) => said_here(said, self.words(row, "what")),
            Some(Cell::Word(word)) => text(&markup::word(word)),
            Some(Cell::Missing(why)) => markup::unknown(&tongue::words(why)),
            _ => markup::unknown("–"),
        };
        Half {
            value,
            place: self.place(row, import, position, line),
        }
    }

    fn place(&self, row: &Row, import: &str, position: &str, line: &str) -> Markup {
        let Some(import) = self.count(row, import) else {
            return Markup::default();
        };
        let number = say!("Publication {number}", number = import.to_string());
        let mut out = markup::link(&self.links.publication(import), &text(&number));
        if let Some(day) = self.days.get(&import) {
            out = mark!("{publication} of {day}", publication => out, day => markup::day(day));
        }
        let position = self.words(row, position);
        if !position.is_empty() {
            let place = markup::reference(position);
            let place = match self.count(row, line) {
                Some(line) => {
                    mark!("{place}, line {line}", place => place; line = line.to_string())
                }
                None => place,
            };
            out = Markup::made(format!("{out}<br>{place}"));
        }
        out
    }

    fn weight(&self, row: &Row) -> Option<Markup> {
        let money = match self.cell(row, "at_stake") {
            Some(Cell::Money { amount, currency }) => {
                let money = markup::money(amount, currency.as_deref(), 0);
                match self.words(row, "at_stake_also") {
                    "" => Some(money),
                    also => Some(Markup::made(format!("{money}; {}", text(also)))),
                }
            }
            _ => None,
        };
        let age = self.count(row, "age");
        match (money, age) {
            (Some(money), Some(age)) => Some(mark!(
                "At stake: {money}, {age: # day|# days} old.",
                money => money;
                age
            )),
            (Some(money), None) => Some(mark!("At stake: {money}.", money => money)),
            (None, Some(age)) => Some(text(&say!("{age: # day|# days} old.", age))),
            (None, None) => None,
        }
    }
}

/// An amount is set as one; days are written for readers.
fn said_here(said: &str, what: &str) -> Markup {
    let amount = said.split_once(' ').filter(|_| what.ends_with("/value"));
    match amount {
        Some((digits, currency)) if iati::amount::parse(digits).is_ok() => {
            markup::money(digits, Some(currency), 0)
        }
        _ if what.ends_with("/value") && iati::amount::parse(said).is_ok() => text(&grouped(said)),
        _ => markup::prose(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_set_as_amounts_and_words_as_words() {
        for (said, what, shown) in [
            ("1500000 EUR", "transaction/value", "1,500,000"),
            ("12 schools", "title", "12 schools"),
            ("<b> schools", "transaction/value", "&lt;b&gt; schools"),
        ] {
            let made = said_here(said, what).to_string();
            assert!(made.contains(shown), "{made}");
        }
    }
}
