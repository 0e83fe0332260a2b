//! Fractions of decimals, without rounding until one is asked for.

use ethnum::I256;
use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::fmt;

/// An exact fraction. None of its operations rounds; each says `None` where 256 bits
/// do not hold the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    over: I256,
    /// Above zero; the two have no common divisor.
    under: I256,
}

impl Ratio {
    /// 0.
    pub const ZERO: Self = Self {
        over: I256::ZERO,
        under: I256::ONE,
    };

    /// `value` / 1.
    #[must_use]
    pub fn whole(value: Decimal) -> Self {
        let under = power(value.scale()).unwrap_or(I256::ONE);
        Self::reduced(I256::from(value.mantissa()), under)
    }

    /// `value` / 1, of a count.
    #[must_use]
    pub fn count(value: i64) -> Self {
        Self::reduced(I256::from(value), I256::ONE)
    }

    /// `over` / `under`; none if `under` is zero.
    #[must_use]
    pub fn of(over: Decimal, under: Decimal) -> Option<Self> {
        Self::whole(over).divided_by(Self::whole(under))
    }

    fn reduced(over: I256, under: I256) -> Self {
        let (mut a, mut b) = (over.abs(), under);
        while b != I256::ZERO {
            (a, b) = (b, a % b);
        }
        match a == I256::ZERO {
            true => Self::ZERO,
            false => Self {
                over: over / a,
                under: under / a,
            },
        }
    }

    /// Their sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let left = self.over.checked_mul(other.under)?;
        let right = other.over.checked_mul(self.under)?;
        let under = self.under.checked_mul(other.under)?;
        Some(Self::reduced(left.checked_add(right)?, under))
    }

    /// The first less the second.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        let negative = Self {
            over: other.over.checked_neg()?,
            under: other.under,
        };
        self.plus(negative)
    }

    /// Their product.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        let over = self.over.checked_mul(other.over)?;
        Some(Self::reduced(over, self.under.checked_mul(other.under)?))
    }

    /// The first divided by the second; none if that is zero.
    #[must_use]
    pub fn divided_by(self, other: Self) -> Option<Self> {
        let turned = match other.over.cmp(&I256::ZERO) {
            Ordering::Equal => return None,
            Ordering::Greater => Self {
                over: other.under,
                under: other.over,
            },
            Ordering::Less => Self {
                over: other.under.checked_neg()?,
                under: other.over.checked_neg()?,
            },
        };
        self.times(turned)
    }

    /// How the two compare.
    #[must_use]
    pub fn compare(self, other: Self) -> Option<Ordering> {
        Some(self.minus(other)?.over.cmp(&I256::ZERO))
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.over < I256::ZERO
    }

    /// The nearest decimal with so many decimals; a half goes away from zero.
    #[must_use]
    pub fn rounded(self, decimals: u32) -> Option<Decimal> {
        let scaled = self.over.checked_mul(power(decimals)?)?;
        let (whole, rest) = (scaled / self.under, scaled % self.under);
        let is_half = rest.abs().checked_mul(I256::new(2))? >= self.under;
        let step = match (is_half, self.is_negative()) {
            (false, _) => I256::ZERO,
            (true, false) => I256::ONE,
            (true, true) => -I256::ONE,
        };
        decimal(whole.checked_add(step)?, decimals)
    }

    /// The decimal towards zero with so many decimals.
    #[must_use]
    pub fn cut(self, decimals: u32) -> Option<Decimal> {
        let scaled = self.over.checked_mul(power(decimals)?)?;
        decimal(scaled / self.under, decimals)
    }

    /// As a decimal, if it is one.
    #[must_use]
    pub fn exactly(self) -> Option<Decimal> {
        let mut found = (0..=28).filter_map(|scale| self.cut(scale));
        found.find(|d| Self::whole(*d) == self)
    }

    /// The smallest whole number that is not below it.
    #[must_use]
    pub fn ceiling(self) -> Option<i64> {
        let whole = self.over / self.under;
        let up = self.over > I256::ZERO && self.over % self.under != I256::ZERO;
        i64::try_from(whole + I256::from(u8::from(up))).ok()
    }
}

/// In digits where it is a decimal, else rounded to six of them.
impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.exactly().or_else(|| self.rounded(6)) {
            Some(value) => value.normalize().fmt(f),
            None => f.write_str("too large to write"),
        }
    }
}

fn power(of_ten: u32) -> Option<I256> {
    I256::new(10).checked_pow(of_ten)
}

fn decimal(mantissa: I256, scale: u32) -> Option<Decimal> {
    let mantissa = i128::try_from(mantissa).ok()?;
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap_or(Decimal::MAX)
    }

    fn shown(over: &str, under: &str, decimals: u32) -> Option<String> {
        Some(Ratio::of(d(over), d(under))?.rounded(decimals)?.to_string())
    }

    #[test]
    fn rounds_once_and_halves_away_from_zero() {
        assert_eq!(shown("73659", "861.3", 1).as_deref(), Some("85.5"));
        assert_eq!(shown("1", "8", 2).as_deref(), Some("0.13"));
        assert_eq!(shown("-1", "8", 2).as_deref(), Some("-0.13"));
        assert_eq!(shown("2", "3", 0).as_deref(), Some("1"));
        assert_eq!(shown("1", "0", 2), None);
        let third = Ratio::of(d("1"), d("3"));
        assert_eq!(third.and_then(Ratio::exactly), None);
        assert_eq!(third.map(|r| r.to_string()).as_deref(), Some("0.333333"));
    }

    #[test]
    fn ceilings() {
        let up = |a: &str, b: &str| Ratio::of(d(a), d(b)).and_then(Ratio::ceiling);
        assert_eq!(up("7", "2"), Some(4));
        assert_eq!(up("8", "2"), Some(4));
        assert_eq!(up("-7", "2"), Some(-3));
    }

    proptest! {
        #[test]
        fn what_is_divided_can_be_multiplied(a in any::<i64>(), b in any::<i64>(), s in 0u32..9) {
            let (a, b) = (Decimal::new(a, s), Decimal::new(b, 9 - s));
            let back = Ratio::of(a, b).and_then(|r| r.times(Ratio::whole(b)));
            prop_assert_eq!(back.is_some(), !b.is_zero());
            if let Some(back) = back {
                prop_assert_eq!(back, Ratio::whole(a));
            }
        }
    }
}
