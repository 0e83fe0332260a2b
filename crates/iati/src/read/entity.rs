//! Entities: those that a document declares, and the references to them.
//!
//! Only internal general entities are expanded, under a budget; an external
//! one is never fetched.

use super::build;
use super::tag::{self, TagFault, fault, skip_space};
use super::{Context, Entity, MAX_EXPANSION};
use std::collections::HashMap;

/// Declarations beyond this number are passed over: a reference to one of them
/// is then one to an entity that is not declared.
const MAX_ENTITIES: usize = 500;

/// The internal general entities declared in a `<!DOCTYPE …>`.
///
/// Parameter entities and all other declarations are passed over. Of two
/// declarations of one name the first holds (XML 1.0, section 4.2).
pub(super) fn declared(doctype: &str) -> Result<HashMap<String, Entity>, TagFault> {
    let mut found = HashMap::new();
    let mut at = head(doctype)?;
    if !doctype[at..].starts_with('[') {
        return Ok(found);
    }
    at += 1;
    loop {
        at = skip_space(doctype.as_bytes(), at);
        let rest = &doctype[at..];
        if rest.starts_with(']') {
            let close = skip_space(doctype.as_bytes(), at + 1);
            let closed = doctype[close..].starts_with('>');
            return closed.then_some(found).ok_or_else(|| odd(close));
        }
        let end = if rest.starts_with("<!--") {
            build::comment_end(doctype, at)?
        } else if rest.starts_with("<?") {
            build::instruction_end(doctype, at)?
        } else if rest.starts_with('%') {
            at + rest.find(';').ok_or_else(|| odd(at))? + 1
        } else {
            at + declaration_end(rest).ok_or_else(|| odd(at))?
        };
        if let Some((name, entity)) = declaration(&doctype[at..end]).map_err(|()| odd(at))?
            && found.len() < MAX_ENTITIES
        {
            found.entry(name).or_insert(entity);
        }
        at = end;
    }
}

fn odd(offset: usize) -> TagFault {
    fault(
        offset,
        "the document type is not as XML wants it; leave it out, IATI needs none",
    )
}

/// The offset after `<!DOCTYPE name SYSTEM "…"` and white space.
fn head(doctype: &str) -> Result<usize, TagFault> {
    let bytes = doctype.as_bytes();
    let start = skip_space(bytes, "<!DOCTYPE".len());
    let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '[' | '>');
    let end = doctype[start..]
        .find(ends)
        .map_or(doctype.len(), |n| n + start);
    tag::check_name(&doctype[start..end]).map_err(|_| odd(start))?;
    let mut at = skip_space(bytes, end);
    let literals = match &doctype[at..] {
        rest if rest.starts_with("SYSTEM") => 1,
        rest if rest.starts_with("PUBLIC") => 2,
        _ => 0,
    };
    at += if literals > 0 { "SYSTEM".len() } else { 0 };
    for _ in 0..literals {
        let open = skip_space(bytes, at);
        let quote = bytes.get(open).filter(|b| matches!(b, b'"' | b'\''));
        let close = quote.and_then(|q| memchr::memchr(*q, &bytes[open + 1..]));
        at = open + close.ok_or_else(|| odd(open))? + 2;
    }
    at = skip_space(bytes, at);
    let next = bytes.get(at).is_some_and(|b| matches!(b, b'[' | b'>'));
    next.then_some(at).ok_or_else(|| odd(at))
}

/// One past the `>` that ends a declaration, quotes respected.
fn declaration_end(text: &str) -> Option<usize> {
    let known = ["<!ENTITY", "<!ELEMENT", "<!ATTLIST", "<!NOTATION"];
    if !known.iter().any(|k| text.starts_with(k)) {
        return None;
    }
    let mut quote = None;
    for (at, b) in text.bytes().enumerate() {
        match (quote, b) {
            (None, b'"' | b'\'') => quote = Some(b),
            (Some(q), b) if q == b => quote = None,
            (None, b'>') => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// A general entity; nothing for what is passed over.
fn declaration(text: &str) -> Result<Option<(String, Entity)>, ()> {
    let Some(rest) = text.strip_prefix("<!ENTITY") else {
        return Ok(None);
    };
    let rest = rest
        .strip_prefix(|c: char| c.is_ascii_whitespace())
        .ok_or(())?
        .trim_start();
    if rest.starts_with('%') {
        return Ok(None);
    }
    let name_end = rest.find(|c: char| c.is_ascii_whitespace()).ok_or(())?;
    let (name, value) = rest.split_at(name_end);
    tag::check_name(name).map_err(|_| ())?;
    let value = value.trim_start_matches(blank);
    if value.starts_with("SYSTEM") || value.starts_with("PUBLIC") {
        return Ok(Some((name.to_owned(), Entity::External)));
    }
    let quote = value
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\''))
        .ok_or(())?;
    let (body, end) = value[1..].split_once(quote).ok_or(())?;
    if end.trim_start_matches(blank) != ">" || !is_entity_value(body) {
        return Err(());
    }
    Ok(Some((name.to_owned(), Entity::Text(body.to_owned()))))
}

fn blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// XML 1.0, production 9: references are whole, and `%` stands for itself nowhere
/// in a document's own declarations.
fn is_entity_value(body: &str) -> bool {
    let mut references = body.match_indices('&').map(|(at, _)| at);
    !body.contains('%')
        && references.all(|at| {
            build::reference(body, at).is_ok_and(|(name, _)| match name.strip_prefix('#') {
                Some(_) => predefined(name).is_ok(),
                None => tag::check_name(name).is_ok(),
            })
        })
}

/// Appends what a reference stands for. `name` is the text between `&` and `;`.
///
/// # Errors
/// A message, without place, if the reference is unknown, external, endless,
/// over the budget, or stands for markup.
pub(super) fn resolve(
    name: &str,
    context: &Context,
    spent: &mut usize,
    out: &mut String,
) -> Result<(), String> {
    resolve_at(name, context, spent, out, 0)
}

fn resolve_at(
    name: &str,
    context: &Context,
    spent: &mut usize,
    out: &mut String,
    depth: usize,
) -> Result<(), String> {
    if let Some(c) = predefined(name)? {
        out.push(c);
        return Ok(());
    }
    if depth > 16 {
        return Err(format!(
            "the entity &{name}; is nested deeper than 16, or refers to itself"
        ));
    }
    match context.entities.get(name) {
        None => Err(format!(
            "the entity &{name}; is not declared; write the character itself"
        )),
        Some(Entity::External) => Err(format!(
            "&{name}; is an external entity; none is ever fetched: put its text in its place"
        )),
        Some(Entity::Text(text)) => {
            *spent += text.len().max(1);
            if *spent > MAX_EXPANSION {
                return Err(format!(
                    "entities expand to more than {} MB in one activity",
                    MAX_EXPANSION >> 20
                ));
            }
            expand(text, context, spent, out, depth + 1)
        }
    }
}

fn expand(
    text: &str,
    context: &Context,
    spent: &mut usize,
    out: &mut String,
    depth: usize,
) -> Result<(), String> {
    if text.contains('<') {
        return Err("an entity that stands for elements is not read; put them in its place".into());
    }
    if text.contains("]]>") {
        return Err("an entity that holds “]]>”; write ]]&gt;".into());
    }
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let end = after.find(';').ok_or("“&” without “;” inside an entity")?;
        resolve_at(&after[..end], context, spent, out, depth)?;
        rest = &after[end + 1..];
    }
    out.push_str(rest);
    Ok(())
}

/// What the references of a file expand to, added up.
#[derive(Default)]
pub(super) struct Costs {
    total: usize,
    /// Of each entity that was referred to: an entity is expanded once to learn it.
    of: HashMap<String, usize>,
}

impl Costs {
    /// Adds the references of one text; gives the total. Those in comments and CDATA
    /// sections count too, though they expand to nothing.
    pub fn add(&mut self, source: &str, context: &Context) -> usize {
        if context.entities.is_empty() {
            return self.total;
        }
        let mut sum = 0usize;
        for at in memchr::memchr_iter(b'&', source.as_bytes()) {
            let Ok((name, _)) = build::reference(source, at) else {
                continue;
            };
            if !context.entities.contains_key(name) {
                continue;
            }
            let cost = match self.of.get(name) {
                Some(cost) => *cost,
                None => {
                    let mut cost = 0;
                    // A fault is told where the text is read.
                    let _ = resolve(name, context, &mut cost, &mut String::new());
                    self.of.insert(name.to_owned(), cost);
                    cost
                }
            };
            sum = sum.saturating_add(cost);
        }
        // What is more than that is refused where the text is read, at its place.
        self.total = self.total.saturating_add(sum.min(MAX_EXPANSION));
        self.total
    }
}

/// The five names of XML and character references.
fn predefined(name: &str) -> Result<Option<char>, String> {
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let Some(number) = name.strip_prefix('#') else {
                return Ok(None);
            };
            let digits = number.strip_prefix('x').unwrap_or(number);
            if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
                return Err(format!("&{name}; is not a character reference"));
            }
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse::<u32>(),
            };
            let allowed = |c: &char| {
                matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}'
                    | '\u{10000}'..)
            };
            code.ok()
                .and_then(char::from_u32)
                .filter(allowed)
                .ok_or_else(|| format!("&{name}; is not a character that XML allows"))?
        }
    };
    Ok(Some(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(doctype: &str, name: &str) -> Result<String, String> {
        let context = Context {
            entities: declared(doctype).map_err(|f| f.message)?.into(),
            ..Context::default()
        };
        let mut out = String::new();
        resolve(name, &context, &mut 0, &mut out).map(|()| out)
    }

    #[test]
    fn internal_entities_are_expanded() {
        let doctype = "<!DOCTYPE a [<!-- <!ENTITY c 'no'> --><!ENTITY % p 'q'>\n\
                       <!ENTITY b \"x &#233; > &amp;\"><!ENTITY c 'see &b;'>]>";
        assert_eq!(resolved(doctype, "c").as_deref(), Ok("see x é > &"));
        assert_eq!(resolved(doctype, "#x41").as_deref(), Ok("A"));
    }

    #[test]
    fn the_rest_is_refused() {
        let refused = |doctype: &str, name: &str, word: &str| {
            assert!(
                resolved(doctype, name).is_err_and(|m| m.contains(word)),
                "{name}"
            );
        };
        refused("<!DOCTYPE a>", "nbsp", "not declared");
        refused("<!DOCTYPE a>", "#0", "not a character");
        refused(
            "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
            "e",
            "ever fetched",
        );
        refused("<!DOCTYPE a [<!ENTITY e '&e;'>]>", "e", "itself");
        let mut chain = String::from("<!DOCTYPE a [<!ENTITY e0 'end'>");
        for level in 1..20 {
            chain.push_str(&format!("<!ENTITY e{level} '&e{};'>", level - 1));
        }
        chain.push_str("]>");
        refused(&chain, "e19", "deeper than 16, or refers to itself");
        let mut bomb = String::from("<!DOCTYPE a [<!ENTITY e0 'eeeeeeeeee'>");
        for level in 1..12 {
            let inner = format!("&e{};", level - 1).repeat(10);
            bomb.push_str(&format!("<!ENTITY e{level} '{inner}'>"));
        }
        bomb.push_str("]>");
        refused(&bomb, "e11", "more than 1 MB");
    }
}
