// An evaluation that continues while its dialog is closed: it is shown above the conversation, where it can be opened and stopped.

import { configure, expect, test } from "./support/fixtures";
import { modelTimeout } from "./support/real-server";

test("an evaluation runs on after Close beside a question, and both are stopped from the conversation", async ({ page, abcb, server }) => {
  await configure(page, { model: { kind: "server", base_url: server.baseUrl("endless"), model: "test-model" } });
  await abcb.open();
  await page.getByTestId("open-agent").click();
  await page.getByRole("tab", { name: "Evaluation" }).click();
  await page.getByTestId("start-eval").click();
  await expect(page.getByTestId("eval-score")).toBeVisible();
  const bar = page.getByTestId("eval-status");
  await expect(bar).toHaveCount(0);
  await page.getByTestId("close-agent").click();
  await expect(bar).toContainText(/Evaluation: 0 of \d+/);

  await abcb.send("Tell me something long");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("word1 ");
  await abcb.stop();
  await abcb.expectLastAnswer("cancelled");
  await expect(bar).toBeVisible();

  await bar.getByTestId("open-eval").click();
  await expect(page.getByTestId("eval-score")).toHaveAttribute("data-done", "0");
  await page.keyboard.press("Escape");
  await bar.getByTestId("stop-eval").click();
  await expect(bar).toHaveCount(0);
  await page.getByTestId("open-agent").click();
  await page.getByRole("tab", { name: "Evaluation" }).click();
  await expect(page.getByTestId("start-eval")).toBeVisible();
});

test("an evaluation and the questions beside it take turns with the model in the page", async ({ page, abcb }) => {
  test.setTimeout(2 * modelTimeout);
  await configure(page, { model: { kind: "in-page" } });
  await abcb.open();
  const bar = page.getByTestId("eval-status");
  const start = async () => {
    await page.getByTestId("open-agent").click();
    await page.getByRole("tab", { name: "Evaluation" }).click();
    await page.getByTestId("start-eval").click();
    await page.getByTestId("close-agent").click();
  };
  await abcb.send("Write a long story about the sea, with many chapters.");
  await expect(abcb.body(abcb.lastAnswer())).toContainText(/\w+ \w+ \w+/, { timeout: modelTimeout });
  // It is queued behind the answer, which the page shows, and can be cancelled there.
  await start();
  await expect(bar).toContainText(/Evaluation: 0 of \d+/);
  await bar.getByTestId("stop-eval").click();
  await expect(bar).toHaveCount(0);
  await abcb.stop();
  await abcb.expectLastAnswer("cancelled");

  await start();
  await expect(bar).toContainText(/Evaluation: [1-9]\d* of \d+/, { timeout: modelTimeout });

  await abcb.ask("Name a colour.", modelTimeout);
  await abcb.expectLastAnswer("complete", modelTimeout);
  await bar.getByTestId("stop-eval").click();
  await expect(bar).toHaveCount(0);
  // No part of it is still running.
  await abcb.ask("Name a fruit.", modelTimeout);
  await abcb.expectLastAnswer("complete", modelTimeout);
});
