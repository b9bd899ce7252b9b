// System prompts: per session, as presets, in agent runs, with a real model.

import type { Page } from "@playwright/test";
import { configure, expect, test } from "./support/fixtures";
import { modelTimeout, useRealServer } from "./support/real-server";
import { calls, says } from "./support/scenarios.mjs";

const PIRATE = "Speak like a pirate.";
const systemMessage = (page: Page) => page.locator('[data-testid="message"][data-role="system"]');

async function setSystemPrompt(page: Page, content: string) {
  await page.getByTestId("open-instructions").click();
  await page.getByTestId("instructions-input").fill(content);
  await page.getByTestId("save-instructions").click();
  await expect(page.getByTestId("instructions-input")).toHaveCount(0);
}

test("a session uses the system prompt set before its first message, and one set later", async ({ page, abcb, server }) => {
  await server.use("normal");
  await abcb.open();
  await setSystemPrompt(page, PIRATE);
  await expect(systemMessage(page)).toContainText(PIRATE);
  await abcb.ask("one");
  expect(server.sent()[0]?.messages).toEqual([
    { role: "system", content: PIRATE },
    { role: "user", content: "one" },
  ]);

  await abcb.reload();
  await expect(abcb.body(systemMessage(page))).toHaveText(PIRATE);
  const exported = await abcb.exportSession(await abcb.currentSessionId());
  expect(exported.messages.map((message) => message.role)).toEqual(["system", "user", "assistant"]);
  expect(exported.messages[0]?.content).toBe(PIRATE);

  await systemMessage(page).getByTestId("edit-instructions").click();
  await page.getByTestId("instructions-input").fill("Be brief.");
  await page.getByTestId("save-instructions").click();
  await expect(abcb.body(systemMessage(page))).toHaveText("Be brief.");
  await abcb.ask("two");
  expect(server.sent()[1]?.messages[0]).toEqual({ role: "system", content: "Be brief." });

  await setSystemPrompt(page, "");
  await expect(systemMessage(page)).toHaveCount(0);
  await abcb.ask("three");
  expect(server.sent()[2]?.messages[0]).toMatchObject({ role: "user", content: "one" });
  // It does not apply to other sessions.
  await abcb.newSession();
  await abcb.ask("four");
  expect(server.sent()[3]?.messages).toEqual([{ role: "user", content: "four" }]);
});

test("an exported session with a system prompt imports back equal, and its prompt can be changed", async ({ page, abcb, server }) => {
  await server.use("normal");
  await abcb.open();
  const messages = [
    { role: "system", content: PIRATE },
    { role: "user", content: "Ahoy" },
    { role: "assistant", content: "Arr" },
  ];
  await abcb.importFile("s.json", JSON.stringify({ id: "sess-77", created_at: 77, messages }));
  await abcb.confirmImport();
  await expect(abcb.messages).toHaveCount(3);
  await expect(abcb.body(systemMessage(page))).toHaveText(PIRATE);
  expect((await abcb.exportSession("sess-77")).messages).toEqual(messages);
  await setSystemPrompt(page, "Be brief.");
  await abcb.ask("more");
  expect(server.sent()[0]?.messages.map((message) => message.content)).toEqual(["Be brief.", "Ahoy", "Arr", "more"]);
});

test("presets are kept, used, made the default of new sessions, and thrown away", async ({ page, abcb, server }) => {
  await server.use("normal");
  await abcb.open();
  await page.getByTestId("open-instructions").click();
  await expect(page.getByTestId("save-preset")).toBeDisabled();
  await page.getByTestId("instructions-input").fill(PIRATE);
  await page.getByTestId("preset-name").fill("Pirate");
  await page.getByTestId("save-preset").click();
  await expect(page.getByTestId("preset")).toContainText("Pirate");
  await page.getByTestId("default-preset").click();
  await expect(page.getByTestId("default-preset")).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(systemMessage(page)).toContainText(PIRATE);

  await abcb.reload();
  await expect(systemMessage(page)).toContainText(PIRATE);
  await abcb.ask("one");
  expect(server.sent()[0]?.messages[0]).toEqual({ role: "system", content: PIRATE });
  await setSystemPrompt(page, "Be brief.");
  await page.getByTestId("open-instructions").click();
  await page.getByTestId("use-preset").click();
  await expect(page.getByTestId("instructions-input")).toHaveValue(PIRATE);
  await page.getByTestId("save-instructions").click();
  await expect(abcb.body(systemMessage(page))).toHaveText(PIRATE);

  await page.getByTestId("open-instructions").click();
  await page.getByTestId("delete-preset").click();
  await expect(page.getByTestId("preset")).toHaveCount(0);
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByTestId("new-session").click();
  await expect(abcb.messages).toHaveCount(0);
  const config = await page.evaluate(() => JSON.parse(localStorage.getItem("abcb.config") ?? "{}"));
  expect(config.system_prompts.presets).toEqual([]);
  expect(config.model.model).toBe("test-model");
});

test("an agent has its own prompt first and then the prompt of the session", async ({ page, abcb, server }) => {
  const replies = [calls("add_numbers", { a: 1, b: 2 }), says("Arr, 3.")];
  await configure(page, {
    model: { kind: "server", base_url: server.baseUrl(replies.join("+")), model: "test-model" },
    agent: { on: true },
  });
  await abcb.open();
  await setSystemPrompt(page, PIRATE);
  await abcb.send("Add 1 and 2.");
  await abcb.waitUntilIdle();
  const systemMessages = server.sent().map((body) => body.messages.filter((message) => message.role === "system"));
  expect(systemMessages).toHaveLength(2);
  for (const [message, ...more] of systemMessages) {
    expect(more).toEqual([]);
    expect(message?.content).toMatch(/^You are a helpful assistant\. Use a tool[^]*\n\nSpeak like a pirate\.$/);
  }
  await page.getByTestId("open-run").click();
  await expect(page.locator('[data-testid="event-row"][data-kind="system_prompt"]')).toContainText("pirate");
});

test("at 360 px the prompt is behind the menu at the top", async ({ page, abcb, server }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await server.use("normal");
  await abcb.open();
  await page.getByTestId("top-menu").click();
  await page.getByTestId("open-menu").getByTestId("open-instructions").click();
  await page.getByTestId("instructions-input").fill(PIRATE);
  await page.getByTestId("save-instructions").click();
  await expect(systemMessage(page)).toContainText(PIRATE);
  await abcb.ask("one");
  await page.getByTestId("top-menu").click();
  const download = page.waitForEvent("download");
  await page.getByTestId("open-menu").getByTestId("export-bundle").click();
  expect((await download).suggestedFilename()).toMatch(/\.abcb\.json$/);
});

test("a real model does as it is told", async ({ page, abcb, modelServer }) => {
  test.setTimeout(2 * modelTimeout);
  await useRealServer(page, modelServer.address);
  await abcb.open();
  await setSystemPrompt(page, "You are a pirate captain named Redbeard. You always begin with Ahoy.");
  await abcb.send("Who are you?");
  // The length of a small model's answer does not matter.
  await expect(abcb.body(abcb.lastAnswer())).toContainText(/ahoy|redbeard|pirate|captain/i, { timeout: modelTimeout });
});
