//! The programmes that the ledger keeps texts of, and how their promises stand.

use crate::answer::About;
use crate::programme::{self, Which};
use crate::question::promises;
use crate::tongue;
use crate::web::link::Links;
use crate::web::markup::{self, Markup};
use crate::web::problem::Problem;
use flow::programme::Status;
use flow::programme::status::STATUSES;
use ledger::View;

pub struct ProgrammeView {
    pub name: String,
    pub sentence: Markup,
    /// How many promises have each status, and the way to them.
    pub statuses: Vec<StatusView>,
    pub promises: String,
    pub pairings: String,
    pub coverage: String,
    pub indicators: String,
}

pub struct StatusView {
    pub status: Markup,
    pub count: String,
    pub address: String,
}

pub fn programmes(view: &View<'_>, links: &Links) -> Result<Vec<ProgrammeView>, Problem> {
    let kept = view.programmes()?;
    let mut all = Vec::new();
    for (kept, _) in kept.iter() {
        let which = Which {
            programme: Some(kept.id.clone()),
        };
        let open = which.open(view)?;
        let found = programme::judged(&open)?;
        let statuses: Vec<Status> = found.iter().map(|j| j.verdict.status).collect();
        let to = |path: &str| links.to(path, &[("programme", &kept.id)]);
        let of_status = STATUSES.iter().filter_map(|(status, id, _)| {
            let count = statuses.iter().filter(|s| *s == status).count();
            (count > 0).then(|| StatusView {
                status: markup::status(id),
                count: tongue::number(&count.to_string()),
                address: links.to("/promises", &[("programme", &kept.id), ("status", id)]),
            })
        });
        let title = &open.programme().title;
        all.push(ProgrammeView {
            name: title.in_language(tongue::here().code()).to_owned(),
            sentence: markup::prose(&promises::sentence(&About::when(view), &statuses)),
            statuses: of_status.collect(),
            promises: to("/promises"),
            pairings: to("/pairings"),
            coverage: to("/coverage"),
            indicators: to("/indicators"),
        });
    }
    Ok(all)
}
