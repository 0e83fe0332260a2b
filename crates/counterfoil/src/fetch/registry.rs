//! Asks a registry which datasets there are: page by page, or the one index.

use super::client::{Again, Client, Failure, Reply, Validators};
use super::listing::{self, List, Listed};
use super::queue::Patience;
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// Datasets that are asked for at a time.
const ROWS: usize = 500;

/// The largest list, or page of one, that is read.
const LIMIT: u64 = 512 << 20;

/// Asks one registry.
struct Registry<'a> {
    client: &'a Client,
    url: &'a str,
    patience: Patience,
    is_interrupted: &'a dyn Fn() -> bool,
}

/// The datasets of these publishers, or of all if none is named.
///
/// # Errors
/// Why the list cannot be had.
pub fn list(
    client: &Client,
    url: &str,
    publishers: &[String],
    patience: Patience,
    is_interrupted: &dyn Fn() -> bool,
) -> Result<Vec<Listed>, String> {
    let registry = Registry {
        client,
        url,
        patience,
        is_interrupted,
    };
    let datasets = match registry.ask(url)? {
        List::Index(datasets) => datasets,
        // Who asked a question of his own gets its answer.
        List::Page { .. } if publishers.is_empty() || has_question(url) => registry.pages(&[])?,
        List::Page { .. } => registry.of_each(publishers)?,
    };
    let wanted = |d: &Listed| publishers.is_empty() || publishers.iter().any(|p| d.is_of(p));
    let mut seen = HashSet::new();
    let mut datasets: Vec<Listed> = datasets.into_iter().filter(wanted).collect();
    datasets.retain(|d| seen.insert((d.name.clone(), d.url.clone())));
    Ok(datasets)
}

impl Registry<'_> {
    /// The datasets of each publisher: by its name, else by its identifier.
    fn of_each(&self, publishers: &[String]) -> Result<Vec<Listed>, String> {
        let mut all = Vec::new();
        for publisher in publishers {
            let by = |field: &str| format!("{field}:{}", publisher.trim());
            let mut found = self.pages(&[("fq", &by("organization"))])?;
            if found.is_empty() {
                found = self.pages(&[("fq", &by("publisher_iati_id"))])?;
            }
            all.append(&mut found);
        }
        Ok(all)
    }

    /// All pages of an answer.
    fn pages(&self, question: &[(&str, &str)]) -> Result<Vec<Listed>, String> {
        let mut all = Vec::new();
        let mut seen = HashSet::new();
        let mut start = 0;
        loop {
            if (self.is_interrupted)() {
                return Err("it was stopped".to_owned());
            }
            let page = page_of(self.url, question, start);
            let List::Page {
                total,
                datasets,
                entries,
            } = self.ask(&page)?
            else {
                return Err("its pages are not all of one kind".to_owned());
            };
            let before = seen.len();
            seen.extend(datasets.iter().map(|d| d.name.clone()));
            start += entries;
            // A registry that gives the same page again would never end.
            let is_news = seen.len() > before || datasets.is_empty();
            all.extend(datasets);
            if entries == 0 || start >= total || !is_news {
                return Ok(all);
            }
        }
    }

    /// One request, again if that may help.
    fn ask(&self, url: &str) -> Result<List, String> {
        let mut tries = 0;
        loop {
            let failure = match self.once(url) {
                Ok(bytes) => return listing::parse(&bytes),
                Err(failure) => failure,
            };
            let asked = match failure.again {
                Again::No => return Err(failure.reason),
                Again::Later(asked) => asked.unwrap_or_default(),
                Again::Unreachable => Duration::ZERO,
            };
            let is_long = asked > self.patience.longest;
            if tries >= self.patience.retries || is_long || !self.rest(tries, asked) {
                return Err(failure.reason);
            }
            tries += 1;
        }
    }

    fn once(&self, url: &str) -> Result<Vec<u8>, Failure> {
        // The registry was named by hand.
        match self.client.get(url, true, &Validators::default())? {
            Reply::Content(content) => self.client.read(*content, LIMIT),
            Reply::Unchanged => Err(Failure::lasting("the server answered with status 304")),
        }
    }

    /// Waits; says whether nobody interrupted.
    fn rest(&self, tries: u32, asked: Duration) -> bool {
        let until = Instant::now() + self.patience.pause_after(tries).max(asked);
        while Instant::now() < until {
            if (self.is_interrupted)() {
                return false;
            }
            let left = until.saturating_duration_since(Instant::now());
            std::thread::sleep(left.min(Duration::from_millis(100)));
        }
        true
    }
}

/// Whether a URL asks for some datasets only.
fn has_question(url: &str) -> bool {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "q" || name == "fq")
}

/// The URL of a page.
fn page_of(url: &str, question: &[(&str, &str)], start: usize) -> String {
    let url = url.split_once('#').map_or(url, |(url, _)| url);
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let mut out = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if name != "rows" && name != "start" {
            out.append_pair(&name, &value);
        }
    }
    out.extend_pairs(question);
    out.append_pair("rows", &ROWS.to_string());
    out.append_pair("start", &start.to_string());
    format!("{path}?{}", out.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_what_was_asked() {
        let url = "http://r.example/api?q=a:b&rows=3&start=9#x";
        assert_eq!(
            page_of(url, &[("fq", "organization:hf")], 500),
            "http://r.example/api?q=a%3Ab&fq=organization%3Ahf&rows=500&start=500"
        );
        assert!(has_question(url) && !has_question("http://r.example/api"));
    }
}
