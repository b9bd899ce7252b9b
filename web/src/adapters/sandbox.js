// One run of code in a sandboxed document (web/scripts/sandbox). The messages are defined in web/scripts/messages.ts.

/** @typedef {import("../../scripts/messages").CodeRequest} CodeRequest */
/** @typedef {import("../../scripts/messages").CodeOutcome} CodeOutcome */
/** @typedef {import("../../scripts/messages").SandboxRequest} SandboxRequest */
/** @typedef {import("../../scripts/messages").SandboxMessage} SandboxMessage */

// How long the sandbox may take to start. Its document and worker are small files.
const START_MILLIS = 10_000;
const ALIVE_MILLIS = 1_000;

export class CodeRun {
  #frame = document.createElement("iframe");
  #channel = new MessageChannel();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {string[]} */
  #lines = [];
  /** @type {(outcome: CodeOutcome) => void} */
  #resolve = () => {};
  /** @type {Promise<CodeOutcome>} */
  #outcome = new Promise((resolve) => (this.#resolve = resolve));

  /**
   * @param {string} address of the sandbox document
   * @param {CodeRequest} request
   * @param {number} millis how long the run may take
   */
  constructor(address, request, millis) {
    this.#frame.hidden = true;
    this.#frame.src = new URL(address, document.baseURI).href;
    const { port1, port2 } = this.#channel;
    this.#frame.onload = () => this.#send(request, port2);
    port1.onmessage = (/** @type {MessageEvent<SandboxMessage>} */ { data }) => {
      if (data.kind === "started") this.#endAfter(millis, () => this.#askIfAlive());
      else if (data.kind === "line") this.#lines.push(data.text);
      else this.#finish(data.kind, data.text);
    };
    this.#endAfter(START_MILLIS, () => this.#finish("not-started"));
    document.body.append(this.#frame);
  }

  /** Resolves when the run has ended. */
  outcome() {
    return this.#outcome;
  }

  /** Stops the run if it is still going. */
  stop() {
    clearTimeout(this.#timer);
    this.#channel.port1.close();
    this.#frame.remove();
  }

  /**
   * Sends to the inner frame. Its origin is opaque, so no target origin can name it.
   * @param {SandboxRequest} request
   * @param {MessagePort} port
   */
  #send(request, port) {
    this.#frame.contentWindow?.frames[0]?.postMessage(request, "*", [port]);
  }

  /**
   * @param {number} millis
   * @param {() => void} end
   */
  #endAfter(millis, end) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(end, millis);
  }

  /** Chromium runs the frame in a process of its own, which dies without an event when it uses too much memory. */
  #askIfAlive() {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => this.#finish("timed-out");
    this.#send("alive?", port2);
    this.#endAfter(ALIVE_MILLIS, () => this.#finish("too-much", "it broke down, most likely for want of memory"));
  }

  /**
   * @param {CodeOutcome["kind"]} kind
   * @param {string} [text]
   */
  #finish(kind, text) {
    this.stop();
    this.#resolve({ kind, text, lines: this.#lines });
  }
}
