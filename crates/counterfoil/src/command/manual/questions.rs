//! `docs/reference/questions.md`: all questions, from their table; their columns are
//! those of each one's example, asked of the demo.

use super::commands::argument;
use crate::answer::{Column, ColumnKind};
use crate::command::demo;
use crate::error::{Error, Result};
use crate::question::{Entry, QUESTIONS};
use crate::report::catalogue::inline;
use clap::Arg;
use ledger::Ledger;

const OPENING: &str = "# Questions

What a ledger can be asked. Each question is a command, a page and an address, with the same arguments and the same answer:

```
counterfoil ask totals --by provider,year --as-of 2025-03-01 --ledger counterfoil-demo
http://127.0.0.1:8017/totals?by=provider&by=year&as_of=2025-03-01
http://127.0.0.1:8017/totals.json?by=provider&by=year&as_of=2025-03-01
```

In an address an argument has `_` for `-`; `/openapi.json` has all of them ([api.md](../api.md)).

<!-- Made by `counterfoil manual --reference docs/reference`; do not edit. -->

## What all questions have in common
";

const COMMON: &str = "
**Formats**: `table` (on a terminal), `json`, `csv` and `xlsx` of every question; `svg` and `png` where a picture is drawn, `dot` where
the answer is a network.

**Columns** are those without arguments, and then what those of the example bring: what is grouped by (`--by`) has columns of its own,
and may leave out others. Those marked ° are left out of the table on a terminal, where there is little room. Their kinds:

| kind | what it holds |
|---|---|
| text | words or an identifier |
| date | a day, YYYY-MM-DD |
| count | a whole number |
| money | an amount with its currency; in CSV two columns |
| figure | a number with its unit: a currency, per cent, or what is counted; in CSV two columns |
| coded | a code of the standard with its name; in CSV two columns |

What is not known is never 0: the cell says why.
";

/// Arguments that every question takes.
const EVERYWHERE: &[&str] = &["as_of", "known_at"];

/// The whole text.
///
/// # Errors
/// The demo cannot be made, or a question's example fails.
pub fn text() -> Result<String> {
    let folder = tempfile::tempdir()?;
    demo::make(folder.path())?;
    let ledger = Ledger::open(folder.path())?;
    let mut out = String::from(OPENING);
    out.push_str(&common());
    out.push_str(COMMON);
    out.push_str("\n## All questions\n\n| Question | What it asks |\n|---|---|\n");
    for entry in QUESTIONS {
        let (name, about) = (entry.name, inline(entry.about));
        out.push_str(&format!("| [{name}](#{name}) | {about} |\n"));
    }
    for entry in QUESTIONS {
        out.push_str(&section(entry, &ledger)?);
    }
    Ok(out)
}

/// Arguments of every question, and those of `ask`.
fn common() -> String {
    let tree = super::super::tree();
    let ask = tree.find_subcommand("ask");
    let any = ask.and_then(|ask| ask.get_subcommands().next());
    let own = QUESTIONS.first().map(|entry| (entry.command)());
    let is_own = |arg: &Arg| {
        own.iter()
            .any(|c| c.get_arguments().any(|a| a.get_id() == arg.get_id()))
    };
    let arguments = any.iter().flat_map(|c| c.get_arguments());
    let lines = arguments
        .filter(|arg| EVERYWHERE.contains(&arg.get_id().as_str()) || !is_own(arg))
        .filter_map(argument);
    format!("\n{}\n", lines.collect::<Vec<_>>().join("\n"))
}

fn section(entry: &Entry, ledger: &Ledger) -> Result<String> {
    let name = entry.name;
    let command = (entry.command)();
    let (shown, pictures) = ask(entry, entry.example, ledger)?;
    let needs = command.get_arguments().any(Arg::is_required_set);
    let (plain, _) = match needs {
        true => (shown.clone(), pictures),
        false => ask(entry, &[], ledger)?,
    };
    let mut out = format!("\n## {name}\n\n{}\n\n", inline(entry.about));
    let example: String = entry
        .example
        .iter()
        .map(|word| format!(" {word}"))
        .collect();
    out.push_str(&format!(
        "**{}**, page `/{name}`. For example:\n\n```\ncounterfoil ask {name}{example} --ledger counterfoil-demo\n```\n",
        entry.title()
    ));
    let own = command
        .get_arguments()
        .filter(|arg| !EVERYWHERE.contains(&arg.get_id().as_str()));
    let lines: Vec<String> = own.filter_map(of_question).collect();
    if !lines.is_empty() {
        out.push_str(&format!("\n{}\n", lines.join("\n")));
    }
    out.push_str(&format!(
        "\nFormats: `table`, `json`, `csv`, `xlsx`{pictures}.\n"
    ));
    out.push_str("\n| Column | Kind | What it holds |\n|---|---|---|\n");
    let added = shown
        .iter()
        .filter(|c| plain.iter().all(|p| p.name != c.name));
    for column in plain.iter().chain(added) {
        let mark = if column.is_detail { " °" } else { "" };
        out.push_str(&format!(
            "| `{}`{mark} | {} | {} |\n",
            column.name,
            kind(column.kind),
            inline(column.about)
        ));
    }
    Ok(out)
}

/// An argument; one that has no name on the command line has one in an address.
fn of_question(arg: &Arg) -> Option<String> {
    let line = argument(arg)?;
    Some(match arg.is_positional() {
        true => format!("{line} (in an address: `{}`)", arg.get_id()),
        false => line,
    })
}

/// The columns that these arguments bring, and the formats of a picture.
fn ask(entry: &Entry, typed: &[&str], ledger: &Ledger) -> Result<(Vec<Column>, &'static str)> {
    let failed = |why: String| {
        let (name, typed) = (entry.name, typed.join(" "));
        Error::asked(format!("the example “{name} {typed}”: {why}"))
    };
    let command = (entry.command)().no_binary_name(true);
    let matches = command
        .try_get_matches_from(typed)
        .map_err(|e| failed(e.to_string()))?;
    let view = ledger.view(&entry.moment(&matches)?)?;
    let answer = entry
        .ask(&matches, &view)
        .map_err(|e| failed(e.to_string()))?;
    let pictures = match &answer.about.drawn {
        Some(drawn) if drawn.graph.is_some() => ", `svg`, `png`, `dot`",
        Some(_) => ", `svg`, `png`",
        None => "",
    };
    Ok((answer.columns, pictures))
}

/// As JSON names it.
fn kind(kind: ColumnKind) -> String {
    let value = serde_json::to_value(kind).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
