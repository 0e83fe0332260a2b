//! A trace as a graph in the language of Graphviz.

use super::describe::Teller;
use super::node::NodeKind;
use super::told::{EndKind, Trace};
use super::view::{Band, Drawn, Shape, View, Word};
use iati::said::Tongue;
use rust_decimal::prelude::ToPrimitive;
use std::fmt::Write;

/// The trace in the DOT language, money from left to right; at most so many
/// steps, the rest gathered. Dashed lines are what only the giver tells, dotted
/// ones what only the receiver tells.
#[must_use]
pub fn dot(trace: &Trace, most: usize, tongue: &dyn Tongue) -> String {
    let teller = Teller { trace, tongue };
    let view = View::of(teller, most);
    let opening = teller.opening().join("\n");
    let mut text = String::from("digraph trace {\n  rankdir=LR;\n");
    let _ = writeln!(text, "  label={};", quoted(&opening));
    text.push_str("  labelloc=t; labeljust=l; fontname=\"sans-serif\";\n");
    text.push_str("  node [shape=box, fontname=\"sans-serif\", fontsize=11];\n");
    text.push_str("  edge [fontname=\"sans-serif\", fontsize=10];\n");
    let is_return = |at: usize| view.returns.iter().any(|r| r.end == at);
    for (at, node) in view.nodes.iter().enumerate() {
        if !is_return(at) {
            let _ = writeln!(text, "  n{at} [{}];", attributes(node, teller));
        }
    }
    let whole = trace.followed.to_f64().unwrap_or(0.0);
    for band in &view.bands {
        if !(is_return(band.from) || is_return(band.to)) {
            let _ = writeln!(
                text,
                "  n{} -> n{} [{}];",
                band.from,
                band.to,
                line(band, whole, teller)
            );
        }
    }
    for back in &view.returns {
        let amount = teller.figure(view.nodes[back.end].amount);
        let label = quoted(&format!("{} {amount}", view.nodes[back.end].label));
        let _ = writeln!(
            text,
            "  n{} -> n{} [label={label}, style=\"dashed,bold\", constraint=false];",
            back.from, back.to
        );
    }
    text.push_str("}\n");
    text
}

fn attributes(node: &Drawn, teller: Teller<'_>) -> String {
    let label = quoted(&format!("{}\n{}", node.label, teller.figure(node.amount)));
    let style = match node.shape {
        Shape::Place(NodeKind::Phantom) => ", style=dashed",
        Shape::Place(NodeKind::Organisation) => ", shape=ellipse",
        Shape::Place(_) if node.is_start => ", penwidth=2",
        Shape::Place(_) => "",
        Shape::End(EndKind::Remainder) => ", shape=note, style=dotted",
        Shape::End(_) => ", shape=plaintext",
        Shape::More => ", shape=box3d",
    };
    format!("label={label}, tooltip={}{style}", quoted(&node.full))
}

fn line(band: &Band, whole: f64, teller: Teller<'_>) -> String {
    let share = band.amount.to_f64().unwrap_or(0.0) / whole.max(f64::MIN_POSITIVE);
    let style = match band.word {
        Some(Word::Giver) => ", style=dashed",
        Some(Word::Receiver) => ", style=dotted",
        _ => "",
    };
    format!(
        "label={}, tooltip={}, penwidth={:.1}{style}",
        quoted(&teller.figure(band.amount)),
        quoted(&band.full),
        1.0 + 7.0 * share.clamp(0.0, 1.0)
    )
}

/// A text in quotation marks, as DOT reads it.
fn quoted(text: &str) -> String {
    let mut told = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' => told.push_str("\\\""),
            '\\' => told.push_str("\\\\"),
            '\n' => told.push_str("\\n"),
            c if c.is_control() => told.push(' '),
            c => told.push(c),
        }
    }
    told.push('"');
    told
}
