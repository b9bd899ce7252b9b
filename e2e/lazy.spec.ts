// Parts of the page that come later: not before they are asked for, without a network too, and not in silence when they cannot.

import { configure, expect, test } from "./support/fixtures";

const CHUNKS = /\/app-[0-9a-f]+\/(split|chunk)_[^/]+\.wasm$/;

test.describe("fetched by the page itself", () => {
  test.use({ serviceWorkers: "block" });

  test("a chunk is fetched when it is first needed, and once", async ({ page, abcb }) => {
    const fetched: string[] = [];
    page.on("request", (request) => CHUNKS.test(request.url()) && fetched.push(request.url()));
    // With nothing configured the page may fetch what its own model needs.
    await configure(page, { model: { kind: "mock" } });
    await abcb.open();
    expect(fetched).toEqual([]);
    await abcb.openSettings();
    expect(fetched.filter((url) => url.includes("split_more"))).toHaveLength(1);
    await page.keyboard.press("Escape");
    await expect(page.getByTestId("provider-kind")).toBeHidden();
    const before = fetched.length;
    await abcb.openSettings();
    expect(fetched).toHaveLength(before);
  });

  for (const [what, fulfil] of [
    ["is gone", { status: 404, contentType: "text/plain", body: "Not found" }],
    ["is a page in its place", { status: 200, contentType: "text/html", body: "<!doctype html>" }],
    ["cannot be reached", null],
  ] as const) {
    test(`a chunk that ${what} is told, and comes once it can`, async ({ page, abcb }) => {
      await abcb.open();
      await page.route(CHUNKS, (route) => (fulfil ? route.fulfill(fulfil) : route.abort()));
      await page.getByTestId("open-settings").click();
      await expect(page.getByTestId("toast")).toContainText("This part of the page could not be loaded.");
      await expect(page.getByRole("dialog")).toHaveCount(0);
      await page.unroute(CHUNKS);
      await abcb.openSettings();
    });
  }

  test("a file that was picked before the chunk came is read, and the wait is told", async ({ page, abcb }) => {
    await abcb.open();
    await page.route(CHUNKS, async (route) => {
      await expect(page.getByTestId("toast")).toContainText("Loading this part of the page");
      await route.continue();
    });
    const session = { id: "from-afar", created_at: 1_700_000_000_000, messages: [{ role: "user", content: "Hello" }] };
    await abcb.importFile("from-afar.json", JSON.stringify(session));
    await expect(page.getByTestId("toast")).toHaveCount(0);
    await abcb.confirmImport();
    await expect(abcb.sessions).toHaveCount(1);
  });
});

test("without a network the chunks are there all the same", async ({ page, abcb }) => {
  await abcb.open();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.context().setOffline(true);
  await abcb.reload();
  await abcb.openSettings();
});
