// Printing a conversation: complete, without the page's controls, nothing cut off.

import { expect, test } from "./support/fixtures";

const paragraph = "Some words that fill a line or two of the page, so that an answer takes its room on paper as it does on the screen. ";
const code = `\`\`\`js\nconst line = "${"a long line of code ".repeat(12)}";\n\`\`\``;
const table = `| ${Array.from({ length: 12 }, (_, index) => `Considerable ${index}`).join(" | ")} |\n${"|---".repeat(12)}|\n${"| cell ".repeat(12)}|`;

const answer = (number: number) =>
  [`# Answer ${number}`, ...Array.from({ length: 60 }, (_, index) => `${index}. ${paragraph}`), code, table, `The end of answer ${number}.`].join("\n\n");

function conversation(exchanges: number, text: (number: number) => string) {
  const at = 1_700_000_000_000;
  const messages = Array.from({ length: exchanges }, (_, index) => [
    { role: "user", content: `Question ${index}?` },
    { role: "assistant", content: text(index) },
  ]).flat();
  return JSON.stringify({ id: `sess-${at}`, created_at: at, messages });
}

const pagesOf = (pdf: Buffer) => (pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;

test("a printed conversation is whole", async ({ page, abcb }) => {
  await abcb.open();
  await abcb.importFile("four.json", conversation(4, answer));
  await abcb.confirmImport();
  await expect(abcb.lastAnswer()).toContainText("The end of answer 3.");
  // Checked on paper: about four pages each.
  expect(pagesOf(await page.pdf({ format: "A4" }))).toBeGreaterThanOrEqual(12);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("navigation").first()).toBeHidden();
  await expect(abcb.input).toBeHidden();
  await expect(page.getByTestId("copy").first()).toBeHidden();
  const cut = await page.evaluate(() => [...document.querySelectorAll(".log, .log *")].filter((part) => part.clientWidth > 0 && part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX !== "visible").map((part) => part.className));
  expect(cut).toEqual([]);
  await page.setViewportSize({ width: 700, height: 900 });
  const overflowing = await page.evaluate(() => [...document.querySelectorAll(".answer :is(pre, table, p)")].filter((part) => part.getBoundingClientRect().right > innerWidth + 1 || part.scrollWidth > part.clientWidth + 1).length);
  expect(overflowing).toBe(0);
});

test("messages that had no place on the screen are printed too", async ({ page, abcb }) => {
  await abcb.open();
  await abcb.importFile("many.json", conversation(150, (number) => `Answer ${number}. ${paragraph.repeat(6)}`));
  await abcb.confirmImport();
  await expect(abcb.lastAnswer()).toContainText("Answer 149.");
  await expect.poll(() => abcb.messages.count()).toBeLessThan(300);
  const pages = pagesOf(await page.pdf({ format: "A4" }));
  await expect(abcb.messages).toHaveCount(300);
  await expect(abcb.answers.first()).toContainText("Answer 0.");
  // Each exchange takes more than a twelfth of a page.
  expect(pages).toBeGreaterThan(150 / 12);
});
