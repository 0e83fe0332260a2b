//! A trace as a tree in plain text.

use super::describe::Teller;
use super::told::{End, Flow, Share, Trace};
use iati::said;
use iati::said::Tongue;
use rust_decimal::Decimal;
use std::collections::HashMap;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How a tree is laid out.
#[derive(Clone, Copy, Debug)]
pub struct TextLayout {
    /// Columns.
    pub width: usize,
    /// How many ways on from a step are shown before “and 12 more”.
    pub ways: usize,
    /// How many links are listed.
    pub links: usize,
}

impl Default for TextLayout {
    fn default() -> Self {
        Self {
            width: 100,
            ways: 25,
            links: 25,
        }
    }
}

/// The trace as a tree: each step with what is followed to it and its share of
/// what is followed through the step above. A step that several ways lead to is
/// told once; after that it is referred to.
#[must_use]
pub fn text(trace: &Trace, layout: &TextLayout, tongue: &dyn Tongue) -> String {
    let teller = Teller { trace, tongue };
    let widest = trace.flows.iter().map(|f| f.followed).max();
    let widest = widest.unwrap_or_default().max(trace.followed);
    let widest = teller.figure(widest).width();
    let mut tree = Tree {
        teller,
        layout: *layout,
        figures: widest,
        lines: Vec::new(),
        told: HashMap::new(),
        ways: ways(trace),
    };
    for line in teller.opening() {
        tree.paragraph("", "", &line);
    }
    tree.lines.push(String::new());
    tree.all();
    tree.circles();
    tree.links();
    let mut text = tree.lines.join("\n");
    text.push('\n');
    text
}

/// How many flows that do not return lead to each step.
fn ways(trace: &Trace) -> Vec<usize> {
    let mut ways = vec![0; trace.steps.len()];
    for flow in trace.flows.iter().filter(|f| !f.is_returned) {
        if let Some(count) = ways.get_mut(trace.target(flow)) {
            *count += 1;
        }
    }
    ways
}

/// What stands under a step.
enum Branch<'t> {
    Way(&'t Flow),
    End(&'t End, Decimal),
    More(usize, Decimal, Decimal),
}

/// A branch that is still to be written, what stands before it, and whether it
/// is the last of its step.
struct Open<'t> {
    branch: Branch<'t>,
    before: String,
    is_last: bool,
}

struct Tree<'t> {
    teller: Teller<'t>,
    layout: TextLayout,
    /// Columns of the figures.
    figures: usize,
    lines: Vec<String>,
    /// Steps that are told, with their numbers in the text.
    told: HashMap<usize, usize>,
    ways: Vec<usize>,
}

/// Columns of a share: `100.00 %`.
const SHARE: usize = 8;

impl<'t> Tree<'t> {
    fn all(&mut self) {
        let trace = self.teller.trace;
        let Some(start) = trace.steps.first() else {
            return;
        };
        self.told.insert(0, 1);
        let label = format!("[1] {}", self.teller.place(&start.place));
        self.row("", &label, trace.followed, None);
        let mut open: Vec<Open<'t>> = Vec::new();
        self.under(0, "", &[], &mut open);
        while let Some(next) = open.pop() {
            self.branch(next, &mut open);
        }
    }

    fn branch(&mut self, next: Open<'t>, open: &mut Vec<Open<'t>>) {
        let Open {
            branch,
            before,
            is_last,
        } = next;
        let head = format!("{before}{}", if is_last { "└─ " } else { "├─ " });
        let below = format!("{before}{}", if is_last { "   " } else { "│  " });
        let below = self.shortened(&below);
        let head = self.shortened(&head);
        match branch {
            Branch::Way(flow) => self.way(flow, &head, &below, open),
            Branch::End(end, of) => {
                let share = Share {
                    part: end.followed,
                    of,
                };
                self.row(&head, &self.teller.end(end.kind), end.followed, Some(share));
            }
            Branch::More(count, amount, of) => {
                let label = self.teller.more(count);
                let share = Share { part: amount, of };
                self.row(&head, &label, amount, Some(share));
            }
        }
    }

    fn way(&mut self, flow: &'t Flow, head: &str, below: &str, open: &mut Vec<Open<'t>>) {
        let trace = self.teller.trace;
        let target = trace.target(flow);
        let Some(step) = trace.steps.get(target) else {
            return;
        };
        let notes = self.teller.both(flow);
        if let Some(number) = self.told.get(&target) {
            let number = number.to_string();
            let place = step.place.label();
            let label = match flow.is_returned {
                true => self.teller.say(&said!(
                    "returns to [{number}] {place}, and is not followed again",
                    number,
                    place
                )),
                false => self
                    .teller
                    .say(&said!("{place}, see [{number}] above", place, number)),
            };
            self.row(head, &label, flow.followed, Some(flow.share));
            for note in notes {
                self.note(&format!("{below}   "), &note);
            }
            return;
        }
        let number = self.told.len() + 1;
        self.told.insert(target, number);
        let label = format!("[{number}] {}", self.teller.place(&step.place));
        self.row(head, &label, flow.followed, Some(flow.share));
        self.under(target, below, &notes, open);
    }

    /// What is told of a step and of the way to it, and what leads on.
    fn under(&mut self, at: usize, before: &str, notes: &[String], open: &mut Vec<Open<'t>>) {
        let trace = self.teller.trace;
        let Some(step) = trace.steps.get(at) else {
            return;
        };
        // An organisation, or where the limit is, is told in one line with its end.
        let is_end = step.balance.is_none();
        let branches = if is_end {
            Vec::new()
        } else {
            self.branches(at)
        };
        let mut notes = notes.to_vec();
        let ways = self.ways.get(at).copied().unwrap_or(0);
        if ways > 1 {
            let what = said!(
                "reached by {n} ways, {amount} in all",
                n = ways.to_string(),
                amount = self.teller.figure(step.followed)
            );
            notes.push(self.teller.say(&what));
        }
        notes.extend(self.teller.notes(step));
        if is_end {
            notes.extend(step.ends.iter().map(|e| self.teller.end(e.kind)));
        }
        let bar = if branches.is_empty() { "   " } else { "│  " };
        for note in notes {
            self.note(&format!("{before}{bar}"), &note);
        }
        let count = branches.len();
        let each = branches.into_iter().enumerate().rev();
        open.extend(each.map(|(nth, branch)| Open {
            branch,
            before: before.to_owned(),
            is_last: nth + 1 == count,
        }));
    }

    fn branches(&self, at: usize) -> Vec<Branch<'t>> {
        let trace = self.teller.trace;
        let whole = trace.steps[at].followed;
        let ways: Vec<&Flow> = trace.onward(at).collect();
        let shown = match ways.len() > self.layout.ways {
            true => self.layout.ways.max(1),
            false => ways.len(),
        };
        let (shown, rest) = ways.split_at(shown);
        let mut branches: Vec<Branch<'t>> = shown.iter().map(|f| Branch::Way(f)).collect();
        if !rest.is_empty() {
            let amount = rest.iter().map(|f| f.followed).sum();
            branches.push(Branch::More(rest.len(), amount, whole));
        }
        let ends = &trace.steps[at].ends;
        branches.extend(ends.iter().map(|e| Branch::End(e, whole)));
        branches
    }

    /// A line with its figure and share at the right.
    fn row(&mut self, head: &str, label: &str, amount: Decimal, share: Option<Share>) {
        let right = self.figures + 2 + SHARE;
        let room = self
            .layout
            .width
            .saturating_sub(right + 2 + head.width())
            .max(12);
        let label = cut(label, room);
        let gap = " ".repeat(room - label.width());
        let amount = self.teller.figure(amount);
        let indent = " ".repeat(self.figures.saturating_sub(amount.width()));
        let share = share.map(|s| {
            let percent = s.percent();
            format!("  {:>6} %", self.teller.figure(percent))
        });
        let line = format!(
            "{head}{label}{gap}  {indent}{amount}{}",
            share.unwrap_or_default()
        );
        self.lines.push(line);
    }

    /// A text over as many lines as it needs; `first` stands before the first of
    /// them, `rest` before the others.
    fn paragraph(&mut self, first: &str, rest: &str, text: &str) {
        let room = |before: &str| self.layout.width.saturating_sub(before.width()).max(24);
        let (mut before, mut line) = (first, String::new());
        let mut lines = Vec::new();
        for word in text.split(' ') {
            if !line.is_empty() && line.width() + 1 + word.width() > room(before) {
                lines.push(format!("{before}{line}"));
                before = rest;
                line.clear();
            } else if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(format!("{before}{line}"));
        self.lines.extend(lines);
    }

    fn note(&mut self, before: &str, text: &str) {
        self.paragraph(before, &format!("{before}  "), text);
    }

    /// What stands before a line, when it leaves no room for the line: its end.
    fn shortened(&self, before: &str) -> String {
        let most = self.layout.width * 2 / 5;
        let count = before.chars().count();
        if count <= most {
            return before.to_owned();
        }
        let rest: String = before.chars().skip(count - most + 1).collect();
        format!("…{rest}")
    }

    fn circles(&mut self) {
        let trace = self.teller.trace;
        for circle in &trace.circles {
            let steps = circle.iter().filter_map(|s| trace.steps.get(*s));
            let labels: Vec<&str> = steps.map(|s| s.place.label()).collect();
            let most = 12;
            let mut list = labels[..labels.len().min(most)].join(", ");
            if labels.len() > most {
                let more = self.teller.more(labels.len() - most);
                list.push_str(&format!(", {more}"));
            }
            self.lines.push(String::new());
            let line = self
                .teller
                .say(&said!("Paid in a circle: {places}.", places = list));
            self.paragraph("", "", &line);
        }
    }

    fn links(&mut self) {
        let faults = &self.teller.trace.faults;
        if faults.is_empty() {
            return;
        }
        self.lines.push(String::new());
        let head = said!("Links that are broken or made by one side only:");
        self.lines.push(self.teller.say(&head));
        for fault in faults.iter().take(self.layout.links) {
            let line = self.teller.fault(fault);
            self.paragraph("– ", "  ", &line);
        }
        let more = faults.len().saturating_sub(self.layout.links);
        if more > 0 {
            let line = self.teller.more(more);
            self.paragraph("– ", "  ", &line);
        }
    }
}

/// The text, or its beginning where it is wider than so many columns. Control
/// characters are left out: they would move what stands beside them.
pub(super) fn cut(text: &str, columns: usize) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    if plain.width() <= columns {
        return plain;
    }
    let mut short = String::new();
    let mut width = 1;
    for sign in plain.chars() {
        width += sign.width().unwrap_or(0);
        if width > columns {
            break;
        }
        short.push(sign);
    }
    let mut short = short.trim_end().to_owned();
    short.push('…');
    short
}
