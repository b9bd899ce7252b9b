// How often a streaming answer is drawn. Whatever a drawing adds, the browser lays out and paints the end of the answer for it. So
// text that arrives faster than anyone can read it is drawn about twelve times a second, and all other text in every frame.
// This file knows only lengths and times.

/** How much text is drawn in every frame, in characters a second: some 400 tokens. */
const CHARS_PER_SECOND = 1_500;
/** How much may arrive at once, after a pause, and still be drawn in the next frame. */
const MAX_CREDIT = 300;
/** The time between two drawings of text that arrives faster, from the end of one to the start of the next. */
const FAST_MILLIS = 80;

export class Pace {
  /** When the last drawing began or, if it is complete, ended. */
  #drawnAt = -Infinity;
  /** The number of characters that may be drawn at `#drawnAt` without waiting. */
  #credit = MAX_CREDIT;

  /** Returns how long to wait before `length` new characters are drawn, in milliseconds. */
  wait(length: number, now: number) {
    return length <= this.#creditAt(now) ? 0 : Math.max(0, this.#drawnAt + FAST_MILLIS - now);
  }

  /** Tells that `length` new characters are drawn now. */
  draws(length: number, now: number) {
    this.#credit = Math.max(0, this.#creditAt(now) - length);
    this.#drawnAt = now;
  }

  /** Tells that the last drawing is complete. */
  hasDrawn(now: number) {
    this.#drawnAt = now;
  }

  #creditAt(now: number) {
    const earned = ((now - this.#drawnAt) * CHARS_PER_SECOND) / 1_000;
    return Math.min(MAX_CREDIT, this.#credit + earned);
  }
}
