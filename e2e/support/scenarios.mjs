// The faulty server's scenarios, by name. Each gets the response to write to, the request's body, the server's own address, and
// a promise that resolves when the test calls `server.release()`.
// The texts are fixed, so that a test can check exactly what is on the screen afterwards.

import { readFile } from "node:fs/promises";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { markdownTokens } from "./markdown-tokens.mjs";

const chunkFields = { id: "chatcmpl-test", object: "chat.completion.chunk", created: 1_700_000_000, model: "test-model" };

const chunk = (delta, finish_reason = null) => ({ ...chunkFields, choices: [{ index: 0, delta, finish_reason }] });
const data = (value, end = "\n\n") => `data: ${typeof value === "string" ? value : JSON.stringify(value)}${end}`;
const role = chunk({ role: "assistant", content: null });
const text = (content) => chunk({ content });
const stop = chunk({}, "stop");
const usage = { ...chunkFields, choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } };

const words = (sentence) => sentence.match(/\S+\s*/g);
const lastUser = (body) => body.messages?.filter((message) => message.role === "user").at(-1)?.content ?? "";

function openStream(response, type = "text/event-stream") {
  response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-cache" });
  response.flushHeaders();
}

/** Writes server-sent events with a pause between them, until the page disconnects. */
async function send(response, events, { pause = 5 } = {}) {
  for (const event of events) {
    if (response.destroyed) return;
    response.write(event);
    await sleep(pause);
  }
}

const completeAnswer = (sentence) => [role, ...words(sentence).map(text), stop, usage, "[DONE]"];

async function stream(response, values, { type, end, pause } = {}) {
  openStream(response, type);
  await send(response, values.map((value) => data(value, end)), { pause });
  response.end();
}

function json(response, status, body) {
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
}

const errorResponse = (status, error) => (response) => json(response, status, { error: { code: status, ...error } });

export const serverTexts = {
  cut: "These words came before the connection broke.",
  outOfMemory: "The model ran out of memory while decoding batch 7",
  badKey: "Invalid API Key: it ends in 4242",
  exceeded: "Context size has been exceeded at token 8191.",
  overflow: "the request exceeds the available context size, try increasing it",
  tooLong: "This model's maximum context length is 2048 tokens. However, you requested 2600 tokens in the messages, Please reduce the length of the messages.",
  unicode: "Zażółć 日本語 and 漢字, then 👩‍🚀🏳️‍🌈 and é.",
  steady: "A steady answer of some words.",
  before: "These words come before a long silence. ",
  thought: "First I weigh the question.",
};

/** HTML, scripts and URLs that must all be rendered as harmless text. A leak would reach `origin`. */
export const probes = (origin) => `Before the probes.

<script>window.__leak = "script"</script>
<img src="x" onerror="window.__leak = 'onerror'">
<svg onload="window.__leak = 'svg'"></svg>
<iframe srcdoc="<script>parent.__leak = 'iframe'</script>"></iframe>

[a click](javascript:window.__leak='link') and [another](JaVaScRiPt:window.__leak='case') and [data](data:text/html,<script>1</script>)

![remote](${origin}/leak/pixel.png)

<a href="javascript:window.__leak='raw'" onclick="window.__leak='onclick'">raw link</a>

$\\href{javascript:window.__leak='tex'}{a}$ and \\(\\includegraphics{${origin}/leak/tex.png}\\) and $</span><img src=x onerror="window.__leak='math'">$ and $\\class{x" onclick="window.__leak='class'}{y}$

\`\`\`mermaid
graph TD
  A["<img src='${origin}/leak/mermaid.png' onerror='window.__leak=1'>"] --> B[safe]
  click A href "javascript:window.__leak='mermaid'"
\`\`\`

After the probes.`;

async function endless(response) {
  openStream(response);
  response.write(data(role));
  for (let count = 1; !response.destroyed && count < 10_000; count += 1) {
    response.write(data(text(`word${count} `)));
    await sleep(50);
  }
  response.end();
}

async function bytewise(response) {
  openStream(response);
  for (const byte of Buffer.from(completeAnswer(serverTexts.unicode).map((value) => data(value)).join(""))) {
    response.write(Buffer.from([byte]));
    await nextTurn();
  }
  response.end();
}

/** Sends only a keep-alive until the test releases it, then an answer. */
async function held(response, _body, _origin, released) {
  openStream(response);
  response.write(": still reading the prompt\n\n");
  await released;
  await send(response, completeAnswer(serverTexts.steady).map((value) => data(value)));
  response.end();
}

/** Sends the first words, then nothing until the test releases it, then the rest. */
async function paused(response, _body, _origin, released) {
  openStream(response);
  await send(response, [role, ...words(serverTexts.before).map(text)].map((value) => data(value)));
  await released;
  await send(response, [...words(serverTexts.steady).map(text), stop, "[DONE]"].map((value) => data(value)));
  response.end();
}

/** Sends a whole answer and leaves the connection open until the test releases it. */
async function unclosed(response, _body, _origin, released) {
  openStream(response);
  await send(response, completeAnswer(serverTexts.steady).map((value) => data(value)));
  await released;
  response.end();
}

/** Sends an answer up to its finish reason and leaves the connection open until the test releases it. */
async function unended(response, _body, _origin, released) {
  openStream(response);
  await send(response, completeAnswer(serverTexts.steady).filter((value) => value !== "[DONE]").map((value) => data(value)));
  await released;
  response.end();
}

/** Breaks the connection when the test releases it: data sent right before a break might never arrive. */
async function cut(response, _body, _origin, released) {
  openStream(response);
  await send(response, [role, ...words(serverTexts.cut).map(text)].map((value) => data(value)));
  await released;
  response.destroy();
}

/** Sends tokens as fast as the page reads them, or `perSecond` if given, in one of the shapes of markdown-tokens.mjs. */
async function tokens(response, count, perSecond, shape) {
  openStream(response);
  response.write(data(role));
  const started = performance.now();
  let sent = 0;
  for (const token of markdownTokens(count, shape)) {
    if (response.destroyed) return;
    response.write(data(text(token)));
    sent += 1;
    const due = perSecond ? started + (sent * 1000) / perSecond : 0;
    if (perSecond ? due > performance.now() : sent % 50 === 0) await sleep(Math.max(0, due - performance.now()));
  }
  response.end([stop, usage, "[DONE]"].map((value) => data(value)).join(""));
}

/** Sends tokens in the same shapes, in steps requested by the test with `server.step()`; a step of 0 ends the answer. */
async function stepped(response, shape, nextStep) {
  openStream(response);
  response.write(data(role));
  const all = markdownTokens(Infinity, shape);
  for (let count = await nextStep(); count > 0; count = await nextStep()) {
    const step = Array.from({ length: count }, () => data(text(all.next().value)));
    response.write(step.join(""));
  }
  response.end([stop, usage, "[DONE]"].map((value) => data(value)).join(""));
}

const normal = (response, body) => stream(response, completeAnswer(`You wrote: ${lastUser(body)}`));

const scenarios = {
  normal,
  /** `normal`, from a server that has to load its model first: see faulty-server.mjs. */
  starting: normal,
  /** `normal`, from a model with a large context. */
  "large-context": normal,
  ollama: normal,
  "by-model": (response, body) =>
    stream(response, completeAnswer(`I am ${body.model} and I heard: ${lastUser(body)}`).map((part) => (part.model ? { ...part, model: body.model } : part))),
  steady: (response) => stream(response, completeAnswer(serverTexts.steady)),
  endless,
  cut,
  "http-500": errorResponse(500, { message: serverTexts.outOfMemory, type: "server_error" }),
  "http-401": errorResponse(401, { message: serverTexts.badKey, type: "authentication_error" }),
  overflow: errorResponse(400, { message: serverTexts.overflow, type: "exceed_context_size_error", n_prompt_tokens: 9001, n_ctx: 8192 }),
  // The error of a server that reports its context only in this message, in vLLM's wording.
  "unreported-overflow": errorResponse(400, { message: serverTexts.tooLong, type: "BadRequestError", code: 400 }),
  loading: errorResponse(503, { message: "Loading model", type: "unavailable_error" }),
  "in-band": (response) =>
    stream(response, [role, ...words(serverTexts.steady).map(text), { error: { code: 500, message: serverTexts.exceeded, type: "server_error" } }]),
  "error-line": async (response) => {
    openStream(response);
    const error = JSON.stringify({ code: 500, message: serverTexts.exceeded, type: "server_error" });
    await send(response, [data(role), data(text(serverTexts.steady)), `error: ${error}\n\n`, data("[DONE]")]);
    response.end();
  },
  held,
  paused,
  unclosed,
  unended,
  bytewise,
  crlf: (response) => stream(response, completeAnswer(serverTexts.steady), { end: "\r\n\r\n" }),
  comments: async (response) => {
    openStream(response);
    await send(response, completeAnswer(serverTexts.steady).flatMap((value) => [": keep-alive\n\n", "data:\n\n", data(value)]));
    response.end();
  },
  damaged: async (response) => {
    openStream(response);
    const broken = 'data: {"choices":[{"index":0,"delta":{"content":"and these were saved.\n\n';
    await send(response, [data(role), data(text("These words are whole ")), broken, data(stop), data("[DONE]")]);
    response.end();
  },
  "no-done": (response) => stream(response, [role, ...words(serverTexts.steady).map(text), stop]),
  "no-finish": (response) => stream(response, [role, ...words(serverTexts.steady).map(text)]),
  html: (response) =>
    response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>Router login</title><h1>Router login</h1>"),
  "text-plain": (response) => stream(response, completeAnswer(serverTexts.steady), { type: "text/plain" }),
  reasoning: (response) =>
    stream(response, [role, ...words(serverTexts.thought).map((part) => chunk({ reasoning_content: part })), ...words(serverTexts.steady).map(text), stop, "[DONE]"]),
  probes: (response, _body, origin) => stream(response, [role, ...probes(origin).match(/[^]{1,7}/g).map(text), stop, "[DONE]"]),
};

/** Encodes the model's output in the name of a scenario: text, or a call in the server's own format. */
const encode = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
export const says = (sentence) => `says-${encode(sentence)}`;
export const calls = (name, args) => `calls-${encode({ name, arguments: JSON.stringify(args) })}`;

function encodedReply(response, kind, value) {
  if (kind === "says") return stream(response, [role, ...value.match(/[^]{1,9}/g).map(text), stop, usage, "[DONE]"]);
  const { name, arguments: args } = JSON.parse(value);
  const call = (fields) => chunk({ tool_calls: [{ index: 0, ...fields }] });
  const pieces = args.match(/[^]{1,8}/g).map((piece) => call({ function: { arguments: piece } }));
  const first = call({ id: "call-of-the-server", type: "function", function: { name, arguments: "" } });
  return stream(response, [role, first, ...pieces, chunk({}, "tool_calls"), usage, "[DONE]"]);
}

/** Replays the recorded bytes of a server's answer, in pieces split at arbitrary positions. */
async function replay(response, file) {
  const bytes = await readFile(new URL(`../../core/tests/fixtures/wire/${file}.sse`, import.meta.url));
  openStream(response);
  for (let at = 0; at < bytes.length; at += 37) await send(response, [bytes.subarray(at, at + 37)]);
  response.end();
}

/** Finds a scenario by name; `burst-500`, `paced-1000-200-fence` and `stepped-fence` include numbers and a shape, `says-` and
 * `calls-` the model's output, `recorded-` the name of a recording. */
export function scenario(name) {
  const recorded = name.match(/^recorded-([\w-]+)$/);
  if (recorded) return (response) => replay(response, recorded[1]);
  const reply = name.match(/^(says|calls)-(.*)$/);
  if (reply) return (response) => encodedReply(response, reply[1], Buffer.from(reply[2], "base64url").toString());
  const steppedMatch = name.match(/^stepped(?:-([a-z]+))?$/);
  if (steppedMatch) return (response, _body, _origin, _released, nextStep) => stepped(response, steppedMatch[1], nextStep);
  const counted = name.match(/^(?:burst-(\d+)|paced-(\d+)-(\d+))(?:-([a-z]+))?$/);
  if (counted) return (response) => tokens(response, Number(counted[1] ?? counted[2]), Number(counted[3] ?? 0), counted[4]);
  return scenarios[name];
}
