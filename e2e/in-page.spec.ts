// The in-page model: a first visit without any server, offline use, the user's own model files, stored models.

import { writeFileSync } from "node:fs";
import { configure, expect, test } from "./support/fixtures";
import { AbcbPage } from "./support/page";
import { closeUsualPorts, modelTimeout } from "./support/real-server";

test.describe.configure({ timeout: 2 * modelTimeout });

test("a first visit without a server is answered in the page, and without a network too", async ({ page, abcb }) => {
  await closeUsualPorts(page);
  await abcb.open();
  await expect(abcb.provider).toHaveAttribute("data-kind", "in-page");
  await abcb.ask("What is the capital of France?", modelTimeout);
  await abcb.expectLastAnswer("complete", modelTimeout);
  await expect(abcb.lastAnswer().getByTestId("stats")).toContainText("tokens/s");
  const first = await abcb.body(abcb.lastAnswer()).innerText();
  expect(first.trim()).not.toBe("");

  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.context().setOffline(true);
  await abcb.reload();
  await expect(abcb.body(abcb.lastAnswer())).toHaveText(first);
  await abcb.ask("Name a colour.", modelTimeout);
  await abcb.expectLastAnswer("complete", modelTimeout);
  await expect(abcb.answers).toHaveCount(2);
});

test("Stop ends the page's own model and keeps what came", async ({ page, abcb }) => {
  await configure(page, { model: { kind: "in-page" } });
  await abcb.open();
  await abcb.send("Write a long story about the sea, with many chapters.");
  await expect(abcb.body(abcb.lastAnswer())).toContainText(/\w+ \w+ \w+/, { timeout: modelTimeout });
  await abcb.stopButton.click();
  await abcb.expectLastAnswer("cancelled");
  const keptText = await abcb.body(abcb.lastAnswer()).innerText();
  await abcb.reload();
  await expect(abcb.body(abcb.lastAnswer())).toHaveText(keptText);
});

test("a file that is no model is refused in words, and a kept model can be deleted", async ({ page, abcb }, info) => {
  await configure(page, { model: { kind: "in-page" } });
  await abcb.open();
  await abcb.ask("Hello", modelTimeout);
  await page.getByTestId("open-settings").click();
  await expect(page.getByTestId("remove-model")).toHaveCount(1);

  const broken = info.outputPath("broken.gguf");
  writeFileSync(broken, Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(64, 0xff)]));
  await page.getByTestId("model-file").setInputFiles(broken);
  await expect(page.getByTestId("toast")).toContainText("The model could not be loaded.");

  await page.getByTestId("remove-model").click();
  await expect(page.getByTestId("remove-model")).toHaveCount(0);
});

const LONG_QUESTION = "Write a long story about the sea, with many chapters.";

test("two tabs take turns with the model in the page; who waits says so and can be stopped", async ({ page, abcb }) => {
  await configure(page, { model: { kind: "in-page" } });
  await abcb.open();
  await abcb.send(LONG_QUESTION);
  await expect(abcb.body(abcb.lastAnswer())).toContainText(/\w+ \w+ \w+/, { timeout: modelTimeout });
  const other = new AbcbPage(await page.context().newPage(), abcb.address);
  const waiting = "Waiting until the model in the page has finished another answer";
  await configure(other.page, { model: { kind: "in-page" } });
  await other.open();
  await other.send("Name a colour.");
  await expect(other.lastAnswer()).toContainText(waiting);
  await other.stopButton.click();
  await other.expectLastAnswer("cancelled");
  await other.send("Name a fruit.");
  await expect(other.lastAnswer()).toContainText(waiting);
  await abcb.stopButton.click();
  await abcb.expectLastAnswer("cancelled");
  await other.expectLastAnswer("complete", modelTimeout);
});

test("a worker that cannot be fetched is reported, and fetched again with the next question", async ({ page, abcb }) => {
  await configure(page, { model: { kind: "in-page" } });
  let isMissing = true;
  await page.context().route("**/engine-worker.js", (route) =>
    isMissing ? route.fulfill({ status: 404, body: "" }) : route.continue(),
  );
  await abcb.open();
  await abcb.send("Name a colour.");
  await abcb.expectLastAnswer("failed");
  await expect(abcb.lastAnswer()).toContainText("The part of the page that runs models could not be loaded.");
  isMissing = false;
  await abcb.ask("Name a fruit.", modelTimeout);
  await abcb.expectLastAnswer("complete");
});

test("half a download that nobody can go on with is removed", async ({ page, abcb }) => {
  await configure(page, { model: { kind: "in-page" } });
  await abcb.open();
  const names = () =>
    page.evaluate(async () => {
      const models = await (await navigator.storage.getDirectory()).getDirectoryHandle("models", { create: true });
      return Array.fromAsync(models.keys());
    });
  await page.evaluate(async () => {
    const models = await (await navigator.storage.getDirectory()).getDirectoryHandle("models", { create: true });
    const writable = await (await models.getFileHandle("old.gguf.part", { create: true })).createWritable();
    await writable.write("half");
    await writable.close();
  });
  await abcb.reload();
  await expect.poll(names).toEqual([]);
});

test("half a download is gone on with where it broke off", async ({ page, abcb }) => {
  await configure(page, { model: { kind: "in-page" } });
  await abcb.open();
  const half = await page.evaluate(async () => {
    const [{ name }] = await (await fetch("models.json")).json();
    const response = await fetch(`models/${name}`);
    const bytes = await response.arrayBuffer();
    const models = await (await navigator.storage.getDirectory()).getDirectoryHandle("models", { create: true });
    const write = async (file: string, content: ArrayBuffer | string) => {
      const writable = await (await models.getFileHandle(file, { create: true })).createWritable();
      await writable.write(content);
      await writable.close();
    };
    const half = bytes.byteLength >> 1;
    await write(`${name}.part`, bytes.slice(0, half));
    await write(`${name}.part.json`, JSON.stringify({ validator: response.headers.get("ETag"), total: bytes.byteLength }));
    return half;
  });
  const ranges: (string | undefined)[] = [];
  page.context().on("request", (request) => {
    if (request.url().endsWith(".gguf")) ranges.push(request.headers().range);
  });
  await abcb.reload();
  await abcb.ask("Name a colour.", modelTimeout);
  await abcb.expectLastAnswer("complete");
  expect(ranges).toEqual([`bytes=${half}-`]);
});

test("the empty page says how small its own model is, how to get a better one, and what it can be asked", async ({ page, abcb, server }) => {
  const exampleTexts = () => page.getByTestId("example").allInnerTexts();
  await closeUsualPorts(page);
  await abcb.open();
  await expect(abcb.provider).toHaveAttribute("data-kind", "in-page");
  await expect(abcb.provider).toContainText("very small");
  const empty = page.getByRole("main");
  await expect(empty).toContainText("a very small model running in this tab. It is often wrong.");
  await expect(empty).toContainText("Connect a server or load a larger model");
  await expect(empty).toContainText("llama-server -m model.gguf");
  await expect(page.getByTestId("example")).toHaveCount(3);
  const inPageExamples = await exampleTexts();
  await page.getByTestId("choose-model").click();
  await expect(page.getByTestId("provider-kind")).toBeVisible();
  await abcb.chooseKind("in-page");
  await expect(page.getByTestId("model-file")).toBeAttached();
  await page.keyboard.press("Escape");
  await abcb.useServer(server.baseUrl("normal"));
  await expect(abcb.provider).toHaveAttribute("data-kind", "server");
  await expect(empty).not.toContainText("very small model");
  await expect(page.getByTestId("choose-model")).toHaveCount(0);
  await expect(page.getByTestId("example")).toHaveCount(3);
  const serverExamples = await exampleTexts();
  expect(serverExamples.filter((example) => inPageExamples.includes(example))).toEqual([]);
});
