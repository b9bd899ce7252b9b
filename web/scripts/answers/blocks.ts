// The blocks of an answer, grouped in parts of eight. Before each frame a browser checks every sibling of an element that grew: in
// one long list a late token would cost more than an early one. Full parts that are off screen are skipped, and a part that has not
// changed is not painted again (answer.css). This file knows nothing about the content of a block.

const BLOCKS_PER_PART = 8;

export class Blocks {
  readonly #element: Element;

  constructor(element: Element) {
    this.#element = element;
    element.replaceChildren();
  }

  get count() {
    const last = this.#element.lastElementChild;
    return last ? (this.#element.childElementCount - 1) * BLOCKS_PER_PART + last.childElementCount : 0;
  }

  /** Returns the block at `index`, or undefined. */
  at(index: number): Element | undefined {
    return this.#element.children[Math.floor(index / BLOCKS_PER_PART)]?.children[index % BLOCKS_PER_PART];
  }

  /** Returns the block at `index`. Throws if there is none. */
  get(index: number): Element {
    const block = this.at(index);
    if (!block) throw new RangeError(`The answer has no block ${index}.`);
    return block;
  }

  /** The last block. Throws if there is none. */
  get last(): Element {
    return this.get(this.count - 1);
  }

  add(block: Element) {
    let part = this.#element.lastElementChild;
    if (!part || part.childElementCount === BLOCKS_PER_PART) {
      part = document.createElement("div");
      part.className = "part";
      this.#element.append(part);
    }
    part.append(block);
  }

  /** Removes all blocks except the first `count`. */
  truncate(count: number) {
    for (let left = this.count; left > count; left -= 1) {
      const part = this.#element.lastElementChild;
      part?.lastElementChild?.remove();
      if (part?.childElementCount === 0) part.remove();
    }
  }
}
