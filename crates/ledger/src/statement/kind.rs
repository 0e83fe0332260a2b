//! The kinds of statements that this program makes and reads. Others that stand in a
//! ledger are kept, checked and told of, and change no answer.

/// A publication belongs to the dataset `to`.
pub const DATASET: &str = "dataset";
/// A publication was published at the stamp `on`.
pub const PUBLISHED: &str = "published";
/// A publication does not count.
pub const WITHDRAWN: &str = "withdrawn";
/// The places of an activity, of a publisher's activities, or of those in a country
/// are not to be told finely.
pub const SENSITIVE: &str = "sensitive";
/// A table of exchange rates was kept under a name.
pub const RATES: &str = "rates";
/// The text of a programme was kept under its id.
pub const PROGRAMME: &str = "programme";
/// A reference stands for the organisation `is`.
pub const ALIAS: &str = "alias";
/// Whether the lines of a match tell one event.
pub const DECISION: &str = "decision";
/// Another statement is taken back.
pub const UNDO: &str = "undo";
