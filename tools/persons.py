#!/usr/bin/env python3
"""Looks for persons: takes out of publications whatever they say of persons, and looks for it in all that Counterfoil makes
of them.

    tools/persons.py make SOURCES WORK     imports SOURCES into WORK/ledger, and writes exports, reports, pages, logs, findings
                                           and every temporary file met on the way into WORK
    tools/persons.py find SOURCES WORK     looks in all files below WORK for what SOURCES say of persons; exit status 1 if
                                           something is found
    --show N                               shows N places of each kind that was found (they name persons: for eyes only)

COUNTERFOIL names the program (else target/release/counterfoil). Needs Python 3.11 and zstd; lxml is used where it is there.
It shares no code with the redactor, so that a slip of one is no slip of the other.
"""

import collections
import gzip
import html
import io
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile

try:
    from lxml import etree
    PARSER = {"recover": True, "huge_tree": True, "resolve_entities": False}
except ImportError:
    from xml.etree import ElementTree as etree
    PARSER = None

PROGRAM = os.environ.get("COUNTERFOIL", str(pathlib.Path(__file__).parent.parent / "target/release/counterfoil"))

# Ends of names of elements and attributes that announce a person.
FIELDS = {
    "personname": "name", "contactname": "name", "contactperson": "name", "jobtitle": "post", "email": "e-mail",
    "emailaddress": "e-mail", "telephone": "telephone", "phone": "telephone", "fax": "telephone", "mailingaddress": "address",
}
ORGANISATIONS = {"reporting-org", "participating-org", "provider-org", "receiver-org", "organisation", "department", "name", "title"}
EMAIL = re.compile(r"[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+")
TELEPHONE = re.compile(r"\+\s?\(?[1-9][0-9\s().\-/]{7,20}[0-9]")
IDENTITY = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")
DIGITS = re.compile(r"[+(]?[0-9][0-9\s().\-/]{4,26}[0-9]")
WORDS = re.compile(r"[^\W_]+")
ZSTD = b"\x28\xb5\x2f\xfd"


def words_of(text):
    return tuple(WORDS.findall(text.lower()))


def digits_of(text):
    return re.sub(r"[^0-9]", "", text)


def is_chinese(number):
    """An identity number with a day of birth and a right check digit."""
    values = [10 if c in "Xx" else int(c) for c in number]
    is_day = "1900" <= number[6:10] < "2100" and "01" <= number[10:12] <= "12" and "01" <= number[12:14] <= "31"
    return is_day and sum(v * (1 << (17 - i)) for i, v in enumerate(values)) % 11 == 1


def unpacked(data):
    """Bytes without gzip or zstd."""
    if data[:2] == b"\x1f\x8b":
        return gzip.decompress(data)
    if data[:4] == ZSTD:
        return subprocess.run(["zstd", "-dcq"], input=data, capture_output=True, check=False).stdout
    return data


def decoded(data):
    for mark, name in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(name, "replace")
    named = re.match(rb"\s*<\?xml[^>]*encoding=[\"']([\w-]+)", data[:200])
    try:
        return data.decode(named.group(1).decode() if named else "utf-8", "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


# What sources say of persons.


class Said:
    def __init__(self):
        self.phrases = {}      # words of it -> kind
        self.numbers = {}      # digits of it -> kind
        self.organisations = set()

    def phrase(self, text, kind, least=2):
        words = words_of(html.unescape(text or ""))
        if len(words) >= least and sum(map(len, words)) >= 6:
            self.phrases.setdefault(words, kind)

    def number(self, text, kind):
        digits = digits_of(text or "")
        if len(digits) >= 7:
            self.numbers.setdefault(digits, kind)

    def field(self, kind, text):
        if kind == "telephone":
            for part in re.split(r"[;,]|\bor\b|\bext", text or ""):
                self.number(part, kind)
        elif kind == "e-mail":
            for found in EMAIL.findall(text or ""):
                self.phrase(found, kind)
        else:
            self.phrase(text, kind)

    def take(self, data):
        text = html.unescape(decoded(unpacked(data)))
        for found in EMAIL.findall(text):
            self.phrase(found, "e-mail")
        for found in TELEPHONE.findall(text):
            if not re.fullmatch(r"\+\s?[1-9][0-9]{0,2}(?:[ .\u00a0][0-9]{3})+", found) and 9 <= len(digits_of(found)) <= 15:
                self.number(found, "telephone in prose")
        for found in IDENTITY.findall(text):
            if is_chinese(found):
                self.number(found, "identity number")
        try:
            parser = etree.XMLParser(**PARSER) if PARSER else etree.XMLParser()
            root = etree.fromstring(unpacked(data), parser)
        except (etree.ParseError, ValueError) if not PARSER else (etree.XMLSyntaxError, ValueError):
            root = None
        for element in root.iter() if root is not None else ():
            if not isinstance(element.tag, str):
                continue
            name = local(element.tag)
            kind = next((kind for end, kind in FIELDS.items() if name.replace("-", "").replace("_", "").endswith(end)), None)
            if kind:
                for part in element.itertext():
                    self.field(kind, part)
            if name in ORGANISATIONS:
                for part in element.itertext():
                    self.organisations.add(words_of(part))
            for attribute, value in element.attrib.items():
                plain = local(attribute).replace("-", "").replace("_", "")
                kind = next((kind for end, kind in FIELDS.items() if plain.endswith(end)), None)
                if kind:
                    self.field(kind, value)


def local(tag):
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


# All that is made, as texts.


def texts_of(path):
    """The texts of a file, unpacked as deep as it goes, each with where it stands."""
    data = path.read_bytes()
    yield from texts(str(path), data)
    if path.name == "record.sqlite":
        yield from rows_of(path)


def texts(place, data):
    if data[:2] in (b"\x1f\x8b",) or data[:4] == ZSTD:
        yield from texts(place, unpacked(data))
    elif data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                yield f"{place}!{name}", packed.read(name).decode("utf-8", "replace")
    elif data[:4] == b"PAR1":
        yield from columns_of(place)
    else:
        if place.endswith("-wal"):
            # Packed contents by their first bytes: what stands in the log is in no table yet.
            for match in re.finditer(re.escape(ZSTD), data):
                piece = subprocess.run(["zstd", "-dcq"], input=data[match.start(): match.start() + 200_000],
                                       capture_output=True, check=False).stdout
                yield f"{place}@{match.start()}", piece.decode("utf-8", "replace")
        yield place, data.decode("utf-8", "replace")


def rows_of(path):
    record = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    for (table,) in record.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        for number, row in enumerate(record.execute(f"SELECT * FROM {table}")):
            for value in row:
                if isinstance(value, str):
                    yield f"{path}:{table}:{number}", value
                elif isinstance(value, bytes):
                    if value[:4] == ZSTD:
                        yield f"{path}:{table}:{number}", ("zstd", value)
                    else:
                        yield f"{path}:{table}:{number}", value.decode("utf-8", "replace")


def columns_of(place):
    try:
        import duckdb
    except ImportError:
        print(f"not looked into, without duckdb: {place}")
        return
    for row in duckdb.sql(f"SELECT * FROM read_parquet('{place}')").fetchall():
        yield place, "\n".join(str(value) for value in row if isinstance(value, (str, dict, list)))


def unpack_many(texts):
    """Packed rows of a record are unpacked together: a process for each would take hours."""
    waiting = []
    for place, text in texts:
        if isinstance(text, tuple):
            waiting.append((place, text[1]))
            if len(waiting) >= 2000:
                yield from flushed(waiting)
                waiting = []
        else:
            yield place, text
    yield from flushed(waiting)


def flushed(waiting):
    if waiting:
        out = subprocess.run(["zstd", "-dcq"], input=b"".join(data for _, data in waiting), capture_output=True, check=True).stdout
        yield f"{waiting[0][0]} and what follows", out.decode("utf-8", "replace")


PIECE = 256 * 1024
ANY = "any e-mail address"


def pieces(text):
    """Parts that overlap, so that nothing is cut in two."""
    for at in range(0, max(1, len(text)), PIECE):
        yield text[at: at + PIECE + 400]


class Finder:
    def __init__(self, said):
        self.said, self.by_word = said, collections.defaultdict(list)
        for words in said.phrases:
            # The longest word is the rarest.
            self.by_word[max(words, key=len)].append((words, f" {' '.join(words)} "))
        self.keys = self.by_word.keys()

    def find(self, text):
        for piece in pieces(text):
            yield from self.find_in(piece)

    def find_in(self, text):
        if "&" in text:
            text = html.unescape(text)
        if "%40" in text:
            text = urllib.parse.unquote(text)
        words = WORDS.findall(text.lower())
        run = None
        for word in self.keys & set(words):
            for phrase, joined in self.by_word[word]:
                run = run or f" {' '.join(words)} "
                for _ in range(run.count(joined)):
                    at = run.find(joined)
                    yield self.said.phrases[phrase], phrase, run[max(0, at - 80): at + len(joined) + 60]
        if "@" in text:
            for match in EMAIL.finditer(text):
                yield ANY, match.group(), text[max(0, match.start() - 60): match.end() + 20]
        for match in DIGITS.finditer(text):
            digits = digits_of(match.group())
            kind = self.said.numbers.get(digits)
            before = text[match.start() - 1: match.start()]
            if kind and before not in (".", "-") and not before.isalnum():
                yield kind, digits, text[max(0, match.start() - 60): match.end() + 40]


def sources(folder):
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.is_file() and re.search(r"\.xml(\.gz|\.zst)?$", path.name):
            yield path


def find(folder, work, show):
    said = Said()
    for path in sources(folder):
        said.take(path.read_bytes())
    kinds = collections.Counter(said.phrases.values()) + collections.Counter(said.numbers.values())
    print("taken out of the sources:", ", ".join(f"{n} × {kind}" for kind, n in sorted(kinds.items())), flush=True)
    finder, hits, looked, size = Finder(said), {}, 0, 0
    for path in sorted(pathlib.Path(work).rglob("*")):
        if not path.is_file():
            continue
        looked += 1
        for place, text in unpack_many(texts_of(path)):
            size += len(text)
            for kind, what, near in finder.find(text):
                # The index's files are packed: an “@” in them is a byte like others; what is known is looked for all the same.
                if kind == ANY and "/index/" in place:
                    continue
                where = path.relative_to(work).parts[0]
                if isinstance(what, tuple) and what in said.organisations:
                    kind = f"{kind}, and an organisation's name or a title too"
                hits.setdefault((kind, what), collections.Counter())[where] += 1
                if show and len(NEAR[(kind, what)]) < 2:
                    NEAR[(kind, what)].append((place, near))
    print(f"looked through {looked} files, {size / 1e6:.0f} million characters")
    by_kind = collections.defaultdict(list)
    for (kind, what), where in hits.items():
        by_kind[kind].append((what, where))
    for kind, found in sorted(by_kind.items()):
        where = sum((w for _, w in found), collections.Counter())
        print(f"found: {len(found)} × {kind}: " + ", ".join(f"{n} in {k}" for k, n in sorted(where.items())))
        for what, _ in found[:show]:
            print("   ", what if isinstance(what, str) else " ".join(what))
            for place, near in NEAR[(kind, what)]:
                print("       ", place[-70:], "…", " ".join(near.split()))
    print("nobody was found" if not hits else f"{len(hits)} found")
    return 1 if hits else 0


NEAR = collections.defaultdict(list)


# Making all that can be made.


class Watch(threading.Thread):
    """Copies every temporary file of a process while it is there, named or not."""

    def __init__(self, process, temporary, to):
        super().__init__(daemon=True)
        self.process, self.temporary, self.to, self.seen = process, temporary, to, {}

    def run(self):
        while self.process.poll() is None:
            places = [p for p in self.temporary.rglob("*") if p.is_file()]
            try:
                fds = pathlib.Path(f"/proc/{self.process.pid}/fd")
                places += [fd for fd in fds.iterdir() if str(self.temporary) in os.readlink(fd)]
            except OSError:
                pass
            for place in places:
                try:
                    name = str(os.readlink(place)) if place.is_symlink() else str(place)
                    size = place.stat().st_size
                    if size and self.seen.get(name) != size:
                        self.seen[name] = size
                        shutil.copyfile(place, self.to / re.sub(r"[^\w.]+", "_", name)[-80:])
                except OSError:
                    continue
            time.sleep(0.002)


def make(folder, work):
    work = pathlib.Path(work).absolute()
    temporary = work.parent / f"{work.name}.tmp"
    for part in ("tmp", "logs", "exports", "findings", "pages", "published"):
        (work / part).mkdir(parents=True, exist_ok=True)
    temporary.mkdir(exist_ok=True)
    ledger = work / "ledger"
    environment = {**os.environ, "TMPDIR": str(temporary)}

    def run(name, *words, to=None):
        # What was done by an earlier run is not done again.
        if (work / "logs" / f"{name}.done").exists():
            return
        out = open(to, "wb") if to else open(work / "logs" / f"{name}.out", "wb")
        with out, open(work / "logs" / f"{name}.err", "wb") as err:
            process = subprocess.Popen([PROGRAM, *map(str, words)], stdout=out, stderr=err, env=environment)
            Watch(process, temporary, work / "tmp").start()
            code = process.wait()
        (work / "logs" / f"{name}.done").touch()
        print(f"{code} {name}", flush=True)

    run("import", "import", folder, "--ledger", ledger)
    for format in ("json", "csv", "html", "sarif", "github", "text"):
        run(f"check-{format}", "check", folder, "--format", format, to=work / "findings" / f"all.{format}")
    for format in ("parquet", "csv"):
        run(f"ledger-export-{format}", "ledger", "export", "--ledger", ledger, "--format", format, "--output", work / "exports" / format)
    for format in ("csv", "xlsx", "parquet", "json"):
        run(f"export-{format}", "export", "flows", "--ledger", ledger, "--format", format, "--output", work / "exports" / f"flows.{format}")
    for question in ("activities", "organisations", "publications", "transactions", "results", "changes", "places", "matches"):
        run(f"ask-{question}", "ask", question, "--ledger", ledger, "--format", "json", to=work / "exports" / f"{question}.json")
    run("ask-activities-xlsx", "ask", "activities", "--ledger", ledger, "--format", "xlsx", to=work / "exports" / "activities.xlsx")
    rows = json.loads((work / "exports" / "organisations.json").read_text())["rows"]
    references = [row["organisation"] for row in rows]
    references = [r.get("code") if isinstance(r, dict) else r for r in references]
    references = [r for r in references if r]
    for number, reference in enumerate(references):
        run(f"publish-{number}", "publish", "--org", reference, "--ledger", ledger, "--lenient",
            "--notes", work / "published" / f"{number}.notes", to=work / "published" / f"{number}.xml")
    run("info", "ledger", "info", "--ledger", ledger)
    run("verify", "ledger", "verify", "--ledger", ledger)
    crawl(work, ledger, environment, references)
    shutil.rmtree(temporary, ignore_errors=True)


def crawl(work, ledger, environment, references):
    with open(work / "logs" / "serve.err", "w") as err:
        server = subprocess.Popen([PROGRAM, "serve", "--public", "--log", "--ledger", str(ledger), "--listen", "127.0.0.1:8394"],
                                  stderr=err, env=environment)
    Watch(server, work.parent / f"{work.name}.tmp", work / "tmp").start()
    at = "http://127.0.0.1:8394"
    for _ in range(300):
        try:
            urllib.request.urlopen(at + "/healthz")
            break
        except OSError:
            time.sleep(0.2)
    quote = lambda text: urllib.parse.quote(text, safe="")
    activities = json.loads((work / "exports" / "activities.json").read_text())["rows"]
    step = max(1, len(activities) // 400)
    addresses = ["/", "/queue", "/about", "/methods", "/quality", "/publications", "/organisations", "/activities", "/transactions"]
    addresses += [f"/activities?page={n}" for n in range(1, 20)] + [f"/results?page={n}" for n in range(1, 10)]
    addresses += [f"/activities/{quote(row['activity'])}{end}" for row in activities[::step] for end in ("", ".json")]
    addresses += [f"/organisations/{quote(reference)}" for reference in references]
    addresses += [f"/publications/{n}" for n in range(1, 60)] + [f"/faults?publication={n}" for n in range(1, 60)]
    # What somebody searches for is in no log, whatever it is.
    addresses += ["/activities?text=zelda%40searched-for.example", "/activities?text=Zelda+Quimby-Searched"]
    told = collections.Counter()
    for number, address in enumerate(addresses):
        try:
            with urllib.request.urlopen(at + address, timeout=90) as answer:
                body = answer.read()
                told[answer.status] += 1
        except urllib.error.HTTPError as error:
            body = error.read()
            told[error.code] += 1
        if "zelda" not in address.lower():
            (work / "pages" / f"{number:05}").write_bytes(body)
    server.terminate()
    server.wait()
    log = (work / "logs" / "serve.err").read_text()
    print(f"{len(addresses)} pages: {dict(told)}; what was searched for is in the log: {'zelda' in log.lower()}", flush=True)


def main():
    arguments = [a for a in sys.argv[1:]]
    show = 0
    if "--show" in arguments:
        at = arguments.index("--show")
        show = int(arguments[at + 1])
        del arguments[at: at + 2]
    if len(arguments) != 3 or arguments[0] not in ("make", "find"):
        sys.exit(__doc__)
    if arguments[0] == "make":
        make(arguments[1], arguments[2])
    else:
        sys.exit(find(arguments[1], arguments[2], show))


main()
