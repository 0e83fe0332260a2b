//! Facts of an activity: where, what for, who takes part, what else is told of it.

use super::lines::{in_order, named_others};
use super::{Found, organisation, stated};
use crate::answer::{self, grouped};
use crate::tongue;
use crate::web::link::Links;
use crate::web::markup::{self, Markup, mark, text};
use crate::web::problem::Problem;
use iati::activity::{Activity, Location, Share};
use iati::codelist;
use iati::said::phrase;
use iati::stated::Stated;
use ledger::{LiveMember, View};
use std::collections::BTreeMap;

pub type Facts = Vec<(String, Vec<Markup>)>;

pub fn facts(
    activity: &Activity,
    found: &Found<'_>,
    view: &View<'_>,
    links: &Links,
) -> Result<Facts, Problem> {
    let mut facts = Facts::new();
    let mut fact = |term: String, values: Vec<Markup>| {
        if !values.is_empty() {
            facts.push((term, values));
        }
    };
    fact(
        say!("Identifier"),
        vec![markup::reference(&activity.identifier)],
    );
    fact(say!("Status"), vec![status(activity)]);
    fact(say!("Planned"), vec![dates(activity, "1", "3")]);
    fact(say!("Said to have begun"), vec![date_of(activity, "2")]);
    fact(say!("Said to have ended"), vec![date_of(activity, "4")]);
    fact(say!("Places"), shares(&activity.places, place_name));
    fact(say!("Locations"), locations(activity));
    for (term, of_vocabulary) in sectors(activity) {
        fact(term, of_vocabulary);
    }
    for (role, of_role) in participants(activity, links) {
        fact(role, of_role);
    }
    fact(
        say!("The other side’s report"),
        counterparts(activity, view, links),
    );
    fact(say!("Related"), related(activity, view, links));
    fact(
        say!("Other reporters of this identifier"),
        copies(found, links),
    );
    fact(say!("Last updated"), updated(activity));
    fact(say!("Its past"), past(found.member, links));
    fact(say!("Withheld"), withheld(view, found.member)?);
    Ok(facts)
}

/// What it said before.
fn past(member: &LiveMember, links: &Links) -> Vec<Markup> {
    let query = [
        ("id", member.head.identifier.as_ref()),
        ("reporter", member.head.reporter.as_ref()),
    ];
    // Of a reporter without a reference none can be asked for.
    let query = match member.head.reporter.as_ref() {
        "" => &query[..1],
        _ => &query[..],
    };
    if member.head.identifier.is_empty() {
        return Vec::new();
    }
    [
        ("/history", say!("What changed, publication by publication")),
        ("/blame", say!("Since when each value reads as it does")),
    ]
    .map(|(path, words)| markup::link(&links.to(path, query), &text(&words)))
    .to_vec()
}

fn status(activity: &Activity) -> Markup {
    let code = activity.status.as_deref();
    code.map_or_else(
        || markup::unknown(&say!("not stated")),
        |code| text(&tongue::name_or_code("ActivityStatus", code)),
    )
}

fn date_of(activity: &Activity, kind: &str) -> Markup {
    let mut of_kind = activity.dates.iter().filter(|d| d.kind == kind);
    of_kind
        .next()
        .map_or_else(|| markup::unknown(&say!("not stated")), |d| stated(&d.date))
}

fn dates(activity: &Activity, from: &str, to: &str) -> Markup {
    mark!("{from} to {to}", from => date_of(activity, from), to => date_of(activity, to))
}

/// A name left, its percentage right.
fn shares(shares: &[Share], name: impl Fn(&Share) -> String) -> Vec<Markup> {
    let each = shares.iter();
    each.map(|share| {
        let percentage = match &share.percentage {
            Stated::Known(p) => text(&format!("{p}\u{a0}%")),
            Stated::Missing => Markup::default(),
            other => markup::unknown(&answer::gap(&other.gap().unwrap_or_default())),
        };
        Markup::made(format!(
            "<span class=\"share\"><span>{}</span><span>{percentage}</span></span>",
            text(&name(share))
        ))
    })
    .collect()
}

fn place_name(share: &Share) -> String {
    let list = match share.vocabulary.as_str() {
        "country" => "Country",
        _ => "Region",
    };
    named(share, tongue::name_of(list, &share.code))
}

fn sector_name(share: &Share) -> String {
    let list = match share.vocabulary.as_str() {
        "1" => "Sector",
        "2" => "SectorCategory",
        _ => return named(share, None),
    };
    named(share, tongue::name_of(list, &share.code))
}

fn named(share: &Share, name: Option<String>) -> String {
    let name = name.or_else(|| share.name.clone());
    name.unwrap_or_else(|| share.code.clone())
}

fn sectors(activity: &Activity) -> BTreeMap<String, Vec<Markup>> {
    let mut by_vocabulary: BTreeMap<String, Vec<Share>> = BTreeMap::new();
    for share in &activity.sectors {
        let of = by_vocabulary.entry(share.vocabulary.clone()).or_default();
        of.push(share.clone());
    }
    let term = |vocabulary: &str| {
        let name = tongue::name_or_code("SectorVocabulary", vocabulary);
        say!("Sectors ({vocabulary})", vocabulary = name)
    };
    let each = by_vocabulary.into_iter();
    each.map(|(v, all)| (term(&v), shares(&all, sector_name)))
        .collect()
}

fn locations(activity: &Activity) -> Vec<Markup> {
    let named = activity.locations.iter();
    let point = |l: &Location, point: &str| {
        let point = markup::reference(point);
        match l.coarsened {
            true => mark!("{point} (place coarsened)", point => point),
            false => point,
        }
    };
    named
        .map(|l| match (&l.name, &l.point) {
            (Some(name), Some(at)) => markup::both(&text(name), &markup::under(&point(l, at))),
            (Some(name), None) => text(name),
            (None, Some(at)) => point(l, at),
            (None, None) => markup::unknown(&say!("a location without name or point")),
        })
        .collect()
}

/// Who takes part, by role; in order of the roles' English names.
fn participants(activity: &Activity, links: &Links) -> Vec<(String, Vec<Markup>)> {
    const WITHOUT_ROLE: &str = phrase("Taking part");
    let mut by_role: BTreeMap<&str, Vec<Markup>> = BTreeMap::new();
    for participant in &activity.participants {
        let role = participant.role.as_deref();
        let role = role.map_or(WITHOUT_ROLE, |code| {
            codelist::name_of("OrganisationRole", code).unwrap_or(code)
        });
        let of_role = by_role.entry(role).or_default();
        of_role.push(organisation(&participant.organisation, links));
    }
    let each = by_role.into_iter();
    each.map(|(role, all)| (tongue::words(role), all)).collect()
}

/// The ways to the chain that the activity stands in.
pub fn followed(identifier: &str, links: &Links) -> Markup {
    if identifier.is_empty() {
        return Markup::default();
    }
    let down = links.to("/trace", &[("activity", identifier)]);
    let up = links.to("/trace", &[("activity", identifier), ("up", "true")]);
    mark!(
        "Follow it {down} or {up}",
        down => markup::link(&down, &text(&say!("down"))),
        up => markup::link(&up, &text(&say!("up")))
    )
}

/// Live activities of others that the lines name, each with both books.
fn counterparts(activity: &Activity, view: &View<'_>, links: &Links) -> Vec<Markup> {
    let each = named_others(activity, view).into_iter();
    each.map(|(id, outgoing)| {
        let (giver, receiver) = in_order(&activity.identifier, &id, outgoing);
        Markup::made(format!(
            "{}<span class=\"under\">{}</span>",
            markup::link(&links.activity(&id), &markup::reference(&id)),
            markup::link(
                &links.pair(giver, receiver),
                &text(&say!("open both books"))
            )
        ))
    })
    .collect()
}

fn related(activity: &Activity, view: &View<'_>, links: &Links) -> Vec<Markup> {
    let each = activity.related.iter();
    each.map(|related| {
        let kind = related.kind.as_deref();
        let kind = kind.and_then(|code| tongue::name_of("RelatedActivityType", code));
        let id = markup::reference(&related.reference);
        let is_here = view.live().activities(&related.reference).next().is_some();
        let address = is_here.then(|| links.activity(&related.reference));
        Markup::made(format!(
            "{}<span class=\"under\">{}</span>",
            markup::linked(address.as_deref(), id),
            kind.map_or_else(|| text(&say!("of a kind not stated")), |kind| text(&kind))
        ))
    })
    .collect()
}

fn copies(found: &Found<'_>, links: &Links) -> Vec<Markup> {
    let each = found.others.iter();
    each.map(|member| {
        let head = &member.head;
        let name = [&head.reporter_name, &head.reporter];
        let name = name.into_iter().find(|n| !n.is_empty());
        markup::link(
            &links.copy(&head.identifier, &head.reporter),
            &name.map_or_else(|| text(&say!("a reporter without a name")), |n| text(n)),
        )
    })
    .collect()
}

fn updated(activity: &Activity) -> Vec<Markup> {
    activity
        .last_updated
        .as_deref()
        .map(markup::day)
        .into_iter()
        .collect()
}

/// Of the whole publication: what is dropped is not kept by activity.
fn withheld(view: &View<'_>, member: &LiveMember) -> Result<Vec<Markup>, Problem> {
    let dropped = view.dropped(member.publication)?;
    let total: u64 = dropped.iter().map(|(_, n)| n).sum();
    if total == 0 {
        return Ok(vec![text(&say!("nothing, in its whole publication"))]);
    }
    let kinds = dropped
        .iter()
        .map(|(kind, n)| format!("{} {}", grouped(&n.to_string()), tongue::words(kind)));
    let kinds = kinds.collect::<Vec<_>>();
    let kinds = tongue::list(&kinds);
    Ok(vec![text(&say!(
        "in its whole publication {n: # field or mention|# fields and mentions}, dropped before storage: {kinds}",
        n = total,
        kinds
    ))])
}
