//! The XML declaration: `<?xml version="1.0" encoding="…" standalone="…"?>`
//! (XML 1.0, productions 23 to 32).

use super::tag::{TagFault, fault, skip_space};

/// Judges the declaration that `head` begins with.
pub(super) fn check(head: &str) -> Result<(), TagFault> {
    let bytes = head.as_bytes();
    let mut at = "<?xml".len();
    let mut due: &[&str] = &["version", "encoding", "standalone"];
    loop {
        let next = skip_space(bytes, at);
        if head[next..].starts_with("?>") {
            let versioned = due.first() != Some(&"version");
            return if versioned {
                Ok(())
            } else {
                Err(fault(
                    0,
                    "the XML declaration states no version; write <?xml version=\"1.0\"?>",
                ))
            };
        }
        let Some((name, value, end)) = pseudo_attribute(head, next) else {
            return Err(fault(
                next,
                "the XML declaration is not as it should be; write <?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            ));
        };
        let Some(place) = due.iter().position(|d| *d == name).filter(|_| next > at) else {
            return Err(fault(
                next,
                format!("“{name}” has no place there in the XML declaration"),
            ));
        };
        let skips_version = place > 0 && due[0] == "version";
        if skips_version || !allows(name, value) {
            return Err(fault(
                next,
                format!("“{name}” is not as it should be in the XML declaration"),
            ));
        }
        due = &due[place + 1..];
        at = end;
    }
}

/// Name, value and the offset after `name = "value"`.
fn pseudo_attribute(head: &str, from: usize) -> Option<(&str, &str, usize)> {
    let bytes = head.as_bytes();
    let length = bytes[from..]
        .iter()
        .take_while(|b| b.is_ascii_lowercase())
        .count();
    let equals = skip_space(bytes, from + length);
    if length == 0 || bytes.get(equals) != Some(&b'=') {
        return None;
    }
    let open = skip_space(bytes, equals + 1);
    let quote = *bytes.get(open).filter(|b| matches!(b, b'"' | b'\''))?;
    let close = open + 1 + bytes[open + 1..].iter().position(|b| *b == quote)?;
    Some((
        &head[from..from + length],
        &head[open + 1..close],
        close + 1,
    ))
}

fn allows(name: &str, value: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    match name {
        "version" => {
            let minor = value.strip_prefix("1.").unwrap_or("");
            value.starts_with("1.") && minor.bytes().all(|b| b.is_ascii_digit())
        }
        "encoding" => {
            value.starts_with(|c: char| c.is_ascii_alphabetic()) && value.bytes().all(plain)
        }
        _ => matches!(value, "yes" | "no"),
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn forms() {
        for good in [
            "<?xml version='1.0'?>",
            "<?xml  version = \"1.1\" encoding='utf-8' ?>",
            "<?xml version='1.0' encoding=\"UTF-8\" standalone='no'?>",
            "<?xml version='1.0' standalone='yes'?>",
        ] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in [
            "<?xml?>",
            "<?xml encoding='UTF-8'?>",
            "<?xml version='2.0'?>",
            "<?xml version='1.0' standalone='yes' encoding='UTF-8'?>",
            "<?xml version='1.0' standalone='maybe'?>",
            "<?xml version='1.0'encoding='UTF-8'?>",
            "<?xml version='1.0' encoding=''?>",
            "<?xml version='1.0' language='en'?>",
            "<?xml version=1.0?>",
            "<?xml version='1.0'",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
