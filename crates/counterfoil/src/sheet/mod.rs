//! Spreadsheets at the edge: opened, made, annotated. What they say is judged by
//! `iati::sheet`.

mod annotate;
mod grid;
mod ods;
mod open;
mod template;
mod text;

pub use annotate::annotate;
pub use open::{Opened, is_spreadsheet, open, sheets};
pub use template::write as write_template;
pub use text::rows;
