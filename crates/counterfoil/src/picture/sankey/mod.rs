//! Money from one to the next: a band is as wide as its money, the giving side first.
//!
//! What goes round in a circle, or back, is drawn as a stub at both ends and named there. What
//! comes in and does not go out is hatched. Where there is too much to show, the small ones
//! are drawn together, with their sum.

mod fold;
mod layout;

use super::Setting;
use super::frame::{Anchor, Area, Frame, Hatch, Look, MARGIN, Swatch};
use super::text::{Type, wrap};
use fold::{Flow, Folded};
use layout::Layout;
use rust_decimal::Decimal;

/// Whose side a node is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Giver,
    Receiver,
    /// Gives and receives.
    Both,
    /// Others name it; it publishes nothing itself.
    Unpublished,
}

/// Who stands at the end of flows.
#[derive(Clone, Debug)]
pub struct Node {
    pub name: String,
    pub side: Side,
    /// Read by pointing at it.
    pub title: String,
}

/// Whose word a flow is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
    Both,
    Giver,
    Receiver,
    /// Some of it one's, some of it another's.
    Mixed,
}

/// Money from a node to another, by their places in the list. Of nought nothing is drawn; less
/// than nought is money that went back.
#[derive(Clone, Debug)]
pub struct Link {
    pub from: usize,
    pub to: usize,
    pub amount: Decimal,
    pub word: Word,
    /// Read by pointing at it.
    pub title: String,
}

/// What the picture shows.
pub struct Sankey<'a> {
    pub nodes: Vec<Node>,
    pub links: Vec<Link>,
    /// Writes an amount with its currency.
    pub figure: &'a dyn Fn(Decimal) -> String,
    /// The name of so many drawn together: `12 others`.
    pub others: &'a dyn Fn(usize) -> String,
    /// From whom to whom, and how much: read by pointing at flows drawn together.
    pub between: &'a dyn Fn(&str, &str, &str) -> String,
    /// `back to Example Fund, 1.2 m`: of a name and a figure.
    pub back_to: &'a dyn Fn(&str, &str) -> String,
    /// The other end of that.
    pub back_from: &'a dyn Fn(&str, &str) -> String,
    /// `0.3 m came in and is not explained`: of a figure.
    pub not_out: &'a dyn Fn(&str) -> String,
    /// `0.3 m went out and is not explained`.
    pub not_in: &'a dyn Fn(&str) -> String,
    pub words: Words,
}

/// Words of the key.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub both: String,
    pub giver: String,
    pub receiver: String,
    pub mixed: String,
    pub back: String,
    pub unexplained: String,
    pub unpublished: String,
}

/// Most flows that are drawn.
pub const MOST: usize = 40;
/// Width of a node, and length of a stub.
const BAR: f64 = 9.0;
const STUB: f64 = 16.0;
const LINE: f64 = 15.0;

/// Draws flows.
#[must_use]
pub fn sankey(setting: &Setting, sankey: &Sankey<'_>) -> String {
    let mut frame = Frame::new(setting);
    let least = if frame.is_narrow() { 86.0 } else { 170.0 };
    let layers = ((frame.width - 2.0 * (MARGIN + STUB)) / least).max(2.0) as usize;
    let folded = fold::folded(&sankey.nodes, &sankey.links, layers, MOST);
    let labels = labels(&frame, sankey, &folded);
    let layout = Layout::of(&folded, &labels, frame.width);
    for (at, flow) in folded.flows.iter().enumerate() {
        let title = title(sankey, &folded, flow);
        frame.group(&title, |frame| layout.band(frame, look(flow.word), at));
    }
    for at in 0..folded.nodes.len() {
        node(&mut frame, sankey, &folded, &layout, at);
    }
    for (at, lines) in labels.iter().enumerate() {
        label(&mut frame, &folded, &layout, at, lines);
    }
    let key = key(sankey, &folded);
    let y = layout.height + 12.0;
    let end = y + frame.key(y, &key) + 4.0;
    frame.finish(end)
}

fn look(word: Word) -> Look {
    match word {
        Word::Both => "band".into(),
        Word::Mixed => ("band-mixed", Hatch::Mixed).into(),
        Word::Giver => ("band-giver", Hatch::Giver).into(),
        Word::Receiver => ("band-receiver", Hatch::Receiver).into(),
    }
}

fn name(sankey: &Sankey<'_>, folded: &Folded, at: usize) -> String {
    let members = folded.nodes.get(at).map_or(&[][..], |n| &n.members);
    match members {
        [one] => sankey
            .nodes
            .get(*one)
            .map_or_else(String::new, |n| n.name.clone()),
        many => (sankey.others)(many.len()),
    }
}

fn title(sankey: &Sankey<'_>, folded: &Folded, flow: &Flow) -> String {
    match flow.links.as_slice() {
        [one] => sankey
            .links
            .get(*one)
            .map_or_else(String::new, |l| l.title.clone()),
        _ => {
            let figure = (sankey.figure)(flow.amount);
            (sankey.between)(
                &name(sankey, folded, flow.from),
                &name(sankey, folded, flow.to),
                &figure,
            )
        }
    }
}

/// Lines of text beside a node, each with its kind and class.
type Label = Vec<(Type, &'static str, String)>;

fn labels(frame: &Frame<'_>, sankey: &Sankey<'_>, folded: &Folded) -> Vec<Label> {
    let column = Layout::column(folded, frame.width);
    let names = if frame.is_narrow() { 3 } else { 2 };
    (0..folded.nodes.len())
        .map(|at| {
            let most = column - BAR - beside(folded, at) - 6.0;
            let name = wrap(&name(sankey, folded, at), Type::Text, most, names);
            let mut lines: Label = name
                .into_iter()
                .map(|line| (Type::Text, "halo", line))
                .collect();
            let mut note = |class, said: String| {
                let wrapped = wrap(&said, Type::Small, most, 3);
                lines.extend(wrapped.into_iter().map(|line| (Type::Small, class, line)));
            };
            let Some(node) = folded.nodes.get(at) else {
                return lines;
            };
            note("quiet halo", (sankey.figure)(node.amount()));
            for (class, said) in notes(sankey, folded, at) {
                note(class, said);
            }
            lines
        })
        .collect()
}

/// How far from a node its words stand: past what juts out of it.
fn beside(folded: &Folded, at: usize) -> f64 {
    let turns = folded.stubs.iter().any(|stub| stub.from == at);
    let is_short = folded
        .nodes
        .get(at)
        .is_some_and(|node| node.rest() > Decimal::ZERO);
    if turns || is_short { STUB + 5.0 } else { 6.0 }
}

/// What is said below a node: what goes back, what comes back, and what is not explained.
fn notes(sankey: &Sankey<'_>, folded: &Folded, at: usize) -> Vec<(&'static str, String)> {
    let mut notes = Vec::new();
    let figure = |amount| (sankey.figure)(amount);
    for is_out in [true, false] {
        let own = |flow: &&Flow| {
            if is_out {
                flow.from == at
            } else {
                flow.to == at
            }
        };
        let stubs: Vec<&Flow> = folded.stubs.iter().filter(own).collect();
        let say = if is_out {
            sankey.back_to
        } else {
            sankey.back_from
        };
        match stubs.as_slice() {
            [] => {}
            [one] => {
                let other = name(sankey, folded, if is_out { one.to } else { one.from });
                notes.push(("said-differ halo", say(&other, &figure(one.amount))));
            }
            many => {
                let sum = many
                    .iter()
                    .fold(Decimal::ZERO, |sum, f| sum.saturating_add(f.amount));
                notes.push((
                    "said-differ halo",
                    say(&(sankey.others)(many.len()), &figure(sum)),
                ));
            }
        }
    }
    let rest = folded
        .nodes
        .get(at)
        .map_or(Decimal::ZERO, fold::Group::rest);
    if rest > Decimal::ZERO {
        notes.push(("unknown halo", (sankey.not_out)(&figure(rest))));
    } else if rest < Decimal::ZERO {
        notes.push(("unknown halo", (sankey.not_in)(&figure(-rest))));
    }
    notes
}

/// A node with its stubs and what is not explained.
fn node(frame: &mut Frame<'_>, sankey: &Sankey<'_>, folded: &Folded, layout: &Layout, at: usize) {
    let Some((group, spot)) = folded.nodes.get(at).zip(layout.spots.get(at)) else {
        return;
    };
    for stub in layout.stubs.iter().filter(|s| s.node == at) {
        let x = if stub.is_out {
            spot.right()
        } else {
            spot.x - STUB
        };
        let title = folded
            .stubs
            .get(stub.flow)
            .map(|flow| title(sankey, folded, flow));
        frame.group(&title.unwrap_or_default(), |frame| {
            arrow(frame, Area::new(x, stub.y, STUB, stub.height));
        });
    }
    if let Some(rest) = layout.rests.iter().find(|r| r.node == at) {
        let x = if rest.is_out {
            spot.right()
        } else {
            spot.x - STUB
        };
        frame.rect(
            ("crossed", Hatch::Cross),
            Area::new(x, rest.y, STUB, rest.height),
        );
    }
    let one = match group.members.as_slice() {
        [one] => sankey.nodes.get(*one),
        _ => None,
    };
    let class = match one.map(|n| n.side) {
        None => "node-other",
        Some(Side::Giver) => "node-giver",
        Some(Side::Receiver) => "node-receiver",
        Some(Side::Both) => "node",
        Some(Side::Unpublished) => "node-unpublished",
    };
    frame.group(one.map_or("", |n| &n.title), |frame| {
        frame.rect(class, *spot)
    });
}

/// A stub points onwards on both sides: out of the one, into the other.
fn arrow(frame: &mut Frame<'_>, area: Area) {
    let point = (area.width * 0.45).min(area.height.max(3.0));
    frame.path("band-back", |pen| {
        pen.go(area.x, area.y);
        pen.line(area.right() - point, area.y);
        pen.line(area.right(), area.y + area.height / 2.0);
        pen.line(area.right() - point, area.bottom());
        pen.line(area.x, area.bottom());
        pen.close();
    });
}

fn label(frame: &mut Frame<'_>, folded: &Folded, layout: &Layout, at: usize, lines: &Label) {
    let Some(spot) = layout.spots.get(at) else {
        return;
    };
    let middle = spot.y + spot.height / 2.0;
    let top = middle - lines.len() as f64 * LINE / 2.0;
    let x = spot.right() + beside(folded, at);
    for (line, (kind, class, said)) in lines.iter().enumerate() {
        let y = top + line as f64 * LINE + 11.5;
        frame.text((*kind, class), (x, y), Anchor::Start, said);
    }
}

fn key<'s>(sankey: &'s Sankey<'_>, folded: &Folded) -> Vec<(Swatch, &'s str)> {
    let words = &sankey.words;
    let has = |word: Word| folded.flows.iter().any(|f| f.word == word);
    let unpublished = folded
        .nodes
        .iter()
        .any(|group| match group.members.as_slice() {
            [one] => sankey
                .nodes
                .get(*one)
                .is_some_and(|n| n.side == Side::Unpublished),
            _ => false,
        });
    let unexplained = folded.nodes.iter().any(|n| !n.rest().is_zero());
    let table: [(bool, Swatch, &str); 7] = [
        (has(Word::Both), Swatch::Box(look(Word::Both)), &words.both),
        (
            has(Word::Giver),
            Swatch::Box(look(Word::Giver)),
            &words.giver,
        ),
        (
            has(Word::Receiver),
            Swatch::Box(look(Word::Receiver)),
            &words.receiver,
        ),
        (
            has(Word::Mixed),
            Swatch::Box(look(Word::Mixed)),
            &words.mixed,
        ),
        (
            !folded.stubs.is_empty(),
            Swatch::Box("band-back".into()),
            &words.back,
        ),
        (
            unexplained,
            Swatch::Box(("crossed", Hatch::Cross).into()),
            &words.unexplained,
        ),
        (
            unpublished,
            Swatch::Box("node-unpublished".into()),
            &words.unpublished,
        ),
    ];
    table
        .into_iter()
        .filter(|t| t.0 && !t.2.is_empty())
        .map(|t| (t.1, t.2))
        .collect()
}
