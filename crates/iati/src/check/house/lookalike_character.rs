//! An identifier holds a dash or a letter that only looks like the one meant.

use super::facts::Facts;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-lookalike-character",
    category: "identifiers",
    title: "An identifier holds a character that only looks like the right one",
    why: "To a program it is another identifier: links to it and sums by it lose this row.",
    fix: "Type the identifier anew, with plain hyphens and Latin letters.",
    looks_at: "iati-identifier, @ref, @activity-id, @provider-activity-id, @receiver-activity-id",
    examples: &[
        Example {
            xml: "<participating-org ref=\"XM–EX–1\"/>",
            found_at: &["participating-org/@ref"],
        },
        Example {
            xml: "<iati-identifier>XM-ЕX-1-A</iati-identifier>",
            found_at: &["iati-identifier"],
        },
        Example {
            xml: "<participating-org ref=\"XM-EX-Œ1\"/><participating-org ref=\"Министерство\"/>",
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    for reference in &facts.odd {
        let text: &str = &reference.text;
        if text.is_ascii() {
            continue;
        }
        let Some((c, meant)) = text.chars().find_map(|c| Some((c, lookalike(c)?))) else {
            continue;
        };
        // A word of another script is meant as such.
        let foreign = text.chars().filter(|c| !c.is_ascii()).count();
        if foreign * 2 <= text.chars().count() {
            let message = format!(
                "“{c}” (U+{:04X}) in “{text}” looks like “{meant}” and is another character; write “{meant}”",
                c as u32
            );
            out.at(reference.spot(), message);
        }
    }
}

/// What a character is taken for by the eye.
fn lookalike(c: char) -> Option<char> {
    Some(match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{ff0d}' => '-',
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'С' => 'C',
        'Е' | 'Ε' => 'E',
        'Н' | 'Η' => 'H',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'Т' | 'Τ' => 'T',
        'Х' | 'Χ' => 'X',
        'а' => 'a',
        'е' => 'e',
        'о' | 'ο' => 'o',
        'с' => 'c',
        _ => return None,
    })
}
