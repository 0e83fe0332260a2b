#!/usr/bin/env python3
"""Writes names.CODE.tsv beside each catalogue CODE.po: names of codes in other languages than English.

    pip install babel
    tools/names.py STANDARD_FOLDER [OUTPUT_FOLDER]

STANDARD_FOLDER is a copy of the IATI standard (see codelists.py). It names many codes in French, and in no other
language. Countries and currencies are named by the Unicode CLDR, as the Python package Babel has it.
"""

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import babel
from babel import Locale

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ROOT = Path(__file__).resolve().parents[1]
CODES = ROOT / "crates/iati/src/codelist/codes.tsv"
WORDS = ROOT / "crates/counterfoil/words"


def known():
    """{list: its codes} of codes.tsv."""
    lists, name = {}, None
    for line in CODES.read_text("utf-8").splitlines():
        if line.startswith("# "):
            name = line[2:]
        elif not line.startswith("#!"):
            lists.setdefault(name, []).append(line.split("\t")[0])
    return lists


def of_standard(standard, name, tongue):
    """{code: name}; the newest version has its way."""
    found = {}
    files = [standard / "codelists/embedded" / v / f"{name}.xml" for v in ("2.03", "2.02", "2.01")]
    for file in files + [standard / "codelists/nonembedded" / f"{name}.xml"]:
        if not file.exists():
            continue
        for item in ET.parse(file).getroot().iter("codelist-item"):
            texts = [n.text or "" for n in item.findall("name/narrative") if n.get(XML_LANG) == tongue]
            text = " ".join(texts[0].split()) if texts else ""
            if text:
                found.setdefault(item.findtext("code").strip(), text)
    return found


def of_cldr(name, tongue):
    locale = Locale(tongue)
    return {"Country": locale.territories, "Currency": locale.currencies}.get(name, {})


def main(standard, out):
    lists = known()
    for tongue in sorted(po.stem for po in WORDS.glob("*.po")):
        with open(out / f"names.{tongue}.tsv", "w", encoding="utf-8", newline="\n") as file:
            file.write("#! Made by tools/names.py; do not edit.\n")
            file.write(f"#! Codes and their names ({tongue}): IATI standard; countries, currencies: Unicode CLDR, Babel {babel.__version__}.\n")
            for name in sorted(lists):
                named = {**of_cldr(name, tongue), **of_standard(standard, name, tongue)}
                rows = [(code, named[code]) for code in lists[name] if named.get(code)]
                if rows:
                    file.write(f"# {name}\n")
                for code, text in rows:
                    assert "\t" not in text and "\n" not in text, text
                    file.write(f"{code}\t{text}\n")


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else WORDS)
