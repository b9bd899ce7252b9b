// Output of a hostile or broken model: the script that renders answers never throws, loses text, or runs or loads anything; and
// where it fails all the same, the answer is shown as plain text.

import { expect, test } from "./support/fixtures";
import { randomDocument, randomNumbers, splitRandomly } from "./support/hostile-markdown.mjs";
import { says } from "./support/scenarios.mjs";

const DOCUMENTS = 2_400;
const BATCH_SIZE = 300;

type Case = { parts: string[]; markers: string[] };

/** Renders every case streamed and whole; returns the errors. Runs in the page. */
async function renderAll(cases: Case[]) {
  const files = JSON.parse(document.getElementById("build-files")?.textContent ?? "{}");
  const { ready } = await import(new URL(files["answer.js"], document.baseURI).href);
  const answers = await ready;
  const failures: string[] = [];
  const render = (parts: string[]) => {
    const element = document.createElement("div");
    element.className = "answer";
    document.body.append(element);
    const answer = answers.open(element);
    for (const part of parts) answer.append(part);
    answer.finish();
    return element;
  };
  const nextTask = () => new Promise((resolve) => setTimeout(resolve));
  const visibleText = (element: HTMLElement) => {
    const copy = element.cloneNode(true) as HTMLElement;
    copy.querySelectorAll("button, .math").forEach((part) => part.remove());
    return copy.textContent;
  };
  for (const { parts, markers } of cases) {
    const text = parts.join("");
    const [streamed, whole] = [render(parts), render([text])];
    const elements = [streamed, whole];
    // Long texts are parsed in slices, one task each.
    while (!elements.every((element) => element.textContent?.includes(markers[1] ?? ""))) {
      const before = elements.map((element) => element.textContent).join();
      await nextTask();
      if (elements.map((element) => element.textContent).join() === before) break;
    }
    const report = (what: string) => failures.push(`${what}: ${JSON.stringify(text)}`);
    if (streamed.querySelector(".plain-answer") || whole.querySelector(".plain-answer")) report("could not be drawn");
    if (visibleText(streamed) !== visibleText(whole)) report("streamed is not whole");
    const positions = markers.map((marker) => streamed.textContent?.indexOf(marker) ?? -1);
    if (positions.includes(-1) || (positions[0] ?? 0) > (positions[1] ?? 0)) report("text is lost");
    if (streamed.querySelector("script, img, iframe, object, embed, link, style, base, form, svg")) report("has a strange element");
    for (const element of streamed.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        const isAllowedTarget = /^(https?:|mailto:|#)/i.test(value);
        if (/^(on|src|style$|xlink|formaction)/.test(name) && !(element.namespaceURI ?? "").includes("MathML")) report(`has ${name}`);
        if (name === "href" && !isAllowedTarget) report("leads elsewhere");
      }
    }
    elements.forEach((element) => element.remove());
  }
  return failures;
}

test("thousands of hostile documents are drawn whole, and nothing of them runs or loads", async ({ page, abcb, host }) => {
  test.setTimeout(240_000);
  const errors: string[] = [];
  const foreignRequests: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => /could not be (formatted|completed)/.test(message.text()) && errors.push(message.text()));
  await abcb.open();
  page.on("request", (request) => request.url().startsWith(host.address) || request.url().startsWith("data:") || foreignRequests.push(request.url()));
  const next = randomNumbers(20_26);
  for (let done = 0; done < DOCUMENTS; done += BATCH_SIZE) {
    const cases = Array.from({ length: BATCH_SIZE }, () => {
      const { text, markers } = randomDocument(next);
      return { parts: splitRandomly(text, next), markers };
    });
    expect(await page.evaluate(renderAll, cases)).toEqual([]);
  }
  expect(errors).toEqual([]);
  expect(foreignRequests.filter((url) => !/127\.0\.0\.1|localhost/.test(url))).toEqual([]);
  expect(await page.evaluate(() => "hacked" in window)).toBe(false);
});

test("an image whose address is none costs nothing of the answer", async ({ page, abcb, server }) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await server.use([says("Before ![x](https://<your-server>/a.png) after.\n\n![y](https://[::1)\n\nThe end."), says("And on.")].join("+"));
  await abcb.open();
  await abcb.ask("Show me.");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("after.");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("The end.");
  await abcb.ask("More.");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("And on.");
  expect(errors).toEqual([]);
});

const text = "First **words**.\n\nThen <b>more</b>.";
const note = "This answer could not be formatted; it is shown as plain text.";

for (const [when, script] of [
  ["at the first text", "class Answer { append() { throw new Error('broken'); } replace() { throw new Error('broken'); } finish() {} }"],
  ["when it is opened", "class Answer { constructor() { throw new Error('broken'); } }"],
  ["when it ends", "class Answer { replace() {} append() {} finish() { throw new Error('broken'); } }"],
] as const) {
  test(`a script that throws ${when} leaves the answer as plain text, and the page alive`, async ({ page, abcb, server }) => {
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    const body = `${script}\nexport const ready = Promise.resolve({ speak() {}, wrapCode() {}, open: (element) => new Answer(element) });`;
    await page.route("**/answer.js", (route) => route.fulfill({ contentType: "text/javascript", body }));
    await server.use([says(text), says("Still here.")].join("+"));
    await abcb.open();
    await abcb.ask("Say it.");
    const first = abcb.body(abcb.lastAnswer());
    await expect(first.locator(".plain-answer")).toHaveText(text, { useInnerText: false });
    await expect(first.getByRole("status")).toHaveText(note);
    await abcb.ask("Go on.");
    await expect(abcb.body(abcb.lastAnswer()).locator(".plain-answer")).toHaveText("Still here.", { useInnerText: false });
    expect(errors).toEqual([]);
  });
}

test("a Markdown module that fails later, in a task of its own, leaves all of the answer as plain text", async ({ page, abcb, server }) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  // Parsing fails at the third slice of a long text, after the call has returned.
  const broken = `
    let pushes = 0;
    const patch = (blocks) => ({ append: "", from: 0, blocks, again: [], againAt: [], settled: 0, isWhole: true, free() {} });
    export class Stream {
      push(part) { pushes += 1; if (pushes > 2) throw new WebAssembly.RuntimeError("unreachable"); const until = performance.now() + 8; while (performance.now() < until); return patch(["<p></p>"]); }
      finish() { return patch(["<p></p>"]); }
      leave() {}
      free() {}
    }
    export const speak = () => {};
    export const render = () => [];
    export default async () => {};`;
  await page.route("**/abcb-markdown.js", (route) => route.fulfill({ contentType: "text/javascript", body: broken }));
  const long = Array.from({ length: 400 }, (_, line) => `Line ${line}.`).join("\n\n");
  await server.use(says(long));
  await abcb.open();
  await abcb.ask("Say it.");
  const body = abcb.body(abcb.lastAnswer());
  await expect(body.locator(".plain-answer")).toHaveText(long, { useInnerText: false });
  await expect(body.getByRole("status")).toHaveText(note);
  expect(errors).toEqual([]);
});
