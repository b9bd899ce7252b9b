// The Markdown module, which wasm-bindgen makes of markdown/src/page.rs. It lies beside the built script.

/** What changes on the page. The owner frees it. */
export interface Patch {
  /** Text that is added to the last block. */
  readonly append: string;
  /** The first block that `blocks` replaces, with all after it. */
  readonly from: number | undefined;
  /** HTML, a string for each block. */
  readonly blocks: string[];
  /** Earlier blocks that change, by index, and their HTML in `again`. */
  readonly againAt: Uint32Array;
  readonly again: string[];
  /** How many blocks from the start will not change any more. */
  readonly settled: number;
  /** Whether the patch shows all of the text. */
  readonly isWhole: boolean;
  free(): void;
}

/** Parses an answer as it comes. */
export class Stream {
  push(text: string): Patch;
  /** Nothing more is expected for now. */
  finish(): Patch;
  /** The page has changed what the last `finish` drew. */
  leave(): void;
  free(): void;
}

/** Tells the module what an English word is in the user's language. */
export function speak(english: string, word: string): void;

/** Fetches and starts the module. */
export default function load(): Promise<unknown>;
