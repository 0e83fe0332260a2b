//! Names of codes in other languages than English.
//!
//! The tables are made by `tools/names.py`: the standard names many codes in French; of
//! countries and currencies the Unicode CLDR has the names in all languages.

use iati::codelist;
use std::collections::HashMap;

/// Names by list and code.
pub type Names = HashMap<(&'static str, &'static str), &'static str>;

/// A table of `words/`.
pub fn table(table: &'static str) -> Names {
    let mut list = "";
    let mut names = Names::new();
    for line in table.lines().filter(|l| !l.starts_with("#!")) {
        match (line.strip_prefix("# "), line.split_once('\t')) {
            (Some(name), _) => list = name,
            (None, Some((code, name))) => {
                names.insert((list, code), name);
            }
            (None, None) => {}
        }
    }
    names
}

/// The name of a code in the language of this thread: as the tables have it, or as our
/// own words have its English name; else the English name.
pub fn name_or_code(list: &'static str, code: &str) -> String {
    name_of(list, code).unwrap_or_else(|| code.to_owned())
}

/// The same, if the list has the code.
pub fn name_of(list: &'static str, code: &str) -> Option<String> {
    let code_of_list = codelist::list(list)?.get(code)?.code;
    let named = super::here().language().names.get(&(list, code_of_list));
    match named {
        Some(name) => Some((*name).to_owned()),
        None => codelist::name_of(list, code).map(super::words),
    }
}
