// An evaluation that runs on while its dialog is closed: it is seen, opened again and stopped from the conversation.

import { configure, expect, test } from "./support/fixtures";

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
