// The sidebar as a drawer on a narrow screen: where the focus goes, and what closes it besides its buttons.

/** Moves the focus into the sidebar and calls `close` on the user's wish. Gives back what ends it. */
export function openDrawer(close) {
  const side = document.querySelector(".side");
  const over = new AbortController();
  const { signal } = over;
  const before = document.activeElement;
  // Not before it is there to be seen.
  requestAnimationFrame(() => signal.aborted || side.querySelector("button")?.focus());

  // Escape in a menu is for the menu.
  const isForUs = ({ key, target }) => key === "Escape" && !target.closest("[popover], .title-field");
  side.addEventListener("keydown", (event) => isForUs(event) && close(), { signal });
  // The way back of a phone.
  const watcher = "CloseWatcher" in window ? new CloseWatcher({ signal }) : undefined;
  if (watcher) watcher.onclose = () => close();
  // There is room for it beside the conversation again.
  narrow.addEventListener("change", () => close(), { signal });

  let from;
  addEventListener("touchstart", ({ touches }) => (from = touches[0]), { signal, passive: true });
  const lifted = ({ changedTouches: [to] }) => {
    const across = from ? from.clientX - to.clientX : 0;
    if (across > 60 && across > 2 * Math.abs(from.clientY - to.clientY)) close();
  };
  addEventListener("touchend", lifted, { signal, passive: true });

  return () => {
    const wasInside = side.contains(document.activeElement);
    over.abort();
    // What it comes from is behind the drawer for a moment yet.
    if (wasInside || document.activeElement === document.body) requestAnimationFrame(() => before?.focus());
  };
}

/** Below this width the sidebar is a drawer; styles/frame.css has the same. */
const narrow = matchMedia("(max-width: 760px)");

export const isNarrow = () => narrow.matches;
