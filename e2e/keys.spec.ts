// An API key is sent only to the server it was entered for: not while another address is typed or chosen, not after that is
// saved, and not to the target of a redirect.

import { AbcbPage, configure, expect, test } from "./support/fixtures";
import { startFaultyServer } from "./support/faulty-server.mjs";

const secret = "secret-4242";

async function withOtherServer(run: (other: Awaited<ReturnType<typeof startFaultyServer>>) => Promise<void>) {
  const other = await startFaultyServer(0);
  try {
    await run(other);
  } finally {
    await other.stop();
  }
}

test("another address that is typed never gets the key, before and after it is saved", async ({ page, abcb, server }) => {
  await withOtherServer(async (other) => {
    await abcb.open();
    await abcb.useServer(server.baseUrl("normal"), secret);
    await abcb.openSettings();
    const key = page.getByTestId("provider-api-key");
    await expect(key).toHaveValue(secret);

    const address = page.getByTestId("provider-base-url");
    await address.fill(other.baseUrl("normal", "keys"));
    await expect(key).toHaveValue("");
    await address.blur();
    await expect(page.getByText("The server has test-model.")).toBeVisible();
    await expect.poll(() => other.received.length).toBeGreaterThan(0);

    // Returning to the address restores the key.
    await address.fill(server.baseUrl("normal"));
    await expect(key).toHaveValue(secret);
    await address.fill(other.baseUrl("normal", "keys"));
    await page.getByTestId("save-settings").click();
    await expect(page.getByTestId("save-settings")).toBeHidden();
    await abcb.ask("hello");
    await abcb.expectLastAnswer("complete");
    expect(other.bodies("keys")).toHaveLength(1);
    expect(JSON.stringify(other.received)).not.toContain(secret);
    // A preflight lists the headers of the request.
    expect(JSON.stringify(other.received)).not.toMatch(/authorization/i);

    await abcb.useServer(server.baseUrl("normal"));
    await abcb.ask("and here?");
    expect(server.headers().at(-1)?.authorization).toBe(`Bearer ${secret}`);
  });
});

test("a key that was stored under the whole address still holds", async ({ page, abcb, server }) => {
  const baseUrl = server.baseUrl("normal");
  await configure(page, { model: { kind: "server", base_url: baseUrl, model: "test-model" } });
  await page.addInitScript(
    ([name, key]) => localStorage.setItem("abcb.api_keys", JSON.stringify({ [name]: key })),
    [baseUrl, secret],
  );
  await abcb.open();
  await abcb.ask("hello");
  expect(server.headers().at(-1)?.authorization).toBe(`Bearer ${secret}`);
});

test("a server that redirects is named, and where it points to sees nothing", async ({ page, abcb, faulty }) => {
  await withOtherServer(async (other) => {
    const moved = faulty.baseUrl(`moved-${new URL(other.origin).port}`, "moved");
    await configure(page, { model: { kind: "server", base_url: moved } });
    await abcb.open();
    await expect(page.getByTestId("banner")).toContainText("redirects to another address");
    await abcb.ask("where does this go?");
    await abcb.expectLastAnswer("failed");
    expect(other.received).toEqual([]);
  });
});

test("a key for one tab survives its reload and is in no other tab", async ({ page, abcb, server, context }) => {
  await abcb.open();
  await abcb.openSettings();
  await abcb.chooseKind("server");
  await page.getByTestId("provider-base-url").fill(server.baseUrl("normal"));
  await page.getByTestId("provider-api-key").fill(secret);
  await page.getByTestId("key-place").selectOption("tab");
  await page.getByTestId("save-settings").click();
  await expect(page.getByTestId("save-settings")).toBeHidden();
  await abcb.reload();
  await abcb.ask("hello");
  expect(server.headers().at(-1)?.authorization).toBe(`Bearer ${secret}`);
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(secret);

  const other = await context.newPage();
  const otherTab = new AbcbPage(other, abcb.address);
  await otherTab.open();
  await otherTab.ask("and here?");
  expect(server.headers().at(-1)?.authorization).toBeUndefined();
  await otherTab.openSettings();
  await expect(other.getByTestId("provider-api-key")).toHaveValue("");
  await expect(other.getByTestId("key-place")).toHaveValue("browser");
  await other.close();

  // Keeping it in the browser removes the copy of the tab, and the other way round.
  const storedIn = () => page.evaluate((key) => [localStorage, sessionStorage].map((storage) => JSON.stringify(storage).includes(key)), secret);
  expect(await storedIn()).toEqual([false, true]);
  await abcb.openSettings();
  await expect(page.getByTestId("key-place")).toHaveValue("tab");
  await page.getByTestId("key-place").selectOption("browser");
  await page.getByTestId("save-settings").click();
  await expect.poll(storedIn).toEqual([true, false]);
});
