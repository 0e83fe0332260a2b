#!/usr/bin/env python3
"""Writes crates/iati/src/schema/standard.txt, what the schemas of IATI 2.01, 2.02 and 2.03 allow.

    tools/schema.py STANDARD_FOLDER [OUTPUT_FILE]

STANDARD_FOLDER holds schemas/V/*.xsd. The head of the file that is written explains its lines.
What the schemas of the standard do not use (choices, restrictions, mixed text, other occurrences
than 0 or 1 to 1 or many) this script does not know, and says so.
"""

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

VERSIONS = ("2.01", "2.02", "2.03")
XSD = "{http://www.w3.org/2001/XMLSchema}"
KINDS = {"activities": "iati-activities", "organisations": "iati-organisations"}
ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "crates/iati/src/schema/standard.txt"
EXTENSIONS = "extensions"

# Contents that stand in many places get a name, and one place to take it from. The larger first.
SHARED = [
    ("document-link", "iati-activity/document-link"),
    ("location-reference", "iati-activity/result/indicator/period/actual/location"),
    ("dimension", "iati-activity/result/indicator/period/actual/dimension"),
    ("expense", "iati-organisation/total-budget/budget-line"),
    ("provider", "iati-activity/transaction/provider-org"),
    ("receiver", "iati-activity/transaction/receiver-org"),
    ("reporter", "iati-activity/reporting-org"),
    ("coded", "iati-activity/transaction/recipient-country"),
    ("classified", "iati-activity/transaction/recipient-region"),
    ("measure", "iati-activity/result/indicator/period/actual"),
    ("code", "iati-activity/activity-status"),
    ("aid-type", "iati-activity/default-aid-type"),
    ("date", "iati-activity/budget/period-start"),
    ("amount", "iati-activity/budget/value"),
    ("text", "iati-activity/contact-info/organisation"),
    ("narrative", "iati-activity/contact-info/organisation/narrative"),
]

HEAD = """\
#! Made by tools/schema.py; do not edit.
#! What the schemas of IATI 2.01, 2.02 and 2.03 allow. An element a line, its contents below it, further in:
#!   NAME OCCURS CONTENT [VERSIONS]    the elements of one parent stand in the order of their lines
#!   @NAME TYPE [VERSIONS]             an attribute; “!” behind the type: it is required
#! OCCURS: how often, 0..1 if it may stand once, 1..* if it must stand and may be repeated.
#! CONTENT: elements if nothing is said, else a simple type, or what is declared under “shape” below.
#! VERSIONS: the last digits of the versions that have it; nothing: all that have its parent.
#! “closed”: attributes of other namespaces, xml:lang among them, are refused; all other elements take them.
#! “extensions”: elements of other namespaces may stand here; where there is no such line, after all others.
#! “anything”: any text, elements and attributes.
"""


class Shape:
    """The content of an element in one version."""

    def __init__(self):
        self.simple = None  # a simple type, or "anything"
        self.children = []  # (name, occurs, shape), or EXTENSIONS
        self.attributes = {}  # name: type, with "!" if required
        self.closed = True

    def key(self):
        kids = tuple(c if c == EXTENSIONS else (c[0], c[1], c[2].key()) for c in self.children)
        return (self.simple, kids, tuple(sorted(self.attributes.items())), self.closed)


class Schema:
    """The schema of one kind of file in one version."""

    def __init__(self, folder, version, kind):
        self.elements, self.types, self.attributes = {}, {}, {}
        tables = {"element": self.elements, "complexType": self.types, "attribute": self.attributes}
        for name in ("iati-common.xsd", f"iati-{kind}-schema.xsd"):
            for node in ET.parse(folder / version / name).getroot():
                table = tables.get(tag(node))
                if table is not None:
                    table[node.get("name")] = node

    def element(self, node):
        if node.get("ref"):
            node = self.elements[node.get("ref")]
        inner = node.find(XSD + "complexType")
        if inner is not None:
            return self.complex(inner)
        kind = node.get("type")
        if kind is None or kind.startswith("xsd:"):
            shape = Shape()
            shape.simple = "anything" if kind is None else kind.removeprefix("xsd:")
            return shape
        return self.complex(self.types[kind])

    def complex(self, node):
        shape = Shape()
        for part in node:
            self.part(part, shape)
        return shape

    def part(self, part, shape):
        match tag(part):
            case "annotation":
                pass
            case "sequence":
                shape.children += [self.particle(p) for p in part if tag(p) != "annotation"]
            case "simpleContent" | "complexContent":
                self.extension(part.find(XSD + "extension"), shape)
            case "attribute":
                name, kind = self.attribute(part)
                shape.attributes[name] = kind
            case "anyAttribute":
                check_wildcard(part)
                shape.closed = False
            case other:
                raise SystemExit(f"unknown part of a type: {other}")

    def extension(self, node, shape):
        base = node.get("base")
        if base.startswith("xsd:"):
            shape.simple = base.removeprefix("xsd:")
        else:
            inner = self.complex(self.types[base])
            shape.__dict__.update(inner.__dict__)
        for part in node:
            self.part(part, shape)

    def particle(self, node):
        low, high = node.get("minOccurs", "1"), node.get("maxOccurs", "1")
        if tag(node) == "any":
            check_wildcard(node)
            assert (low, high) == ("0", "unbounded")
            return EXTENSIONS
        assert tag(node) == "element" and low in "01" and high in ("1", "unbounded")
        occurs = f"{low}..{'*' if high == 'unbounded' else 1}"
        return (node.get("name") or node.get("ref"), occurs, self.element(node))

    def attribute(self, node):
        name, kind = node.get("name"), node.get("type")
        if node.get("ref") == "xml:lang":
            name, kind = "xml:lang", "xsd:lang"
        elif node.get("ref"):
            name, kind = node.get("ref"), self.attributes[node.get("ref")].get("type")
        return name, kind.removeprefix("xsd:") + ("!" if node.get("use") == "required" else "")


def tag(node):
    return node.tag.removeprefix(XSD) if isinstance(node.tag, str) else "annotation"


def check_wildcard(node):
    assert node.get("namespace") == "##other" and node.get("processContents") == "lax"


def merged(sequences):
    """One sequence that has all the given ones in their order, a name twice if it must."""
    out = []
    for version, names in sequences.items():
        at = 0
        for name in names:
            found = next((i for i in range(at, len(out)) if out[i][0] == name), None)
            if found is None:
                out.insert(at, (name, {version}))
                found = at
            else:
                out[found][1].add(version)
            at = found + 1
    return out


class Writer:
    def __init__(self):
        self.lines = []
        self.shared = {}  # name: {version: shape}

    def share(self, name, shapes):
        self.shared.setdefault(name, {}).update({v: s for v, s in shapes.items() if v not in self.shared.get(name, {})})

    def name_of(self, shapes, besides=None):
        for name, known in self.shared.items():
            if name != besides and all(v in known and known[v].key() == s.key() for v, s in shapes.items()):
                return name
        return None

    def line(self, depth, text, versions, within):
        mark = "" if set(versions) == set(within) else f" [{digits(versions)}]"
        self.lines.append("  " * depth + text + mark)

    def element(self, depth, name, occurs, shapes, within):
        """An element whose occurrence is the same in the versions of `shapes`."""
        head = f"{name} {occurs}".rstrip()
        shared = self.name_of(shapes)
        if shared:
            return self.line(depth, f"{head} {shared}", shapes, within)
        simple = {s.simple for s in shapes.values()}
        assert len(simple) == 1, f"{name}: {simple}"
        words = [head, simple.pop() or "", "closed" if one({s.closed for s in shapes.values()}) else ""]
        if words[1] == "anything":
            words.pop()
        self.line(depth, " ".join(w for w in words if w), shapes, within)
        self.content(depth + 1, shapes)

    def content(self, depth, shapes):
        for name in dict.fromkeys(n for s in shapes.values() for n in s.attributes):
            kinds = {}
            for version, shape in shapes.items():
                if name in shape.attributes:
                    kinds.setdefault(shape.attributes[name], []).append(version)
            for kind, versions in kinds.items():
                self.line(depth, f"@{name} {kind}", versions, shapes)
        self.children(depth, shapes)

    def children(self, depth, shapes):
        # Extensions after all others go without saying.
        lists = {v: s.children[:-1] if s.children[-1:] == [EXTENSIONS] else s.children for v, s in shapes.items()}
        names = {v: [c if c == EXTENSIONS else c[0] for c in kids] for v, kids in lists.items()}
        for name, versions in merged(names):
            if name == EXTENSIONS:
                self.line(depth, name, versions, shapes)
                continue
            by_kind = {}
            for version in (v for v in shapes if v in versions):
                kid = lists[version][names[version].index(name)]
                by_kind.setdefault((kid[1], kid[2].simple, kid[2].closed), {})[version] = kid[2]
            for (occurs, _, _), kids in by_kind.items():
                self.element(depth, name, occurs, kids, shapes)


def one(values):
    assert len(values) == 1
    return values.pop()


def digits(versions):
    return "".join(v[-1] for v in sorted(versions))


def find(shapes, path):
    """The contents at a path, of the versions that have it."""
    for name in path.split("/")[1:]:
        inner = {}
        for version, shape in shapes.items():
            inner.update({version: c[2] for c in shape.children if c[0] == name})
        shapes = inner
    return shapes


def lookup(units, path):
    kind = "activities" if path.startswith("iati-activity") else "organisations"
    return find(units[kind], path)


def globals_of(writer, kind, schemas, units):
    """What stands as declared wherever it stands, even inside an extension."""
    unit = "iati-activity" if kind == "activities" else "iati-organisation"
    writer.lines += ["", f"inside-extensions {KINDS[kind]}"]
    names = sorted({n for s in schemas.values() for n in s.elements} - {KINDS[kind]})
    for name in names:
        shapes = {v: s.element(s.elements[name]) for v, s in schemas.items() if name in s.elements}
        shared = writer.name_of(shapes)
        path = unit if name == unit else f"{unit}/{name}"
        there = lookup(units, path)
        if shared:
            writer.line(1, f"{name} {shared}", shapes, schemas)
        elif all(v in there and there[v].key() == s.key() for v, s in shapes.items()):
            writer.line(1, f"{name} {path}", shapes, schemas)
        else:
            writer.element(1, name, "", shapes, schemas)
    for name in sorted({n for s in schemas.values() for n in s.attributes}):
        kind = one({s.attributes[name].get("type") for s in schemas.values()})
        writer.lines.append(f"  @{name} {kind.removeprefix('xsd:')}")


def main():
    folder = Path(sys.argv[1]) / "schemas"
    schemas = {k: {v: Schema(folder, v, k) for v in VERSIONS} for k in KINDS}
    roots = {k: {v: s.element(s.elements[KINDS[k]]) for v, s in schemas[k].items()} for k in KINDS}
    units = {k: {v: s.children[0][2] for v, s in roots[k].items()} for k in KINDS}
    writer = Writer()
    for name, path in SHARED:
        writer.share(name, lookup(units, path))
    for kind, root in KINDS.items():
        writer.lines.append("")
        writer.element(0, root, "", roots[kind], VERSIONS)
    for name, shapes in list(writer.shared.items()):
        writer.lines += ["", f"shape {name}"]
        mark = len(writer.lines)
        del writer.shared[name]
        writer.element(0, "shape " + name, "", shapes, shapes)
        head = writer.lines[mark]
        writer.lines[mark - 1 : mark + 1] = [head]
        writer.shared[name] = shapes
    for kind in KINDS:
        globals_of(writer, kind, schemas[kind], units)
    output = Path(sys.argv[2]) if len(sys.argv) > 2 else OUTPUT
    output.write_text(HEAD + "\n".join(writer.lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
