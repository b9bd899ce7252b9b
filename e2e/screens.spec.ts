// `npm run screens`: a picture of every screen, light and dark, narrow and wide, in target/screens, to be looked at.

import path from "node:path";
import { targetDir } from "../scripts/lib/paths.mjs";
import { expect, test } from "./support/fixtures";
import { everyAgentScreen } from "./support/agent-screens";
import { everyComposerScreen } from "./support/composer-screens";
import { everyTreeScreen } from "./support/tree-screens";
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
      await page.getByTestId("settings-appearance").click();
      await picture("8-settings-appearance");
      await page.getByTestId("settings-data").click();
      await picture("8-settings-data");
    });

    test(`screens of the agent, ${colorScheme}, ${width} px`, async ({ page, abcb, server }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      const picture = (name: string) =>
        page.screenshot({ path: path.join(targetDir, "screens", `${name}-${colorScheme}-${width}.png`), animations: "disabled" });
      await everyAgentScreen(page, abcb, server, async (name) => {
        await picture(`agent-${name.toLowerCase().replaceAll(" ", "-")}`);
      });
    });

    test(`screens of branches, ${colorScheme}, ${width} px`, async ({ page, abcb, server }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      await everyTreeScreen(page, abcb, server, async (name) => {
        const file = `branches-${name.replaceAll(" ", "-")}-${colorScheme}-${width}.png`;
        await page.screenshot({ path: path.join(targetDir, "screens", file), animations: "disabled" });
      });
    });

    test(`screens of the composer, ${colorScheme}, ${width} px`, async ({ page, abcb, server }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      await everyComposerScreen(page, abcb, server, async (name) => {
        const file = `composer-${name.replaceAll(" ", "-")}-${colorScheme}-${width}.png`;
        await page.screenshot({ path: path.join(targetDir, "screens", file), animations: "disabled" });
      });
    });
  }
}
