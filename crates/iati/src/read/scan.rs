//! Cuts a document into its units.
//!
//! The scan knows tags, comments, CDATA sections, processing instructions and
//! the document type, so that nothing inside them is taken for an element. It
//! checks what lies outside units; what lies inside is checked by
//! [`super::Tree`], which parses it anyway.

use super::build;
use super::cursor::{Cursor, Mark};
use super::{
    Beside, BesideKind, Context, Fault, MAX_DEPTH, MAX_EXPANSIONS, MAX_TAG, MAX_UNIT, Piece, Unit,
    UnitKind, Unreadable, declaration, entity, tag,
};
use crate::position::Position;
use std::io::Read;
use std::sync::Arc;

/// How much of a processing instruction is looked at: an XML declaration as a whole.
const INSTRUCTION_HEAD: usize = 512;

/// Reads one document. See the [module](self).
pub struct Reader<R> {
    cursor: Cursor<R>,
    /// Offset of the next byte to look at.
    at: usize,
    state: State,
    /// A document type was met.
    typed: bool,
    open: Vec<Open>,
    context: Arc<Context>,
    ordinals: [u64; 2],
    /// What references to declared entities expand to so far. It is counted here, in order
    /// of the file, so that the same file always falls at the same place.
    spent: entity::Costs,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Prolog,
    Inside,
    Epilog,
    Ended,
}

/// An element that is open around the units.
struct Open {
    name: String,
    at: Position,
    /// The context outside it.
    outer: Arc<Context>,
}

/// A piece of markup, from `start` to `end` (exclusive).
struct Token {
    kind: TokenKind,
    start: usize,
    end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum TokenKind {
    Text,
    Start,
    Empty,
    End,
    CData,
    Comment,
    Instruction,
    Doctype,
}

impl<R: Read> Reader<R> {
    pub fn new(source: R) -> Self {
        Self {
            cursor: Cursor::new(source),
            at: 0,
            state: State::Prolog,
            typed: false,
            open: Vec::new(),
            context: Arc::new(Context::default()),
            ordinals: [0; 2],
            spent: entity::Costs::default(),
        }
    }

    /// The encoding of the source; known once something was read.
    pub fn encoding(&self) -> &'static str {
        self.cursor.encoding()
    }

    /// The next piece; `None` at the end of a complete document.
    ///
    /// # Errors
    /// [`Fault`]: the document cannot be read on. Nothing follows it.
    pub fn next_piece(&mut self) -> Result<Option<Piece>, Fault> {
        while self.state != State::Ended {
            if let Some(piece) = self.step()? {
                return Ok(Some(piece));
            }
        }
        Ok(None)
    }

    fn step(&mut self) -> Result<Option<Piece>, Fault> {
        self.cursor.keep_from(self.at);
        let Some(token) = self.token(self.at, true)? else {
            self.finish()?;
            return Ok(None);
        };
        let piece = match token.kind {
            TokenKind::Start | TokenKind::Empty => return self.start_tag(&token),
            TokenKind::End => {
                self.end_tag(&token)?;
                None
            }
            TokenKind::Doctype => {
                self.doctype(&token)?;
                None
            }
            TokenKind::Text | TokenKind::CData => self.text(&token)?.map(Piece::Beside),
            TokenKind::Instruction | TokenKind::Comment => None,
        };
        self.at = token.end;
        Ok(piece)
    }

    /// The end of the input.
    fn finish(&mut self) -> Result<(), Fault> {
        if let Some(open) = self.open.last() {
            return Err(Fault::Text {
                at: open.at,
                message: format!("<{}> is never closed: the file ends before", open.name),
            });
        }
        if self.state == State::Prolog {
            return Err(self.fault(self.at, "there is no XML in it: the file is empty"));
        }
        self.state = State::Ended;
        Ok(())
    }

    fn fault(&mut self, offset: usize, message: impl Into<String>) -> Fault {
        let at = self.cursor.position(offset);
        Fault::Text {
            at,
            message: message.into(),
        }
    }

    fn text(&mut self, token: &Token) -> Result<Option<Beside>, Fault> {
        let from = token.start.max(self.at);
        let bytes = self.cursor.bytes(from, token.end);
        let Some(stray) = bytes.iter().position(|b| !b.is_ascii_whitespace()) else {
            return Ok(None);
        };
        let offset = from + stray;
        match self.state {
            State::Prolog => Err(self.fault(offset, "not XML: text before the first element")),
            State::Inside => {
                if token.kind == TokenKind::Text && self.is_blank(from, token.end)? {
                    return Ok(None);
                }
                let at = self.cursor.position(offset);
                let beside = Beside {
                    at,
                    what: BesideKind::Text,
                };
                Ok(self.is_beside_units().then_some(beside))
            }
            _ => Err(self.fault(offset, "text after the end of the document element")),
        }
    }

    /// Whether what comes now stands where units do.
    fn is_beside_units(&self) -> bool {
        self.open.len() == 1
            && matches!(
                self.context.root.as_str(),
                "iati-activities" | "iati-organisations"
            )
    }

    /// Whether text around units is blank once its references are resolved.
    fn is_blank(&mut self, from: usize, to: usize) -> Result<bool, Fault> {
        let bytes = self.cursor.bytes(from, to);
        if memchr::memmem::find(bytes, b"]]>").is_some() {
            return Err(self.fault(from, "“]]>” in text; write ]]&gt;"));
        }
        if memchr::memchr(b'&', bytes).is_none() {
            return Ok(false);
        }
        let context = self.context.clone();
        let text = String::from_utf8_lossy(bytes).into_owned();
        let at = self.cursor.position(from);
        spend(&mut self.spent, &text, &context, at)?;
        let (mut at, mut resolved_text, mut spent) = (0, String::new(), 0);
        while let Some(found) = text[at..].find('&').map(|n| n + at) {
            resolved_text.push_str(&text[at..found]);
            // Long text comes in pieces; a reference may be cut by their edge.
            let cut = to - from >= MAX_TAG && text.len() - found < 64;
            let resolved = build::reference(&text, found).and_then(|(name, end)| {
                entity::resolve(name, &context, &mut spent, &mut resolved_text)
                    .map_err(|message| tag::fault(found, message))?;
                Ok(end)
            });
            match resolved {
                Ok(end) => at = end,
                Err(_) if cut => return Ok(false),
                Err(fault) => return Err(self.fault(from + found, fault.message)),
            }
        }
        resolved_text.push_str(&text[at..]);
        Ok(resolved_text.bytes().all(|b| b.is_ascii_whitespace()))
    }

    /// A processing instruction or the XML declaration, whose start is in the window.
    fn instruction(&mut self, from: usize, discard: bool) -> Result<Token, Fault> {
        self.cursor.have(from, INSTRUCTION_HEAD)?;
        let head = String::from_utf8_lossy(self.head(from, INSTRUCTION_HEAD)).into_owned();
        let begins = |target: &str| {
            head[2..].starts_with(target)
                && head[2 + target.len()..]
                    .starts_with(|c: char| c.is_ascii_whitespace() || c == '?')
        };
        if begins("xml") && from != 0 {
            let message = "the XML declaration is not at the very start; \
                           remove what stands before it";
            return Err(self.fault(from, message));
        }
        let checked = if begins("xml") {
            declaration::check(&head)
        } else {
            build::instruction_start(&head, 0).map(|_| ())
        };
        if let Err(fault) = checked {
            return Err(self.fault(from + fault.offset, fault.message));
        }
        self.closed_by(from, 2, b"?>", TokenKind::Instruction, discard)
    }

    /// A comment; `--` may stand only at its end.
    fn comment(&mut self, from: usize, discard: bool) -> Result<Token, Fault> {
        let at = self.cursor.position(from);
        let closed = self.closed_by(from, 4, b"--", TokenKind::Comment, discard);
        let Ok(mut token) = closed else {
            let message = "“-->” is missing: the comment is never closed".to_owned();
            return closed.map_err(|f| match f {
                Fault::Text { .. } => Fault::Text { at, message },
                io @ Fault::Io(_) => io,
            });
        };
        if !self.cursor.have(token.end, 1)? || self.cursor.bytes(token.end, token.end + 1) != b">" {
            return Err(self.fault(token.end - 2, "“--” inside a comment"));
        }
        token.end += 1;
        Ok(token)
    }

    fn doctype(&mut self, token: &Token) -> Result<(), Fault> {
        if self.state != State::Prolog {
            return Err(self.fault(token.start, "<!DOCTYPE> after the first element"));
        }
        if std::mem::replace(&mut self.typed, true) {
            return Err(self.fault(token.start, "a second <!DOCTYPE>"));
        }
        let text = self.cursor.str(token.start, token.end)?;
        let entities = match entity::declared(text) {
            Ok(entities) => entities,
            Err(fault) => return Err(self.fault(token.start + fault.offset, fault.message)),
        };
        self.context = Arc::new(Context {
            entities: Arc::new(entities),
            ..(*self.context).clone()
        });
        Ok(())
    }

    fn end_tag(&mut self, token: &Token) -> Result<(), Fault> {
        let name = self
            .cursor
            .str(token.start + 2, token.end - 1)?
            .trim_end()
            .to_owned();
        match self.open.pop() {
            Some(open) if open.name == name => {
                self.context = open.outer;
                if self.open.is_empty() {
                    self.state = State::Epilog;
                }
                Ok(())
            }
            Some(open) => {
                let message = format!(
                    "</{name}> where </{}> of line {} was due",
                    open.name, open.at.line
                );
                Err(self.fault(token.start, message))
            }
            None => Err(self.fault(token.start, format!("</{name}> closes nothing"))),
        }
    }

    fn start_tag(&mut self, token: &Token) -> Result<Option<Piece>, Fault> {
        if self.state == State::Epilog {
            return Err(self.fault(token.start, "a second document element"));
        }
        let first = self.state == State::Prolog;
        self.state = State::Inside;
        let at = self.cursor.position(token.start);
        let text = self.cursor.str(token.start, token.end)?;
        let name_end = text[1..]
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))
            .map_or(text.len(), |n| n + 1);
        let name = text[1..name_end].to_owned();
        if let Some(kind) = UnitKind::of(&name) {
            if first {
                self.context = Arc::new(Context {
                    root: name,
                    root_at: at,
                    ..(*self.context).clone()
                });
                // The unit is the root: it is handed out by the next step.
                self.state = State::Inside;
                return Ok(Some(Piece::Root(self.context.clone())));
            }
            return self
                .unit(kind, token, at)
                .map(|unit| Some(Piece::Unit(unit)));
        }
        let beside = !first && self.is_beside_units();
        let inner = self.open_element(token, &name, at)?;
        self.at = token.end;
        if first {
            return Ok(Some(Piece::Root(self.context.clone())));
        }
        let foreign = inner.is_foreign(&name);
        let what = BesideKind::Element { name, foreign };
        Ok(beside.then_some(Piece::Beside(Beside { at, what })))
    }

    /// An element around the units: its declarations hold inside. Gives the
    /// context inside it.
    fn open_element(
        &mut self,
        token: &Token,
        name: &str,
        at: Position,
    ) -> Result<Arc<Context>, Fault> {
        if self.open.len() >= MAX_DEPTH {
            return Err(self.fault(token.start, Unreadable::TooDeep.to_string()));
        }
        let text = self.cursor.str(token.start, token.end)?;
        spend(&mut self.spent, text, &self.context, at)?;
        let is_root = self.open.is_empty();
        let root = is_root.then_some(name);
        let inner = match surroundings(text, at, &self.context, root) {
            Ok(inner) => inner,
            Err(fault) => return Err(self.fault(token.start + fault.offset, fault.message)),
        };
        if token.kind == TokenKind::Empty {
            if is_root {
                self.context = inner.clone();
                self.state = State::Epilog;
            }
            return Ok(inner);
        }
        let outer = std::mem::replace(&mut self.context, inner.clone());
        self.open.push(Open {
            name: name.to_owned(),
            at,
            outer,
        });
        Ok(inner)
    }

    /// Cuts out the unit that begins with `first`.
    fn unit(&mut self, kind: UnitKind, first: &Token, at: Position) -> Result<Unit, Fault> {
        let start = first.start;
        let own_namespace = own_namespace(self.cursor.str(start, first.end)?);
        let mut end = first.end;
        let mut kept = true;
        if first.kind == TokenKind::Start {
            (end, kept) = self.unit_end(kind, first, at)?;
        }
        self.at = end;
        let ordinal = &mut self.ordinals[usize::from(kind == UnitKind::Organisation)];
        *ordinal += 1;
        let ordinal = *ordinal;
        let source = if kept {
            Ok(self.cursor.str(start, end)?.to_owned())
        } else {
            Err(Unreadable::TooLarge)
        };
        if let Ok(source) = &source {
            spend(&mut self.spent, source, &self.context, at)?;
        }
        if self.open.is_empty() {
            self.state = State::Epilog;
        }
        Ok(Unit {
            kind,
            ordinal,
            start: at,
            own_namespace,
            source,
            context: self.context.clone(),
        })
    }

    /// The offset after the unit's end tag, and whether its source was kept.
    ///
    /// Only comments, CDATA sections, instructions and tags of the unit's own name
    /// are looked at; the parser of the unit sees the rest. A “<” in an attribute
    /// value is not well-formed, so quotation marks need no looking after.
    fn unit_end(
        &mut self,
        kind: UnitKind,
        first: &Token,
        at: Position,
    ) -> Result<(usize, bool), Fault> {
        let (mut open, mut kept) = (1usize, true);
        let mut next = first.end;
        loop {
            if next - first.start > MAX_UNIT {
                kept = false;
            }
            if !kept {
                self.cursor.keep_from(next);
            }
            let Some(mark) = self.cursor.next_mark(next, kind.element().as_bytes())? else {
                let message = format!("<{}> is never closed: the file ends before", kind.element());
                return Err(Fault::Text { at, message });
            };
            let Mark::At(from) = mark else {
                next = mark.offset();
                continue;
            };
            let Some(token) = self.token(from, !kept)? else {
                return Err(self.fault(from, "the file ends inside a tag"));
            };
            next = token.end;
            match token.kind {
                TokenKind::Start => open += 1,
                TokenKind::End if open == 1 => {
                    return Ok((next, kept && next - first.start <= MAX_UNIT));
                }
                TokenKind::End => open -= 1,
                TokenKind::Doctype => {
                    return Err(self.fault(token.start, "<!DOCTYPE> inside an element"));
                }
                _ => {}
            }
        }
    }

    /// The token at `from`. With `discard`, what it spans need not be kept
    /// beyond [`MAX_TAG`], unless it is a tag.
    fn token(&mut self, from: usize, discard: bool) -> Result<Option<Token>, Fault> {
        if !self.cursor.have(from, 1)? {
            return Ok(None);
        }
        if self.cursor.bytes(from, from + 1) != b"<" {
            return self.text_token(from, discard).map(Some);
        }
        self.cursor.have(from, 9)?;
        let head = self.head(from, 9);
        let token = match head {
            [b'<', b'/', ..] => self.tag_token(from, TokenKind::End)?,
            [b'<', b'?', ..] => self.instruction(from, discard)?,
            [b'<', b'!', b'-', b'-', ..] => self.comment(from, discard)?,
            b"<![CDATA[" => self.closed_by(from, 9, b"]]>", TokenKind::CData, discard)?,
            b"<!DOCTYPE" => self.doctype_token(from)?,
            [b'<', b'!', ..] => return Err(self.fault(from, "“<!” opens nothing that XML knows")),
            [b'<'] => return Err(self.fault(from, "the file ends inside a tag")),
            _ => self.tag_token(from, TokenKind::Start)?,
        };
        Ok(Some(token))
    }

    fn head(&self, from: usize, most: usize) -> &[u8] {
        let mut length = most;
        while length > 1 && !self.cursor.holds(from + length) {
            length -= 1;
        }
        self.cursor.bytes(from, from + length)
    }

    /// Text up to the next tag. Long text outside units is cut into pieces, so
    /// that it need not be kept.
    fn text_token(&mut self, from: usize, discard: bool) -> Result<Token, Fault> {
        let mut searched = from;
        loop {
            let (found, end) = self.cursor.find_in_window(b'<', searched);
            let cut = discard && end - from >= MAX_TAG;
            if found || cut {
                return Ok(token(TokenKind::Text, from, end));
            }
            searched = end;
            if !self.cursor.have(end, 1)? {
                return Ok(token(TokenKind::Text, from, end));
            }
            if !discard && end - from > MAX_UNIT {
                return Ok(token(TokenKind::Text, from, end));
            }
        }
    }

    fn closed_by(
        &mut self,
        from: usize,
        skip: usize,
        close: &[u8],
        kind: TokenKind,
        discard: bool,
    ) -> Result<Token, Fault> {
        // Asked for now: what is searched in vain may be let go.
        let at = self.cursor.position(from);
        match self.cursor.find_text(close, from + skip, discard)? {
            Some(end) => Ok(token(kind, from, end + close.len())),
            None => Err(Fault::Text {
                at,
                message: format!(
                    "“{}” is missing: what begins here is never closed",
                    String::from_utf8_lossy(close)
                ),
            }),
        }
    }

    fn tag_token(&mut self, from: usize, kind: TokenKind) -> Result<Token, Fault> {
        let mut at = from + 1;
        loop {
            let Some(found) = self.cursor.find([b'>', b'"', b'\''], at)? else {
                return Err(self.fault(from, "the file ends inside a tag"));
            };
            if found - from > MAX_TAG {
                return Err(self.fault(from, "a tag longer than 1 MB"));
            }
            at = found + 1;
            let quote = self.cursor.bytes(found, at)[0];
            if quote == b'>' {
                let empty = kind == TokenKind::Start && self.cursor.bytes(found - 1, found) == b"/";
                return Ok(token(if empty { TokenKind::Empty } else { kind }, from, at));
            }
            if kind == TokenKind::End {
                return Err(self.fault(found, "a quotation mark in an end tag"));
            }
            let Some(close) = self.cursor.find([quote], at)? else {
                return Err(self.fault(found, "an attribute value is never closed"));
            };
            at = close + 1;
        }
    }

    fn doctype_token(&mut self, from: usize) -> Result<Token, Fault> {
        let mut at = from + 9;
        let mut depth = 0usize;
        loop {
            let Some(found) = self
                .cursor
                .find([b'>', b'"', b'\'', b'[', b']', b'<'], at)?
            else {
                return Err(self.fault(from, "<!DOCTYPE is never closed"));
            };
            if found - from > MAX_TAG {
                return Err(self.fault(from, "a document type longer than 1 MB"));
            }
            at = found + 1;
            match self.cursor.bytes(found, at)[0] {
                b'[' => depth += 1,
                b']' => depth = depth.saturating_sub(1),
                b'>' if depth == 0 => return Ok(token(TokenKind::Doctype, from, at)),
                b'>' => {}
                b'<' => {
                    self.cursor.have(found, 4)?;
                    let close: &[u8] = match self.head(found, 4) {
                        b"<!--" => b"-->",
                        [b'<', b'?', ..] => b"?>",
                        _ => continue,
                    };
                    let Some(end) = self.cursor.find_text(close, at, false)? else {
                        return Err(self.fault(found, "what begins here is never closed"));
                    };
                    at = end + close.len();
                }
                quote => {
                    let Some(close) = self.cursor.find([quote], at)? else {
                        return Err(self.fault(found, "a quoted text is never closed"));
                    };
                    at = close + 1;
                }
            }
        }
    }
}

/// Counts the references of a text that begins at `at`.
fn spend(
    spent: &mut entity::Costs,
    text: &str,
    context: &Context,
    at: Position,
) -> Result<(), Fault> {
    if spent.add(text, context) <= MAX_EXPANSIONS {
        return Ok(());
    }
    let message = format!(
        "entities expand to more than {} MB in the file",
        MAX_EXPANSIONS >> 20
    );
    Err(Fault::Text { at, message })
}

/// Whether a start tag declares a default namespace, and one that is not empty.
fn own_namespace(tag: &str) -> Option<bool> {
    memchr::memmem::find(tag.as_bytes(), b"xmlns")?;
    let mut attributes = Vec::new();
    tag::read(tag, 0, &mut attributes).ok()?;
    let mut named = attributes.iter();
    let declared = named.find(|a| &tag[a.name.0..a.name.1] == "xmlns")?;
    Some(declared.value.0 != declared.value.1)
}

fn token(kind: TokenKind, start: usize, end: usize) -> Token {
    Token { kind, start, end }
}

/// Attributes of all elements around the units together.
const MAX_AROUND: usize = 1000;

/// The context inside an element whose start tag is `text` and stands at `at`;
/// that of the outer element where it adds nothing. `root` is its name if it is
/// the document's.
fn surroundings(
    text: &str,
    at: Position,
    outer: &Arc<Context>,
    root: Option<&str>,
) -> Result<Arc<Context>, tag::TagFault> {
    let mut attributes = Vec::new();
    tag::read(text, 0, &mut attributes)?;
    if attributes.is_empty() && root.is_none() {
        return Ok(outer.clone());
    }
    if outer.attributes.len() + outer.namespaces.len() + attributes.len() > MAX_AROUND {
        let message = format!("more than {MAX_AROUND} attributes around the activities");
        return Err(tag::fault(0, message));
    }
    let mut inner = (**outer).clone();
    if let Some(root) = root {
        root.clone_into(&mut inner.root);
        inner.root_at = at;
    }
    let mut spent = 0;
    for a in &attributes {
        let name = &text[a.name.0..a.name.1];
        let raw = &text[a.value.0..a.value.1];
        let value = build::unescape(raw, outer, &mut spent)
            .map_err(|message| tag::fault(a.value.0, message))?;
        match name.strip_prefix("xmlns") {
            Some("") => inner.namespaces.push((String::new(), value)),
            Some(prefix) if prefix.starts_with(':') => {
                inner.namespaces.push((prefix[1..].to_owned(), value));
            }
            _ => {
                let place = at.after(&text.as_bytes()[..a.name.0]);
                inner.attributes.push((name.to_owned(), value));
                inner.attribute_places.push(place);
            }
        }
    }
    // Each element around the units holds what its outer ones hold.
    let all = inner.attributes.iter().chain(&inner.namespaces);
    let held: usize = all.map(|(name, value)| name.len() + value.len()).sum();
    if held > MAX_TAG {
        let message = format!(
            "more than {} MB of attributes around the activities",
            MAX_TAG >> 20
        );
        return Err(tag::fault(0, message));
    }
    Ok(Arc::new(inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One line per piece: what it is, where, and its source.
    fn pieces(document: &[u8]) -> String {
        let mut reader = Reader::new(document);
        let mut out = String::new();
        loop {
            match reader.next_piece() {
                Ok(None) => return out,
                Ok(Some(Piece::Beside(b))) => {
                    out.push_str(&format!("beside {} {:?}\n", b.at, b.what))
                }
                Ok(Some(Piece::Root(c))) => out.push_str(&format!("root {}\n", c.root)),
                Ok(Some(Piece::Unit(u))) => {
                    let source = u
                        .source
                        .map_or_else(|e| e.to_string(), |s| s.replace('\n', "↵"));
                    let version = u.context.attribute("version").unwrap_or("-").to_owned();
                    out.push_str(&format!(
                        "{}[{}] {} v{version} {source}\n",
                        u.kind.element(),
                        u.ordinal,
                        u.start
                    ));
                }
                Err(fault) => {
                    out.push_str(&format!("fault {fault}\n"));
                    return out;
                }
            }
        }
    }

    #[test]
    fn units_are_cut_at_their_own_ends() {
        let document = "<?xml version=\"1.0\"?>\n<!-- <iati-activity> -->\n\
            <iati-activities version='2.03'>\n <iati-activity a='>'><x/>\n<![CDATA[</iati-activity>]]>\
            <!-- </iati-activity> --></iati-activity><iati-activity/>é<iati-activity>\n\
            </iati-activity >\n</iati-activities>\n";
        insta::assert_snapshot!(pieces(document.as_bytes()), @"
        root iati-activities
        iati-activity[1] 4:2 v2.03 <iati-activity a='>'><x/>↵<![CDATA[</iati-activity>]]><!-- </iati-activity> --></iati-activity>
        iati-activity[2] 5:70 v2.03 <iati-activity/>
        beside 5:86 Text
        iati-activity[3] 5:87 v2.03 <iati-activity>↵</iati-activity >
        ");
    }

    #[test]
    fn envelopes_and_bare_units_are_read() {
        let envelope = "<result><ok>True</ok><iati-activities version='1.05'><query/>\
            <iati-activity/></iati-activities></result>";
        insta::assert_snapshot!(pieces(envelope.as_bytes()), @"
        root result
        iati-activity[1] 1:62 v1.05 <iati-activity/>
        ");
        insta::assert_snapshot!(pieces(b"<iati-activity><x></x></iati-activity>"), @"
        root iati-activity
        iati-activity[1] 1:1 v- <iati-activity><x></x></iati-activity>
        ");
        insta::assert_snapshot!(pieces(b"<iati-organisations><iati-organisation/></iati-organisations>"), @"
        root iati-organisations
        iati-organisation[1] 1:21 v- <iati-organisation/>
        ");
    }

    #[test]
    fn faults_have_a_place() {
        let mut all = String::new();
        for document in [
            "",
            "  \n ",
            "hello",
            "{\"a\": 1}",
            "<a",
            "<a>",
            "<a></b>",
            "</a>",
            "<a/><b/>",
            "<a/>x",
            "\n<?xml version='1.0'?><a/>",
            "<iati-activities>\n<iati-activity><x>",
            "<a b='1' b='2'/>",
            "<a b='<'/>",
            "<a b=1/>",
            "<1a/>",
            "<a><!-- ",
            "<a b='&x;'/>",
            "<!DOCTYPE a [<!ENTITY x 'y'>]><a b='&x;'/>",
        ] {
            all.push_str(&format!("{document:?}: {}", pieces(document.as_bytes())));
        }
        insta::assert_snapshot!(all, @r#"
        "": fault 1:1: there is no XML in it: the file is empty
        "  \n ": fault 2:2: there is no XML in it: the file is empty
        "hello": fault 1:1: not XML: text before the first element
        "{\"a\": 1}": fault 1:1: not XML: text before the first element
        "<a": fault 1:1: the file ends inside a tag
        "<a>": root a
        fault 1:1: <a> is never closed: the file ends before
        "<a></b>": root a
        fault 1:4: </b> where </a> of line 1 was due
        "</a>": fault 1:1: </a> closes nothing
        "<a/><b/>": root a
        fault 1:5: a second document element
        "<a/>x": root a
        fault 1:5: text after the end of the document element
        "\n<?xml version='1.0'?><a/>": fault 2:1: the XML declaration is not at the very start; remove what stands before it
        "<iati-activities>\n<iati-activity><x>": root iati-activities
        fault 2:1: <iati-activity> is never closed: the file ends before
        "<a b='1' b='2'/>": fault 1:10: the attribute b stands twice in one tag
        "<a b='<'/>": fault 1:7: “<” in the value of b; write &lt;
        "<a b=1/>": fault 1:4: the value of b stands in no quotation marks
        "<1a/>": fault 1:2: “1a” is not a name
        "<a><!-- ": root a
        fault 1:4: “-->” is missing: the comment is never closed
        "<a b='&x;'/>": fault 1:7: the entity &x; is not declared; write the character itself
        "<!DOCTYPE a [<!ENTITY x 'y'>]><a b='&x;'/>": root a
        "#);
    }

    #[test]
    fn the_edge_of_a_chunk_cuts_nothing() {
        let units = "<iati-activity><a b='1'/><!-- </iati-activity> --><?p?></iati-activity>\r\n\
                     <iati-activity/><iati-activity><![CDATA[</iati-activity>]]>é</iati-activity >";
        for pad in (256 << 10) - 200..(256 << 10) - 10 {
            let padding = " ".repeat(pad);
            let document = format!("<iati-activities>{padding}{units}\r\n</iati-activities>");
            let found = pieces(document.as_bytes());
            let starts: Vec<&str> = found
                .lines()
                .map(|l| l.split(" v").next().unwrap_or(l))
                .collect();
            let first = format!("iati-activity[1] 1:{}", "<iati-activities>".len() + pad + 1);
            let expected = [
                "root iati-activities",
                &first,
                "iati-activity[2] 2:1",
                "iati-activity[3] 2:17",
            ];
            assert_eq!(starts, expected, "{pad}: {found}");
        }
    }

    /// A document type whose entity stands for `bytes`.
    fn bomb(bytes: usize) -> String {
        format!(
            "<!DOCTYPE r [<!ENTITY a '{}'><!ENTITY b '{}'>]>",
            "x".repeat(1000),
            "&a;".repeat(bytes / 1000)
        )
    }

    #[test]
    fn entities_around_units_are_bounded() {
        let beside = format!(
            "{}<iati-activities>{}</iati-activities>",
            bomb(900_000),
            "&b;".repeat(3)
        );
        insta::assert_snapshot!(pieces(beside.as_bytes()), @"
        root iati-activities
        fault 1:3764: entities expand to more than 1 MB in one activity
        ");
        let nested = format!("{}{}", bomb(900_000), "<a x='&b;'>".repeat(3));
        insta::assert_snapshot!(pieces(nested.as_bytes()), @"
        root a
        fault 1:3755: more than 1 MB of attributes around the activities
        ");
    }

    #[test]
    fn entities_of_all_units_are_bounded() {
        let unit = "<iati-activity><title>&b;</title></iati-activity>\n";
        let document = format!(
            "{}\n<iati-activities>\n{}</iati-activities>",
            bomb(900_000),
            unit.repeat(30)
        );
        let found = pieces(document.as_bytes());
        let last = found.lines().last().unwrap_or_default();
        assert_eq!(
            last,
            "fault 21:1: entities expand to more than 16 MB in the file"
        );
        // Around the units they count as well.
        let document = document.replace(unit, "<a x='&b;'/>\n");
        let found = pieces(document.as_bytes());
        assert!(found.contains("fault 21:1: entities expand"), "{found}");
        let document = document.replace("<a x='&b;'/>\n", "&b;<a/>\n");
        let found = pieces(document.as_bytes());
        assert!(found.contains("more than 16 MB in the file"), "{found}");
    }

    #[test]
    fn few_entities_of_units_are_read() {
        let unit = "<iati-activity><title>&b;</title></iati-activity>\n";
        let document = format!(
            "{}\n<iati-activities>\n{}</iati-activities>",
            bomb(900_000),
            unit.repeat(10)
        );
        assert!(!pieces(document.as_bytes()).contains("fault"));
        // Too many in one are told by whoever reads it, with their place.
        let document = document.replacen("&b;", &"&b;".repeat(50), 1);
        assert!(!pieces(document.as_bytes()).contains("fault"));
    }

    #[test]
    fn a_bare_unit_is_the_root_at_its_place() {
        let mut reader = Reader::new("<?xml version='1.0'?>\n\n <iati-activity/>".as_bytes());
        let Ok(Some(Piece::Root(root))) = reader.next_piece() else {
            panic!("a root");
        };
        assert_eq!(root.root_at.to_string(), "3:2");
    }

    #[test]
    fn a_unit_of_a_namespace_is_known_by_its_own_declaration() {
        for (tag, own) in [
            ("<a xmlns:y='urn:y' xmlns='urn:x'>", Some(true)),
            ("<a xmlns:y='urn:y' xmlns=''>", Some(false)),
            ("<a xmlns:y='urn:y'>", None),
            ("<a b='xmlns=1'>", None),
            ("<a>", None),
        ] {
            assert_eq!(own_namespace(tag), own, "{tag}");
        }
    }

    #[test]
    fn an_oversized_unit_is_left_out_and_the_rest_read() {
        let mut document = b"<iati-activities><iati-activity><t>".to_vec();
        document.resize(document.len() + MAX_UNIT, b'x');
        document.extend(b"</t></iati-activity><iati-activity/></iati-activities>");
        insta::assert_snapshot!(pieces(&document), @"
        root iati-activities
        iati-activity[1] 1:18 v- larger than 16 MB
        iati-activity[2] 1:16777272 v- <iati-activity/>
        ");
    }
}
