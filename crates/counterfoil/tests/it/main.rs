//! The program, run as its users run it.

mod ask;
mod bad_input;
mod check;
mod fetch;
mod import;
mod keep;
mod persons;
mod shared;
mod support;
mod tidy;
mod verdicts;
mod web;
