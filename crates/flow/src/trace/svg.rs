//! A trace as a picture.
//!
//! Money goes from left to right; a band is as wide as its money. Whose word it
//! is, and what is unexplained, is told by pattern and in words, not by colour
//! alone. The picture needs no script and fetches nothing.

use super::describe::{Teller, figure};
use super::layout::{BAR, Layout, Run, Spot};
use super::node::NodeKind;
use super::text::cut;
use super::told::{EndKind, Trace};
use super::view::{Drawn, Shape, View, Word};
use super::words::{Phrase, Wording};
use std::collections::BTreeSet;
use std::fmt::Write;

/// How a picture is made.
#[derive(Clone, Copy, Debug)]
pub struct SvgLayout {
    /// How many steps are drawn; the others are gathered by layer.
    pub steps: usize,
    /// Whether [`SVG_STYLE`] is in it. A page that has the style in its own
    /// stylesheet leaves it out.
    pub has_style: bool,
}

impl Default for SvgLayout {
    fn default() -> Self {
        Self {
            steps: 30,
            has_style: true,
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
pub fn svg(trace: &Trace, how: &SvgLayout, words: Wording) -> String {
    let teller = Teller { trace, words };
    let view = View::of(trace, how.steps, words);
    let layout = Layout::of(&view, trace.direction, trace.followed);
    let (width, height) = (
        (layout.width + 2.0 * MARGIN).max(760.0),
        layout.height + 2.0 * MARGIN + KEY,
    );
    let opening = teller.opening();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"trace\" role=\"img\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\">\n\
         <title>{}</title>\n<desc>{}</desc>\n",
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
        ribbon(&mut svg, class, run, &band.full);
    }
    for (node, spot) in view.nodes.iter().zip(&layout.spots) {
        bar(&mut svg, node, spot);
    }
    svg.push_str("</g>\n");
    key(&mut svg, &view, teller, height - KEY / 2.0);
    svg.push_str("</svg>\n");
    svg
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

fn ribbon(svg: &mut String, class: &str, run: &Run, full: &str) {
    let ((x0, y0), (x1, y1)) = (run.left, run.right);
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

fn bar(svg: &mut String, node: &Drawn, spot: &Spot) {
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
    let label = cut(&node.label, LABEL);
    let _ = writeln!(
        svg,
        "<g class=\"node {class}\"><title>{}</title>\
         <rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{BAR}\" height=\"{height:.1}\"/>\
         <text x=\"{:.1}\" y=\"{:.1}\">{}</text>\
         <text class=\"figure\" x=\"{:.1}\" y=\"{:.1}\">{}</text></g>",
        escaped(&node.full),
        x + BAR + 6.0,
        middle - 3.0,
        escaped(&label),
        x + BAR + 6.0,
        middle + 13.0,
        figure(node.amount),
    );
}

/// What the patterns mean, of those that are there.
fn key(svg: &mut String, view: &View, teller: Teller<'_>, y: f64) {
    let words: BTreeSet<Word> = view.bands.iter().filter_map(|b| b.word).collect();
    let has = |shape: Shape| view.nodes.iter().any(|n| n.shape == shape);
    let remainder = has(Shape::End(EndKind::Remainder));
    let phantom = has(Shape::Place(NodeKind::Phantom));
    let table = [
        (words.contains(&Word::Both), "band both", Phrase::KeyBoth),
        (
            words.contains(&Word::Giver),
            "band only-giver",
            Phrase::KeyGiver,
        ),
        (
            words.contains(&Word::Receiver),
            "band only-receiver",
            Phrase::KeyReceiver,
        ),
        (words.contains(&Word::Mixed), "band mixed", Phrase::KeyMixed),
        (remainder, "band remainder", Phrase::KeyRemainder),
        (phantom, "phantom", Phrase::KeyPhantom),
    ];
    let mut x = MARGIN;
    for (_, class, phrase) in table.into_iter().filter(|t| t.0) {
        let word = teller.say(phrase, &[]);
        let _ = writeln!(
            svg,
            "<g class=\"key\"><rect class=\"{class}\" x=\"{x:.1}\" y=\"{:.1}\" \
             width=\"22\" height=\"12\"/><text x=\"{:.1}\" y=\"{:.1}\">{}</text></g>",
            y - 6.0,
            x + 28.0,
            y + 4.5,
            escaped(&word)
        );
        x += 28.0 + 18.0 + word.chars().count() as f64 * 6.6;
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
