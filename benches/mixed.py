#!/usr/bin/env python3
"""What benches/mixed.sh runs beside the server: readers, an importer, somebody who decides, and a clock."""

import argparse
import collections
import http.client
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

OFFICE = "mixed load desk"
PAIRS = 4
ACTIVITIES = 40
PAYMENTS = 6
QUOTE = lambda text: urllib.parse.quote(text, safe="")


class Tally:
    """What was answered, by status; what went wrong, in words."""

    def __init__(self):
        self.lock = threading.Lock()
        self.minute = collections.Counter()
        self.all = collections.Counter()
        self.slowest = (0.0, "")
        self.times = []
        self.faults = []

    def answered(self, status, took, address):
        with self.lock:
            self.minute[status] += 1
            self.all[status] += 1
            self.times.append(took)
            self.slowest = max(self.slowest, (took, address))

    def fault(self, what):
        with self.lock:
            self.faults.append(f"{time.strftime('%H:%M:%S')} {what}")

    def turn(self):
        with self.lock:
            told = (self.minute, self.slowest, sorted(self.times))
            self.minute, self.slowest, self.times = collections.Counter(), (0.0, ""), []
            return told


class Client:
    """One connection that is kept; opened anew only where the server closed it."""

    def __init__(self, port):
        self.port = port
        self.connection = None

    def ask(self, method, path, body=None, headers=None):
        for attempt in (1, 2):
            fresh = self.connection is None
            if fresh:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            try:
                self.connection.request(method, path, body, headers or {})
                answer = self.connection.getresponse()
                return answer.status, answer.headers, answer.read()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                # A connection that lay idle may be closed; one just opened may not.
                self.connection = None
                if fresh or attempt == 2 or method == "POST":
                    raise
            except Exception:
                self.connection = None
                raise


def addresses(port):
    """Every question in every format, with a few arguments; pages of one thing; in five languages."""
    client = Client(port)
    found = ["/", "/about", "/methods", "/queue", "/queue.json", "/queue.csv", "/queue.xlsx", "/healthz", "/openapi.json",
             "/robots.txt", "/favicon.ico", "/home.json", "/home.csv"]
    need = {
        "match": None, "diff": "?from=2025-01-01&to=2025-12-31", "faults": "?publication=3", "pair": "?giver=XI-MIX-G0&receiver=XI-MIX-R0",
        "trace": "?activity=XI-MIX-G0-1", "history": "?activity=XI-MIX-G0-1", "blame": "?activity=XI-MIX-G0-1",
        "shares": "?sector=720", "compare-methods": "?by=year", "indicator": None, "promise": None,
    }
    asked = json.loads(client.ask("GET", "/openapi.json")[2])
    for path in asked["paths"]:
        name, _, format = path.strip("/").rpartition(".")
        if "{" in path or not name:
            continue
        more = need.get(name, "")
        if more is None:
            continue
        found.append(path + more)
        if format == "json":
            found.append(f"/{name}{more}")
            for picture in ("svg", "png"):
                if client.ask("GET", f"/{name}.{picture}{more}")[0] == 200:
                    found.append(f"/{name}.{picture}{more}")
    for lang in ("fr", "es", "ar", "zh"):
        found += [f"/?lang={lang}", f"/totals?by=provider,year&lang={lang}", f"/queue?lang={lang}"]
    for by in ("provider", "receiver", "year", "provider,year", "sector", "country", "type"):
        found += [f"/totals?by={by}", f"/totals.json?by={by}&as_of=2025-06-30"]
    for word in ("school", "water", "road", "clinic", "bridge"):
        found += [f"/activities?text={word}", f"/activities.json?text={word}&limit=20"]
    rows = json.loads(client.ask("GET", "/activities.json?limit=200")[2])["rows"]
    found += ["/activities/" + QUOTE(row["activity"]) for row in rows[:120]]
    found += ["/activities/" + QUOTE(row["activity"]) + ".json" for row in rows[:20]]
    found += [f"/activities/XI-MIX-{side}{n}-{k}" for side in "GR" for n in range(PAIRS) for k in range(1, 9)]
    found += [f"/publications/{n}{s}" for n in range(1, 40) for s in ("", ".json")]
    found += [f"/organisations/XI-MIX-{side}{n}" for side in "GR" for n in range(PAIRS)]
    found = [address for address in found if client.ask("GET", address)[0] < 400]
    # And some that are not there.
    found += ["/nothing", "/activities/XI-NOT-THERE", "/publications/999999", "/totals?by=nonsense"]
    return found


def reader(port, found, tally, stop, pace, seed):
    dice = random.Random(seed)
    client = Client(port)
    due = time.monotonic() + dice.random() * pace
    while not stop.is_set():
        wait = due - time.monotonic()
        if wait > 0 and stop.wait(wait):
            break
        due = max(due + pace, time.monotonic() - 5)
        address = dice.choice(found)
        began = time.monotonic()
        try:
            status, headers, body = client.ask("GET", address)
            tally.answered(status, time.monotonic() - began, address)
            if status == 503 and not headers.get("Retry-After"):
                tally.fault(f"503 without Retry-After: {address}")
            elif status >= 500 and status != 503:
                tally.fault(f"{status} {address}: {body[:200]!r}")
            elif status == 200 and ".json" in address and not address.startswith("/openapi"):
                json.loads(body)
        except Exception as error:
            tally.answered("broken", time.monotonic() - began, address)
            tally.fault(f"broken: {address}: {error!r}")


def publication(side, pair, revision):
    """What one of a pair says at its nth revision: a few figures are others than before."""
    own, other = f"XI-MIX-{side}{pair}", f"XI-MIX-{'R' if side == 'G' else 'G'}{pair}"
    moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(1767225600 + revision * 60))
    out = [f'<iati-activities version="2.03" generated-datetime="{moment}">']
    for activity in range(1, ACTIVITIES + 1):
        # Every revision touches a tenth of the activities.
        touched = revision - (revision - activity) % 10
        dice = random.Random(f"{pair}/{activity}")
        out.append(
            f'<iati-activity default-currency="EUR" xml:lang="en" last-updated-datetime="{moment}">'
            f"<iati-identifier>{own}-{activity}</iati-identifier>"
            f'<reporting-org ref="{own}" type="10"><narrative>Mixed {side} {pair}</narrative></reporting-org>'
            f"<title><narrative>Bridge {activity} of pair {pair}, told {touched} times</narrative></title>"
            f'<activity-status code="2"/><recipient-country code="KE" percentage="100"/>'
        )
        for payment in range(PAYMENTS):
            day = f"2025-{1 + (activity + payment) % 12:02}-{1 + dice.randrange(27):02}"
            value = 1000 + dice.randrange(900_000)
            # The receiver often tells a little less, or later.
            if side == "R" and dice.random() < 0.5:
                value = value * 97 // 100
                day = day[:-2] + "28"
            if (activity + payment + touched) % 37 == 0:
                value += touched
            kind, ends = ("3", f'<receiver-org ref="{other}"/>') if side == "G" else ("1", f'<provider-org ref="{other}"/>')
            out.append(
                f'<transaction><transaction-type code="{kind}"/><transaction-date iso-date="{day}"/>'
                f'<value value-date="{day}">{value}</value><description><narrative>Part {payment}</narrative></description>'
                f"{ends}</transaction>"
            )
        out.append("</iati-activity>")
    out.append("</iati-activities>")
    return "".join(out)


class Importer:
    def __init__(self, asked, folder):
        self.asked, self.folder, self.done, self.busy = asked, folder, 0, 0

    def once(self, tally):
        turn, of = divmod(self.done, 2 * PAIRS)
        side, pair = "GR"[of % 2], of // 2
        path = self.folder / f"{side}{pair}" / f"revision-{turn:05}.xml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(publication(side, pair, turn))
        for _ in range(200):
            said = subprocess.run([self.asked.program, "import", path, "--ledger", self.asked.ledger],
                                  capture_output=True, text=True)
            if said.returncode == 0:
                self.done += 1
                break
            if "writ" in said.stderr:
                self.busy += 1
                time.sleep(0.1)
                continue
            tally.fault(f"import: {said.returncode} {said.stderr.strip()}")
            break
        path.unlink()

    def run(self, tally, stop):
        while not stop.is_set():
            began = time.monotonic()
            self.once(tally)
            stop.wait(max(0.0, self.asked.every - (time.monotonic() - began)))


class Decider:
    """Decides what waits, and takes back every second decision some time later."""

    def __init__(self, port, token):
        self.client, self.token = Client(port), token
        self.made, self.undone, self.refused, self.busy = {}, [], 0, 0

    def post(self, tally, **fields):
        body = urllib.parse.urlencode({"token": self.token, **fields})
        head = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        for _ in range(300):
            status, _, text = self.client.ask("POST", "/decide", body, head)
            if status == 201:
                return json.loads(text)["statement"]
            if b"writing to the ledger" in text:
                self.busy += 1
                time.sleep(0.1)
                continue
            self.refused += 1
            if status >= 500:
                tally.fault(f"decide: {status} {text[:300]!r}")
            return None
        tally.fault("decide: never the writer's turn")
        return None

    def run(self, tally, stop):
        dice = random.Random(7)
        while not stop.wait(2):
            try:
                status, _, text = self.client.ask("GET", "/queue.json?limit=50")
                waiting = [row["match_id"] for row in json.loads(text)["rows"]] if status == 200 else []
                if waiting:
                    verdict = dice.choice(["accept", "reject", "query"])
                    name = dice.choice(waiting)
                    seq = self.post(tally, verdict=verdict, name=name, note="looked at under load")
                    if seq is not None:
                        self.made[seq] = verdict
                standing = [seq for seq in self.made if seq not in self.undone]
                if len(standing) > 20 or (standing and not waiting):
                    seq = dice.choice(standing)
                    if self.post(tally, undo=seq) is not None:
                        self.undone.append(seq)
            except Exception as error:
                tally.fault(f"decide: broken: {error!r}")


def held(server):
    """Memory of the server in MB: all, and what is not a mapped file; open files; threads."""
    text = pathlib.Path(f"/proc/{server}/status").read_text()
    number = lambda name: int(re.search(rf"{name}:\s+(\d+)", text).group(1))
    files = len(list(pathlib.Path(f"/proc/{server}/fd").iterdir()))
    return number("VmRSS") / 1024, number("RssAnon") / 1024, files, number("Threads")


def main():
    read = argparse.ArgumentParser()
    for name in ("program", "ledger", "port", "server", "log", "minutes", "rate", "every", "seed"):
        read.add_argument(f"--{name}", required=True)
    asked = read.parse_args()
    for name in ("rate", "every", "minutes"):
        setattr(asked, name, float(getattr(asked, name)))
    port, server = int(asked.port), int(asked.server)
    run = lambda *words: subprocess.run([asked.program, *words], capture_output=True, text=True)
    token = run("ledger", "token", "add", "--by", OFFICE, "--ledger", asked.ledger)
    token = re.search(r"\b[0-9a-f]{48}\b", token.stdout + token.stderr).group(0)
    count = lambda: json.loads(run("ask", "publications", "--limit", "1", "--ledger", asked.ledger, "--format", "json").stdout)["total"]
    before = count()

    tally, stop = Tally(), threading.Event()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="counterfoil-mixed-in."))
    importer, decider = Importer(asked, folder), Decider(port, token)
    for _ in range(2 * PAIRS):
        importer.once(tally)
    time.sleep(2)
    found = addresses(port)
    print(f"{len(found)} addresses, {asked.rate:.0f} requests a second, an import every {asked.every:.0f} s", flush=True)
    readers = max(2, round(asked.rate / 5))
    pace = readers / asked.rate
    threads = [threading.Thread(target=reader, args=(port, found, tally, stop, pace, f"{asked.seed}/{n}")) for n in range(readers)]
    threads += [threading.Thread(target=importer.run, args=(tally, stop)), threading.Thread(target=decider.run, args=(tally, stop))]
    for thread in threads:
        thread.start()
    began, memory = time.monotonic(), []
    while time.monotonic() - began < asked.minutes * 60:
        time.sleep(min(60, asked.minutes * 60))
        try:
            now = held(server)
        except FileNotFoundError:
            tally.fault("the server is gone")
            break
        memory.append(now)
        minute, slowest, times = tally.turn()
        at = lambda part: times[min(len(times) - 1, int(len(times) * part))] * 1000 if times else 0
        statuses = " ".join(f"{status}×{n}" for status, n in sorted(minute.items(), key=str))
        print(f"minute {len(memory):3}: RSS {now[0]:.0f} MB, of its own {now[1]:.0f} MB, {now[2]} files, {now[3]} threads; "
              f"{statuses}; p50 {at(.5):.0f} p99 {at(.99):.0f} ms, slowest {slowest[0]:.1f} s {slowest[1]}; "
              f"{importer.done} imports, {len(decider.made)} decisions, {len(decider.undone)} taken back", flush=True)
    stop.set()
    for thread in threads:
        thread.join()

    faults = list(tally.faults)
    logged = pathlib.Path(asked.log).read_text().splitlines()
    other = [line for line in logged if not line.startswith("{") and "Serving" not in line]
    faults += [f"the server said: {line}" for line in other[:20]]
    verified = run("ledger", "verify", "--ledger", asked.ledger)
    print(f"verify: exit status {verified.returncode}: {verified.stdout.strip().splitlines()[-1:]}")
    if verified.returncode != 0:
        faults.append(f"verify: {verified.stdout}{verified.stderr}")
    after = count()
    if after - before != importer.done:
        faults.append(f"{importer.done} imports ended well, {after - before} publications came")
    listed = run("ledger", "statements", "--ledger", asked.ledger)
    numbers = {int(n) for n in re.findall(r"(?m)^\s*(\d+)\b", listed.stdout)}
    lost = [seq for seq in decider.made if seq not in numbers]
    if lost or listed.returncode:
        faults.append(f"statements that were acknowledged and are not there: {lost} {listed.stderr}")
    _, _, home = Client(port).ask("GET", "/totals.json?by=provider,year")
    own = run("ask", "totals", "--by", "provider,year", "--ledger", asked.ledger, "--format", "json").stdout
    if json.loads(home)["rows"] != json.loads(own)["rows"]:
        faults.append("the server and the command line give other totals")
    half = memory[len(memory) // 2:]
    growth = half[-1][1] - half[0][1] if half else 0
    total = sum(tally.all.values())
    print(f"{total} answers: " + " ".join(f"{s}×{n}" for s, n in sorted(tally.all.items(), key=str)))
    print(f"{importer.done} imports ({importer.busy} waited for the writer), {len(decider.made)} decisions, {len(decider.undone)} taken "
          f"back, {decider.refused} refused, {decider.busy} waited; all that was acknowledged is on record: {not lost}")
    if half:
        print(f"last half: own memory {half[0][1]:.0f} MB to {half[-1][1]:.0f} MB ({growth:+.0f}), files {half[0][2]} to {half[-1][2]}")
    for fault in faults[:50]:
        print("FAULT", fault)
    print("nothing failed, nothing was lost" if not faults else f"{len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
