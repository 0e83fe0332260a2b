//! What could not be answered: the one place where errors become statuses.

use super::markup::sentence;
use super::reply::VARIES;
use super::request::{Format, Request};
use super::shell::Shell;
use crate::error::Error;
use crate::tongue;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

/// In how many seconds it is worth asking again what could not be answered just now.
const RETRY: &str = "10";

#[derive(Debug)]
pub enum Problem {
    Error(Error),
    /// Nothing has this address; what was looked for, in words.
    NotFound(String),
    /// This may not be done; why, in English.
    Forbidden(&'static str),
    TooLong,
    TooLate,
    TooBusy,
    /// It is not the turn of whoever wants to write.
    Writing,
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
    title: String,
    message: String,
    hint: Option<String>,
    asked: &'a str,
    /// What stands in the empty half.
    blank: String,
    /// The question that was asked, if the address names one.
    question: Option<&'static str>,
    /// It is one about a programme, and none was named.
    wants_programme: bool,
}

impl Problem {
    pub fn not_found(request: &Request) -> Self {
        Self::NotFound(tongue::within(request.tongue(), || {
            say!("no page has the address {path}", path = request.path)
        }))
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Self::Error(error) => status_of(error),
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::TooLong => StatusCode::URI_TOO_LONG,
            Self::TooLate | Self::TooBusy | Self::Writing => StatusCode::SERVICE_UNAVAILABLE,
            Self::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// In a sentence without its full stop. Paths of the server are not told;
    /// they are written to standard error.
    pub fn message(&self) -> String {
        match self {
            Self::Error(error @ Error::Asked { .. }) => error.to_string(),
            Self::Error(_) => say!("the ledger could not be read just now"),
            Self::NotFound(what) => what.clone(),
            Self::Forbidden(why) => tongue::words(why),
            Self::TooLong => say!("the address is longer than 8 kilobytes"),
            Self::TooLate => say!("the answer took too long"),
            Self::TooBusy => say!("too many answers are being worked out just now"),
            Self::Writing => say!("an import is writing to the ledger just now"),
            Self::Panicked => say!("this page failed, and only this page"),
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Error(error @ Error::Asked { .. }) => return error.hint(),
            Self::Error(_) => say!("try again; what went wrong is written where the server runs"),
            Self::NotFound(_) => return None,
            Self::Forbidden(_) => say!(
                "“counterfoil ledger token add” makes a token; on the machine of the ledger “counterfoil decide” needs none"
            ),
            Self::TooLong => say!("ask for less at once"),
            Self::TooLate => say!("narrow the question down and ask again"),
            Self::TooBusy => say!("ask again in a minute"),
            Self::Writing => say!("wait until it is done; readers are not disturbed"),
            Self::Panicked => {
                say!("that is a fault of ours; please report it with the address")
            }
        })
    }

    fn title(&self) -> String {
        match self.status() {
            StatusCode::NOT_FOUND => say!("Nothing is kept under this address"),
            StatusCode::FORBIDDEN => say!("That may not be done here"),
            StatusCode::INTERNAL_SERVER_ERROR => say!("This page failed"),
            StatusCode::SERVICE_UNAVAILABLE => say!("There is no answer just now"),
            _ => say!("The question cannot be read"),
        }
    }

    /// The status in words.
    fn kind(&self) -> String {
        match self.status() {
            StatusCode::BAD_REQUEST => say!("Bad Request"),
            StatusCode::FORBIDDEN => say!("Forbidden"),
            StatusCode::NOT_FOUND => say!("Not Found"),
            StatusCode::URI_TOO_LONG => say!("URI Too Long"),
            StatusCode::INTERNAL_SERVER_ERROR => say!("Internal Server Error"),
            StatusCode::SERVICE_UNAVAILABLE => say!("Service Unavailable"),
            status => status.canonical_reason().unwrap_or("Error").to_owned(),
        }
    }

    fn blank(&self) -> String {
        match self.status() {
            StatusCode::NOT_FOUND => say!("not in the book"),
            StatusCode::FORBIDDEN => say!("nothing was written"),
            status if status.is_server_error() => say!("no answer"),
            _ => say!("not understood"),
        }
    }

    /// In the format and the language that was asked for.
    pub fn respond(self, request: &Request) -> Response {
        let status = self.status();
        let response = tongue::within(request.tongue(), || self.written(request));
        let mut response = unkept(response);
        if status == StatusCode::SERVICE_UNAVAILABLE {
            let seconds = HeaderValue::from_static(RETRY);
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }

    fn written(self, request: &Request) -> Response {
        if let Self::Error(error) = &self
            && !matches!(error, Error::Asked { .. } | Error::Closed)
        {
            crate::command::complain(error);
        }
        let status = self.status();
        match request.format {
            Format::Html => (
                status,
                Html(self.page(Shell::bare(request, &self.title()), &request.address)),
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
        let name = asked.trim_start_matches('/').split(['?', '.', '/']).next();
        let question = name.and_then(crate::question::find);
        let wants_programme = question.is_some_and(|question| {
            let command = (question.command)();
            let takes_one = command.get_arguments().any(|a| a.get_id() == "programme");
            takes_one && !asked.contains("programme=")
        });
        let page = ProblemPage {
            shell,
            question: question.map(|q| q.name),
            wants_programme,
            kind: format!("{} ({})", self.kind(), status.as_u16()),
            title: self.title(),
            message: sentence(&self.message()),
            hint: self.hint().map(|hint| sentence(&hint)),
            asked,
            blank: self.blank(),
        };
        page.render().unwrap_or_else(|_| self.message())
    }
}

/// What is missing now may be here in a moment: no cache keeps a fault, nor gives one
/// reader's language or format to another.
fn unkept(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static(VARIES));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// For problems that come before a request can be read.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let shell = Shell::empty(&self.title());
        unkept((self.status(), Html(self.page(shell, ""))).into_response())
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
