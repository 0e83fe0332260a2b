//! Text in a picture: how wide it is, cut or wrapped to a width, and made fit for XML.

use unicode_width::UnicodeWidthChar;

/// How a text is set: size in pixels, and the class that sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Small,
    Strong,
    SmallStrong,
    Heading,
}

impl Type {
    pub(super) fn size(self) -> f64 {
        match self {
            Self::Text | Self::Strong => 13.0,
            Self::Small | Self::SmallStrong => 12.0,
            Self::Heading => 16.0,
        }
    }

    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Text => "",
            Self::Small => "small",
            Self::Strong => "strong",
            Self::SmallStrong => "small strong",
            Self::Heading => "heading",
        }
    }

    fn weight(self) -> f64 {
        match self {
            Self::Text | Self::Small => 1.0,
            Self::Strong | Self::SmallStrong | Self::Heading => 1.08,
        }
    }
}

/// Signs that are much narrower or wider than the others, in ems. The widths are those of the
/// wider of the usual fonts of systems, so that no text is wider than it is taken for.
const NARROW: &str = "iljI.,:;'|!`’‘·ı";
const SLIM: &str = "ftr()[]{}/\\-\"*°“”«»";
const STRETCHED: &str = "&<>=+~#^−±×→";
const BROAD: &str = "mwMW@%—…ŒÆ‰";

fn advance(sign: char) -> f64 {
    match sign.width().unwrap_or(0) {
        0 => 0.0,
        2 => 1.0,
        _ if sign == ' ' || sign == '\u{a0}' || sign == '\u{202f}' => 0.33,
        _ if NARROW.contains(sign) => 0.34,
        _ if SLIM.contains(sign) => 0.46,
        _ if BROAD.contains(sign) => 1.0,
        _ if STRETCHED.contains(sign) => 0.86,
        _ if sign.is_ascii_uppercase() => 0.74,
        _ if sign.is_ascii() => 0.64,
        _ if sign.is_uppercase() => 0.8,
        // Greek and Cyrillic, then Latin, Hebrew and Arabic.
        _ if ('\u{370}'..='\u{52f}').contains(&sign) => 0.82,
        _ if sign < '\u{800}' => 0.7,
        _ => 0.9,
    }
}

/// Width in pixels, rather too much than too little.
pub(super) fn width(text: &str, kind: Type) -> f64 {
    text.chars().map(advance).sum::<f64>() * kind.size() * kind.weight()
}

/// Where a text may be cut: never before a sign that stands on the one before.
fn cuts(text: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let mut joined = true;
    for (at, sign) in text.char_indices() {
        let is_on_last = sign.width().unwrap_or(0) == 0;
        if !joined && !is_on_last {
            places.push(at);
        }
        joined = sign == '\u{200d}';
    }
    places
}

/// A text that is no wider than that, with `…` for what was cut off.
pub(super) fn cut(text: &str, kind: Type, most: f64) -> String {
    let text = plain(text);
    if width(&text, kind) <= most {
        return text;
    }
    let room = most - width("…", kind);
    let fits = |at: &&usize| width(text.get(..**at).unwrap_or(""), kind) <= room;
    let places = cuts(&text);
    let end = places.iter().take_while(fits).last().copied().unwrap_or(0);
    format!("{}…", text.get(..end).unwrap_or("").trim_end())
}

/// In lines no wider than that and no more of them than that, the last one cut if need be.
pub(super) fn wrap(text: &str, kind: Type, most: f64, lines: usize) -> Vec<String> {
    let text = plain(text);
    let mut wrapped = Vec::new();
    let mut rest = text.as_str();
    while !rest.is_empty() && wrapped.len() + 1 < lines {
        let (line, after) = first_line(rest, kind, most);
        wrapped.push(line.to_owned());
        rest = after;
    }
    if !rest.is_empty() && lines > 0 {
        wrapped.push(cut(rest, kind, most));
    }
    wrapped
}

fn first_line(text: &str, kind: Type, most: f64) -> (&str, &str) {
    if width(text, kind) <= most {
        return (text, "");
    }
    let mut end = 0;
    let mut forced = 0;
    for at in cuts(text) {
        let (before, after) = text.split_at(at);
        if width(before.trim_end(), kind) > most {
            break;
        }
        forced = at;
        if is_break(before, after) {
            end = at;
        }
    }
    // A sign that is wider than the line still stands on one.
    let least = cuts(text).first().copied().unwrap_or(text.len());
    let at = [end, forced, least].into_iter().find(|at| *at > 0);
    let (line, after) = text.split_at(at.unwrap_or(text.len()));
    (line.trim_end(), after.trim_start())
}

/// Whether a line may end between these: after a space or hyphen, and between characters that
/// are written without spaces.
fn is_break(before: &str, after: &str) -> bool {
    let (Some(last), Some(next)) = (before.chars().next_back(), after.chars().next()) else {
        return false;
    };
    let is_wide = |sign: char| sign.width() == Some(2);
    let closes = "，。、；：）》”！？".contains(next);
    last == ' '
        || last == '-'
        || last == '/'
        || ((is_wide(last) || is_wide(next)) && !closes && next != ' ')
}

/// One line: breaks and tabs are spaces, and what cannot stand in XML is left out. Spaces that
/// hold together stay.
fn plain(text: &str) -> String {
    let words = text
        .split([' ', '\n', '\t', '\r'])
        .filter(|word| !word.is_empty());
    let mut plain = String::with_capacity(text.len());
    for word in words {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(word);
    }
    plain.retain(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    plain
}

/// Whether a text holds signs that are written from right to left.
fn is_leftward(text: &str) -> bool {
    text.chars().any(
        |c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'),
    )
}

/// A text as it may stand between tags or in an attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    for sign in plain(text).chars() {
        match sign {
            '&' => told.push_str("&amp;"),
            '<' => told.push_str("&lt;"),
            '>' => told.push_str("&gt;"),
            '"' => told.push_str("&quot;"),
            c => told.push(c),
        }
    }
    told
}

/// The same for a text that is drawn. Its direction is its own, whatever stands around it, so
/// that its anchor and its punctuation stay where they belong. On a page that is read from right
/// to left a figure or a foreign name at the beginning does not turn it.
pub(super) fn drawn(text: &str, is_right_to_left: bool) -> String {
    match (is_leftward(text), is_right_to_left) {
        (false, _) => escaped(text),
        (true, false) => format!("\u{2068}{}\u{2069}", escaped(text)),
        (true, true) => format!("\u{2067}{}\u{2069}", escaped(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_text_fits_and_says_that_it_is_cut() {
        for (text, most, cut_to) in [
            ("Water", 200.0, "Water"),
            ("Ministry of Water", 82.0, "Ministry…"),
            ("供水和卫生部", 42.0, "供水…"),
            (
                "e\u{301}e\u{301}e\u{301}e\u{301}",
                30.0,
                "e\u{301}e\u{301}…",
            ),
            ("👩\u{200d}🌾 farm", 42.0, "👩\u{200d}🌾…"),
            ("", 10.0, ""),
            ("wide", 1.0, "…"),
        ] {
            assert_eq!(cut(text, Type::Text, most), cut_to, "{text}");
        }
    }

    #[test]
    fn lines_break_where_words_do() {
        let lines = |text: &str, most: f64, lines: usize| wrap(text, Type::Text, most, lines);
        assert_eq!(
            lines("Ministry of Water and Roads", 100.0, 3),
            ["Ministry of", "Water and", "Roads"]
        );
        assert_eq!(lines("供水和卫生部门", 40.0, 9), ["供水和", "卫生部", "门"]);
        assert_eq!(lines("one two three", 36.0, 2), ["one", "tw…"]);
        assert_eq!(lines("a\nb\tc", 90.0, 2), ["a b c"]);
        assert_eq!(lines("paid 30\u{a0}EUR", 55.0, 2), ["paid", "30\u{a0}EUR"]);
        assert!(lines("", 90.0, 2).is_empty() && lines("a", 90.0, 0).is_empty());
        assert_eq!(lines("mm", 1.0, 5), ["m", "m"], "it always goes on");
    }

    #[test]
    fn what_cannot_stand_in_xml_is_left_out() {
        assert_eq!(
            escaped("a<b>&\"c\"\u{0}\u{fffe}"),
            "a&lt;b&gt;&amp;&quot;c&quot;"
        );
        assert_eq!(drawn("شركة", false), "\u{2068}شركة\u{2069}");
        assert_eq!(drawn("EUR 5 شركة", true), "\u{2067}EUR 5 شركة\u{2069}");
        assert_eq!(drawn("Co.", true), "Co.");
    }
}
