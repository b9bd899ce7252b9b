// Code in answers: copied, wrapped and, when it is finished and near the screen, coloured. A Mermaid diagram is drawn when the
// user asks for it.

import { drawDiagram } from "./diagrams.js";
import { setCode } from "./lines.js";
import { atLeisure, attempt, library } from "./tasks.js";
import { say, tell } from "./words.js";

/** What the highlighter knows, by all its names (highlight.js beside this file); asked without loading it. */
const LANGUAGES = new Set(
  ("bash sh zsh c h cpp cc c++ hpp cs csharp c# css diff patch docker dockerfile go golang graphql gql html xml svg ini toml " +
    "java js javascript jsx mjs cjs json jsonc kt kotlin lua make makefile md markdown php pl perl py python r rb ruby rs rust " +
    "scala sh-session console shellsession sql swift ts typescript tsx yaml yml").split(" "),
);
/** Longer code stays plain: its colours would cost more than a reader gains. */
const MAX_CHARS = 30_000;

const highlighter = library("./highlight.js", () =>
  tell("The highlighter could not be loaded, so code is shown without colours. The next code tries again."),
);
/** Code that stayed plain because the highlighter did not come. */
const plain = new Set();

let isWrapped = false;
let keepWrapped = () => {};

/** `keep` is told when the user changes it. */
export function wrapCode(isOn, keep) {
  keepWrapped = keep;
  setWrapped(isOn);
}

function setWrapped(isOn) {
  isWrapped = isOn;
  document.documentElement.classList.toggle("wrap-code", isOn);
  for (const button of document.querySelectorAll(".code-wrap")) button.setAttribute("aria-pressed", isOn);
}

function button(name, text) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: name, textContent: text });
  return made;
}

/** Adds what can be done with code. */
export function equip(block) {
  for (const code of block.querySelectorAll(".code code")) setCode(code, [{ value: code.textContent }]);
  for (const bar of block.querySelectorAll(".code-bar")) {
    const wrap = button("code-wrap", say("Wrap"));
    wrap.title = say("Break long lines");
    wrap.setAttribute("aria-pressed", isWrapped);
    bar.lastElementChild.before(wrap);
    if (languageOf(bar) === "mermaid") wrap.before(button("code-draw", say("Draw")));
  }
}

const languageOf = (bar) => bar.firstElementChild.textContent.toLowerCase();

const nearScreen = new IntersectionObserver(
  (seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      nearScreen.unobserve(target);
      highlighter().then(
        ({ tokens }) => {
          atLeisure(() => paint(target, tokens));
          for (const code of plain) nearScreen.observe(code);
          plain.clear();
        },
        () => plain.add(target),
      );
    }
  },
  { rootMargin: "600px" },
);

/** The block's code will not change any more. */
export function colour(block) {
  for (const code of block.querySelectorAll(".code code")) {
    const isKnown = LANGUAGES.has(languageOf(code.closest(".code").firstElementChild));
    if (isKnown && !code.dataset.coloured && code.textContent.length <= MAX_CHARS) nearScreen.observe(code);
  }
}

function paint(code, tokens) {
  if (!code.isConnected || code.dataset.coloured) return;
  const selection = getSelection();
  if (!selection.isCollapsed && selection.containsNode(code, true)) {
    // What is selected would not be any more.
    setTimeout(() => nearScreen.observe(code), 2_000);
    return;
  }
  const language = languageOf(code.closest(".code").firstElementChild);
  setCode(code, tokens(code.textContent, language));
  code.dataset.coloured = language;
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // The browser does not allow it, or has no clipboard for a page that is not secure.
    return false;
  }
}

const acts = {
  async "code-copy"(pressed, code) {
    pressed.textContent = (await copied(code.textContent)) ? say("Copied") : say("Not allowed");
    setTimeout(() => (pressed.textContent = say("Copy")), 1_500);
  },
  "code-wrap"() {
    setWrapped(!isWrapped);
    keepWrapped(isWrapped);
  },
  "code-draw": (pressed, code) => drawDiagram(pressed, code),
};

document.addEventListener("click", ({ target }) => {
  const pressed = target instanceof Element && target.closest(".code-bar button");
  const code = pressed && pressed.closest(".code").querySelector("code");
  if (code) attempt(() => acts[pressed.className]?.(pressed, code));
});
