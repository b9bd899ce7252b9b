// The list of sessions: titles, renaming, deletion and undo.

import { expect, test } from "./support/fixtures";

test.beforeEach(async ({ abcb, server }) => {
  await server.use("normal");
  await abcb.open();
});

test("sessions are listed newest first, under the first question", async ({ abcb }) => {
  await abcb.ask("How do kettles work?");
  await abcb.newSession();
  await abcb.ask("Why is rain wet?");
  await expect(abcb.sessions).toHaveCount(2);
  await expect(abcb.sessions.nth(0)).toContainText("Why is rain wet?");
  await expect(abcb.sessions.nth(1)).toContainText("How do kettles work?");
  await abcb.reload();
  await expect(abcb.sessions.nth(0)).toContainText("Why is rain wet?");
  await expect(abcb.sessions.nth(1)).toContainText("How do kettles work?");
});

test("a session keeps the name it is given", async ({ abcb }) => {
  await abcb.ask("How do kettles work?");
  const id = await abcb.currentSessionId();
  await abcb.rename(id, "Kettles & <b>tea</b>");
  await expect(abcb.session(id)).toContainText("Kettles & <b>tea</b>");
  await abcb.reload();
  await expect(abcb.session(id)).toContainText("Kettles & <b>tea</b>");
});

test("a deleted session can be brought back, and otherwise stays away", async ({ page, abcb }) => {
  await abcb.ask("How do kettles work?");
  const id = await abcb.currentSessionId();
  await abcb.newSession();
  await abcb.ask("Why is rain wet?");

  await abcb.chooseFromMenu(id, "delete");
  await expect(abcb.session(id)).toHaveCount(0);
  await page.getByTestId("undo").click();
  await expect(abcb.session(id)).toHaveCount(1);
  await expect(abcb.session(id)).toBeInViewport();
  await expect(page.getByRole("menu")).toHaveCount(0);
  await abcb.openSession(id);
  await expect(abcb.body(abcb.lastAnswer())).toContainText("You wrote: How do kettles work?");

  await abcb.chooseFromMenu(id, "delete");
  await expect(abcb.session(id)).toHaveCount(0);
  // Undo is offered once the deletion is stored.
  await expect(page.getByTestId("undo")).toBeVisible();
  await abcb.page.goto(abcb.address);
  await abcb.waitUntilReady();
  await expect(abcb.sessions).toHaveCount(1);
  await expect(abcb.session(id)).toHaveCount(0);
});

test("a file that is no session is refused in words, and nothing is added", async ({ page, abcb }) => {
  await abcb.ask("How do kettles work?");
  await abcb.importFile("broken.json", '{"id": "sess-1", "messages": [{"role": "nobody"');
  await expect(page.getByTestId("import-report")).toHaveText(/broken\.json|JSON|read|line/i);
  await expect(abcb.sessions).toHaveCount(1);
});
