//! What 2.03 asks of a unit beyond its schema, so that it says who, what and
//! when: codes that are codes, a start date, names that are not blank, amounts
//! in a currency.
//!
//! Source: the standard's ruleset and codelists for 2.03, as far as they say
//! “must”.

use super::lift::is_blank;
use super::node::{Item, Node};
use crate::codelist;
use crate::date;

/// Codes that have to be on the standard's lists: path below the unit, attribute, list.
const CODES: &[(&[&str], &str, &str)] = &[
    (&["reporting-org"], "type", "OrganisationType"),
    (&["participating-org"], "role", "OrganisationRole"),
    (&["activity-status"], "code", "ActivityStatus"),
    (&["activity-date"], "type", "ActivityDateType"),
    (
        &["transaction", "transaction-type"],
        "code",
        "TransactionType",
    ),
];

/// Texts that may not be blank: path below the unit.
const NAMES: &[&[&str]] = &[&["reporting-org"], &["title"], &["description"], &["name"]];

const IDENTIFIERS: &[&str] = &["iati-identifier", "organisation-identifier"];

/// Elements with a `value`, that is an amount, in activities and in records.
const MONEY: &[&str] = &[
    "transaction",
    "budget",
    "planned-disbursement",
    "total-budget",
    "recipient-org-budget",
    "recipient-region-budget",
    "recipient-country-budget",
    "total-expenditure",
];

/// Something that 2.03 asks for and does not get.
pub(super) struct Unmet<'n, 't> {
    pub node: &'n Node<'t>,
    pub attribute: Option<&'static str>,
    pub message: String,
}

/// All that is not met, in no particular order.
pub(super) fn unmet<'n, 't>(unit: &'n Node<'t>) -> Vec<Unmet<'n, 't>> {
    let mut found = Vec::new();
    for (path, attribute, list) in CODES {
        each(unit, path, &mut |node| {
            found.extend(unknown_code(node, attribute, list));
        });
    }
    for path in NAMES {
        each(unit, path, &mut |node| found.extend(blank_name(node)));
    }
    for name in IDENTIFIERS {
        each(unit, &[name], &mut |node| {
            if text_of(node).is_none_or(is_blank) {
                found.push(of(node, "the identifier is empty"));
            }
        });
    }
    each(unit, &["reporting-org"], &mut |node| {
        if node.attr("ref").is_some_and(is_blank) {
            found.push(Unmet {
                attribute: Some("ref"),
                ..of(node, "the reference is empty")
            });
        }
    });
    if unit.name == "iati-activity" && !unit.children().any(is_start) {
        found.push(of(unit, "no planned and no actual start date"));
    }
    if unit.stated("default-currency").is_none() {
        for money in unit.children().filter(|c| MONEY.contains(&c.name.as_ref())) {
            currencies(money, &mut found);
        }
    }
    found
}

/// All elements at a path.
fn each<'n, 't>(node: &'n Node<'t>, path: &[&str], say: &mut impl FnMut(&'n Node<'t>)) {
    let Some((first, rest)) = path.split_first() else {
        return say(node);
    };
    for child in node.children().filter(|c| c.name == *first) {
        each(child, rest, say);
    }
}

fn of<'n, 't>(node: &'n Node<'t>, message: &str) -> Unmet<'n, 't> {
    Unmet {
        node,
        attribute: None,
        message: message.to_owned(),
    }
}

fn unknown_code<'n, 't>(
    node: &'n Node<'t>,
    attribute: &'static str,
    list: &str,
) -> Option<Unmet<'n, 't>> {
    // One that is missing is the schema's business.
    let code = node.attr(attribute)?;
    let known = codelist::list(list)?.get(code).is_some();
    (!known).then(|| Unmet {
        attribute: Some(attribute),
        ..of(node, &format!("“{code}” is not on the list {list}"))
    })
}

fn blank_name<'n, 't>(node: &'n Node<'t>) -> Option<Unmet<'n, 't>> {
    let mut narratives = node.children().filter(|c| c.name == "narrative").peekable();
    narratives.peek()?;
    let is_blank = narratives.all(|n| text_of(n).is_none_or(is_blank));
    is_blank.then(|| of(node, &format!("<{}> is blank", node.name)))
}

fn is_start(node: &Node<'_>) -> bool {
    node.name == "activity-date"
        && matches!(node.attr("type"), Some("1" | "2"))
        && node
            .attr("iso-date")
            .is_some_and(|d| date::parse(d).is_ok())
}

fn currencies<'n, 't>(node: &'n Node<'t>, found: &mut Vec<Unmet<'n, 't>>) {
    for child in node.children() {
        if child.name == "value" && child.stated("currency").is_none() {
            found.push(of(child, "an amount without a currency, and no default"));
        } else if matches!(child.name.as_ref(), "budget-line" | "expense-line") {
            currencies(child, found);
        }
    }
}

fn text_of<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    match node.content.as_slice() {
        [Item::Text(text)] => Some(text),
        _ => None,
    }
}
