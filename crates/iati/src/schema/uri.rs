//! Whether a text is a URI reference, as libxml2 takes `anyURI`: RFC 3986
//! after all that a URI may not hold (spaces, quotes, letters beyond ASCII) was
//! escaped, which leaves `%`, `[`, `]`, `:` and `#` in wrong places to find.

use super::simple::collapsed;

/// An address that has only these is one whatever their order, if a scheme
/// or a slash comes before the first colon.
fn is_harmless(b: u8) -> bool {
    !matches!(b, b'%' | b'[' | b']' | b':' | b'#' | b'@')
}

pub(super) fn is_uri(text: &str) -> bool {
    let bytes = collapsed(text).as_bytes();
    if bytes.iter().all(|b| is_harmless(*b)) {
        return true;
    }
    match scheme(bytes) {
        Some(rest) if hierarchy(rest, true) => true,
        _ => hierarchy(bytes, false),
    }
}

/// What follows `scheme:`.
fn scheme(text: &[u8]) -> Option<&[u8]> {
    let colon = memchr::memchr(b':', text)?;
    let (name, rest) = text.split_at(colon);
    let fits = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    let is_scheme = name.first().is_some_and(u8::is_ascii_alphabetic) && name.iter().all(fits);
    is_scheme.then(|| &rest[1..])
}

/// An authority and a path, a query, a fragment, each if there is one.
fn hierarchy(text: &[u8], absolute: bool) -> bool {
    let (text, fragment) = cut(text, b'#');
    let (text, query) = cut(text, b'?');
    let path = match text {
        [b'/', b'/', rest @ ..] => match authority(rest) {
            Some(path) => path,
            None => return false,
        },
        _ if absolute => text,
        _ => {
            let first = text.split(|b| *b == b'/').next().unwrap_or_default();
            if first.contains(&b':') {
                return false;
            }
            text
        }
    };
    let brackets = |b: &u8| matches!(b, b'[' | b']');
    is_escaped(path)
        && !path.iter().any(brackets)
        && query.is_none_or(|q| is_escaped(q) && !q.iter().any(brackets))
        && fragment.is_none_or(|f| is_escaped(f) && !f.contains(&b'#'))
}

fn cut(text: &[u8], at: u8) -> (&[u8], Option<&[u8]>) {
    match memchr::memchr(at, text) {
        Some(found) => (&text[..found], Some(&text[found + 1..])),
        None => (text, None),
    }
}

/// `user@host:port`; what follows it.
fn authority(text: &[u8]) -> Option<&[u8]> {
    let end = memchr::memchr(b'/', text).unwrap_or(text.len());
    let (authority, path) = text.split_at(end);
    let host = match memchr::memchr(b'@', authority) {
        Some(at) if is_name(&authority[..at], true) => &authority[at + 1..],
        Some(_) => return None,
        None => authority,
    };
    let rest = if let [b'[', inner @ ..] = host {
        &inner[memchr::memchr(b']', inner)? + 1..]
    } else {
        let colon = memchr::memchr(b':', host).unwrap_or(host.len());
        let (name, rest) = host.split_at(colon);
        if !is_name(name, false) {
            return None;
        }
        rest
    };
    is_port(rest).then_some(path)
}

fn is_name(text: &[u8], colons: bool) -> bool {
    let fits = |b: &u8| !matches!(b, b'[' | b']' | b'@') && (colons || *b != b':');
    is_escaped(text) && text.iter().all(fits)
}

/// Nothing, or `:` and a number of 31 bits.
fn is_port(text: &[u8]) -> bool {
    match text {
        [] => true,
        [b':', digits @ ..] if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => {
            let text = std::str::from_utf8(digits).unwrap_or_default();
            text.parse::<i32>().is_ok()
        }
        _ => false,
    }
}

/// Each `%` has two hexadecimal digits.
fn is_escaped(text: &[u8]) -> bool {
    memchr::memchr_iter(b'%', text).all(|at| {
        let digits = text.get(at + 1..at + 3);
        digits.is_some_and(|d| d.iter().all(u8::is_ascii_hexdigit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in [
            "",
            "http://a.example/",
            "http://a b",
            "http://a%20b",
            "a:b",
            "#",
            "#[",
            "http://a:80/",
            "http://[::1]/",
            "http://[zz]/",
            "a/b:c",
            "./a:b",
            "http://u:p@h/",
            "http://a@/",
            "http:",
            "mailto:a@b",
            "N/A",
            "é",
            "http://é.example/",
            "{x}",
            "//a:1",
            "http:///",
            "http//a:b",
            "\n",
            "http://a:2147483647/",
            "@",
            "tel:+1 2",
            "http://a/b:c@d",
        ] {
            assert!(is_uri(good), "{good:?}");
        }
        for bad in [
            "http://a%2",
            "%",
            "%zz",
            "1a:b",
            ":a",
            "##",
            "a#b#c",
            "http://a:b/",
            "http://a:/",
            "http://[::1",
            "http://a]/",
            "[a]",
            "?a[b]",
            "a b:c",
            "http://u@p@h/",
            "http://a/?q=[1]",
            "http://http://a",
            "htt p:",
            "http://a:80a/",
            "//a:b",
            "é:a",
            "a@b:c",
            ":",
            "http://a:2147483648/",
        ] {
            assert!(!is_uri(bad), "{bad:?}");
        }
    }
}
