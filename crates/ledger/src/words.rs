//! What a word is: the same for a text that is kept and for one that is asked.
//!
//! Words are folded, so that one word written in several ways is one. Nothing is
//! reduced to a stem: what a plural or a verb goes back to is not certain without a
//! dictionary, and a wrong guess hides what was asked for. `docs/search.md` tells
//! the rules by language.

use hanconv::RawDictionary;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of a word that count; what is longer is known by these.
const LONGEST: usize = 64;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// Letters and digits between two gaps.
    Letters {
        /// As written, folded.
        form: String,
        /// What else it is found under: without an article, without what was elided.
        others: Vec<String>,
    },
    /// Characters of a script that puts no gaps between words.
    Run {
        characters: Vec<char>,
        /// Only white space is between it and a run before it.
        follows: bool,
    },
}

impl Word {
    /// All that a word of letters is found under; nothing of a run.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        let (form, others) = match self {
            Self::Letters { form, others } => (Some(form), &others[..]),
            Self::Run { .. } => (None, &[][..]),
        };
        form.into_iter().chain(others).map(String::as_str)
    }
}

/// The words of a text, in order.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Words::default();
    for chunk in text.split_whitespace() {
        words.chunk(&fold(chunk));
    }
    words.found
}

/// A text with all variants of a letter written as one: without accents and marks, in
/// lower case, half-width, digits as 0 to 9, Chinese in simplified characters.
/// Folding twice changes nothing.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // A free-standing accent would become a gap, and often stands for an apostrophe.
    let apostrophes = text.chars().map(|c| match c {
        '´' | '\u{1ffd}' => '\'',
        c => c,
    });
    let cased = apostrophes.nfkd().flat_map(case);
    let bare = cased.nfkd().filter(|c| !is_taken_off(*c));
    // Marks that stay are put back on: half of them are letters of their own.
    bare.flat_map(letters).nfc().collect()
}

/// By way of the upper case: there ς is Σ, and a dotless ı is I.
fn case(c: char) -> impl Iterator<Item = char> {
    c.to_uppercase().flat_map(char::to_lowercase)
}

/// Accents, harakat and points of vowels, which are often left out, the tatweel, and
/// what is not seen. Vowel signs of other scripts are letters and stay.
fn is_taken_off(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}'
        | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}'
        | '\u{6ea}'..='\u{6ed}' | '\u{8d3}'..='\u{8e1}' | '\u{8e3}'..='\u{8ff}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}'
        | '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{10efc}'..='\u{10eff}')
}

/// What decomposition does not take apart.
const LETTERS: &[(char, &str)] = &[
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('ø', "o"),
    ('ł', "l"),
    ('đ', "d"),
    ('ð', "d"),
    ('þ', "th"),
    ('ħ', "h"),
    ('ŧ', "t"),
    ('ŋ', "n"),
    ('ɲ', "n"),
    ('ɓ', "b"),
    ('ɗ', "d"),
    ('ɖ', "d"),
    ('ƙ', "k"),
    ('ƴ', "y"),
    ('ɛ', "e"),
    ('ɔ', "o"),
    ('ɣ', "g"),
    ('ƒ', "f"),
    ('ʋ', "v"),
    ('ـ', ""),
    ('ٱ', "ا"),
    ('ى', "ي"),
    ('ی', "ي"),
    ('ے', "ي"),
    ('ة', "ه"),
    ('ہ', "ه"),
    ('ە', "ه"),
    ('ھ', "ه"),
    ('ک', "ك"),
    ('ڪ', "ك"),
];

fn letters(c: char) -> impl Iterator<Item = char> {
    let listed = LETTERS.iter().find(|(from, _)| !c.is_ascii() && *from == c);
    let single = match c {
        _ if listed.is_some() => None,
        '٠'..='٩' => digit(c, '٠'),
        '۰'..='۹' => digit(c, '۰'),
        c if is_han(c) => Some(simplified(c)),
        c => Some(c),
    };
    let several = listed.map_or("", |(_, to)| to);
    single.into_iter().chain(several.chars())
}

fn digit(c: char, zero: char) -> Option<char> {
    char::from_digit(u32::from(c) - u32::from(zero), 10)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Scripts that put no gaps between words: Han, kana, and those of South-East Asia.
fn is_unspaced(c: char) -> bool {
    is_han(c)
        || matches!(c, '々' | '〇' | '\u{3041}'..='\u{3096}' | '\u{3099}' | '\u{309a}' | '\u{30a1}'..='\u{30fa}'
            | 'ー' | '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' | '\u{e81}'..='\u{ece}' | '\u{edc}'..='\u{edf}'
            | '\u{1000}'..='\u{103f}' | '\u{1050}'..='\u{109f}' | '\u{1780}'..='\u{17d3}')
}

/// Traditional characters and the simplified ones that stand for them, in order.
static SIMPLIFIED: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let pairs = RawDictionary::TSCharacters.iter();
    let mut pairs: Vec<(char, char)> = pairs
        .filter_map(|(from, to)| Some((one(from)?, one(to)?)))
        .filter(|(from, to)| from != to)
        .collect();
    pairs.sort_unstable();
    pairs.dedup_by_key(|(from, _)| *from);
    pairs
});

fn one(text: &str) -> Option<char> {
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}

/// By character, without regard to those beside it: a part of a text then folds as
/// the whole does.
fn simplified(c: char) -> char {
    let step = |c: char| {
        let at = SIMPLIFIED
            .binary_search_by_key(&c, |(from, _)| *from)
            .ok()?;
        SIMPLIFIED.get(at).map(|(_, to)| *to)
    };
    // What a character goes to may go on itself.
    let mut to = c;
    for _ in 0..3 {
        to = step(to).unwrap_or(to);
    }
    to
}

fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '’' | '‘' | '‛' | '′' | '`' | 'ʹ' | 'ʻ' | 'ʼ' | 'ʽ' | 'ʾ' | 'ʿ' | 'ꞌ'
    )
}

/// Words as they are met, chunk by chunk; there is white space between chunks.
#[derive(Default)]
struct Words {
    found: Vec<Word>,
    run: Vec<char>,
    /// The parts of a word so far; there is an apostrophe between two.
    parts: Vec<String>,
    /// The last word is a run, and nothing but white space came after it.
    is_after_run: bool,
}

impl Words {
    /// A folded text without white space.
    fn chunk(&mut self, chunk: &str) {
        let mut before = None;
        let mut rest = chunk.chars().peekable();
        while let Some(c) = rest.next() {
            let next = rest.peek().copied();
            self.character(before, c, next);
            before = Some(c);
        }
        self.end();
    }

    fn character(&mut self, before: Option<char>, c: char, next: Option<char>) {
        let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && !is_unspaced(c));
        if is_apostrophe(c) {
            let joins = |c| is_letter(c) && !c.is_some_and(is_apostrophe);
            match joins(before) && joins(next) {
                true => self.parts.push(String::new()),
                false => self.gap(),
            }
        } else if is_unspaced(c) {
            self.end_letters();
            self.run.push(c);
        } else if c.is_alphanumeric() || (is_combining_mark(c) && !self.parts.is_empty()) {
            self.end_run();
            match self.parts.last_mut() {
                Some(part) => part.push(c),
                None => self.parts.push(c.to_string()),
            }
        } else {
            self.gap();
        }
    }

    fn gap(&mut self) {
        self.end();
        self.is_after_run = false;
    }

    fn end(&mut self) {
        self.end_letters();
        self.end_run();
    }

    fn end_run(&mut self) {
        if !self.run.is_empty() {
            self.found.push(Word::Run {
                characters: std::mem::take(&mut self.run),
                follows: self.is_after_run,
            });
            self.is_after_run = true;
        }
    }

    fn end_letters(&mut self) {
        if self.parts.is_empty() {
            return;
        }
        self.end_run();
        self.is_after_run = false;
        let parts = std::mem::take(&mut self.parts);
        self.found.push(of_parts(&parts));
    }
}

/// What is elided before an apostrophe and has more than one letter.
const ELIDED: [&str; 6] = ["qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu"];

fn of_parts(parts: &[String]) -> Word {
    let form = cut(&parts.concat());
    let mut others: Vec<String> = Vec::new();
    if parts.len() > 1 {
        let is_word = |p: &&String| p.chars().nth(1).is_some() && !ELIDED.contains(&p.as_str());
        others.extend(parts.iter().filter(is_word).map(|p| cut(p)));
    }
    others.extend(without_article(&form).map(str::to_owned));
    others.retain(|other| *other != form);
    Word::Letters { form, others }
}

fn cut(word: &str) -> String {
    match word.char_indices().nth(LONGEST) {
        Some((end, _)) => word[..end].to_owned(),
        None => word.to_owned(),
    }
}

/// The article, alone or behind “and”, “in”, “as”, “so”, “for”; and how many letters must
/// be left, so that few words which only begin like that lose what is theirs.
const ARTICLES: &[(&str, usize)] = &[
    ("ال", 2),
    ("وال", 3),
    ("بال", 3),
    ("كال", 3),
    ("فال", 3),
    ("لل", 3),
];

fn without_article(word: &str) -> Option<&str> {
    if word.is_ascii() {
        return None;
    }
    ARTICLES.iter().find_map(|(article, least)| {
        let rest = word.strip_prefix(article)?;
        (rest.chars().count() >= *least).then_some(rest)
    })
}

/// How many slips a word may have and still be meant: letters added, left out, changed,
/// or swapped with the next. Short words and numbers may have none.
#[must_use]
pub fn slips(word: &str) -> u8 {
    let is_of_letters = word.chars().all(char::is_alphabetic);
    match word.chars().count() {
        _ if !is_of_letters => 0,
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    }
}

/// How many slips are between two words, if no more than the first may have.
#[must_use]
pub fn distance(asked: &str, word: &str) -> Option<u8> {
    let distance = u8::try_from(strsim::osa_distance(asked, word)).ok()?;
    (distance <= slips(asked)).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Each word's forms with `/` between them, runs in brackets.
    fn shown(text: &str) -> String {
        let words = words(text);
        let each = words.iter().map(|word| match word {
            Word::Letters { .. } => word.forms().collect::<Vec<_>>().join("/"),
            Word::Run { characters, .. } => format!("[{}]", characters.iter().collect::<String>()),
        });
        each.collect::<Vec<_>>().join(" ")
    }

    const WORDS: &[(&str, &str)] = &[
        // English.
        ("Primary Schools, for all", "primary schools for all"),
        ("women's health", "womens/women health"),
        ("the ‘new’ clinic’s roof", "the new clinics/clinic roof"),
        ("co-operation", "co operation"),
        ("XI-IATI-DEMO-HCO-2023-001", "xi iati demo hco 2023 001"),
        ("COVID-19", "covid 19"),
        ("5'10", "5 10"),
        // French.
        ("École élémentaire", "ecole elementaire"),
        ("l'eau potable", "leau/eau potable"),
        (
            "L’accès à l’Éducation",
            "lacces/acces a leducation/education",
        ),
        ("l´école l‘école", "lecole/ecole lecole/ecole"),
        ("d'or qu'ils jusqu'au", "dor/or quils/ils jusquau/au"),
        ("Côte d’Ivoire", "cote divoire/ivoire"),
        ("cœur, Lætitia", "coeur laetitia"),
        ("garçon ça", "garcon ca"),
        ("N'Djamena", "ndjamena/djamena"),
        // Spanish.
        ("Niños y niñas: ¿año?", "ninos y ninas ano"),
        ("AGUA PÚBLICA", "agua publica"),
        ("Pingüino", "pinguino"),
        ("nin\u{303}o", "nino"),
        ("n.º 1ª", "n o 1a"),
        // Arabic.
        ("تَعْلِيم", "تعليم"),
        ("تعـــليم", "تعليم"),
        ("التعليم", "التعليم/تعليم"),
        ("والصرف الصحي", "والصرف/صرف الصحي/صحي"),
        ("للتعليم بالمياه", "للتعليم/تعليم بالمياه/مياه"),
        ("أحمر إحصاء آبار ٱسم", "احمر احصاء ابار اسم"),
        ("مدرسة مستشفى", "مدرسه مستشفي"),
        ("مسؤول بيئة", "مسوول بييه"),
        ("الى ال", "الي ال"),
        ("ﻻ ﷲ", "لا الله/له"),
        ("٢٠٢٣ ۲۰۲۳", "2023 2023"),
        ("ایران کتاب", "ايران كتاب"),
        ("المياه،والصحة؛", "المياه/مياه والصحه/صحه"),
        // Chinese.
        ("教育项目", "[教育项目]"),
        ("教育，卫生", "[教育] [卫生]"),
        ("2023年教育", "2023 [年教育]"),
        ("教育 school 卫生", "[教育] school [卫生]"),
        ("衛生與醫療項目", "[卫生与医疗项目]"),
        ("ＵＮＩＣＥＦ２０２３", "unicef2023"),
        ("水", "[水]"),
        ("乾隆", "[干隆]"),
        // Others.
        ("Straße STRASSE ẞ", "strasse strasse ss"),
        ("İstanbul ISTANBUL ısı", "istanbul istanbul isi"),
        ("Łódź Ærø Đà Nẵng", "lodz aero da nang"),
        ("Σίσυφος ΣΊΣΥΦΟΣ", "σισυφοσ σισυφοσ"),
        ("Київ Київ", "киів киів"),
        ("Ɓauci ƙasa Ɛʋɛ", "bauci kasa eve"),
        ("ｶﾞｽ ガス", "[ガス] [ガス]"),
        ("한국 한국", "한국 한국"),
        ("नेपाल", "नेपाल"),
        ("ประเทศ", "[ประเทศ]"),
        ("soft\u{ad}ware \u{feff}CO₂", "software co2"),
        ("Sana'a Sanaa", "sanaa/sana sanaa"),
        ("rock'n'roll", "rocknroll/rock/roll"),
        ("'' ' ... — ", ""),
        ("", ""),
    ];

    #[test]
    fn words_are_what_the_table_says() {
        for (text, due) in WORDS {
            assert_eq!(shown(text), *due, "{text}");
        }
    }

    #[test]
    fn a_word_too_long_is_known_by_its_beginning() {
        let long = "é".repeat(LONGEST + 10);
        let due = "e".repeat(LONGEST);
        assert_eq!(shown(&long), due);
    }

    #[test]
    fn runs_know_what_is_between_them() {
        let follows = |text: &str| -> Vec<bool> {
            let of = |word: &Word| matches!(word, Word::Run { follows: true, .. });
            words(text).iter().map(of).collect()
        };
        assert_eq!(follows("教育 卫生\n项目"), [false, true, true]);
        assert_eq!(follows("教育。 卫生"), [false, false]);
        assert_eq!(follows("教育 a 卫生"), [false, false, false]);
        assert_eq!(follows("教育 — 卫生"), [false, false]);
    }

    #[test]
    fn slips_have_limits() {
        let cases = [
            ("helth", "health", Some(1)),
            ("heatlh", "health", Some(1)),
            ("hlth", "health", None),
            ("educatoin", "education", Some(1)),
            ("edukashion", "education", None),
            ("edukasion", "education", Some(2)),
            ("who", "wha", None),
            ("care", "core", Some(1)),
            ("2023", "2024", None),
            ("تعليم", "تعلم", Some(1)),
        ];
        for (asked, word, due) in cases {
            assert_eq!(distance(asked, word), due, "{asked} {word}");
        }
    }

    #[test]
    fn every_table_folds_to_what_stays() {
        for (from, to) in LETTERS {
            assert_eq!(fold(&from.to_string()), *to, "{from}");
            assert_eq!(fold(to), *to, "{from}");
        }
        assert!(SIMPLIFIED.len() > 2000, "{}", SIMPLIFIED.len());
        for (from, _) in SIMPLIFIED.iter() {
            let once = fold(&from.to_string());
            assert_eq!(fold(&once), once, "{from}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 2000,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn case_and_composition_make_no_difference(text in "[\\p{Latin}\\p{Arabic}\\p{Cyrillic} '’]{0,30}") {
            prop_assert_eq!(words(&text.nfd().collect::<String>()), words(&text));
            // This form has no accent that stands alone: it makes a gap of it.
            let text = text.replace(['´', '\u{1ffd}'], " ");
            prop_assert_eq!(words(&text.nfkc().collect::<String>()), words(&text));
            prop_assert_eq!(words(&text.to_uppercase()), words(&text));
        }
    }
}
