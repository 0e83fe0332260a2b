//! An activity as records, ready to be compared.
//!
//! With its tree, what the model does not read comes along, and every record
//! has its place; without, only what [`iati::activity`] reads is compared.

use super::Version;
use super::beyond;
use super::record::{Facet, Kind, Record, Value};
use iati::activity::{
    Activity, ActivityDate, Baseline, Budget, Indicator, Location, Narrative, Organisation,
    Participant, Period, PlannedDisbursement, Related, ResultStatement, Share, Transaction,
};
use iati::amount;
use iati::read::Element;
use iati::stated::Stated;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The activity as one record.
pub(super) fn of(version: &Version<'_>) -> Record {
    let a = version.activity;
    let reader = Reader { version };
    let root = version.tree.map(iati::read::Tree::root);
    let mut children = Vec::new();
    children.extend(reader.each(&a.transactions, &["transaction"], transaction));
    children.extend(reader.each(&a.budgets, &["budget"], budget));
    let planned_name = &["planned-disbursement"];
    children.extend(reader.each(&a.planned_disbursements, planned_name, planned));
    children.extend(reader.each(&a.results, &["result"], result));
    children.extend(reader.each(&a.dates, &["activity-date"], date));
    children.extend(reader.each(&a.participants, &["participating-org"], participant));
    children.extend(reader.each(&a.sectors, &["sector"], sector));
    children.extend(reader.each(&a.places, PLACES, place));
    children.extend(reader.each(&a.locations, &["location"], location));
    children.extend(reader.related(&a.related));
    children.extend(root.map(|root| reader.beyond(root)).unwrap_or_default());
    let mut facets = own(a);
    facets.extend(
        root.map(|e| beyond::facets(e, Kind::Activity))
            .unwrap_or_default(),
    );
    Record::new(Kind::Activity, String::new(), None, facets, children)
}

const PLACES: &[&str] = &["recipient-country", "recipient-region"];

/// Elements of an activity that become records or facets of its own.
const KNOWN: &[&str] = &[
    "iati-identifier",
    "activity-status",
    "reporting-org",
    "title",
    "description",
    "transaction",
    "budget",
    "planned-disbursement",
    "result",
    "activity-date",
    "participating-org",
    "sector",
    "recipient-country",
    "recipient-region",
    "location",
];

fn own(a: &Activity) -> Vec<Facet> {
    let mut f = Facets::default();
    f.text("iati-identifier", Some(&a.identifier));
    f.text("version", a.version.map(|v| v.as_str()));
    f.organisation("reporting-org", &a.reporting_org);
    f.text("secondary-reporter", a.secondary.then_some("1"));
    f.narratives("title", &a.titles);
    f.narratives("description", &a.descriptions);
    f.text("xml:lang", a.language.as_deref());
    f.text("default-currency", a.default_currency.as_deref());
    f.text("hierarchy", Some(&a.hierarchy));
    f.text("activity-status", a.status.as_deref());
    f.0
}

/// Where a record stands, and the element if there is a tree.
struct Here<'a> {
    reader: &'a Reader<'a>,
    element: Option<Element<'a>>,
    path: String,
    line: Option<u64>,
}

impl Here<'_> {
    fn record(self, kind: Kind, facets: Facets, children: Vec<Record>) -> Record {
        let mut facets = facets.0;
        facets.extend(
            self.element
                .map(|e| beyond::facets(e, kind))
                .unwrap_or_default(),
        );
        Record::new(kind, self.path, self.line, facets, children)
    }

    /// Records for the children of this one.
    fn each<T>(
        &self,
        said: &[T],
        names: &[&str],
        make: impl Fn(&T, Here<'_>) -> Record,
    ) -> Vec<Record> {
        self.reader
            .below(self.element, &self.path, said, names, make)
    }
}

struct Reader<'a> {
    version: &'a Version<'a>,
}

impl Reader<'_> {
    fn each<T>(
        &self,
        said: &[T],
        names: &[&str],
        make: impl Fn(&T, Here<'_>) -> Record,
    ) -> Vec<Record> {
        let root = self.version.tree.map(iati::read::Tree::root);
        self.below(root, "", said, names, make)
    }

    fn below<T>(
        &self,
        parent: Option<Element<'_>>,
        above: &str,
        said: &[T],
        names: &[&str],
        make: impl Fn(&T, Here<'_>) -> Record,
    ) -> Vec<Record> {
        let name = names.first().copied().unwrap_or_default();
        let is_one = |e: Element<'_>| names.contains(&e.name());
        self.among(parent, above, said, (name, is_one), make)
    }

    /// A record for each thing that was said, with the element it stands in: the next of
    /// those children for which `is_one` holds. `name` is what its path is called without.
    fn among<T>(
        &self,
        parent: Option<Element<'_>>,
        above: &str,
        said: &[T],
        (name, is_one): (&str, impl Fn(Element<'_>) -> bool),
        make: impl Fn(&T, Here<'_>) -> Record,
    ) -> Vec<Record> {
        let children = parent.into_iter().flat_map(|e| e.children());
        let mut elements = children.filter(|e| is_one(*e));
        let mut made = Vec::with_capacity(said.len());
        for (at, one) in said.iter().enumerate() {
            let element = elements.next();
            let here = Here {
                reader: self,
                element,
                path: element.map_or_else(|| path(above, name, at), |e| e.path()),
                line: element.and_then(|e| self.line(e)),
            };
            made.push(make(one, here));
        }
        made
    }

    fn line(&self, element: Element<'_>) -> Option<u64> {
        let tree = self.version.tree?;
        Some(tree.position(self.version.start, element.offset()).line)
    }

    /// Only those with a reference are in the model; the rest stay elements.
    fn related(&self, said: &[Related]) -> Vec<Record> {
        let root = self.version.tree.map(iati::read::Tree::root);
        self.among(root, "", said, ("related-activity", is_related), related)
    }

    /// One record for each element that the model knows nothing of.
    fn beyond(&self, root: Element<'_>) -> Vec<Record> {
        let unknown = |e: &Element<'_>| !KNOWN.contains(&e.name()) && !is_related(*e);
        let elements = root.children().filter(unknown);
        elements
            .map(|e| {
                let value = Facet {
                    field: beyond::FIELD,
                    key: e.name().to_owned(),
                    value: Value::Text(beyond::whole(e)),
                };
                Record::new(
                    Kind::Beyond,
                    e.path(),
                    self.line(e),
                    vec![value],
                    Vec::new(),
                )
            })
            .collect()
    }
}

fn is_related(e: Element<'_>) -> bool {
    let has_ref = || e.attr("ref").is_some_and(|r| !r.trim().is_empty());
    e.name() == "related-activity" && has_ref()
}

fn path(above: &str, name: &str, at: usize) -> String {
    let slash = if above.is_empty() { "" } else { "/" };
    format!("{above}{slash}{name}[{}]", at + 1)
}

#[derive(Default)]
struct Facets(Vec<Facet>);

impl Facets {
    fn push(&mut self, field: &'static str, key: &str, value: Value) {
        let key = key.to_owned();
        self.0.push(Facet { field, key, value });
    }

    fn text(&mut self, field: &'static str, text: Option<&str>) {
        if let Some(text) = text.filter(|t| !t.is_empty()) {
            self.push(field, "", Value::Text(text.to_owned()));
        }
    }

    fn date(&mut self, field: &'static str, date: &Stated<Date>) {
        match date {
            Stated::Known(date) => self.push(field, "", Value::Date(*date)),
            Stated::Unreadable { text, .. } => {
                self.push(field, "", Value::Unreadable(text.clone()));
            }
            Stated::Missing => {}
        }
    }

    fn number(&mut self, field: &'static str, number: &Stated<Decimal>) {
        match number {
            Stated::Known(n) => self.push(field, "", Value::Number(*n)),
            Stated::Unreadable { text, .. } => {
                self.push(field, "", Value::Unreadable(text.clone()));
            }
            Stated::Missing => {}
        }
    }

    /// A figure of a result: a number where it is one.
    fn figure(&mut self, field: &'static str, text: &str) {
        let value =
            amount::parse(text).map_or_else(|_| Value::Text(text.to_owned()), Value::Number);
        self.push(field, "", value);
    }

    fn narratives(&mut self, field: &'static str, all: &[Narrative]) {
        for n in all {
            let language = n.language.as_deref().unwrap_or_default();
            self.push(field, language, Value::Text(n.text.clone()));
        }
    }

    fn organisation(&mut self, element: &'static str, o: &Organisation) {
        let [reference, name, kind, activity] = organisation_fields(element);
        self.text(reference, o.reference.as_deref());
        self.text(name, o.name.as_deref());
        self.text(kind, o.kind.as_deref());
        self.text(activity, o.activity_id.as_deref());
    }
}

/// Reference, name, type and activity of an organisation's element.
fn organisation_fields(element: &'static str) -> [&'static str; 4] {
    match element {
        "provider-org" => [
            "provider-org/ref",
            "provider-org/name",
            "provider-org/type",
            "provider-org/activity-id",
        ],
        "receiver-org" => [
            "receiver-org/ref",
            "receiver-org/name",
            "receiver-org/type",
            "receiver-org/activity-id",
        ],
        "reporting-org" => [
            "reporting-org/ref",
            "reporting-org/name",
            "reporting-org/type",
            "reporting-org/activity-id",
        ],
        _ => ["ref", "name", "type", "activity-id"],
    }
}

fn transaction(t: &Transaction, here: Here<'_>) -> Record {
    let mut f = Facets::default();
    f.text("ref", t.reference.as_deref());
    f.text("type", t.kind.as_deref());
    f.date("date", &t.date);
    f.number("value", &t.value);
    f.text("currency", t.currency.as_deref());
    f.date("value-date", &t.value_date);
    f.organisation("provider-org", &t.provider);
    f.organisation("receiver-org", &t.receiver);
    f.narratives("description", &t.description);
    let mut shares = here.each(&t.sectors, &["sector"], sector);
    shares.extend(here.each(&t.places, PLACES, place));
    let here = Here {
        path: t.path.clone(),
        line: Some(t.line),
        ..here
    };
    here.record(Kind::Transaction, f, shares)
}

fn budget(b: &Budget, here: Here<'_>) -> Record {
    let mut f = Facets::default();
    f.text("type", Some(&b.kind));
    f.text("status", Some(&b.status));
    f.date("date", &b.start);
    f.date("end", &b.end);
    f.number("value", &b.value);
    f.text("currency", b.currency.as_deref());
    f.date("value-date", &b.value_date);
    let here = Here {
        path: b.path.clone(),
        line: Some(b.line),
        ..here
    };
    here.record(Kind::Budget, f, Vec::new())
}

fn planned(p: &PlannedDisbursement, here: Here<'_>) -> Record {
    let mut f = Facets::default();
    f.text("type", Some(&p.kind));
    f.date("date", &p.start);
    f.date("end", &p.end);
    f.number("value", &p.value);
    f.text("currency", p.currency.as_deref());
    f.organisation("provider-org", &p.provider);
    f.organisation("receiver-org", &p.receiver);
    let here = Here {
        path: p.path.clone(),
        line: Some(p.line),
        ..here
    };
    here.record(Kind::Planned, f, Vec::new())
}

fn result(r: &ResultStatement, here: Here<'_>) -> Record {
    let mut f = Facets::default();
    f.text("type", r.kind.as_deref());
    f.narratives("title", &r.titles);
    let indicators = here.each(&r.indicators, &["indicator"], indicator);
    here.record(Kind::Result, f, indicators)
}

fn indicator(i: &Indicator, here: Here<'_>) -> Record {
    let mut f = Facets::default();
    f.narratives("title", &i.titles);
    f.text("measure", i.measure.as_deref());
    f.text("descending", (!i.ascending).then_some("1"));
    let mut below = here.each(&i.baselines, &["baseline"], baseline);
    below.extend(here.each(&i.periods, &["period"], period));
    here.record(Kind::Indicator, f, below)
}

fn baseline(b: &Baseline, here: Here<'_>) -> Record {
    let mut f = Facets::default();
    f.text("year", b.year.as_deref());
    if let Some(value) = &b.value {
        f.figure("value", value);
    }
    here.record(Kind::Baseline, f, Vec::new())
}

fn period(p: &Period, here: Here<'_>) -> Record {
    let mut f = Facets::default();
    f.date("date", &p.start);
    f.date("end", &p.end);
    for target in &p.targets {
        f.figure("target", target);
    }
    for actual in &p.actuals {
        f.figure("actual", actual);
    }
    here.record(Kind::Period, f, Vec::new())
}

fn date(d: &ActivityDate, here: Here<'_>) -> Record {
    let mut f = Facets::default();
    f.text("type", Some(&d.kind));
    f.date("date", &d.date);
    here.record(Kind::Date, f, Vec::new())
}

fn participant(p: &Participant, here: Here<'_>) -> Record {
    let mut f = Facets::default();
    f.text("role", p.role.as_deref());
    f.organisation("participating-org", &p.organisation);
    here.record(Kind::Participant, f, Vec::new())
}

fn sector(s: &Share, here: Here<'_>) -> Record {
    here.record(Kind::Sector, share(s), Vec::new())
}

fn place(s: &Share, here: Here<'_>) -> Record {
    here.record(Kind::Place, share(s), Vec::new())
}

fn share(s: &Share) -> Facets {
    let mut f = Facets::default();
    f.text("vocabulary", Some(&s.vocabulary));
    f.text("code", Some(&s.code));
    f.text("name", s.name.as_deref());
    f.number("percentage", &s.percentage);
    f
}

fn location(l: &Location, here: Here<'_>) -> Record {
    let mut f = Facets::default();
    f.text("name", l.name.as_deref());
    f.text("point", l.point.as_deref());
    here.record(Kind::Location, f, Vec::new())
}

fn related(r: &Related, here: Here<'_>) -> Record {
    let mut f = Facets::default();
    f.text("ref", Some(&r.reference));
    f.text("type", r.kind.as_deref());
    here.record(Kind::Related, f, Vec::new())
}
