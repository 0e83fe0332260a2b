//! What stands beside exported rows: by which rules they were made, from what, and
//! how many there are of each sort.

use crate::answer::{Cell, Column, Rest, Row, grouped};
use crate::flowing::Plan;
use crate::tongue;
use flow::rate::deflate::Deflators;
use flow::rate::year::Years;
use ledger::View;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Reasons that are told apart; a reason can hold a publisher's words.
const REASONS: usize = 1000;
const OTHER: &str = "other reasons";

/// How exported rows were made.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Method {
    /// The answer in one sentence.
    pub sentence: String,
    /// Id of the rules, and their text.
    pub method: &'static str,
    pub rules: String,
    /// What was asked for, by argument.
    pub asked: Map<String, Value>,
    /// The day asked of; `None` is the newest publication.
    pub as_of: Option<String>,
    pub known_at: Option<u64>,
    /// Newest day of publication among all that is live, and the import reached.
    pub data_to: Option<String>,
    pub reached: u64,
    /// What amounts are converted to, if they are.
    pub currency: Option<String>,
    pub rates: Option<RatesTold>,
    /// Prices of this year, if they are constant ones, and by what.
    pub prices: Option<i16>,
    pub deflators: Option<&'static str>,
    /// Month in which years of the report begin.
    pub years_begin: i8,
    pub counts: Counts,
    pub caveats: Vec<String>,
    /// The publications that the rows come from, the newest first.
    pub rests_on: Vec<Rest>,
    #[serde(skip)]
    from: BTreeSet<u64>,
    #[serde(skip)]
    places: Option<Places>,
}

/// The table of exchange rates.
#[derive(Clone, Debug, Serialize)]
pub struct RatesTold {
    pub name: String,
    pub source: String,
    /// Days of the first and the last rate.
    pub from: Option<jiff::civil::Date>,
    pub to: Option<jiff::civil::Date>,
    pub sha256: String,
}

/// How many rows there are of each sort.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Counts {
    pub rows: u64,
    /// Rows in totals.
    pub counted: u64,
    /// Rows in no total.
    pub not_counted: u64,
    /// By why they are in no total, or what is to be known of them.
    pub by_reason: BTreeMap<String, u64>,
    /// Rows without an amount, by why.
    pub without_amount: BTreeMap<String, u64>,
}

/// Where the columns are that are counted by.
#[derive(Clone, Copy, Debug, Default)]
struct Places {
    counted: Option<usize>,
    reason: Option<usize>,
    amount: Option<usize>,
    import: Option<usize>,
}

impl Places {
    fn of(columns: &[Column]) -> Self {
        let at = |name: &str| columns.iter().position(|c| c.name == name);
        Self {
            counted: at("counted"),
            reason: at("reason"),
            amount: at("amount"),
            import: at("import"),
        }
    }
}

impl Method {
    /// All that is known before the first row.
    pub fn of(plan: &Plan, view: &View<'_>, asked: Map<String, Value>) -> Self {
        let days = view.live().publications.iter();
        let days = days.filter_map(|p| p.published.value.get(..10));
        let table = &plan.rates;
        // Another program's rows are in dollars and euros whatever is asked.
        let converts = plan.into.is_some() || asked.contains_key("rows");
        Self {
            method: plan.method.id,
            rules: plan.method.text.join("\n\n"),
            asked,
            as_of: view.at().published.clone(),
            known_at: view.at().known,
            data_to: days.max().map(str::to_owned),
            reached: view.reached(),
            currency: plan.into.clone(),
            rates: converts.then(|| RatesTold {
                name: table.name().to_owned(),
                source: table.source().to_owned(),
                from: table.from(),
                to: table.to(),
                sha256: table.sha256().to_owned(),
            }),
            prices: plan.prices,
            deflators: plan.prices.map(|_| Deflators::builtin().source()),
            years_begin: month(plan.years),
            ..Self::default()
        }
    }

    /// Counts a row.
    pub fn meet(&mut self, columns: &[Column], row: &Row) {
        let places = *self.places.get_or_insert_with(|| Places::of(columns));
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at));
        self.counts.rows += 1;
        match cell(places.counted) {
            Some(cell) if cell.as_text() == Some("yes") => self.counts.counted += 1,
            Some(_) => self.counts.not_counted += 1,
            None => {}
        }
        if let Some(reason) = cell(places.reason).and_then(Cell::as_text) {
            tick(&mut self.counts.by_reason, reason);
        }
        match cell(places.amount) {
            Some(Cell::Unknown(why)) => tick(&mut self.counts.without_amount, &sort(why)),
            Some(Cell::Missing(why)) => {
                tick(&mut self.counts.without_amount, &tongue::words(why));
            }
            _ => {}
        }
        if let Some(Cell::Count(import)) = cell(places.import) {
            self.from.insert(*import);
        }
    }

    /// Names what the rows rest on; rows that do not say it rest on all that is live.
    pub fn rest(&mut self, view: &View<'_>) {
        let live = view.live().publications.iter();
        let rest = live.filter(|p| self.from.is_empty() || self.from.contains(&p.seq));
        self.rests_on = Rest::on(rest);
        self.sentence = say!(
            "{when}, {n: # row answers the question|# rows answer the question}.",
            when = crate::answer::About::when(view),
            n = self.counts.rows
        );
    }

    /// Terms and what is said of them, a line each.
    pub fn lines(&self) -> Vec<(String, String)> {
        let mut lines: Vec<(String, String)> = Vec::new();
        let mut say = |term: &str, text: String| lines.push((term.to_owned(), text));
        say("Rows", self.sentence.clone());
        say(
            "Asked",
            match self.asked.is_empty() {
                true => "everything".to_owned(),
                false => self
                    .asked
                    .iter()
                    .map(|(k, v)| argument(k, v))
                    .collect::<Vec<_>>()
                    .join(" "),
            },
        );
        say("As of", self.moment());
        say("Method", self.method.to_owned());
        for paragraph in self.rules.split("\n\n") {
            say(
                "",
                paragraph.split_whitespace().collect::<Vec<_>>().join(" "),
            );
        }
        if let Some(currency) = &self.currency {
            say("Converted to", format!("{currency}, at each value-date"));
        }
        if let Some(rates) = &self.rates {
            let day = |d: Option<jiff::civil::Date>| d.map_or_else(String::new, |d| d.to_string());
            say(
                "Exchange rates",
                format!("{}, {} to {}", rates.name, day(rates.from), day(rates.to)),
            );
            say("", rates.source.clone());
            say("", format!("sha256 {}", rates.sha256));
        }
        if let (Some(year), Some(by)) = (self.prices, self.deflators) {
            say("Prices", format!("of {year}, by {by}"));
        }
        if self.years_begin != 1 {
            say("Years begin", format!("in month {:02}", self.years_begin));
        }
        self.say_counts(&mut say);
        for caveat in &self.caveats {
            say("Note", format!("{caveat}."));
        }
        for rest in &self.rests_on {
            let hash = rest.sha256.as_deref().unwrap_or("not stated");
            say(
                "Rests on",
                format!(
                    "publication {} ({}, {}), sha256 {hash}",
                    rest.publication,
                    rest.dataset,
                    rest.day()
                ),
            );
        }
        lines
    }

    fn moment(&self) -> String {
        let day = match (&self.as_of, &self.data_to) {
            (Some(day), _) => day.clone(),
            (None, Some(day)) => format!("{day}, the newest publication"),
            (None, None) => "no publication yet".to_owned(),
        };
        match self.known_at {
            Some(import) => format!("{day}; as known at import {import}"),
            None => format!("{day}; imports up to {}", self.reached),
        }
    }

    fn say_counts(&self, say: &mut impl FnMut(&str, String)) {
        let counts = &self.counts;
        let figure = |n: u64| grouped(&n.to_string());
        if counts.counted + counts.not_counted > 0 {
            say("In totals", figure(counts.counted));
            say("In no total", figure(counts.not_counted));
        }
        for (reason, rows) in &counts.by_reason {
            say("Rows with a remark", format!("{}: {reason}", figure(*rows)));
        }
        for (why, rows) in &counts.without_amount {
            say("Without an amount", format!("{}: {why}", figure(*rows)));
        }
    }

    /// The same as a text.
    pub fn text(&self) -> String {
        let lines = self.lines();
        let line = |(term, text): &(String, String)| format!("{term:20}{text}\n");
        lines.iter().map(line).collect()
    }
}

fn month(years: Years) -> i8 {
    years.month()
}

/// An argument as it is typed.
fn argument(name: &str, value: &Value) -> String {
    match value {
        Value::String(text) => format!("--{name} {text}"),
        _ => format!("--{name}"),
    }
}

/// A reason without the words that it quotes, so that alike ones are one.
fn sort(why: &str) -> String {
    let mut sort = String::with_capacity(why.len());
    let mut rest = why;
    while let Some((before, quoted)) = rest.split_once(['“', '«']) {
        let [open, close] = match rest[before.len()..].starts_with('“') {
            true => ["“", "”"],
            false => ["«", "»"],
        };
        let Some((_, after)) = quoted.split_once(close) else {
            break;
        };
        sort.push_str(before);
        sort.push_str(open);
        sort.push('…');
        sort.push_str(close);
        rest = after;
    }
    sort.push_str(rest);
    sort
}

fn tick(counts: &mut BTreeMap<String, u64>, reason: &str) {
    let is_known = counts.contains_key(reason);
    let reason = match is_known || counts.len() < REASONS {
        true => reason,
        false => OTHER,
    };
    if let Some(count) = counts.get_mut(reason) {
        *count += 1;
    } else {
        counts.insert(reason.to_owned(), 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_that_differ_in_what_they_quote_are_one() {
        for (why, wanted) in [
            ("“1,5” (a comma)", "“…” (a comma)"),
            ("a “b” c “d”", "a “…” c “…”"),
            ("un «\u{a0}b\u{a0}» et “c”", "un «…» et “…”"),
            ("no rate of VLR", "no rate of VLR"),
            ("open “quote", "open “quote"),
        ] {
            assert_eq!(sort(why), wanted);
        }
        let mut counts = BTreeMap::new();
        for n in 0..REASONS + 5 {
            tick(&mut counts, &n.to_string());
        }
        tick(&mut counts, "7");
        assert_eq!(counts.len(), REASONS + 1, "beyond that they are one");
        assert_eq!(counts.get(OTHER), Some(&5));
        assert_eq!(counts.get("7"), Some(&2));
    }
}
