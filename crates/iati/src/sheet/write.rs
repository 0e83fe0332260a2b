//! Elements as the text of 2.03.

use super::build::Node;

/// Writes a unit two spaces in, its elements in the order of the schema.
pub(super) fn unit(node: &Node, out: &mut String) {
    element(node, 1, out);
    out.push('\n');
}

fn element(node: &Node, depth: usize, out: &mut String) {
    out.push_str(
        "                    "
            .get(..(depth * 2).min(20))
            .unwrap_or_default(),
    );
    out.push('<');
    out.push_str(&node.name);
    let mut attributes: Vec<&(usize, String, String)> = node.attributes.iter().collect();
    attributes.sort_by_key(|(rank, ..)| *rank);
    for (_, name, value) in attributes {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape(value, true, out);
        out.push('"');
    }
    let mut children: Vec<&Node> = node.children.iter().filter(|c| !c.dropped).collect();
    children.sort_by_key(|c| c.rank);
    match (&node.text, children.is_empty()) {
        (None, true) => return out.push_str("/>"),
        (Some(text), _) => {
            out.push('>');
            escape(text, false, out);
        }
        (None, false) => {
            out.push('>');
            for child in children {
                out.push('\n');
                element(child, depth + 1, out);
            }
            out.push('\n');
            out.push_str(
                "                    "
                    .get(..(depth * 2).min(20))
                    .unwrap_or_default(),
            );
        }
    }
    out.push_str("</");
    out.push_str(&node.name);
    out.push('>');
}

fn escape(text: &str, in_attribute: bool, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if in_attribute => out.push_str("&quot;"),
            // As they are, a reader would make spaces of them.
            '\t' | '\n' if in_attribute => out.push(' '),
            '\r' => {}
            c => out.push(c),
        }
    }
}
