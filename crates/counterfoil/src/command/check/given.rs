//! What a run is told from outside: the moment, the publishers, the activities
//! of other files.

use super::Check;
use crate::error::{Error, Result};
use crate::report::Known;
use iati::check::{Checker, Settings};
use jiff::Timestamp;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

pub struct Given {
    /// `None` is the moment of the run.
    now: Option<Timestamp>,
    /// `None` if no list is given: those that the standard itself lists.
    publishers: Option<Vec<String>>,
    /// `None` if nothing is known of other files.
    pub known: Option<Known>,
}

impl Given {
    /// # Errors
    /// An argument cannot be read.
    pub fn read(check: &Check) -> Result<Self> {
        let mut publishers = None;
        if let Some(path) = &check.publishers {
            let publishers = publishers.get_or_insert_with(Vec::new);
            identifiers(path, &mut |id| publishers.push(id.to_owned()))?;
        }
        let mut known = None;
        if let Some(path) = &check.known_activities {
            let known = known.get_or_insert_with(Known::default);
            identifiers(path, &mut |id| known.add(id))?;
        }
        Ok(Self {
            now: check.now.as_deref().map(moment).transpose()?,
            publishers,
            known: known.map(Known::sorted),
        })
    }

    /// The checker of a run.
    pub fn checker(&self) -> Checker {
        let now = self.now.unwrap_or_else(Timestamp::now);
        let mut settings = Settings::at(now);
        settings.settles_links = self.known.is_some();
        if let Some(publishers) = &self.publishers {
            settings.publishers = publishers.iter().cloned().collect();
        }
        Checker::new(settings)
    }
}

/// A day counts from its first moment in UTC.
fn moment(text: &str) -> Result<Timestamp> {
    let text = text.trim();
    let midnight = |day: jiff::civil::Date| format!("{day}T00:00:00Z").parse().ok();
    let instant = text.parse().or_else(|_| format!("{text}Z").parse());
    let day = || iati::date::parse(text).ok().and_then(midnight);
    instant.ok().or_else(day).ok_or_else(|| Error::Asked {
        message: format!("--now “{text}”: neither a day nor an instant"),
        hint: Some("write 2026-01-31 or 2026-01-31T12:00:00Z".to_owned()),
    })
}

/// Reads a file of ids without holding it: there are millions of activities.
fn identifiers(path: &Path, take: &mut dyn FnMut(&str)) -> Result<()> {
    let read = File::open(path).and_then(|file| list(BufReader::new(file), take));
    read.map_err(Error::at(path))
}

/// Ids one a line, where blank lines and those that begin with `#` say nothing,
/// or a JSON array of them.
fn list(mut text: impl BufRead, take: &mut dyn FnMut(&str)) -> io::Result<()> {
    let mut line = String::new();
    while text.read_line(&mut line)? > 0 {
        let id = line.trim_start_matches('\u{feff}').trim();
        if id.starts_with('[') {
            let ids: Vec<String> = array(id.to_owned(), text)?;
            ids.iter().for_each(|id| take(id.trim()));
            return Ok(());
        }
        if !id.is_empty() && !id.starts_with('#') {
            take(id);
        }
        line.clear();
    }
    Ok(())
}

/// A JSON array that begins with `begun`.
fn array(mut begun: String, mut rest: impl BufRead) -> io::Result<Vec<String>> {
    rest.read_to_string(&mut begun)?;
    serde_json::from_str(&begun).map_err(|e| {
        let message = format!("not a JSON array of texts: {e}");
        io::Error::new(io::ErrorKind::InvalidData, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        let is = |text: &str| moment(text).map(|m| m.to_string()).ok();
        assert_eq!(is("2026-01-01").as_deref(), Some("2026-01-01T00:00:00Z"));
        assert_eq!(
            is("2026-01-01T02:00:00+02:00").as_deref(),
            Some("2026-01-01T00:00:00Z")
        );
        assert_eq!(
            is("2026-01-01T12:00:00").as_deref(),
            Some("2026-01-01T12:00:00Z")
        );
        assert_eq!(is("soon"), None);
        assert_eq!(is("2026-13-01"), None);
    }

    #[test]
    fn lists() {
        let ids = |text: &str| {
            let mut ids = Vec::new();
            list(text.as_bytes(), &mut |id| ids.push(id.to_owned())).expect("ids");
            ids.join(" ")
        };
        assert_eq!(
            ids("\u{feff}# ours\nXM-EX-1\r\n\n  AA-BBB-123 \n"),
            "XM-EX-1 AA-BBB-123"
        );
        assert_eq!(ids("[\"XM-EX-1\",\n \"AA-BBB-123\"]"), "XM-EX-1 AA-BBB-123");
        assert!(list("[1]".as_bytes(), &mut |_| {}).is_err());
    }
}
