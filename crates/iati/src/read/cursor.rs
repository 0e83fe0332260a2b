//! A window over a stream of UTF-8: finds bytes, keeps what is asked to be
//! kept, and knows line and column.
//!
//! Offsets are counted from the start of the stream, so that they stay true
//! when the window moves on.

use super::encoding::Utf8;
use super::{Fault, MAX_TAG, MAX_UNIT};
use crate::position::Position;
use std::io::Read;

/// What [`Cursor::next_mark`] came to.
pub(super) enum Mark {
    /// Markup to look at.
    At(usize),
    /// Nothing up to here.
    Searched(usize),
}

impl Mark {
    pub(super) fn offset(&self) -> usize {
        match self {
            Self::At(offset) | Self::Searched(offset) => *offset,
        }
    }
}

/// Bytes after a “<” that must be seen to know what it begins.
const AHEAD: usize = 24;

pub(super) struct Cursor<R> {
    input: Utf8<R>,
    window: Vec<u8>,
    /// Offset of the window's first byte.
    base: usize,
    /// What lies before this offset may be let go.
    keep: usize,
    /// An offset whose position is known.
    mark: (usize, Position),
    ended: bool,
}

impl<R: Read> Cursor<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            input: Utf8::new(source),
            window: Vec::new(),
            base: 0,
            keep: 0,
            mark: (0, Position::START),
            ended: false,
        }
    }

    pub(super) fn encoding(&self) -> &'static str {
        self.input.encoding()
    }

    fn end(&self) -> usize {
        self.base + self.window.len()
    }

    /// Lets go of everything before `offset`.
    pub(super) fn keep_from(&mut self, offset: usize) {
        self.keep = self.keep.max(offset);
    }

    pub(super) fn bytes(&self, from: usize, to: usize) -> &[u8] {
        &self.window[from - self.base..to - self.base]
    }

    pub(super) fn str(&self, from: usize, to: usize) -> Result<&str, Fault> {
        std::str::from_utf8(self.bytes(from, to))
            .map_err(|_| Fault::text("text cut inside a character".to_owned()))
    }

    /// Line and column of `offset`, which never goes back before `keep`.
    pub(super) fn position(&mut self, offset: usize) -> Position {
        let (known, at) = self.mark;
        if offset <= known {
            return at;
        }
        let text = self.bytes(known, offset);
        let here = at.after(text);
        // After a carriage return the line feed may be still to come.
        if !text.ends_with(b"\r") {
            self.mark = (offset, here);
        }
        here
    }

    /// Line and column of an offset after the mark, leaving the mark alone.
    pub(super) fn peek_position(&self, offset: usize) -> Position {
        let (known, at) = self.mark;
        at.after(self.bytes(known, offset.max(known)))
    }

    /// Makes sure that `count` bytes from `offset` are in the window; false if
    /// the input ends before.
    pub(super) fn have(&mut self, offset: usize, count: usize) -> Result<bool, Fault> {
        while self.end() < offset + count {
            if !self.more()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the window reaches to `offset`.
    pub(super) fn holds(&self, offset: usize) -> bool {
        offset <= self.end()
    }

    /// The first `needle` in the window at or after `from`, and whether there
    /// is one; else the window's end.
    pub(super) fn find_in_window(&self, needle: u8, from: usize) -> (bool, usize) {
        match memchr::memchr(needle, &self.window[from - self.base..]) {
            Some(at) => (true, from + at),
            None => (false, self.end()),
        }
    }

    /// The next comment, CDATA section, instruction, or tag of elements called
    /// `name`; all other tags are passed over. `None` at the end of the input.
    pub(super) fn next_mark(&mut self, from: usize, name: &[u8]) -> Result<Option<Mark>, Fault> {
        if !self.have(from, AHEAD)? && self.end() <= from {
            return Ok(None);
        }
        let window = &self.window[from - self.base..];
        let near_end = if self.ended { 0 } else { AHEAD };
        for at in memchr::memchr_iter(b'<', window) {
            if at + near_end > window.len() {
                return Ok(Some(Mark::Searched(from + at)));
            }
            if is_mark(&window[at + 1..], name) {
                return Ok(Some(Mark::At(from + at)));
            }
        }
        Ok(Some(Mark::Searched(self.end())))
    }

    /// The first of `needles` at or after `from`, which stands in a tag: not
    /// further than a tag may be long.
    pub(super) fn find<const N: usize>(
        &mut self,
        needles: [u8; N],
        from: usize,
    ) -> Result<Option<usize>, Fault> {
        let start = from;
        let mut from = from;
        loop {
            if from < self.end()
                && let Some(at) = search(needles, &self.window[from - self.base..])
            {
                return Ok(Some(from + at));
            }
            from = from.max(self.end());
            if from - start > MAX_TAG {
                return Err(Fault::Text {
                    at: self.peek_position(start),
                    message: "a tag longer than 1 MB".to_owned(),
                });
            }
            if !self.more()? {
                return Ok(None);
            }
        }
    }

    /// The first `needle` at or after `from`. With `discard`, or beyond the size
    /// of a unit, what was searched in vain is let go.
    pub(super) fn find_text(
        &mut self,
        needle: &[u8],
        from: usize,
        discard: bool,
    ) -> Result<Option<usize>, Fault> {
        let start = from;
        let mut from = from;
        loop {
            if from < self.end()
                && let Some(at) = memchr::memmem::find(&self.window[from - self.base..], needle)
            {
                return Ok(Some(from + at));
            }
            from = from.max(self.end().saturating_sub(needle.len() - 1));
            if discard || from - start > MAX_UNIT {
                self.keep_from(from);
            }
            if !self.more()? {
                return Ok(None);
            }
        }
    }

    fn more(&mut self) -> Result<bool, Fault> {
        if self.ended {
            return Ok(false);
        }
        self.let_go();
        match self.input.fill(&mut self.window) {
            Ok(more) => {
                self.ended = !more;
                Ok(more)
            }
            Err(Fault::Text { message, .. }) => {
                let at = self.peek_position(self.end());
                Err(Fault::Text { at, message })
            }
            Err(io) => Err(io),
        }
    }

    fn let_go(&mut self) {
        let mut gone = self.keep.min(self.end());
        while gone > self.base && self.bytes(gone - 1, gone) == b"\r" {
            gone -= 1;
        }
        if gone > self.base {
            self.position(gone);
            self.window.drain(..gone - self.base);
            self.base = gone;
        }
    }
}

/// Whether what follows a “<” is more than a tag of another element than `name`.
fn is_mark(rest: &[u8], name: &[u8]) -> bool {
    match rest.first() {
        Some(b'!' | b'?') | None => true,
        Some(b'/') => is_name(&rest[1..], name),
        Some(_) => is_name(rest, name),
    }
}

fn is_name(rest: &[u8], name: &[u8]) -> bool {
    rest.starts_with(name)
        && matches!(
            rest.get(name.len()),
            None | Some(b'>' | b' ' | b'\t' | b'\n' | b'\r' | b'/')
        )
}

fn search<const N: usize>(needles: [u8; N], hay: &[u8]) -> Option<usize> {
    match needles[..] {
        [a] => memchr::memchr(a, hay),
        [a, b] => memchr::memchr2(a, b, hay),
        [a, b, c] => memchr::memchr3(a, b, c, hay),
        _ => hay.iter().position(|b| needles.contains(b)),
    }
}
