// A walk through the composer's screens, for the accessibility checks, the width checks and the screenshots.

import type { Page } from "@playwright/test";
import { createImage, textFile, transferFiles } from "./files";
import { configure, expect, type AbcbPage, type Server } from "./fixtures";

const prompts = {
  translate: "Translate the following text to {{language}}:\n\n{{text}}",
  review: "Review this change as a strict but friendly colleague would.",
};

/** Visits attachments, queued messages, the command list and the prompt library. */
export async function visitComposerScreens(page: Page, abcb: AbcbPage, server: Server, onScreen: (name: string) => Promise<void>) {
  await configure(page, { model: { kind: "server", base_url: server.baseUrl("steady+endless"), model: "test-model" }, prompts });
  await abcb.open();
  await page.getByTestId("attach").setInputFiles([textFile("meeting-notes-of-last-week-and-the-week-before.md", "# Notes\n".repeat(400)), textFile("a.txt", "x")]);
  await transferFiles(abcb.input, "paste", [{ name: "photo.png", type: "image/png", bytes: await createImage(page, 300, 200) }]);
  await expect(page.getByTestId("sight")).toBeVisible();
  await abcb.input.fill("What do these have in common?");
  await onScreen("files");
  await transferFiles(page.locator("main"), "dragover", [{ name: "a", type: "", bytes: [] }]);
  await expect(page.getByTestId("drop-place")).toBeVisible();
  await onScreen("drop");
  await transferFiles(page.locator("main"), "drop", [{ name: "b.txt", type: "text/plain", bytes: [120] }]);
  await abcb.sendButton.click();
  await abcb.expectLastAnswer("complete");
  await abcb.questions.first().getByTestId("message-attachment").first().locator("summary").click();
  await onScreen("a message with files");
  await abcb.input.pressSequentially("/");
  await expect(page.getByTestId("slash-list")).toBeVisible();
  await onScreen("slash");
  await abcb.input.fill("/prompts");
  await abcb.input.press("Enter");
  await expect(page.getByTestId("prompt")).toHaveCount(2);
  await onScreen("prompts");
  await page.getByTestId("edit-prompt").first().click();
  await onScreen("a prompt");
  await page.keyboard.press("Escape");
  await abcb.input.fill("/translate");
  await abcb.input.press("Enter");
  await expect(page.getByTestId("prompt-value")).toHaveCount(2);
  await onScreen("filling a prompt");
  await page.keyboard.press("Escape");
  await abcb.send("Talk without end.");
  await expect(abcb.stopButton).toBeVisible();
  for (const text of ["And then tell me how it all began, in as many words as it takes.", "Shorter, please."]) {
    await abcb.input.fill(text);
    await abcb.input.press("Enter");
  }
  await abcb.input.fill("One more thing");
  await expect(page.getByTestId("queued")).toHaveCount(2);
  await onScreen("waiting messages");
  await abcb.stop();
}
