//! Addresses of pages. The moment that a page is asked of travels in each, and the
//! language if the address names one.

use super::request::{Format, Request, is_carried};
use clap::Command;
use clap::parser::ValueSource;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::sync::OnceLock;

/// What stands as itself in a part of a path.
const PART: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Makes addresses for one page.
#[derive(Clone, Debug, Default)]
pub struct Links {
    travels: Vec<(String, String)>,
}

impl Links {
    pub fn of(request: &Request) -> Self {
        let moment = request.arguments.iter();
        let moment = moment.filter(|(key, _)| is_carried(key));
        let lang = request
            .lang
            .map(|lang| ("lang".to_owned(), lang.code().to_owned()));
        Self {
            travels: moment.cloned().chain(lang).collect(),
        }
    }

    /// The same as hidden fields of a form.
    pub fn hidden(&self) -> Vec<(String, String)> {
        let each = self.travels.iter();
        each.map(|(key, value)| (field(key), value.clone()))
            .collect()
    }

    pub fn to(&self, path: &str, query: &[(&str, &str)]) -> String {
        let own = query.iter().copied();
        let travels = self.travels.iter().map(|(k, v)| (k.as_str(), v.as_str()));
        // What a link says itself goes before what is carried along.
        let travels = travels.filter(|(key, _)| query.iter().all(|(k, _)| k != key));
        with_query(path, own.chain(travels))
    }

    /// A page without arguments.
    pub fn plain(&self, path: &str) -> String {
        self.to(path, &[])
    }

    pub fn question(&self, name: &str) -> String {
        self.plain(&format!("/{name}"))
    }

    pub fn activity(&self, identifier: &str) -> String {
        self.to(&format!("/activities/{}", part(identifier)), &[])
    }

    /// An activity as one of its reporters tells it.
    pub fn copy(&self, identifier: &str, reporter: &str) -> String {
        let path = format!("/activities/{}", part(identifier));
        self.to(&path, &[("reporter", reporter)])
    }

    pub fn organisation(&self, reference: &str) -> String {
        self.to(&format!("/organisations/{}", part(reference)), &[])
    }

    /// One publication, by the number of its import.
    pub fn publication(&self, import: u64) -> String {
        self.plain(&format!("/publications/{import}"))
    }

    /// What the sum of these transactions is made of, as published and all of them:
    /// the filters leave one type and currency, so one row of totals.
    pub fn explained(&self, query: &[(&str, &str)]) -> String {
        let mut query = query.to_vec();
        query.extend([("counted", "all"), ("explain", "1")]);
        self.to("/totals", &query)
    }

    pub fn pair(&self, giver: &str, receiver: &str) -> String {
        self.to("/pair", &[("giver", giver), ("receiver", receiver)])
    }
}

impl Request {
    /// The same question in another format, with some arguments changed or,
    /// with `None`, dropped.
    pub fn link(&self, format: Format, changes: &[(&str, Option<&str>)]) -> String {
        let (page, extent) = (self.page.to_string(), self.extent());
        let mut pairs: Vec<(&str, &str)> = self
            .arguments
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .collect();
        if format == Format::Html {
            pairs.extend((self.page > 1).then_some(("page", page.as_str())));
            pairs.extend(extent.iter().map(|(k, v)| (k.as_str(), v.as_str())));
        }
        pairs.extend(self.lang.map(|lang| ("lang", lang.code())));
        pairs.retain(|(key, _)| changes.iter().all(|(changed, _)| changed != key));
        pairs.extend(changes.iter().filter_map(|(k, v)| Some((*k, (*v)?))));
        let path = match self.path.as_str() {
            "/" if format.is_data() => "/home",
            path => path,
        };
        with_query(&format!("{path}{}", format.suffix()), pairs.into_iter())
    }
}

impl Request {
    /// The first page of the same question without one of its arguments.
    pub fn without(&self, at: usize) -> String {
        let mut less = self.clone();
        less.arguments.remove(at);
        less.link(self.format, &[("page", None)])
    }
}

/// What stands before every path, where a proxy serves us below one: `/aid`.
static UNDER: OnceLock<String> = OnceLock::new();

/// Every address lies below this path from now on. Once, before anything is served.
pub fn lie_under(path: &str) {
    let path = path.trim_matches('/');
    if !path.is_empty() {
        // A second call comes too late to be right.
        let _ = UNDER.set(format!("/{path}"));
    }
}

/// A path of ours as others reach it.
pub fn at(path: &str) -> String {
    match UNDER.get() {
        Some(under) => format!("{under}{path}"),
        None => path.to_owned(),
    }
}

fn with_query<'a>(path: &str, pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (key, value) in pairs {
        query.append_pair(&field(key), value);
    }
    match query.finish() {
        query if query.is_empty() => at(path),
        query => format!("{}?{query}", at(path)),
    }
}

/// The page of a question, asked with these words of the command line; the first is its name.
pub fn asked(command: Command, words: &[&str]) -> Result<String, clap::Error> {
    let matches = command.clone().try_get_matches_from(words)?;
    let mut pairs = Vec::new();
    for arg in command.get_arguments() {
        let id = arg.get_id().as_str();
        let is_given = matches.value_source(id) == Some(ValueSource::CommandLine);
        let values = matches.get_raw(id).filter(|_| is_given);
        let name = arg.get_long().unwrap_or(id);
        pairs.extend(
            values
                .into_iter()
                .flatten()
                .map(|v| (name, v.to_string_lossy())),
        );
    }
    let pairs = pairs.iter().map(|(name, value)| (*name, &**value));
    Ok(with_query(&format!("/{}", command.get_name()), pairs))
}

/// The name of a form's field for an argument.
pub fn field(argument: &str) -> String {
    argument.replace('-', "_")
}

/// An identifier as one part of a path. One that ends like a format keeps its
/// point encoded, so that the end is not read as the format.
fn part(identifier: &str) -> String {
    let encoded = utf8_percent_encode(identifier, PART).to_string();
    for end in ["json", "csv", "xlsx", "svg", "png", "dot"] {
        if let Some(start) = encoded.strip_suffix(&format!(".{end}")) {
            return format!("{start}%2E{end}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str) -> Request {
        let uri = address.parse().expect("an address");
        Request::read(&uri).unwrap_or_else(|_| panic!("{address} is read"))
    }

    #[test]
    fn the_moment_travels() {
        let links = Links::of(&read("/totals?by=year&as_of=2024-01-01"));
        assert_eq!(
            links.activity("XM/1 &?.json"),
            "/activities/XM%2F1%20%26%3F%2Ejson?as_of=2024-01-01"
        );
        assert_eq!(
            links.pair("A", "B"),
            "/pair?giver=A&receiver=B&as_of=2024-01-01"
        );
        assert_eq!(
            links.copy("XM/1", "A&B"),
            "/activities/XM%2F1?reporter=A%26B&as_of=2024-01-01"
        );
    }

    #[test]
    fn a_question_is_asked_again() {
        let request = read("/totals?by=year&by=type&page=2&as_of=2024-01-01");
        assert_eq!(
            request.link(Format::Csv, &[]),
            "/totals.csv?by=year&by=type&as_of=2024-01-01"
        );
        assert_eq!(
            request.link(Format::Html, &[("page", Some("3")), ("as-of", None)]),
            "/totals?by=year&by=type&page=3"
        );
        assert_eq!(read("/").link(Format::Json, &[]), "/home.json");
        let few = read("/activities?limit=5");
        assert_eq!(
            few.link(Format::Html, &[("page", Some("2"))]),
            "/activities?limit=5&page=2"
        );
        assert_eq!(few.link(Format::Csv, &[]), "/activities.csv");
        assert_eq!(request.without(0), "/totals?by=type&as_of=2024-01-01");
    }
}
