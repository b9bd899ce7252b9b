// Checks the page's texts: every key that the sources use is in web/lang/en.ftl, with the values given there; every key is used;
// every language has all keys with the same places for values; and no view has a text that is not looked up.
// `node scripts/words.mjs` prints what is wrong, each with its file and line.

import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readLanguage } from "./lib/languages.mjs";
import { callsIn, code, literals } from "./lib/lookups.mjs";
import { inRoot, root } from "./lib/paths.mjs";

/** Texts that are the same in every language: names, commands, addresses. */
const NAMES = new Set(["abcb", "Alt N", "Esc", "llama-server -m model.gguf", "ollama serve", "http://127.0.0.1:8080/v1"]);
const PROSE_FOLDERS = ["web/src/ui", "web/src/controller", "web/src/state", "web/src/app"];
/** The functions that look up a text, and the values that each gives without naming them. */
const IN_RUST = { t: [], tf: [], te: ["error"], as_written: [] };
const IN_SCRIPTS = { translate: [], notify: [], startText: [] };
/** Modules that pass keys on. */
const PASS_KEYS_ON = ["web/src/i18n.rs", "web/src/i18n/script.rs", "web/scripts/answers/i18n.ts", "web/scripts/i18n/main.ts", "web/scripts/i18n/texts.ts"];

const ENGLISH = "en";
const fileOf = (language) => `web/lang/${language}.ftl`;

function files(folder, ending) {
  return readdirSync(inRoot(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .map((file) => ({ name: path.relative(root, file).replaceAll(path.sep, "/"), text: code(readFileSync(file, "utf8")) }))
    .filter(({ name }) => !PASS_KEYS_ON.includes(name) && !/(_tests\.rs|\.test\.ts)$/.test(name));
}

const list = (names) => [...names].sort().join(", ") || "none";
const sameNames = (one, other) => list(one) === list(other);

/** Returns a complaint for every call that does not fit the English texts. */
export function complaintsOfCalls(calls, english) {
  return calls.flatMap(({ key, values, where }) => {
    if (key === undefined) return [`${where}: the key of a text has to be a literal.`];
    const message = english.get(key);
    if (!message) return [`${where}: ${fileOf(ENGLISH)} has no text “${key}”.`];
    if (values === undefined) return [`${where}: the values of “${key}” have to be given here, by name.`];
    if (sameNames(values, message.places)) return [];
    return [`${where}: “${key}” is given ${list(values)}, and its text in ${fileOf(ENGLISH)} needs ${list(message.places)}.`];
  });
}

/** Returns a complaint for every text of English that nothing uses. */
export function unused(calls, english) {
  const used = new Set(calls.map(({ key }) => key));
  return [...english].filter(([key]) => !used.has(key)).map(([key, { line }]) => `${fileOf(ENGLISH)}:${line}: “${key}” is used nowhere.`);
}

/** Returns a complaint for every difference between a language and English. */
export function complaintsOfLanguage(language, texts, english) {
  const file = fileOf(language);
  const missing = [...english.keys()].filter((key) => !texts.has(key)).map((key) => `${file}: “${key}” is missing.`);
  const others = [...texts].flatMap(([key, { places, line }]) => {
    const wanted = english.get(key);
    if (!wanted) return [`${file}:${line}: “${key}” is not in ${fileOf(ENGLISH)}.`];
    return sameNames(places, wanted.places) ? [] : [`${file}:${line}: “${key}” has the places ${list(places)}, in English ${list(wanted.places)}.`];
  });
  return [...missing, ...others];
}

/** Returns texts in views, and sentences anywhere in the page's logic, that are not looked up. */
export function overlooked(sources) {
  const isAttribute = (before) => /(?<![\w:-])(?:title|aria-label|aria-description|placeholder|alt|label)=$/.test(before);
  const isNode = (before, after) => /[>}]\s*$/.test(before) && /^\s*[<{]/.test(after);
  const isWord = (text) => /\p{L}{2}/u.test(text.replace(/\{[^{}]*\}/g, ""));
  const isSentence = (text) => /^\p{Lu}/u.test(text) && /\p{L}{2,}[,;:]? \p{L}+/u.test(text);
  const complaints = [];
  for (const { name, text } of sources) {
    const isUi = name.startsWith("web/src/ui");
    for (const { literal, line, before, after } of literals(text)) {
      const isText = isUi && (isAttribute(before) || isNode(before, after)) ? isWord(literal) : isSentence(literal);
      if (isText && !NAMES.has(literal)) complaints.push(`${name}:${line}: “${literal}” is not looked up.`);
    }
  }
  return complaints;
}

/** Returns a complaint for every language that has a file but cannot be chosen, or the other way round. */
function complaintsOfChoice(languages) {
  const file = "core/src/settings/appearance.rs";
  const codes = readFileSync(inRoot(file), "utf8").match(/Self::System => "system",([^}]*Self::English =>[^}]*)\}/)?.[1] ?? "";
  const offered = [...codes.matchAll(/=> "([\w-]+)"/g)].map((match) => match[1]);
  const palette = "web/src/ui/palette/choices.rs";
  const commands = readFileSync(inRoot(palette), "utf8");
  return [
    ...offered.filter((language) => !commands.includes(`"language-${language}"`)).map((language) => `${palette}: no command “language-${language}” chooses the language.`),
    ...languages.filter((language) => !offered.includes(language)).map((language) => `${file}: the language of ${fileOf(language)} cannot be chosen; add it to \`Language\`.`),
    ...offered.filter((language) => !languages.includes(language)).map((language) => `${file}: the language “${language}” has no ${fileOf(language)}.`),
  ];
}

/** Returns a complaint for every sentence that web/src/reasons.rs reads although nobody writes it any more: a sentence is either
 * made there, from its variant, or stands word for word in the engine, the worker or the scripts. */
function gone(page) {
  const file = "web/src/reasons.rs";
  const normal = (text) => text.replace(/\$?\{[^{}]*\}/g, "{}");
  const writers = ["engine/src", "worker/src"].flatMap((folder) => files(folder, ".rs"));
  const scripts = files("web/scripts", ".ts");
  const quoted = (text) => [...text.matchAll(/`([^`]*)`/g)].map((match) => match[1]);
  const written = new Set([...writers, ...scripts].flatMap(({ text }) => [...literals(text).map(({ literal }) => literal), ...quoted(text)]).map(normal));
  const makers = page.filter(({ name }) => !/^web\/src\/(reasons|localized)/.test(name)).map(({ text }) => text).join();
  const enums = readFileSync(inRoot(file), "utf8").split("pub enum ").slice(1);
  return enums.flatMap((text) => {
    const name = /^\w+/.exec(text)[0];
    const variants = [...text.matchAll(/^ +(\w+)(?: \{[^}]*\})? = "(.*)",$/gm)];
    const lost = variants.filter(([, variant, sentence]) => !makers.includes(`${name}::${variant}`) && !written.has(normal(sentence)));
    return lost.map(([, variant]) => `${file}: nobody writes the sentence of ${name}::${variant} any more.`);
  });
}

/** Returns the number of texts and what is wrong with them. */
export async function checkWords() {
  const page = files("web/src", ".rs");
  const calls = [...callsIn(page, IN_RUST), ...callsIn(files("web/scripts", ".ts"), IN_SCRIPTS)];
  const languages = readdirSync(inRoot("web", "lang")).map((name) => path.basename(name, ".ftl")).sort();
  const read = new Map(await Promise.all(languages.map(async (language) => [language, await readLanguage(fileOf(language))])));
  const english = read.get(ENGLISH)?.texts ?? new Map();
  const logic = page.filter(({ name }) => PROSE_FOLDERS.some((folder) => name.startsWith(folder)));
  const complaints = [
    ...complaintsOfCalls(calls, english),
    ...unused(calls, english),
    ...[...read].flatMap(([language, { texts, complaints }]) => [...complaints, ...complaintsOfLanguage(language, texts, english)]),
    ...complaintsOfChoice(languages),
    ...gone(page),
    ...overlooked(logic),
  ];
  return { texts: english.size, complaints };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { texts, complaints } = await checkWords();
  console.log([...complaints, `${texts} texts, ${complaints.length} complaints`].join("\n"));
  process.exitCode = complaints.length ? 1 : 0;
}
