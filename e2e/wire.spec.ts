// Requests and responses, byte for byte: typed text, files in other encodings, pasted API keys, and responses damaged in
// transit.

import { configure, expect, test } from "./support/fixtures";
import { says } from "./support/scenarios.mjs";

test("an answer of which something could not be read says so, and what can be saved is there", async ({ abcb, server }) => {
  await server.use("damaged");
  await abcb.open();
  await abcb.ask("What came?");
  for (const again of [false, true]) {
    if (again) await abcb.reload();
    const answer = abcb.lastAnswer();
    await expect(answer).toHaveAttribute("data-status", "complete");
    await expect(abcb.body(answer)).toHaveText("These words are whole and these were saved.");
    await expect(answer.getByTestId("message-damage")).toContainText("could not be read");
  }
});

test("a message is sent, stored and shown as it was typed", async ({ abcb, server }) => {
  await server.use("steady");
  await abcb.open();
  const typed = "    if ok:\n        go()\n\tend\n";
  await abcb.ask(typed);
  await abcb.reload();
  expect(await abcb.body(abcb.questions.first()).textContent()).toBe(typed);
  expect(server.sent().at(-1)?.messages.at(-1)?.content).toBe(typed);
});

test("a table in UTF-16 is attached as the text that it is, and a guessed encoding is said", async ({ page, abcb, server }) => {
  await server.use("steady");
  await abcb.open();
  const table = "Name;Größe\r\nMüller;3\r\n日本;4\r\n";
  const files = [
    { name: "utf16.csv", mimeType: "text/csv", buffer: Buffer.from(`\ufeff${table}`, "utf16le") },
    { name: "old.txt", mimeType: "text/plain", buffer: Buffer.from("Größe: 3", "latin1") },
  ];
  await page.getByTestId("attach").setInputFiles(files);
  await expect(page.getByTestId("toast")).toContainText("old.txt is not UTF-8. It was read as Windows-1252");
  await abcb.ask("Read these.");
  const sent = String(server.sent().at(-1)?.messages.at(-1)?.content);
  expect(sent).toContain(table);
  expect(sent).toContain("Größe: 3");
});

test("a file that was cut in the middle of a letter is attached, and the damage is said", async ({ page, abcb, server }) => {
  await server.use("steady");
  await abcb.open();
  const log = Buffer.from("Größe: 日本").subarray(0, -1);
  await page.getByTestId("attach").setInputFiles([{ name: "cut.log", mimeType: "text/plain", buffer: log }]);
  await expect(page.getByTestId("toast")).toContainText("cut.log is damaged");
  await abcb.ask("Read this.");
  expect(String(server.sent().at(-1)?.messages.at(-1)?.content)).toContain("Größe: 日\ufffd");
});

test("a key is sent as it is meant, and one that cannot be sent is named", async ({ page, abcb, server }) => {
  await server.use("steady");
  await abcb.open();
  await abcb.openSettings();
  const field = page.getByTestId("provider-api-key");
  await field.fill("sk-tést");
  await page.getByTestId("save-settings").click();
  await expect(page.getByRole("dialog")).toContainText("character 5 is “é”");
  await field.fill(" \u200b“sk-test-1” \u00a0");
  await page.getByTestId("save-settings").click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await abcb.ask("Who am I?");
  expect(server.headers().at(-1)?.authorization).toBe("Bearer sk-test-1");
});

test("halves of a letter in two deltas are joined", async ({ abcb, server }) => {
  await server.use("recorded-13-surrogates-in-two-deltas");
  await abcb.open();
  await abcb.ask("What news?");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("Good news 🎉 for all of us.");
  await expect(abcb.lastAnswer()).toHaveAttribute("data-status", "complete");
  await expect(abcb.lastAnswer().getByTestId("message-damage")).toHaveCount(0);
});

for (const { end, scenario } of [
  { end: "its [DONE]", scenario: "unclosed" },
  { end: "its finish reason, soon after it", scenario: "unended" },
]) {
  test(`an answer is over with ${end}, whatever the server does with the connection`, async ({ abcb, server }) => {
    await server.use(`${scenario}+normal`);
    await abcb.open();
    await abcb.ask("First");
    await abcb.expectLastAnswer("complete");
    await abcb.ask("Second");
    await abcb.expectLastAnswer("complete");
    await expect(abcb.body(abcb.lastAnswer())).toHaveText("You wrote: Second");
  });
}

test("content in parts is thinking and answer", async ({ abcb, server }) => {
  await server.use("recorded-14-content-parts");
  await abcb.open();
  await abcb.ask("Hi");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("Hello there.");
  await expect(abcb.lastAnswer().getByTestId("reasoning")).toContainText("It is a greeting.");
});

for (const { recording, tool, result } of [
  { recording: "20-args-twice-encoded", tool: "add_numbers", result: "5" },
  { recording: "20-args-twice-encoded-echo", tool: "echo", result: "hi there" },
]) {
  test(`arguments that are JSON in a string are unpacked: ${tool}`, async ({ page, abcb, server }) => {
    const base_url = server.baseUrl(`recorded-${recording}+${says("There it is.")}`);
    await configure(page, { model: { kind: "server", base_url, model: "test-model" }, agent: { on: true } });
    await abcb.open();
    await abcb.send("Use the tool.");
    await abcb.waitUntilIdle();
    const call = page.getByTestId("tool-call");
    await expect(call).toHaveAttribute("data-tool", tool);
    await expect(call).toHaveAttribute("data-status", "done");
    await call.locator("summary").click();
    await expect(call.getByTestId("message-body")).toHaveText(result);
    await expect(abcb.body(abcb.lastAnswer())).toHaveText("There it is.");
    expect(server.sent().at(-1)?.messages.at(-1)?.content).toContain(`\n${result}\n`);
  });
}
