// Editing messages: unsent edits are kept.

import { expect, test } from "./support/fixtures";

test("a half-done edit of a message is there again after switching sessions", async ({ page, abcb, server }) => {
  await server.use("normal");
  await abcb.open();
  await abcb.ask("How do kettles work?");
  const kettles = await abcb.currentSessionId();
  await abcb.newSession();
  await abcb.ask("Why is rain wet?");
  const rain = await abcb.currentSessionId();
  const field = page.getByRole("textbox", { name: "Edit the message" });

  await abcb.openSession(kettles);
  await abcb.questions.last().getByTestId("edit").click();
  await field.fill("How do kettles whistle?");
  await abcb.openSession(rain);
  await expect(field).toHaveCount(0);
  await abcb.openSession(kettles);
  await expect(field).toHaveValue("How do kettles whistle?");
  await field.press("Enter");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("You wrote: How do kettles whistle?");

  // Cancelled and sent edits do not come back.
  await abcb.openSession(rain);
  await abcb.openSession(kettles);
  await expect(field).toHaveCount(0);
});

test("what is half written outlives a change of the language", async ({ page, abcb, server }) => {
  await server.use("normal");
  await abcb.open();
  await abcb.ask("How do kettles work?");
  const kettles = await abcb.currentSessionId();
  await abcb.questions.last().getByTestId("edit").click();
  await page.getByRole("textbox", { name: "Edit the message" }).fill("How do kettles whistle?");
  await abcb.input.fill("And then");
  await abcb.newSession();
  await abcb.input.fill("Another thing");

  await abcb.openSettings();
  await page.getByTestId("provider-base-url").fill("http://127.0.0.1:9/v1");
  await page.getByTestId("settings-appearance").click();
  await page.getByTestId("language").selectOption("de");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await page.getByTestId("settings-model").click();
  await expect(page.getByTestId("provider-base-url")).toHaveValue("http://127.0.0.1:9/v1");
  await page.keyboard.press("Escape");

  await expect(abcb.input).toHaveValue("Another thing");
  await abcb.openSession(kettles);
  await expect(abcb.input).toHaveValue("And then");
  const field = page.getByRole("textbox", { name: "Nachricht bearbeiten" });
  await expect(field).toHaveValue("How do kettles whistle?");
  await field.press("Enter");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("You wrote: How do kettles whistle?");
});

for (const height of [700, 480]) {
  test(`editing the last question leaves it where it is in ${height} px`, async ({ page, abcb, server }) => {
    await page.setViewportSize({ width: 900, height });
    await server.use("normal");
    await abcb.open();
    for (const question of ["One.", "Two.", "Three.", "Four."]) await abcb.ask(question);
    const question = abcb.questions.last();
    const top = async () => Math.round((await question.boundingBox())?.y ?? -1);
    const before = await top();
    await question.getByTestId("edit").click();
    const field = page.getByRole("textbox", { name: "Edit the message" });
    await expect(field).toBeFocused();
    await expect(question.getByRole("button", { name: "Cancel" })).toBeInViewport({ ratio: 1 });
    await expect(field).toBeInViewport({ ratio: 1 });
    await expect.poll(top).toBe(before);
    // Nothing clips the focus ring.
    await expect(question).toHaveCSS("content-visibility", "visible");
    // A reader at the end still follows the next answer.
    await field.press("Escape");
    await abcb.ask("Five.");
    await expect(abcb.lastAnswer()).toBeInViewport();
  });
}
