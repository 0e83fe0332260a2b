//! A window over a stream of UTF-8: finds bytes, keeps what is asked to be
//! kept, and knows line and column.
//!
//! Offsets are counted from the start of the stream, so that they stay true
//! when the window moves on.

use super::encoding::Utf8;
use super::{Fault, MAX_TAG, MAX_UNIT};
use crate::position::Position;
use std::io::Read;

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
        if offset > known {
            let here = at.after(self.bytes(known, offset));
            self.mark = (offset, here);
        }
        self.mark.1
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
        let gone = self.keep.min(self.end());
        if gone > self.base {
            self.position(gone);
            self.window.drain(..gone - self.base);
            self.base = gone;
        }
    }
}

fn search<const N: usize>(needles: [u8; N], hay: &[u8]) -> Option<usize> {
    match needles[..] {
        [a] => memchr::memchr(a, hay),
        [a, b] => memchr::memchr2(a, b, hay),
        [a, b, c] => memchr::memchr3(a, b, c, hay),
        _ => hay.iter().position(|b| needles.contains(b)),
    }
}
