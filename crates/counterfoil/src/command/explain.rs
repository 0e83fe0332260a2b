//! `counterfoil explain`: a rule, its reason, its remedy, its examples.

use super::output;
use crate::error::{Error, Result};
use clap::Args;
use iati::check::{BUILT_IN, RULES};
use std::io::Write;
use std::process::ExitCode;

/// Explain a rule of “counterfoil check”; without one, list them
#[derive(Args)]
pub struct Explain {
    /// Id of the rule, e.g. 11.2.1
    #[arg(value_name = "RULE")]
    rule: Option<String>,
}

impl Explain {
    pub fn run(&self) -> Result<ExitCode> {
        let mut out = output();
        match &self.rule {
            None => {
                for rule in BUILT_IN {
                    writeln!(out, "{:12} {:9} {}", rule.id, rule.severity, rule.title)?;
                }
                for rule in RULES {
                    writeln!(out, "{:12} {:9} {}", rule.id, rule.severity, rule.title)?;
                }
                let codes = iati::codelist::checks().len();
                writeln!(
                    out,
                    "9.1.1 …      error     {codes} checks that a code is on its codelist, e.g. explain 9.94.1"
                )?;
            }
            Some(id) => self.one(id, &mut out)?,
        }
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }

    fn one(&self, id: &str, out: &mut dyn Write) -> Result<()> {
        let mut found = false;
        for rule in BUILT_IN.iter().filter(|r| r.id == id) {
            found = true;
            writeln!(out, "{} ({})\n{}\n", rule.id, rule.severity, rule.title)?;
            writeln!(out, "Why: {}\nFix: {}", rule.why, rule.fix)?;
        }
        for rule in RULES.iter().filter(|r| r.id == id) {
            found = true;
            writeln!(
                out,
                "{} ({}, {})\n{}\n",
                rule.id, rule.severity, rule.category, rule.title
            )?;
            writeln!(out, "Why: {}\nFix: {}\n", rule.why, rule.fix)?;
            for example in rule.examples {
                let verdict = if example.found_at.is_empty() {
                    "passes"
                } else {
                    "found"
                };
                writeln!(out, "{verdict}: {}", example.xml.trim())?;
            }
        }
        for check in iati::codelist::checks().iter().filter(|c| c.id == id) {
            found = true;
            writeln!(
                out,
                "{} (error, {})\n{} is on the codelist {}",
                check.id, check.category, check.path, check.list
            )?;
        }
        if found {
            return Ok(());
        }
        Err(Error::Asked {
            message: format!("there is no rule {id}"),
            hint: Some("“counterfoil explain” lists them".to_owned()),
        })
    }
}
