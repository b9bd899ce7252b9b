import assert from "node:assert/strict";
import { test } from "node:test";
import { covers, narrowed, serverSources } from "./page-policy.ts";

const LOOPBACK = serverSources(null, null);
const added = (model: unknown, allowed: string | null = null) =>
  serverSources(JSON.stringify({ model }), allowed).slice(LOOPBACK.length);

test("without settings, and with damaged ones, only this machine may be contacted", () => {
  assert.deepEqual(LOOPBACK, ["http://127.0.0.1:*", "https://127.0.0.1:*", "http://localhost:*", "https://localhost:*"]);
  for (const settings of ["", "{", "null", "[]", "{}", "7", '{"model":null}', '{"model":7}', '{"model":{"base_url":7}}']) {
    assert.deepEqual(serverSources(settings, null), LOOPBACK, settings);
  }
});

test("a server may be contacted as soon as the settings name it", () => {
  const cases: [address: string, source: string][] = [
    ["https://models.example.com/v1", "https://models.example.com"],
    [" HTTP://Models.Example.com:8080/v1 ", "http://models.example.com:8080"],
    ["192.168.1.20:1234", "http://192.168.1.20:1234"],
    ["models.example.com", "http://models.example.com"],
    ["https://models.example.com:443/v1", "https://models.example.com"],
    ["http://bücher.example/v1", "http://xn--bcher-kva.example"],
    ["localhost:8080", "http://localhost:*"],
    // A policy cannot name such an address.
    ["http://[::1]:8080/v1", "http:"],
    ["https://[fd00::1]/v1", "https:"],
  ];
  for (const [address, source] of cases) {
    assert.deepEqual(added({ base_url: address }), [source], address);
    // The page never contacts this one.
    assert.deepEqual(added({ health_url: address }), [], address);
  }
});

test("what is no address of a server widens nothing", () => {
  for (const address of ["http://*", "https://*.example.com", "*", "http://a;script-src", "http://a,b", "'self'", "not a host", "javascript:alert(1)", ""]) {
    assert.deepEqual(added({ base_url: address }), [""], address);
  }
});

test("origins that the user has allowed in this tab are added, whatever the settings are", () => {
  const allowed = "https://images.example https://maps.example:8443";
  assert.deepEqual(serverSources("{", allowed).slice(LOOPBACK.length), allowed.split(" "));
});

test("the page knows what its policy covers", () => {
  const sources = serverSources(JSON.stringify({ model: { base_url: "models.example.com" } }), "https://images.example");
  for (const address of ["http://127.0.0.1:8080/v1", "http://localhost:1", "https://models.example.com/v1", "https://images.example/a.png"]) {
    assert.equal(covers(sources, address), true, address);
  }
  for (const address of ["https://other.example", "http://127.0.0.2:8080", "https://models.example.com:8443/v1", "http://images.example", ""]) {
    assert.equal(covers(sources, address), false, address);
  }
});

test("where the policy has to allow a whole scheme, the page knows that it does", () => {
  const open = serverSources(JSON.stringify({ model: { base_url: "http://[::1]:8080" } }), null);
  for (const address of ["http://other.example", "https://other.example"]) assert.equal(covers(open, address), true, address);
  const secure = serverSources(JSON.stringify({ model: { base_url: "https://[::1]:8080" } }), null);
  assert.deepEqual(["http://other.example", "https://other.example"].map((address) => covers(secure, address)), [false, true]);
});

test("everything else of the policy stays as it is", () => {
  const policy = "default-src 'none'; connect-src *; frame-src 'self'; base-uri 'none'";
  assert.equal(narrowed(policy, ["a:*", "b"], []), "default-src 'none'; connect-src 'self' a:* b; frame-src 'self'; base-uri 'none'");
  assert.equal(narrowed(policy, [], ["http://x/y.html"]), "default-src 'none'; connect-src 'self' ; frame-src http://x/y.html; base-uri 'none'");
});
