import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { type Caches, type Locks, OfflineFiles } from "./offline-files.ts";

const BASE_URL = "https://abcb.test/app/";
const HASHED_FILE = "app-0123456789abcdef/app.js";
const build = { name: "new", files: ["index.html", "answer.js", HASHED_FILE], lazyFiles: ["mermaid.js"] };

/** A host sends a page with its type. */
const responseOf = (text: string) => new Response(text, text.startsWith("<") ? { headers: { "Content-Type": "text/html; charset=utf-8" } } : {});

/** In-memory caches: texts by cache name and address. */
class FakeCaches implements Caches {
  readonly stored = new Map<string, Map<string, string>>();

  put(cacheName: string, file: string, text: string) {
    const cache = this.stored.get(cacheName) ?? new Map<string, string>();
    this.stored.set(cacheName, cache);
    cache.set(new URL(file, BASE_URL).href, text);
  }

  async keys() {
    return [...this.stored.keys()];
  }

  async match(address: string, { cacheName }: { cacheName: string }) {
    const text = this.stored.get(cacheName)?.get(address);
    return text === undefined ? undefined : responseOf(text);
  }

  async open(name: string) {
    return { put: async (address: string, response: Response) => this.put(name, address, await response.text()) };
  }

  async delete(name: string) {
    return this.stored.delete(name);
  }

  /** Returns the contents of a build's cache, by path. */
  contents(cacheName: string) {
    const entries = this.stored.get(cacheName) ?? new Map<string, string>();
    return new Map([...entries].map(([address, text]) => [address.slice(BASE_URL.length), text]));
  }
}

const CACHE = "abcb /app/ new";
const OLD_CACHE = "abcb /app/ old";

function setUp() {
  const caches = new FakeCaches();
  return { caches, files: new OfflineFiles(build, new URL(BASE_URL), caches) };
}

/** Answers requests with `respond`, by default with their path. Returns the requested paths. */
function serve(respond: (path: string) => Response | Promise<Response> = (path) => new Response(`network: ${path}`)) {
  const requested: string[] = [];
  mock.method(globalThis, "fetch", async (request: Request | string) => {
    const path = (typeof request === "string" ? request : request.url).slice(BASE_URL.length);
    requested.push(path);
    return respond(path);
  });
  return requested;
}

const respondTo = async (files: OfflineFiles, file: string) => (await files.respond(file, new Request(BASE_URL + file))).text();
const offline = () => Promise.reject(new TypeError("Failed to fetch"));

test("only files of a build are answered, model servers never", () => {
  const { files } = setUp();
  const fileOf = (url: string, method = "GET") => files.fileOf({ url, method });
  assert.equal(fileOf(BASE_URL), "index.html");
  assert.equal(fileOf(`${BASE_URL}?utm=1`), "index.html");
  assert.equal(fileOf(`${BASE_URL}mermaid.js`), "mermaid.js");
  assert.equal(fileOf(`${BASE_URL}app-fedcba9876543210/old.js`), "app-fedcba9876543210/old.js");
  for (const url of [`${BASE_URL}v1/models`, "https://abcb.test/answer.js", "http://127.0.0.1:8080/app/answer.js", `${BASE_URL}models/m.gguf`]) {
    assert.equal(fileOf(url), undefined, url);
  }
  assert.equal(fileOf(`${BASE_URL}answer.js`, "POST"), undefined);
});

test("all files except the seldom used ones are cached when the worker is installed", async () => {
  const { caches, files } = setUp();
  const requested = serve();
  await files.install();
  assert.deepEqual(requested, ["", "answer.js", HASHED_FILE]);
  assert.deepEqual([...caches.contents(CACHE).keys()], ["", "answer.js", HASHED_FILE]);
});

test("a file that an older build has cached under the same hash is not fetched again", async () => {
  const { caches, files } = setUp();
  caches.put(OLD_CACHE, HASHED_FILE, "the same");
  caches.put(OLD_CACHE, "answer.js", "older");
  const requested = serve();
  await files.install();
  assert.deepEqual(requested, ["", "answer.js"]);
  assert.equal(caches.contents(CACHE).get(HASHED_FILE), "the same");
});

test("a file that is missing fails the installation", async () => {
  const { files } = setUp();
  serve((path) => new Response("", { status: path === "answer.js" ? 404 : 200 }));
  await assert.rejects(files.install(), /answer\.js: HTTP 404/);
});

test("a file with its hash in its name comes from the cache of any build", async () => {
  const { caches, files } = setUp();
  caches.put(OLD_CACHE, HASHED_FILE, "kept");
  const requested = serve();
  assert.equal(await respondTo(files, HASHED_FILE), "kept");
  assert.deepEqual(requested, []);
});

test("a file deep in a folder with a hash comes from the cache, too", async () => {
  const { caches, files } = setUp();
  const file = "engine-0123456789abcdef/simd128/abcb-worker.js";
  caches.put(OLD_CACHE, file, "kept");
  const requested = serve();
  assert.equal(files.fileOf({ url: BASE_URL + file, method: "GET" }), file);
  assert.equal(await respondTo(files, file), "kept");
  assert.deepEqual(requested, []);
});

test("caches of another copy of the page are not used", async () => {
  const { caches, files } = setUp();
  caches.put("abcb /other/ old", HASHED_FILE, "foreign");
  serve();
  assert.equal(await respondTo(files, HASHED_FILE), `network: ${HASHED_FILE}`);
});

test("another file comes from the network while there is one, else from the cache", async () => {
  const { caches, files } = setUp();
  caches.put(CACHE, "answer.js", "kept");
  serve();
  assert.equal(await respondTo(files, "answer.js"), "network: answer.js");
  serve(offline);
  assert.equal(await respondTo(files, "answer.js"), "kept");
  serve(() => new Response("", { status: 502 }));
  assert.equal(await respondTo(files, "answer.js"), "kept");
});

test("a file without a hash never comes from the cache of another build", async () => {
  const { caches, files } = setUp();
  caches.put(OLD_CACHE, "answer.js", "older");
  serve(offline);
  await assert.rejects(respondTo(files, "answer.js"), TypeError);
});

test("the cache answers when the network takes too long", async (context) => {
  const { caches, files } = setUp();
  caches.put(CACHE, "answer.js", "kept");
  context.mock.timers.enable({ apis: ["setTimeout"] });
  serve(() => new Promise(() => {}));
  const answer = respondTo(files, "answer.js");
  // Waits until the timer is set.
  await new Promise((resolve) => setImmediate(resolve));
  context.mock.timers.tick(4_000);
  assert.equal(await answer, "kept");
});

test("a seldom used file is cached at its first use", async () => {
  const { caches, files } = setUp();
  serve();
  await respondTo(files, "mermaid.js");
  serve(offline);
  assert.equal(await respondTo(files, "mermaid.js"), "network: mermaid.js");
  assert.deepEqual([...caches.contents(CACHE).keys()], ["mermaid.js"]);
});

test("an error page is not cached", async () => {
  const { caches, files } = setUp();
  serve(() => new Response("no", { status: 500 }));
  await respondTo(files, "mermaid.js");
  assert.equal(caches.contents(CACHE).size, 0);
});

test("the cache of another build is removed when no page holds its lock", async () => {
  const { caches, files } = setUp();
  for (const name of [CACHE, OLD_CACHE, "abcb /app/ open", "abcb /other/ old"]) caches.put(name, "answer.js", "x");
  const locks: Locks = { request: async (name, _, callback) => callback(name === "abcb /app/ open" ? null : {}) };
  await files.removeOtherBuilds(locks, { ifAvailable: true });
  assert.deepEqual(await caches.keys(), [CACHE, "abcb /app/ open", "abcb /other/ old"]);
});

test("an HTML page in place of a file is not cached, and a cached one is not used", async () => {
  const { caches, files } = setUp();
  serve((path) => responseOf(path === HASHED_FILE ? "<!doctype html>" : "a file"));
  await assert.rejects(files.install(), /app\.js: a page instead of the file/);
  assert.equal(await respondTo(files, HASHED_FILE), "<!doctype html>");
  assert.equal(caches.contents(CACHE).has(HASHED_FILE), false);

  caches.put(OLD_CACHE, HASHED_FILE, "<!doctype html>");
  serve(() => responseOf("the program"));
  assert.equal(await respondTo(files, HASHED_FILE), "the program");
  await files.install();
  assert.equal(caches.contents(CACHE).get(HASHED_FILE), "the program");
});

test("the page itself may be HTML", async () => {
  const { caches, files } = setUp();
  serve((path) => responseOf(path === "" ? "<!doctype html>" : "a file"));
  await files.install();
  assert.equal(caches.contents(CACHE).get(""), "<!doctype html>");
});
