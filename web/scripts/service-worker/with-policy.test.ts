import assert from "node:assert/strict";
import test from "node:test";
import { withPolicy } from "./with-policy.ts";

const served = (destination: string) => withPolicy(new Response("x", { headers: { "Content-Type": "text/html" } }), destination);

test("a document in a frame and a worker get a policy, whatever the cache has", async () => {
  for (const destination of ["iframe", "worker"]) {
    const response = served(destination);
    assert.match(response.headers.get("Content-Security-Policy") ?? "", /default-src 'none'/);
    assert.equal(response.headers.get("Content-Type"), "text/html");
    assert.equal(await response.text(), "x");
  }
});

test("the page and its scripts are served as they are", () => {
  for (const destination of ["document", "script", ""]) assert.equal(served(destination).headers.get("Content-Security-Policy"), null);
});
