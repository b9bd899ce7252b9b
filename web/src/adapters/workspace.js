// Files below a directory of the browser's file system. Paths are lists of names. Throws one of the words that
// workspace.rs knows, or the browser's exception.

/** @typedef {FileSystemDirectoryHandle} Directory */
/** @typedef {readonly string[]} Path */
/** @typedef {"below-file" | "not-found" | "is-directory" | "is-file" | "too-large" | "not-text"} Word */

const isErrorNamed = (/** @type {unknown} */ error, /** @type {string} */ name) =>
  typeof error === "object" && error !== null && "name" in error && error.name === name;

const FOLDER = "workspace";

export async function privateRoot() {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

/**
 * Throws `word` if the entry exists but is a file instead of a directory, or the other way round.
 * @template T
 * @param {Promise<T>} handle
 * @param {Word} word
 */
function otherwise(handle, word) {
  return handle.catch((/** @type {unknown} */ error) => {
    throw isErrorNamed(error, "TypeMismatchError") ? word : error;
  });
}

/**
 * @param {Directory} root
 * @param {Path} names
 * @param {boolean} create
 */
async function parentOf(root, names, create) {
  let directory = root;
  for (const name of names.slice(0, -1)) {
    directory = await otherwise(directory.getDirectoryHandle(name, { create }), create ? "below-file" : "not-found");
  }
  return directory;
}

/**
 * @param {Directory} root
 * @param {Path} names
 */
async function fileAt(root, names, create = false) {
  const name = names.at(-1);
  if (name === undefined) throw "is-directory";
  const parent = await parentOf(root, names, create);
  return otherwise(parent.getFileHandle(name, { create }), "is-directory");
}

/**
 * @param {Directory} root
 * @param {Path} names
 */
async function directoryAt(root, names) {
  const name = names.at(-1);
  if (name === undefined) return root;
  const parent = await parentOf(root, names, false);
  return otherwise(parent.getDirectoryHandle(name), "is-file");
}

/**
 * @param {Directory} root
 * @param {Path} names
 * @param {number} maxBytes
 */
export async function readText(root, names, maxBytes) {
  const file = await (await fileAt(root, names)).getFile();
  if (file.size > maxBytes) throw "too-large";
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw "not-text";
  }
}

/**
 * @param {Directory} root
 * @param {Path} names
 */
export async function readBytes(root, names) {
  return new Uint8Array(await (await (await fileAt(root, names)).getFile()).arrayBuffer());
}

/**
 * Returns a text that changes when the file does.
 * @param {Directory} root
 * @param {Path} names
 */
export async function stampOf(root, names) {
  const { size, lastModified } = await (await fileAt(root, names)).getFile();
  return `${size} ${lastModified}`;
}

/**
 * Lists what is in a directory.
 * @param {Directory} root
 * @param {Path} names
 */
export async function listEntries(root, names) {
  const found = [];
  for await (const [name, { kind }] of (await directoryAt(root, names)).entries()) {
    found.push({ name, isDirectory: kind === "directory" });
  }
  return found;
}

/**
 * Writes a file. Existing content is replaced when the write is complete.
 * @param {Directory} root
 * @param {Path} names
 * @param {string | Blob | Uint8Array<ArrayBuffer>} content
 */
export async function writeWhole(root, names, content) {
  const handle = await fileAt(root, names, true);
  if (!("createWritable" in handle)) throw "no-writing";
  const writable = await handle.createWritable();
  try {
    await writable.write(content);
    await writable.close();
  } catch (error) {
    await writable.abort().catch(() => {});
    throw error;
  }
}

/**
 * Lists all files below a directory, with their sizes in bytes.
 * @param {Directory} directory
 * @returns {Promise<{ path: string, size: number }[]>}
 */
export async function listFiles(directory, above = "") {
  const found = [];
  for await (const [name, handle] of directory.entries()) {
    const path = above + name;
    if (handle instanceof FileSystemDirectoryHandle) found.push(...(await listFiles(handle, `${path}/`)));
    else if (handle instanceof FileSystemFileHandle) found.push({ path, size: (await handle.getFile()).size });
  }
  return found;
}

/**
 * @param {Directory} root
 * @param {Path} names
 */
export async function removeFile(root, names) {
  await (await parentOf(root, names, false)).removeEntry(names.at(-1) ?? "");
}

/**
 * @param {Directory} root
 * @param {Path} names
 */
export async function downloadFile(root, names) {
  const file = await (await fileAt(root, names)).getFile();
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: names.at(-1) ?? "" });
  link.click();
  URL.revokeObjectURL(link.href);
}

export const canPick = () => "showDirectoryPicker" in window;

/**
 * Lets the user pick a directory. Returns undefined if the user cancels. The browser remembers the place under `id`.
 * @param {string} id
 */
export async function pickDirectory(id) {
  try {
    return await showDirectoryPicker({ id, mode: "readwrite" });
  } catch (error) {
    if (isErrorNamed(error, "AbortError")) return undefined;
    throw error;
  }
}

/**
 * With `ask` the browser asks the user, which needs a preceding click.
 * @param {Directory} directory
 * @param {boolean} ask
 */
export async function isGranted(directory, ask) {
  /** @type {DirectoryPermission} */
  const wanted = { mode: "readwrite" };
  return (await (ask ? directory.requestPermission(wanted) : directory.queryPermission(wanted))) === "granted";
}
