//! Amounts at the prices of another year.
//!
//! The index is that of the United States by default: an amount is converted at
//! its value-date first, and then only the dollar's own loss of worth is taken
//! out, the same for every provider. The deflators of the DAC's donors hold
//! exchange rates too, and end earlier; they can be asked for by name.

use iati::said;
use iati::said::Said;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// Whose prices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose<'a> {
    /// The GDP deflator of the United States. Source: World Bank,
    /// NY.GDP.DEFL.KD.ZG; consumer prices for the last years, until it is out.
    #[default]
    UnitedStates,
    /// All donors of the DAC together. Source: OECD, DAC deflators.
    Dac,
    /// One donor of the DAC, by its ISO 3166 code of two letters, or `EU`.
    Donor(&'a str),
}

impl Whose<'_> {
    fn key(&self) -> &str {
        match self {
            Self::UnitedStates => "US",
            Self::Dac => "DAC",
            Self::Donor(code) => code,
        }
    }
}

/// Price indices by year.
#[derive(Debug)]
pub struct Deflators {
    by_whose: BTreeMap<&'static str, Index>,
}

#[derive(Debug)]
struct Index {
    first: i16,
    levels: Vec<Level>,
}

#[derive(Clone, Copy, Debug)]
struct Level {
    level: Decimal,
    stands_in: bool,
}

/// An amount at the prices of the base year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Priced {
    /// In US dollars, to [`super::DECIMALS`] decimals, half to even; unchanged
    /// in the base year itself.
    pub amount: Decimal,
    /// What one dollar of the year was worth in dollars of the base year.
    pub factor: Decimal,
    /// One of the two years has consumer prices in place of the deflator, which
    /// was not out when the table was made.
    pub provisional: bool,
}

/// Why there are no prices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoDeflator {
    Unknown {
        whose: String,
    },
    NoYear {
        whose: String,
        year: i16,
        first: i16,
        last: i16,
    },
    TooLarge,
}

impl NoDeflator {
    /// In words.
    #[must_use]
    pub fn said(&self) -> Said {
        match self {
            Self::Unknown { whose } => said!("no deflator is known for “{whose}”", whose),
            Self::NoYear {
                whose,
                year,
                first,
                last,
            } => said!(
                "no deflator of {whose} for {year}: there are those of {first} to {last}",
                whose,
                year = year.to_string(),
                first = first.to_string(),
                last = last.to_string()
            ),
            Self::TooLarge => said!("too large to hold at the prices of another year"),
        }
    }
}

impl fmt::Display for NoDeflator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl std::error::Error for NoDeflator {}

static BUILTIN: LazyLock<Deflators> = LazyLock::new(|| Deflators {
    by_whose: include_str!("deflators.tsv")
        .lines()
        .filter_map(index)
        .collect(),
});

fn index(line: &'static str) -> Option<(&'static str, Index)> {
    let mut cells = line.split('\t');
    let whose = cells.next()?;
    let first = cells.next()?.parse().ok()?;
    let levels: Option<Vec<Level>> = cells.map(level).collect();
    Some((
        whose,
        Index {
            first,
            levels: levels?,
        },
    ))
}

fn level(cell: &str) -> Option<Level> {
    let (stands_in, number) = match cell.strip_prefix('~') {
        Some(number) => (true, number),
        None => (false, cell),
    };
    let level = Decimal::from_str_exact(number).ok()?;
    Some(Level { level, stands_in })
}

impl Index {
    fn last(&self) -> i16 {
        let after = i16::try_from(self.levels.len()).unwrap_or(i16::MAX);
        self.first.saturating_add(after) - 1
    }

    fn of(&self, whose: &str, year: i16) -> Result<Level, NoDeflator> {
        let at = usize::try_from(i32::from(year) - i32::from(self.first)).ok();
        let level = at.and_then(|at| self.levels.get(at)).copied();
        level.ok_or_else(|| NoDeflator::NoYear {
            whose: whose.to_owned(),
            year,
            first: self.first,
            last: self.last(),
        })
    }
}

impl Deflators {
    /// Those that are built in.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// The sources, in one line.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        "World Bank (GDP deflator of the United States); OECD (DAC deflators of 2022)"
    }

    /// The years there are prices of.
    #[must_use]
    pub fn years(&self, whose: Whose) -> Option<RangeInclusive<i16>> {
        let index = self.by_whose.get(whose.key())?;
        Some(index.first..=index.last())
    }

    /// An amount of US dollars of `year` in US dollars of `base_year`.
    ///
    /// # Errors
    /// Why there is no deflator: such amounts stand beside the total.
    pub fn to_prices(
        &self,
        amount_usd: Decimal,
        year: i16,
        base_year: i16,
        whose: Whose,
    ) -> Result<Priced, NoDeflator> {
        let key = whose.key();
        let index = self.by_whose.get(key).ok_or_else(|| NoDeflator::Unknown {
            whose: key.to_owned(),
        })?;
        let (then, base) = (index.of(key, year)?, index.of(key, base_year)?);
        if year == base_year {
            return Ok(Priced {
                amount: amount_usd,
                factor: Decimal::ONE,
                provisional: false,
            });
        }
        let turn = |amount: Decimal| amount.checked_div(then.level)?.checked_mul(base.level);
        let amount = turn(amount_usd).ok_or(NoDeflator::TooLarge)?;
        let factor = turn(Decimal::ONE).ok_or(NoDeflator::TooLarge)?;
        Ok(Priced {
            amount: amount.round_dp(super::DECIMALS),
            factor: factor.round_dp(super::DECIMALS),
            provisional: then.stands_in || base.stands_in,
        })
    }

    /// As [`Deflators::to_prices`], for an amount of one day: prices are those
    /// of its calendar year, whatever the years of the report.
    ///
    /// # Errors
    /// As there.
    pub fn to_prices_of(
        &self,
        amount_usd: Decimal,
        day: Date,
        base_year: i16,
        whose: Whose,
    ) -> Result<Priced, NoDeflator> {
        self.to_prices(amount_usd, day.year(), base_year, whose)
    }
}
