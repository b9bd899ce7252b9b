// The page against the real llama.cpp server with SmolLM2-135M, without mocks.

import { expect, test, type SeedSession } from "./support/fixtures";
import { closeUsualPorts, killPage, modelTimeout, onlyLetters, readStoredText, useRealServer } from "./support/real-server";
import { AbcbPage } from "./support/page";

const longQuestion = "Write a long story about a lighthouse keeper and a storm. Use many words.";

test.describe.configure({ timeout: 2 * modelTimeout });

test("a first visit finds the server and answers without a choice being made", async ({ page, abcb, modelServer }) => {
  await closeUsualPorts(page, [modelServer.address]);
  await abcb.open();
  await expect(abcb.provider).toHaveAttribute("data-kind", "server");
  await expect(abcb.provider).toHaveAttribute("data-state", "ready");
  await abcb.ask("Say hello.", modelTimeout);
  await abcb.expectLastAnswer("complete");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText(/\p{L}{2}/u);
  await expect(abcb.body(abcb.lastAnswer())).not.toContainText("mock run");
});

test("an answer streams in, and Stop keeps what came", async ({ page, abcb, modelServer }) => {
  await useRealServer(page, modelServer.address);
  await abcb.open();
  await abcb.send(longQuestion);
  await abcb.expectLastAnswer("streaming", modelTimeout);
  await expect.poll(() => abcb.currentText().then((text) => text.length), { timeout: modelTimeout }).toBeGreaterThan(20);
  const seen = await waitForMoreText(abcb, await waitForMoreText(abcb, await abcb.currentText()));
  await abcb.stop();
  await abcb.expectLastAnswer("cancelled");
  const kept = await abcb.currentText();
  expect(onlyLetters(kept)).toContain(onlyLetters(seen));

  await abcb.reload();
  await abcb.expectLastAnswer("cancelled");
  expect(onlyLetters(await abcb.currentText())).toBe(onlyLetters(kept));
});

/** Waits until the answer is longer than `before`, and returns its text. */
async function waitForMoreText(abcb: AbcbPage, before: string) {
  await expect.poll(() => abcb.currentText().then((text) => onlyLetters(text).length), { timeout: modelTimeout }).toBeGreaterThan(onlyLetters(before).length);
  return abcb.currentText();
}

test("a reload brings the conversation back under the same address", async ({ page, abcb, modelServer }) => {
  await useRealServer(page, modelServer.address);
  await abcb.open();
  await abcb.ask("What colour is the sky? One word.", modelTimeout);
  await abcb.expectLastAnswer("complete");
  const id = await abcb.currentSessionId();
  const address = page.url();
  const answer = await abcb.currentText();

  await abcb.reload();
  expect(page.url()).toBe(address);
  expect(await abcb.currentSessionId()).toBe(id);
  await expect(abcb.body(abcb.questions)).toContainText("What colour is the sky? One word.");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText(answer, { useInnerText: true });

  // The same address in a new tab opens the session, too.
  const second = new AbcbPage(await page.context().newPage(), address);
  await second.open();
  await expect(second.body(second.questions)).toContainText("What colour is the sky?");
});

test("two sessions do not mix", async ({ page, abcb, modelServer }) => {
  await useRealServer(page, modelServer.address);
  await abcb.open();
  await abcb.ask("Name a fruit. One word.", modelTimeout);
  const first = await abcb.currentSessionId();
  await abcb.newSession();
  await abcb.ask("Name a metal. One word.", modelTimeout);
  const second = await abcb.currentSessionId();
  expect(second).not.toBe(first);
  await expect(abcb.sessions).toHaveCount(2);

  await abcb.openSession(first);
  await expect(abcb.questions).toHaveCount(1);
  await expect(abcb.questions).toContainText("fruit");
  await abcb.openSession(second);
  await expect(abcb.questions).toHaveCount(1);
  await expect(abcb.questions).toContainText("metal");
});

test("an exported session is the seed's JSON and imports back equal", async ({ page, abcb, modelServer, browser, host }) => {
  await useRealServer(page, modelServer.address);
  await abcb.open();
  await abcb.ask('Say "hi" and a line\nbreak.', modelTimeout);
  const exported = await abcb.exportSession(await abcb.currentSessionId());
  expectSeedShape(exported);

  // A copy imported beside the original gets a new id and the same messages.
  await abcb.importFile(`${exported.id}.json`, JSON.stringify(exported));
  await abcb.confirmImport();
  await expect(abcb.sessions).toHaveCount(2);
  const ids = await abcb.sessions.evaluateAll((items) => items.map((item) => item.getAttribute("data-session-id") ?? ""));
  const copyId = ids.find((id) => id !== exported.id) ?? "";
  await abcb.openSession(copyId);
  const copy = await abcb.exportSession(copyId);
  expect(copy.id).toBe(copyId);
  expect(copy.messages).toEqual(exported.messages);

  // In a new browser, everything is the same, including the id.
  const elsewhere = await browser.newContext();
  const other = new AbcbPage(await elsewhere.newPage(), host.address);
  await useRealServer(other.page, modelServer.address);
  await other.open();
  await other.importFile(`${exported.id}.json`, JSON.stringify(exported));
  await other.confirmImport();
  await other.openSession(exported.id);
  expect(await other.exportSession(exported.id)).toEqual(exported);
  await elsewhere.close();
});

function expectSeedShape(session: SeedSession) {
  expect(Object.keys(session)).toEqual(["id", "created_at", "messages"]);
  expect(Number.isInteger(session.created_at)).toBe(true);
  expect(session.id).toBe(`sess-${session.created_at}`);
  expect(session.messages.map((message) => Object.keys(message))).toEqual([["role", "content"], ["role", "content"]]);
  expect(session.messages.map((message) => message.role)).toEqual(["user", "assistant"]);
  expect(session.messages[0].content).toBe('Say "hi" and a line\nbreak.');
}

test("killing the page in the middle of an answer keeps what was stored of it", async ({ page, abcb, modelServer }) => {
  await useRealServer(page, modelServer.address);
  await abcb.open();
  await abcb.send(longQuestion);
  await abcb.expectLastAnswer("streaming", modelTimeout);
  await expect.poll(() => readStoredText(page).then((text) => text.length), { timeout: modelTimeout }).toBeGreaterThan(60);
  const address = page.url();
  await abcb.expectLastAnswer("streaming");
  const stored = await readStoredText(page);
  await killPage(page);

  const again = new AbcbPage(await page.context().newPage(), address);
  await again.open();
  await again.expectLastAnswer("interrupted");
  expect(onlyLetters(await again.currentText())).toContain(onlyLetters(stored));
  await expect(again.questions).toContainText("lighthouse keeper");
  // Only the continuation of the session is checked, not the length of the answer.
  await again.send("Say hello.");
  await expect(again.answers).toHaveCount(2);
  await expect(again.body(again.lastAnswer())).toContainText(/\w/, { timeout: modelTimeout });
  await page.close();
});
