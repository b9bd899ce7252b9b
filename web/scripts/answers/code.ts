// Code in answers: it can be copied and wrapped, and is highlighted when it is finished and near the screen. A Mermaid diagram
// is drawn on request.

import { setCode } from "./code-lines.ts";
import { drawDiagram } from "./diagrams.ts";
import type { Tokenize } from "./highlight.ts";
import { notify, translate } from "./i18n.ts";
import { createModuleLoader, exportsFunction } from "./module-loader.ts";
import { attempt, whenIdle } from "./scheduling.ts";

/** The highlighter's languages with their aliases (highlight.ts). They are listed here so that only they load the library. */
const LANGUAGES = new Set(
  ("bash sh zsh c h cpp cc c++ hpp cs csharp c# css diff patch docker dockerfile go golang graphql gql html xml svg ini toml " +
    "java js javascript jsx mjs cjs json jsonc kt kotlin lua make makefile md markdown php pl perl py python r rb ruby rs rust " +
    "scala sh-session console shellsession sql swift ts typescript tsx yaml yml").split(" "),
);
/** The maximum length of highlighted code; longer code would take too long. */
const MAX_CHARS = 30_000;
const COPIED_LABEL_MILLIS = 1_500;
const SELECTION_RETRY_MILLIS = 2_000;

type Highlighter = { readonly tokenize: Tokenize };
const isHighlighter = (module: unknown): module is Highlighter => exportsFunction(module, "tokenize");
const loadHighlighter = createModuleLoader("./highlight.js", isHighlighter, () =>
  notify("answers-highlighter-missing"),
);
/** Code that was not highlighted because the highlighter could not be loaded. */
const unhighlighted = new Set<Element>();

let isWrapped = false;
let saveWrap: (isOn: boolean) => void = () => {};

/** Sets whether long lines wrap. `save` is called when the user changes this. */
export function wrapCode(isOn: boolean, save: (isOn: boolean) => void) {
  saveWrap = save;
  setWrapped(isOn);
}

function setWrapped(isOn: boolean) {
  isWrapped = isOn;
  document.documentElement.classList.toggle("wrap-code", isOn);
  for (const button of document.querySelectorAll(".code-wrap")) button.setAttribute("aria-pressed", String(isOn));
}

function createButton(className: string, text: string) {
  return Object.assign(document.createElement("button"), { type: "button", className, textContent: text });
}

/** Adds buttons to the code of a block. */
export function addCodeButtons(block: Element) {
  for (const code of block.querySelectorAll(".code code")) setCode(code, [{ value: code.textContent ?? "" }]);
  for (const bar of block.querySelectorAll(".code-bar")) {
    const wrap = createButton("code-wrap", translate("code-wrap"));
    wrap.title = translate("code-wrap-long");
    wrap.setAttribute("aria-pressed", String(isWrapped));
    bar.lastElementChild?.before(wrap);
    if (languageOf(bar) === "mermaid") wrap.before(createButton("code-draw", translate("diagram-show")));
  }
}

/** Returns the language named in the bar above the code. */
const languageOf = (bar: Element | null | undefined) => bar?.firstElementChild?.textContent?.toLowerCase() ?? "";
const languageOfCode = (code: Element) => languageOf(code.closest(".code")?.firstElementChild);

/** Code near the screen that is waiting to be highlighted. */
const queued = new Set<Element>();

const viewportObserver = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      // The code of a fast answer may have scrolled away before it is highlighted.
      if (!isIntersecting) queued.delete(target);
      else if (target instanceof HTMLElement && !queued.has(target)) void highlight(target);
    }
  },
  { rootMargin: "600px" },
);

/** Highlights the code when it comes near the screen, or at once if it already is. */
function observeAgain(code: Element) {
  queued.delete(code);
  // The observer reports an element again only if it is new to it.
  viewportObserver.unobserve(code);
  viewportObserver.observe(code);
}

async function highlight(code: HTMLElement) {
  queued.add(code);
  try {
    const { tokenize } = await loadHighlighter();
    whenIdle(() => {
      if (queued.has(code)) showTokens(code, tokenize);
    });
    unhighlighted.forEach(observeAgain);
    unhighlighted.clear();
  } catch {
    queued.delete(code);
    unhighlighted.add(code);
  }
}

/** Highlights the finished code of a block when it comes near the screen. */
export function highlightWhenNear(block: Element) {
  for (const code of block.querySelectorAll<HTMLElement>(".code code")) {
    const isShort = (code.textContent ?? "").length <= MAX_CHARS;
    if (isShort && !code.dataset.coloured && LANGUAGES.has(languageOfCode(code))) viewportObserver.observe(code);
  }
}

function showTokens(code: HTMLElement, tokenize: Tokenize) {
  const selection = getSelection();
  if (selection && !selection.isCollapsed && selection.containsNode(code, true)) {
    // Replacing the nodes would clear the user's selection.
    setTimeout(() => observeAgain(code), SELECTION_RETRY_MILLIS);
    return;
  }
  queued.delete(code);
  viewportObserver.unobserve(code);
  if (!code.isConnected || code.dataset.coloured) return;
  const language = languageOfCode(code);
  setCode(code, tokenize(code.textContent ?? "", language));
  code.dataset.coloured = language;
}

async function copyText(text: string) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // The browser denies access, or there is no clipboard because the page is not a secure context.
    return false;
  }
}

async function copyCode(button: Element, code: Element) {
  button.textContent = (await copyText(code.textContent ?? "")) ? translate("copy-done") : translate("copy-not-allowed");
  setTimeout(() => {
    button.textContent = translate("action-copy");
  }, COPIED_LABEL_MILLIS);
}

function toggleWrapped() {
  setWrapped(!isWrapped);
  saveWrap(isWrapped);
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
