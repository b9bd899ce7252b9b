// What the specs against the real model server share: an address the page is pointed at, patience for
// a model on a busy machine, and the comparison of an answer before and after the page was killed.

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

/** Watches a text on the page and remembers when what was on the screen. */
export async function watch(read: () => Promise<string>, duration: number) {
  const seen: { at: number; text: string }[] = [];
  const end = Date.now() + duration;
  while (Date.now() < end) {
    const at = Date.now();
    seen.push({ at, text: await read() });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    texts: seen.map((sample) => sample.text),
    /** What stood there `ms` before `moment`. */
    before: (moment: number, ms: number) => seen.filter((sample) => sample.at <= moment - ms).at(-1)?.text ?? "",
  };
}

/** Markdown that is still coming can be drawn differently a moment later, so only letters are compared. */
export const letters = (text: string) => text.replace(/\P{L}/gu, "");
