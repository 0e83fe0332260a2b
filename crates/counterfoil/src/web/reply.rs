//! From a request to a response. The ledger is asked on a thread that may
//! block; a panic there ends that request only.

use super::problem::Problem;
use super::request::{Format, Request};
use axum::body::{Body, Bytes, HttpBody};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use http_body::Frame;
use ledger::Ledger;
use std::io::Write;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// How long an answer may take to begin.
const PATIENCE: Duration = Duration::from_secs(120);

/// Bytes that are sent at once, and how many such pieces wait for the client.
const PIECE: usize = 32 * 1024;
const WAITING: usize = 4;

/// A page and the data that it shows.
#[derive(Clone, Copy)]
pub struct Page {
    pub html: fn(&Ledger, &Request) -> Result<String, Problem>,
    pub data: fn(&Ledger, &Request, &mut dyn Write) -> Result<(), Problem>,
}

pub async fn answer(ledger: Arc<Ledger>, request: Request, page: Page) -> Response {
    let asked = request.clone();
    let answered = match request.format {
        Format::Html => html(ledger, request, page).await,
        _ => data(ledger, request, page).await,
    };
    answered.unwrap_or_else(|problem| problem.respond(&asked))
}

async fn html(ledger: Arc<Ledger>, request: Request, page: Page) -> Result<Response, Problem> {
    let task = tokio::task::spawn_blocking(move || (page.html)(&ledger, &request));
    match tokio::time::timeout(PATIENCE, task).await {
        Err(_) => Err(Problem::TooLate),
        Ok(Err(_)) => Err(Problem::Panicked),
        Ok(Ok(text)) => Ok(Html(text?).into_response()),
    }
}

/// Rows go out as they are made, so that memory stays bounded.
async fn data(ledger: Arc<Ledger>, request: Request, page: Page) -> Result<Response, Problem> {
    let (sender, mut pieces) = channel(WAITING);
    let head = head(&request);
    tokio::task::spawn_blocking(move || {
        let mut out = Pieces::new(sender);
        let written = (page.data)(&ledger, &request, &mut out);
        out.end(written);
    });
    // What goes wrong before the first piece still has a status.
    let first = match tokio::time::timeout(PATIENCE, pieces.recv()).await {
        Err(_) => return Err(Problem::TooLate),
        Ok(None) => return Err(Problem::Panicked),
        Ok(Some(Piece::Failed(problem))) => return Err(problem),
        Ok(Some(first)) => first,
    };
    let body = Body::new(Rest {
        first: Some(first),
        pieces,
        ended: false,
    });
    Ok((head, body).into_response())
}

fn head(request: &Request) -> [(header::HeaderName, String); 2] {
    let media_type = match request.format {
        Format::Csv => "text/csv; charset=utf-8; header=present",
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Format::Svg => "image/svg+xml",
        Format::Png => "image/png",
        Format::Dot => "text/vnd.graphviz; charset=utf-8",
        _ => "application/json",
    };
    let last = request.path.rsplit('/').next().unwrap_or("");
    let plain = |c: &char| c.is_ascii_alphanumeric() || "-_".contains(*c);
    let name: String = last.chars().filter(plain).collect();
    let disposition = format!("inline; filename=\"{name}{}\"", request.format.suffix());
    [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ]
}

/// A part of a body. The end is said, so that a body cut short is not taken
/// for a whole one.
enum Piece {
    Bytes(Bytes),
    End,
    Failed(Problem),
}

/// Gathers what is written and sends it in pieces; waits while the client is
/// slow.
struct Pieces {
    sender: Sender<Piece>,
    gathered: Vec<u8>,
}

impl Pieces {
    fn new(sender: Sender<Piece>) -> Self {
        Self {
            sender,
            gathered: Vec::with_capacity(PIECE),
        }
    }

    fn send(&mut self) -> std::io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let gathered = std::mem::replace(&mut self.gathered, Vec::with_capacity(PIECE));
        let sent = self.sender.blocking_send(Piece::Bytes(gathered.into()));
        sent.map_err(|_| std::io::ErrorKind::BrokenPipe.into())
    }

    fn end(mut self, written: Result<(), Problem>) {
        let last = match written {
            Ok(()) => self.send().map_or(Piece::End, |()| Piece::End),
            Err(problem) => Piece::Failed(problem),
        };
        // If the client is gone, nobody is left to tell.
        let _ = self.sender.blocking_send(last);
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= PIECE {
            self.send()?;
        }
        Ok(bytes.len())
    }

    /// Whole pieces only: a format that flushes at its end sends nothing early.
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A body made of pieces.
struct Rest {
    first: Option<Piece>,
    pieces: Receiver<Piece>,
    /// The end was said; compression asks once more after it.
    ended: bool,
}

impl HttpBody for Rest {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let piece = match self.first.take() {
            _ if self.ended => return Poll::Ready(None),
            Some(first) => Poll::Ready(Some(first)),
            None => self.pieces.poll_recv(context),
        };
        piece.map(|piece| match piece {
            Some(Piece::Bytes(bytes)) => Some(Ok(Frame::data(bytes))),
            Some(Piece::End) => {
                self.ended = true;
                None
            }
            Some(Piece::Failed(_)) | None => Some(Err(std::io::Error::other("cut short"))),
        })
    }
}
