// The agent: tools that run at once, tools that need approval, recovery after a reload and a crash, and the log.

import type { Page } from "@playwright/test";
import { AbcbPage, configure, expect, test, type Server } from "./support/fixtures";
import { killPage } from "./support/real-server";
import { calls, says } from "./support/scenarios.mjs";

const add = calls("add_numbers", { a: 12, b: 30 });
const write = calls("write_file", { path: "plan.txt", content: "milk" });

async function openWithAgent(page: Page, abcb: AbcbPage, server: Server, ...replies: string[]) {
  const model = { kind: "server", base_url: server.baseUrl(replies.join("+")), model: "test-model" };
  await configure(page, { model, agent: { on: true } });
  await abcb.open();
  await expect(page.getByTestId("agent-toggle")).toHaveAttribute("aria-pressed", "true");
}

const call = (page: Page) => page.getByTestId("tool-call");
const approval = (page: Page) => page.getByTestId("approval");

/** The last message that the server received. */
const lastSentContent = (server: Server) => server.sent().at(-1)?.messages.at(-1)?.content ?? "";

async function readPrivateFiles(page: Page) {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("workspace", { create: true });
    const files: Record<string, string> = {};
    for await (const [name, handle] of folder.entries()) files[name] = await (await (handle as FileSystemFileHandle).getFile()).text();
    return files;
  });
}

test("a tool is called, its result is given back, the answer follows", async ({ page, abcb, server }) => {
  await openWithAgent(page, abcb, server, add, says("The sum is 42."));
  await abcb.send("Add 12 and 30.");
  await expect(call(page)).toHaveAttribute("data-status", "done");
  await expect(call(page)).toHaveAttribute("data-tool", "add_numbers");
  await abcb.waitUntilIdle();
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("The sum is 42.");
  await call(page).locator("summary").click();
  await expect(call(page).getByTestId("message-body")).toHaveText("42");

  const [first, second] = server.sent();
  expect(first?.tools).toHaveLength(8);
  expect(second?.messages.at(-1)).toMatchObject({ role: "tool", content: expect.stringContaining("\n```\n42\n```"), tool_call_id: "call-of-the-server" });

  await abcb.reload();
  await expect(call(page)).toHaveAttribute("data-status", "done");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("The sum is 42.");
});

test("a call written as text is a call, and none of its JSON is shown", async ({ page, abcb, server }) => {
  const text = '<tool_call>\n{"name": "add_numbers", "arguments": {"a": 12, "b": 30}}\n</tool_call>';
  await openWithAgent(page, abcb, server, says(text), says("It is 42."));
  await abcb.send("Add 12 and 30.");
  await abcb.waitUntilIdle();
  await expect(call(page)).toHaveAttribute("data-status", "done");
  await expect(page.getByRole("log")).not.toContainText('"name"');
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("It is 42.");
});

test("JSON that was asked for is shown: of no tool, or a call as an example in a fence", async ({ page, abcb, server }) => {
  const example = '{"name": "add_numbers", "arguments": {"a": 12, "b": 30}}';
  const record = '{"name":"Ada","arguments":["pro","con"]}';
  await openWithAgent(page, abcb, server, says(record), says(`\`\`\`json\n${example}\n\`\`\``));
  await abcb.ask("Her record as JSON, please.");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText(record);
  await abcb.ask("And what does a call look like?");
  await expect(abcb.body(abcb.lastAnswer())).toContainText(example);
  await expect(call(page)).toHaveCount(0);
});

test("what was wrong with a call is said, and the same mistake ends the run", async ({ page, abcb, server }) => {
  await openWithAgent(page, abcb, server, calls("foo", {}));
  await abcb.send("Use foo.");
  await abcb.waitUntilIdle();
  const what = "The model called `foo`, which is not a tool.";
  await expect(page.getByTestId("feedback").locator("summary")).toHaveText([what, what]);
  await expect(page.getByTestId("message-error")).toHaveText(
    `${what} This happened 3 times, so the run was ended. Rephrase the question, or choose another model.`,
  );
  await abcb.reload();
  await expect(page.getByTestId("feedback").locator("summary")).toHaveText([what, what]);
});

test("at 360 px a waiting tool is said in full", async ({ page, abcb, server }) => {
  await page.setViewportSize({ width: 360, height: 700 });
  await openWithAgent(page, abcb, server, write, says("Done."));
  await abcb.send("Write it.");
  await expect(approval(page)).toBeVisible();
  const hint = page.getByTestId("composer-hint");
  await expect(hint).toHaveText("Waiting for your approval");
  expect(await hint.evaluate((hint) => hint.scrollWidth <= hint.clientWidth)).toBe(true);
});

test("a requested repetition is complete, and an endless one is stopped with a message", async ({ page, abcb, server }) => {
  const line = "I will not talk in class.\n\n";
  await openWithAgent(page, abcb, server, says(`${line.repeat(40)}That was all.`), says(line.repeat(400)));
  await abcb.ask("Write it 40 times.");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("That was all.");
  await expect(abcb.lastAnswer().getByTestId("message-error")).toHaveCount(0);
  await abcb.ask("And once more.");
  await abcb.reload();
  await expect(abcb.lastAnswer().getByTestId("message-error")).toContainText("The answer was stopped because it repeated itself.");
  await expect(abcb.lastAnswer().getByTestId("continue")).toBeVisible();
});

test("the toggle keeps its state, and without it no tools are sent", async ({ page, abcb, server }) => {
  await server.use("steady");
  await abcb.open();
  const toggle = page.getByTestId("agent-toggle");
  await expect(toggle).toHaveAttribute("aria-pressed", "false");
  await abcb.ask("Hello");
  expect(server.sent()[0]?.tools).toBeUndefined();
  await toggle.click();
  await abcb.reload();
  await expect(toggle).toHaveAttribute("aria-pressed", "true");
});

test("a risky call waits across a reload, and runs once it is allowed", async ({ page, abcb, server }) => {
  await openWithAgent(page, abcb, server, write, says("I wrote it down."));
  await abcb.send("Write milk into plan.txt.");
  await expect(approval(page)).toBeVisible();
  await expect(approval(page)).toBeFocused();
  await expect(page.locator("body")).toHaveAttribute("data-run", "awaiting");
  await expect(approval(page)).toContainText("write_file");
  expect(await readPrivateFiles(page)).toEqual({});

  await abcb.reload();
  await expect(page.locator("body")).toHaveAttribute("data-run", "awaiting");
  await expect(call(page)).toHaveAttribute("data-status", "awaiting");
  await page.getByTestId("approve-once").click();
  await abcb.waitUntilIdle();
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("I wrote it down.");
  await expect(call(page)).toHaveAttribute("data-status", "done");
  expect(await readPrivateFiles(page)).toEqual({ "plan.txt": "milk" });
  expect(server.sent()).toHaveLength(2);
});

test("arguments can be changed before they are allowed", async ({ page, abcb, server }) => {
  await openWithAgent(page, abcb, server, write, says("Done."));
  await abcb.send("Write milk into plan.txt.");
  await approval(page).getByLabel("content").fill("milk and bread");
  await page.getByTestId("approve-once").click();
  await abcb.waitUntilIdle();
  expect(await readPrivateFiles(page)).toEqual({ "plan.txt": "milk and bread" });
});

test("denied with a reason, the model is told; Escape denies too", async ({ page, abcb, server }) => {
  await openWithAgent(page, abcb, server, write, says("Then not."), write, says("All right."));
  await abcb.send("Write milk into plan.txt.");
  await approval(page).getByLabel("Reason for denying (optional)").fill("too early");
  await page.getByTestId("deny").click();
  await abcb.waitUntilIdle();
  await expect(call(page)).toHaveAttribute("data-status", "denied");
  expect(lastSentContent(server)).toMatch(/user declined.*too early/);

  await abcb.send("Try again.");
  await expect(approval(page)).toBeFocused();
  await page.keyboard.press("Escape");
  await abcb.waitUntilIdle();
  await expect(call(page).last()).toHaveAttribute("data-status", "denied");
  expect(await readPrivateFiles(page)).toEqual({});
});

test("a message written while a tool waits for the decision waits too, and denies nothing", async ({ page, abcb, server }) => {
  await openWithAgent(page, abcb, server, write, says("Saved, and here is more."));
  await abcb.send("Save my list.");
  await expect(approval(page)).toHaveCount(1);
  await abcb.send("And tell me more.");
  await expect(page.getByTestId("queued")).toContainText("And tell me more.");
  await expect(page.getByText("Will be sent once you have decided about the tool call")).toBeVisible();
  await expect(approval(page)).toHaveCount(1);
  await page.getByTestId("approve-once").click();
  await abcb.waitUntilIdle();
  await expect(call(page)).toHaveAttribute("data-status", "done");
  await expect(abcb.questions).toHaveText([/Save my list/, /And tell me more/]);
  expect(lastSentContent(server)).toBe("And tell me more.");
});

test("allowed for the session, the tool asks no second time", async ({ page, abcb, server }) => {
  await openWithAgent(page, abcb, server, write, says("Once."), write, says("Twice."));
  await abcb.send("Write milk into plan.txt.");
  await page.getByTestId("approve-session").click();
  await abcb.waitUntilIdle();
  await abcb.send("And again.");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("Twice.");
  await expect(approval(page)).toHaveCount(0);
});

test("a tab killed while a tool runs asks before it runs again", async ({ page, abcb, server, context }) => {
  const slow = calls("run_javascript", { code: "const end = Date.now() + 4000; while (Date.now() < end); 'done'" });
  await openWithAgent(page, abcb, server, slow, says("It ran."));
  await abcb.send("Run it.");
  await page.getByTestId("approve-once").click();
  await expect(call(page)).toHaveAttribute("data-status", "running");
  const address = page.url();
  await killPage(page);

  const next = new AbcbPage(await context.newPage(), address);
  await next.open();
  await expect(approval(next.page)).toContainText("may have run");
  await expect(next.page.locator("body")).toHaveAttribute("data-run", "awaiting");
  expect(server.sent()).toHaveLength(1);
  await next.page.getByTestId("deny").click();
  await next.waitUntilIdle();
  await expect(next.body(next.lastAnswer())).toHaveText("It ran.");
});

test("a call decided in one window is decided in the other at once", async ({ page, abcb, server, context }) => {
  const write = calls("write_file", { path: "plan.txt", content: "milk" });
  await openWithAgent(page, abcb, server, write, says("It is written."));
  await abcb.send("Write it down.");
  await expect(approval(page)).toBeVisible();
  const other = new AbcbPage(await context.newPage(), page.url());
  await other.open();
  await expect(approval(other.page)).toBeVisible();
  // The other tab is not focused, reloaded or switched to another session.
  await page.getByTestId("approve-once").click();
  await expect(other.body(other.lastAnswer())).toHaveText("It is written.");
  await other.expectLastAnswer("complete");
  await expect(approval(other.page)).toHaveCount(0);
  await expect(call(other.page)).toHaveAttribute("data-status", "done");
  // The other tab is up to date, too.
  await other.ask("And now?");
  await expect(other.page.getByTestId("toast")).toHaveCount(0);
  expect(server.sent()).toHaveLength(3);
});

test("a message queued in one window is sent when the run ends in the other, where it is no draft", async ({ page, abcb, server, context }) => {
  await openWithAgent(page, abcb, server, write, says("It is written."), says("And heard."));
  await abcb.send("Write milk into plan.txt.");
  await approval(page).waitFor();
  await abcb.send("Meanwhile");
  await expect.poll(() => page.evaluate(() => localStorage.getItem("abcb.drafts"))).toContain("Meanwhile");
  const other = new AbcbPage(await context.newPage(), page.url());
  await other.open();
  await other.page.getByTestId("approve-once").click();
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("And heard.");
  await expect.poll(() => page.evaluate(() => localStorage.getItem("abcb.drafts"))).not.toContain("Meanwhile");
  await expect(other.input).toHaveValue("");
});

test("JavaScript runs where it is allowed to, and its value comes back", async ({ page, abcb, server }) => {
  await openWithAgent(page, abcb, server, calls("run_javascript", { code: "console.log('a line'); 6 * 7" }), says("42."));
  await abcb.send("What is 6 times 7?");
  await page.getByTestId("approve-once").click();
  await abcb.waitUntilIdle();
  expect(lastSentContent(server)).toContain("\n```\na line\n42\n```");
});

test("a model that goes in circles is asked for the answer, and a run has its limits", async ({ page, abcb, server }) => {
  await openWithAgent(page, abcb, server, add, add, says("It is 42."));
  await abcb.send("Add 12 and 30.");
  await abcb.waitUntilIdle();
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("It is 42.");
  expect(server.sent()[2]?.tools).toBeUndefined();

  await abcb.newSession();
  await configure(page, {});
  await page.evaluate(() => {
    const config = JSON.parse(localStorage.getItem("abcb.config") ?? "{}");
    localStorage.setItem("abcb.config", JSON.stringify({ ...config, agent: { on: true, max_steps: 2 } }));
  });
  const echo = (text: string) => calls("echo", { text });
  await page.evaluate((url) => {
    const config = JSON.parse(localStorage.getItem("abcb.config") ?? "{}");
    localStorage.setItem("abcb.config", JSON.stringify({ ...config, model: { ...config.model, base_url: url } }));
  }, `${server.origin}/${[echo("a"), echo("b"), echo("c")].join("+")}/limit-${Date.now()}/v1`);
  await abcb.reload();
  await abcb.send("Go on for ever.");
  await abcb.waitUntilIdle();
  await expect(abcb.error(abcb.lastAnswer())).toContainText("limit");
});

test("Stop while a tool runs ends the run", async ({ page, abcb, server }) => {
  await openWithAgent(page, abcb, server, calls("run_javascript", { code: "for (;;);" }), says("never"));
  await abcb.send("Loop.");
  await page.getByTestId("approve-once").click();
  await expect(call(page)).toHaveAttribute("data-status", "running");
  await abcb.stop();
  await expect(page.locator("body")).toHaveAttribute("data-run", "idle");
  await expect(call(page)).toHaveAttribute("data-status", "failed");
  expect(server.sent()).toHaveLength(1);
});

test("the run can be read, and replayed to the same conversation", async ({ page, abcb, server }) => {
  await openWithAgent(page, abcb, server, add, says("The sum is 42."), says("You are welcome."));
  await abcb.send("Add 12 and 30.");
  await abcb.waitUntilIdle();
  await abcb.ask("Thank you.");
  const conversation = () => page.getByTestId("message").allInnerTexts();
  const shown = await conversation();

  await page.getByTestId("open-run").click();
  await expect(page.getByTestId("run-summary")).toContainText("completed");
  await page.getByLabel("Which run").selectOption("0");
  await expect(page.getByTestId("run-summary")).toContainText("add_numbers");
  await expect(page.getByTestId("run-summary")).toContainText("2 of 5");
  const seqs = await page.getByTestId("event-row").evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset.seq)));
  expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
  for (const kind of ["user_message", "run_started", "system_prompt", "tool_requested", "tool_result", "final_answer", "run_ended"]) {
    await expect(page.locator(`[data-testid="event-row"][data-kind="${kind}"]`), kind).toHaveCount(1);
  }

  await page.getByTestId("replay").click();
  const slider = page.getByTestId("replay-place");
  await slider.fill("0");
  await expect(page.getByTestId("message")).toHaveCount(0);
  await page.getByRole("button", { name: "Next event" }).click();
  await page.getByRole("button", { name: "Next event" }).click();
  await expect(page.getByTestId("message")).toHaveCount(1);
  await slider.fill(String(await slider.getAttribute("max")));
  const text = (all: string[]) => all.map((one) => one.replace(/\s+/g, " ").trim().split(" · ")[0]?.replace(/Regenerate|Copy/g, "").trim());
  await expect.poll(conversation).toHaveLength(shown.length);
  expect(text(await conversation()).join("|")).toContain("The sum is 42.");
  await page.getByTestId("end-replay").click();
  await expect.poll(conversation).toEqual(shown);
  expect(server.sent()).toHaveLength(3);
});

test("notes are kept for the next session, and can be mended and deleted", async ({ page, abcb, server }) => {
  await openWithAgent(page, abcb, server, calls("session_note_append", { note: "buy milk" }), says("Noted."),
    calls("session_note_search", { query: "milk" }), says("You wanted to buy milk."));
  await abcb.send("Remember to buy milk.");
  await approval(page).getByTestId("approve-always").click();
  await abcb.waitUntilIdle();
  await abcb.newSession();
  await abcb.send("What did I want to buy?");
  await abcb.waitUntilIdle();
  expect(lastSentContent(server)).toContain("\n```\nbuy milk\n```");

  await page.getByTestId("open-agent").click();
  await page.getByRole("tab", { name: "Notes" }).click();
  await expect(page.getByTestId("note")).toHaveText(["buy milk"]);
  await page.getByTestId("new-note").fill("call Anna");
  await page.getByTestId("add-note").click();
  await expect(page.getByTestId("note")).toHaveCount(2);
  await page.getByTestId("delete-note").first().click();
  await expect(page.getByTestId("note")).toHaveText(["call Anna"]);
});

test("files are added to the workspace, read by the agent and deleted", async ({ page, abcb, server }) => {
  await openWithAgent(page, abcb, server, calls("list_dir", { path: "." }), calls("read_file", { path: "shop.txt" }), says("Eggs."));
  await page.getByTestId("open-agent").click();
  await page.getByRole("tab", { name: "Files" }).click();
  await page.getByTestId("workspace-upload").setInputFiles({ name: "shop.txt", mimeType: "text/plain", buffer: Buffer.from("eggs") });
  await expect(page.getByTestId("workspace-file")).toContainText(["shop.txt"]);
  await page.getByTestId("close-agent").click();
  await abcb.send("What is in the file?");
  await abcb.waitUntilIdle();
  expect(lastSentContent(server)).toContain("\n```\neggs\n```");
  await expect(call(page)).toHaveCount(2);
});

test("a note asks, once or always, and what is always allowed can be taken back", async ({ page, abcb, server }) => {
  const note = (text: string) => calls("session_note_append", { note: text });
  await openWithAgent(page, abcb, server, note("one"), says("Noted."), note("two"), says("Noted again."), note("three"), says("Noted."));
  await abcb.send("Note one.");
  await expect(page.locator("body")).toHaveAttribute("data-run", "awaiting");
  await approval(page).getByTestId("approve-always").click();
  await abcb.waitUntilIdle();
  await abcb.newSession();
  await abcb.send("Note two.");
  await abcb.waitUntilIdle();
  await expect(call(page)).toHaveAttribute("data-status", "done");
  await expect(approval(page)).toHaveCount(0);

  await page.getByTestId("open-agent").click();
  const mode = page.locator('[data-testid="tool-switch"][data-tool="session_note_append"]');
  await expect(mode).toHaveAttribute("data-mode", "auto");
  await mode.click();
  await expect(mode).toHaveAttribute("data-mode", "ask");
  await page.getByTestId("close-agent").click();
  await abcb.send("Note three.");
  await expect(approval(page)).toBeVisible();
});

test("the mock answers with the agent on", async ({ page, abcb }) => {
  await configure(page, { model: { kind: "mock" }, agent: { on: true } });
  await abcb.open();
  await abcb.send('say "hi"');
  await abcb.waitUntilIdle();
  await expect(abcb.body(abcb.lastAnswer())).toHaveText('mock run: you said say "hi"');
  await expect(abcb.lastAnswer()).toHaveAttribute("data-status", "complete");
});

test("code that does not parse goes back to the model, not to the user", async ({ page, abcb, server }) => {
  await openWithAgent(page, abcb, server, calls("run_javascript", { code: "console.log(1" }),
    calls("run_javascript", { code: "const a = await 1;\na + 1" }), says("It is 2."));
  await abcb.send("Compute it.");
  await expect(approval(page)).toBeVisible();
  await expect(call(page).first()).toHaveAttribute("data-status", "failed");
  expect(lastSentContent(server)).toContain("SyntaxError");
  await approval(page).getByTestId("approve-once").click();
  await abcb.waitUntilIdle();
  await expect(call(page).last()).toHaveAttribute("data-status", "done");
});
