//! A sector code is of the other OECD DAC list: three digits for five.

use super::facts::{Facts, Share};
use super::out::Spot;
use super::{Example, House, Out};
use crate::codelist;

pub(super) const RULE: House = House {
    id: "cf-sector-of-other-list",
    category: "classifications",
    title: "A sector code is of the other DAC list",
    why: "Codes of three digits are vocabulary 2, those of five vocabulary 1: under the wrong one the code means nothing.",
    fix: "Change the vocabulary, or give the code of five digits.",
    looks_at: "iati-activity/sector",
    examples: &[
        Example {
            xml: r#"<sector code="111"/><sector vocabulary="2" code="11110"/>"#,
            found_at: &["sector[1]/@code", "sector[2]/@code"],
        },
        Example {
            xml: r#"<sector code="11110"/><sector vocabulary="2" code="111"/><sector vocabulary="99" code="111"/><sector code="999"/>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    for share in facts.shares.iter().filter(|s| s.of == "sector") {
        if let Some(message) = fault(share) {
            out.at(Spot::attribute_of(share.element, "code"), message);
        }
    }
}

fn fault(share: &Share<'_>) -> Option<String> {
    let code = share.code.trim();
    let is_on = |list: &str| codelist::list(list).is_some_and(|l| l.get(code).is_some());
    match (share.vocabulary, code.len()) {
        ("1" | "", 3) if is_on("SectorCategory") => Some(format!(
            "{code} is a category of vocabulary 2; add vocabulary=\"2\" or give the code of five digits"
        )),
        ("2", 5) if is_on("Sector") => Some(format!(
            "{code} is a code of vocabulary 1; write vocabulary=\"1\" or give the first three digits"
        )),
        _ => None,
    }
}
