#!/usr/bin/env python3
"""Make the lists that the method `cdfd` needs beyond the standard's own.

usage: python3 tools/cdfd.py FOLDER

FOLDER holds `currencies.json` (country to its currency, from the project
codeforIATI/imf-exchangerates) and `codelists/en/*.json` in the form of
codelists.codeforiati.org: Country and Region (ISO, OECD DAC; the places the
method has lists of), SectorGroup (OECD DAC's category and what group that
project puts it in) and ReportingOrganisation (the registry's publishers and
their names, which the method prints in place of those in the file).

Writes crates/flow/src/flows/cdfd/lists.tsv.
"""
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
OUT = HERE / "crates/flow/src/flows/cdfd/lists.tsv"


def codelist(folder, name):
    path = folder / "codelists" / "en" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))["data"]


def plain(text):
    if "\t" in text or "\n" in text or "\r" in text:
        sys.exit(f"a tab or line break in {text!r}: the table cannot hold it")
    return text


def section(title, rows):
    yield f"# {title}"
    for row in sorted(rows):
        yield "\t".join(plain(field) for field in row)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    currencies = json.loads((folder / "currencies.json").read_text(encoding="utf-8"))
    places = {p["code"] for name in ("Country", "Region") for p in codelist(folder, name)}
    groups = {
        g["codeforiati:category-code"]: g["codeforiati:group-code"]
        for g in codelist(folder, "SectorGroup")
    }
    names = {o["code"]: o.get("name") or "" for o in codelist(folder, "ReportingOrganisation")}
    lines = ["#! Made by tools/cdfd.py; do not edit."]
    lines += section("place", ((p,) for p in places))
    lines += section("currency", ((c, x) for c, x in currencies.items() if x))
    lines += section("group", groups.items())
    lines += section("organisation", names.items())
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
