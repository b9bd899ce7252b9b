// The page's own model, off the main thread. Messages from the page:
//   {type:"load", name, url?, file?}   a model by name: kept in the browser's file system, else fetched from url or given as file
//   {type:"begin", id, request}        an answer to a request (JSON text, see worker/src/lib.rs)
//   {type:"stop", id}                  no more of that answer
//   {type:"list"} {type:"remove", name} the kept models
// Messages to the page: {type:"progress", loaded, total} {type:"ready", model} {type:"load-failed", message}
//   {type:"step", id, step} {type:"refused", id, error} {type:"models", models:[{name,size}]}

const FOLDER = "models";
// Prompt and answer together, in tokens. The cache of SmolLM2 grows by 46 KB with each: this many keep the page below 2.2 times
// the size of the file.
const CONTEXT = 2048;
/** The page hears of the loading this often, in milliseconds. */
const PROGRESS_MILLIS = 100;

let engine = null;
let module = null;
let current = null;

/** A module whose one function uses an instruction of relaxed SIMD: valid only where the browser has it. */
const RELAXED = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2, 11,
]);

async function loadModule() {
  if (module) return module;
  const build = WebAssembly.validate(RELAXED) ? "relaxed-simd" : "simd128";
  const loaded = await import(`./engine/${build}/abcb-worker.js`);
  await loaded.default();
  module = loaded;
  return module;
}

async function folder() {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

async function kept(name) {
  try {
    return await (await (await folder()).getFileHandle(name)).getFile();
  } catch {
    return null;
  }
}

/** Writes pieces beside the model's name and takes the name only when all of it is there. */
class Keeper {
  static async open(name) {
    try {
      const models = await folder();
      const handle = await models.getFileHandle(`${name}.part`, { create: true });
      const access = await handle.createSyncAccessHandle();
      access.truncate(0);
      return new Keeper(name, handle, access);
    } catch {
      return null; // No file system, or no room: the model works all the same, for this visit.
    }
  }

  constructor(name, handle, access) {
    Object.assign(this, { name, handle, access, at: 0, failed: false });
  }

  write(piece) {
    if (this.failed) return;
    try {
      this.at += this.access.write(piece, { at: this.at });
    } catch {
      this.failed = true;
    }
  }

  async close(complete) {
    this.access.close();
    const models = await folder();
    if (complete && !this.failed) await this.handle.move(this.name);
    else await models.removeEntry(`${this.name}.part`);
  }
}

/** The model's bytes as a stream and how many they are, from wherever they are nearest. */
async function source({ name, url, file }) {
  const here = file ?? (await kept(name));
  if (here) return { stream: here.stream(), total: here.size, keep: Boolean(file) };
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The model could not be fetched from ${url}: HTTP ${response.status}.`);
  return { stream: response.body, total: Number(response.headers.get("Content-Length")) || 0, keep: true };
}

async function load(wanted) {
  engine?.free();
  engine = null;
  const { ModelFile, Engine } = await loadModule();
  const { stream, total, keep } = await source(wanted);
  const keeper = keep ? await Keeper.open(wanted.name) : null;
  const bytes = new ModelFile(total);
  let loaded = 0;
  let told = 0;
  try {
    for (const reader = stream.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes.push(value);
      keeper?.write(value);
      loaded += value.length;
      if (performance.now() - told > PROGRESS_MILLIS) {
        told = performance.now();
        postMessage({ type: "progress", loaded, total });
      }
    }
    if (total && loaded !== total) throw new Error(`Only ${loaded} of ${total} bytes of the model arrived.`);
    engine = new Engine(bytes, CONTEXT);
    await keeper?.close(true);
  } catch (error) {
    await keeper?.close(false).catch(() => {});
    throw error;
  }
  postMessage({ type: "ready", model: JSON.parse(engine.describe()) });
}

/** Lets messages in between two steps; a timer would wait four milliseconds each time. */
const rest = (() => {
  const { port1, port2 } = new MessageChannel();
  let resume = null;
  port1.onmessage = () => resume();
  return () => new Promise((resolve) => ((resume = resolve), port2.postMessage(null)));
})();

async function answer({ id, request }) {
  current = id;
  try {
    engine.begin(request);
  } catch (error) {
    postMessage({ type: "refused", id, error: String(error) });
    return;
  }
  while (current === id) {
    let step;
    try {
      step = engine.step();
    } catch (error) {
      postMessage({ type: "refused", id, error: JSON.stringify({ message: String(error) }) });
      return;
    }
    postMessage({ type: "step", id, step });
    if (step.startsWith('{"done"')) return;
    await rest();
  }
}

async function tellModels() {
  const models = [];
  try {
    for await (const [name, handle] of (await folder()).entries()) {
      if (!name.endsWith(".part")) models.push({ name, size: (await handle.getFile()).size });
    }
  } catch {
    // Without a file system nothing is kept.
  }
  postMessage({ type: "models", models });
}

const handlers = {
  load: (message) =>
    load(message).catch((error) => postMessage({ type: "load-failed", message: String(error?.message ?? error) })),
  begin: answer,
  stop: ({ id }) => {
    if (current === id) current = null;
  },
  list: tellModels,
  remove: async ({ name }) => {
    await (await folder()).removeEntry(name).catch(() => {});
    await tellModels();
  },
};

onmessage = ({ data }) => handlers[data.type](data);
