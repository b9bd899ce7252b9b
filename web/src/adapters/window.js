// Functions that read the rendered page or move the focus.

/**
 * Keeps the composer above the virtual keyboard in browsers that overlay it on the page (iOS). Elsewhere the page itself
 * shrinks, as requested in index.html. Zooming in changes the visible viewport too, and is ignored.
 */
export function fitAboveKeyboard() {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    const isCovered = view.scale === 1 && innerHeight - view.height > 100;
    document.documentElement.style.setProperty("--view", isCovered ? `${view.height}px` : "");
    if (isCovered) window.scrollTo(0, 0);
  };
  view.addEventListener("resize", fit);
}

/** Returns the last answer's text as rendered. */
export function lastAnswer() {
  /** @type {NodeListOf<HTMLElement>} */
  const answers = document.querySelectorAll('[data-role="assistant"] [data-testid="message-body"]');
  return [...answers].at(-1)?.innerText ?? "";
}

export const focusComposer = () => document.getElementById("composer")?.focus();

export function pickImports() {
  /** @type {HTMLElement | null} */
  const input = document.querySelector('[data-testid="import-file"]');
  input?.click();
}

/** @param {string} id */
export const scrollTo = (id) => document.getElementById(id)?.scrollIntoView({ block: "nearest" });
