// Storage that fails during an answer: streaming continues, Stop works, and the page reports that nothing is being saved.

import type { Page } from "@playwright/test";
import { AbcbPage, configure, expect, test } from "./support/fixtures";

/** Makes storage fail from the first word of an answer on. */
async function failAnswerWrites(page: Page) {
  await page.addInitScript(() => {
    // A record is an object in IndexedDB and JSON text in localStorage.
    const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
    const isOfAnswer = (value: unknown) => /"kind":"(response_|model_|final_|run_ended)/.test(text(value));
    const quotaError = () => new DOMException("The disk is full.", "QuotaExceededError");
    const add = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = function (value, key) {
      if (isOfAnswer(value)) throw quotaError();
      return add.call(this, value, key);
    };
    const setItem = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      if (isOfAnswer(value)) throw quotaError();
      setItem.call(this, key, value);
    };
  });
}

const disableIndexedDb = (page: Page) =>
  page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("not here", "SecurityError");
    };
  });

for (const store of ["IndexedDB", "localStorage"]) {
  test(`${store} that refuses from the first word holds up neither the text nor Stop`, async ({ page, abcb, server }) => {
    await failAnswerWrites(page);
    if (store === "localStorage") await disableIndexedDb(page);
    await configure(page, { model: { kind: "server", base_url: server.baseUrl("paused"), model: "test-model" } });
    await abcb.open();
    await abcb.send("Count.");
    await expect(abcb.body(abcb.lastAnswer())).not.toHaveText("");
    await expect(page.getByTestId("banner")).toContainText("not being saved");
    const words = await abcb.currentText();
    await abcb.stop();
    await expect(page.locator("body")).toHaveAttribute("data-run", "idle");
    await expect(abcb.body(abcb.lastAnswer())).toHaveText(words);
    await abcb.input.fill("The page is alive.");
    await expect(abcb.sendButton).toBeEnabled();
  });
}

/** Opens another page that blocks the database until it is closed. */
async function blockDatabase(page: Page, address: string): Promise<Page> {
  const other = await page.context().newPage();
  await other.goto(address);
  await other.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const opening = indexedDB.open("abcb");
        opening.onsuccess = () => {
          const sessions = opening.result.transaction(["sessions", "events"], "readwrite").objectStore("sessions");
          const hold = () => {
            sessions.count().onsuccess = hold;
            resolve();
          };
          sessions.count().onsuccess = hold;
        };
      }),
  );
  return other;
}

test("storage that never answers holds up neither the text nor Stop, and is reported", async ({ page, abcb, server }) => {
  await configure(page, { model: { kind: "server", base_url: server.baseUrl("paused"), model: "test-model" } });
  await abcb.open();
  await abcb.send("Count.");
  await expect(abcb.body(abcb.lastAnswer())).not.toHaveText("");
  const first = await abcb.currentText();
  const other = await blockDatabase(page, abcb.address);
  server.release();
  await expect.poll(async () => (await abcb.currentText()).length).toBeGreaterThan(first.length);
  await expect(page.getByTestId("banner")).toContainText("The answer is not being saved: the storage has not answered for 5 seconds.");
  const words = await abcb.currentText();
  await abcb.stop();
  await expect(page.locator("body")).toHaveAttribute("data-run", "idle");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText(words);
  await expect(page.getByTestId("banner")).toContainText("not known whether the last words were saved");
  await other.close();
  await abcb.input.fill("The page is alive.");
  await expect(abcb.sendButton).toBeEnabled();
});

test("storage that does not answer is reported when a session is opened, which is shown once it answers", async ({ page, abcb, server }) => {
  await configure(page, { model: { kind: "server", base_url: server.baseUrl("steady"), model: "test-model" } });
  await abcb.open();
  await abcb.ask("Count.");
  const [words, id] = [await abcb.currentText(), await abcb.currentSessionId()];
  await abcb.newSession();
  const other = await blockDatabase(page, abcb.address);
  await abcb.session(id).click();
  await expect(page.getByTestId("toast")).toContainText("The storage has not answered for 5 seconds.");
  await other.close();
  await expect(abcb.body(abcb.lastAnswer())).toHaveText(words);
  await expect(page.getByTestId("toast")).toHaveCount(0);
});

test("a question that the storage does not take can be read, and is the draft after a reload", async ({ page, abcb, server }) => {
  await configure(page, { model: { kind: "server", base_url: server.baseUrl("steady"), model: "test-model" } });
  await abcb.open();
  const other = await blockDatabase(page, abcb.address);
  await abcb.send("A precious question");
  await expect(page.getByTestId("unstored")).toContainText("A precious question");
  await expect(abcb.input).toHaveValue("");
  await expect(page.getByTestId("banner")).toContainText("Nothing is being saved");
  await expect.poll(() => page.evaluate(() => localStorage.getItem("abcb.drafts"))).toContain("A precious question");
  await page.reload();
  await other.close();
  await expect(abcb.input).toHaveValue("A precious question");
  await expect(page.getByTestId("unstored")).toHaveCount(0);
  await abcb.sendButton.click();
  await abcb.expectLastAnswer("complete");
  await expect(abcb.questions).toHaveCount(1);
});

/** Opens a page of this origin that runs nothing. */
async function openIdlePage(page: Page, address: string): Promise<Page> {
  const other = await page.context().newPage();
  await other.goto(new URL("models.json", address).href);
  return other;
}

test("a database that an older version of the page holds is reported, and upgraded once it is free", async ({ page, abcb }) => {
  const older = await openIdlePage(page, abcb.address);
  await older.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("abcb", 2);
        opening.onerror = () => reject(opening.error);
        opening.onupgradeneeded = () => {
          const { result: database } = opening;
          for (const name of ["sessions", "events", "grants"]) database.createObjectStore(name);
          database.createObjectStore("notes", { autoIncrement: true });
          const { transaction } = opening;
          const meta = { id: "sess-7", created_at: 7, updated_at: 7, title: "An old session", excerpt: "Hi", last_seq: 2 };
          transaction?.objectStore("sessions").put(JSON.stringify(meta), ".abcb/sessions/sess-7");
          const events = [
            { seq: 1, at: 7, kind: "session_started", session_id: "sess-7", created_at: 7 },
            { seq: 2, at: 7, kind: "user_message", content: "An old question", parent: 0 },
          ];
          for (const event of events) transaction?.objectStore("events").put(JSON.stringify(event), [".abcb/sessions/sess-7", event.seq]);
        };
        opening.onsuccess = () => resolve();
      }),
  );
  await page.goto(abcb.address);
  const bar = page.getByRole("alert").filter({ hasText: "Close that tab" });
  await expect(bar).toBeVisible();
  // The browser does not tell a second tab what it waits for.
  const second = await page.context().newPage();
  await second.goto(abcb.address);
  const secondBar = second.getByRole("alert").filter({ hasText: "being brought to this version" });
  await expect(secondBar).toBeVisible();
  await older.close();
  await abcb.waitUntilReady();
  await expect(bar).toHaveCount(0);
  await expect(second.locator(`[data-session-id="sess-7"]`)).toBeVisible();
  await expect(secondBar).toHaveCount(0);
  await abcb.session("sess-7").click();
  await expect(abcb.questions).toHaveText(/An old question/);
});

test("a database of a newer version is left alone, and the page says so", async ({ page, abcb }) => {
  const newer = await openIdlePage(page, abcb.address);
  await newer.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const opening = indexedDB.open("abcb", 1_000);
        opening.onsuccess = () => {
          opening.result.close();
          resolve();
        };
      }),
  );
  await abcb.open();
  await expect(page.getByRole("alert").filter({ hasText: "A newer version of abcb" })).toBeVisible();
  await expect(page.getByTestId("banner")).toContainText("fallback storage");
  const databases = await page.evaluate(() => indexedDB.databases());
  expect(databases.find(({ name }) => name === "abcb")?.version).toBe(1_000);
});

test("a session of the fallback storage is there when the database works again", async ({ page, abcb, server }) => {
  const config = { model: { kind: "server", base_url: server.baseUrl("normal"), model: "test-model" } };
  const without = new AbcbPage(await page.context().newPage(), abcb.address);
  await disableIndexedDb(without.page);
  await configure(without.page, config);
  await without.open();
  await expect(without.page.getByTestId("banner")).toContainText("fallback storage");
  await without.ask("Written without a database");
  const id = await without.currentSessionId();
  await without.page.close();

  await configure(page, config);
  await abcb.open();
  await abcb.openSession(id);
  await expect(abcb.questions).toHaveText(/Written without a database/);
  await abcb.ask("And on");
  await abcb.reload();
  await expect(abcb.questions).toHaveCount(2);
  await expect(abcb.sessions).toHaveCount(1);
});
