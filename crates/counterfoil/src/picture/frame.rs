//! The sheet that every picture is drawn on.
//!
//! Places are given from the reading edge: `x` grows in the direction of reading, and the
//! frame mirrors it for right-to-left. `y` grows downwards.

use super::style;
use super::text::{self, Type};
use super::{NARROW, Setting, Style};
use std::collections::BTreeSet;
use std::fmt::{self, Display, Write};

/// Room at each side.
pub(super) const MARGIN: f64 = 8.0;
/// From one line of text to the next.
pub(super) const LINE: f64 = 17.0;

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Area {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    pub(super) fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    pub(super) fn right(&self) -> f64 {
        self.x + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.y + self.height
    }

    pub(super) fn middle(&self) -> f64 {
        self.x + self.width / 2.0
    }

    pub(super) fn holds(&self, other: &Self) -> bool {
        self.x <= other.x
            && other.right() <= self.right()
            && self.y <= other.y
            && other.bottom() <= self.bottom()
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }
}

/// Which part of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// Hatchings. Each says the same in every picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hatch {
    /// No data.
    Gap,
    /// What nobody explains.
    Cross,
    /// Only the giver says so.
    Giver,
    /// Only the receiver says so.
    Receiver,
    /// Some of it one's word, some of it another's.
    Mixed,
    /// Spent: dotted.
    Spent,
}

impl Hatch {
    fn name(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Cross => "cross",
            Self::Giver => "giver",
            Self::Receiver => "receiver",
            Self::Mixed => "mixed",
            Self::Spent => "spent",
        }
    }

    /// Side of the tile, its turn, and what is on it.
    fn tile(self) -> (u8, i16, &'static str) {
        match self {
            Self::Gap => (
                8,
                45,
                "<path class=\"wash-gap\" d=\"M0 0h8v8H0z\"/><path class=\"stripe-gap\" d=\"M1 0v8\"/>",
            ),
            Self::Cross => (
                7,
                45,
                "<path class=\"wash-gap\" d=\"M0 0h7v7H0z\"/><path class=\"stripe-cross\" d=\"M0 0v7M0 0h7\"/>",
            ),
            Self::Giver => (
                7,
                45,
                "<path class=\"wash-giver\" d=\"M0 0h7v7H0z\"/><path class=\"stripe-giver\" d=\"M1 0v7\"/>",
            ),
            Self::Receiver => (
                7,
                -45,
                "<path class=\"wash-receiver\" d=\"M0 0h7v7H0z\"/><path class=\"stripe-receiver\" d=\"M1 0v7\"/>",
            ),
            Self::Mixed => (
                6,
                90,
                "<path class=\"wash-mixed\" d=\"M0 0h6v6H0z\"/><path class=\"stripe-mixed\" d=\"M1 0v6\"/>",
            ),
            Self::Spent => (
                4,
                0,
                "<path class=\"wash-spent\" d=\"M0 0h4v4H0z\"/><circle class=\"dot-spent\" cx=\"2\" cy=\"2\" r=\"1.1\"/>",
            ),
        }
    }
}

/// What a mark looks like: the classes of the style, and a hatching if it has one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    class: &'static str,
    hatch: Option<Hatch>,
}

impl From<&'static str> for Look {
    fn from(class: &'static str) -> Self {
        Self { class, hatch: None }
    }
}

impl From<(&'static str, Hatch)> for Look {
    fn from((class, hatch): (&'static str, Hatch)) -> Self {
        Self {
            class,
            hatch: Some(hatch),
        }
    }
}

/// The entries of a key that a picture has use for.
pub(super) fn in_use<const N: usize>(table: [(bool, Swatch, &str); N]) -> Vec<(Swatch, &str)> {
    let used = table.into_iter().filter(|(is_used, ..)| *is_used);
    used.map(|(_, swatch, word)| (swatch, word)).collect()
}

/// The mark that a word of the key stands beside: as it is drawn in the picture.
#[derive(Clone, Copy, Debug)]
pub(super) enum Swatch {
    Box(Look),
    Square(Look),
    Bar(Look),
    Round(Look, f64),
    Line(&'static str),
    Diamond(&'static str),
    Cross(&'static str),
    Done(&'static str),
}

pub(super) struct Frame<'a> {
    setting: &'a Setting,
    body: String,
    hatches: BTreeSet<Hatch>,
    /// Taken as: what is asked for, within reason.
    pub width: f64,
}

impl<'a> Frame<'a> {
    pub(super) fn new(setting: &'a Setting) -> Self {
        let width = if setting.width.is_finite() {
            setting.width
        } else {
            NARROW
        };
        Self {
            setting,
            body: String::new(),
            hatches: BTreeSet::new(),
            width: width.clamp(240.0, 4000.0).round(),
        }
    }

    pub(super) fn is_narrow(&self) -> bool {
        self.width < NARROW
    }

    pub(super) fn is_mirrored(&self) -> bool {
        self.setting.is_right_to_left
    }

    /// Where a place from the reading edge stands on the sheet.
    fn at(&self, x: f64) -> f64 {
        if self.setting.is_right_to_left {
            self.width - x
        } else {
            x
        }
    }

    fn look(&mut self, look: Look) {
        let _ = write!(self.body, " class=\"{}\"", look.class);
        if let Some(hatch) = look.hatch {
            self.hatches.insert(hatch);
            let _ = write!(
                self.body,
                " fill=\"url(#{}-{})\"",
                text::escaped(&self.setting.id),
                hatch.name()
            );
        }
    }

    pub(super) fn rect(&mut self, look: impl Into<Look>, area: Area) {
        let left = if self.setting.is_right_to_left {
            self.at(area.right())
        } else {
            area.x
        };
        self.body.push_str("<rect");
        self.look(look.into());
        let _ = writeln!(
            self.body,
            " x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            Length(left),
            Length(area.y),
            Length(area.width),
            Length(area.height)
        );
    }

    pub(super) fn circle(&mut self, look: impl Into<Look>, x: f64, y: f64, radius: f64) {
        self.body.push_str("<circle");
        self.look(look.into());
        let _ = writeln!(
            self.body,
            " cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
            Length(self.at(x)),
            Length(y),
            Length(radius)
        );
    }

    pub(super) fn line(&mut self, class: &'static str, from: (f64, f64), to: (f64, f64)) {
        self.path(class, |pen| {
            pen.go(from.0, from.1);
            pen.line(to.0, to.1);
        });
    }

    pub(super) fn path(&mut self, look: impl Into<Look>, draw: impl FnOnce(&mut Pen)) {
        let mut pen = Pen {
            text: String::new(),
            mirror: self.setting.is_right_to_left.then_some(self.width),
        };
        draw(&mut pen);
        self.body.push_str("<path");
        self.look(look.into());
        let _ = writeln!(self.body, " d=\"{}\"/>", pen.text);
    }

    /// A text on its baseline.
    pub(super) fn text(
        &mut self,
        (kind, class): (Type, &str),
        (x, y): (f64, f64),
        anchor: Anchor,
        said: &str,
    ) {
        self.place_text((kind, class), (x, y), anchor, said, None, None);
    }

    /// A text on its baseline, cut to a width; then it can be read in full by pointing at it.
    pub(super) fn fitted(
        &mut self,
        look: (Type, &str),
        place: (f64, f64),
        anchor: Anchor,
        most: f64,
        said: &str,
    ) {
        self.cut(look, place, anchor, most, said, None);
    }

    /// As [`fitted`](Self::fitted), rising along the reading direction by so many degrees.
    pub(super) fn rising(
        &mut self,
        look: (Type, &str),
        place: (f64, f64),
        degrees: f64,
        most: f64,
        said: &str,
    ) {
        self.cut(look, place, Anchor::Start, most, said, Some(degrees));
    }

    fn cut(
        &mut self,
        look: (Type, &str),
        place: (f64, f64),
        anchor: Anchor,
        most: f64,
        said: &str,
        degrees: Option<f64>,
    ) {
        let cut = text::cut(said, look.0, most);
        let full = cut.ends_with('…').then_some(said);
        self.place_text(look, place, anchor, &cut, full, degrees);
    }

    fn place_text(
        &mut self,
        (kind, class): (Type, &str),
        (x, y): (f64, f64),
        anchor: Anchor,
        said: &str,
        full: Option<&str>,
        rising: Option<f64>,
    ) {
        if said.is_empty() {
            return;
        }
        let is_mirrored = self.setting.is_right_to_left;
        let anchor = match (anchor, is_mirrored) {
            (Anchor::Middle, _) => " text-anchor=\"middle\"",
            (Anchor::Start, false) | (Anchor::End, true) => "",
            (Anchor::End, false) | (Anchor::Start, true) => " text-anchor=\"end\"",
        };
        let (x, y) = (Length(self.at(x)), Length(y));
        let classes = [kind.class(), class].join(" ");
        let classes = classes.trim();
        self.body.push_str("<text");
        if !classes.is_empty() {
            let _ = write!(self.body, " class=\"{classes}\"");
        }
        let _ = write!(self.body, " x=\"{x}\" y=\"{y}\"{anchor}");
        if let Some(degrees) = rising {
            let turn = if is_mirrored { degrees } else { -degrees };
            let _ = write!(self.body, " transform=\"rotate({} {x} {y})\"", Length(turn));
        }
        self.body.push('>');
        if let Some(full) = full {
            self.title(full);
        }
        self.body.push_str(&text::drawn(said, is_mirrored));
        self.body.push_str("</text>\n");
    }

    fn title(&mut self, said: &str) {
        let _ = write!(self.body, "<title>{}</title>", text::escaped(said));
    }

    /// Marks that are one thing, with what is read by pointing at it.
    pub(super) fn group(&mut self, title: &str, draw: impl FnOnce(&mut Self)) {
        self.body.push_str("<g>");
        if !title.is_empty() {
            self.title(title);
        }
        self.body.push('\n');
        draw(self);
        self.body.push_str("</g>\n");
    }

    fn swatch(&mut self, mark: Swatch, area: Area) {
        let (x, y) = (area.middle(), area.y + area.height / 2.0);
        match mark {
            Swatch::Box(look) => self.rect(look, area),
            Swatch::Round(look, radius) => self.circle(look, x, y, radius),
            Swatch::Bar(look) => self.rect(look, Area::new(x - 1.5, y - 7.0, 3.0, 14.0)),
            Swatch::Line(class) => self.line(class, (area.x, y), (area.right(), y)),
            Swatch::Square(look) => self.rect(look, Area::new(x - 4.5, y - 4.5, 9.0, 9.0)),
            Swatch::Diamond(class) => self.diamond(class, x, y),
            Swatch::Cross(class) => self.cross(class, x, y),
            Swatch::Done(class) => self.done(class, x, y),
        }
    }

    pub(super) fn diamond(&mut self, class: &'static str, x: f64, y: f64) {
        self.path(class, |pen| {
            pen.go(x, y - 5.5);
            pen.line(x + 5.5, y);
            pen.line(x, y + 5.5);
            pen.line(x - 5.5, y);
            pen.close();
        });
    }

    pub(super) fn cross(&mut self, class: &'static str, x: f64, y: f64) {
        self.path(class, |pen| {
            pen.go(x - 4.0, y - 4.0);
            pen.line(x + 4.0, y + 4.0);
            pen.go(x - 4.0, y + 4.0);
            pen.line(x + 4.0, y - 4.0);
        });
    }

    /// A round with a tick in it.
    pub(super) fn done(&mut self, class: &'static str, x: f64, y: f64) {
        self.circle(class, x, y, 6.5);
        // A tick is a tick in every direction of reading.
        let turn = if self.is_mirrored() { -1.0 } else { 1.0 };
        self.path("tick", |pen| {
            pen.go(x - 3.0 * turn, y);
            pen.line(x - 0.8 * turn, y + 2.5);
            pen.line(x + 3.0 * turn, y - 2.5);
        });
    }

    /// A line of small words with the mark that each stands for, as many lines as needed;
    /// gives the height that they take.
    pub(super) fn key(&mut self, y: f64, entries: &[(Swatch, &str)]) -> f64 {
        const SWATCH: f64 = 18.0;
        let (mut x, mut line) = (MARGIN, 0.0);
        let most = self.width - 2.0 * MARGIN;
        for (mark, word) in entries {
            let room = most - SWATCH - 6.0;
            let wide = SWATCH + 6.0 + text::width(word, Type::Small).min(room);
            if x > MARGIN && x + wide > MARGIN + most {
                (x, line) = (MARGIN, line + LINE + 2.0);
            }
            let middle = y + line + LINE / 2.0;
            self.swatch(*mark, Area::new(x + 1.0, middle - 5.5, SWATCH - 2.0, 11.0));
            self.fitted(
                (Type::Small, "quiet"),
                (x + SWATCH + 6.0, middle + 4.0),
                Anchor::Start,
                room,
                word,
            );
            x += wide + 18.0;
        }
        if entries.is_empty() {
            0.0
        } else {
            line + LINE + 2.0
        }
    }

    /// The whole picture, that high.
    pub(super) fn finish(mut self, height: f64) -> String {
        let foot = self.foot(height);
        let head = self.head();
        let (width, whole) = (Length(self.width), Length((head + height + foot).ceil()));
        let id = text::escaped(&self.setting.id);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"picture\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\" lang=\"{lang}\" xml:lang=\"{lang}\" direction=\"ltr\" \
             viewBox=\"0 0 {width} {whole}\" width=\"{width}\" height=\"{whole}\">\n\
             <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n",
            text::escaped(&self.setting.title),
            text::escaped(&self.setting.description),
            lang = text::escaped(&self.setting.language),
        );
        if self.setting.style == Style::Alone {
            let _ = write!(svg, "<style>\n{}</style>\n", style::alone());
        }
        self.tiles(&mut svg, &id);
        if head > 0.0 {
            let _ = writeln!(svg, "<g transform=\"translate(0 {})\">", Length(head));
        }
        svg.push_str(&self.body);
        if head > 0.0 {
            svg.push_str("</g>\n");
        }
        svg.push_str("</svg>\n");
        svg
    }

    fn tiles(&self, svg: &mut String, id: &str) {
        if self.hatches.is_empty() {
            return;
        }
        svg.push_str("<defs>");
        for hatch in &self.hatches {
            let (side, turn, tile) = hatch.tile();
            let _ = write!(
                svg,
                "<pattern id=\"{id}-{}\" width=\"{side}\" height=\"{side}\" patternUnits=\"userSpaceOnUse\" \
                 patternTransform=\"rotate({turn})\">{tile}</pattern>",
                hatch.name()
            );
        }
        svg.push_str("</defs>\n");
    }

    /// A picture that stands alone is headed by its title; gives the height of that.
    fn head(&mut self) -> f64 {
        if self.setting.style == Style::Page {
            return 0.0;
        }
        let most = self.width - 2.0 * MARGIN;
        let lines = text::wrap(&self.setting.title, Type::Heading, most, 3);
        let height = lines.len() as f64 * 21.0 + 12.0;
        // Drawn above the body, which is moved down by as much.
        for (at, line) in lines.iter().enumerate() {
            let y = at as f64 * 21.0 + 24.0 - height;
            self.text((Type::Heading, ""), (MARGIN, y), Anchor::Start, line);
        }
        height
    }

    /// And it says at its foot whose word it is; gives the height of that.
    fn foot(&mut self, end: f64) -> f64 {
        if self.setting.style == Style::Page {
            return 0.0;
        }
        let most = self.width - 2.0 * MARGIN;
        let lines = text::wrap(&self.setting.source, Type::Small, most, 3);
        for (at, line) in lines.iter().enumerate() {
            let y = end + 16.0 + at as f64 * LINE;
            self.text((Type::Small, "quiet"), (MARGIN, y), Anchor::Start, line);
        }
        lines.len() as f64 * LINE + 8.0
    }
}

/// Writes a path.
pub(super) struct Pen {
    text: String,
    mirror: Option<f64>,
}

impl Pen {
    fn place(&mut self, letter: char, places: &[(f64, f64)]) {
        self.text.push(letter);
        for (at, (x, y)) in places.iter().enumerate() {
            let x = self.mirror.map_or(*x, |width| width - x);
            let space = if at > 0 { " " } else { "" };
            let _ = write!(self.text, "{space}{} {}", Length(x), Length(*y));
        }
    }

    pub(super) fn go(&mut self, x: f64, y: f64) {
        self.place('M', &[(x, y)]);
    }

    pub(super) fn line(&mut self, x: f64, y: f64) {
        self.place('L', &[(x, y)]);
    }

    /// A ring of places on whole pixels, written as steps from one to the next.
    pub(super) fn ring(&mut self, places: &[(i32, i32)]) {
        let Some((first, rest)) = places.split_first() else {
            return;
        };
        self.go(f64::from(first.0), f64::from(first.1));
        self.text.push('l');
        let mut last = *first;
        for (at, place) in rest.iter().enumerate() {
            let across = if self.mirror.is_some() {
                last.0 - place.0
            } else {
                place.0 - last.0
            };
            let up = place.1 - last.1;
            let before = if at > 0 && across >= 0 { " " } else { "" };
            let between = if up >= 0 { " " } else { "" };
            let _ = write!(self.text, "{before}{across}{between}{up}");
            last = *place;
        }
        self.close();
    }

    /// To a place at the end of an S between level ends.
    pub(super) fn swing(&mut self, from: (f64, f64), to: (f64, f64)) {
        let middle = f64::midpoint(from.0, to.0);
        self.place('C', &[(middle, from.1), (middle, to.1), to]);
    }

    pub(super) fn close(&mut self) {
        self.text.push('Z');
    }
}

/// A length with at most one decimal.
struct Length(f64);

impl Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = (self.0 * 10.0).round();
        let tenths = if tenths.is_finite() { tenths as i64 } else { 0 };
        let sign = if tenths < 0 { "-" } else { "" };
        let (whole, part) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
        match part {
            0 => write!(f, "{sign}{whole}"),
            _ => write!(f, "{sign}{whole}.{part}"),
        }
    }
}
