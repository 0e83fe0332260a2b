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

/// The comments of a text with where each begins: they are kept with it.
pub(super) fn comments(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let hash = comment_of(line)?;
        Some((start + hash, line.get(hash..)?))
    })
}

/// Where the comment of a line begins: at a `#` that stands in no quotes.
fn comment_of(line: &str) -> Option<usize> {
    let mut quote = None;
    for (at, sign) in line.char_indices() {
        match (sign, quote) {
            ('#', None) => return Some(at),
            ('"' | '\'', None) => quote = Some(sign),
            (s, Some(open)) if s == open => quote = None,
            _ => {}
        }
    }
    None
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
        let all: Vec<_> = comments(text).collect();
        assert_eq!(all, [(12, "# one\n"), (18, "# two\n")]);
    }
}
