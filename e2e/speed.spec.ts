// What must not grow with the length of what is there: how much of the page a token changes. Counted in nodes, since times
// depend on the machine (`npm run bench` measures those), and in steps that each wait for the page, since so do frames; what is
// quadratic is far over the bound.

import { expect, test, type AbcbPage, type Server } from "./support/fixtures";

/** Tokens that come at once. */
const step = 20;
/** The slices are not cut at the same places of the text, so the two counts differ a little. */
const bound = 2;

type Counted = typeof globalThis & { added: number };

/** From now on counts the nodes that are put into the answer. */
function countNodes(abcb: AbcbPage) {
  return abcb.body(abcb.lastAnswer()).evaluate((body) => {
    const size = (node: Node): number => 1 + [...node.childNodes].reduce((sum, child) => sum + size(child), 0);
    const page = globalThis as Counted;
    page.added = 0;
    const count = (records: MutationRecord[]) => {
      for (const { addedNodes } of records) for (const node of addedNodes) page.added += size(node);
    };
    new MutationObserver(count).observe(body, { childList: true, subtree: true });
  });
}

/** Lets so many tokens come and waits until they are drawn. */
async function draw(abcb: AbcbPage, server: Server, tokens: number) {
  const body = abcb.body(abcb.lastAnswer());
  const before = await body.evaluate((body) => body.textContent!.length);
  server.step(tokens);
  await body.evaluate(async (body, before) => {
    const frame = () => new Promise(requestAnimationFrame);
    while (body.textContent!.length === before) await frame();
    // Should they have come in two pieces, the other is drawn with the next frame.
    for (let frames = 0; frames < 2; frames += 1) await frame();
  }, before);
}

/** How many nodes a thousand tokens add, step by step. */
async function nodesOfThousand(abcb: AbcbPage, server: Server) {
  const added = () => abcb.page.evaluate(() => (globalThis as Counted).added);
  const before = await added();
  for (let tokens = 0; tokens < 1000; tokens += step) await draw(abcb, server, step);
  return (await added()) - before;
}

for (const [name, shape] of [["mixed Markdown", ""], ["one code fence", "-fence"], ["one paragraph", "-paragraph"]] as const) {
  test(`a token late in a long answer changes as much as an early one: ${name}`, async ({ abcb, server }) => {
    await server.use(`stepped${shape}`);
    await abcb.open();
    await abcb.send("Write a long answer.");
    server.step(1);
    await expect(abcb.body(abcb.lastAnswer())).not.toBeEmpty();
    await countNodes(abcb);
    await draw(abcb, server, 500);
    const first = await nodesOfThousand(abcb, server);
    await draw(abcb, server, 3000);
    const last = await nodesOfThousand(abcb, server);
    server.step(0);
    await abcb.idle();
    expect(first).toBeGreaterThan(0);
    expect(last).toBeLessThan(bound * first + 10);
  });
}
