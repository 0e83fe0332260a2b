//! The places of the standard: the path of every element that any version
//! has, from 1.01 to 2.03, as a small number that is the same in all of them.

use super::outline::{self, Declared, EXTENSIONS, Outline};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The path of an element in the standard, such as
/// `iati-activity/transaction/value`, as a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place(u16);

impl Place {
    /// Not an element of the standard where it stands.
    pub const NONE: Self = Self(0);

    /// For tables that are indexed by place: less than [`super::Schema::places`].
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Whether it is an element of the standard.
    #[must_use]
    pub fn is_known(self) -> bool {
        self != Self::NONE
    }
}

/// All places, the first of them [`Place::NONE`].
#[derive(Debug)]
pub(super) struct Places {
    entries: Vec<Entry>,
    by_path: HashMap<String, Place>,
    names: HashSet<&'static str>,
}

#[derive(Debug, Default)]
struct Entry {
    path: String,
    children: Vec<(&'static str, Place)>,
}

pub(super) static PLACES: LazyLock<Places> = LazyLock::new(Places::new);

impl Places {
    fn new() -> Self {
        let mut places = Self {
            entries: vec![Entry::default()],
            by_path: HashMap::new(),
            names: HashSet::new(),
        };
        for outline in outline::all() {
            for root in &outline.roots {
                for unit in &root.children {
                    places.add(outline, unit, Place::NONE);
                }
            }
        }
        places
    }

    fn add(&mut self, outline: &Outline, declared: &Declared, parent: Place) {
        if declared.name == EXTENSIONS {
            return;
        }
        let place = match self.child(parent, declared.name) {
            Some(known) => known,
            None => self.append(declared.name, parent),
        };
        for child in &body(outline, declared).children {
            self.add(outline, child, place);
        }
    }

    fn append(&mut self, name: &'static str, parent: Place) -> Place {
        let above = &self.entries[parent.index()].path;
        let path = if above.is_empty() {
            name.to_owned()
        } else {
            format!("{above}/{name}")
        };
        // Some 800 places: far from the end of u16.
        let place = Place(self.entries.len() as u16);
        self.entries[parent.index()].children.push((name, place));
        self.by_path.insert(path.clone(), place);
        self.names.insert(name);
        self.entries.push(Entry {
            path,
            children: Vec::new(),
        });
        place
    }

    /// The place of the child `name`; of the units, if `parent` is none.
    pub(super) fn child(&self, parent: Place, name: &str) -> Option<Place> {
        let children = &self.entries[parent.index()].children;
        let found = children.iter().find(|(known, _)| *known == name);
        found.map(|(_, place)| *place)
    }

    /// The place of the child `name` of an element that may be at no place.
    pub(super) fn child_of_known(&self, parent: Place, name: &str) -> Place {
        if !parent.is_known() {
            return Place::NONE;
        }
        self.child(parent, name).unwrap_or(Place::NONE)
    }

    pub(super) fn find(&self, path: &str) -> Option<Place> {
        self.by_path.get(path).copied()
    }

    pub(super) fn path(&self, place: Place) -> &str {
        &self.entries[place.index()].path
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether an element of this name stands anywhere in the standard.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

/// The declaration that says what is inside: the shape, if one is named.
pub(super) fn body<'o>(outline: &'o Outline, declared: &'o Declared) -> &'o Declared {
    let shape = declared.content.and_then(|name| outline.shapes.get(name));
    shape.unwrap_or(declared)
}
