//! One start tag: its name and its attributes, checked against the XML grammar
//! as far as the parser of the library does not.

use quick_xml::events::BytesStart;

/// What is wrong with a tag, and how far into its content.
#[derive(Debug)]
pub(super) struct TagFault {
    pub offset: usize,
    pub message: String,
}

fn fault(offset: usize, message: impl Into<String>) -> TagFault {
    TagFault {
        offset,
        message: message.into(),
    }
}

/// One attribute as it stands: name, raw value, and where both are in the
/// tag's content.
pub(super) struct RawAttribute {
    pub name: (usize, usize),
    pub value: (usize, usize),
}

/// Splits the content of a start tag (between `<` and `>`, without `/`).
pub(super) fn split(tag: &BytesStart<'_>, out: &mut Vec<RawAttribute>) -> Result<(), TagFault> {
    out.clear();
    let content: &str = tag;
    let name_length = tag.name().as_ref().len();
    check_name(&content[..name_length]).map_err(|m| fault(0, m))?;
    if content.len() == name_length {
        return Ok(());
    }
    let at = |part: &str| part.as_ptr() as usize - content.as_ptr() as usize;
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|e| fault(name_length, e.to_string()))?;
        let name = attribute.key.0;
        let start = at(name);
        check_name(name).map_err(|m| fault(start, m))?;
        let value: &str = match &attribute.value {
            std::borrow::Cow::Borrowed(value) => value,
            std::borrow::Cow::Owned(_) => return Err(fault(start, "attribute value is not text")),
        };
        let from = at(value);
        if value.contains('<') {
            return Err(fault(
                from,
                format!("“<” in the value of {name}; write &lt;"),
            ));
        }
        let next = content.as_bytes().get(from + value.len() + 1);
        if next.is_some_and(|b| !b.is_ascii_whitespace()) {
            return Err(fault(from, format!("no space after the attribute {name}")));
        }
        out.push(RawAttribute {
            name: (start, start + name.len()),
            value: (from, from + value.len()),
        });
    }
    Ok(())
}

/// XML 1.0, productions 4 to 5, and Namespaces in XML 1.0, production 7.
pub(super) fn check_name(name: &str) -> Result<(), String> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':');
    let starts = name.chars().next().is_some_and(is_name_start);
    let rest = name.bytes().all(plain) || name.chars().all(is_name);
    let colons = name.bytes().filter(|b| *b == b':').count();
    let halves = colons == 0 || (colons == 1 && !name.starts_with(':') && !name.ends_with(':'));
    if starts && rest && halves {
        Ok(())
    } else {
        Err(format!(
            "“{}” is not a name",
            name.chars().take(40).collect::<String>()
        ))
    }
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
