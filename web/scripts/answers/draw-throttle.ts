// Limits how often a streaming answer is drawn. For each drawing, however little it adds, the browser lays out and paints the end
// of the answer. So text that arrives faster than anyone can read it is drawn about twelve times a second, and all other text in
// every frame. This file knows only lengths and times.

/** How much text is drawn in every frame, in characters a second: some 400 tokens. */
const CHARS_PER_SECOND = 1_500;
/** How much may arrive at once, after a pause, and still be drawn in the next frame. */
const MAX_CREDIT = 300;
/** The time between two drawings of text that arrives faster, from the end of one to the start of the next. */
const FAST_INTERVAL_MILLIS = 80;

export class DrawThrottle {
  /** When the last drawing began or, if it is complete, ended. */
  #drawnAt = -Infinity;
  /** The number of characters that may be drawn at `#drawnAt` without waiting. */
  #credit = MAX_CREDIT;

  /** Returns how long to wait until `length` new characters may be drawn, in milliseconds. */
  delay(length: number, now: number) {
    return length <= this.#creditAt(now) ? 0 : Math.max(0, this.#drawnAt + FAST_INTERVAL_MILLIS - now);
  }

  /** Records that a drawing of `length` new characters begins. */
  startDrawing(length: number, now: number) {
    this.#credit = Math.max(0, this.#creditAt(now) - length);
    this.#drawnAt = now;
  }

  /** Records that the last drawing is complete. */
  endDrawing(now: number) {
    this.#drawnAt = now;
  }

  #creditAt(now: number) {
    const earned = ((now - this.#drawnAt) * CHARS_PER_SECOND) / 1_000;
    return Math.min(MAX_CREDIT, this.#credit + earned);
  }
}
