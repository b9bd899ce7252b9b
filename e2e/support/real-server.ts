// Helpers for the specs against the real model server: its address, timeouts for a model on a busy
// machine, and the stored data of a page that is killed.

import type { Page } from "@playwright/test";
import { usualModelPorts } from "../../scripts/lib/paths.mjs";
import { configure } from "./page";

export const modelTimeout = 150_000;

export const useRealServer = (page: Page, address: string) =>
  configure(page, { model: { kind: "server", base_url: `${address}/v1`, model: "default" } });

/** Makes the usual ports look closed to the page, except those in `open`. */
export async function closeUsualPorts(page: Page, open: string[] = []) {
  const ports = usualModelPorts.filter((port) => !open.some((address) => address.endsWith(`:${port}`)));
  if (ports.length === 0) return;
  const pattern = new RegExp(`^http://(127\\.0\\.0\\.1|localhost|\\[::1\\]):(${ports.join("|")})/`);
  await page.context().route(pattern, (route) => route.abort("connectionrefused"));
}

/** Crashes the page's process: no unload handler runs, and nothing more is written. */
export async function killPage(page: Page) {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  // The command gets no reply from a crashed process.
  session.send("Page.crash").catch(() => {});
  await crashed;
}

/** Returns the checkpoints of streaming answers in the page's database. */
export function readStoredText(page: Page) {
  return page.evaluate(async () => {
    const opened = <T>(request: IDBRequest<T>) => new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const database = await opened(indexedDB.open("abcb"));
    const records: { line: string }[] = await opened(database.transaction("events").objectStore("events").getAll());
    database.close();
    const events = records.map(({ line }) => JSON.parse(line));
    return events.filter(({ kind }) => kind === "response_delta").map(({ content }) => content ?? "").join("");
  });
}

/** Keeps only letters, for comparisons: incomplete Markdown may be rendered differently a moment later. */
export const onlyLetters = (text: string) => text.replace(/\P{L}/gu, "");
