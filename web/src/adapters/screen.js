// The page as it stands on the screen.

/**
 * Keeps the composer above the virtual keyboard where the browser lays it over the page (iOS); elsewhere the page itself
 * becomes lower, as index.html asks for. Zooming in changes the visible part too, and is left alone.
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

/** What the last answer says, as it is drawn. */
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
