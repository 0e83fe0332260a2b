#!/usr/bin/env python3
"""Writes codes.tsv, checks.tsv, agencies.tsv and organisations.tsv for crates/iati from a copy of the IATI standard.

    tools/codelists.py STANDARD_FOLDER [OUTPUT_FOLDER]

STANDARD_FOLDER holds codelist-rules/V/codelist_rules.json (what the official validator
checks), codelists/embedded/V/*.xml and codelists/nonembedded/*.xml (the names), and
org-id-prefixes.json (the prefixes of the registers that org-id.guide confirms).
A set of versions is written as their last digits: 123 is 2.01, 2.02 and 2.03; 3 is 2.03 only.
"""

import json
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

VERSIONS = ("2.01", "2.02", "2.03")
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# The rules give these two a path no file has; rule_mapping.xml says what is meant.
BROKEN_PATHS = {"/@xml:lang": "//@xml:lang", "/organisations/@version": "iati-organisations/@version"}
HEADER = "#! Made by tools/codelists.py; do not edit.\n#! IATI 2.01, 2.02 and 2.03: {}\n"


def digits(versions):
    return "".join(v[-1] for v in VERSIONS if v in versions)


def row(*columns):
    for c in columns:
        assert c == " ".join(c.split()), f"stray white space: {c!r}"
    return "\t".join(columns) + "\n"


def path_of(parent, name):
    """The path below the document root; the root's own attributes keep the root's name."""
    path = parent.rstrip("/") + "/" + (name if name == "text()" else "@" + name)
    path = re.sub("^/iati-(activities|organisations)/(?!@)", "/", path)
    return BROKEN_PATHS.get(path) or path[1:]


def checks_of(rules):
    """(rule, path, condition) of every check in a codelist_rules.json.

    A rule either names its list, or maps the value of another attribute to a rule; that
    attribute is on the same element, or a path (`../@vocabulary`), and may have a default.
    """
    for parent, attributes in rules.items():
        for name, rule in attributes.items():
            path = path_of(parent, name)
            if "conditions" not in rule:
                yield rule, path, ""
                continue
            on = rule["conditions"]
            assert set(rule) == {"conditions"} and set(on) <= {"mapping", "linkedAttribute", "defaultLink"}
            link = on["linkedAttribute"]
            link = link if "@" in link else "@" + link
            default = f" default {on['defaultLink']}" if "defaultLink" in on else ""
            for value, mapped in on["mapping"].items():
                yield mapped, path, f"{link}={value}{default}"


def codelist(standard, name):
    """{code: (English name, withdrawn)}; where files differ the newest version has its way."""
    codes = {}
    files = [standard / "codelists/embedded" / v / f"{name}.xml" for v in reversed(VERSIONS)]
    for file in files + [standard / "codelists/nonembedded" / f"{name}.xml"]:
        if not file.exists():
            continue
        root = ET.parse(file).getroot()
        assert root.get("name") == name, file
        for item in root.iter("codelist-item"):
            # The list's own language is English; some say so again on a second narrative.
            english = [n.text or "" for n in item.findall("name/narrative") if n.get(XML_LANG, "en") == "en"]
            text = " ".join(english[0].split()) if english else ""
            codes.setdefault(item.findtext("code").strip(), (text, item.get("status") == "withdrawn"))
    return codes


def main(standard, out):
    checks = {}  # (id, list, severity, category, path, condition) -> versions
    allowed = {}  # list -> version -> codes
    for version in VERSIONS:
        rules = json.loads((standard / "codelist-rules" / version / "codelist_rules.json").read_text("utf-8"))
        for rule, path, condition in checks_of(rules):
            key = (rule["id"], rule["codelist"], rule["severity"], rule["category"], path, condition)
            checks.setdefault(key, set()).add(version)
            codes = set(rule["allowedCodes"])
            # codes.tsv knows a list only by its name, so all its checks must agree.
            known = allowed.setdefault(rule["codelist"], {}).setdefault(version, codes)
            assert known == codes, f"{version} {rule['id']}: another {rule['codelist']} than elsewhere"

    out.mkdir(parents=True, exist_ok=True)
    with open(out / "checks.tsv", "w", encoding="utf-8", newline="\n") as file:
        file.write(HEADER.format("id, list, severity, category, versions, path, condition of the validator's codelist rules."))
        # An id is no key: one may stand for two checks.
        for key in sorted(checks, key=lambda k: ([int(n) for n in k[0].split(".")], k[4], k[5], k)):
            id, name, severity, category, path, condition = key
            file.write(row(id, name, severity, category, digits(checks[key]), path, condition))

    # Sorted as bytes, so that neither the order in the source nor a locale makes a diff.
    with open(out / "codes.tsv", "w", encoding="utf-8", newline="\n") as file:
        file.write(HEADER.format("code, versions whose rules allow it (empty: all, -: none), English name, w if withdrawn."))
        for name in sorted(allowed):
            file.write(f"# {name}\n")
            named = codelist(standard, name)
            for code in sorted(named.keys() | set().union(*allowed[name].values())):
                assert code and not code.startswith("#"), code
                versions = digits([v for v, codes in allowed[name].items() if code in codes]) or "-"
                text, withdrawn = named.get(code, ("", False))
                file.write(row(code, "" if versions == "123" else versions, text, *["w"] * withdrawn))

    write_agencies(standard, out)
    write_organisations(standard, out)


def write_organisations(standard, out):
    """Identifiers that the standard itself lists as organisations', some older than any register."""
    found = set()
    for name in ("IATIOrganisationIdentifier", "OrganisationIdentifier"):
        for item in ET.parse(standard / "codelists/nonembedded" / f"{name}.xml").getroot().iter("codelist-item"):
            found.add(item.findtext("code").strip())
    by_start = {}
    for identifier in sorted(found):
        start, hyphen, rest = identifier.partition("-")
        assert identifier and " " not in identifier, identifier
        by_start.setdefault(start, []).append(rest if hyphen else "")
    with open(out / "organisations.tsv", "w", encoding="utf-8", newline="\n") as file:
        file.write("#! Made by tools/codelists.py; do not edit.\n")
        file.write("#! Identifiers of organisations by their beginning: AT and 10 make AT-10; nothing behind it: the beginning alone.\n")
        for start in sorted(by_start):
            file.write(row(start, " ".join(by_start[start])))


def write_agencies(standard, out):
    """A line for each country: its code, and what follows it in the prefixes."""
    registers = {}
    for prefix in json.loads((standard / "org-id-prefixes.json").read_text("utf-8"))["content"]:
        country, register = prefix.split("-")
        registers.setdefault(country, set()).add(register)
    with open(out / "agencies.tsv", "w", encoding="utf-8", newline="\n") as file:
        file.write("#! Made by tools/codelists.py; do not edit.\n")
        file.write("#! Registers of organisations by country: GB and COH make the prefix GB-COH.\n")
        for country in sorted(registers):
            file.write(row(country, " ".join(sorted(registers[country]))))


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    default = Path(__file__).resolve().parents[1] / "crates/iati/src/codelist"
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else default)
