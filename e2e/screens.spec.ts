// `npm run screens`: a screenshot of every screen, light and dark, in three widths, in target/screens, for visual review. The
// screens are listed in support/walks.ts.

import path from "node:path";
import { targetDir } from "../scripts/lib/paths.mjs";
import { test } from "./support/fixtures";
import { walks } from "./support/walks";

const fileName = (words: string) => words.toLowerCase().replaceAll(" ", "-");

for (const [name, walk] of Object.entries(walks)) {
  for (const width of [360, 768, 1440]) {
    for (const colorScheme of ["light", "dark"] as const) {
      test(`${name}, ${width} px, ${colorScheme}`, async ({ page, abcb, server }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize({ width, height: 900 });
        let number = 0;
        await walk(page, abcb, server, async (screen) => {
          number += 1;
          const file = `${fileName(name)}-${number}-${fileName(screen)}-${width}-${colorScheme}.png`;
          await page.screenshot({ path: path.join(targetDir, "screens", file), animations: "disabled" });
        });
      });
    }
  }
}
