//! One request: with a name, conditions, a time limit and a size limit.
//!
//! Knows nothing of datasets, and tries once; when to try again is `queue`'s.

use super::address::{self, PublicOnly};
use std::io::Read;
use std::time::{Duration, SystemTime};
use ureq::http::{HeaderMap, Uri};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body, Error};

/// Who asks; servers see it.
const USER_AGENT: &str = concat!("Counterfoil/", env!("CARGO_PKG_VERSION"));

/// How many redirects are followed.
const REDIRECTS: u32 = 10;

/// How long a server may take to be reached.
const CONNECT: Duration = Duration::from_secs(20);

/// Longest validator that is kept; longer ones are no use of the header.
const VALIDATOR: usize = 512;

/// What a request may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub time: Duration,
    pub bytes: u64,
}

/// Asks servers.
pub struct Client {
    anywhere: Agent,
    public: Agent,
    has_proxy: bool,
    limits: Limits,
}

/// What the server said of a file the last time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// What came back.
pub enum Reply {
    /// It is what it was.
    Unchanged,
    Content(Box<Content>),
}

/// A body that is still to be read, and what the server said of it.
pub struct Content {
    pub body: Body,
    pub validators: Validators,
}

/// Why a file could not be had, and whether asking again could help.
#[derive(Debug)]
pub struct Failure {
    pub reason: String,
    pub again: Again,
}

/// Whether asking again could help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    No,
    /// After this time, if the server named one.
    Later(Option<Duration>),
    /// The server could not be reached at all.
    Unreachable,
}

impl Failure {
    /// A failure that asking again does not mend.
    pub fn lasting(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            again: Again::No,
        }
    }
}

impl Client {
    /// # Errors
    /// The certificates that the environment names cannot be read.
    pub fn new(limits: Limits, allow_private: bool) -> Result<Self, String> {
        let config = || -> Result<_, String> {
            Ok(Agent::config_builder()
                .user_agent(USER_AGENT)
                .http_status_as_error(false)
                .max_redirects(REDIRECTS)
                .timeout_global(Some(limits.time))
                .timeout_connect(Some(CONNECT.min(limits.time)))
                .tls_config(TlsConfig::builder().root_certs(roots()?).build())
                .build())
        };
        let anywhere = config()?;
        let has_proxy = anywhere.proxy().is_some();
        let anywhere = Agent::with_parts(
            anywhere,
            DefaultConnector::default(),
            DefaultResolver::default(),
        );
        let public = match allow_private {
            true => anywhere.clone(),
            false => Agent::with_parts(
                config()?,
                DefaultConnector::default(),
                PublicOnly::default(),
            ),
        };
        Ok(Self {
            anywhere,
            public,
            has_proxy: has_proxy && !allow_private,
            limits,
        })
    }

    /// The most that one file may hold.
    pub fn max_bytes(&self) -> u64 {
        self.limits.bytes
    }

    /// Asks for a URL. One that is not `trusted` must not lead to a private
    /// address.
    ///
    /// # Errors
    /// It cannot be had.
    pub fn get(&self, url: &str, trusted: bool, known: &Validators) -> Result<Reply, Failure> {
        let uri = self.allowed(url, trusted)?;
        let agent = if trusted {
            &self.anywhere
        } else {
            &self.public
        };
        let mut request = agent.get(uri);
        if let Some(etag) = &known.etag {
            request = request.header("If-None-Match", etag);
        }
        if let Some(date) = &known.last_modified {
            request = request.header("If-Modified-Since", date);
        }
        let response = request.call().map_err(|e| failure(&e))?;
        let (parts, body) = response.into_parts();
        match parts.status.as_u16() {
            200 | 203 => {}
            304 => return Ok(Reply::Unchanged),
            status => return Err(refused(status, &parts.headers)),
        }
        if body.content_length().is_some_and(|n| n > self.limits.bytes) {
            return Err(self.too_large());
        }
        let validators = Validators::of(&parts.headers);
        Ok(Reply::Content(Box::new(Content { body, validators })))
    }

    /// Reads a small answer, such as a list, to its end.
    ///
    /// # Errors
    /// It is longer than `limit`, or the connection breaks.
    pub fn read(&self, mut content: Content, limit: u64) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let reader = content.body.as_reader();
        let read = reader.take(limit + 1).read_to_end(&mut bytes);
        let read = read.map_err(|e| broken(&e))?;
        if read as u64 > limit {
            let megabytes = limit >> 20;
            let reason = format!("its list is larger than {megabytes} MB");
            return Err(Failure::lasting(reason));
        }
        Ok(bytes)
    }

    pub fn too_large(&self) -> Failure {
        let megabytes = self.limits.bytes / 1_000_000;
        Failure::lasting(format!(
            "larger than {megabytes} MB; --max-size allows more"
        ))
    }

    fn allowed(&self, url: &str, trusted: bool) -> Result<Uri, Failure> {
        let wrong = || Failure::lasting("not a URL that can be fetched");
        let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
        if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") {
            return Err(Failure::lasting("only http and https are fetched"));
        }
        let uri: Uri = url.parse().map_err(|_| wrong())?;
        let host = uri.host().ok_or_else(wrong)?;
        if !trusted && self.has_proxy && address::names_private(host) {
            return Err(Failure::lasting(address::REFUSED));
        }
        Ok(uri)
    }
}

impl Validators {
    fn of(headers: &HeaderMap) -> Self {
        let text = |name: &str| {
            let value = headers.get(name)?.to_str().ok()?;
            (value.len() <= VALIDATOR).then(|| value.to_owned())
        };
        Self {
            etag: text("etag"),
            last_modified: text("last-modified"),
        }
    }
}

/// The roots that servers' certificates must lead to: Mozilla's, which are built
/// in, or those of the file that the environment names.
fn roots() -> Result<RootCerts, String> {
    let Some(path) = std::env::var_os("SSL_CERT_FILE").filter(|p| !p.is_empty()) else {
        return Ok(RootCerts::WebPki);
    };
    let path = std::path::PathBuf::from(path);
    let wrong = |why: String| format!("SSL_CERT_FILE ({}): {why}", path.display());
    let pem = std::fs::read(&path).map_err(|e| wrong(e.to_string()))?;
    let certificates: Vec<_> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() {
        return Err(wrong("no certificate in it".to_owned()));
    }
    Ok(certificates.into())
}

/// What a status other than success means.
fn refused(status: u16, headers: &HeaderMap) -> Failure {
    let again = match status {
        408 | 425 | 429 | 500 | 502..=504 | 507 | 520..=529 => Again::Later(retry_after(headers)),
        _ => Again::No,
    };
    let reason = match status {
        401 | 403 => format!("the server does not give it out (status {status})"),
        404 | 410 => format!("it is not there (status {status})"),
        429 => "the server asked for fewer requests (status 429)".to_owned(),
        500.. => format!("the server failed (status {status})"),
        _ => format!("the server answered with status {status}"),
    };
    Failure { reason, again }
}

/// How long the server asks to be left alone: seconds, or until a date.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    let until = SystemTime::from(until);
    Some(until.duration_since(SystemTime::now()).unwrap_or_default())
}

/// What a request that got no answer means.
fn failure(error: &Error) -> Failure {
    let with = |reason: &str, again| Failure {
        reason: reason.to_owned(),
        again,
    };
    match error {
        Error::Io(e) => broken(e),
        Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
            with("the server cannot be reached", Again::Unreachable)
        }
        Error::Timeout(_) => with(SLOW, Again::Later(None)),
        Error::HostNotFound => with("there is no such host", Again::Unreachable),
        Error::TooManyRedirects => Failure::lasting(format!("more than {REDIRECTS} redirects")),
        Error::BadUri(_) | Error::RedirectFailed => {
            Failure::lasting("it leads to something that is neither http nor https")
        }
        Error::ConnectionFailed => with("the server cannot be reached", Again::Unreachable),
        Error::Rustls(_) | Error::Tls(_) => {
            Failure::lasting(format!("no secure connection: {error}"))
        }
        Error::Protocol(_) => with("the server does not speak HTTP", Again::Later(None)),
        _ => with(&error.to_string(), Again::Later(None)),
    }
}

const SLOW: &str = "it took too long; --timeout allows more";

/// What a connection that broke means.
pub fn broken(error: &std::io::Error) -> Failure {
    use std::io::ErrorKind as Kind;
    let (reason, again) = match error.kind() {
        Kind::PermissionDenied => (address::REFUSED.to_owned(), Again::No),
        Kind::ConnectionRefused => (
            "the server refuses connections".to_owned(),
            Again::Unreachable,
        ),
        Kind::HostUnreachable | Kind::NetworkUnreachable => (
            "the server cannot be reached".to_owned(),
            Again::Unreachable,
        ),
        // A certificate that is not trusted, or a damaged packed body.
        Kind::InvalidData => (error.to_string(), Again::No),
        Kind::TimedOut => (SLOW.to_owned(), Again::Later(None)),
        Kind::ConnectionReset
        | Kind::ConnectionAborted
        | Kind::UnexpectedEof
        | Kind::BrokenPipe => ("the connection broke off".to_owned(), Again::Later(None)),
        _ => inner(error),
    };
    Failure { reason, again }
}

/// The client's own errors come wrapped while a body is read.
fn inner(error: &std::io::Error) -> (String, Again) {
    match error.get_ref().and_then(|e| e.downcast_ref::<Error>()) {
        Some(Error::Io(_)) | None if is_lookup(error) => {
            ("there is no such host".to_owned(), Again::Unreachable)
        }
        Some(ours @ (Error::Timeout(_) | Error::Protocol(_))) => {
            let failure = failure(ours);
            (failure.reason, failure.again)
        }
        _ => (error.to_string(), Again::Later(None)),
    }
}

/// The standard library has no kind for a name that does not resolve.
fn is_lookup(error: &std::io::Error) -> bool {
    error.to_string().contains("lookup address")
}
