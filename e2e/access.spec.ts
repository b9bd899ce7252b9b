// Every screen, light and dark: no accessibility violation found by axe-core, and no horizontal overflow on a small screen.

import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { inRoot } from "../scripts/lib/paths.mjs";
import { expect, test } from "./support/fixtures";
import { walks } from "./support/walks";

const axe = readFileSync(inRoot("node_modules", "axe-core", "axe.min.js"), "utf8");

type Violation = { id: string; nodes: { target: string[]; failureSummary: string }[] };

async function expectNoViolations(page: Page, where: string) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const runner = (window as unknown as { axe: { run(node: Document): Promise<{ violations: Violation[] }> } }).axe;
    return (await runner.run(document)).violations;
  });
  const reports = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(" ")} (${node.failureSummary})`).join("; ")}`);
  expect.soft(reports, where).toEqual([]);
}

for (const [name, walk] of Object.entries(walks)) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`no barriers, ${colorScheme}: ${name}`, async ({ page, abcb, server }) => {
      test.slow();
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await walk(page, abcb, server, (screen) => expectNoViolations(page, screen));
    });
  }

  for (const width of [320, 360]) {
    test(`${width} px are enough: ${name}`, async ({ page, abcb, server }) => {
      test.slow();
      await page.emulateMedia({ reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 640 });
      await walk(page, abcb, server, async (screen) => {
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect.soft(tooWide, screen).toBeLessThanOrEqual(0);
      });
    });
  }
}

test("the page can be used in the colours that the user's system forces on it", async ({ page, abcb, server }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await server.use("steady");
  await abcb.open();
  await abcb.ask("Hello");
  // In forced colours, elements that otherwise differ only in background have an outline or a border.
  const outlined = await page.evaluate(() => {
    const has = (selector: string) => {
      const style = getComputedStyle(document.querySelector(selector)!);
      return parseFloat(style.borderTopWidth) > 0 || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
    };
    return { send: has('[data-testid="send"]'), current: has(".session.current"), question: has(".message.user > .words") };
  });
  expect(outlined).toEqual({ send: true, current: true, question: true });
});
