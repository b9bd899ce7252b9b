// The worker that runs the code. The first message has the code and the port to the page.

import type { CodeRequest, SandboxMessage } from "../../messages.ts";
import { evaluate, syntaxError } from "./compile.ts";
import { Output } from "./output.ts";
import { Timer, Timers } from "./timers.ts";

/** How long after the last statement errors of unawaited work are still reported. */
const SETTLE_MILLIS = 10;

// Saved before the code runs, since it may replace the browser's functions.
const setTimeout = self.setTimeout.bind(self);
const setInterval = self.setInterval.bind(self);
const clearTimeout = self.clearTimeout.bind(self);
const run = self.eval;

function start({ code, maxLines, maxChars, isOnlyParsed }: CodeRequest, port: MessagePort) {
  const postToPage = port.postMessage.bind(port);
  const post = (message: SandboxMessage) => postToPage(message);
  const output = new Output(post, { maxLines, maxChars });
  const timers = new Timers((id) => clearTimeout(id));
  replaceGlobals(output, timers);
  post({ kind: "started" });
  void execute(code, isOnlyParsed, output, timers);
}

/** Replaces the browser's timers, the console and the error reporting. */
function replaceGlobals(output: Output, timers: Timers) {
  const clear = (timer: unknown) => timers.clear(timer);
  Object.assign(self, {
    setTimeout: timers.track((callback, millis) => setTimeout(callback, millis), false, run),
    setInterval: timers.track((callback, millis) => setInterval(callback, millis), true, run),
    clearTimeout: clear,
    clearInterval: clear,
  });
  const log = (...values: unknown[]) => output.log(values);
  for (const name of ["log", "info", "warn", "error", "debug", "dir", "table", "trace"]) Reflect.set(console, name, log);
  const onError = (event: Event, reason: unknown) => {
    // The page gets the error as a message. Otherwise the browser would also report it as an error of the page.
    event.preventDefault();
    output.endWithError(reason);
  };
  addEventListener("error", (event) => onError(event, event.error ?? event.message));
  addEventListener("unhandledrejection", (event) => onError(event, event.reason));
}

async function execute(code: string, isOnlyParsed: boolean, output: Output, timers: Timers) {
  try {
    if (isOnlyParsed) {
      output.endWithValue(syntaxError(code, run));
      return;
    }
    const value = await evaluate(code, run);
    await waitForTimers(timers);
    output.endWithValue(value instanceof Timer ? undefined : value);
  } catch (error) {
    output.endWithError(error);
  }
}

/** Waits for the code's timers, and for those that they set. */
async function waitForTimers(timers: Timers) {
  await new Promise<void>((resolve) => {
    setTimeout(() => resolve(), SETTLE_MILLIS);
  });
  if (!timers.hasActive) return;
  await new Promise<void>((resolve) => {
    timers.whenAllDone(() =>
      setTimeout(() => {
        if (!timers.hasActive) resolve();
      }),
    );
  });
}

addEventListener(
  "message",
  ({ data, ports }: MessageEvent<CodeRequest>) => {
    if (ports[0]) start(data, ports[0]);
  },
  { once: true },
);
