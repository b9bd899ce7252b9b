import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { fetchedOnce } from "./fetched-once.ts";

const ADDRESS = new URL("https://page.example/texts.ftl");

/** Replaces `fetch` by one that gives the answers in turn, and returns the mock. */
const answering = (t: { after: (undo: () => void) => void }, ...answers: (() => Response)[]) => {
  const fetching = mock.method(globalThis, "fetch", () => Promise.resolve(answers.shift()?.() ?? Response.error()));
  t.after(() => fetching.mock.restore());
  return fetching.mock;
};

test("several callers wait for one request", async (t) => {
  const asked = answering(t, () => new Response("a = A"));
  const taken: string[] = [];
  const get = fetchedOnce(ADDRESS, (text) => taken.push(text));
  await Promise.all([get(), get()]);
  await get();
  assert.deepEqual([taken, asked.callCount()], [["a = A"], 1]);
});

test("after a failure the file is fetched again", async (t) => {
  const lost = () => {
    throw new TypeError("Failed to fetch");
  };
  answering(t, lost, () => new Response("", { status: 404 }), () => new Response("<!doctype html>"), () => new Response("a = A"));
  const taken: string[] = [];
  const get = fetchedOnce(ADDRESS, (text) => taken.push(text));
  await assert.rejects(get(), /Failed to fetch/);
  await assert.rejects(get(), /texts\.ftl: HTTP 404/);
  await assert.rejects(get(), /texts\.ftl: a page instead of the file/);
  await get();
  assert.deepEqual(taken, ["a = A"]);
});
