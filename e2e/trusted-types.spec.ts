// Trusted Types: the browser refuses every text as HTML, as a script and as a script's address that does not come through one of the
// page's two policies, which no other code can reach.

import { configure, expect, test } from "./support/fixtures";

/** What code in the page might do with a text. Each must throw before the text has an effect. */
const attempts: Record<string, string> = {
  innerHTML: `document.body.innerHTML = "<p id=put>x</p>"`,
  "innerHTML of a template": `document.createElement("template").innerHTML = "<p>x</p>"`,
  outerHTML: `document.body.appendChild(document.createElement("p")).outerHTML = "<p id=put>x</p>"`,
  insertAdjacentHTML: `document.body.insertAdjacentHTML("beforeend", "<p id=put>x</p>")`,
  "document.write": `document.write("<p id=put>x</p>")`,
  srcdoc: `document.createElement("iframe").srcdoc = "<p>x</p>"`,
  DOMParser: `new DOMParser().parseFromString("<p>x</p>", "text/html")`,
  createContextualFragment: `document.createRange().createContextualFragment("<p>x</p>")`,
  setHTMLUnsafe: `document.body.setHTMLUnsafe("<p id=put>x</p>")`,
  eval: `eval("globalThis.put = 1")`,
  Function: `new Function("globalThis.put = 1")()`,
  "setTimeout with a text": `setTimeout("globalThis.put = 1")`,
  "a worker from data": `new Worker("data:text/javascript,postMessage(1)")`,
  "a worker of the page": `new Worker("sw.js")`,
  "a shared worker": `new SharedWorker("data:text/javascript,1")`,
  "a script's text": `document.createElement("script").textContent = "globalThis.put = 1"; document.createElement("script").text = "globalThis.put = 1"`,
  "a script's address": `document.createElement("script").src = "https://x.example/x.js"`,
  "the program's policy": `trustedTypes.createPolicy("abcb", { createHTML: (text) => text })`,
  "the policy of answers": `trustedTypes.createPolicy("abcb-answers", { createHTML: (text) => text })`,
  "a default policy": `trustedTypes.createPolicy("default", { createHTML: (text) => text })`,
};

/** A script of the page that makes the attempts and exports the names of those that were not refused. */
const script = `export const notRefused = [];
for (const [name, attempt] of Object.entries({
${Object.entries(attempts).map(([name, code]) => `  ${JSON.stringify(name)}: () => { ${code} },`).join("\n")}
})) {
  try {
    attempt();
    notRefused.push(name);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof EvalError)) notRefused.push(name + ": " + error);
  }
}`;

test.describe("in a script of the page", () => {
  // A service worker would answer in place of the route.
  test.use({ serviceWorkers: "block" });

  test("a text is neither HTML nor a script", async ({ page, abcb, server }) => {
    await page.route("**/attempts.js", (route) => route.fulfill({ contentType: "text/javascript", body: script }));
    await server.use("steady");
    await abcb.open();
    // The script for answers, with its policy, comes with the first answer.
    await abcb.ask("Anything.");
    const address = `${abcb.address}attempts.js`;
    expect(await page.evaluate(async (address) => ((await import(address)) as { notRefused: string[] }).notRefused, address)).toEqual([]);
    await expect(page.locator("#put")).toHaveCount(0);
    expect(await page.evaluate(() => "put" in window)).toBe(false);
  });
});

test("a service worker or a worker of another kind is refused, the page's own are not", async ({ page, abcb }) => {
  await configure(page, { model: { kind: "mock" } });
  await abcb.open();
  await page.evaluate(() => navigator.serviceWorker.ready);
  const register = (address: string) => page.evaluate((address) => navigator.serviceWorker.register(address).then(() => "done", (error: Error) => error.name), address);
  expect(await register("data:text/javascript,1")).toBe("TypeError");
  expect(await register("other.js")).toBe("TypeError");
});
