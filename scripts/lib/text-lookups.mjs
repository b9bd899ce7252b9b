// Finds the texts that sources look up, and the literals that they contain. Reads Rust and TypeScript as text.

const STRING = String.raw`"((?:[^"\\]|\\[\s\S])*)"`;

/** Returns the value of a string literal. */
const unescapeLiteral = (text) =>
  text
    .replace(/\\\r?\n\s*/g, "")
    .replace(/\\u\{([0-9a-f]+)\}/gi, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/\\n/g, "\n")
    .replace(/\\(["'\\])/g, "$1");

/** Removes comments and test code. Line breaks stay, so that line numbers are correct. */
export const stripComments = (text) =>
  text
    .replace(/^\s*\/\/.*$/gm, "")
    .replace(/#\[cfg\(test\)\]\s*mod \w+ \{[\s\S]*$/, (tests) => tests.replace(/[^\n]/g, ""));

const lineOf = (text, index) => text.slice(0, index).split("\n").length;

/** Returns what is between the bracket at `open` and the one that closes it. */
function bracketContent(text, open) {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    const literal = /^(?:"(?:[^"\\]|\\[\s\S])*"|'(?:\\.|[^\\'])')/.exec(text.slice(at, at + 2000));
    if (literal) at += literal[0].length - 1;
    else if ("([{".includes(text[at])) depth += 1;
    else if (")]}".includes(text[at])) {
      depth -= 1;
      if (depth === 0) return text.slice(open + 1, at);
    }
  }
  return text.slice(open + 1);
}

/** Returns the parts between the commas outside brackets. */
function splitArguments(text) {
  const found = [""];
  for (let at = 0; at < text.length; at += 1) {
    const literal = /^(?:"(?:[^"\\]|\\[\s\S])*"|'(?:\\.|[^\\'])')/.exec(text.slice(at, at + 2000))?.[0];
    const nested = "([{".includes(text[at]) ? text[at] + bracketContent(text, at) + " " : undefined;
    const piece = literal ?? nested ?? text[at];
    if (piece === ",") found.push("");
    else found[found.length - 1] += piece;
    at += piece.length - 1;
  }
  return found.map((part) => part.trim()).filter(Boolean);
}

/** Returns the names of the values in `args![n = 1]` or `{ n: 1 }`; undefined if it is neither. */
function valueNames(values) {
  if (values === undefined) return [];
  const open = values.startsWith("args![") ? "args!".length : 0;
  if (!"[{".includes(values[open]) || (open === 0 && values[0] !== "{")) return undefined;
  return splitArguments(bracketContent(values, open)).map((part) => /^\w+/.exec(part)?.[0]);
}

/** Returns every call of one of the functions: its key, the names of its values, and its position. `functions` has the names of the
 * functions, each with the values that it passes implicitly. The key or the values are undefined if they cannot be read. */
export function findCalls(sources, functions) {
  const start = new RegExp(String.raw`(?<![\w.:]|fn |function )(${Object.keys(functions).join("|")})\(`, "g");
  const calls = [];
  for (const { name, text } of sources) {
    for (const match of text.matchAll(start)) {
      const [first = "", second] = splitArguments(bracketContent(text, match.index + match[1].length));
      const key = new RegExp(`^${STRING}$`).exec(first)?.[1];
      const implicitValues = functions[match[1]];
      const values = implicitValues.length > 0 ? implicitValues : valueNames(second);
      calls.push({ key, values, where: `${name}:${lineOf(text, match.index)}` });
    }
  }
  return calls;
}

/** Returns every string literal, with the code directly before and after it. */
export function findLiterals(text) {
  const token = new RegExp(String.raw`r(#+)"[\s\S]*?"\1|'(?:\\.|[^\\'])'|${STRING}`, "g");
  return [...text.matchAll(token)]
    .filter((match) => match[2] !== undefined)
    .map((match) => ({
      literal: unescapeLiteral(match[2]),
      line: lineOf(text, match.index),
      before: text.slice(Math.max(0, match.index - 400), match.index),
      after: text.slice(match.index + match[0].length, match.index + match[0].length + 100),
    }));
}
