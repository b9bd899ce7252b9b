// The agent with real models: llama.cpp's server and the in-page model.

import type { Page } from "@playwright/test";
import { configure, expect, test, type AbcbPage } from "./support/fixtures";
import { modelTimeout } from "./support/real-server";

test.describe.configure({ timeout: 3 * modelTimeout });

/** Asks for a sum with the tool, and checks the run in every view. */
async function expectAdditionWithTool(page: Page, abcb: AbcbPage) {
  await abcb.input.fill("Add 12 and 30 with your tool.");
  await expect(page.getByTestId("tool-suggestion")).toContainText("add_numbers", { timeout: modelTimeout });
  await abcb.input.press("Tab");
  const call = page.locator('[data-testid="tool-call"][data-tool="add_numbers"]').first();
  await expect(call).toHaveAttribute("data-status", "done", { timeout: modelTimeout });
  await call.locator("summary").click();
  await expect(call.locator("pre").first()).toHaveText(/^a: 12(\.0)?\nb: 30(\.0)?$/);
  await expect(call.getByTestId("message-body")).toHaveText("42");
  await expect(page.locator("body")).toHaveAttribute("data-run", "idle", { timeout: modelTimeout });

  await page.getByTestId("open-run").click();
  await expect(page.getByTestId("run-summary")).toContainText(/completed|limit|asked for add_numbers again/);
  await expect(page.getByTestId("run-summary")).toContainText("add_numbers");
  await expect(page.locator('[data-testid="event-row"][data-kind="tool_result"]').first()).toContainText("42");
  await expect(page.locator('[data-testid="event-row"][data-kind="run_ended"]')).toHaveCount(1);
  await page.getByTestId("replay").click();
  await page.getByTestId("replay-place").fill("0");
  await expect(page.getByTestId("message")).toHaveCount(0);
  await page.getByTestId("replay-place").fill(String(await page.getByTestId("replay-place").getAttribute("max")));
  await expect(page.locator('[data-testid="tool-call"][data-tool="add_numbers"]').first()).toHaveAttribute("data-status", "done");
}

test("SmolLM2 on llama.cpp's server adds with the tool", async ({ page, abcb, modelServer }) => {
  const model = { kind: "server", base_url: `${modelServer.address}/v1`, model: "default" };
  await configure(page, { model, agent: { on: true } });
  await abcb.open();
  await expectAdditionWithTool(page, abcb);
});

test("the model in the page adds with the tool", async ({ page, abcb }) => {
  await configure(page, { model: { kind: "in-page" }, agent: { on: true } });
  await abcb.open();
  await expectAdditionWithTool(page, abcb);
});

test("a question whose words only look like a tool's is answered, and nothing is called", async ({ page, abcb }) => {
  await configure(page, { model: { kind: "in-page" }, agent: { on: true } });
  await abcb.open();
  await abcb.input.fill("Is Node.js faster than Deno?");
  await expect(page.getByTestId("tool-suggestion")).toBeVisible({ timeout: modelTimeout });
  await abcb.sendButton.click();
  await expect(page.locator("body")).toHaveAttribute("data-run", "running");
  await expect(page.locator("body")).toHaveAttribute("data-run", "idle", { timeout: modelTimeout });
  await expect(abcb.body(abcb.lastAnswer())).not.toBeEmpty();
  await expect(page.getByTestId("tool-call")).toHaveCount(0);
});

test("an example of the empty page shows the tool that it speaks of", async ({ page, abcb }) => {
  await configure(page, { model: { kind: "in-page" }, agent: { on: true } });
  await abcb.open();
  await page.getByTestId("example").filter({ hasText: "Remember that my train" }).click();
  const approval = page.getByTestId("approval");
  await expect(approval).toContainText("session_note_append", { timeout: modelTimeout });
  await expect(approval.locator("textarea, input").first()).toHaveValue("my train leaves at 8:15");
});
