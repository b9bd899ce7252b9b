// The appearance settings, and the settings as a file.

import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { configure, expect, test } from "./support/fixtures";

// Cached files would be served although the test blocks the network.
test.use({ serviceWorkers: "block" });

const mock = { model: { kind: "mock" } };
const readStoredConfig = (page: Page) => page.evaluate(() => JSON.parse(localStorage.getItem("abcb.config") ?? "{}"));

async function pickSettingsFile(page: Page, content: unknown, name = "abcb-settings.json") {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  await page.getByTestId("import-settings").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
}

const settingsFile = (config: unknown) => ({ format: "abcb-settings", version: 1, config });

async function exportSettings(page: Page) {
  const download = page.waitForEvent("download");
  await page.getByTestId("export-settings").click();
  const downloaded = await download;
  expect(downloaded.suggestedFilename()).toBe("abcb-settings.json");
  return readFile((await downloaded.path()) ?? "", "utf8");
}

const rootSize = (page: Page) => page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
const backgroundColour = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const themeColours = (page: Page) => page.locator("meta[name=theme-color]").evaluateAll((bars) => bars.map((bar) => bar.getAttribute("content")));

test("the look changes at once and is there before the page's program after a reload", async ({ page, abcb, uncaught }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await configure(page, { ...mock, ui: { later: [1] } });
  await abcb.open();
  const light = await backgroundColour(page);
  const size = await rootSize(page);
  await abcb.openSettings();
  await page.getByTestId("settings-appearance").click();
  await page.getByTestId("theme").selectOption("dark");
  await page.getByTestId("text-size").selectOption("125");
  await page.getByTestId("density").selectOption("compact");
  const dark = await backgroundColour(page);
  expect(dark).not.toBe(light);
  expect(await rootSize(page)).toBe(size * 1.25);
  expect(await themeColours(page)).toEqual(["#111110", "#111110"]);
  expect(await readStoredConfig(page)).toEqual({ ...mock, ui: { later: [1], theme: "dark", text_size: 125, density: "compact" } });

  // The program is blocked, so only the first paint of the static page is visible.
  uncaught.allow(/Failed to fetch/);
  await page.route("**/*.wasm", (route) => route.abort());
  await page.reload();
  expect(await backgroundColour(page)).toBe(dark);
  expect(await rootSize(page)).toBe(size * 1.25);
  await expect(page.locator("html")).toHaveAttribute("data-density", "compact");
  expect(await themeColours(page)).toEqual(["#111110", "#111110"]);

  await page.unroute("**/*.wasm");
  await abcb.reload();
  await abcb.openSettings();
  await page.getByTestId("settings-appearance").click();
  await expect(page.getByTestId("theme")).toHaveValue("dark");
  await page.getByTestId("theme").selectOption("system");
  expect(await backgroundColour(page)).toBe(light);
  expect(await themeColours(page)).toEqual(["#f3f1ed", "#111110"]);
});

test("settings go out and come back in another browser, without keys", async ({ page, abcb, browser }) => {
  await configure(page, { ...mock, agent: { max_steps: 7 }, later: { a: [1] } });
  await abcb.open();
  await abcb.useServer("http://127.0.0.1:9/v1", "sk-very-secret");
  await abcb.openSettings();
  await page.getByTestId("settings-appearance").click();
  await page.getByTestId("theme").selectOption("dark");
  await page.getByTestId("settings-data").click();
  const text = await exportSettings(page);
  expect(text).not.toContain("sk-very-secret");
  expect(JSON.parse(text)).toMatchObject({ format: "abcb-settings", version: 1, config: { later: { a: [1] } } });

  const other = await browser.newPage();
  await configure(other, { ...mock, mine: { b: 2 }, ui: { density: "compact" } });
  await other.goto(abcb.address);
  await expect(other.locator("body")).toHaveAttribute("data-app", "ready");
  await other.getByTestId("open-settings").click();
  await other.getByTestId("settings-data").click();
  await pickSettingsFile(other, text);
  const report = other.getByTestId("settings-report");
  await expect(report.getByRole("listitem")).toHaveCount(6);
  await expect(report).toContainText("Answer with Demo mode (echoes your message) → A model server");
  await expect(report).toContainText("Theme as usual → Dark");
  await expect(report).toContainText("Density Compact → as usual");
  // Nothing has been changed yet.
  expect(await readStoredConfig(other)).toEqual({ ...mock, mine: { b: 2 }, ui: { density: "compact" } });
  await other.getByTestId("confirm-settings").click();
  await expect(other.getByTestId("provider-status")).toHaveAttribute("data-kind", "server");
  expect(await other.evaluate(() => document.documentElement.style.colorScheme)).toBe("dark");
  await expect(other.locator("html")).toHaveAttribute("data-density", "");
  expect(await readStoredConfig(other)).toMatchObject({
    model: { kind: "server", base_url: "http://127.0.0.1:9/v1" },
    agent: { max_steps: 7 },
    later: { a: [1] },
    mine: { b: 2 },
  });

  await other.getByTestId("undo").click();
  await expect(other.getByTestId("provider-status")).toHaveAttribute("data-kind", "mock");
  await expect(other.locator("html")).toHaveAttribute("data-density", "compact");
  expect(await readStoredConfig(other)).toEqual({ ...mock, mine: { b: 2 }, ui: { density: "compact" } });
  await other.close();
});

test("the page says if a file changes nothing or cannot be used", async ({ page, abcb }) => {
  await configure(page, { ...mock, ui: { theme: "dark" } });
  await abcb.open();
  await abcb.openSettings();
  await page.getByTestId("settings-data").click();
  const report = page.getByTestId("settings-report");
  for (const [content, words] of [
    [settingsFile({ ui: { theme: "dark" } }), "in use already"],
    ["no json at all", "This is not an abcb export, or it is damaged"],
    [{ id: "sess-1", created_at: 1, messages: [] }, "file of sessions"],
    [{ hello: 1 }, "no file of settings"],
    [{ ...settingsFile({}), version: 9 }, "newer version"],
    [settingsFile({ model: { kind: "oracle" } }), 'model.kind "oracle" is not known'],
  ] as const) {
    await pickSettingsFile(page, content);
    await expect(report).toContainText(words);
    await expect(page.getByTestId("confirm-settings")).toHaveCount(0);
  }
  expect(await readStoredConfig(page)).toEqual({ ...mock, ui: { theme: "dark" } });
  await page.keyboard.press("Escape");
  await abcb.openSettings();
  await page.getByTestId("settings-data").click();
  await expect(report).toHaveCount(0);
});

test("a file of settings among the sessions says where it belongs", async ({ abcb, page }) => {
  await configure(page, mock);
  await abcb.open();
  await abcb.importFile("abcb-settings.json", JSON.stringify(settingsFile({})));
  await expect(page.getByTestId("import-report")).toContainText("in the settings");
  await expect(page.getByTestId("import-confirm")).toHaveCount(0);
});

test("what was typed and not saved outlives another language", async ({ page, abcb }) => {
  await configure(page, { model: { kind: "server", base_url: "http://127.0.0.1:9/v1" } });
  await abcb.open();
  await abcb.openSettings();
  await page.getByTestId("provider-model").fill("half-typed");
  await page.getByTestId("settings-appearance").click();
  await page.getByTestId("language").selectOption("de");
  await expect(page.getByRole("tab", { name: "Aussehen" })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByTestId("language")).toBeFocused();
  await page.getByTestId("settings-model").click();
  await expect(page.getByTestId("provider-model")).toHaveValue("half-typed");
});

test("nothing moves under the pointer when a server's models come, or on another page", async ({ page, abcb }) => {
  await configure(page, mock);
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("http://localhost:9001/**", async (route) => {
    await released;
    await route.fulfill({ json: { data: [{ id: "one" }, { id: "two" }] }, headers: { "Access-Control-Allow-Origin": "*" } });
  });
  await abcb.open();
  await abcb.openSettings();
  await page.getByTestId("provider-kind").selectOption("server");
  await page.getByTestId("provider-base-url").fill("http://localhost:9001/v1");
  await page.getByTestId("provider-base-url").press("Tab");
  const position = await page.getByTestId("save-settings").boundingBox();
  release();
  await expect(page.getByText("The server has one, two.")).toBeVisible();
  expect(await page.getByTestId("save-settings").boundingBox()).toEqual(position);
  const tab = await page.getByTestId("settings-data").boundingBox();
  await page.getByTestId("settings-data").click();
  expect(await page.getByTestId("settings-data").boundingBox()).toEqual(tab);
});

test("of a router's thousands of models the first are named and the others counted", async ({ page, abcb }) => {
  await configure(page, mock);
  const models = Array.from({ length: 3_000 }, (_, number) => ({ id: `m${number}` }));
  await page.route("http://localhost:9002/**", (route) =>
    route.fulfill({ json: models, headers: { "Access-Control-Allow-Origin": "*" } }),
  );
  await abcb.open();
  await abcb.openSettings();
  await page.getByTestId("provider-kind").selectOption("server");
  await page.getByTestId("provider-base-url").fill("http://localhost:9002/v1");
  await page.getByTestId("provider-base-url").press("Tab");
  await expect(page.getByText(/^The server has m0, m1, .*, m19 and 2980 more\.$/)).toBeVisible();
  await expect(page.locator("#models option")).toHaveCount(3_000);
});
