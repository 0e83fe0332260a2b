//! The classes of change, and what each is worth a reader's time.
//!
//! Only names and words: which change falls in which class is decided in
//! `judge` and, across activities, in `publication`.

use iati::said::phrase;
use serde::{Deserialize, Serialize};

/// How closely a change wants to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// What a book that is kept up looks like.
    Normal,
    /// Worth knowing; often well founded.
    Notable,
    /// The past was written anew; ask why.
    Suspicious,
}

impl Severity {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Normal => phrase("normal"),
            Self::Notable => phrase("notable"),
            Self::Suspicious => phrase("suspicious"),
        }
    }
}

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    PaymentRewritten,
    PaymentRemoved,
    PaymentMoved,
    DateOverYearEnd,
    ActivityVanished,
    TargetLowered,
    BaselineChanged,
    ActualLowered,
    CommitmentChanged,
    BudgetOverwritten,
    StatusReopened,
    ClosedUnderspent,
    SharesChanged,
    EndDateSlipping,
    Backfill,
    BulkRecoding,
    RenamedIdentifier,
    Reversal,
    DateMoved,
    ActivityNew,
    New,
    TypoFix,
    Text,
    OtherField,
}

/// What is said of a class, in the interface and in the documents.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ClassText {
    pub class: Class,
    pub id: &'static str,
    pub title: &'static str,
    /// When it is normal, notable or suspicious.
    pub severity: &'static str,
    /// Why it matters.
    pub why: &'static str,
}

impl Class {
    /// Its line in [`CLASSES`].
    #[must_use]
    pub fn text(self) -> &'static ClassText {
        // The table stands in the order of the classes; a test holds it there.
        &CLASSES[self as usize]
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.text().id
    }
}

const fn class(
    class: Class,
    id: &'static str,
    title: &'static str,
    severity: &'static str,
    why: &'static str,
) -> ClassText {
    ClassText {
        class,
        id,
        title,
        severity,
        why,
    }
}

/// All classes, those that most want reading first.
pub const CLASSES: &[ClassText] = &[
    class(
        Class::PaymentRewritten,
        "payment-rewritten",
        phrase("A past payment now reads differently"),
        phrase(
            "Suspicious. Notable while the payment was still recent when it was first told, or where it was split or merged and the sum of the day stays; normal where only the rounding differs.",
        ),
        phrase("Sums that were quoted, reported or reconciled no longer come out of the data."),
    ),
    class(
        Class::PaymentRemoved,
        "payment-removed",
        phrase("A past payment is gone"),
        phrase(
            "Suspicious. Notable while it was still recent, where an equal payment remains in the activity, or where it was merged with others and the sum of the day stays; normal if it was of zero.",
        ),
        phrase(
            "Money that was said to have moved is said no more. A negative entry would have kept both facts.",
        ),
    ),
    class(
        Class::PaymentMoved,
        "payment-moved",
        phrase("A past payment stands elsewhere"),
        phrase(
            "Suspicious where it counts for another country; notable where it went to another activity or receiver.",
        ),
        phrase(
            "The total stays, yet what was paid for what, and to whom, is another story than before.",
        ),
    ),
    class(
        Class::DateOverYearEnd,
        "date-over-year-end",
        phrase("A date was moved over a year end"),
        phrase("Suspicious for payments; notable for commitments."),
        phrase("Two years' totals change though not one amount did."),
    ),
    class(
        Class::ActivityVanished,
        "activity-vanished",
        phrase("An activity is no longer published"),
        phrase(
            "Suspicious where it has payments and was open, or ended less than five years ago; notable with payments otherwise; normal without.",
        ),
        phrase(
            "With the activity its payments leave every total, and its promises can no longer be checked.",
        ),
    ),
    class(
        Class::TargetLowered,
        "target-lowered",
        phrase("A target was lowered"),
        phrase(
            "Suspicious after the period has ended, or together with the actual; notable before.",
        ),
        phrase("A target that is fitted to the outcome measures nothing."),
    ),
    class(
        Class::BaselineChanged,
        "baseline-changed",
        phrase("A baseline was changed after the fact"),
        phrase(
            "Suspicious; it is in this class only once a period has ended or an actual was published.",
        ),
        phrase("Progress is counted from the baseline: moving it moves every result."),
    ),
    class(
        Class::ActualLowered,
        "actual-lowered",
        phrase("Less was achieved than was said before"),
        phrase("Notable."),
        phrase("Corrections are welcome, and whoever quoted the earlier figure should know."),
    ),
    class(
        Class::CommitmentChanged,
        "commitment-changed",
        phrase("A past commitment or pledge was changed or removed"),
        phrase("Notable; normal while it was still recent."),
        phrase("What was promised at the time can no longer be read from the data."),
    ),
    class(
        Class::BudgetOverwritten,
        "budget-overwritten",
        phrase("A budget was overwritten"),
        phrase("Notable; in this class are original budgets, and any budget of a past period."),
        phrase("A revised budget belongs beside the original one, so that both can be read."),
    ),
    class(
        Class::StatusReopened,
        "status-reopened",
        phrase("A closed activity is open again"),
        phrase("Notable."),
        phrase("Final figures turn out not to be final."),
    ),
    class(
        Class::ClosedUnderspent,
        "closed-underspent",
        phrase("Closed with less than half of its commitments paid"),
        phrase("Notable."),
        phrase("Either the rest was never needed, or payments are missing from the data."),
    ),
    class(
        Class::SharesChanged,
        "shares-changed",
        phrase("Sectors or places of past money were changed"),
        phrase("Notable; in this class are finished activities and past payments."),
        phrase("Money that was spent long ago now counts for another sector, country or region."),
    ),
    class(
        Class::EndDateSlipping,
        "end-date-slipping",
        phrase("The planned end was pushed back"),
        phrase(
            "Normal once or twice; notable from the third time, or when it adds more than half of the planned duration.",
        ),
        phrase("One delay is life. Many are a pattern that no single version shows."),
    ),
    class(
        Class::Backfill,
        "backfill",
        phrase("A payment or commitment of long ago was added"),
        phrase("Notable."),
        phrase("Totals of years that were taken as complete change."),
    ),
    class(
        Class::BulkRecoding,
        "bulk-recoding",
        phrase("The same change throughout the publication"),
        phrase(
            "Notable where it touches money, dates or shares; else normal. Told once, with its pattern and its count.",
        ),
        phrase(
            "It is one decision, not hundreds, and drowns the rest if it is told piece by piece.",
        ),
    ),
    class(
        Class::RenamedIdentifier,
        "renamed-identifier",
        phrase("The activity goes on under another identifier"),
        phrase("Notable; normal where only the way of writing changed."),
        phrase("Links from others lead nowhere, though nothing was lost."),
    ),
    class(
        Class::Reversal,
        "reversal",
        phrase("A negative entry was added"),
        phrase("Normal; notable where it is dated into a year long past."),
        phrase("This is how a book is put right: both the entry and its correction can be read."),
    ),
    class(
        Class::DateMoved,
        "date-moved",
        phrase("A date was moved within its year"),
        phrase("Normal; notable where a past payment moved by more than a quarter."),
        phrase("Yearly totals stay as they were; totals by month or quarter do not."),
    ),
    class(
        Class::ActivityNew,
        "activity-new",
        phrase("A new activity"),
        phrase("Normal."),
        phrase("New work is being told."),
    ),
    class(
        Class::New,
        "new",
        phrase("Something new was added"),
        phrase("Normal."),
        phrase("This is what a publication is for."),
    ),
    class(
        Class::TypoFix,
        "typo-fix",
        phrase("A slip was mended"),
        phrase("Normal."),
        phrase("What could not be read, or was on no list, now can be used."),
    ),
    class(
        Class::Text,
        "text",
        phrase("Words were changed"),
        phrase("Normal."),
        phrase("No figure depends on it."),
    ),
    class(
        Class::OtherField,
        "other-field",
        phrase("Something else was changed"),
        phrase(
            "Normal; notable for parties of past payments, results that were removed, and countries or sectors of work with payments.",
        ),
        phrase("Nothing that differs stays untold."),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_in_order() {
        for (at, line) in CLASSES.iter().enumerate() {
            assert_eq!(line.class as usize, at, "{}", line.id);
        }
        assert_eq!(CLASSES.len(), Class::OtherField as usize + 1);
    }
}
