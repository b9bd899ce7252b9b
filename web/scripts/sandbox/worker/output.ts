// The output of the code, within the limits: the lines it logs, and exactly one end message.

import type { SandboxMessage } from "../../messages.ts";
import { format } from "./format.ts";

type Limits = { readonly maxLines: number; readonly maxChars: number };

export class Output {
  readonly #post: (message: SandboxMessage) => void;
  readonly #limits: Limits;
  #hasEnded = false;
  #lines = 0;
  #chars = 0;

  constructor(post: (message: SandboxMessage) => void, limits: Limits) {
    this.#post = post;
    this.#limits = limits;
  }

  log(values: readonly unknown[]) {
    if (this.#hasEnded) return;
    const { maxLines, maxChars } = this.#limits;
    const text = this.#truncate(values.map((value) => format(value)).join(" "));
    this.#lines += 1;
    if (this.#lines > maxLines) this.#end({ kind: "too-much", text: `it logged more than ${maxLines} lines` });
    else this.#post({ kind: "line", text });
    if (this.#chars > maxChars) this.#end({ kind: "too-much", text: `it logged more than ${maxChars} characters` });
  }

  /** Ends with the value; undefined if the code has none. */
  endWithValue(value: unknown) {
    this.#end({ kind: "value", text: value === undefined ? undefined : this.#truncate(format(value)) });
  }

  endWithError(error: unknown) {
    this.#end({ kind: "threw", text: this.#truncate(format(error)) });
  }

  #end(message: SandboxMessage) {
    if (!this.#hasEnded) this.#post(message);
    this.#hasEnded = true;
  }

  /** Cuts the text to the remaining characters. */
  #truncate(text: string) {
    const remaining = this.#limits.maxChars - this.#chars;
    this.#chars += text.length;
    return text.length > remaining ? `${text.slice(0, remaining)} [cut]` : text;
  }
}
