// The amount of DOM changes per token must not grow with the length of the answer. It is counted in nodes, since times depend on
// the machine (`npm run bench` measures those), and in steps that each wait for the page, since frames depend on it too;
// quadratic behaviour is far over the bound.

import { expect, test, type AbcbPage, type Server } from "./support/fixtures";

/** The tokens sent per step. */
const tokensPerStep = 20;
/** The maximum ratio of the counts: slices end at different places in the text, so the counts differ slightly. */
const maxRatio = 2;

type Counted = typeof globalThis & { added: number };

/** Starts counting the nodes added to the answer. */
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

/** Sends `tokens` tokens and waits until they are rendered. */
async function sendTokens(abcb: AbcbPage, server: Server, tokens: number) {
  const body = abcb.body(abcb.lastAnswer());
  const before = await body.evaluate((body) => body.textContent!.length);
  server.step(tokens);
  await body.evaluate(async (body, before) => {
    const frame = () => new Promise(requestAnimationFrame);
    while (body.textContent!.length === before) await frame();
    // If they arrived in two pieces, the second is rendered in the next frame.
    for (let frames = 0; frames < 2; frames += 1) await frame();
  }, before);
}

/** Returns how many nodes a thousand tokens add, step by step. */
async function countNodesOfThousand(abcb: AbcbPage, server: Server) {
  const added = () => abcb.page.evaluate(() => (globalThis as Counted).added);
  const before = await added();
  for (let tokens = 0; tokens < 1000; tokens += tokensPerStep) await sendTokens(abcb, server, tokensPerStep);
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
    await sendTokens(abcb, server, 500);
    const first = await countNodesOfThousand(abcb, server);
    await sendTokens(abcb, server, 3000);
    const last = await countNodesOfThousand(abcb, server);
    server.step(0);
    await abcb.waitUntilIdle();
    expect(first).toBeGreaterThan(0);
    expect(last).toBeLessThan(maxRatio * first + 10);
  });
}
