//! What was observed of a match, in words.

use crate::tongue;
use flow::reconcile::{
    Alike, AmountIs, Feature, Link, NamedBy, Natural, Observed, Open, Slip, Why,
};
use iati::said;
use iati::said::{Given, Said, phrase};

/// A reason: what was looked at, what was seen, what it weighs.
pub struct Reason {
    /// In English; who shows it says it in a language.
    pub what: &'static str,
    pub seen: String,
    /// Natural logarithm of how much likelier in one event, in thousandths.
    pub weight: i32,
}

/// A feature in words.
pub fn observed(feature: &Feature) -> Reason {
    let (what, seen) = match feature.observed {
        Observed::Types(out, into) => (phrase("types"), types(out, into)),
        Observed::Named(giver, receiver) => (
            phrase("organisations"),
            say!(
                "the giver names the receiver {receiver}; the receiver names the giver {giver}",
                receiver = named(giver),
                giver = named(receiver)
            ),
        ),
        Observed::Down(link) => (phrase("giver’s link"), down(link)),
        Observed::Up(link) => (phrase("receiver’s link"), up(link)),
        Observed::Amount(amount, others) => (phrase("amount"), amount_in_words(amount, others)),
        Observed::Days(gap) => (phrase("date"), days_in_words(gap)),
        Observed::Reference(same) => (
            phrase("reference"),
            match same {
                Some(true) => say!("the same reference or rare word"),
                Some(false) => say!("different references"),
                None => say!("no reference to compare"),
            },
        ),
        Observed::Again => (
            phrase("repeated"),
            say!("the same amount and date once more"),
        ),
        Observed::TakenBack(share) => (
            phrase("taken back"),
            say!(
                "{share} % is taken back later",
                share = Given::Number(format!("{}.{:02}", share / 100, share % 100))
            ),
        ),
    };
    Reason {
        what,
        seen,
        weight: feature.weight,
    }
}

fn types(out: u8, into: u8) -> String {
    let name = |code: u8| tongue::words(flow::kind::name(&code.to_string())).to_lowercase();
    say!("{out} and {into}", out = name(out), into = name(into))
}

fn named(by: NamedBy) -> Said {
    match by {
        NamedBy::Activity => said!("by one of its activities"),
        NamedBy::Reference => said!("by its reference"),
        NamedBy::Mended => said!("by its reference, mistyped"),
        NamedBy::Name(Alike::Same) => said!("by its name"),
        NamedBy::Name(Alike::Mistyped) => said!("by its name, mistyped"),
        NamedBy::Name(Alike::Initials) => said!("by its initials"),
        NamedBy::Name(Alike::Part) => said!("by part of its name"),
        NamedBy::Name(Alike::Similar) => said!("by a similar name"),
        NamedBy::Siblings => said!("not here, but in all its activity’s other lines"),
        NamedBy::Nothing => said!("not at all"),
    }
}

/// The giver’s link.
fn down(link: Link) -> String {
    match link {
        Link::Named => say!("the giver’s line names the receiver’s activity"),
        Link::Mended => say!("the giver’s line names the receiver’s activity, mistyped"),
        Link::Mentioned => {
            say!("the giver’s line mentions the receiver’s activity in its description")
        }
        Link::NotNamed => say!("the giver’s line names no activity"),
        Link::NamesOther => say!("the giver’s line names another activity than the receiver’s"),
    }
}

/// The receiver’s link.
fn up(link: Link) -> String {
    match link {
        Link::Named => say!("the receiver’s line names the giver’s activity"),
        Link::Mended => say!("the receiver’s line names the giver’s activity, mistyped"),
        Link::Mentioned => {
            say!("the receiver’s line mentions the giver’s activity in its description")
        }
        Link::NotNamed => say!("the receiver’s line names no activity"),
        Link::NamesOther => say!("the receiver’s line names another activity than the giver’s"),
    }
}

fn amount_in_words(amount: AmountIs, others: u32) -> String {
    let per_cent = |ratio: f64| Given::Number(format!("{:.2}", ratio * 100.0));
    let is = match amount {
        AmountIs::Equal => said!("equal"),
        AmountIs::Rounded(digits) => {
            said!("equal when rounded to {digits: # digit|# digits}", digits)
        }
        AmountIs::Ratio(ratio) => said!(
            "the receiver’s is {share} % of the giver’s",
            share = per_cent(ratio)
        ),
        AmountIs::Converted(ratio) => said!(
            "in US dollars the receiver’s is {share} % of the giver’s",
            share = per_cent(ratio)
        ),
        AmountIs::Slip(slip) => slip_said(slip),
        AmountIs::Reversed => said!("equal, with the other sign"),
        AmountIs::Sum {
            parts,
            looked_at,
            natural,
        } => {
            return say!(
                "{parts: # line|# lines} add up to it ({natural}); some {sums} such sums were possible",
                parts,
                natural = natural_said(natural),
                sums = Given::Number(format!("{looked_at:.0}"))
            );
        }
    };
    match others {
        0 => say!("{is}; no other line between the two has it", is),
        n => say!(
            "{is}; {n: # other line|# other lines} between the two {n: has|have} it as well",
            is,
            n
        ),
    }
}

fn natural_said(natural: Natural) -> Said {
    match natural {
        Natural::Month => said!("all of a month"),
        Natural::Quarter => said!("all of a quarter"),
        Natural::CalendarYear => said!("all of a calendar year"),
        Natural::FiscalYear => said!("all of a financial year"),
        Natural::Run => said!("neighbours in time"),
        Natural::Subset => said!("some of those near in time"),
        Natural::Correction => said!("a payment and what is taken back of it"),
    }
}

/// What digits make of one amount the other.
pub fn slip_in_words(slip: Slip) -> String {
    tongue::say(&slip_said(slip))
}

fn slip_said(slip: Slip) -> Said {
    match slip {
        Slip::Transposed => said!("two neighbouring digits are in each other’s place"),
        Slip::TimesTenTo(power) => {
            let times = 10u64.pow(u32::from(power.unsigned_abs()));
            match power > 0 {
                true => said!("the receiver’s is {times} times the giver’s", times),
                false => said!("the giver’s is {times} times the receiver’s", times),
            }
        }
    }
}

/// Days from the giver’s date to the receiver’s.
fn days_in_words(gap: Option<i32>) -> String {
    match gap {
        Some(days) if days > 0 => say!(
            "the receiver {n: # day|# days} later",
            n = days.unsigned_abs()
        ),
        Some(days) if days < 0 => say!(
            "the receiver {n: # day|# days} earlier",
            n = days.unsigned_abs()
        ),
        _ => apart_in_words(gap),
    }
}

/// The same where it is known of whom.
pub fn apart_in_words(gap: Option<i32>) -> String {
    match gap {
        None => say!("a date is missing"),
        Some(0) => say!("the same day"),
        Some(days) if days > 0 => say!("{n: # day|# days} later", n = days.unsigned_abs()),
        Some(days) => say!("{n: # day|# days} earlier", n = days.unsigned_abs()),
    }
}

/// Why a line has no partner, in English; who shows it says it in a language.
pub fn open_in_words(open: &Open) -> &'static str {
    match open.why {
        Why::Missing => phrase("the other side tells such money, and not this"),
        Why::NoPartnerByType => phrase("this type of transaction has no other side"),
        Why::NobodyNamed => phrase("no other side is named"),
        Why::NotAPublisher => phrase("the other side publishes nothing here"),
        Why::NotThisDirection => phrase("the other side tells no money of this direction"),
        Why::NotThisPartner => phrase("the other side tells nothing of this partner"),
        Why::NotThisPeriod => phrase("the other side’s books do not reach to this date"),
        Why::NoAmount => {
            phrase("its amount is missing, nought or too large to compare, or has no currency")
        }
    }
}
