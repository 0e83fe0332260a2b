//! What was asked about and is nowhere in the ledger: an answer without rows would not
//! tell it from what is there and says nothing.

use crate::error::Result;
use clap::ArgMatches;
use clap::parser::ValueSource;
use ledger::{Filter, Kind, View};

/// Caveats about references that the arguments name and that are not known here.
///
/// # Errors
/// The disk fails.
pub fn told(matches: &ArgMatches, view: &View<'_>) -> Result<Vec<String>> {
    let mut caveats = Vec::new();
    for argument in ["reporter", "publisher"] {
        let Some(given) = given(matches, argument) else {
            continue;
        };
        if view.live().name_of(given).is_none() {
            caveats.push(say!(
                "nobody reports here under “{given}”; “counterfoil ask organisations” lists who does",
                given
            ));
        }
    }
    for argument in ["organisation", "provider", "giver", "receiver"] {
        let Some(given) = given(matches, argument) else {
            continue;
        };
        if !is_met(given, view)? {
            caveats.push(say!(
                "“{given}” is met nowhere in this ledger, neither as a reference nor as a name",
                given
            ));
        }
    }
    if let Some(given) = given(matches, "activity")
        && view.live().activities(given).next().is_none()
    {
        caveats.push(say!("there is no activity “{given}” in this ledger", given));
    }
    Ok(caveats)
}

fn given<'a>(matches: &'a ArgMatches, argument: &str) -> Option<&'a str> {
    // Of another type, or no argument of this question: nothing to be told.
    let value: &String = matches.try_get_one(argument).ok().flatten()?;
    let is_asked = matches.value_source(argument) == Some(ValueSource::CommandLine);
    is_asked.then_some(value.as_str())
}

fn is_met(given: &str, view: &View<'_>) -> Result<bool> {
    let filter = Filter {
        organisation: Some(given.to_owned()),
        ..Filter::default()
    };
    for kind in [Kind::Transaction, Kind::Activity] {
        if !view.select(kind, &filter)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A year as it is asked for.
///
/// # Errors
/// It has not four digits, in words.
pub fn year(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    match text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        true => Ok(text.to_owned()),
        false => Err("a year has four digits, such as 2024".to_owned()),
    }
}
