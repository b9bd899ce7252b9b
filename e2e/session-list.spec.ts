// The list of sessions: pins, the menu, multiple selection, and a thousand sessions.

import { readFile } from "node:fs/promises";
import { AbcbPage, expect, test } from "./support/fixtures";
import { seedSessions } from "./support/seeds";

test.beforeEach(async ({ abcb, server }) => {
  await server.use("normal");
  await abcb.open();
});

async function askThreeQuestions(abcb: AbcbPage) {
  const ids: string[] = [];
  for (const question of ["How do kettles work?", "Why is rain wet?", "Who was Ada?"]) {
    if (ids.length) await abcb.newSession();
    await abcb.ask(question);
    ids.push(await abcb.currentSessionId());
  }
  return ids;
}

test("a pinned session stands on top, after a reload too, until it is unpinned", async ({ page, abcb }) => {
  const [kettles] = await askThreeQuestions(abcb);
  await abcb.chooseFromMenu(kettles, "pin");
  await expect(abcb.sessions.first()).toContainText("kettles");
  await expect(page.getByRole("navigation", { name: "Sessions" }).getByRole("heading")).toHaveText(["Pinned", "Today"]);
  await abcb.reload();
  await expect(abcb.sessions.first()).toContainText("kettles");
  await abcb.chooseFromMenu(kettles, "pin");
  await expect(abcb.sessions.last()).toContainText("kettles");
  await expect(page.getByRole("heading", { name: "Pinned" })).toHaveCount(0);
});

test("a session's menu is worked by keyboard, and closes on Escape and on a press elsewhere", async ({ page, abcb }) => {
  await askThreeQuestions(abcb);
  const button = page.getByTestId("session-menu").last();
  const menu = page.getByRole("menu", { name: "Session" });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(menu.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByTestId("pin")).toBeFocused();
  await page.keyboard.press("End");
  await expect(page.getByTestId("delete")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByTestId("rename")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(menu).toHaveCount(0);
  await expect(button).toBeFocused();

  await button.click();
  await expect(menu).toBeVisible();
  await button.click();
  await expect(menu).toHaveCount(0);
  await button.click();
  await page.getByRole("log").click();
  await expect(menu).toHaveCount(0);

  await button.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Title" })).toBeFocused();
  await expect(abcb.sessions.last()).toBeHidden();
  await page.keyboard.insertText("Tea");
  await page.keyboard.press("Enter");
  await expect(abcb.sessions.last()).toHaveText("Tea");
  await expect(abcb.sessions.last()).toBeFocused();

  await page.getByTestId("session-menu").nth(1).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(abcb.sessions).toHaveCount(2);
  await expect(abcb.sessions.last()).toBeFocused();
});

test("several sessions are deleted at once, and one step brings all back", async ({ page, abcb }) => {
  const [kettles, rain, ada] = await askThreeQuestions(abcb);
  await abcb.chooseFromMenu(rain, "select");
  await expect(abcb.session(rain)).toHaveRole("checkbox");
  await expect(abcb.session(rain)).toBeChecked();
  await expect(page.getByTestId("select-count")).toHaveText("1 selected");
  await abcb.session(ada).click();
  await expect(page.getByTestId("select-count")).toHaveText("2 selected");
  await page.getByTestId("delete-selected").click();
  await expect(abcb.sessions).toHaveCount(1);
  await expect(abcb.messages).toHaveCount(0);
  await expect(page.getByTestId("toast")).toContainText("2 sessions deleted");
  await page.getByTestId("undo").click();
  await expect(abcb.sessions).toHaveCount(3);
  // The session that was open is open again.
  await expect(abcb.session(ada)).toHaveAttribute("aria-current", "true");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("You wrote: Who was Ada?");

  await abcb.session(kettles).click({ modifiers: ["Shift"] });
  await expect(page.getByTestId("select-count")).toHaveText("3 selected");
  await page.getByTestId("select-all").click();
  await expect(page.getByTestId("select-count")).toHaveText("None selected");
  await expect(page.getByTestId("delete-selected")).toBeDisabled();
  await page.getByTestId("select-done").click();
  await expect(page.getByTestId("select-bar")).toHaveCount(0);
  await abcb.openSession(kettles);
});

test("what was deleted before a reload stays away", async ({ page, abcb }) => {
  await askThreeQuestions(abcb);
  await abcb.sessions.first().click({ modifiers: ["Control"] });
  await page.getByTestId("select-all").click();
  await page.getByTestId("delete-selected").click();
  await expect(abcb.sessions).toHaveCount(0);
  await abcb.reload();
  await expect(abcb.sessions).toHaveCount(0);
});

test("several sessions are exported as one file, which another browser reads with pins and branches", async ({ page, abcb, browser }) => {
  const [kettles] = await askThreeQuestions(abcb);
  await abcb.chooseFromMenu(kettles, "pin");
  await abcb.openSession(kettles);
  await abcb.lastAnswer().getByTestId("regenerate").click();
  await expect(page.getByTestId("branch-count").last()).toContainText("2");
  await abcb.waitUntilIdle();
  await abcb.sessions.first().click({ modifiers: ["Control"] });
  await page.getByTestId("select-all").click();
  const download = page.waitForEvent("download");
  await page.getByTestId("export-selected").click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^abcb-sessions-\d{4}-\d\d-\d\d\.json$/);
  const text = await readFile((await file.path()) ?? "", "utf8");
  expect(JSON.parse(text)).toMatchObject({ format: "abcb-sessions", version: 1 });

  const elsewhere = await browser.newContext();
  const other = new AbcbPage(await elsewhere.newPage(), abcb.address);
  await other.open();
  await other.importFile("sessions.json", text);
  await expect(other.page.getByTestId("import-report")).toContainText("3 sessions will be imported");
  await other.confirmImport();
  await expect(other.sessions).toHaveCount(3);
  await expect(other.sessions.first()).toContainText("kettles");
  await expect(other.page.getByRole("heading", { name: "Pinned" })).toBeVisible();
  await other.openSession(kettles);
  await expect(other.page.getByTestId("branch-count").last()).toContainText("2");
  await elsewhere.close();
});

test.describe("search", () => {
  const search = (abcb: AbcbPage, words: string) => abcb.page.getByTestId("session-search").fill(words);

  test("finds words in messages, whatever their case and accents, and marks them", async ({ page, abcb }) => {
    await abcb.ask("Tell me of the CAFÉ in İzmir");
    const cafe = await abcb.currentSessionId();
    await abcb.rename(cafe, "A trip");
    await abcb.newSession();
    await abcb.ask("Why is rain wet?");
    const rain = await abcb.currentSessionId();

    await search(abcb, "izmir cafe");
    await expect(abcb.sessions).toHaveCount(1);
    await expect(abcb.session(cafe)).toBeVisible();
    const hit = page.getByTestId("search-hit").first();
    await expect(hit).toContainText("Tell me of the CAFÉ in İzmir");
    await expect(hit.locator("mark")).toHaveText(["CAFÉ", "İzmir"]);
    await expect(page.getByTestId("search-status")).toHaveText("2 messages · 1 session");

    await search(abcb, "trip");
    await expect(abcb.session(cafe).locator("mark")).toHaveText("trip");
    await search(abcb, "RAIN");
    await expect(abcb.session(rain).locator("mark")).toHaveText("rain");
    await search(abcb, "<b>nothing");
    await expect(page.getByTestId("search-status")).toHaveText("No matches.");
    await expect(abcb.sessions).toHaveCount(0);
    await search(abcb, "");
    await expect(abcb.sessions).toHaveCount(2);
  });

  test("leads to a message on another branch", async ({ page, abcb }) => {
    await abcb.ask("Where do otters sleep?");
    const otters = await abcb.currentSessionId();
    await abcb.questions.last().hover();
    await abcb.questions.last().getByTestId("edit").click();
    await page.locator("textarea:focus").fill("Where do badgers sleep?");
    await page.keyboard.press("Enter");
    await expect(abcb.questions.last()).toContainText("badgers");
    await abcb.waitUntilIdle();
    await abcb.newSession();
    await abcb.ask("Why is rain wet?");

    await search(abcb, "otters sleep");
    const hit = page.getByTestId("search-hit").filter({ hasText: "You wrote" });
    await expect(hit).toContainText("on another branch");
    await hit.click();
    await expect(abcb.session(otters)).toHaveAttribute("aria-current", "true");
    await expect(abcb.questions.last()).toContainText("Where do otters sleep?");
    await expect(abcb.lastAnswer()).toBeFocused();
    await expect(abcb.lastAnswer()).toBeInViewport();
    await expect(abcb.lastAnswer()).toHaveAttribute("data-found", "");
    await expect(abcb.lastAnswer()).not.toHaveAttribute("data-found", "");
    await abcb.reload();
    await expect(abcb.questions.last()).toContainText("Where do otters sleep?");
  });

  test("leads to a message far up in a long conversation", async ({ page, abcb }) => {
    const messages = Array.from({ length: 600 }, (_, index) => ({
      role: index % 2 ? "assistant" : "user",
      content: `${index % 2 ? "Answer" : "Question"} number ${index}.${index === 21 ? " A heron." : ""}`,
    }));
    await abcb.importFile("long.json", JSON.stringify({ id: "long", created_at: 1_700_000_000_000, messages }));
    await abcb.confirmImport();
    await expect(abcb.body(abcb.lastAnswer())).toContainText("Answer number 599.");
    await search(abcb, "heron");
    await page.getByTestId("search-hit").click();
    const message = abcb.messages.filter({ hasText: "Answer number 21. A heron." });
    await expect(message).toBeInViewport({ ratio: 1 });
    await expect(message).toBeFocused();
  });

  test("what is deleted or renamed meanwhile is no longer found, and what is found can be chosen", async ({ page, abcb }) => {
    const [, rain, ada] = await askThreeQuestions(abcb);
    await search(abcb, "you wrote");
    await expect(page.getByTestId("search-hit")).toHaveCount(3);
    await abcb.chooseFromMenu(ada, "delete");
    await expect(abcb.sessions).toHaveCount(2);
    await expect(page.getByTestId("search-status")).toHaveText("2 messages · 2 sessions");
    await search(abcb, "rain");
    await expect(abcb.sessions).toHaveCount(1);
    await abcb.session(rain).click({ modifiers: ["Control"] });
    await page.getByTestId("select-all").click();
    await expect(page.getByTestId("select-count")).toHaveText("None selected");
    await page.getByTestId("select-all").click();
    await expect(page.getByTestId("select-count")).toHaveText("1 selected");
    await page.getByTestId("delete-selected").click();
    await expect(page.getByTestId("search-status")).toHaveText("No matches.");
    await search(abcb, "");
    await expect(abcb.sessions).toHaveCount(1);
  });
});

test("the list is walked by keyboard, and Shift chooses what is passed", async ({ page, abcb }) => {
  await askThreeQuestions(abcb);
  await page.getByTestId("session-search").focus();
  await page.keyboard.press("ArrowDown");
  await expect(abcb.sessions.nth(0)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(abcb.sessions.nth(1)).toBeFocused();
  await page.keyboard.press("Shift+ArrowDown");
  await expect(abcb.sessions.nth(2)).toBeFocused();
  await expect(page.getByTestId("select-count")).toHaveText("2 selected");
  await expect(abcb.sessions.nth(0)).not.toBeChecked();
  await expect(abcb.sessions.nth(2)).toBeChecked();
  await page.keyboard.press("Space");
  await expect(page.getByTestId("select-count")).toHaveText("1 selected");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("select-bar")).toHaveCount(0);
  await page.keyboard.press("Home");
  await expect(abcb.sessions.nth(0)).toBeFocused();
});

test("the menu of a session at the bottom of the window opens upwards", async ({ page, abcb }) => {
  await seedSessions(page, 60);
  await abcb.reload();
  const button = page.getByTestId("session-menu").filter({ visible: true });
  const box = await page.locator(".list").boundingBox();
  const bottoms = await button.evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().bottom));
  const last = bottoms.findLastIndex((bottom) => bottom < (box?.y ?? 0) + (box?.height ?? 0));
  await button.nth(last).click();
  await expect(page.getByTestId("delete")).toBeInViewport({ ratio: 1 });
  const menu = await page.getByRole("menu", { name: "Session" }).boundingBox();
  expect((menu?.y ?? 0) + (menu?.height ?? 0)).toBeLessThanOrEqual((bottoms[last] ?? 0));
});

test("a thousand sessions are all there and all searched", async ({ page, abcb }) => {
  await seedSessions(page, 1000);
  await abcb.reload();
  await expect(abcb.sessions).toHaveCount(1000);
  await expect(abcb.sessions.last()).toHaveText("Question 0 of session 999?");
  await page.getByTestId("session-search").fill("answer 2 of session 777");
  await expect(page.getByTestId("search-status")).toHaveText("1 message · 1 session");
  await page.getByTestId("search-hit").click();
  await expect(abcb.body(abcb.lastAnswer())).toContainText("Answer 2 of session 777.");
  await page.getByTestId("session-search").fill("lazy dog");
  await expect(page.getByTestId("search-status")).toHaveText("3000 messages · 1000 sessions");
  await page.getByTestId("session-search").fill("");
  await expect(abcb.sessions).toHaveCount(1000);
});

test("while an answer comes the list is left alone", async ({ page, abcb, server }) => {
  await server.use("endless");
  await page.evaluate((text) => localStorage.setItem("abcb.config", text), JSON.stringify({
    model: { kind: "server", base_url: server.baseUrl("endless"), model: "test-model" },
  }));
  await abcb.reload();
  await abcb.send("Talk without end.");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("word10 ");
  await page.evaluate(() => {
    const changes: string[] = [];
    Object.assign(window, { changes });
    const list = document.querySelector("nav .list");
    const watch = new MutationObserver((records) => changes.push(...records.map((record) => record.type)));
    if (list) watch.observe(list, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  // Enough text for at least three checkpoints.
  await expect(abcb.body(abcb.lastAnswer())).toContainText("word50 ");
  expect(await page.evaluate(() => (window as unknown as { changes: string[] }).changes)).toEqual([]);
  await abcb.stop();
  await abcb.expectLastAnswer("cancelled");
});

test("a menu stays open while an answer scrolls", async ({ page, abcb, server }) => {
  await page.setViewportSize({ width: 1000, height: 400 });
  await server.use("endless");
  await page.evaluate((text) => localStorage.setItem("abcb.config", text), JSON.stringify({
    model: { kind: "server", base_url: server.baseUrl("endless"), model: "test-model" },
  }));
  await abcb.reload();
  await abcb.send("Talk without end.");
  const scrolled = () => page.getByRole("log").evaluate((log) => log.scrollTop);
  await expect.poll(scrolled).toBeGreaterThan(0);
  for (const [button, width] of [["session-menu", 1000], ["top-menu", 360]] as const) {
    await page.setViewportSize({ width, height: 400 });
    await page.getByTestId(button).click();
    await expect(page.getByTestId("open-menu")).toBeVisible();
    const before = await scrolled();
    await expect.poll(scrolled).toBeGreaterThan(before);
    await expect(page.getByTestId("open-menu")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByTestId("open-menu")).toHaveCount(0);
  }
  await abcb.stop();
});

test("on a narrow screen Escape closes what is open in the list, not the list", async ({ page, abcb }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await seedSessions(page, 3);
  await abcb.reload();
  await abcb.openDrawer();
  await page.getByTestId("session-menu").first().click();
  await page.getByTestId("rename").click();
  await expect(page.locator(".title-field")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(abcb.sessions.first()).toBeFocused();
  await page.getByTestId("session-menu").first().click();
  await page.getByTestId("select").click();
  await expect(abcb.sessions.first()).toBeChecked();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("select-bar")).toHaveCount(0);
  await expect(abcb.sessions.first()).toBeInViewport();
  await page.keyboard.press("Escape");
  await expect(abcb.sessions.first()).not.toBeInViewport();
});
