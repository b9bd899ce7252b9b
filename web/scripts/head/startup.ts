// Shows a message and offers to reload if the program cannot be loaded or started, instead of a blank page. This script is
// inlined in the page.

const SLOW_MILLIS = 15_000;
let shown: HTMLElement | undefined;

// The bar is the program's own message.
const hasStarted = () => Boolean(document.body?.dataset.app) || document.querySelector("main, body > .broken") !== null;

/** Returns a text in the page's language. The program, which formats all other texts, is not there yet. */
const startText = (key: string) => (START_TEXTS[document.documentElement.lang] ?? START_TEXTS.en)?.[key] ?? key;

function showMessage(problem: string) {
  if (hasStarted()) return;
  shown?.remove();
  shown = document.createElement("div");
  shown.dataset.testid = "start-failed";
  shown.setAttribute("role", "alert");
  shown.style.cssText = "max-width: 32rem; margin: 20vh auto 0; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; text-align: center";
  const sentence = document.createElement("p");
  sentence.textContent = problem;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = startText("action-reload");
  button.style.cssText = "font: inherit; padding: 0.4rem 1.2rem";
  button.onclick = () => location.reload();
  shown.append(sentence, button);
  document.body.append(shown);
}

// A script that fails to load fires an error event on its element, which does not bubble: only a capturing listener gets it.
addEventListener(
  "error",
  ({ target }) => {
    if (target === window || target instanceof HTMLScriptElement) showMessage(startText("start-failed"));
  },
  true,
);
addEventListener("unhandledrejection", () => showMessage(startText("start-failed")));
const slow = setTimeout(() => showMessage(startText("start-slow")), SLOW_MILLIS);
addEventListener("DOMContentLoaded", () => {
  const observer = new MutationObserver(() => {
    if (!hasStarted()) return;
    observer.disconnect();
    clearTimeout(slow);
    shown?.remove();
  });
  observer.observe(document.body, { attributes: true, childList: true });
});
