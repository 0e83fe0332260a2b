//! What the checker says of one unit, brought into the form that the report
//! takes. All that is known here of the checker's own form is in this file.

use crate::report::Judged;
use iati::check::{self, Checker, Standing};
use iati::finding::Finding;
use iati::read::{Element, Tree, Unit, UnitKind};

/// A unit judged, or the fault with which its whole file falls.
pub enum Verdict {
    Judged(Judged),
    NotWellFormed(Finding),
}

pub fn judge(checker: &Checker, unit: &Unit, standing: Standing) -> Verdict {
    let source = match &unit.source {
        Ok(source) => source,
        Err(why) => return left_out(check::unreadable(unit, *why)),
    };
    match Tree::parse(source.clone(), &unit.context) {
        Ok(tree) => {
            let said = checker.unit(unit, &tree, standing);
            Verdict::Judged(Judged {
                is_read: true,
                identifier: said.identifier,
                title: title(tree.root(), unit.kind),
                findings: said.findings,
                links: said.links,
            })
        }
        Err(fault) => match check::unit_fault(unit, source, &fault) {
            (finding, true) => Verdict::NotWellFormed(finding),
            (finding, false) => left_out(finding),
        },
    }
}

fn left_out(finding: Finding) -> Verdict {
    Verdict::Judged(Judged {
        findings: vec![finding],
        ..Judged::default()
    })
}

/// What a unit is called: its first narrative, or in 1.0x its text.
fn title(root: Element<'_>, kind: UnitKind) -> String {
    let name = match kind {
        UnitKind::Activity => "title",
        UnitKind::Organisation => "name",
    };
    let Some(title) = root.child(name) else {
        return String::new();
    };
    title
        .child("narrative")
        .unwrap_or(title)
        .text()
        .into_owned()
}
