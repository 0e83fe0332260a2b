//! Reads the two outlines, `standard.txt` (2.01 to 2.03) and `legacy.txt`
//! (1.01 to 1.05), line by line. What a line means is said at their heads;
//! what follows from it for one version is left to [`super::grammar`].

use crate::version::Version;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The line that says where elements of other namespaces may stand.
pub(super) const EXTENSIONS: &str = "extensions";

/// All that one of the files declares.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// The document elements.
    pub roots: Vec<Declared>,
    /// Contents that are shared.
    pub shapes: HashMap<&'static str, Declared>,
    /// By document element: what keeps its content inside an extension.
    pub inside: Vec<Declared>,
}

/// One line, and those below it.
#[derive(Clone, Debug, Default)]
pub(super) struct Declared {
    pub name: &'static str,
    pub required: bool,
    pub many: bool,
    /// A simple type, a shape, or the path of an element with the same content.
    pub content: Option<&'static str>,
    pub closed: bool,
    pub loose: bool,
    pub mixed: bool,
    /// Bit *n*: digit *n* is among the versions. All bits if none is named.
    versions: u8,
    pub attributes: Vec<DeclaredAttribute>,
    pub children: Vec<Declared>,
}

#[derive(Clone, Debug)]
pub(super) struct DeclaredAttribute {
    pub name: &'static str,
    pub kind: &'static str,
    pub required: bool,
    versions: u8,
}

impl Declared {
    pub(super) fn is_in(&self, version: Version) -> bool {
        self.versions & bit(version) != 0
    }
}

impl DeclaredAttribute {
    pub(super) fn is_in(&self, version: Version) -> bool {
        self.versions & bit(version) != 0
    }
}

/// The digits of the two files are their own: 3 is 2.03 in one, 1.03 in the other.
fn bit(version: Version) -> u8 {
    let digit = match version {
        Version::V1_01 | Version::V2_01 => 1,
        Version::V1_02 | Version::V2_02 => 2,
        Version::V1_03 | Version::V2_03 => 3,
        Version::V1_04 => 4,
        Version::V1_05 => 5,
    };
    1 << digit
}

static STANDARD: LazyLock<Outline> = LazyLock::new(|| read(include_str!("standard.txt")));
static LEGACY: LazyLock<Outline> = LazyLock::new(|| read(include_str!("legacy.txt")));

/// Both outlines.
pub(super) fn all() -> [&'static Outline; 2] {
    [&STANDARD, &LEGACY]
}

/// The outline that a version is in.
pub(super) fn of(version: Version) -> &'static Outline {
    if version.is_supported() {
        &STANDARD
    } else {
        &LEGACY
    }
}

fn read(text: &'static str) -> Outline {
    let lines: Vec<&'static str> = text
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with("#!"))
        .collect();
    let mut outline = Outline::default();
    let mut rest = &lines[..];
    while let Some((first, below)) = rest.split_first() {
        let mut declared;
        if let Some(shape) = first.strip_prefix("shape ") {
            (declared, rest) = block(shape, below, 0);
            outline.shapes.insert(declared.name, declared);
        } else if let Some(root) = first.strip_prefix("inside-extensions ") {
            (declared, rest) = block(root, below, 0);
            for child in &mut declared.children {
                child.many = true;
            }
            outline.inside.push(declared);
        } else {
            (declared, rest) = block(first, below, 0);
            outline.roots.push(declared);
        }
    }
    outline
}

/// One element with what is further in, and the lines after it.
fn block<'l>(
    line: &'static str,
    mut rest: &'l [&'static str],
    depth: usize,
) -> (Declared, &'l [&'static str]) {
    let mut declared = element(line.trim_start());
    while let Some((next, below)) = rest.split_first() {
        if indent(next) <= depth {
            break;
        }
        if let Some(attribute) = next.trim_start().strip_prefix('@') {
            declared.attributes.push(self::attribute(attribute));
            rest = below;
        } else {
            let child;
            (child, rest) = block(next, below, depth + 1);
            declared.children.push(child);
        }
    }
    (declared, rest)
}

fn indent(line: &str) -> usize {
    (line.len() - line.trim_start().len()) / 2
}

fn element(line: &'static str) -> Declared {
    let mut declared = Declared {
        many: true,
        versions: u8::MAX,
        ..Declared::default()
    };
    for (at, word) in line.split(' ').enumerate() {
        match word {
            _ if at == 0 => declared.name = word,
            "0..1" | "1..1" | "0..*" | "1..*" => {
                declared.required = word.starts_with('1');
                declared.many = word.ends_with('*');
            }
            "closed" => declared.closed = true,
            "loose" => declared.loose = true,
            "mixed" => declared.mixed = true,
            _ if word.starts_with('[') => declared.versions = versions(word),
            _ => declared.content = Some(word),
        }
    }
    declared
}

fn attribute(line: &'static str) -> DeclaredAttribute {
    let mut words = line.split(' ');
    let name = words.next().unwrap_or_default();
    let kind = words.next().unwrap_or_default();
    DeclaredAttribute {
        name,
        kind: kind.trim_end_matches('!'),
        required: kind.ends_with('!'),
        versions: words.next().map_or(u8::MAX, versions),
    }
}

/// Reads `[13]`.
fn versions(word: &str) -> u8 {
    word.bytes()
        .filter(u8::is_ascii_digit)
        .fold(0, |bits, digit| bits | 1 << (digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read() {
        let outline = read(
            "a\n  @b int! [2]\n  c 1..* text [13]\n    d 0..1 string closed\n\nshape text\n  e 0..*\n",
        );
        let a = &outline.roots[0];
        assert_eq!(
            (a.name, a.attributes[0].kind, a.attributes[0].required),
            ("a", "int", true)
        );
        assert!(a.attributes[0].is_in(Version::V2_02) && !a.attributes[0].is_in(Version::V2_01));
        let c = &a.children[0];
        assert_eq!((c.required, c.many, c.content), (true, true, Some("text")));
        assert!(c.is_in(Version::V2_03) && !c.is_in(Version::V2_02));
        let d = &c.children[0];
        assert_eq!((d.required, d.many, d.closed), (false, false, true));
        assert_eq!(outline.shapes["text"].children[0].name, "e");
    }
}
