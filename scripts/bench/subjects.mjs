// The pages that are measured: the built page and the floor, a minimal page (floor/). Both have the same markers, so they differ
// only in their address and in how sessions are seeded.

import { startStaticServer } from "../../e2e/support/static-server.mjs";
import { inRoot } from "../lib/paths.mjs";
import { toRecords } from "./logs.mjs";
import { typeFirstLetter, watchPage } from "./watch.mjs";

const firstDay = 1_780_000_000_000;

/** Stores sessions in the page's event log. Runs in the page, after its database was created. */
async function putIntoLog(sessions) {
  const requestResult = (request) => new Promise((resolve, reject) => ((request.onsuccess = () => resolve(request.result)), (request.onerror = reject)));
  const database = await requestResult(indexedDB.open("abcb"));
  for (const { dir, meta, records } of sessions) {
    const transaction = database.transaction(["sessions", "events"], "readwrite");
    transaction.objectStore("sessions").put(meta, dir);
    const events = transaction.objectStore("events");
    records.forEach((record) => events.put(record, [dir, record.seq]));
    await new Promise((resolve) => (transaction.oncomplete = resolve));
  }
  database.close();
}

const ours = {
  folder: inRoot("dist"),
  base: "/some/path/",
  compressed: true,
  seed: (page, sessions) =>
    page.evaluate(putIntoLog, sessions.map(({ id, messages }, index) => toRecords(id, messages, firstDay + index * 60_000))),
};

const floor = {
  folder: inRoot("scripts", "bench", "floor"),
  base: "/",
  seed: (page, sessions) => page.evaluate((all) => window.seed(all), sessions),
};

/** Starts a static host for each subject. */
export async function startSubjects(server, browser) {
  const started = await Promise.all(
    Object.entries({ ours, floor }).map(async ([name, subject]) => [name, { ...subject, name, server, browser, host: await startStaticServer(subject) }]),
  );
  return Object.fromEntries(started);
}

export const stopSubjects = (subjects) => Promise.all(Object.values(subjects).map(({ host }) => host.stop()));

let visits = 0;

/** Opens the subject in a new context, configured to use a scenario of the local server. */
export async function visit(subject, scenarios, { sessions = [], types = false } = {}) {
  visits += 1;
  const context = await subject.browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const config = { model: { kind: "server", base_url: subject.server.baseUrl(scenarios, `bench-${visits}`), model: "test-model" } };
  await page.addInitScript((text) => localStorage.setItem("abcb.config", text), JSON.stringify(config));
  await page.addInitScript(watchPage);
  if (types) await page.addInitScript(typeFirstLetter);
  await page.goto(subject.host.address);
  await waitUntilReady(page);
  if (sessions.length > 0) {
    await subject.seed(page, sessions);
    await page.reload();
    await waitUntilReady(page);
  }
  const client = await context.newCDPSession(page);
  // Thread ticks count processor time, not the time the thread waited on a busy machine.
  await client.send("Performance.enable", { timeDomain: "threadTicks" });
  return { context, page, client };
}

export const waitUntilReady = (page) => page.locator('body[data-app="ready"]').waitFor({ timeout: 60_000 });
export const waitUntilIdle = (page) => page.locator('body[data-run="idle"]').waitFor({ timeout: 240_000 });

/** Opens a stored session whose last answer contains `text`. */
export async function openSession(page, id, text) {
  const item = page.locator(`[data-testid="session-item"][data-session-id="${id}"]`);
  await item.waitFor();
  const shown = page.evaluate((text) => window.bench.awaitText(text), text);
  await item.click();
  await shown;
}

export async function ask(page, question = "hello") {
  await page.getByTestId("composer-input").fill(question);
  await page.getByTestId("composer-input").press("Enter");
}

/** Returns the main thread's processor time so far, in milliseconds. */
export async function processorTime(client) {
  const { metrics } = await client.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration").value * 1000;
}

/** Returns the megabytes in use after a garbage collection: the JavaScript heap, its backing memory and the page's wasm memory. */
export async function memory({ client, page }) {
  await client.send("HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize } = await client.send("Runtime.getHeapUsage");
  const wasm = await page.evaluate(() => window.benchWasm?.() ?? 0);
  return (usedSize + backingStorageSize + wasm) / 1e6;
}
