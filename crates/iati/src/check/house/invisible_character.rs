//! An identifier holds a character that nobody sees.

use super::facts::Facts;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-invisible-character",
    category: "identifiers",
    title: "An identifier holds a character that cannot be seen",
    why: "It looks right and equals no other: links to it and sums by it lose this row.",
    fix: "Type the identifier anew instead of pasting it.",
    looks_at: "iati-identifier, @ref, @activity-id, @provider-activity-id, @receiver-activity-id",
    examples: &[
        Example {
            xml: "<participating-org ref=\"XM-EX\u{200b}-1\"/>",
            found_at: &["participating-org/@ref"],
        },
        Example {
            xml: "<iati-identifier>XM-EX-1-A\u{a0}B</iati-identifier>",
            found_at: &["iati-identifier"],
        },
        Example {
            xml: "<participating-org ref=\"XM-EX-É1\"/><iati-identifier>XM-EX-1 A</iati-identifier>",
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    for reference in &facts.odd {
        let text: &str = &reference.text;
        // White space around it is the standard's own rule.
        if text.is_ascii() && !text.bytes().any(|b| b.is_ascii_control()) {
            continue;
        }
        if let Some((at, c)) = text.char_indices().find(|(_, c)| is_unseen(*c)) {
            let before = &text[..at];
            let message = format!(
                "after “{before}” stands {}, which cannot be seen; take it out",
                name(c)
            );
            out.at(reference.spot(), message);
        }
    }
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\0'..='\u{1f}' | '\u{7f}'..='\u{a0}' | '\u{ad}' | '\u{2000}'..='\u{200f}')
        || matches!(c, '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{feff}')
}

fn name(c: char) -> String {
    match c {
        '\u{a0}' => "a no-break space (U+00A0)".to_owned(),
        '\u{ad}' => "a soft hyphen (U+00AD)".to_owned(),
        '\u{200b}' => "a zero-width space (U+200B)".to_owned(),
        '\u{feff}' => "a byte order mark (U+FEFF)".to_owned(),
        '\t' | '\n' | '\r' => "a tab or line break".to_owned(),
        _ => format!("the character U+{:04X}", c as u32),
    }
}
