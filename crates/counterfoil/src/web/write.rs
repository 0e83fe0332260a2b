//! The one thing that can be written over the network: decisions on matches.
//!
//! Two ways: from this machine, where the server listens to it alone; or with a token
//! of an office. A public server takes none.

use super::Served;
use super::link;
use super::problem::Problem;
use super::request::{Format, Request};
use super::token::Tokens;
use crate::error::Error;
use crate::laid::{Laid, decide};
use crate::tongue;
use axum::body::{Bytes, HttpBody, to_bytes};
use axum::extract::{ConnectInfo, Request as HttpRequest, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use iati::said::phrase;
use ledger::matched::Verdict;
use ledger::{AsOf, Ledger, Statement, Writer};
use serde_json::json;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// Longest body of a decision, in bytes.
pub const LONGEST: usize = 16 * 1024;

/// How long a decision waits for its turn to write: another desk decides in a moment, an
/// import may take longer than a sender waits.
pub const TURN: Duration = Duration::from_secs(5);

/// The office that decides from this machine without saying which.
const HERE: &str = "this desk";

/// Who may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// Nobody: a public server.
    Nobody,
    /// Whoever has a token.
    Token,
    /// Whoever sits at this machine, too.
    Here,
}

/// What was sent.
#[derive(Debug, Default)]
pub struct Decision {
    names: Vec<String>,
    verdict: Option<Verdict>,
    by: String,
    note: String,
    token: String,
    undo: Option<u64>,
    back: String,
}

impl Decision {
    pub fn read(body: &[u8]) -> Self {
        let mut read = Self::default();
        for (key, value) in form_urlencoded::parse(body) {
            let value = value.trim().to_owned();
            match &*key {
                "name" if !value.is_empty() => read.names.push(value),
                // A button says both at once.
                "decision" => {
                    let (verdict, name) = value.split_once(' ').unwrap_or((&value, ""));
                    read.verdict = Verdict::ALL.into_iter().find(|v| v.as_str() == verdict);
                    read.names.push(name.to_owned());
                }
                "verdict" => read.verdict = Verdict::ALL.into_iter().find(|v| v.as_str() == value),
                "by" => read.by = value,
                "note" => read.note = value,
                "token" => read.token = value,
                "undo" => read.undo = value.parse().ok(),
                "back" => read.back = value,
                _ => {}
            }
        }
        read
    }

    /// Where the page goes on: an address of ours.
    pub fn back(&self) -> String {
        let is_ours = self.back.starts_with('/') && !self.back.starts_with("//");
        let is_plain = self
            .back
            .bytes()
            .all(|b| b.is_ascii_graphic() && b != b'\\');
        if is_ours && is_plain {
            self.back.clone()
        } else {
            link::at("/queue")
        }
    }
}

/// Takes a body in whole, which may be neither long nor long on its way.
pub async fn in_time(State(served): State<Served>, request: HttpRequest, next: Next) -> Response {
    let (head, body) = request.into_parts();
    if body.size_hint().lower() > LONGEST as u64 {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    match tokio::time::timeout(served.patience, to_bytes(body, LONGEST)).await {
        Ok(Ok(body)) => next.run(HttpRequest::from_parts(head, body.into())).await,
        Ok(Err(_)) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

pub async fn decision(
    State(served): State<Served>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    request: Request,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let asked = Decision::read(&body);
    let wants_json = request.format == Format::Json;
    let is_from_here = is_here(served.writing, from, &headers);
    let back = asked.back();
    let tongue = request.tongue();
    let task = tokio::task::spawn_blocking(move || {
        tongue::within(tongue, || {
            let office = office(&served, &asked, is_from_here)?;
            make(&served.ledger, &asked, &office)
        })
    });
    match task.await {
        Ok(Ok(made)) if wants_json => {
            let body = json!({ "statement": made.seq, "subject": made.subject });
            let kind = [(header::CONTENT_TYPE, "application/json")];
            (StatusCode::CREATED, kind, format!("{body}\n")).into_response()
        }
        Ok(Ok(_)) => (StatusCode::SEE_OTHER, [(header::LOCATION, back)]).into_response(),
        Ok(Err(problem)) => problem.respond(&request),
        Err(_) => Problem::Panicked.respond(&request),
    }
}

/// Whether a request comes from a page of ours on this machine: not from another
/// machine, and not from another site's page that this machine's browser shows.
fn is_here(writing: Writing, from: SocketAddr, headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    let host = text(header::HOST).unwrap_or_default();
    let is_local = |host: &str| {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => host,
        };
        let name = name.trim_start_matches('[').trim_end_matches(']');
        name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    };
    let origin = text(header::ORIGIN);
    let is_own = origin.is_none_or(|o| o.strip_prefix("http://") == Some(host));
    let site = headers.get("sec-fetch-site").and_then(|v| v.to_str().ok());
    let is_same_site = site.is_none_or(|s| s == "same-origin" || s == "none");
    // A proxy stands on this machine and speaks for others.
    let is_forwarded = ["forwarded", "x-forwarded-for"]
        .iter()
        .any(|h| headers.contains_key(*h));
    writing == Writing::Here
        && from.ip().is_loopback()
        && is_local(host)
        && is_own
        && is_same_site
        && !is_forwarded
}

/// The office that decides.
fn office(served: &Served, asked: &Decision, is_from_here: bool) -> Result<String, Problem> {
    if served.writing == Writing::Nobody {
        return Err(Problem::Forbidden(phrase(
            "this server only shows: nothing can be decided here",
        )));
    }
    if !asked.token.is_empty() {
        let tokens = Tokens::read(served.ledger.folder())?;
        let office = tokens.office(&asked.token).map(str::to_owned);
        return office.ok_or(Problem::Forbidden(phrase(
            "that token is not one of this ledger",
        )));
    }
    if !is_from_here {
        return Err(Problem::Forbidden(phrase("a decision needs a token")));
    }
    Ok(match asked.by.as_str() {
        "" => HERE.to_owned(),
        by => by.to_owned(),
    })
}

fn make(ledger: &Ledger, asked: &Decision, office: &str) -> Result<Statement, Problem> {
    let now = crate::command::now();
    let new = match (asked.undo, asked.verdict) {
        (Some(_), _) => None,
        (None, Some(verdict)) => {
            let view = ledger.view(&AsOf::default())?;
            let laid = Laid::open(&view)?;
            let new = decide(&laid, verdict, &asked.names, office, &asked.note);
            Some(new.map_err(told)?)
        }
        (None, None) => {
            return Err(Error::asked(say!(
                "say with verdict=accept, reject or query what is decided"
            ))
            .into());
        }
    };
    let mut writer =
        Writer::open_in_turn(ledger.folder(), TURN, &|_, _| ()).map_err(|e| told(e.into()))?;
    let made = match (new, asked.undo) {
        (Some(new), _) => writer.state(new, &now).map_err(|e| told(e.into()))?,
        (None, seq) => {
            let note = if asked.note.is_empty() {
                "taken back"
            } else {
                &asked.note
            };
            writer
                .undo(seq.unwrap_or(0), office, note, &now)
                .map_err(|e| told(e.into()))?
        }
    };
    writer.finish()?;
    Ok(made)
}

/// What the sender can mend is told; what went wrong here is not.
fn told(error: Error) -> Problem {
    match error {
        Error::Ledger(ledger::Error::Busy(_)) => Problem::Writing,
        Error::Ledger(e @ ledger::Error::Unfit { .. }) => {
            let hint = e.hint().map(tongue::words);
            let message = match &e {
                ledger::Error::Unfit { what, .. } => tongue::say(what),
                e => e.to_string(),
            };
            Problem::Error(Error::Asked { message, hint })
        }
        error => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_of_ours_on_this_machine_is_here() {
        let here: SocketAddr = "127.0.0.1:5000".parse().expect("an address");
        let there: SocketAddr = "192.0.2.7:5000".parse().expect("an address");
        let headers = |pairs: &[(&'static str, &'static str)]| {
            let mut all = HeaderMap::new();
            for (name, value) in pairs {
                all.insert(*name, value.parse().expect("a value"));
            }
            all
        };
        type Case = (
            &'static str,
            SocketAddr,
            &'static [(&'static str, &'static str)],
            bool,
        );
        let table: &[Case] = &[
            ("curl", here, &[("host", "127.0.0.1:8017")], true),
            (
                "a form of ours",
                here,
                &[
                    ("host", "localhost:8017"),
                    ("origin", "http://localhost:8017"),
                    ("sec-fetch-site", "same-origin"),
                ],
                true,
            ),
            ("six", here, &[("host", "[::1]:8017")], true),
            (
                "another machine",
                there,
                &[("host", "127.0.0.1:8017")],
                false,
            ),
            (
                "another site’s page",
                here,
                &[
                    ("host", "127.0.0.1:8017"),
                    ("origin", "https://example.org"),
                ],
                false,
            ),
            (
                "a link elsewhere",
                here,
                &[("host", "127.0.0.1:8017"), ("sec-fetch-site", "cross-site")],
                false,
            ),
            (
                "a name that leads here",
                here,
                &[
                    ("host", "example.org:8017"),
                    ("origin", "http://example.org:8017"),
                ],
                false,
            ),
            (
                "a proxy",
                here,
                &[("host", "127.0.0.1:8017"), ("x-forwarded-for", "192.0.2.7")],
                false,
            ),
            ("no host", here, &[], false),
        ];
        for (what, from, pairs, expected) in table {
            let headers = headers(pairs);
            assert_eq!(is_here(Writing::Here, *from, &headers), *expected, "{what}");
            assert!(!is_here(Writing::Token, *from, &headers), "{what}");
        }
    }

    #[test]
    fn the_way_back_is_ours() {
        for (back, goes) in [
            ("/queue?giver=A", "/queue?giver=A"),
            ("//example.org", "/queue"),
            ("https://example.org", "/queue"),
            ("/\\example.org", "/queue"),
            ("/a b", "/queue"),
            ("", "/queue"),
        ] {
            let decision = Decision {
                back: back.to_owned(),
                ..Decision::default()
            };
            assert_eq!(decision.back(), goes);
        }
    }
}
