//! One activity as one side publishes it: the elements of `iati-activity`, in the order that
//! the schema of IATI 2.03 demands.

use super::book::{self, Entry, Party, in_own_currency, opened};
use super::dice::between;
use super::figures::{rounded, written};
use super::link::{Link, link};
use super::payment::payments;
use super::programme::{Organisation, Programme, Project, Share, Side};
use super::results;
use super::revision::Revised;
use super::time::{Date, Quarter};
use super::xml::Xml;

/// WGS 84, the only one that IATI knows.
const SRS: &str = "http://www.opengis.net/def/crs/EPSG/0/4326";

const PROVINCES: &str = "https://example.org/velorra/provinces";

/// Everything one side says of a project at the end of a quarter.
#[derive(Clone, Copy)]
struct Told<'a> {
    p: &'a Programme,
    project: &'a Project,
    side: Side,
    at: Quarter,
}

/// What stands inside `iati-activity`.
pub(super) fn inside(p: &Programme, project: &Project, side: Side, at: Quarter) -> String {
    let told = Told {
        p,
        project,
        side,
        at,
    };
    let link = link(p, project, side);
    let mut xml = Xml::inside(&["iati-activities", "iati-activity"]);
    told.names(&mut xml, &link);
    told.dates(&mut xml);
    told.contact(&mut xml);
    told.places_and_sectors(&mut xml);
    told.defaults(&mut xml);
    told.budgets(&mut xml);
    told.planned_payments(&mut xml, &link);
    for entry in book::entries(p, project, side, at) {
        told.transaction(&mut xml, &link, &entry);
    }
    if told.publishes_results() {
        results::write(&mut xml, p, project, side, at);
    }
    xml.finish()
}

impl Told<'_> {
    fn us(&self) -> &Organisation {
        self.project.organisation(self.side)
    }

    fn names(&self, xml: &mut Xml, link: &Link) {
        let us = self.us();
        xml.leaf("iati-identifier", &[], &self.project.identifier(self.side));
        let attributes = [("ref", us.reference), ("type", us.kind)];
        xml.told("reporting-org", &attributes, us.name);
        xml.told("title", &[], self.project.title);
        xml.said("description", &[("type", "1")], &self.description());
        self.participant(xml, link, "1", Side::Giver);
        self.participant(xml, link, "4", Side::Receiver);
    }

    fn participant(&self, xml: &mut Xml, link: &Link, role: &str, side: Side) {
        let organisation = self.project.organisation(side);
        let ours = self.project.identifier(self.side);
        let known = if side == self.side {
            &ours
        } else {
            &link.in_participants
        };
        let attributes = [
            ("ref", organisation.reference),
            ("type", organisation.kind),
            ("role", role),
            ("activity-id", known),
        ];
        xml.said("participating-org", &attributes, organisation.name.en);
    }

    fn description(&self) -> String {
        let text = self.project.description;
        match self.p.contact(self.project, self.side) {
            Some(contact) if contact.mention => {
                format!("{text} Questions are answered at {}.", contact.email)
            }
            _ => text.to_owned(),
        }
    }

    fn dates(&self, xml: &mut Xml) {
        let planned_end = self.planned_end();
        let name = format!("{} {:?} closed", self.project.key, self.side);
        let closed = planned_end.plus(between(&name, 3, 25));
        let status = match self.at.end() {
            day if day <= planned_end => "2",
            day if day < closed.plus(60) => "3",
            _ => "4",
        };
        xml.empty("activity-status", &[("code", status)]);
        let mut date = |kind, day: Date| {
            let day = day.to_string();
            xml.empty("activity-date", &[("type", kind), ("iso-date", &day)]);
        };
        date("1", self.project.start);
        date("2", self.project.agreed());
        date("3", planned_end);
        if status == "4" {
            date("4", closed);
        }
    }

    /// When the side says, at that time, that the project will end.
    fn planned_end(&self) -> Date {
        let mut revised = self.p.revised(self.project, self.side, self.at).rev();
        let slipped = revised.find_map(|revision| match revision.to {
            Revised::End(day) => Some(day),
            _ => None,
        });
        slipped.unwrap_or(self.project.end)
    }

    fn contact(&self, xml: &mut Xml) {
        let Some(contact) = self.p.contact(self.project, self.side) else {
            return;
        };
        xml.open("contact-info", &[("type", "2")]);
        xml.said("organisation", &[], self.us().name.en);
        xml.said("department", &[], contact.department);
        xml.said("person-name", &[], contact.person);
        xml.said("job-title", &[], contact.job);
        xml.leaf("telephone", &[], contact.phone);
        xml.leaf("email", &[], contact.email);
        xml.leaf(
            "website",
            &[],
            &format!("https://example.org/{}", self.us().slug),
        );
        xml.close();
    }

    fn places_and_sectors(&self, xml: &mut Xml) {
        for share in &self.project.provinces {
            let percentage = percentage(share, &self.project.provinces);
            let attributes = [
                ("code", share.code),
                ("vocabulary", "99"),
                ("vocabulary-uri", PROVINCES),
                ("percentage", &percentage),
            ];
            xml.told("recipient-region", &attributes, self.p.province(share.code));
        }
        // Who works there knows where; who pays from far away mostly names the province.
        if self.side == Side::Receiver {
            self.locations(xml);
        }
        for share in &self.project.sectors {
            let percentage = percentage(share, &self.project.sectors);
            let attributes = [
                ("vocabulary", "1"),
                ("code", share.code),
                ("percentage", &percentage),
            ];
            xml.empty("sector", &attributes);
        }
    }

    fn locations(&self, xml: &mut Xml) {
        for share in &self.project.provinces {
            let Some(point) = self.p.point(self.project, share.code) else {
                continue;
            };
            xml.open("location", &[]);
            xml.empty("location-reach", &[("code", "1")]);
            xml.told("name", &[], self.p.province(share.code));
            xml.open("point", &[("srsName", SRS)]);
            xml.leaf("pos", &[], &point);
            xml.close();
            xml.empty("exactness", &[("code", "2")]);
            xml.close();
        }
    }

    /// Bilateral, official, a grant, for a project, untied.
    fn defaults(&self, xml: &mut Xml) {
        xml.empty("collaboration-type", &[("code", "1")]);
        xml.empty("default-flow-type", &[("code", "10")]);
        xml.empty("default-finance-type", &[("code", "110")]);
        xml.empty("default-aid-type", &[("code", "C01")]);
        xml.empty("default-tied-status", &[("code", "5")]);
    }

    fn budgets(&self, xml: &mut Xml) {
        let set = self.project.agreed();
        let whole = in_own_currency(self.p, self.project, self.side, self.project.cents, set);
        for ((start, end), cents) in yearly(self.project, whole) {
            budget(xml, "1", (start, end), cents, set);
        }
        for revision in self.p.revised(self.project, self.side, self.at) {
            let Revised::Budget { year, cents } = revision.to else {
                continue;
            };
            let mut years = results::years(self.project).into_iter();
            if let Some(period) = years.find(|(start, _)| start.year() == year) {
                budget(xml, "2", period, cents, revision.from.end());
            }
        }
    }

    /// The next two payments, in every third project of the giver.
    fn planned_payments(&self, xml: &mut Xml, link: &Link) {
        if self.side == Side::Receiver || !self.project.number.is_multiple_of(3) {
            return;
        }
        let coming = payments(self.project)
            .into_iter()
            .filter(|payment| payment.paid > self.at.end());
        for payment in coming.take(2) {
            let (year, month, _) = payment.paid.civil();
            let start = Date::new(year, month, 1);
            xml.open("planned-disbursement", &[("type", "1")]);
            period(xml, start, Date::new(year, month + 1, 1).plus(-1));
            let set = self.project.agreed().to_string();
            xml.leaf("value", &[("value-date", &set)], &written(payment.cents));
            self.our_end(xml);
            self.their_end(xml, link);
            xml.close();
        }
    }

    fn transaction(&self, xml: &mut Xml, link: &Link, entry: &Entry) {
        let own = self.us().currency;
        let currency = if entry.currency == own {
            ""
        } else {
            entry.currency
        };
        let date = entry.date.to_string();
        xml.open("transaction", &[("ref", &self.voucher(entry))]);
        xml.empty("transaction-type", &[("code", entry.code)]);
        xml.empty("transaction-date", &[("iso-date", &date)]);
        let attributes = [("currency", currency), ("value-date", &date)];
        xml.leaf("value", &attributes, &written(entry.cents));
        if !entry.about.is_empty() && self.side == Side::Giver {
            xml.said("description", &[], &entry.about);
        }
        match (self.side, entry.party) {
            (_, Party::Supplier(name)) => xml.said("receiver-org", &[("type", "72")], name),
            (Side::Giver, Party::Partner) => {
                self.our_end(xml);
                self.their_end(xml, link);
            }
            (Side::Receiver, Party::Partner) => {
                self.their_end(xml, link);
                self.our_end(xml);
            }
        }
        xml.close();
    }

    /// Every fourth project numbers its payments, and both sides keep to the number.
    fn voucher(&self, entry: &Entry) -> String {
        if entry.payment == 0 || !self.project.number.is_multiple_of(4) {
            return String::new();
        }
        format!("{}-{}", self.project.key, entry.payment)
    }

    /// The side of the reporter: provider for a giver, receiver for a receiver.
    fn our_end(&self, xml: &mut Xml) {
        let activity = self.project.identifier(self.side);
        self.end(xml, self.side, &activity);
    }

    fn their_end(&self, xml: &mut Xml, link: &Link) {
        self.end(xml, self.side.other(), &link.in_payments);
    }

    fn end(&self, xml: &mut Xml, side: Side, activity: &str) {
        let (name, attribute) = match side {
            Side::Giver => ("provider-org", "provider-activity-id"),
            Side::Receiver => ("receiver-org", "receiver-activity-id"),
        };
        let organisation = self.project.organisation(side);
        let attributes = [
            ("ref", organisation.reference),
            (attribute, activity),
            ("type", organisation.kind),
        ];
        if side == self.side {
            xml.empty(name, &attributes);
        } else {
            xml.said(name, &attributes, organisation.name.en);
        }
    }

    /// All receivers count results, and every second giver's project.
    fn publishes_results(&self) -> bool {
        self.side == Side::Receiver || self.project.number.is_multiple_of(2)
    }
}

/// Whether the side's file of that quarter has the project.
pub(super) fn is_published(project: &Project, side: Side, at: Quarter) -> bool {
    let first = opened(project, side).max(project.agreed());
    project.organisation(side).starts <= at && first <= at.end()
}

/// The standard wants no percentage, or 100, where one item stands alone.
fn percentage(share: &Share, all: &[Share]) -> String {
    if all.len() > 1 {
        share.percent.to_string()
    } else {
        String::new()
    }
}

/// A sum spread over the project's calendar years by days, in thousands; the last year takes
/// the rest.
fn yearly(project: &Project, whole: i64) -> Vec<((Date, Date), i64)> {
    let days = project.end.days_since(project.start) + 1;
    let mut rest = whole;
    let years = results::years(project);
    let last = years.len();
    let share = |(number, (start, end)): (usize, (Date, Date))| {
        let part = rounded(whole * (end.days_since(start) + 1), days * 100_000) * 100_000;
        let cents = if number == last { rest } else { part };
        rest -= cents;
        ((start, end), cents)
    };
    (1..).zip(years).map(share).collect()
}

fn budget(xml: &mut Xml, kind: &str, (start, end): (Date, Date), cents: i64, set: Date) {
    xml.open("budget", &[("type", kind), ("status", "2")]);
    period(xml, start, end);
    xml.leaf(
        "value",
        &[("value-date", &set.to_string())],
        &written(cents),
    );
    xml.close();
}

fn period(xml: &mut Xml, start: Date, end: Date) {
    xml.empty("period-start", &[("iso-date", &start.to_string())]);
    xml.empty("period-end", &[("iso-date", &end.to_string())]);
}
