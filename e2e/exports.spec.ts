// Files that other programs read, and files of other programs: Markdown, OpenTelemetry, and the exports of other apps.

import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { AbcbPage, expect, test } from "./support/fixtures";

test.beforeEach(async ({ abcb, server }) => {
  await server.use("normal");
  await abcb.open();
});

/** Returns the name and the text of the file that `action` downloads. */
async function downloaded(page: Page, action: () => Promise<void>) {
  const download = page.waitForEvent("download");
  await action();
  const file = await download;
  return { name: file.suggestedFilename(), text: await readFile((await file.path()) ?? "", "utf8") };
}

test("a session is exported as a Markdown document", async ({ page, abcb }) => {
  await abcb.ask("What is **bold**?");
  const id = await abcb.currentSessionId();
  const { name, text } = await downloaded(page, () => abcb.chooseFromMenu(id, "export-markdown"));
  expect(name).toBe(`${id}.md`);
  expect(text).toMatch(/^# What is \*\*bold\*\*\?\n\n## You\n\nWhat is \*\*bold\*\*\?\n\n## Answer · .+\n\nYou wrote: What is \*\*bold\*\*\?\n$/);
});

test("a session is exported as an HTML page that stands alone", async ({ page, abcb, browser }) => {
  const question = "<img src=x onerror=alert(1)> **bold** <script>alert(2)</script>\n\n| a | b |\n|---|---|\n| $x^2$ | `c` |";
  await abcb.ask(question);
  const id = await abcb.currentSessionId();
  const { name, text } = await downloaded(page, () => abcb.chooseFromMenu(id, "export-html"));
  expect(name).toBe(`${id}.html`);
  const context = await browser.newContext();
  const reader = await context.newPage();
  const asked: string[] = [];
  const said: string[] = [];
  reader.on("request", (request) => asked.push(request.url()));
  reader.on("dialog", (dialog) => said.push(dialog.message()));
  reader.on("console", (message) => said.push(message.text()));
  await reader.route("http://export.example/", (route) => route.fulfill({ contentType: "text/html", body: text }));
  await reader.goto("http://export.example/");
  await expect(reader.getByRole("heading", { level: 1 })).toContainText("onerror=alert(1)");
  await expect(reader.locator(".user")).toContainText("<script>alert(2)</script>");
  const answer = reader.locator(".assistant .answer");
  await expect(answer.locator("strong")).toHaveText("bold");
  await expect(answer.locator("td code")).toHaveText("c");
  await expect(answer.locator("td math")).toBeVisible();
  await expect(answer).toContainText("<script>alert(2)</script>");
  await expect(reader.locator("script, img, button")).toHaveCount(0);
  expect(said).toEqual([]);
  expect(asked).toEqual(["http://export.example/"]);
  await context.close();
});

test("a run is exported as an OpenTelemetry trace", async ({ page, abcb }) => {
  await abcb.ask("Hello");
  await page.getByTestId("open-run").click();
  const { name, text } = await downloaded(page, () => page.getByTestId("export-trace").click());
  expect(name).toMatch(/^sess-\d+-run-\d+\.otlp\.json$/);
  const [{ scopeSpans }] = JSON.parse(text).resourceSpans;
  const [span] = scopeSpans[0].spans;
  expect(span).toMatchObject({ name: "chat test-model", kind: 3 });
  expect(span.attributes).toContainEqual({ key: "gen_ai.request.model", value: { stringValue: "test-model" } });
});

for (const [app, file] of [
  ["llama.cpp", "llama_cpp.jsonl"],
  ["Open WebUI", "open_webui.json"],
  ["ChatGPT", "chatgpt.json"],
  ["LM Studio", "lm_studio.json"],
  ["Page Assist", "page_assist.json"],
]) {
  test(`what ${app} has exported is imported, and goes on`, async ({ page, abcb }) => {
    await abcb.importFile(file, await readFile(new URL(`../core/tests/fixtures/other_apps/${file}`, import.meta.url), "utf8"));
    await abcb.confirmImport();
    await abcb.sessions.filter({ hasText: "Kettles" }).click();
    await expect(abcb.questions.first()).toContainText("How do kettles work?");
    await expect(abcb.body(abcb.lastAnswer())).toHaveText("They heat water.");
    await abcb.ask("And then?");
    await expect(abcb.body(abcb.lastAnswer())).toHaveText("You wrote: And then?");
    await abcb.reload();
    await expect(page.getByTestId("message")).not.toHaveCount(0);
    await expect(abcb.questions.last()).toContainText("And then?");
  });
}

test("everything is exported as one archive, which another browser imports whole", async ({ page, abcb, browser }) => {
  for (const question of ["How do kettles work?", "Why is rain wet?"]) {
    await abcb.newSession();
    await abcb.ask(question);
  }
  const id = await abcb.currentSessionId();
  const exportAll = async (from: Page) => {
    await from.getByTestId("open-settings").click();
    await from.getByRole("tab", { name: "Data" }).click();
    const download = from.waitForEvent("download");
    await from.getByTestId("export-all").click();
    const file = await download;
    await from.keyboard.press("Escape");
    return { name: file.suggestedFilename(), content: await readFile((await file.path()) ?? "") };
  };
  const { name, content } = await exportAll(page);
  expect(name).toMatch(/^abcb-\d{4}-\d\d-\d\d\.zip$/);
  expect(content.subarray(0, 2).toString()).toBe("PK");
  expect(content.includes(`.abcb/sessions/${id}/events.jsonl`)).toBe(true);

  const elsewhere = await browser.newContext();
  const other = new AbcbPage(await elsewhere.newPage(), abcb.address);
  await other.open();
  await other.page.getByTestId("import-file").setInputFiles({ name, mimeType: "application/zip", buffer: content });
  await expect(other.page.getByTestId("import-report")).toContainText("2 sessions will be imported");
  await expect(other.page.getByTestId("import-report").locator(".bad")).toHaveCount(0);
  await other.confirmImport();
  await expect(other.sessions).toHaveCount(2);
  await other.openSession(id);
  await expect(other.questions).toHaveText(/Why is rain wet\?/);
  await elsewhere.close();
});
