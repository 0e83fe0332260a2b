//! A document's address leads nowhere for anyone else.

use super::facts::Facts;
use super::out::{Spot, shown};
use super::{Example, House, Out};

pub(super) const RULE: House = House {
    id: "cf-unusable-link",
    category: "information",
    title: "A document's address cannot be opened",
    why: "Readers get an error instead of the document.",
    fix: "Give the whole address as a browser shows it, beginning with https://, with %20 for a space.",
    looks_at: "document-link/@url",
    examples: &[
        Example {
            xml: r#"<document-link url="www.example.org/a.pdf"/><document-link url="file:///C:/a.pdf"/><document-link url="https://example.org/a b.pdf"/>"#,
            found_at: &[
                "document-link[1]/@url",
                "document-link[2]/@url",
                "document-link[3]/@url",
            ],
        },
        Example {
            xml: r#"<document-link url=" https://example.org/a%20b.pdf"/>"#,
            found_at: &[],
        },
    ],
    check,
};

fn check<'a>(facts: &Facts<'a>, out: &mut Out<'a>) {
    for element in &facts.links {
        let Some(url) = element.attr("url") else {
            continue;
        };
        if let Some(fault) = fault(url.trim()) {
            let message = match url.trim() {
                "" => fault.to_owned(),
                url => format!("“{}” {fault}", shown(url)),
            };
            out.at(Spot::attribute_of(*element, "url"), message);
        }
    }
}

fn fault(url: &str) -> Option<&'static str> {
    if url.is_empty() {
        return Some("the address is empty; leave the document out where there is none");
    }
    let Some((scheme, rest)) = url.split_once(':') else {
        return Some("has no beginning; write https:// before it");
    };
    let host = rest
        .trim_start_matches('/')
        .split(['/', '?', '#', ':'])
        .next()
        .unwrap_or("");
    if scheme.eq_ignore_ascii_case("file") || scheme.len() == 1 {
        return Some("is a file on your own computer; give an address that others can reach");
    }
    if scheme.contains(['.', '/']) {
        return Some("has no beginning; write https:// before it");
    }
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    if matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0") {
        return Some("is an address of your own computer; give one that others can reach");
    }
    if !rest.starts_with("//") || matches!(host, "http" | "https") || !host.contains('.') {
        return Some("names no site; write https://, the site, then the page");
    }
    url.contains(char::is_whitespace).then_some(
        "has a space in it; write %20 instead, or look whether two addresses stand there",
    )
}
