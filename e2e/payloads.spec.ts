// Payloads in everything that the page shows of others: what a model says and draws, what tools return, titles, file names,
// attachments, imported files. None runs, and none makes the page request anything.

import type { BrowserContext, Page, Request } from "@playwright/test";
import { startCounter } from "./support/counter";
import { configure, expect, test as base } from "./support/fixtures";
import { aimAt, diagrams, fence, payloads } from "./support/payloads";
import { says } from "./support/scenarios.mjs";

const at = 1_780_000_000_000;

/** Everything that must stay empty: calls of a payload, dialogs, requests to anywhere but the page's host and the model server. */
class Watch {
  readonly seen: string[] = [];

  constructor(readonly counter: Awaited<ReturnType<typeof startCounter>>) {}

  async start(context: BrowserContext, own: readonly string[]) {
    await context.exposeFunction("hacked", () => void this.seen.push("a payload ran"));
    const note = (request: Request) => {
      const isOwn = /^(data|blob|about):/.test(request.url()) || own.some((address) => request.url().startsWith(address));
      if (!isOwn) this.seen.push(`a request to ${request.url()}`);
    };
    context.on("requestfinished", note);
    // What a policy has blocked was not sent.
    context.on("requestfailed", (request) => request.failure()?.errorText === "csp" || note(request));
    context.on("dialog", (dialog) => {
      this.seen.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  /** Also proves that a payload that ran would have been seen. */
  async expectNothing(page: Page) {
    expect(this.seen).toEqual([]);
    expect(this.counter.reached).toEqual([]);
    const dangerous = await page.locator("base, object, embed, form[action], main :is(script, iframe, link, style)").evaluateAll((elements) =>
      // The page's own styles are in a layer.
      elements.filter((element) => !element.textContent.includes("@layer")).map((element) => element.outerHTML.slice(0, 200)),
    );
    expect(dangerous).toEqual([]);
    const protocols = await page.locator("a[href]").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).protocol));
    expect(protocols.filter((protocol) => !["http:", "https:", "mailto:"].includes(protocol))).toEqual([]);
    await page.evaluate(() => (window as unknown as { hacked(): Promise<void> }).hacked());
    expect(this.seen.splice(0)).toEqual(["a payload ran"]);
  }
}

const test = base.extend<{ watch: Watch }>({
  watch: async ({ context, host, server }, use) => {
    const counter = await startCounter();
    const watch = new Watch(counter);
    await watch.start(context, [host.address, server.origin]);
    await use(watch);
    await counter.stop();
  },
});

/** Returns the log of a session that has the payload in every place: title, question, attachments, tool call, thinking, answer. */
function eventsOf(payload: string, number: number, first: number) {
  const name = "x_note";
  const attachments = [
    { name: payload, media_type: "text/plain", text: payload },
    { name: `${payload}.svg`, media_type: "image/svg+xml", data: Buffer.from(payload).toString("base64") },
  ];
  const text = `Case ${number}.\n\n${payload}`;
  return [
    { kind: "user_message", content: text, attachments },
    { kind: "run_started", provider: "server", base_url: payload, model: payload, agent: { protocol: "native", max_steps: 9, tools: [name] } },
    { kind: "step_started", parent: first },
    { kind: "model_response", content: text, reasoning: payload, message: first + 2, model: payload, finish_reason: "tool_calls" },
    { kind: "tool_requested", message: first + 2, tool_name: number % 2 ? name : payload, arguments: { [payload]: payload } },
    { kind: "tool_started", call: first + 4 },
    { kind: "tool_result", tool_name: name, output: text, call: first + 4 },
    { kind: "step_started", parent: first + 4 },
    { kind: "model_response", content: text, reasoning: payload, message: first + 7, finish_reason: "stop" },
    { kind: "final_answer", content: text, message: first + 7 },
    { kind: "run_ended", status: "completed", reason: payload },
  ];
}

function sessionFile(id: string, created: number, title: string, events: object[]) {
  const all = [{ kind: "session_started", session_id: id, created_at: created }, { kind: "session_renamed", title }, ...events];
  const log = all.map((event, index) => ({ seq: index + 1, at: created + index, ...event }));
  return JSON.stringify({ format: "abcb-session", version: 1, title, session: { id, created_at: created, messages: [] }, events: log });
}

const importFiles = (page: Page, files: { name: string; content: string }[]) =>
  page.getByTestId("import-file").setInputFiles(files.map(({ name, content }) => ({ name, mimeType: "application/json", buffer: Buffer.from(content) })));

test("as title and file name, a payload is text", async ({ page, abcb, watch }) => {
  test.setTimeout(90_000);
  await configure(page, { model: { kind: "mock" } });
  await abcb.open();
  const all = payloads(watch.counter.host);
  expect(all.length).toBeGreaterThan(100);
  const files = all.map((payload, number) => ({
    name: `${payload.replaceAll(/[/\\\n\0]/g, " ").slice(0, 80)}.abcb.json`,
    content: sessionFile(`sess-${at + number}`, at + number, `${payload} ${number}`, eventsOf(payload, number, 3)),
  }));
  await importFiles(page, [...files, { name: "<img src=x onerror=hacked()>.json", content: "<script>hacked()</script>" }]);
  await expect(page.getByTestId("import-report")).toContainText("<img src=x onerror=hacked()>.json");
  await watch.expectNothing(page);
  await abcb.confirmImport();
  await expect(abcb.sessions.first()).toBeVisible();
  await page.getByTestId("session-search").fill("hacked");
  await expect(abcb.sessions.first()).toContainText("hacked");
  await watch.expectNothing(page);
});

test("as question, answer, thinking, tool call, result and attachment, a payload is text", async ({ page, abcb, watch }) => {
  // A hundred and thirty turns, all of them drawn at once.
  test.setTimeout(240_000);
  await configure(page, { model: { kind: "mock" } });
  await abcb.open();
  const all = payloads(watch.counter.host);
  const turns = all.flatMap((payload, number) => eventsOf(payload, number, 3 + number * 11));
  await importFiles(page, [{ name: "all.abcb.json", content: sessionFile(`sess-${at}`, at, "All", turns) }]);
  await abcb.confirmImport();
  await expect(abcb.messages.last()).toContainText(`Case ${all.length - 1}.`);
  // Before it prints, the page shows every row and formats all text.
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  for (let number = 0; number < all.length; number += 1) {
    await expect(page.getByText(`Case ${number}.`, { exact: true }).first(), `payload ${number}: ${all[number]}`).toBeAttached();
  }
  await page.evaluate(() => document.querySelectorAll("main details").forEach((details) => details.setAttribute("open", "")));
  await page.mouse.move(600, 300);
  await watch.expectNothing(page);
});

test("streamed by a model, payloads are text, alone and one after the other", async ({ page, abcb, server, watch }) => {
  test.setTimeout(120_000);
  const all = payloads(watch.counter.host);
  const size = Math.ceil(all.length / 4);
  const batches = [0, 1, 2, 3].map((index) => all.slice(index * size, (index + 1) * size));
  await server.use(batches.map((batch) => says(`${batch.join("\n\n")}\n\nThe end.`)).join("+"));
  await abcb.open();
  for (const batch of batches) {
    await abcb.ask(batch.join("\n"));
    await expect(abcb.lastAnswer()).toHaveAttribute("data-status", "complete");
    await watch.expectNothing(page);
  }
});

test("a diagram runs and loads nothing, drawn or not", async ({ page, abcb, server, watch }) => {
  test.setTimeout(180_000);
  await server.use(says(diagrams.map((source) => fence(aimAt(watch.counter.host, source))).join("\n\n")));
  await abcb.open();
  await abcb.ask("Draw.");
  const body = abcb.body(abcb.lastAnswer());
  const buttons = body.getByRole("button", { name: "Show diagram" });
  await expect(buttons).toHaveCount(diagrams.length);
  let drawn = 0;
  for (let index = 0; index < diagrams.length; index += 1) {
    await buttons.nth(index).click();
    const figure = body.locator(".code").nth(index).locator(".diagram");
    await expect(figure).not.toHaveText("Drawing…", { timeout: 20_000 });
    drawn += await figure.locator("img").count();
  }
  // Most are valid diagrams, so that what is tested is drawing them.
  expect(drawn).toBeGreaterThan(diagrams.length / 2);
  await watch.expectNothing(page);
});
