import { attach } from "../testing/dom.ts";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { applyAppearance } from "./apply-appearance.ts";

const root = document.documentElement;
globalThis.LANGUAGES = ["en", "de"];
let languages: string[] = [];
const navigator = { get languages() { return languages; } };
Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });

const apply = (ui: unknown) => applyAppearance(JSON.stringify({ ui }));
const themeColours = () => [...document.querySelectorAll("meta")].map(({ content }) => content);

beforeEach(() => {
  languages = ["en-GB"];
  attach('<meta name="theme-color" content="?"><meta name="theme-color" content="?">');
});

test("a chosen theme sets both theme colours, without one they follow the system", () => {
  apply({ theme: "dark" });
  assert.equal(root.style.colorScheme, "dark");
  assert.deepEqual(themeColours(), ["#111110", "#111110"]);
  apply({ theme: "system" });
  assert.equal(root.style.colorScheme, "");
  assert.deepEqual(themeColours(), ["#f3f1ed", "#111110"]);
});

test("a text size is applied within its limits", () => {
  const sizes = [49, 50, 125, 200, 201, "150", null].map((size) => {
    apply({ text_size: size });
    return root.style.fontSize;
  });
  assert.deepEqual(sizes, ["", "50%", "125%", "200%", "", "", ""]);
});

test("an unknown density is ignored", () => {
  apply({ density: "compact" });
  assert.equal(root.dataset.density, "compact");
  apply({ density: "airy" });
  assert.equal(root.dataset.density, "");
});

test("the chosen language wins, then the browser's first that the page speaks, then English", () => {
  const cases: [chosen: unknown, browser: string[], lang: string][] = [
    ["de", ["en-GB"], "de"],
    [undefined, ["de-AT", "en"], "de"],
    [undefined, ["fr", "en", "de"], "en"],
    ["xx", ["fr", "de"], "de"],
    [undefined, ["fr"], "en"],
    [undefined, [], "en"],
  ];
  for (const [language, browser, lang] of cases) {
    languages = browser;
    apply({ language });
    assert.equal(root.lang, lang, `${String(language)}, ${browser.join()}`);
  }
});

test("settings that cannot be read are ignored", () => {
  for (const settings of [null, "", "{", "null", "[]", '{"ui":null}', '{"ui":7}']) {
    apply({ theme: "dark", text_size: 150 });
    applyAppearance(settings);
    assert.deepEqual([root.style.colorScheme, root.style.fontSize], ["", ""], String(settings));
  }
});
