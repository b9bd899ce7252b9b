// Runs inside the page before its own code and notes when things happen, in milliseconds since the navigation.

/** Sent to the browser as text, so it can use nothing from outside itself. */
export function watchPage() {
  const marks = (window.abcbMarks = {});
  const mark = (name, at = performance.now()) => (marks[name] ??= at);

  const send = window.fetch;
  window.fetch = (...request) => {
    const url = String(request[0]?.url ?? request[0]);
    if (url.endsWith("/chat/completions")) mark("request");
    return send.apply(window, request);
  };

  addEventListener("keydown", (event) => event.key === "Enter" && mark("enter", event.timeStamp), { capture: true });

  const answered = () =>
    [...document.querySelectorAll('[data-role="assistant"] [data-testid="message-body"]')].some((body) => body.textContent.trim());

  // After the next frame has been drawn, its timeout runs: the text is on the screen.
  const afterPaint = (name) => requestAnimationFrame(() => setTimeout(() => mark(name)));

  new MutationObserver(() => {
    if (!marks.ready && document.body?.dataset.app === "ready") mark("ready");
    if (marks.enter && !marks.seen && answered()) {
      mark("seen");
      afterPaint("painted");
    }
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["data-app"] });
}
