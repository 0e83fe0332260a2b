//! What an upgrade has to say of a unit: what was put otherwise, what has no
//! place in 2.03, what is missing.

use crate::read::{Attribute, Element};
use std::ops::Range;

/// Why something does not stand in the output as it stood in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// The text beside a code. From 2.01 on the code alone counts.
    Label,
    /// Something that 2.01 took out of the standard.
    Removed,
    /// A word or a code for which 2.03 has none that means the same for certain.
    Unmapped,
    /// A code found by its name in the standard's list, or in a 2.0x unit by the
    /// word that 1.0x had for it.
    Named,
    /// An identifier of 1.0x, which told no type: written as another identifier
    /// of the activity.
    Untyped,
    /// A time of day where 2.03 has only a day.
    TimeCut,
    /// Spelling that does not change the value: capitals of a boolean, `%`
    /// behind a percentage, a space for the `T` of a time.
    Spelling,
    /// White space around a code, a reference or an identifier.
    Space,
    /// A blank attribute that may be left out.
    Blank,
    /// An element that says nothing where it would have to say something.
    Empty,
    /// The same thing said twice where it may stand once.
    Repeated,
    /// Elements that did not stand in the order of 2.0x.
    Order,
    /// Stated for the whole file, and so written on the unit.
    Inherited,
    /// A prefix that no namespace is declared for.
    Undeclared,
    /// Notes of a query service, which are not the publisher's.
    Bookkeeping,
    /// `xsi:` hints to a program that reads the file.
    Hint,
    /// A mark of Counterfoil's own: that a place is told coarsely.
    Coarsened,
    /// Not as 2.03 asks, and so left out of the strict output.
    LeftOut,
    /// Not as 2.03 asks, and written as it is in the lenient output.
    Gap,
}

impl Why {
    pub const ALL: [Self; 19] = [
        Self::Label,
        Self::Removed,
        Self::Unmapped,
        Self::Named,
        Self::Untyped,
        Self::TimeCut,
        Self::Spelling,
        Self::Space,
        Self::Blank,
        Self::Empty,
        Self::Repeated,
        Self::Order,
        Self::Inherited,
        Self::Undeclared,
        Self::Bookkeeping,
        Self::Hint,
        Self::Coarsened,
        Self::LeftOut,
        Self::Gap,
    ];

    /// A name for tables and filters.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Removed => "removed",
            Self::Unmapped => "unmapped",
            Self::Named => "named",
            Self::Untyped => "untyped",
            Self::TimeCut => "time-cut",
            Self::Spelling => "spelling",
            Self::Space => "space",
            Self::Blank => "blank",
            Self::Empty => "empty",
            Self::Repeated => "repeated",
            Self::Order => "order",
            Self::Inherited => "inherited",
            Self::Undeclared => "undeclared",
            Self::Bookkeeping => "bookkeeping",
            Self::Hint => "hint",
            Self::Coarsened => "coarsened",
            Self::LeftOut => "left-out",
            Self::Gap => "gap",
        }
    }

    /// Whether words of the source are not in the output.
    #[must_use]
    pub fn loses(self) -> bool {
        matches!(
            self,
            Self::Label
                | Self::Removed
                | Self::TimeCut
                | Self::Undeclared
                | Self::Bookkeeping
                | Self::Hint
                | Self::Coarsened
                | Self::LeftOut
        )
    }
}

/// One thing that is not in the output as it was in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub why: Why,
    /// The path in the source, below the unit, e.g. `transaction[2]/value/@currency`.
    pub path: String,
    /// Where it stands in the unit's source, in bytes.
    pub span: Range<usize>,
    /// What stood there, where that is short.
    pub value: Option<String>,
    /// In words, what became of it.
    pub message: String,
}

impl Note {
    pub(super) fn of_element(why: Why, element: Element<'_>, message: impl Into<String>) -> Self {
        Self {
            why,
            path: element.path(),
            span: element.span(),
            value: None,
            message: message.into(),
        }
    }

    pub(super) fn of_attribute(
        why: Why,
        element: Element<'_>,
        attribute: Attribute<'_>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            why,
            path: attribute_path(element, attribute.name()),
            span: attribute.span(),
            value: Some(attribute.value().to_owned()),
            message: message.into(),
        }
    }

    pub(super) fn with_value(mut self, value: &str) -> Self {
        self.value = Some(value.to_owned());
        self
    }
}

/// The path of an attribute below the unit.
pub(super) fn attribute_path(element: Element<'_>, name: &str) -> String {
    let path = element.path();
    if path.is_empty() {
        format!("@{name}")
    } else {
        format!("{path}/@{name}")
    }
}
