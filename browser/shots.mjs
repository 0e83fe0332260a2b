// Screenshots of all screens, for looking at: node shots.mjs FOLDER [TONGUE…]
// SCREENS=home,pair takes only those, FULL=1 their whole length. Those in docs/screens:
//   node shots.mjs --docs

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { TONGUES, browser, demo, screens } from "./server.mjs";

/** Screen, language, width and colours of the pictures in docs/screens. */
const DOCS = [
  ["home", "en", 1280, "light"],
  ["promises", "zh", 1280, "light"],
  ["pair", "ar", 1280, "light"],
  ["trace", "fr", 1280, "light"],
  ["indicators", "es", 1280, "dark"],
  ["quality", "en", 390, "light"],
];

const [first, ...asked] = process.argv.slice(2);
const docs = first === "--docs";
const folder = docs ? join(import.meta.dirname, "../docs/screens") : first;
if (!folder) throw new Error("say where to: node shots.mjs FOLDER [TONGUE…]");
mkdirSync(folder, { recursive: true });
const served = await demo();
const opened = await browser();
const only = process.env.SCREENS?.split(",");
try {
  for (const [name, tongue, width, colorScheme] of docs ? DOCS : []) {
    const context = await opened.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    const path = (await screens(served.address))[name];
    await page.goto(`${served.address}${path}${path.includes("?") ? "&" : "?"}lang=${tongue}`);
    await page.screenshot({ path: join(folder, `${name}-${tongue}.png`) });
    await context.close();
  }
  for (const tongue of docs ? [] : asked.length ? asked : TONGUES) {
    for (const [size, width, colorScheme] of [["wide", 1280, "light"], ["phone", 390, "dark"]]) {
      const context = await opened.newContext({ viewport: { width, height: 900 }, colorScheme });
      const page = await context.newPage();
      for (const [name, path] of Object.entries(await screens(served.address))) {
        if (only && !only.includes(name)) continue;
        await page.goto(`${served.address}${path}${path.includes("?") ? "&" : "?"}lang=${tongue}`);
        await page.screenshot({ path: join(folder, `${name}-${tongue}-${size}.png`), fullPage: process.env.FULL === "1" });
      }
      await context.close();
    }
  }
} finally {
  await opened.close();
  served.stop();
}
