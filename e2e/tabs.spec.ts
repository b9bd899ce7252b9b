// Several tabs on the same sessions: one writes, the others follow, and nothing is lost whatever they do.

import type { BrowserContext, Page } from "@playwright/test";
import { AbcbPage, configure, expect, test } from "./support/fixtures";
import { createRandom } from "./support/random";
import { countQuestions, expectWholeLogs, readLogs } from "./support/stored-logs";

const openTab = async (context: BrowserContext, address: string) => {
  const tab = new AbcbPage(await context.newPage(), address);
  await tab.open();
  return tab;
};

test("a follower sees the text as it streams, and renames without cutting it off", async ({ page, abcb, server }) => {
  await configure(page, { model: { kind: "server", base_url: server.baseUrl("stepped"), model: "test-model" } });
  await abcb.open();
  await abcb.send("Count.");
  server.step(20);
  await expect(abcb.body(abcb.lastAnswer())).not.toHaveText("");
  const other = await openTab(page.context(), page.url());
  await expect(other.lastAnswer()).toHaveAttribute("data-status", "streaming");
  const isSame = async () => (await other.currentText()) === (await abcb.currentText());
  await expect.poll(isSame).toBe(true);
  for (let round = 0; round < 5; round += 1) {
    const before = await abcb.currentText();
    server.step(20);
    await expect.poll(() => abcb.currentText()).not.toBe(before);
    await expect.poll(isSame).toBe(true);
  }
  const id = await other.currentSessionId();
  await other.rename(id, "Plans");
  await expect(abcb.session(id)).toContainText("Plans");
  await expect(page.locator("body")).toHaveAttribute("data-run", "running");
  server.step(0);
  await abcb.expectLastAnswer("complete");
  await other.expectLastAnswer("complete");
  expect(await other.currentText()).toBe(await abcb.currentText());
  await expect(other.page.getByTestId("take-over")).toHaveCount(0);
  expectWholeLogs(await readLogs(page));
});

test("taking over ends the answer in the other tab, and the next question is asked here", async ({ page, abcb, server }) => {
  await configure(page, { model: { kind: "server", base_url: server.baseUrl("paused+normal"), model: "test-model" } });
  await abcb.open();
  await abcb.send("Count.");
  await expect(abcb.body(abcb.lastAnswer())).not.toHaveText("");
  const other = await openTab(page.context(), page.url());
  await other.page.getByTestId("take-over").click();
  await abcb.expectLastAnswer("cancelled");
  await expect(page.getByTestId("toast")).toContainText("taken over");
  await other.expectLastAnswer("cancelled");
  await other.ask("And now?");
  await other.expectLastAnswer("complete");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("You wrote: And now?");
  expectWholeLogs(await readLogs(page));
});

test("a tab that hangs loses its session to the one that takes over, and writes nothing over it", async ({ page, abcb, server }) => {
  await configure(page, { model: { kind: "server", base_url: server.baseUrl("paused+normal"), model: "test-model" } });
  await abcb.open();
  await abcb.send("Count.");
  await expect(abcb.body(abcb.lastAnswer())).not.toHaveText("");
  const other = await openTab(page.context(), page.url());
  const debuggerOf = await page.context().newCDPSession(page);
  await debuggerOf.send("Debugger.enable");
  await debuggerOf.send("Debugger.pause");
  void page.evaluate(() => 0).catch(() => {});
  await other.page.getByTestId("take-over").click();
  await expect(other.page.getByTestId("take-over")).toHaveCount(0, { timeout: 20_000 });
  await other.ask("And now?");
  await debuggerOf.send("Debugger.disable");
  server.release();
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("You wrote: And now?");
  await expect(page.locator("body")).toHaveAttribute("data-run", "idle");
  const logs = await readLogs(other.page);
  expectWholeLogs(logs);
  expect(Object.fromEntries(countQuestions(logs))).toEqual({ "Count.": 1, "And now?": 1 });
});

test("each tab keeps its own draft through a reload, and a closed tab's is there in the next", async ({ page, abcb }) => {
  await abcb.open();
  const other = await openTab(page.context(), abcb.address);
  for (const [tab, text] of [[abcb, "Written here"], [other, "Written there"]] as const) {
    await tab.input.fill(text);
    await expect.poll(() => page.evaluate(() => localStorage.getItem("abcb.drafts"))).toContain(text);
  }
  await abcb.reload();
  await other.reload();
  await expect(abcb.input).toHaveValue("Written here");
  await expect(other.input).toHaveValue("Written there");
  await other.page.close();
  const third = await openTab(page.context(), abcb.address);
  await expect(third.input).toHaveValue("Written there");
  await expect(abcb.input).toHaveValue("Written here");
});

/** Asks in the tab's session and returns the question if it is shown as stored. */
async function askSomething(tab: AbcbPage, question: string) {
  await tab.input.fill(question);
  await tab.sendButton.click();
  const shown = tab.questions.filter({ hasText: question });
  const isShown = await shown.waitFor({ timeout: 1_500 }).then(() => true, () => false);
  return isShown && (await tab.page.getByTestId("unstored").count()) === 0 ? question : undefined;
}

const titlesOf = (page: Page) => page.getByTestId("session-item").allInnerTexts();

test("three tabs that write, rename, pin and delete for a minute lose nothing", async ({ page, abcb, server }) => {
  test.setTimeout(180_000);
  await configure(page, { model: { kind: "server", base_url: server.baseUrl("normal"), model: "test-model" } });
  await abcb.open();
  await abcb.ask("The shared session");
  const shared = await abcb.currentSessionId();
  const tabs = [abcb, await openTab(page.context(), page.url()), await openTab(page.context(), page.url())];
  const acknowledged: string[] = [];
  const end = Date.now() + 60_000;
  const play = async (tab: AbcbPage, name: number) => {
    const random = createRandom(name + 1);
    for (let round = 0; Date.now() < end; round += 1) {
      const action = random(6);
      if (action < 3) {
        const question = await askSomething(tab, `Question ${round} of tab ${name}.`);
        if (question) acknowledged.push(question);
      } else if (action === 3) {
        await tab.rename(shared, `Title ${round} of ${name}`);
      } else if (action === 4) {
        await tab.chooseFromMenu(shared, "pin");
      } else {
        await tab.page.getByTestId("new-session").click();
        const question = await askSomething(tab, `Own question ${round} of tab ${name}.`);
        if (question && random(2) === 0) await tab.chooseFromMenu(await tab.currentSessionId(), "delete");
        else if (question) acknowledged.push(question);
        await tab.openSession(shared);
      }
    }
  };
  await Promise.all(tabs.map(play));
  for (const tab of tabs) await expect(tab.page.locator("body")).toHaveAttribute("data-run", "idle");
  const listsOf = () => Promise.all(tabs.map((tab) => titlesOf(tab.page)));
  await expect.poll(async () => new Set((await listsOf()).map((list) => list.join("\n"))).size, "all tabs list the same").toBe(1);
  const logs = await readLogs(page);
  expectWholeLogs(logs);
  const counts = countQuestions(logs);
  expect(acknowledged.length).toBeGreaterThan(10);
  expect(acknowledged.filter((question) => counts.get(question) !== 1)).toEqual([]);
  const [list] = await listsOf();
  await abcb.reload();
  await expect.poll(() => titlesOf(page)).toEqual(list);
});
