// In a frame the page does not start: a page around it could lay something over an approval and so lead the user's click.

import { dist } from "../scripts/lib/paths.mjs";
import { AbcbPage, expect, test } from "./support/fixtures";
import { startStaticServer } from "./support/static-server.mjs";

/** A host of the built page that also has a page with nothing but abcb, as served from `inside`, in a frame. */
async function startOuterHost(inside: (own: string) => string, attributes = "") {
  const host = await startStaticServer({
    folder: dist,
    intercept: ({ url }, response) => {
      if (url !== "/outer.html") return false;
      response.writeHead(200, { "Content-Type": "text/html" }).end(`<!doctype html><iframe src="${inside(host.address)}" ${attributes}></iframe>`);
      return true;
    },
  });
  return host;
}

const sentence = "abcb does not run inside another page. Open it in a tab of its own.";

for (const where of ["another origin", "the same origin"] as const) {
  test(`framed by ${where}, the page only offers a tab of its own`, async ({ page, abcb }) => {
    const outer = await startOuterHost((own) => (where === "the same origin" ? own : abcb.address));
    try {
      await page.goto(`${outer.address}outer.html`);
      const frame = page.frameLocator("iframe");
      const link = frame.getByRole("link", { name: sentence });
      await expect(link).toBeVisible();
      await expect(frame.locator("main")).toHaveCount(0);
      await expect(frame.locator("body")).not.toHaveAttribute("data-app");
      const opened = page.context().waitForEvent("page");
      await link.click();
      await new AbcbPage(await opened, "").waitUntilReady();
      // By now the program would have started in the frame, too.
      await expect(frame.locator("body")).toHaveText(sentence, { useInnerText: true });
      await expect(frame.locator("body")).not.toHaveAttribute("data-app");
    } finally {
      await outer.stop();
    }
  });
}

test("a frame without access to storage gets the same sentence", async ({ page, abcb }) => {
  const outer = await startOuterHost(() => abcb.address, 'sandbox="allow-scripts"');
  try {
    await page.goto(`${outer.address}outer.html`);
    await expect(page.frameLocator("iframe").getByRole("link", { name: sentence })).toBeVisible();
  } finally {
    await outer.stop();
  }
});
