//! A trace as a picture.
//!
//! Money goes from left to right; a band is as wide as its money. Whose word it
//! is, and what is unexplained, is told by pattern and in words, not by colour
//! alone. The picture needs no script and fetches nothing.

use super::describe::Teller;
use super::layout::{BAR, Layout, Run, Spot};
use super::node::NodeKind;
use super::text::cut;
use super::told::{EndKind, Trace};
use super::view::{Drawn, Shape, View, Word};
use iati::said;
use iati::said::Tongue;
use std::collections::BTreeSet;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// How a picture is made.
#[derive(Clone, Copy, Debug)]
pub struct SvgLayout {
    /// How many steps are drawn; the others are gathered by layer.
    pub steps: usize,
    /// Whether [`SVG_STYLE`] is in it. A page that has the style in its own
    /// stylesheet leaves it out.
    pub has_style: bool,
    /// Whether it is read from right to left: money goes the other way.
    pub is_rtl: bool,
}

impl Default for SvgLayout {
    fn default() -> Self {
        Self {
            steps: 30,
            has_style: true,
            is_rtl: false,
        }
    }
}

/// The style of all pictures. Colours are the page's tokens where it has them;
/// alone, a picture is light or dark as the reader's system is.
pub const SVG_STYLE: &str = include_str!("trace.css");

/// Columns of a label.
const LABEL: usize = 32;
const MARGIN: f64 = 16.0;
/// Height of the key below the picture.
const KEY: f64 = 36.0;

/// Draws a trace.
#[must_use]
pub fn svg(trace: &Trace, how: &SvgLayout, tongue: &dyn Tongue) -> String {
    let teller = Teller { trace, tongue };
    let view = View::of(teller, how.steps);
    let layout = Layout::of(&view, trace.direction, trace.followed);
    let (width, height) = (
        (layout.width + 2.0 * MARGIN).max(760.0),
        layout.height + 2.0 * MARGIN + KEY,
    );
    let sheet = Sheet {
        teller,
        mirrored: how.is_rtl.then_some(width),
    };
    let opening = teller.opening();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"trace\" role=\"img\"{} \
         viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\">\n\
         <title>{}</title>\n<desc>{}</desc>\n",
        if how.is_rtl { " direction=\"ltr\"" } else { "" },
        escaped(opening.first().map_or("", String::as_str)),
        escaped(&opening.get(1..).unwrap_or(&[]).join(" ")),
    );
    if how.has_style {
        let _ = writeln!(svg, "<style>{SVG_STYLE}</style>");
    }
    svg.push_str(PATTERNS);
    let _ = writeln!(svg, "<g transform=\"translate({MARGIN} {MARGIN})\">");
    for (band, run) in view.bands.iter().zip(&layout.runs) {
        let class = match (
            band.word,
            view.nodes[band.to].shape,
            view.nodes[band.from].shape,
        ) {
            (Some(word), ..) => word_class(word),
            (_, Shape::End(kind), _) | (_, _, Shape::End(kind)) => end_class(kind),
            _ => "both",
        };
        ribbon(&mut svg, class, run, &band.full, sheet);
    }
    for (node, spot) in view.nodes.iter().zip(&layout.spots) {
        bar(&mut svg, node, spot, sheet);
    }
    svg.push_str("</g>\n");
    key(&mut svg, &view, sheet, height - KEY / 2.0);
    svg.push_str("</svg>\n");
    svg
}

/// What is drawn, and which way.
#[derive(Clone, Copy)]
struct Sheet<'t> {
    teller: Teller<'t>,
    /// The width, if left and right change places.
    mirrored: Option<f64>,
}

impl Sheet<'_> {
    /// Where a place from the left is, in the picture.
    fn x(self, x: f64) -> f64 {
        self.mirrored.map_or(x, |width| width - x)
    }

    /// The same in the part that the margin stands around.
    fn inner_x(self, x: f64) -> f64 {
        self.mirrored.map_or(x, |width| width - 2.0 * MARGIN - x)
    }

    /// Which end of a text stands at its place, as an attribute.
    fn anchor(self) -> &'static str {
        match self.mirrored {
            Some(_) => " text-anchor=\"end\"",
            None => "",
        }
    }

    /// A text that is drawn. One with letters that go from right to left goes so in all.
    fn drawn(self, text: &str) -> String {
        let is_leftward = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
        match self.mirrored.is_some() && text.contains(is_leftward) {
            true => format!("\u{2067}{}\u{2069}", escaped(text)),
            false => escaped(text),
        }
    }

    /// The left edge of what is so wide.
    fn edge(self, x: f64, width: f64) -> f64 {
        if self.mirrored.is_some() {
            x - width
        } else {
            x
        }
    }
}

/// Stripes one way for the giver's word, the other way for the receiver's, and
/// crossed for what is unexplained.
const PATTERNS: &str = "<defs>\
<pattern id=\"trace-giver\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><path class=\"wash-giver\" d=\"M0 0h7v7H0z\"/><path class=\"stripe-giver\" d=\"M0 0v7\"/></pattern>\
<pattern id=\"trace-receiver\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(-45)\"><path class=\"wash-receiver\" d=\"M0 0h7v7H0z\"/><path class=\"stripe-receiver\" d=\"M0 0v7\"/></pattern>\
<pattern id=\"trace-gap\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><path class=\"wash-gap\" d=\"M0 0h8v8H0z\"/><path class=\"stripe-gap\" d=\"M0 0v8M0 0h8\"/></pattern>\
</defs>\n";

fn word_class(word: Word) -> &'static str {
    match word {
        Word::Both => "both",
        Word::Giver => "only-giver",
        Word::Receiver => "only-receiver",
        Word::Mixed => "mixed",
    }
}

fn end_class(kind: EndKind) -> &'static str {
    match kind {
        EndKind::Remainder => "remainder",
        EndKind::Returned => "returned",
        _ => "end",
    }
}

fn ribbon(svg: &mut String, class: &str, run: &Run, full: &str, sheet: Sheet<'_>) {
    let ((x0, y0), (x1, y1)) = (run.left, run.right);
    let (x0, x1) = (sheet.inner_x(x0), sheet.inner_x(x1));
    let (bottom0, bottom1) = (y0 + run.height, y1 + run.height);
    let middle = f64::midpoint(x0, x1);
    let _ = writeln!(
        svg,
        "<path class=\"band {class}\" d=\"M{x0:.1} {y0:.1}C{middle:.1} {y0:.1} {middle:.1} \
         {y1:.1} {x1:.1} {y1:.1}V{bottom1:.1}C{middle:.1} {bottom1:.1} {middle:.1} \
         {bottom0:.1} {x0:.1} {bottom0:.1}Z\"><title>{}</title></path>",
        escaped(full)
    );
}

fn bar(svg: &mut String, node: &Drawn, spot: &Spot, sheet: Sheet<'_>) {
    let class = match node.shape {
        Shape::Place(NodeKind::Phantom) => "phantom",
        Shape::Place(NodeKind::Organisation) => "organisation",
        Shape::Place(_) if node.is_start => "start",
        Shape::Place(_) => "activity",
        Shape::End(kind) => end_class(kind),
        Shape::More => "more",
    };
    let Spot { x, y, height } = *spot;
    let middle = y + height / 2.0;
    let at = sheet.inner_x(x + BAR + 6.0);
    let x = sheet.edge(sheet.inner_x(x), BAR);
    let label = cut(&node.label, LABEL);
    let _ = writeln!(
        svg,
        "<g class=\"node {class}\"><title>{}</title>\
         <rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{BAR}\" height=\"{height:.1}\"/>\
         <text{} x=\"{:.1}\" y=\"{:.1}\">{}</text>\
         <text class=\"figure\"{} x=\"{:.1}\" y=\"{:.1}\">{}</text></g>",
        escaped(&node.full),
        sheet.anchor(),
        at,
        middle - 3.0,
        sheet.drawn(&label),
        sheet.anchor(),
        at,
        middle + 13.0,
        sheet.teller.figure(node.amount),
    );
}

/// What the patterns mean, of those that are there.
fn key(svg: &mut String, view: &View, sheet: Sheet<'_>, y: f64) {
    let words: BTreeSet<Word> = view.bands.iter().filter_map(|b| b.word).collect();
    let has = |shape: Shape| view.nodes.iter().any(|n| n.shape == shape);
    let remainder = has(Shape::End(EndKind::Remainder));
    let phantom = has(Shape::Place(NodeKind::Phantom));
    let table = [
        (
            words.contains(&Word::Both),
            "band both",
            said!("both sides tell it"),
        ),
        (
            words.contains(&Word::Giver),
            "band only-giver",
            said!("only the giver tells it"),
        ),
        (
            words.contains(&Word::Receiver),
            "band only-receiver",
            said!("only the receiver tells it"),
        ),
        (
            words.contains(&Word::Mixed),
            "band mixed",
            said!("partly both, partly one side"),
        ),
        (remainder, "band remainder", said!("unexplained")),
        (phantom, "phantom", said!("named, published nowhere")),
    ];
    let mut x = MARGIN;
    for (_, class, said) in table.into_iter().filter(|t| t.0) {
        let word = sheet.teller.say(&said);
        let _ = writeln!(
            svg,
            "<g class=\"key\"><rect class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" \
             width=\"22\" height=\"12\"/><text{} x=\"{:.1}\" y=\"{:.1}\">{}</text></g>",
            sheet.edge(sheet.x(x), 22.0),
            y - 6.0,
            sheet.anchor(),
            sheet.x(x + 28.0),
            y + 4.5,
            sheet.drawn(&word)
        );
        x += 28.0 + 18.0 + word.width() as f64 * 6.6;
    }
}

/// A text that can stand in XML. What XML cannot hold is left out.
fn escaped(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => told.push_str("&amp;"),
            '<' => told.push_str("&lt;"),
            '>' => told.push_str("&gt;"),
            '"' => told.push_str("&quot;"),
            '\n' | '\t' => told.push(sign),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => told.push(c),
        }
    }
    told
}
