// Removes exports from a wasm file. What only they need is removed by the tools that run after this.

const EXPORTS = 7;
const HEADER_BYTES = 8;

/** Reads a wasm file from `offset`. */
class Reader {
  constructor(bytes, offset) {
    this.bytes = bytes;
    this.offset = offset;
  }

  byte() {
    return this.bytes[this.offset++];
  }

  /** Returns an unsigned integer in the LEB128 encoding. */
  integer() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  }

  text() {
    const end = this.integer() + this.offset;
    const text = this.bytes.toString("utf8", this.offset, end);
    this.offset = end;
    return text;
  }
}

const encodeInteger = (value) => Buffer.from(value < 128 ? [value] : [128 + (value % 128), ...encodeInteger(Math.floor(value / 128))]);

/** Returns the content of the section of exports without those that `isUnwanted` names. */
function filterExports(content, isUnwanted) {
  const reader = new Reader(content, 0);
  const kept = [];
  for (let rest = reader.integer(); rest > 0; rest -= 1) {
    const start = reader.offset;
    const name = reader.text();
    reader.byte();
    reader.integer();
    if (!isUnwanted(name)) kept.push(content.subarray(start, reader.offset));
  }
  return Buffer.concat([encodeInteger(kept.length), ...kept]);
}

/** Returns the wasm file without the exports that `isUnwanted` names. */
export function removeExports(bytes, isUnwanted) {
  const parts = [bytes.subarray(0, HEADER_BYTES)];
  const reader = new Reader(bytes, HEADER_BYTES);
  while (reader.offset < bytes.length) {
    const id = reader.byte();
    const end = reader.integer() + reader.offset;
    const content = bytes.subarray(reader.offset, end);
    const kept = id === EXPORTS ? filterExports(content, isUnwanted) : content;
    parts.push(Buffer.from([id]), encodeInteger(kept.length), kept);
    reader.offset = end;
  }
  return Buffer.concat(parts);
}
