//! Words where 2.03 has codes and dates: those of 1.0x, and the names of codes.

use super::lift::{Lift, text_note};
use super::node::Node;
use super::note::{Note, Why};
use super::reshape::Mend;
use super::table::{self, FORMER_NAMES, REARRANGED, WORDS, Words};
use crate::codelist::{self, Codelist};
use crate::date;
use crate::read::{Attribute, Element};
use crate::schema::{Place, Schema, Shape};
use std::borrow::Cow;
use std::sync::LazyLock;

/// What is to be done at a place besides copying.
#[derive(Clone, Default)]
pub(super) struct Special {
    pub words: Vec<(&'static str, Words, &'static str)>,
    pub mend: Option<Mend>,
    /// The list of its `code`.
    pub codes: Option<&'static Codelist>,
}

static SPECIAL: LazyLock<Vec<Special>> = LazyLock::new(|| {
    let mut all = vec![Special::default(); Schema::places()];
    for (path, attribute, words, list) in WORDS {
        if let Some(place) = Schema::place(path) {
            all[place.index()].words.push((attribute, *words, list));
        }
    }
    for (path, mend) in REARRANGED {
        if let Some(place) = Schema::place(path) {
            all[place.index()].mend = Some(*mend);
        }
    }
    for check in codelist::checks() {
        let place = check.path.strip_suffix("/@code").and_then(Schema::place);
        if let Some(place) = place {
            all[place.index()].codes = codelist::list(check.list);
        }
    }
    all
});

pub(super) fn special(place: Place) -> &'static Special {
    &SPECIAL[place.index()]
}

impl<'t> Lift<'t> {
    /// The value, a word of 1.0x as the code that took its place.
    pub(super) fn in_codes(
        &mut self,
        e: Element<'t>,
        a: Attribute<'t>,
        shape: Shape,
    ) -> Cow<'t, str> {
        let value = a.value();
        let mut known = special(shape.place()).words.iter();
        let Some((_, words, list)) = known.find(|w| w.0 == a.name()) else {
            return Cow::Borrowed(value);
        };
        let list = codelist::list(list);
        let is_code = |v: &str| list.is_some_and(|l| l.get(v).is_some());
        if value.trim().is_empty() || is_code(value) {
            return Cow::Borrowed(value);
        }
        let code = match words {
            Words::Legacy(code_of) => Some(Cow::Owned(code_of(value))).filter(|c| is_code(c)),
            Words::Table(table) => table::code(table, value).map(Cow::Borrowed),
        };
        if let Some(code) = code {
            match self.is_old {
                true => self.told.push(a.span()),
                false => {
                    let message = format!("a word of 1.0x for the code {code}");
                    self.note(Note::of_attribute(Why::Named, e, a, message));
                }
            }
            return code;
        }
        if let Some(code) = list.and_then(|l| code_named(l, value)) {
            let message = format!("the name of the code {code}");
            self.note(Note::of_attribute(Why::Named, e, a, message));
            return Cow::Borrowed(code);
        }
        if !is_code(value.trim()) {
            let message = "not on the standard's list, and nothing there means the same for certain; written as it is";
            self.note(Note::of_attribute(Why::Unmapped, e, a, message));
        }
        Cow::Borrowed(value)
    }

    /// A code that is told by its name in the standard's list.
    pub(super) fn named(
        &mut self,
        e: Element<'t>,
        node: &mut Node<'t>,
        shape: Shape,
        text: &str,
    ) -> bool {
        let Some(list) = special(shape.place()).codes else {
            return false;
        };
        if node.stated("code").is_some() {
            return false;
        }
        let Some(code) = code_named(list, text) else {
            return false;
        };
        node.take("code");
        node.set("code", code);
        let message = format!("the text is the name of the code {code}");
        self.note(text_note(Why::Named, e, message, text));
        true
    }

    /// A date that 1.0x let be written as text.
    pub(super) fn dated(
        &mut self,
        e: Element<'t>,
        node: &mut Node<'t>,
        shape: Shape,
        text: &str,
    ) -> bool {
        if shape.attribute("iso-date").is_none() || date::parse(text).is_err() {
            return false;
        }
        let same = match node.stated("iso-date") {
            None => {
                node.take("iso-date");
                node.set("iso-date", text.trim().to_owned());
                true
            }
            Some(written) => date::parse(written) == date::parse(text),
        };
        if same {
            self.told_text(e);
            node.take("xml:lang");
            self.told_attribute(e, "xml:lang");
        }
        same
    }
}

/// The code of this name, today's or that of 1.0x, whatever its capitals.
fn code_named(list: &'static Codelist, name: &str) -> Option<&'static str> {
    let name = name.trim();
    let is_former =
        |(of, known, _): &&(&str, &str, &str)| *of == list.name && known.eq_ignore_ascii_case(name);
    if let Some((_, _, code)) = FORMER_NAMES.iter().find(is_former) {
        return Some(code);
    }
    let is_named = |c: &&codelist::Code| c.name.eq_ignore_ascii_case(name);
    let mut named = list.codes.iter().filter(is_named);
    let first = named.next().filter(|_| !name.is_empty())?;
    // Of two of one name nobody can say which is meant.
    named.next().is_none().then_some(first.code)
}
