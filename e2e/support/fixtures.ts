// The fixtures of the specs: the built page on a static host under a sub-path, the page object,
// the faulty server with separate addresses for each test, and the real llama.cpp server with the default model.

import { test as base } from "@playwright/test";
import { existsSync } from "node:fs";
import { startModelServer } from "../../scripts/lib/model-server.mjs";
import { isPortFree } from "../../scripts/lib/net.mjs";
import { dist, usualModelPorts } from "../../scripts/lib/paths.mjs";
import { startFaultyServer } from "./faulty-server.mjs";
import { AbcbPage, configure } from "./page";
import { startStaticServer } from "./static-server.mjs";
import { Uncaught } from "./uncaught";

export { expect } from "@playwright/test";
export * from "./page";

type Host = Awaited<ReturnType<typeof startStaticServer>>;
type Faulty = Awaited<ReturnType<typeof startFaultyServer>>;

/** One test's view of the faulty server. */
export type Server = {
  /** Configures the page to use a server with these scenarios: `"cut+normal"`. */
  use(scenarios: string): Promise<void>;
  baseUrl(scenarios: string): string;
  /** Returns the bodies of this test's chat requests. */
  sent(): { messages: { role: string; content: string }[]; [key: string]: unknown }[];
  headers(): Record<string, string>[];
  /** Releases an answer that a scenario holds back (`held`, `paused`, `cut`). */
  release(): void;
  /** Lets an answer of the scenario `stepped` send `tokens` tokens at once; 0 ends it. */
  step(tokens: number): void;
  origin: string;
  unexpectedRequests: string[];
};

type TestFixtures = { abcb: AbcbPage; server: Server; uncaught: Uncaught };
type WorkerFixtures = { host: Host; faulty: Faulty; modelServer: { address: string } };

/** Starts a server of its own: one that is already running is not steady, and may end at any time. */
async function startRealServer() {
  for (const port of usualModelPorts) {
    if (await isPortFree(port)) return startModelServer({ port, log: "ignore", steady: true });
  }
  throw new Error("None of the usual ports of model servers is free for the real one.");
}

let keys = 0;

export const test = base.extend<TestFixtures, WorkerFixtures>({
  host: [
    async ({}, use) => {
      if (!existsSync(`${dist}/index.html`)) throw new Error("There is no built page. Run `npm run build` first.");
      const host = await startStaticServer({ folder: dist, base: "/some/path/" });
      await use(host);
      await host.stop();
    },
    { scope: "worker" },
  ],
  faulty: [
    async ({}, use) => {
      const faulty = await startFaultyServer(0);
      await use(faulty);
      await faulty.stop();
    },
    { scope: "worker" },
  ],
  modelServer: [
    async ({}, use) => {
      const server = await startRealServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 150_000 },
  ],
  // Every test fails on any uncaught error except those it allows: `uncaught.allow(/pattern/)`.
  uncaught: [
    async ({ browser }, use) => {
      const uncaught = new Uncaught();
      const unwatch = uncaught.watchBrowser(browser);
      await use(uncaught);
      unwatch();
      uncaught.expectOnlyAllowed();
    },
    { auto: true },
  ],
  context: async ({ context, uncaught }, use) => {
    uncaught.watch(context);
    await use(context);
    // A request may still be in its handler when the test ends; the handler's failure then says nothing about the page.
    for (const routed of [context, ...context.pages()]) await routed.unrouteAll({ behavior: "ignoreErrors" });
  },
  abcb: async ({ page, host }, use) => use(new AbcbPage(page, host.address)),
  server: async ({ page, faulty }, use) => {
    keys += 1;
    const key = `test-${process.pid}-${keys}`;
    const ownRequests = () => faulty.requests.filter((request) => request.key === key);
    await use({
      baseUrl: (scenarios) => faulty.baseUrl(scenarios, key),
      use: (scenarios) => configure(page, { model: { kind: "server", base_url: faulty.baseUrl(scenarios, key), model: "test-model" } }),
      sent: () => ownRequests().map((request) => request.body),
      release: () => faulty.release(key),
      step: (tokens) => faulty.step(key, tokens),
      headers: () => ownRequests().map((request) => request.headers),
      origin: faulty.origin,
      unexpectedRequests: faulty.unexpectedRequests,
    });
  },
});
