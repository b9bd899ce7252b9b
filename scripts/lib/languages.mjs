// Reads the Fluent files of the page's languages (web/lang).

import { readFileSync } from "node:fs";
import { inRoot } from "./paths.mjs";

const lineOf = (text, index) => text.slice(0, index).split("\n").length;

/** Returns the names of all values that a part of a message needs. */
function placeholdersIn(node, placeholders = new Set()) {
  if (Array.isArray(node)) {
    for (const part of node) placeholdersIn(part, placeholders);
  } else if (typeof node === "object" && node !== null) {
    if (node.type === "VariableReference") placeholders.add(node.id.name);
    for (const [name, part] of Object.entries(node)) if (name !== "span") placeholdersIn(part, placeholders);
  }
  return placeholders;
}

/** Returns a file's texts by key, each with its placeholders and its line, and the errors of the file. */
export async function readFluent(file, text) {
  // The package is available only after the set-up has installed it.
  const { parse } = await import("@fluent/syntax");
  const texts = new Map();
  const errors = [];
  for (const entry of parse(text, { withSpans: true }).body) {
    if (entry.type === "Junk") {
      const line = lineOf(text, entry.span.start);
      errors.push(`${file}:${line}: this is not Fluent: ${entry.annotations.map(({ message }) => message).join(" ")}`);
    }
    if (entry.type !== "Message") continue;
    const key = entry.id.name;
    const line = lineOf(text, entry.span.start);
    if (texts.has(key)) errors.push(`${file}:${line}: “${key}” occurs twice.`);
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(key)) errors.push(`${file}:${line}: “${key}” must be lower-case words joined by hyphens.`);
    texts.set(key, { placeholders: placeholdersIn(entry.value), line });
  }
  return { texts, errors };
}

/** Splits Fluent text: first the messages whose keys occur in one of `programs`, then the others. */
export async function splitTexts(text, programs) {
  const { parse } = await import("@fluent/syntax");
  const messages = parse(text, { withSpans: true }).body.filter((entry) => entry.type === "Message");
  const isMentioned = ({ id }) => programs.some((program) => program.includes(id.name));
  const textOf = (entries) => entries.map(({ span }) => text.slice(span.start, span.end)).join("\n");
  return [textOf(messages.filter(isMentioned)), textOf(messages.filter((message) => !isMentioned(message)))];
}

export const readLanguage = (file) => readFluent(file, readFileSync(inRoot(file), "utf8"));
