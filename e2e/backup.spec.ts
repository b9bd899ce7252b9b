// The storage section of the settings, and backups: into a folder, and as a download where the browser grants no folder.

import type { Browser, BrowserContext, Page } from "@playwright/test";
import { AbcbPage, configure, expect, test } from "./support/fixtures";

const FOLDER = "a-backup-folder";

/** Makes the picker return a directory of the origin's private file system, whose handle is like any other. */
const stubPicker = (target: Page | BrowserContext) =>
  target.addInitScript((folder) => {
    const picker = async () => (await navigator.storage.getDirectory()).getDirectoryHandle(folder, { create: true });
    Object.assign(window, { showDirectoryPicker: picker });
  }, FOLDER);

type Files = Record<string, string>;

/** Returns the text of every file in the folder. */
const readFolder = (page: Page) =>
  page.evaluate(async (folder) => {
    const files: Files = {};
    const read = async (directory: FileSystemDirectoryHandle, above: string) => {
      for await (const [name, handle] of directory.entries()) {
        if (handle instanceof FileSystemDirectoryHandle) await read(handle, `${above}${name}/`);
        else if (handle instanceof FileSystemFileHandle) files[above + name] = await (await handle.getFile()).text();
      }
    };
    const root = await navigator.storage.getDirectory();
    await read(await root.getDirectoryHandle(folder, { create: true }), "");
    return files;
  }, FOLDER);

/** Makes the folder contain exactly these files, as a program that synchronizes it does. */
const writeFolder = (page: Page, files: Files) =>
  page.evaluate(
    async ([folder, contents]) => {
      const root = await navigator.storage.getDirectory();
      const top = await root.getDirectoryHandle(folder, { create: true });
      for (const [path, text] of Object.entries(contents)) {
        const names = path.split("/");
        let directory = top;
        for (const name of names.slice(0, -1)) directory = await directory.getDirectoryHandle(name, { create: true });
        const writable = await (await directory.getFileHandle(names.at(-1) ?? "", { create: true })).createWritable();
        await writable.write(text);
        await writable.close();
      }
    },
    [FOLDER, files] as const,
  );

async function openData(abcb: AbcbPage) {
  await abcb.openSettings();
  await abcb.page.getByTestId("settings-data").click();
}

async function closeSettings(page: Page) {
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("settings-data")).toBeHidden();
}

async function chooseFolder(abcb: AbcbPage) {
  await openData(abcb);
  await abcb.page.getByTestId("backup-folder").click();
  await expect(abcb.page.getByTestId("backup-place")).toHaveAttribute("data-state", "granted");
  await closeSettings(abcb.page);
}

async function backUp(abcb: AbcbPage) {
  await openData(abcb);
  await abcb.page.getByTestId("backup-now").click();
  await expect(abcb.page.getByTestId("backup-unsaved")).toHaveAttribute("data-sessions", "0");
  await closeSettings(abcb.page);
}

async function restore(abcb: AbcbPage) {
  await openData(abcb);
  await abcb.page.getByTestId("restore-folder").click();
  await abcb.confirmImport();
  await expect(abcb.page.getByTestId("import-report")).toBeHidden();
}

test.beforeEach(async ({ server }) => {
  await server.use("normal");
});

test("the settings say what is stored, by kind, and whether it is kept", async ({ page, abcb }) => {
  await abcb.open();
  await abcb.ask("Hello");
  await openData(abcb);
  const usage = page.getByTestId("storage-usage");
  await expect(usage).toHaveAttribute("data-bytes", /^[1-9]\d*$/);
  await expect(page.locator('[data-testid="storage-kind"][data-kind="sessions"]')).toHaveAttribute("data-bytes", /^[1-9]\d*$/);
  await expect(page.locator('[data-testid="storage-kind"][data-kind="files"]')).toHaveAttribute("data-bytes", /^\d+$/);
  await expect(page.getByTestId("storage-persistence")).toHaveAttribute("data-state", /^(granted|not-asked)$/);
  await expect(page.getByTestId("storage-week")).toHaveCount(0);
  await page.locator('[data-testid="storage-kind"][data-kind="files"]').getByRole("button").click();
  await expect(page.getByTestId("workspace")).toBeVisible();
});

test("a session goes into the folder by itself", async ({ page, abcb }) => {
  await stubPicker(page);
  await abcb.open();
  await chooseFolder(abcb);
  await abcb.ask("Remember the milk");
  const id = await abcb.currentSessionId();
  const log = `.abcb/sessions/${id}/events.jsonl`;
  await expect.poll(async () => (await readFolder(page))[log] ?? "", { timeout: 30_000 }).toContain("You wrote: Remember the milk");
  const files = await readFolder(page);
  expect(Object.keys(files).sort()).toEqual([
    log,
    `.abcb/sessions/${id}/session.json`,
    `.abcb/sessions/${id}/summary.json`,
    "settings.json",
  ]);
  // From now on each answer is there at once.
  await abcb.ask("And the bread");
  await expect.poll(async () => (await readFolder(page))[log], { timeout: 5_000 }).toContain("You wrote: And the bread");
});

async function openOther(browser: Browser, address: string, baseUrl: string) {
  const context = await browser.newContext();
  await stubPicker(context);
  const page = await context.newPage();
  await configure(page, { model: { kind: "server", base_url: baseUrl, model: "test-model" } });
  const abcb = new AbcbPage(page, address);
  await abcb.open();
  return abcb;
}

test("two browsers with a synchronized folder keep every message", async ({ page, abcb, browser, server }) => {
  await stubPicker(page);
  await abcb.open();
  const other = await openOther(browser, abcb.address, server.baseUrl("normal"));
  const synchronize = async (from: AbcbPage, to: AbcbPage) => writeFolder(to.page, await readFolder(from.page));
  await abcb.ask("Both know this");
  await chooseFolder(abcb);
  await backUp(abcb);
  await synchronize(abcb, other);
  await chooseFolder(other);
  await restore(other);
  await expect(other.sessions).toHaveCount(1);

  await other.ask("The other goes on");
  await backUp(other);
  await synchronize(other, abcb);
  await restore(abcb);
  await expect(abcb.sessions).toHaveCount(1);
  await expect(abcb.questions.last()).toContainText("The other goes on");

  // Both go on at once, and each writes over what it has of the folder before the two are synchronized.
  await abcb.ask("An end here");
  await backUp(abcb);
  await other.ask("An end there");
  await synchronize(abcb, other);
  await backUp(other);
  await synchronize(other, abcb);
  for (const machine of [abcb, other]) {
    await restore(machine);
    await expect(machine.sessions).toHaveCount(2);
    const ends = [];
    for (const place of [0, 1]) {
      await machine.sessions.nth(place).click();
      await expect(machine.questions).toHaveCount(3);
      await expect(machine.questions.nth(1)).toContainText("The other goes on");
      ends.push(((await machine.questions.nth(2).textContent()) ?? "").includes("there") ? "there" : "here");
    }
    expect(ends.sort()).toEqual(["here", "there"]);
  }
  await other.page.context().close();
});

test("without folders a backup is a download, which a file restores", async ({ page, abcb }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, "showDirectoryPicker"));
  await abcb.open();
  await abcb.ask("Keep this");
  await openData(abcb);
  await expect(page.getByTestId("backup-place")).toHaveAttribute("data-state", "unsupported");
  await expect(page.getByTestId("backup-folder")).toHaveCount(0);
  await expect(page.getByTestId("backup-unsaved")).toHaveAttribute("data-sessions", "1");
  const download = page.waitForEvent("download");
  await page.getByTestId("backup-now").click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^abcb-\d{4}-\d\d-\d\d\.zip$/);
  await expect(page.getByTestId("backup-unsaved")).toHaveAttribute("data-sessions", "0");
  await page.getByTestId("restore-file").setInputFiles((await file.path()) ?? "");
  await abcb.confirmImport();
  await expect(abcb.sessions).toHaveCount(2);
});
