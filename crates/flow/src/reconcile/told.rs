//! What comes of laying books beside each other.

use super::input::LineId;
use super::name::Alike;
use iati::said::phrase;
use jiff::civil::Date;

/// What an event is, as both books tell it or only one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Same money, but for rounding to whole units, and dates that an ordinary transfer explains.
    Agree,
    /// Up to 2.5 % apart: fees, rounding.
    AmountSmall,
    /// Further apart; [`Match::slip`] says if digits explain it.
    AmountLarge,
    /// Same money, dates more than ten days apart.
    DateShift,
    /// Same money, in two calendar or financial years.
    Cutoff,
    /// Told in two currencies.
    Currency,
    /// One payment told by the receiver in parts.
    Instalments,
    /// Several payments told by the receiver as one.
    Aggregated,
    /// One side tells it twice.
    Duplicate,
    /// One side takes back a part that the other never tells, or tells it with
    /// the other sign.
    SignReversal,
    /// The types of the two do not mirror each other.
    WrongType,
    /// The giver tells it, the receiver should and does not.
    MissingRecipient,
    /// The receiver tells it, the giver should and does not.
    MissingDonor,
    /// Only one side can tell it.
    NotExpected,
}

/// A category with its name in tables and in words.
#[derive(Clone, Copy, Debug)]
pub struct CategoryText {
    pub category: Category,
    pub name: &'static str,
    pub text: &'static str,
}

const fn text(category: Category, name: &'static str, text: &'static str) -> CategoryText {
    CategoryText {
        category,
        name,
        text,
    }
}

/// All categories.
pub const CATEGORIES: &[CategoryText] = &[
    text(Category::Agree, "agree", phrase("both books tell the same")),
    text(
        Category::AmountSmall,
        "amount_small",
        phrase("amounts differ by up to 2.5 %"),
    ),
    text(
        Category::AmountLarge,
        "amount_large",
        phrase("amounts differ by more"),
    ),
    text(
        Category::DateShift,
        "date_shift",
        phrase("dates are more than ten days apart"),
    ),
    text(
        Category::Cutoff,
        "cutoff",
        phrase("told in two different years"),
    ),
    text(
        Category::Currency,
        "currency",
        phrase("told in two currencies"),
    ),
    text(
        Category::Instalments,
        "instalments",
        phrase("the receiver tells it in parts"),
    ),
    text(
        Category::Aggregated,
        "aggregated",
        phrase("the receiver tells several as one"),
    ),
    text(
        Category::Duplicate,
        "duplicate",
        phrase("one side tells it twice"),
    ),
    text(
        Category::SignReversal,
        "sign_reversal",
        phrase("one side takes back what the other does not"),
    ),
    text(
        Category::WrongType,
        "wrong_type",
        phrase("the types do not mirror each other"),
    ),
    text(
        Category::MissingRecipient,
        "missing_recipient",
        phrase("only the giver tells it"),
    ),
    text(
        Category::MissingDonor,
        "missing_donor",
        phrase("only the receiver tells it"),
    ),
    text(
        Category::NotExpected,
        "not_expected",
        phrase("only one side can tell it"),
    ),
];

impl Category {
    /// The name in tables, e.g. `date_shift`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        CATEGORIES
            .iter()
            .find(|c| c.category == self)
            .map_or("", |c| c.name)
    }
}

/// What digits make of one amount the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slip {
    /// The receiver's is 10 to this power times the giver's.
    TimesTenTo(i8),
    /// Two neighbouring digits stand in each other's place.
    Transposed,
}

/// By what an organisation is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NamedBy {
    /// An activity of its is named.
    Activity,
    Reference,
    /// A reference with one sign missing or too much.
    Mended,
    Name(Alike),
    /// It is not named here, but by all other lines of the activity.
    Siblings,
    /// It is not named; amount and date alone lead there.
    Nothing,
}

impl NamedBy {
    /// Whether the line itself says who the other side is.
    #[must_use]
    pub fn is_said(self) -> bool {
        !matches!(self, Self::Siblings | Self::Nothing)
    }
}

/// How a line names the other side's activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Link {
    Named,
    /// With one sign missing or too much.
    Mended,
    /// In its description.
    Mentioned,
    NotNamed,
    /// It names another activity.
    NamesOther,
}

/// How the amounts of two lines compare.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AmountIs {
    Equal,
    /// One is the other, rounded to so many digits.
    Rounded(u8),
    /// So much of the giver's is the receiver's, in one currency.
    Ratio(f64),
    /// The same after conversion of both to the common currency.
    Converted(f64),
    Slip(Slip),
    /// The same with the other sign.
    Reversed,
    /// Parts that add up to the whole: how many subsets were looked at.
    Sum {
        parts: u32,
        looked_at: f64,
        natural: Natural,
    },
}

/// What holds the parts of a group together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Natural {
    Month,
    Quarter,
    CalendarYear,
    FiscalYear,
    /// Nothing in between belongs elsewhere.
    Run,
    /// Some of those in a window of time.
    Subset,
    /// A payment and what is taken back of it.
    Correction,
}

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Observed {
    /// Types of the giver's and of the receiver's line.
    Types(u8, u8),
    /// By what the giver names the receiver, and the receiver the giver.
    Named(NamedBy, NamedBy),
    /// How the giver's line names the activity of the receiver's.
    Down(Link),
    /// How the receiver's line names the activity of the giver's.
    Up(Link),
    /// Amounts, and how many other lines between the two have the same one.
    Amount(AmountIs, u32),
    /// Days from the giver's date to the receiver's; none without a date.
    Days(Option<i32>),
    /// The same transaction reference or rare word, a different reference, or
    /// nothing to compare.
    Reference(Option<bool>),
    /// Told again with the same amount and date.
    Again,
    /// So much of it is taken back later, in hundredths of a per cent.
    TakenBack(u32),
}

/// One reason for or against a match.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Feature {
    pub observed: Observed,
    /// Logarithm (natural) of how much likelier this is in one event than in
    /// two that have nothing to do with each other, in thousandths.
    pub weight: i32,
}

/// What would stand in a match's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunnerUp {
    pub donor: Vec<LineId>,
    pub recipient: Vec<LineId>,
    pub score: i32,
}

/// Lines of two books that tell one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// Who gives: a place in [`Reconciliation::publishers`].
    pub giver: u32,
    /// Who receives, likewise.
    pub receiver: u32,
    /// The giver's lines, in the order of their book.
    pub donor: Vec<LineId>,
    /// The receiver's lines, in the order of their book.
    pub recipient: Vec<LineId>,
    pub category: Category,
    pub slip: Option<Slip>,
    /// Sum of the weights of all features, in thousandths.
    pub score: i32,
    /// Share of such matches that are right, from 0 to 1, as counted on
    /// labelled invented books; 1 for what a person accepted.
    pub confidence: f64,
    pub features: Vec<Feature>,
    /// The best other explanation of these lines, if there is one.
    pub runner_up: Option<RunnerUp>,
    /// By how much it beats the runner-up, or standing alone, in thousandths.
    pub margin: i32,
    /// Logarithm of the odds against all other explanations together, in
    /// thousandths: what the confidence is read from.
    pub odds: i32,
    /// Sure enough to stand without a person's decision.
    pub is_auto: bool,
    /// A person accepted it. Features are those that it would have been proposed
    /// with; none if it would not have been.
    pub is_accepted: bool,
}

/// Why a line has no partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// The other side publishes such money and does not tell this.
    Missing,
    /// It has no partner by its type.
    NoPartnerByType,
    /// The other side is not named.
    NobodyNamed,
    /// The other side publishes nothing here.
    NotAPublisher,
    /// The other side tells no money of this direction.
    NotThisDirection,
    /// The other side tells nothing from this partner.
    NotThisPartner,
    /// The other side's books do not reach to this date.
    NotThisPeriod,
    /// Its amount is missing, cannot be read, is too large to be compared or has no
    /// currency.
    NoAmount,
}

/// A line without a partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    pub line: LineId,
    /// Whose line: a place in [`Reconciliation::publishers`].
    pub publisher: u32,
    pub category: Category,
    pub why: Why,
    pub date: Option<Date>,
    /// The publisher that is meant as the other side, likewise; whether it should
    /// tell it too, `why` says.
    pub other: Option<u32>,
}

impl Open {
    /// Days since it happened, on a day; none without a date or before it.
    #[must_use]
    pub fn age(&self, on: Date) -> Option<i32> {
        let days = (on - self.date?).get_days();
        (days >= 0).then_some(days)
    }
}

/// All lines, each once: in a match or open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reconciliation {
    /// All publishers: the normalised reference of each, or its name where it has
    /// none.
    pub publishers: Vec<String>,
    /// In the order of the books of the first line.
    pub matches: Vec<Match>,
    /// In the order of the books.
    pub open: Vec<Open>,
}

impl Reconciliation {
    /// The normalised reference of a publisher.
    #[must_use]
    pub fn publisher(&self, at: u32) -> &str {
        let found = self.publishers.get(at as usize);
        found.map_or("", String::as_str)
    }
}
