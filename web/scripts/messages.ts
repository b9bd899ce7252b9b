// The messages that the page's scripts exchange. The page itself is Rust: web/src/adapters has the other side of each.

/** From the page to the worker of the in-page model (engine-worker); the page's side is web/src/adapters/in_page. */
export type EngineRequest =
  | LoadRequest
  /** Generate an answer to the request, which is JSON text (worker/src/request.rs). The page chooses the id. */
  | { readonly type: "begin"; readonly id: number; readonly request: string }
  /** Stop that answer. */
  | { readonly type: "stop"; readonly id: number }
  /** Send the list of stored models. */
  | { readonly type: "list" }
  /** Remove a stored model, then send the list. */
  | { readonly type: "remove"; readonly name: string };

/** Load a model: the stored one of that name, else from `url` or `file`. `context`: the tokens for prompt and answer. */
export type LoadRequest = {
  readonly type: "load";
  readonly name: string;
  readonly context: number;
  readonly url?: string;
  readonly file?: File;
};

export type StoredModel = { readonly name: string; readonly size: number };

/** From the worker of the in-page model to the page. */
export type EngineMessage =
  /** The script is running. */
  | { readonly type: "started" }
  /** The bytes loaded so far; `total` is 0 if the server does not report it. */
  | { readonly type: "progress"; readonly loaded: number; readonly total: number }
  /** `model` describes the model (worker/src/lib.rs). */
  | { readonly type: "ready"; readonly name: string; readonly model: unknown }
  | { readonly type: "load-failed"; readonly message: string }
  /** Another tab's model is working. `id` is undefined while a model waits to be loaded. */
  | { readonly type: "waiting"; readonly id: number | undefined }
  /** JSON text: what was left out of the request, and each step of the answer (worker/src/lib.rs). */
  | { readonly type: "begun"; readonly id: number; readonly begun: string }
  | { readonly type: "step"; readonly id: number; readonly step: string }
  | { readonly type: "refused"; readonly id: number; readonly error: string }
  | { readonly type: "models"; readonly models: readonly StoredModel[] }
  /** The engine is broken; a new worker is needed. */
  | { readonly type: "died"; readonly message: string };

/** From the page to the service worker; the page's side is web/src/adapters/offline.js. The answer to "build" is the name of the
 * worker's build, sent through the port that comes with the message. */
export type ServiceWorkerRequest = "build" | "take over" | "tidy";

/** From the page to the sandbox frame, with a port for the replies; the page's side is web/src/adapters/sandbox.js. "alive?" checks
 * that the frame still exists; any reply will do. */
export type SandboxRequest = CodeRequest | "alive?";

/** Run this code, or only parse it. The limits apply to the lines and characters it logs. */
export type CodeRequest = {
  readonly code: string;
  readonly maxLines: number;
  readonly maxChars: number;
  readonly isOnlyParsed: boolean;
};

/** From the sandbox to the page. Every message except "started" and "line" ends the run. */
export type SandboxMessage =
  | { readonly kind: "started" }
  /** The code has logged a line. */
  | { readonly kind: "line"; readonly text: string }
  /** The code's value, if any; for code that is only parsed, its syntax error, if any. */
  | { readonly kind: "value"; readonly text: string | undefined }
  | { readonly kind: "threw"; readonly text: string }
  /** The code was stopped because it logged too much. */
  | { readonly kind: "too-much"; readonly text: string };
