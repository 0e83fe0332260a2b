//! Entities: those that a document declares, and the references to them.
//!
//! Only internal general entities are expanded, under a budget; an external
//! one is never fetched.

use super::{Context, Entity, MAX_EXPANSION};

/// Declarations beyond this number are passed over: a reference to one of them
/// is then one to an entity that is not declared.
const MAX_ENTITIES: usize = 500;

/// The internal general entities declared in a `<!DOCTYPE …>`.
///
/// Parameter entities and all other declarations are passed over. Of two
/// declarations of one name the first holds (XML 1.0, section 4.2).
pub(super) fn declared(doctype: &str) -> Vec<(String, Entity)> {
    let mut found: Vec<(String, Entity)> = Vec::new();
    let Some(open) = doctype.find('[') else {
        return found;
    };
    let mut rest = &doctype[open + 1..];
    while let Some(at) = rest.find("<!") {
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let end = declaration_end(rest);
        if let Some((name, entity)) = declaration(&rest[..end])
            && found.len() < MAX_ENTITIES
            && !found.iter().any(|(n, _)| *n == name)
        {
            found.push((name, entity));
        }
        rest = &rest[end..];
    }
    found
}

/// One past the `>` that ends a declaration, quotes respected.
fn declaration_end(text: &str) -> usize {
    let mut quote = None;
    for (at, b) in text.bytes().enumerate() {
        match (quote, b) {
            (None, b'"' | b'\'') => quote = Some(b),
            (Some(q), b) if q == b => quote = None,
            (None, b'>') => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn declaration(text: &str) -> Option<(String, Entity)> {
    let rest = text.strip_prefix("<!ENTITY")?.trim_start();
    if rest.starts_with('%') {
        return None;
    }
    let name_end = rest.find(|c: char| c.is_ascii_whitespace())?;
    let (name, value) = rest.split_at(name_end);
    let value = value.trim_start();
    if value.starts_with("SYSTEM") || value.starts_with("PUBLIC") {
        return Some((name.to_owned(), Entity::External));
    }
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let body = value[1..].split(quote).next()?;
    Some((name.to_owned(), Entity::Text(body.to_owned())))
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
        return Err(format!("the entity &{name}; refers to itself"));
    }
    let found = context.entities.iter().find(|(n, _)| n == name);
    match found.map(|(_, entity)| entity) {
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
            entities: declared(doctype),
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
        refused("", "nbsp", "not declared");
        refused("", "#0", "not a character");
        refused(
            "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
            "e",
            "ever fetched",
        );
        refused("<!DOCTYPE a [<!ENTITY e '&e;'>]>", "e", "itself");
        let mut bomb = String::from("<!DOCTYPE a [<!ENTITY e0 'eeeeeeeeee'>");
        for level in 1..12 {
            let inner = format!("&e{};", level - 1).repeat(10);
            bomb.push_str(&format!("<!ENTITY e{level} '{inner}'>"));
        }
        bomb.push_str("]>");
        refused(&bomb, "e11", "more than 1 MB");
    }
}
