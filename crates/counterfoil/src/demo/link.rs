//! How a side names the other side's activity: right, wrong, or not at all.

use super::difference::{Change, LinkFault};
use super::programme::{Programme, Project, Side};

/// The other side's activity identifier as this side writes it; blank where it does not.
pub(super) struct Link {
    pub(super) in_payments: String,
    pub(super) in_participants: String,
}

pub(super) fn link(p: &Programme, project: &Project, side: Side) -> Link {
    let right = project.identifier(side.other());
    let fault = fault(p, project, side);
    let in_payments = fault.map_or(right.clone(), |fault| faulty(fault, &right));
    let in_participants = match fault {
        Some(LinkFault::MissingInPayments) => right,
        _ => in_payments.clone(),
    };
    Link {
        in_payments,
        in_participants,
    }
}

fn fault(p: &Programme, project: &Project, side: Side) -> Option<LinkFault> {
    p.differences_of(project)
        .filter(|difference| difference.side == Some(side))
        .find_map(|difference| match difference.change {
            Change::Link(fault) => Some(fault),
            _ => None,
        })
}

fn faulty(fault: LinkFault, right: &str) -> String {
    match fault {
        LinkFault::MissingInPayments | LinkFault::Missing => String::new(),
        LinkFault::Underscores => right.replace('-', "_"),
        LinkFault::LowerCase => right.to_lowercase(),
        LinkFault::DoubledPrefix => format!("XI-IATI-{right}"),
        LinkFault::SwappedEnd => swapped_end(right),
    }
}

/// The last two characters that differ change places.
fn swapped_end(right: &str) -> String {
    let mut letters: Vec<char> = right.chars().collect();
    if let Some(at) = letters.windows(2).rposition(|pair| pair[0] != pair[1]) {
        letters.swap(at, at + 1);
    }
    letters.into_iter().collect()
}
