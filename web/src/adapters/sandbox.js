// One run of code in a frame of its own; see web/public/sandbox.html, which says the messages.

// The document and its worker are small files; a machine that needs longer is not going to run anything.
const START_MILLIS = 10_000;
const ALIVE_MILLIS = 1_000;

export class CodeRun {
  #frame = document.createElement("iframe");
  #channel = new MessageChannel();
  #timer;
  #said = [];
  #end;

  constructor(address, code, millis, maxLines, maxChars, isOnlyParsed) {
    this.#frame.hidden = true;
    this.#frame.src = new URL(address, document.baseURI);
    const { port1, port2 } = this.#channel;
    this.#frame.onload = () => this.#tell({ code, maxLines, maxChars, isOnlyParsed }, port2);
    port1.onmessage = ({ data: { kind, text } }) => {
      if (kind === "started") this.#endAfter(millis, () => this.#askIfAlive());
      else if (kind === "line") this.#said.push(text);
      else this.#finish(kind, text);
    };
    this.#endAfter(START_MILLIS, () => this.#finish("not-started"));
    document.body.append(this.#frame);
  }

  /** How it ended, a text with that or undefined, and then what was logged. */
  outcome() {
    return new Promise((resolve) => (this.#end = resolve));
  }

  /** Ends whatever still runs. */
  stop() {
    clearTimeout(this.#timer);
    this.#channel.port1.close();
    this.#frame.remove();
  }

  /** Speaks to the frame inside, whose origin has no name that could be asked for. */
  #tell(data, port) {
    this.#frame.contentWindow.frames[0]?.postMessage(data, "*", [port]);
  }

  #endAfter(millis, end) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(end, millis);
  }

  /** Chromium gives the frame a process of its own, which dies quietly when it takes too much memory. */
  #askIfAlive() {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => this.#finish("timed-out");
    this.#tell("alive?", port2);
    this.#endAfter(ALIVE_MILLIS, () => this.#finish("too-much", "it broke down, most likely for want of memory"));
  }

  #finish(kind, text) {
    this.stop();
    this.#end([kind, text, ...this.#said]);
  }
}
