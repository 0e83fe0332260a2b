//! What one publisher says: reading, redacting and checking IATI data.
//!
//! This crate opens nothing and knows no clock. It is given bytes and the
//! date of the day, and returns values; a fault in the data is a value too.

pub mod activity;
pub mod amount;
pub mod check;
pub mod codelist;
pub mod date;
pub mod finding;
pub mod legacy;
pub mod organisation;
pub mod position;
pub mod publish;
pub mod read;
pub mod redact;
pub mod results;
pub mod said;
pub mod schema;
pub mod sheet;
pub mod stated;
pub mod version;
