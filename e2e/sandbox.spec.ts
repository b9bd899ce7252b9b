// The sandbox for model-written code, in the built page: no access to the network, the page's storage or the page itself. All
// requests go to a server that counts them, so that an ineffective barrier is detected.

import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { inRoot } from "../scripts/lib/paths.mjs";
import { startCounter } from "./support/counter";
import { expect, test } from "./support/fixtures";

type Outcome = { kind: string; text: string | undefined; lines: string[] };

/** The page's module that runs code. It is bundled into the built page's glue, where a test cannot call it. */
const runner = readFileSync(inRoot("web", "src", "adapters", "sandbox.js"), "utf8").replace("export class", "class");

async function run(page: Page, code: string, millis = 3000) {
  await page.evaluate(`globalThis.CodeRun ??= (() => { ${runner}\nreturn CodeRun; })()`);
  return page.evaluate(
    ({ code, millis }) => {
      const { CodeRun } = globalThis as unknown as { CodeRun: new (...given: unknown[]) => { outcome(): Promise<Outcome> } };
      const files = JSON.parse(document.getElementById("build-files")?.textContent ?? "{}");
      const request = { code, maxLines: 1000, maxChars: 100_000, isOnlyParsed: false };
      return new CodeRun(files["sandbox.html"], request, millis).outcome();
    },
    { code, millis },
  );
}

/** Attempts to escape: each tries to reach HOST and returns the outcome. */
const escapeAttempts: Record<string, string> = {
  fetch: `await fetch("http://HOST/fetch", { mode: "no-cors" }); "out"`,
  "fetch by a fresh copy": `await Object.getPrototypeOf(self).fetch?.call(self, "http://HOST/copy"); await Reflect.apply(fetch, self, ["http://HOST/reflect"]); "out"`,
  XMLHttpRequest: `await new Promise((done, fail) => { const x = new XMLHttpRequest(); x.open("GET", "http://HOST/xhr"); x.onload = done; x.onerror = fail; x.send() }); "out"`,
  "XMLHttpRequest that blocks": `const x = new XMLHttpRequest(); x.open("GET", "http://HOST/sync", false); x.send(); "out"`,
  WebSocket: `await new Promise((done, fail) => { const s = new WebSocket("ws://HOST/socket"); s.onopen = done; s.onerror = fail }); "out"`,
  EventSource: `await new Promise((done, fail) => { const s = new EventSource("http://HOST/events"); s.onopen = done; s.onerror = fail }); "out"`,
  WebTransport: `await new WebTransport("https://HOST/transport").ready; "out"`,
  "import()": `await import("http://HOST/module.js"); "out"`,
  "import() of data": `await import("data:text/javascript,export default 1"); "out"`,
  importScripts: `importScripts("http://HOST/script.js"); "out"`,
  sendBeacon: `navigator.sendBeacon("http://HOST/beacon", "x"); "out"`,
  RTCPeerConnection: `new RTCPeerConnection({ iceServers: [{ urls: "stun:HOST" }] }); "out"`,
  FontFace: `await new FontFace("x", "url(http://HOST/font)").load(); "out"`,
  "a worker from elsewhere": `await new Promise((done, fail) => { const w = new Worker("http://HOST/worker.js"); w.onmessage = done; w.onerror = fail }); "out"`,
  "a worker inside": `
    const source = 'fetch("http://HOST/nested", { mode: "no-cors" }).then(() => postMessage("out"), () => postMessage("closed"))';
    const inner = new Worker(URL.createObjectURL(new Blob([source])));
    const said = await new Promise((done, fail) => { inner.onmessage = (event) => done(event.data); inner.onerror = fail });
    if (said !== "out") throw said;
    said`,
};

test("code has no way to the network", async ({ page, abcb }) => {
  const counter = await startCounter();
  try {
    await abcb.open();
    for (const [name, code] of Object.entries(escapeAttempts)) {
      const { kind, text } = await run(page, code.replaceAll("HOST", counter.host));
      expect.soft(kind, `${name}: ${text}`).toBe("threw");
    }
    expect(counter.reached).toEqual([]);
    // A check that the counter works: the page itself may send requests to it.
    await page.evaluate((host) => fetch(`http://${host}/page`), counter.host);
    expect(counter.reached).toContain("GET /page");
  } finally {
    await counter.stop();
  }
});

test("code reaches neither what the page keeps nor the page", async ({ page, abcb }) => {
  await abcb.open();
  const throwing = [
    `await new Promise((done, fail) => { const r = indexedDB.open("abcb"); r.onsuccess = done; r.onerror = () => fail(r.error) })`,
    `await indexedDB.databases()`,
    `await caches.keys()`,
    `await navigator.storage.getDirectory()`,
    `localStorage.getItem("abcb.config")`,
    `document.body`,
    `window.parent`,
    `parent.document`,
    `opener`,
    `top`,
    `await navigator.locks.query()`,
    `cookieStore.getAll()`,
  ];
  for (const code of throwing) {
    const { kind, text } = await run(page, code);
    expect.soft(kind, `${code}: ${text}`).toBe("threw");
  }
  expect((await run(page, "self.origin + ' ' + location.protocol")).text).toBe("null blob:");

  // Messages that the code posts itself are ignored, and it cannot forge messages of its run.
  await page.evaluate(() => addEventListener("message", () => document.body.setAttribute("data-heard", "yes")));
  const outcome = await run(page, `
    postMessage({ kind: "value", text: "forged" });
    const channel = new BroadcastChannel("abcb");
    channel.postMessage("x");
    MessagePort.prototype.postMessage = function () { this.onmessage = null };
    console.log("said");
    "true"`);
  expect(outcome).toEqual({ kind: "value", text: "true", lines: ["said"] });
  await expect(page.locator("body")).not.toHaveAttribute("data-heard", "yes");
  await expect(page.locator("iframe")).toHaveCount(0);
});

test("the page goes on while code runs for ever, and its worker ends with it", async ({ page, abcb }) => {
  await abcb.open();
  let ended = 0;
  page.on("worker", (worker) => worker.on("close", () => (ended += 1)));
  const stopped = run(page, `console.log("begun"); for (;;);`, 1500);
  // The page's timers run during the code, so it runs on another thread.
  const ticks = page.evaluate(() => new Promise<number>((resolve) => {
    let count = 0;
    const timer = setInterval(() => (count += 1) >= 20 && (clearInterval(timer), resolve(count)), 10);
  }));
  expect(await Promise.race([ticks, stopped])).toBe(20);
  expect(await stopped).toEqual({ kind: "timed-out", text: undefined, lines: ["begun"] });
  await expect.poll(() => ended).toBe(1);
});

test("code runs in a process of its own, so that taking all memory ends only that", async ({ page, abcb }) => {
  await abcb.open();
  const stopped = run(page, "for (;;);", 5000);
  // Such a session exists only for a frame in its own process, into which it moves while it loads.
  await expect(async () => {
    const inner = page.frames().find((frame) => frame.parentFrame()?.parentFrame());
    await (await page.context().newCDPSession(inner!)).detach();
  }).toPass({ timeout: 4000 });
  await stopped;
});

test("code runs without a network too", async ({ page, abcb }) => {
  await abcb.open();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.context().setOffline(true);
  await abcb.reload();
  expect(await run(page, "6 * 7")).toEqual({ kind: "value", text: "42", lines: [] });
});
