//! `docs/reference/commands.md`: all commands and options, as clap has them.

use crate::report::catalogue::inline;
use clap::{Arg, ArgAction, Command};

const OPENING: &str = "# Commands

`counterfoil COMMAND --help` prints one of these. What stands in `<…>` is to be filled in, what stands in `[…]` can be left out.

<!-- Made by `counterfoil manual --reference docs/reference`; do not edit. -->

- **The ledger** is a folder. `--ledger DIR` names it; so does the variable `COUNTERFOIL_LEDGER`.
- **Exit status:** 0 it was done; 1 it was done, and something is wrong with what was read; 2 it could not be done; 130 it was
  stopped by Ctrl-C.
- **Answers** go to standard output, messages and progress to standard error.
";

/// The whole text.
pub fn text(mut tree: Command) -> String {
    tree.build();
    let mut out = String::from(OPENING);
    out.push_str("\n| Command | What it does |\n|---|---|\n");
    for command in shown(&tree) {
        let name = command.get_name();
        out.push_str(&format!(
            "| [{name}](#counterfoil-{name}) | {} |\n",
            about(command)
        ));
    }
    shown(&tree).for_each(|command| section(command, 2, &mut out));
    out
}

fn shown(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|c| !c.is_hide_set())
}

fn about(command: &Command) -> String {
    let about = command.get_about().map(ToString::to_string);
    inline(&about.unwrap_or_default())
}

fn section(command: &Command, depth: usize, out: &mut String) {
    let name = command.get_bin_name().unwrap_or(command.get_name());
    out.push_str(&format!("\n{} {name}\n\n", "#".repeat(depth)));
    let long = command.get_long_about().map(ToString::to_string);
    let long = long.map_or_else(|| about(command), |text| inline(&text));
    out.push_str(&format!("{long}\n\n"));
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    out.push_str(&format!("```\n{usage}\n```\n"));
    let lines: Vec<String> = command.get_arguments().filter_map(argument).collect();
    if !lines.is_empty() {
        out.push_str(&format!("\n{}\n", lines.join("\n")));
    }
    if let Some(after) = command.get_after_help() {
        examples(&after.to_string(), out);
    }
    if command.get_name() == "ask" {
        questions(command, out);
        return;
    }
    shown(command).for_each(|below| section(below, depth + 1, out));
}

/// What each takes and tells stands in a file of its own.
fn questions(ask: &Command, out: &mut String) {
    out.push_str("\n| Question | What it asks |\n|---|---|\n");
    for question in shown(ask) {
        let name = question.get_name();
        let about = about(question);
        out.push_str(&format!("| [{name}](questions.md#{name}) | {about} |\n"));
    }
}

/// An argument in a line: how it is written, what it is for, what it takes; none if
/// it is hidden, or of every command.
pub fn argument(arg: &Arg) -> Option<String> {
    let id = arg.get_id().as_str();
    if arg.is_hide_set() || matches!(id, "help" | "version") {
        return None;
    }
    let help = arg.get_long_help().or_else(|| arg.get_help());
    let help = help.map(|h| inline(&h.to_string())).unwrap_or_default();
    let mut line = format!("- `{}`: {help}", written(arg));
    let facts = [
        required(arg),
        values(arg),
        default(arg),
        many(arg, &help),
        variable(arg),
    ];
    for fact in facts.into_iter().flatten() {
        if !line.ends_with(['.', '…', '?']) {
            line.push('.');
        }
        line.push_str(&format!(" {fact}."));
    }
    Some(line)
}

fn required(arg: &Arg) -> Option<String> {
    let is_named = !arg.is_positional();
    (is_named && arg.is_required_set()).then(|| "Required".to_owned())
}

fn values(arg: &Arg) -> Option<String> {
    let takes_values = arg.get_action().takes_values();
    if !takes_values || arg.is_hide_possible_values_set() {
        return None;
    }
    let all = arg.get_possible_values();
    let all = all.iter().filter(|v| !v.is_hide_set());
    let all: Vec<String> = all
        .map(|value| match value.get_help() {
            Some(help) => format!("`{}` ({})", value.get_name(), inline(&help.to_string())),
            None => format!("`{}`", value.get_name()),
        })
        .collect();
    (!all.is_empty()).then(|| format!("One of {}", all.join(", ")))
}

fn default(arg: &Arg) -> Option<String> {
    let takes_values = arg.get_action().takes_values();
    if !takes_values || arg.is_hide_default_value_set() {
        return None;
    }
    let all = arg.get_default_values().iter().filter_map(|v| v.to_str());
    let all: Vec<&str> = all.filter(|v| !v.is_empty()).collect();
    (!all.is_empty()).then(|| format!("Unless told otherwise: `{}`", all.join(",")))
}

fn many(arg: &Arg, help: &str) -> Option<String> {
    let is_repeated = matches!(arg.get_action(), ArgAction::Append) && !arg.is_positional();
    match (arg.get_value_delimiter(), is_repeated) {
        (Some(','), _) => Some("Several are parted by commas".to_owned()),
        (_, true) if !help.contains("more than once") => {
            Some("Can be given more than once".to_owned())
        }
        _ => None,
    }
}

fn variable(arg: &Arg) -> Option<String> {
    let variable = arg.get_env()?.to_string_lossy();
    Some(format!("Read from `{variable}` where it is not given"))
}

/// As it is typed: `-o, --output <FILE>`.
fn written(arg: &Arg) -> String {
    let mut names: Vec<String> = Vec::new();
    names.extend(arg.get_short().map(|short| format!("-{short}")));
    names.extend(arg.get_long().map(|long| format!("--{long}")));
    let aliases = arg.get_visible_aliases().unwrap_or_default();
    names.extend(aliases.iter().map(|alias| format!("--{alias}")));
    let takes_value = arg.get_action().takes_values();
    let value = arg.get_value_names().unwrap_or_default();
    let value = value.iter().map(|name| format!("<{name}>"));
    let value = value.collect::<Vec<_>>().join(" ");
    let many = match arg.get_num_args() {
        Some(range) if takes_value && range.max_values() > 1 => "…",
        _ => "",
    };
    match (names.is_empty(), takes_value) {
        (true, _) => format!("{value}{many}"),
        (false, true) => format!("{} {value}{many}", names.join(", ")),
        (false, false) => names.join(", "),
    }
}

/// Examples as a block that a test runs; other words as they stand.
fn examples(after: &str, out: &mut String) {
    let mut lines = after.lines();
    let first = lines.next().unwrap_or_default();
    let is_example = first.starts_with("Example");
    let indented = |line: &&str| line.starts_with("  ");
    let block: Vec<&str> = lines.clone().take_while(indented).collect();
    let rest: Vec<&str> = lines.skip_while(indented).collect();
    let fence = if is_example { "```sh" } else { "```" };
    out.push_str(&format!("\n{first}\n\n{fence}\n"));
    for line in block {
        out.push_str(&format!("{}\n", line.get(2..).unwrap_or(line)));
    }
    out.push_str("```\n");
    let rest = rest.join("\n");
    if !rest.trim().is_empty() {
        out.push_str(&format!("\n{}\n", inline(rest.trim())));
    }
}
