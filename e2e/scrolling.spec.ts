// Scrolling while an answer streams: only the user's scrolling leaves the end, and only scrolling back to it resumes following.

import type { Page } from "@playwright/test";
import { expect, test, type AbcbPage, type Server } from "./support/fixtures";

const distanceToEnd = (page: Page) =>
  page.getByRole("log").evaluate((log) => Math.round(log.scrollHeight - log.clientHeight - log.scrollTop));
const scrollTop = (page: Page) => page.getByRole("log").evaluate((log) => Math.round(log.scrollTop));

/** Streams an answer that is longer than the window, with the view following its end. */
async function startFollowing(page: Page, abcb: AbcbPage, server: Server) {
  await server.use("paced-4000-60");
  await abcb.open();
  await abcb.send("Write a long answer.");
  await expect.poll(() => scrollTop(page), { timeout: 30_000 }).toBeGreaterThan(300);
  await expect.poll(() => distanceToEnd(page)).toBeLessThan(30);
  await page.getByRole("log").hover();
}

/** Checks that the visible text stays in place while new text is added below. */
async function expectStays(page: Page) {
  const [before, height] = [await scrollTop(page), await page.getByRole("log").evaluate((log) => log.scrollHeight)];
  await expect.poll(() => page.getByRole("log").evaluate((log) => log.scrollHeight), { timeout: 30_000 }).toBeGreaterThan(height + 150);
  expect(Math.abs((await scrollTop(page)) - before)).toBeLessThan(3);
  expect(await distanceToEnd(page)).toBeGreaterThan(100);
}

/** Waits until scrolling has stopped: touch scrolling continues with momentum. */
async function waitUntilScrollingStops(page: Page) {
  let last = -1;
  await expect.poll(async () => {
    const [before, now] = [last, await scrollTop(page)];
    last = now;
    return now === before;
  }, { intervals: [200] }).toBe(true);
}

const nextFrame = (page: Page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

const scrollMethods: Record<string, (page: Page) => Promise<void>> = {
  "many small turns of the wheel": async (page) => {
    for (let turn = 0; turn < 8; turn += 1) {
      await page.mouse.wheel(0, -15);
      await nextFrame(page);
    }
  },
  "one small turn of the wheel": (page) => page.mouse.wheel(0, -40),
  "a finger": async (page) => {
    const session = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: { x: number; y: number }[]) =>
      session.send("Input.dispatchTouchEvent", { type, touchPoints });
    await touch("touchStart", [{ x: 640, y: 300 }]);
    for (let y = 310; y <= 360; y += 10) {
      await touch("touchMove", [{ x: 640, y }]);
      await nextFrame(page);
    }
    await touch("touchEnd", []);
  },
  "a key": async (page) => {
    await page.getByRole("log").focus();
    await page.keyboard.press("ArrowUp");
  },
};

for (const [name, scrollUp] of Object.entries(scrollMethods)) {
  test(`who goes up a little by ${name} stays there while an answer streams`, async ({ page, abcb, server }) => {
    await startFollowing(page, abcb, server);
    await scrollUp(page);
    await expect.poll(() => distanceToEnd(page)).toBeGreaterThan(30);
    await waitUntilScrollingStops(page);
    await expectStays(page);
    await abcb.stop();
  });
}

test("who goes back to the end follows again", async ({ page, abcb, server }) => {
  await startFollowing(page, abcb, server);
  await page.mouse.wheel(0, -200);
  await expect.poll(() => distanceToEnd(page)).toBeGreaterThan(100);
  await page.mouse.wheel(0, 5_000);
  const before = await scrollTop(page);
  await expect.poll(() => scrollTop(page), { timeout: 30_000 }).toBeGreaterThan(before + 100);
  expect(await distanceToEnd(page)).toBeLessThan(60);
  await abcb.stop();
});

test("the way to the end is offered only to who is far from it", async ({ page, abcb, server }) => {
  await page.setViewportSize({ width: 900, height: 600 });
  await server.use("burst-1500");
  await abcb.open();
  await abcb.ask("Write a long answer.");
  const button = page.getByRole("button", { name: "Scroll to bottom" });
  const height = await page.getByRole("log").evaluate((log) => log.clientHeight);
  const scrollUpBy = (part: number) => page.getByRole("log").evaluate((log, by) => log.scrollBy(0, -by), Math.round(height * part));
  await scrollUpBy(0.25);
  await expect.poll(() => distanceToEnd(page)).toBeGreaterThan(50);
  await nextFrame(page);
  await expect(button).toHaveCount(0);
  await scrollUpBy(0.5);
  await button.click();
  await expect.poll(() => distanceToEnd(page)).toBeLessThan(2);
  await expect(button).toHaveCount(0);
});
