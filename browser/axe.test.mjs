// Every screen in every language, light and dark, wide and on a phone: no fault that axe-core finds
// by the rules of WCAG 2.2 AA, nothing wider than the window, nothing loaded from elsewhere, no message
// of the browser, no cookie.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { TONGUES, browser, demo, screens } from "./server.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Wide; a phone of 320 pixels; 1280 pixels at 200 %. */
const SIZES = [
  { name: "wide", width: 1280, height: 900, scale: 1 },
  { name: "phone", width: 320, height: 640, scale: 2 },
  { name: "200 %", width: 640, height: 450, scale: 2 },
];

let served;
let opened;
let all;

before(async () => {
  served = await demo();
  opened = await browser();
  all = await screens(served.address);
});

after(async () => {
  await opened?.close();
  served?.stop();
});

/** The faults of one page, in words. */
async function faults(page, path, sizes) {
  const found = [];
  // Of a page that is not there the browser says so itself.
  const said = (m) => path.includes("no-such") || found.push(`says: ${m.text()}`);
  page.on("console", said);
  const answer = await page.goto(served.address + path);
  if (answer.status() >= 400 && !path.includes("no-such")) found.push(`status ${answer.status()}`);
  for (const size of sizes) {
    await page.setViewportSize(size);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) found.push(`${size.name}: ${wide} pixels wider than the window`);
  }
  await page.evaluate(AXE);
  for (const size of sizes.slice(0, 2)) {
    await page.setViewportSize(size);
    const { violations } = await page.evaluate((tags) => window.axe.run({ runOnly: tags }), RULES);
    for (const v of violations) {
      const where = v.nodes.slice(0, 3).map((n) => `${n.target.join(" ")} ${n.any[0]?.message ?? ""}`);
      found.push(`${size.name}: ${v.id}: ${v.help} (${v.nodes.length}): ${where.join(" | ")}`);
    }
  }
  page.off("console", said);
  return found;
}

for (const tongue of TONGUES) {
  for (const scheme of ["light", "dark"]) {
    test(`${tongue}, ${scheme}`, async () => {
      const context = await opened.newContext({ colorScheme: scheme, reducedMotion: "reduce", bypassCSP: true });
      const outside = [];
      context.on("request", (r) => r.url().startsWith(served.address) || outside.push(r.url()));
      const page = await context.newPage();
      const found = [];
      for (const [name, path] of Object.entries(all)) {
        const asked = `${path}${path.includes("?") ? "&" : "?"}lang=${tongue}`;
        const of = await faults(page, asked, SIZES);
        found.push(...of.map((f) => `${name}: ${f}`));
      }
      assert.deepEqual(found, []);
      assert.deepEqual(outside.filter((u) => !u.startsWith("data:")), []);
      assert.deepEqual(await context.cookies(), []);
      await context.close();
    });
  }
}
