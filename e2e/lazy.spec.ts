// Lazily loaded parts of the page: not fetched before they are needed, available offline, and with an error message on failure.

import { expect, test } from "./support/fixtures";

const CHUNKS = /\/app-[0-9a-f]+\/(split|chunk)_[^/]+\.wasm$/;
const TEXTS = /\/app-[0-9a-f]+\/built\/chunks\.ftl$/;

test.describe("fetched by the page itself", () => {
  test.use({ serviceWorkers: "block" });

  test("a chunk is fetched when it is first needed, and once", async ({ page, abcb }) => {
    const fetched: string[] = [];
    page.on("request", (request) => request.url().includes("split_dialogs") && fetched.push(request.url()));
    await abcb.open();
    expect(fetched).toHaveLength(0);
    await abcb.openSettings();
    expect(fetched).toHaveLength(1);
    await page.keyboard.press("Escape");
    await expect(page.getByTestId("provider-kind")).toBeHidden();
    await abcb.openSettings();
    expect(fetched).toHaveLength(1);
  });

  for (const [what, fulfil] of [
    ["is gone", { status: 404, contentType: "text/plain", body: "Not found" }],
    ["is a page in its place", { status: 200, contentType: "text/html", body: "<!doctype html>" }],
    ["cannot be reached", null],
  ] as const) {
    test(`a chunk that ${what} is announced, and loads once it is available`, async ({ page, abcb }) => {
      await abcb.open();
      await page.route(CHUNKS, (route) => (fulfil ? route.fulfill(fulfil) : route.abort()));
      await page.getByTestId("open-settings").click();
      await expect(page.getByTestId("toast")).toContainText("This part of the page could not be loaded.");
      await expect(page.getByRole("dialog")).toHaveCount(0);
      await page.unroute(CHUNKS);
      await abcb.openSettings();
    });
  }

  test("a chunk waits for its texts, and what it says is never a key", async ({ page, abcb }) => {
    await page.route(TEXTS, (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<!doctype html>" }));
    await abcb.open();
    await page.getByTestId("open-settings").click();
    await expect(page.getByTestId("toast")).toContainText("This part of the page could not be loaded.");
    await page.unroute(TEXTS);
    await abcb.openSettings();
    await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
    // Keys are lower-case words joined by hyphens.
    await expect(page.getByRole("dialog").getByText(/^[a-z]+(-[a-z]+)+$/)).toHaveCount(0);
  });

  test("a page whose chunks do not come at first finds its server and its sessions later", async ({ page, abcb, server }) => {
    await server.use("normal");
    await abcb.open();
    await abcb.ask("What is kept?");
    const id = await abcb.currentSessionId();
    await page.route(CHUNKS, (route) => route.abort());
    await abcb.reload();
    await expect(page.getByTestId("toast").first()).toContainText("a part of the page could not be loaded; try again when there is a network");
    await expect(abcb.sessions).toHaveCount(1);
    await page.unroute(CHUNKS);
    await abcb.openSession(id);
    await expect(abcb.body(abcb.lastAnswer())).toContainText("You wrote: What is kept?");
    await abcb.ask("What is found?");
  });

  test("a file that was picked before the chunk came is read, and the wait is told", async ({ page, abcb }) => {
    await abcb.open();
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route(CHUNKS, async (route) => {
      await released;
      await route.continue();
    });
    const session = { id: "from-afar", created_at: 1_700_000_000_000, messages: [{ role: "user", content: "Hello" }] };
    const imported = abcb.importFile("from-afar.json", JSON.stringify(session));
    await expect(page.getByTestId("toast").filter({ hasText: "Loading…" }).first()).toBeVisible();
    release();
    await imported;
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

test("the warm-up turn keeps nothing, asks nobody, and is not seen", async ({ page, abcb, server }) => {
  await server.use("steady");
  const chunk = page.waitForResponse((response) => response.url().includes("split_warm_up"));
  await abcb.open();
  const title = await page.title();
  const changes = page.evaluate(async () => {
    const seen: string[] = [];
    const record = (all: MutationRecord[]) => seen.push(...all.map(({ target }) => (target as Element).outerHTML ?? target.textContent));
    new MutationObserver(record).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    await new Promise((resolve) => setTimeout(resolve, 2000));
    return seen;
  });
  await chunk;
  expect((await changes).filter((html) => /A question|An answer|message-body/.test(html))).toEqual([]);
  expect(await page.title()).toBe(title);
  expect(page.url()).toBe(abcb.address);
  await expect(abcb.sessions).toHaveCount(0);
  await abcb.reload();
  await expect(abcb.sessions).toHaveCount(0);
  expect(server.sent()).toEqual([]);
});

test.describe("files that fail at first", () => {
  test.use({ serviceWorkers: "block" });

  for (const file of ["answer.js", "abcb-markdown.js", "abcb-markdown_bg.wasm"]) {
    test(`a failure of ${file} is announced, and the file is fetched again with the next answer`, async ({ page, abcb, server }) => {
      await server.use("steady");
      const address = new RegExp(`/${file}`);
      await page.route(address, (route) => route.abort());
      await abcb.open();
      await abcb.ask("First");
      await expect(page.getByTestId("toast").first()).toContainText("shown as plain text");
      await page.unroute(address);
      await abcb.ask("Second");
      await expect(page.locator(".answer > *").first()).toBeVisible();
    });
  }

  for (const [file, notice, source, plain, drawn] of [
    ["highlight.js", "The highlighter could not be loaded", "Look:\n\n```js\nconst a = 1;\n```\n\n```js\nconst b = 2;\n```\n", ".code code", ".hljs-keyword"],
    ["math.js", "What draws formulas could not be loaded", "Look: $a^2$\n\nand $b^2$\n", ".math", ".math math"],
  ] as const) {
    test(`a failure of ${file} is announced once, and everything is rendered once it loads`, async ({ page, abcb, server }) => {
      await server.use("normal");
      await abcb.open();
      const toastTexts: string[] = [];
      await page.exposeFunction("recordToast", (text: string) => toastTexts.push(text));
      await page.evaluate(() => {
        const record = (records: MutationRecord[]) => {
          for (const { addedNodes } of records) for (const node of addedNodes) {
            const toast = node instanceof Element && (node.matches("[data-testid=toast]") ? node : node.querySelector("[data-testid=toast]"));
            if (toast) (window as unknown as { recordToast(text: string): void }).recordToast(toast.textContent ?? "");
          }
        };
        new MutationObserver(record).observe(document.body, { subtree: true, childList: true });
      });
      await page.route(new RegExp(`/${file}`), (route) => route.abort());
      for (const count of [2, 4]) {
        const failed = page.waitForEvent("requestfailed", (request) => request.url().includes(`/${file}`));
        await abcb.ask(source);
        await failed;
        await expect(page.locator(`.answer ${plain}`)).toHaveCount(count);
      }
      await expect(page.getByTestId("toast").filter({ hasText: notice })).toHaveCount(1);
      await expect(page.locator(`.answer ${drawn}`)).toHaveCount(0);
      await expect(page.locator(`.answer ${plain}`).first()).toBeVisible();
      await page.unroute(new RegExp(`/${file}`));
      await abcb.ask(source);
      // Code is highlighted when it becomes visible.
      for (const target of await page.locator(`.answer ${plain}`).all()) await target.scrollIntoViewIfNeeded();
      await expect(page.locator(`.answer ${drawn}`)).toHaveCount(6);
      expect(toastTexts.filter((text) => text.includes(notice))).toHaveLength(1);
    });
  }

  test("the highlighter is fetched again with the next code", async ({ page, abcb, server }) => {
    await server.use("normal");
    await abcb.open();
    const failed = page.waitForEvent("requestfailed", (request) => request.url().includes("/highlight.js"));
    await page.route(/\/highlight\.js/, (route) => route.abort(), { times: 1 });
    const code = "Look:\n\n```js\nconst a = 1;\n```\n";
    await abcb.ask(code);
    await failed;
    await abcb.ask(code);
    await expect(page.locator(".answer .hljs-keyword").first()).toHaveText("const");
  });

  test("a host that sends wasm as plain bytes will do", async ({ page, abcb }) => {
    await page.route(/\.wasm$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "content-type": "application/octet-stream" } });
    });
    await abcb.open();
    await abcb.openSettings();
  });

  test("a page whose program does not come says so and can be loaded again", async ({ page, abcb }) => {
    await page.route(/\/app-[0-9a-f]+\/[^/]+$/, (route) => route.abort());
    await page.goto(abcb.address);
    await expect(page.getByTestId("start-failed")).toContainText("abcb could not be loaded.");
    await page.unrouteAll();
    await page.getByRole("button", { name: "Reload" }).click();
    await expect(page.locator("body")).toHaveAttribute("data-app", "ready");
    await expect(page.getByTestId("start-failed")).toHaveCount(0);
  });
});
