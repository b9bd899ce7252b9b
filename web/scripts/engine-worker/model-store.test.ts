import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeDirectory } from "../testing/fake-files.ts";
import { ModelStore } from "./model-store.ts";

const DAY = 24 * 3600 * 1000;
const storeOf = (directory: FakeDirectory) => new ModelStore(async () => directory);

test("complete models are listed, partial downloads and their metadata are not", async () => {
  const directory = new FakeDirectory();
  directory.put("a.gguf", "12345");
  directory.put("b.gguf.part", "1");
  directory.put("b.gguf.part.json", "{}");
  assert.deepEqual(await storeOf(directory).list(DAY), [{ name: "a.gguf", size: 5 }]);
  assert.deepEqual(Object.keys(directory.contents), ["a.gguf", "b.gguf.part", "b.gguf.part.json"]);
});

test("a part is removed after a week, or at once if nobody can resume it", async () => {
  const directory = new FakeDirectory();
  directory.put("old.part", "1", 0);
  directory.put("old.part.json", "{}");
  directory.put("young.part", "1", DAY);
  directory.put("young.part.json", "{}");
  directory.put("lost.part", "1", 7 * DAY);
  await storeOf(directory).list(7 * DAY + 1);
  assert.deepEqual(Object.keys(directory.contents), ["young.part", "young.part.json"]);
});

test("a part that is being written stays, with its metadata", async () => {
  const directory = new FakeDirectory();
  const store = storeOf(directory);
  directory.put("m.part.json", "{}");
  assert.ok(await store.openPart("m"));
  await store.list(100 * DAY);
  assert.deepEqual(Object.keys(directory.contents), ["m.part", "m.part.json"]);
});

test("a model is removed with its download", async () => {
  const directory = new FakeDirectory();
  for (const name of ["m", "m.part", "m.part.json", "other"]) directory.put(name, "1");
  await storeOf(directory).remove("m");
  assert.deepEqual(Object.keys(directory.contents), ["other"]);
});

test("without a file system nothing is stored, and nothing fails", async () => {
  const store = new ModelStore(async () => Promise.reject(new Error("SecurityError")));
  assert.deepEqual(await store.list(0), []);
  assert.equal(await store.find("m"), undefined);
  assert.equal(await store.openPart("m"), undefined);
  await store.remove("m");
});
