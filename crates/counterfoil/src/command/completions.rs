//! `counterfoil completions`: what a shell needs to complete what is typed.

use super::output;
use crate::error::Result;
use clap::Args;
use clap_complete::Shell;
use std::io::Write;
use std::process::ExitCode;

const WHERE: &str = "Where it goes:
  bash         counterfoil completions bash > ~/.local/share/bash-completion/completions/counterfoil
  zsh          counterfoil completions zsh > DIR/_counterfoil, DIR being one of $fpath
  fish         counterfoil completions fish > ~/.config/fish/completions/counterfoil.fish
  powershell   counterfoil completions powershell >> $PROFILE
  elvish       counterfoil completions elvish >> ~/.config/elvish/rc.elv

A shell that is started afterwards completes commands, questions, options and their values.";

/// Print a script that has a shell complete commands and options
#[derive(Args)]
#[command(after_help = WHERE)]
pub struct Completions {
    /// The shell that you type in
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

impl Completions {
    pub fn run(&self) -> Result<ExitCode> {
        // It panics where it cannot write: never at a text in memory.
        let mut script = Vec::new();
        let mut tree = super::tree();
        clap_complete::generate(self.shell, &mut tree, "counterfoil", &mut script);
        let mut out = output();
        out.write_all(&script)?;
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}
