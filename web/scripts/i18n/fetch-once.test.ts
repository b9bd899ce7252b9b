import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { fetchOnce } from "./fetch-once.ts";

const ADDRESS = new URL("https://page.example/texts.ftl");

/** Replaces `fetch` with a mock that returns the answers in turn. */
const mockFetch = (t: { after: (undo: () => void) => void }, ...answers: (() => Response)[]) => {
  const fetching = mock.method(globalThis, "fetch", () => Promise.resolve(answers.shift()?.() ?? Response.error()));
  t.after(() => fetching.mock.restore());
  return fetching.mock;
};

test("several callers wait for one request", async (t) => {
  const fetchMock = mockFetch(t, () => new Response("a = A"));
  const received: string[] = [];
  const fetchText = fetchOnce(ADDRESS, (text) => received.push(text));
  await Promise.all([fetchText(), fetchText()]);
  await fetchText();
  assert.deepEqual([received, fetchMock.callCount()], [["a = A"], 1]);
});

test("after a failure the file is fetched again", async (t) => {
  const failOffline = () => {
    throw new TypeError("Failed to fetch");
  };
  mockFetch(t, failOffline, () => new Response("", { status: 404 }), () => new Response("<!doctype html>"), () => new Response("a = A"));
  const received: string[] = [];
  const fetchText = fetchOnce(ADDRESS, (text) => received.push(text));
  await assert.rejects(fetchText(), /Failed to fetch/);
  await assert.rejects(fetchText(), /texts\.ftl: HTTP 404/);
  await assert.rejects(fetchText(), /texts\.ftl: a page instead of the file/);
  await fetchText();
  assert.deepEqual(received, ["a = A"]);
});
