// Shortens the names of the functions that the page's wasm imports from its glue. wasm-bindgen gives each a descriptive name
// with a hash of sixteen digits, in the wasm and in the glue. Hashes do not compress: they were 8 KB of the first load.

const IMPORTS = 2;
const FUNCTION = 0;
const TABLE = 1;
const MEMORY = 2;
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

function shortName(index) {
  const rest = Math.floor(index / letters.length);
  return (rest > 0 ? shortName(rest - 1) : "") + letters[index % letters.length];
}

/** A sequential reader of the numbers and names in a wasm file. */
class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  name() {
    const length = this.number();
    this.at += length;
    return Buffer.from(this.bytes.subarray(this.at - length, this.at)).toString();
  }

  limits() {
    const hasMaximum = this.number() & 1;
    this.number();
    if (hasMaximum) this.number();
  }

  /** Returns the encoded type of an import. */
  type() {
    const start = this.at;
    const kind = this.number();
    if (kind === FUNCTION) this.number();
    else if (kind === TABLE) this.at += 1;
    else if (kind !== MEMORY) this.at += 2;
    if (kind === TABLE || kind === MEMORY) this.limits();
    return { kind, bytes: this.bytes.subarray(start, this.at) };
  }
}

function number(value) {
  const bytes = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value > 0);
  return Buffer.from(bytes);
}

const text = (name) => Buffer.concat([number(Buffer.byteLength(name)), Buffer.from(name)]);

/** Returns the import section with every function from `module` renamed, and a map from old to new names. */
function renamed(bytes, module) {
  const names = new Map();
  const reader = new Reader(bytes);
  const count = reader.number();
  const entries = [];
  for (let entry = 0; entry < count; entry += 1) {
    const [from, name, type] = [reader.name(), reader.name(), reader.type()];
    if (from === module && type.kind === FUNCTION && !names.has(name)) names.set(name, shortName(names.size));
    entries.push(text(from), text(from === module ? (names.get(name) ?? name) : name), type.bytes);
  }
  return { section: Buffer.concat([number(count), ...entries]), names };
}

/** Returns a wasm file and its glue with short names for the imports from `module`. */
export function shortenImports(wasm, glue, module) {
  const parts = [wasm.subarray(0, 8)];
  let names = new Map();
  for (const reader = new Reader(wasm, 8); reader.at < wasm.length; ) {
    const start = reader.at;
    const id = reader.number();
    const end = reader.number() + reader.at;
    const found = id === IMPORTS && renamed(wasm.subarray(reader.at, end), module);
    if (found) names = found.names;
    parts.push(...(found ? [number(id), number(found.section.length), found.section] : [wasm.subarray(start, end)]));
    reader.at = end;
  }
  const short = glue.replace(/^( *)(\w+)(?=: )/gm, (line, indent, name) => (names.has(name) ? indent + names.get(name) : line));
  const isRenamed = [...names].every(([, name]) => new RegExp(`^ *${name}: `, "m").test(short));
  if (!isRenamed) throw new Error("What wasm-bindgen writes has changed: not every import is in its glue.");
  return { wasm: Buffer.concat(parts), glue: short };
}
