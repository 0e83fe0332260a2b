//! A trace as JSON.

use super::told::Trace;

/// The trace as JSON: the fields of [`Trace`], amounts as strings so that no
/// digit is lost, and places of steps counted from 0.
///
/// # Errors
/// None that a trace can cause; serialising says so all the same.
pub fn json(trace: &Trace) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(trace)
}
