//! The open book: the giver's account, the receiver's, a perforation between, and strokes that
//! join the lines that meet.

use super::Setting;
use super::frame::{Anchor, Area, Frame, Hatch, LINE, MARGIN};
use super::text::{Type, width, wrap};

/// A line of one account.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its day, as the reader writes it.
    pub day: String,
    /// What it is for; may be empty.
    pub text: String,
    /// Its amount, without the currency where the heading names it.
    pub amount: String,
}

/// How the two accounts of one event stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meeting {
    Agrees,
    Differs,
}

/// Lines that may be one event. One side may have none: then the empty half says why.
#[derive(Clone, Debug)]
pub struct Row {
    pub giver: Vec<Line>,
    pub receiver: Vec<Line>,
    pub meeting: Meeting,
    /// Stands in an empty half, or below lines that differ: `not in the receiver's book`,
    /// `20,000 less`. May be empty.
    pub word: String,
    /// Read by pointing at it.
    pub title: String,
}

/// What the picture shows.
#[derive(Clone, Debug)]
pub struct Book {
    /// Over each half: who keeps the account, and its currency.
    pub heads: (String, String),
    /// In their order.
    pub rows: Vec<Row>,
    /// Under each half; they are never added to each other.
    pub sums: (String, String),
    /// In a half that has no line at all, the one sentence that says why.
    pub nothing: (String, String),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Giver,
    Receiver,
}

/// The halves and the gutter between.
struct Plan {
    half: f64,
    gutter: f64,
    /// Height of a line: two or three lines of type on a phone.
    line: f64,
    is_narrow: bool,
}

impl Plan {
    fn new(frame: &Frame<'_>, book: &Book) -> Self {
        let lines = || {
            book.rows
                .iter()
                .flat_map(|row| row.giver.iter().chain(&row.receiver))
        };
        let wide = Self::of(frame.width, false, 22.0);
        let (_, room) = wide.side(Side::Giver);
        let is_tight = |line: &Line| width(&line.text, Type::Text) > texts(line, room);
        if frame.width >= 640.0 && (frame.width >= 900.0 || !lines().any(is_tight)) {
            return wide;
        }
        let has_text = lines().any(|line| !line.text.is_empty());
        Self::of(frame.width, true, if has_text { 52.0 } else { 36.0 })
    }

    fn of(width: f64, is_narrow: bool, line: f64) -> Self {
        let gutter = if is_narrow { 28.0 } else { 72.0 };
        Self {
            half: (width - gutter) / 2.0,
            gutter,
            line,
            is_narrow,
        }
    }

    /// Where a half begins, and its width, without its margin at the edge.
    fn side(&self, side: Side) -> (f64, f64) {
        let wide = self.half - MARGIN - 4.0;
        match side {
            Side::Giver => (MARGIN, wide),
            Side::Receiver => (self.half + self.gutter + 4.0, wide),
        }
    }
}

/// Draws two accounts side by side.
#[must_use]
pub fn book(setting: &Setting, book: &Book) -> String {
    let mut frame = Frame::new(setting);
    let plan = Plan::new(&frame, book);
    let top = heads(&mut frame, &plan, book);
    let mut y = top + 6.0;
    for row in &book.rows {
        y += self::row(&mut frame, &plan, book, row, y);
    }
    let start = top + 6.0;
    for (side, word) in [
        (Side::Giver, &book.nothing.0),
        (Side::Receiver, &book.nothing.1),
    ] {
        if is_blank(book, side) {
            y = y.max(blank(&mut frame, &plan, side, word, (start, y)));
        }
    }
    let middle = plan.half + plan.gutter / 2.0;
    frame.line("perforation", (middle, 6.0), (middle, y + 4.0));
    let end = sums(&mut frame, &plan, book, y + 6.0);
    frame.finish(end)
}

/// Whether a half has no line at all and says why in one sentence.
fn is_blank(book: &Book, side: Side) -> bool {
    let word = match side {
        Side::Giver => &book.nothing.0,
        Side::Receiver => &book.nothing.1,
    };
    !word.is_empty() && book.rows.iter().all(|row| lines(row, side).is_empty())
}

fn lines(row: &Row, side: Side) -> &[Line] {
    match side {
        Side::Giver => &row.giver,
        Side::Receiver => &row.receiver,
    }
}

/// Who keeps each account; gives where that ends.
fn heads(frame: &mut Frame<'_>, plan: &Plan, book: &Book) -> f64 {
    let mut end = 0.0f64;
    for (side, head, class) in [
        (Side::Giver, &book.heads.0, "said-giver"),
        (Side::Receiver, &book.heads.1, "said-receiver"),
    ] {
        let (x, wide) = plan.side(side);
        let lines = wrap(head, Type::Strong, wide, 3);
        for (at, line) in lines.iter().enumerate() {
            frame.text(
                (Type::Strong, class),
                (x, 16.0 + at as f64 * LINE),
                Anchor::Start,
                line,
            );
        }
        end = end.max(8.0 + lines.len() as f64 * LINE);
    }
    for side in [Side::Giver, Side::Receiver] {
        let (x, wide) = plan.side(side);
        frame.line("axis", (x, end), (x + wide, end));
    }
    end
}

/// One event; gives its height.
fn row(frame: &mut Frame<'_>, plan: &Plan, book: &Book, row: &Row, y: f64) -> f64 {
    let count = row.giver.len().max(row.receiver.len()).max(1);
    let is_met = !row.giver.is_empty() && !row.receiver.is_empty();
    let has_note = is_met && row.meeting == Meeting::Differs && !row.word.is_empty();
    let mut height = count as f64 * plan.line + 6.0;
    frame.group(&row.title, |frame| {
        for side in [Side::Giver, Side::Receiver] {
            let own = lines(row, side);
            for (at, line) in own.iter().enumerate() {
                self::line(
                    frame,
                    plan,
                    side,
                    line,
                    y + offset(own.len(), count, plan) + at as f64 * plan.line,
                );
            }
            if own.is_empty() && !is_blank(book, side) {
                empty(
                    frame,
                    plan,
                    side,
                    &row.word,
                    Area::new(0.0, y, 0.0, height - 4.0),
                );
            }
        }
        if is_met {
            ties(frame, plan, row, y, count);
        }
        if has_note {
            let middle = plan.half + plan.gutter / 2.0;
            let most = frame.width - 2.0 * MARGIN;
            frame.fitted(
                (Type::Small, "said-differ halo"),
                (middle, y + height + 8.0),
                Anchor::Middle,
                most,
                &row.word,
            );
            height += LINE;
        }
    });
    let (x, _) = plan.side(Side::Giver);
    frame.line("grid", (x, y + height), (plan.half - 4.0, y + height));
    let (x, wide) = plan.side(Side::Receiver);
    frame.line("grid", (x, y + height), (x + wide, y + height));
    height + 4.0
}

/// Fewer lines than the other side has stand in the middle of it.
fn offset(own: usize, count: usize, plan: &Plan) -> f64 {
    (count - own.min(count)) as f64 * plan.line / 2.0
}

/// Width of the column of days.
fn day(line: &Line, wide: f64) -> f64 {
    (width(&line.day, Type::Text) + 12.0)
        .max(88.0)
        .min(wide * 0.4)
}

/// What the day and the amount leave for the text of a line.
fn texts(line: &Line, wide: f64) -> f64 {
    wide - day(line, wide) - width(&line.amount, Type::Text).min(wide) - 12.0
}

fn line(frame: &mut Frame<'_>, plan: &Plan, side: Side, line: &Line, y: f64) {
    let (x, wide) = plan.side(side);
    if plan.is_narrow {
        frame.fitted(
            (Type::Small, "quiet"),
            (x, y + 14.0),
            Anchor::Start,
            wide,
            &line.day,
        );
        frame.fitted(
            (Type::Small, ""),
            (x, y + 30.0),
            Anchor::Start,
            wide,
            &line.text,
        );
        frame.fitted(
            (Type::Text, ""),
            (x + wide, y + plan.line - 6.0),
            Anchor::End,
            wide,
            &line.amount,
        );
        return;
    }
    let day = day(line, wide);
    frame.fitted(
        (Type::Text, "quiet"),
        (x, y + 16.0),
        Anchor::Start,
        day - 8.0,
        &line.day,
    );
    frame.fitted(
        (Type::Text, ""),
        (x + day, y + 16.0),
        Anchor::Start,
        texts(line, wide),
        &line.text,
    );
    frame.fitted(
        (Type::Text, ""),
        (x + wide, y + 16.0),
        Anchor::End,
        wide - day,
        &line.amount,
    );
}

/// An empty half, hatched, that says why.
fn empty(frame: &mut Frame<'_>, plan: &Plan, side: Side, word: &str, area: Area) {
    let (x, wide) = plan.side(side);
    frame.rect(
        ("missing", Hatch::Gap),
        Area::new(x, area.y, wide, area.height),
    );
    let room = (area.height / LINE).floor().max(1.0) as usize;
    let lines = wrap(word, Type::Small, wide - 12.0, room);
    let top = area.y + (area.height - lines.len() as f64 * LINE) / 2.0 + 12.5;
    for (at, line) in lines.iter().enumerate() {
        frame.text(
            (Type::Small, "unknown halo"),
            (x + 6.0, top + at as f64 * LINE),
            Anchor::Start,
            line,
        );
    }
}

/// A whole half without lines; gives where it ends.
fn blank(
    frame: &mut Frame<'_>,
    plan: &Plan,
    side: Side,
    word: &str,
    (from, to): (f64, f64),
) -> f64 {
    let (_, wide) = plan.side(side);
    let lines = wrap(word, Type::Small, wide - 12.0, 6).len() as f64;
    let end = to.max(from + lines * LINE + 16.0);
    empty(
        frame,
        plan,
        side,
        word,
        Area::new(0.0, from, 0.0, end - from),
    );
    end
}

/// Strokes from each line to the perforation.
fn ties(frame: &mut Frame<'_>, plan: &Plan, row: &Row, y: f64, count: usize) {
    let class = match row.meeting {
        Meeting::Agrees => "tie",
        Meeting::Differs => "tie-differ",
    };
    let middle = (
        plan.half + plan.gutter / 2.0,
        y + count as f64 * plan.line / 2.0,
    );
    for side in [Side::Giver, Side::Receiver] {
        let own = lines(row, side).len();
        let x = match side {
            Side::Giver => plan.half,
            Side::Receiver => plan.half + plan.gutter,
        };
        for at in 0..own {
            let from = (
                x,
                y + offset(own, count, plan) + (at as f64 + 0.5) * plan.line,
            );
            frame.path(class, |pen| {
                pen.go(from.0, from.1);
                pen.swing(from, middle);
            });
        }
    }
    frame.circle(
        if class == "tie" { "met" } else { "met-late" },
        middle.0,
        middle.1,
        4.0,
    );
}

/// Under each half its own sum; gives where that ends.
fn sums(frame: &mut Frame<'_>, plan: &Plan, book: &Book, y: f64) -> f64 {
    for (side, sum, class) in [
        (Side::Giver, &book.sums.0, "said-giver"),
        (Side::Receiver, &book.sums.1, "said-receiver"),
    ] {
        let (x, wide) = plan.side(side);
        frame.line("axis", (x, y), (x + wide, y));
        frame.fitted(
            (Type::Strong, class),
            (x + wide, y + 18.0),
            Anchor::End,
            wide,
            sum,
        );
    }
    y + 26.0
}
