//! What is wrong in a spreadsheet, and where.

use super::plan::column_letters;
use std::fmt;

/// One fault. Its words never repeat what could be of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    /// Name of the sheet; of a text file, its name without ending.
    pub sheet: String,
    /// As a person sees it, from 1; 0: the sheet as a whole.
    pub row: u32,
    /// From 0; none: the row as a whole.
    pub column: Option<usize>,
    /// As it stands in the sheet.
    pub heading: String,
    /// What stands there, masked and cut.
    pub value: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub hint: String,
}

impl Fault {
    /// `transactions!F17`, `transactions!17` or `transactions`.
    #[must_use]
    pub fn place(&self) -> String {
        match (self.row, self.column) {
            (0, None) => self.sheet.clone(),
            (0, Some(column)) => format!("{}!{}", self.sheet, column_letters(column)),
            (row, Some(column)) => format!("{}!{}{row}", self.sheet, column_letters(column)),
            (row, None) => format!("{}!{row}", self.sheet),
        }
    }
}

/// `transactions!F17 (Amount) “1,234”: it may be 1234 or 1.234; …`
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place())?;
        if !self.heading.is_empty() {
            write!(f, " ({})", self.heading)?;
        }
        if !self.value.is_empty() {
            write!(f, " “{}”", self.value)?;
        }
        write!(f, ": {}", self.what)?;
        match self.hint.is_empty() {
            true => Ok(()),
            false => write!(f, "; {}", self.hint),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    UnknownLayout,
    UnknownSheet,
    UnknownHeading,
    RepeatedHeading,
    NoHeading,
    Missing,
    BadNumber,
    AmbiguousNumber,
    BadDay,
    AmbiguousDay,
    NoCurrency,
    AmbiguousCurrency,
    BadCode,
    BadWord,
    BadText,
    ErrorValue,
    Conflict,
    UnknownReference,
    Shares,
    PersonColumn,
    PersonText,
    Programme,
}

/// All kinds, with what they are: for help and documentation.
pub const FAULTS: &[(FaultKind, &str, &str)] = &[
    (
        FaultKind::UnknownLayout,
        "unknown-layout",
        "No sheet has the headings of a layout that is known.",
    ),
    (
        FaultKind::UnknownSheet,
        "unknown-sheet",
        "A sheet that is not part of the layout, with rows in it. It is not read.",
    ),
    (
        FaultKind::UnknownHeading,
        "unknown-heading",
        "A heading that nobody knows, with values below it. The column is not read.",
    ),
    (
        FaultKind::RepeatedHeading,
        "repeated-heading",
        "Two columns of one meaning. The second is not read.",
    ),
    (
        FaultKind::NoHeading,
        "no-heading",
        "Values in a column without a heading. The column is not read.",
    ),
    (FaultKind::Missing, "missing", "What must be there is not."),
    (
        FaultKind::BadNumber,
        "bad-number",
        "No number, or one that cannot be held exactly.",
    ),
    (
        FaultKind::AmbiguousNumber,
        "ambiguous-number",
        "A number that may be read in two ways.",
    ),
    (
        FaultKind::BadDay,
        "bad-day",
        "No day of the calendar, or a year or month alone.",
    ),
    (
        FaultKind::AmbiguousDay,
        "ambiguous-day",
        "A date that may be read in two ways.",
    ),
    (
        FaultKind::NoCurrency,
        "no-currency",
        "An amount, and nothing says in which currency.",
    ),
    (
        FaultKind::AmbiguousCurrency,
        "ambiguous-currency",
        "A sign of several currencies, and nothing says which.",
    ),
    (
        FaultKind::BadCode,
        "bad-code",
        "The value is not on the codelist.",
    ),
    (
        FaultKind::BadWord,
        "bad-word",
        "The value is none of those that the column takes.",
    ),
    (
        FaultKind::BadText,
        "bad-text",
        "A text that cannot stand where it stands.",
    ),
    (
        FaultKind::ErrorValue,
        "error-value",
        "A formula that went wrong, such as `#REF!`.",
    ),
    (
        FaultKind::Conflict,
        "conflict",
        "Two cells that contradict each other.",
    ),
    (
        FaultKind::UnknownReference,
        "unknown-reference",
        "The activity is on no row of the activities.",
    ),
    (
        FaultKind::Shares,
        "shares",
        "A share that is faulty, so that the others would look like the whole.",
    ),
    (
        FaultKind::PersonColumn,
        "person-column",
        "A column of names, telephones, addresses or identity numbers of persons. The whole workbook is refused.",
    ),
    (
        FaultKind::PersonText,
        "person-text",
        "An e-mail address, a telephone, an identity number or a person where none belongs.",
    ),
    (
        FaultKind::Programme,
        "programme",
        "A row of organisations, pairings or promises that the programme's reader does not take.",
    ),
];

impl FaultKind {
    /// A stable word for filters and documentation.
    #[must_use]
    pub fn id(self) -> &'static str {
        let known = FAULTS.iter().find(|(kind, ..)| *kind == self);
        known.map_or("", |(_, id, _)| id)
    }

    /// Whether the whole workbook is refused for it.
    #[must_use]
    pub fn refuses(self) -> bool {
        matches!(self, Self::PersonColumn | Self::UnknownLayout)
    }
}
