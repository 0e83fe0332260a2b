//! `counterfoil manual`: what the program says of itself, as files.

mod commands;
mod questions;

use super::note;
use crate::answer::counted;
use crate::error::{Error, Result};
use crate::report::catalogue;
use clap::Args;
use clap_mangen::Man;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const EXAMPLE: &str = "Example:
  counterfoil manual --man share/man/man1

A folder “share/man” beside the folder “bin” of the program is found by “man counterfoil”.";

/// Write the manual to a folder: man pages, or the reference as Markdown
#[derive(Args)]
#[command(after_help = EXAMPLE)]
#[group(required = true, multiple = true)]
pub struct Manual {
    /// Folder for man pages, one for each command and question: counterfoil.1, counterfoil-check.1 …
    #[arg(long, value_name = "DIR")]
    man: Option<PathBuf>,
    /// Folder for the reference: commands.md, questions.md and rules.md, as in docs/reference
    #[arg(long, value_name = "DIR")]
    reference: Option<PathBuf>,
}

impl Manual {
    pub fn run(&self) -> Result<ExitCode> {
        if let Some(folder) = &self.man {
            let pages = pages(super::tree())?;
            write(folder, &pages)?;
            let count = counted(pages.len() as u64, "man page", "man pages");
            note(&format!("{count} in {}", folder.display()));
        }
        if let Some(folder) = &self.reference {
            let texts = [
                ("commands.md".to_owned(), commands::text(super::tree())),
                ("questions.md".to_owned(), questions::text()?),
                ("rules.md".to_owned(), catalogue::reference()),
            ];
            write(folder, &texts.map(|(name, text)| (name, text.into_bytes())))?;
            note(&format!("3 files in {}", folder.display()));
        }
        Ok(ExitCode::SUCCESS)
    }
}

type File = (String, Vec<u8>);

/// A page for a command and each below it, with the name of its file. They bear no
/// date: the same program makes the same bytes.
fn pages(mut tree: clap::Command) -> Result<Vec<File>> {
    fn gather(command: &clap::Command, pages: &mut Vec<File>) -> Result<()> {
        let page = Man::new(command.clone())
            .source(concat!("Counterfoil ", env!("CARGO_PKG_VERSION")))
            .manual("Counterfoil");
        let mut text = Vec::new();
        page.render(&mut text)?;
        pages.push((page.get_filename(), text));
        let below = command.get_subcommands().filter(|c| !c.is_hide_set());
        below.into_iter().try_for_each(|c| gather(c, pages))
    }
    tree.build();
    let mut pages = Vec::new();
    gather(&tree, &mut pages)?;
    Ok(pages)
}

fn write(folder: &Path, files: &[File]) -> Result<()> {
    let told = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::Io { path, source }
    };
    std::fs::create_dir_all(folder).map_err(told(folder))?;
    for (name, content) in files {
        let path = folder.join(name);
        std::fs::write(&path, content).map_err(told(&path))?;
    }
    Ok(())
}
