// An OpenAI-compatible server that misbehaves on purpose. The path selects the scenario:
//   /<scenario>/<key>/v1/chat/completions
// `key` separates the requests of different tests. Several scenarios joined by `+` are used one after the other, and the last
// one stays: `cut+normal` fails once and works from then on.
//
// Scenarios that depend on timing do not sleep: they wait for `release(key)`, which the test calls once the page has reached the
// expected state. So no test depends on the speed of the machine.

import http from "node:http";
import { scenario } from "./scenarios.mjs";

const route = /^\/([^/]+)\/([^/]+)(?:\/v1)?\/(chat\/completions|models|health|props|api\/ps|api\/show)$/;

function allowOrigin(request, response) {
  response.setHeader("Access-Control-Allow-Origin", request.headers.origin ?? "*");
  response.setHeader("Access-Control-Allow-Methods", "GET, POST");
  response.setHeader("Access-Control-Allow-Headers", request.headers["access-control-request-headers"] ?? "*");
  response.setHeader("Access-Control-Allow-Private-Network", "true");
}

async function readBody(request) {
  let body = "";
  for await (const part of request) body += part;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function sendJson(response, status, body) {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

const modelList = (ids, extra) => ({ object: "list", data: ids.map((id) => ({ id, object: "model", ...extra })) });

/** Returns the list of models: two if the scenario needs them, and a large context if it needs one. Ollama reports no context. */
function models(names) {
  const ids = names.includes("by-model") ? ["test-model", "other-model"] : ["test-model"];
  if (names.includes("ollama")) return modelList(ids, { owned_by: "library" });
  if (names.includes("unreported")) return modelList(ids, { owned_by: "test" });
  return modelList(ids, { owned_by: "test", meta: { n_ctx: names.includes("large-context") ? 131_072 : 8192 } });
}

/** The limit for request headers: scenarios are encoded in the address with all their text, and Node's default is 16 KB. */
const MAX_HEADER_BYTES = 1 << 20;

/** The queue of steps that a test has allowed. */
class Steps {
  #allowed = [];
  #waiting = null;

  push(count) {
    this.#allowed.push(count);
    this.#waiting?.();
  }

  async next() {
    if (this.#allowed.length === 0) await new Promise((resolve) => (this.#waiting = resolve));
    return this.#allowed.shift();
  }
}

class FaultyServer {
  /** Every chat request received: { key, scenario, headers, body }, oldest first. */
  requests = [];
  /** Every request received, including preflights: { method, url, headers }, oldest first. */
  received = [];
  /** Requests to addresses that no test should reach, such as a remote image in an answer. */
  unexpectedRequests = [];
  /** The server's origin, once it has started. */
  origin = "";
  /** The gates that hold back the answers of a key until the test releases it. */
  #gates = new Map();
  #stepsOf = new Map();
  #server = http.createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => void this.#answer(request, response));

  async start(port = 0) {
    await new Promise((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
    this.origin = `http://127.0.0.1:${this.#server.address().port}`;
    return this;
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  baseUrl(scenarios, key) {
    return `${this.origin}/${scenarios}/${key}/v1`;
  }

  /** Returns the bodies of the chat requests of one test. */
  bodies(key) {
    return this.requests.filter((request) => request.key === key).map((request) => request.body);
  }

  /** Releases the answers of `key`, both waiting and future ones. */
  release(key) {
    const gate = this.#gate(key);
    gate.isOpen = true;
    gate.open();
  }

  /** Lets the stepped answer of `key` send `count` tokens at once; 0 ends it. */
  step(key, count) {
    this.#steps(key).push(count);
  }

  #steps(key) {
    if (!this.#stepsOf.has(key)) this.#stepsOf.set(key, new Steps());
    return this.#stepsOf.get(key);
  }

  #gate(key) {
    if (!this.#gates.has(key)) {
      let open;
      const opened = new Promise((resolve) => (open = resolve));
      this.#gates.set(key, { opened, open, isOpen: false });
    }
    return this.#gates.get(key);
  }

  async #answer(request, response) {
    this.received.push({ method: request.method, url: request.url, headers: request.headers });
    allowOrigin(request, response);
    response.socket?.setNoDelay(true);
    if (request.method === "OPTIONS") return void response.writeHead(204).end();
    const [, names, key, endpoint] = new URL(request.url, this.origin).pathname.match(route) ?? [];
    // `moved-8081` is a server that redirects every request to that port of this machine.
    const redirect = names?.match(/^moved-(\d+)$/);
    if (redirect) return void response.writeHead(307, { Location: `http://127.0.0.1:${redirect[1]}${request.url}` }).end();
    // Until the test releases it, `starting` is a server that is still loading its model.
    if (names === "starting" && endpoint !== "chat/completions" && !this.#gate(key).isOpen) {
      return sendJson(response, 503, { error: { code: 503, message: "Loading model", type: "unavailable_error" } });
    }
    if (endpoint === "models") return sendJson(response, 200, models(names));
    if (endpoint === "health") return sendJson(response, 200, { status: "ok" });
    if (endpoint === "chat/completions") return this.#chat(request, response, names.split("+"), key);
    // It loads a model at the first question, and reports the context from then on.
    const loaded = this.bodies(key).length ? [{ name: "test-model:latest", model: "test-model:latest", context_length: 32_768 }] : [];
    if (endpoint === "api/ps") return sendJson(response, 200, { models: loaded });
    if (endpoint === "api/show") return sendJson(response, 200, { model_info: { "test.context_length": 131_072 } });
    if (!endpoint) this.unexpectedRequests.push(request.url);
    return sendJson(response, 404, { error: { code: 404, message: "File Not Found", type: "not_found_error" } });
  }

  async #chat(request, response, names, key) {
    const body = await readBody(request);
    const previousCount = this.bodies(key).length;
    const name = names[Math.min(previousCount, names.length - 1)];
    this.requests.push({ key, scenario: name, headers: request.headers, body });
    const respond = scenario(name);
    if (!respond) return sendJson(response, 404, { error: { code: 404, message: `No scenario ${name}` } });
    await respond(response, body, this.origin, this.#gate(key).opened, () => this.#steps(key).next());
  }
}

export const startFaultyServer = (port) => new FaultyServer().start(port);

// Run as a program, it listens on a port for manual tests with curl or a page: node e2e/support/faulty-server.mjs 9090
if (process.argv[1] === new URL(import.meta.url).pathname) {
  const server = await startFaultyServer(Number(process.argv[2] ?? 9090));
  console.log(`${server.baseUrl("normal", "try")} and other scenarios`);
}
