//! Sorting a unit's elements by their path, once, for all the rules that ask.
//!
//! Each element path that a rule or a codelist check names is a *bucket*. One
//! pass over the tree puts every element into its bucket, in document order; a
//! path is then a slice. Which bucket an element belongs to is decided in
//! [`Buckets::below`] alone. What paths look like is left to [`super::path`].

use crate::read::Element;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// The number of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bucket(u16);

/// The element that no path names: nothing below it is named either.
const NOWHERE: Bucket = Bucket(0);
/// What stands above the unit.
const TOP: Bucket = Bucket(1);

/// The number of an element's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name(u16);

/// All buckets, and the way to them.
#[derive(Debug)]
pub(super) struct Buckets {
    names: HashMap<&'static str, Name, BuildHasherDefault<NameHasher>>,
    /// For each name, the bucket of all elements so called, at any depth.
    anywhere: Vec<Bucket>,
    /// For each bucket, those one step below it, by name.
    children: Vec<Vec<(Name, Bucket)>>,
}

impl Buckets {
    pub(super) fn new() -> Self {
        Self {
            names: HashMap::default(),
            anywhere: Vec::new(),
            children: vec![Vec::new(), Vec::new()],
        }
    }

    /// The bucket of a path from the unit's own element on; made if it is new.
    pub(super) fn of_path(&mut self, steps: &[&'static str]) -> Bucket {
        steps.iter().fold(TOP, |at, step| self.child(at, step))
    }

    /// The bucket of all elements of a name; made if it is new.
    pub(super) fn of_name(&mut self, name: &'static str) -> Bucket {
        let name = self.name(name);
        let at = usize::from(name.0);
        if self.anywhere[at] == NOWHERE {
            self.anywhere[at] = self.add();
        }
        self.anywhere[at]
    }

    fn child(&mut self, parent: Bucket, step: &'static str) -> Bucket {
        let name = self.name(step);
        let siblings = &self.children[usize::from(parent.0)];
        match siblings.binary_search_by_key(&name, |(n, _)| *n) {
            Ok(at) => siblings[at].1,
            Err(at) => {
                let bucket = self.add();
                self.children[usize::from(parent.0)].insert(at, (name, bucket));
                bucket
            }
        }
    }

    fn add(&mut self) -> Bucket {
        self.children.push(Vec::new());
        Bucket(self.children.len() as u16 - 1)
    }

    fn name(&mut self, name: &'static str) -> Name {
        let next = Name(self.names.len() as u16);
        let name = *self.names.entry(name).or_insert(next);
        if name == next {
            self.anywhere.push(NOWHERE);
        }
        name
    }

    /// The buckets of an element that stands below one of `parent`: by its path,
    /// and by its name alone.
    fn below(&self, parent: Bucket, name: &str) -> (Bucket, Bucket) {
        let Some(name) = self.names.get(name) else {
            return (NOWHERE, NOWHERE);
        };
        let siblings = &self.children[usize::from(parent.0)];
        let by_path = match siblings.binary_search_by_key(name, |(n, _)| *n) {
            Ok(at) => siblings[at].1,
            Err(_) => NOWHERE,
        };
        (by_path, self.anywhere[usize::from(name.0)])
    }

    /// Sorts a unit's elements.
    pub(super) fn sort<'a>(&self, root: Element<'a>) -> Sorted<'a> {
        let mut found = Vec::new();
        self.walk(root, TOP, &mut found);
        Sorted::new(self.children.len(), &found, root)
    }

    fn walk<'a>(
        &self,
        element: Element<'a>,
        parent: Bucket,
        found: &mut Vec<(Bucket, Element<'a>)>,
    ) {
        let (by_path, by_name) = self.below(parent, element.name());
        for bucket in [by_path, by_name] {
            if bucket != NOWHERE {
                found.push((bucket, element));
            }
        }
        // The depth of a unit is bounded by the reader.
        for child in element.children() {
            self.walk(child, by_path, found);
        }
    }
}

/// The elements of one unit by bucket, each in document order.
pub(super) struct Sorted<'a> {
    /// Where each bucket ends; it begins where the one before ends.
    ends: Vec<u32>,
    elements: Vec<Element<'a>>,
}

impl<'a> Sorted<'a> {
    /// A counting sort: it keeps the order within a bucket.
    fn new(buckets: usize, found: &[(Bucket, Element<'a>)], filler: Element<'a>) -> Self {
        let mut next = vec![0u32; buckets + 1];
        for (bucket, _) in found {
            next[usize::from(bucket.0) + 1] += 1;
        }
        for at in 1..next.len() {
            next[at] += next[at - 1];
        }
        let mut elements = vec![filler; found.len()];
        for (bucket, element) in found {
            let at = &mut next[usize::from(bucket.0)];
            elements[*at as usize] = *element;
            *at += 1;
        }
        Self {
            ends: next,
            elements,
        }
    }

    /// All elements of a bucket.
    pub(super) fn all(&self, bucket: Bucket) -> &[Element<'a>] {
        let at = usize::from(bucket.0);
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.elements[from as usize..self.ends[at] as usize]
    }

    /// Those of a bucket that stand inside an element.
    pub(super) fn inside(&self, bucket: Bucket, outer: Element<'a>) -> &[Element<'a>] {
        let all = self.all(bucket);
        if all.is_empty() || outer.parent().is_none() {
            return all;
        }
        let span = outer.span();
        let from = all.partition_point(|e| e.offset() < span.start);
        let count = all[from..].partition_point(|e| e.offset() < span.end);
        &all[from..from + count]
    }
}

/// FNV-1a. The table is fixed, so names chosen to collide cannot slow it.
#[derive(Default)]
struct NameHasher(u64);

impl Hasher for NameHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Context, Tree, TreeFault};

    #[test]
    fn elements_are_found_by_path_and_by_name() -> Result<(), TreeFault> {
        let mut buckets = Buckets::new();
        let by_path = buckets.of_path(&["a", "b", "c"]);
        let by_name = buckets.of_name("c");
        let source = "<a><c n='1'/><b><c n='2'/></b><x><b><c n='3'/></b></x><b><c n='4'/></b></a>";
        let tree = Tree::parse(source.to_owned(), &Context::default())?;
        let sorted = buckets.sort(tree.root());
        let numbers = |found: &[Element<'_>]| -> Vec<String> {
            let number = |e: &Element<'_>| e.attr("n").unwrap_or_default().to_owned();
            found.iter().map(number).collect()
        };
        assert_eq!(numbers(sorted.all(by_path)), ["2", "4"]);
        assert_eq!(numbers(sorted.all(by_name)), ["1", "2", "3", "4"]);
        let last = tree.root().children().last().unwrap_or(tree.root());
        assert_eq!(numbers(sorted.inside(by_path, last)), ["4"]);
        Ok(())
    }
}
