//! Answers as pictures: what `picture` is told of them.
//!
//! A picture knows no question, and a question no picture: here the one is told what the
//! other found, in words. One file for each kind of answer.

mod bars;
mod coverage;
mod indicator;
mod pair;
mod places;
mod png;
mod promises;
mod quality;
mod starts;
mod totals;
mod years;

pub use bars::Counts;
pub use coverage::coverage;
pub use indicator::indicators;
pub use pair::pair;
pub use places::places;
pub use png::packed as png;
pub use promises::promises;
pub use quality::quality;
pub use starts::starts;
pub use totals::{Line as TotalLine, MOST as MOST_TOTALS, totals};
pub use years::{Column, years};

use crate::answer::{About, Drawn, Stands, grouped};
pub use crate::picture::bars::Tone;
use crate::picture::{Grain, Setting, Style};
use crate::tongue;
use crate::web::markup;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Pixels that a picture has on a page.
const WIDTH: f64 = 960.0;
/// The same on a phone.
const NARROW: f64 = 340.0;
/// The same of a file that stands alone.
const ALONE: f64 = 1080.0;

/// A picture for a page and for a file, drawn when one of them is asked for.
fn drawn(
    id: &str,
    title: &str,
    about: &About,
    draw: impl Fn(&Setting) -> String + Send + Sync + 'static,
) -> Drawn {
    let setting = Setting {
        id: id.to_owned(),
        title: title.to_owned(),
        description: about.sentence.clone(),
        source: source(about),
        language: tongue::here().code().to_owned(),
        is_right_to_left: tongue::here().is_rtl(),
        width: ALONE,
        style: Style::Alone,
    };
    Drawn::new(None, move |stands| {
        let on_page = |id: String, width| {
            draw(&Setting {
                id,
                width,
                style: Style::Page,
                ..setting.clone()
            })
        };
        match stands {
            Stands::Alone => draw(&setting),
            // The stylesheet shows one of the two.
            Stands::OnPage => format!(
                "<div class=\"roomy\">{}</div><div class=\"narrow\">{}</div>",
                on_page(setting.id.clone(), WIDTH),
                on_page(format!("{}-n", setting.id), NARROW),
            ),
        }
    })
}

fn source(about: &About) -> String {
    let moment = about.as_of.published.as_ref().or(about.data_to.as_ref());
    let day = match moment {
        Some(day) => day.parse().map_or_else(|_| day.clone(), date),
        None => say!("no day"),
    };
    say!(
        "Counterfoil, what was published by {day}, imports up to {import}",
        day,
        import = about.reached.to_string()
    )
}

/// A day as exactly as an axis is fine.
fn day(day: Date, grain: Grain) -> String {
    match grain {
        Grain::Year => day.year().to_string(),
        Grain::Month => tongue::month(day),
        Grain::Day => tongue::day(day),
    }
}

/// A day among words: in English as data has it.
fn date(day: Date) -> String {
    match tongue::here().is_english() {
        true => day.to_string(),
        false => tongue::day(day),
    }
}

/// A figure with its digits in groups.
fn figure(value: Decimal) -> String {
    grouped(&value.normalize().to_string())
}

/// Several pictures as one: on a page one below the other, each with its title, as a file
/// the first.
fn joined(all: Vec<(String, Drawn)>) -> Option<Drawn> {
    let first = all.first().map(|(_, drawn)| drawn.clone())?;
    Some(Drawn::new(None, move |stands| match stands {
        Stands::Alone => first.svg(),
        Stands::OnPage => {
            let titled = all.iter().map(|(title, drawn)| {
                format!(
                    "<p class=\"of\">{}</p>{}",
                    markup::text(title),
                    drawn.picture()
                )
            });
            titled.collect()
        }
    }))
}
