import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeDirectory, textOf } from "../testing/fake-files.ts";
import { PartialDownload, parseMetadata } from "./partial-download.ts";

const METADATA = JSON.stringify({ validator: '"v1"', total: 10 });
const bytes = (text: string) => new TextEncoder().encode(text);

async function open(directory: FakeDirectory) {
  const part = await PartialDownload.open(directory, "m.gguf");
  assert.ok(part);
  return part;
}

/** Returns a directory with the first half of a model. */
async function withHalf() {
  const directory = new FakeDirectory();
  directory.put("m.gguf.part", "01234");
  directory.put("m.gguf.part.json", METADATA);
  return { directory, part: await open(directory) };
}

const rest = (range: string, status = 206) => new Response("56789", { status, headers: { "Content-Range": range } });

test("a partial download requests the rest of the same file", async () => {
  const { part } = await withHalf();
  assert.deepEqual(part.headers(), { Range: "bytes=5-", "If-Range": '"v1"' });
  assert.equal(part.total, 10);
  assert.equal(textOf([...part.chunks()].flatMap((chunk) => [...chunk])), "01234");
});

test("only the rest of the same file completes a partial download", async () => {
  const { part } = await withHalf();
  assert.equal(part.isCompletedBy(rest("bytes 5-9/10")), true);
  for (const range of ["bytes 0-4/10", "bytes 5-8/10", "bytes 5-11/12", "bytes 6-9/10"]) assert.equal(part.isCompletedBy(rest(range)), false, range);
  assert.equal(part.isCompletedBy(rest("bytes 5-9/10", 200)), false);
});

test("a partial download without metadata, or with damaged metadata, requests the whole file", async () => {
  const directory = new FakeDirectory();
  directory.put("m.gguf.part", "01234");
  for (const metadata of [undefined, "", "{", "null", '{"validator":1,"total":10}', '{"validator":"v"}']) {
    if (metadata !== undefined) directory.put("m.gguf.part.json", metadata);
    const part = await open(directory);
    assert.deepEqual(part.headers(), {}, metadata);
    assert.equal(part.isCompletedBy(rest("bytes 5-9/10")), false, metadata);
    await part.close("discarded");
    directory.put("m.gguf.part", "01234");
  }
  assert.deepEqual(parseMetadata(METADATA), { validator: '"v1"', total: 10 });
});

test("a complete download takes the model's name", async () => {
  const { directory, part } = await withHalf();
  part.write(bytes("56789"));
  await part.close("complete");
  assert.deepEqual(directory.contents, { "m.gguf": "0123456789" });
});

test("an interrupted download is kept with its metadata, and resumed where it broke off", async () => {
  const directory = new FakeDirectory();
  const part = await open(directory);
  await part.restart('"v2"', 6);
  part.write(bytes("abc"));
  await part.close("interrupted");
  assert.deepEqual(directory.contents, { "m.gguf.part": "abc", "m.gguf.part.json": '{"validator":"\\"v2\\"","total":6}' });
  assert.deepEqual((await open(directory)).headers(), { Range: "bytes=3-", "If-Range": '"v2"' });
});

test("an interrupted download that cannot be resumed is removed", async () => {
  const directory = new FakeDirectory();
  const part = await open(directory);
  await part.restart(null, 6);
  part.write(bytes("abc"));
  await part.close("interrupted");
  assert.deepEqual(directory.contents, {});
});

test("a download for which there is no space leaves no damaged model", async () => {
  const { directory, part } = await withHalf();
  directory.freeBytes = 3;
  part.write(bytes("567"));
  part.write(bytes("89"));
  await part.close("complete");
  assert.deepEqual(directory.contents, {});
});

test("a part that another worker writes cannot be opened", async () => {
  const { directory } = await withHalf();
  assert.equal(await PartialDownload.open(directory, "m.gguf"), undefined);
});
