// The page offline, and the page when a new build is deployed while it is open.

import type { Page } from "@playwright/test";
import { dist } from "../scripts/lib/paths.mjs";
import { AbcbPage, configure, expect, test as base } from "./support/fixtures";
import { startFaultyServer } from "./support/faulty-server.mjs";
import { createNextBuild } from "./support/next-build.mjs";
import { startStaticServer } from "./support/static-server.mjs";

type Site = Awaited<ReturnType<typeof startStaticServer>> & {
  /** From now on requests for matching addresses get no response. */
  hold(address: RegExp): void;
};

const MODEL = "/some/path/llm";

/** A host for one test, with a model server beside the page, inside the scope of the service worker. */
const test = base.extend<{ site: Site }>({
  site: async ({}, use) => {
    let heldPattern: RegExp | undefined;
    const intercept = (request: { url: string; method: string }, response: import("node:http").ServerResponse) => {
      if (heldPattern?.test(request.url)) return true;
      if (!request.url.startsWith(MODEL)) return false;
      if (request.url.endsWith("/models")) {
        response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ data: [{ id: "beside" }] }));
      } else if (request.url.endsWith("/chat/completions")) {
        const choice = { index: 0, delta: { content: "From beside the page." }, finish_reason: "stop" };
        response.writeHead(200, { "Content-Type": "text/event-stream" }).end(`data: ${JSON.stringify({ choices: [choice] })}\n\ndata: [DONE]\n\n`);
      } else {
        response.writeHead(200, { "Content-Type": "text/html" }).end("<title>Another program</title>");
      }
      return true;
    };
    const site = await startStaticServer({ folder: dist, base: "/some/path/", intercept });
    await use({ ...site, hold: (address) => void (heldPattern = address) });
    await site.stop();
  },
  abcb: async ({ page, site }, use) => use(new AbcbPage(page, site.address)),
});

/** How long the browser may take to fetch every file of a new build on a busy machine. */
const FETCH_TIMEOUT = { timeout: 60_000 };

/** Opens the page and waits until the service worker controls it. */
async function openControlled(abcb: AbcbPage) {
  await abcb.open();
  await abcb.page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => abcb.page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await abcb.reload();
}

const buildOf = (page: Page) => page.locator("html").getAttribute("data-build");
const cacheNames = (page: Page) => page.evaluate(async () => (await caches.keys()).map((name) => name.split(" ").at(-1)));
const checkForUpdate = (page: Page) => page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));
const banner = (page: Page) => page.getByTestId("banner").filter({ hasText: "A new version of this page is ready." });

test("without its host the page starts and works under its sub-path", async ({ page, site, abcb }) => {
  await configure(page, { model: { kind: "mock" } });
  await openControlled(abcb);
  await site.stop();
  await abcb.reload();
  await abcb.ask("Are you there?");
  await abcb.expectLastAnswer("complete");
  await abcb.openSettings();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(page.getByTestId("palette")).toBeVisible();
});

test("the manifest makes it installable from where it lies", async ({ page, site, abcb }) => {
  await abcb.open();
  const session = await page.context().newCDPSession(page);
  const { errors, url } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  expect(url).toBe(`${site.address}manifest.webmanifest`);
  const manifest = await (await page.request.get(url)).json();
  expect(new URL(manifest.start_url, url).href).toBe(site.address);
  expect(manifest.display).toBe("standalone");
  expect(manifest.icons.some((icon: { purpose?: string }) => icon.purpose === "maskable")).toBe(true);
  for (const icon of manifest.icons) {
    const response = await page.request.get(new URL(icon.src, url).href);
    expect([icon.src, response.status(), response.headers()["content-type"]]).toEqual([icon.src, 200, icon.type]);
  }
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
});

test("models are not kept, everything else that the build made is", async ({ page, site, abcb }) => {
  await openControlled(abcb);
  const kept = await page.evaluate(async () => {
    const [name] = await caches.keys();
    return (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);
  });
  expect(kept.filter((path) => path.includes("/models/"))).toEqual([]);
  expect(kept).toContain(new URL(site.address).pathname);
  for (const needed of [/\/app-[0-9a-f]+\/abcb-web_bg\.wasm$/, /split_dialogs\.wasm$/, /\.css$/, /lang-[0-9a-f]+\/de\.ftl$/]) {
    expect(kept.filter((path) => needed.test(path)), String(needed)).not.toEqual([]);
  }
});

test("requests to models go past the worker, beside the page and elsewhere", async ({ page, site, abcb, server }) => {
  const byWorker = new Map<string, boolean>();
  page.on("response", (response) => byWorker.set(`${response.request().method()} ${response.url()}`, response.fromServiceWorker()));
  await configure(page, { model: { kind: "server", base_url: `${site.origin}${MODEL}/v1`, model: "beside" } });
  await openControlled(abcb);
  await abcb.ask("Hello");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("From beside the page.");
  expect(byWorker.get(`GET ${site.address}`)).toBe(true);
  expect(byWorker.get(`GET ${site.origin}${MODEL}/v1/models`)).toBe(false);
  expect(byWorker.get(`POST ${site.origin}${MODEL}/v1/chat/completions`)).toBe(false);

  await abcb.useServer(server.baseUrl("steady"));
  await abcb.ask("Hello again");
  const elsewhere = [...byWorker].filter(([request]) => request.includes(server.origin));
  expect(elsewhere.length).toBeGreaterThanOrEqual(2);
  expect(elsewhere.filter(([, wasByWorker]) => wasByWorker)).toEqual([]);

  // Another app below the page's folder is not intercepted, online or offline.
  await page.goto(`${site.origin}${MODEL}/`);
  await expect(page).toHaveTitle("Another program");
  expect(byWorker.get(`GET ${site.origin}${MODEL}/`)).toBe(false);
  await site.stop();
  await expect(page.goto(`${site.origin}${MODEL}/`)).rejects.toThrow();
});

test.describe("a new build", () => {
  test.describe.configure({ timeout: 3 * FETCH_TIMEOUT.timeout });
  let builds: ReturnType<typeof createNextBuild>;
  test.beforeAll(() => void (builds = createNextBuild(dist)));
  test.afterAll(() => builds.remove());

  test("is announced, the open page keeps the files that it may still need, and Reload switches to it", async ({ page, site, abcb }) => {
    await configure(page, { model: { kind: "mock" } });
    await openControlled(abcb);
    expect(await buildOf(page)).toBe(builds.current);
    await expect(banner(page)).toHaveCount(0);
    site.serveFolder(builds.folder);
    await checkForUpdate(page);
    await expect(banner(page)).toBeVisible(FETCH_TIMEOUT);
    await abcb.input.fill("Still here");
    // A chunk of the old build, which the host no longer has.
    await abcb.openSettings();
    await page.keyboard.press("Escape");
    expect(await buildOf(page)).toBe(builds.current);

    await page.getByTestId("renew").click();
    await expect(page.locator("html")).toHaveAttribute("data-build", builds.next);
    await abcb.waitUntilReady();
    await expect(banner(page)).toHaveCount(0);
    await abcb.openSettings();
    await expect.poll(() => cacheNames(page)).toEqual([builds.next]);
    await site.stop();
    await abcb.reload();
    expect(await buildOf(page)).toBe(builds.next);
  });

  test("takes over although a request of this page is still pending", async ({ page, site, abcb }) => {
    await configure(page, { model: { kind: "mock" } });
    await openControlled(abcb);
    site.serveFolder(builds.folder);
    await checkForUpdate(page);
    await expect(banner(page)).toBeVisible(FETCH_TIMEOUT);
    site.hold(/manifest/);
    await page.evaluate(() => void fetch("manifest.webmanifest"));
    await page.getByTestId("renew").click();
    await expect(page.locator("html")).toHaveAttribute("data-build", builds.next);
    await abcb.waitUntilReady();
    await expect.poll(() => cacheNames(page)).toEqual([builds.next]);
  });

  test("in one tab leaves the other its parts as long as it is open", async ({ page, site, abcb, context }) => {
    await configure(page, { model: { kind: "mock" } });
    await openControlled(abcb);
    const other = await context.newPage();
    const otherAbcb = new AbcbPage(other, site.address);
    await otherAbcb.open();
    site.serveFolder(builds.folder);
    await checkForUpdate(page);
    await page.getByTestId("renew").click();
    await expect(page.locator("html")).toHaveAttribute("data-build", builds.next);
    await abcb.waitUntilReady();

    await expect(banner(other)).toBeVisible(FETCH_TIMEOUT);
    expect(await buildOf(other)).toBe(builds.current);
    await otherAbcb.openSettings();
    expect((await cacheNames(page)).sort()).toEqual([builds.current, builds.next].sort());
    await other.close();
    await abcb.reload();
    await expect.poll(() => cacheNames(page)).toEqual([builds.next]);
  });

  test("that the network has already served is not announced", async ({ page, site, abcb }) => {
    await openControlled(abcb);
    site.serveFolder(builds.folder);
    await abcb.reload();
    expect(await buildOf(page)).toBe(builds.next);
    await expect.poll(() => cacheNames(page)).toEqual([builds.next]);
    await expect(banner(page)).toHaveCount(0);
  });

  test("waits for an answer that is coming, and says so", async ({ page, site, abcb, server }) => {
    await server.use("endless");
    await openControlled(abcb);
    await abcb.send("Talk without end.");
    await expect(abcb.body(abcb.lastAnswer())).toContainText("word3");
    site.serveFolder(builds.folder);
    await checkForUpdate(page);
    await expect(banner(page)).toContainText("would cut the answer", FETCH_TIMEOUT);
    await expect(abcb.body(abcb.lastAnswer())).toContainText("word20");
    await abcb.stop();
    await expect(banner(page)).not.toContainText("would cut the answer");
  });
});

test("a server that stops is reported, what is written meanwhile is kept, and the page finds it again by itself", async ({ page, abcb }) => {
  let server = await startFaultyServer();
  const { port } = new URL(server.origin);
  await configure(page, { model: { kind: "server", base_url: server.baseUrl("steady", "gone"), model: "test-model" } });
  await abcb.open();
  await expect(abcb.provider).toHaveAttribute("data-state", "ready");
  await expect(page.getByTestId("banner")).toHaveCount(0);
  await server.stop();
  await abcb.ask("Is anybody there?");
  await abcb.expectLastAnswer("failed");
  await expect(page.getByTestId("banner")).toContainText("Can't reach");
  await expect(page.getByTestId("banner")).toContainText("any more");
  await abcb.input.fill("The next question");

  server = await startFaultyServer(Number(port));
  await expect(page.getByTestId("banner")).toHaveCount(0);
  await expect(abcb.provider).toHaveAttribute("data-state", "ready");
  await expect(abcb.questions).toHaveText("Is anybody there?");
  await expect(abcb.input).toHaveValue("The next question");
  await abcb.lastAnswer().getByTestId("regenerate").click();
  await abcb.expectLastAnswer("complete");
  await server.stop();
});

test("without a network no more is claimed than is known", async ({ page, abcb, server }) => {
  await page.route("http://far.example/**", (route) => route.fulfill({ json: { data: [{ id: "far" }] }, headers: { "Access-Control-Allow-Origin": "*" } }));
  await configure(page, { model: { kind: "server", base_url: "http://far.example/v1", model: "far" } });
  await openControlled(abcb);
  await expect(abcb.provider).toHaveAttribute("data-state", "ready");
  await page.unroute("http://far.example/**");
  await page.context().setOffline(true);
  await expect(page.getByTestId("banner")).toContainText("This computer has no network, so http://far.example/v1");

  // A server on this machine needs no network, so a failure has another cause.
  await abcb.useServer(server.baseUrl("steady"));
  await expect(page.getByTestId("banner")).toContainText(`Can't reach ${server.origin}`);
  await expect(page.getByTestId("banner")).not.toContainText("no network");
  await page.context().setOffline(false);
  await expect(page.getByTestId("banner")).toHaveCount(0);
});
