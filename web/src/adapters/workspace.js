// Files below a directory of the browser's file system. Paths are lists of names. What is thrown is a word that workspace.rs
// knows, or what the browser threw.

const FOLDER = "workspace";

export async function privateRoot() {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

/** Throws `word` where a name is there, but is not what was wanted. */
function otherwise(handle, word) {
  return handle.catch((error) => {
    throw error.name === "TypeMismatchError" ? word : error;
  });
}

async function parentOf(root, names, create) {
  let directory = root;
  for (const name of names.slice(0, -1)) {
    directory = await otherwise(directory.getDirectoryHandle(name, { create }), create ? "below-file" : "not-found");
  }
  return directory;
}

async function fileAt(root, names, create = false) {
  if (names.length === 0) throw "is-directory";
  const parent = await parentOf(root, names, create);
  return otherwise(parent.getFileHandle(names.at(-1), { create }), "is-directory");
}

async function directoryAt(root, names) {
  if (names.length === 0) return root;
  const parent = await parentOf(root, names, false);
  return otherwise(parent.getDirectoryHandle(names.at(-1)), "is-file");
}

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

/** The names in a directory; those of directories end in a slash. */
export async function listNames(root, names) {
  const found = [];
  for await (const [name, { kind }] of (await directoryAt(root, names)).entries()) {
    found.push(kind === "directory" ? `${name}/` : name);
  }
  return found;
}

/** What was there before is replaced when the writing is done. `content` is a text or a file. */
export async function writeWhole(root, names, content) {
  const handle = await fileAt(root, names, true);
  if (!handle.createWritable) throw new Error("this browser does not let a page write files");
  const writable = await handle.createWritable();
  try {
    await writable.write(content);
    await writable.close();
  } catch (error) {
    await writable.abort().catch(() => {});
    throw error;
  }
}

/** Every file below, as its size and its path. */
export async function listFiles(directory, above = "") {
  const found = [];
  for await (const [name, handle] of directory.entries()) {
    const path = above + name;
    if (handle.kind === "directory") found.push(...(await listFiles(handle, `${path}/`)));
    else found.push(`${(await handle.getFile()).size} ${path}`);
  }
  return found;
}

export async function removeFile(root, names) {
  await (await parentOf(root, names, false)).removeEntry(names.at(-1));
}

export async function downloadFile(root, names) {
  const file = await (await fileAt(root, names)).getFile();
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: names.at(-1) });
  link.click();
  URL.revokeObjectURL(link.href);
}

export const canPick = () => "showDirectoryPicker" in window;

/** Undefined where the user thinks better of it. */
export async function pickDirectory() {
  try {
    return await showDirectoryPicker({ id: "abcb", mode: "readwrite" });
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

/** `ask` shows the browser's question, which needs a click before it. */
export async function isGranted(directory, ask) {
  const mode = { mode: "readwrite" };
  return (await (ask ? directory.requestPermission(mode) : directory.queryPermission(mode))) === "granted";
}
