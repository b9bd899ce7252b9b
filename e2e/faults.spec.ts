// Servers that fail in every known way. Each failure shows the server's own error message, keeps the partial answer,
// persists over a reload, and leaves the session usable.

import { findFreePort } from "../scripts/lib/net.mjs";
import { configure, expect, test, type AbcbPage, type Server, type Status } from "./support/fixtures";
import { serverTexts } from "./support/scenarios.mjs";

type Fault = { scenario: string; what: string; status: Status; errorText: RegExp; keptText?: string };

const literalPattern = (words: string) => new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "i");

const faults: Fault[] = [
  { scenario: "cut", what: "a connection cut in mid-answer", status: "interrupted", errorText: /connection|network|cut|closed|broke|lost/i, keptText: serverTexts.cut },
  { scenario: "no-finish", what: "an answer that ends without a reason", status: "interrupted", errorText: /end|finish|cut|incomplete|stopp/i, keptText: serverTexts.steady },
  { scenario: "http-500", what: "an error of the server", status: "failed", errorText: literalPattern(serverTexts.outOfMemory) },
  { scenario: "http-401", what: "a refused key", status: "failed", errorText: literalPattern(serverTexts.badKey) },
  { scenario: "overflow", what: "a conversation too long for the model", status: "failed", errorText: literalPattern(serverTexts.overflow) },
  { scenario: "in-band", what: "an error in the middle of the stream", status: "failed", errorText: literalPattern(serverTexts.exceeded), keptText: serverTexts.steady },
  { scenario: "error-line", what: "an error on a line of its own", status: "failed", errorText: literalPattern(serverTexts.exceeded), keptText: serverTexts.steady },
  { scenario: "html", what: "a page that is no model server", status: "failed", errorText: /html|Router login|not an? .*(stream|JSON|OpenAI|model|API)/i },
];

async function expectFault(abcb: AbcbPage, fault: Fault) {
  const answer = abcb.answers.first();
  await expect(answer).toHaveAttribute("data-status", fault.status);
  await expect(abcb.error(answer)).toContainText(fault.errorText);
  if (fault.keptText) await expect(abcb.body(answer)).toContainText(fault.keptText);
}

async function expectUsable(abcb: AbcbPage, server: Server) {
  const before = server.sent().length;
  await abcb.ask("and now?");
  await abcb.expectLastAnswer("complete");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("You wrote:");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("and now?");
  expect(server.sent().length).toBe(before + 1);
  // Two consecutive questions may be sent as one message, since some models require alternating roles.
  const users = server.sent().at(-1)?.messages.filter((message) => message.role === "user").map((message) => message.content);
  expect(users?.join("\n")).toMatch(/^first question\s+and now\?$/);
}

for (const fault of faults) {
  test(`${fault.what} is shown and kept, and the session goes on`, async ({ abcb, server }) => {
    await server.use(`${fault.scenario}+normal`);
    await abcb.open();
    await abcb.send("first question");
    if (fault.scenario === "cut") {
      await expect(abcb.body(abcb.lastAnswer())).toHaveText(serverTexts.cut);
      server.release();
    }
    await abcb.waitUntilIdle();
    await expectFault(abcb, fault);
    await abcb.reload();
    await expectFault(abcb, fault);
    await expectUsable(abcb, server);
    await expectFault(abcb, fault);
  });
}

test("a refused connection is shown and kept, and the settings fix it", async ({ page, abcb, server }) => {
  const closed = `http://127.0.0.1:${await findFreePort()}/v1`;
  await configure(page, { model: { kind: "server", base_url: closed, model: "test-model" } });
  await abcb.open();
  await abcb.ask("first question");
  const expectRefused = async () => {
    await expect(abcb.answers.first()).toHaveAttribute("data-status", "failed");
    await expect(abcb.error(abcb.answers.first())).toContainText(/reach|connect|refused|answer|fetch/i);
  };
  await expectRefused();
  await abcb.reload();
  await expectRefused();
  await abcb.useServer(server.baseUrl("normal"));
  await expectUsable(abcb, server);
});

test("a model that is still loading is reported, and the session goes on", async ({ abcb, server }) => {
  await server.use("loading+normal");
  await abcb.open();
  await abcb.ask("first question");
  await abcb.expectLastAnswer("failed");
  await expect(abcb.error(abcb.answers.first())).toContainText(/loading model/i);
  await expectUsable(abcb, server);
});

const harmless = [
  { scenario: "bytewise", what: "characters split over network packets", answer: serverTexts.unicode },
  { scenario: "crlf", what: "lines that end in CR LF", answer: serverTexts.steady },
  { scenario: "comments", what: "keep-alive comments in between", answer: serverTexts.steady },
  { scenario: "no-done", what: "a stream without [DONE]", answer: serverTexts.steady },
  { scenario: "text-plain", what: "a stream labelled as plain text", answer: serverTexts.steady },
];

test("silence before the first token changes nothing in the answer", async ({ abcb, server }) => {
  await server.use("held");
  await abcb.open();
  await abcb.send("first question");
  await abcb.expectLastAnswer("pending");
  server.release();
  await abcb.expectLastAnswer("complete");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText(serverTexts.steady);
});

for (const { scenario, what, answer } of harmless) {
  test(`${what} changes nothing in the answer`, async ({ abcb, server }) => {
    await server.use(scenario);
    await abcb.open();
    await abcb.ask("first question");
    await abcb.expectLastAnswer("complete");
    await expect(abcb.body(abcb.lastAnswer())).toHaveText(answer);
    await expect(abcb.error(abcb.lastAnswer())).toHaveCount(0);
    await abcb.reload();
    await abcb.expectLastAnswer("complete");
    await expect(abcb.body(abcb.lastAnswer())).toHaveText(answer);
  });
}
