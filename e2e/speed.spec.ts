// What must not grow with the length of what is there: the cost of a token. Measured as a ratio within one answer, in processor
// time of the main thread, with a generous bound: what is quadratic is far over it.

import { expect, test, type AbcbPage, type Server } from "./support/fixtures";

const tokens = 6000;
const perSecond = 600;
/** The goal is 1.3 (`npm run bench`); a busy machine and short samples ask for room. */
const bound = 2.5;

async function costOfThousands(abcb: AbcbPage, server: Server, shape: string) {
  const client = await abcb.page.context().newCDPSession(abcb.page);
  // Thread ticks count what the thread worked, not how long it waited for its turn.
  await client.send("Performance.enable", { timeDomain: "threadTicks" });
  const spent = async () => {
    const { metrics } = await client.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")!.value;
  };
  const shown = (count: number) =>
    abcb.page.waitForFunction((length) => document.querySelector('[data-role="assistant"]:last-child [data-testid="message-body"]')!.textContent!.length >= length, count * charsAToken[shape]!, { polling: 50, timeout: 60_000 });
  await server.use(`paced-${tokens}-${perSecond}${shape}`);
  await abcb.open();
  await abcb.send("Write a long answer.");
  await expect(abcb.answers).toHaveCount(1);
  const marks: number[] = [];
  for (const count of [500, 1500, tokens - 1500, tokens - 500]) {
    await shown(count);
    marks.push(await spent());
  }
  const [a, b, y, z] = marks as [number, number, number, number];
  return { first: b - a, last: z - y };
}

/** Of the text as it is drawn: signs of Markdown are not. */
const charsAToken: Record<string, number> = { "": 3.2, "-fence": 3.8, "-paragraph": 3.6 };

for (const [name, shape] of [["mixed Markdown", ""], ["one code fence", "-fence"], ["one paragraph", "-paragraph"]] as const) {
  test(`a token late in a long answer costs what an early one costs: ${name}`, async ({ abcb, server }) => {
    test.setTimeout(120_000);
    const { first, last } = await costOfThousands(abcb, server, shape);
    expect(last / first).toBeLessThan(bound);
  });
}
