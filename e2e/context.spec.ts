// Conversations longer than the model's context: they continue, and the page marks what was not sent to the model.

import type { AbcbPage } from "./support/fixtures";
import { configure, expect, test } from "./support/fixtures";
import { modelTimeout } from "./support/real-server";

const at = 1_780_000_000_000;

/** Returns a session of two questions, each with an answer of `sentences` sentences. */
const buildLongSession = (sentences: number) => {
  const answer = (number: number) => `Answer ${number}. ${"The ferry crosses the bay each morning and returns at night. ".repeat(sentences)}`;
  const messages = [1, 2].flatMap((number) => [
    { role: "user", content: `Question ${number}?` },
    { role: "assistant", content: answer(number) },
  ]);
  return JSON.stringify({ id: `sess-${at}`, created_at: at, messages });
};

async function openLongSession(abcb: AbcbPage, sentences: number) {
  await abcb.open();
  await abcb.importFile(`sess-${at}.json`, buildLongSession(sentences));
  await abcb.confirmImport();
  await abcb.page.keyboard.press("Escape");
  await abcb.sessions.first().click();
  await expect(abcb.answers).toHaveCount(2);
}

/** Locates the first message that is sent to the model. */
const markedMessage = (abcb: AbcbPage) => abcb.messages.filter({ has: abcb.page.getByTestId("context-marker") });

async function expectMarkerAtSecondQuestion(abcb: AbcbPage) {
  await expect(abcb.page.getByTestId("context-marker")).toHaveText(
    "Earlier messages (2) no longer fit this model's context and were not sent.",
  );
  await expect(markedMessage(abcb)).toContainText("Question 2?");
}

test("a conversation goes on past the context of a server, and says what was not sent", async ({ abcb, server }) => {
  await server.use("normal");
  await openLongSession(abcb, 230);
  await abcb.ask("And now?");
  await abcb.expectLastAnswer("complete");
  const contents = server.sent().at(-1)?.messages.map((message) => message.content.slice(0, 11));
  expect(contents).toEqual(["Question 2?", "Answer 2. T", "And now?"]);
  await expectMarkerAtSecondQuestion(abcb);
  await abcb.reload();
  await expectMarkerAtSecondQuestion(abcb);
  const exported = await abcb.exportSession((await abcb.currentSession.getAttribute("data-session-id")) ?? "");
  expect(exported.messages).toHaveLength(6);
});

test("of an Ollama that has not loaded its model the usual context is assumed, and what it says later counts", async ({ page, abcb, server }) => {
  await server.use("ollama");
  const firstQuery = page.waitForResponse(/\/api\/show$/);
  await openLongSession(abcb, 130);
  await firstQuery;
  const secondQuery = page.waitForResponse(/\/api\/show$/);
  await abcb.ask("And now?");
  await abcb.expectLastAnswer("complete");
  expect(server.sent().at(-1)?.messages).toHaveLength(3);
  await expect(abcb.page.getByTestId("context-marker")).toHaveText(
    "Earlier messages (2) no longer fit this model's context and were not sent. The server does not say how large its context is, so a size of 4096 tokens was assumed.",
  );
  await secondQuery;
  await abcb.ask("And then?");
  await abcb.expectLastAnswer("complete");
  expect(server.sent().at(-1)?.messages).toHaveLength(7);
  await expect(abcb.page.getByTestId("context-marker")).toHaveCount(0);
});

test("a server that counts otherwise and refuses is asked once more, with less", async ({ abcb, server }) => {
  await server.use("overflow+normal");
  await openLongSession(abcb, 100);
  await abcb.ask("And now?");
  await abcb.expectLastAnswer("complete");
  expect(server.sent().map((request) => request.messages.length)).toEqual([5, 3]);
  await expectMarkerAtSecondQuestion(abcb);
});

test("a server that tells its size only in the sentence of a refusal is asked once more, and refuses no later question", async ({ abcb, server }) => {
  await server.use("unreported-overflow+no-done");
  await openLongSession(abcb, 70);
  for (const question of ["And now?", "And then?"]) {
    await abcb.ask(question);
    await abcb.expectLastAnswer("complete");
  }
  expect(server.sent().map((request) => request.messages.length)).toEqual([5, 3, 5]);
  await expectMarkerAtSecondQuestion(abcb);
});

test("the model in the page answers after two long answers have filled its context", async ({ page, abcb }) => {
  test.setTimeout(2 * modelTimeout);
  await configure(page, { model: { kind: "in-page" } });
  await openLongSession(abcb, 70);
  await abcb.ask("Name a colour.", modelTimeout);
  await abcb.expectLastAnswer("complete", modelTimeout);
  await expectMarkerAtSecondQuestion(abcb);
  await abcb.reload();
  await expectMarkerAtSecondQuestion(abcb);
});
