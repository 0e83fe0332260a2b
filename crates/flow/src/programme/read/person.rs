//! Keys and texts that are of persons. There is no record of them, so a programme's text
//! that has any is refused, and no fault repeats what was written.

use iati::redact;

/// Keys for somebody's name, post, address or number; in lower case, without separators.
const KEYS: &[&str] = &[
    "address",
    "beneficiaries",
    "beneficiary",
    "birthday",
    "boss",
    "chair",
    "chairman",
    "chairwoman",
    "contact",
    "contactdetails",
    "contactinfo",
    "contacts",
    "coordinator",
    "dateofbirth",
    "director",
    "doctor",
    "doctors",
    "familyname",
    "firstname",
    "fullname",
    "givenname",
    "governor",
    "head",
    "idcard",
    "idnumber",
    "identitynumber",
    "lastname",
    "leader",
    "mail",
    "manager",
    "mayor",
    "minister",
    "mobile",
    "nameofofficial",
    "names",
    "nationalid",
    "nurses",
    "officer",
    "official",
    "passport",
    "patient",
    "patients",
    "people",
    "person",
    "persons",
    "president",
    "principal",
    "pupil",
    "pupils",
    "responsible",
    "secretary",
    "signatories",
    "signatory",
    "signedby",
    "speaker",
    "staff",
    "student",
    "students",
    "surname",
    "teacher",
    "teachers",
    "tel",
    "telephone",
    "wechat",
    "whatsapp",
];

/// Whether a key announces a person.
pub(super) fn is_personal_key(key: &str) -> bool {
    let plain: String = key
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let ends = [
        "person",
        "persons",
        "personname",
        "personsname",
        "official",
        "officialsname",
    ];
    KEYS.contains(&plain.as_str())
        || ends.iter().any(|end| plain.ends_with(end))
        || redact::is_personal(key)
}

/// Whether a text has an e-mail address, a telephone or an identity number in it.
pub(super) fn is_personal_text(text: &str) -> bool {
    redact::mask(text) != text
}

/// The comments of a text with where each begins: they are kept with it. A `#` inside a
/// string begins none, and a string may run over several lines.
pub(super) fn comments(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let rest = text.as_bytes().get(at..).unwrap_or_default();
        at += match byte {
            b'#' => {
                let end = rest.iter().position(|b| *b == b'\n');
                let length = end.map_or(rest.len(), |end| end + 1);
                found.extend(text.get(at..at + length).map(|comment| (at, comment)));
                length
            }
            b'"' | b'\'' => string_of(rest),
            _ => 1,
        };
    }
    found
}

/// How long the string is that begins a text, with its quotes. One of a single line that is
/// not closed ends with its line, so that no comment hides behind a fault.
fn string_of(text: &[u8]) -> usize {
    let Some(quote) = text.first() else {
        return 0;
    };
    let is_long = text.get(1) == Some(quote) && text.get(2) == Some(quote);
    let mut at = if is_long { 3 } else { 1 };
    while let Some(byte) = text.get(at) {
        match byte {
            b'\\' if *quote == b'"' => at += 1,
            b'\n' if !is_long => return at,
            b if b == quote && !is_long => return at + 1,
            b if b == quote => {
                let quotes = text.iter().skip(at).take_while(|b| *b == quote).count();
                // Up to two quotes may stand before the three that close it.
                if quotes >= 3 {
                    return at + quotes.min(5);
                }
                at += quotes - 1;
            }
            _ => {}
        }
        at += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_persons() {
        for key in [
            "contact",
            "name_of_person",
            "Contact-Person",
            "e-mail",
            "telephone",
            "spokesperson",
            "signed_by",
            "email",
        ] {
            assert!(is_personal_key(key), "{key}");
        }
        for section in super::super::super::keys::SECTIONS {
            for key in section.keys {
                assert!(!is_personal_key(key.name), "{}", key.name);
            }
        }
    }

    #[test]
    fn comments_stand_outside_of_quotes() {
        let text = "a = \"x # y\" # one\n# two\nb = 1\n";
        assert_eq!(comments(text), [(12, "# one\n"), (18, "# two\n")]);
    }
    #[test]
    fn no_quote_hides_a_comment() {
        let texts = [
            r#"a = "The 5\" office" # c"#,
            r"a = 'C:\' # c",
            r#"a = "\\" # c"#,
            "a = \"\"\"one \" # no\ntwo \\\"\"\" # no\n\"\"\"\"\" # c",
            "a = '''it's # no\n''' # c",
            "a = \"\" # c",
            "a = '' # c",
            "a = \"never closed\nb = 1 # c",
        ];
        for text in texts {
            assert_eq!(comments(text), [(text.len() - 3, "# c")], "{text}");
        }
    }
}
