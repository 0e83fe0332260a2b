//! A text holds the markup of a web page.

use super::facts::Facts;
use super::facts::words::counted;
use super::out::Spot;
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-markup-in-text",
    category: "information",
    title: "A text holds HTML",
    why: "Narratives are plain text: readers see the tags.",
    fix: "Take the tags out and write the characters themselves for &nbsp; and the like.",
    looks_at: "every narrative except those of contacts",
    examples: &[
        Example {
            xml: r#"<description><narrative>&lt;p&gt;Wells&lt;/p&gt;</narrative></description>"#,
            found_at: &["description/narrative"],
        },
        Example {
            xml: r#"<description><narrative>Wells &amp;amp; pumps</narrative></description>"#,
            found_at: &["description/narrative"],
        },
        Example {
            xml: r#"<description><narrative>depth &lt; 30 m &amp; width &gt; 1 m; R&amp;D; a&lt;b</narrative></description>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    if !facts.odd_texts {
        return;
    }
    let mut example = String::new();
    let mut spots: Vec<Spot<'a>> = Vec::new();
    for narrative in &facts.narratives {
        if let Some(piece) = markup(&narrative.text) {
            if spots.is_empty() {
                example = super::out::shown(piece);
            }
            spots.push(narrative.element.into());
        }
    }
    out.each(spots, |n| {
        let which = counted(n, "text holds", "texts hold");
        format!("{which} HTML, such as “{example}”; readers see it as it stands: take it out")
    });
}

/// The first tag or reference of HTML in a text.
fn markup(text: &str) -> Option<&str> {
    memchr::memchr2_iter(b'<', b'&', text.as_bytes()).find_map(|at| {
        let rest = &text[at..];
        if rest.starts_with('<') {
            tag(rest)
        } else {
            reference(rest)
        }
    })
}

const TAGS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "img",
    "li",
    "o:p",
    "ol",
    "p",
    "script",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tr",
    "u",
    "ul",
];

/// The longest tag that is looked for an end of.
const LONGEST: usize = 300;

fn tag(rest: &str) -> Option<&str> {
    let name = rest[1..].trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != ':')?;
    let known = TAGS.iter().any(|t| t.eq_ignore_ascii_case(&name[..end]));
    let is_tag = known && name[end..].starts_with(['>', ' ', '/', '\n', '\t']);
    let close = memchr::memchr(b'>', &rest.as_bytes()[..rest.len().min(LONGEST)])?;
    is_tag.then_some(&rest[..=close])
}

fn reference(rest: &str) -> Option<&str> {
    let name = rest.as_bytes()[1..].iter().take(8);
    let end = 1 + name
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'#')
        .count();
    let whole = rest.get(..=end)?;
    let inside = &whole[1..end];
    let numeric = inside
        .strip_prefix('#')
        .is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit() || c == 'x') && n.len() > 1);
    let known = matches!(
        inside,
        "nbsp"
            | "amp"
            | "lt"
            | "gt"
            | "quot"
            | "apos"
            | "rsquo"
            | "lsquo"
            | "ldquo"
            | "rdquo"
            | "ndash"
            | "mdash"
            | "eacute"
            | "egrave"
            | "agrave"
            | "ccedil"
            | "ocirc"
            | "bull"
            | "hellip"
    );
    (whole.ends_with(';') && (numeric || known)).then_some(whole)
}
