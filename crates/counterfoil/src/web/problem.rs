//! What could not be answered: the one place where errors become statuses.

use super::markup::sentence;
use super::request::{Format, Request};
use super::shell::Shell;
use crate::error::Error;
use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

#[derive(Debug)]
pub enum Problem {
    Error(Error),
    /// Nothing has this address; what was looked for, in words.
    NotFound(String),
    /// This may not be done; why, in words.
    Forbidden(&'static str),
    TooLong,
    TooLate,
    Panicked,
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<ledger::Error> for Problem {
    fn from(error: ledger::Error) -> Self {
        Self::Error(error.into())
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Self::Error(error.into())
    }
}

/// A template only fails if a value in it cannot be written, and none can.
impl From<askama::Error> for Problem {
    fn from(_: askama::Error) -> Self {
        Self::Panicked
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    shell: Shell,
    kind: String,
    title: &'static str,
    message: String,
    hint: Option<String>,
    asked: &'a str,
    /// What stands in the empty half.
    blank: &'static str,
    /// The question that was asked, if the address names one.
    question: Option<&'static str>,
}

impl Problem {
    pub fn not_found(request: &Request) -> Self {
        Self::NotFound(format!("no page has the address {}", request.path))
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Self::Error(error) => status_of(error),
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::TooLong => StatusCode::URI_TOO_LONG,
            Self::TooLate => StatusCode::SERVICE_UNAVAILABLE,
            Self::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// In a sentence without its full stop. Paths of the server are not told;
    /// they are written to standard error.
    pub fn message(&self) -> String {
        match self {
            Self::Error(error @ Error::Asked { .. }) => error.to_string(),
            Self::Error(_) => "the ledger could not be read just now".to_owned(),
            Self::NotFound(what) => what.clone(),
            Self::Forbidden(why) => (*why).to_owned(),
            Self::TooLong => "the address is longer than 8 kilobytes".to_owned(),
            Self::TooLate => "the answer took too long".to_owned(),
            Self::Panicked => "this page failed, and only this page".to_owned(),
        }
    }

    fn hint(&self) -> Option<String> {
        Some(
            match self {
                Self::Error(error @ Error::Asked { .. }) => return error.hint(),
                Self::Error(_) => "try again; what went wrong is written where the server runs",
                Self::NotFound(_) => return None,
                Self::Forbidden(_) => {
                    "“counterfoil ledger token add” makes a token; on the machine of the ledger “counterfoil decide” needs none"
                }
                Self::TooLong => "ask for less at once",
                Self::TooLate => "narrow the question down and ask again",
                Self::Panicked => "that is a fault of ours; please report it with the address",
            }
            .to_owned(),
        )
    }

    fn title(&self) -> &'static str {
        match self.status() {
            StatusCode::NOT_FOUND => "Nothing is kept under this address",
            StatusCode::FORBIDDEN => "That may not be done here",
            StatusCode::INTERNAL_SERVER_ERROR => "This page failed",
            StatusCode::SERVICE_UNAVAILABLE => "There is no answer just now",
            _ => "The question cannot be read",
        }
    }

    fn blank(&self) -> &'static str {
        match self.status() {
            StatusCode::NOT_FOUND => "not in the book",
            StatusCode::FORBIDDEN => "nothing was written",
            status if status.is_server_error() => "no answer",
            _ => "not understood",
        }
    }

    /// In the format that was asked for.
    pub fn respond(self, request: &Request) -> Response {
        if let Self::Error(error) = &self
            && !matches!(error, Error::Asked { .. } | Error::Closed)
        {
            crate::command::complain(error);
        }
        let status = self.status();
        match request.format {
            Format::Html => (
                status,
                Html(self.page(Shell::bare(request, self.title()), &request.address)),
            )
                .into_response(),
            Format::Json => {
                let body = json!({ "error": self.message(), "hint": self.hint() });
                (
                    status,
                    [(header::CONTENT_TYPE, "application/json")],
                    format!("{body}\n"),
                )
                    .into_response()
            }
            Format::Csv | Format::Xlsx | Format::Svg | Format::Png | Format::Dot => {
                (status, format!("{}\n", self.message())).into_response()
            }
        }
    }

    fn page(&self, shell: Shell, asked: &str) -> String {
        let status = self.status();
        let reason = status.canonical_reason().unwrap_or("Error");
        let name = asked.trim_start_matches('/').split(['?', '.', '/']).next();
        let page = ProblemPage {
            shell,
            question: name.and_then(crate::question::find).map(|q| q.name),
            kind: format!("{reason} ({})", status.as_u16()),
            title: self.title(),
            message: sentence(&self.message()),
            hint: self.hint().map(|hint| sentence(&hint)),
            asked,
            blank: self.blank(),
        };
        page.render().unwrap_or_else(|_| self.message())
    }
}

/// For problems that come before a request can be read.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let shell = Shell::empty(self.title());
        (self.status(), Html(self.page(shell, ""))).into_response()
    }
}

fn status_of(error: &Error) -> StatusCode {
    match error {
        Error::Asked { .. } => StatusCode::BAD_REQUEST,
        Error::Ledger(_) | Error::Io { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::Closed | Error::Output(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_has_its_status() {
        let io = || std::io::Error::other("the disk is gone");
        let on_disk = Error::Io {
            path: "/srv/secret".into(),
            source: io(),
        };
        let cases: [(Problem, u16); 7] = [
            (Error::asked("no such day").into(), 400),
            (Problem::NotFound("nothing".to_owned()), 404),
            (Problem::TooLong, 414),
            (ledger::Error::NoLedger("/srv/secret".into()).into(), 503),
            (on_disk.into(), 503),
            (Error::Output(io()).into(), 500),
            (Problem::Panicked, 500),
        ];
        for (problem, status) in cases {
            assert_eq!(problem.status().as_u16(), status, "{problem:?}");
            assert!(!problem.message().contains("/srv"), "{problem:?}");
        }
    }
}
