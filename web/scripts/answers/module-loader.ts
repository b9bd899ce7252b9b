// Large, seldom needed libraries. Each is a file beside this script and is fetched at its first use.

/** Returns the URL of `file` after `failures` failed tries. A browser remembers for the life of the page that an import failed, so
 * each retry uses a new URL. */
export const retryUrl = (file: string, failures: number) => (failures > 0 ? `${file}?again=${failures}` : file);

/** Returns a function that calls `load` once and caches the result; after a failure the next call tries again. */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () =>
    (loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
}

/** Returns a function that loads the module in `file`, which must pass `isExpected`. `onFirstFailure` is called at the first
 * failure. */
export function createModuleLoader<T>(file: string, isExpected: (module: unknown) => module is T, onFirstFailure: () => void = () => {}) {
  let failures = 0;
  return once(async () => {
    try {
      const url = new URL(retryUrl(file, failures), import.meta.url).href;
      const module: unknown = await import(url);
      if (!isExpected(module)) throw new TypeError(`The module ${file} is not the expected one.`);
      return module;
    } catch (error) {
      failures += 1;
      if (failures === 1) onFirstFailure();
      throw error;
    }
  });
}

/** Returns whether `module` exports a function called `name`. */
export function exportsFunction(module: unknown, name: string) {
  return typeof module === "object" && module !== null && typeof Reflect.get(module, name) === "function";
}
