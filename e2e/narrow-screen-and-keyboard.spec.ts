// The page on a small screen, without a mouse, and with a screen reader.

import { expect, test } from "./support/fixtures";

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
