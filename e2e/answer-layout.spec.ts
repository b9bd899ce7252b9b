// The layout of typical model answers, in many languages.

import { answerWith } from "./support/answers";
import { expect, test } from "./support/fixtures";
import { says } from "./support/scenarios.mjs";
import type { Locator } from "@playwright/test";

const wideTable = `| Algorithm | Complexity | Implementation | Characteristics | Recommendation |
|---|---|---|---|---|
| Quicksort | Linearithmic | Partitioning<br>recursively | Unpredictable behaviour with adversarial input | Generally recommended |
| Mergesort | Linearithmic | Divide, conquer | Stable | Sometimes |`;

/** Returns the words that are broken across lines. */
const brokenWords = (locator: Locator) =>
  locator.evaluate((element) => {
    const broken: string[] = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (const { 0: word, index } of (node.nodeValue ?? "").matchAll(/\S+/g)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) broken.push(word);
      }
    }
    return broken;
  });

for (const width of [360, 390, 1440]) {
  test(`words in a table are whole and a wide one scrolls in its own frame, at ${width} pixels`, async ({ page, abcb, server }) => {
    await page.setViewportSize({ width, height: 800 });
    const body = await answerWith(`Before.\n\n${wideTable}\n\n> ${wideTable.replaceAll("\n", "\n> ")}\n\nAfter.`, abcb, server);
    const frames = body.getByRole("region", { name: "Table" });
    await expect(frames).toHaveCount(2);
    expect(await brokenWords(body)).toEqual([]);
    await expect(body.locator("td br")).toHaveCount(2);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    const answer = await body.boundingBox();
    const frame = await frames.first().boundingBox();
    expect((frame?.x ?? 0) + (frame?.width ?? 0)).toBeLessThanOrEqual((answer?.x ?? 0) + (answer?.width ?? 0) + 1);
    if (width > 1000) return;
    await frames.first().focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => frames.first().evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
    expect(await frames.first().evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true);
  });
}

const withFootnotes = `A claim.[^1] Another.[^two]

${"Words between.\n\n".repeat(60)}
[^1]: The first note.
[^two]: The second note.`;

test("footnotes stand on a line with their label and lead there and back, in each answer to its own", async ({ page, abcb, server }) => {
  await server.use([says(withFootnotes), says(withFootnotes)].join("+"));
  await abcb.open();
  await abcb.ask("Say it.");
  await abcb.ask("And again.");
  const address = page.url();
  const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  for (const answer of [abcb.body(abcb.answers.first()), abcb.body(abcb.answers.last())]) {
    const reference = answer.getByRole("link", { name: "[two]" });
    const label = answer.locator(".footnote").last().getByRole("link");
    await reference.click();
    await expect(label).toBeFocused();
    await expect(label).toBeInViewport();
    const [top, other] = await Promise.all([label.boundingBox(), answer.getByText("The second note.").boundingBox()]);
    expect(Math.abs((top?.y ?? 0) - (other?.y ?? 0))).toBeLessThan(8);
    expect(other?.x).toBeGreaterThan(top?.x ?? 0);
    await page.keyboard.press("Enter");
    await expect(reference).toBeFocused();
    await expect(reference).toBeInViewport();
    expect(await reference.evaluate((link) => document.querySelector(link.getAttribute("href") ?? "")?.textContent)).toBe("two");
  }
  expect(page.url()).toBe(address);
});

const withRepeatedReferences = `First.[^a] Second.[^A]

${"Words between.\n\n".repeat(60)}
Third.[^a] Another.[^b]

[^a]: A note.
[^b]: Another note.
[^a]: The same once more.`;

test("a footnote that is referred to several times leads back to each place", async ({ page, abcb, server }) => {
  const answer = await answerWith(withRepeatedReferences, abcb, server);
  const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  const references = answer.getByRole("link", { name: /^\[a\]$/i });
  const backs = answer.locator(".footnote").first().getByRole("link", { name: /Back to the text \d/ });
  await expect(references).toHaveCount(3);
  await expect(backs).toHaveCount(3);
  await expect(answer.locator(".footnote-backs")).toHaveCount(1);
  for (const index of [2, 0, 1]) {
    await backs.nth(index).click();
    await expect(references.nth(index)).toBeFocused();
    await expect(references.nth(index)).toBeInViewport();
  }
});

const withLists = `${Array.from({ length: 6 }, (_, index) => `${96 + index}. item ${96 + index}`).join("\n")}

- outer

  998. inner
  999. inner
  1000. inner

9. nine
10. ten`;

for (const width of [360, 1280]) {
  test(`numbers of lists have room, at ${width} pixels`, async ({ page, abcb, server }) => {
    await page.setViewportSize({ width, height: 800 });
    const body = await answerWith(withLists, abcb, server);
    const lacking = await body.locator("ol").evaluateAll((lists) =>
      lists.flatMap((list) => {
        const first = Number(list.getAttribute("start") ?? 1);
        return [...list.children].flatMap((item, index) => {
          const measure = document.createElement("span");
          measure.textContent = `${first + index}.`;
          measure.style.position = "absolute";
          item.append(measure);
          const needed = measure.getBoundingClientRect().width;
          measure.remove();
          const room = item.getBoundingClientRect().left - list.getBoundingClientRect().left;
          return room >= needed + 3 ? [] : [`${first + index}: ${room} for ${needed}`];
        });
      }),
    );
    expect(lacking).toEqual([]);
  });
}

test("a diagram stands in the place of its code, and follows the theme", async ({ page, abcb, server }) => {
  await page.emulateMedia({ colorScheme: "light" });
  const body = await answerWith("```mermaid\ngraph TD; A[Kettle]-->B[Cup];\n```", abcb, server);
  const code = body.locator("pre");
  await expect(code).toBeVisible();
  await body.getByRole("button", { name: "Show diagram" }).click();
  const image = body.getByRole("img", { name: "Diagram" });
  await expect(image).toBeVisible({ timeout: 20_000 });
  await expect(code).toBeHidden();
  const light = await image.getAttribute("src");
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(image).not.toHaveAttribute("src", light ?? "");
  await page.emulateMedia({ colorScheme: "light" });
  // The library may generate new ids; the colours are the same.
  const colours = (source: string | null) => [...new Set(decodeURIComponent(source ?? "").match(/#[0-9a-f]{6}\b/gi))].sort();
  await expect.poll(async () => colours(await image.getAttribute("src"))).toEqual(colours(light));
  await expect(body.locator(".diagram")).toHaveCount(1);
  await body.getByRole("button", { name: "Show diagram" }).click();
  await expect(image).toHaveCount(0);
  await expect(code).toBeVisible();
});

test("formulas over blank lines, in lists and quotes, and environments that stand alone are drawn", async ({ page, abcb, server }) => {
  const align = "\\begin{align}\nx &= a \\\\\ny &= b\n\\end{align}";
  const text = [
    "So:\n\n\\[\nE = m c^2\n\n+ \\frac{1}{2} m v^2\n\\]",
    "The two steps:\n\n\\begin{aligned}\nx_1 &= a + b \\\\\nx_2 &= a - b\n\\end{aligned}\n\nand\n\n\\begin{equation}\ny = x^2\n\\end{equation}",
    `- listed\n\n  \\[\n  a = b\n\n  + c\n  \\]\n- ${align.replaceAll("\n", "\n  ")}`,
    "> $$\n> a > b\n>\n> + c\n> $$",
    ...["gather", "cases", "pmatrix", "eqnarray*", "multline"].map((name) => `\\begin{${name}}\na \\\\ b\n\\end{${name}}`),
    "Put PATH=$HOME/bin:$PATH there, $AAPL/$MSFT for $5 and $10. Not closed:\n\n\\begin{aligned}\nx",
  ].join("\n\n");
  const body = await answerWith(text, abcb, server);
  await expect(body.locator(".math")).toHaveCount(11);
  await expect(body.locator(".math.display math")).toHaveCount(11);
  await expect(body).toContainText("PATH=$HOME/bin:$PATH there, $AAPL/$MSFT for $5 and $10.");
  await expect(body).toContainText("\\begin{aligned}");
  const streamed = await body.innerHTML();
  await abcb.reload();
  await expect(body.locator("math")).toHaveCount(11);
  expect(await body.innerHTML()).toBe(streamed);
  await expect(page.locator(".message .plain-answer")).toHaveCount(0);
});

test("what an answer says runs in its own direction, code from the left, markers on the side where the text begins", async ({ abcb, server }) => {
  const text = "مرحبا بك في هذا البرنامج، هذه إجابة قصيرة.\n\n- البند الأول\n- English item\n\n> اقتباس\n\n# عنوان\n\n`npm` أمر مفيد\n\n```js\nlet x = 1;\n```\n\n| عمود | ب |\n|---|---|\n| ج | English |\n\nEnglish line.";
  const body = await answerWith(text, abcb, server);
  const direction = (locator: Locator) => locator.evaluate((element) => getComputedStyle(element).direction);
  const paragraph = (words: string) => body.locator("p", { hasText: words });
  expect(await direction(paragraph("مرحبا"))).toBe("rtl");
  expect(await direction(paragraph("أمر مفيد"))).toBe("rtl");
  expect(await direction(paragraph("English line."))).toBe("ltr");
  expect(await direction(body.locator("blockquote p"))).toBe("rtl");
  expect(await direction(body.locator("h3"))).toBe("rtl");
  expect(await direction(body.locator("pre"))).toBe("ltr");
  expect(await direction(body.locator("table"))).toBe("rtl");
  expect(await direction(body.locator("td", { hasText: "English" }))).toBe("ltr");
  const room = (item: Locator) =>
    item.evaluate((element) => {
      const [own, list] = [element.getBoundingClientRect(), element.parentElement?.getBoundingClientRect()];
      return { left: Math.round(own.left - (list?.left ?? 0)), right: Math.round((list?.right ?? 0) - own.right) };
    });
  expect(await room(body.locator("li").first())).toEqual({ left: 0, right: 24 });
  expect(await room(body.locator("li").last())).toEqual({ left: 24, right: 0 });
});

test("what the user writes, and titles made of it, run in their own direction", async ({ page, abcb, server }) => {
  const question = "ما هي عاصمة إيطاليا؟";
  await server.use([says("روما."), says("Rome.")].join("+"));
  await abcb.open();
  const direction = (locator: Locator) => locator.evaluate((element) => getComputedStyle(element).direction);
  await abcb.input.fill(question);
  expect(await direction(abcb.input)).toBe("rtl");
  await abcb.input.fill("");
  await abcb.ask(question);
  expect(await direction(abcb.body(abcb.questions.last()))).toBe("rtl");
  expect(await direction(page.getByRole("heading", { level: 1 }))).toBe("rtl");
  expect(await direction(abcb.sessions.first().locator("span").first())).toBe("rtl");
  await abcb.ask("What is the capital?");
  expect(await direction(abcb.body(abcb.questions.last()))).toBe("ltr");
  const search = page.getByTestId("session-search");
  await search.fill("عاصمة");
  expect(await direction(search)).toBe("rtl");
  await expect(page.getByTestId("search-hit").first()).toBeVisible();
  expect(await direction(page.getByTestId("search-hit").first().locator("span").first())).toBe("rtl");
  await search.fill("");
  await abcb.questions.first().hover();
  await abcb.questions.first().getByTestId("edit").click();
  expect(await direction(abcb.questions.first().getByRole("textbox"))).toBe("rtl");
});
