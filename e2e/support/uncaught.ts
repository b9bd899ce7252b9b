// Collects uncaught errors: exceptions, rejected promises and panics, in the page and in its workers. The page may look normal
// after one, so every test fails on them.

import { expect, type Browser, type BrowserContext } from "@playwright/test";

/** The console messages of a program that has panicked. */
const panic = /panicked at|memory access out of bounds|unreachable executed/;

export class Uncaught {
  readonly seen: string[] = [];
  readonly #allowed: RegExp[] = [];
  readonly #watched = new Set<BrowserContext>();

  /** Expects an error that the test provokes: its message must match `pattern`, and it must occur. */
  allow(pattern: RegExp) {
    this.#allowed.push(pattern);
  }

  watch(context: BrowserContext) {
    if (this.#watched.has(context)) return;
    this.#watched.add(context);
    // Unhandled rejections and worker errors are reported as errors of their page.
    context.on("weberror", (error) => this.seen.push(String(error.error().stack ?? error.error())));
    context.on("console", (message) => {
      if (panic.test(message.text())) this.seen.push(`console: ${message.text()}`);
    });
  }

  /** Also watches every context that a test creates itself. */
  watchBrowser(browser: Browser) {
    const newContext = browser.newContext.bind(browser);
    browser.newContext = async (options) => {
      const context = await newContext(options);
      this.watch(context);
      return context;
    };
    return () => {
      browser.newContext = newContext;
    };
  }

  expectOnlyAllowed() {
    expect(this.seen.filter((text) => !this.#allowed.some((pattern) => pattern.test(text))), "uncaught errors").toEqual([]);
    for (const pattern of this.#allowed) expect(this.seen.join("\n"), "an error that the test provokes").toMatch(pattern);
  }
}
