//! Two publications, or what was live on two days, side by side.

use super::Question;
use crate::answer::{About, Answer};
use crate::compare::pair::{self, Frame, Settled};
use crate::compare::row::{self, Tally};
use crate::compare::series::{self, Trails};
use crate::compare::{Told, about, day};
use crate::error::{Error, Result};
use crate::tongue;
use clap::Args;
use flow::key;
use jiff::civil::Date;
use ledger::{Held, Live, Past, Publication, View};
use std::collections::{BTreeMap, BTreeSet};

/// What changed between two publications, or between two days, gravest first
#[derive(Args, Clone, Debug)]
pub struct Diff {
    /// Number of the older publication, or a day (YYYY-MM-DD): what was live then
    #[arg(value_name = "A")]
    pub older: String,
    /// Number of the newer publication, or a later day
    #[arg(value_name = "B")]
    pub newer: String,
    /// Of two days: only what this organisation reports
    #[arg(long, value_name = "REF")]
    pub publisher: Option<String>,
    /// Of two days: only what stands in this dataset
    #[arg(long, value_name = "NAME")]
    pub dataset: Option<String>,
}

/// What the two sides are.
enum Sides<'p> {
    Publications(&'p Publication, &'p Publication),
    Days(Date, Date),
}

/// All that a comparison found.
struct Compared {
    told: Vec<Told>,
    unchanged: u64,
    words: String,
    caveats: Vec<String>,
}

impl Question for Diff {
    const NAME: &'static str = "diff";
    const ABOUT: &'static str = "What changed between two publications, or between two days";
    const ROWS: &'static str = "{n: One row|# changes}";
    const EXAMPLE: &'static [&'static str] = &["2025-06-30", "2025-12-31"];

    fn ask<'a>(&self, view: &'a View<'_>) -> Result<Answer<'a>> {
        let past = view.past()?;
        let compared = match self.sides(view, &past)? {
            Sides::Publications(older, newer) => self.publications(&past, older, newer)?,
            Sides::Days(older, newer) => self.days(&past, older, newer)?,
        };
        let tally = Tally::of(compared.told.iter());
        let sentence = say!(
            "{between}, {changes}; {n: # activity reads|# activities read} as before.",
            between = compared.words,
            changes = tally.words(),
            n = compared.unchanged
        );
        let mut about = About::new(Self::NAME, view, sentence, compared.told.len());
        about.method = tongue::words(row::METHOD);
        about.caveats.extend(tally.by_class());
        about.caveats.extend(compared.caveats);
        let rows: Vec<_> = compared.told.iter().map(row::row).collect();
        Ok(Answer {
            about,
            columns: row::COLUMNS.to_vec(),
            rows: Box::new(rows.into_iter().map(Ok)),
        })
    }
}

impl Diff {
    fn sides<'p>(&self, view: &View<'_>, past: &'p Past<'_>) -> Result<Sides<'p>> {
        let numbers = [&self.older, &self.newer].map(|text| text.parse::<u64>().ok());
        if let [Some(older), Some(newer)] = numbers {
            return Ok(Sides::Publications(
                accepted(past, older)?,
                accepted(past, newer)?,
            ));
        }
        if numbers.iter().any(Option::is_some) {
            return Err(Error::asked(say!(
                "two publications are compared, or two days, not one with the other"
            )));
        }
        let (older, newer) = (side_day(&self.older)?, side_day(&self.newer)?);
        if older > newer {
            return Err(Error::asked(say!(
                "{older} is after {newer}: the older side comes first",
                older,
                newer
            )));
        }
        let limit = view.at().published.as_deref();
        if limit.is_some_and(|limit| newer.to_string().as_str() > limit) {
            return Err(Error::asked(say!(
                "{newer} is after the day that --as-of names",
                newer
            )));
        }
        Ok(Sides::Days(older, newer))
    }

    fn publications(
        &self,
        past: &Past<'_>,
        older: &Publication,
        newer: &Publication,
    ) -> Result<Compared> {
        if self.publisher.is_some() || self.dataset.is_some() {
            return Err(Error::asked(say!(
                "--publisher and --dataset narrow down two days; two publications are compared whole"
            )));
        }
        let (told, unchanged) = series::between(past, older, newer, &Trails::default())?;
        let mut caveats = Vec::new();
        if older.dataset.value != newer.dataset.value {
            caveats.push(say!(
                "the two are of different datasets, {older} and {newer}: neither supersedes the other",
                older = older.dataset.value,
                newer = newer.dataset.value
            ));
        }
        if day(older)? > day(newer)? {
            caveats.push(say!("the first of the two was published after the second"));
        }
        if older.organisations + newer.organisations > 0 {
            caveats.push(say!("organisation records are not compared"));
        }
        Ok(Compared {
            told,
            unchanged,
            words: say!(
                "From publication {older} of {older_day} to publication {newer} of {newer_day}",
                older = older.seq.to_string(),
                older_day = day(older)?,
                newer = newer.seq.to_string(),
                newer_day = day(newer)?
            ),
            caveats,
        })
    }

    /// One reporter at a time, so that no more is held than one says.
    fn days(&self, past: &Past<'_>, older: Date, newer: Date) -> Result<Compared> {
        let mut were = self.live(past, older)?;
        let mut are = self.live(past, newer)?;
        let reporters: BTreeSet<String> = were.keys().chain(are.keys()).cloned().collect();
        let (about, trails) = (about(older, newer), Trails::default());
        let slips = |held: &Held| trails.slips(past, held);
        let frame = Frame {
            dataset: None,
            published: newer,
            publications: None,
        };
        let (mut told, mut unchanged) = (Vec::new(), 0);
        for reporter in reporters {
            let older = were.remove(&reporter).unwrap_or_default();
            let newer = are.remove(&reporter).unwrap_or_default();
            let settled = Settled::of(past, older, newer)?;
            let found = pair::compare(past, &settled, &about, &frame, &slips)?;
            unchanged += pair::as_before(past, &settled, &found)?;
            told.extend(found);
        }
        told.sort_by(|a, b| {
            let key = |t: &Told| (std::cmp::Reverse(t.change.severity), t.change.class);
            key(a).cmp(&key(b))
        });
        Ok(Compared {
            told,
            unchanged,
            words: say!(
                "From what was live on {older} to what was on {newer}",
                older,
                newer
            ),
            caveats: Vec::new(),
        })
    }

    /// What was live on a day, by reporter.
    fn live(&self, past: &Past<'_>, day: Date) -> Result<BTreeMap<String, Vec<Held>>> {
        let live = past.live_on(&day.to_string())?;
        let mut by_reporter: BTreeMap<String, Vec<Held>> = BTreeMap::new();
        for member in live.members.iter().filter(|m| m.head.is_activity) {
            if !self.asks_for(&live, member) {
                continue;
            }
            let all = by_reporter.entry(key::of(&member.head.reporter));
            all.or_default().push(Held {
                version: member.head.id,
                publication: member.publication,
                ordinal: member.ordinal,
                line: member.line,
            });
        }
        Ok(by_reporter)
    }

    fn asks_for(&self, live: &Live, member: &ledger::LiveMember) -> bool {
        let of_dataset = |asked: &String| {
            let publication = live
                .publications
                .iter()
                .find(|p| p.seq == member.publication);
            publication.is_some_and(|p| p.dataset.value == *asked)
        };
        let publisher = self.publisher.as_ref();
        publisher.is_none_or(|asked| key::same(asked, &member.head.reporter))
            && self.dataset.as_ref().is_none_or(of_dataset)
    }
}

fn side_day(text: &str) -> Result<Date> {
    iati::date::parse(text).map_err(|why| Error::Asked {
        message: say!(
            "“{text}” is neither the number of a publication nor a day: {why}",
            text,
            why = tongue::words(&why)
        ),
        hint: Some(say!(
            "give two numbers that “counterfoil ask publications” lists, or two days"
        )),
    })
}

/// A publication that can be compared.
fn accepted<'p>(past: &'p Past<'_>, seq: u64) -> Result<&'p Publication> {
    let Some(publication) = past.publication(seq) else {
        return Err(Error::Asked {
            message: say!(
                "there is no publication {number} by then",
                number = seq.to_string()
            ),
            hint: Some(say!("“counterfoil ask publications” lists them")),
        });
    };
    match &publication.refused {
        Some(reason) => Err(Error::asked(say!(
            "publication {number} was refused and holds nothing to compare: {reason}",
            number = seq.to_string(),
            reason = tongue::words(reason)
        ))),
        None => Ok(publication),
    }
}
