// Five readers, each with a task, from the home page to the answer, in a real browser: what they
// click or fill in is counted, and the counts stand in docs/tasks.md.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browser, demo } from "./server.mjs";

const COUNTS = readFileSync(join(import.meta.dirname, "../docs/tasks.md"), "utf8");

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

/** A reader at the home page, who counts what they do. */
async function reader(options = {}) {
  const context = await opened.newContext(options);
  const page = await context.newPage();
  await page.goto(`${served.address}/`);
  let steps = 0;
  return {
    page,
    async click(target) {
      steps += 1;
      await target.first().click();
      await page.waitForLoadState();
    },
    async fill(target, value) {
      steps += 1;
      await target.first().fill(value);
    },
    async choose(target, value) {
      steps += 1;
      await target.first().selectOption(value);
    },
    main: page.locator("main"),
    async said(text) {
      const words = await page.locator("main").innerText();
      assert.match(words, text, `${page.url()} says it`);
    },
    async done(task) {
      const row = COUNTS.split("\n").find((line) => line.startsWith(`| ${task} |`));
      assert.ok(row, `docs/tasks.md has the task of the ${task}`);
      assert.equal(Number(row.split("|")[3].trim()), steps, `steps of the ${task} in docs/tasks.md`);
      await context.close();
    },
  };
}

const row = (page, text) => page.locator("tbody tr", { hasText: text });

test("data officer: is what we published last right, and where is it not?", async () => {
  const r = await reader();
  await r.click(r.main.locator(".log a"));
  await r.said(/What was not stored/);
  await r.click(r.main.getByRole("link", { name: "What is wrong with it, by rule and place" }));
  await r.said(/errors?, .*warnings?, .*advisor/);
  assert.ok((await r.page.locator("tbody tr").count()) > 0, "findings, each with its place");
  await r.done("data officer");
});

test("donor: what do my partners say they got, and what did they do with it?", async () => {
  const r = await reader();
  const receiver = await r.main.locator(".pairs tbody tr td.r:last-child").first().innerText();
  await r.click(r.main.locator(".pairs tbody a"));
  await r.said(/Giver’s account/);
  await r.said(/not added|not in the receiver’s book|meet/);
  assert.ok((await r.page.locator("h1").innerText()).includes(receiver));
  // An activity of the receiver's book: what it did.
  await r.click(r.page.locator("td.r.type a"));
  await r.said(/Results/);
  await r.done("donor");
});

test("recipient office: who sent us what, in our year and our currency?", async () => {
  const r = await reader();
  await r.click(r.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Organisations" }));
  await r.click(r.main.getByRole("link", { name: "Hollinvale Prefecture Office" }));
  await r.click(r.main.getByRole("link", { name: "What others say they paid it, by giver and year" }));
  await r.fill(r.main.getByLabel("In currency"), "USD");
  await r.fill(r.main.getByLabel("Fiscal year start"), "07");
  await r.click(r.main.getByRole("button", { name: "Show" }));
  await r.said(/20\d\d\/\d\d/);
  await r.said(/USD/);
  await r.done("recipient office");
});

test("journalist: was the announced figure delivered, who says so, and what did they say before?", async () => {
  const r = await reader();
  await r.click(r.main.locator("a[href*='status=missed']"));
  await r.click(r.main.locator("tbody th a"));
  await r.said(/not reached/);
  await r.said(/evidence/);
  await r.click(r.main.locator("tbody a[href*='/activities/']"));
  await r.click(r.main.getByRole("link", { name: /since when|what was said before/i }));
  await r.said(/was|is/);
  await r.done("journalist");
});

test("citizen: what was promised to my county, and has it come? In Chinese, on a phone.", async () => {
  const r = await reader({ viewport: { width: 390, height: 800 }, hasTouch: true });
  await r.click(r.page.locator("details.reading summary"));
  await r.click(r.page.getByRole("link", { name: "中文" }));
  assert.equal(await r.page.locator("html").getAttribute("lang"), "zh");
  await r.click(r.main.locator("a[href*='/pairings']"));
  await r.click(row(r.page, "Hollinvale").locator("a[href*='/promises']"));
  await r.click(r.main.locator("tbody th a"));
  await r.said(/截止|期限/);
  await r.done("citizen");
});
