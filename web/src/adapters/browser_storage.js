// The browser's storage of this page. What a browser does not tell is left out of the answer.

/** Returns the size of all files below a directory of the origin's private file system in bytes; 0 if there is none. */
async function sizeOf(/** @type {string} */ name) {
  const root = await navigator.storage.getDirectory();
  for await (const [entry, handle] of root.entries()) {
    if (entry === name && handle instanceof FileSystemDirectoryHandle) return sizeBelow(handle);
  }
  return 0;
}

async function sizeBelow(/** @type {FileSystemDirectoryHandle} */ directory) {
  let size = 0;
  for await (const handle of directory.values()) {
    if (handle instanceof FileSystemDirectoryHandle) size += await sizeBelow(handle);
    else if (handle instanceof FileSystemFileHandle) size += (await handle.getFile()).size;
  }
  return size;
}

/**
 * @template T
 * @param {() => Promise<T>} measure
 */
async function orUnknown(measure) {
  try {
    return await measure();
  } catch {
    return undefined;
  }
}

/** Measures what this page stores. */
export async function measure() {
  const [estimate, files, models, persistent] = await Promise.all([
    orUnknown(() => navigator.storage.estimate()),
    orUnknown(() => sizeOf("workspace")),
    orUnknown(() => sizeOf("models")),
    orUnknown(() => navigator.storage.persisted()),
  ]);
  const details = estimate?.usageDetails;
  return {
    used: estimate?.usage,
    quota: estimate?.quota,
    // Chromium names only the kinds that take any space.
    database: details && (details.indexedDB ?? 0),
    program: details && (details.caches ?? 0),
    files,
    models,
    persistent,
  };
}

/** Asks the browser to keep the data. Returns undefined if it cannot be asked. */
export const persist = () => orUnknown(() => navigator.storage.persist());

/** Whether the page runs as an installed app. */
export const isInstalled = () =>
  matchMedia("(display-mode: standalone)").matches || ("standalone" in navigator && navigator.standalone === true);
