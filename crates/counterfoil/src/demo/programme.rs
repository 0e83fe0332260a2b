//! The cast and the plan: what the tables say, as values.

use super::dice::between;
use super::difference::{Difference, difference};
use super::revision::{Revision, revision};
use super::table::{Row, rows};
use super::time::{Date, Quarter};

/// Whose book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Giver,
    Receiver,
}

/// A name or title in the languages it is known in; French and Chinese may be blank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    pub(super) en: &'static str,
    pub(super) fr: &'static str,
    pub(super) zh: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Organisation {
    pub(super) slug: &'static str,
    pub(super) side: Side,
    pub(super) reference: &'static str,
    pub(super) kind: &'static str,
    pub(super) currency: &'static str,
    pub(super) starts: Quarter,
    pub(super) name: Words,
}

/// A part of a whole, in per cent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    pub(super) code: &'static str,
    pub(super) percent: i64,
}

/// What an indicator should reach in one project.
#[derive(Clone, Copy, Debug)]
pub(super) struct Aim {
    pub(super) indicator: &'static str,
    pub(super) baseline: i64,
    pub(super) target: i64,
}

/// How a total is cut into payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// All equal.
    Even,
    /// In steps of 5,000.
    Round,
    /// To the cent.
    Odd,
}

#[derive(Clone, Debug)]
pub(super) struct Project {
    pub(super) key: &'static str,
    /// The number in its key, for what is true of every third or fifth project.
    pub(super) number: u32,
    pub(super) giver: Organisation,
    pub(super) receiver: Organisation,
    giver_id: &'static str,
    receiver_id: &'static str,
    pub(super) start: Date,
    pub(super) end: Date,
    /// Hundredths of the giver's currency.
    pub(super) cents: i64,
    pub(super) payments: i64,
    pub(super) cut: Cut,
    pub(super) provinces: Vec<Share>,
    pub(super) sectors: Vec<Share>,
    pub(super) aims: Vec<Aim>,
    pub(super) title: Words,
    pub(super) description: &'static str,
}

/// Where in the country, in hundredths of a degree.
#[derive(Clone, Copy, Debug)]
struct Province {
    code: &'static str,
    name: Words,
    latitude: i64,
    longitude: i64,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Indicator {
    pub(super) key: &'static str,
    pub(super) kind: &'static str,
    pub(super) measure: &'static str,
    pub(super) ascending: &'static str,
    pub(super) result: &'static str,
    pub(super) title: Words,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Contact {
    pub(super) project: &'static str,
    pub(super) side: Side,
    pub(super) person: &'static str,
    pub(super) job: &'static str,
    pub(super) department: &'static str,
    pub(super) phone: &'static str,
    pub(super) email: &'static str,
    pub(super) mention: bool,
}

pub(super) struct Programme {
    pub(super) organisations: Vec<Organisation>,
    pub(super) projects: Vec<Project>,
    pub(super) differences: Vec<Difference>,
    pub(super) revisions: Vec<Revision>,
    provinces: Vec<Province>,
    indicators: Vec<Indicator>,
    suppliers: Vec<(&'static str, &'static str)>,
    rates: Vec<(&'static str, i64)>,
    contacts: Vec<Contact>,
}

impl Programme {
    pub(super) fn read() -> Self {
        let organisations = each(
            "organisations",
            include_str!("organisations.tsv"),
            organisation,
        );
        Self {
            projects: each("projects", include_str!("projects.tsv"), |row| {
                project(row, &organisations)
            }),
            organisations,
            differences: each("differences", include_str!("differences.tsv"), difference),
            revisions: each("revisions", include_str!("revisions.tsv"), revision),
            provinces: each("provinces", include_str!("provinces.tsv"), |row| Province {
                code: row.text("code"),
                name: words(row, "name"),
                latitude: row.read("latitude", |cell| cell.parse().ok()),
                longitude: row.read("longitude", |cell| cell.parse().ok()),
            }),
            indicators: each("indicators", include_str!("indicators.tsv"), indicator),
            suppliers: each("suppliers", include_str!("suppliers.tsv"), |row| {
                (row.text("for"), row.text("name"))
            }),
            rates: each("rates", include_str!("rates.tsv"), |row| {
                (row.text("month"), row.read("usd", thousandths))
            }),
            contacts: each("contacts", include_str!("contacts.tsv"), contact),
        }
    }

    pub(super) fn project(&self, key: &str) -> Option<&Project> {
        self.projects.iter().find(|project| project.key == key)
    }

    /// The name of a province, or its code where the table has none.
    pub(super) fn province(&self, code: &'static str) -> Words {
        let unnamed = Words {
            en: code,
            fr: "",
            zh: "",
        };
        self.found(code).map_or(unnamed, |province| province.name)
    }

    fn found(&self, code: &str) -> Option<&Province> {
        self.provinces.iter().find(|known| known.code == code)
    }

    /// Latitude and longitude in degrees, as `pos` has them, of where a project is in a
    /// province: some way off its middle.
    pub(super) fn point(&self, project: &Project, code: &str) -> Option<String> {
        let province = self.found(code)?;
        let off = |what: &str| between(&format!("{} {code} {what}", project.key), -22, 22);
        let degrees = |hundredths: i64| {
            let sign = if hundredths < 0 { "-" } else { "" };
            let size = hundredths.unsigned_abs();
            format!("{sign}{}.{:02}", size / 100, size % 100)
        };
        let latitude = degrees(province.latitude + off("north"));
        let longitude = degrees(province.longitude + off("east"));
        Some(format!("{latitude} {longitude}"))
    }

    pub(super) fn indicator(&self, key: &str) -> Option<&Indicator> {
        self.indicators
            .iter()
            .find(|indicator| indicator.key == key)
    }

    /// The firm that serves a sector, or the one that serves all.
    pub(super) fn supplier(&self, sector: &str) -> &'static str {
        let mut fitting = self
            .suppliers
            .iter()
            .filter(|(code, _)| *code == "*" || sector.starts_with(code));
        fitting.next().map_or("", |(_, name)| name)
    }

    /// Thousandths of a dollar for a euro, in the month of that day or the last one known
    /// before it.
    pub(super) fn rate(&self, day: Date) -> Option<i64> {
        let month = day.month();
        let found = self.rates.iter().rfind(|(known, _)| **known <= *month);
        found.map(|(_, rate)| *rate)
    }

    pub(super) fn contact(&self, project: &Project, side: Side) -> Option<&Contact> {
        let ours = |c: &&Contact| c.project == project.key && c.side == side;
        self.contacts.iter().find(ours)
    }

    /// What was planted in the books of a project.
    pub(super) fn differences_of<'a>(
        &'a self,
        project: &'a Project,
    ) -> impl Iterator<Item = &'a Difference> {
        let ours = |d: &&Difference| d.project == project.key;
        self.differences.iter().filter(ours)
    }

    /// What a side has revised in a project by a quarter, in the order of the table.
    pub(super) fn revised<'a>(
        &'a self,
        project: &'a Project,
        side: Side,
        by: Quarter,
    ) -> impl DoubleEndedIterator<Item = &'a Revision> {
        self.revisions.iter().filter(move |revision| {
            revision.project == project.key && revision.side == side && revision.from <= by
        })
    }
}

impl Project {
    pub(super) fn organisation(&self, side: Side) -> &Organisation {
        match side {
            Side::Giver => &self.giver,
            Side::Receiver => &self.receiver,
        }
    }

    /// The activity identifier that a side gives the project.
    pub(super) fn identifier(&self, side: Side) -> String {
        let suffix = match side {
            Side::Giver => self.giver_id,
            Side::Receiver => self.receiver_id,
        };
        format!("{}-{suffix}", self.organisation(side).reference)
    }

    /// The day of the agreement: the first that both sides know of the project.
    pub(super) fn agreed(&self) -> Date {
        let days = between(&format!("{} agreed", self.key), 0, 9);
        self.start.plus(days).working_day()
    }
}

impl Side {
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Giver => Self::Receiver,
            Self::Receiver => Self::Giver,
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "giver" => Some(Self::Giver),
            "receiver" => Some(Self::Receiver),
            _ => None,
        }
    }
}

fn each<T>(table: &'static str, text: &'static str, read: impl Fn(&Row) -> T) -> Vec<T> {
    rows(table, text).iter().map(read).collect()
}

fn organisation(row: &Row) -> Organisation {
    Organisation {
        slug: row.text("slug"),
        side: row.read("side", Side::parse),
        reference: row.text("ref"),
        kind: row.text("type"),
        currency: row.text("currency"),
        starts: row.quarter("starts"),
        name: words(row, "name"),
    }
}

fn project(row: &Row, organisations: &[Organisation]) -> Project {
    let known = |slug: &str| organisations.iter().find(|o| o.slug == slug).copied();
    let (payments, cut) = row.read("payments", count_and_cut);
    Project {
        key: row.text("key"),
        number: row.read("key", |key| key.strip_prefix('P')?.parse().ok()),
        giver: row.read("giver", known),
        receiver: row.read("receiver", known),
        giver_id: row.text("giver_id"),
        receiver_id: row.text("receiver_id"),
        start: row.date("start"),
        end: row.date("end"),
        cents: 100 * row.number("total"),
        payments,
        cut,
        provinces: row.items("provinces", share),
        sectors: row.items("sectors", share),
        aims: row.items("indicators", aim),
        title: words(row, "title"),
        description: row.text("description"),
    }
}

fn indicator(row: &Row) -> Indicator {
    Indicator {
        key: row.text("key"),
        kind: row.text("type"),
        measure: row.text("measure"),
        ascending: row.text("ascending"),
        result: row.text("result"),
        title: words(row, "title"),
    }
}

fn contact(row: &Row) -> Contact {
    Contact {
        project: row.text("project"),
        side: row.read("side", Side::parse),
        person: row.text("person"),
        job: row.text("job"),
        department: row.text("department"),
        phone: row.text("phone"),
        email: row.text("email"),
        mention: row.text("mention") == "yes",
    }
}

/// A column and its `_fr` and `_zh` beside it.
fn words(row: &Row, column: &str) -> Words {
    Words {
        en: row.text(column),
        fr: row.text(&format!("{column}_fr")),
        zh: row.text(&format!("{column}_zh")),
    }
}

/// `8 round`.
fn count_and_cut(cell: &str) -> Option<(i64, Cut)> {
    let (count, cut) = cell.split_once(' ')?;
    let cut = match cut {
        "even" => Cut::Even,
        "round" => Cut::Round,
        "odd" => Cut::Odd,
        _ => return None,
    };
    Some((count.parse().ok()?, cut))
}

/// `12230:70`, or `12230` for the whole.
fn share(item: &'static str) -> Option<Share> {
    let (code, percent) = item.split_once(':').unwrap_or((item, "100"));
    let percent = percent.parse().ok()?;
    Some(Share { code, percent })
}

/// `beds:40:120`.
fn aim(item: &'static str) -> Option<Aim> {
    let (indicator, values) = item.split_once(':')?;
    let (baseline, target) = values.split_once(':')?;
    Some(Aim {
        indicator,
        baseline: baseline.parse().ok()?,
        target: target.parse().ok()?,
    })
}

/// `1.077` as 1077.
fn thousandths(cell: &str) -> Option<i64> {
    cell.replace('.', "")
        .parse()
        .ok()
        .filter(|_| cell.len() == 5)
}
