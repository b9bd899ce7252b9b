// Conversations: the composer, requests and their recipients, streaming and stopping, thinking, and parallel sessions.

import { expect, test } from "./support/fixtures";
import { closeUsualPorts, killPage, readStoredText } from "./support/real-server";
import { AbcbPage } from "./support/page";
import { serverTexts } from "./support/scenarios.mjs";

test("with no server and no model a question waits until the user chooses the demo", async ({ page, abcb }) => {
  await closeUsualPorts(page);
  await page.route("**/models.json", (route) => route.fulfill({ json: [] }));
  await abcb.open();
  await expect(abcb.provider).toHaveAttribute("data-kind", "none");
  await expect(page.locator("body")).toContainText("no server answers on this machine");
  await abcb.send('hello "there"');
  await expect(page.locator("body")).toHaveAttribute("data-run", "running");
  await expect(page.locator("body")).not.toContainText("mock run");
  await page.getByRole("button", { name: "Demo mode" }).click();
  await abcb.waitUntilIdle();
  await abcb.expectLastAnswer("complete");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("mock run: you said");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("there");
});

test("the page loads without asking its host for anything that is not there", async ({ abcb, host, server }) => {
  await server.use("steady");
  await abcb.open();
  await abcb.ask("hello");
  expect(host.notFound.filter((path) => !path.endsWith("/favicon.ico"))).toEqual([]);
});

test("Enter sends and Shift+Enter breaks the line", async ({ abcb, server }) => {
  await server.use("steady");
  await abcb.open();
  await abcb.input.click();
  await abcb.input.pressSequentially("one");
  await abcb.input.press("Shift+Enter");
  await abcb.input.pressSequentially("two");
  await expect(abcb.input).toHaveValue("one\ntwo");
  await expect(abcb.messages).toHaveCount(0);
  await abcb.input.press("Enter");
  await abcb.expectLastAnswer("complete");
  await expect(abcb.input).toHaveValue("");
  expect(server.sent()[0].messages.at(-1)).toMatchObject({ role: "user", content: "one\ntwo" });
});

test("Enter that ends a composition does not send", async ({ abcb, server }) => {
  await server.use("steady");
  await abcb.open();
  await abcb.input.fill("にほんご");
  await abcb.input.evaluate((input) => {
    input.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
    const enter = { key: "Enter", code: "Enter", keyCode: 229, isComposing: true, bubbles: true, cancelable: true };
    input.dispatchEvent(new KeyboardEvent("keydown", enter));
    input.dispatchEvent(new CompositionEvent("compositionend", { data: "日本語", bubbles: true }));
  });
  await expect(abcb.input).toHaveValue("にほんご");
  await expect(abcb.messages).toHaveCount(0);
  await abcb.input.press("Enter");
  await abcb.expectLastAnswer("complete");
  expect(server.sent()).toHaveLength(1);
});

test("Send cannot be pressed while there is nothing to send", async ({ abcb, server }) => {
  await server.use("steady");
  await abcb.open();
  await expect(abcb.sendButton).toBeDisabled();
  await abcb.input.fill("  \n ");
  await expect(abcb.sendButton).toBeDisabled();
  await abcb.input.fill("x");
  await expect(abcb.sendButton).toBeEnabled();
  await abcb.input.fill("");
  await expect(abcb.sendButton).toBeDisabled();
});

test("the conversation goes out in order, and to the configured server alone", async ({ page, abcb, server, host }) => {
  const origins = new Set<string>();
  page.on("request", (request) => {
    if (request.url().startsWith("http")) origins.add(new URL(request.url()).origin);
  });
  await server.use("normal");
  await abcb.open();
  for (const question of ["one", "two", "three"]) await abcb.ask(question);
  await expect(abcb.answers).toHaveCount(3);
  const conversation = server.sent().at(-1)?.messages.filter((message) => message.role !== "system");
  expect(conversation).toEqual([
    { role: "user", content: "one" },
    { role: "assistant", content: "You wrote: one" },
    { role: "user", content: "two" },
    { role: "assistant", content: "You wrote: two" },
    { role: "user", content: "three" },
  ]);
  expect([...origins].sort()).toEqual([host.origin, server.origin].sort());
});

test("Stop keeps the text, and the conversation goes on", async ({ page, abcb, server }) => {
  await server.use("endless+normal");
  await abcb.open();
  await abcb.send("talk");
  await abcb.expectLastAnswer("streaming");
  await expect(page.locator("body")).toHaveAttribute("data-run", "running");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("word10");
  await abcb.stop();
  await abcb.expectLastAnswer("cancelled");
  await expect(page.locator("body")).toHaveAttribute("data-run", "idle");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("word1 word2 word3");
  await abcb.ask("again");
  await abcb.expectLastAnswer("complete");
});

test("killing the page in the middle of an answer keeps what came", async ({ page, abcb, server }) => {
  await server.use("paused+normal");
  await abcb.open();
  await abcb.send("talk");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText(serverTexts.before.trim());
  // The server is silent: the text on the screen has to reach the log without a further delta.
  await expect.poll(() => readStoredText(page)).toBe(serverTexts.before);
  const address = page.url();
  await killPage(page);

  const again = new AbcbPage(await page.context().newPage(), address);
  await again.open();
  await again.expectLastAnswer("interrupted");
  await expect(again.body(again.lastAnswer())).toHaveText(serverTexts.before.trim());
  await expect(again.body(again.questions)).toHaveText("talk");
  await page.close();
});

test("an answer that is still coming stays in its own session", async ({ abcb, server }) => {
  await server.use("endless+normal");
  await abcb.open();
  await abcb.send("talk");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("word5");
  const first = await abcb.currentSessionId();
  await abcb.newSession();
  await abcb.ask("quiet");
  await expect(abcb.answers).toHaveCount(1);
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("You wrote: quiet");

  await abcb.openSession(first);
  await expect(abcb.questions).toHaveCount(1);
  await expect(abcb.body(abcb.lastAnswer())).toContainText("word1 word2 word3");
  await expect(abcb.body(abcb.lastAnswer())).not.toContainText("quiet");
});

test("what the model thinks is kept apart from what it says", async ({ abcb, server }) => {
  await server.use("reasoning");
  await abcb.open();
  await abcb.ask("think");
  await abcb.expectLastAnswer("complete");
  await expect(abcb.lastAnswer().getByTestId("reasoning")).toContainText(serverTexts.thought);
  await expect(abcb.body(abcb.lastAnswer())).toHaveText(serverTexts.steady);
});

test("the key goes to the server and into no export", async ({ abcb, server }) => {
  await server.use("normal");
  await abcb.open();
  await abcb.useServer(server.baseUrl("normal"), "secret-4242");
  await abcb.ask("hello");
  await abcb.expectLastAnswer("complete");
  expect(server.headers().at(-1)?.authorization).toBe("Bearer secret-4242");
  expect(JSON.stringify(await abcb.exportSession(await abcb.currentSessionId()))).not.toContain("secret-4242");
});

test("a session that is deleted while it answers stays away", async ({ page, abcb, server }) => {
  await server.use("endless");
  await abcb.open();
  await abcb.send("Go on for ever.");
  await abcb.expectLastAnswer("streaming");
  await abcb.chooseFromMenu(await abcb.currentSessionId(), "delete");
  await expect(page.getByTestId("toast")).toContainText("deleted");
  await expect(abcb.sessions).toHaveCount(0);
  await abcb.reload();
  await expect(abcb.sessions).toHaveCount(0);
});
