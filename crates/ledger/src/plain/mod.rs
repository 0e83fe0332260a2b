//! Flat tables in files: what their columns hold, and Parquet. What is exported by
//! this crate and what is exported of answers share it.

mod parquet;
mod value;

pub use parquet::ParquetSink;
pub(crate) use value::fixed;
pub use value::{PRECISION, SCALE, Value};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Number,
    Text,
    Day,
    /// Exact, of [`PRECISION`] digits and fixed [`SCALE`]; a column of text beside it
    /// holds every amount.
    Decimal,
    Flag,
}
