// The page's own model, off the main thread. Messages from the page:
//   {type:"load", name, context, url?, file?}  a model by name: kept in the browser's file system, else fetched from url or given
//                                      as file; prompt and answer have `context` tokens together
//   {type:"begin", id, request}        an answer to a request (JSON text, see worker/src/lib.rs)
//   {type:"stop", id}                  no more of that answer
//   {type:"list"} {type:"remove", name} the kept models
// Messages to the page: {type:"progress", loaded, total} {type:"ready", name, model} {type:"load-failed", message}
//   {type:"waiting", id?}              another tab has its turn
//   {type:"begun", id, begun} {type:"step", id, step} {type:"refused", id, error} {type:"models", models:[{name,size}]}
//   {type:"started"}                   the script runs
//   {type:"died", message}             the engine cannot be used any more; only a new worker can

const FOLDER = "models";
/** Half a download, and what it is half of. */
const PART = ".part";
const PART_FACTS = ".part.json";
/** A half that nobody came back for is removed after a week. */
const PART_MILLIS = 7 * 24 * 3600 * 1000;
/** The page hears of the loading this often, in milliseconds. */
const PROGRESS_MILLIS = 100;
/** What the tabs of this origin take turns at: two models at once would take twice the memory and half the speed. */
const LOCK = "abcb model";

let engine = null;
let module = null;

/** A module whose one function uses an instruction of relaxed SIMD: valid only where the browser has it. */
const RELAXED = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2, 11,
]);

async function loadModule() {
  if (module) return module;
  const build = WebAssembly.validate(RELAXED) ? "relaxed-simd" : "simd128";
  try {
    const loaded = await import(`./engine/${build}/abcb-worker.js`);
    await loaded.default();
    module = loaded;
  } catch (error) {
    // Without memory for it, a network is no help.
    if (isBroken(error)) throw error;
    throw new Error("The part of the page that runs models could not be loaded. Try again when there is a network.");
  }
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

const forget = async (name) => (await folder()).removeEntry(name).catch(() => {});

/** The file beside a model's name that takes the name only when all of it is there. */
class Part {
  static async open(name) {
    try {
      const handle = await (await folder()).getFileHandle(name + PART, { create: true });
      const access = await handle.createSyncAccessHandle();
      const facts = await kept(name + PART_FACTS);
      return new Part(name, handle, access, facts ? JSON.parse(await facts.text()) : null);
    } catch {
      return null; // No file system, or no room: the model works all the same, for this visit.
    }
  }

  constructor(name, handle, access, facts) {
    Object.assign(this, { name, handle, access, facts, at: access.getSize(), failed: false });
  }

  /** The headers that ask for the rest, if there is a half that the server can be asked about. */
  headers() {
    return this.facts?.validator && this.at > 0 ? { Range: `bytes=${this.at}-`, "If-Range": this.facts.validator } : {};
  }

  /** Whether a response is the rest of this half, and not of another file's. */
  isRest(response) {
    return response.status === 206 && response.headers.get("Content-Range") === `bytes ${this.at}-${this.facts?.total - 1}/${this.facts?.total}`;
  }

  /** Begins anew. Without a `validator` the half cannot be gone on with later. */
  async restart(validator, total) {
    this.access.truncate(0);
    this.at = 0;
    this.facts = validator && total ? { validator, total } : null;
    await forget(this.name + PART_FACTS);
    if (!this.facts) return;
    try {
      const handle = await (await folder()).getFileHandle(this.name + PART_FACTS, { create: true });
      const access = await handle.createSyncAccessHandle();
      access.write(new TextEncoder().encode(JSON.stringify(this.facts)));
      access.close();
    } catch {
      this.facts = null;
    }
  }

  *pieces() {
    const buffer = new Uint8Array(4 << 20);
    for (let at = 0; at < this.at; ) {
      const length = this.access.read(buffer.subarray(0, Math.min(buffer.length, this.at - at)), { at });
      if (!length) throw new Error("The half that was kept of the model cannot be read.");
      yield buffer.subarray(0, length);
      at += length;
    }
  }

  write(piece) {
    if (this.failed) return;
    try {
      this.at += this.access.write(piece, { at: this.at });
    } catch {
      this.failed = true;
    }
  }

  /** `complete`: the model takes its name. `worthKeeping`: the rest can be fetched later. Otherwise nothing stays. */
  async close({ complete = false, worthKeeping = false }) {
    this.access.close();
    if (complete && !this.failed) await this.handle.move(this.name);
    else if (worthKeeping && this.facts && !this.failed) return;
    else await forget(this.name + PART);
    await forget(this.name + PART_FACTS);
  }
}

async function ask(url, headers) {
  try {
    return await fetch(url, { headers });
  } catch {
    throw new Error("The model could not be fetched: there is no network, or the server of this page does not answer.");
  }
}

/** How many bytes will come; 0 where the server does not say, or says it of what travels packed. */
const lengthOf = ({ headers }) => (headers.has("Content-Encoding") ? 0 : Number(headers.get("Content-Length")) || 0);

/** Where the model's bytes come from, how many they are, and where they are kept. */
async function source({ name, url, file }) {
  const here = file ?? (await kept(name));
  if (here) {
    const part = file ? await Part.open(name) : null;
    await part?.restart();
    return { stream: here.stream(), total: here.size, part };
  }
  const part = await Part.open(name);
  try {
    let response = await ask(url, part?.headers() ?? {});
    if (part?.isRest(response)) return { stream: response.body, total: part.facts.total, part };
    // Not the half's file any more, or nothing is left to ask for.
    if (response.status === 206 || response.status === 416) {
      response.body?.cancel().catch(() => {});
      response = await ask(url, { "Cache-Control": "no-cache" });
    }
    if (response.status === 404) {
      throw new Error(`The model ${name} is neither kept in this browser nor beside this page. Choose its file again in the settings.`);
    }
    // A part that nobody asked for is not the model.
    if (response.status !== 200) throw new Error(`The model could not be fetched from ${url}: HTTP ${response.status}.`);
    const total = lengthOf(response);
    const etag = response.headers.get("ETag");
    await part?.restart(etag && !etag.startsWith("W/") ? etag : response.headers.get("Last-Modified"), total);
    return { stream: response.body, total, part };
  } catch (error) {
    await part?.close({ worthKeeping: true });
    throw error;
  }
}

function progress(loaded, total, told) {
  const now = performance.now();
  if (now - told < PROGRESS_MILLIS) return told;
  postMessage({ type: "progress", loaded, total });
  return now;
}

/** Reads the source into `bytes` and keeps it; an error says whether the rest is worth fetching later. */
async function read({ stream, total, part }, bytes) {
  let told = 0;
  let loaded = 0;
  for (const piece of part?.pieces() ?? []) {
    bytes.push(piece);
    loaded += piece.length;
    told = progress(loaded, total, told);
  }
  const reader = stream.getReader();
  let isCut = false;
  try {
    for (;;) {
      // A connection that breaks ends the file too early, like a server that does.
      const { done, value } = await reader.read().catch(() => ((isCut = true), { done: true }));
      if (done) break;
      bytes.push(value);
      part?.write(value);
      loaded += value.length;
      told = progress(loaded, total, told);
    }
  } finally {
    reader.cancel().catch(() => {});
    reader.releaseLock();
  }
  if (isCut && !total) throw new Error(`The model did not arrive: the connection broke after ${loaded} bytes.`);
  if (total && loaded !== total) {
    throw Object.assign(new Error(`Only ${loaded} of ${total} bytes of the model arrived.`), { worthKeeping: loaded < total });
  }
}

async function load(wanted) {
  engine?.free();
  engine = null;
  const { ModelFile, Engine, refusal } = await loadModule();
  const from = await source(wanted);
  try {
    // Before a byte is copied.
    const reason = refusal(from.total, navigator.deviceMemory);
    if (reason) throw new Error(reason);
    const bytes = new ModelFile(from.total);
    await read(from, bytes);
    engine = new Engine(bytes, wanted.context);
    await from.part?.close({ complete: true });
  } catch (error) {
    from.stream.cancel().catch(() => {});
    await from.part?.close({ worthKeeping: error?.worthKeeping }).catch(() => {});
    throw error;
  }
  postMessage({ type: "ready", name: wanted.name, model: JSON.parse(engine.describe()) });
}

/** Lets messages in between two steps; a timer would wait four milliseconds each time. */
const rest = (() => {
  const { port1, port2 } = new MessageChannel();
  const waiting = [];
  port1.onmessage = () => waiting.shift()();
  return () => new Promise((resolve) => (waiting.push(resolve), port2.postMessage(null)));
})();

/** Whether the engine itself broke: memory ran out, or it met what it should never meet. Nothing of it can be trusted then. */
const isBroken = (error) => error instanceof WebAssembly.RuntimeError || error instanceof RangeError;

const died = () =>
  postMessage({ type: "died", message: "The model in this page has stopped, probably because memory ran out. It is loaded anew with the next question." });

/** One thing after the other in this worker, and with the other tabs in turn. */
let last = Promise.resolve();
function inTurn(id, signal, work) {
  const turn = async () => {
    if (!navigator.locks) return work();
    let isDone = false;
    await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      isDone = true;
      await work();
    });
    if (isDone) return;
    postMessage({ type: "waiting", id });
    await navigator.locks.request(LOCK, signal ? { signal } : {}, work);
  };
  const mine = last.then(turn);
  last = mine.catch(() => {});
  return mine;
}

/** The answers that are wanted, and how each is stopped. */
const answers = new Map();

async function steps(id, request, signal) {
  if (signal.aborted) return;
  postMessage({ type: "begun", id, begun: engine.begin(request) });
  while (!signal.aborted) {
    const step = engine.step();
    postMessage({ type: "step", id, step });
    if (step.startsWith('{"done"')) return;
    await rest();
  }
}

async function answer({ id, request }) {
  const stopping = new AbortController();
  answers.set(id, stopping);
  try {
    await inTurn(id, stopping.signal, () => steps(id, request, stopping.signal));
  } catch (error) {
    if (isBroken(error)) died();
    else if (!stopping.signal.aborted) postMessage({ type: "refused", id, error: String(error) });
  } finally {
    answers.delete(id);
  }
}

async function tellModels() {
  const models = [];
  try {
    const here = await folder();
    for await (const [name, handle] of here.entries()) {
      if (name.endsWith(PART_FACTS)) continue;
      const file = await handle.getFile();
      if (!name.endsWith(PART)) models.push({ name, size: file.size });
      else if (!(await kept(name.slice(0, -PART.length) + PART_FACTS)) || Date.now() - file.lastModified > PART_MILLIS) {
        // Nobody can go on with it. One that is being written refuses to be removed.
        await here.removeEntry(name).then(() => here.removeEntry(name.slice(0, -PART.length) + PART_FACTS)).catch(() => {});
      }
    }
  } catch {
    // Without a file system nothing is kept.
  }
  postMessage({ type: "models", models });
}

const handlers = {
  load: (message) =>
    inTurn(undefined, null, () => load(message)).catch((error) => {
      if (isBroken(error)) died();
      else postMessage({ type: "load-failed", message: String(error?.message ?? error) });
    }),
  begin: answer,
  stop: ({ id }) => answers.get(id)?.abort(),
  list: tellModels,
  remove: async ({ name }) => {
    for (const file of [name, name + PART, name + PART_FACTS]) await forget(file);
    await tellModels();
  },
};

// The page gives up a worker that never says anything, and what is asked first may take long.
postMessage({ type: "started" });
onmessage = ({ data }) => handlers[data.type](data);
// Something was wanted that nobody can read here, so nothing will come of it.
addEventListener("messageerror", died);
