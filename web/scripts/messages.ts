// The messages that the page's scripts exchange. The page itself is Rust: web/src/adapters holds the other side of each.

/** From the page to the worker of the model in the page (engine-worker); the page's side is web/src/adapters/in_page. */
export type EngineRequest =
  | LoadRequest
  /** Answer a request, which is JSON text (worker/src/request.rs). The page chooses the id. */
  | { readonly type: "begin"; readonly id: number; readonly request: string }
  /** Stop that answer. */
  | { readonly type: "stop"; readonly id: number }
  /** Send the list of stored models. */
  | { readonly type: "list" }
  /** Remove a stored model, then send the list. */
  | { readonly type: "remove"; readonly name: string };

/** Load a model: the stored one of that name, else from `url` or `file`. Prompt and answer have `context` tokens together. */
export type LoadRequest = {
  readonly type: "load";
  readonly name: string;
  readonly context: number;
  readonly url?: string;
  readonly file?: File;
};

export type StoredModel = { readonly name: string; readonly size: number };

/** From the worker of the model in the page to the page. */
export type EngineMessage =
  /** The script runs. */
  | { readonly type: "started" }
  /** Bytes of the model that have come; `total` is 0 if the server does not say it. */
  | { readonly type: "progress"; readonly loaded: number; readonly total: number }
  /** `model` describes the model (worker/src/lib.rs). */
  | { readonly type: "ready"; readonly name: string; readonly model: unknown }
  | { readonly type: "load-failed"; readonly message: string }
  /** The model of another tab is working. The id is missing while a model waits to be loaded. */
  | { readonly type: "waiting"; readonly id: number | undefined }
  /** JSON text: what was left out of the request, and each step of the answer (worker/src/lib.rs). */
  | { readonly type: "begun"; readonly id: number; readonly begun: string }
  | { readonly type: "step"; readonly id: number; readonly step: string }
  | { readonly type: "refused"; readonly id: number; readonly error: string }
  | { readonly type: "models"; readonly models: readonly StoredModel[] }
  /** The engine cannot be used any more; only a new worker can. */
  | { readonly type: "died"; readonly message: string };

/** From the page to the service worker; the page's side is web/src/adapters/offline.js. The answer to "build" is the name of the
 * worker's build, sent through the port that comes with the message. */
export type ServiceWorkerRequest = "build" | "take over" | "tidy";

/** From the page to the frame of the sandbox, with a port for the answers; the page's side is web/src/adapters/sandbox.js. "alive?"
 * asks whether the frame is still there; any answer will do. */
export type SandboxRequest = CodeRequest | "alive?";

/** Run this code, or only parse it. It may log so many lines and characters. */
export type CodeRequest = {
  readonly code: string;
  readonly maxLines: number;
  readonly maxChars: number;
  readonly isOnlyParsed: boolean;
};

/** From the sandbox to the page. Everything but "started" and "line" is the end. */
export type SandboxMessage =
  | { readonly kind: "started" }
  /** The code has logged a line. */
  | { readonly kind: "line"; readonly text: string }
  /** The code's value, if it has one; of code that is only parsed its syntax error, if it has one. */
  | { readonly kind: "value"; readonly text: string | undefined }
  | { readonly kind: "threw"; readonly text: string }
  /** The code was stopped because it logged too much. */
  | { readonly kind: "too-much"; readonly text: string };
