//! What an amount is in another currency, and at the prices of another year.
//!
//! A table of [`Rates`] is data: dated figures in units of a currency for one
//! US dollar, with their source and a hash. There is one [built in](Rates::builtin),
//! and [`Rates::parse`] reads others. `docs/rates.md` says where the figures
//! come from and how one is chosen.
//!
//! [`deflate`] has constant prices, [`year`] the years of a report.

mod builtin;
mod convert;
pub mod deflate;
mod ended;
mod parse;
mod table;
pub mod year;

pub use convert::{Conversion, NoRate, Note, Pick};
pub use ended::{Ended, ended};
pub use parse::RateFault;
pub use table::{Basis, Coverage, LeftOut, Rates};

/// A rate further from the day than this many days is flagged
/// ([`Conversion::is_old`]).
pub const OLD_AFTER: i64 = 45;

/// A rate further from the day than this many days is not used.
pub const REFUSED_AFTER: i64 = 400;

/// How many decimals a converted amount has, unless it is so small that it would become
/// zero: then it keeps its own.
///
/// A rate is known to some six digits, so more would say nothing; with ten,
/// ten million amounts of 10^18 can still be added without losing a digit.
pub const DECIMALS: u32 = 10;
