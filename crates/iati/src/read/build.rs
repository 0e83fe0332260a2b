//! Builds the tree of one unit, which is the check that it is well-formed.

use super::entity;
use super::tag::{self, RawAttribute, TagFault, fault};
use super::tree::{NONE, Node, RawStored, Span, Tree, TreeFault, Value};
use super::{Context, MAX_DEPTH};
use memchr::{memchr, memchr3, memmem};

pub(super) struct Builder<'a> {
    source: &'a str,
    context: &'a Context,
    tree: Tree,
    /// Offset of what is read next.
    at: usize,
    /// Where the next tag begins, as far as it is known: text up to it comes in pieces,
    /// one after each reference, and is searched once for all of them.
    text_until: usize,
    open: Vec<Open>,
    scratch: Vec<RawAttribute>,
    /// What entities have expanded to so far, in bytes.
    spent: usize,
}

/// An element whose end is still to come.
struct Open {
    index: u32,
    last_child: u32,
}

type Result<T> = std::result::Result<T, TagFault>;

impl From<TagFault> for TreeFault {
    fn from(fault: TagFault) -> Self {
        Self::Text {
            offset: fault.offset,
            message: fault.message,
        }
    }
}

impl<'a> Builder<'a> {
    pub(super) fn new(source: &'a str, context: &'a Context) -> Self {
        let mut tree = Tree::default();
        tree.nodes.reserve(source.len() / 20);
        tree.attributes.reserve(source.len() / 40);
        Self {
            source,
            context,
            tree,
            at: 0,
            text_until: 0,
            open: Vec::new(),
            scratch: Vec::new(),
            spent: 0,
        }
    }

    pub(super) fn run(mut self) -> std::result::Result<Tree, TreeFault> {
        let bytes = self.source.as_bytes();
        while self.at < bytes.len() {
            match (bytes[self.at], bytes.get(self.at + 1)) {
                (b'<', Some(b'/')) => self.end_tag()?,
                (b'<', Some(b'!')) => self.exclamation()?,
                (b'<', Some(b'?')) => self.instruction()?,
                (b'<', _) if self.open.len() >= MAX_DEPTH => {
                    return Err(TreeFault::TooDeep { offset: self.at });
                }
                (b'<', _) => self.start_tag()?,
                (b'&', _) => self.reference()?,
                _ => self.text()?,
            }
        }
        match self.open.last() {
            // What is no file of a publisher's may begin with anything.
            None if !self.tree.nodes.first().is_some_and(Node::is_element) => {
                Err(fault(0, "it does not begin with an element").into())
            }
            None => Ok(self.tree),
            Some(open) => {
                let node = &self.tree.nodes[open.index as usize];
                let name = &self.source[node.name.range()];
                let message = format!("<{name}> is never closed");
                Err(fault(node.span.range().start, message).into())
            }
        }
    }

    fn start_tag(&mut self) -> Result<()> {
        let from = self.at;
        let tag = tag::read(self.source, from, &mut self.scratch)?;
        let first = self.tree.attributes.len() as u32;
        let scratch = std::mem::take(&mut self.scratch);
        for a in &scratch {
            let raw = Span::of(a.value.0, a.value.1);
            let value = if a.plain {
                Value::Source(raw)
            } else {
                self.attribute_value(raw)?
            };
            self.tree.attributes.push(RawStored {
                name: Span::of(a.name.0, a.name.1),
                raw,
                value,
            });
        }
        self.scratch = scratch;
        let index = self.push(Node {
            name: Span::of(tag.name.0, tag.name.1),
            span: Span::of(from, tag.end),
            parent: NONE,
            next: NONE,
            first: NONE,
            attributes: (first, self.tree.attributes.len() as u32),
            value: Value::Source(Span::of(0, 0)),
        });
        if !tag.empty {
            self.open.push(Open {
                index,
                last_child: NONE,
            });
        }
        self.at = tag.end;
        Ok(())
    }

    fn end_tag(&mut self) -> Result<()> {
        let from = self.at;
        let bytes = self.source.as_bytes();
        let Some(open) = self.open.last() else {
            let end = tag::name_end(self.source, from + 2)?;
            let name = &self.source[from + 2..end];
            return Err(fault(from, format!("</{name}> closes nothing")));
        };
        let node = &mut self.tree.nodes[open.index as usize];
        let name = &bytes[node.name.range()];
        let name_end = from + 2 + name.len();
        let close = tag::skip_space(bytes, name_end);
        if bytes[from + 2..].starts_with(name) && bytes.get(close) == Some(&b'>') {
            node.span.end_at(close + 1);
            self.open.pop();
            self.at = close + 1;
            return Ok(());
        }
        let due = String::from_utf8_lossy(name).into_owned();
        let end = tag::name_end(self.source, from + 2)?;
        let found = &self.source[from + 2..end];
        Err(fault(
            from,
            if found == due {
                format!("the end tag </{due} is not closed by “>”")
            } else {
                format!("</{found}> where </{due}> was due")
            },
        ))
    }

    /// A comment or a CDATA section.
    fn exclamation(&mut self) -> Result<()> {
        let from = self.at;
        let rest = &self.source.as_bytes()[from..];
        if rest.starts_with(b"<!--") {
            let end = comment_end(self.source, from)?;
            self.tree.asides.push(from..end);
            self.at = end;
            return Ok(());
        }
        if !rest.starts_with(b"<![CDATA[") {
            let what = if rest.starts_with(b"<!DOCTYPE") {
                "<!DOCTYPE> inside an element"
            } else {
                "“<!” opens nothing that XML knows"
            };
            return Err(fault(from, what));
        }
        let start = from + "<![CDATA[".len();
        let Some(length) = memmem::find(&rest["<![CDATA[".len()..], b"]]>") else {
            return Err(fault(
                from,
                "“]]>” is missing: the CDATA section is never closed",
            ));
        };
        let end = start + length;
        self.piece(start..end, from, end + "]]>".len());
        Ok(())
    }

    fn instruction(&mut self) -> Result<()> {
        let end = instruction_end(self.source, self.at)?;
        self.tree.asides.push(self.at..end);
        self.at = end;
        Ok(())
    }

    /// Text up to the next tag or reference.
    fn text(&mut self) -> Result<()> {
        let from = self.at;
        let rest = &self.source.as_bytes()[from..];
        let blank = rest.iter().position(|b| !matches!(b, b'\n' | b' ' | b'\t'));
        let mut end = blank.unwrap_or(rest.len());
        if rest.get(end).is_some_and(|b| *b != b'<') {
            if self.text_until <= from {
                let next = memchr(b'<', &rest[end..]);
                self.text_until = next.map_or(self.source.len(), |at| from + end + at);
            }
            end = self.text_until - from;
            end = text_end(&rest[..end])
                .map_err(|at| fault(from + at, "“]]>” in text; write ]]&gt;"))?;
        }
        self.piece(from..from + end, from, from + end);
        Ok(())
    }

    /// Keeps `text` as a piece that spans `from` to `to`.
    fn piece(&mut self, text: std::ops::Range<usize>, from: usize, to: usize) {
        self.at = to;
        if self.open.is_empty() {
            return;
        }
        let raw = &self.source[text.clone()];
        let value = if memchr(b'\r', raw.as_bytes()).is_some() {
            self.keep(raw.replace("\r\n", "\n").replace('\r', "\n"))
        } else {
            Value::Source(Span::of(text.start, text.end))
        };
        self.push_text(Span::of(from, to), value);
    }

    fn reference(&mut self) -> Result<()> {
        let from = self.at;
        let (name, end) = reference(self.source, from)?;
        let mut text = String::new();
        entity::resolve(name, self.context, &mut self.spent, &mut text)
            .map_err(|message| fault(from, message))?;
        let value = self.keep(text);
        self.push_text(Span::of(from, end), value);
        self.at = end;
        Ok(())
    }

    fn attribute_value(&mut self, raw: Span) -> Result<Value> {
        let text = &self.source[raw.range()];
        let value = unescape(text, self.context, &mut self.spent)
            .map_err(|message| fault(raw.range().start, message))?;
        Ok(self.keep(value))
    }

    fn keep(&mut self, text: String) -> Value {
        self.tree.unescaped.push(text);
        Value::Unescaped(self.tree.unescaped.len() as u32 - 1)
    }

    fn push_text(&mut self, span: Span, value: Value) {
        self.push(Node {
            name: Span::of(0, 0),
            span,
            parent: NONE,
            next: NONE,
            first: NONE,
            attributes: (0, 0),
            value,
        });
    }

    fn push(&mut self, mut node: Node) -> u32 {
        let index = self.tree.nodes.len() as u32;
        if let Some(open) = self.open.last_mut() {
            node.parent = open.index;
            match std::mem::replace(&mut open.last_child, index) {
                NONE => self.tree.nodes[open.index as usize].first = index,
                last => self.tree.nodes[last as usize].next = index,
            }
        }
        self.tree.nodes.push(node);
        index
    }
}

/// How far text goes before a reference; or where “]]>” stands in it.
fn text_end(text: &[u8]) -> std::result::Result<usize, usize> {
    let mut from = 0;
    while let Some(at) = memchr3(b'&', b']', b']', &text[from..]).map(|at| at + from) {
        if text[at] == b'&' {
            return Ok(at);
        }
        if text[at..].starts_with(b"]]>") {
            return Err(at);
        }
        from = at + 1;
    }
    Ok(text.len())
}

/// The name of the reference at `from`, and one past its `;`.
pub(super) fn reference(text: &str, from: usize) -> Result<(&str, usize)> {
    let inside = &text[from + 1..];
    let ends = |c: char| c.is_ascii_whitespace() || matches!(c, ';' | '&' | '<');
    let end = inside
        .find(ends)
        .filter(|end| inside[*end..].starts_with(';'));
    match end {
        Some(end) if end > 0 => Ok((&inside[..end], from + end + 2)),
        _ => Err(fault(from, "“&” that begins no reference; write &amp;")),
    }
}

/// One past the comment at `from` (XML 1.0, production 15).
pub(super) fn comment_end(text: &str, from: usize) -> Result<usize> {
    let inside = &text.as_bytes()[from + 4..];
    match memmem::find(inside, b"--") {
        None => Err(fault(from, "“-->” is missing: the comment is never closed")),
        Some(at) if inside.get(at + 2) == Some(&b'>') => Ok(from + 4 + at + 3),
        Some(at) => Err(fault(from + 4 + at, "“--” inside a comment")),
    }
}

/// One past the processing instruction at `from` (XML 1.0, productions 16 and 17).
pub(super) fn instruction_end(text: &str, from: usize) -> Result<usize> {
    let name_end = instruction_start(text, from)?;
    match memmem::find(&text.as_bytes()[name_end..], b"?>") {
        Some(at) => Ok(name_end + at + 2),
        None => Err(fault(
            from,
            "“?>” is missing: what begins here is never closed",
        )),
    }
}

/// One past the name of the processing instruction at `from`.
pub(super) fn instruction_start(text: &str, from: usize) -> Result<usize> {
    let name_end = tag::name_end(text, from + 2)?;
    if text[from + 2..name_end].eq_ignore_ascii_case("xml") {
        return Err(fault(from, "an XML declaration inside the document"));
    }
    let rest = &text.as_bytes()[name_end..];
    let blank = rest.first().is_some_and(u8::is_ascii_whitespace);
    if !blank && !rest.starts_with(b"?>") {
        let message = "no space after the name of a processing instruction";
        return Err(fault(name_end, message));
    }
    Ok(name_end)
}

/// An attribute value: references resolved, white space made spaces
/// (XML 1.0, section 3.3.3).
///
/// # Errors
/// A message, if a reference is not closed or stands for nothing known.
pub(super) fn unescape(
    raw: &str,
    context: &Context,
    spent: &mut usize,
) -> std::result::Result<String, String> {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '\t', '\n', '\r']) {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        match rest.as_bytes()[at] {
            b'&' => {
                let (name, end) = reference(rest, at).map_err(|f| f.message)?;
                entity::resolve(name, context, spent, &mut out)?;
                rest = &rest[end..];
            }
            b'\r' if after.starts_with('\n') => rest = after,
            _ => {
                out.push(' ');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Ok(out)
}
