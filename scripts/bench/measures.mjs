// The individual measurements. Each takes a subject (subjects.mjs) and returns { name: number }; each run has its own browser
// context, so nothing is cached or stored from the previous one.

import { conversation, endMarker } from "./logs.mjs";
import { ask, memory, openSession, processorTime, visit, waitUntilIdle, waitUntilReady } from "./subjects.mjs";

const bench = (page) => page.evaluate(() => window.bench);
/** How long after its end an answer may still be drawn and highlighted. */
const DRAWN_MILLIS = 1_000;
const longest = (tasks) => Math.max(0, ...tasks);

async function withVisit({ context }, act) {
  try {
    return await act();
  } finally {
    await context.close();
  }
}

const usableAt = async (page) => (await page.waitForFunction(() => window.bench.marks.usable)).jsonValue();

/** Time from the navigation until a typed letter has enabled Send, with empty caches and after a reload. */
export async function start(subject) {
  const visited = await visit(subject, "steady", { types: true });
  return withVisit(visited, async () => {
    const { page } = visited;
    const cold = await usableAt(page);
    const heap = await memory(visited);
    await page.getByTestId("composer-input").fill("");
    // Leaves time to fill the caches for later visits.
    await page.waitForTimeout(1500);
    await page.reload();
    await waitUntilReady(page);
    return { "composer usable, cold": cold, "composer usable, reload": await usableAt(page), "memory at start": heap };
  });
}

async function measureFirstToken(page) {
  // Set up in advance, so that no lookup disturbs the page during the measurement.
  const painted = page.evaluate(() => window.bench.awaitFirstToken());
  await ask(page);
  await painted;
  const { marks } = await bench(page);
  await waitUntilIdle(page);
  return { request: marks.request - marks.enter, painted: marks.painted - marks.enter };
}

/** Time from Enter to the request, and to the first painted token when the server responds at once. */
export async function turn(subject) {
  const visited = await visit(subject, "steady");
  return withVisit(visited, async () => {
    // No user types a question within the first second.
    await visited.page.waitForTimeout(1000);
    const { request, painted } = await measureFirstToken(visited.page);
    return { "Enter until the request leaves": request, "Enter until the first token is painted": painted };
  });
}

/** The texts of a burst (e2e/support/markdown-tokens.mjs), each with the answer before it. That one triggers one-time fetches, so
 * that the burst is representative of later answers. */
const texts = { light: { shape: "", before: "steady" }, rich: { shape: "-rich", before: "burst-1000-rich" } };

/** A stream of tokens as fast as the page reads them, until everything is drawn and highlighted. */
export const burst = (count, text) => async (subject) => {
  const { shape, before } = texts[text];
  const visited = await visit(subject, `${before}+burst-${count}${shape}`);
  return withVisit(visited, async () => {
    const { page, client } = visited;
    await ask(page);
    await waitUntilIdle(page);
    await page.waitForTimeout(DRAWN_MILLIS);
    await page.evaluate(() => (window.bench.tasks.length = 0));
    const start = await processorTime(client);
    await ask(page, "burst");
    await page.locator('body[data-run="running"]').waitFor();
    await waitUntilIdle(page);
    await page.waitForTimeout(DRAWN_MILLIS);
    const spent = (await processorTime(client)) - start;
    const { tasks } = await bench(page);
    return {
      [`burst of ${count}, ${text} text: processor time`]: spent,
      [`burst of ${count}, ${text} text: longest task`]: longest(tasks),
      ...(count >= 10_000 && text === "rich" && { [`memory after ${count} tokens`]: await memory(visited) }),
    };
  });
};

/** Fifty tokens a second, about the speed of reading along. */
export async function paced(subject) {
  const visited = await visit(subject, "steady+paced-1000-50");
  return withVisit(visited, async () => {
    const { page, client } = visited;
    await ask(page);
    await waitUntilIdle(page);
    await page.evaluate(() => window.bench.countFrames(true));
    await ask(page, "paced");
    await page.locator('[data-testid="message"][data-status="streaming"]').waitFor();
    const before = await processorTime(client);
    const started = await page.evaluate(() => ((window.bench.frames = 0), performance.now()));
    await waitUntilIdle(page);
    const [frames, ended] = await page.evaluate(() => [window.bench.frames, performance.now()]);
    return {
      "50 tokens/s: processor time a token": ((await processorTime(client)) - before) / 1000,
      "50 tokens/s: frames/s": (frames * 1000) / (ended - started),
    };
  });
}

/** Typing latency while an answer streams in after one of 2,000 tokens. */
export async function typing(subject) {
  const visited = await visit(subject, "burst-2000+paced-1000-50");
  return withVisit(visited, async () => {
    const { page } = visited;
    await ask(page);
    await waitUntilIdle(page);
    await ask(page, "paced");
    await page.locator('[data-testid="message"][data-status="streaming"]').waitFor();
    await page.evaluate(() => (window.bench.keys.length = 0));
    for (let key = 0; key < 100; key += 1) {
      await page.keyboard.press("abcdefgh "[key % 9]);
      await page.waitForTimeout(90);
    }
    const keys = (await bench(page)).keys.sort((a, b) => a - b);
    return { "typing while streaming, p95": keys[Math.floor(keys.length * 0.95)] };
  });
}

/** Opening a long session, and the first token in it. */
export const history = (count) => async (subject) => {
  const visited = await visit(subject, "steady", { sessions: [{ id: "sess-long", messages: conversation(count) }] });
  return withVisit(visited, async () => {
    const { page } = visited;
    await openSession(page, "sess-long", endMarker);
    const { marks } = await bench(page);
    // A user reads the session before asking.
    await page.waitForTimeout(1500);
    const { painted } = await measureFirstToken(page);
    return { [`open a session of ${count}`]: marks.shown - marks.click, [`first token in a session of ${count}`]: painted };
  });
};

/** Time until the list of a thousand sessions is shown. */
export async function manySessions(subject) {
  const sessions = Array.from({ length: 1000 }, (_, index) => ({ id: `sess-${1_780_000_000_000 + index}`, messages: conversation(2) }));
  const visited = await visit(subject, "steady", { sessions });
  return withVisit(visited, async () => {
    await visited.page.waitForFunction(() => window.bench.marks.listed, null, { polling: 20 });
    const { marks } = await bench(visited.page);
    return { "1,000 sessions: list after the page is ready": Math.max(0, marks.listed - marks.waitUntilReady), "1,000 sessions: page ready": marks.waitUntilReady };
  });
}

/** A search for words that occur in all of a thousand sessions of ten messages, and the same search again with the logs read. */
export async function search(subject) {
  const sessions = Array.from({ length: 1000 }, (_, index) => ({ id: `sess-${1_780_000_000_000 + index}`, messages: conversation(10) }));
  const visited = await visit(subject, "steady", { sessions });
  return withVisit(visited, async () => {
    const { page } = visited;
    await page.waitForFunction(() => window.bench.marks.listed, null, { polling: 20 });
    await page.waitForTimeout(1500);
    await page.evaluate(() => (window.bench.tasks.length = 0));
    const searchFor = async (words) => {
      const done = page.evaluate((status) => window.bench.awaitStatus(status), "5000 messages · 1000 sessions");
      const started = await page.evaluate(() => performance.now());
      await page.getByTestId("session-search").fill(words);
      await done;
      return (await bench(page)).marks.found - started;
    };
    const [first, again] = [await searchFor("steam reaches"), await searchFor("the kettle turns")];
    return {
      "search through 1,000 sessions": first,
      "search through 1,000 sessions, again": again,
      "search through 1,000 sessions: longest task": longest((await bench(page)).tasks),
    };
  });
}

/** Cost of the last thousand of ten thousand tokens relative to the first, in a session of `before` messages. */
export const costGrowth = (name, shape, before) => async (subject) => {
  const sessions = before ? [{ id: "sess-before", messages: conversation(before) }] : [];
  const visited = await visit(subject, `paced-10000-250${shape}`, { sessions });
  return withVisit(visited, async () => {
    const { page, client } = visited;
    if (before) await openSession(page, "sess-before", endMarker);
    await ask(page);
    const reached = async (tokens) => {
      await page.waitForFunction((tokens) => window.bench.marks.request && performance.now() - window.bench.marks.request > tokens * 4, tokens, { polling: 10, timeout: 120_000 });
      return processorTime(client);
    };
    const [a, b] = [await reached(500), await reached(1500)];
    const [y, z] = [await reached(8900), await reached(9900)];
    await waitUntilIdle(page);
    return { [`last to first thousand, ${name}`]: (z - y) / (b - a), [`processor time a token at its end, ${name}`]: (z - y) / 1000 };
  });
};

/** Memory after ten long answers relative to that after the first. */
export async function longRun(subject) {
  const visited = await visit(subject, "burst-2000");
  return withVisit(visited, async () => {
    const { page } = visited;
    const used = [];
    for (let answer = 0; answer < 10; answer += 1) {
      // A new session per answer, so that the conversation itself does not count.
      if (subject.name === "ours" && answer > 0) await page.getByTestId("new-session").click();
      await ask(page);
      await page.locator('[data-testid="message"][data-role="assistant"]').first().waitFor();
      await waitUntilIdle(page);
      await page.waitForTimeout(300);
      used.push(await memory(visited));
    }
    return { "memory after ten answers, in that after one": used.at(-1) / used[0] };
  });
}
