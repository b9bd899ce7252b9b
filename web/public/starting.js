// Stands in the page itself, so that there is a word even where nothing else comes: when the program cannot be fetched, or
// cannot start, the page says so and offers to load again instead of staying white.
(() => {
  const sentences = {
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
  let shown;

  const hasStarted = () => document.body?.dataset.app || document.querySelector("main");

  function say(what) {
    if (hasStarted()) return;
    const words = sentences[document.documentElement.lang] ?? sentences.en;
    shown?.remove();
    shown = document.createElement("div");
    shown.dataset.testid = "start-failed";
    shown.setAttribute("role", "alert");
    shown.style.cssText = "max-width: 32rem; margin: 20vh auto 0; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; text-align: center";
    const sentence = document.createElement("p");
    sentence.textContent = words[what];
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.reload;
    button.style.cssText = "font: inherit; padding: 0.4rem 1.2rem";
    button.onclick = () => location.reload();
    shown.append(sentence, button);
    document.body.append(shown);
  }

  // A script that does not come is an error of its element, which only a listener on the way down hears.
  addEventListener("error", ({ target }) => (target === window || target.localName === "script") && say("failed"), true);
  addEventListener("unhandledrejection", () => say("failed"));
  const slow = setTimeout(() => say("slow"), SLOW_MILLIS);
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver((_, observer) => {
      if (!hasStarted()) return;
      observer.disconnect();
      clearTimeout(slow);
      shown?.remove();
    }).observe(document.body, { attributes: true, childList: true });
  });
})();
