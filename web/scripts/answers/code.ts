// Code in answers: it can be copied and wrapped, and is highlighted when it is finished and near the screen. A Mermaid diagram
// is drawn on request.

import { setCode } from "./code-lines.ts";
import { drawDiagram } from "./diagrams.ts";
import type { Tokenize } from "./highlight.ts";
import { notify, translate } from "./i18n.ts";
import { exportsFunction, library } from "./library.ts";
import { attempt, whenIdle } from "./scheduling.ts";

/** The highlighter's languages with their aliases (highlight.ts). They are listed here so that only they load the library. */
const LANGUAGES = new Set(
  ("bash sh zsh c h cpp cc c++ hpp cs csharp c# css diff patch docker dockerfile go golang graphql gql html xml svg ini toml " +
    "java js javascript jsx mjs cjs json jsonc kt kotlin lua make makefile md markdown php pl perl py python r rb ruby rs rust " +
    "scala sh-session console shellsession sql swift ts typescript tsx yaml yml").split(" "),
);
/** The maximum length of highlighted code; longer code would take too long. */
const MAX_CHARS = 30_000;
const COPIED_MILLIS = 1_500;
const SELECTED_RETRY_MILLIS = 2_000;

type Highlighter = { readonly tokens: Tokenize };
const isHighlighter = (module: unknown): module is Highlighter => exportsFunction(module, "tokens");
const loadHighlighter = library("./highlight.js", isHighlighter, () =>
  notify("answers-highlighter-missing"),
);
/** Code that was not highlighted because the highlighter could not be loaded. */
const missed = new Set<Element>();

let isWrapped = false;
let saveWrapped: (isOn: boolean) => void = () => {};

/** Sets whether long lines wrap. `save` is called when the user changes this. */
export function wrapCode(isOn: boolean, save: (isOn: boolean) => void) {
  saveWrapped = save;
  setWrapped(isOn);
}

function setWrapped(isOn: boolean) {
  isWrapped = isOn;
  document.documentElement.classList.toggle("wrap-code", isOn);
  for (const button of document.querySelectorAll(".code-wrap")) button.setAttribute("aria-pressed", String(isOn));
}

function makeButton(className: string, text: string) {
  return Object.assign(document.createElement("button"), { type: "button", className, textContent: text });
}

/** Adds buttons to the code of a block. */
export function addCodeButtons(block: Element) {
  for (const code of block.querySelectorAll(".code code")) setCode(code, [{ value: code.textContent ?? "" }]);
  for (const bar of block.querySelectorAll(".code-bar")) {
    const wrap = makeButton("code-wrap", translate("code-wrap"));
    wrap.title = translate("code-wrap-long");
    wrap.setAttribute("aria-pressed", String(isWrapped));
    bar.lastElementChild?.before(wrap);
    if (languageOf(bar) === "mermaid") wrap.before(makeButton("code-draw", translate("diagram-show")));
  }
}

/** Returns the language named in the bar above the code. */
const languageOf = (bar: Element | null | undefined) => bar?.firstElementChild?.textContent?.toLowerCase() ?? "";
const languageOfCode = (code: Element) => languageOf(code.closest(".code")?.firstElementChild);

/** Code near the screen that is waiting to be highlighted. */
const waiting = new Set<Element>();

const nearScreen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      // An answer that arrives fast is past the screen before there is time for its code.
      if (!isIntersecting) waiting.delete(target);
      else if (target instanceof HTMLElement && !waiting.has(target)) void highlight(target);
    }
  },
  { rootMargin: "600px" },
);

/** Highlights the code when it comes near the screen, or if it is there. */
function watch(code: Element) {
  waiting.delete(code);
  // The observer reports an element again only if it is new to it.
  nearScreen.unobserve(code);
  nearScreen.observe(code);
}

async function highlight(code: HTMLElement) {
  waiting.add(code);
  try {
    const { tokens } = await loadHighlighter();
    whenIdle(() => {
      if (waiting.has(code)) showTokens(code, tokens);
    });
    missed.forEach(watch);
    missed.clear();
  } catch {
    waiting.delete(code);
    missed.add(code);
  }
}

/** Highlights the finished code of a block when it comes near the screen. */
export function highlightWhenNear(block: Element) {
  for (const code of block.querySelectorAll<HTMLElement>(".code code")) {
    const isShort = (code.textContent ?? "").length <= MAX_CHARS;
    if (isShort && !code.dataset.coloured && LANGUAGES.has(languageOfCode(code))) nearScreen.observe(code);
  }
}

function showTokens(code: HTMLElement, tokens: Tokenize) {
  const selection = getSelection();
  if (selection && !selection.isCollapsed && selection.containsNode(code, true)) {
    // Replacing the nodes would clear the user's selection.
    setTimeout(() => watch(code), SELECTED_RETRY_MILLIS);
    return;
  }
  waiting.delete(code);
  nearScreen.unobserve(code);
  if (!code.isConnected || code.dataset.coloured) return;
  const language = languageOfCode(code);
  setCode(code, tokens(code.textContent ?? "", language));
  code.dataset.coloured = language;
}

async function copy(text: string) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // The browser denies access, or there is no clipboard because the page is not a secure context.
    return false;
  }
}

async function copyCode(button: Element, code: Element) {
  button.textContent = (await copy(code.textContent ?? "")) ? translate("copy-done") : translate("copy-not-allowed");
  setTimeout(() => {
    button.textContent = translate("action-copy");
  }, COPIED_MILLIS);
}

function toggleWrapped() {
  setWrapped(!isWrapped);
  saveWrapped(isWrapped);
}

/** The actions of the buttons above code, by the button's class. */
const actions: Readonly<Record<string, (button: Element, code: Element) => void>> = {
  "code-copy": (button, code) => void copyCode(button, code),
  "code-wrap": toggleWrapped,
  "code-draw": (button, code) => void drawDiagram(button, code),
};

document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest(".code-bar button") : null;
  const code = button?.closest(".code")?.querySelector("code");
  if (button && code) attempt(() => actions[button.className]?.(button, code));
});
