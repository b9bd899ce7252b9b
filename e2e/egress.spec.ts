// The record of what the page has exchanged with servers, in the settings.

import type { Page } from "@playwright/test";
import { configure, expect } from "./support/fixtures";
import { foreignNames, test } from "./support/foreign-server";

test.use(foreignNames);

const openNetwork = async (page: Page) => {
  await page.keyboard.press("ControlOrMeta+k");
  // The palette is in a part of the page that is loaded when it is first opened.
  await expect(page.getByTestId("palette-input")).toBeFocused();
  await page.keyboard.type("network record");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("egress")).toBeVisible();
};

const row = (page: Page, origin: string) => page.locator(`[data-testid="egress-row"][data-origin="${origin}"]`);

test("the settings list what was exchanged with a server, byte by byte", async ({ page, abcb, server }) => {
  let sent = 0;
  let received = 0;
  page.on("requestfinished", async (request) => {
    if (!request.url().startsWith(server.origin)) return;
    sent += request.postDataBuffer()?.length ?? 0;
    received += (await (await request.response())?.body())?.length ?? 0;
  });
  await server.use("normal");
  await abcb.open();
  await abcb.ask("how much is this?");
  await openNetwork(page);
  await expect(page.getByTestId("egress-row")).toHaveCount(1);
  await expect(page.getByTestId("egress-empty")).toHaveCount(0);
  await expect(row(page, server.origin)).toContainText("list of models");
  await expect(row(page, server.origin)).toContainText("answers");
  await expect(row(page, server.origin)).not.toContainText("other:");
  // The browser reports a request to the test a moment after the page has its answer.
  await expect.poll(() => sent).toBeGreaterThan(50);
  const figure = (name: string) => row(page, server.origin).getAttribute(name).then(Number);
  await expect.poll(async () => [await figure("data-sent"), await figure("data-received")].join() === [sent, received].join()).toBe(true);
});

test("a request that the policy refuses is listed as refused, and one made around the program as another one", async ({ page, abcb, foreign }) => {
  await configure(page, { model: { kind: "mock" } });
  await abcb.open();
  await openNetwork(page);
  await expect(page.getByTestId("egress-empty")).toHaveText(/^Nothing is listed: .* this page has sent no request to any server but its own\.$/);
  await expect(page.getByTestId("egress-row")).toHaveCount(0);

  await page.evaluate((to) => fetch(to, { method: "POST", body: "secret", mode: "no-cors" }).catch(() => {}), `${foreign.origin}/secret`);
  await expect(row(page, foreign.origin)).toHaveAttribute("data-refused", "1");
  await expect(row(page, foreign.origin)).toHaveAttribute("data-sent", "0");
  await expect(page.getByTestId("egress-empty")).toBeVisible();
  expect(foreign.requests).toEqual([]);

  const local = foreign.origin.replace("elsewhere.test", "127.0.0.1");
  await page.evaluate((to) => fetch(to, { mode: "no-cors" }), `${local}/around`);
  await expect(row(page, local)).toContainText("other: an image that you loaded, or a script that is not this page's own");
  await expect(page.getByTestId("egress-empty")).toHaveCount(0);

  await abcb.reload();
  await openNetwork(page);
  await expect(page.getByTestId("egress-row")).toHaveCount(2);
  await page.getByTestId("egress-clear").click();
  await expect(page.getByTestId("egress-row")).toHaveCount(0);
  await expect(page.getByTestId("egress-empty")).toBeVisible();
  await abcb.reload();
  await openNetwork(page);
  await expect(page.getByTestId("egress-row")).toHaveCount(0);
});
