// Shows a message and offers to reload if the program cannot be loaded or started, instead of a blank page. In a frame, the
// program is not started at all.

const SLOW_MILLIS = 15_000;
let messageElement: HTMLElement | undefined;

// An element `.broken` is the program's own message.
const hasStarted = () => Boolean(document.body?.dataset.app) || document.querySelector("main, body > .broken") !== null;

/** Returns a text in the page's language. The program, which formats all other texts, is not there yet. */
const startText = (key: string) => (START_TEXTS[document.documentElement.lang] ?? START_TEXTS.en)?.[key] ?? key;

function showMessage(...content: Node[]) {
  messageElement = document.createElement("div");
  messageElement.dataset.testid = "start-failed";
  messageElement.setAttribute("role", "alert");
  messageElement.style.cssText = "max-width: 32rem; margin: 20vh auto 0; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; text-align: center";
  messageElement.append(...content);
  document.body.append(messageElement);
}

function showFailure(message: string) {
  if (hasStarted()) return;
  messageElement?.remove();
  const paragraph = document.createElement("p");
  paragraph.textContent = message;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = startText("action-reload");
  button.style.cssText = "font: inherit; padding: 0.4rem 1.2rem";
  button.onclick = () => location.reload();
  showMessage(paragraph, button);
}

function watchStart() {
  // A script that fails to load fires an error event on its element, which does not bubble: only a capturing listener gets it.
  addEventListener(
    "error",
    ({ target }) => {
      if (target === window || target instanceof HTMLScriptElement) showFailure(startText("start-failed"));
    },
    true,
  );
  addEventListener("unhandledrejection", () => showFailure(startText("start-failed")));
  const slowTimer = setTimeout(() => showFailure(startText("start-slow")), SLOW_MILLIS);
  addEventListener("DOMContentLoaded", () => {
    const observer = new MutationObserver(() => {
      if (!hasStarted()) return;
      observer.disconnect();
      clearTimeout(slowTimer);
      messageElement?.remove();
    });
    observer.observe(document.body, { attributes: true, childList: true });
  });
}

/** A page around this one could lay something over it and so lead the user's clicks, for example to an approval. */
function refuseFrame() {
  // No script after this one runs. (After `stop()`, Chromium would not paint the message.)
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = "script-src 'none'";
  document.head.append(policy);
  const link = document.createElement("a");
  link.href = location.href;
  link.target = "_blank";
  link.textContent = startText("start-framed");
  addEventListener("DOMContentLoaded", () => showMessage(link));
}

if (top === self) watchStart();
else refuseFrame();
