//! Pieces of HTML that many pages show: dates, money, words for what is not
//! known. All text that comes in is escaped here; a [`Markup`] goes out as it is.

use super::link::Links;
use crate::answer::grouped;
use crate::tongue;
use askama::filters::HtmlSafe;
use iati::amount::Sum;
use iati::said::Said;
use jiff::civil::Date;
use std::fmt;

/// Text that is HTML already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup(String);

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Markup {}

impl Markup {
    /// The caller has escaped what is in it.
    pub fn made(html: String) -> Self {
        Self(html)
    }
}

pub fn text(text: &str) -> Markup {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    Markup(out)
}

pub fn link(address: &str, inner: &Markup) -> Markup {
    Markup(format!("<a href=\"{}\">{inner}</a>", text(address)))
}

/// `inner` behind `address`, if there is one.
pub fn linked(address: Option<&str>, inner: Markup) -> Markup {
    address.map_or_else(|| inner.clone(), |address| link(address, &inner))
}

/// A sum opens into its lines.
pub fn sum_link(address: &str, inner: &Markup) -> Markup {
    Markup(format!(
        "<a class=\"sum\" href=\"{}\">{inner}</a>",
        text(address)
    ))
}

pub fn unknown(why: &str) -> Markup {
    Markup(format!("<span class=\"unknown\">{}</span>", text(why)))
}

/// Words of a publisher; if they are in another language than the reader's, with its
/// code behind them.
pub fn narrative(words: &str, language: Option<&str>) -> Markup {
    match language {
        None => text(words),
        Some(language) => Markup(format!(
            "<span lang=\"{0}\" dir=\"auto\">{1}</span> <span class=\"tongue\" title=\"{2}\">{0}</span>",
            text(&language.to_lowercase()),
            text(words),
            text(&say!("in another language than the page"))
        )),
    }
}

/// A word of ours that data has as an id: `kept-late`.
pub fn word(id: &str) -> String {
    tongue::words(&id.replace(['-', '_'], " "))
}

/// What became of a promise: the word, and a sign that CSS puts before it.
pub fn status(id: &str) -> Markup {
    let words = text(&word(id));
    Markup(format!(
        "<span class=\"status {}\">{words}</span>",
        text(id)
    ))
}

pub fn reference(code: &str) -> Markup {
    Markup(format!("<span class=\"ref\">{}</span>", text(code)))
}

pub fn under(inner: &Markup) -> Markup {
    Markup(format!("<span class=\"under\">{inner}</span>"))
}

pub fn both(a: &Markup, b: &Markup) -> Markup {
    Markup(format!("{a}{b}"))
}

/// An organisation by its name, else its reference, with the way to its page; `None` if
/// neither is told.
pub fn party(reference: Option<&str>, name: Option<&str>, links: &Links) -> Option<Markup> {
    let name = name.map(text);
    match reference {
        Some(code) => {
            let inner = name.unwrap_or_else(|| self::reference(code));
            Some(link(&links.organisation(code), &inner))
        }
        None => name,
    }
}

/// A type of transaction by its name.
pub fn transaction_type(code: Option<&str>) -> Markup {
    code.map_or_else(
        || unknown(&say!("no type")),
        |code| text(&tongue::words(flow::kind::name(code))),
    )
}

/// `30 Jun 2025`, as the reader's language writes it.
pub fn date(date: Date) -> Markup {
    Markup(format!(
        "<time datetime=\"{date}\">{}</time>",
        tongue::day(date)
    ))
}

/// The day of a stamp; what is no day, as it stands.
pub fn day(stamp: &str) -> Markup {
    let parsed = stamp.get(..10).and_then(|day| day.parse().ok());
    parsed.map_or_else(|| text(stamp), date)
}

/// Room is left for cents; rarer decimals stick out, or they would part every
/// other amount from its currency.
const ALIGNED: usize = 2;

/// An amount as stated, its digits grouped; `decimals` are those of the longest
/// in its column, and room is left for those that it has not.
pub fn amount(amount: &str, decimals: usize) -> Markup {
    let own = decimals_of(amount);
    let missing = match (own, decimals.min(ALIGNED)) {
        (own, all) if own >= all => String::new(),
        (0, all) => format!("{}{}", tongue::decimal(), "0".repeat(all)),
        (own, all) => "0".repeat(all - own),
    };
    let pad = if missing.is_empty() {
        missing
    } else {
        format!("<span class=\"pad\" aria-hidden=\"true\">{missing}</span>")
    };
    Markup(format!(
        "<data value=\"{}\">{}</data>{pad}",
        text(amount),
        text(&grouped(amount))
    ))
}

pub fn decimals_of(amount: &str) -> usize {
    amount.split_once('.').map_or(0, |(_, part)| part.len())
}

pub fn currency(code: Option<&str>) -> Markup {
    match code {
        Some(code) => Markup(format!(" <abbr class=\"cur\">{}</abbr>", text(code))),
        None => both(&text(" "), &unknown(&say!("no currency"))),
    }
}

/// Of the longest of these sums.
pub fn decimals_of_sums<'a>(sums: impl Iterator<Item = &'a Sum>) -> usize {
    let each = sums.map(|sum| decimals_of(&sum.to_string()));
    each.max().unwrap_or(0)
}

pub fn money(value: &str, code: Option<&str>, decimals: usize) -> Markup {
    both(&amount(value, decimals), &currency(code))
}

/// An exact sum; one that cannot be held says so.
pub fn sum(sum: &Sum, decimals: usize) -> Markup {
    match sum.total() {
        Some(_) => amount(&sum.to_string(), decimals),
        None => unknown(&sum.to_string()),
    }
}

/// With a capital and a full stop.
pub fn sentence(text: &str) -> String {
    let text = capital(text);
    if text.ends_with(['.', '?', ']', '。', '؟']) {
        text
    } else {
        format!("{text}{}", tongue::stop())
    }
}

/// With a capital.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

/// A sentence. Days in it, written `2025-06-30`, are written for readers.
pub fn prose(sentence: &str) -> Markup {
    let mut out = String::new();
    let mut rest = sentence;
    while let Some((before, day, after)) = next_day(rest) {
        out.push_str(&format!("{}{}", text(before), date(day)));
        rest = after;
    }
    out.push_str(&text(rest).0);
    Markup(out)
}

/// The first day that stands by itself: not as a part of an identifier.
fn next_day(sentence: &str) -> Option<(&str, Date, &str)> {
    let joins = |c: char| c.is_ascii_alphanumeric() || "-_/.".contains(c);
    for (at, c) in sentence.char_indices() {
        if !c.is_ascii_digit() {
            continue;
        }
        let (before, from) = sentence.split_at(at);
        let Some(day) = from.get(..10).and_then(|d| d.parse::<Date>().ok()) else {
            continue;
        };
        let after = &from[10..];
        let is_alone = !before.ends_with(joins) && !after.starts_with(|c| joins(c) && c != '.');
        if is_alone {
            return Some((before, day, after));
        }
    }
    None
}

/// `Planned disbursements` from `planned-disbursements`, in the reader's language.
pub fn spoken(name: &str) -> String {
    tongue::words(&heading(name))
}

/// The same in English.
pub fn heading(name: &str) -> String {
    capital(&name.replace(['-', '_'], " "))
}

/// A text of ours with pieces of HTML in it, and what else is given after `;`:
/// `mark!("As of {day}", day => markup::date(day))`.
macro_rules! mark {
    ($pattern:literal $(, $name:ident => $made:expr)* $(,)? $(; $($given:tt)*)?) => {
        $crate::web::markup::filled(
            &iati::said!($pattern $(, $name = "")* $(, $($given)*)?),
            &[$((stringify!($name), $made.to_string())),*],
        )
    };
}
pub(crate) use mark;

/// What can stand in a text as HTML.
pub trait Shown {
    fn html(&self) -> String;
}

impl Shown for Markup {
    fn html(&self) -> String {
        self.0.clone()
    }
}

impl Shown for str {
    fn html(&self) -> String {
        text(self).0
    }
}

impl Shown for String {
    fn html(&self) -> String {
        text(self).0
    }
}

impl Shown for usize {
    fn html(&self) -> String {
        grouped(&self.to_string())
    }
}

impl Shown for u64 {
    fn html(&self) -> String {
        grouped(&self.to_string())
    }
}

impl Shown for i64 {
    fn html(&self) -> String {
        grouped(&self.to_string())
    }
}

impl<T: Shown + ?Sized> Shown for &T {
    fn html(&self) -> String {
        (**self).html()
    }
}

fn escaped(plain: &str) -> String {
    text(plain).0
}

/// A pattern of a template, filled with what is HTML already.
pub fn told(english: &str, put: &[(&str, String)]) -> Markup {
    Markup(tongue::fill(english, escaped, put, |name, _| {
        name.to_owned()
    }))
}

/// Use [`mark!`].
pub fn filled(said: &Said, put: &[(&str, String)]) -> Markup {
    let given = |name: &str, forms: Option<&str>| said.put(name, forms, &tongue::here());
    Markup(tongue::fill(said.english(), escaped, put, given))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_everywhere() {
        for markup in [
            text("<b>\"'&"),
            unknown("<b>"),
            reference("<b>"),
            link("\"><b>", &text("<b>")),
            amount("<b>", 0),
            currency(Some("<b>")),
            prose("<b> on 2025-06-30 <b>"),
            day("<b>"),
        ] {
            assert!(!markup.0.contains("<b>"), "{markup}");
        }
    }

    #[test]
    fn an_organisation_is_called_by_what_is_told_of_it() {
        let links = Links::default();
        let made = |reference, name| party(reference, name, &links).map(|m| m.0);
        assert_eq!(
            made(Some("X/1"), Some("A & B")).as_deref(),
            Some("<a href=\"/organisations/X%2F1\">A &amp; B</a>")
        );
        assert_eq!(
            made(Some("X"), None).as_deref(),
            Some("<a href=\"/organisations/X\"><span class=\"ref\">X</span></a>")
        );
        assert_eq!(made(None, Some("<b>")).as_deref(), Some("&lt;b&gt;"));
        assert_eq!(made(None, None), None);
        assert_eq!(transaction_type(Some("3")), text("Disbursement"));
        assert_eq!(transaction_type(Some("X")), text("X"));
    }

    #[test]
    fn days_in_a_sentence_are_written_for_readers() {
        let said = prose("On 2025-06-30, XM-2024-01-02 and 2024-01-02-A were 1 of 2024-13-01.").0;
        assert_eq!(
            said,
            "On <time datetime=\"2025-06-30\">30 Jun 2025</time>, XM-2024-01-02 and \
             2024-01-02-A were 1 of 2024-13-01."
        );
    }

    #[test]
    fn amounts_stand_under_each_other() {
        assert_eq!(
            amount("-1234.5", 1).0,
            "<data value=\"-1234.5\">−1,234.5</data>"
        );
        let padded = amount("7", 2).0;
        assert!(padded.ends_with("<span class=\"pad\" aria-hidden=\"true\">.00</span>"));
    }
}
