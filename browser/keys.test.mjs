// The keyboard alone: every link, button and field of a screen is reached by Tab, each shows that it
// is, nothing holds the reader back; a task is done without a mouse; and the keys of one sign can be
// listed and switched off.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, demo, screens } from "./server.mjs";

let served;
let opened;

before(async () => {
  served = await demo();
  opened = await browser();
});

after(async () => {
  await opened?.close();
  served?.stop();
});

/** What has the focus, and whether that is seen. */
function focused() {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const all = [...document.querySelectorAll("*")];
  return {
    place: all.indexOf(at),
    name: `${at.tagName.toLowerCase()} ${(at.innerText || at.name || at.ariaLabel || "").trim().slice(0, 30)}`,
    marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1,
    // The parts of a day are stops of the browser's own, within one field.
    inner: at.type === "date",
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}

/** All that can be reached, by their place in the page. */
function reachable() {
  const all = [...document.querySelectorAll("*")];
  const some = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const found = all.filter((one) => one.matches(some) && one.checkVisibility() && !one.disabled);
  return found.filter((one) => one.type !== "hidden" && one.tabIndex >= 0).map((one) => all.indexOf(one));
}

/** As long as a screen is walked: of longer ones the first so many stops. */
const MOST = 150;

async function walk(page) {
  const wanted = await page.evaluate(reachable);
  const [met, faults] = [new Set(), []];
  let last;
  while (met.size < Math.min(wanted.length, MOST)) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(focused);
    if (!at) break;
    const isWithin = at.inner && at.place === last;
    last = at.place;
    if (isWithin) continue;
    if (met.has(at.place)) return [...faults, `comes back to ${at.name}`];
    if (!at.marked) faults.push(`does not show that ${at.name} has the focus`);
    if (!at.seen) faults.push(`${at.name} has the focus out of sight`);
    met.add(at.place);
  }
  const missed = wanted.slice(0, MOST).filter((place) => !met.has(place));
  if (wanted.length <= MOST && missed.length > 0) faults.push(`${missed.length} not reached`);
  return faults;
}

test("every screen can be walked by Tab, and shows where one is", async () => {
  const found = [];
  const page = await opened.newPage({ viewport: { width: 1280, height: 900 } });
  for (const path of Object.values(await screens(served.address))) {
    await page.goto(served.address + path);
    for (const fault of await walk(page)) found.push(`${path}: ${fault}`);
  }
  await page.close();
  assert.deepEqual(found, []);
});

/** Presses Tab until what is sought has the focus. */
async function tabTo(page, selector) {
  for (let stop = 0; stop < 300; stop += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((s) => document.activeElement.matches(s), selector)) return;
  }
  assert.fail(`${selector} is not reached by Tab`);
}

test("from home to a pair's open book without a mouse", async () => {
  const page = await opened.newPage();
  await page.goto(`${served.address}/`);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.ok(page.url().endsWith("#main"), "the first stop skips the head");
  await tabTo(page, ".pairs tbody a");
  await page.keyboard.press("Enter");
  await page.waitForLoadState();
  assert.match(await page.locator("main").innerText(), /Giver’s account/);
  await page.close();
});

test("the keys are listed, and can be switched off", async () => {
  const page = await opened.newPage();
  await page.goto(`${served.address}/promises`);
  const isOpen = () => page.locator("#keys").evaluate((list) => list.open);
  const isInSearch = () => page.evaluate(() => document.activeElement.id === "find");
  await page.keyboard.press("?");
  assert.ok(await isOpen(), "? opens the list");
  await page.keyboard.press("/");
  assert.ok(await isInSearch(), "/ goes to the search field");
  await page.keyboard.type("?/");
  assert.equal(await page.locator("#find").inputValue(), "?/", "where one writes they are letters");
  await page.locator("#keys-on").uncheck();
  await page.reload();
  await page.keyboard.press("?");
  await page.keyboard.press("/");
  assert.ok(!(await isOpen()) && !(await isInSearch()), "switched off, on the next page too");
  await page.close();
});

test("a match is accepted by keys, and the next one waits", async () => {
  const page = await opened.newPage();
  await page.goto(`${served.address}/queue`);
  const waiting = async () => Number(/(\d+) match/.exec(await page.locator(".answer").innerText())[1]);
  const before = await waiting();
  await page.locator("#d-by").fill("data desk");
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("j");
  await Promise.all([page.waitForURL(/queue/), page.waitForEvent("load"), page.keyboard.press("a")]);
  assert.equal(await waiting(), before - 1);
  await page.close();
});
