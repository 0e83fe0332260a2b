//! Reads items by the table of keys, and gathers every fault.

use super::super::day::DayOr;
use super::super::fault::{Fault, FaultKind};
use super::super::keys::{FIGURES, Key, Needed, Section, Sort, Takes};
use super::super::kind::Kind;
use super::super::model::Level;
use super::fields::{Fields, Found, Value};
use super::near::nearest;
use super::person::{is_personal_key, is_personal_text};
use crate::flows::{METHODS, Series, series::SERIES};
use iati::amount;
use iati::codelist;
use iati::position::Position;
use iati::redact;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

type Node<'i> = Spanned<DeValue<'i>>;

/// How deep measures may stand in each other: a share of figures that are no shares.
const DEEPEST: usize = 4;

pub(super) struct Walk<'t> {
    text: &'t str,
    pub(super) faults: Vec<Fault>,
    /// Items by sort and identifier, with where each is.
    pub(super) known: BTreeMap<(Sort, String), usize>,
    named: Vec<Named>,
    depth: usize,
}

/// An identifier of another item.
struct Named {
    sort: Sort,
    id: String,
    at: usize,
    label: String,
}

impl<'t> Walk<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            faults: Vec::new(),
            known: BTreeMap::new(),
            named: Vec::new(),
            depth: 0,
        }
    }

    /// Line and column of an offset.
    pub(super) fn position(&self, at: usize) -> Position {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        Position::START.after(before)
    }

    pub(super) fn fault(
        &mut self,
        kind: FaultKind,
        at: usize,
        label: &str,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let Position { line, column } = self.position(at);
        self.faults.push(Fault {
            kind,
            line,
            column,
            place: redact::mask(label).into_owned(),
            what: redact::mask(&what.into()).into_owned(),
            hint: hint.into(),
        });
    }

    /// Reads the keys of one item.
    pub(super) fn section(
        &mut self,
        section: &'static Section,
        table: &DeTable<'_>,
        at: usize,
        label: &str,
    ) -> Fields {
        let mut fields = Fields {
            section,
            at,
            label: label.to_owned(),
            values: BTreeMap::new(),
            faulty: BTreeSet::new(),
        };
        let mut given: Vec<_> = table.iter().collect();
        given.sort_by_key(|(key, _)| key.span().start);
        for (name, node) in given {
            let at = name.span().start;
            match section.keys.iter().find(|k| k.name == name.get_ref()) {
                Some(key) => {
                    self.key(&mut fields, key, node);
                    if !fields.has(key.name) {
                        fields.faulty.insert(key.name);
                    }
                }
                None if section.name.is_empty()
                    || name.get_ref() != "figure"
                    || !is_figure(section) =>
                {
                    self.unknown_key(section, name.get_ref(), at, label);
                }
                None => {}
            }
        }
        for key in section.keys.iter().filter(|k| k.needed == Needed::Always) {
            if !table.contains_key(key.name) {
                let hint = format!("write `{} = …`: {}", key.name, key.text);
                self.fault(
                    FaultKind::Missing,
                    at,
                    label,
                    format!("`{}` is missing", key.name),
                    hint,
                );
            }
        }
        fields
    }

    fn unknown_key(&mut self, section: &Section, name: &str, at: usize, label: &str) {
        if is_personal_key(name) {
            let hint = "take it out: no record of persons is kept; name the office, as `announcer` or as an organisation";
            return self.fault(
                FaultKind::PersonField,
                at,
                label,
                "a key for a person",
                hint,
            );
        }
        let near = nearest(name, section.keys.iter().map(|k| k.name));
        let hint = match near {
            Some(near) => format!("`{near}` was probably meant"),
            None => {
                let all: Vec<&str> = section.keys.iter().map(|k| k.name).collect();
                format!("choose {}", all.join(", "))
            }
        };
        self.fault(
            FaultKind::UnknownKey,
            at,
            label,
            format!("there is no key `{name}`"),
            hint,
        );
    }

    fn key(&mut self, fields: &mut Fields, key: &'static Key, node: &Node<'_>) {
        let label = match fields.label.as_str() {
            "" => key.name.to_owned(),
            label => format!("{label}, {}", key.name),
        };
        if let Some(value) = self.value(key.takes, node, &label) {
            let at = node.span().start;
            fields.values.insert(key.name, Found { at, value });
        }
    }

    fn value(&mut self, takes: Takes, node: &Node<'_>, label: &str) -> Option<Value> {
        let at = node.span().start;
        match takes {
            Takes::Id(sort) => self.id(sort, node, label),
            Takes::Ref(sort) => {
                let id = self.text_of(node, label, "an identifier")?;
                self.refers(sort, &id, at, label);
                Some(Value::Text(id))
            }
            Takes::Refs(sort) => {
                let all = self.list(node, label)?;
                for (id, at) in &all {
                    self.refers(sort, id, *at, label);
                }
                Some(Value::List(all.into_iter().map(|(id, _)| id).collect()))
            }
            Takes::Text => self.prose(node, label).map(Value::Text),
            Takes::Code => self.text_of(node, label, "a code").map(Value::Text),
            Takes::Codes => {
                let all = self.list(node, label)?;
                Some(Value::List(all.into_iter().map(|(code, _)| code).collect()))
            }
            Takes::Translations => self.translations(node, label),
            Takes::Day => self.day(node, label),
            Takes::DayOr => self.day_or(node, label).map(Value::DayOr),
            Takes::Number => self.number(node, label).map(Value::Number),
            Takes::Count => self.count(node, label),
            Takes::Percent => self.percent(node, label),
            Takes::Currency => self.currency(node, label),
            Takes::Url => self.url(node, label),
            Takes::YesNo => match node.get_ref() {
                DeValue::Boolean(yes) => Some(Value::YesNo(*yes)),
                other => self.wrong_type(at, label, other, "`true` or `false`"),
            },
            Takes::Level => {
                let text = self.text_of(node, label, "two kinds with a hyphen")?;
                let level = Level::parse(&text);
                if level.is_none() {
                    self.unknown_word(at, label, &text, &takes.words(), None);
                }
                level.map(Value::Level)
            }
            Takes::Choice(all) => self
                .choice(all.iter().copied(), takes, node, label)
                .map(Value::Text),
            Takes::Kind => self
                .choice(Kind::IDS.into_iter(), takes, node, label)
                .map(Value::Text),
            Takes::Method => self
                .choice(METHODS.iter().map(|m| m.id), takes, node, label)
                .map(Value::Text),
            Takes::Series => self.series(node, label),
            Takes::Measure => self.measure(node, label),
            Takes::One(section) => match node.get_ref() {
                DeValue::Table(table) => Some(Value::One(Box::new(
                    self.section(section, table, at, label),
                ))),
                other => self.wrong_type(at, label, other, "a table"),
            },
            Takes::Many(section) => self.many(section, node, label),
        }
    }

    fn wrong_type<T>(
        &mut self,
        at: usize,
        label: &str,
        found: &DeValue<'_>,
        wanted: &str,
    ) -> Option<T> {
        let what = format!("{} where {wanted} belongs", type_name(found));
        self.fault(
            FaultKind::WrongType,
            at,
            label,
            what,
            format!("write {wanted}"),
        );
        None
    }

    fn unknown_word(&mut self, at: usize, label: &str, word: &str, all: &str, near: Option<&str>) {
        let hint = match near {
            Some(near) => format!("`{near}` was probably meant"),
            None => format!("choose {all}"),
        };
        self.fault(
            FaultKind::UnknownWord,
            at,
            label,
            format!("“{word}” is none of those it takes"),
            hint,
        );
    }

    fn id(&mut self, sort: Sort, node: &Node<'_>, label: &str) -> Option<Value> {
        let at = node.span().start;
        let id = self.text_of(node, label, "an identifier")?;
        if id.contains(char::is_whitespace) {
            self.fault(
                FaultKind::BadIdentifier,
                at,
                label,
                "white space in an identifier",
                "write a hyphen instead",
            );
            return None;
        }
        if let Some(first) = self.known.get(&(sort, id.clone())) {
            let line = self.position(*first).line;
            let what = format!("“{id}” is the {} of line {line} already", sort.name());
            self.fault(
                FaultKind::DuplicateIdentifier,
                at,
                label,
                what,
                "give it another",
            );
            return None;
        }
        self.known.insert((sort, id.clone()), at);
        Some(Value::Text(id))
    }

    fn refers(&mut self, sort: Sort, id: &str, at: usize, label: &str) {
        self.named.push(Named {
            sort,
            id: id.to_owned(),
            at,
            label: label.to_owned(),
        });
    }

    /// Faults of identifiers that are of nothing; to be asked when all is read.
    pub(super) fn resolve(&mut self) {
        for named in std::mem::take(&mut self.named) {
            if self.known.contains_key(&(named.sort, named.id.clone())) {
                continue;
            }
            let of_sort = self.known.keys().filter(|(sort, _)| *sort == named.sort);
            let near = nearest(&named.id, of_sort.map(|(_, id)| id.as_str()));
            let hint = match near {
                Some(near) => format!("`{near}` was probably meant"),
                None => format!("give a {} that `id`, or mend it here", named.sort.name()),
            };
            let what = format!("there is no {} “{}”", named.sort.name(), named.id);
            self.fault(
                FaultKind::UnknownReference,
                named.at,
                &named.label,
                what,
                hint,
            );
        }
    }

    /// A text that is not blank and has nothing of a person.
    fn text_of(&mut self, node: &Node<'_>, label: &str, wanted: &str) -> Option<String> {
        let at = node.span().start;
        let DeValue::String(text) = node.get_ref() else {
            return self.wrong_type(at, label, node.get_ref(), &format!("{wanted} in quotes"));
        };
        let text = text.trim();
        if text.is_empty() {
            self.fault(
                FaultKind::Missing,
                at,
                label,
                "it is empty",
                "write it, or take the key out",
            );
            return None;
        }
        // A number in a reference passes a check digit by chance; an address does not.
        if text.contains('@') && is_personal_text(text) {
            return self.personal(at, label);
        }
        Some(text.to_owned())
    }

    fn personal<T>(&mut self, at: usize, label: &str) -> Option<T> {
        let what = "an e-mail address, a telephone or an identity number";
        let hint = "take it out: no record of persons is kept";
        self.fault(FaultKind::PersonText, at, label, what, hint);
        None
    }

    fn prose(&mut self, node: &Node<'_>, label: &str) -> Option<String> {
        let text = self.text_of(node, label, "text")?;
        match is_personal_text(&text) {
            true => self.personal(node.span().start, label),
            false => Some(text),
        }
    }

    /// One text, or a list of them.
    fn list(&mut self, node: &Node<'_>, label: &str) -> Option<Vec<(String, usize)>> {
        let DeValue::Array(all) = node.get_ref() else {
            let one = self.text_of(node, label, "a text, or a list of texts,")?;
            return Some(vec![(one, node.span().start)]);
        };
        let mut read = Vec::with_capacity(all.len());
        for each in all.iter() {
            read.push((self.text_of(each, label, "a text")?, each.span().start));
        }
        Some(read)
    }

    fn translations(&mut self, node: &Node<'_>, label: &str) -> Option<Value> {
        let at = node.span().start;
        let DeValue::Table(table) = node.get_ref() else {
            return self.wrong_type(
                at,
                label,
                node.get_ref(),
                "a table of languages, `{ fr = \"…\" }`,",
            );
        };
        let mut read = BTreeMap::new();
        for (language, node) in table.iter() {
            let code = language.get_ref();
            let is_code =
                (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase());
            if !is_code {
                let what = format!("“{code}” is no code of a language");
                self.fault(
                    FaultKind::UnknownWord,
                    language.span().start,
                    label,
                    what,
                    "write two or three small letters, e.g. `fr`",
                );
            }
            if let Some(text) = self.prose(node, label) {
                read.insert(code.to_string(), text);
            }
        }
        Some(Value::Translations(read))
    }

    fn day_or(&mut self, node: &Node<'_>, label: &str) -> Option<DayOr> {
        let at = node.span().start;
        let text = match node.get_ref() {
            DeValue::Datetime(moment) => moment.date.map(|d| d.to_string()).unwrap_or_default(),
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(year) if year.as_str().len() == 4 => year.as_str().to_owned(),
            other => return self.wrong_type(at, label, other, "a day"),
        };
        match DayOr::parse(&text) {
            Ok(day) => Some(day),
            Err(why) => {
                self.fault(FaultKind::BadDay, at, label, why, "write 2024-02-29");
                None
            }
        }
    }

    fn day(&mut self, node: &Node<'_>, label: &str) -> Option<Value> {
        match self.day_or(node, label)? {
            DayOr::Day(day) => Some(Value::Day(day)),
            other => {
                let what = format!("{other} is no day");
                self.fault(
                    FaultKind::BadDay,
                    node.span().start,
                    label,
                    what,
                    "write the day as well, 2024-02-29",
                );
                None
            }
        }
    }

    fn number(&mut self, node: &Node<'_>, label: &str) -> Option<Decimal> {
        let at = node.span().start;
        let read = match node.get_ref() {
            DeValue::Integer(n) if n.radix() == 10 => amount::parse(n.as_str()),
            DeValue::Integer(_) => Err("not in decimal digits".to_owned()),
            DeValue::Float(n) => amount::parse(n.as_str()),
            DeValue::String(text) => amount::parse(text),
            other => return self.wrong_type(at, label, other, "a number"),
        };
        match read {
            Ok(number) => Some(number),
            Err(why) => {
                self.fault(
                    FaultKind::BadNumber,
                    at,
                    label,
                    why,
                    "write digits and a point, e.g. 1234.50",
                );
                None
            }
        }
    }

    fn count(&mut self, node: &Node<'_>, label: &str) -> Option<Value> {
        let is_one = |n: Decimal| n >= Decimal::ZERO && n.fract().is_zero();
        let what = "is no whole number from 0 on";
        self.number_that(node, label, is_one, what, "write a whole number")
    }

    fn percent(&mut self, node: &Node<'_>, label: &str) -> Option<Value> {
        let is_one = |n| n > Decimal::ZERO && n <= Decimal::ONE_HUNDRED;
        let what = "is not between 0 and 100";
        self.number_that(node, label, is_one, what, "write per cent, e.g. 90")
    }

    /// A number that can be what it should; of others `what` says why not.
    fn number_that(
        &mut self,
        node: &Node<'_>,
        label: &str,
        is_one: impl Fn(Decimal) -> bool,
        what: &str,
        hint: &str,
    ) -> Option<Value> {
        let number = self.number(node, label)?;
        if !is_one(number) {
            let what = format!("{number} {what}");
            self.fault(FaultKind::BadNumber, node.span().start, label, what, hint);
            return None;
        }
        Some(Value::Number(number))
    }

    fn currency(&mut self, node: &Node<'_>, label: &str) -> Option<Value> {
        let text = self.text_of(node, label, "an ISO code")?;
        let code = text.to_ascii_uppercase();
        let is_known = codelist::list("Currency").is_none_or(|l| l.get(&code).is_some());
        if !is_known {
            self.unknown_word(
                node.span().start,
                label,
                &text,
                "ISO codes, e.g. `EUR`",
                None,
            );
            return None;
        }
        Some(Value::Text(code))
    }

    fn url(&mut self, node: &Node<'_>, label: &str) -> Option<Value> {
        let text = self.text_of(node, label, "an address on the web")?;
        let is_web = ["http://", "https://"]
            .iter()
            .any(|start| text.starts_with(start));
        if !is_web || text.contains(char::is_whitespace) {
            let hint = "write it with `https://`, or take the key out";
            self.fault(
                FaultKind::UnknownWord,
                node.span().start,
                label,
                "no address on the web",
                hint,
            );
            return None;
        }
        Some(Value::Text(text))
    }

    fn choice<'a>(
        &mut self,
        all: impl Iterator<Item = &'a str> + Clone,
        takes: Takes,
        node: &Node<'_>,
        label: &str,
    ) -> Option<String> {
        let text = self.text_of(node, label, "a word")?;
        if all.clone().any(|word| word == text) {
            return Some(text);
        }
        self.unknown_word(
            node.span().start,
            label,
            &text,
            &takes.words(),
            nearest(&text, all),
        );
        None
    }

    fn series(&mut self, node: &Node<'_>, label: &str) -> Option<Value> {
        let mut read = Vec::new();
        for (id, at) in self.list(node, label)? {
            match Series::parse(&id) {
                Some(series) => read.push(series),
                None => {
                    let ids = || SERIES.iter().map(|r| r.id);
                    let all: Vec<&str> = ids().collect();
                    self.unknown_word(at, label, &id, &all.join(", "), nearest(&id, ids()));
                }
            }
        }
        (!read.is_empty()).then_some(Value::Series(read))
    }

    fn measure(&mut self, node: &Node<'_>, label: &str) -> Option<Value> {
        let at = node.span().start;
        let DeValue::Table(table) = node.get_ref() else {
            return self.wrong_type(
                at,
                label,
                node.get_ref(),
                "a table, `{ figure = \"flows\", … }`,",
            );
        };
        let names = || FIGURES.iter().map(|f| f.name);
        let all: Vec<&str> = names().collect();
        let Some(figure) = table.get("figure") else {
            let hint = format!("write `figure = …`: {}", all.join(", "));
            self.fault(FaultKind::Missing, at, label, "`figure` is missing", hint);
            return None;
        };
        let name = self.text_of(figure, label, "the name of a figure")?;
        let Some(section) = FIGURES.iter().find(|f| f.name == name) else {
            self.unknown_word(
                figure.span().start,
                label,
                &name,
                &all.join(", "),
                nearest(&name, names()),
            );
            return None;
        };
        if self.depth >= DEEPEST {
            self.fault(
                FaultKind::Conflict,
                at,
                label,
                "a share of a share",
                "ask for figures that are no shares",
            );
            return None;
        }
        self.depth += 1;
        let fields = self.section(section, table, at, label);
        self.depth -= 1;
        Some(Value::One(Box::new(fields)))
    }

    fn many(&mut self, section: &'static Section, node: &Node<'_>, label: &str) -> Option<Value> {
        let DeValue::Array(all) = node.get_ref() else {
            let wanted = format!("tables `[[{}]]`", section.name);
            return self.wrong_type(node.span().start, label, node.get_ref(), &wanted);
        };
        let mut read = Vec::with_capacity(all.len());
        for (number, each) in (1..).zip(all.iter()) {
            let at = each.span().start;
            let DeValue::Table(table) = each.get_ref() else {
                self.wrong_type::<()>(at, label, each.get_ref(), "a table");
                continue;
            };
            let name = match table.get("id").map(Spanned::get_ref) {
                Some(DeValue::String(id)) => format!("“{}”", id.trim()),
                _ => number.to_string(),
            };
            read.push(self.section(section, table, at, &format!("{label} {name}")));
        }
        Some(Value::Many(read))
    }
}

fn is_figure(section: &Section) -> bool {
    FIGURES.iter().any(|f| std::ptr::eq(f, section))
}

fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a day",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
