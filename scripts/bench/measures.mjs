// The single measurements. Each run gets a browser context of its own, so nothing is cached or stored from the one before.

import { watchPage } from "./watch.mjs";

const tokens = 1000;
const tokensPerSecond = 200;

async function repeat(runs, measureOnce) {
  const results = [];
  for (let run = 0; run < runs; run += 1) results.push(await measureOnce(run));
  return results;
}

/** Opens the page in a fresh context, set to talk to a scenario of the local server. */
async function openPage({ browser, address, server }, scenarios, key) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const config = { model: { kind: "server", base_url: server.baseUrl(scenarios, key), model: "test-model" } };
  await page.addInitScript((text) => localStorage.setItem("abcb.config", text), JSON.stringify(config));
  await page.addInitScript(watchPage);
  await page.goto(address);
  await page.locator('body[data-app="ready"]').waitFor({ timeout: 30_000 });
  return { context, page };
}

async function ask(page, question) {
  await page.getByTestId("composer-input").fill(question);
  await page.getByTestId("composer-input").press("Enter");
  await page.locator('[data-testid="message"][data-role="assistant"][data-status="complete"]').last().waitFor({ timeout: 120_000 });
  await page.locator('body[data-run="idle"]').waitFor();
}

const marks = (page) => page.evaluate(() => window.abcbMarks);

/** From the navigation to a page that can be used, with nothing in the cache. */
export async function benchStart(stage) {
  const runs = await repeat(7, async (run) => {
    const { context, page } = await openPage(stage, "steady", `start-${run}`);
    const { ready } = await marks(page);
    await context.close();
    return ready;
  });
  return { "cold start until ready": runs };
}

/** From Enter to the request, and to the first token on the screen when the server answers at once. */
export async function benchTurn(stage) {
  const runs = await repeat(7, async (run) => {
    const { context, page } = await openPage(stage, "steady", `turn-${run}`);
    await ask(page, "hello");
    const { enter, request, painted } = await marks(page);
    await context.close();
    return { request: request - enter, painted: painted - enter };
  });
  return {
    "Enter until the request leaves": runs.map((run) => run.request),
    "Enter until the first token is painted": runs.map((run) => run.painted),
  };
}

async function threadTimes(client) {
  const { metrics } = await client.send("Performance.getMetrics");
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1000]));
}

/** Processor time of the page's main thread while 1,000 tokens of Markdown stream in. */
export async function benchStream(stage) {
  const runs = await repeat(3, async (run) => {
    const { context, page } = await openPage(stage, `paced-${tokens}-${tokensPerSecond}`, `stream-${run}`);
    const client = await context.newCDPSession(page);
    // Thread ticks count what the thread worked, not how long it waited for its turn on a busy machine.
    await client.send("Performance.enable", { timeDomain: "threadTicks" });
    const before = await threadTimes(client);
    await ask(page, "stream");
    const after = await threadTimes(client);
    await context.close();
    const spent = (...names) => names.reduce((sum, name) => sum + after[name] - before[name], 0);
    return { task: spent("TaskDuration"), drawing: spent("LayoutDuration", "RecalcStyleDuration") };
  });
  return {
    "main thread per 1,000 tokens, all work": runs.map((run) => run.task),
    "main thread per 1,000 tokens, style and layout": runs.map((run) => run.drawing),
  };
}
