// The composer: drafts, files, the command list and the prompt library, the message history, and messages queued during an
// answer. Requests are checked on the server's side.

import type { Page } from "@playwright/test";
import { createImage, textFile, transferFiles } from "./support/files";
import { expect, test } from "./support/fixtures";
import { calls, says } from "./support/scenarios.mjs";

type Sent = { messages: { role: string; content: unknown }[] };

const lastUser = (sent: Sent[]) => sent.at(-1)?.messages.filter((message) => message.role === "user").at(-1)?.content;
const readDrafts = (page: Page) => page.evaluate(() => localStorage.getItem("abcb.drafts") ?? "");

test("a draft stays with its session, across switching and reload, and goes when it is sent", async ({ page, abcb, server }) => {
  await server.use("steady");
  await abcb.open();
  await abcb.ask("first");
  const id = await abcb.currentSessionId();
  await abcb.input.fill("about the first");
  await abcb.newSession();
  await expect(abcb.input).toHaveValue("");
  await abcb.input.fill("about nothing yet");
  await abcb.openSession(id);
  await expect(abcb.input).toHaveValue("about the first");
  for (const text of ["about the first", "about nothing yet"]) await expect.poll(() => readDrafts(page)).toContain(text);
  await abcb.reload();
  await expect(abcb.input).toHaveValue("about the first");
  await page.getByTestId("new-session").click();
  await expect(abcb.input).toHaveValue("about nothing yet");
  await abcb.ask("about nothing yet");
  await expect.poll(() => readDrafts(page)).not.toContain("about nothing yet");
  await abcb.reload();
  await expect(abcb.input).toHaveValue("");
  await abcb.openSession(id);
  await expect(abcb.input).toHaveValue("about the first");
});

test("a draft is kept at a pause of typing, and goes with its session", async ({ page, abcb, server }) => {
  await server.use("steady");
  await abcb.open();
  await abcb.ask("first");
  await abcb.input.fill("not sent");
  await expect.poll(() => readDrafts(page)).toContain("not sent");
  await abcb.chooseFromMenu(await abcb.currentSessionId(), "delete");
  await expect.poll(() => readDrafts(page)).not.toContain("not sent");
});

test("text files are attached by picking and by dropping, and the model reads them", async ({ page, abcb, server }) => {
  await server.use("normal+steady");
  await abcb.open();
  await page.getByTestId("attach").setInputFiles([textFile("notes.txt", "milk\neggs\n"), textFile("../x\u202e", "```\ncode\n```")]);
  await expect(page.getByTestId("attachment")).toHaveCount(2);
  await transferFiles(page.locator("main"), "dragover", [{ name: "a", type: "", bytes: [] }]);
  await expect(page.getByTestId("drop-place")).toBeVisible();
  await transferFiles(page.locator("main"), "drop", [{ name: "list.csv", type: "text/csv", bytes: [...Buffer.from("a,b")] }]);
  await expect(page.getByTestId("drop-place")).toHaveCount(0);
  await expect(page.getByTestId("attachment")).toHaveCount(3);
  await page.getByRole("button", { name: "Remove list.csv" }).click();
  await expect(page.getByTestId("attachment")).toHaveCount(2);
  await abcb.ask("What is missing?");
  await expect(page.getByTestId("attachment")).toHaveCount(0);
  const expected = "What is missing?\n\nFile notes.txt:\n```\nmilk\neggs\n```\n\nFile ../x:\n````\n```\ncode\n```\n````";
  expect(lastUser(server.sent())).toBe(expected);

  await expect(abcb.body(abcb.questions.first())).toHaveText("What is missing?");
  await abcb.reload();
  const files = abcb.questions.first().getByTestId("message-attachment");
  await expect(files).toHaveCount(2);
  await files.first().locator("summary").click();
  await expect(files.first()).toContainText("milk");
  const seed = await abcb.exportSession(await abcb.currentSessionId());
  expect(seed.messages[0]).toEqual({ role: "user", content: expected });

  // An edited question about the same files.
  await abcb.questions.first().hover();
  await abcb.questions.first().getByTestId("edit").click();
  await page.getByRole("textbox", { name: "Edit the message" }).fill("What is there?");
  await page.getByRole("textbox", { name: "Edit the message" }).press("Enter");
  await expect.poll(() => server.sent().length).toBe(2);
  expect(lastUser(server.sent())).toBe(expected.replace("missing", "there"));
});

test("a file alone is a message", async ({ page, abcb, server }) => {
  await server.use("steady");
  await abcb.open();
  await expect(abcb.sendButton).toBeDisabled();
  await page.getByTestId("attach").setInputFiles(textFile("alone.txt", "x"));
  await expect(abcb.sendButton).toBeEnabled();
  await abcb.sendButton.click();
  await abcb.expectLastAnswer("complete");
  expect(lastUser(server.sent())).toBe("File alone.txt:\n```\nx\n```");
  await expect(abcb.currentSession).toContainText("alone.txt");
});

test("what no model could read and what is too much is refused in words", async ({ page, abcb, server }) => {
  await server.use("steady");
  await abcb.open();
  const attach = page.getByTestId("attach");
  await attach.setInputFiles({ name: "program.bin", mimeType: "text/plain", buffer: Buffer.from([0, 1, 2, 255]) });
  await expect(page.getByTestId("toast").last()).toContainText("program.bin cannot be attached.");
  await attach.setInputFiles(textFile("long.txt", "x".repeat(300_000)));
  await expect(page.getByTestId("toast").last()).toContainText("long.txt is too large. The limits are 256 KB for text and 2 MB for images.");
  await attach.setInputFiles([1, 2, 3, 4, 5].map((number) => textFile(`part${number}.txt`, "x".repeat(250_000))));
  await expect(page.getByTestId("toast").last()).toContainText("part5.txt does not fit");
  await expect(page.getByTestId("attachment")).toHaveCount(4);
});

test("a long paste becomes a file that can be put back", async ({ page, abcb, server }) => {
  await server.use("steady");
  await abcb.open();
  const long = "word ".repeat(2_000);
  await transferFiles(abcb.input, "paste", [], long);
  await expect(page.getByTestId("attachment")).toContainText("Pasted text");
  await expect(abcb.input).toHaveValue("");
  await transferFiles(abcb.input, "paste", [], long);
  await expect(page.getByTestId("attachment").last()).toContainText("Pasted text 2");
  await page.getByTestId("remove-attachment").last().click();
  await page.getByTestId("unpack-attachment").click();
  await expect(page.getByTestId("attachment")).toHaveCount(0);
  await expect(abcb.input).toHaveValue(long);
  await expect(abcb.input).toBeFocused();
});

test("pictures are scaled down, sent as parts and shown again after a reload", async ({ page, abcb, server }) => {
  await server.use("steady+normal");
  await abcb.open();
  await transferFiles(abcb.input, "paste", [{ name: "big.png", type: "image/png", bytes: await createImage(page, 2400, 1200) }]);
  await expect(page.getByTestId("attachment")).toHaveCount(1);
  await expect(page.getByTestId("sight")).toContainText("does not say whether its model sees pictures");
  await abcb.ask("What colour?");
  const [text, image] = lastUser(server.sent()) as [{ text: string }, { type: string; image_url: { url: string } }];
  expect(text).toEqual({ type: "text", text: "What colour?\n\n[Image: big.png]" });
  expect(image.type).toBe("image_url");
  const size = await page.evaluate(async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  }, image.image_url.url);
  expect(size).toEqual([1568, 784]);
  await abcb.reload();
  const shown = abcb.questions.first().getByTestId("message-attachment").locator("img").first();
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1568);
  await abcb.ask("And now?");
  expect(server.sent()[1].messages[0].content).toHaveLength(2);
});

test("a model that cannot see is not sent pictures", async ({ page, abcb }) => {
  await page.addInitScript(() => localStorage.setItem("abcb.config", JSON.stringify({ model: { kind: "mock" } })));
  await abcb.open();
  await expect(abcb.provider).toHaveAttribute("data-kind", "mock");
  const bytes = await createImage(page, 10, 10);
  await transferFiles(abcb.input, "paste", [{ name: "small.png", type: "image/png", bytes }]);
  await expect(page.getByTestId("toast")).toContainText("cannot see pictures, so small.png was not attached");
  await expect(page.getByTestId("attachment")).toHaveCount(0);
});

test("a slash lists the commands; other text is sent as it is", async ({ page, abcb, server }) => {
  await server.use("normal");
  await abcb.open();
  await abcb.input.pressSequentially("/");
  const options = page.getByTestId("slash-option");
  await expect(page.getByRole("listbox", { name: "Commands and prompts" })).toBeVisible();
  await expect(options.first()).toHaveAttribute("aria-selected", "true");
  await abcb.input.press("ArrowDown");
  await expect(options.nth(1)).toHaveAttribute("aria-selected", "true");
  await expect(abcb.input).toHaveAttribute("aria-activedescendant", (await options.nth(1).getAttribute("id"))!);
  await abcb.input.press("Escape");
  await expect(page.getByTestId("slash-list")).toHaveCount(0);
  await expect(abcb.input).toHaveValue("/");
  await abcb.input.pressSequentially("age");
  await expect(options).toHaveCount(1);
  await abcb.input.press("Enter");
  await expect(page.getByTestId("agent-toggle")).toHaveAttribute("aria-pressed", "true");
  await expect(abcb.input).toHaveValue("");
  await expect(abcb.messages).toHaveCount(0);
  await abcb.input.pressSequentially("/agent");
  await abcb.input.press("Tab");
  await expect(page.getByTestId("agent-toggle")).toHaveAttribute("aria-pressed", "false");
  await abcb.ask("/etc/hosts");
  expect(lastUser(server.sent())).toBe("/etc/hosts");
  await abcb.input.pressSequentially("/agai");
  await options.first().click();
  await expect(abcb.answers.last()).toHaveAttribute("data-status", "complete");
  await expect.poll(() => server.sent().length).toBe(2);
  await abcb.input.pressSequentially("/new");
  await abcb.input.press("Enter");
  await expect(abcb.messages).toHaveCount(0);
});

test.describe("before the list of commands has come", () => {
  test.use({ serviceWorkers: "block" });

  test("Enter waits for it, and sends what is no command", async ({ page, abcb, server }) => {
    await server.use("normal");
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route(/split_dialogs/, async (route) => {
      await released;
      await route.continue();
    });
    await abcb.open();
    await abcb.input.pressSequentially("/settings");
    await abcb.input.press("Enter");
    await expect(abcb.input).toHaveValue("/settings");
    release();
    await expect(page.getByTestId("provider-kind")).toBeVisible();
    await expect(abcb.input).toHaveValue("");
    await abcb.reload();
    await abcb.input.fill("/etc/hosts");
    await abcb.input.press("Enter");
    await expect(abcb.questions).toHaveCount(1);
    await abcb.waitUntilIdle();
    expect(server.sent()).toHaveLength(1);
  });
});

test("a prompt is written once and used by its name, with its places filled", async ({ page, abcb, server }) => {
  await server.use("normal");
  await abcb.open();
  await abcb.input.pressSequentially("/prompts");
  await expect(page.getByTestId("slash-option")).toHaveCount(1);
  await abcb.input.press("Enter");
  await page.getByTestId("new-prompt").click();
  await page.getByTestId("prompt-name").fill("two words");
  await page.getByTestId("prompt-text").fill("Say {{what}} in {{language}}.");
  await page.getByTestId("save-prompt").click();
  await expect(page.getByRole("alert")).toContainText("A name is one word");
  await page.getByTestId("prompt-name").fill("say");
  await page.getByTestId("save-prompt").click();
  await expect(page.getByTestId("prompt")).toHaveCount(1);
  await page.getByTestId("close-prompts").click();
  await abcb.reload();
  await abcb.input.pressSequentially("/say");
  await expect(page.getByTestId("slash-option")).toHaveCount(1);
  await abcb.input.press("Enter");
  await page.getByTestId("prompt-value").first().fill("{{language}}");
  await page.getByTestId("prompt-value").last().fill("Thai");
  await page.getByTestId("fill-prompt").click();
  await expect(abcb.input).toHaveValue("Say {{language}} in Thai.");
  await expect(abcb.input).toBeFocused();
  expect(JSON.parse((await page.evaluate(() => localStorage.getItem("abcb.config"))) ?? "").prompts).toEqual({
    say: "Say {{what}} in {{language}}.",
  });
  await abcb.input.fill("/prompts");
  await abcb.input.press("Enter");
  await page.getByTestId("edit-prompt").click();
  await page.getByTestId("prompt-text").fill("Hello!");
  await page.getByTestId("save-prompt").click();
  await page.getByTestId("use-prompt").click();
  await expect(abcb.input).toHaveValue("Hello!");
  await abcb.input.fill("/prompts");
  await abcb.input.press("Enter");
  await page.getByTestId("delete-prompt").click();
  await expect(page.getByTestId("prompt")).toHaveCount(0);
});

test("arrow up brings back what was sent, in this session and then in others", async ({ abcb, server }) => {
  await server.use("steady");
  await abcb.open();
  await abcb.ask("elsewhere");
  await abcb.newSession();
  await abcb.ask("one");
  await abcb.ask("two");
  await abcb.input.press("ArrowUp");
  await expect(abcb.input).toHaveValue("two");
  await abcb.input.press("ArrowUp");
  await expect(abcb.input).toHaveValue("one");
  await abcb.input.press("ArrowUp");
  await expect(abcb.input).toHaveValue("elsewhere");
  await abcb.input.press("ArrowUp");
  await expect(abcb.input).toHaveValue("elsewhere");
  await abcb.input.press("ArrowDown");
  await expect(abcb.input).toHaveValue("one");
  await abcb.input.press("Escape");
  await expect(abcb.input).toHaveValue("");
  await abcb.input.fill("mine");
  await abcb.input.press("ArrowUp");
  await expect(abcb.input).toHaveValue("mine");
});

test("what is written while an answer comes is asked next, in order", async ({ page, abcb, server }) => {
  await server.use("held+normal");
  await abcb.open();
  await abcb.send("one");
  await expect(abcb.stopButton).toBeVisible();
  await expect(abcb.sendButton).toHaveCount(0);
  for (const text of ["two", "three", "four"]) {
    await abcb.input.fill(text);
    await expect(abcb.stopButton).toBeVisible();
    await abcb.input.press("Enter");
  }
  const queued = page.getByTestId("queued");
  await expect(queued).toHaveText(["two ", "three ", "four "]);
  await page.getByTestId("remove-queued").last().click();
  await page.getByTestId("edit-queued").first().click();
  await expect(abcb.input).toHaveValue("two");
  await abcb.input.fill("two!");
  await abcb.sendButton.click();
  await expect(queued).toHaveText(["three ", "two! "]);
  server.release();
  await expect(abcb.answers).toHaveCount(3, { timeout: 20_000 });
  await abcb.waitUntilIdle();
  await expect(queued).toHaveCount(0);
  await expect(abcb.questions.getByTestId("message-body")).toHaveText(["one", "three", "two!"]);
  expect(server.sent().map((request) => lastUser([request]))).toEqual(["one", "three", "two!"]);
});

test("after Stop what waited is a draft again", async ({ page, abcb, server }) => {
  await server.use("endless");
  await abcb.open();
  await abcb.send("one");
  await expect(abcb.stopButton).toBeVisible();
  await abcb.input.fill("two");
  await abcb.input.press("Enter");
  await abcb.input.fill("three");
  await abcb.stop();
  await abcb.expectLastAnswer("cancelled");
  await expect(abcb.input).toHaveValue("two\n\nthree");
  await expect(page.getByTestId("queued")).toHaveCount(0);
  expect(server.sent()).toHaveLength(1);
});

test("what waits when the page is closed is a draft in the next", async ({ abcb, server }) => {
  await server.use("endless");
  await abcb.open();
  await abcb.send("one");
  await expect(abcb.stopButton).toBeVisible();
  await abcb.input.fill("two");
  await abcb.input.press("Enter");
  await abcb.input.fill("three");
  await abcb.reload();
  await expect(abcb.input).toHaveValue("two\n\nthree");
});

test("an agent hears what is written meanwhile before its next step", async ({ page, abcb, server }) => {
  const code = "await new Promise((done) => setTimeout(done, 1500)); 7";
  await server.use([calls("run_javascript", { code }), says("Seven, as you asked.")].join("+"));
  await abcb.open();
  await page.getByTestId("agent-toggle").click();
  await abcb.send("Run it");
  await page.getByTestId("approve-once").click();
  await expect(page.locator('[data-testid="tool-call"][data-status="running"]')).toBeVisible();
  await abcb.input.fill("In words, please.");
  await abcb.input.press("Enter");
  await expect(page.getByTestId("queued")).toHaveCount(1);
  await abcb.waitUntilIdle();
  await expect(page.getByTestId("queued")).toHaveCount(0);
  expect(server.sent()).toHaveLength(2);
  expect(lastUser(server.sent())).toBe("In words, please.");
  await expect(abcb.questions.getByTestId("message-body")).toHaveText(["Run it", "In words, please."]);
  await expect(abcb.body(abcb.lastAnswer())).toContainText("Seven");
  await abcb.reload();
  await expect(abcb.questions).toHaveCount(2);
});

test("the field is in sight above a virtual keyboard, and fingers find its buttons", async ({ browser, host, server }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await page.addInitScript((config) => localStorage.setItem("abcb.config", config), JSON.stringify({ model: { kind: "server", base_url: server.baseUrl("steady") } }));
  await page.goto(host.address);
  const input = page.getByTestId("composer-input");
  await page.getByTestId("attach").setInputFiles([textFile("a quite long name of a file.txt", "x"), textFile("b.txt", "y")]);
  await expect(page.getByTestId("attachment")).toHaveCount(2);
  await input.fill("x\n".repeat(40));
  // The part of the screen above an on-screen keyboard.
  await page.setViewportSize({ width: 360, height: 320 });
  await expect(input).toBeInViewport();
  await expect(page.getByTestId("send")).toBeInViewport({ ratio: 1 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(360);
  for (const button of [page.getByTestId("send"), page.getByTestId("agent-toggle"), page.getByTestId("open-agent"), page.getByTestId("remove-attachment").first()]) {
    const box = await button.boundingBox();
    expect(Math.min(box!.width, box!.height)).toBeGreaterThanOrEqual(40);
  }
  await context.close();
});

test("the real model reads a file", async ({ page, abcb, modelServer }) => {
  test.setTimeout(180_000);
  await abcb.open();
  await abcb.useServer(`${modelServer.address}/v1`);
  const bytes = await createImage(page, 10, 10);
  await transferFiles(abcb.input, "paste", [{ name: "small.png", type: "image/png", bytes }]);
  await expect(page.getByTestId("toast")).toContainText("cannot see pictures");
  await page.getByTestId("attach").setInputFiles(textFile("pet.txt", "The name of the dog is Bruno. Bruno is brown."));
  await expect(page.getByTestId("attachment")).toHaveCount(1);
  await abcb.ask("What is the name of the dog?", 120_000);
  await abcb.expectLastAnswer("complete");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("Bruno");
});
