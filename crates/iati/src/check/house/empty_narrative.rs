//! A narrative without text.

use super::facts::Facts;
use super::facts::words::counted;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-empty-narrative",
    category: "information",
    title: "A narrative is empty",
    why: "It takes a name's or text's place and says nothing; some programs then show an empty line instead of another language's text.",
    fix: "Write the text, or leave the narrative out.",
    looks_at: "every narrative except those of contacts",
    examples: &[
        Example {
            xml: r#"<participating-org ref="XM-EX-1"><narrative/></participating-org>"#,
            found_at: &["participating-org/narrative"],
        },
        Example {
            xml: r#"<title><narrative>Wells</narrative></title><contact-info><organisation><narrative/></organisation></contact-info>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    let empty = facts.narratives.iter().filter(|n| n.text.is_empty());
    let spots = empty.map(|n| n.element.into()).collect();
    out.each(spots, |n| {
        let which = counted(n, "narrative has", "narratives have");
        format!("{which} no text; write it or leave the element out")
    });
}
