//! Annotations of GitHub's workflows: a command a finding.

use super::text;
use super::{Format, Report, Selection};
use crate::error::Result;
use iati::finding::Severity;
use std::io::Write;

pub struct Github {
    limit: Option<u64>,
}

impl Github {
    pub fn new(limit: Option<u64>) -> Self {
        Self { limit }
    }
}

impl Format for Github {
    fn file(&mut self, report: &Report, out: &mut dyn Write) -> Result<()> {
        let mut selection = Selection::limited(self.limit);
        let file = property(&report.file);
        report.each(&mut |group, kept| {
            if !selection.takes(kept) {
                return Ok(false);
            }
            let about = match group.identifier() {
                "" => String::new(),
                identifier => format!("{identifier}: "),
            };
            writeln!(
                out,
                "::{} file={file},line={},col={},title={}::{}{} ({})",
                command(kept.severity),
                kept.place.at.line,
                kept.place.at.column,
                property(&format!("{} {}", kept.severity, kept.rule)),
                data(&about),
                data(kept.message),
                data(kept.place.path),
            )?;
            Ok(!selection.is_full())
        })?;
        // No command, whatever the name of the file.
        writeln!(out, "Checked {}", text::answer(report))?;
        Ok(())
    }

    fn unread(&mut self, file: &str, why: &str, out: &mut dyn Write) -> Result<()> {
        let message = data(why);
        writeln!(
            out,
            "::error file={},title=not read::{message}",
            property(file)
        )?;
        Ok(())
    }
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advisory => "notice",
    }
}

/// The text of a command: it ends at the end of the line.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property of a command: it ends at a comma or colons too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(data("50 %\n::error::x"), "50 %25%0A::error::x");
        assert_eq!(property("C:\\a,b.xml"), "C%3A\\a%2Cb.xml");
    }
}
