// Types of the Markdown module that wasm-bindgen generates from markdown/src/page.rs. It is beside the built script.

/** A change to the rendered blocks. The caller must free it. */
export interface Patch {
  /** Text to append to the last block. */
  readonly append: string;
  /** The index of the first block that `blocks` replaces, together with all later ones. */
  readonly from: number | undefined;
  /** The HTML of each new block. */
  readonly blocks: string[];
  /** The indexes of earlier blocks that change; their HTML is in `again`. */
  readonly againAt: Uint32Array;
  readonly again: string[];
  /** The number of leading blocks that will not change any more. */
  readonly settled: number;
  /** Whether the patch covers all text so far. */
  readonly isWhole: boolean;
  free(): void;
}

/** An incremental parser for a streaming answer. */
export class Stream {
  push(text: string): Patch;
  /** Renders all text so far; no more is expected for now. */
  finish(): Patch;
  /** Reports that the page has changed the nodes of the last `finish`. */
  leave(): void;
  free(): void;
}

/** Sets the translation of an English word. */
export function speak(english: string, word: string): void;

/** Renders a whole text and returns the HTML of each block. */
export function render(text: string): string[];

/** Fetches and initializes the module. */
export default function load(): Promise<unknown>;
