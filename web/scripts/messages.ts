// The messages that the page's scripts exchange. The page itself is Rust: web/src/adapters has the other side of each.

/** From the page to the worker of the in-page model (engine-worker); the page's side is web/src/adapters/in_page. */
export type EngineRequest =
  | LoadRequest
  /** Generate an answer to the request. The page chooses the id. */
  | { readonly type: "begin"; readonly id: number; readonly request: AnswerRequest }
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

/** What to answer and how; the engine's side is worker/src/request.rs. */
export type AnswerRequest = {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly seed?: number;
  /** The JSON schema that the answer has to match. */
  readonly schema?: object;
  /** The time for the chat template, in milliseconds. */
  readonly now?: number;
};

export type StoredModel = { readonly name: string; readonly size: number };

/** From the worker of the in-page model to the page. */
export type EngineMessage =
  /** The script is running. */
  | { readonly type: "started" }
  /** The bytes loaded so far; `total` is 0 if the server does not report it. */
  | { readonly type: "progress"; readonly loaded: number; readonly total: number }
  | { readonly type: "ready"; readonly name: string; readonly model: ModelDescription }
  | { readonly type: "load-failed"; readonly message: string }
  /** Another tab's model is working. `id` is undefined while a model waits to be loaded. */
  | { readonly type: "waiting"; readonly id: number | undefined }
  | { readonly type: "begun"; readonly id: number; readonly begun: StartedAnswer }
  | { readonly type: "step"; readonly id: number; readonly step: EngineStep }
  | { readonly type: "refused"; readonly id: number; readonly error: EngineRefusal }
  | { readonly type: "models"; readonly models: readonly StoredModel[] }
  /** The engine is broken; a new worker is needed. */
  | { readonly type: "died"; readonly message: string };

/** `context` is in tokens, `bytes` is the memory in use. The engine's side of this and the next is worker/src/reply.rs. */
export type ModelDescription = { readonly name: string; readonly context: number; readonly bytes: number };

/** A chat template can open a thinking block at the end of the prompt. */
export type StartedAnswer = { readonly promptEnd: string };

/** What one step of an answer did. */
export type EngineStep =
  | { readonly kind: "prefill"; readonly processed: number; readonly total: number }
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "done";
      readonly reason: "stop" | "length";
      readonly promptTokens: number;
      readonly cachedTokens: number;
      readonly completionTokens: number;
    };

/** Why there is no answer, as a sentence; with the sizes if the conversation is too long. */
export type EngineRefusal = { readonly message: string; readonly promptTokens?: number; readonly contextTokens?: number };

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

/** How a run of code ended, for the page (web/src/adapters/sandbox.rs): `text` is that of the message that ended it. */
export type CodeOutcome = {
  readonly kind: Exclude<SandboxMessage["kind"], "started" | "line"> | "timed-out" | "not-started";
  readonly text: string | undefined;
  /** The lines that the code has logged. */
  readonly lines: readonly string[];
};

/** From the page to the frame that draws diagrams (web/scripts/sandbox/diagrams), through the port that came with the library's text. */
export type DiagramRequest = { readonly source: string; readonly theme: "dark" | "neutral" };

/** The frame's reply to each request. */
export type DiagramReply =
  | { readonly kind: "drawn"; readonly svg: string }
  | { readonly kind: "failed"; readonly reason: string };
