// The conversation as a tree: regenerating with another model, forks, two versions side by side, deletion and undo.

import type { Locator, Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { configure, expect, test, type AbcbPage, type Server } from "./support/fixtures";
import { calls, says } from "./support/scenarios.mjs";

/** Chooses an entry from the menu of a message. */
async function choose(page: Page, message: Locator, entry: string) {
  await message.getByTestId("message-menu").click();
  await page.getByTestId("open-menu").getByTestId(entry).click();
}

const question = (abcb: AbcbPage, index = 0) => abcb.questions.nth(index);
const compareView = (page: Page) => page.getByTestId("compare-view");
const versions = (page: Page) => page.getByTestId("compare-version");

async function answerTwice(abcb: AbcbPage, server: Server, ...replies: string[]) {
  await server.use(replies.map((reply) => says(reply)).join("+"));
  await abcb.open();
  await abcb.ask("Why is the sky blue?");
  await abcb.lastAnswer().getByTestId("regenerate").click();
  await expect(abcb.lastAnswer().getByTestId("branch-count")).toHaveText("2 of 2");
  await abcb.waitUntilIdle();
}

/** Exports the open session with its history and returns its events. */
async function exportEvents(page: Page) {
  const download = page.waitForEvent("download");
  await page.getByTestId("export-bundle").click();
  const text = await readFile((await (await download).path()) ?? "", "utf8");
  return { text, events: JSON.parse(text).events as { kind: string; model?: string; [field: string]: unknown }[] };
}

test("another model answers again, once, and the log says which", async ({ page, abcb, server }) => {
  await server.use("by-model");
  await abcb.open();
  await abcb.ask("hello");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("I am test-model and I heard: hello");

  await abcb.lastAnswer().getByTestId("again-with").click();
  const menu = page.getByTestId("open-menu");
  await expect(menu.getByTestId("model-choice").filter({ hasText: "test-model" })).toContainText("current");
  await menu.getByTestId("model-choice").filter({ hasText: "other-model" }).click();
  await expect(abcb.lastAnswer().getByTestId("branch-count")).toHaveText("2 of 2");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("I am other-model and I heard: hello");
  await expect(abcb.lastAnswer().getByTestId("stats")).toContainText("other-model");

  await abcb.ask("and now?");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("I am test-model and I heard: and now?");
  expect(server.sent().map((body) => body.model)).toEqual(["test-model", "other-model", "test-model"]);
  const { events } = await exportEvents(page);
  expect(events.filter((event) => event.kind === "run_started").map((event) => event.model)).toEqual(["test-model", "other-model", "test-model"]);
});

test("a run with the chosen model stays with it when a call had to wait, also after a reload", async ({ page, abcb, server }) => {
  const write = calls("write_file", { path: "a.txt", content: "x" });
  const baseUrl = server.baseUrl(["by-model", write, "by-model"].join("+"));
  await configure(page, { model: { kind: "server", base_url: baseUrl, model: "test-model" } });
  await abcb.open();
  await abcb.ask("hello");
  await page.getByTestId("agent-toggle").click();
  await abcb.lastAnswer().getByTestId("again-with").click();
  await page.getByTestId("model-choice").filter({ hasText: "other-model" }).click();
  await expect(page.getByTestId("approval")).toBeVisible();
  await abcb.reload();
  await page.getByTestId("approve-once").click();
  await expect(abcb.body(abcb.lastAnswer())).toContainText("I am other-model");
  expect(server.sent().map((body) => body.model)).toEqual(["test-model", "other-model", "other-model"]);
});

test("a fork is a session of its own that knows where it is from", async ({ page, abcb, server }) => {
  await server.use("normal");
  await abcb.open();
  await abcb.ask("one");
  await abcb.ask("two");
  const origin = await abcb.currentSessionId();
  await choose(page, abcb.answers.first(), "fork");
  await expect(abcb.sessions).toHaveCount(2);
  await expect(abcb.messages).toHaveCount(2);
  const fork = await abcb.currentSessionId();
  expect(fork).not.toBe(origin);
  await expect(abcb.session(fork)).toContainText("one (fork)");
  await expect(abcb.answers.first().getByTestId("stats")).toContainText("5 tokens");

  await abcb.ask("three");
  expect(server.sent().at(-1)?.messages).toEqual([
    { role: "user", content: "one" },
    { role: "assistant", content: "You wrote: one" },
    { role: "user", content: "three" },
  ]);
  await abcb.reload();
  await expect(abcb.messages).toHaveCount(4);
  await page.getByTestId("forked-from").getByRole("button").click();
  expect(await abcb.currentSessionId()).toBe(origin);
  await expect(abcb.body(abcb.questions.last())).toHaveText("two");
  await expect(page.getByTestId("forked-from")).toHaveCount(0);

  // A second fork has another title; the first shows that its origin no longer exists.
  await choose(page, question(abcb), "fork");
  await expect(abcb.messages).toHaveCount(1);
  await expect(abcb.currentSession).toContainText("one (fork 2)");
  await abcb.chooseFromMenu(origin, "delete");
  await expect(page.getByTestId("forked-from")).toContainText("no longer exists");
});

test("two versions lie side by side, and one of them is used", async ({ page, abcb, server }) => {
  await answerTwice(abcb, server, "The sky is **blue** today.", "The sky is very blue.");
  await choose(page, abcb.lastAnswer(), "compare");
  await expect(versions(page)).toHaveCount(2);
  await expect(versions(page).first().locator("strong")).toHaveText("blue");
  await expect(versions(page).first()).toContainText("Tokens written");
  await expect(versions(page).first().getByTestId("use-version")).toBeVisible();
  await expect(versions(page).last()).toContainText("Currently shown");

  await page.getByTestId("mark-differences").click();
  await expect(versions(page).last().locator("mark").first()).toContainText("very");
  await expect(versions(page).first()).toContainText("**blue**");

  await versions(page).first().getByTestId("use-version").click();
  await expect(compareView(page)).toHaveCount(0);
  await expect(abcb.lastAnswer().getByTestId("branch-count")).toHaveText("1 of 2");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("The sky is blue today.");
});

test("which two of three are compared is chosen, and the columns stack where it is narrow", async ({ page, abcb, server }) => {
  await answerTwice(abcb, server, "First.", "Second.", "Third.");
  await abcb.lastAnswer().getByTestId("regenerate").click();
  await expect(abcb.lastAnswer().getByTestId("branch-count")).toHaveText("3 of 3");
  await abcb.waitUntilIdle();
  await choose(page, abcb.lastAnswer(), "compare");
  await expect(versions(page).first()).toContainText("Second.");
  await page.getByTestId("compare-choice").first().selectOption({ index: 0 });
  await expect(versions(page).first()).toContainText("First.");
  await expect(versions(page).last()).toContainText("Third.");
  const tops = () => versions(page).evaluateAll((columns) => columns.map((column) => column.getBoundingClientRect().top));
  let [left, right] = await tops();
  expect(left).toBe(right);
  await page.setViewportSize({ width: 360, height: 640 });
  [left, right] = await tops();
  expect(right).toBeGreaterThan(left);
  await page.keyboard.press("Escape");
  await expect(compareView(page)).toHaveCount(0);
});

test("what tools did is compared too", async ({ page, abcb, server }) => {
  const add = calls("add_numbers", { a: 12, b: 30 });
  const baseUrl = server.baseUrl([add, says("It is 42."), says("It is 43.")].join("+"));
  await configure(page, { model: { kind: "server", base_url: baseUrl, model: "test-model" }, agent: { on: true } });
  await abcb.open();
  await abcb.send("Add 12 and 30.");
  await abcb.waitUntilIdle();
  // Regenerates the answer without the agent.
  await page.getByTestId("agent-toggle").click();
  await question(abcb).getByTestId("edit").click();
  await page.getByRole("button", { name: "Send the edited message" }).click();
  await expect(question(abcb).getByTestId("branch-count")).toHaveText("2 of 2");
  await abcb.waitUntilIdle();
  await choose(page, question(abcb), "compare");
  const call = versions(page).first().getByTestId("compare-call");
  await expect(call).toHaveAttribute("data-status", "done");
  await call.locator("summary").click();
  await expect(call).toContainText("a: 12");
  await expect(call).toContainText("42");
  await expect(versions(page).first()).toContainText("Tools called");
  await expect(versions(page).last()).toContainText("It is 43.");
  await expect(versions(page).last().getByTestId("compare-call")).toHaveCount(0);
});

test("a version is deleted, and comes back", async ({ page, abcb, server }) => {
  await answerTwice(abcb, server, "First.", "Second.", "Third.");
  await choose(page, abcb.lastAnswer(), "delete-message");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("First.");
  await expect(abcb.lastAnswer().getByTestId("branch-count")).toHaveCount(0);
  await page.getByTestId("undo").click();
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("Second.");
  await expect(abcb.lastAnswer().getByTestId("branch-count")).toHaveText("2 of 2");

  await choose(page, abcb.lastAnswer(), "delete-message");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("First.");
  await abcb.reload();
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("First.");
  await expect(abcb.lastAnswer().getByTestId("branch-count")).toHaveCount(0);

  // Deleted messages stay in the log and in the exported bundle, where they are also marked as deleted.
  const { text } = await exportEvents(page);
  expect(text).toContain("Second.");
  expect((await abcb.exportSession(await abcb.currentSessionId())).messages.map((message) => message.content)).toEqual(["Why is the sky blue?", "First."]);
  await abcb.importFile("copy.abcb.json", text);
  await abcb.confirmImport();
  await expect(abcb.sessions).toHaveCount(2);
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("First.");
  await abcb.ask("and?");
  expect(server.sent().at(-1)?.messages.map((message) => message.content)).toEqual(["Why is the sky blue?", "First.", "and?"]);
});

test("without another version, what follows goes as well, and all of it comes back", async ({ page, abcb, server }) => {
  await server.use("normal");
  await abcb.open();
  await abcb.ask("one");
  await abcb.ask("two");
  await choose(page, question(abcb, 1), "delete-message");
  await expect(abcb.messages).toHaveCount(2);
  await page.getByTestId("undo").click();
  await expect(abcb.messages).toHaveCount(4);
  await choose(page, question(abcb), "delete-message");
  await expect(abcb.messages).toHaveCount(0);
  await abcb.ask("three");
  expect(server.sent().at(-1)?.messages).toEqual([{ role: "user", content: "three" }]);
});

test("deleting what waits for a decision ends the waiting", async ({ page, abcb, server }) => {
  const write = calls("write_file", { path: "plan.txt", content: "milk" });
  const baseUrl = server.baseUrl([write, "normal"].join("+"));
  await configure(page, { model: { kind: "server", base_url: baseUrl, model: "test-model" }, agent: { on: true } });
  await abcb.open();
  await abcb.send("Write milk.");
  await expect(page.getByTestId("approval")).toBeVisible();
  await choose(page, question(abcb), "delete-message");
  await expect(abcb.messages).toHaveCount(0);
  await expect(page.locator("body")).toHaveAttribute("data-run", "idle");
  await page.getByTestId("undo").click();
  await expect(page.getByTestId("tool-call")).toHaveAttribute("data-status", "denied");
});

test("an open menu moves nothing on the page", async ({ page, abcb, server }) => {
  await server.use("normal");
  await abcb.open();
  await abcb.ask("One line");
  const composerBox = () => page.getByTestId("composer-input").boundingBox();
  const before = await composerBox();
  await abcb.lastAnswer().getByTestId("message-menu").click();
  await expect(page.getByTestId("open-menu")).toBeVisible();
  expect(await composerBox()).toEqual(before);
});

test("the menu of a message is worked by keys alone", async ({ page, abcb, server }) => {
  await answerTwice(abcb, server, "First.", "Second.");
  const button = abcb.lastAnswer().getByTestId("message-menu");
  await button.focus();
  await page.keyboard.press("Enter");
  const items = page.getByTestId("open-menu").getByRole("menuitem");
  await expect(items.first()).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(items.last()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(items.first()).toBeFocused();
  await expect(button).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("open-menu")).toHaveCount(0);
  await expect(button).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(items.first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(compareView(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(button).toBeFocused();
});

test("a press elsewhere closes a menu, and on the button of another it opens that one", async ({ page, abcb, server }) => {
  await answerTwice(abcb, server, "First.", "Second.");
  const menu = page.getByRole("menu");
  await abcb.lastAnswer().getByTestId("message-menu").click();
  await expect(menu).toHaveAccessibleName("More for this message");
  await abcb.currentSession.hover();
  await page.getByTestId("session-menu").click();
  await expect(menu).toHaveAccessibleName("Session");
  await abcb.lastAnswer().hover();
  await abcb.lastAnswer().getByTestId("again-with").click();
  await expect(menu).toHaveAccessibleName("Regenerate with another model");
  await expect(menu.getByRole("menuitem").first()).toBeFocused();
  await page.getByRole("heading", { level: 1 }).click();
  await expect(menu).toHaveCount(0);
});

test("while an answer comes or a replay is on screen nothing can be deleted", async ({ page, abcb, server }) => {
  await server.use("normal+endless");
  await abcb.open();
  await abcb.ask("one");
  await expect(abcb.answers.first().getByTestId("message-menu")).toHaveCount(1);
  await abcb.send("two");
  await abcb.expectLastAnswer("streaming");
  await expect(page.getByTestId("message-menu").filter({ visible: true })).toHaveCount(0);
  await abcb.stop();
  await abcb.expectLastAnswer("cancelled");
  await page.getByTestId("open-run").click();
  await page.getByTestId("replay").click();
  await expect(page.getByTestId("end-replay")).toBeVisible();
  await expect(page.getByTestId("message-menu").filter({ visible: true })).toHaveCount(0);
});
