//! Tokens with which an office may decide over the network. Only hashes are kept, in
//! a file of the ledger's folder.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::Path;

/// In the folder of the ledger.
const FILE: &str = "tokens.json";

/// Random bytes of a token.
const BYTES: usize = 24;

/// Longest label of an office, in characters.
const LABEL: usize = 100;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Kept {
    office: String,
    /// Of the token, in hexadecimal digits. A token has 192 random bits, so that its
    /// hash gives nothing away.
    sha256: String,
    made: String,
}

/// The tokens of a ledger.
#[derive(Clone, Debug, Default)]
pub struct Tokens(Vec<Kept>);

impl Tokens {
    /// # Errors
    /// The file is there and cannot be read.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(unreadable(&path, &error.to_string())),
        };
        let kept = serde_json::from_slice(&text);
        kept.map(Self)
            .map_err(|e| unreadable(&path, &e.to_string()))
    }

    /// Writes the file anew; it is there whole or as it was.
    ///
    /// # Errors
    /// The disk fails.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let mut new = tempfile::Builder::new()
            .prefix(".tokens")
            .tempfile_in(folder)?;
        serde_json::to_writer_pretty(&mut new, &self.0).map_err(std::io::Error::from)?;
        writeln!(new)?;
        new.as_file().sync_all()?;
        new.persist(folder.join(FILE)).map_err(|e| e.error)?;
        Ok(())
    }

    /// Makes a token for an office.
    ///
    /// # Errors
    /// The label is empty, too long, or looks like a person's, or the system gives no
    /// random numbers.
    pub fn add(&mut self, office: &str, made: &str) -> Result<String> {
        let office = label(office)?;
        let mut random = [0u8; BYTES];
        getrandom::fill(&mut random).map_err(|e| Error::Output(std::io::Error::other(e)))?;
        let token: String = random.iter().map(|b| format!("{b:02x}")).collect();
        self.0.push(Kept {
            office,
            sha256: hash(&token),
            made: made.to_owned(),
        });
        Ok(token)
    }

    /// Removes the tokens of an office; how many there were.
    ///
    /// # Errors
    /// It has none.
    pub fn remove(&mut self, office: &str) -> Result<usize> {
        let office = office.trim();
        let before = self.0.len();
        self.0.retain(|kept| kept.office != office);
        match before - self.0.len() {
            0 => Err(Error::Asked {
                message: format!("{office} has no token"),
                hint: Some("“counterfoil ledger token” lists who has one".to_owned()),
            }),
            removed => Ok(removed),
        }
    }

    /// Offices and when their tokens were made.
    #[must_use]
    pub fn offices(&self) -> Vec<(&str, &str)> {
        let each = self.0.iter();
        each.map(|k| (k.office.as_str(), k.made.as_str())).collect()
    }

    /// The office that a token is of.
    #[must_use]
    pub fn office(&self, token: &str) -> Option<&str> {
        let hash = hash(token.trim());
        let found = self.0.iter().find(|kept| kept.sha256 == hash);
        found.map(|kept| kept.office.as_str())
    }
}

fn hash(token: &str) -> String {
    let digest = Sha256::digest(token.as_bytes());
    digest.iter().map(|b| format!("{b:02x}")).collect()
}

fn label(office: &str) -> Result<String> {
    let office = office.split_whitespace().collect::<Vec<_>>().join(" ");
    let looks_like_a_person = iati::redact::mask(&office) != office || office.contains(['@', '＠']);
    if office.is_empty() || office.chars().count() > LABEL || looks_like_a_person {
        return Err(Error::Asked {
            message: "that is no label of an office".to_owned(),
            hint: Some(
                "name an office or a role with --by, such as “data desk”: no person is kept in a ledger"
                    .to_owned(),
            ),
        });
    }
    Ok(office)
}

fn unreadable(path: &Path, why: &str) -> Error {
    Error::Asked {
        message: format!("the tokens in {} cannot be read: {why}", path.display()),
        hint: Some("put the file right, or remove it and make the tokens again".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_hash_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut tokens = Tokens::default();
        let token = tokens
            .add(" data  desk ", "2026-01-01T00:00:00")
            .expect("a token");
        tokens.write(folder.path()).expect("written");
        let text = std::fs::read_to_string(folder.path().join(FILE)).expect("read");
        assert!(!text.contains(&token) && text.contains("data desk"));
        let mut again = Tokens::read(folder.path()).expect("read");
        assert_eq!(again.office(&token), Some("data desk"));
        assert_eq!(again.office(&token.to_uppercase()), None);
        assert_eq!(again.office(""), None);
        assert_eq!(again.remove("data desk").ok(), Some(1));
        assert_eq!(again.office(&token), None);
        assert!(again.remove("data desk").is_err());
        assert!(tokens.add("desk@example.org", "").is_err());
        assert!(tokens.add(" ", "").is_err());
    }
}
