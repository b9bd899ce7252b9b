// A walk through the screens for the branches of a conversation, for the accessibility checks, the width checks and the
// screenshots.

import { configure, expect, type AbcbPage, type Server } from "./fixtures";
import type { Page } from "@playwright/test";
import { calls, says } from "./scenarios.mjs";

const first = says("The sky is **blue**, since air scatters short waves more than long ones.\n\n- blue scatters most\n- red least");
const second = says("The sky looks blue because air scatters blue light more than red light.\n\n| colour | scattering |\n|---|---|\n| blue | much |\n| red | little |");

/** Visits the system prompt, menus of messages and models, two versions side by side, a deletion, a fork. */
export async function visitTreeScreens(page: Page, abcb: AbcbPage, server: Server, onScreen: (name: string) => Promise<void>) {
  const scenarios = [calls("add_numbers", { a: 1, b: 2 }), says("It is 3."), first, second, "by-model"].join("+");
  await configure(page, {
    model: { kind: "server", base_url: server.baseUrl(scenarios), model: "test-model" },
    agent: { on: true },
    system_prompts: { presets: [{ name: "Patient teacher", content: "You are a patient teacher. Answer in short sentences, and end with a question." }, { name: "Pirate", content: "Speak like a pirate." }], default: "Pirate" },
  });
  await abcb.open();
  await onScreen("new session with a prompt");
  const narrow = page.getByTestId("top-menu").filter({ visible: true });
  if (await narrow.count()) {
    await narrow.click();
    await expect(page.getByTestId("open-menu").getByTestId("open-instructions")).toBeVisible();
    await onScreen("menu at the top");
    await page.getByTestId("open-menu").getByTestId("open-instructions").click();
  } else {
    await page.getByTestId("open-instructions").click();
  }
  await expect(page.getByTestId("preset")).toHaveCount(2);
  await onScreen("system prompt");
  await page.getByRole("button", { name: "Cancel" }).click();
  await abcb.send("Add 1 and 2.");
  await abcb.waitUntilIdle();
  await page.getByTestId("agent-toggle").click();
  await abcb.ask("Why is the sky blue?");
  await abcb.lastAnswer().getByTestId("regenerate").click();
  await expect(abcb.lastAnswer().getByTestId("branch-count")).toHaveText("2 of 2");
  await abcb.waitUntilIdle();
  await abcb.lastAnswer().getByTestId("message-menu").click();
  await expect(page.getByTestId("open-menu").getByTestId("compare")).toBeVisible();
  await onScreen("menu of a message");
  await page.getByTestId("open-menu").getByTestId("compare").click();
  await expect(page.getByTestId("compare-version")).toHaveCount(2);
  await onScreen("two versions");
  await page.getByTestId("mark-differences").click();
  await onScreen("two versions marked");
  await page.getByTestId("close-compare").click();
  await abcb.lastAnswer().getByTestId("again-with").click();
  await expect(page.getByTestId("model-choice").first()).toBeVisible();
  await onScreen("models");
  await page.keyboard.press("Escape");
  await abcb.questions.first().getByTestId("edit").click();
  await page.getByRole("button", { name: "Send the edited message" }).click();
  await expect(abcb.questions.first().getByTestId("branch-count")).toHaveText("2 of 2");
  await abcb.waitUntilIdle();
  await abcb.questions.first().getByTestId("message-menu").click();
  await page.getByTestId("compare").click();
  await expect(page.getByTestId("compare-call")).toHaveCount(1);
  await page.getByTestId("compare-call").locator("summary").click();
  await onScreen("two versions of a question");
  await page.getByTestId("use-version").click();
  await abcb.answers.last().getByTestId("message-menu").click();
  await page.getByTestId("fork").click();
  await expect(page.getByTestId("forked-from")).toBeVisible();
  await onScreen("fork");
  await abcb.questions.last().getByTestId("message-menu").click();
  await page.getByTestId("delete-message").click();
  await expect(page.getByTestId("undo")).toBeVisible();
  await onScreen("deleted");
}
