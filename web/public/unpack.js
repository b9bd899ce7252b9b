// The page's wasm as it travels. In a wasm file every instruction stands beside its operands: opcodes, variables, addresses and
// constants in turns, which compresses badly, since each looks unlike its neighbours. Here all of one kind stand together, and
// the file is an eighth smaller after compression. `unpack` puts them back byte by byte; the build (scripts/after-build/pack.mjs)
// writes the other direction with the same table, and checks that what comes out is what went in.

/** What stands together. `rest` is the file without its code. */
export const streams = ["rest", "opcodes", "types", "branches", "calls", "locals", "globals", "aligns", "offsets", "constants", "others"];
const [, , TYPES, BRANCHES, CALLS, LOCALS, GLOBALS, ALIGNS, OFFSETS, CONSTANTS, OTHERS] = streams.keys();

export const CODE_SECTION = 10;
export const END = 0x0b;
export const BRANCH_TABLE = 0x0e;
export const SELECT = 0x1c;
export const F32_CONST = 0x43;
export const F64_CONST = 0x44;
export const PREFIX = 0xfc;
export const opensBlock = (/** @type {number} */ opcode) => opcode >= 0x02 && opcode <= 0x04;

/**
 * By opcode, the streams of its operands, each a number. `undefined` for instructions that the page's program does not have.
 * @type {number[][]}
 */
export const operands = [];
/** @type {(first: number, last: number, ...kinds: number[]) => void} */
const are = (first, last, ...kinds) => operands.fill(kinds, first, last + 1);
operands.length = 256;
are(0x00, 0x01);
are(0x02, 0x04, TYPES);
operands[0x05] = operands[END] = operands[0x0f] = [];
are(0x0c, 0x0d, BRANCHES);
// How many targets follow, and a last one, see `BRANCH_TABLE`.
are(BRANCH_TABLE, BRANCH_TABLE, BRANCHES);
are(0x10, 0x10, CALLS);
are(0x11, 0x11, TYPES, TYPES);
are(0x1a, 0x1b);
// How many types follow.
are(SELECT, SELECT, OTHERS);
are(0x20, 0x22, LOCALS);
are(0x23, 0x24, GLOBALS);
are(0x25, 0x26, OTHERS);
are(0x28, 0x3e, ALIGNS, OFFSETS);
are(0x3f, 0x40, OTHERS);
are(0x41, 0x42, CONSTANTS);
are(F32_CONST, F64_CONST);
are(0x45, 0xc4);
operands[0xd0] = [TYPES];
operands[0xd1] = [];
operands[0xd2] = [OTHERS];
are(PREFIX, PREFIX, OTHERS);

/** How many operands follow the number after `PREFIX`: conversions have none, copies have two, the others one. */
export const operandsAfterPrefix = (/** @type {number} */ number) => (number < 8 ? 0 : [8, 10, 12, 14].includes(number) ? 2 : 1);

/**
 * The wasm file that was packed. Fails on bytes that were not.
 * @param {Uint8Array} packed
 */
export function unpack(packed) {
  const lengths = new DataView(packed.buffer, packed.byteOffset, 4 * (streams.length + 1));
  const size = lengths.getUint32(0, true);
  const ends = new Uint32Array(streams.length);
  const at = new Uint32Array(streams.length);
  let start = lengths.byteLength;
  for (let stream = 0; stream < streams.length; stream += 1) {
    at[stream] = start;
    start += lengths.getUint32(4 * (stream + 1), true);
    ends[stream] = start;
  }
  const wasm = new Uint8Array(size);
  let to = 0;

  const copy = (/** @type {number} */ stream, /** @type {number} */ count) => {
    wasm.set(packed.subarray(at[stream], at[stream] + count), to);
    at[stream] += count;
    to += count;
  };
  /** Copies one number and gives it back, as far as it fits into 32 bits. */
  const number = (/** @type {number} */ stream) => {
    const first = packed[at[stream]++];
    wasm[to++] = first;
    // Most are a single byte, and there are half a million of them.
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let shift = 7; ; shift += 7) {
      const byte = packed[at[stream]++];
      wasm[to++] = byte;
      value |= (byte & 0x7f) << shift;
      if (!(byte >= 0x80)) return value >>> 0;
    }
  };
  const write = (/** @type {number} */ value) => {
    for (; value > 0x7f; value >>>= 7) wasm[to++] = (value & 0x7f) | 0x80;
    wasm[to++] = value;
  };
  /** @type {(value: number) => number} */
  const lengthOf = (value) => (value < 0x80 ? 1 : 1 + lengthOf(value >>> 7));

  const instruction = () => {
    const opcode = packed[at[1]++];
    wasm[to++] = opcode;
    const kinds = operands[opcode];
    let last = 0;
    for (let kind = 0; kind < kinds.length; kind += 1) last = number(kinds[kind]);
    if (opcode >= 0x20 && opcode < F32_CONST) return opcode;
    if (opcode === BRANCH_TABLE) for (let more = last + 1; more > 0; more -= 1) number(BRANCHES);
    else if (opcode === SELECT) copy(OTHERS, last);
    else if (opcode === F32_CONST) copy(OTHERS, 4);
    else if (opcode === F64_CONST) copy(OTHERS, 8);
    else if (opcode === PREFIX) for (let more = operandsAfterPrefix(last); more > 0; more -= 1) number(OTHERS);
    return opcode;
  };
  /** Does what makes a part of the file, and puts its length before it. */
  const withLength = (/** @type {() => void} */ make) => {
    const begun = to;
    make();
    const length = to - begun;
    wasm.copyWithin(begun + lengthOf(length), begun, to);
    to = begun;
    write(length);
    to += length;
  };
  const body = () => {
    for (let groups = number(OTHERS); groups > 0; groups -= 1) {
      number(OTHERS);
      copy(OTHERS, 1);
    }
    for (let depth = 1; depth > 0; ) {
      const opcode = instruction();
      if (opensBlock(opcode)) depth += 1;
      else if (opcode === END) depth -= 1;
    }
  };
  const code = () => {
    for (let bodies = number(OTHERS); bodies > 0; bodies -= 1) withLength(body);
  };

  copy(0, 8);
  while (to < size) {
    const section = packed[at[0]++];
    wasm[to++] = section;
    if (section === CODE_SECTION) withLength(code);
    else copy(0, number(0));
  }
  if (at.some((place, stream) => place !== ends[stream])) throw new Error("The page's program is damaged.");
  return wasm;
}
