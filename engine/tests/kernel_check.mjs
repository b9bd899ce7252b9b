// Builds the kernels for WebAssembly, once with simd128 and once with relaxed SIMD, and compares each with the reference.
// Run: node --experimental-wasm-relaxed-simd engine/tests/kernel_check.mjs   (the flag is needed before node 22)
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const target = process.env.CARGO_TARGET_DIR ?? 'target';
let failed = 0;
for (const [name, features] of [['simd128', '+simd128'], ['relaxed-simd', '+simd128,+relaxed-simd'], ['scalar', '']]) {
  const folder = `${target}/kernel-check-${name}`;
  const build = ['build', '-q', '--release', '-p', 'abcb-engine', '--example', 'kernel_check', '--target', 'wasm32-unknown-unknown'];
  const rustflags = features ? `-C target-feature=${features}` : '';
  execFileSync('cargo', build, { stdio: 'inherit', env: { ...process.env, CARGO_TARGET_DIR: folder, RUSTFLAGS: rustflags } });
  const wasm = readFileSync(`${folder}/wasm32-unknown-unknown/release/examples/kernel_check.wasm`);
  const { instance } = await WebAssembly.instantiate(wasm, {});
  const { kernel_check, complaint, memory } = instance.exports;
  const length = kernel_check();
  const text = new TextDecoder().decode(new Uint8Array(memory.buffer, complaint(), length));
  console.log(length === 0 ? `ok   ${name}` : `FAIL ${name}: ${text}`);
  failed += length === 0 ? 0 : 1;
}
console.log(`${3 - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
