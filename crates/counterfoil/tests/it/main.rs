//! The program, run as its users run it.

mod ask;
mod bad_input;
mod carried;
mod check;
mod documents;
mod export;
mod fetch;
mod hostile;
mod import;
mod keep;
mod languages;
mod past;
mod persons;
mod promises;
mod public;
mod publish;
mod rates;
mod reconcile;
mod redact;
mod shared;
mod sheets;
mod statements;
mod support;
mod tidy;
mod verdicts;
mod web;
