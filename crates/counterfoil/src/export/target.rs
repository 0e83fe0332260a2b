//! Where an export is written: under another name until it is whole.

use crate::error::{Error, Result};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Ends the name of a file that is not whole.
const PART: &str = ".part";

/// Standard output, or a file and what is said of it beside it.
pub struct Target {
    file: Option<Part>,
    beside: Option<PathBuf>,
}

/// A file that gets its name in the end, or goes.
struct Part {
    name: PathBuf,
    part: PathBuf,
    is_named: bool,
    /// The name is that of a device or a pipe: nothing takes its place.
    is_direct: bool,
}

impl Part {
    fn of(name: &Path) -> Self {
        let is_direct = std::fs::metadata(name).is_ok_and(|meta| !meta.is_file());
        let mut part = name.as_os_str().to_owned();
        if !is_direct {
            part.push(PART);
        }
        Self {
            name: name.to_owned(),
            part: PathBuf::from(part),
            is_named: false,
            is_direct,
        }
    }

    fn create(&self) -> Result<File> {
        File::create(&self.part).map_err(Error::at(&self.name))
    }

    fn name(mut self) -> Result<()> {
        if self.is_direct {
            return Ok(());
        }
        let synced = File::open(&self.part).and_then(|file| file.sync_all());
        synced.map_err(Error::at(&self.part))?;
        std::fs::rename(&self.part, &self.name).map_err(Error::at(&self.name))?;
        self.is_named = true;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_named && !self.is_direct {
            // What cannot be removed is written over by the next export of that name.
            let _ = std::fs::remove_file(&self.part);
        }
    }
}

impl Target {
    /// # Errors
    /// The name is that of a folder.
    pub fn open(output: Option<&Path>, has_beside: bool) -> Result<Self> {
        if let Some(path) = output.filter(|p| p.is_dir()) {
            return Err(Error::asked(format!(
                "{}: this is a folder; name a file in it",
                path.display()
            )));
        }
        Ok(Self {
            file: output.map(Part::of),
            beside: output
                .filter(|_| has_beside)
                .map(|path| path.with_extension("method.txt")),
        })
    }

    /// The file, made anew, and its name for now.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn file(&mut self) -> Result<(File, PathBuf)> {
        let part = self.file.as_ref();
        let part = part.ok_or_else(|| Error::asked("name the file to write to with -o FILE"))?;
        Ok((part.create()?, part.part.clone()))
    }

    /// The file, or standard output, buffered.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn writer(&mut self) -> Result<Box<dyn Write>> {
        Ok(match &self.file {
            None => Box::new(BufWriter::new(std::io::stdout().lock())),
            Some(part) => Box::new(BufWriter::new(Named {
                file: part.create()?,
                path: part.part.clone(),
            })),
        })
    }

    /// Says something beside the file; where there is none, on standard error.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write_beside(&mut self, text: &str) -> Result<()> {
        let Some(path) = &self.beside else {
            text.lines().for_each(crate::command::note);
            return Ok(());
        };
        let part = Part::of(path);
        let mut file = part.create()?;
        file.write_all(text.as_bytes())
            .map_err(Error::at(&part.part))?;
        drop(file);
        part.name()
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// The disk fails.
    pub fn finish(self) -> Result<()> {
        self.file.map_or(Ok(()), Part::name)
    }
}

/// A file whose failures name it.
struct Named {
    file: File,
    path: PathBuf,
}

impl Named {
    fn told(&self, error: std::io::Error) -> std::io::Error {
        std::io::Error::new(error.kind(), format!("{}: {error}", self.path.display()))
    }
}

impl Write for Named {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.write(bytes).map_err(|e| self.told(e))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush().map_err(|e| self.told(e))
    }
}
