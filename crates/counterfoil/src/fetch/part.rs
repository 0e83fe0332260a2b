//! Files that are being fetched: where they lie, and whether they are what they
//! should be.
//!
//! They hold what was published as it was published, persons and all. So they
//! lie in a folder that only this user may read, go when they were imported, and
//! what a killed run left goes when the next one begins.

use super::client::{Client, Content, Failure, broken};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// The folder of files that are being fetched.
const FOLDER: &str = "part";

/// Bytes that are read at a time.
const STEP: usize = 1 << 16;

/// Characters of a dataset's name that go into a file's name.
const NAME: usize = 80;

/// Where files lie while they are fetched.
#[derive(Clone, Debug)]
pub struct Parts(PathBuf);

/// A file that was fetched. It goes when this value goes.
pub struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // What stays goes when the next run begins.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Part {
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Parts {
    /// Takes away what a killed run left in the folder of fetches, persons and all.
    pub fn forget(fetch: &Path) {
        Self(fetch.join(FOLDER)).clear();
    }

    /// Makes the folder, empty.
    ///
    /// # Errors
    /// The disk fails.
    pub fn open(fetch: &Path) -> std::io::Result<Self> {
        let parts = Self(fetch.join(FOLDER));
        parts.clear();
        std::fs::create_dir_all(&parts.0)?;
        only_for_us(&parts.0)?;
        Ok(parts)
    }

    /// Takes the folder away, and what is in it.
    pub fn clear(&self) {
        // What cannot be removed is tried again by the next run.
        let _ = std::fs::remove_dir_all(&self.0);
    }

    /// Writes what comes in to a file, up to the size limit.
    ///
    /// # Errors
    /// The connection breaks, it is too large, or it is no XML.
    pub fn fetch(
        &self,
        at: usize,
        name: &str,
        content: &mut Content,
        client: &Client,
        is_stopped: &dyn Fn() -> bool,
    ) -> Result<Part, Failure> {
        let part = Part(self.0.join(format!("{at}-{}", file_name(name))));
        let ours = |e: std::io::Error| Failure::lasting(format!("cannot be written: {e}"));
        let mut file = File::create(&part.0).map_err(ours)?;
        let mut reader = content.body.as_reader();
        let mut step = vec![0; STEP];
        let (mut size, mut head) = (0u64, Vec::new());
        loop {
            let read = reader.read(&mut step).map_err(|e| broken(&e))?;
            if read == 0 {
                break;
            }
            if is_stopped() {
                return Err(Failure::lasting("stopped"));
            }
            size += read as u64;
            if size > client.max_bytes() {
                return Err(client.too_large());
            }
            if head.len() < STEP {
                head.extend_from_slice(&step[..read]);
            }
            file.write_all(&step[..read]).map_err(ours)?;
        }
        match what_is_wrong(&head) {
            Some(what) => Err(Failure::lasting(what)),
            None => Ok(part),
        }
    }
}

#[cfg(unix)]
fn only_for_us(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn only_for_us(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// A name as a file name that is safe anywhere.
fn file_name(name: &str) -> String {
    let safe = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' => c,
        _ => '_',
    };
    name.chars().take(NAME).map(safe).collect()
}

/// Why bytes that begin so are no IATI file, for what is seen at once; the rest
/// is seen when they are read.
fn what_is_wrong(head: &[u8]) -> Option<&'static str> {
    if head.is_empty() {
        return Some("the file is empty");
    }
    if head.starts_with(b"PK\x03\x04") {
        return Some("it is a zip archive; give the XML file itself");
    }
    let packed = head.starts_with(b"\x1f\x8b") || head.starts_with(b"\x28\xb5\x2f\xfd");
    let wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || head[0] == 0;
    // UTF-16 without a mark shows as a `<` beside a zero.
    if packed || wide || head.get(1) == Some(&0) {
        return None;
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = text.trim_ascii_start();
    let start = text[..text.len().min(2000)].to_ascii_lowercase();
    let has = |what: &[u8]| start.windows(what.len()).any(|w| w == what);
    if start.starts_with(b"<!doctype html") || start.starts_with(b"<html") || has(b"<!doctype html")
    {
        return Some("it is a web page (HTML), no XML file");
    }
    if start.first() != Some(&b'<') {
        return Some("it is no XML file");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leads_elsewhere() {
        assert_eq!(file_name("../../etc/passwd"), ".._.._etc_passwd");
        assert_eq!(file_name("C:\\a b\u{202e}é\0"), "C__a_b___");
        assert_eq!(file_name(&"x".repeat(500)).len(), NAME);
    }

    #[test]
    fn what_is_no_xml_is_seen_at_once() {
        for good in [
            &b"<?xml version='1.0'?>"[..],
            b"\xef\xbb\xbf\n <iati-activities/>",
            b"\x1f\x8b\x08",
            b"\xff\xfe<\0",
        ] {
            assert_eq!(what_is_wrong(good), None);
        }
        for bad in [
            &b""[..],
            b"PK\x03\x04",
            b"{}",
            b"<!DOCTYPE HTML><html>",
            b"<!-- x --><!doctype html>",
            b" <HTML>",
        ] {
            assert!(what_is_wrong(bad).is_some());
        }
    }
}
