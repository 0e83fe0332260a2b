//! Whether the actuals of an indicator may be added over time.
//!
//! IATI has no field for it: it stands in titles and descriptions, in words. What no
//! words say is not guessed: the shape of the series is told as a hint, and nothing is
//! added.

use iati::said;
use iati::said::Said;
use rust_decimal::Decimal;
use std::cmp::Reverse;
use std::fmt;
use std::sync::OnceLock;

/// What the periods of an indicator are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nature {
    /// Each figure holds what came before it, or is a level reached: the latest counts.
    Cumulative,
    /// Each figure is what came in its period: they add up.
    Periodic,
    /// An average, a rate, a score: the latest counts, and two are never added.
    Average,
}

impl Nature {
    /// As written in the programme's text.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Cumulative => "cumulative",
            Self::Periodic => "per-period",
            Self::Average => "average",
        }
    }

    /// In words.
    #[must_use]
    pub fn said(self) -> Said {
        match self {
            Self::Cumulative => said!("cumulative"),
            Self::Periodic => said!("per-period"),
            Self::Average => said!("average"),
        }
    }

    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        let all = [Self::Cumulative, Self::Periodic, Self::Average];
        all.into_iter().find(|n| n.id() == id)
    }
}

/// What was judged, and from what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judged {
    /// Somebody says so who looked.
    Stated(Nature),
    /// The words that say so.
    Words(Nature, &'static str),
    /// Words say both, or none does; with what the shape of the series looks like.
    Uncertain(Uncertain, Hint),
}

impl Judged {
    #[must_use]
    pub fn nature(&self) -> Option<Nature> {
        match self {
            Self::Stated(nature) | Self::Words(nature, _) => Some(*nature),
            Self::Uncertain(..) => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uncertain {
    /// No word of the table stands in title or description.
    NoWords,
    /// Words for both stand there.
    Both(&'static str, &'static str),
}

/// What a series looks like. A hint decides nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Fewer than three figures.
    TooShort,
    /// It never falls: as cumulative figures do, and some others.
    NeverFalls,
    /// It falls somewhere: a cumulative count would not.
    Falls,
}

impl Judged {
    /// In words.
    #[must_use]
    pub fn said(&self) -> Said {
        let (what, hint) = match self {
            Self::Stated(nature) => {
                return said!("{nature}, as stated", nature = nature.said());
            }
            Self::Words(nature, word) => {
                return said!(
                    "{nature}, by the word “{word}”",
                    nature = nature.said(),
                    word
                );
            }
            Self::Uncertain(Uncertain::NoWords, hint) => {
                (said!("cumulative or per period: not said"), hint)
            }
            Self::Uncertain(Uncertain::Both(a, b), hint) => {
                (said!("said to be both, “{a}” and “{b}”", a, b), hint)
            }
        };
        match hint {
            Hint::TooShort => what,
            Hint::NeverFalls => said!(
                "{what}; the figures never fall, which fits cumulative ones",
                what
            ),
            Hint::Falls => said!(
                "{what}; the figures fall, as cumulative counts would not",
                what
            ),
        }
    }
}

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

/// One line of `words.tsv`.
struct Word {
    id: &'static str,
    text: &'static str,
    says: Option<Nature>,
}

impl Word {
    /// Whether it is looked for in titles only.
    fn is_of_title(&self) -> bool {
        matches!(self.id, "average" | "count")
    }
}

/// The table, longer words first.
fn words() -> &'static [Word] {
    static TABLE: OnceLock<Vec<Word>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = include_str!("words.tsv")
            .lines()
            .filter(|l| !l.starts_with('#'));
        let mut all: Vec<Word> = lines.skip(1).filter_map(word).collect();
        all.sort_by_key(|w| (Reverse(w.text.len()), w.text));
        all
    })
}

fn word(line: &'static str) -> Option<Word> {
    let (says, rest) = line.split_once('\t')?;
    let (_, text) = rest.split_once('\t')?;
    Some(Word {
        id: says,
        text,
        says: Nature::parse(says),
    })
}

/// Judges an indicator by its titles, descriptions and the figures in order of time.
#[must_use]
pub fn judge(titles: &[&str], descriptions: &[&str], figures: &[Decimal]) -> Judged {
    if let Some(word) = titles.iter().find_map(|text| average(text)) {
        return Judged::Words(Nature::Average, word);
    }
    let texts = titles.iter().chain(descriptions);
    let said: Vec<_> = texts.flat_map(|text| found(text)).collect();
    let of = |nature| said.iter().find(|(n, _)| *n == nature);
    match (of(Nature::Cumulative), of(Nature::Periodic)) {
        (Some((_, a)), Some((_, b))) => Judged::Uncertain(Uncertain::Both(a, b), hint(figures)),
        (Some((nature, word)), None) | (None, Some((nature, word))) => Judged::Words(*nature, word),
        (None, None) => Judged::Uncertain(Uncertain::NoWords, hint(figures)),
    }
}

fn hint(figures: &[Decimal]) -> Hint {
    if figures.len() < 3 {
        return Hint::TooShort;
    }
    match figures.is_sorted() {
        true => Hint::NeverFalls,
        false => Hint::Falls,
    }
}

/// The first word of a title by which it is an average, unless it is a count of something.
fn average(title: &str) -> Option<&'static str> {
    let title = title.to_lowercase();
    let first = |says: &str| {
        let of_title = words().iter().filter(|w| w.id == says);
        of_title
            .filter_map(|w| Some((place(&title, w.text)?, w.text)))
            .min()
    };
    let (at, word) = first("average")?;
    let is_count = first("count").is_some_and(|(count, _)| count < at);
    (!is_count).then_some(word)
}

/// What the words of a text say; of words inside each other the longest.
fn found(text: &str) -> Vec<(Nature, &'static str)> {
    let mut text = text.to_lowercase();
    let mut all = Vec::new();
    for word in words().iter().filter(|w| !w.is_of_title()) {
        while let Some(at) = place(&text, word.text) {
            all.extend(word.says.map(|nature| (nature, word.text)));
            // Blanked out, so that a shorter word inside it is not found again.
            text.replace_range(at..at + word.text.len(), " ");
        }
    }
    all
}

/// Where a word stands as a whole word. Chinese is written without spaces.
fn place(text: &str, word: &str) -> Option<usize> {
    let is_letter = |c: char| c.is_alphanumeric() && !is_ideograph(c);
    let starts_bound = word.chars().next().is_some_and(is_letter);
    let ends_bound = word.chars().next_back().is_some_and(is_letter);
    let mut hits = text.match_indices(word).map(|(at, _)| at);
    hits.find(|at| {
        let before = text.get(..*at).and_then(|t| t.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|t| t.chars().next());
        let is_inside = starts_bound && before.is_some_and(is_letter)
            || ends_bound && after.is_some_and(is_letter);
        !is_inside
    })
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use Nature::{Average as A, Cumulative as C, Periodic as P};

    fn judged(title: &str, description: &str) -> Option<Nature> {
        judge(&[title], &[description], &[]).nature()
    }

    #[test]
    fn words_in_five_languages() {
        for (text, nature) in [
            ("Wells drilled (cumulative)", C),
            ("Wells drilled, non-cumulative", P),
            ("Puits forés, cumulés depuis le début", C),
            ("Puits forés par an", P),
            ("Pozos perforados (acumulado)", C),
            ("Pozos perforados cada año", P),
            ("累计打井数", C),
            ("当年打井数", P),
            ("عدد الآبار التراكمي", C),
            ("عدد الآبار خلال السنة", P),
            ("Poços, por ano", P),
            ("Putten, cumulatief", C),
        ] {
            assert_eq!(judged(text, ""), Some(nature), "{text}");
            assert_eq!(judged("Wells", text), Some(nature), "{text}");
        }
    }

    #[test]
    fn parts_of_words_are_no_words() {
        assert_eq!(judged("Wells on the update list", ""), None);
        assert_eq!(judged("Corporate partners", ""), None);
        assert_eq!(
            judged("Wells", "Reduces the cumulative impact of drought"),
            None
        );
        assert_eq!(judged("Unrated hotels", "mean"), None);
    }

    #[test]
    fn averages_are_known_by_the_title() {
        assert_eq!(judged("Average income per producer, annually", ""), Some(A));
        assert_eq!(judged("Literacy rate", "cumulative"), Some(A));
        assert_eq!(judged("转诊率", ""), Some(A));
        assert_eq!(judged("% of villages", ""), Some(A));
        assert_eq!(judged("Average number of visits", ""), Some(A));
        assert_eq!(
            judged("Number of clinics with a score card (cumulative)", ""),
            Some(C)
        );
        assert_eq!(judged("Nombre et pourcentage de villages", ""), None);
    }

    #[test]
    fn both_is_uncertain_and_a_shape_is_a_hint() {
        let d = |all: &[i64]| all.iter().map(|n| (*n).into()).collect::<Vec<_>>();
        let both = judge(
            &["Consultations in the year"],
            &["The level reached by the end of the period"],
            &d(&[1, 2, 3]),
        );
        assert!(matches!(
            both,
            Judged::Uncertain(Uncertain::Both(..), Hint::NeverFalls)
        ));
        let none = judge(&["Wells"], &[], &d(&[5, 3, 9]));
        assert_eq!(none, Judged::Uncertain(Uncertain::NoWords, Hint::Falls));
        assert_eq!(none.nature(), None);
        assert!(none.to_string().contains("not said"));
    }

    #[test]
    fn the_table_is_whole() {
        let lines = include_str!("words.tsv")
            .lines()
            .filter(|l| !l.starts_with('#'));
        assert_eq!(words().len(), lines.count() - 1);
        for word in words() {
            assert_eq!(word.text, word.text.to_lowercase());
        }
    }
}
