//! What each observation weighs: how much likelier it is in two accounts of one
//! event than in two lines that have nothing to do with each other.
//!
//! All weights are natural logarithms in thousandths, so that sums are exact and
//! the same on every machine. The shares behind them are set by hand, in the tables
//! here and in `group`, to what guidance and audits of aid books describe: fees,
//! bookings late or in the next year, conversion, sums of a quarter, payments in
//! parts. `examples/reconcile_books` counts, on invented books, what each kind of
//! evidence is worth; what a weight is worth as a share is in `confidence`.

use super::told::{AmountIs, Link, Slip};

/// Whose account a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Side {
    /// The giver's: money that goes out.
    Out,
    /// The receiver's: money that comes in.
    In,
}

/// Types that can be one event, and the odds that an outgoing line of the one
/// has a partner of the other.
struct Kinds {
    out: u8,
    into: u8,
    odds: f64,
    is_mirror: bool,
}

const fn kinds(out: u8, into: u8, odds: f64, is_mirror: bool) -> Kinds {
    Kinds {
        out,
        into,
        odds,
        is_mirror,
    }
}

const KINDS: &[Kinds] = &[
    kinds(3, 1, 3.0, true),
    kinds(2, 11, 1.5, true),
    kinds(12, 13, 1.5, true),
    kinds(7, 1, 0.2, true),
    kinds(3, 11, 0.02, false),
    kinds(4, 1, 0.03, false),
];

/// Whose account a type of transaction is; none where it has no partner.
pub(super) fn side(kind: u8) -> Option<Side> {
    let is_out = KINDS.iter().any(|k| k.out == kind);
    let is_in = KINDS.iter().any(|k| k.into == kind);
    match (is_out, is_in) {
        (true, _) => Some(Side::Out),
        (_, true) => Some(Side::In),
        _ => None,
    }
}

/// The weight of two types meeting; none where they cannot.
pub(super) fn kinds_weight(out: u8, into: u8) -> Option<i32> {
    let met = KINDS.iter().find(|k| k.out == out && k.into == into)?;
    Some(ln(met.odds))
}

pub(super) fn is_mirror(out: u8, into: u8) -> bool {
    KINDS
        .iter()
        .any(|k| k.out == out && k.into == into && k.is_mirror)
}

/// Share of lines that have no partner. Each line that a group explains saves
/// the surprise of its standing alone.
pub(super) const ALONE: f64 = 0.3;

/// Thousandths of a natural logarithm.
pub(super) fn milli(logarithm: f64) -> i32 {
    (logarithm * 1000.0).round().clamp(-30_000.0, 30_000.0) as i32
}

pub(super) fn ln(x: f64) -> i32 {
    milli(x.max(1e-12).ln())
}

/// Days from the giver's date to the receiver's: share of events, by span.
const DAYS: &[(i32, i32, f64)] = &[
    (-120, -61, 0.0010),
    (-60, -31, 0.0015),
    (-30, -16, 0.006),
    (-15, -8, 0.012),
    (-7, -4, 0.02),
    (-3, -1, 0.05),
    (0, 0, 0.19),
    (1, 2, 0.19),
    (3, 4, 0.11),
    (5, 7, 0.09),
    (8, 14, 0.07),
    (15, 30, 0.10),
    (31, 60, 0.11),
    (61, 80, 0.04),
    (81, 130, 0.005),
    (131, 400, 0.003),
];

/// Likelihood of a gap, per day.
fn gap_density(days: i32) -> f64 {
    let span = DAYS
        .iter()
        .find(|(from, to, _)| (*from..=*to).contains(&days));
    span.map_or(1e-7, |(from, to, share)| share / f64::from(to - from + 1))
}

/// The furthest gap looked at, either way.
pub(super) const EARLIEST: i32 = -120;
pub(super) const LATEST: i32 = 400;

/// `alone`: how many lines without partner there are where the receiver's
/// stands, over `span` days.
pub(super) fn days_weight(gap: Option<i32>, alone: f64, span: f64) -> i32 {
    match gap {
        Some(gap) => ln(gap_density(gap) / (alone / span)),
        None => ln(1.0 / alone.max(1.0)),
    }
}

/// Share of all amounts that are exactly one amount of so many significant
/// digits: round ones recur by chance, odd ones hardly.
pub(super) fn chance_of_amount(digits: u8) -> f64 {
    0.08 * 10f64.powf(-0.9 * f64::from(digits.clamp(1, 8) - 1))
}

/// Share of lines that repeat the amount of another line between the same two
/// activities, without being the same event: rents, salaries, regular shares.
pub(super) const RECURS: f64 = 0.15;

/// However often an amount occurs: most lines that have it have their own
/// partner, and are none for this one.
const SAME_AT_MOST: f64 = 0.05;

/// However odd an amount is, it may be copied; however round, few lines have it.
const ODD: f64 = 0.0002;
const ROUND: f64 = 0.005;

/// Density of amounts over their logarithm, where nothing is known.
const SPREAD: f64 = 0.15;

/// Shares of events by how their amounts compare.
const EQUAL: f64 = 0.62;
const CONVERTED: f64 = 0.10;
const FEES: f64 = 0.07;
const ROUNDED: f64 = 0.02;
const TIMES: f64 = 0.004;
const TRANSPOSED: f64 = 0.003;
const REVERSED: f64 = 0.004;
const OTHER: f64 = 0.035;

/// The largest difference of one currency that fees or rounding explain.
pub(super) const FEE_AT_MOST: f64 = 0.026;

/// The largest difference after conversion that rates of other days explain.
pub(super) const CONVERSION_AT_MOST: f64 = 0.08;

/// Further apart than this, two amounts are not compared.
pub(super) const RATIO_AT_MOST: f64 = 5.0;

fn normal(x: f64, deviation: f64) -> f64 {
    (-0.5 * (x / deviation).powi(2)).exp() / (deviation * 2.506_628_3)
}

/// `same`: share of the other lines of the two books that have the receiver's
/// amount; `digits`: significant digits of it; `lines`: how many lines there are
/// among which amounts may recur.
pub(super) fn amount_weight(is: AmountIs, same: f64, digits: u8, lines: usize) -> i32 {
    let chance = same.min(SAME_AT_MOST) + chance_of_amount(digits).clamp(ODD, ROUND);
    ln(match is {
        AmountIs::Equal => EQUAL / (chance + RECURS / lines.max(1) as f64),
        AmountIs::Rounded(digits) => ROUNDED / chance_of_amount(digits).clamp(ODD, ROUND),
        AmountIs::Converted(ratio) => {
            let r = ratio.ln();
            CONVERTED * (0.85 * normal(r, 0.012) + 0.15 * normal(r, 0.03)) / SPREAD
        }
        AmountIs::Ratio(ratio) => ratio_share(ratio) / SPREAD,
        AmountIs::Slip(Slip::TimesTenTo(_)) => TIMES / chance,
        AmountIs::Slip(Slip::Transposed) => TRANSPOSED / chance,
        AmountIs::Reversed => REVERSED / chance,
        AmountIs::Sum { looked_at, .. } => 1.0 / (chance * looked_at.max(1.0)),
    })
}

/// The receiver mostly gets less: fees are taken on the way.
fn ratio_share(ratio: f64) -> f64 {
    let r = ratio.ln();
    let other = OTHER * normal(r, 0.45);
    match r.abs() <= FEE_AT_MOST {
        true if r < 0.0 => FEES * 0.85 / 0.022 + other,
        true => FEES * 0.15 / 0.022 + other,
        false => other,
    }
}

/// How sure it is that a line that names an activity means it.
const NAMES_RIGHT: f64 = 0.97;
const MENDED_RIGHT: f64 = 0.90;
const NAMES_OTHER: f64 = 0.01;

/// The giver's line: how likely it is that the receiver's line stands where it
/// does. `share`: share of what the giver's activity pays that organisation
/// which goes to that activity.
pub(super) fn down_weight(link: Link, share: f64) -> i32 {
    ln(match link {
        Link::Named | Link::Mentioned => NAMES_RIGHT,
        Link::Mended => MENDED_RIGHT,
        Link::NotNamed => share,
        Link::NamesOther => NAMES_OTHER * share.max(0.1),
    })
}

/// The receiver's line: how much likelier it is that it names the activity that
/// it does if this one paid it. `share`: share of what the receiver's activity
/// gets from that organisation which comes from that activity.
pub(super) fn up_weight(link: Link, share: f64) -> i32 {
    match link {
        Link::Named | Link::Mentioned => ln(NAMES_RIGHT / share.min(NAMES_RIGHT)),
        Link::Mended => ln(MENDED_RIGHT / share.min(MENDED_RIGHT)),
        Link::NotNamed => 0,
        Link::NamesOther => ln(NAMES_OTHER / (1.0 - share).max(0.05)),
    }
}

/// `same`: whether references or rare words are equal; `often`: share of the
/// lines of the two books that have this reference.
pub(super) fn reference_weight(same: Option<bool>, often: f64) -> i32 {
    match same {
        Some(true) => ln(0.5 / (often + 0.003)),
        // Most publishers write references of their own.
        Some(false) => ln(0.8),
        None => 0,
    }
}

/// Share of events that are groups of a kind.
pub(super) const AGGREGATED: f64 = 0.08;
pub(super) const INSTALMENTS: f64 = 0.08;
pub(super) const CORRECTED: f64 = 0.03;
pub(super) const TWICE: f64 = 0.025;

/// What digits or a sign make of one amount the other; none if nothing does.
pub(super) fn slip(out: i64, into: i64) -> Option<AmountIs> {
    if out == into.wrapping_neg() {
        return Some(AmountIs::Reversed);
    }
    for (power, factor) in [(1, 10), (2, 100), (3, 1000), (6, 1_000_000)] {
        if out.checked_mul(factor) == Some(into) {
            return Some(AmountIs::Slip(Slip::TimesTenTo(power)));
        }
        if into.checked_mul(factor) == Some(out) {
            return Some(AmountIs::Slip(Slip::TimesTenTo(-power)));
        }
    }
    is_transposed(out, into).then_some(AmountIs::Slip(Slip::Transposed))
}

/// Whether two neighbouring digits change places; the cents may be lost.
fn is_transposed(out: i64, into: i64) -> bool {
    if out.signum() != into.signum() {
        return false;
    }
    let (out, into) = (out.unsigned_abs(), into.unsigned_abs());
    let units = |x: u64| (x + 500) / 1000;
    swapped(out, into) || (into % 1000 == 0 && swapped(units(out), units(into)))
}

fn swapped(a: u64, b: u64) -> bool {
    let difference = a.abs_diff(b);
    // A swap of neighbours changes a number by 9·d·10^n.
    if difference == 0 || !difference.is_multiple_of(9) {
        return false;
    }
    let mut power = 1u64;
    while difference.is_multiple_of(power * 10) {
        power *= 10;
    }
    let digit = |x: u64, p: u64| x / p % 10;
    let high = power * 10;
    let (x, y) = (digit(a, high), digit(a, power));
    let rest = |n: u64| (n / (high * 10), n % power);
    (x, y) == (digit(b, power), digit(b, high)) && rest(a) == rest(b)
}

/// Whether one amount is the other in fewer digits: in how many.
pub(super) fn rounded(out: i64, into: i64, digits_out: u8, digits_in: u8) -> Option<u8> {
    let (exact, round, digits) = match digits_in < digits_out {
        true => (out, into, digits_in),
        false => (into, out, digits_out),
    };
    let mut unit = 1i64;
    while round % (unit * 10) == 0 && digits_in != digits_out {
        unit *= 10;
    }
    let off = (exact - round).abs();
    let is_unit = unit >= WHOLE && off < WHOLE && round.abs() >= 100 * WHOLE;
    (is_unit || (digits >= 3 && off * 2 <= unit)).then_some(digits)
}

/// One unit of a currency, in thousandths.
pub(super) const WHOLE: i64 = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_that_slip() {
        let times = |n| Some(AmountIs::Slip(Slip::TimesTenTo(n)));
        let transposed = Some(AmountIs::Slip(Slip::Transposed));
        let table = [
            (16_300_000, 163_000_000, times(1)),
            (16_300_000, 1_630_000, times(-1)),
            (26_000_000, 26_000_000_000, times(3)),
            (776_853_000, 776_835_000, transposed),
            (155_877_710, 155_887_000, transposed),
            (231_013_740, 231_041_000, transposed),
            (5_000, -5_000, Some(AmountIs::Reversed)),
            (120_000, 130_000, None),
            (120_000, 210_000, transposed),
        ];
        for (out, into, expected) in table {
            assert_eq!(slip(out, into), expected, "{out} {into}");
        }
    }

    #[test]
    fn round_amounts_are_weak_evidence() {
        let round = amount_weight(AmountIs::Equal, 0.0, 1, 1_000_000);
        let odd = amount_weight(AmountIs::Equal, 0.0, 7, 1_000_000);
        let often = amount_weight(AmountIs::Equal, 0.5, 7, 1_000_000);
        let few = amount_weight(AmountIs::Equal, 0.0, 7, 5);
        assert!(
            odd > round + 3000 && often < round - 2000 && few < odd - 3000,
            "{round} {odd} {often} {few}"
        );
    }

    #[test]
    fn later_is_likelier_than_earlier() {
        for days in [2, 10, 40] {
            let [late, early] = [days, -days].map(|d| days_weight(Some(d), 1.0, 100.0));
            assert!(late > early, "{days}");
        }
        assert!((DAYS.iter().map(|d| d.2).sum::<f64>() - 1.0).abs() < 0.01);
    }
}
