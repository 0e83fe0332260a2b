//! How units and findings are written into blocks, and read from them again.
//!
//! Numbers take as few bytes as they need; texts stand as they are, so that
//! what is read borrows from its block.

use iati::finding::Severity;
use iati::position::Position;
use iati::read::UnitKind;

/// One thing in a block.
#[derive(Debug, PartialEq)]
pub enum Record<'a> {
    /// A unit begins; what follows is about it.
    Unit(Unit<'a>),
    Finding(Kept<'a>),
    /// A finding if the activity it leads to turns out to be unknown.
    Link(Kept<'a>),
}

/// An activity or an organisation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit<'a> {
    pub kind: UnitKind,
    /// From 1, among those of its kind.
    pub ordinal: u64,
    pub start: Position,
    /// Empty if it states none.
    pub identifier: &'a str,
    /// Whether it could be read at all.
    pub is_read: bool,
    pub title: &'a str,
}

impl Unit<'_> {
    pub fn path(&self) -> String {
        format!("{}[{}]", self.kind.element(), self.ordinal)
    }
}

/// A finding without anything of a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept<'a> {
    pub rule: &'a str,
    pub severity: Severity,
    pub category: &'a str,
    pub codelist: Option<&'a str>,
    pub message: &'a str,
    pub allowed: Vec<&'a str>,
    /// Where it is; the first place.
    pub place: Place<'a>,
    /// Further places of the same fault.
    pub also: Vec<Place<'a>>,
    /// How many more places there are than `also` has.
    pub more: u64,
}

/// Line, column, path, and what stands there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place<'a> {
    pub at: Position,
    pub path: &'a str,
    pub value: Option<&'a str>,
}

impl Record<'_> {
    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Unit(unit) => {
                out.push(0);
                write_unit(unit, out);
            }
            Self::Finding(finding) => {
                out.push(1);
                write_finding(finding, out);
            }
            Self::Link(finding) => {
                out.push(2);
                write_finding(finding, out);
            }
        }
    }
}

fn write_unit(unit: &Unit<'_>, out: &mut Vec<u8>) {
    out.push(u8::from(unit.kind == UnitKind::Organisation));
    out.push(u8::from(unit.is_read));
    number(unit.ordinal, out);
    position(unit.start, out);
    text(unit.identifier, out);
    text(unit.title, out);
}

fn write_finding(kept: &Kept<'_>, out: &mut Vec<u8>) {
    text(kept.rule, out);
    out.push(kept.severity as u8);
    text(kept.category, out);
    optional(kept.codelist, out);
    text(kept.message, out);
    number(kept.allowed.len() as u64, out);
    kept.allowed.iter().for_each(|code| text(code, out));
    place(&kept.place, out);
    number(kept.also.len() as u64, out);
    kept.also.iter().for_each(|p| place(p, out));
    number(kept.more, out);
}

fn place(place: &Place<'_>, out: &mut Vec<u8>) {
    position(place.at, out);
    text(place.path, out);
    optional(place.value, out);
}

fn position(at: Position, out: &mut Vec<u8>) {
    number(at.line, out);
    number(at.column, out);
}

fn optional(value: Option<&str>, out: &mut Vec<u8>) {
    out.push(u8::from(value.is_some()));
    value.into_iter().for_each(|value| text(value, out));
}

fn text(text: &str, out: &mut Vec<u8>) {
    number(text.len() as u64, out);
    out.extend_from_slice(text.as_bytes());
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn number(mut number: u64, out: &mut Vec<u8>) {
    while number > 0x7f {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Reads a block.
pub struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    pub fn new(block: &'a [u8]) -> Self {
        Self { rest: block }
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        std::str::from_utf8(text).ok()
    }

    fn optional(&mut self) -> Option<Option<&'a str>> {
        match self.byte()? {
            0 => Some(None),
            _ => Some(Some(self.text()?)),
        }
    }

    fn position(&mut self) -> Option<Position> {
        Some(Position {
            line: self.number()?,
            column: self.number()?,
        })
    }

    fn place(&mut self) -> Option<Place<'a>> {
        Some(Place {
            at: self.position()?,
            path: self.text()?,
            value: self.optional()?,
        })
    }

    fn unit(&mut self) -> Option<Unit<'a>> {
        let kind = match self.byte()? {
            0 => UnitKind::Activity,
            _ => UnitKind::Organisation,
        };
        Some(Unit {
            kind,
            is_read: self.byte()? != 0,
            ordinal: self.number()?,
            start: self.position()?,
            identifier: self.text()?,
            title: self.text()?,
        })
    }

    fn finding(&mut self) -> Option<Kept<'a>> {
        Some(Kept {
            rule: self.text()?,
            severity: *Severity::ALL.get(usize::from(self.byte()?))?,
            category: self.text()?,
            codelist: self.optional()?,
            message: self.text()?,
            allowed: self.many(Self::text)?,
            place: self.place()?,
            also: self.many(Self::place)?,
            more: self.number()?,
        })
    }

    fn many<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.number()?;
        (0..count).map(|_| read(self)).collect()
    }
}

/// Ends at the end of the block; a block that was damaged ends early.
impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        match self.byte()? {
            0 => self.unit().map(Record::Unit),
            1 => self.finding().map(Record::Finding),
            _ => self.finding().map(Record::Link),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let place = |line: u64| Place {
            at: Position { line, column: 300 },
            path: "iati-activity[1]/sector[2]/@code",
            value: Some("é"),
        };
        let kept = Kept {
            rule: "9.76.1",
            severity: Severity::Advisory,
            category: "classifications",
            codelist: Some("Sector"),
            message: "",
            allowed: vec!["11110", ""],
            place: place(u64::MAX),
            also: vec![place(1), place(128)],
            more: 7,
        };
        let unit = Unit {
            kind: UnitKind::Organisation,
            ordinal: 3,
            start: Position::START,
            identifier: "XM-EX-1",
            is_read: true,
            title: "Harbour Fund",
        };
        let records = [
            Record::Unit(unit),
            Record::Link(kept.clone()),
            Record::Finding(kept),
        ];
        let mut bytes = Vec::new();
        records.iter().for_each(|r| r.write(&mut bytes));
        assert_eq!(Records::new(&bytes).collect::<Vec<_>>(), records);
        let cut = Records::new(&bytes[..bytes.len() - 1]);
        assert_eq!(cut.count(), 2, "a damaged block ends early");
    }
}
