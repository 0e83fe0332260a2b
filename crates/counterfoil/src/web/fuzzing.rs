//! What the fuzz target `query` hands to the server: an address, the heads that a sender
//! may set, the body of a decision (`fuzz/`).

use super::page;
use super::reply::Page;
use super::request::{Format, Request};
use super::write::{Decision, Writing};
use crate::question;
use crate::tongue;
use axum::extract::FromRequestParts;
use axum::http::{HeaderValue, Request as HttpRequest, header};
use ledger::Ledger;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// What a sender says: each may be anything.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sent<'a> {
    pub address: &'a str,
    pub accept: &'a [u8],
    pub language: &'a [u8],
    pub known: &'a [u8],
}

impl Sent<'_> {
    /// As the server takes it apart; none if it is no request of HTTP, or is refused.
    fn read(self) -> Option<Request> {
        let mut request = HttpRequest::builder().uri(self.address);
        for (name, value) in [
            (header::ACCEPT, self.accept),
            (header::ACCEPT_LANGUAGE, self.language),
            (header::IF_NONE_MATCH, self.known),
        ] {
            if let Ok(value) = HeaderValue::from_bytes(value) {
                request = request.header(name, value);
            }
        }
        let (mut parts, ()) = request.body(()).ok()?.into_parts();
        let mut reading = pin!(Request::from_request_parts(&mut parts, &()));
        // Nothing in it waits.
        match reading
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        {
            Poll::Ready(read) => read.ok(),
            Poll::Pending => None,
        }
    }
}

/// An address, up to the arguments of its question.
pub fn address(sent: Sent<'_>) {
    let Some(request) = sent.read() else { return };
    tongue::within(request.tongue(), || {
        black_box(request.rest().is_ok());
        black_box(request.knows("W/\"0\""));
        black_box((request.rows(), request.is_narrowed()));
        match question::find(request.name()) {
            Some(entry) => {
                let command = (entry.command)();
                black_box(request.command_line(entry.name, &command));
                if let Ok(matches) = request.matches(command) {
                    black_box(entry.moment(&matches).is_ok());
                }
            }
            None => {
                black_box(request.moment(&["rates"]).is_ok());
            }
        }
    });
}

/// The body of a decision.
pub fn decision(body: &[u8]) {
    let read = Decision::read(body);
    let back = read.back();
    assert!(back.starts_with('/') && !back.starts_with("//") && !back.contains('\\'));
    black_box(read);
}

/// An address, up to the page or the file that answers it.
pub fn answer(ledger: &Ledger, sent: Sent<'_>) {
    let Some(request) = sent.read() else { return };
    let Some(page) = page_of(&request) else {
        return;
    };
    tongue::within(request.tongue(), || match request.format {
        Format::Html => match (page.html)(ledger, &request) {
            Ok(html) => assert!(html.starts_with("<!doctype html>"), "no page"),
            Err(problem) => drop(black_box(problem.respond(&request))),
        },
        _ => {
            let written = (page.data)(ledger, &request, &mut std::io::sink());
            drop(black_box(written.map_err(|p| p.respond(&request))));
        }
    });
}

fn page_of(request: &Request) -> Option<Page> {
    Some(match request.name() {
        "" | "home" => page::home::PAGE,
        "activities" if request.path.matches('/').count() > 1 => page::activity::PAGE,
        "organisations" if request.path.matches('/').count() > 1 => page::organisation::PAGE,
        "publications" if request.path.matches('/').count() > 1 => page::publication::PAGE,
        "about" => page::about::PAGE,
        "methods" => page::methods::PAGE,
        "queue" => page::queue::page(Writing::Here),
        "pair" => page::pair::PAGE,
        name if page::rewritten::QUESTIONS.contains(&name) => page::rewritten::PAGE,
        name => question::find(name).map(|_| page::question::PAGE)?,
    })
}
