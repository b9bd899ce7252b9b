// Answers as they are drawn: while they come, when they have come, and what can be done with them.

import { configure, expect, test, type AbcbPage, type Server } from "./support/fixtures";
import { says } from "./support/scenarios.mjs";
import type { Page } from "@playwright/test";

const everything = `A heading
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

async function answerWith(text: string, page: Page, abcb: AbcbPage, server: Server) {
  await server.use(says(text));
  await abcb.open();
  await abcb.ask("Say it.");
  await abcb.expectLastAnswer("complete");
  return abcb.body(abcb.lastAnswer());
}

test("a streamed answer is the same as the whole one", async ({ page, abcb, server }) => {
  const body = await answerWith(everything, page, abcb, server);
  await expect(body.locator("h3")).toHaveText("A heading");
  await expect(body.locator("a")).toHaveCount(2);
  await expect(body.locator(".footnote-ref")).toHaveText("[1]");
  const streamed = await body.innerHTML();
  await abcb.reload();
  await expect(body.locator("h3")).toHaveText("A heading");
  expect(await body.innerHTML()).toBe(streamed);
});

test("what is selected in a settled block stays selected while the answer comes", async ({ page, abcb, server }) => {
  await server.use("paced-400-100");
  await abcb.open();
  await abcb.send("Go on and on.");
  const body = abcb.body(abcb.lastAnswer());
  await expect.poll(() => body.locator(".block").count()).toBeGreaterThan(3);
  await body.locator(".block").first().evaluate((block) => getSelection()?.selectAllChildren(block));
  const selected = await page.evaluate(() => String(getSelection()));
  expect(selected).not.toBe("");
  const length = (await body.innerText()).length;
  await expect.poll(async () => (await body.innerText()).length).toBeGreaterThan(length + 200);
  expect(await page.evaluate(() => String(getSelection()))).toBe(selected);
});

test("a fence that is open grows in place", async ({ page, abcb, server }) => {
  const lines = Array.from({ length: 200 }, (_, line) => `let line_${line} = "<b>${line}</b>";`).join("\n");
  await server.use(says(`Here:\n\n\`\`\`js\n${lines}\n\`\`\`\n\nDone.`));
  await abcb.open();
  await abcb.send("Write code.");
  const body = abcb.body(abcb.lastAnswer());
  await body.locator("code").evaluate((code) => ((code as HTMLElement).dataset.seen = "yes"));
  await abcb.idle();
  await expect(body.locator('code[data-seen="yes"]')).toHaveText(`${lines}\n`, { useInnerText: false });
  await expect(body.locator("p").last()).toHaveText("Done.");
});
