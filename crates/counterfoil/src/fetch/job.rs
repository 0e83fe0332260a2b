//! One file to fetch: where it is, and what is known of it besides.

use super::listing::Listed;
use ledger::dataset::{Based, Given};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use sha2::{Digest, Sha256};
use ureq::http::Uri;

/// What publishers write into URLs and URLs cannot hold.
const STRAY: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// One file to fetch.
#[derive(Clone, Debug)]
pub struct Job {
    /// Where it is fetched.
    pub url: String,
    /// A URL that was typed in; one of a registry is not trusted.
    pub trusted: bool,
    /// What the registry says, if one listed it.
    pub listed: Option<Listed>,
}

impl Job {
    /// A file whose URL was given by hand.
    pub fn by_hand(url: &str) -> Self {
        Self {
            url: tidy(url),
            trusted: true,
            listed: None,
        }
    }

    /// A file that a registry lists.
    pub fn listed(listed: Listed) -> Self {
        Self {
            url: tidy(&listed.url),
            trusted: false,
            listed: Some(listed),
        }
    }

    /// How it is called in reports.
    pub fn name(&self) -> &str {
        self.listed.as_ref().map_or(&self.url, |l| &l.name)
    }

    /// What the ledger keeps as its source: where its publisher put it, without
    /// user name and password. A slash in the query is no folder.
    pub fn source(&self) -> String {
        let source = self.listed.as_ref().and_then(|l| l.source.as_deref());
        let url = without_user(&source.map_or_else(|| self.url.clone(), tidy));
        match url.split_once('?') {
            Some((path, query)) => format!("{path}?{}", query.replace('/', "%2F")),
            None => url,
        }
    }

    /// Tells it from other files, and says nothing of what it is.
    pub fn key(&self) -> String {
        let name = self.listed.as_ref().map_or("", |l| &l.name);
        hash([name, &self.url])
    }

    /// The server that has it.
    pub fn host(&self) -> String {
        let uri: Option<Uri> = self.url.parse().ok();
        let host = uri.as_ref().and_then(Uri::host);
        host.unwrap_or_default().to_ascii_lowercase()
    }

    /// What the ledger is told of it.
    pub fn given(&self, last_modified: Option<&str>) -> Given {
        let http = last_modified.and_then(stamp_of_http).map(|value| Based {
            value,
            basis: "Last-Modified of the download".to_owned(),
        });
        let Some(listed) = &self.listed else {
            return Given {
                modified: http,
                ..Given::default()
            };
        };
        let given = listed.given();
        Given {
            modified: given.modified.clone().or(http),
            ..given
        }
    }
}

/// SHA-256 of some texts, in hexadecimal.
pub fn hash<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    ledger::receive::hex(&hash.finalize())
}

/// A date of HTTP as a stamp.
fn stamp_of_http(text: &str) -> Option<String> {
    let moment = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Some(moment.strftime("%Y-%m-%dT%H:%M:%S").to_string())
}

/// A URL as a server wants it: no fragment, no spaces around or in it.
fn tidy(url: &str) -> String {
    let url = url.trim();
    let url = url.split_once('#').map_or(url, |(url, _)| url);
    utf8_percent_encode(url, STRAY).to_string()
}

/// A URL without user name and password.
fn without_user(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) => format!("{scheme}://{}", &rest[at + 1..]),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_has_no_secrets_and_no_folders_in_its_query() {
        let job = Job::by_hand(" http://me:pass@Data.example.org/a b.xml?p=x/y#top ");
        assert_eq!(job.url, "http://me:pass@Data.example.org/a%20b.xml?p=x/y");
        assert_eq!(job.source(), "http://Data.example.org/a%20b.xml?p=x%2Fy");
        assert_eq!(job.host(), "data.example.org");
    }

    #[test]
    fn http_dates_become_stamps() {
        let given =
            Job::by_hand("http://x.example/a.xml").given(Some("Sun, 06 Nov 1994 08:49:37 GMT"));
        let modified = given.modified.map(|m| m.value);
        assert_eq!(modified.as_deref(), Some("1994-11-06T08:49:37"));
    }
}
