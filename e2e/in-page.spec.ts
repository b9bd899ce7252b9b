// The model in the page: a first visit without any server, without a network, files of one's own, what is kept.

import { writeFileSync } from "node:fs";
import { configure, expect, test } from "./support/fixtures";
import { closeUsualPorts, patience } from "./support/real";

test.describe.configure({ timeout: 2 * patience });

test("a first visit without a server is answered in the page, and without a network too", async ({ page, abcb }) => {
  await closeUsualPorts(page);
  await abcb.open();
  await expect(abcb.provider).toHaveAttribute("data-kind", "in-page");
  await abcb.ask("What is the capital of France?", patience);
  await abcb.expectLastAnswer("complete", patience);
  await expect(abcb.lastAnswer().getByTestId("stats")).toContainText("tokens/s");
  const first = await abcb.body(abcb.lastAnswer()).innerText();
  expect(first.trim()).not.toBe("");

  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.context().setOffline(true);
  await abcb.reload();
  await expect(abcb.body(abcb.lastAnswer())).toHaveText(first);
  await abcb.ask("Name a colour.", patience);
  await abcb.expectLastAnswer("complete", patience);
  await expect(abcb.answers).toHaveCount(2);
});

test("Stop ends the page's own model and keeps what came", async ({ page, abcb }) => {
  await configure(page, { model: { kind: "in-page" } });
  await abcb.open();
  await abcb.send("Write a long story about the sea, with many chapters.");
  await expect(abcb.body(abcb.lastAnswer())).toContainText(/\w+ \w+ \w+/, { timeout: patience });
  await abcb.stopButton.click();
  await abcb.expectLastAnswer("cancelled");
  const kept = await abcb.body(abcb.lastAnswer()).innerText();
  await abcb.reload();
  await expect(abcb.body(abcb.lastAnswer())).toHaveText(kept);
});

test("a file that is no model is refused in words, and a kept model can be deleted", async ({ page, abcb }, info) => {
  await configure(page, { model: { kind: "in-page" } });
  await abcb.open();
  await abcb.ask("Hello", patience);
  await page.getByTestId("open-settings").click();
  await expect(page.getByTestId("remove-model")).toHaveCount(1);

  const broken = info.outputPath("broken.gguf");
  writeFileSync(broken, Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(64, 0xff)]));
  await page.getByTestId("model-file").setInputFiles(broken);
  await expect(page.getByTestId("toast")).toContainText("The model could not be loaded.");

  await page.getByTestId("remove-model").click();
  await expect(page.getByTestId("remove-model")).toHaveCount(0);
});
