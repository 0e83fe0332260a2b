//! What can be asked over HTTP, as OpenAPI 3.1: made from the table of questions, so that
//! nothing can be in one and not in the other.

use super::link::field;
use super::request::Request;
use crate::question::Entry;
use crate::tongue;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use clap::{Arg, ArgAction};
use iati::said::phrase;
use ledger::matched::Verdict;
use serde_json::{Map, Value, json};

/// Formats that every question has, with their media types.
const FORMATS: &[(&str, &str)] = &[
    ("json", "application/json"),
    ("csv", "text/csv"),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
];

/// The one parameter of a page, and what it is.
type Named = Option<(&'static str, &'static str)>;

const PICTURED: Named = Some(("question", phrase("Its name")));

/// Pages that are no question of the table: path, what it is, its one parameter.
const PAGES: &[(&str, &str, Named)] = &[
    (
        "/activities/{identifier}.json",
        phrase("All that one activity says"),
        Some(("identifier", phrase("Its identifier, encoded"))),
    ),
    (
        "/organisations/{reference}.json",
        phrase("The activities of one organisation"),
        Some(("reference", phrase("Its reference, encoded"))),
    ),
    (
        "/publications/{number}.json",
        phrase("One publication"),
        Some(("number", phrase("Number of its import"))),
    ),
    (
        "/home.json",
        phrase("What givers and receivers each say"),
        None,
    ),
    ("/about.json", phrase("About, and persons"), None),
    (
        "/methods.json",
        phrase("The rules and rates behind each total"),
        None,
    ),
    ("/{question}.svg", phrase("The picture"), PICTURED),
    ("/{question}.png", phrase("The picture"), PICTURED),
    ("/healthz", phrase("Whether the server answers"), None),
];

pub async fn serve(request: Request) -> Response {
    let document = tongue::within(request.tongue(), document);
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    (
        [(
            header::CONTENT_TYPE,
            "application/vnd.oai.openapi+json;version=3.1",
        )],
        format!("{text}\n"),
    )
        .into_response()
}

/// Its braces are those of JSON: nothing is put into it.
const ROWS: &str = phrase(
    "One object a row, by name of column. An amount is {amount, currency}, a figure {value, unit}, a code {code, name}; what is not known is {missing}, and says why",
);

/// The whole description.
pub fn document() -> Value {
    let mut paths = Map::new();
    for entry in crate::question::QUESTIONS {
        add(&mut paths, entry.name, entry.about, entry);
    }
    // The queue is asked for as the matches are.
    if let Some(matches) = crate::question::find("matches") {
        let about = phrase("Matches that wait for a person");
        add(&mut paths, "queue", about, matches);
    }
    for (path, about, parameter) in PAGES {
        paths.insert(
            (*path).to_owned(),
            json!({ "get": page(path, about, *parameter) }),
        );
    }
    paths.insert("/decide".to_owned(), json!({ "post": decide() }));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Counterfoil",
            "version": env!("CARGO_PKG_VERSION"),
            "description": say!("The open ledger for aid programmes: what donors and recipients publish, kept for good. Every answer names its moment, its method and the publications it rests on. Amounts are text, so that no digit is lost; what is not known says why."),
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": { "schemas": schemas() },
    })
}

/// An address in each format, that takes the arguments of a question.
fn add(paths: &mut Map<String, Value>, name: &str, about: &str, entry: &Entry) {
    for (format, media_type) in FORMATS {
        let operation = operation(name, about, entry, format, media_type);
        paths.insert(format!("/{name}.{format}"), json!({ "get": operation }));
    }
}

fn operation(name: &str, about: &str, entry: &Entry, format: &str, media_type: &str) -> Value {
    let command = (entry.command)();
    let mut parameters: Vec<Value> = command.get_arguments().map(parameter).collect();
    parameters.push(json!({
        "name": "limit",
        "in": "query",
        "description": say!("At most so many rows"),
        "schema": { "type": "integer", "minimum": 1 },
    }));
    if format == "json" {
        parameters.push(json!({
            "name": "cursor",
            "in": "query",
            "description": say!("Where to go on: as “next” of the answer before says"),
            "schema": { "type": "string" },
        }));
    }
    let content = match format {
        "json" => json!({ media_type: { "schema": { "$ref": "#/components/schemas/Answer" } } }),
        _ => json!({ media_type: {} }),
    };
    json!({
        "operationId": format!("{}_{format}", field(name)),
        "summary": tongue::words(about),
        "parameters": parameters,
        "responses": responses(content),
    })
}

fn page(path: &str, about: &str, parameter: Named) -> Value {
    let parameters = parameter.map(|(name, about)| {
        json!({
            "name": name,
            "in": "path",
            "required": true,
            "description": tongue::words(about),
            "schema": { "type": "string", "minLength": 1 },
        })
    });
    let parameters: Vec<Value> = parameters.into_iter().collect();
    let (end, media_type) = match path.rsplit_once('.') {
        Some((_, "json")) => ("", "application/json"),
        Some((_, "svg")) => ("_svg", "image/svg+xml"),
        Some((_, "png")) => ("_png", "image/png"),
        _ => ("", "text/plain"),
    };
    let first = path.trim_start_matches(['/', '{']);
    let first = first.split(['/', '.', '}']).next().unwrap_or("");
    let name = format!("{}{end}", field(first));
    json!({
        "operationId": format!("one_{name}"),
        "summary": tongue::words(about),
        "parameters": parameters,
        "responses": responses(json!({ media_type: {} })),
    })
}

/// The one address that takes something.
fn decide() -> Value {
    let text = |about: &str| json!({ "type": "string", "description": tongue::words(about) });
    let fields = json!({
        "name": {
            "type": "array",
            "items": { "type": "string" },
            "description": say!("Name of the match"),
        },
        "verdict": {
            "type": "string",
            "enum": Verdict::ALL.map(Verdict::as_str),
            "description": say!("Decision"),
        },
        "by": text(phrase("The office that decided")),
        "note": text(phrase("Why")),
        "token": text(phrase("Token")),
        "undo": {
            "type": "integer",
            "minimum": 1,
            "description": say!("Number of the statement; “ledger statements undo” takes it back"),
        },
    });
    let body = json!({ "schema": { "type": "object", "properties": fields } });
    let mut responses = responses(json!({ "application/json": {} }));
    responses["201"] = responses["200"].take();
    responses["403"] = responses["400"].clone();
    responses["403"]["description"] = say!("That may not be done here").into();
    if let Some(each) = responses.as_object_mut() {
        each.remove("200");
    }
    json!({
        "operationId": "decide",
        "summary": say!("Decision"),
        "parameters": [],
        "requestBody": {
            "required": true,
            "content": { "application/x-www-form-urlencoded": body },
        },
        "responses": responses,
    })
}

fn responses(content: Value) -> Value {
    // What has no place for a fault's parts says it in words.
    let is_json = content.get("application/json").is_some();
    let told = match is_json {
        true => {
            json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Problem" } } })
        }
        false => json!({ "text/plain": { "schema": { "type": "string" } } }),
    };
    let problem = |about: String| json!({ "description": about, "content": told });
    json!({
        "200": { "description": say!("The answer"), "content": content },
        "400": problem(say!("The request cannot be answered: why, and what to do")),
        "404": problem(say!("There is no such thing here")),
        "414": problem(say!("The address is too long")),
        "503": problem(say!("It takes too long, or the ledger is at work")),
    })
}

/// An argument of the command as a parameter of the address.
fn parameter(arg: &Arg) -> Value {
    let name = arg.get_long().unwrap_or_else(|| arg.get_id().as_str());
    let possible = arg.get_possible_values();
    let choices: Vec<&str> = possible
        .iter()
        .map(clap::builder::PossibleValue::get_name)
        .collect();
    let one = match (arg.get_action(), choices.is_empty(), name) {
        (ArgAction::SetTrue, ..) => json!({ "type": "boolean" }),
        (_, false, _) => json!({ "type": "string", "enum": choices }),
        (_, _, "as-of") => json!({ "type": "string", "format": "date" }),
        (_, _, "known-at") => json!({ "type": "integer", "minimum": 0 }),
        _ => json!({ "type": "string" }),
    };
    let schema = match arg.get_action() {
        ArgAction::Append => json!({ "type": "array", "items": one }),
        _ => one,
    };
    json!({
        "name": field(name),
        "in": "query",
        "required": arg.is_required_set(),
        "description": arg
            .get_help()
            .map(|help| tongue::words(&help.to_string()))
            .unwrap_or_default(),
        "schema": schema,
    })
}

fn schemas() -> Value {
    let text = |about: String| json!({ "type": "string", "description": about });
    let count = |about: String| json!({ "type": "integer", "minimum": 0, "description": about });
    json!({
        "Answer": {
            "type": "object",
            "required": ["question", "sentence", "as_of", "reached", "publications", "rests_on", "method", "caveats", "total", "columns", "rows"],
            "properties": {
                "question": text(say!("Its name")),
                "sentence": text(say!("The answer in one sentence")),
                "as_of": { "type": "object", "description": say!("The moment asked about") },
                "data_to": { "type": ["string", "null"], "description": say!("Newest day of publication") },
                "reached": count(say!("The import that it reaches to")),
                "publications": count(say!("How many publications are live")),
                "rests_on": { "type": "array", "items": { "type": "object" }, "description": say!("The publications that the rows come from") },
                "method": text(say!("How it was made")),
                "caveats": { "type": "array", "items": { "type": "string" }, "description": say!("What it leaves out, and how much") },
                "total": count(say!("Rows in all")),
                "next": { "type": "string", "description": say!("The address of the rows after these; not there at the end") },
                "columns": { "type": "array", "items": { "$ref": "#/components/schemas/Column" } },
                "rows": { "type": "array", "items": { "type": "object" }, "description": tongue::words(ROWS) },
            },
        },
        "Column": {
            "type": "object",
            "required": ["name", "about", "kind"],
            "properties": {
                "name": text(say!("As in the rows")),
                "about": text(say!("What it holds")),
                "kind": { "type": "string", "enum": ["text", "date", "count", "money", "figure", "coded"] },
            },
        },
        "Problem": {
            "type": "object",
            "required": ["error"],
            "properties": {
                "error": text(say!("What could not be done")),
                "hint": { "type": ["string", "null"], "description": say!("What to do") },
            },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Command;
    use std::collections::BTreeSet;

    #[test]
    fn every_question_and_argument_is_described_once() {
        let document = document();
        let mut ids = BTreeSet::new();
        for (path, item) in document["paths"].as_object().expect("paths") {
            let operation = item.get("get").or(item.get("post")).expect("a way");
            let id = operation["operationId"].as_str().expect("an id");
            assert!(ids.insert(id.to_owned()), "{id} twice");
            let mut names = BTreeSet::new();
            for parameter in operation["parameters"].as_array().expect("parameters") {
                let name = parameter["name"].as_str().expect("a name");
                assert!(names.insert(name.to_owned()), "{path}: {name} twice");
                let about = parameter["description"].as_str().expect("words");
                assert!(!about.is_empty(), "{path}: {name}");
            }
        }
        for path in [
            "/queue.json",
            "/home.json",
            "/about.json",
            "/{question}.svg",
            "/{question}.png",
            "/decide",
        ] {
            assert!(document["paths"].get(path).is_some(), "{path}");
        }
        for entry in crate::question::QUESTIONS {
            let command: Command = (entry.command)();
            for (format, _) in FORMATS {
                let path = format!("/{}.{format}", entry.name);
                let asked = &document["paths"][&path]["get"]["parameters"];
                let names = asked.as_array().map_or(0, Vec::len);
                assert!(names > command.get_arguments().count(), "{path}");
            }
        }
    }
}
