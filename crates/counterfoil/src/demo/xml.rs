//! Writes XML: elements in order, indented, escaped.

use super::programme::Words;

#[derive(Default)]
pub(super) struct Xml {
    text: String,
    open: Vec<&'static str>,
}

type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Xml {
    /// Begins inside elements that are opened elsewhere.
    pub(super) fn inside(open: &[&'static str]) -> Self {
        Self {
            text: String::new(),
            open: open.to_vec(),
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    pub(super) fn open(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.start(name, attributes);
        self.text.push_str(">\n");
        self.open.push(name);
    }

    pub(super) fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.end(name);
        }
    }

    /// An element with nothing in it. An attribute without a value is left out.
    pub(super) fn empty(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.start(name, attributes);
        self.text.push_str("/>\n");
    }

    pub(super) fn leaf(&mut self, name: &'static str, attributes: Attributes<'_>, text: &str) {
        self.start(name, attributes);
        self.text.push('>');
        self.text.push_str(&escaped(text));
        self.end(name);
    }

    /// An element that holds a narrative in each language that is known.
    pub(super) fn told(&mut self, name: &'static str, attributes: Attributes<'_>, words: Words) {
        self.start(name, attributes);
        self.text.push('>');
        for (language, text) in [("", words.en), ("fr", words.fr), ("zh", words.zh)] {
            if !text.is_empty() {
                self.narrative(language, text);
            }
        }
        self.end(name);
    }

    /// An element that holds one narrative in the default language.
    pub(super) fn said(&mut self, name: &'static str, attributes: Attributes<'_>, text: &str) {
        self.start(name, attributes);
        self.text.push('>');
        self.narrative("", text);
        self.end(name);
    }

    /// Takes in XML written elsewhere, as it is.
    pub(super) fn raw(&mut self, xml: &str) {
        self.text.push_str(xml);
    }

    fn narrative(&mut self, language: &str, text: &str) {
        self.text.push_str("<narrative");
        self.attribute("xml:lang", language);
        self.text.push('>');
        self.text.push_str(&escaped(text));
        self.text.push_str("</narrative>");
    }

    fn start(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (attribute, value) in attributes {
            self.attribute(attribute, value);
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.text
                .push_str(&format!(" {name}=\"{}\"", escaped(value)));
        }
    }

    fn end(&mut self, name: &str) {
        self.text.push_str(&format!("</{name}>\n"));
    }

    fn indent(&mut self) {
        self.text.push_str(&" ".repeat(self.open.len()));
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
