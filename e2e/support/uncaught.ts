// What goes wrong in a page without anybody catching it: exceptions, rejected promises, panics, in the page and in its
// workers. The page may look as if nothing had happened, so every test fails on it.

import { expect, type Browser, type BrowserContext } from "@playwright/test";

/** What the page writes to the console when the program has panicked. */
const panic = /panicked at|memory access out of bounds|unreachable executed/;

export class Uncaught {
  readonly seen: string[] = [];
  readonly #allowed: RegExp[] = [];
  readonly #watched = new Set<BrowserContext>();

  /** For a test that provokes one: what is said has to fit `words`, and it has to happen. */
  allow(words: RegExp) {
    this.#allowed.push(words);
  }

  watch(context: BrowserContext) {
    if (this.#watched.has(context)) return;
    this.#watched.add(context);
    // Unhandled rejections, and errors of workers, are reported as errors of their page.
    context.on("weberror", (error) => this.seen.push(String(error.error().stack ?? error.error())));
    context.on("console", (message) => {
      if (panic.test(message.text())) this.seen.push(`console: ${message.text()}`);
    });
  }

  /** Every context that a test makes of its own is watched too. */
  watchAllOf(browser: Browser) {
    const make = browser.newContext.bind(browser);
    browser.newContext = async (options) => {
      const context = await make(options);
      this.watch(context);
      return context;
    };
    return () => {
      browser.newContext = make;
    };
  }

  expectOnlyAllowed() {
    expect(this.seen.filter((text) => !this.#allowed.some((words) => words.test(text))), "uncaught errors").toEqual([]);
    for (const words of this.#allowed) expect(this.seen.join("\n"), "an error that the test provokes").toMatch(words);
  }
}
