//! Dividing an amount by weights so that the parts add up to it exactly.
//!
//! Shares are exact fractions. A part is what its fraction comes to, cut off at
//! the amount's own scale or the least scale asked for; what is then missing of
//! the whole goes unit by unit to the parts that lost most by the cutting (the
//! method of the largest remainder), the earlier of two that lost the same.
//! Weights may be negative where a method allows it; their sum may not be zero.

use ethnum::I256;
use rust_decimal::Decimal;

/// Cents: no amount is divided more coarsely.
pub const CENTS: u32 = 2;

/// One amount is not divided into more parts. Many times what the most divided one needs
/// (200 places, 50 sectors, ten years of quarters); without an end, a page of XML would fill
/// the memory.
pub const MOST_PARTS: usize = 1_000_000;

/// Why an amount cannot be divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indivisible {
    /// The weights add up to nothing.
    NoWeight,
    /// So many digits that the division does not fit 256 bits.
    TooManyDigits,
    /// More than [`MOST_PARTS`].
    TooManyParts,
}

/// The weights along one dimension, e.g. the percentages of the sectors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weights {
    /// Whole numbers in the same proportion.
    units: Vec<i128>,
    sum: i128,
}

impl Weights {
    /// # Errors
    /// [`Indivisible`] if they add up to nothing or have too many digits.
    pub fn of(weights: &[Decimal]) -> Result<Self, Indivisible> {
        let scale = weights.iter().map(|w| w.normalize().scale()).max();
        let scale = scale.unwrap_or(0);
        let mut units = Vec::with_capacity(weights.len());
        for weight in weights {
            units.push(at_scale(weight.normalize(), scale).ok_or(Indivisible::TooManyDigits)?);
        }
        let divisor = units.iter().fold(0, |a, b| common(a, *b)).max(1);
        let mut sum = 0i128;
        for unit in &mut units {
            *unit /= divisor;
            sum = sum.checked_add(*unit).ok_or(Indivisible::TooManyDigits)?;
        }
        if sum == 0 {
            return Err(Indivisible::NoWeight);
        }
        Ok(Self { units, sum })
    }

    /// One part that is the whole.
    #[must_use]
    pub fn whole() -> Self {
        Self {
            units: vec![1],
            sum: 1,
        }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.units.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }
}

/// The parts of `value` over every combination of the dimensions, the last one
/// running fastest. They add up to `value`.
///
/// # Errors
/// [`Indivisible::TooManyDigits`] if the exact shares do not fit 256 bits,
/// [`Indivisible::TooManyParts`] if there would be more than [`MOST_PARTS`].
pub fn parts(
    value: Decimal,
    dimensions: &[&Weights],
    least_scale: u32,
) -> Result<Vec<Decimal>, Indivisible> {
    // One of a single part is the same fraction of everything.
    let cutting = dimensions.iter().copied().filter(|d| d.len() != 1);
    let dimensions: Vec<&Weights> = cutting.collect();
    let dimensions = dimensions.as_slice();
    let mut lengths = dimensions.iter().map(|d| d.len());
    let count = lengths.try_fold(1usize, usize::checked_mul);
    let count = count.filter(|count| *count <= MOST_PARTS);
    let count = count.ok_or(Indivisible::TooManyParts)?;
    if count == 1 {
        return Ok(vec![value]);
    }
    let scale = value.scale().max(least_scale);
    let units = at_scale(value, scale).ok_or(Indivisible::TooManyDigits)?;
    let units = match narrow(units, dimensions, count) {
        Some(units) => units,
        None => wide(units, dimensions, count).ok_or(Indivisible::TooManyDigits)?,
    };
    let part = |u: i128| Decimal::try_from_i128_with_scale(u, scale);
    let parts: Result<Vec<_>, _> = units.into_iter().map(part).collect();
    parts.map_err(|_| Indivisible::TooManyDigits)
}

/// Divides in 128 bits; none if they do not suffice.
fn narrow(value: i128, dimensions: &[&Weights], count: usize) -> Option<Vec<i128>> {
    let mut whole = dimensions
        .iter()
        .try_fold(1i128, |a, d| a.checked_mul(d.sum))?;
    let sign = whole.signum();
    whole = whole.checked_abs()?;
    let mut parts = Vec::with_capacity(count);
    let mut lost = Vec::with_capacity(count);
    for at in 0..count {
        let weight = cell(dimensions, at).try_fold(sign, i128::checked_mul)?;
        let share = value.checked_mul(weight)?;
        let part = share.div_euclid(whole);
        parts.push(part);
        lost.push(share - part * whole);
    }
    hand_out(value, &mut parts, &lost)?;
    Some(parts)
}

/// Divides in 256 bits; none if they do not suffice.
fn wide(value: i128, dimensions: &[&Weights], count: usize) -> Option<Vec<i128>> {
    let whole = product(dimensions.iter().map(|d| d.sum))?;
    let sign = if whole.is_negative() {
        -I256::ONE
    } else {
        I256::ONE
    };
    let whole = whole.checked_abs()?;
    let mut parts = Vec::with_capacity(count);
    let mut lost = Vec::with_capacity(count);
    for at in 0..count {
        let weight = product(cell(dimensions, at))?.checked_mul(sign)?;
        let share = weight.checked_mul(I256::from(value))?;
        parts.push(i128::try_from(share.checked_div_euclid(whole)?).ok()?);
        lost.push(share.checked_rem_euclid(whole)?);
    }
    hand_out(value, &mut parts, &lost)?;
    Some(parts)
}

fn product(mut factors: impl Iterator<Item = i128>) -> Option<I256> {
    factors.try_fold(I256::ONE, |a, f| a.checked_mul(I256::from(f)))
}

/// The weights that meet in the cell of this number.
fn cell<'a>(dimensions: &'a [&Weights], mut at: usize) -> impl Iterator<Item = i128> + 'a {
    dimensions.iter().rev().map(move |d| {
        let unit = d.units[at % d.len()];
        at /= d.len();
        unit
    })
}

/// Gives the units that the cutting lost to the parts that lost most.
fn hand_out<L: Ord>(value: i128, parts: &mut [i128], lost: &[L]) -> Option<()> {
    let given = parts.iter().try_fold(0i128, |a, p| a.checked_add(*p))?;
    let missing = usize::try_from(value.checked_sub(given)?).ok()?;
    if missing == 0 {
        return Some(());
    }
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by(|a, b| lost[*b].cmp(&lost[*a]));
    for at in order.into_iter().take(missing) {
        parts[at] += 1;
    }
    Some(())
}

/// `value` in units of 10^-`scale`.
fn at_scale(value: Decimal, scale: u32) -> Option<i128> {
    let factor = 10i128.checked_pow(scale.checked_sub(value.scale())?)?;
    value.mantissa().checked_mul(factor)
}

/// The greatest common divisor, not negative.
fn common(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decimals(texts: &[&str]) -> Vec<Decimal> {
        let read = |t: &&str| Decimal::from_str_exact(t).expect("a decimal");
        texts.iter().map(read).collect()
    }

    fn split(value: &str, weights: &[&str]) -> Vec<String> {
        let weights = Weights::of(&decimals(weights)).expect("weights");
        let value = decimals(&[value])[0];
        let parts = parts(value, &[&weights], CENTS).expect("parts");
        parts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_largest_remainder() {
        assert_eq!(split("100", &["1", "1", "1"]), ["33.34", "33.33", "33.33"]);
        assert_eq!(split("0.05", &["50", "50"]), ["0.03", "0.02"]);
        assert_eq!(
            split("-100", &["1", "1", "1"]),
            ["-33.33", "-33.33", "-33.34"]
        );
        assert_eq!(split("100", &["60", "30"]), ["66.67", "33.33"]);
        assert_eq!(split("1.2345", &["50", "50"]), ["0.6173", "0.6172"]);
        assert_eq!(split("7", &["100"]), ["7"]);
        assert_eq!(split("100", &["50", "-10"]), ["125.00", "-25.00"]);
        assert_eq!(split("100", &["-50", "-10"]), ["83.33", "16.67"]);
    }

    #[test]
    fn nothing_to_divide_by() {
        for none in [&["0"][..], &["50", "-50"], &[]] {
            assert_eq!(Weights::of(&decimals(none)), Err(Indivisible::NoWeight));
        }
    }

    #[test]
    fn more_parts_than_can_be_kept_are_refused() {
        let many = Weights::of(&vec![Decimal::ONE; 1001]).expect("weights");
        let value = Decimal::ONE_HUNDRED;
        let refused = parts(value, &[&many, &many], CENTS);
        assert_eq!(refused, Err(Indivisible::TooManyParts));
        let beyond: Vec<&Weights> = vec![&many; 8];
        assert_eq!(parts(value, &beyond, CENTS), Err(Indivisible::TooManyParts));
        assert_eq!(parts(value, &[&many], CENTS).map(|p| p.len()), Ok(1001));
    }

    #[test]
    fn many_digits_are_exact_or_refused() {
        let long = "33.33333333333333333333333333";
        let weights = Weights::of(&decimals(&[long, long, "33.33333333333333333333333334"]));
        let weights = weights.expect("weights");
        let value = decimals(&["79228162514264337593543950.33"])[0];
        let one = parts(value, &[&weights], CENTS).expect("one dimension fits");
        assert_eq!(one.iter().sum::<Decimal>(), value);
        let three = parts(value, &[&weights, &weights, &weights], CENTS);
        assert_eq!(three, Err(Indivisible::TooManyDigits));
    }

    fn any_weights() -> impl Strategy<Value = Vec<Decimal>> {
        let weight = (0i64..10_000_000_000, 0u32..10).prop_map(|(m, s)| Decimal::new(m, s));
        prop::collection::vec(weight, 1..8)
            .prop_filter("some weight", |w| w.iter().any(|d| !d.is_zero()))
    }

    proptest! {
        #[test]
        fn parts_add_up_and_are_near(
            mantissa in any::<i64>(), scale in 0u32..8,
            rows in any_weights(), columns in any_weights(),
        ) {
            let value = Decimal::new(mantissa, scale);
            let (rows, columns) = (Weights::of(&rows), Weights::of(&columns));
            let (rows, columns) = (rows.expect("weights"), columns.expect("weights"));
            let parts = parts(value, &[&rows, &columns], CENTS).expect("parts");
            prop_assert_eq!(parts.iter().sum::<Decimal>(), value);
            let whole = (rows.sum as f64) * (columns.sum as f64);
            let v: f64 = value.to_string().parse().expect("a number");
            let unit = 10f64.powi(-(scale.max(CENTS) as i32));
            for (at, part) in parts.iter().enumerate() {
                let w = rows.units[at / columns.len()] as f64 * columns.units[at % columns.len()] as f64;
                let part: f64 = part.to_string().parse().expect("a number");
                prop_assert!((part - v * w / whole).abs() <= unit + v.abs() * 1e-12);
            }
        }

        #[test]
        fn narrow_and_wide_agree(value in any::<i64>(), rows in any_weights(), columns in any_weights()) {
            let (rows, columns) = (Weights::of(&rows).expect("weights"), Weights::of(&columns).expect("weights"));
            let count = rows.len() * columns.len();
            if let Some(narrow) = narrow(i128::from(value), &[&rows, &columns], count) {
                prop_assert_eq!(Some(narrow), wide(i128::from(value), &[&rows, &columns], count));
            }
        }
    }
}
