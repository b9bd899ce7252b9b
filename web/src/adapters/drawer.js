// The sidebar as a drawer on a narrow screen: where the focus goes, and what closes it besides its buttons.

/** Escape in a menu or in a field is for the menu or the field. */
const isForDrawer = (/** @type {KeyboardEvent} */ { key, target }) =>
  key === "Escape" && target instanceof Element && !target.closest("[popover], .title-field");

/**
 * Moves the focus into the sidebar and calls `close` when the user wants that. Gives back what ends it.
 * @param {() => void} close
 */
export function openDrawer(close) {
  /** @type {HTMLElement | null} */
  const side = document.querySelector(".side");
  const over = new AbortController();
  const { signal } = over;
  const before = document.activeElement;
  // Not before it is there to be seen.
  requestAnimationFrame(() => signal.aborted || side?.querySelector("button")?.focus());

  side?.addEventListener("keydown", (event) => isForDrawer(event) && close(), { signal });
  // The way back of a phone.
  const watcher = "CloseWatcher" in window ? new CloseWatcher({ signal }) : undefined;
  if (watcher) watcher.onclose = () => close();
  // There is room for it beside the conversation again.
  narrow.addEventListener("change", () => close(), { signal });

  /** @type {Touch | undefined} */
  let from;
  addEventListener("touchstart", ({ touches }) => (from = touches[0]), { signal, passive: true });
  const onTouchEnd = (/** @type {TouchEvent} */ { changedTouches: [to] }) => {
    if (!from || !to) return;
    const across = from.clientX - to.clientX;
    if (across > 60 && across > 2 * Math.abs(from.clientY - to.clientY)) close();
  };
  addEventListener("touchend", onTouchEnd, { signal, passive: true });

  return () => {
    const wasInside = side?.contains(document.activeElement);
    over.abort();
    // What it comes from is behind the drawer for a moment yet.
    if (wasInside || document.activeElement === document.body) requestAnimationFrame(() => before instanceof HTMLElement && before.focus());
  };
}

/** Below this width the sidebar is a drawer; styles/frame.css has the same. */
const narrow = matchMedia("(max-width: 760px)");

export const isNarrow = () => narrow.matches;
