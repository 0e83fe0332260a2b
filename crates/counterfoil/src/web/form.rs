//! The form of a question, made from its command: what the command line takes,
//! the page asks for.

use super::link::{self, Links};
use super::markup::{capital, spoken};
use super::request::{MOMENT, Request};
use crate::tongue;
use clap::{Arg, ArgAction, Command};

/// Columns of fields that stand in sight, a long field taking two; the others
/// unfold.
const IN_SIGHT: usize = 4;

pub struct Form {
    pub in_sight: Vec<Field>,
    pub folded: Vec<Field>,
    /// Whether one of the folded is in use.
    pub is_open: bool,
    pub folded_names: String,
    /// What goes with the question and is none of its fields.
    pub hidden: Vec<(String, String)>,
}

pub struct Field {
    argument: String,
    pub name: String,
    pub label: String,
    pub hint: String,
    pub value: String,
    pub choices: Vec<Choice>,
    /// Several may be chosen.
    pub several: bool,
    pub required: bool,
    pub is_day: bool,
    pub is_long: bool,
}

pub struct Choice {
    /// In words.
    pub label: String,
    pub value: String,
    pub is_chosen: bool,
}

/// An argument in use, and the page without it.
pub struct Chosen {
    pub argument: String,
    pub label: String,
    pub value: String,
    pub without: String,
}

pub fn form(command: &Command, request: &Request) -> Form {
    let args = command.get_arguments().filter(|arg| is_asked(arg));
    let (moment, own): (Vec<Field>, Vec<Field>) = args
        .map(|arg| field(arg, request))
        .partition(|field| MOMENT.contains(&field.argument.as_str()));
    let mut form = Form {
        in_sight: Vec::new(),
        folded: Vec::new(),
        is_open: false,
        folded_names: String::new(),
        hidden: hidden(command, request),
    };
    let mut columns = 0;
    for field in own {
        columns += if field.is_long { 2 } else { 1 };
        match columns {
            ..=IN_SIGHT => form.in_sight.push(field),
            _ => form.folded.push(field),
        }
    }
    for field in moment {
        // The day is what most readers ask for; the number of an import is rare.
        match field.is_day {
            true => form.in_sight.push(field),
            false => form.folded.push(field),
        }
    }
    let names: Vec<String> = form.folded.iter().map(|f| f.label.to_lowercase()).collect();
    form.folded_names = capital(&tongue::list(&names));
    form.is_open = form.folded.iter().any(Field::is_used);
    form
}

/// What travels with every link, and how much is shown.
fn hidden(command: &Command, request: &Request) -> Vec<(String, String)> {
    let names = command
        .get_arguments()
        .map(|arg| link::field(long_name(arg)));
    let fields: Vec<String> = names.collect();
    let mut hidden = Links::of(request).hidden();
    hidden.retain(|(name, _)| !fields.contains(name));
    hidden.extend(request.extent());
    hidden
}

impl Field {
    fn is_used(&self) -> bool {
        !self.value.is_empty() || self.choices.iter().any(|c| c.is_chosen)
    }
}

/// What is in use, each with a way out.
pub fn chosen(request: &Request) -> Vec<Chosen> {
    let used = request.arguments.iter().enumerate();
    used.filter(|(_, (key, _))| !MOMENT.contains(&key.as_str()))
        .map(|(at, (key, value))| Chosen {
            argument: key.clone(),
            label: label(key),
            value: value.clone(),
            without: request.without(at),
        })
        .collect()
}

/// What an argument is called. The shortest names say too little away from a command.
fn label(name: &str) -> String {
    match name {
        "by" => say!("Grouped by"),
        "in" => say!("In currency"),
        name => spoken(name),
    }
}

fn is_asked(arg: &Arg) -> bool {
    !matches!(
        arg.get_action(),
        ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version
    )
}

/// The long name; of a positional argument its only name.
fn long_name(arg: &Arg) -> &str {
    arg.get_long().unwrap_or_else(|| arg.get_id().as_str())
}

fn field(arg: &Arg, request: &Request) -> Field {
    let name = long_name(arg);
    let several = matches!(arg.get_action(), ArgAction::Append);
    let mut names = arg.get_visible_aliases().unwrap_or_default();
    names.insert(0, name);
    let values: Vec<&str> = names
        .into_iter()
        .flat_map(|name| request.values(name))
        .flat_map(|value| split(value, arg))
        .collect();
    let choices: Vec<Choice> = arg
        .get_possible_values()
        .iter()
        .map(|possible| Choice {
            value: possible.get_name().to_owned(),
            label: tongue::words(&tongue::spelled(possible.get_name())),
            is_chosen: values.contains(&possible.get_name()),
        })
        .collect();
    Field {
        argument: name.to_owned(),
        name: link::field(name),
        label: label(name),
        hint: arg
            .get_help()
            .map(|help| tongue::words(&help.to_string()))
            .unwrap_or_default(),
        value: match choices.is_empty() {
            true => values.join(","),
            false => String::new(),
        },
        is_long: (several && !choices.is_empty()) || arg.is_positional() || name == "text",
        choices,
        several,
        required: arg.is_required_set(),
        is_day: name == "as-of",
    }
}

fn split<'a>(value: &'a str, arg: &Arg) -> Vec<&'a str> {
    match arg.get_value_delimiter() {
        Some(delimiter) => value.split(delimiter).collect(),
        None => vec![value],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::QUESTIONS;

    fn of(address: &str) -> Form {
        let uri = address.parse().expect("an address");
        let request = Request::read(&uri).unwrap_or_else(|_| panic!("{address} is read"));
        let entry = crate::question::find(request.name()).expect("a question");
        form(&(entry.command)(), &request)
    }

    #[test]
    fn a_form_takes_along_what_is_no_field_of_it() {
        let hidden = |address: &str| {
            let pairs = of(address).hidden.into_iter();
            let pairs: Vec<String> = pairs.map(|(k, v)| format!("{k}={v}")).collect();
            pairs.join("&")
        };
        for (address, along) in [
            (
                "/activities?text=a&lang=fr&in=EUR&as_of=2024-01-01",
                "in=EUR&lang=fr",
            ),
            ("/totals?in=EUR&method=iati&lang=ar", "lang=ar"),
            ("/activities?details=1&limit=5&page=2", "details=1&limit=5"),
            ("/activities", ""),
        ] {
            assert_eq!(hidden(address), along, "{address}");
        }
    }

    #[test]
    fn a_field_is_filled_by_the_other_name_of_its_argument() {
        let form = of("/activities?place=KE");
        let mut fields = form.in_sight.iter().chain(&form.folded);
        let field = fields.find(|f| f.name == "country").expect("a field");
        assert_eq!(field.value, "KE");
    }

    #[test]
    fn every_argument_has_a_field_and_a_hint() {
        for entry in QUESTIONS {
            let command = (entry.command)();
            let uri = format!("/{}", entry.name).parse().expect("an address");
            let request = Request::read(&uri).unwrap_or_else(|_| panic!("{}", entry.name));
            let form = form(&command, &request);
            let fields: Vec<&Field> = form.in_sight.iter().chain(&form.folded).collect();
            assert_eq!(
                fields.len(),
                command.get_arguments().count(),
                "{}",
                entry.name
            );
            for field in fields {
                assert!(!field.hint.is_empty(), "{} {}", entry.name, field.name);
            }
        }
    }
}
