"""Questions to a warm server, and the same in SQL to DuckDB over the exported tables; the best of several runs.

Called by million.sh: million.py SERVER EXPORT. Both write all rows out as CSV, but for the pages, which take 50.
"""

import os
import sys
import tempfile
import time
import urllib.parse
import urllib.request

RUNS = 5

BY = "provider, extract(year FROM transaction_date) AS year, transaction_type, currency"
SUMS = "sum(value), count(value), count(*) - count(value)"
LINES = "transaction_date, transaction_type, value, currency, provider, receiver, iati_identifier, title, path"
JOINED = "transactions t JOIN (SELECT path AS unit, publication, title FROM activities) a ON t.publication = a.publication AND split_part(t.path, '/', 1) = a.unit"

# A name, a path, the SQL.
QUESTIONS = [
    (
        "all: sums by provider, year",
        "/totals.csv?by=provider,year",
        f"SELECT {BY}, {SUMS} FROM transactions GROUP BY ALL ORDER BY ALL NULLS FIRST",
    ),
    (
        "all: sums by year",
        "/totals.csv?by=year",
        f"SELECT extract(year FROM transaction_date) AS year, transaction_type, currency, {SUMS} FROM transactions GROUP BY ALL ORDER BY ALL NULLS FIRST",
    ),
    (
        "all: sums by receiver, country, sector, year",
        "/totals.csv?by=receiver,country,sector,year&limit=1000",
        f"SELECT receiver, place, sector, extract(year FROM transaction_date) AS year, transaction_type, currency, {SUMS} FROM transactions GROUP BY ALL ORDER BY ALL NULLS FIRST LIMIT 1000",
    ),
    (
        "half: sums by country of disbursements",
        "/totals.csv?by=country&type=3",
        f"SELECT place, transaction_type, currency, {SUMS} FROM transactions WHERE transaction_type = '3' GROUP BY ALL ORDER BY ALL NULLS FIRST",
    ),
    (
        "few: sums of one receiver by year",
        "/totals.csv?by=year&receiver=XM-EX-100500",
        f"SELECT extract(year FROM transaction_date) AS year, transaction_type, currency, {SUMS} FROM transactions WHERE upper(trim(receiver)) = 'XM-EX-100500' GROUP BY ALL ORDER BY ALL NULLS FIRST",
    ),
    (
        "few: 50 transactions of one receiver in a year",
        "/transactions.csv?receiver=XM-EX-100500&year=2015&limit=50",
        f"SELECT {LINES} FROM {JOINED} WHERE upper(trim(receiver)) = 'XM-EX-100500' AND extract(year FROM transaction_date) = 2015 ORDER BY upper(trim(iati_identifier)), path LIMIT 50",
    ),
    (
        "few: 50 activities with two words",
        "/activities.csv?text=vé+pelwen&limit=50",
        "SELECT * FROM activities WHERE (title ILIKE '%vé%' OR description ILIKE '%vé%') AND (title ILIKE '%pelwen%' OR description ILIKE '%pelwen%') ORDER BY iati_identifier LIMIT 50",
    ),
]


def best(run):
    """Milliseconds of the fastest of several runs, and of the first."""
    took = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        run()
        took.append((time.perf_counter() - begin) * 1000)
    return f"{min(took):.1f}", f"{took[0]:.1f}"


def fetch(address):
    with urllib.request.urlopen(address) as answer:
        return answer.read()


def duck(folder):
    """A connection with the tables under their names; None without DuckDB."""
    try:
        import duckdb
    except ImportError:
        return None
    connection = duckdb.connect()
    for file in sorted(os.listdir(folder)):
        if file.endswith(".parquet"):
            connection.execute(
                f"CREATE TEMP VIEW {file[:-8]} AS SELECT * FROM '{os.path.join(folder, file)}'"
            )
    return connection


def main():
    server, folder = sys.argv[1:3]
    for _ in range(600):
        try:
            fetch(server + "/totals.csv?by=type")
            break
        except OSError:
            time.sleep(0.1)
    connection = duck(folder)
    out = os.path.join(tempfile.mkdtemp(), "out.csv")
    print("\n| milliseconds, best of %d (and the first) | counterfoil serve | DuckDB |" % RUNS)
    print("|---|---|---|")
    for name, path, sql in QUESTIONS:
        address = server + urllib.parse.quote(path, safe="/?&=,+")
        ours = best(lambda: fetch(address))
        theirs = ("–", "–")
        if connection:
            theirs = best(lambda: connection.execute(f"COPY ({sql}) TO '{out}' (HEADER)"))
        print("| %s | %s (%s) | %s (%s) |" % (name, *ours, *theirs), flush=True)


main()
