//! Bytes as they were received: hashed as they are, unpacked where packed.

use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// The hash and length of what was read so far.
#[derive(Default)]
struct Tally {
    hash: Sha256,
    bytes: u64,
}

/// A publication that was made of something else, such as a workbook: its text, and what
/// was received in its place.
#[derive(Clone, Debug)]
pub struct Made {
    pub xml: Arc<[u8]>,
    /// SHA-256 of what was received, in hexadecimal, and its length.
    pub sha256: String,
    pub bytes: u64,
}

/// An opened file: its unpacked content, and the tally of the bytes received.
pub struct Received {
    content: Box<dyn Read + Send>,
    tally: Arc<Mutex<Tally>>,
}

struct Counted<R> {
    inner: R,
    tally: Arc<Mutex<Tally>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        if let Ok(mut tally) = self.tally.lock() {
            tally.hash.update(&out[..read]);
            tally.bytes += read as u64;
        }
        Ok(read)
    }
}

impl Received {
    /// Opens a file, plain, gzip or zstd; which of them, its first bytes say.
    ///
    /// # Errors
    /// The file cannot be opened, or is a folder.
    pub fn open(path: &Path) -> io::Result<Self> {
        Self::unpack(open_file(path)?)
    }

    /// Reads from anything, e.g. standard input or a download.
    ///
    /// # Errors
    /// The first bytes cannot be read.
    pub fn unpack(source: impl Read + Send + 'static) -> io::Result<Self> {
        let tally = Arc::new(Mutex::new(Tally::default()));
        let counted = Counted {
            inner: source,
            tally: tally.clone(),
        };
        let content = unpacked(counted)?;
        Ok(Self { content, tally })
    }

    /// Reads what was made, and what it was made of is what was received.
    pub(crate) fn made(made: &Made) -> Self {
        Self {
            content: Box::new(io::Cursor::new(made.xml.clone())),
            tally: Arc::default(),
        }
    }

    /// SHA-256 and length of all bytes received. Reads what was not read yet.
    ///
    /// # Errors
    /// The rest cannot be read.
    pub fn finish(mut self) -> io::Result<(String, u64)> {
        io::copy(&mut self.content, &mut io::sink())?;
        let tally = self
            .tally
            .lock()
            .map_err(|_| io::Error::other("the tally was lost"))?;
        let hash = tally.hash.clone().finalize();
        Ok((hex(&hash), tally.bytes))
    }
}

impl Read for Received {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.content.read(out)
    }
}

/// Opens a file like [`Received::open`], for those who need no hash of it.
///
/// # Errors
/// The file cannot be opened, or is a folder.
pub fn content(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    unpacked(open_file(path)?)
}

fn open_file(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        let kind = io::ErrorKind::IsADirectory;
        return Err(io::Error::new(kind, "it is a folder"));
    }
    Ok(file)
}

fn unpacked(mut source: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    let mut head = [0; 4];
    let mut filled = 0;
    while filled < head.len() {
        match source.read(&mut head[filled..])? {
            0 => break,
            n => filled += n,
        }
    }
    let whole = BufReader::with_capacity(
        1 << 16,
        io::Cursor::new(head).take(filled as u64).chain(source),
    );
    Ok(match head {
        [0x1f, 0x8b, ..] => Box::new(flate2::bufread::MultiGzDecoder::new(whole)),
        [0x28, 0xb5, 0x2f, 0xfd] => Box::new(zstd::stream::read::Decoder::with_buffer(whole)?),
        _ => Box::new(whole),
    })
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The bytes of a text of hexadecimal digits; `None` if it is none.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let starts = (0..text.len()).step_by(2);
    starts
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}
