// Checks that every language (web/lang) has all texts of the page and no unused ones, with the same placeholders; and that no
// view has a text that is not looked up. `node scripts/words.mjs` prints the errors.

import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { inRoot, root } from "./lib/paths.mjs";
import { sentences } from "./lib/sentences.mjs";

/** Texts that are the same in every language: names, commands, addresses. */
const NAMES = new Set(["abcb", "Alt N", "Esc", "llama-server -m model.gguf", "ollama serve", "http://127.0.0.1:8080/v1", "English", "Deutsch"]);
const PROSE_FOLDERS = ["web/src/ui", "web/src/controller", "web/src/state", "web/src/app"];

const STRING = String.raw`"((?:[^"\\]|\\[\s\S])*)"`;
/** Returns the value of a Rust string literal. */
const unescaped = (text) =>
  text
    .replace(/\\\r?\n\s*/g, "")
    .replace(/\\u\{([0-9a-f]+)\}/gi, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/\\n/g, "\n")
    .replace(/\\(["'\\])/g, "$1");

function files(folder, endings) {
  return readdirSync(inRoot(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.includes(path.extname(entry.name)))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .map((file) => ({ name: path.relative(root, file), text: readFileSync(file, "utf8") }));
}

/** Removes comments and test code. Line breaks stay, so that line numbers are correct. */
const code = (text) =>
  text
    .replace(/^\s*\/\/.*$/gm, "")
    .replace(/#\[cfg\(test\)\]\s*mod \w+ \{[\s\S]*$/, (tests) => tests.replace(/[^\n]/g, ""));

const lineOf = (text, index) => text.slice(0, index).split("\n").length;

/** Returns every text that one of the functions looks up, with its location. `tn` has two texts. */
function lookedUp(sources, functions) {
  const found = new Map();
  const complaints = [];
  const call = new RegExp(String.raw`(?<![\w.:])(?:${functions.join("|")})\((\s*)(?:${STRING}(?:\s*,\s*${STRING})?)?`, "g");
  for (const { name, text } of sources) {
    for (const match of text.matchAll(call)) {
      const where = `${name}:${lineOf(text, match.index)}`;
      if (match[2] === undefined) complaints.push(`${where}: a text that is looked up has to be a literal.`);
      const isCount = match[0].startsWith("tn");
      for (const literal of isCount ? [match[2], match[3]] : [match[2]]) {
        if (literal !== undefined) found.set(unescaped(literal), where);
        else if (isCount) complaints.push(`${where}: a count needs two literals.`);
      }
    }
  }
  return { found, complaints };
}

/** Returns every string literal, with the code directly before and after it. */
function literals(text) {
  const token = new RegExp(String.raw`r(#+)"[\s\S]*?"\1|'(?:\\.|[^\\'])'|${STRING}`, "g");
  return [...text.matchAll(token)]
    .filter((match) => match[2] !== undefined)
    .map((match) => ({
      literal: unescaped(match[2]),
      line: lineOf(text, match.index),
      before: text.slice(Math.max(0, match.index - 400), match.index),
      after: text.slice(match.index + match[0].length, match.index + match[0].length + 100),
    }));
}

/** Returns texts in views, and sentences anywhere in the page's logic, that are not looked up. */
function overlooked(sources) {
  const isAttribute = (before) => /(?<![\w:-])(?:title|aria-label|aria-description|placeholder|alt|label)=$/.test(before);
  const isNode = (before, after) => /[>}]\s*$/.test(before) && /^\s*[<{]/.test(after);
  const isLookedUp = (before) => /(?<![\w.:])(?:(?:t|tf|te|tn)\(\s*|tn\(\s*"(?:[^"\\]|\\[\s\S])*"\s*,\s*)$/.test(before);
  const isWord = (text) => /\p{L}{2}/u.test(text.replace(/\{[^{}]*\}/g, ""));
  const isSentence = (text) => /^\p{Lu}/u.test(text) && /\p{L}{2,}[,;:]? \p{L}+/u.test(text);
  const complaints = [];
  for (const { name, text } of sources) {
    const isUi = name.startsWith("web/src/ui");
    for (const { literal, line, before, after } of literals(text)) {
      const isText = isUi && (isAttribute(before) || isNode(before, after)) ? isWord(literal) : isSentence(literal);
      if (!isText || NAMES.has(literal) || isLookedUp(before) || known.has(shape(literal))) continue;
      complaints.push(`${name}:${line}: “${literal}” is not looked up.`);
    }
  }
  return complaints;
}

/** Returns a text with normalized placeholders. */
const shape = (text) => text.replace(/\$?\{[^{}]*\}/g, "{}");
const known = new Set(sentences.map((entry) => shape([entry].flat().at(-1))));

/** Returns listed sentences that are not in the sources. */
function gone() {
  const sources = [
    ...["core/src", "engine/src", "worker/src", "web/src"].flatMap((folder) => files(folder, [".rs"])),
    ...["web/scripts", "web/src", "web/public"].flatMap((folder) => files(folder, [".js", ".ts"])),
  ];
  const literal = new RegExp(String.raw`${STRING}|\x60([^\x60]*)\x60`, "g");
  const there = new Set();
  for (const { text } of sources) for (const match of text.matchAll(literal)) there.add(shape(unescaped(match[1] ?? match[2])));
  return sentences
    .map((entry) => [entry].flat().at(-1))
    .filter((sentence) => !there.has(shape(sentence)))
    .map((sentence) => `scripts/lib/sentences.mjs: nobody says “${sentence}” any more.`);
}

const places = (text) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort().join();

function complaintsOf(language, wanted) {
  const file = `web/lang/${language}.json`;
  const words = JSON.parse(readFileSync(inRoot(file), "utf8"));
  const complaints = [];
  for (const [english, where] of wanted) if (!(english in words)) complaints.push(`${file}: “${english}” is missing (${where}).`);
  for (const [english, word] of Object.entries(words)) {
    if (!wanted.has(english)) complaints.push(`${file}: “${english}” is used nowhere.`);
    if (typeof word !== "string" || !word.trim()) complaints.push(`${file}: “${english}” has no text.`);
    else if (places(english) !== places(word)) complaints.push(`${file}: “${english}” has other places for values than “${word}”.`);
  }
  return complaints;
}

/** Returns the number of texts and the errors. */
export function checkWords() {
  const page = files("web/src", [".rs"])
    .filter(({ name }) => name !== "web/src/i18n.rs" && !name.endsWith("_tests.rs"))
    .map(({ name, text }) => ({ name, text: code(text) }));
  const scripts = files("web/scripts", [".ts"])
    .filter(({ name }) => name !== "web/scripts/answers/i18n.ts" && !name.endsWith(".test.ts"))
    .map(({ name, text }) => ({ name, text: code(text) }));
  const ofPage = lookedUp(page, ["t", "tf", "te", "tn"]);
  const ofScripts = lookedUp(scripts, ["translate", "notify"]);
  const found = new Map([...ofPage.found, ...ofScripts.found]);
  for (const entry of sentences) found.set([entry].flat()[0], "scripts/lib/sentences.mjs");
  const logic = page.filter(({ name }) => PROSE_FOLDERS.some((folder) => name.startsWith(folder)));
  const languages = readdirSync(inRoot("web", "lang")).map((name) => path.basename(name, ".json"));
  return {
    texts: found.size,
    complaints: [...ofPage.complaints, ...ofScripts.complaints, ...overlooked(logic), ...gone(), ...languages.flatMap((language) => complaintsOf(language, found))],
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { texts, complaints } = checkWords();
  console.log([...complaints, `${texts} texts, ${complaints.length} complaints`].join("\n"));
  process.exitCode = complaints.length ? 1 : 0;
}
