//! Turns the bytes of a publication, in any encoding in use, into UTF-8, a
//! chunk at a time.
//!
//! The encoding is that of the byte order mark, else the one that the XML
//! declaration names, else UTF-8 (XML 1.0, appendix F).

use super::Fault;
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::Read;

/// Bytes asked of the source at a time.
const CHUNK: usize = 256 * 1024;
/// How far the XML declaration is looked for.
const DECLARATION: usize = 512;

/// Reads bytes, hands out UTF-8.
pub(super) struct Utf8<R> {
    source: R,
    decoder: Option<Decoder>,
    pending: Vec<u8>,
    name: &'static str,
    ended: bool,
}

impl<R: Read> Utf8<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            decoder: None,
            pending: Vec::new(),
            name: "UTF-8",
            ended: false,
        }
    }

    /// The encoding found; meaningful after the first `fill`.
    pub(super) fn encoding(&self) -> &'static str {
        self.name
    }

    /// Appends the next chunk to `out`; false at the end of the input.
    ///
    /// On a fault, what was decoded before it has been appended, so that the
    /// place of the fault is the end of `out`.
    pub(super) fn fill(&mut self, out: &mut Vec<u8>) -> Result<bool, Fault> {
        if self.ended {
            return Ok(false);
        }
        self.read_chunk()?;
        if self.decoder.is_none() {
            self.choose_decoder()?;
        }
        self.decode(out)?;
        Ok(true)
    }

    fn read_chunk(&mut self) -> Result<(), Fault> {
        let before = self.pending.len();
        self.pending.resize(before + CHUNK, 0);
        let mut filled = before;
        while filled < self.pending.len() {
            match self.source.read(&mut self.pending[filled..]) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(n) => filled += n,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Fault::Io(e)),
            }
        }
        self.pending.truncate(filled);
        Ok(())
    }

    fn choose_decoder(&mut self) -> Result<(), Fault> {
        let encoding = detect(&self.pending)?;
        self.name = encoding.name();
        self.decoder = Some(encoding.new_decoder_with_bom_removal());
        Ok(())
    }

    fn decode(&mut self, out: &mut Vec<u8>) -> Result<(), Fault> {
        let Some(decoder) = self.decoder.as_mut() else {
            return Ok(());
        };
        let start = out.len();
        let room = decoder
            .max_utf8_buffer_length_without_replacement(self.pending.len())
            .unwrap_or(self.pending.len() * 3 + 16);
        out.resize(start + room, 0);
        let (result, _, written) = decoder.decode_to_utf8_without_replacement(
            &self.pending,
            &mut out[start..],
            self.ended,
        );
        out.truncate(start + written);
        self.pending.clear();
        if let DecoderResult::Malformed(..) = result {
            return Err(Fault::text(format!(
                "bytes that are not {} text; save the file as UTF-8",
                self.name
            )));
        }
        refuse_control_characters(out, start)
    }
}

/// The encoding of a document that starts with `head`.
fn detect(head: &[u8]) -> Result<&'static Encoding, Fault> {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return Ok(encoding);
    }
    match head {
        [b'<', 0, ..] => return Ok(UTF_16LE),
        [0, b'<', ..] => return Ok(UTF_16BE),
        _ => {}
    }
    let Some(label) = declared(&head[..head.len().min(DECLARATION)]) else {
        return Ok(UTF_8);
    };
    let Some(encoding) = Encoding::for_label(label) else {
        return Err(Fault::text(format!(
            "the declared encoding “{}” is not known; save the file as UTF-8",
            String::from_utf8_lossy(label)
        )));
    };
    // A file that declares UTF-16 in single bytes was converted and kept its
    // declaration.
    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
    Ok(if wide { UTF_8 } else { encoding })
}

/// The value of `encoding` in the XML declaration.
fn declared(head: &[u8]) -> Option<&[u8]> {
    let head = head.strip_prefix(b"<?xml")?;
    let end = memchr::memmem::find(head, b"?>")?;
    let head = &head[..end];
    let at = memchr::memmem::find(head, b"encoding")? + "encoding".len();
    let rest = &head[at..];
    let open = rest.iter().position(|b| matches!(b, b'"' | b'\''))?;
    let quote = rest[open];
    let value = &rest[open + 1..];
    let close = value.iter().position(|b| *b == quote)?;
    Some(&value[..close])
}

/// XML 1.0 allows no control character but tab and line ends (production 2).
fn refuse_control_characters(out: &mut Vec<u8>, start: usize) -> Result<(), Fault> {
    let illegal = |b: u8| b < 0x20 && b != b'\t' && b != b'\n' && b != b'\r';
    let any = out[start..].iter().fold(false, |any, b| any | illegal(*b));
    if !any {
        return refuse_noncharacters(out, start);
    }
    let at = out[start..].iter().position(|b| illegal(*b)).unwrap_or(0) + start;
    let found = out[at];
    out.truncate(at);
    Err(Fault::text(format!(
        "the control character U+{found:04X} is not allowed in XML; remove it"
    )))
}

/// U+FFFE and U+FFFF are no characters of XML either.
fn refuse_noncharacters(out: &mut Vec<u8>, start: usize) -> Result<(), Fault> {
    let mut hits = memchr::memmem::find_iter(&out[start..], b"\xEF\xBF");
    let Some(at) = hits.find(|at| matches!(out.get(start + at + 2), Some(0xBE | 0xBF))) else {
        return Ok(());
    };
    out.truncate(start + at);
    Err(Fault::text(
        "U+FFFE or U+FFFF is not allowed in XML; remove it".to_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> Result<String, String> {
        let mut input = Utf8::new(bytes);
        let mut out = Vec::new();
        loop {
            match input.fill(&mut out) {
                Ok(true) => {}
                Ok(false) => break,
                Err(fault) => return Err(fault.to_string()),
            }
        }
        String::from_utf8(out).map_err(|e| e.to_string())
    }

    fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
        let mark = if mark { "\u{feff}" } else { "" };
        let units = mark.encode_utf16().chain(text.encode_utf16());
        units
            .flat_map(|u| {
                if little {
                    u.to_le_bytes()
                } else {
                    u.to_be_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn all_encodings_in_use() {
        let text = "<?xml version=\"1.0\"?><a>é€</a>";
        assert_eq!(decoded(text.as_bytes()).as_deref(), Ok(text));
        let with_mark = format!("\u{feff}{text}");
        assert_eq!(decoded(with_mark.as_bytes()).as_deref(), Ok(text));
        for little in [true, false] {
            for mark in [true, false] {
                assert_eq!(decoded(&utf16(text, little, mark)).as_deref(), Ok(text));
            }
        }
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>";
        assert!(decoded(latin).is_ok_and(|t| t.contains('é')));
        let windows = b"<?xml version=\"1.0\" encoding=\"windows-1252\"?><a>\x80</a>";
        assert!(decoded(windows).is_ok_and(|t| t.contains('€')));
    }

    #[test]
    fn faults_are_named() {
        assert!(decoded(b"<a>\xff</a>").is_err_and(|m| m.contains("UTF-8")));
        assert!(decoded(b"<a>\x01</a>").is_err_and(|m| m.contains("U+0001")));
        let unknown = b"<?xml version='1.0' encoding='klingon'?><a/>";
        assert!(decoded(unknown).is_err_and(|m| m.contains("klingon")));
    }
}
