// `npm run screens`: a picture of every screen, light and dark, narrow and wide, in target/screens, to be looked at.

import path from "node:path";
import { targetDir } from "../scripts/lib/paths.mjs";
import { configure, expect, test } from "./support/fixtures";
import { calls, says } from "./support/scenarios.mjs";
import { closeUsualPorts } from "./support/real";

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [360, 1440]) {
    test(`screens, ${colorScheme}, ${width} px`, async ({ page, abcb, server }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      const picture = (name: string) =>
        page.screenshot({ path: path.join(targetDir, "screens", `${name}-${colorScheme}-${width}.png`), animations: "disabled" });

      await closeUsualPorts(page);
      await abcb.open();
      await picture("1-first-visit");
      await page.evaluate((config) => localStorage.setItem("abcb.config", config), JSON.stringify({
        model: { kind: "server", base_url: server.baseUrl("paced-220-400+reasoning+cut+http-500+endless"), model: "test-model" },
      }));
      await abcb.reload();
      await picture("2-empty");
      await abcb.ask("How does a kettle work?");
      await picture("3-conversation");
      await abcb.ask("Think about it first.");
      await picture("4-thinking");
      await abcb.ask("Tell me more.");
      await abcb.ask("And if it breaks?");
      await picture("5-failures");
      await abcb.send("Talk without end.");
      await expect(abcb.body(abcb.lastAnswer())).toContainText("word20");
      await picture("6-streaming");
      await abcb.stop();
      await abcb.openDrawer();
      await picture("7-sessions");
      await abcb.openSettings();
      await picture("8-settings");
    });

    test(`screens of the agent, ${colorScheme}, ${width} px`, async ({ page, abcb, server }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      const picture = (name: string) =>
        page.screenshot({ path: path.join(targetDir, "screens", `${name}-${colorScheme}-${width}.png`), animations: "disabled" });
      const replies = [calls("add_numbers", { a: 12, b: 30 }), says("12 + 30 is **42**."), calls("write_file", { path: "plan.txt", content: "milk\nbread\neggs" }), says("I wrote it down.")];
      await configure(page, { model: { kind: "server", base_url: server.baseUrl(replies.join("+")), model: "test-model" }, agent: { on: true } });
      await abcb.open();
      await abcb.send("Add 12 and 30 with your tool.");
      await abcb.idle();
      await abcb.send("Write my shopping list into plan.txt.");
      await expect(page.getByTestId("approval")).toBeVisible();
      await picture("a1-approval");
      await page.getByTestId("approve-once").click();
      await abcb.idle();
      await page.getByTestId("open-run").click();
      await expect(page.getByTestId("run-summary")).toBeVisible();
      await picture("a2-runs");
      await page.getByTestId("replay").click();
      await expect(page.getByTestId("end-replay")).toBeVisible();
      await picture("a3-replay");
      await page.getByTestId("end-replay").click();
      await page.getByRole("button", { name: "Close the runs" }).click();
      await page.getByTestId("open-agent").click();
      for (const name of ["Tools", "Notes", "Files", "Evaluation"]) {
        await page.getByRole("tab", { name }).click();
        await picture(`a4-${name.toLowerCase()}`);
      }
    });
  }
}
