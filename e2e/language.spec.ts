// The page's texts in another language: by the browser's preference and by choice, immediately and without losing anything.

import { test, expect, configure } from "./support/fixtures";

// Cached files would be served although the test blocks the network.
test.use({ serviceWorkers: "block" });

const mock = { model: { kind: "mock" } };

test.describe("with a German browser", () => {
  test.use({ locale: "de-AT" });

  test("the page speaks German", async ({ page, abcb }) => {
    await configure(page, mock);
    await abcb.open();
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    await expect(page.getByTestId("open-settings")).toHaveAccessibleName(/Einstellungen/);
  });

  test("a server of no known kind is named in German, and in a whole sentence", async ({ page, abcb, server }) => {
    await server.use("normal");
    await abcb.open();
    await expect(page.getByRole("log")).toContainText(/Es antwortet \S+ auf einem OpenAI-kompatiblen Server\./);
    const pill = page.getByTestId("provider-status");
    await expect(pill).toContainText("OpenAI-kompatibler Server · ");
    // No line begins with the dot, however the text wraps.
    expect(await pill.textContent()).toMatch(/\u{a0}· \S/u);
  });

  test("it speaks English when that is chosen", async ({ page, abcb }) => {
    await configure(page, { ...mock, ui: { language: "en" } });
    await abcb.open();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(page.getByTestId("open-settings")).toHaveAccessibleName(/Settings/);
  });

  test("without the translation it starts in English", async ({ page, abcb }) => {
    await page.route("**/lang-*/de.ftl", (route) => route.fulfill({ status: 404, body: "Not here" }));
    await configure(page, mock);
    await abcb.open();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(page.getByTestId("open-settings")).toHaveAccessibleName(/Settings/);
    await abcb.ask("Are you there?");
    await abcb.expectLastAnswer("complete");
  });
});

test.describe("with a Polish browser", () => {
  test.use({ locale: "pl-PL" });

  test("the page speaks Polish", async ({ page, abcb }) => {
    await configure(page, mock);
    await abcb.open();
    await expect(page.locator("html")).toHaveAttribute("lang", "pl");
    await expect(page.getByTestId("open-settings")).toHaveAccessibleName(/Ustawienia/);
  });
});

test("the language changes at once, also while an answer comes, and stays", async ({ page, abcb, server }) => {
  await server.use("endless");
  await abcb.open();
  await abcb.send("Tell me something long");
  await expect(abcb.lastAnswer()).toHaveAttribute("data-status", "streaming");
  await abcb.input.fill("My next question");
  const before = await abcb.currentText();
  await abcb.openSettings();
  await page.getByTestId("settings-appearance").click();
  await page.getByTestId("language").selectOption("de");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.getByRole("dialog", { name: "Einstellungen" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(abcb.input).toHaveValue("My next question");
  // The stream continues.
  await expect(abcb.body(abcb.lastAnswer())).toContainText(/word20 /);
  expect((await abcb.currentText()).startsWith(before.trim())).toBe(true);
  await abcb.stop();
  await abcb.expectLastAnswer("cancelled");
  await abcb.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.getByTestId("open-settings")).toHaveAccessibleName(/Einstellungen/);
  await abcb.expectLastAnswer("cancelled");
});

test("a translation that cannot be loaded leaves the page in its language, and the page says so", async ({ page, abcb }) => {
  await page.route("**/lang-*/de.ftl", (route) => route.abort());
  await configure(page, mock);
  await abcb.open();
  await abcb.openSettings();
  await page.getByTestId("settings-appearance").click();
  await page.getByTestId("language").selectOption("de");
  await expect(page.getByTestId("toast").filter({ hasText: "could not be loaded" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
});

test("right-to-left text does not move the words around it", async ({ page, abcb }) => {
  await configure(page, mock);
  await abcb.open();
  const question = "רשימת קניות (3)";
  await abcb.ask(question);
  // Bidi isolates: whatever the title is, the page's own words stay before it.
  await expect(page.getByTestId("session-menu")).toHaveAccessibleName(`More for \u2068${question}\u2069`);
  await page.getByTestId("open-run").click();
  const rows = page.getByTestId("event-row");
  await expect(rows.and(page.locator('[data-kind="user_message"]')).locator(".gist")).toHaveCSS("direction", "rtl");
  await expect(rows.and(page.locator('[data-kind="run_started"]')).locator(".gist")).toHaveCSS("direction", "ltr");
  await page.getByTestId("new-session").click();
  await page.keyboard.press("Control+k");
  const found = page.getByTestId("palette-option").filter({ hasText: question }).locator(".name");
  await page.getByTestId("palette-input").fill("קניות");
  await expect(found).toHaveCSS("direction", "rtl");
});
