// Toasts: they cover no controls that are needed meanwhile.

import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";

async function boundingBoxOf(locator: Locator) {
  const found = await locator.boundingBox();
  if (!found) throw new Error("not on the page");
  return found;
}

/** Returns whether two elements overlap. */
async function overlap(one: Locator, other: Locator) {
  const [a, b] = [await boundingBoxOf(one), await boundingBoxOf(other)];
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

const textFile = (name: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from("words") });
const binary = { name: "program.bin", mimeType: "application/octet-stream", buffer: Buffer.from([0, 1, 2, 255, 0]) };

async function attachRejectedFile(page: Page) {
  await page.getByTestId("attach").setInputFiles([textFile("one.txt"), textFile("two.txt"), textFile("three.txt"), binary]);
  await expect(page.getByTestId("toast")).toContainText("program.bin");
}

for (const width of [1280, 360]) {
  test(`a message covers neither the composer nor what belongs to it at ${width} px`, async ({ page, abcb, server }) => {
    await page.setViewportSize({ width, height: 700 });
    await server.use("normal");
    await abcb.open();
    await attachRejectedFile(page);
    const toast = page.getByTestId("toast").last();
    expect(await overlap(toast, page.locator(".compose"))).toBe(false);
    expect(await overlap(toast, page.locator(".top"))).toBe(false);
    await page.getByTestId("composer-input").fill("/");
    const list = page.locator("#slash-list");
    await expect(list).toBeVisible();
    expect(await overlap(toast, list)).toBe(false);
  });
}
