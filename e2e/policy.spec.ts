// What the page may contact: its own files, this machine, and the servers in the settings.

import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { type AbcbPage, configure, expect } from "./support/fixtures";
import { foreignNames, test } from "./support/foreign-server";

test.use(foreignNames);

const foreignName = (url: string) => url.replace("127.0.0.1", "models.test");

/** Tries to reach `origin` in every way that a policy covers, and waits until the browser has decided. */
const tryEverything = (page: Page, origin: string) =>
  page.evaluate(async (to) => {
    const address = (way: string) => `${to}/${way}`;
    const element = <K extends keyof HTMLElementTagNameMap>(name: K, values: Partial<HTMLElementTagNameMap[K]>) => {
      const made = Object.assign(document.createElement(name), values);
      document.body.append(made);
      return made;
    };
    const loaded = (made: HTMLElement) => new Promise((resolve) => (made.onload = made.onerror = resolve));
    await fetch(address("fetch"), { method: "POST", body: "secret", mode: "no-cors" }).catch(() => {});
    const request = new XMLHttpRequest();
    request.open("GET", address("xhr"));
    const isOver = new Promise((resolve) => (request.onloadend = resolve));
    request.send();
    await isOver;
    const socket = new WebSocket(address("websocket").replace("http", "ws"));
    await new Promise((resolve) => (socket.onerror = socket.onclose = resolve));
    navigator.sendBeacon(address("beacon"), "secret");
    const events = new EventSource(address("events"));
    await new Promise((resolve) => (events.onerror = resolve));
    events.close();
    for (const rel of ["prefetch", "preload", "modulepreload", "stylesheet", "icon"]) {
      const link = element("link", { rel, href: address(rel), as: rel === "preload" ? "fetch" : "" });
      if (rel !== "icon") await Promise.race([loaded(link), new Promise((resolve) => setTimeout(resolve, 1000))]);
    }
    await loaded(element("img", { src: address("img") }));
    element("a", { href: "#ping", ping: address("ping") }).click();
    const inherited = element("iframe", {});
    await (inherited.contentWindow as Window & typeof globalThis).fetch(address("frame"), { mode: "no-cors" }).catch(() => {});
    // A beacon and a ping are sent without an event. Whatever was sent before this request has arrived before its answer.
    await fetch(address("last").replace(/^http:\/\/[^:]*/, "http://127.0.0.1"), { mode: "no-cors" });
  }, origin);

test("a script in the page reaches no server but those on this machine", async ({ page, abcb, foreign }) => {
  await configure(page, { model: { kind: "mock" } });
  await abcb.open();
  await tryEverything(page, foreign.origin);
  expect(foreign.requests).toEqual(["GET /last"]);
});

test("a script in the page reaches a server that is configured", async ({ page, abcb, foreign }) => {
  await configure(page, { model: { kind: "mock", base_url: foreign.origin } });
  await abcb.open();
  await tryEverything(page, foreign.origin);
  // Elements cannot load from it even then, and an `http:` source does not cover WebSockets.
  const ways = ["POST /fetch", "GET /xhr", "POST /beacon", "GET /events", "GET /prefetch", "GET /preload", "POST /ping", "GET /frame", "GET /last"];
  expect([...new Set(foreign.requests)].sort()).toEqual(ways.sort());
});

test("another file of the page cannot be opened in a frame, where the policy would not hold", async ({ page, abcb, foreign }) => {
  await configure(page, { model: { kind: "mock" } });
  await abcb.open();
  const outcome = await page.evaluate(async (address) => {
    const frame = document.createElement("iframe");
    frame.src = "manifest.webmanifest";
    const isLoaded = new Promise((resolve) => (frame.onload = resolve));
    document.body.append(frame);
    await isLoaded;
    try {
      await (frame.contentWindow as Window & typeof globalThis).fetch(address, { mode: "no-cors" });
      return "sent";
    } catch (error) {
      return (error as Error).name;
    }
  }, `${foreign.origin}/frame`);
  expect(outcome).toBe("SecurityError");
  expect(foreign.requests).toEqual([]);
});

test("damaged settings allow this machine and nothing else", async ({ page, abcb, foreign }) => {
  await page.addInitScript((text) => localStorage.setItem("abcb.config", text), `{"model":{"base_url":"${foreign.origin}"`);
  await abcb.open();
  const send = (address: string) => page.evaluate((to) => fetch(to, { mode: "no-cors" }).then(() => "sent", () => "refused"), address);
  expect(await send(`${foreign.origin}/one`)).toBe("refused");
  expect(await send(foreign.origin.replace("elsewhere.test", "localhost"))).toBe("sent");
  expect(foreign.requests).toEqual(["GET /"]);
});

async function saveServer(page: Page, abcb: AbcbPage, address: string) {
  await abcb.openSettings();
  await abcb.chooseKind("server");
  await page.getByTestId("provider-base-url").fill(address);
  await page.getByTestId("save-settings").click();
}

const reloaded = (page: Page) => page.getByTestId("toast").filter({ hasText: "The page was reloaded so that it may contact http://models.test" });

test("a server that is saved in the settings works after a reload by itself, with the same session and draft", async ({ page, abcb, server }) => {
  await server.use("normal");
  await abcb.open();
  await abcb.ask("first");
  const session = await abcb.currentSessionId();
  await abcb.input.fill("half a sentence");
  await saveServer(page, abcb, foreignName(server.baseUrl("normal")));
  await expect(reloaded(page)).toBeVisible();
  await abcb.waitUntilReady();
  expect(await abcb.currentSessionId()).toBe(session);
  await expect(abcb.input).toHaveValue("half a sentence");
  await expect(abcb.provider).toHaveAttribute("data-state", "ready");
  const sent = server.sent().length;
  await abcb.sendButton.click();
  await expect(abcb.body(abcb.lastAnswer())).toContainText("You wrote: half a sentence");
  expect(server.sent().length).toBe(sent + 1);
  expect(server.headers().at(-1)?.host).toMatch(/^models\.test:/);
});

test("the reload waits for the answer that is being written", async ({ page, abcb, server }) => {
  await server.use("held");
  await abcb.open();
  await abcb.send("wait");
  await expect(page.locator("body")).toHaveAttribute("data-run", "running");
  await saveServer(page, abcb, foreignName(server.baseUrl("normal")));
  await expect(abcb.provider).toHaveAttribute("data-state", "error");
  await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
  await page.waitForTimeout(1500);
  expect(await page.evaluate(() => "isSamePage" in globalThis)).toBe(true);
  server.release();
  await expect(reloaded(page)).toBeVisible();
  await abcb.expectLastAnswer("complete");
  expect(await page.evaluate(() => "isSamePage" in globalThis)).toBe(false);
});

test("before an address is saved, the settings say that it may not be contacted yet", async ({ page, abcb, server }) => {
  await server.use("normal");
  await abcb.open();
  await abcb.openSettings();
  await page.getByTestId("provider-base-url").fill(foreignName(server.baseUrl("normal")));
  await page.getByTestId("provider-base-url").blur();
  await expect(page.locator(".offered")).toContainText(/This page may not contact http:\/\/models\.test:\d+ yet\. Save that address in the settings/);
});

test("an IPv6 address works, although a policy cannot name it", async ({ page, abcb }) => {
  const server = http.createServer((_, response) => response.setHeader("Access-Control-Allow-Origin", "*").end('{"data":[{"id":"six"}]}'));
  await new Promise<void>((resolve) => server.listen(0, "::1", resolve));
  await configure(page, { model: { kind: "server", base_url: `http://[::1]:${(server.address() as AddressInfo).port}/v1` } });
  await abcb.open();
  await expect(abcb.provider).toHaveAttribute("data-state", "ready");
  await expect(abcb.provider).toContainText("six");
  server.closeAllConnections();
  server.close();
});
