// What the specs against the real model server share: an address the page is pointed at, patience for
// a model on a busy machine, and what the page has stored when it is killed.

import type { Page } from "@playwright/test";
import { usualModelPorts } from "../../scripts/lib/paths.mjs";
import { configure } from "./page";

export const patience = 150_000;

export const useReal = (page: Page, address: string) =>
  configure(page, { model: { kind: "server", base_url: `${address}/v1`, model: "default" } });

/** Makes the usual ports look closed to the page, all but those at `open`. */
export async function closeUsualPorts(page: Page, open: string[] = []) {
  const ports = usualModelPorts.filter((port) => !open.some((address) => address.endsWith(`:${port}`)));
  if (ports.length === 0) return;
  const pattern = new RegExp(`^http://(127\\.0\\.0\\.1|localhost|\\[::1\\]):(${ports.join("|")})/`);
  await page.context().route(pattern, (route) => route.abort("connectionrefused"));
}

/** Ends the page's process as a crash would: no unload handler runs, nothing is written any more. */
export async function killPage(page: Page) {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  // The command never gets an answer from a process that is gone.
  session.send("Page.crash").catch(() => {});
  await crashed;
}

/** What the page's database holds of answers that are still coming. */
export function storedText(page: Page) {
  return page.evaluate(async () => {
    const opened = <T>(request: IDBRequest<T>) => new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const database = await opened(indexedDB.open("abcb"));
    const records: unknown[] = await opened(database.transaction("events").objectStore("events").getAll());
    database.close();
    const events = records.map((record) => (typeof record === "string" ? JSON.parse(record) : record));
    return events.filter(({ kind }) => kind === "response_delta").map(({ content }) => content ?? "").join("");
  });
}

/** Markdown that is still coming can be drawn differently a moment later, so only letters are compared. */
export const letters = (text: string) => text.replace(/\P{L}/gu, "");
