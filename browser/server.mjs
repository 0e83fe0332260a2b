// The demo, served on a port of its own, and a browser to look at it with.
//
// COUNTERFOIL names the program (default: target/release/counterfoil), CHROMIUM the browser.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const root = join(import.meta.dirname, "..");
const program = process.env.COUNTERFOIL ?? join(root, "target/release/counterfoil");

function freePort() {
  return new Promise((found) => {
    const listener = createServer().listen(0, "127.0.0.1", () => {
      const { port } = listener.address();
      listener.close(() => found(port));
    });
  });
}

/** Makes the demo, serves it, and gives { address, stop }. */
export async function demo(more = []) {
  const folder = mkdtempSync(join(tmpdir(), "counterfoil-browser-"));
  const ledger = join(folder, "ledger");
  const made = spawnSync(program, ["demo", "--ledger", ledger, "--no-serve"], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`the demo was not made: ${made.error ?? made.stderr}`);
  const listen = `127.0.0.1:${await freePort()}`;
  const server = spawn(program, ["serve", "--ledger", ledger, "--listen", listen, ...more], {
    stdio: "ignore",
  });
  const address = `http://${listen}`;
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(`${address}/healthz`).catch(() => null);
    if (answer?.ok) break;
    if (tries > 100) throw new Error("the server does not answer");
    await new Promise((go) => setTimeout(go, 100));
  }
  return {
    address,
    ledger,
    stop() {
      server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Chromium without a window. */
export function browser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** The languages that pages are offered in: a catalogue each, and English. */
const words = readdirSync(new URL("../crates/counterfoil/words/", import.meta.url));
export const TONGUES = ["en", ...words.filter((f) => f.endsWith(".po")).map((f) => f.slice(0, -3))];

/** A value of the first row of an answer. */
async function first(address, question, column) {
  const answer = await (await fetch(`${address}/${question}`)).json();
  const at = answer.columns.findIndex((c) => c.name === column);
  const row = Array.isArray(answer.rows[0]) ? answer.rows[0][at] : answer.rows[0][column];
  return row?.code ?? row;
}

/** Every screen, by name: its path and what it asks. */
export async function screens(address) {
  const pair = async (column) => first(address, "reconciliation.json", column);
  const [giver, receiver] = [await pair("giver"), await pair("receiver")];
  const activity = await first(address, "activities.json", "activity");
  const organisation = await first(address, "organisations.json", "organisation");
  const promise = await first(address, "promises.json?status=missed", "promise");
  const indicator = await first(address, "indicators.json", "group");
  const of = (path, query) => `${path}?${new URLSearchParams(query)}`;
  return {
    home: "/",
    publications: "/publications",
    publication: "/publications/2",
    faults: of("/faults", { publication: "2" }),
    quality: "/quality",
    activities: of("/activities", { text: "school" }),
    activity: `/activities/${encodeURIComponent(activity)}`,
    organisations: "/organisations",
    organisation: `/organisations/${encodeURIComponent(organisation)}`,
    pairings: "/pairings",
    coverage: "/coverage",
    pair: of("/pair", { giver, receiver }),
    flows: "/flows",
    totals: of("/totals", { by: "provider,year" }),
    shares: "/shares",
    trace: of("/trace", { activity }),
    reconciliation: "/reconciliation",
    queue: "/queue",
    differences: "/differences",
    promises: "/promises",
    promise: of("/promise", { promise }),
    capacity: "/capacity",
    results: "/results",
    indicators: "/indicators",
    indicator: of("/indicator", { group: indicator }),
    places: "/places",
    changes: "/changes",
    methods: "/methods",
    about: "/about",
    missing: "/activities/no-such-activity",
  };
}
