// Packs the page's wasm for the download: all opcodes together, all variables together, and so on. `web/public/unpack.js` reads
// this format and explains the reason.

import {
  BRANCH_TABLE, CODE_SECTION, END, F32_CONST, F64_CONST, PREFIX, SELECT, opensBlock, operands, operandsAfterPrefix, streams, unpack,
} from "../../web/public/unpack.js";

const REST = streams.indexOf("rest");
const OPCODES = streams.indexOf("opcodes");
const BRANCHES = streams.indexOf("branches");
const OTHERS = streams.indexOf("others");

class Packer {
  at = 8;
  out = streams.map(() => []);

  constructor(wasm) {
    this.wasm = wasm;
    this.out[REST].push(wasm.subarray(0, 8));
  }

  copy(stream, count) {
    this.out[stream].push(this.wasm.subarray(this.at, this.at + count));
    this.at += count;
  }

  /** Copies one LEB128 number and returns its low 32 bits. */
  number(stream) {
    const start = this.at;
    const value = this.skip();
    this.out[stream].push(this.wasm.subarray(start, this.at));
    return value;
  }

  /** Skips a number without copying it, because it can be reconstructed from what follows, and returns it. */
  skip() {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = this.wasm[this.at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  instruction() {
    const opcode = this.wasm[this.at];
    const kinds = operands[opcode];
    if (!kinds) throw new Error(`The page's wasm has an instruction that the packer does not know: 0x${opcode.toString(16)}.`);
    this.copy(OPCODES, 1);
    let last = 0;
    for (const stream of kinds) last = this.number(stream);
    if (opcode === BRANCH_TABLE) for (let more = last + 1; more > 0; more -= 1) this.number(BRANCHES);
    else if (opcode === SELECT) this.copy(OTHERS, last);
    else if (opcode === F32_CONST) this.copy(OTHERS, 4);
    else if (opcode === F64_CONST) this.copy(OTHERS, 8);
    else if (opcode === PREFIX) for (let more = operandsAfterPrefix(last); more > 0; more -= 1) this.number(OTHERS);
    return opcode;
  }

  body() {
    this.skip();
    for (let groups = this.number(OTHERS); groups > 0; groups -= 1) {
      this.number(OTHERS);
      this.copy(OTHERS, 1);
    }
    for (let depth = 1; depth > 0; ) {
      const opcode = this.instruction();
      if (opensBlock(opcode)) depth += 1;
      else if (opcode === END) depth -= 1;
    }
  }

  section() {
    const section = this.wasm[this.at];
    this.copy(REST, 1);
    if (section === CODE_SECTION) {
      this.skip();
      for (let bodies = this.number(OTHERS); bodies > 0; bodies -= 1) this.body();
    } else {
      this.copy(REST, this.number(REST));
    }
  }
}

/** Returns the packed file. Throws if unpacking does not restore the original. */
export function pack(wasm) {
  const packer = new Packer(wasm);
  while (packer.at < wasm.length) packer.section();
  const parts = packer.out.map((pieces) => Buffer.concat(pieces));
  const lengths = Buffer.alloc(4 * (streams.length + 1));
  [wasm, ...parts].forEach((part, place) => lengths.writeUInt32LE(part.length, 4 * place));
  const packed = Buffer.concat([lengths, ...parts]);
  if (!wasm.equals(unpack(packed))) throw new Error("The page's wasm does not come out of its packing as it went in.");
  return packed;
}
