//! One start tag: its name and its attributes, checked against the XML grammar
//! (XML 1.0, productions 3 to 5, 10 and 40 to 44).

/// What is wrong with a tag, and where in the text.
#[derive(Debug)]
pub(super) struct TagFault {
    pub offset: usize,
    pub message: String,
}

pub(super) fn fault(offset: usize, message: impl Into<String>) -> TagFault {
    TagFault {
        offset,
        message: message.into(),
    }
}

/// A start tag; offsets are those of the text it was read from.
pub(super) struct Tag {
    pub name: (usize, usize),
    /// `<x/>`
    pub empty: bool,
    /// One past its `>`.
    pub end: usize,
}

/// One attribute as it stands.
pub(super) struct RawAttribute {
    pub name: (usize, usize),
    pub value: (usize, usize),
    /// The value is its source: no reference, no white space but blanks.
    pub plain: bool,
}

/// Attributes beyond this number are compared through a set.
const FEW: usize = 12;

/// Reads the start tag whose `<` stands at `from`.
pub(super) fn read(
    text: &str,
    from: usize,
    attributes: &mut Vec<RawAttribute>,
) -> Result<Tag, TagFault> {
    let bytes = text.as_bytes();
    attributes.clear();
    let name = (from + 1, name_end(text, from + 1)?);
    let mut at = name.1;
    loop {
        let next = skip_space(bytes, at);
        let (empty, end) = match (bytes.get(next), bytes.get(next + 1)) {
            (Some(b'>'), _) => (false, next + 1),
            (Some(b'/'), Some(b'>')) => (true, next + 2),
            (None, _) => return Err(fault(from, "the tag is never closed")),
            _ if next == at => return Err(no_space(text, attributes, at)),
            _ => {
                at = attribute(text, next, attributes)?;
                continue;
            }
        };
        no_twins(text, attributes)?;
        return Ok(Tag { name, empty, end });
    }
}

fn no_space(text: &str, attributes: &[RawAttribute], at: usize) -> TagFault {
    match attributes.last() {
        Some(a) => {
            let name = &text[a.name.0..a.name.1];
            fault(at, format!("no space after the attribute {name}"))
        }
        None => fault(at, "a character that no name may have"),
    }
}

/// Reads one attribute; gives the offset after it.
fn attribute(text: &str, from: usize, out: &mut Vec<RawAttribute>) -> Result<usize, TagFault> {
    let bytes = text.as_bytes();
    let name = (from, name_end(text, from)?);
    let named = || &text[name.0..name.1];
    let equals = skip_space(bytes, name.1);
    if bytes.get(equals) != Some(&b'=') {
        return Err(fault(
            from,
            format!("the attribute {} has no value", named()),
        ));
    }
    let open = skip_space(bytes, equals + 1);
    let Some(quote) = bytes.get(open).filter(|b| matches!(b, b'"' | b'\'')) else {
        let message = format!("the value of {} stands in no quotation marks", named());
        return Err(fault(from, message));
    };
    let mut plain = true;
    let mut at = open + 1;
    loop {
        match bytes.get(at) {
            Some(b) if b == quote => break,
            Some(b'<') => {
                let message = format!("“<” in the value of {}; write &lt;", named());
                return Err(fault(at, message));
            }
            Some(b'&' | b'\t' | b'\n' | b'\r') => plain = false,
            Some(_) => {}
            None => return Err(fault(open, "an attribute value is never closed")),
        }
        at += 1;
    }
    out.push(RawAttribute {
        name,
        value: (open + 1, at),
        plain,
    });
    Ok(at + 1)
}

/// No two attributes of one name.
fn no_twins(text: &str, attributes: &[RawAttribute]) -> Result<(), TagFault> {
    let name = |a: &RawAttribute| &text[a.name.0..a.name.1];
    let twin = if attributes.len() <= FEW {
        let repeats = |at: usize| {
            attributes[..at]
                .iter()
                .any(|b| name(b) == name(&attributes[at]))
        };
        (1..attributes.len()).find(|at| repeats(*at))
    } else {
        let mut seen = std::collections::HashSet::with_capacity(attributes.len());
        attributes.iter().position(|a| !seen.insert(name(a)))
    };
    match twin {
        None => Ok(()),
        Some(at) => {
            let message = format!(
                "the attribute {} stands twice in one tag",
                name(&attributes[at])
            );
            Err(fault(attributes[at].name.0, message))
        }
    }
}

pub(super) fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\n' | b'\t' | b'\r')) {
        at += 1;
    }
    at
}

/// Bytes that end no name and need no second look: all but `:` and beyond ASCII.
const PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut b = 0;
    while b < 128 {
        let c = b as u8;
        table[b] = c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.');
        b += 1;
    }
    table
};

/// One past the name that begins at `from`.
pub(super) fn name_end(text: &str, from: usize) -> Result<usize, TagFault> {
    let bytes = text.as_bytes();
    let mut at = from;
    while bytes.get(at).is_some_and(|b| PLAIN[*b as usize]) {
        at += 1;
    }
    let starts = |b: &u8| b.is_ascii_alphabetic() || *b == b'_';
    let simple = bytes.get(from).is_some_and(starts);
    if simple && !bytes.get(at).is_some_and(|b| *b == b':' || *b >= 0x80) {
        return Ok(at);
    }
    let ends =
        |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=' | '<' | '?' | '"' | '\'');
    let end = text[from..].find(ends).map_or(text.len(), |n| from + n);
    check_name(&text[from..end]).map_err(|message| fault(from, message))?;
    Ok(end)
}

/// XML 1.0, productions 4 to 5. Colons are left to whom the namespace concerns:
/// other readers only warn of two.
pub(super) fn check_name(name: &str) -> Result<(), String> {
    let starts = name.chars().next().is_some_and(is_name_start);
    if starts && name.chars().all(is_name) {
        return Ok(());
    }
    let shown: String = name.chars().take(40).collect();
    Err(format!("“{shown}” is not a name"))
}

fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, '_' | ':' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
            | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}'
            | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
            | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
            | '\u{10000}'..='\u{EFFFF}')
}

fn is_name(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}'
            | '\u{203F}'..='\u{2040}')
}
