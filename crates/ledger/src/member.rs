//! The list of what one publication holds: which versions, in which order,
//! and where in its file.
//!
//! Stored as columns of differences, packed: an unchanged activity costs a few
//! bytes in each further publication.

use crate::error::{Error, Result};
use std::io::Read;

/// No publication's list comes near to this length: a longer one is damage.
const LONGEST: u64 = 1 << 28;

/// One activity or organisation as it stands in one publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// Id of the version in the record.
    pub version: u64,
    /// From 1, among the units of its kind in the file.
    pub ordinal: u64,
    /// Line of its start tag in the file as sent.
    pub line: u64,
    /// `last-updated-datetime` as a stamp.
    pub updated: Option<String>,
}

fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn put_signed(out: &mut Vec<u8>, value: i64) {
    put(out, (value as u64) << 1 ^ (value >> 63) as u64);
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn take_signed(bytes: &mut &[u8]) -> Option<i64> {
    let value = take(bytes)?;
    Some((value >> 1) as i64 ^ -((value & 1) as i64))
}

/// Packs a list.
#[must_use]
pub(crate) fn encode(members: &[Member]) -> Vec<u8> {
    let mut out = Vec::with_capacity(members.len() * 6);
    put(&mut out, members.len() as u64);
    let columns: [fn(&Member) -> u64; 3] = [|m| m.version, |m| m.ordinal, |m| m.line];
    for column in columns {
        let mut before = 0;
        for member in members {
            let value = column(member) as i64;
            put_signed(&mut out, value - before);
            before = value;
        }
    }
    for member in members {
        let text = member.updated.as_deref().unwrap_or("");
        put(&mut out, text.len() as u64);
        out.extend(text.as_bytes());
    }
    zstd::bulk::compress(&out, 3).unwrap_or(out)
}

/// Unpacks what [`encode`] packed.
///
/// # Errors
/// The bytes are not such a list.
pub(crate) fn decode(packed: &[u8]) -> Result<Vec<Member>> {
    let damaged = || Error::Damaged("a list of what a publication holds".to_owned());
    let bytes = unpacked(packed, LONGEST).ok_or_else(damaged)?;
    decode_columns(&bytes).ok_or_else(damaged)
}

/// What it unpacks to, unless that is longer.
fn unpacked(packed: &[u8], longest: u64) -> Option<Vec<u8>> {
    let reader = zstd::stream::read::Decoder::new(packed).ok()?;
    let mut bytes = Vec::new();
    let read = reader.take(longest + 1).read_to_end(&mut bytes).ok()?;
    (read as u64 <= longest).then_some(bytes)
}

pub(crate) fn decode_columns(mut bytes: &[u8]) -> Option<Vec<Member>> {
    let bytes = &mut bytes;
    let count = usize::try_from(take(bytes)?)
        .ok()
        // Each has a byte in every column at least: a larger number is not given the
        // memory that it asks for.
        .filter(|n| *n <= bytes.len() / 4)?;
    let mut column = || {
        let mut before = 0i64;
        let mut values = Vec::with_capacity(count);
        for _ in 0..count {
            before = before.checked_add(take_signed(bytes)?)?;
            values.push(u64::try_from(before).ok()?);
        }
        Some(values)
    };
    let (versions, ordinals, lines) = (column()?, column()?, column()?);
    let mut members = Vec::with_capacity(count);
    for ((version, ordinal), line) in versions.into_iter().zip(ordinals).zip(lines) {
        let length = usize::try_from(take(bytes)?).ok()?;
        let (text, rest) = bytes.split_at_checked(length)?;
        *bytes = rest;
        let text = std::str::from_utf8(text).ok()?;
        members.push(Member {
            version,
            ordinal,
            line,
            updated: (!text.is_empty()).then(|| text.to_owned()),
        });
    }
    Some(members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_list_that_unpacks_without_end_is_damage() {
        let zeros = std::io::repeat(0).take(1 << 24);
        let bomb = zstd::stream::encode_all(zeros, 1).expect("packed");
        assert!(bomb.len() < 1 << 12, "{}", bomb.len());
        assert_eq!(unpacked(&bomb, 1 << 20), None);
        assert_eq!(unpacked(&bomb, 1 << 24).map(|b| b.len()), Some(1 << 24));
    }

    #[test]
    fn a_number_of_members_is_not_believed() {
        let mut bytes = Vec::new();
        put(&mut bytes, 1 << 20);
        bytes.resize(1 << 20, 0);
        assert_eq!(decode_columns(&bytes), None);
        let mut bytes = vec![1, 0, 0, 0, 0];
        assert_eq!(decode_columns(&bytes).map(|m| m.len()), Some(1));
        bytes.pop();
        assert_eq!(decode_columns(&bytes), None);
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_out(parts in prop::collection::vec((0u64..1 << 40, 0u64..1 << 30, prop::option::of("[0-9T:-]{1,19}")), 0..50)) {
            let members: Vec<Member> = parts.into_iter().enumerate().map(|(at, (version, line, updated))| {
                Member { version, ordinal: at as u64 + 1, line, updated }
            }).collect();
            prop_assert_eq!(decode(&encode(&members)).ok(), Some(members));
        }

        #[test]
        fn damage_is_told(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = decode(&bytes);
            let _ = decode(&zstd::bulk::compress(&bytes, 1).unwrap_or_default());
        }
    }
}
