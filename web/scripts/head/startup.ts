// Shows a message and offers to reload if the program cannot be loaded or started, instead of a blank page. This script is
// inlined in the page.

const MESSAGES = {
  en: {
    failed: "abcb could not be loaded. Check the connection, then reload the page.",
    slow: "abcb is still loading. If this goes on, check the connection and reload the page.",
    reload: "Reload",
  },
  de: {
    failed: "abcb konnte nicht geladen werden. Bitte die Verbindung prüfen und die Seite neu laden.",
    slow: "abcb wird noch geladen. Wenn es so bleibt, bitte die Verbindung prüfen und die Seite neu laden.",
    reload: "Neu laden",
  },
};
const SLOW_MILLIS = 15_000;
let shown: HTMLElement | undefined;

// The bar is the program's own message.
const hasStarted = () => Boolean(document.body?.dataset.app) || document.querySelector("main, body > .broken") !== null;

function showMessage(problem: "failed" | "slow") {
  if (hasStarted()) return;
  const messages = document.documentElement.lang === "de" ? MESSAGES.de : MESSAGES.en;
  shown?.remove();
  shown = document.createElement("div");
  shown.dataset.testid = "start-failed";
  shown.setAttribute("role", "alert");
  shown.style.cssText = "max-width: 32rem; margin: 20vh auto 0; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; text-align: center";
  const sentence = document.createElement("p");
  sentence.textContent = messages[problem];
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = messages.reload;
  button.style.cssText = "font: inherit; padding: 0.4rem 1.2rem";
  button.onclick = () => location.reload();
  shown.append(sentence, button);
  document.body.append(shown);
}

// A script that fails to load fires an error event on its element, which does not bubble: only a capturing listener gets it.
addEventListener(
  "error",
  ({ target }) => {
    if (target === window || target instanceof HTMLScriptElement) showMessage("failed");
  },
  true,
);
addEventListener("unhandledrejection", () => showMessage("failed"));
const slow = setTimeout(() => showMessage("slow"), SLOW_MILLIS);
addEventListener("DOMContentLoaded", () => {
  const observer = new MutationObserver(() => {
    if (!hasStarted()) return;
    observer.disconnect();
    clearTimeout(slow);
    shown?.remove();
  });
  observer.observe(document.body, { attributes: true, childList: true });
});
