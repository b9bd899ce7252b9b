import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { FakeDirectory, textOf } from "../testing/fake-files.ts";
import { InterruptedError, type ModelSource, lengthOf, openSource, readModel, validatorOf } from "./model-source.ts";
import { ModelStore } from "./model-store.ts";

const MODEL = "0123456789";
const request = { name: "m", url: "https://abcb.test/m" };
const whole = () => new Response(MODEL, { headers: { "Content-Length": "10", ETag: '"v1"' } });

function serve(respond: (headers: Headers) => Response | Promise<Response>) {
  const requests: Headers[] = [];
  mock.method(globalThis, "fetch", async (_: string, { headers }: { headers: Record<string, string> }) => {
    const given = new Headers(headers);
    requests.push(given);
    return respond(given);
  });
  return requests;
}

Object.defineProperty(globalThis, "location", { value: new URL("https://abcb.test/engine/worker.js") });

function setUp() {
  const directory = new FakeDirectory();
  return { directory, store: new ModelStore(async () => directory) };
}

/** Reads the source as the worker does. Returns the text of the model. */
async function read(source: ModelSource, onProgress: (loaded: number) => void = () => {}) {
  const bytes: number[] = [];
  await readModel(source, { push: (chunk) => void bytes.push(...chunk) }, onProgress);
  return textOf(bytes);
}

/** A response whose connection breaks after five bytes. */
function broken(headers: Record<string, string>) {
  let isFirst = true;
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    if (isFirst) controller.enqueue(new TextEncoder().encode("01234"));
    else controller.error(new TypeError("network error"));
    isFirst = false;
  };
  return new Response(new ReadableStream({ pull }), { headers });
}

test("a stored model is read without a request", async () => {
  const { directory, store } = setUp();
  directory.put("m", MODEL);
  const requests = serve(whole);
  assert.equal(await read(await openSource(store, request)), MODEL);
  assert.equal(requests.length, 0);
});

test("a chosen file wins over the stored model and replaces it", async () => {
  const { directory, store } = setUp();
  directory.put("m", "old");
  const source = await openSource(store, { name: "m", file: new File(["new model"], "m") });
  assert.equal(await read(source), "new model");
  await source.part?.close("complete");
  assert.deepEqual(directory.contents, { m: "new model" });
});

test("a download is stored, and progress is reported", async () => {
  const { directory, store } = setUp();
  serve(whole);
  const progress: number[] = [];
  const source = await openSource(store, request);
  assert.equal(await read(source, (loaded) => progress.push(loaded)), MODEL);
  await source.part?.close("complete");
  assert.deepEqual(directory.contents, { m: MODEL });
  assert.equal(progress.at(-1), 10);
});

test("a partial download is completed by the rest", async () => {
  const { directory, store } = setUp();
  directory.put("m.part", "01234");
  directory.put("m.part.json", JSON.stringify({ validator: '"v1"', total: 10 }));
  const requests = serve((headers) => {
    assert.equal(headers.get("Range"), "bytes=5-");
    return new Response("56789", { status: 206, headers: { "Content-Range": "bytes 5-9/10" } });
  });
  assert.equal(await read(await openSource(store, request)), MODEL);
  assert.equal(requests.length, 1);
});

test("a download that cannot be resumed is restarted, bypassing the browser's cache", async () => {
  for (const status of [206, 416]) {
    const { directory, store } = setUp();
    directory.put("m.part", "01234");
    directory.put("m.part.json", JSON.stringify({ validator: '"v1"', total: 10 }));
    const requests = serve((headers) => (headers.has("Range") ? new Response("x", { status }) : whole()));
    assert.equal(await read(await openSource(store, request)), MODEL);
    assert.equal(requests[1]?.get("Cache-Control"), "no-cache");
  }
});

test("a failure says what is wrong, and keeps the part for the next try", async () => {
  const { directory, store } = setUp();
  directory.put("m.part", "01234");
  directory.put("m.part.json", JSON.stringify({ validator: '"v1"', total: 10 }));
  const cases: [() => Response, RegExp][] = [
    [() => new Response("", { status: 404 }), /neither kept in this browser nor beside this page/],
    [() => new Response("", { status: 503 }), /HTTP 503/],
    [() => assert.fail("no network"), /there is no network/],
  ];
  for (const [respond, message] of cases) {
    serve(respond);
    await assert.rejects(openSource(store, request), message);
    assert.equal(directory.contents["m.part"], "01234");
    assert.equal(directory.files.get("m.part")?.isOpen, false);
  }
});

test("a download that breaks off can be resumed only if its size is known", async () => {
  serve(() => broken({ "Content-Length": "10", ETag: '"v1"' }));
  await assert.rejects(openSource(setUp().store, request).then((source) => read(source)), InterruptedError);
  serve(() => broken({}));
  const error: unknown = await openSource(setUp().store, request).then((source) => read(source)).catch((reason: unknown) => reason);
  assert.ok(error instanceof Error && !(error instanceof InterruptedError));
  assert.match(error.message, /the connection broke after 5 bytes/);
});

test("more bytes than announced are an error that a later try cannot fix", async () => {
  serve(() => new Response("0123456789ab", { headers: { "Content-Length": "10" } }));
  const error: unknown = await openSource(setUp().store, request).then((source) => read(source)).catch((reason: unknown) => reason);
  assert.ok(error instanceof Error && !(error instanceof InterruptedError));
  assert.match(error.message, /Only 12 of 10 bytes/);
});

test("size and validator come from headers that can be trusted", () => {
  assert.equal(lengthOf(new Headers({ "Content-Length": "10" })), 10);
  assert.equal(lengthOf(new Headers({ "Content-Length": "10", "Content-Encoding": "gzip" })), 0);
  assert.equal(lengthOf(new Headers()), 0);
  assert.equal(validatorOf(new Headers({ ETag: '"v1"', "Last-Modified": "today" })), '"v1"');
  assert.equal(validatorOf(new Headers({ ETag: 'W/"v1"', "Last-Modified": "today" })), "today");
  assert.equal(validatorOf(new Headers()), null);
});

test("nothing is fetched from another server", async () => {
  const requests = serve(whole);
  for (const url of ["https://elsewhere.test/m", "//elsewhere.test/m", "http://abcb.test/m", "https://abcb.test:8443/m"]) {
    await assert.rejects(openSource(setUp().store, { ...request, url }), /only from the server of this page/, url);
  }
  assert.equal(requests.length, 0);
});
