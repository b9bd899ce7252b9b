// The sidebar as a drawer on a narrow screen: the focus trap, and the gestures that close it.

/** Whether an Escape is for the drawer. In a menu or a title field it belongs to that element. */
const isForDrawer = (/** @type {KeyboardEvent} */ { key, target }) =>
  key === "Escape" && target instanceof Element && !target.closest("[popover], .title-field");

/**
 * Moves the focus into the sidebar and calls `close` when the user wants to close it. Returns a function that ends this.
 * @param {() => void} close
 */
export function openDrawer(close) {
  /** @type {HTMLElement | null} */
  const side = document.querySelector(".side");
  const over = new AbortController();
  const { signal } = over;
  const before = document.activeElement;
  // Wait until the drawer is visible.
  requestAnimationFrame(() => signal.aborted || side?.querySelector("button")?.focus());

  side?.addEventListener("keydown", (event) => isForDrawer(event) && close(), { signal });
  // The Back button or gesture on a phone.
  const watcher = "CloseWatcher" in window ? new CloseWatcher({ signal }) : undefined;
  if (watcher) watcher.onclose = () => close();
  // The window has become wide enough to show the sidebar beside the conversation.
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
    // The element that had the focus before is still behind the drawer for a moment.
    if (wasInside || document.activeElement === document.body) requestAnimationFrame(() => before instanceof HTMLElement && before.focus());
  };
}

/** Below this width the sidebar is a drawer. Must match styles/frame.css. */
const narrow = matchMedia("(max-width: 760px)");

export const isNarrow = () => narrow.matches;
