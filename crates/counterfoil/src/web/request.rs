//! An address, taken apart: what is asked, of which moment, in which format.
//!
//! The query string becomes the arguments of the same clap command that the
//! command line has, so that page and command line are one definition.

use super::problem::Problem;
use crate::error::Error;
use crate::question::Moment;
use crate::tongue::{self, Tongue};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Uri, header};
use axum::response::Response;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use ledger::AsOf;
use percent_encoding::percent_decode_str;

/// Rows of one page, unless told otherwise.
pub const ROWS: usize = 50;
const MOST_ROWS: usize = 500;

/// Keys of a page that are no argument of its question.
const RESERVED: &[&str] = &["page", "details", "limit", "cursor", "lang"];

/// Arguments that travel in every link.
pub const MOMENT: &[&str] = &["as-of", "known-at"];

/// Arguments that travel too, and that a question takes if it has them.
pub const CARRIED: &[&str] = &["in", "method"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Html,
    Json,
    Csv,
    /// A workbook.
    Xlsx,
    /// A picture, of questions that draw one.
    Svg,
    /// The same in pixels.
    Png,
    /// The same for Graphviz.
    Dot,
}

/// Formats by their media types.
const FORMATS: &[(Format, &str)] = &[
    (Format::Html, "text/html; charset=utf-8"),
    (Format::Json, "application/json"),
    (Format::Csv, "text/csv; charset=utf-8; header=present"),
    (
        Format::Xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (Format::Svg, "image/svg+xml"),
    (Format::Png, "image/png"),
    (Format::Dot, "text/vnd.graphviz; charset=utf-8"),
];

impl Format {
    pub fn is_data(self) -> bool {
        self != Self::Html
    }

    /// The format of an `Accept` that is spoken here and weighs most; none if it takes
    /// anything, as browsers do.
    pub fn accepted(header: &str) -> Option<Self> {
        let asked = header.split(',').filter_map(|part| {
            let mut parts = part.split(';').map(str::trim);
            let name = parts.next()?;
            let of = |(_, media): &&(Self, &str)| media.split(';').next() == Some(name);
            let (format, _) = FORMATS.iter().find(of)?;
            let weight: f32 = match parts.find_map(|p| p.strip_prefix("q=")) {
                Some(q) => q.parse().ok()?,
                None => 1.0,
            };
            (weight > 0.0).then_some((weight, *format))
        });
        let mut asked: Vec<(f32, Self)> = asked.collect();
        // The sort is stable: of equal weights the first.
        asked.sort_by(|a, b| b.0.total_cmp(&a.0));
        asked.first().map(|(_, format)| *format)
    }

    /// What it is called on the web.
    pub fn media_type(self) -> &'static str {
        let found = FORMATS.iter().find(|(format, _)| *format == self);
        found.map_or("text/html", |(_, media)| media)
    }

    pub fn suffix(self) -> &'static str {
        match self {
            Self::Html => "",
            Self::Json => ".json",
            Self::Csv => ".csv",
            Self::Xlsx => ".xlsx",
            Self::Svg => ".svg",
            Self::Png => ".png",
            Self::Dot => ".dot",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Request {
    /// As it was sent.
    pub address: String,
    /// Without the suffix of the format, still encoded.
    pub path: String,
    pub format: Format,
    /// By their long names, in the order given.
    pub arguments: Vec<(String, String)>,
    /// The language that the address names.
    pub lang: Option<Tongue>,
    /// The language that its sender would rather read.
    pub accepted: Option<Tongue>,
    /// Tags of answers that its sender has already.
    pub known: Option<String>,
    /// From 1.
    pub page: usize,
    pub details: bool,
    pub limit: Option<usize>,
    /// Where rows go on, as an answer before gave it.
    pub cursor: Option<String>,
}

/// The address, and what its sender would rather have.
impl<S: Sync> FromRequestParts<S> for Request {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let header = |name| parts.headers.get(name).and_then(|v| v.to_str().ok());
        let accepted = header(header::ACCEPT_LANGUAGE).and_then(Tongue::accepted);
        let format = header(header::ACCEPT).and_then(Format::accepted);
        let with = |request: Self| Self {
            accepted,
            known: header(header::IF_NONE_MATCH).map(str::to_owned),
            format: match request.format {
                Format::Html => format.unwrap_or(Format::Html),
                named => named,
            },
            ..request
        };
        // What is wrong with an address is said in the language that it asks for.
        let bare = Self {
            lang: lang_of(&parts.uri),
            ..with(Self::bare(&parts.uri))
        };
        let read = tongue::within(bare.tongue(), || Self::read(&parts.uri));
        match read {
            Ok(request) => Ok(with(request)),
            Err(problem) => Err(problem.respond(&bare)),
        }
    }
}

impl Request {
    /// # Errors
    /// A reserved key is no number.
    pub fn read(uri: &Uri) -> Result<Self, Problem> {
        let query = uri.query().unwrap_or("");
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .map(|(key, value)| (key.replace('_', "-"), value.trim().to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let reserved = |key: &str| {
            pairs
                .iter()
                .find(|(k, _)| k == key)
                .map(|(_, v)| v.as_str())
        };
        let address = uri.path_and_query().map_or("/", |p| p.as_str());
        Ok(Self {
            address: address.to_owned(),
            page: number("page", reserved("page"))?.unwrap_or(1).max(1),
            lang: reserved("lang").map(tongue).transpose()?,
            details: reserved("details").is_some_and(|v| v != "0"),
            cursor: reserved("cursor").map(str::to_owned),
            limit: number("limit", reserved("limit"))?.filter(|n| *n > 0),
            arguments: pairs
                .iter()
                .filter(|(key, _)| !RESERVED.contains(&key.as_str()))
                .cloned()
                .collect(),
            ..Self::bare(uri)
        })
    }

    /// The address alone, for saying what is wrong with the rest.
    pub fn bare(uri: &Uri) -> Self {
        let (path, format) = suffixed(uri.path());
        Self {
            address: uri.path().to_owned(),
            path: path.to_owned(),
            format,
            arguments: Vec::new(),
            lang: None,
            accepted: None,
            known: None,
            page: 1,
            details: false,
            limit: None,
            cursor: None,
        }
    }

    /// The language to answer in. Data is in English unless the address says
    /// otherwise: who reads it by program reads it anywhere.
    pub fn tongue(&self) -> Tongue {
        let accepted = self.accepted.filter(|_| !self.format.is_data());
        self.lang.or(accepted).unwrap_or_default()
    }

    /// Whether its sender has an answer with this tag.
    pub fn knows(&self, tag: &str) -> bool {
        knows(self.known.as_deref(), tag)
    }

    /// The first part of the path: the question.
    pub fn name(&self) -> &str {
        let path = self.path.trim_start_matches('/');
        path.split('/').next().unwrap_or("")
    }

    /// What stands behind the name, decoded: an identifier.
    ///
    /// # Errors
    /// It is not UTF-8.
    pub fn rest(&self) -> Result<String, Problem> {
        let path = self.path.trim_start_matches('/');
        let rest = path.split_once('/').map_or("", |(_, rest)| rest);
        match percent_decode_str(rest).decode_utf8() {
            Ok(text) => Ok(text.into_owned()),
            Err(_) => Err(Error::asked("the address is not written in UTF-8").into()),
        }
    }

    /// How much of the answer a page shows, as keys of its address.
    pub fn extent(&self) -> Vec<(String, String)> {
        let details = self.details.then(|| ("details", "1".to_owned()));
        let limit = self.limit.map(|n| ("limit", n.to_string()));
        let pairs = details.into_iter().chain(limit);
        pairs.map(|(key, value)| (key.to_owned(), value)).collect()
    }

    /// Rows that a page shows.
    pub fn rows(&self) -> usize {
        self.limit.unwrap_or(ROWS).min(MOST_ROWS)
    }

    pub fn values<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let of_key = self.arguments.iter().filter(move |(k, _)| k == key);
        of_key.map(|(_, value)| value.as_str())
    }

    pub fn value(&self, key: &str) -> Option<&str> {
        let mut of_key = self.arguments.iter().filter(|(k, _)| k == key);
        of_key.next().map(|(_, value)| value.as_str())
    }

    /// Whether anything is asked besides the moment.
    pub fn is_narrowed(&self) -> bool {
        self.arguments.iter().any(|(key, _)| !is_carried(key))
    }

    /// The arguments as the command reads them.
    ///
    /// # Errors
    /// They are not those of the command; in the command's words.
    pub fn matches(&self, command: Command) -> Result<ArgMatches, Problem> {
        let command = command.disable_help_flag(true);
        let argv = self.argv(&command);
        let read = command.try_get_matches_from(argv);
        read.map_err(|error| wrong(&error.to_string()).into())
    }

    fn argv(&self, command: &Command) -> Vec<String> {
        let mut argv = vec![command.get_name().to_owned()];
        let positional: Vec<&Arg> = command.get_positionals().collect();
        let is_positional = |key: &str| positional.iter().any(|a| a.get_id() == key);
        let is_flag = |key: &str| {
            let of_key = |a: &&Arg| a.get_long() == Some(key);
            let arg = command.get_arguments().find(of_key);
            arg.is_some_and(|a| matches!(a.get_action(), ArgAction::SetTrue))
        };
        let has = |key: &str| command.get_arguments().any(|a| a.get_long() == Some(key));
        for (key, value) in &self.arguments {
            match value.as_str() {
                _ if CARRIED.contains(&key.as_str()) && !has(key) => {}
                _ if is_positional(key) => {}
                "true" if is_flag(key) => argv.push(format!("--{key}")),
                "false" if is_flag(key) => {}
                value => argv.push(format!("--{key}={value}")),
            }
        }
        // What follows is never read as an option.
        argv.push("--".to_owned());
        for arg in &positional {
            argv.extend(self.values(arg.get_id().as_str()).map(str::to_owned));
        }
        argv
    }

    /// The moment asked about, for pages that are no question.
    ///
    /// # Errors
    /// It cannot be read, or something else is asked.
    pub fn moment(&self, more: &[&'static str]) -> Result<AsOf, Problem> {
        let command = Moment::augment_args(Command::new("page"));
        let more = more.iter().map(|name| Arg::new(*name).long(*name));
        let matches = self.matches(command.args(more))?;
        let moment = Moment::from_arg_matches(&matches).map_err(|e| wrong(&e.to_string()))?;
        Ok(moment.read()?)
    }

    /// What to type for the same answer.
    pub fn command_line(&self, question: &str, command: &Command) -> String {
        let argv = self.argv(command);
        let mut words: Vec<String> = argv[1..]
            .iter()
            .filter(|word| *word != "--")
            .map(|word| quoted(word))
            .collect();
        if argv.iter().any(|word| word == "--") && words.iter().any(|w| w.starts_with('-')) {
            // Options stand before positional arguments.
            words.sort_by_key(|word| !word.starts_with("--"));
        }
        words.insert(0, format!("counterfoil ask {question} --ledger DIR"));
        words.join(" ")
    }
}

/// The path and the format that its end names. `%2E` is no such end.
fn suffixed(path: &str) -> (&str, Format) {
    for format in [
        Format::Json,
        Format::Csv,
        Format::Xlsx,
        Format::Svg,
        Format::Png,
        Format::Dot,
    ] {
        if let Some(path) = path.strip_suffix(format.suffix()) {
            return (path, format);
        }
    }
    (path, Format::Html)
}

/// Whether a tag stands in an `If-None-Match`.
pub fn knows(header: Option<&str>, tag: &str) -> bool {
    let known = header.unwrap_or("");
    known.split(',').any(|t| t.trim() == tag)
}

/// Whether an argument goes with every page.
pub fn is_carried(key: &str) -> bool {
    MOMENT.contains(&key) || CARRIED.contains(&key)
}

/// The language that an address names, if it is one.
fn lang_of(uri: &Uri) -> Option<Tongue> {
    let mut pairs = form_urlencoded::parse(uri.query().unwrap_or("").as_bytes());
    let (_, code) = pairs.find(|(key, _)| key == "lang")?;
    Tongue::find(code.trim())
}

fn tongue(code: &str) -> Result<Tongue, Problem> {
    Tongue::find(code).ok_or_else(|| {
        let codes = tongue::codes();
        Error::asked(say!("lang “{code}”: pages are in {codes}", code, codes)).into()
    })
}

fn number(key: &str, value: Option<&str>) -> Result<Option<usize>, Problem> {
    let Some(value) = value else { return Ok(None) };
    match value.parse() {
        Ok(number) => Ok(Some(number)),
        Err(_) => Err(Error::Asked {
            message: format!("{key} “{value}” is no whole number"),
            hint: Some(format!("write {key}=1")),
        }
        .into()),
    }
}

/// clap's message without its frame: the first paragraph, and its tip as hint.
fn wrong(text: &str) -> Error {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let mut paragraphs = text.split("\n\n");
    let words = |p: &str| p.split_whitespace().collect::<Vec<_>>().join(" ");
    let message = words(paragraphs.next().unwrap_or(""));
    let tip = paragraphs.map(words).find(|p| p.starts_with("tip:"));
    Error::Asked {
        message,
        hint: tip.map(|tip| tip.trim_start_matches("tip: ").to_owned()),
    }
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_=./:,@+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    let quote = |text: &str| format!("'{}'", text.replace('\'', "'\\''"));
    match word.split_once('=') {
        Some((key, value)) if key.starts_with("--") => format!("{key}={}", quote(value)),
        _ => quote(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str) -> Request {
        let uri: Uri = address.parse().expect("an address");
        Request::read(&uri).unwrap_or_else(|_| panic!("{address} is read"))
    }

    fn ask(address: &str) -> Result<ArgMatches, String> {
        let request = read(address);
        let entry = crate::question::find(request.name()).expect("a question");
        request
            .matches((entry.command)())
            .map_err(|problem| problem.message())
    }

    #[test]
    fn format_and_identifier_are_told_apart() {
        let json = read("/activities/XM%2F1.json?as_of=2024-01-01&page=2&text=");
        assert_eq!(json.format, Format::Json);
        assert_eq!(json.rest().ok().as_deref(), Some("XM/1"));
        assert_eq!(json.value("as-of"), Some("2024-01-01"));
        assert_eq!((json.page, json.arguments.len()), (2, 1));
        let html = read("/activities/XM-1%2Ejson");
        assert_eq!(html.format, Format::Html);
        assert_eq!(html.rest().ok().as_deref(), Some("XM-1.json"));
    }

    #[test]
    fn what_a_sender_would_rather_have_weighs_more() {
        for (header, format) in [
            ("application/json", Some(Format::Json)),
            ("application/json;q=0, text/html", Some(Format::Html)),
            (
                "text/html;q=0.5, application/json; q=0.9",
                Some(Format::Json),
            ),
            (
                "text/csv;header=present;q=0.2, image/png",
                Some(Format::Png),
            ),
            ("text/html, application/json", Some(Format::Html)),
            ("application/json;q=0", None),
            ("*/*;q=0.8", None),
        ] {
            assert_eq!(Format::accepted(header), format, "{header}");
        }
    }

    #[test]
    fn the_query_is_read_by_the_command() {
        assert!(ask("/totals?by=provider&by=year&currency=EUR").is_ok());
        assert!(ask("/totals?by=provider,year").is_ok());
        assert!(ask("/pair?receiver=B&giver=-A").is_ok());
        for (address, message) in [
            ("/totals?by=moon", "invalid value 'moon' for '--by <WHAT>'"),
            ("/totals?foo=1", "unexpected argument '--foo' found"),
            ("/totals?help=1", "unexpected argument '--help' found"),
            ("/pair?giver=A", "required arguments were not provided"),
            (
                "/totals?year=2001&year=2002",
                "cannot be used multiple times",
            ),
        ] {
            let said = ask(address).expect_err(address);
            assert!(said.contains(message), "{address}: {said}");
        }
    }

    #[test]
    fn the_same_question_can_be_typed() {
        let typed = |address: &str| {
            let request = read(address);
            let entry = crate::question::find(request.name()).expect("a question");
            request.command_line(entry.name, &(entry.command)())
        };
        assert_eq!(
            typed("/activities?text=school+roof&as_of=2024-01-01&page=3"),
            "counterfoil ask activities --ledger DIR --text='school roof' --as-of=2024-01-01"
        );
        assert_eq!(
            typed("/pair?receiver=B&giver=A%27s&as_of=2024-01-01"),
            "counterfoil ask pair --ledger DIR --as-of=2024-01-01 'A'\\''s' B"
        );
    }
}
