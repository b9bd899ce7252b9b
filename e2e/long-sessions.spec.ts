// Long conversations: the end is shown at once, the rest on demand, with no gaps.

import { expect, test } from "./support/fixtures";

const at = 1_780_000_000_000;

const seed = (count: number) => ({
  id: `sess-${at}`,
  created_at: at,
  messages: Array.from({ length: count }, (_, index) => ({
    role: index % 2 ? "assistant" : "user",
    content: `${index % 2 ? "Answer" : "Question"} number ${index + 1}. ${"Some words. ".repeat(index % 7)}`,
  })),
});

/** Returns the conversation with its log, as runs without tools write it: with enough events that the end is read first. */
function bundle(count: number) {
  const session = seed(count);
  const events: Record<string, unknown>[] = [{ kind: "session_started", session_id: session.id, created_at: at }];
  let parent = 0;
  for (let index = 0; index < count; index += 2) {
    const seq = events.length + 1;
    const answer = session.messages[index + 1]!.content;
    events.push(
      { kind: "user_message", content: session.messages[index]!.content, parent },
      { kind: "run_started", provider: "server", model: "test-model" },
      { kind: "step_started", parent: seq },
      { kind: "response_delta", message: seq + 2, content: answer.slice(0, 5) },
      { kind: "model_response", content: answer, message: seq + 2, finish_reason: "stop" },
      { kind: "final_answer", content: answer, message: seq + 2 },
      { kind: "run_ended", status: "completed", reason: "" },
    );
    parent = seq + 2;
  }
  const numbered = events.map((event, index) => ({ seq: index + 1, at: at + index, ...event }));
  return { format: "abcb-session", version: 1, session, title: "Long", events: numbered };
}

test("of a long conversation the end is on the page, and more as the reader goes up", async ({ abcb, page }) => {
  await abcb.open();
  await abcb.importFile("long.json", JSON.stringify(seed(600)));
  await abcb.confirmImport();
  await expect(abcb.body(abcb.messages.last())).toContainText("Answer number 600.");
  await expect(abcb.messages.last()).toBeInViewport();
  // Most conversations are soon shown completely, long ones only up to a limit.
  await expect.poll(() => abcb.messages.count()).toBeGreaterThanOrEqual(200);
  expect(await abcb.messages.count()).toBeLessThan(300);

  const log = page.getByRole("log");
  const beginning = abcb.messages.filter({ hasText: "Question number 1." });
  for (let turn = 0; turn < 60 && !(await beginning.count()); turn += 1) {
    await log.evaluate((element) => element.scrollTo(0, 0));
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }
  await expect(abcb.messages).toHaveCount(600);
  await expect(abcb.body(abcb.messages.first())).toContainText("Question number 1.");
});

test("what the reader looks at stays where it is while earlier messages come", async ({ abcb, page }) => {
  await abcb.open();
  await abcb.importFile("long.json", JSON.stringify(seed(600)));
  await abcb.confirmImport();
  await expect.poll(() => abcb.messages.count()).toBeGreaterThanOrEqual(200);
  const before = await abcb.messages.count();
  const visibleMessage = page.locator(`[data-testid="message"]`).filter({ hasText: `number ${600 - before + 4}.` });
  await visibleMessage.scrollIntoViewIfNeeded();
  await expect.poll(() => abcb.messages.count()).toBeGreaterThan(before);
  await expect(visibleMessage).toBeInViewport();
});

test("one long answer opens at its end, and what the reader looks at in it stays where it is, whatever height comes out above", async ({ abcb, page, server }) => {
  await server.use("burst-4000");
  await abcb.open();
  await abcb.ask("Write a long answer.", 60_000);
  await abcb.reload();
  // Until everything is rendered, the last blocks may still be replaced.
  const blocks = abcb.lastAnswer().locator(".block");
  let blockCount = 0;
  await expect.poll(async () => {
    const [before, now] = [blockCount, await blocks.count()];
    blockCount = now;
    return now > 0 && now === before;
  }, { intervals: [500] }).toBe(true);
  expect(await abcb.lastAnswer().locator(".part").count()).toBeGreaterThan(3);
  const toEnd = () => page.getByRole("log").evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop);
  await expect.poll(toEnd).toBeLessThan(2);
  /** Scrolls by `height` and returns how far the first visible block has moved. */
  const moved = (height: number) =>
    page.evaluate(async (height) => {
      const log = document.querySelector('[role="log"]')!;
      const frames = async () => {
        for (let left = 3; left > 0; left -= 1) await new Promise((resolve) => requestAnimationFrame(resolve));
      };
      const { left, top, width } = log.getBoundingClientRect();
      const blocks = [20, 60, 120, 180].map((below) => document.elementFromPoint(left + width / 2, top + below)?.closest(".block"));
      const block = blocks.find((block) => block)!;
      const before = block.getBoundingClientRect().top;
      log.scrollBy(0, -height);
      await frames();
      return block.getBoundingClientRect().top - before;
    }, height);
  const all: number[] = [];
  for (let turn = 0; turn < 15; turn += 1) all.push(await moved(400));
  expect(all.filter((height) => Math.abs(height - 400) >= 3)).toEqual([]);
});

test("a long session opens from its end, and everything else waits for its beginning", async ({ abcb }) => {
  await abcb.open();
  await abcb.importFile("long.abcb.json", JSON.stringify(bundle(600)));
  await abcb.confirmImport();
  // The session is opened once it is stored; only then does the address point to it.
  await expect(abcb.body(abcb.messages.last())).toContainText("Answer number 600.");
  await abcb.reload();
  await expect(abcb.body(abcb.messages.last())).toContainText("Answer number 600.");
  const exported = await abcb.exportSession(await abcb.currentSessionId());
  expect(exported.messages).toEqual(seed(600).messages);
});

test("a question asked right after a long session was opened carries all of it", async ({ abcb, server }) => {
  await server.use("large-context");
  await abcb.open();
  await abcb.importFile("long.abcb.json", JSON.stringify(bundle(600)));
  await abcb.confirmImport();
  await abcb.newSession();
  await abcb.openSession(`sess-${at}`);
  await abcb.send("And now?");
  await abcb.waitUntilIdle();
  const sent = server.sent().at(-1)!.messages;
  expect(sent).toHaveLength(601);
  expect(sent[0]!.content).toContain("Question number 1.");
  await abcb.reload();
  await expect(abcb.body(abcb.lastAnswer())).toContainText("You wrote: And now?");
});
