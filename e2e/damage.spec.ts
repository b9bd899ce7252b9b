// Storage that is really damaged: no room, data cleared under the page, the browser killed.

import { chromium, type Page } from "@playwright/test";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { launchOptions } from "./support/chromium.mjs";
import { AbcbPage, configure, expect, test } from "./support/fixtures";
import { createRandom } from "./support/random";
import { countQuestions, expectWholeLogs, readLogs } from "./support/stored-logs";

const readDownload = async (page: Page, click: () => Promise<void>) => {
  const download = page.waitForEvent("download");
  await click();
  const stream = await (await download).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

test("data that is cleared during an answer leaves the conversation on the page, to be saved as a file", async ({ page, abcb, server }) => {
  await configure(page, { model: { kind: "server", base_url: server.baseUrl("paused"), model: "test-model" } });
  await abcb.open();
  await abcb.send("A precious question");
  await expect(abcb.body(abcb.lastAnswer())).not.toHaveText("");
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Storage.clearDataForOrigin", { origin: new URL(abcb.address).origin, storageTypes: "indexeddb" });
  server.release();
  await expect(page.locator("body")).toHaveAttribute("data-run", "idle");
  const words = await abcb.currentText();
  await expect(page.getByTestId("banner")).toContainText("no longer in the browser's storage");
  const saved = JSON.parse(await readDownload(page, () => page.getByTestId("save-unstored").click()));
  const contents = saved.session.messages.map(({ content }: { content: string }) => content);
  expect(contents[0]).toBe("A precious question");
  expect(contents[1].replaceAll(/\s+/g, " ").trim()).toBe(words.replaceAll(/\s+/g, " ").trim());
  await abcb.newSession();
  await abcb.send("Another one");
  await abcb.expectLastAnswer("complete");
  expectWholeLogs(await readLogs(page));
});

test("a disk that is full keeps the answer on the page and in exports, and takes it once there is room", async ({ page, abcb, server }) => {
  await configure(page, { model: { kind: "server", base_url: server.baseUrl("paused"), model: "test-model" } });
  await page.addInitScript(() => {
    const add = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = function (value, key) {
      if ((window as { isDiskFull?: boolean }).isDiskFull) throw new DOMException("The disk is full.", "QuotaExceededError");
      return add.call(this, value, key);
    };
  });
  await abcb.open();
  await abcb.send("Count.");
  await expect(abcb.body(abcb.lastAnswer())).not.toHaveText("");
  await page.evaluate(() => Object.assign(window, { isDiskFull: true }));
  server.release();
  await expect(page.locator("body")).toHaveAttribute("data-run", "idle");
  const words = await abcb.currentText();
  const saved = await readDownload(page, () => page.getByTestId("save-unstored").click());
  expect(JSON.parse(saved).session.messages[1].content).toBe(words);
  await page.evaluate(() => Object.assign(window, { isDiskFull: false }));
  await expect(page.getByTestId("banner")).toHaveCount(0);
  await abcb.reload();
  await abcb.expectLastAnswer("complete");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText(words);
  expectWholeLogs(await readLogs(page));
});

/** How long before the kill a question must have been on the screen for it to count as promised. */
const PROMISED_MILLIS = 1_000;
const KILLS = 50;

/** Starts a browser of its own on the profile, and returns how to kill all its processes at once. */
async function startBrowser(profile: string) {
  const { executablePath, args } = launchOptions();
  const child = spawn(executablePath, [...args, "--headless", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"], { detached: true, stdio: ["ignore", "ignore", "pipe"] });
  const address = await new Promise<string>((resolve, reject) => {
    let printed = "";
    child.stderr.on("data", (text: Buffer) => {
      printed += text;
      const listening = printed.match(/DevTools listening on (\S+)/)?.[1];
      if (listening) resolve(listening);
    });
    child.once("exit", () => reject(new Error(printed)));
  });
  const browser = await chromium.connectOverCDP(address);
  const ended = new Promise((resolve) => child.once("close", resolve));
  const kill = async () => {
    process.kill(-(child.pid ?? 0), "SIGKILL");
    await ended;
  };
  return { browser, kill };
}

/** Asks one question after the other until `end`, and returns when each was seen on the screen. */
async function askUntil(abcb: AbcbPage, kill: number, end: number) {
  const shown: { question: string; at: number }[] = [];
  for (let round = 0; Date.now() < end; round += 1) {
    const question = `Question ${round} before kill ${kill}.`;
    await abcb.send(question);
    await abcb.questions.filter({ hasText: question }).waitFor();
    shown.push({ question, at: Date.now() });
  }
  return shown;
}

test("fifty kills of the browser at random moments lose nothing that was on the screen for a second", async ({ host, server }) => {
  test.setTimeout(900_000);
  const profile = await mkdtemp(path.join(tmpdir(), "abcb-kills-"));
  const random = createRandom(7);
  const promised: string[] = [];
  for (let kill = 0; kill <= KILLS; kill += 1) {
    const { browser, kill: killBrowser } = await startBrowser(profile);
    const page = await browser.contexts()[0]?.newPage();
    if (!page) throw new Error("The browser has no context.");
    const abcb = new AbcbPage(page, host.address);
    await configure(page, { model: { kind: "server", base_url: server.baseUrl("normal"), model: "test-model" } });
    await abcb.open();
    const logs = kill === 0 ? [] : await readLogs(page);
    expectWholeLogs(logs);
    const counts = countQuestions(logs);
    expect(promised.filter((question) => counts.get(question) !== 1), `after ${kill} kills`).toEqual([]);
    const shown = await askUntil(abcb, kill, Date.now() + PROMISED_MILLIS + random(1_500));
    await page.waitForTimeout(random(300));
    const killedAt = Date.now();
    await killBrowser();
    promised.push(...shown.filter(({ at }) => at < killedAt - PROMISED_MILLIS).map(({ question }) => question));
  }
  expect(promised.length).toBeGreaterThan(KILLS);
  await rm(profile, { recursive: true, force: true });
});
