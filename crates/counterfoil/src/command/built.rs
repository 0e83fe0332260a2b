//! Commands whose arguments are made from the table of questions, which clap cannot derive.

use crate::error::Result;
use clap::{ArgMatches, Args, Command, FromArgMatches};
use std::marker::PhantomData;
use std::process::ExitCode;

/// Such a command.
pub trait Build {
    /// Its help and what it takes.
    fn build(command: Command) -> Command;

    /// # Errors
    /// It could not be done.
    fn run(matches: &ArgMatches) -> Result<ExitCode>;
}

/// What was typed for it.
pub struct Built<B>(ArgMatches, PhantomData<B>);

impl<B: Build> Built<B> {
    pub fn run(&self) -> Result<ExitCode> {
        B::run(&self.0)
    }
}

impl<B: Build> Args for Built<B> {
    fn augment_args(command: Command) -> Command {
        B::build(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        B::build(command)
    }
}

impl<B: Build> FromArgMatches for Built<B> {
    fn from_arg_matches(matches: &ArgMatches) -> std::result::Result<Self, clap::Error> {
        Ok(Self(matches.clone(), PhantomData))
    }

    fn update_from_arg_matches(
        &mut self,
        matches: &ArgMatches,
    ) -> std::result::Result<(), clap::Error> {
        self.0 = matches.clone();
        Ok(())
    }
}
