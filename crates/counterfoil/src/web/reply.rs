//! From a request to a response. The ledger is asked on a thread that may
//! block; a panic there ends that request only.

use super::Served;
use super::problem::Problem;
use super::request::{Format, Request};
use super::shelf::{Kept, Key};
use crate::tongue;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use http_body::Frame;
use ledger::{Ledger, Mark};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// How long an answer may take to begin.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long it may wait for others that are worked out.
const QUEUE: Duration = Duration::from_secs(30);

/// Bytes that are sent at once, and how many such pieces wait for the client.
const PIECE: usize = 32 * 1024;
const WAITING: usize = 4;

/// A page and the data that it shows.
#[derive(Clone, Copy)]
pub struct Page {
    pub html: fn(&Ledger, &Request) -> Result<String, Problem>,
    pub data: fn(&Ledger, &Request, &mut dyn Write) -> Result<(), Problem>,
}

pub async fn answer(served: &Served, request: Request, page: Page) -> Response {
    let asked = request.clone();
    let answered = answered(served, request, page).await;
    answered.unwrap_or_else(|problem| problem.respond(&asked))
}

async fn answered(served: &Served, request: Request, page: Page) -> Result<Response, Problem> {
    let ledger = served.ledger.clone();
    let mark = tokio::task::spawn_blocking(move || ledger.mark());
    let mark = mark.await.map_err(|_| Problem::Panicked)??;
    if request.format == Format::Html {
        let kept = html(served, &request, mark, page).await?;
        let head = head(&kept.mark, &request);
        return Ok(match request.knows(&head[0].1) {
            true => (StatusCode::NOT_MODIFIED, head).into_response(),
            false => (head, Html(kept.page)).into_response(),
        });
    }
    let head = head(&mark, &request);
    match request.knows(&head[0].1) {
        true => Ok((StatusCode::NOT_MODIFIED, head).into_response()),
        false => Ok((head, data(served, request, page).await?).into_response()),
    }
}

/// What an answer depends on besides its address.
pub const VARIES: &str = "accept, accept-language";

/// What goes with every answer, the tag first.
fn head(mark: &Mark, request: &Request) -> [(HeaderName, String); 4] {
    let tag = tag(mark, request);
    [
        (header::ETAG, tag),
        // Kept by whoever likes, and asked about each time.
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::VARY, VARIES.to_owned()),
        (header::CONTENT_LANGUAGE, request.tongue().code().to_owned()),
    ]
}

/// A page from the shelf, or made now. One that is shown as it was is made anew.
async fn html(served: &Served, request: &Request, mark: Mark, page: Page) -> Result<Kept, Problem> {
    let key = Key::of(request);
    let Some(kept) = served.shelf.kept(&mark, &key) else {
        let made = made(served, request.clone(), page);
        return served.shelf.page(mark, key, made).await;
    };
    if kept.mark != mark && served.shelf.renews(&key) {
        let (served, request) = (served.clone(), request.clone());
        tokio::spawn(async move {
            // One after the other: who waits for an answer goes before.
            if let Ok(_turn) = served.renewing.acquire().await {
                let made = made(&served, request, page);
                // What cannot be made anew is told to who asks next.
                let _ = served.shelf.page(mark, key.clone(), made).await;
            }
            served.shelf.is_renewed(&key);
        });
    }
    Ok(kept)
}

/// Another of anything that an answer depends on.
fn tag(mark: &Mark, request: &Request) -> String {
    let mut hash = Sha256::new();
    for part in [
        env!("CARGO_PKG_VERSION"),
        &mark.published,
        &mark.said,
        &request.address,
        request.tongue().code(),
        request.format.suffix(),
    ] {
        hash.update(part);
        hash.update([0]);
    }
    let hash = hash.finalize();
    let digits: String = hash.iter().take(12).map(|b| format!("{b:02x}")).collect();
    format!("W/\"{digits}\"")
}

/// A place to work an answer out at; it is kept until the answer is, even if nobody
/// waits for it any more.
async fn desk(served: &Served) -> Result<OwnedSemaphorePermit, Problem> {
    let free = served.desks.clone().acquire_owned();
    match tokio::time::timeout(QUEUE, free).await {
        Ok(Ok(desk)) => Ok(desk),
        _ => Err(Problem::TooBusy),
    }
}

async fn made(served: &Served, request: Request, page: Page) -> Result<Bytes, Problem> {
    let (ledger, desk) = (served.ledger.clone(), desk(served).await?);
    let task = tokio::task::spawn_blocking(move || {
        let _desk = desk;
        tongue::within(request.tongue(), || (page.html)(&ledger, &request))
    });
    match tokio::time::timeout(PATIENCE, task).await {
        Err(_) => Err(Problem::TooLate),
        Ok(Err(_)) => Err(Problem::Panicked),
        Ok(Ok(text)) => Ok(text?.into()),
    }
}

/// Rows go out as they are made, so that memory stays bounded.
async fn data(served: &Served, request: Request, page: Page) -> Result<Response, Problem> {
    let (served, desk) = (served.clone(), desk(served).await?);
    let (sender, mut pieces) = channel(WAITING);
    let head = head_of_file(&request);
    tokio::task::spawn_blocking(move || {
        let ledger = served.ledger.clone();
        let mut out = Pieces::new(sender, served, desk);
        let written = tongue::within(request.tongue(), || {
            (page.data)(&ledger, &request, &mut out)
        });
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

fn head_of_file(request: &Request) -> [(HeaderName, String); 2] {
    let last = request.path.rsplit('/').next().unwrap_or("");
    let plain = |c: &char| c.is_ascii_alphanumeric() || "-_".contains(*c);
    let name: String = last.chars().filter(plain).collect();
    let disposition = format!("inline; filename=\"{name}{}\"", request.format.suffix());
    [
        (header::CONTENT_TYPE, request.format.media_type().to_owned()),
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
/// slow, but not for ever, and not at a desk that others wait for.
struct Pieces {
    sender: Sender<Piece>,
    gathered: Vec<u8>,
    served: Served,
    desk: Option<OwnedSemaphorePermit>,
}

impl Pieces {
    fn new(sender: Sender<Piece>, served: Served, desk: OwnedSemaphorePermit) -> Self {
        Self {
            sender,
            gathered: Vec::with_capacity(PIECE),
            served,
            desk: Some(desk),
        }
    }

    fn send(&mut self) -> std::io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let gathered = std::mem::replace(&mut self.gathered, Vec::with_capacity(PIECE));
        match self.sender.try_send(Piece::Bytes(gathered.into())) {
            Ok(()) => Ok(()),
            Err(TrySendError::Closed(_)) => Err(std::io::ErrorKind::BrokenPipe.into()),
            Err(TrySendError::Full(piece)) => self.wait(piece),
        }
    }

    /// Waits until the client takes a piece.
    fn wait(&mut self, piece: Piece) -> std::io::Result<()> {
        self.desk = None;
        Handle::current().block_on(async {
            let sent = tokio::time::timeout(self.served.patience, self.sender.send(piece));
            if !matches!(sent.await, Ok(Ok(()))) {
                return Err(std::io::ErrorKind::BrokenPipe.into());
            }
            self.desk = self.served.desks.clone().acquire_owned().await.ok();
            Ok(())
        })
    }

    fn end(mut self, written: Result<(), Problem>) {
        let last = match written {
            Ok(()) => self.send().map_or(Piece::End, |()| Piece::End),
            Err(problem) => Piece::Failed(problem),
        };
        self.desk = None;
        let last = tokio::time::timeout(self.served.patience, self.sender.send(last));
        // If the client is gone, nobody is left to tell.
        let _ = Handle::current().block_on(last);
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
