#!/usr/bin/env python3
"""Compares our schema check with xmllint's on many faulty files.

    tools/mutate.py STANDARD_FOLDER [--count N] [--seed S] [--keep FOLDER]

STANDARD_FOLDER holds schemas/V/*.xsd. From each schema, at random, come valid files, and from them
mutants: elements and attributes are taken away, repeated, moved, renamed, added, values and texts
replaced. Of each file `xmllint --schema` and `examples/schema` are asked whether it is valid. Every
disagreement is printed, but for those that EXPLAINED names. The same seed makes the same files.
Needs xmllint (libxml2-utils) and `cargo build --release -p iati --example schema`.
"""

import argparse
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from schema import EXTENSIONS, KINDS, ROOT, VERSIONS, Schema

OURS = ROOT / "target/release/examples/schema"
BATCH = 500
SPACES = "xmlns:q=\"urn:q\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""

# Where we differ from libxml2 on purpose: what its message says, and why ours is the other verdict.
EXPLAINED = [
    (r"'(\s+\S+\s*|\S+\s+)' is not a valid value of the atomic type 'xs:(date|dateTime|int)'",
     "white space around a date, time or int: XML Schema collapses it, libxml2 forgets to"),
    (r"ID \S+ already defined", "an xml:id that stands in two activities: ours looks at one at a time"),
]

GOOD = {
    "string": ["", "XM-EX-1", "a b", "2", "é", " x "],
    "anyURI": ["https://example.org/a.pdf", "a", "", "http://example.org/é?x=1#y", "mailto:a@example.org"],
    "boolean": ["1", "0", "true", "false", " true "],
    "date": ["2024-01-31", "2024-02-29", "2024-01-31Z", "2024-01-31+02:00", "-0044-03-15", "12024-01-01"],
    "dateTime": ["2024-01-31T09:30:00Z", "2024-01-31T09:30:00", "2024-01-31T24:00:00", "2024-01-31T09:30:00.25+14:00"],
    "decimal": ["0", "1250.75", "-3", "+.5", "5.", " 7 ", "000001"],
    "int": ["1", "-2147483648", "+2147483647", "007"],
    "nonNegativeInteger": ["0", "-0", "3", " 4 ", "1" * 24],
    "positiveInteger": ["1", "2024", "+5"],
    "NMTOKEN": ["a", "1-b", " c:d "],
    "lang": ["en", "", "pt-BR", " fr ", "zh-Hant-TW"],
}
ODD = sorted({v for values in GOOD.values() for v in values} | set("""
. - + 1e3 1,000 5.5.5 --1 NaN INF 0x1 .5. 1_000 ٣ TRUE yes no True 2 01 -0 0.0 1.0 2147483648 -2147483649
99999999999999999999 2024-13-01 2024-00-10 2024-02-30 2023-02-29 2024-1-1 24-01-01 0000-01-01 02024-01-01
2024-01-31T00:00:00 2024-01-31T25:00:00 2024-01-31T24:00:01 2024-01-31T23:59:60 2024-01-31T10:00 2024-01-31t10:00:00Z
2024-01-31T10:00:00. 2024-01-31T10:00:00.000 2024-01-31+14:01 2024-01-31-13:60 2024-01-31z 2024-01-31+2:00 31/01/2024
http://a/%zz http://a/%2 % a%20b http://[::1]/ http://[::1 a[b] ?x[ #[ ## a#b#c 1a:b :a a:b a/b:c http://a:b/ http://a:/
http://a:80/ http://a:99999999999/ http://u@h/ http://u@p@h/ http://http://x //a:b http:// ./a:b é:a a,b:c http://a/b@c:d
en_GB en- -en e1 englishlanguage i-x xx-12345678 en--GB é a/b a,b N/A n.a. http//x:y
""".split()) | {"a b:c", "htt p:", "http://a b/", "1 0", "+ 1", "1" * 24, "1" * 25, "0" * 30 + "1", "0." + "1" * 24,
    "0." + "1" * 25, "1" * 23 + ".1", "1" * 24 + ".", "{x}", "a\\b", "a^b", "2024-01-31\t", "2024 -01-31", "\t", "\n 5 \n", "\xa05"})
FOREIGN = [
    "<q:a/>", "<q:a>x<q:b y='1'/>z</q:a>", "<q:a><title/></q:a>", "<q:a><title><narrative>x</narrative></title></q:a>",
    "<q:a><b><narrative><c/></narrative></b></q:a>", "<q:a value-date='x'/>", "<q:a value-date='2024-01-31' currency=''/>",
    "<q:a xml:lang='e_n'/>", "<a xmlns='urn:q'><title/></a>", "<a xmlns='urn:q'><title xmlns=''/></a>", "<q:narrative/>",
    "<q:a><iati-identifier>x<y/></iati-identifier></q:a>", "<q:a><b value-date=''/></q:a>", "<r:a xmlns:r='urn:r'><s:b/></r:a>",
    "<q:a><telephone><x/></telephone></q:a>", "<xsi:a/>", "<q:a xsi:nil='true'/>", "<q:a><narrative xml:lang='en'>x</narrative>y</q:a>",
    "<q:a><related-activity/></q:a>", "<q:a><budget><value>x</value></budget></q:a>", "<a xmlns='urn:q' xmlns:q='urn:p'><q:b><title xmlns=''/></q:b></a>",
]
STRAY = ["x", "&#160;", "<![CDATA[]]>", "<![CDATA[ ]]>", "<![CDATA[x]]>", "5", ",", "2024-01-31"]
HARMLESS = ["<!-- x -->", "<?x y?>", "\n\t ", "&#32;", "&#13;", ""]
ATTRIBUTES = [
    ("q:a", "1"), ("xml:lang", "en"), ("xml:lang", "e_n"), ("xml:space", "preserve"), ("xml:space", "x"), ("xml:base", "a b"),
    ("xml:base", "%"), ("xml:x", "1"), ("xsi:nil", "false"), ("xsi:schemaLocation", "a b"), ("xsi:noNamespaceSchemaLocation", "a.xsd"),
    ("xsi:x", "1"), ("x", "1"), ("s:x", "1"), ("xmlns", ""), ("xmlns:t", "urn:t"), ("xmlns", "urn:q"), ("xml:id", "a"), ("xml:id", "1"),
]


class Element:
    """An element of a file in the making; its content is elements and markup."""

    def __init__(self, name):
        self.name, self.attributes, self.content = name, {}, []

    def elements(self):
        return [c for c in self.content if isinstance(c, Element)]

    def all(self):
        yield self
        for child in self.elements():
            yield from child.all()

    def copy(self):
        twin = Element(self.name)
        twin.attributes = dict(self.attributes)
        twin.content = [c.copy() if isinstance(c, Element) else c for c in self.content]
        return twin

    def write(self):
        attributes = "".join(f' {n}="{escaped(v)}"' for n, v in self.attributes.items())
        inner = "".join(c.write() if isinstance(c, Element) else c for c in self.content)
        return f"<{self.name}{attributes}>{inner}</{self.name}>" if inner else f"<{self.name}{attributes}/>"


def escaped(text):
    for character, reference in (("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;"), ("\t", "&#9;"), ("\n", "&#10;")):
        text = text.replace(character, reference)
    return text


class Maker:
    """Makes a valid file of a schema, and mutants of it."""

    def __init__(self, dice, schema, kind):
        self.dice, self.kind = dice, kind
        self.root = schema.element(schema.elements[KINDS[kind]])
        self.names = sorted({n for s in shapes(self.root) for n in [c[0] for c in s.children if c != EXTENSIONS]})
        self.attributes = sorted({n for s in shapes(self.root) for n in s.attributes})

    def value(self, kind):
        return self.dice.choice(GOOD[kind])

    def element(self, name, shape, plenty):
        element = Element(name)
        for attribute, kind in shape.attributes.items():
            if kind.endswith("!") or self.dice.random() < plenty:
                element.attributes[attribute] = self.value(kind.rstrip("!"))
        if shape.simple:
            element.content = [escaped(self.value("string" if shape.simple == "anything" else shape.simple))]
        for child in shape.children:
            self.child(element, child, plenty)
        return element

    def child(self, element, child, plenty):
        if child == EXTENSIONS:
            if self.dice.random() < plenty / 4:
                element.content.append("<q:a/>")
            return
        name, occurs, shape = child
        count = int(occurs[0] == "1" or self.dice.random() < plenty)
        if occurs.endswith("*") and count and self.dice.random() < plenty:
            count += 1
        element.content += [self.element(name, shape, plenty) for _ in range(count)]

    def file(self, version):
        plenty = self.dice.choice([0.03, 0.1, 0.2, 0.4])
        root = self.element(KINDS[self.kind], self.root, plenty)
        root.attributes["version"] = version
        return root

    def mutate(self, root):
        dice = self.dice
        everything = list(root.all())
        target = dice.choice(everything)
        parents = [e for e in everything if e.elements()]
        if not parents:
            return
        parent = dice.choice(parents)
        operation = dice.choice(OPERATIONS)
        operation(self, root, target, parent)


def shapes(shape):
    yield shape
    for child in shape.children:
        if child != EXTENSIONS:
            yield from shapes(child[2])


def delete(maker, root, target, parent):
    parent.content.remove(maker.dice.choice(parent.elements()))


def repeat(maker, root, target, parent):
    twin = maker.dice.choice(parent.elements()).copy()
    parent.content.insert(maker.dice.randint(0, len(parent.content)), twin)


def repeat_beside(maker, root, target, parent):
    child = maker.dice.choice(parent.elements())
    parent.content.insert(parent.content.index(child), child.copy())


def swap(maker, root, target, parent):
    a, b = (maker.dice.randrange(len(parent.content)) for _ in "ab")
    parent.content[a], parent.content[b] = parent.content[b], parent.content[a]


def swap_neighbours(maker, root, target, parent):
    if len(parent.content) > 1:
        at = maker.dice.randrange(len(parent.content) - 1)
        parent.content[at : at + 2] = reversed(parent.content[at : at + 2])


def move(maker, root, target, parent):
    if target is root:
        return
    child = maker.dice.choice(parent.elements())
    if target not in child.all():
        parent.content.remove(child)
        target.content.insert(maker.dice.randint(0, len(target.content)), child)


def rename(maker, root, target, parent):
    if target is not root:
        name = maker.dice.choice(maker.names)
        target.name = maker.dice.choice([name, name, "q:" + name, "s:x", target.name + "s", target.name.capitalize(), "x"])


def delete_attribute(maker, root, target, parent):
    names = [n for n in target.attributes if target is not root or n != "version"]
    if names:
        del target.attributes[maker.dice.choice(names)]


def rename_attribute(maker, root, target, parent):
    names = [n for n in target.attributes if target is not root or n != "version"]
    if names:
        value = target.attributes.pop(maker.dice.choice(names))
        target.attributes[maker.dice.choice(maker.attributes + ["x", "Ref", "q:ref"])] = value


def add_attribute(maker, root, target, parent):
    name, value = maker.dice.choice(ATTRIBUTES + [(n, "1") for n in maker.attributes])
    if (target is root and name in ("version", "xmlns")) or (name == "xmlns" and ":" in target.name):
        return
    target.attributes.setdefault(name, value)


def change_attribute(maker, root, target, parent):
    typed = [e for e in root.all() if any(n not in PLAIN and e is not root for n in e.attributes)]
    target = maker.dice.choice(typed) if typed and maker.dice.random() < 0.8 else target
    names = [n for n in target.attributes if n not in ("version", "xmlns") and not n.startswith("xmlns:")]
    interesting = [n for n in names if n not in PLAIN] or names
    if interesting:
        target.attributes[maker.dice.choice(interesting)] = maker.dice.choice(ODD)


PLAIN = {"ref", "code", "type", "vocabulary", "currency", "value", "version", "role", "name", "format"}


def change_text(maker, root, target, parent):
    leaves = [e for e in root.all() if not e.elements()]
    typed = [e for e in leaves if e.name in TYPED]
    leaf = maker.dice.choice(typed or leaves)
    leaf.content = [escaped(maker.dice.choice(ODD))]
    if maker.dice.random() < 0.2:
        leaf.content.insert(maker.dice.randint(0, 1), maker.dice.choice(HARMLESS[:2]))


TYPED = {"value", "website", "forecast", "interest-received", "principal-outstanding", "principal-arrears", "interest-arrears"}


def add_markup(pool):
    def operation(maker, root, target, parent):
        where = target if maker.dice.random() < 0.5 else parent
        where.content.insert(maker.dice.randint(0, len(where.content)), maker.dice.choice(pool))

    return operation


def add_foreign(maker, root, target, parent):
    # What an extension between the activities holds is nobody's business but xmllint's.
    pool = ["<q:a/>", "<q:a>x</q:a>"] if parent is root else FOREIGN
    where = parent if parent is root or maker.dice.random() < 0.7 or target is root else target
    at = len(where.content) if maker.dice.random() < 0.5 else maker.dice.randint(0, len(where.content))
    where.content.insert(at, maker.dice.choice(pool))


def add_known(maker, root, target, parent):
    target.content.insert(maker.dice.randint(0, len(target.content)), Element(maker.dice.choice(maker.names)))


def wrap(maker, root, target, parent):
    if parent is root:
        return
    at = maker.dice.randrange(len(parent.content))
    outer = Element("q:wrap")
    outer.content = [parent.content[at]]
    parent.content[at] = outer


def empty(maker, root, target, parent):
    target.content = []


OPERATIONS = [
    delete, delete, repeat, repeat_beside, swap, swap_neighbours, swap_neighbours, move, rename, rename, delete_attribute,
    delete_attribute, rename_attribute, add_attribute, add_attribute, change_attribute, change_attribute, change_attribute,
    change_text, change_text, add_markup(STRAY), add_markup(HARMLESS), add_foreign, add_foreign, add_known, wrap, empty,
]


def batches(count, seed, standard):
    """Kind, version and the files of each batch."""
    pairs = [(k, v) for v in VERSIONS for k in KINDS]
    makers = {}
    for number in range(0, count, BATCH):
        kind, version = pairs[number // BATCH % len(pairs)]
        dice = random.Random(f"{seed} {number}")
        if (kind, version) not in makers:
            makers[kind, version] = Schema(standard / "schemas", version, kind)
        maker = Maker(dice, makers[kind, version], kind)
        yield kind, version, [mutant(maker, version) for _ in range(min(BATCH, count - number))]


def mutant(maker, version):
    root = maker.file(version)
    for _ in range(maker.dice.choice([0, 1, 1, 1, 1, 1, 2, 3])):
        maker.mutate(root)
    return root.write().replace(">", f" {SPACES}>", 1) if root.content else root.write()


def by_xmllint(schema, files):
    command = ["xmllint", "--noout", "--nonet", "--schema", str(schema), *files]
    answer = subprocess.run(command, capture_output=True, text=True, errors="replace").stderr
    verdicts, messages = {}, {f: [] for f in files}
    for line in answer.split("\n"):
        name = line.split(":", 1)[0]
        if line.endswith(" validates"):
            verdicts[line[:-10]] = True
        elif line.endswith(" fails to validate"):
            verdicts[line[:-18]] = False
        elif name in messages:
            messages[name].append(line.split(" : ", 1)[-1])
    return verdicts, messages


def by_us(files):
    answer = subprocess.run([OURS, *files], capture_output=True, text=True, check=True).stdout
    verdicts, messages, name = {}, {}, None
    for line in answer.split("\n"):
        if line.startswith(("valid ", "invalid ")):
            verdict, name = line.split(" ", 1)
            verdicts[name], messages[name] = verdict == "valid", []
        elif name:
            messages[name].append(line.strip())
    return verdicts, messages


def explanation(messages):
    """Why xmllint alone finds fault, if each of its messages is explained."""
    reasons = []
    for message in (m for m in messages if m.startswith(("Element", "ID"))):
        reasons += [next((why for pattern, why in EXPLAINED if re.search(pattern, message)), None)]
    return reasons[0] if reasons and all(reasons) else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("standard", type=Path)
    parser.add_argument("--count", type=int, default=12000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    counts = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        for kind, version, texts in batches(options.count, options.seed, options.standard):
            schema = options.standard / "schemas" / version / f"iati-{kind}-schema.xsd"
            compare(schema, texts, Path(scratch), options.keep, counts)
    for what, count in sorted(counts.items()):
        print(f"{count:7} {what}")
    sys.exit(1 if counts["DISAGREE"] else 0)


def compare(schema, texts, scratch, keep, counts):
    files = []
    for number, text in enumerate(texts):
        path = scratch / f"{number}.xml"
        path.write_text(text, encoding="utf-8")
        files.append(str(path))
    theirs, reasons = by_xmllint(schema, files)
    ours, faults = by_us(files)
    for file, text in zip(files, texts):
        counts["files"] += 1
        verdict = theirs.get(file)
        if verdict == ours[file]:
            counts["agree: valid" if verdict else "agree: not valid"] += 1
            continue
        why = explanation(reasons[file]) if ours[file] else None
        counts[f"explained: {why}" if why else "DISAGREE"] += 1
        if not why:
            print(schema.parent.name, "xmllint:", verdict, reasons[file][:2], "ours:", ours[file], faults[file][:3])
            if keep:
                keep.mkdir(exist_ok=True)
                (keep / f"{counts['DISAGREE']}.xml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
