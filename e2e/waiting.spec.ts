// A question to a server that is not ready yet: it is kept, the page says what it waits for, and no other provider answers.

import type { Page } from "@playwright/test";
import { AbcbPage, expect, test } from "./support/fixtures";
import { serverTexts } from "./support/scenarios.mjs";

const body = (page: Page) => page.locator("body");

/** Opens the page with a server that is still loading its model, and sends a question. */
async function askWhileLoading(page: Page, abcb: AbcbPage) {
  await abcb.open();
  await abcb.send("Are you there?");
  await expect(abcb.body(abcb.questions)).toHaveText("Are you there?");
  await expect(page.getByTestId("waiting")).toContainText("The server is loading its model.");
  await expect(body(page)).toHaveAttribute("data-run", "running");
}

test("a question waits for its server, says so, and is answered when the server is there", async ({ page, abcb, server }) => {
  await server.use("starting");
  await askWhileLoading(page, abcb);
  await expect(page.getByTestId("run-status")).toHaveText("The server is loading its model.");
  expect(server.sent()).toHaveLength(0);
  server.release();
  await abcb.expectLastAnswer("complete");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("You wrote: Are you there?");
  await expect(page.getByTestId("waiting")).toHaveCount(0);
  await expect(abcb.questions).toHaveCount(1);
  expect(server.sent()).toHaveLength(1);
});

test("a server saved while a question waits is the only one that is asked", async ({ page, abcb, server }) => {
  await server.use("starting");
  await askWhileLoading(page, abcb);
  await abcb.useServer(server.baseUrl("steady"));
  await abcb.expectLastAnswer("complete");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText(serverTexts.steady);
  server.release();
  await abcb.ask("And now?");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText(serverTexts.steady);
  expect(server.sent()).toHaveLength(2);
});

test("Stop while a question waits leaves it in the conversation, and it can be answered later", async ({ page, abcb, server }) => {
  await server.use("starting");
  await askWhileLoading(page, abcb);
  await abcb.stop();
  await expect(body(page)).toHaveAttribute("data-run", "idle");
  await expect(abcb.body(abcb.questions)).toHaveText("Are you there?");
  await expect(abcb.input).toHaveValue("");
  await expect(page.getByTestId("unanswered")).toContainText("This question has no answer yet.");
  await expect(page.getByTestId("run-status")).toHaveText("This question has no answer yet.");
  server.release();
  await page.getByTestId("answer").click();
  await abcb.expectLastAnswer("complete");
  await expect(page.getByTestId("unanswered")).toHaveCount(0);
  await expect(abcb.questions).toHaveCount(1);
  expect(server.sent()).toHaveLength(1);
});

test("a question that waited when the page was closed is there afterwards and can be answered", async ({ page, abcb, server, host }) => {
  await server.use("starting");
  await askWhileLoading(page, abcb);
  const address = page.url();
  await page.close();

  const next = await page.context().newPage();
  const reopened = new AbcbPage(next, host.address);
  await next.goto(address);
  await reopened.waitUntilReady();
  await expect(reopened.body(reopened.questions)).toHaveText("Are you there?");
  await expect(reopened.answers).toHaveCount(0);
  expect(server.sent()).toHaveLength(0);
  server.release();
  await next.getByTestId("answer").click();
  await reopened.expectLastAnswer("complete");
  await expect(reopened.body(reopened.lastAnswer())).toHaveText("You wrote: Are you there?");
});

test("a server that is started after the page is found by itself", async ({ page, abcb, server }) => {
  // None of the usual ports responds, whatever runs on this machine.
  let isStarted = false;
  await page.route(/^http:\/\/127\.0\.0\.1:(8080|11434|1234|8000)\//, (route) => {
    const url = new URL(route.request().url());
    if (!isStarted || url.port !== "8080") return route.abort("connectionrefused");
    return route.continue({ url: server.baseUrl("steady").replace("/v1", url.pathname) });
  });
  await abcb.open();
  await expect(abcb.provider).toHaveAttribute("data-kind", "in-page");
  isStarted = true;
  await expect(abcb.provider).toHaveAttribute("data-kind", "server", { timeout: 30_000 });
  await abcb.ask("Are you there?");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText(serverTexts.steady);
});

test("an answer that stands still for a minute says so until it goes on", async ({ page, abcb, server }) => {
  await server.use("paused");
  await page.clock.install();
  await abcb.open();
  await abcb.send("Resume");
  await expect(abcb.body(abcb.lastAnswer())).not.toBeEmpty();
  const silent = page.getByText("The model has sent nothing for a minute. Keep waiting, or stop the answer.");
  await expect(silent).toHaveCount(0);
  await page.clock.fastForward(60_000);
  await expect(silent).toBeVisible();
  server.release();
  await abcb.expectLastAnswer("complete");
  await expect(silent).toHaveCount(0);
});
