//! How Country Development Finance Data's flattener reads an activity.
//!
//! Source: its code (iatiflattener 0.10.12, AGPL, read, not copied) and what it
//! made of files. One element it cannot read costs only that element here; the
//! program itself gives the whole file up.
//!
//! [`plan`] decides (what is read, how it is divided), both for the exact flows of
//! the method and for [`rows`], which prints what the program prints.

mod lists;
mod plan;
mod rows;

pub use lists::Lists;
pub use rows::{COLUMNS, Half, Row, activity_rows, file_rows, rows_of};

pub(crate) use plan::{BudgetPlan, Item, Memory, TransactionPlan, budgets, transaction};
