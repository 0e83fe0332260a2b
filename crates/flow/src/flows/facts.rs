//! What one activity says of money, as written: all that any method needs.
//!
//! Methods differ in how they read as much as in how they split (one takes
//! `50%` for a number, another refuses the whole transaction), so nothing is
//! interpreted here: a text is kept as the publisher wrote it, an absent
//! attribute is `None`, an empty one is empty. A ledger that keeps these facts
//! can run any method again without the XML.
//!
//! The form is for compact encodings that do not describe themselves: fields
//! are always written, in this order, and no map is used.

use serde::{Deserialize, Serialize};

/// A text as published.
pub type Text = Box<str>;

/// Everything of one activity that bears on its flows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// `@version` of the document element, as written.
    pub version: Option<Text>,
    /// Text of `iati-identifier`, white space included.
    pub identifier: Option<Text>,
    /// `reporting-org`; none if the element is missing.
    pub reporter: Option<Org>,
    /// `reporting-org/@secondary-reporter`.
    pub secondary: Option<Text>,
    /// Narratives of the first `title`; none if the element is missing.
    pub title: Option<Vec<Narrative>>,
    pub hierarchy: Option<Text>,
    /// `activity-status/@code`.
    pub status: Option<Text>,
    /// `@last-updated-datetime`.
    pub updated: Option<Text>,
    pub humanitarian: Option<Text>,
    /// `@default-currency` of the activity.
    pub currency: Option<Text>,
    /// `@default-currency` of the elements around it, where publishers of 1.0x put it.
    pub currency_around: Option<Text>,
    pub aid_types: Vec<Coded>,
    pub finance_type: Option<Coded>,
    pub flow_type: Option<Coded>,
    pub tied_status: Option<Coded>,
    pub sectors: Vec<Share>,
    pub countries: Vec<Share>,
    pub regions: Vec<Share>,
    pub participants: Vec<Participant>,
    pub related: Vec<Related>,
    pub transactions: Vec<Transaction>,
    pub budgets: Vec<Budget>,
    pub planned: Vec<Planned>,
}

/// A text in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Narrative {
    /// The element's own `xml:lang`.
    pub language: Option<Text>,
    /// None where the element is empty.
    pub text: Option<Text>,
    /// The text of the element itself, as 1.0x has it; not of a `narrative` in it.
    pub inline: bool,
}

/// An organisation where it is named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Org {
    pub reference: Option<Text>,
    /// `@type`.
    pub kind: Option<Text>,
    /// `provider-activity-id`, `receiver-activity-id` or `activity-id`.
    pub activity: Option<Text>,
    pub narratives: Vec<Narrative>,
}

/// A `participating-org`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    pub role: Option<Text>,
    pub org: Org,
}

/// A code with its vocabulary, e.g. an `aid-type`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coded {
    pub vocabulary: Option<Text>,
    pub code: Option<Text>,
}

/// A `sector`, `recipient-country` or `recipient-region`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub vocabulary: Option<Text>,
    pub code: Option<Text>,
    pub percentage: Option<Text>,
}

/// A `related-activity`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    pub reference: Option<Text>,
    /// 1 parent, 2 child, 3 sibling, 4 co-funded, 5 third party.
    pub kind: Option<Text>,
}

/// A day as written: the attribute `iso-date`, or text as in 1.0x.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    pub iso: Option<Text>,
    pub text: Option<Text>,
}

/// A `value`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    pub text: Option<Text>,
    pub currency: Option<Text>,
    /// `@value-date`.
    pub date: Option<Text>,
}

/// A `transaction`; its number is its place in [`Facts::transactions`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// Line in the file.
    pub line: u32,
    pub reference: Option<Text>,
    /// `transaction-type/@code`, letters of 1.0x as written.
    pub kind: Option<Text>,
    pub date: Option<Day>,
    pub value: Option<Value>,
    pub provider: Option<Org>,
    pub receiver: Option<Org>,
    pub sectors: Vec<Share>,
    pub countries: Vec<Share>,
    pub regions: Vec<Share>,
    pub aid_types: Vec<Coded>,
    pub finance_type: Option<Coded>,
    pub flow_type: Option<Coded>,
    pub tied_status: Option<Coded>,
    pub humanitarian: Option<Text>,
}

/// A `budget`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    pub line: u32,
    /// `@type`: 1 original, 2 revised.
    pub kind: Option<Text>,
    /// `@status`: 1 indicative, 2 committed.
    pub status: Option<Text>,
    pub start: Option<Day>,
    pub end: Option<Day>,
    pub value: Option<Value>,
}

/// A `planned-disbursement`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    pub line: u32,
    pub kind: Option<Text>,
    pub start: Option<Day>,
    pub end: Option<Day>,
    pub value: Option<Value>,
    pub provider: Option<Org>,
    pub receiver: Option<Org>,
}

impl Facts {
    /// The identifier without the white space around it; empty if there is none.
    #[must_use]
    pub fn id(&self) -> &str {
        self.identifier.as_deref().unwrap_or_default().trim()
    }

    /// Whether the reporter says that it reports on behalf of others.
    #[must_use]
    pub fn is_secondary(&self) -> bool {
        is_true(self.secondary.as_deref())
    }

    /// The hierarchy, 1 where none is stated or it is no number.
    #[must_use]
    pub fn level(&self) -> u32 {
        let stated = self.hierarchy.as_deref();
        stated.and_then(|t| t.trim().parse().ok()).unwrap_or(1)
    }
}

/// `1` or `true`, as `xsd:boolean` has it.
#[must_use]
pub fn is_true(written: Option<&str>) -> bool {
    matches!(written.map(str::trim), Some("1" | "true"))
}

impl Org {
    /// Whether a reference or a name is there.
    #[must_use]
    pub fn is_stated(&self) -> bool {
        self.reference().is_some() || self.name().is_some()
    }

    /// The reference, trimmed; none if it is blank.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        filled(self.reference.as_deref())
    }

    /// The activity it is linked to, trimmed; none if it is blank.
    #[must_use]
    pub fn activity(&self) -> Option<&str> {
        filled(self.activity.as_deref())
    }

    /// The name in English or unmarked, else the first.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        english(&self.narratives)
    }
}

/// The text in English or in no stated language, else the first that has text.
#[must_use]
pub fn english(narratives: &[Narrative]) -> Option<&str> {
    let is_english = |n: &&Narrative| {
        let language = n.language.as_deref().map(str::trim);
        language.is_none_or(|l| l.is_empty() || l.eq_ignore_ascii_case("en"))
    };
    let text = |n: &'_ Narrative| n.text.as_deref().and_then(|t| filled(Some(t))).is_some();
    let chosen = narratives
        .iter()
        .find(|n| is_english(n) && text(n))
        .or_else(|| narratives.iter().find(|n| text(n)))?;
    filled(chosen.text.as_deref())
}

/// The text trimmed; none if nothing is left.
#[must_use]
pub fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|t| !t.is_empty())
}
