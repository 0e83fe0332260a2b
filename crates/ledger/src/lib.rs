//! What was said, and when: the append-only record and the index derived from it.
//!
//! [`Writer`] adds publications, one writer at a time; [`Ledger`] answers, any
//! number at a time, in this and other processes. Only this crate knows how a
//! ledger is stored.

mod compact;
pub mod dataset;
pub mod error;
pub mod export;
mod flows;
#[doc(hidden)]
pub mod fuzzing;
mod heads;
mod import;
mod index;
mod info;
mod live;
pub mod matched;
mod member;
mod past;
pub mod plain;
pub mod programmes;
pub mod rates;
mod ready;
pub mod receive;
mod record;
pub mod redact;
pub mod statement;
mod verify;
mod view;
pub mod words;
mod writer;

pub use compact::{Saved, compact};
pub use error::{Error, Result};
pub use flows::Standings;
pub use import::{Incoming, Outcome};
pub use index::{
    ActivityRow, BudgetRow, Close, Counting, Dimension, Ends, Facet, Facets, Filter, Group, Hit,
    IndicatorRow, Keep, Kind, Noted, OrganisationRow, PlannedRow, Row, Sums, Topic, Unit,
    is_of_index,
};
pub use info::{Info, RefusedPublication};
pub use live::{AsOf, Live, LiveMember, Met};
pub use past::{Held, Past, Reading, Series};
pub use record::{FILE as RECORD_FILE, LeftOut, Publication, VersionHead};
pub use statement::{Corrected, NewStatement, Statement};
pub use verify::{Fault, Verified, verify};
pub use view::{Ledger, Mark, View};
pub use writer::{Found, Watch, Writer};
