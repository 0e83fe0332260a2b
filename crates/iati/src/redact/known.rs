//! What a publication says of persons in its contact fields, and the redactor
//! made of it.
//!
//! Two passes: [`Known::collect`] over every unit of the publication, then
//! [`Redactor::redact`] over each.

use super::also::Rules;
use super::ordinary::is_ordinary;
use super::pattern::{self, digits_of};
use super::{
    Dropped, TextKind, attribute_kind, is_dropped, is_dropped_attribute, plain_name, text_kind,
};
use crate::position::Position;
use crate::read::{Context, Element, Text, Tree};
use crate::said;
use aho_corasick::AhoCorasick;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::sync::Arc;

const NAME: &str = "[name withheld]";
const ADDRESS: &str = "[address withheld]";

/// Contact names, telephones and addresses of one publication.
#[derive(Clone, Debug, Default)]
pub struct Known {
    names: BTreeSet<String>,
    telephones: BTreeSet<String>,
    addresses: BTreeSet<String>,
    /// Texts that name organisations, as written: few, though each stands in
    /// very many places, so they are folded once, at the end.
    organisations: HashSet<String>,
}

impl Known {
    /// Takes in what one unit says.
    pub fn collect(&mut self, tree: &Tree) {
        for element in tree.elements() {
            if is_organisation(element) {
                self.note_organisation(element);
            }
            if !is_dropped(element) {
                continue;
            }
            match kind_of(element) {
                "person-name" => self.names.extend(names_in(element)),
                "telephone" => self.telephones.extend(telephones_in(element)),
                "mailing-address" => {
                    let is_one =
                        |p: &String| words(p) >= 3 && p.bytes().any(|b| b.is_ascii_digit());
                    self.addresses
                        .extend(phrases(element).into_iter().filter(is_one));
                }
                _ => {}
            }
        }
    }

    fn note_organisation(&mut self, element: Element<'_>) {
        for e in std::iter::once(element).chain(element.children()) {
            let text = e.text();
            let text = text.trim();
            if !text.is_empty() && !self.organisations.contains(text) {
                self.organisations.insert(text.to_owned());
            }
        }
    }

    pub fn merge(&mut self, other: Self) {
        self.names.extend(other.names);
        self.telephones.extend(other.telephones);
        self.addresses.extend(other.addresses);
        self.organisations.extend(other.organisations);
    }

    /// The redactor for this publication. A contact name that stands in an
    /// organisation's name, or is a place's or an office's, is no person's.
    #[must_use]
    pub fn redactor(self) -> Redactor {
        self.redactor_with(Arc::default())
    }

    /// The same, with rules besides the built-in ones.
    #[must_use]
    pub fn redactor_with(mut self, rules: Arc<Rules>) -> Redactor {
        let named = match self.names.is_empty() && self.addresses.is_empty() {
            true => BTreeSet::new(),
            false => self
                .organisations
                .iter()
                .filter_map(|t| phrase(t))
                .collect(),
        };
        let organisations = named.iter().map(String::as_str);
        let organisations = organisations.collect::<Vec<_>>().join("\n");
        let of_organisation = |name: &str| {
            let mut places = organisations.match_indices(name);
            places.any(|(at, _)| is_whole(&organisations, at, at + name.len()))
        };
        self.names
            .retain(|name| !of_organisation(name) && !is_ordinary(name));
        self.addresses.retain(|text| !named.contains(text));
        let names = self.names.len();
        let phrases: Vec<String> = self.names.into_iter().chain(self.addresses).collect();
        Redactor {
            finder: finder(&phrases),
            names,
            telephones: self.telephones,
            rules,
        }
    }
}

pub(super) fn finder(phrases: &[String]) -> Option<AhoCorasick> {
    if phrases.is_empty() {
        return None;
    }
    AhoCorasick::new(phrases).ok()
}

/// Where phrases stand as whole words, in order, and which: the longest of those that
/// begin together. What overlaps is one place, so that no part of a phrase stays. All
/// matches are looked at: the longest may end inside a word and a shorter one not.
pub(super) fn whole_matches(finder: &AhoCorasick, folded: &str) -> Vec<(Range<usize>, usize)> {
    let found = finder.find_overlapping_iter(folded);
    let mut whole: Vec<(Range<usize>, usize)> = found
        .filter(|m| is_whole(folded, m.start(), m.end()))
        .map(|m| (m.range(), m.pattern().as_usize()))
        .collect();
    whole.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut kept: Vec<(Range<usize>, usize)> = Vec::with_capacity(whole.len());
    for (range, phrase) in whole {
        match kept.last_mut() {
            Some((last, _)) if range.start < last.end => last.end = last.end.max(range.end),
            _ => kept.push((range, phrase)),
        }
    }
    kept
}

fn is_organisation(element: Element<'_>) -> bool {
    let in_record = || {
        element
            .parent()
            .is_some_and(|p| p.name() == "iati-organisation")
    };
    match element.name() {
        "reporting-org" | "participating-org" | "provider-org" | "receiver-org" | "owner-org"
        | "organisation" | "department" | "recipient-org" => true,
        "name" => in_record(),
        _ => false,
    }
}

/// The texts of an element and its narratives, in the form they are compared in.
fn phrases(element: Element<'_>) -> Vec<String> {
    let own = std::iter::once(element.text());
    own.chain(element.children().map(|e| e.text()))
        .filter_map(|text| phrase(&text))
        .collect()
}

fn phrase(text: &str) -> Option<String> {
    let text = folded(text).0.trim().to_owned();
    (text.len() >= 4).then_some(text)
}

/// Titles before a name.
const HONORIFICS: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "professor",
    "sr",
    "sra",
    "mme",
    "m",
    "herr",
    "frau",
    "eng",
    "hon",
    "rev",
];

/// Signs between the names of one field, or between a name and a post.
const PARTING: [char; 11] = [';', '/', '|', ',', '(', ')', '[', ']', '<', '>', ':'];

/// Words and dashes between them.
const PARTING_WORDS: &[&str] = &["-", "–", "—", "&", "+", "and", "et", "y", "e", "und", "or"];

/// Each name of two or more words; several may stand in one field, or a post beside.
fn names_in(element: Element<'_>) -> Vec<String> {
    let phrases = phrases(element);
    let parted: Vec<String> = phrases
        .iter()
        .map(|p| {
            let words = p.split(' ');
            let words = words.map(|w| if PARTING_WORDS.contains(&w) { ";" } else { w });
            words.collect::<Vec<_>>().join(" ")
        })
        .collect();
    let parts = parted.iter().flat_map(|p| p.split(PARTING));
    let whole = phrases.iter().map(String::as_str);
    let bare = |name: &str| {
        let mut words: Vec<&str> = name.split_whitespace().collect();
        while words
            .first()
            .is_some_and(|w| HONORIFICS.contains(&w.trim_end_matches('.')))
        {
            words.remove(0);
        }
        let name = words.join(" ");
        // What ends a sentence is no part of a name.
        let edges = |c: char| c.is_ascii_punctuation() || c == '\u{2026}';
        name.trim_matches(edges).to_owned()
    };
    whole
        .chain(parts)
        .map(bare)
        .filter(|name| words(name) >= 2)
        .collect()
}

/// Digits of each telephone number; several may stand in one field.
fn telephones_in(element: Element<'_>) -> Vec<String> {
    let text = all_text(element);
    let split = text.split([';', ',', '|', '/']).map(digits_of);
    split.filter(|digits| digits.len() >= 6).collect()
}

fn all_text(element: Element<'_>) -> String {
    let inside = element
        .children()
        .map(|e| e.text() + ";")
        .collect::<String>();
    format!("{};{inside}", element.text())
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Lower case, runs of white space made one space; with the offset in `text`
/// of each byte of the result, and of its end.
pub(super) fn folded(text: &str) -> (String, Vec<usize>) {
    let mut out = String::with_capacity(text.len());
    let mut offsets = Vec::with_capacity(text.len() + 1);
    let mut spaced = false;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() || c == '\u{a0}' {
            if !spaced {
                out.push(' ');
                offsets.push(at);
            }
            spaced = true;
            continue;
        }
        spaced = false;
        for lower in c.to_lowercase() {
            out.push(lower);
            offsets.resize(out.len(), at);
        }
    }
    offsets.push(text.len());
    (out, offsets)
}

/// Takes persons out of the units of one publication.
#[derive(Debug)]
pub struct Redactor {
    finder: Option<AhoCorasick>,
    /// The first so many phrases are names, the rest addresses.
    names: usize,
    telephones: BTreeSet<String>,
    rules: Arc<Rules>,
}

/// A range of the source and what stands there instead.
pub(super) struct Edit {
    pub range: Range<usize>,
    pub text: String,
}

impl Redactor {
    /// The unit's source without persons, and what was taken out. It is borrowed
    /// where it is as it was.
    ///
    /// Line ends are kept, so that lines are still those of the file. Entities
    /// of the document's own are written out: the result needs no DOCTYPE.
    #[must_use]
    pub fn redact<'t>(&self, tree: &'t Tree, context: &Context) -> (Cow<'t, str>, Dropped) {
        let mut dropped = Dropped::default();
        let mut edits = Vec::new();
        for aside in tree.asides() {
            dropped.count(said::phrase("comment"), 1);
            edits.push(removal(tree, aside.clone()));
        }
        self.drop_elements(tree, &mut edits, &mut dropped);
        self.rules.sensitive.coarsen(tree, &mut edits, &mut dropped);
        let gone = merged(&edits);
        let is_gone = |at: usize| {
            let next = gone.partition_point(|r| r.end <= at);
            gone.get(next).is_some_and(|r| r.contains(&at))
        };
        let entities = !context.entities.is_empty();
        self.mask_texts(tree, entities, &is_gone, &mut edits, &mut dropped);
        self.mask_attributes(tree, entities, &is_gone, &mut edits, &mut dropped);
        let redacted = match edits.is_empty() {
            true => Cow::Borrowed(tree.source()),
            false => Cow::Owned(apply(tree.source(), edits)),
        };
        (redacted, dropped)
    }

    /// A text that stands outside units: a reason, a path, an attribute of the root.
    #[must_use]
    pub fn redact_text(&self, text: &str) -> String {
        let mut dropped = Dropped::default();
        self.mask(text, TextKind::Address, &mut dropped)
            .into_owned()
    }

    fn drop_elements(&self, tree: &Tree, edits: &mut Vec<Edit>, dropped: &mut Dropped) {
        let mut until = 0;
        for element in tree.elements() {
            let span = element.span();
            if span.start < until || !is_dropped(element) {
                continue;
            }
            until = span.end;
            dropped.count(kind_of(element), 1);
            edits.push(removal(tree, span));
        }
    }

    fn mask_texts(
        &self,
        tree: &Tree,
        entities: bool,
        is_gone: &dyn Fn(usize) -> bool,
        edits: &mut Vec<Edit>,
        dropped: &mut Dropped,
    ) {
        let texts: Vec<Text<'_>> = tree.texts().collect();
        for group in groups(tree, &texts) {
            let Some(first) = group.first() else { continue };
            let kind = text_kind(first.parent());
            let range = first.span().start..group.last().map_or(0, |t| t.span().end);
            if is_gone(range.start) {
                continue;
            }
            let blank = group.iter().all(|t| t.value().trim().is_empty());
            if kind == TextKind::Contact && !blank {
                dropped.count(said::phrase("other contact field"), 1);
                edits.push(removal(tree, range));
                continue;
            }
            let text: Cow<'_, str> = match group {
                [one] => Cow::Borrowed(one.value()),
                many => Cow::Owned(many.iter().map(Text::value).collect()),
            };
            let masked = self.mask(&text, kind, dropped);
            let written_out = entities && tree.source()[range.clone()].contains('&');
            // Where an aside goes, what stood around it must not join to markup.
            let joined = aside_inside(tree, &range);
            if written_out || joined || masked != text {
                edits.push(replacement(tree, range, &masked));
            }
        }
    }

    fn mask_attributes(
        &self,
        tree: &Tree,
        entities: bool,
        is_gone: &dyn Fn(usize) -> bool,
        edits: &mut Vec<Edit>,
        dropped: &mut Dropped,
    ) {
        for element in tree.elements() {
            for attribute in element.attributes() {
                if is_gone(attribute.offset()) {
                    continue;
                }
                let name = attribute.name();
                if is_dropped_attribute(element, name, attribute.value()) {
                    dropped.count(said::phrase("contact attribute"), 1);
                    edits.push(removal(tree, attribute.span()));
                    continue;
                }
                let masked = self.mask(attribute.value(), attribute_kind(name), dropped);
                let range = attribute.value_span();
                let written_out = entities && tree.source()[range.clone()].contains('&');
                if written_out || masked != attribute.value() {
                    edits.push(replacement(tree, range, &masked));
                }
            }
        }
    }

    fn mask<'a>(&self, text: &'a str, kind: TextKind, dropped: &mut Dropped) -> Cow<'a, str> {
        let mut count = 0;
        let text = self.rules.also.mask(Cow::Borrowed(text), &mut count);
        dropped.count(said::phrase("phrase in text"), count);
        if matches!(kind, TextKind::Exact | TextKind::Contact) {
            return text;
        }
        count = 0;
        let mut text = pattern::mask_emails(text, &mut count);
        dropped.count(said::phrase("e-mail in text"), count);
        if kind != TextKind::Address {
            if kind == TextKind::Prose {
                text = self.mask_known(text, dropped);
            }
            let known = |digits: &str| self.is_known_telephone(digits);
            count = 0;
            let known = (!self.telephones.is_empty()).then_some(&known as &dyn Fn(&str) -> bool);
            text = pattern::mask_telephones(text, known, &mut count);
            dropped.count(said::phrase("telephone in text"), count);
            count = 0;
            text = pattern::mask_identity_numbers(text, &mut count);
            dropped.count(said::phrase("identity number in text"), count);
        }
        text
    }

    /// Equal to a known number, or to its last eight or more digits: the country
    /// code may be left out.
    fn is_known_telephone(&self, digits: &str) -> bool {
        let local = digits.trim_start_matches('0');
        let same = |known: &String| local.len() >= 8 && known.ends_with(local);
        digits.len() >= 6 && (self.telephones.contains(digits) || self.telephones.iter().any(same))
    }

    fn mask_known<'a>(&self, text: Cow<'a, str>, dropped: &mut Dropped) -> Cow<'a, str> {
        let Some(finder) = &self.finder else {
            return text;
        };
        let (folded, offsets) = folded(&text);
        let mut out = String::new();
        let mut from = 0;
        for (found, phrase) in whole_matches(finder, &folded) {
            let is_name = phrase < self.names;
            let (start, end) = (offsets[found.start], offsets[found.end]);
            out.push_str(&text[from..start]);
            out.push_str(if is_name { NAME } else { ADDRESS });
            dropped.count(
                if is_name {
                    said::phrase("name in text")
                } else {
                    said::phrase("address in text")
                },
                1,
            );
            from = end;
        }
        if from == 0 {
            return text;
        }
        out.push_str(&text[from..]);
        Cow::Owned(out)
    }
}

/// Whether a match begins and ends at the edge of a word.
pub(super) fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c));
    !inside(before) && !inside(after)
}

/// Scripts that write no spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}')
}

const KINDS: [&str; 5] = [
    said::phrase("person-name"),
    said::phrase("mailing-address"),
    said::phrase("email"),
    said::phrase("telephone"),
    said::phrase("job-title"),
];

fn kind_of(element: Element<'_>) -> &'static str {
    let name = plain_name(element.name());
    let [name_of, address, email, telephone, job] = KINDS;
    let kinds = [
        ("personname", name_of),
        ("contactname", name_of),
        ("contactperson", name_of),
        ("name", name_of),
        ("mailingaddress", address),
        ("email", email),
        ("emailaddress", email),
        ("phone", telephone),
        ("phonenumber", telephone),
        ("telephonenumber", telephone),
        ("mobile", telephone),
        ("fax", telephone),
        ("faxnumber", telephone),
        ("address", address),
        ("jobtitle", job),
    ];
    let found = kinds.iter().find(|(ending, _)| name.ends_with(ending));
    found.map_or(said::phrase("other contact field"), |(_, kind)| kind)
}

/// Runs of text in one element with no element between. White space alone is
/// none.
fn groups<'t>(tree: &'t Tree, texts: &'t [Text<'t>]) -> impl Iterator<Item = &'t [Text<'t>]> {
    let joins = |before: &Text<'_>, text: &Text<'_>| {
        let between = before.span().end..text.span().start;
        before.parent().offset() == text.parent().offset() && is_aside_only(tree, between)
    };
    let runs = texts.chunk_by(joins);
    runs.filter(|run| match run {
        [one] => !tree.source()[one.span()]
            .bytes()
            .all(|b| b.is_ascii_whitespace()),
        _ => true,
    })
}

/// The ranges of edits, in order, none inside another.
fn merged(edits: &[Edit]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = edits.iter().map(|e| e.range.clone()).collect();
    ranges.sort_by_key(|r| (r.start, std::cmp::Reverse(r.end)));
    let mut kept: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        if kept.last().is_none_or(|last| last.end <= range.start) {
            kept.push(range);
        }
    }
    kept
}

/// Whether nothing stands in `between` but comments and instructions.
fn is_aside_only(tree: &Tree, between: Range<usize>) -> bool {
    if between.is_empty() {
        return true;
    }
    // Asides stand in order of place.
    let first = tree.asides().partition_point(|a| a.start < between.start);
    let inside = tree.asides()[first..]
        .iter()
        .take_while(|a| a.end <= between.end);
    inside.map(Range::len).sum::<usize>() == between.len()
}

fn aside_inside(tree: &Tree, range: &Range<usize>) -> bool {
    let first = tree.asides().partition_point(|a| a.start < range.start);
    tree.asides().get(first).is_some_and(|a| a.end <= range.end)
}

pub(super) fn line_ends(tree: &Tree, range: &Range<usize>) -> String {
    let text = &tree.source().as_bytes()[range.clone()];
    "\n".repeat(Position::START.after(text).line as usize - 1)
}

pub(super) fn removal(tree: &Tree, range: Range<usize>) -> Edit {
    let text = line_ends(tree, &range);
    Edit { range, text }
}

pub(super) fn replacement(tree: &Tree, range: Range<usize>, text: &str) -> Edit {
    let had = line_ends(tree, &range).len();
    let mut text = quick_xml::escape::escape(text).into_owned();
    let has = text.matches('\n').count();
    text.push_str(&"\n".repeat(had.saturating_sub(has)));
    Edit { range, text }
}

/// Edits that lie inside an earlier one are gone with it.
fn apply(source: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|e| (e.range.start, std::cmp::Reverse(e.range.end)));
    let mut out = String::with_capacity(source.len());
    let mut from = 0;
    for edit in edits {
        if edit.range.start < from {
            continue;
        }
        out.push_str(&source[from..edit.range.start]);
        out.push_str(&edit.text);
        from = edit.range.end;
    }
    out.push_str(&source[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(source: &str) -> String {
        let context = Context::default();
        let Ok(tree) = Tree::parse(source.to_owned(), &context) else {
            return "not well-formed".to_owned();
        };
        let mut known = Known::default();
        known.collect(&tree);
        let (text, dropped) = known.redactor().redact(&tree, &context);
        let counts: Vec<_> = dropped.iter().map(|(k, n)| format!("{k} {n}")).collect();
        format!("{text}\n{}", counts.join(", "))
    }

    #[test]
    fn pieces_of_text_do_not_join_to_markup() {
        let text = redacted("<iati-activity><title>a]]<!-- c -->&gt;b</title></iati-activity>");
        assert_eq!(
            text.lines().next(),
            Some("<iati-activity><title>a]]&gt;b</title></iati-activity>")
        );
    }

    #[test]
    fn contact_fields_go_and_lines_stay() {
        insta::assert_snapshot!(redacted(
            "<iati-activity contact-email='a@example.org'><!-- Ada Example --><contact-info type='1' email='ada@example.org' who='Ada'><organisation><narrative>Harbour Fund\
            </narrative></organisation><department><narrative>Grants</narrative></department>\n\
            <person-name><narrative>Ada\nExample</narrative></person-name><telephone>0100 555 0199</telephone>\
            <email>ada@example.org</email><website>http://example.org</website><mailing-address>\
            <narrative>1 Quay Road, Nowhere</narrative></mailing-address><x:fax>1</x:fax></contact-info>\
            <iati-identifier>XI-0100-555-0199</iati-identifier></iati-activity>"
        ), @"
        <iati-activity ><contact-info type='1'  ><organisation><narrative>Harbour Fund</narrative></organisation><department><narrative>Grants</narrative></department>

        <website>http://example.org</website></contact-info><iati-identifier>XI-0100-555-0199</iati-identifier></iati-activity>
        comment 1, contact attribute 3, email 1, mailing-address 1, person-name 1, telephone 2
        ");
    }

    /// What is left of a text beside contact names.
    fn beside(names: &[&str], text: &str) -> String {
        let contacts: String = names
            .iter()
            .map(|n| format!("<contact-info><person-name>{n}</person-name></contact-info>"))
            .collect();
        let all = redacted(&format!(
            "<iati-activity>{contacts}<title>{text}</title></iati-activity>"
        ));
        let title = all.split("<title>").nth(1).unwrap_or_default();
        title
            .split("</title>")
            .next()
            .unwrap_or_default()
            .to_owned()
    }

    #[test]
    fn a_longer_name_does_not_hide_a_shorter_one() {
        let names = ["Zelda Quimby", "Zelda Quimby A"];
        for (text, left) in [
            (
                "By Zelda Quimby and others",
                "By [name withheld] and others",
            ),
            ("By Zelda Quimby A.", "By [name withheld]."),
            (
                "Zelda Quimby, Zelda Quimby A",
                "[name withheld], [name withheld]",
            ),
        ] {
            assert_eq!(beside(&names, text), left);
        }
        let chained = beside(
            &["Zelda Quimby", "Quimby Ottoline"],
            "Zelda Quimby Ottoline came",
        );
        assert_eq!(chained, "[name withheld] came");
    }

    #[test]
    fn several_names_and_posts_in_one_field_are_told_apart() {
        for (field, text, left) in [
            (
                "Ottoline Brack - Country Director",
                "Ottoline Brack is the country director",
                "[name withheld] is the country director",
            ),
            (
                "Orrin Vexley and Perdita Lumb",
                "Perdita Lumb met Orrin Vexley.",
                "[name withheld] met [name withheld].",
            ),
            (
                "Ulric Fenwhistle (Director)",
                "ask Ulric Fenwhistle",
                "ask [name withheld]",
            ),
            (
                "Orrin Vexley.",
                "ask Orrin Vexley now",
                "ask [name withheld] now",
            ),
            (
                "Contact: Orrin Vexley",
                "ask Orrin Vexley",
                "ask [name withheld]",
            ),
            (
                "Water and Sanitation - Head of Office",
                "Water and sanitation, head of office",
                "Water and sanitation, head of office",
            ),
        ] {
            assert_eq!(beside(&[field], text), left, "{field}");
        }
    }

    #[test]
    fn what_contact_fields_say_is_masked_elsewhere() {
        insta::assert_snapshot!(redacted(
            "<iati-activity><reporting-org><narrative>Harbour Fund</narrative></reporting-org>\
            <contact-info><person-name>Jos&#233;  Ada Example</person-name>\
            <person-name>Harbour Fund</person-name><person-name>Health</person-name>\
            <telephone>0100 555 0199</telephone></contact-info><description><narrative>By Jos&#233; \
            ada example&amp;co, Harbour Fund, Health, 01005550199 &lt; Ada Exampleson</narrative></description>\
            <value>01005550199</value><document-link url='mailto:ada@example.org'/></iati-activity>"
        ), @"
        <iati-activity><reporting-org><narrative>Harbour Fund</narrative></reporting-org><contact-info></contact-info><description><narrative>By [name withheld]&amp;co, Harbour Fund, Health, [telephone withheld] &lt; Ada Exampleson</narrative></description><value>01005550199</value><document-link url='mailto:[e-mail withheld]'/></iati-activity>
        e-mail in text 1, name in text 1, person-name 3, telephone 1, telephone in text 1
        ");
    }
}
