#!/usr/bin/env python3
"""Writes outlines.txt for the pictures: the outlines of countries, small.

    tools/outlines.py REFERENCE_FOLDER            writes the table
    tools/outlines.py REFERENCE_FOLDER --check    says whether it is what it would write; exit 1 if not

REFERENCE_FOLDER holds geo/world-atlas-countries-50m.json and countries/country-codes.csv. Borders are kept once, as arcs
between the points where three outlines meet, and are simplified arc by arc, so that neighbours still fit. docs/pictures.md
tells what is in the table and what is not.
"""

import csv
import hashlib
import heapq
import json
import sys
from math import cos, radians
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "crates/counterfoil/src/picture/outlines.txt"
ATLAS = "geo/world-atlas-countries-50m.json"
CODES = "countries/country-codes.csv"

# Steps to a degree: a step is some 5.6 km at the equator.
STEPS = 20
# Square degrees, as wide as they are at their latitude: bends smaller than this are straightened, and islands smaller
# than this are left out unless they are the largest of their country.
BEND = 0.0085
ISLAND = 0.05
# No aid is reported for it, and it takes much room.
LEFT_OUT = {"Antarctica"}
# The source has no number for these; one has a code that is used for it in publications.
UNNUMBERED = {"Kosovo": "XK"}


def decoded(topology):
    """Arcs as lists of (longitude, latitude) in degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def triangle(a, b, c):
    """Area of a bend, in square degrees as wide as they are there."""
    wide = cos(radians(b[1]))
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2 * wide


def simplified(points, least):
    """The arc without its small bends, smallest first (Visvalingam's way); the ends stay."""
    closed = points[0] == points[-1]
    keep = 4 if closed else 2
    before = list(range(-1, len(points) - 1))
    after = list(range(1, len(points) + 1))
    area = [float("inf")] * len(points)
    for at in range(1, len(points) - 1):
        area[at] = triangle(points[at - 1], points[at], points[at + 1])
    heap = [(area[at], at) for at in range(1, len(points) - 1)]
    heapq.heapify(heap)
    gone, left = set(), len(points)
    while heap and left > keep:
        size, at = heapq.heappop(heap)
        if at in gone or size != area[at]:
            continue
        if size > least:
            break
        gone.add(at)
        left -= 1
        a, b = before[at], after[at]
        after[a], before[b] = b, a
        for near in (a, b):
            if 0 < near < len(points) - 1:
                found = triangle(points[before[near]], points[near], points[after[near]])
                area[near] = max(found, size)
                heapq.heappush(heap, (area[near], near))
    return [point for at, point in enumerate(points) if at not in gone]


def stepped(points):
    """In whole steps, without repeats."""
    steps = [(round(x * STEPS), round(y * STEPS)) for x, y in points]
    return [step for at, step in enumerate(steps) if at == 0 or step != steps[at - 1]]


def ring_area(ring, arcs):
    points = [p for at in ring for p in (arcs[at] if at >= 0 else arcs[~at][::-1])[:-1]]
    total = 0.0
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1]):
        total += (x0 * y1 - x1 * y0) * cos(radians((y0 + y1) / 2))
    return abs(total) / 2


def signs(number):
    """A number as in the encoded polyline algorithm: five bits a sign, lowest first."""
    number = ~(number << 1) if number < 0 else number << 1
    out = ""
    while number >= 32:
        out += chr((number & 31 | 32) + 63)
        number >>= 5
    return out + chr(number + 63)


def encoded(steps):
    x = y = 0
    out = ""
    for sx, sy in steps:
        out += signs(sx - x) + signs(sy - y)
        x, y = sx, sy
    return out


def countries(topology, arcs, codes):
    """(code, rings kept), in order of code; - for those that have none, each of its own."""
    shapes, kept = {}, []
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        if name in LEFT_OUT or not shape.get("arcs"):
            continue
        code = UNNUMBERED.get(name) or codes.get(int(shape.get("id") or -1), "-")
        # The source keeps some islands apart from the country whose number they have.
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        shapes.setdefault((code, name if code == "-" else ""), []).extend(polygons)
    for (code, _), polygons in sorted(shapes.items()):
        rings = sorted(((ring_area(p[0], arcs), p[0]) for p in polygons), key=lambda r: (-r[0], r[1]))
        rings = [ring for at, (area, ring) in enumerate(rings) if at == 0 or area >= ISLAND]
        holes = [h for p in polygons for h in p[1:] if ring_area(h, arcs) >= ISLAND and p[0] in rings]
        kept.append((code, rings + holes))
    return kept


def table(folder):
    text = (folder / ATLAS).read_bytes()
    topology = json.loads(text)
    arcs = decoded(topology)
    with (folder / CODES).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["ISO3166-1-numeric"].strip()]
    codes = {int(row["ISO3166-1-numeric"]): row["ISO3166-1-Alpha-2"].strip() for row in rows}
    kept = countries(topology, arcs, codes)
    used = sorted({at if at >= 0 else ~at for _, rings in kept for ring in rings for at in ring})
    places = {at: place for place, at in enumerate(used)}
    lines = [
        "# Outlines of countries. Made by tools/outlines.py; do not edit.",
        "# Source: Natural Earth, admin-0 countries 1:50m, public domain, as packed by world-atlas 2.0.2 of 2019 (ISC licence,",
        "# Copyright 2013-2019 Michael Bostock); codes of ISO 3166-1. Borders are as Natural Earth draws them: who holds the",
        "# ground, not who claims it; nothing here says whose it is.",
        f"# sha256 of the source: {hashlib.sha256(text).hexdigest()}",
        f"# An arc: steps of 1/{STEPS} degree, longitude and latitude, as an encoded polyline. A country: code, then rings of",
        "# arcs (~ backwards), parted by |.",
        f"steps {STEPS}",
    ]
    for at in used:
        lines.append("arc " + encoded(stepped(simplified(arcs[at], BEND))))
    for code, rings in kept:
        told = "|".join(" ".join(str(places[a]) if a >= 0 else f"~{places[~a]}" for a in ring) for ring in rings)
        lines.append(f"country {code} {told}")
    return "\n".join(lines) + "\n"


def main(arguments):
    folders = [a for a in arguments if not a.startswith("--")]
    if len(folders) != 1:
        sys.exit(__doc__)
    made = table(Path(folders[0]))
    if "--check" in arguments:
        there = TABLE.read_text() if TABLE.exists() else ""
        sys.exit(0 if there == made else f"{TABLE.name} is not what the source gives: run without --check")
    TABLE.write_text(made)
    print(f"{TABLE.name}: {len(made)} bytes, {made.count(chr(10) + 'country ')} countries")


if __name__ == "__main__":
    main(sys.argv[1:])
