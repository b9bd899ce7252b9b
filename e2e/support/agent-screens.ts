// A walk through the agent's screens, for the accessibility checks, the width checks and the screenshots.

import { configure, expect, type AbcbPage, type Server } from "./fixtures";
import type { Page } from "@playwright/test";
import { calls, says } from "./scenarios.mjs";

/** Visits the agent's screens: a call that waits for approval, the runs, the replay, the agent's pages. */
export async function visitAgentScreens(page: Page, abcb: AbcbPage, server: Server, onScreen: (name: string) => Promise<void>) {
  const write = calls("write_file", { path: "plan.txt", content: "milk\nbread" });
  const baseUrl = server.baseUrl([calls("add_numbers", { a: 1, b: 2 }), says("3."), write, says("Done.")].join("+"));
  await configure(page, { model: { kind: "server", base_url: baseUrl, model: "test-model" }, agent: { on: true } });
  await abcb.open();
  await abcb.send("Add 1 and 2.");
  await abcb.waitUntilIdle();
  await page.getByTestId("tool-call").locator("summary").click();
  await onScreen("a call and its result");
  await abcb.send("Write my list.");
  await expect(page.getByTestId("approval")).toBeVisible();
  await onScreen("a call that waits");
  await page.getByTestId("approve-once").click();
  await abcb.waitUntilIdle();
  await page.getByTestId("open-run").click();
  await expect(page.getByTestId("run-summary")).toBeVisible();
  await onScreen("runs");
  await page.getByTestId("replay").click();
  await expect(page.getByTestId("end-replay")).toBeVisible();
  await onScreen("replay");
  await page.getByTestId("end-replay").click();
  await page.getByRole("button", { name: "Close the runs" }).click();
  await page.getByTestId("open-agent").click();
  for (const name of ["Tools", "Notes", "Files", "Evaluation"]) {
    await page.getByRole("tab", { name }).click();
    await onScreen(name);
  }
}
