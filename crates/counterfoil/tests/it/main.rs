//! The program, run as its users run it.

mod ask;
mod bad_input;
mod check;
mod import;
mod persons;
mod shared;
mod support;
mod tidy;
mod web;
