// Model output is untrusted text: nothing in it runs, loads or navigates by itself.

import { expect, test } from "./support/fixtures";

test("HTML, scripts and addresses in an answer stay harmless text", async ({ page, abcb, server }) => {
  const requestedUrls: string[] = [];
  page.on("request", (request) => requestedUrls.push(request.url()));
  await server.use("probes");
  await abcb.open();
  await abcb.ask("show me");
  await abcb.expectLastAnswer("complete");
  const body = abcb.body(abcb.lastAnswer());
  await expect(body).toContainText("Before the probes.");
  await expect(body).toContainText("After the probes.");

  const expectHarmless = async () => {
    await expect(body.locator("script, iframe, object, embed, style, link, form, svg[onload], [onerror], [onload], [onclick]")).toHaveCount(0);
    const links = await body.locator("a[href]").evaluateAll((found) => found.map((link) => (link as HTMLAnchorElement).protocol));
    expect(links.filter((protocol) => !["http:", "https:", "mailto:"].includes(protocol))).toEqual([]);
    expect(await page.evaluate(() => (window as unknown as { __leak?: string }).__leak)).toBeUndefined();
    expect(requestedUrls.filter((url) => url.includes("/leak/"))).toEqual([]);
    expect(server.unexpectedRequests).toEqual([]);
  };
  await expectHarmless();
  await abcb.reload();
  await abcb.expectLastAnswer("complete");
  await expectHarmless();
  await body.getByRole("button", { name: "Show diagram" }).click();
  await expect(body.locator(".diagram img, .diagram:not(:has(img))").filter({ hasNotText: "Drawing…" })).toBeVisible({ timeout: 20_000 });
  await expectHarmless();
});

test("what the user writes is shown as written", async ({ page, abcb, server }) => {
  const question = '<img src=x onerror="window.__leak=1"> & <b>bold</b>';
  await server.use("steady");
  await abcb.open();
  await abcb.ask(question);
  await expect(abcb.body(abcb.questions)).toContainText(question);
  await expect(abcb.body(abcb.questions).locator("img, b")).toHaveCount(0);
  expect(await page.evaluate(() => (window as unknown as { __leak?: number }).__leak)).toBeUndefined();
});
