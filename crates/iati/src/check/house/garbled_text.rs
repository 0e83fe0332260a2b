//! A text was read in the wrong encoding somewhere on its way.

use super::facts::Facts;
use super::facts::words::counted;
use super::out::Spot;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-garbled-text",
    category: "information",
    title: "Letters of a text are garbled",
    why: "Names with accents can be neither read nor found.",
    fix: "Read your source as UTF-8 where it is UTF-8; letters that are already “?” or “�” must be typed anew.",
    looks_at: "every narrative except those of contacts",
    examples: &[
        Example {
            xml: "<title><narrative>Puits Ã©quipÃ©s</narrative></title><description><narrative>the villageâ€™s wells</narrative></description>",
            found_at: &["title/narrative"],
        },
        Example {
            xml: "<title><narrative>Puits \u{fffd}quip\u{fffd}s</narrative></title>",
            found_at: &["title/narrative"],
        },
        Example {
            xml: "<title><narrative>CHÃO DE MANHÃ, «café», Â</narrative></title>",
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    if !facts.odd_texts {
        return;
    }
    let mut example = String::new();
    let mut spots: Vec<Spot<'a>> = Vec::new();
    for narrative in &facts.narratives {
        if let Some(at) = garbled(&narrative.text) {
            if spots.is_empty() {
                example = around(&narrative.text, at);
            }
            spots.push(narrative.element.into());
        }
    }
    out.each(spots, |n| {
        let which = counted(n, "text has", "texts have");
        format!("{which} garbled letters, such as “{example}”; it was read in the wrong encoding")
    });
}

/// Where the first garbled letter begins. Those looked for begin with these bytes.
fn garbled(text: &str) -> Option<usize> {
    let mut candidates = memchr::memchr3_iter(b'_', 0xc3, 0xef, text.as_bytes());
    candidates.find(|at| {
        let mut letters = text[*at..].chars();
        match (letters.next(), letters.next()) {
            (Some('_'), _) => text[*at..].starts_with("_x000D_"),
            (Some('\u{fffd}'), _) => true,
            // Bytes C2 and C3 of UTF-8, and what follows them, read as Latin letters.
            (Some('Â' | 'Ã'), Some(n)) => matches!(n, '\u{80}'..='\u{bf}') && n != '»',
            (Some('â'), Some(n)) => matches!(n, '€' | '\u{80}'),
            (Some('ï'), Some('»')) => text[*at..].starts_with("ï»¿"),
            _ => false,
        }
    })
}

/// The word in which it stands.
fn around(text: &str, at: usize) -> String {
    let from = text[..at].rfind(char::is_whitespace).map_or(0, |f| f + 1);
    let word = text[from..].trim_start();
    word.chars()
        .take_while(|c| !c.is_whitespace())
        .take(30)
        .collect()
}
