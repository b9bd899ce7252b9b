// Reads the Fluent files of the page's languages (web/lang).

import { readFileSync } from "node:fs";
import { inRoot } from "./paths.mjs";

const lineOf = (text, index) => text.slice(0, index).split("\n").length;

/** Returns the names of all values that a part of a message needs. */
function placesIn(node, places = new Set()) {
  if (Array.isArray(node)) {
    for (const part of node) placesIn(part, places);
  } else if (typeof node === "object" && node !== null) {
    if (node.type === "VariableReference") places.add(node.id.name);
    for (const [name, part] of Object.entries(node)) if (name !== "span") placesIn(part, places);
  }
  return places;
}

/** Returns a file's texts by key, each with its places for values and its line, and what is wrong with the file. */
export async function readFluent(file, text) {
  // The package is there only once the set-up has installed it.
  const { parse } = await import("@fluent/syntax");
  const texts = new Map();
  const complaints = [];
  for (const entry of parse(text, { withSpans: true }).body) {
    if (entry.type === "Junk") {
      const line = lineOf(text, entry.span.start);
      complaints.push(`${file}:${line}: this is not Fluent: ${entry.annotations.map(({ message }) => message).join(" ")}`);
    }
    if (entry.type !== "Message") continue;
    const key = entry.id.name;
    const line = lineOf(text, entry.span.start);
    if (texts.has(key)) complaints.push(`${file}:${line}: “${key}” is there twice.`);
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(key)) complaints.push(`${file}:${line}: “${key}” is not written as other keys are: lower-case words joined by hyphens.`);
    texts.set(key, { places: placesIn(entry.value), line });
  }
  return { texts, complaints };
}

/** Splits Fluent text: first the messages whose keys occur in one of the programs `mentions`, then the others. */
export async function splitTexts(text, mentions) {
  const { parse } = await import("@fluent/syntax");
  const messages = parse(text, { withSpans: true }).body.filter((entry) => entry.type === "Message");
  const isMentioned = ({ id }) => mentions.some((program) => program.includes(id.name));
  const written = (entries) => entries.map(({ span }) => text.slice(span.start, span.end)).join("\n");
  return [written(messages.filter(isMentioned)), written(messages.filter((message) => !isMentioned(message)))];
}

export const readLanguage = (file) => readFluent(file, readFileSync(inRoot(file), "utf8"));
