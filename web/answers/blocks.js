// The blocks of an answer, a child each, in parts of thirty-two. A browser that lays out what grew looks at every child beside
// it, and before a frame at all that could have moved: in one long row a late token would cost more than an early one. Parts
// that are full and out of sight are skipped (answer.css). Knows nothing of what is in a block.

const IN_A_PART = 32;

export class Blocks {
  #element;

  constructor(element) {
    this.#element = element;
    element.replaceChildren();
  }

  get count() {
    const parts = this.#element.childElementCount;
    return parts === 0 ? 0 : (parts - 1) * IN_A_PART + this.#element.lastElementChild.childElementCount;
  }

  /** Undefined where there is none. */
  at(index) {
    return this.#element.children[Math.floor(index / IN_A_PART)]?.children[index % IN_A_PART];
  }

  get last() {
    return this.#element.lastElementChild.lastElementChild;
  }

  add(block) {
    let part = this.#element.lastElementChild;
    if (!part || part.childElementCount === IN_A_PART) {
      part = document.createElement("div");
      part.className = "part";
      this.#element.append(part);
    }
    part.append(block);
  }

  /** Takes away all but the first `count`. */
  cut(count) {
    for (let left = this.count; left > count; left -= 1) {
      const part = this.#element.lastElementChild;
      part.lastElementChild.remove();
      if (part.childElementCount === 0) part.remove();
    }
  }
}
