// The page on a small screen, and for people who use it without a mouse or without seeing it.

import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { inRoot } from "../scripts/lib/paths.mjs";
import { expect, test, type AbcbPage, type Server } from "./support/fixtures";
import { everyAgentScreen } from "./support/agent-screens";
import { everyComposerScreen } from "./support/composer-screens";
import { everyTreeScreen } from "./support/tree-screens";

const axe = readFileSync(inRoot("node_modules", "axe-core", "axe.min.js"), "utf8");

type Violation = { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] };

async function expectAccessible(page: Page, where: string) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const runner = (window as unknown as { axe: { run(node: Document): Promise<{ violations: Violation[] }> } }).axe;
    return (await runner.run(document)).violations;
  });
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(" ")} (${node.failureSummary})`).join("; ")}`);
  expect(told, where).toEqual([]);
}

async function everyScreen(abcb: AbcbPage, server: Server, look: (name: string) => Promise<void>) {
  await server.use("paced-220-400+http-500");
  await abcb.open();
  await look("empty screen");
  await abcb.ask("How does a kettle work?");
  await look("conversation");
  await abcb.ask("And if it breaks?");
  await look("failed answer");
  await abcb.openSettings();
  await look("settings");
  for (const page of ["settings-appearance", "settings-data"]) {
    await abcb.page.getByTestId(page).click();
    await look(page);
  }
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`the agent's screens have no serious barriers, ${colorScheme}`, async ({ page, abcb, server }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await everyAgentScreen(page, abcb, server, (name) => expectAccessible(page, name));
  });

  test(`what the composer shows has no serious barriers, ${colorScheme}`, async ({ page, abcb, server }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await everyComposerScreen(page, abcb, server, (name) => expectAccessible(page, name));
  });

  test(`branches and system prompts have no serious barriers, ${colorScheme}`, async ({ page, abcb, server }) => {
    test.slow();
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await everyTreeScreen(page, abcb, server, (name) => expectAccessible(page, name));
  });

  test(`there are no serious barriers, ${colorScheme}`, async ({ page, abcb, server }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await everyScreen(abcb, server, (name) => expectAccessible(page, name));
  });
}

test("at 360 px the agent's screens fit", async ({ page, abcb, server }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await everyAgentScreen(page, abcb, server, async (name) => {
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(tooWide, name).toBeLessThanOrEqual(0);
  });
});

test("at 360 px what the composer shows fits", async ({ page, abcb, server }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await everyComposerScreen(page, abcb, server, async (name) => {
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(tooWide, name).toBeLessThanOrEqual(0);
  });
});

test("at 360 px branches and system prompts fit", async ({ page, abcb, server }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await everyTreeScreen(page, abcb, server, async (name) => {
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(tooWide, name).toBeLessThanOrEqual(0);
  });
});

test("at 360 px nothing sticks out sideways and the composer is in sight", async ({ page, abcb, server }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  const expectFits = async (name: string) => {
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(tooWide, name).toBeLessThanOrEqual(0);
  };
  await server.use("paced-220-400");
  await abcb.open();
  await expectFits("empty screen");
  await expect(abcb.input).toBeInViewport({ ratio: 1 });
  await abcb.ask("How does a kettle work? ".repeat(4) + "https://example.org/" + "long".repeat(40));
  await expectFits("conversation");
  await expect(abcb.input).toBeInViewport({ ratio: 1 });
  await expect(abcb.sendButton).toBeInViewport({ ratio: 1 });
  await abcb.openSettings();
  await expectFits("settings");
  await expect(page.getByTestId("save-settings")).toBeInViewport({ ratio: 1 });
});

test("a question can be asked and answered by keyboard alone", async ({ page, abcb, server }) => {
  await server.use("steady");
  await abcb.open();
  for (let presses = 0; presses < 40; presses += 1) {
    if (await abcb.input.evaluate((input) => input === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await expect(abcb.input).toBeFocused();
  await page.keyboard.type("hello");
  await page.keyboard.press("Enter");
  await abcb.expectLastAnswer("complete");
  await expect(page.getByRole("log")).toContainText("hello");
  await expect(abcb.input).toBeFocused();
});
