//! The boundary that a question draws.

use super::Plan;
use crate::error::{Error, Result};
use crate::tongue;
use flow::flows::boundary::Boundary;
use flow::key;
use iati::said::phrase;
use ledger::View;
use std::collections::BTreeSet;

const FORMS: &str = phrase("country:CODE, sector:CODE or orgs:REF,REF");

/// Reads `country:MZ`, `sector:122`, `orgs:A,B`.
///
/// Around a place or sector the organisations that receive money inside it are
/// found first: what one of them passes on there is internal.
pub(super) fn draw(asked: &str, plan: &Plan, view: &View<'_>) -> Result<Boundary> {
    let wrong = || {
        Error::asked(say!(
            "--boundary “{asked}”: write {forms}",
            asked,
            forms = tongue::words(FORMS)
        ))
    };
    let (what, codes) = asked.split_once(':').ok_or_else(wrong)?;
    let codes: Vec<&str> = codes
        .split(',')
        .map(str::trim)
        .filter(|c| !c.is_empty())
        .collect();
    if codes.is_empty() {
        return Err(wrong());
    }
    let as_written = || {
        codes
            .iter()
            .map(|c| (*c).to_owned())
            .collect::<BTreeSet<_>>()
    };
    match what {
        "country" | "place" => {
            let places = codes.iter().map(|c| c.to_ascii_uppercase()).collect();
            members(
                Boundary {
                    places: Some(places),
                    ..Boundary::default()
                },
                plan,
                view,
            )
        }
        "sector" => members(
            Boundary {
                sectors: Some(as_written()),
                ..Boundary::default()
            },
            plan,
            view,
        ),
        "orgs" | "organisations" => Ok(Boundary {
            organisations: Some(codes.iter().map(|c| key::of(c)).collect()),
            ..Boundary::default()
        }),
        _ => Err(wrong()),
    }
}

fn members(ground: Boundary, plan: &Plan, view: &View<'_>) -> Result<Boundary> {
    let mut organisations = BTreeSet::new();
    view.each_facts(
        &plan.ranks(view)?,
        |_, _, facts| {
            let mut flows = Vec::new();
            plan.method
                .method
                .flows(&facts, None, &mut |flow| flows.push(flow));
            let drawn = ground.clone().with_members(flows.iter());
            drawn.organisations.unwrap_or_default()
        },
        |found: BTreeSet<String>| {
            organisations.extend(found);
            Ok::<(), ledger::Error>(())
        },
    )?;
    Ok(Boundary {
        organisations: Some(organisations),
        ..ground
    })
}
