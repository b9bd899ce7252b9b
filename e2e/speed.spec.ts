// What must not grow with the length of what is there: how much of the page a token changes. Counted in nodes, since times
// depend on the machine (`npm run bench` measures those); what is quadratic is far over the bound.

import { expect, test, type AbcbPage, type Server } from "./support/fixtures";

const tokens = 6000;
const perSecond = 600;
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

async function nodesOfThousands(abcb: AbcbPage, server: Server, shape: string) {
  await server.use(`paced-${tokens}-${perSecond}${shape}`);
  await abcb.open();
  await abcb.send("Write a long answer.");
  await expect(abcb.body(abcb.lastAnswer())).not.toBeEmpty();
  await countNodes(abcb);
  // Read in the page, in the very frame in which so much is shown.
  const addedWhen = (count: number) =>
    abcb.page
      .waitForFunction((length) => {
        const body = document.querySelector('[data-role="assistant"]:last-child [data-testid="message-body"]')!;
        return body.textContent!.length >= length && { added: (globalThis as Counted).added };
      }, count * charsAToken[shape]!, { polling: "raf", timeout: 60_000 })
      .then(async (handle) => ((await handle.jsonValue()) as { added: number }).added);
  const marks: number[] = [];
  for (const count of [500, 1500, tokens - 1500, tokens - 500]) marks.push(await addedWhen(count));
  const [a, b, y, z] = marks as [number, number, number, number];
  return { first: b - a, last: z - y };
}

/** Of the text as it is drawn: signs of Markdown are not. */
const charsAToken: Record<string, number> = { "": 3.2, "-fence": 3.8, "-paragraph": 3.6 };

for (const [name, shape] of [["mixed Markdown", ""], ["one code fence", "-fence"], ["one paragraph", "-paragraph"]] as const) {
  test(`a token late in a long answer changes as much as an early one: ${name}`, async ({ abcb, server }) => {
    const { first, last } = await nodesOfThousands(abcb, server, shape);
    expect(first).toBeGreaterThan(0);
    expect(last).toBeLessThan(bound * first + 10);
  });
}
