//! What several checks need of a unit, gathered in one pass and borrowed from it.
//!
//! Nothing is judged here. Contacts are left out: what stands there is about
//! persons and is quoted in no message.

pub(super) mod money;
pub(super) mod stopgap;
pub(super) mod words;

use super::far_date::is_far;
use super::out::Spot;
use crate::date;
use crate::read::{Element, Tree, UnitKind};
use jiff::civil::Date;
use money::{Period, Transaction, Value};
use std::borrow::Cow;
use words::{About, Narrative};

/// A date attribute.
#[derive(Clone, Copy)]
pub(super) struct Dated<'a> {
    pub element: Element<'a>,
    pub attribute: &'static str,
    pub text: &'a str,
    pub day: Option<Date>,
}

impl<'a> Dated<'a> {
    fn at(element: Element<'a>, attribute: &'static str) -> Option<Self> {
        let text = element.attr(attribute)?;
        let day = read(text);
        Some(Self {
            element,
            attribute,
            text,
            day,
        })
    }

    pub(super) fn spot(&self) -> Spot<'a> {
        Spot::attribute_of(self.element, self.attribute)
    }
}

/// [`date::parse`] with a short way for a day alone.
fn read(text: &str) -> Option<Date> {
    let short = |text: &[u8; 10]| {
        let [a, b, c, d, b'-', e, f, b'-', g, h] = text else {
            return None;
        };
        let all = [a, b, c, d, e, f, g, h];
        if !all.iter().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let two = |x: &u8, y: &u8| (x - b'0') * 10 + (y - b'0');
        let year = i16::from(two(a, b)) * 100 + i16::from(two(c, d));
        Date::new(year, two(e, f) as i8, two(g, h) as i8).ok()
    };
    match text.as_bytes().try_into() {
        Ok(ten) => short(ten),
        Err(_) => date::parse(text).ok(),
    }
}

/// In what part an organisation is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Reporting,
    Participating,
    Provider,
    Receiver,
    /// The owner of another identifier, the recipient of an organisation's budget.
    Other,
}

/// An organisation where it is named.
#[derive(Clone, Copy)]
pub(super) struct Org<'a> {
    pub element: Element<'a>,
    pub part: Part,
    /// `@ref`, trimmed; empty if there is none.
    pub reference: &'a str,
    /// The activity that it goes on in, trimmed; empty if not stated.
    pub activity: &'a str,
    pub activity_attribute: &'static str,
    /// Its first narrative, in [`Facts::narratives`].
    pub name: Option<usize>,
}

/// A place that refers to something by its identifier.
pub(super) struct Reference<'a> {
    element: Element<'a>,
    /// Empty if it is the unit's own identifier.
    attribute: &'static str,
    /// What stands there, trimmed.
    pub text: Cow<'a, str>,
}

impl<'a> Reference<'a> {
    pub(super) fn spot(&self) -> Spot<'a> {
        match self.attribute {
            "" => self.element.into(),
            attribute => Spot::attribute_of(self.element, attribute),
        }
    }

    pub(super) fn is_own(&self) -> bool {
        self.attribute.is_empty()
    }
}

/// Visible characters of ASCII, a hyphen and a digit other than 0 among them.
fn is_regular(text: &str) -> bool {
    let (mut visible, mut hyphen, mut digit) = (true, false, false);
    for byte in text.bytes() {
        visible &= byte.is_ascii_graphic();
        hyphen |= byte == b'-';
        digit |= matches!(byte, b'1'..=b'9');
    }
    visible && hyphen && digit
}

/// A share of the whole: a sector, place or budget item.
#[derive(Clone, Copy)]
pub(super) struct Share<'a> {
    pub element: Element<'a>,
    /// What adds up to 100 together: `sector`, `recipient` or `budget-item`.
    pub of: &'static str,
    /// As written, its default filled in; for a country empty.
    pub vocabulary: &'a str,
    pub code: &'a str,
    /// `@percentage` as written.
    pub percentage: Option<&'a str>,
}

/// An indicator of a result.
#[derive(Clone, Copy)]
pub(super) struct Indicator<'a> {
    pub element: Element<'a>,
    /// Number of its result.
    pub result: usize,
}

pub(super) struct Facts<'a> {
    pub tree: &'a Tree,
    pub kind: UnitKind,
    pub today: Date,
    pub root: Element<'a>,
    /// The unit's own identifier, trimmed.
    pub identifier: Option<(Element<'a>, Cow<'a, str>)>,
    pub status: Option<Element<'a>>,
    /// Planned start, actual start, planned end, actual end.
    pub activity_dates: [Option<Dated<'a>>; 4],
    pub dates: Vec<Dated<'a>>,
    pub narratives: Vec<Narrative<'a>>,
    /// Whether any narrative may be other than plain letters of ASCII.
    pub odd_texts: bool,
    /// References that are not made as nearly all are: see [`is_regular`].
    pub odd: Vec<Reference<'a>>,
    pub orgs: Vec<Org<'a>>,
    pub transactions: Vec<Transaction<'a>>,
    pub budgets: Vec<Period<'a>>,
    pub planned: Vec<Period<'a>>,
    pub shares: Vec<Share<'a>>,
    pub related: Vec<Element<'a>>,
    pub links: Vec<Element<'a>>,
    /// The `pos` of places.
    pub points: Vec<Element<'a>>,
    pub indicators: Vec<Indicator<'a>>,
    results: usize,
}

impl<'a> Facts<'a> {
    pub(super) fn of(tree: &'a Tree, kind: UnitKind, today: Date) -> Self {
        let root = tree.root();
        let size = tree.source().len();
        let mut facts = Self {
            tree,
            kind,
            today,
            root,
            identifier: None,
            status: None,
            activity_dates: [None; 4],
            dates: Vec::with_capacity(8 + size / 300),
            narratives: Vec::with_capacity(8 + size / 200),
            odd_texts: words::may_be_odd(tree.source()),
            odd: Vec::new(),
            orgs: Vec::with_capacity(8 + size / 500),
            transactions: Vec::with_capacity(4 + size / 800),
            budgets: Vec::new(),
            planned: Vec::new(),
            shares: Vec::new(),
            related: Vec::new(),
            links: Vec::new(),
            points: Vec::new(),
            indicators: Vec::new(),
            results: 0,
        };
        for child in root.children() {
            facts.take(child);
        }
        facts
    }

    /// The reporting organisation's reference.
    pub(super) fn reporting(&self) -> Option<&Org<'a>> {
        self.orgs.iter().find(|o| o.part == Part::Reporting)
    }

    /// The identifier's text; empty if there is none.
    pub(super) fn own_identifier(&self) -> &str {
        self.identifier.as_ref().map_or("", |(_, text)| text)
    }

    /// The days of planned start, actual start, planned end and actual end, without
    /// those that cannot be meant.
    pub(super) fn activity_days(&self) -> [Option<Date>; 4] {
        let meant = |d: Dated<'a>| d.day.filter(|day| !is_far(*day, self.today));
        self.activity_dates.map(|d| d.and_then(meant))
    }

    /// Who gave, if it is named.
    pub(super) fn provider(&self, t: &Transaction<'a>) -> Option<&Org<'a>> {
        self.orgs.get(t.provider?)
    }

    /// Who got, if it is named.
    pub(super) fn receiver(&self, t: &Transaction<'a>) -> Option<&Org<'a>> {
        self.orgs.get(t.receiver?)
    }

    /// The name of an organisation, trimmed; empty if it has none.
    pub(super) fn name(&self, org: &Org<'a>) -> &str {
        org.name.map_or("", |at| &self.narratives[at].text)
    }

    /// The narratives about something, with text.
    pub(super) fn about(&self, about: About) -> impl Iterator<Item = &Narrative<'a>> {
        let with_text = |n: &&Narrative<'a>| !n.text.is_empty();
        self.narratives
            .iter()
            .filter(move |n| n.about == about)
            .filter(with_text)
    }

    fn take(&mut self, child: Element<'a>) {
        match child.name() {
            "iati-identifier" | "organisation-identifier" => self.identifier(child),
            "transaction" => self.transaction(child),
            "budget"
            | "total-budget"
            | "total-expenditure"
            | "recipient-org-budget"
            | "recipient-country-budget"
            | "recipient-region-budget" => {
                let period = self.period(child);
                self.budgets.push(period);
            }
            "planned-disbursement" => {
                let period = self.period(child);
                self.planned.push(period);
            }
            "title" | "name" => self.texts(child, About::Title),
            "description" => self.texts(child, About::Description),
            "activity-date" => self.activity_date(child),
            "activity-status" => self.status = Some(child),
            "contact-info" => {}
            "location" => self.location(child),
            "result" => self.result(child),
            _ => self.named(child),
        }
    }

    /// What may stand on several levels.
    fn named(&mut self, element: Element<'a>) {
        match element.name() {
            "reporting-org" => self.org(element, Part::Reporting),
            "participating-org" => self.org(element, Part::Participating),
            "provider-org" => self.org(element, Part::Provider),
            "receiver-org" => self.org(element, Part::Receiver),
            "owner-org" | "recipient-org" => self.org(element, Part::Other),
            "sector" => self.share(element, "sector", element.attr("vocabulary").unwrap_or("1")),
            "recipient-country" => self.share(element, "recipient", ""),
            "recipient-region" => {
                self.share(
                    element,
                    "recipient",
                    element.attr("vocabulary").unwrap_or("1"),
                );
            }
            "budget-item" => {
                let of = element.parent().and_then(|p| p.attr("vocabulary"));
                self.share(element, "budget-item", of.unwrap_or(""));
            }
            "related-activity" => {
                let reference = element.attr("ref").unwrap_or("").trim();
                self.refer(element, "ref", Cow::Borrowed(reference));
                self.related.push(element);
            }
            "period-start" | "period-end" => {
                self.dated(element, "iso-date");
            }
            "document-link" => {
                self.links.push(element);
                self.inside(element);
            }
            "narrative" => self.narrative(element, About::Other),
            _ => self.inside(element),
        }
    }

    fn inside(&mut self, element: Element<'a>) {
        for child in element.children() {
            self.named(child);
        }
    }

    fn identifier(&mut self, element: Element<'a>) {
        if self.identifier.is_none() {
            let text = words::trimmed(element.text());
            self.refer(element, "", text.clone());
            self.identifier = Some((element, text));
        }
    }

    fn texts(&mut self, element: Element<'a>, about: About) {
        for child in element.children() {
            match child.name() {
                "narrative" => self.narrative(child, about),
                _ => self.named(child),
            }
        }
    }

    fn narrative(&mut self, element: Element<'a>, about: About) {
        let text = words::trimmed(element.text());
        self.narratives.push(Narrative {
            element,
            about,
            text,
        });
    }

    fn refer(&mut self, element: Element<'a>, attribute: &'static str, text: Cow<'a, str>) {
        if !text.is_empty() && !is_regular(&text) {
            self.odd.push(Reference {
                element,
                attribute,
                text,
            });
        }
    }

    fn org(&mut self, element: Element<'a>, part: Part) {
        let activity_attribute = match part {
            Part::Provider => "provider-activity-id",
            Part::Receiver => "receiver-activity-id",
            _ => "activity-id",
        };
        let before = self.narratives.len();
        self.texts(element, About::Organisation);
        let reference = element.attr("ref").unwrap_or("").trim();
        let activity = element.attr(activity_attribute).unwrap_or("").trim();
        self.refer(element, "ref", Cow::Borrowed(reference));
        self.refer(element, activity_attribute, Cow::Borrowed(activity));
        self.orgs.push(Org {
            element,
            part,
            reference,
            activity,
            activity_attribute,
            name: (self.narratives.len() > before).then_some(before),
        });
    }

    fn share(&mut self, element: Element<'a>, of: &'static str, vocabulary: &'a str) {
        self.shares.push(Share {
            element,
            of,
            vocabulary,
            code: element.attr("code").unwrap_or(""),
            percentage: element.attr("percentage"),
        });
        self.inside(element);
    }

    fn dated(&mut self, element: Element<'a>, attribute: &'static str) -> Option<Dated<'a>> {
        let dated = Dated::at(element, attribute)?;
        self.dates.push(dated);
        Some(dated)
    }

    fn activity_date(&mut self, element: Element<'a>) {
        let dated = self.dated(element, "iso-date");
        let at = match element.attr("type") {
            Some("1") => 0,
            Some("2") => 1,
            Some("3") => 2,
            Some("4") => 3,
            _ => return,
        };
        self.activity_dates[at] = self.activity_dates[at].or(dated);
        self.inside(element);
    }

    fn value(&mut self, element: Element<'a>) -> Value<'a> {
        let value = money::value(element);
        self.dates.extend(value.date);
        value
    }

    fn transaction(&mut self, element: Element<'a>) {
        let mut transaction = Transaction {
            element,
            kind: "",
            date: None,
            value: None,
            provider: None,
            receiver: None,
        };
        for child in element.children() {
            match child.name() {
                "transaction-type" => transaction.kind = child.attr("code").unwrap_or(""),
                "transaction-date" => transaction.date = self.dated(child, "iso-date"),
                "value" => transaction.value = Some(self.value(child)),
                "provider-org" => {
                    self.named(child);
                    transaction.provider = self.orgs.len().checked_sub(1);
                }
                "receiver-org" => {
                    self.named(child);
                    transaction.receiver = self.orgs.len().checked_sub(1);
                }
                // Shares of a transaction carry no percentage.
                "sector" | "recipient-country" | "recipient-region" => self.inside(child),
                _ => self.named(child),
            }
        }
        self.transactions.push(transaction);
    }

    fn period(&mut self, element: Element<'a>) -> Period<'a> {
        let mut period = Period {
            element,
            kind: element.attr("type").unwrap_or("1"),
            status: element.attr("status").unwrap_or("1"),
            start: None,
            end: None,
            value: None,
            recipient: "",
        };
        for child in element.children() {
            match child.name() {
                "period-start" => period.start = self.dated(child, "iso-date"),
                "period-end" => period.end = self.dated(child, "iso-date"),
                "value" => period.value = Some(self.value(child)),
                "recipient-country" | "recipient-region" => {
                    period.recipient = child.attr("code").unwrap_or("");
                    self.inside(child);
                }
                "recipient-org" => {
                    period.recipient = child.attr("ref").unwrap_or("");
                    self.named(child);
                }
                _ => self.named(child),
            }
        }
        period
    }

    fn location(&mut self, element: Element<'a>) {
        for child in element.children() {
            match child.name() {
                "point" => self.points.extend(child.child("pos")),
                _ => self.named(child),
            }
        }
    }

    fn result(&mut self, element: Element<'a>) {
        self.results += 1;
        for child in element.children() {
            if child.name() == "indicator" {
                self.indicators.push(Indicator {
                    element: child,
                    result: self.results,
                });
            }
            self.named(child);
        }
    }
}
