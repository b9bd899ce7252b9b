// Keyboard-only use, and the announcements for screen readers.

import type { Page } from "@playwright/test";
import { configure, expect, test, type AbcbPage } from "./support/fixtures";
import { calls, says } from "./support/scenarios.mjs";

const palette = (page: Page) => page.getByTestId("palette");
const options = (page: Page) => page.getByTestId("palette-option");

async function openPalette(page: Page) {
  await page.keyboard.press("Control+k");
  await expect(page.getByTestId("palette-input")).toBeFocused();
}

/** Returns the active option, which Enter would choose, as a screen reader finds it. */
async function activeOption(page: Page) {
  const id = await page.getByTestId("palette-input").getAttribute("aria-activedescendant");
  const option = page.locator(`#${id}`);
  await expect(option).toHaveAttribute("aria-selected", "true");
  return option;
}

async function createTwoSessions(abcb: AbcbPage) {
  await abcb.ask("How do kettles work?");
  const kettles = await abcb.currentSessionId();
  await abcb.page.keyboard.press("Alt+n");
  await abcb.ask("Why is the sky blue?");
  return { kettles, sky: await abcb.currentSessionId() };
}

test.beforeEach(async ({ page }) => configure(page, { model: { kind: "mock" } }));

test.describe("the palette", () => {
  test("runs a command, and the focus returns to where it was", async ({ page, abcb }) => {
    await abcb.open();
    await abcb.input.focus();
    await openPalette(page);
    await page.keyboard.type("set");
    await expect(await activeOption(page)).toContainText("Settings");
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("provider-kind")).toBeVisible();
    await expect(palette(page)).toBeHidden();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(abcb.input).toBeFocused();
  });

  test("finds a session by a few letters of its title", async ({ page, abcb }) => {
    await abcb.open();
    const { kettles } = await createTwoSessions(abcb);
    await openPalette(page);
    await page.keyboard.type("kettl");
    await expect(options(page)).toHaveCount(1);
    await page.keyboard.press("Enter");
    await expect(abcb.session(kettles)).toHaveAttribute("aria-current", "true");
    await expect(abcb.questions).toHaveText("How do kettles work?");
  });

  test("finds words in any order, with letters left out and without their accents", async ({ page, abcb }) => {
    await abcb.open();
    await abcb.ask("Menu of a café");
    await page.getByTestId("new-session").click();
    await openPalette(page);
    for (const query of ["cafe menu", "mnu cfé"]) {
      await page.getByTestId("palette-input").fill(query);
      await expect(options(page).first()).toContainText("Menu of a café");
    }
    await page.getByTestId("palette-input").fill("cafe menu zebra");
    await expect(options(page)).toHaveCount(0);
  });

  test("has what was used last first, after a reload too", async ({ page, abcb }) => {
    await abcb.open();
    await openPalette(page);
    await expect(options(page).first()).not.toContainText("Theme: dark");
    await page.keyboard.type("theme dark");
    await page.keyboard.press("Enter");
    await expect(palette(page)).toBeHidden();
    await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).colorScheme)).toContain("dark");
    await abcb.reload();
    await openPalette(page);
    await expect(options(page).first()).toContainText("Theme: dark");
  });

  test("is walked with the arrows, round the ends", async ({ page, abcb }) => {
    await abcb.open();
    await openPalette(page);
    const count = await options(page).count();
    expect(count).toBeGreaterThan(10);
    await expect(await activeOption(page)).toHaveId("palette-0");
    await page.keyboard.press("ArrowUp");
    await expect(page.getByTestId("palette-input")).toHaveAttribute("aria-activedescendant", `palette-${count - 1}`);
    await expect(await activeOption(page)).toBeInViewport();
    await page.keyboard.press("ArrowDown");
    await expect(await activeOption(page)).toHaveId("palette-0");
    await page.keyboard.type("zzzz");
    await expect(options(page)).toHaveCount(0);
    await expect(palette(page)).toContainText("No matches.");
    await page.keyboard.press("Enter");
    await expect(palette(page)).toBeHidden();
  });

  test("closes on Escape, on a second press and beside it", async ({ page, abcb }) => {
    await abcb.open();
    await abcb.ask("Hello");
    await page.getByTestId("open-run").focus();
    for (const close of [() => page.keyboard.press("Escape"), () => page.keyboard.press("Control+k"), () => page.mouse.click(5, 5)]) {
      await openPalette(page);
      await close();
      await expect(palette(page)).toBeHidden();
    }
    await page.getByTestId("open-run").focus();
    await openPalette(page);
    await page.keyboard.press("Escape");
    await expect(page.getByTestId("open-run")).toBeFocused();
  });

  test("imports files", async ({ page, abcb }) => {
    await abcb.open();
    await openPalette(page);
    await page.keyboard.type("import");
    const chooser = page.waitForEvent("filechooser");
    await page.keyboard.press("Enter");
    const session = { id: "from-afar", messages: [{ role: "user", content: "Hello" }] };
    await (await chooser).setFiles({ name: "from-afar.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(session)) });
    await abcb.confirmImport();
    await expect(abcb.questions).toHaveText("Hello");
  });

  test("is quick to answer among hundreds of sessions", async ({ page, abcb }) => {
    const sessions = Array.from({ length: 400 }, (_, number) => ({
      name: `${number}.json`,
      mimeType: "application/json",
      buffer: Buffer.from(JSON.stringify({ id: `s-${number}`, created_at: 1_700_000_000_000 + number, messages: [{ role: "user", content: `Talk number ${number} of many` }] })),
    }));
    test.slow();
    await abcb.open();
    await page.getByTestId("import-file").setInputFiles(sessions);
    await abcb.confirmImport();
    await expect(page.getByTestId("toast")).toContainText("400 sessions imported", { timeout: 60_000 });
    await openPalette(page);
    await page.keyboard.type("talk 377");
    await expect(options(page)).toHaveCount(1);
    await page.keyboard.press("Enter");
    await expect(abcb.questions).toHaveText("Talk number 377 of many");
  });
});

test.describe("keys", () => {
  test("the sheet of keys opens with ?, but not out of a text", async ({ page, abcb }) => {
    await abcb.open();
    await abcb.input.focus();
    await page.keyboard.type("why?");
    await expect(abcb.input).toHaveValue("why?");
    await page.getByTestId("new-session").focus();
    await page.keyboard.press("?");
    await expect(page.getByTestId("key-sheet")).toBeVisible();
    await expect(page.getByTestId("key-sheet")).toContainText(/New session\s*Alt\s*N/);
    await page.keyboard.press("Escape");
    await expect(page.getByTestId("key-sheet")).toBeHidden();
    await expect(page.getByTestId("new-session")).toBeFocused();
  });

  test("sessions, runs, agent, settings and the sidebar have keys", async ({ page, abcb }) => {
    await abcb.open();
    const { kettles, sky } = await createTwoSessions(abcb);
    await page.keyboard.press("Alt+ArrowDown");
    await expect(abcb.session(kettles)).toHaveAttribute("aria-current", "true");
    await expect(abcb.questions).toHaveText("How do kettles work?");
    await page.keyboard.press("Alt+ArrowUp");
    await expect(abcb.session(sky)).toHaveAttribute("aria-current", "true");
    await page.keyboard.press("Alt+r");
    await expect(page.getByTestId("run-summary")).toBeVisible();
    await page.keyboard.press("Alt+r");
    await expect(page.getByTestId("run-summary")).toHaveCount(0);
    await page.keyboard.press("Alt+a");
    await expect(page.getByTestId("agent-toggle")).toHaveAttribute("aria-pressed", "true");
    await page.keyboard.press("Alt+a");
    await page.keyboard.press("Alt+l");
    await expect(page.getByTestId("new-session")).toBeHidden();
    await page.keyboard.press("Alt+l");
    await expect(page.getByTestId("new-session")).toBeVisible();
    await page.keyboard.press("Alt+g");
    await expect(abcb.lastAnswer().getByTestId("branch-count")).toContainText("2");
    await page.keyboard.press("Alt+,");
    await expect(page.getByTestId("provider-kind")).toBeVisible();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Alt+n");
    await expect(abcb.messages).toHaveCount(0);
    await page.getByTestId("new-session").focus();
    await page.keyboard.press("/");
    await expect(abcb.input).toBeFocused();
    await expect(abcb.input).toHaveValue("");
  });

  test("on a Mac they are held with other keys, and Option alone writes", async ({ page, abcb }) => {
    await page.addInitScript(() => Object.defineProperty(navigator, "platform", { get: () => "MacIntel" }));
    await abcb.open();
    await abcb.ask("Hello");
    await page.keyboard.press("Alt+n");
    await expect(abcb.messages).toHaveCount(2);
    await page.keyboard.press("Control+Alt+n");
    await expect(abcb.messages).toHaveCount(0);
    await page.keyboard.press("Meta+k");
    await expect(options(page).filter({ hasText: "New session" })).toContainText(/⌃\s*⌥\s*N/);
  });

  test("Escape stops the answer from wherever no menu is open", async ({ page, abcb, server }) => {
    await abcb.open();
    await abcb.useServer(server.baseUrl("endless"));
    await abcb.send("Talk without end.");
    await expect(abcb.body(abcb.lastAnswer())).toContainText("word3");
    await abcb.currentSession.hover();
    await page.getByTestId("session-menu").first().click();
    await expect(page.getByTestId("rename")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByTestId("rename")).toHaveCount(0);
    await expect(page.locator("body")).toHaveAttribute("data-run", "running");
    await page.getByRole("log").focus();
    await page.keyboard.press("Escape");
    await abcb.expectLastAnswer("cancelled");
  });

  test("the first Tab leads past the sessions", async ({ page, abcb }) => {
    await abcb.open();
    const address = page.url();
    // Only the skip link comes before the settings button.
    await page.getByTestId("open-settings").focus();
    await page.keyboard.press("Shift+Tab");
    const skip = page.getByRole("link", { name: "Skip to message box" });
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport();
    await page.keyboard.press("Enter");
    await expect(abcb.input).toBeFocused();
    expect(page.url()).toBe(address);
  });
});

test.describe("the drawer", () => {
  test.use({ viewport: { width: 360, height: 700 }, hasTouch: true });

  const drawer = (page: Page) => page.getByRole("navigation", { name: "Sessions" });
  const drawerButton = (page: Page) => page.getByTestId("toggle-sessions");
  const focusIsInside = (page: Page) => drawer(page).evaluate((nav) => nav.contains(document.activeElement));

  test("takes the focus and keeps it, and Escape gives it back", async ({ page, abcb }) => {
    await abcb.open();
    await drawerButton(page).click();
    await expect.poll(() => focusIsInside(page)).toBe(true);
    await expect(page.locator("main")).toHaveJSProperty("inert", true);
    for (let presses = 0; presses < 12; presses += 1) {
      await page.keyboard.press("Tab");
      expect(await page.locator("main").evaluate((main) => main.contains(document.activeElement))).toBe(false);
    }
    await page.getByTestId("new-session").focus();
    await page.keyboard.press("Escape");
    await expect(drawerButton(page)).toHaveAttribute("aria-expanded", "false");
    await expect(drawerButton(page)).toBeFocused();
    await expect(page.locator("main")).toHaveJSProperty("inert", false);
  });

  test("closes when a session is chosen, on a swipe, and when there is room", async ({ page, abcb }) => {
    await abcb.open();
    await createTwoSessions(abcb);
    await drawerButton(page).click();
    await abcb.sessions.last().click();
    await expect(drawerButton(page)).toHaveAttribute("aria-expanded", "false");
    await expect(abcb.questions).toHaveText("How do kettles work?");

    await drawerButton(page).click();
    await expect(drawer(page)).toBeVisible();
    const touch = (kind: string, x: number) =>
      drawer(page).evaluate((nav, [kind, x]) => {
        const finger = new Touch({ identifier: 1, target: nav, clientX: x as number, clientY: 300 });
        nav.dispatchEvent(new TouchEvent(kind as string, { bubbles: true, touches: [finger], changedTouches: [finger] }));
      }, [kind, x]);
    await touch("touchstart", 250);
    await touch("touchend", 90);
    await expect(drawerButton(page)).toHaveAttribute("aria-expanded", "false");

    await drawerButton(page).click();
    await page.setViewportSize({ width: 1000, height: 700 });
    await expect(page.locator("main")).toHaveJSProperty("inert", false);
    await expect(abcb.input).toBeVisible();
  });

  test("touch targets are large enough", async ({ page, abcb }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await abcb.open();
    await abcb.ask("Hello");
    const tooSmall = () =>
      page.evaluate(() => {
        const targets = [...document.querySelectorAll<HTMLElement>("button, select, label:has(> input[type=file]), input[type=search]")];
        const seen = targets.filter((target) => target.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !target.closest("[inert]"));
        return seen
          .map((target) => ({ name: target.ariaLabel ?? target.textContent, box: (target.closest("label") ?? target).getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
          .map(({ name, box }) => `${name}: ${Math.round(box.width)} x ${Math.round(box.height)}`);
      });
    expect(await page.evaluate(() => matchMedia("(pointer: coarse)").matches)).toBe(true);
    expect(await tooSmall()).toEqual([]);
    await drawerButton(page).click();
    expect(await tooSmall()).toEqual([]);
  });
});

test("a keyboard that lies over the page does not hide the composer", async ({ page, abcb }) => {
  await page.setViewportSize({ width: 360, height: 700 });
  await page.addInitScript(() => {
    const heights = { now: 0 };
    Object.assign(window, { keyboardLeaves: (height: number) => ((heights.now = height), visualViewport?.dispatchEvent(new Event("resize"))) });
    const real = Object.getOwnPropertyDescriptor(VisualViewport.prototype, "height")?.get;
    Object.defineProperty(visualViewport, "height", { get: () => heights.now || real?.call(visualViewport) });
  });
  await abcb.open();
  const bottom = async () => (await abcb.sendButton.boundingBox())!.y + (await abcb.sendButton.boundingBox())!.height;
  await page.evaluate(() => (window as unknown as { keyboardLeaves(height: number): void }).keyboardLeaves(380));
  await expect.poll(bottom).toBeLessThanOrEqual(380);
  await page.evaluate(() => (window as unknown as { keyboardLeaves(height: number): void }).keyboardLeaves(700));
  await expect.poll(bottom).toBeGreaterThan(600);
});

test.describe("a screen reader", () => {
  const status = (page: Page) => page.getByTestId("run-status");

  test("hears that the answer began and the answer when it is whole, and nothing in between", async ({ page, abcb, server }) => {
    await abcb.open();
    await abcb.useServer(server.baseUrl("paced-220-400"));
    await page.evaluate(() => {
      const announcements: string[] = [];
      Object.assign(window, { announcements });
      const region = document.querySelector('[data-testid="run-status"]')!;
      new MutationObserver(() => announcements.push(region.textContent ?? "")).observe(region, { childList: true, characterData: true, subtree: true });
    });
    await abcb.ask("Hello");
    await expect(status(page)).toContainText("Answer complete.");
    const announcements = await page.evaluate(() => (window as unknown as { announcements: string[] }).announcements);
    expect(announcements).toHaveLength(2);
    expect(announcements[0]).toBe("Answering…");
    const words = (await abcb.body(abcb.lastAnswer()).innerText()).split(/\s+/).slice(0, 8).join(" ");
    expect(announcements[1].replace(/\s+/g, " ")).toContain(words);
    await expect(page.getByRole("log")).toHaveAttribute("aria-live", "off");
  });

  test("hears that a tool waits, and that an answer was stopped", async ({ page, abcb, server }) => {
    await abcb.open();
    await abcb.useServer(server.baseUrl([calls("write_file", { path: "a.txt", content: "b" }), says("Done."), "endless"].join("+")));
    await page.getByTestId("agent-toggle").click();
    await abcb.send("Write a file.");
    await expect(status(page)).toHaveText("Waiting for your approval");
    await page.getByTestId("approve-once").click();
    await expect(status(page)).toHaveText(/Answer complete\.\s+Done\./);
    await abcb.send("Go on.");
    await expect(abcb.lastAnswer()).toHaveAttribute("data-status", "streaming");
    await abcb.stop();
    await expect(status(page)).toHaveText("Stopped.");
    await page.keyboard.press("Alt+n");
    await expect(status(page)).toHaveText("");
  });
});

test("nothing moves for those who asked for it", async ({ page, abcb, server }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await abcb.open();
  await abcb.useServer(server.baseUrl("endless"));
  await abcb.send("Talk without end.");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("word3");
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBeGreaterThan(0);
  await abcb.stop();
});
