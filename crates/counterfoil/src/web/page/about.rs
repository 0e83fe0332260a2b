//! What this is, what it never keeps, and what it left out.

use crate::answer::grouped;
use crate::tongue;
use crate::web::markup::{self, Markup};
use crate::web::problem::Problem;
use crate::web::reply::Page;
use crate::web::request::{Format, Request};
use crate::web::shell::{self, Shell};
use askama::Template;
use ledger::{Ledger, View};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;

pub const PAGE: Page = Page { html, data };

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    shell: Shell,
    sentence: String,
    dropped: Vec<(String, String)>,
    publications: String,
    statements: String,
    data: Markup,
    version: &'static str,
}

/// What was not stored, by kind, over all publications.
fn dropped(view: &View<'_>) -> Result<BTreeMap<String, u64>, Problem> {
    let mut all: BTreeMap<String, u64> = BTreeMap::new();
    for publication in view.publications()?.iter().filter(|p| p.dropped > 0) {
        for (kind, count) in view.dropped(publication.seq)? {
            *all.entry(kind).or_default() += count;
        }
    }
    Ok(all)
}

/// An id as words, with a capital.
fn kind_in_words(kind: &str) -> String {
    let said = tongue::words(kind);
    match said == kind {
        true => markup::heading(kind),
        false => markup::capital(&said),
    }
}

fn html(ledger: &Ledger, request: &Request) -> Result<String, Problem> {
    let view = ledger.view(&request.moment(&[])?)?;
    let dropped = dropped(&view)?;
    let total: u64 = dropped.values().sum();
    let publications = view.publications()?.len() as u64;
    let sentence = say!(
        "No individual person is on record here. Of {publications: # publication|# publications}, {total: # contact field or mention was|# contact fields and mentions were} left out before anything was stored.",
        publications,
        total
    );
    let statements = view.statements_in_force().len();
    let page = AboutPage {
        shell: Shell::new(request, &view, &say!("About"), ""),
        sentence,
        dropped: dropped
            .iter()
            .map(|(kind, count)| (kind_in_words(kind), grouped(&count.to_string())))
            .collect(),
        publications: say!("{n: # publication|# publications}", n = publications),
        statements: say!("{n: # statement|# statements}", n = statements),
        data: shell::data_links(request, &[Format::Json, Format::Csv]),
        version: env!("CARGO_PKG_VERSION"),
    };
    Ok(page.render()?)
}

fn data(ledger: &Ledger, request: &Request, out: &mut dyn Write) -> Result<(), Problem> {
    let view = ledger.view(&request.moment(&[])?)?;
    let dropped = dropped(&view)?;
    match request.format {
        Format::Json => {
            let body = json!({
                "version": env!("CARGO_PKG_VERSION"),
                "as_of": view.at(),
                "reached": view.reached(),
                "publications": view.publications()?.len(),
                "left_out": dropped,
            });
            let text = serde_json::to_string_pretty(&body).map_err(std::io::Error::from)?;
            writeln!(out, "{text}")?;
        }
        Format::Csv => {
            writeln!(out, "kind,left_out")?;
            for (kind, count) in dropped {
                writeln!(out, "{kind},{count}")?;
            }
        }
        _ => return Err(Problem::not_found(request)),
    }
    Ok(())
}
