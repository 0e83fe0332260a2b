//! The pages: every question as HTML, JSON and CSV, and a few larger pages.
//!
//! Handlers take an address apart, let a thread of their own ask the ledger,
//! and hand back what it wrote. What a question is stands in `question/`.

mod asset;
mod change;
mod chart;
mod connection;
mod current;
mod form;
pub mod fuzzing;
mod link;
mod log;
pub mod markup;
mod narrow;
mod openapi;
mod page;
mod problem;
mod reply;
mod request;
mod shelf;
mod shell;
mod table;
mod token;
mod write;

use crate::error::{Error, Result};
use axum::Router;
use axum::extract::{FromRef, Request as HttpRequest, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use flow::results::small::LIMIT;
use ledger::Ledger;
pub use link::asked;
pub use markup::heading;
use problem::Problem;
use request::Request;
use shelf::Shelf;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
pub use token::Tokens;
use tokio::sync::Semaphore;
use tower_http::compression::CompressionLayer;
pub use write::{TURN, Writing};

/// Longest address that is read.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// How long requests under way may take after the wish to stop.
const GRACE: Duration = Duration::from_secs(5);

/// Sent with every response: nothing is loaded from elsewhere, nothing inline
/// runs, nobody frames the pages.
const HEADERS: &[(HeaderName, &str)] = &[
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
];

/// How a ledger is served.
pub struct Setting {
    pub writing: Writing,
    /// The path below which a proxy serves it; empty if at the root.
    pub under: String,
    /// Whether each request is told on standard error.
    pub log: bool,
    /// How long a client may take for its head, its body, and each piece of its answer.
    pub patience: Duration,
}

/// What is waited for a slow client, in seconds.
pub const PATIENCE: u64 = 30;

/// Serves until Ctrl-C, or until the system asks to end.
///
/// # Errors
/// The listener fails.
pub fn serve(ledger: Ledger, listener: TcpListener, setting: &Setting) -> Result<()> {
    link::lie_under(&setting.under);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // Each connection may keep one that sends rows; as many do other work.
        .max_blocking_threads(2 * connection::MOST)
        .build()
        .map_err(Error::Output)?;
    let ledger = Arc::new(ledger);
    current::follow(&ledger);
    let served = Served {
        ledger,
        writing: setting.writing,
        log: setting.log,
        patience: setting.patience,
        shelf: Arc::new(Shelf::default()),
        desks: Arc::new(Semaphore::new(desks())),
        renewing: Arc::new(Semaphore::new(1)),
    };
    let served = runtime.block_on(run(served, listener));
    runtime.shutdown_timeout(GRACE);
    served.map_err(Error::Output)
}

async fn run(served: Served, listener: TcpListener) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let patience = served.patience;
    let server = connection::serve(listener, router(served), patience, wish_to_stop());
    tokio::select! {
        () = server => {}
        () = async { wish_to_stop().await; tokio::time::sleep(GRACE).await } => {}
    }
    Ok(())
}

#[cfg(unix)]
async fn wish_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = tokio::signal::ctrl_c() => (),
            _ = terminate.recv() => (),
        },
        Err(_) => interrupt().await,
    }
}

#[cfg(not(unix))]
async fn wish_to_stop() {
    interrupt().await;
}

/// Without a handler the system's own way of stopping remains.
async fn interrupt() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// What is served, and who may write to it.
#[derive(Clone)]
struct Served {
    ledger: Arc<Ledger>,
    writing: Writing,
    log: bool,
    patience: Duration,
    shelf: Arc<Shelf>,
    /// Answers that are worked out at the same time; the others wait.
    desks: Arc<Semaphore>,
    /// Whose turn it is to make a page anew that is shown as it was.
    renewing: Arc<Semaphore>,
}

/// Two for each core: one reads while the other reckons.
fn desks() -> usize {
    2 * std::thread::available_parallelism().map_or(2, usize::from)
}

impl FromRef<Served> for Arc<Ledger> {
    fn from_ref(served: &Served) -> Self {
        served.ledger.clone()
    }
}

type Shared = State<Served>;

/// All addresses, at the root and below the path that a proxy serves us under: some
/// proxies take it off the address, some leave it there.
fn router(served: Served) -> Router {
    let log = served.log;
    let pages = pages(served);
    let all = match link::at("").as_str() {
        "" => pages,
        under => Router::new().nest(under, pages.clone()).merge(pages),
    };
    let all = all
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(guard));
    match log {
        true => all.layer(middleware::from_fn(log::told)),
        false => all,
    }
}

fn pages(served: Served) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/activities/{*identifier}", get(activity))
        .route("/organisations/{*reference}", get(organisation))
        .route("/publications/{*number}", get(publication))
        .route("/assets/{file}", get(asset::serve))
        .route("/favicon.ico", get(asset::icon))
        .route("/healthz", get(|| async { "ok" }))
        .route("/openapi.json", get(openapi::serve))
        .route("/robots.txt", get(robots))
        .route("/queue", get(queue))
        .route("/queue.json", get(queue))
        .route("/queue.csv", get(queue))
        .route("/queue.xlsx", get(queue))
        .route("/queue.svg", get(queue))
        .route("/queue.png", get(queue))
        .route(
            "/decide",
            post(write::decision).layer(middleware::from_fn_with_state(
                served.clone(),
                write::in_time,
            )),
        )
        .route("/{name}", get(question))
        .fallback(not_found)
        .with_state(served)
}

/// Refuses what is too long; puts the headers on what is sent.
async fn guard(request: HttpRequest, next: Next) -> Response {
    let length = request
        .uri()
        .path_and_query()
        .map_or(0, |p| p.as_str().len());
    let lines = request.headers().iter();
    let head: usize = lines.map(|(n, v)| n.as_str().len() + v.len() + 4).sum();
    let mut response = if length > LONGEST_ADDRESS {
        Problem::TooLong.into_response()
    } else if head > connection::HEAD {
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn home(State(served): Shared, request: Request) -> Response {
    reply::answer(&served, request, page::home::PAGE).await
}

/// A question by its name; `home.json` and `home.csv` are what home shows.
async fn question(State(served): Shared, request: Request) -> Response {
    if let Some(problem) = too_open(&request, served.writing) {
        return problem.respond(&request);
    }
    let page = match request.name() {
        "about" => page::about::PAGE,
        "methods" => page::methods::PAGE,
        "home" if request.format.is_data() => page::home::PAGE,
        "pair" => page::pair::PAGE,
        name if page::rewritten::QUESTIONS.contains(&name) => page::rewritten::PAGE,
        name if crate::question::find(name).is_some() => page::question::PAGE,
        _ => return Problem::not_found(&request).respond(&request),
    };
    reply::answer(&served, request, page).await
}

/// Small counts of people stay hidden where anybody can read.
fn too_open(request: &Request, writing: Writing) -> Option<Problem> {
    let asked: u32 = request.value("hide-below")?.parse().ok()?;
    let is_public = writing == Writing::Nobody;
    (is_public && asked < LIMIT).then(|| {
        Problem::from(Error::asked(format!(
            "on public pages counts of people below {LIMIT} are hidden: leave hide_below out, or ask for more"
        )))
    })
}

async fn activity(State(served): Shared, request: Request) -> Response {
    reply::answer(&served, request, page::activity::PAGE).await
}

async fn organisation(State(served): Shared, request: Request) -> Response {
    reply::answer(&served, request, page::organisation::PAGE).await
}

async fn publication(State(served): Shared, request: Request) -> Response {
    reply::answer(&served, request, page::publication::PAGE).await
}

async fn queue(State(served): Shared, request: Request) -> Response {
    let page = page::queue::page(served.writing);
    reply::answer(&served, request, page).await
}

async fn not_found(request: Request) -> Response {
    Problem::not_found(&request).respond(&request)
}

/// Pages may be read by crawlers; the endless space of queries need not be.
async fn robots() -> &'static str {
    "User-agent: *\nDisallow: /*?\nDisallow: /*.csv$\nDisallow: /*.json$\n"
}
