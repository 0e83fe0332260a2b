//! Reading [`Facts`] from an activity's XML.

use super::facts::{
    Budget, Coded, Day, Facts, Narrative, Org, Participant, Planned, Related, Share, Text,
    Transaction, Value,
};
use iati::position::Position;
use iati::read::{Context, Element, Tree};

impl Facts {
    /// The facts of the activity that `tree` holds. `start` is where it begins in
    /// its file, so that lines are those of the file. Names of organisations and the
    /// title are taken over as they stand: facts that are kept must come from a
    /// redacted tree.
    #[must_use]
    pub fn read(tree: &Tree, context: &Context, start: Position) -> Self {
        let mut facts = head(tree.root(), context);
        for element in tree.root().children() {
            take(&mut facts, element, || line(tree, start, element));
        }
        facts
    }
}

/// What stands in the activity's own tag, and around it.
fn head(root: Element<'_>, context: &Context) -> Facts {
    Facts {
        version: context.attribute("version").map(Text::from),
        hierarchy: attribute(root, "hierarchy"),
        updated: attribute(root, "last-updated-datetime"),
        humanitarian: attribute(root, "humanitarian"),
        currency: attribute(root, "default-currency"),
        currency_around: context.attribute("default-currency").map(Text::from),
        ..Facts::default()
    }
}

/// Takes one child of the activity up; of an element that may stand once, the first.
fn take(facts: &mut Facts, e: Element<'_>, line: impl Fn() -> u32) {
    match e.name() {
        "iati-identifier" => first(&mut facts.identifier, || text(e)),
        "reporting-org" if facts.reporter.is_none() => {
            facts.secondary = attribute(e, "secondary-reporter");
            facts.reporter = Some(organisation(e));
        }
        "title" if facts.title.is_none() => facts.title = Some(narratives(e)),
        "activity-status" => first(&mut facts.status, || attribute(e, "code")),
        "participating-org" => facts.participants.push(Participant {
            role: attribute(e, "role"),
            org: organisation(e),
        }),
        "related-activity" => facts.related.push(Related {
            reference: attribute(e, "ref"),
            kind: attribute(e, "type"),
        }),
        "sector" => facts.sectors.push(share(e)),
        "recipient-country" => facts.countries.push(share(e)),
        "recipient-region" => facts.regions.push(share(e)),
        "default-aid-type" => facts.aid_types.push(coded(e)),
        "default-finance-type" => first(&mut facts.finance_type, || Some(coded(e))),
        "default-flow-type" => first(&mut facts.flow_type, || Some(coded(e))),
        "default-tied-status" => first(&mut facts.tied_status, || Some(coded(e))),
        "transaction" => facts.transactions.push(transaction(e, line())),
        "budget" => facts.budgets.push(budget(e, line())),
        "planned-disbursement" => facts.planned.push(planned(e, line())),
        _ => {}
    }
}

fn first<T>(slot: &mut Option<T>, read: impl FnOnce() -> Option<T>) {
    if slot.is_none() {
        *slot = read();
    }
}

fn line(tree: &Tree, start: Position, element: Element<'_>) -> u32 {
    let line = tree.position(start, element.offset()).line;
    u32::try_from(line).unwrap_or(u32::MAX)
}

fn attribute(element: Element<'_>, name: &str) -> Option<Text> {
    element.attr(name).map(Text::from)
}

/// The element's own text; none if it has none at all.
fn text(element: Element<'_>) -> Option<Text> {
    let text = element.text();
    (!text.is_empty()).then(|| Text::from(text))
}

/// The `narrative` children, or the element's own text as 1.0x has it.
fn narratives(element: Element<'_>) -> Vec<Narrative> {
    let narrative = |e: Element<'_>, inline| Narrative {
        language: attribute(e, "xml:lang"),
        text: text(e),
        inline,
    };
    let inside = element.children_named("narrative");
    let mut all: Vec<_> = inside.map(|e| narrative(e, false)).collect();
    if all.is_empty() && !element.text().trim().is_empty() {
        all.push(narrative(element, true));
    }
    all
}

fn organisation(element: Element<'_>) -> Org {
    let mut org = Org {
        narratives: narratives(element),
        ..Org::default()
    };
    for a in element.attributes() {
        match a.name() {
            "ref" => org.reference = Some(Text::from(a.value())),
            "type" => org.kind = Some(Text::from(a.value())),
            "activity-id" | "provider-activity-id" | "receiver-activity-id" => {
                org.activity = Some(Text::from(a.value()));
            }
            _ => {}
        }
    }
    org
}

fn coded(element: Element<'_>) -> Coded {
    Coded {
        vocabulary: attribute(element, "vocabulary"),
        code: attribute(element, "code"),
    }
}

fn share(element: Element<'_>) -> Share {
    let mut share = Share::default();
    for a in element.attributes() {
        match a.name() {
            "vocabulary" => share.vocabulary = Some(Text::from(a.value())),
            "code" => share.code = Some(Text::from(a.value())),
            "percentage" => share.percentage = Some(Text::from(a.value())),
            _ => {}
        }
    }
    share
}

fn day(element: Element<'_>) -> Day {
    Day {
        iso: attribute(element, "iso-date"),
        text: text(element).filter(|t| !t.trim().is_empty()),
    }
}

fn value(element: Element<'_>) -> Value {
    Value {
        text: text(element),
        currency: attribute(element, "currency"),
        date: attribute(element, "value-date"),
    }
}

fn transaction(element: Element<'_>, line: u32) -> Transaction {
    let mut t = Transaction {
        line,
        reference: attribute(element, "ref"),
        humanitarian: attribute(element, "humanitarian"),
        ..Transaction::default()
    };
    for e in element.children() {
        match e.name() {
            "transaction-type" => first(&mut t.kind, || attribute(e, "code")),
            "transaction-date" => first(&mut t.date, || Some(day(e))),
            "value" => first(&mut t.value, || Some(value(e))),
            "provider-org" => first(&mut t.provider, || Some(organisation(e))),
            "receiver-org" => first(&mut t.receiver, || Some(organisation(e))),
            "sector" => t.sectors.push(share(e)),
            "recipient-country" => t.countries.push(share(e)),
            "recipient-region" => t.regions.push(share(e)),
            "aid-type" => t.aid_types.push(coded(e)),
            "finance-type" => first(&mut t.finance_type, || Some(coded(e))),
            "flow-type" => first(&mut t.flow_type, || Some(coded(e))),
            "tied-status" => first(&mut t.tied_status, || Some(coded(e))),
            _ => {}
        }
    }
    t
}

fn budget(element: Element<'_>, line: u32) -> Budget {
    Budget {
        line,
        kind: attribute(element, "type"),
        status: attribute(element, "status"),
        start: element.child("period-start").map(day),
        end: element.child("period-end").map(day),
        value: element.child("value").map(value),
    }
}

fn planned(element: Element<'_>, line: u32) -> Planned {
    Planned {
        line,
        kind: attribute(element, "type"),
        start: element.child("period-start").map(day),
        end: element.child("period-end").map(day),
        value: element.child("value").map(value),
        provider: element.child("provider-org").map(organisation),
        receiver: element.child("receiver-org").map(organisation),
    }
}
