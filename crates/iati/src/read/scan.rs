//! Cuts a document into its units.
//!
//! The scan knows tags, comments, CDATA sections, processing instructions and
//! the document type, so that nothing inside them is taken for an element. It
//! checks what lies outside units; what lies inside is checked by
//! [`super::Tree`], which parses it anyway.

use super::cursor::Cursor;
use super::{
    Context, Fault, MAX_DEPTH, MAX_TAG, MAX_UNIT, Piece, Unit, UnitKind, Unreadable, entity, tag,
};
use crate::position::Position;
use quick_xml::events::Event;
use std::io::Read;
use std::sync::Arc;

/// Reads one document. See the [module](self).
pub struct Reader<R> {
    cursor: Cursor<R>,
    /// Offset of the next byte to look at.
    at: usize,
    state: State,
    open: Vec<Open>,
    context: Arc<Context>,
    ordinals: [u64; 2],
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
            open: Vec::new(),
            context: Arc::new(Context::default()),
            ordinals: [0; 2],
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
            TokenKind::Text | TokenKind::CData => {
                self.text(&token)?;
                None
            }
            TokenKind::Instruction => {
                self.instruction(&token)?;
                None
            }
            TokenKind::Comment => None,
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

    fn text(&mut self, token: &Token) -> Result<(), Fault> {
        if self.state == State::Inside {
            return Ok(());
        }
        let blank = |b: &u8| b.is_ascii_whitespace();
        let bytes = self.cursor.bytes(token.start.max(self.at), token.end);
        let Some(stray) = bytes.iter().position(|b| !blank(b)) else {
            return Ok(());
        };
        let offset = token.start + stray;
        Err(match self.state {
            State::Prolog => self.fault(offset, "not XML: text before the first element"),
            _ => self.fault(offset, "text after the end of the document element"),
        })
    }

    fn instruction(&mut self, token: &Token) -> Result<(), Fault> {
        let bytes = self
            .cursor
            .bytes(token.start, (token.start + 6).min(token.end));
        let declaration = bytes.len() == 6
            && bytes.starts_with(b"<?xml")
            && !bytes[5].is_ascii_alphanumeric()
            && bytes[5] != b'-';
        if declaration && token.start != 0 {
            let message = "the XML declaration is not at the very start; \
                           remove what stands before it";
            return Err(self.fault(token.start, message));
        }
        Ok(())
    }

    fn doctype(&mut self, token: &Token) -> Result<(), Fault> {
        if self.state != State::Prolog {
            return Err(self.fault(token.start, "<!DOCTYPE> after the first element"));
        }
        let text = self.cursor.str(token.start, token.end)?;
        let entities = entity::declared(text);
        self.context = Arc::new(Context {
            entities,
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
        self.open_element(token, name, at)?;
        self.at = token.end;
        Ok(first.then(|| Piece::Root(self.context.clone())))
    }

    /// An element around the units: its declarations hold inside.
    fn open_element(&mut self, token: &Token, name: String, at: Position) -> Result<(), Fault> {
        if self.open.len() >= MAX_DEPTH {
            return Err(self.fault(token.start, Unreadable::TooDeep.to_string()));
        }
        let text = self.cursor.str(token.start, token.end)?;
        let is_root = self.open.is_empty();
        let inner = match surroundings(text, &self.context, is_root.then_some(&name)) {
            Ok(inner) => inner,
            Err(fault) => {
                let offset = token.start + 1 + fault.offset;
                return Err(self.fault(offset, fault.message));
            }
        };
        if token.kind == TokenKind::Empty {
            if is_root {
                self.context = inner;
                self.state = State::Epilog;
            }
            return Ok(());
        }
        let outer = std::mem::replace(&mut self.context, inner);
        self.open.push(Open { name, at, outer });
        Ok(())
    }

    /// Cuts out the unit that begins with `first`.
    fn unit(&mut self, kind: UnitKind, first: &Token, at: Position) -> Result<Unit, Fault> {
        let start = first.start;
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
        if self.open.is_empty() {
            self.state = State::Epilog;
        }
        Ok(Unit {
            kind,
            ordinal,
            start: at,
            source,
            context: self.context.clone(),
        })
    }

    /// The offset after the unit's end tag, and whether its source was kept.
    ///
    /// A unit ends where its depth returns to nothing or where its own end tag
    /// stands, whichever comes first: so a missing tag inside costs one unit,
    /// and the parser of the unit says which tag it is.
    fn unit_end(
        &mut self,
        kind: UnitKind,
        first: &Token,
        at: Position,
    ) -> Result<(usize, bool), Fault> {
        let (mut depth, mut same, mut kept) = (1usize, 1usize, true);
        let mut next = first.end;
        loop {
            if next - first.start > MAX_UNIT {
                kept = false;
            }
            if !kept {
                self.cursor.keep_from(next);
            }
            let Some(token) = self.token(next, !kept)? else {
                let message = format!("<{}> is never closed: the file ends before", kind.element());
                return Err(Fault::Text { at, message });
            };
            next = token.end;
            let named = matches!(token.kind, TokenKind::Start | TokenKind::End)
                && self.has_name(&token, kind);
            match token.kind {
                TokenKind::Start => {
                    depth += 1;
                    same += usize::from(named);
                }
                TokenKind::End => {
                    depth -= 1;
                    same -= usize::from(named && same > 0);
                    if depth == 0 || (named && same == 0) {
                        if !kept && !named {
                            let message = format!("</{}> was due", kind.element());
                            return Err(self.fault(token.start, message));
                        }
                        return Ok((next, kept));
                    }
                }
                TokenKind::Doctype => {
                    return Err(self.fault(token.start, "<!DOCTYPE> inside an element"));
                }
                _ => {}
            }
        }
    }

    fn has_name(&self, token: &Token, kind: UnitKind) -> bool {
        let name = kind.element().as_bytes();
        let from = token.start + 1 + usize::from(token.kind == TokenKind::End);
        let to = from + name.len();
        to < token.end
            && self.cursor.bytes(from, to) == name
            && matches!(
                self.cursor.bytes(to, to + 1),
                [b'>' | b' ' | b'\t' | b'\n' | b'\r' | b'/']
            )
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
            [b'<', b'?', ..] => self.closed_by(from, 2, b"?>", TokenKind::Instruction, discard)?,
            [b'<', b'!', b'-', b'-', ..] => {
                self.closed_by(from, 4, b"-->", TokenKind::Comment, discard)?
            }
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
                    if self.head(found, 4) == b"<!--" {
                        let end = self.cursor.find_text(b"-->", at, false)?;
                        let Some(end) = end else {
                            return Err(self.fault(found, "a comment is never closed"));
                        };
                        at = end + 3;
                    }
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

fn token(kind: TokenKind, start: usize, end: usize) -> Token {
    Token { kind, start, end }
}

/// Attributes of all elements around the units together.
const MAX_AROUND: usize = 1000;

/// The context inside an element whose start tag is `text`; that of the outer
/// element where it adds nothing. `root` is its name if it is the document's.
fn surroundings(
    text: &str,
    outer: &Arc<Context>,
    root: Option<&String>,
) -> Result<Arc<Context>, tag::TagFault> {
    let mut reader = quick_xml::Reader::from_str(text);
    let event = reader.read_event().map_err(|e| tag::TagFault {
        offset: 0,
        message: e.to_string(),
    })?;
    let (Event::Start(start) | Event::Empty(start)) = event else {
        return Ok(outer.clone());
    };
    let mut attributes = Vec::new();
    tag::split(&start, &mut attributes)?;
    if attributes.is_empty() && root.is_none() {
        return Ok(outer.clone());
    }
    if outer.attributes.len() + outer.namespaces.len() + attributes.len() > MAX_AROUND {
        return Err(tag::TagFault {
            offset: 0,
            message: format!("more than {MAX_AROUND} attributes around the activities"),
        });
    }
    let mut inner = (**outer).clone();
    if let Some(root) = root {
        inner.root.clone_from(root);
    }
    let content: &str = &start;
    let mut spent = 0;
    for a in &attributes {
        let name = &content[a.name.0..a.name.1];
        let raw = &content[a.value.0..a.value.1];
        let value =
            super::tree::unescape(raw, outer, &mut spent).map_err(|message| tag::TagFault {
                offset: a.value.0,
                message,
            })?;
        match name.strip_prefix("xmlns") {
            Some("") => inner.namespaces.push((String::new(), value)),
            Some(prefix) if prefix.starts_with(':') => {
                inner.namespaces.push((prefix[1..].to_owned(), value));
            }
            _ => inner.attributes.push((name.to_owned(), value)),
        }
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
        "<a b='1' b='2'/>": fault 1:3: position 8: duplicated attribute, previous declaration at position 2
        "<a b='<'/>": fault 1:7: “<” in the value of b; write &lt;
        "<a b=1/>": fault 1:3: position 4: attribute value must be enclosed in `"` or `'`
        "<1a/>": fault 1:2: “1a” is not a name
        "<a><!-- ": root a
        fault 1:4: “-->” is missing: what begins here is never closed
        "<a b='&x;'/>": fault 1:7: the entity &x; is not declared; write the character itself
        "<!DOCTYPE a [<!ENTITY x 'y'>]><a b='&x;'/>": root a
        "#);
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
