// Checks the page's texts: every key that the sources use is in web/lang/en.ftl, with the values given there; every key is used;
// every language has all keys with the same placeholders; and no view has a text that is not looked up.
// `node scripts/check-texts.mjs` prints every error with its file and line.

import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readLanguage } from "./lib/languages.mjs";
import { inRoot, root } from "./lib/paths.mjs";
import { findCalls, findLiterals, stripComments } from "./lib/text-lookups.mjs";

/** Texts that are the same in every language: names, commands, addresses. */
const UNTRANSLATED = new Set(["abcb", "Alt N", "Esc", "llama-server -m model.gguf", "ollama serve", "http://127.0.0.1:8080/v1"]);
const PROSE_FOLDERS = ["web/src/ui", "web/src/controller", "web/src/state", "web/src/app"];
/** The functions that look up a text, each with the values that it passes implicitly. */
const RUST_FUNCTIONS = { t: [], tf: [], te: ["error"], as_written: [] };
const SCRIPT_FUNCTIONS = { translate: [], notify: [], startText: [] };
/** Modules that pass on keys which other modules have given. */
const FORWARDING_MODULES = ["web/src/i18n.rs", "web/src/i18n/script.rs", "web/scripts/answers/i18n.ts", "web/scripts/i18n/main.ts", "web/scripts/i18n/texts.ts"];

const ENGLISH = "en";
const fileOf = (language) => `web/lang/${language}.ftl`;

function readSources(folder, ending) {
  return readdirSync(inRoot(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .map((file) => ({ name: path.relative(root, file).replaceAll(path.sep, "/"), text: stripComments(readFileSync(file, "utf8")) }))
    .filter(({ name }) => !FORWARDING_MODULES.includes(name) && !/(_tests\.rs|\.test\.ts)$/.test(name));
}

const joinNames = (names) => [...names].sort().join(", ") || "none";
const sameNames = (one, other) => joinNames(one) === joinNames(other);

/** Returns an error for every call that does not fit the English texts. */
export function checkCalls(calls, english) {
  return calls.flatMap(({ key, values, where }) => {
    if (key === undefined) return [`${where}: the key of a text has to be a literal.`];
    const message = english.get(key);
    if (!message) return [`${where}: ${fileOf(ENGLISH)} has no text “${key}”.`];
    if (values === undefined) return [`${where}: the values of “${key}” have to be given here, by name.`];
    if (sameNames(values, message.placeholders)) return [];
    return [`${where}: “${key}” is given ${joinNames(values)}, and its text in ${fileOf(ENGLISH)} needs ${joinNames(message.placeholders)}.`];
  });
}

/** Returns an error for every English text that is not used. */
export function findUnusedTexts(calls, english) {
  const used = new Set(calls.map(({ key }) => key));
  return [...english].filter(([key]) => !used.has(key)).map(([key, { line }]) => `${fileOf(ENGLISH)}:${line}: “${key}” is not used.`);
}

/** Returns an error for every difference between a language and English. */
export function checkLanguage(language, texts, english) {
  const file = fileOf(language);
  const missing = [...english.keys()].filter((key) => !texts.has(key)).map((key) => `${file}: “${key}” is missing.`);
  const others = [...texts].flatMap(([key, { placeholders, line }]) => {
    const wanted = english.get(key);
    if (!wanted) return [`${file}:${line}: “${key}” is not in ${fileOf(ENGLISH)}.`];
    return sameNames(placeholders, wanted.placeholders) ? [] : [`${file}:${line}: “${key}” has the placeholders ${joinNames(placeholders)}, in English ${joinNames(wanted.placeholders)}.`];
  });
  return [...missing, ...others];
}

/** Returns an error for every text in a view, and every sentence in the page's logic, that is not looked up. */
export function findUntranslatedTexts(sources) {
  const isAttribute = (before) => /(?<![\w:-])(?:title|aria-label|aria-description|placeholder|alt|label)=$/.test(before);
  const isNode = (before, after) => /[>}]\s*$/.test(before) && /^\s*[<{]/.test(after);
  const isWord = (text) => /\p{L}{2}/u.test(text.replace(/\{[^{}]*\}/g, ""));
  const isSentence = (text) => /^\p{Lu}/u.test(text) && /\p{L}{2,}[,;:]? \p{L}+/u.test(text);
  const errors = [];
  for (const { name, text } of sources) {
    const isUi = name.startsWith("web/src/ui");
    for (const { literal, line, before, after } of findLiterals(text)) {
      const isText = isUi && (isAttribute(before) || isNode(before, after)) ? isWord(literal) : isSentence(literal);
      if (isText && !UNTRANSLATED.has(literal)) errors.push(`${name}:${line}: “${literal}” is not looked up.`);
    }
  }
  return errors;
}

/** Returns an error for every language that has a file but cannot be chosen, or the other way round. */
function checkLanguageChoice(languages) {
  const file = "core/src/settings/appearance.rs";
  const variants = readFileSync(inRoot(file), "utf8").match(/pub enum Language \{([^}]*)\}/)?.[1] ?? "";
  const offered = [...variants.matchAll(/strum\(serialize = "([\w-]+)"\)/g)].map((match) => match[1]);
  const palette = "web/src/ui/palette/choices.rs";
  const commands = readFileSync(inRoot(palette), "utf8");
  return [
    ...offered.filter((language) => !commands.includes(`"language-${language}"`)).map((language) => `${palette}: no command “language-${language}” chooses the language.`),
    ...languages.filter((language) => !offered.includes(language)).map((language) => `${file}: the language of ${fileOf(language)} cannot be chosen; add it to \`Language\`.`),
    ...offered.filter((language) => !languages.includes(language)).map((language) => `${file}: the language “${language}” has no ${fileOf(language)}.`),
  ];
}

/** Returns an error for every sentence that web/src/reasons.rs reads although no code writes it any more: a sentence is either
 * made there, from its variant, or is a literal in the engine, the worker or the scripts. */
function findUnwrittenReasons(page) {
  const file = "web/src/reasons.rs";
  const normalize = (text) => text.replace(/\$?\{[^{}]*\}/g, "{}");
  const writers = ["engine/src", "worker/src"].flatMap((folder) => readSources(folder, ".rs"));
  const scripts = readSources("web/scripts", ".ts");
  const templateLiterals = (text) => [...text.matchAll(/`([^`]*)`/g)].map((match) => match[1]);
  const written = new Set([...writers, ...scripts].flatMap(({ text }) => [...findLiterals(text).map(({ literal }) => literal), ...templateLiterals(text)]).map(normalize));
  const pageSource = page.filter(({ name }) => !/^web\/src\/(reasons|localized)/.test(name)).map(({ text }) => text).join();
  const enums = readFileSync(inRoot(file), "utf8").split("pub enum ").slice(1);
  return enums.flatMap((text) => {
    const name = /^\w+/.exec(text)[0];
    const variants = [...text.matchAll(/^ +(\w+)(?: \{[^}]*\})? = "(.*)",$/gm)];
    const unwritten = variants.filter(([, variant, sentence]) => !pageSource.includes(`${name}::${variant}`) && !written.has(normalize(sentence)));
    return unwritten.map(([, variant]) => `${file}: no code writes the sentence of ${name}::${variant} any more.`);
  });
}

/** Returns the number of texts and the errors found. */
export async function checkTexts() {
  const page = readSources("web/src", ".rs");
  const calls = [...findCalls(page, RUST_FUNCTIONS), ...findCalls(readSources("web/scripts", ".ts"), SCRIPT_FUNCTIONS)];
  const languages = readdirSync(inRoot("web", "lang")).map((name) => path.basename(name, ".ftl")).sort();
  const read = new Map(await Promise.all(languages.map(async (language) => [language, await readLanguage(fileOf(language))])));
  const english = read.get(ENGLISH)?.texts ?? new Map();
  const logic = page.filter(({ name }) => PROSE_FOLDERS.some((folder) => name.startsWith(folder)));
  const errors = [
    ...checkCalls(calls, english),
    ...findUnusedTexts(calls, english),
    ...[...read].flatMap(([language, { texts, errors }]) => [...errors, ...checkLanguage(language, texts, english)]),
    ...checkLanguageChoice(languages),
    ...findUnwrittenReasons(page),
    ...findUntranslatedTexts(logic),
  ];
  return { texts: english.size, errors };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { texts, errors } = await checkTexts();
  console.log([...errors, `${texts} texts, ${errors.length} errors`].join("\n"));
  process.exitCode = errors.length ? 1 : 0;
}
