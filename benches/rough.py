#!/usr/bin/env python3
"""Rough handling of a ledger, each with what must hold afterwards.

    benches/rough.py kills [N]        decisions killed with SIGKILL, on the command line and in a server, N of each
    benches/rough.py writers [SECONDS] two imports and a desk that decides at once, now and then killed, beside readers
    benches/rough.py full             a disk without room: every command that writes, at many sizes of what is left (root)
    benches/rough.py torn [N]         every file of a ledger cut, overwritten or emptied, N times each kind of file

SEED=n repeats a run; COUNTERFOIL names a program that is built already (else target/release/counterfoil).
"""

import collections
import contextlib
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import mixed

PROGRAM = os.environ.get("COUNTERFOIL", str(pathlib.Path(__file__).parent.parent / "target/release/counterfoil"))
SEED = int(os.environ.get("SEED", "1"))
DICE = random.Random(SEED)
DESK = "desk of rough handling"
PANIC = "panicked at"
# What is said of a record whose head is damaged.
NO_LEDGER = ("there is no ledger in", "belongs to another program", "a newer Counterfoil", "of an older format")


def run(*words, **more):
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, **more)


def fail(what, said=None):
    print("FAULT", what)
    if said is not None:
        print(said.returncode, said.stdout[-3000:], said.stderr[-3000:])
    sys.exit(1)


def done(*words, **more):
    said = run(*words, **more)
    if said.returncode != 0:
        fail(words, said)
    return said.stdout


def sound(ledger, what):
    said = run("ledger", "verify", "--ledger", ledger)
    if said.returncode != 0:
        fail(f"not sound after {what}", said)


def statements(ledger):
    return json.loads(done("ledger", "statements", "--ledger", ledger, "--format", "json"))


def fixed(said):
    """What never changes of statements."""
    return [{key: value for key, value in one.items() if key != "in_force"} for one in said]


def standing_of(said):
    return [one["seq"] for one in said if one["in_force"] and one["kind"] != "undo"]


def waiting(ledger):
    words = ("ask", "matches", "--stands", "proposed", "--format", "json", "--ledger", ledger)
    return [row["match_id"] for row in json.loads(done(*words))["rows"]]


def answers(ledger, questions=("totals --by reporter,year", "transactions", "activities", "reconciliation")):
    """What these questions are answered; a failure is its words."""
    told = []
    for question in questions:
        said = run("ask", *question.split(), "--ledger", ledger, "--format", "csv")
        told.append((said.returncode, said.stdout if said.returncode == 0 else said.stderr))
    return told


def write(folder, side, pair, revision):
    path = folder / f"{side}{pair}" / f"revision-{revision:05}.xml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(mixed.publication(side, pair, revision))
    return path


def made(folder, pairs=2):
    """A ledger of a few pairs, with matches that wait for somebody."""
    for pair in range(pairs):
        for side in "GR":
            write(folder / "in", side, pair, 0)
    done("import", folder / "in", "--ledger", folder / "ledger")
    return folder / "ledger"


class Steady:
    """A reader that asks the same all the time and must always be told the same."""

    def __init__(self, ledger, questions):
        self.ledger, self.questions, self.asked, self.wrong = ledger, questions, 0, []
        self.first = answers(ledger, questions)
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while not self.over.is_set():
            told = answers(self.ledger, self.questions)
            self.asked += len(told)
            if told != self.first:
                self.wrong.append(next(b for a, b in zip(self.first, told) if a != b))
            self.over.wait(0.05)

    def end(self):
        self.over.set()
        self.thread.join()
        if self.wrong:
            fail(f"a reader was told something else: {self.wrong[0]}")
        return self.asked


# Kills of decisions.


def goes_on(before, after, acknowledged, under_way):
    """What was on record is still there, unchanged; what was acknowledged came; nothing came that nobody sent."""
    if fixed(after)[: len(before)] != fixed(before):
        fail("what was on record changed")
    new = after[len(before):]
    for one in new:
        if not all(one.get(key) for key in ("seq", "kind", "subject", "author", "made")):
            fail(f"half a statement: {one}")
    lost = set(acknowledged) - {one["seq"] for one in new}
    if lost:
        fail(f"acknowledged and lost: {sorted(lost)}")
    if len(new) > len(acknowledged) + under_way:
        fail(f"{len(new)} statements came of {len(acknowledged)} acknowledged and {under_way} under way")
    return len(new)


def step(open_matches, standing):
    """The next thing to say: a decision, or one that is taken back."""
    if not open_matches or (standing and DICE.random() < 0.3):
        return ("undo", standing[DICE.randrange(len(standing))])
    return (DICE.choice(["accept", "reject", "query"]), DICE.choice(open_matches))


def command(ledger, what, which):
    if what == "undo":
        return ["ledger", "statements", "undo", str(which), "--by", DESK, "--note", "taken back", "--ledger", str(ledger)]
    return ["decide", what, which, "--by", DESK, "--note", "rough", "--ledger", str(ledger)]


def kills(count):
    with tempfile.TemporaryDirectory() as folder:
        ledger = made(pathlib.Path(folder))
        before = statements(ledger)
        began = time.monotonic()
        done(*command(ledger, "query", waiting(ledger)[0]))
        whole = time.monotonic() - began
        before = statements(ledger)
        steady = Steady(ledger, ("totals --by reporter,year", "transactions --known-at 3"))
        killed = landed = ended = 0
        while killed < count:
            words = command(ledger, *step(waiting(ledger), standing_of(before)))
            child = subprocess.Popen([PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            time.sleep(DICE.random() * whole * 1.2)
            child.kill()
            child.communicate()
            sound(ledger, words)
            after = statements(ledger)
            came = goes_on(before, after, [], 1)
            if child.returncode == 0:
                ended += 1
                if came != 1:
                    fail(f"ended well and is not on record: {words}")
            elif child.returncode == -signal.SIGKILL:
                killed += 1
                landed += came
            else:
                fail(f"{words} ended with {child.returncode}")
            before = after
        print(f"command line: {killed} kills ({landed} came on record before they struck; {ended} ended before), "
              f"{len(before)} statements, {steady.end()} answers beside them all the same")
        serve_kills(ledger, count)


def serve_kills(ledger, count):
    port = int(os.environ.get("PORT", "8393"))
    steady = Steady(ledger, ("totals --by reporter,year", "transactions --known-at 3"))
    before = statements(ledger)
    acknowledged_all = unanswered = refused = waited = 0
    for turn in range(count):
        server = subprocess.Popen([PROGRAM, "serve", "--ledger", ledger, "--listen", f"127.0.0.1:{port}"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        server.stderr.readline()
        standing, open_matches = standing_of(before), waiting(ledger)
        acknowledged, over, lock = [], threading.Event(), threading.Lock()
        sent = collections.Counter()

        def desk(number):
            while not over.is_set():
                with lock:
                    if not open_matches and not standing:
                        return
                    what, which = step(open_matches, standing)
                    if what == "undo":
                        standing.remove(which)
                        fields = {"undo": which}
                    else:
                        open_matches.remove(which)
                        fields = {"verdict": what, "name": which}
                body = urllib.parse.urlencode({"by": DESK, "note": "rough", **fields})
                head = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
                try:
                    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                    connection.request("POST", "/decide", body, head)
                    answer = connection.getresponse()
                    text = answer.read()
                except (OSError, http.client.HTTPException):
                    sent["unanswered"] += 1
                    return
                if answer.status == 201:
                    acknowledged.append(json.loads(text)["statement"])
                elif b"writing to the ledger" in text:
                    sent["waited"] += 1
                    (standing if what == "undo" else open_matches).append(which)
                    over.wait(0.02 * random.random())
                elif answer.status < 500:
                    sent["refused"] += 1
                else:
                    sent["faults"] += 1
                    print("FAULT", answer.status, text[:400])

        desks = [threading.Thread(target=desk, args=(n,)) for n in range(2)]
        for one in desks:
            one.start()
        time.sleep(DICE.random() * 0.4)
        server.kill()
        over.set()
        for one in desks:
            one.join()
        server.wait()
        sound(ledger, "a server killed")
        after = statements(ledger)
        goes_on(before, after, acknowledged, 2)
        before = after
        if sent["faults"]:
            fail("a decision was answered with a fault of the server")
        acknowledged_all += len(acknowledged)
        waited += sent["waited"]
        unanswered += sent["unanswered"]
        refused += sent["refused"]
    print(f"server: {count} kills, {acknowledged_all} decisions acknowledged, all on record; {unanswered} without an answer, "
          f"{refused} refused, {waited} sent again (the other desk's turn); {steady.end()} answers beside them all the same")


# Several writers at once.


def writers(seconds):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        ledger = made(folder)
        known = json.loads(done("ask", "publications", "--ledger", ledger, "--format", "json"))["total"]
        steady = Steady(ledger, (f"totals --by reporter,year --known-at {known}", f"transactions --known-at {known}"))
        over, tally = threading.Event(), collections.Counter()

        def stamped(revision):
            """A file in which every amount is the same: half of it would be seen."""
            rows = "".join(
                f"<iati-activity default-currency=\"EUR\"><iati-identifier>XI-STAMP-{n}</iati-identifier>"
                f"<reporting-org ref=\"XI-STAMP\" type=\"10\"><narrative>Stamp Office</narrative></reporting-org>"
                f"<title><narrative>Gate {n}</narrative></title><transaction><transaction-type code=\"3\"/>"
                f"<transaction-date iso-date=\"2025-01-0{1 + n % 9}\"/><value value-date=\"2025-01-01\">{revision}</value>"
                f"<receiver-org ref=\"XI-GATE\"/></transaction></iati-activity>"
                for n in range(60)
            )
            moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(1767225600 + revision * 60))
            return f'<iati-activities version="2.03" generated-datetime="{moment}">{rows}</iati-activities>'

        def imported(path):
            """Until it is kept; now and then killed on the way."""
            while True:
                child = subprocess.Popen([PROGRAM, "import", path, "--ledger", ledger], stdout=subprocess.DEVNULL,
                                         stderr=subprocess.PIPE, text=True)
                if random.random() < 0.1:
                    time.sleep(random.random() * 0.1)
                    child.kill()
                said = child.communicate()[1]
                if child.returncode == 0:
                    tally["imports"] += 1
                    return
                if child.returncode == -signal.SIGKILL:
                    tally["kills"] += 1
                elif "is writing to" in said:
                    tally["waits of an import"] += 1
                    time.sleep(0.02 * random.random())
                else:
                    tally["FAULT"] += 1
                    print("FAULT", child.returncode, said)
                    return

        def importer(kind):
            revision = 1
            while not over.is_set():
                if kind == "stamp":
                    path = folder / "stamp" / f"stamp-{revision:05}.xml"
                    path.parent.mkdir(exist_ok=True)
                    path.write_text(stamped(revision))
                else:
                    path = write(folder / "more", "GR"[revision % 2], revision // 2 % 2, revision)
                imported(path)
                revision += 1

        def decider():
            while not over.is_set():
                said = run("ask", "matches", "--stands", "proposed", "--format", "json", "--ledger", ledger)
                if said.returncode != 0:
                    print("FAULT", said.stderr)
                    tally["FAULT"] += 1
                    return
                rows = json.loads(said.stdout)["rows"]
                if not rows:
                    time.sleep(0.1)
                    continue
                said = run(*command(ledger, random.choice(["reject", "query"]), random.choice(rows)["match_id"]))
                if said.returncode == 0:
                    tally["decisions"] += 1
                elif "is writing to" in said.stderr:
                    tally["waits of a decision"] += 1
                elif "no match" in said.stderr or "match" in said.stderr:
                    tally["matches that were gone"] += 1
                else:
                    print("FAULT", said.returncode, said.stderr)
                    tally["FAULT"] += 1

        def reader():
            highest = 0
            while not over.is_set():
                said = run("ask", "transactions", "--organisation", "XI-STAMP", "--ledger", ledger, "--format", "json")
                if said.returncode != 0:
                    print("FAULT", said.returncode, said.stderr)
                    tally["FAULT"] += 1
                    return
                rows = json.loads(said.stdout)["rows"]
                amounts = {json.dumps(row["value"], sort_keys=True) for row in rows}
                if len(amounts) > 1 or len(rows) not in (0, 60):
                    print("FAULT half a file is told:", len(rows), amounts)
                    tally["FAULT"] += 1
                tally["answers"] += 1

        jobs = [threading.Thread(target=importer, args=(k,)) for k in ("stamp", "pairs")]
        jobs += [threading.Thread(target=decider), threading.Thread(target=reader)]
        for job in jobs:
            job.start()
        time.sleep(seconds)
        over.set()
        for job in jobs:
            job.join()
        asked = steady.end()
        sound(ledger, "several writers")
        if tally["FAULT"]:
            fail(f"{tally['FAULT']} faults")
        kept = json.loads(done("ask", "publications", "--ledger", ledger, "--format", "json"))["total"]
        if kept < known + tally["imports"]:
            fail(f"{tally['imports']} imports were acknowledged, {kept - known} publications came")
        if len(statements(ledger)) != tally["decisions"]:
            fail(f"{tally['decisions']} decisions were acknowledged, {len(statements(ledger))} are on record")
        print(f"{seconds:.0f} s: " + ", ".join(f"{n} {what}" for what, n in sorted(tally.items()))
              + f"; {asked} answers about a moment, all the same; sound")


# A disk without room.


@contextlib.contextmanager
def disk(size):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="counterfoil-disk."))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=False)
        folder.rmdir()


def fill(folder, left):
    """Leaves so many bytes of room."""
    at = os.statvfs(folder)
    room = at.f_bavail * at.f_frsize - left
    with open(folder / "filler", "wb") as out:
        step = b"\1" * 65536
        with contextlib.suppress(OSError):
            while room > 0:
                out.write(step[: min(room, len(step))])
                out.flush()
                room -= len(step)


def full():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        template = made(folder)
        more = [write(folder / "more", "GR"[n % 2], n // 2, 3) for n in range(4)]
        wanted = answers(template)
        match = waiting(template)[0]
        jobs = {
            "import": lambda ledger, to: ["import", *more, "--ledger", ledger],
            "decide": lambda ledger, to: ["decide", "accept", match, "--by", DESK, "--ledger", ledger],
            "rebuild": lambda ledger, to: ["ledger", "rebuild", "--ledger", ledger],
            "compact": lambda ledger, to: ["ledger", "compact", "--ledger", ledger],
            "redact": lambda ledger, to: ["ledger", "redact", "--also", folder / "also", "--reason", "asked for", "--ledger", ledger],
            "token": lambda ledger, to: ["ledger", "token", "add", "--by", DESK, "--ledger", ledger],
            "export of the ledger": lambda ledger, to: ["ledger", "export", "--ledger", ledger, "--output", to / "tables"],
            "export csv": lambda ledger, to: ["export", "flows", "--format", "csv", "--ledger", ledger, "--output", to / "t.csv"],
            "export xlsx": lambda ledger, to: ["export", "flows", "--format", "xlsx", "--ledger", ledger, "--output", to / "t.xlsx"],
            "export parquet": lambda ledger, to: ["export", "flows", "--format", "parquet", "--ledger", ledger, "--output", to / "t.parquet"],
            "export json": lambda ledger, to: ["export", "flows", "--format", "json", "--ledger", ledger, "--output", to / "t.json"],
        }
        (folder / "also").write_text("Bridge 7 of pair 1\n")
        print("command                 room left   ends   says")
        for name, words in jobs.items():
            for left in (0, 4096, 16384, 34000, 49152, 90000, 131072, 200000, 300000, 700000):
                with disk("24m") as on:
                    ledger = on / "ledger"
                    shutil.copytree(template, ledger)
                    fill(on, left)
                    said = run(*words(ledger, on), env={**os.environ, "TMPDIR": str(on)})
                    told = (said.stderr.strip() or said.stdout.strip()).splitlines()
                    text = said.stderr + said.stdout
                    ok = said.returncode == 0
                    brief = " | ".join(told[:2]).replace(str(on), "…") if not ok else ""
                    print(f"{name:22} {left:9}  {said.returncode:5}   {brief[:230]}")
                    if PANIC in text or said.returncode not in (0, 1, 2, 3):
                        fail(f"{name} with {left} bytes left", said)
                    if not ok and "no room" not in text and "make room" not in text:
                        fail(f"{name} with {left} bytes left does not say that the disk is full", said)
                    # Who reads does so all the same, or is told of the disk: to open a ledger that nobody has open takes
                    # 32 kB. (After a rebuild or a redaction that was cut off he is told to wait.)
                    beside = answers(ledger)
                    is_told = all(code == 2 and "no room left" in text for code, text in beside)
                    if name not in ("import", "redact", "rebuild", "decide") and beside != wanted and not is_told:
                        fail(f"{name} with {left} bytes left: other answers while the disk is full: {beside}")
                    if is_told and left > 65536 and ok:
                        fail(f"{name} with {left} bytes left: nothing is answered: {beside}")
                    (on / "filler").unlink()
                    again = run(*words(ledger, on), env={**os.environ, "TMPDIR": str(on)})
                    if again.returncode != 0 and not (ok and name == "decide"):
                        fail(f"{name} with {left} bytes left: does not work again with room", again)
                    sound(ledger, f"{name} with {left} bytes left")
                    if name == "import":
                        kept = json.loads(done("ask", "publications", "--ledger", ledger, "--format", "json"))["total"]
                        if kept != 8:
                            fail(f"import: {kept} publications")
                    elif name == "decide":
                        if len(statements(ledger)) < 1:
                            fail("the decision is not there")
                    elif name != "redact" and answers(ledger) != wanted:
                        fail(f"{name} with {left} bytes left: other answers afterwards")
        with disk("24m") as on:
            served_all_the_while(template, on, more)
        print("a full disk was named each time; what was there stayed; with room the same command ended well")


def served_all_the_while(template, on, more):
    """A server that runs when the disk fills goes on answering; what it cannot write, it says."""
    ledger = on / "ledger"
    shutil.copytree(template, ledger)
    match = waiting(ledger)[0]
    port = int(os.environ.get("PORT", "8393"))
    server = subprocess.Popen([PROGRAM, "serve", "--ledger", ledger, "--listen", f"127.0.0.1:{port}"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    server.stderr.readline()

    def ask(method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        head = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"} if body else {}
        connection.request(method, path, body, head)
        answer = connection.getresponse()
        return answer.status, answer.read()

    pages = ("/totals.json?by=reporter,year", "/transactions.csv", "/activities")
    before = [ask("GET", page) for page in pages]
    fill(on, 0)
    if run("import", *more, "--ledger", ledger).returncode != 2:
        fail("an import onto a full disk did not say so")
    status, text = ask("POST", "/decide", urllib.parse.urlencode({"verdict": "accept", "name": match, "by": DESK}))
    if status != 503:
        fail(f"a decision onto a full disk: {status} {text}")
    if [ask("GET", page) for page in pages] != before:
        fail("a server answers otherwise once the disk is full")
    (on / "filler").unlink()
    status, text = ask("POST", "/decide", urllib.parse.urlencode({"verdict": "accept", "name": match, "by": DESK}))
    if status != 201:
        fail(f"a decision once there is room: {status} {text}")
    server.kill()
    server.communicate()
    sound(ledger, "a full disk under a server")
    print("a server goes on answering on a full disk, says 503 to a decision, and takes it once there is room")


# Torn files.


def tear(path):
    """Damages a file; says how, in words."""
    size = path.stat().st_size
    how = DICE.choice(["cut", "bit", "block", "zeros", "emptied", "gone", "longer", "head"])
    if size == 0:
        how = DICE.choice(["gone", "longer"])
    at = DICE.randrange(size) if size else 0
    if how == "cut":
        os.truncate(path, at)
    elif how == "emptied":
        os.truncate(path, 0)
    elif how == "gone":
        path.unlink()
    elif how == "longer":
        with open(path, "ab") as out:
            out.write(DICE.randbytes(512))
    else:
        with open(path, "r+b") as out:
            if how == "head":
                at = DICE.randrange(min(size, 100))
            out.seek(at)
            if how in ("bit", "head"):
                old = out.read(1)[0]
                out.seek(at)
                out.write(bytes([old ^ (1 << DICE.randrange(8))]))
            else:
                length = min(size - at, DICE.choice([16, 512, 4096]))
                out.write(DICE.randbytes(length) if how == "block" else b"\0" * length)
    return f"{how} at {at} of {size}"


def log_left_behind(folder):
    """A ledger whose last publications stand in the log of the record, as a power cut leaves it."""
    ledger = folder / "logged"
    shutil.copytree(folder / "ledger", ledger)
    more = [write(folder / "logs", "GR"[n % 2], n // 2, 5) for n in range(4)]
    # While somebody reads, the log cannot be emptied into the record.
    server = subprocess.Popen([PROGRAM, "serve", "--ledger", ledger, "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE,
                              stdout=subprocess.DEVNULL, text=True)
    server.stderr.readline()
    done("import", *more, "--ledger", ledger)
    server.kill()
    server.wait()
    if not (ledger / "record.sqlite-wal").exists() or (ledger / "record.sqlite-wal").stat().st_size == 0:
        fail("no log was left behind")
    return ledger


def torn(count):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        plain = made(folder)
        done("decide", "accept", waiting(plain)[0], "--by", DESK, "--ledger", plain)
        logged = log_left_behind(folder)
        kinds = {
            "record.sqlite": (plain, lambda at: [at / "record.sqlite"]),
            "record.sqlite-wal": (logged, lambda at: [at / "record.sqlite-wal"]),
            "record.sqlite-shm": (logged, lambda at: [at / "record.sqlite-shm"]),
            "index": (plain, lambda at: sorted(p for p in (at / "index").iterdir() if p.is_file())),
        }
        for kind, (template, files) in kinds.items():
            # A copy, so that asking does not empty the template's log.
            reference = folder / "reference"
            shutil.rmtree(reference, ignore_errors=True)
            shutil.copytree(template, reference)
            wanted = answers(reference)
            said_before = statements(reference)
            tally = collections.Counter()
            for _ in range(count):
                ledger = folder / "torn"
                shutil.rmtree(ledger, ignore_errors=True)
                shutil.copytree(template, ledger)
                which = DICE.choice(files(ledger))
                how = f"{which.name}: {tear(which)}"
                untouched = folder / "untouched"
                shutil.rmtree(untouched, ignore_errors=True)
                shutil.copytree(ledger, untouched)
                first = answers(untouched)
                verified = run("ledger", "verify", "--ledger", ledger)
                told = verified.stdout + verified.stderr
                every = "".join(text for _, text in first) + told
                if verified.returncode == 2 and kind == "record.sqlite" and any(words in told for words in NO_LEDGER):
                    tally["its head gone: refused as no ledger"] += 1
                    if any(code == 0 for code, _ in first):
                        fail(f"{how}: verify refuses it, and answers are given", verified)
                    again = run("ledger", "rebuild", "--ledger", ledger)
                    if again.returncode == 0:
                        fail(f"{how}: rebuild made an empty ledger of it", again)
                    continue
                if PANIC in every or verified.returncode not in (0, 1) or any(code not in (0, 1, 2) for code, _ in first):
                    fail(f"{how}: {[code for code, _ in first]} {every[-1500:]}", verified)
                is_wrong = any(code == 0 and told != right for (code, told), (_, right) in zip(first, wanted))
                if verified.returncode == 0:
                    if is_wrong:
                        fail(f"{how}: other answers, and verify finds nothing", verified)
                    tally["harmless"] += 1
                    continue
                tally["told by verify"] += 1
                tally["answers refused" if any(code for code, _ in first) else "answers given all the same"] += 1
                tally["other answers (verify tells)"] += is_wrong
                rebuilt = run("ledger", "rebuild", "--ledger", ledger)
                text = rebuilt.stdout + rebuilt.stderr
                if PANIC in text or rebuilt.returncode not in (0, 1, 2):
                    fail(f"{how}: rebuild", rebuilt)
                after = run("ledger", "verify", "--ledger", ledger)
                if PANIC in after.stdout + after.stderr or after.returncode not in (0, 1):
                    fail(f"{how}: verify after rebuild", after)
                if after.returncode == 0:
                    same = answers(ledger) == wanted and statements(ledger) == said_before
                    tally["mended by rebuild" if same else "what the log held last is lost, the rest sound"] += 1
                    if not same and kind != "record.sqlite-wal":
                        fail(f"{how}: rebuild made other answers, and verify finds nothing", rebuilt)
                else:
                    tally["past mending: put a copy back"] += 1
                    if kind in ("index", "record.sqlite-shm"):
                        fail(f"{how}: rebuild did not mend it", after)
            print(f"{kind}: {count} times torn: " + ", ".join(f"{n} {what}" for what, n in sorted(tally.items()) if n), flush=True)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    more = sys.argv[2:]
    print(f"seed {SEED}", flush=True)
    match sys.argv[1]:
        case "kills":
            kills(int(more[0]) if more else 200)
        case "writers":
            writers(float(more[0]) if more else 60)
        case "full":
            full()
        case "torn":
            torn(int(more[0]) if more else 200)
        case _:
            sys.exit(__doc__)


main()
