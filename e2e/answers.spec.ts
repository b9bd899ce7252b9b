// Rendering of answers: while they stream, when they are finished, and their controls.

import { answerWith } from "./support/answers";
import { expect, test } from "./support/fixtures";
import { says } from "./support/scenarios.mjs";
import type { Page } from "@playwright/test";

const sampleMarkdown = `A heading
=========

Words with *em*, **strong**, ~~gone~~, \`code\` and [a reference][late].[^1]

- one
- two
  1. nested

     loose
- [x] done

| a | b |
|:--|--:|
| 1 | 2 |

> quoted
lazily

~~~rust
fn main() {
    println!("\`\`\`");
}
~~~

1. \`\`\`py
   print(1)
   \`\`\`
2. end

[late]: https://reference.example/
[^1]: A note.

The end, again [late].
`;

test("a streamed answer is the same as the whole one", async ({ abcb, server }) => {
  const body = await answerWith(sampleMarkdown, abcb, server);
  await expect(body.locator("h3")).toHaveText("A heading");
  await expect(body.locator("a[target]")).toHaveCount(2);
  await expect(body.locator(".footnote-ref")).toHaveText("[1]");
  // Highlighting runs when the page is idle.
  await expect(body.locator("code[data-coloured]")).toHaveCount(2);
  const streamed = await body.innerHTML();
  await abcb.reload();
  await expect(body.locator("code[data-coloured]")).toHaveCount(2);
  expect(await body.innerHTML()).toBe(streamed);
});

test("what is selected in a settled block stays selected while the answer comes", async ({ page, abcb, server }) => {
  await server.use("stepped");
  await abcb.open();
  await abcb.send("Go on and on.");
  server.step(200);
  const body = abcb.body(abcb.lastAnswer());
  await expect.poll(() => body.locator(".block").count()).toBeGreaterThan(3);
  await body.locator(".block").first().evaluate((block) => getSelection()?.selectAllChildren(block));
  const selected = await page.evaluate(() => String(getSelection()));
  expect(selected).not.toBe("");
  const length = (await body.innerText()).length;
  server.step(200);
  await expect.poll(async () => (await body.innerText()).length).toBeGreaterThan(length + 200);
  expect(await page.evaluate(() => String(getSelection()))).toBe(selected);
  server.step(0);
  await abcb.waitUntilIdle();
  expect(await page.evaluate(() => String(getSelection()))).toBe(selected);
});

test("a fence that is open grows in place", async ({ abcb, server }) => {
  const lines = Array.from({ length: 200 }, (_, line) => `let line_${line} = "<b>${line}</b>";`).join("\n");
  await server.use(says(`Here:\n\n\`\`\`js\n${lines}\n\`\`\`\n\nDone.`));
  await abcb.open();
  await abcb.send("Write code.");
  const body = abcb.body(abcb.lastAnswer());
  await body.locator("code").evaluate((code) => ((code as HTMLElement).dataset.seen = "yes"));
  await abcb.waitUntilIdle();
  await expect(body.locator('code[data-seen="yes"]')).toHaveText(`${lines}\n`, { useInnerText: false });
  await expect(body.locator("p").last()).toHaveText("Done.");
});

const watchRequests = (page: Page, name: string) => {
  const requestedUrls: string[] = [];
  page.on("request", (request) => requestedUrls.push(request.url()));
  return () => requestedUrls.some((url) => new URL(url).pathname.endsWith(`/${name}`));
};

test("finished code in a known language is coloured, and the highlighter comes only then", async ({ page, abcb, server }) => {
  const wasRequested = watchRequests(page, "highlight.js");
  await server.use([says("No `code` here.\n\n```\nplain\n```\n\n```unheard-of\nx\n```"), says("Code:\n\n```js\nconst a = '<b>' // c\n```")].join("+"));
  await abcb.open();
  await abcb.ask("First.");
  expect(wasRequested()).toBe(false);
  await abcb.ask("Second.");
  const code = abcb.body(abcb.lastAnswer()).locator("code");
  await expect(code.locator(".hljs-keyword")).toHaveText("const");
  await expect(code.locator(".hljs-string")).toHaveText("'<b>'");
  await expect(code.locator("b")).toHaveCount(0);
  await expect(code).toHaveText("const a = '<b>' // c\n", { useInnerText: false });
  expect(wasRequested()).toBe(true);
  const colour = (part: string) => code.locator(part).evaluate((token) => getComputedStyle(token).color);
  expect(await colour(".hljs-keyword")).not.toBe(await colour(".hljs-string"));
});

test("long lines of code are broken in every answer when the user wants it, and stay so", async ({ abcb, server }) => {
  const long = `\`\`\`\n${"word ".repeat(60)}\n\`\`\``;
  const body = await answerWith(`${long}\n\n${long}`, abcb, server);
  const isCut = () => body.locator("pre").evaluateAll((found) => found.map((pre) => pre.scrollWidth > pre.clientWidth));
  expect(await isCut()).toEqual([true, true]);
  const wrap = body.getByRole("button", { name: "Wrap" });
  await wrap.first().click();
  await expect(wrap.last()).toHaveAttribute("aria-pressed", "true");
  expect(await isCut()).toEqual([false, false]);
  await abcb.reload();
  await expect(wrap.first()).toHaveAttribute("aria-pressed", "true");
  expect(await isCut()).toEqual([false, false]);
  await wrap.first().click();
  expect(await isCut()).toEqual([true, true]);
});

test("code is copied as it is", async ({ page, abcb, server, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const body = await answerWith("```js\nlet a = `1`;\n```", abcb, server);
  await body.getByRole("button", { name: "Copy code" }).click();
  await expect(body.locator(".code-copy")).toHaveText("Copied");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("let a = `1`;\n");
});

test("formulas are MathML, prices are not, and what cannot be read stays as it is", async ({ abcb, server }) => {
  const text = "Inline $x_1^2$ and \\(a*b*c\\), for $5 or $10.\n\n\\[\n\\frac{1}{2}\n\\]\n\nBad $\\frac{$ and `$code$`.\n\n$$e = mc^2$$";
  const body = await answerWith(text, abcb, server);
  await expect(body.locator("math")).toHaveCount(4);
  await expect(body.locator(".math.display math")).toHaveCount(2);
  await expect(body.locator("mfrac")).toHaveCount(1);
  await expect(body).toContainText("for $5 or $10.");
  await expect(body).toContainText("Bad $\\frac{$ and $code$.");
  const streamed = await body.innerHTML();
  await abcb.reload();
  await expect(body.locator("math")).toHaveCount(4);
  expect(await body.innerHTML()).toBe(streamed);
});

test("a diagram is drawn when it is asked for", async ({ page, abcb, server }) => {
  const wasRequested = watchRequests(page, "mermaid.js");
  const body = await answerWith("```mermaid\ngraph TD; A[Kettle]-->B[Cup];\n```\n\n```mermaid\nno diagram\n```", abcb, server);
  expect(wasRequested()).toBe(false);
  await body.getByRole("button", { name: "Show diagram" }).first().click();
  const image = body.getByRole("img", { name: "Diagram" });
  await expect(image).toBeVisible({ timeout: 20_000 });
  expect(await image.evaluate((found) => (found as HTMLImageElement).naturalWidth)).toBeGreaterThan(20);
  expect(decodeURIComponent((await image.getAttribute("src")) ?? "")).toContain("Kettle");
  expect(wasRequested()).toBe(true);
  await body.getByRole("button", { name: "Show diagram" }).first().click();
  await expect(image).toHaveCount(0);
  await body.getByRole("button", { name: "Show diagram" }).last().click();
  await expect(body.locator(".diagram")).toContainText("This diagram cannot be drawn");
});

test("an image is loaded when it is asked for, and only that one", async ({ page, abcb, server }) => {
  const requestedUrls: string[] = [];
  const pixel = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
  await page.route("https://images.example/**", (route) => {
    requestedUrls.push(route.request().url());
    const headers = { "access-control-allow-origin": "*" };
    return route.fulfill({ contentType: "image/png", body: pixel, headers });
  });
  await page.route("https://closed.example/**", (route) => route.fulfill({ contentType: "image/png", body: pixel, headers: { "access-control-allow-origin": "https://other.example" } }));
  const text = "![One](https://images.example/1.png)\n\n![Two](https://images.example/2.png)\n\n![Three](https://closed.example/3.png)";
  const body = await answerWith(text, abcb, server);
  await expect(body.locator("img")).toHaveCount(0);
  expect(requestedUrls).toEqual([]);
  // The page may contact neither host before the user has allowed it.
  for (const host of ["images.example", "closed.example"]) {
    await body.getByRole("button", { name: `Load image from ${host}` }).first().click();
    await body.getByRole("button", { name: `This page may not contact ${host} yet. Allow it in this tab and reload` }).click();
    await expect(body.getByRole("button", { name: /^This page may not contact/ })).toHaveCount(0);
  }
  expect(requestedUrls).toEqual([]);
  await body.getByRole("button", { name: "Load image from images.example" }).first().click();
  await expect(body.getByRole("img", { name: "One" })).toBeVisible();
  expect(requestedUrls).toEqual(["https://images.example/1.png"]);
  await body.getByRole("button", { name: "Load image from closed.example" }).click();
  await expect(body.getByRole("status")).toContainText("closed.example is not reachable, or does not let other pages read its images");
  await expect(body.locator("img")).toHaveCount(1);
});

test("an answer can be read as it was written", async ({ abcb, server }) => {
  const body = await answerWith(sampleMarkdown, abcb, server);
  const raw = abcb.lastAnswer().getByTestId("raw");
  await raw.click();
  await expect(raw).toHaveAttribute("aria-pressed", "true");
  await expect(abcb.lastAnswer().getByTestId("source")).toHaveText(sampleMarkdown.trimEnd(), { useInnerText: false });
  await expect(body).toBeHidden();
  await raw.click();
  await expect(body.locator("h3")).toBeVisible();
  await expect(abcb.lastAnswer().getByTestId("source")).toHaveCount(0);
});
