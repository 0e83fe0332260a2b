//! What is wrong in a programme's text, and where.

use std::fmt;

/// One fault. Its words never repeat what could be of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    /// From 1.
    pub line: u64,
    /// From 1, in characters.
    pub column: u64,
    /// Which key of which item, e.g. `promise “beds”, deadline`.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub hint: String,
}

/// `12:5: promise “beds”, deadline: there is no such day; write …`
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.line, self.column)?;
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        write!(f, "{}", self.what)?;
        match self.hint.is_empty() {
            true => Ok(()),
            false => write!(f, "; {}", self.hint),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    Syntax,
    Format,
    UnknownKey,
    Missing,
    WrongType,
    BadDay,
    BadNumber,
    UnknownWord,
    BadIdentifier,
    DuplicateIdentifier,
    UnknownReference,
    Unit,
    Order,
    Conflict,
    PersonField,
    PersonText,
}

/// All kinds, with what they are: for help and documentation.
pub const FAULTS: &[(FaultKind, &str, &str)] = &[
    (
        FaultKind::Syntax,
        "syntax",
        "The text is not TOML here: a missing quote or bracket, a key given twice.",
    ),
    (
        FaultKind::Format,
        "format",
        "`format` names another version of this format than 1.",
    ),
    (
        FaultKind::UnknownKey,
        "unknown-key",
        "The item has no such key.",
    ),
    (
        FaultKind::Missing,
        "missing",
        "A key that must be there is not.",
    ),
    (
        FaultKind::WrongType,
        "wrong-type",
        "A text where a number belongs, a list where one value belongs.",
    ),
    (
        FaultKind::BadDay,
        "bad-day",
        "No day of the calendar, or a month where a day is needed.",
    ),
    (
        FaultKind::BadNumber,
        "bad-number",
        "No exact decimal, below zero where that cannot be, or out of range.",
    ),
    (
        FaultKind::UnknownWord,
        "unknown-word",
        "The value is none of those that the key takes.",
    ),
    (
        FaultKind::BadIdentifier,
        "bad-identifier",
        "An identifier that is empty or has white space in it.",
    ),
    (
        FaultKind::DuplicateIdentifier,
        "duplicate-identifier",
        "Two items of a sort have one identifier.",
    ),
    (
        FaultKind::UnknownReference,
        "unknown-reference",
        "An identifier of nothing in this text.",
    ),
    (
        FaultKind::Unit,
        "unit",
        "What is promised and what the measure gives are counted in different units.",
    ),
    (
        FaultKind::Order,
        "order",
        "A day that lies before one it must follow.",
    ),
    (
        FaultKind::Conflict,
        "conflict",
        "Two keys that cannot stand together, or a key that says nothing here.",
    ),
    (
        FaultKind::PersonField,
        "person-field",
        "A key for somebody's name, post or address. There is no record of persons.",
    ),
    (
        FaultKind::PersonText,
        "person-text",
        "A text with an e-mail address, a telephone or an identity number in it.",
    ),
];

impl FaultKind {
    /// A stable word for filters and documentation.
    #[must_use]
    pub fn id(self) -> &'static str {
        FAULTS
            .iter()
            .find(|(kind, ..)| *kind == self)
            .map_or("", |(_, id, _)| id)
    }
}
