// The engine's wasm (the crate abcb-worker), built twice: with relaxed SIMD, which is faster, and without.

import type { AnswerRequest, StartedAnswer, EngineRefusal, EngineStep, ModelDescription } from "../messages.ts";

/** The module that wasm-bindgen generates from worker/src/lib.rs. Loading throws strings, and answering throws an `EngineRefusal`;
 * a broken engine throws an error. */
export interface EngineModule {
  /** Fetches and initializes the wasm. */
  default(): Promise<unknown>;
  readonly ModelFile: new (size: number) => ModelFile;
  /** The engine's constructor, which takes ownership of the file. */
  readonly Engine: new (file: ModelFile, context: number) => Engine;
  /** Returns the reason why a model of this size cannot be loaded on this device, or undefined. */
  refusal(size: number, deviceMemory: number | undefined): string | undefined;
}

export interface ModelFile {
  push(chunk: Uint8Array): void;
}

export interface Engine {
  describe(): ModelDescription;
  begin(request: AnswerRequest): StartedAnswer;
  step(): EngineStep;
  free(): void;
}

/** A module whose only function uses a relaxed SIMD instruction: it validates only if the browser supports that. */
const RELAXED_SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2, 11,
]);

/** Returns whether the engine itself is broken: out of memory or in an impossible state. It must not be used any more. */
export const isBroken = (error: unknown) => error instanceof WebAssembly.RuntimeError || error instanceof RangeError;

/** Returns the reason why there is no answer, from whatever was thrown. */
export function refusalOf(error: unknown): EngineRefusal {
  return isRefusal(error) ? error : { message: error instanceof Error ? error.message : String(error) };
}

function isRefusal(error: unknown): error is EngineRefusal {
  return typeof error === "object" && error !== null && !(error instanceof Error) && "message" in error;
}

function isEngineModule(module: unknown): module is EngineModule {
  if (typeof module !== "object" || module === null) return false;
  return ["default", "ModelFile", "Engine", "refusal"].every((name) => typeof Reflect.get(module, name) === "function");
}

async function importModule(): Promise<EngineModule> {
  const build = WebAssembly.validate(RELAXED_SIMD_PROBE) ? "relaxed-simd" : "simd128";
  const address = `./${build}/abcb-worker.js`;
  const module: unknown = await import(address);
  if (!isEngineModule(module)) throw new TypeError(`${address} is not the engine.`);
  await module.default();
  return module;
}

let engineModule: EngineModule | undefined;

export async function loadEngineModule(): Promise<EngineModule> {
  try {
    return (engineModule ??= await importModule());
  } catch (error) {
    // Out of memory, for example: the advice about the network does not apply.
    if (isBroken(error)) throw error;
    throw new Error("The part of the page that runs models could not be loaded. Try again when there is a network.", { cause: error });
  }
}
