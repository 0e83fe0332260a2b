//! What was observed of a match, in words.

use crate::answer::{counted, grouped};
use flow::reconcile::{
    Alike, AmountIs, Feature, Link, NamedBy, Natural, Observed, Open, Slip, Why,
};

/// A reason: what was looked at, what was seen, what it weighs.
pub struct Reason {
    pub what: &'static str,
    pub seen: String,
    /// Natural logarithm of how much likelier in one event, in thousandths.
    pub weight: i32,
}

/// A feature in words.
pub fn observed(feature: &Feature) -> Reason {
    let (what, seen) = match feature.observed {
        Observed::Types(out, into) => ("types", types(out, into)),
        Observed::Named(giver, receiver) => (
            "organisations",
            format!(
                "the giver names the receiver {}; the receiver names the giver {}",
                named(giver),
                named(receiver)
            ),
        ),
        Observed::Down(link) => (
            "giver’s link",
            format!("the giver’s line {}", linked(link, "receiver")),
        ),
        Observed::Up(link) => (
            "receiver’s link",
            format!("the receiver’s line {}", linked(link, "giver")),
        ),
        Observed::Amount(amount, others) => ("amount", amount_in_words(amount, others)),
        Observed::Days(gap) => ("date", days_in_words(gap)),
        Observed::Reference(same) => (
            "reference",
            match same {
                Some(true) => "the same reference or rare word".to_owned(),
                Some(false) => "different references".to_owned(),
                None => "no reference to compare".to_owned(),
            },
        ),
        Observed::Again => ("repeated", "the same amount and date once more".to_owned()),
        Observed::TakenBack(share) => (
            "taken back",
            format!("{}.{:02} % is taken back later", share / 100, share % 100),
        ),
    };
    Reason {
        what,
        seen,
        weight: feature.weight,
    }
}

fn types(out: u8, into: u8) -> String {
    let name = |code: u8| flow::kind::name(&code.to_string()).to_lowercase();
    format!("{} and {}", name(out), name(into))
}

fn named(by: NamedBy) -> &'static str {
    match by {
        NamedBy::Activity => "by one of its activities",
        NamedBy::Reference => "by its reference",
        NamedBy::Mended => "by its reference, mistyped",
        NamedBy::Name(Alike::Same) => "by its name",
        NamedBy::Name(Alike::Mistyped) => "by its name, mistyped",
        NamedBy::Name(Alike::Initials) => "by its initials",
        NamedBy::Name(Alike::Part) => "by part of its name",
        NamedBy::Name(Alike::Similar) => "by a similar name",
        NamedBy::Siblings => "not here, but in all its activity’s other lines",
        NamedBy::Nothing => "not at all",
    }
}

fn linked(link: Link, other: &str) -> String {
    match link {
        Link::Named => format!("names the {other}’s activity"),
        Link::Mended => format!("names the {other}’s activity, mistyped"),
        Link::Mentioned => format!("mentions the {other}’s activity in its description"),
        Link::NotNamed => "names no activity".to_owned(),
        Link::NamesOther => format!("names another activity than the {other}’s"),
    }
}

fn amount_in_words(amount: AmountIs, others: u32) -> String {
    let is = match amount {
        AmountIs::Equal => "equal".to_owned(),
        AmountIs::Rounded(digits) => format!(
            "equal when rounded to {}",
            counted(u64::from(digits), "digit", "digits")
        ),
        AmountIs::Ratio(ratio) => {
            format!("the receiver’s is {:.2} % of the giver’s", ratio * 100.0)
        }
        AmountIs::Converted(ratio) => format!(
            "in US dollars the receiver’s is {:.2} % of the giver’s",
            ratio * 100.0
        ),
        AmountIs::Slip(slip) => slip_in_words(slip),
        AmountIs::Reversed => "equal, with the other sign".to_owned(),
        AmountIs::Sum {
            parts,
            looked_at,
            natural,
        } => {
            return format!(
                "{} add up to it ({}); some {} such sums were possible",
                counted(u64::from(parts), "line", "lines"),
                natural_in_words(natural),
                grouped(&format!("{looked_at:.0}"))
            );
        }
    };
    match others {
        0 => format!("{is}; no other line between the two has it"),
        n => format!(
            "{is}; {} between the two {} it as well",
            counted(u64::from(n), "other line", "other lines"),
            if n == 1 { "has" } else { "have" }
        ),
    }
}

fn natural_in_words(natural: Natural) -> &'static str {
    match natural {
        Natural::Month => "all of a month",
        Natural::Quarter => "all of a quarter",
        Natural::CalendarYear => "all of a calendar year",
        Natural::FiscalYear => "all of a financial year",
        Natural::Run => "neighbours in time",
        Natural::Subset => "some of those near in time",
        Natural::Correction => "a payment and what is taken back of it",
    }
}

/// What digits make of one amount the other.
pub fn slip_in_words(slip: Slip) -> String {
    match slip {
        Slip::Transposed => "two neighbouring digits are in each other’s place".to_owned(),
        Slip::TimesTenTo(power) => {
            let times = grouped(&10u64.pow(u32::from(power.unsigned_abs())).to_string());
            match power > 0 {
                true => format!("the receiver’s is {times} times the giver’s"),
                false => format!("the giver’s is {times} times the receiver’s"),
            }
        }
    }
}

/// Days from the giver’s date to the receiver’s.
pub fn days_in_words(gap: Option<i32>) -> String {
    match gap {
        None => "a date is missing".to_owned(),
        Some(0) => "the same day".to_owned(),
        Some(days) => {
            let apart = counted(u64::from(days.unsigned_abs()), "day", "days");
            match days > 0 {
                true => format!("the receiver {apart} later"),
                false => format!("the receiver {apart} earlier"),
            }
        }
    }
}

/// Why a line has no partner.
pub fn open_in_words(open: &Open) -> &'static str {
    match open.why {
        Why::Missing => "the other side tells such money, and not this",
        Why::NoPartnerByType => "this type of transaction has no other side",
        Why::NobodyNamed => "no other side is named",
        Why::NotAPublisher => "the other side publishes nothing here",
        Why::NotThisDirection => "the other side tells no money of this direction",
        Why::NotThisPartner => "the other side tells nothing of this partner",
        Why::NotThisPeriod => "the other side’s books do not reach to this date",
        Why::NoAmount => "its amount is missing, nought or too large to compare",
    }
}
