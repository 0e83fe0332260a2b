//! Lines and columns of a text, found without reading it again for each.

use crate::position::Position;

/// How far apart the places are that are remembered, in bytes.
const STEP: usize = 1024;

/// A remembered place: where the step begins, counted from the text's start.
#[derive(Debug)]
struct Mark {
    offset: usize,
    at: Position,
}

/// Remembered places of one text.
#[derive(Debug)]
pub(super) struct Places(Vec<Mark>);

impl Places {
    pub(super) fn new(text: &str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        let mut mark = Mark {
            offset: 0,
            at: Position::START,
        };
        for step in (STEP..text.len()).step_by(STEP) {
            // A line end of two characters is not cut.
            let cut = text.as_bytes()[step - 1] == b'\r';
            let offset = step - usize::from(cut);
            let at = mark.at.after(&text.as_bytes()[mark.offset..offset]);
            marks.push(std::mem::replace(&mut mark, Mark { offset, at }));
        }
        marks.push(mark);
        Self(marks)
    }

    /// The place of `offset`, if the text begins at `start`.
    pub(super) fn position(&self, text: &str, start: Position, offset: usize) -> Position {
        let offset = offset.min(text.len());
        let next = self.0.partition_point(|m| m.offset <= offset);
        let mark = &self.0[next.max(1) - 1];
        let inside = mark.at.after(&text.as_bytes()[mark.offset..offset]);
        Position {
            line: start.line + inside.line - 1,
            column: if inside.line == 1 {
                start.column + inside.column - 1
            } else {
                inside.column
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_counted_from_the_start() {
        let line = "é<value currency=\"EUR\">1</value>\r\n<a/>\r<b/>\n";
        let text = line.repeat(200);
        let places = Places::new(&text);
        let start = Position { line: 7, column: 5 };
        for offset in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            let expected = start.after(&text.as_bytes()[..offset]);
            let within = text.as_bytes()[..offset].ends_with(b"\r");
            assert!(within || places.position(&text, start, offset) == expected);
        }
    }
}
