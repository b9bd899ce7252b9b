// The page object: names for the elements of the page, and where to find them.
// It uses only test ids and roles, so that the design can change without affecting tests.

import { expect, type Download, type Locator, type Page } from "@playwright/test";
import { readFile } from "node:fs/promises";

export type Config = { model?: Record<string, unknown>; [section: string]: unknown };
export type Status = "pending" | "streaming" | "complete" | "interrupted" | "failed" | "cancelled";
export type SeedSession = { id: string; created_at: number; messages: { role: string; content: string }[] };

/** Stores settings as if the user had made them before; later changes by the user persist. */
export async function configure(page: Page, config: Config) {
  await page.addInitScript((text) => {
    // The script runs in every frame, including the sandbox for code, which has no storage.
    if (origin === "null") return;
    if (!localStorage.getItem("abcb.config")) localStorage.setItem("abcb.config", text);
  }, JSON.stringify(config));
}

export class AbcbPage {
  readonly input: Locator;
  readonly sendButton: Locator;
  readonly stopButton: Locator;
  readonly messages: Locator;
  readonly answers: Locator;
  readonly questions: Locator;
  readonly sessions: Locator;
  readonly currentSession: Locator;
  readonly provider: Locator;

  constructor(
    readonly page: Page,
    readonly address: string,
  ) {
    this.input = page.getByTestId("composer-input");
    this.sendButton = page.getByTestId("send");
    this.stopButton = page.getByTestId("stop");
    this.messages = page.getByTestId("message");
    this.answers = page.locator('[data-testid="message"][data-role="assistant"]');
    this.questions = page.locator('[data-testid="message"][data-role="user"]');
    this.sessions = page.getByTestId("session-item");
    this.currentSession = page.locator('[data-testid="session-item"][aria-current]:not([aria-current="false"])');
    this.provider = page.getByTestId("provider-status");
  }

  async open() {
    await this.page.goto(this.address);
    await this.waitUntilReady();
  }

  async waitUntilReady() {
    await expect(this.page.locator("body")).toHaveAttribute("data-app", "ready", { timeout: 20_000 });
  }

  async reload() {
    await this.page.reload();
    await this.waitUntilReady();
  }

  async send(question: string) {
    await this.input.fill(question);
    await this.sendButton.click();
  }

  async stop() {
    await this.stopButton.click();
  }

  /** Sends a question and waits until the answer has ended in any way. */
  async ask(question: string, timeout = 30_000) {
    const questions = await this.questions.count();
    const answers = await this.answers.count();
    await this.send(question);
    await expect(this.questions).toHaveCount(questions + 1);
    await expect(this.answers).toHaveCount(answers + 1);
    await this.waitUntilIdle(timeout);
  }

  /** Waits until the last message is an answer and nothing is running. */
  async waitUntilIdle(timeout = 30_000) {
    await expect(this.lastAnswer()).toHaveAttribute("data-status", /complete|interrupted|failed|cancelled/, { timeout });
    await expect(this.page.locator("body")).toHaveAttribute("data-run", "idle", { timeout });
  }

  lastAnswer() {
    return this.answers.last();
  }

  body(message: Locator) {
    return message.getByTestId("message-body");
  }

  error(message: Locator) {
    return message.getByTestId("message-error");
  }

  async expectLastAnswer(status: Status, timeout = 30_000) {
    await expect(this.lastAnswer()).toHaveAttribute("data-status", status, { timeout });
  }

  /** Returns the current text of the last answer, without waiting. */
  async currentText() {
    const texts = await this.page.locator('[data-role="assistant"] [data-testid="message-body"]').allInnerTexts();
    return texts.at(-1) ?? "";
  }

  session(id: string) {
    return this.page.locator(`[data-testid="session-item"][data-session-id="${id}"]`);
  }

  async currentSessionId() {
    await expect(this.currentSession).toHaveCount(1);
    return (await this.currentSession.getAttribute("data-session-id")) ?? "";
  }

  async newSession() {
    await this.page.getByTestId("new-session").click();
    await expect(this.messages).toHaveCount(0);
  }

  async openSession(id: string) {
    const item = this.session(id);
    const inside = item.locator("a[href], button:not([data-testid])");
    await ((await inside.count()) ? inside.first() : item).click();
    await expect(item).toHaveAttribute("aria-current", /true|page/);
  }

  /** Chooses an entry from a session's menu. */
  async chooseFromMenu(id: string, entry: string) {
    const visible = this.page.getByTestId(entry).filter({ visible: true }).first();
    // The menu button is inside the item or beside it: the nearest one that belongs to no other item.
    const item = this.session(id);
    await item.hover();
    const row = item.locator('xpath=ancestor-or-self::*[.//*[@data-testid="session-menu"]][1]');
    await row.getByTestId("session-menu").click();
    await visible.click();
  }

  /** Renames a session, in a field on the page or in a browser dialog. */
  async rename(id: string, name: string) {
    this.page.once("dialog", (dialog) => void dialog.accept(name));
    await this.chooseFromMenu(id, "rename");
    const field = this.page.locator("input:focus");
    if (await field.waitFor({ timeout: 3000 }).then(() => true, () => false)) {
      await field.fill(name);
      await field.press("Enter");
    }
  }

  async exportSession(id: string): Promise<SeedSession> {
    const download = this.page.waitForEvent("download");
    const button = this.page.getByTestId("export-session").filter({ visible: true });
    if (await button.count()) await button.first().click();
    else await this.chooseFromMenu(id, "export-session");
    return JSON.parse(await textOf(await download));
  }

  async importFile(name: string, content: string) {
    await this.page.getByTestId("import-file").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(content) });
    await expect(this.page.getByTestId("import-report")).toBeVisible();
  }

  async confirmImport() {
    await this.page.getByTestId("import-confirm").click();
    await expect(this.page.getByTestId("import-confirm")).toHaveCount(0);
  }

  /** Opens the sidebar, which is behind a button on a narrow screen. */
  async openDrawer() {
    const button = this.page.getByRole("button", { name: "Sessions", exact: true }).filter({ visible: true });
    if ((await button.count()) && (await button.getAttribute("aria-expanded")) !== "true") await button.click();
    await expect(this.page.getByTestId("open-settings")).toBeInViewport();
  }

  async openSettings() {
    await this.openDrawer();
    await this.page.getByTestId("open-settings").click();
    await expect(this.page.getByTestId("provider-kind")).toBeVisible();
  }

  /** Chooses the provider, in a list or a group of buttons. */
  async chooseKind(kind: "in-page" | "server" | "mock") {
    const field = this.page.getByTestId("provider-kind");
    const tag = await field.evaluate((element) => element.tagName);
    if (tag === "SELECT") await field.selectOption(kind);
    else await field.locator(`[value="${kind}"]`).check({ force: true });
  }

  async useServer(baseUrl: string, apiKey?: string) {
    await this.openSettings();
    await this.chooseKind("server");
    await this.page.getByTestId("provider-base-url").fill(baseUrl);
    if (apiKey) await this.page.getByTestId("provider-api-key").fill(apiKey);
    await this.page.getByTestId("save-settings").click();
    await expect(this.page.getByTestId("save-settings")).toBeHidden();
  }
}

async function textOf(download: Download) {
  return readFile((await download.path()) ?? "", "utf8");
}
