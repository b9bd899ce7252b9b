// Dialogs, rows and sessions that are removed while asynchronous work for them is pending. Every test checks for uncaught errors
// (support/uncaught.ts); these tests provoke them.

import { AbcbPage, expect, test } from "./support/fixtures";

test("a session whose id is taken is imported beside it, and both open in turn", async ({ page, abcb, server }) => {
  await server.use("normal");
  await abcb.open();
  const session = (words: string) =>
    JSON.stringify({
      id: "sess-1700000000000",
      created_at: 1_700_000_000_000,
      messages: [
        { role: "user", content: `Question ${words}` },
        { role: "assistant", content: `Answer ${words}` },
      ],
    });
  for (const words of ["one", "two"]) {
    await abcb.importFile(`${words}.json`, session(words));
    await abcb.confirmImport();
    await expect(abcb.body(abcb.lastAnswer())).toHaveText(`Answer ${words}`);
  }
  await expect(abcb.sessions).toHaveCount(2);
  for (let turn = 0; turn < 3; turn += 1) {
    for (const [id, words] of [["sess-1700000000000", "one"], ["sess-1700000000001", "two"]]) {
      await abcb.openSession(id);
      await expect(abcb.body(abcb.lastAnswer())).toHaveText(`Answer ${words}`);
    }
  }
  await expect(page.locator(".broken")).toHaveCount(0);
});

test("two tabs that start a session in the same millisecond", async ({ page, abcb, server }) => {
  await server.use("normal");
  // Both tabs have the same fixed time.
  await page.context().addInitScript(() => {
    Date.now = () => 1_700_000_000_000;
  });
  const other = new AbcbPage(await page.context().newPage(), abcb.address);
  await other.page.addInitScript((config) => localStorage.setItem("abcb.config", config), JSON.stringify({ model: { kind: "server", base_url: server.baseUrl("normal"), model: "test-model" } }));
  await abcb.open();
  await other.open();
  for (const [tab, words] of [[abcb, "here"], [other, "there"]] as const) {
    await tab.ask(`Said ${words}`);
    await expect(tab.body(tab.lastAnswer())).toHaveText(`You wrote: Said ${words}`);
  }
  expect(await other.currentSessionId()).toBe("sess-1700000000001");
  await other.reload();
  await other.openSession("sess-1700000000000");
  await expect(other.body(other.lastAnswer())).toHaveText("You wrote: Said here");
  await other.openSession("sess-1700000000001");
  await expect(other.body(other.lastAnswer())).toHaveText("You wrote: Said there");
});

test("a session that is opened while another tab answers in it says so and follows to the end", async ({ page, abcb, server }) => {
  await server.use("paused+normal");
  await abcb.open();
  await abcb.send("Count.");
  await expect(abcb.body(abcb.lastAnswer())).not.toHaveText("");
  const other = new AbcbPage(await page.context().newPage(), page.url());
  await other.open();
  await expect(other.page.getByText("Being answered in another tab.")).toBeVisible();
  await expect(other.page.getByTestId("message-error")).toHaveCount(0);
  await expect(other.page.getByTestId("continue")).toHaveCount(0);
  await other.send("Meanwhile");
  await expect(other.page.getByTestId("toast")).toContainText("is being answered in another tab");
  await expect(other.input).toHaveValue("Meanwhile");
  server.release();
  await abcb.expectLastAnswer("complete");
  await other.expectLastAnswer("complete");
  await expect(other.body(other.lastAnswer())).toHaveText(await abcb.currentText());
  await expect(other.page.getByText("Being answered")).toHaveCount(0);
  await other.sendButton.click();
  await expect(other.body(other.lastAnswer())).toHaveText("You wrote: Meanwhile");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText("You wrote: Meanwhile");
});

test("a page that cannot be used says so above itself, and is loaded again by a button", async ({ page, abcb }) => {
  await page.addInitScript(() => Object.defineProperty(window, "indexedDB", { value: undefined }));
  await page.route(/split_/, (route) => route.abort());
  await page.goto(abcb.address);
  const bar = page.getByRole("alert").filter({ hasText: "would take its place" });
  await expect(bar).toBeVisible();
  await page.unroute(/split_/);
  await bar.getByRole("button", { name: "Reload" }).click();
  await abcb.waitUntilReady();
  await expect(bar).toHaveCount(0);

  // Shown above a running page, it takes its space from the conversation, and the controls stay visible.
  await page.evaluate(() => {
    const make = (name: string, text: string) => Object.assign(document.createElement(name), { textContent: text });
    const bar = make("div", "");
    bar.className = "broken";
    bar.append(make("p", "Something went wrong."), make("button", "Reload"));
    document.body.prepend(bar);
  });
  for (const seen of [page.locator(".broken button"), abcb.input, page.getByTestId("open-settings")]) {
    await seen.click({ trial: true });
  }
  await expect(abcb.input).toBeInViewport({ ratio: 1 });
});
