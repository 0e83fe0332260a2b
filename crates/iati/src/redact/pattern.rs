//! The patterns that are masked in free text.

use regex::{Captures, Regex};
use std::borrow::Cow;
use std::sync::LazyLock;

pub(super) const EMAIL: &str = "[e-mail withheld]";
pub(super) const TELEPHONE: &str = "[telephone withheld]";
pub(super) const IDENTITY: &str = "[identity number withheld]";

// The patterns are constants, tried by the tests below; one that did not
// compile would fail there.
fn pattern(text: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "a constant, compiled in tests")]
    Regex::new(text).expect("a valid pattern")
}

// The last part of a host begins with a letter: “@ 12.50” is a price.
static EMAILS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[\p{L}\p{M}0-9._%+'’&-]+\s{0,3}(?:@|＠|%40|\(at\)|\[at\])\s{0,3}[\p{L}0-9-]+(?:\.[\p{L}0-9-]+)*\.\p{L}[\p{L}0-9-]*",
    )
});

/// With a plus and a country code, 8 to 15 digits in all.
static INTERNATIONAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\+\s?\(?[1-9][0-9\s().\-/]{6,20}[0-9]"));

/// An amount in groups of three.
static GROUPED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\+\s?[1-9][0-9]{0,2}(?:[ .\u{a0}][0-9]{3})+$"));

/// After a word that announces a telephone; after one that may mean something
/// else too, only with a sign or “no.” between.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)((?-u:\b)(?:tel|tél|telephone|téléphone|teléfono|telefon|whatsapp)(?:\s(?:no|nr|number))?[\s.:#()°]{1,6}|(?-u:\b)(?:phone|mobile|mob|cell|fax|gsm|ph)(?:\s(?:no|nr|number))?\s?[.:#()°][\s.:#()°]{0,5}|(?-u:\b)(?:phone|mobile|cell|fax)\snumber\s|(?:电话|手机|传真|هاتف|جوال)[\s.:：]{0,4})(\+?\(?[0-9٠-٩][0-9٠-٩\s().\-/]{4,20}[0-9٠-٩])",
    )
});

/// After a word that bids to call, a number as it is dialled inside a country:
/// with the nought that leads it, and in groups.
static CALLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)((?-u:\b)(?:call|dial|ring|ringa|hotline|numéro|appelez|appeler|número|llame|llamar|marque|nummer|anruf|اتصل|拨打|热线)(?:\s(?:us|on|at|to|au|le|al|el|på|unter|number|no)){0,2}[\s.:：#°]{0,4})(\(?0[0-9]{1,4}\)?[\s.\-‐–/](?:[0-9]{2,8}[\s.\-‐–/]?){1,5})",
    )
});

/// A day as it is written with its year last.
static DATED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[0-9]{2}[\s.\-‐–/][0-9]{2}[\s.\-‐–/](?:19|20)[0-9]{2}"));

/// Any run of digits that could be a telephone, to compare with known ones.
static DIGITS: LazyLock<Regex> = LazyLock::new(|| pattern(r"[+(]?[0-9][0-9\s().\-/]{4,22}[0-9]"));

/// After a word that announces an identity document.
static DOCUMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)((?-u:\b)(?:passport|identity card|identity number|national id|id card|id number|social security|ssn|carte d'identité|cédula|pasaporte|passeport)[\s.:#()no°ºumber]{1,12}|(?:身份证号码?|护照号码?)[\s.:：]{0,4})([A-Z]{0,3}[0-9][0-9A-Z-]{4,20})",
    )
});

/// Years: what a plan or a reform of social security is for.
static YEARS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:19|20)[0-9]{2}(?:-(?:19|20)?[0-9]{2})*-?$"));

/// The identity number of China: region, date of birth, serial, check digit.
static CHINA: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u:\b)[0-9]{17}[0-9Xx](?-u:\b)"));

pub(super) fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Masks e-mail addresses; counts them.
pub(super) fn mask_emails<'a>(text: Cow<'a, str>, count: &mut u64) -> Cow<'a, str> {
    let likely =
        text.contains('@') || text.contains("%40") || text.contains("at)") || text.contains("at]");
    if !likely {
        return text;
    }
    replace(text, &EMAILS, count, |_| Some(EMAIL.to_owned()))
}

/// Masks telephone numbers, those in `known` (as digits) included.
pub(super) fn mask_telephones<'a>(
    text: Cow<'a, str>,
    known: Option<&dyn Fn(&str) -> bool>,
    count: &mut u64,
) -> Cow<'a, str> {
    let digits = match text.is_ascii() {
        true => text.bytes().filter(u8::is_ascii_digit).take(6).count(),
        false => text.chars().filter(|c| c.is_numeric()).take(6).count(),
    };
    if digits < 6 {
        return text;
    }
    let text = replace(text, &LABELLED, count, |c| Some(labelled(c, TELEPHONE)));
    let text = replace(text, &INTERNATIONAL, count, |c| {
        let digits = digits_of(&c[0]).len();
        let is_telephone = (8..=15).contains(&digits) && !GROUPED.is_match(&c[0]);
        is_telephone.then(|| TELEPHONE.to_owned())
    });
    let text = replace(text, &CALLED, count, called);
    let Some(known) = known else {
        return text;
    };
    replace(text, &DIGITS, count, |c| {
        known(&digits_of(&c[0])).then(|| TELEPHONE.to_owned())
    })
}

pub(super) fn mask_identity_numbers<'a>(text: Cow<'a, str>, count: &mut u64) -> Cow<'a, str> {
    if text.bytes().filter(u8::is_ascii_digit).take(5).count() < 5 {
        return text;
    }
    let text = replace(text, &DOCUMENT, count, |c| {
        (!YEARS.is_match(&c[2])).then(|| labelled(c, IDENTITY))
    });
    replace(text, &CHINA, count, |c| {
        china(&c[0]).then(|| IDENTITY.to_owned())
    })
}

/// The word that announces the number stays; the number goes.
fn labelled(c: &Captures<'_>, mask: &str) -> String {
    format!("{}{mask}", &c[1])
}

/// As [`labelled`], if there are digits enough; what ends the number stays.
fn called(c: &Captures<'_>) -> Option<String> {
    let number = c[2].trim_end_matches(|c: char| !c.is_ascii_digit());
    let is_telephone = (8..=12).contains(&digits_of(number).len()) && !DATED.is_match(number);
    is_telephone.then(|| format!("{}{TELEPHONE}{}", &c[1], &c[2][number.len()..]))
}

/// Date of birth and check digit are right (GB 11643-1999).
fn china(number: &str) -> bool {
    let digit = |b: u8| {
        if b.is_ascii_digit() {
            u32::from(b - b'0')
        } else {
            10
        }
    };
    let digits: Vec<u32> = number.bytes().map(digit).collect();
    let year = &number[6..10];
    let month: u32 = number[10..12].parse().unwrap_or(0);
    let day: u32 = number[12..14].parse().unwrap_or(0);
    let dated =
        ("1900".."2100").contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let weighted: u32 = (0..18).map(|i| digits[i] * (1u32 << (17 - i)) % 11).sum();
    dated && weighted % 11 == 1
}

fn replace<'a>(
    text: Cow<'a, str>,
    pattern: &Regex,
    count: &mut u64,
    by: impl Fn(&Captures<'_>) -> Option<String>,
) -> Cow<'a, str> {
    if !pattern.is_match(&text) {
        return text;
    }
    let mut hits = 0;
    let masked = pattern.replace_all(&text, |c: &Captures<'_>| {
        by(c)
            .inspect(|_| hits += 1)
            .unwrap_or_else(|| c[0].to_owned())
    });
    let masked = masked.into_owned();
    *count += hits;
    if hits == 0 { text } else { Cow::Owned(masked) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        let mut count = 0;
        let text = mask_emails(Cow::Borrowed(text), &mut count);
        let text = mask_telephones(text, Some(&|digits| digits == "5550100199"), &mut count);
        mask_identity_numbers(text, &mut count).into_owned()
    }

    #[test]
    fn what_is_masked() {
        for (text, expected) in [
            ("write to a.b@example.org.", "write to [e-mail withheld]."),
            ("a.b (at) example.org", "[e-mail withheld]"),
            ("mailto:a%40example.org", "mailto:[e-mail withheld]"),
            (
                "Tel: 020 7946 0000 or so",
                "Tel: [telephone withheld] or so",
            ),
            ("call +44 (0)20 7946 0000", "call [telephone withheld]"),
            ("电话：010-12345678", "电话：[telephone withheld]"),
            ("ring 555 010 0199", "ring [telephone withheld]"),
            (
                "passport no. AB1234567",
                "passport no. [identity number withheld]",
            ),
            ("11010519491231002X", "[identity number withheld]"),
            ("Mob: 0100 555 0199", "Mob: [telephone withheld]"),
            (
                "phone number 0100 555 0199",
                "phone number [telephone withheld]",
            ),
            (
                "A.B＠example.org; a  @ example.org",
                "[e-mail withheld]; [e-mail withheld]",
            ),
            (
                "Ring 08–555 01 00 eller skriv",
                "Ring [telephone withheld] eller skriv",
            ),
            (
                "le numéro 06 555 01 00 de la ligne",
                "le numéro [telephone withheld] de la ligne",
            ),
            (
                "call us on 020 7946 0000.",
                "call us on [telephone withheld].",
            ),
            ("rice @ 12.50.example.org", "[e-mail withheld]"),
            (
                "national ID 20191-2021",
                "national ID [identity number withheld]",
            ),
            ("SSN 123-45-6789", "SSN [identity number withheld]"),
        ] {
            assert_eq!(masked(text), expected);
        }
    }

    #[test]
    fn what_is_left_alone() {
        for text in [
            "1 200 000 000 EUR in 2021-2024",
            "GB-GOV-1-300123",
            "110105194912310021",
            "+ 12 000",
            "grant 720FDA20IO00037",
            "2023-01-31",
            "100,000 households @ 5 each",
            "telling 300 schools",
            "phone survey of 1,200 people",
            "33 555 010 019",
            "+10 000 000 USD",
            "cell 2019-2021",
            "mobile 100 000 households",
            "Project 720-12-2021",
            "the call 01-06-2020 closed",
            "the call 01-06-2020 to 01-09-2020 closed",
            "numéro 04 19",
            "in this call, 16 organizations",
            "Bags of rice @ 12.50 USD each",
            "Social security 2015-2019 reform; national ID 2019-2021",
            "12345 a१२३४५६७८९०१२३४५६७X end",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in "[0-9０१X+@. \\-()a-zé\u{660}-\u{669}]{0,60}") {
            masked(&text);
        }
    }
}
