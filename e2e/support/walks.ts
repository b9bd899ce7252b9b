// Walks through every screen of the page, for the accessibility checks, the width checks and the screenshots. For a new screen,
// call `onScreen` in one of the walks, or add a walk to the list at the end.

import type { Page } from "@playwright/test";
import { visitAgentScreens } from "./agent-screens";
import { visitComposerScreens } from "./composer-screens";
import { configure, expect, type AbcbPage, type Server } from "./fixtures";
import { closeUsualPorts } from "./real-server";
import { calls, says, serverTexts } from "./scenarios.mjs";
import { visitTreeScreens } from "./tree-screens";

export type OnScreen = (name: string) => Promise<void>;
export type Walk = (page: Page, abcb: AbcbPage, server: Server, onScreen: OnScreen) => Promise<void>;

const RICH_MARKDOWN = `# A heading

Some **bold** words, some \`code\`, a [link](https://example.org/) and a list:

- [x] one thing that is done
- [ ] one that is not
  1. with a part of its own

| planet | moons | day |
| :-- | --: | :-: |
| Earth | 1 | 24 h |
| Jupiter | 95 | 10 h |

\`\`\`rust
fn main() {
    // A line that is longer than a narrow screen is wide, so that it has to be scrolled or wrapped.
    println!("{}", "hello".repeat(3));
}
\`\`\`

> A quotation, and a formula: $e^{i\\pi} + 1 = 0$.

![A picture from elsewhere](https://example.org/picture.png)
`;

const configureServer = (page: Page, server: Server, scenarios: string[], more = {}) =>
  configure(page, { model: { kind: "server", base_url: server.baseUrl(scenarios.join("+")), model: "test-model" }, ...more });

const firstVisit: Walk = async (page, abcb, _server, onScreen) => {
  await closeUsualPorts(page);
  await abcb.open();
  await expect(abcb.provider).not.toHaveAttribute("data-kind", "none");
  await onScreen("first visit");
};

const conversation: Walk = async (page, abcb, server, onScreen) => {
  await configureServer(page, server, [says(RICH_MARKDOWN), "reasoning", "cut", "http-500", "endless"]);
  await abcb.open();
  await expect(abcb.provider).toHaveAttribute("data-state", "ready");
  await onScreen("empty");
  await abcb.ask("Show what you can write.");
  await onScreen("rich answer");
  await abcb.ask("Think about it first.");
  await abcb.lastAnswer().getByTestId("reasoning").locator("summary").click();
  await onScreen("thinking");
  await abcb.send("Tell me more.");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText(serverTexts.cut);
  server.release();
  await abcb.waitUntilIdle();
  await abcb.ask("And if it breaks?");
  await onScreen("failures");
  await abcb.questions.first().hover();
  await abcb.questions.first().getByTestId("edit").click();
  await onScreen("editing");
  await page.keyboard.press("Escape");
  await abcb.send("Talk without end.");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("word20");
  await onScreen("streaming");
  await abcb.stop();
  await abcb.expectLastAnswer("cancelled");
};

const sessions: Walk = async (page, abcb, server, onScreen) => {
  await configureServer(page, server, ["steady"]);
  await abcb.open();
  for (const title of ["A question with quite a long title that does not fit into the list", "Another question"]) {
    await page.keyboard.press("Alt+n");
    await abcb.ask(title);
  }
  const id = await abcb.currentSessionId();
  await abcb.openDrawer();
  await onScreen("list");
  const row = abcb.session(id).locator('xpath=ancestor-or-self::*[.//*[@data-testid="session-menu"]][1]');
  await row.hover();
  await row.getByTestId("session-menu").click();
  await expect(page.getByTestId("rename").filter({ visible: true })).toBeVisible();
  await onScreen("menu");
  await page.getByTestId("rename").filter({ visible: true }).click();
  await onScreen("renaming");
  await page.keyboard.press("Escape");
  await abcb.openDrawer();
  await page.getByTestId("session-search").fill("Another");
  await expect(abcb.sessions).toHaveCount(1);
  await onScreen("search");
  await page.getByTestId("session-search").fill("");
  await abcb.chooseFromMenu(id, "delete");
  await expect(page.getByTestId("toast")).toBeVisible();
  await onScreen("toast");
};

const settings: Walk = async (page, abcb, server, onScreen) => {
  await configureServer(page, server, ["steady"]);
  await abcb.open();
  await abcb.openSettings();
  for (const kind of ["mock", "in-page", "server"] as const) {
    await abcb.chooseKind(kind);
    await onScreen(kind);
  }
  for (const name of ["settings-appearance", "settings-data"]) {
    await page.getByTestId(name).click();
    await onScreen(name);
  }
  await page.keyboard.press("Escape");
  const lines = JSON.stringify({ id: "from-afar", created_at: 1_700_000_000_000, messages: [{ role: "user", content: "Hello" }] });
  await abcb.importFile("from-afar.json", lines);
  await onScreen("import");
  await page.getByTestId("import-cancel").click();
  await abcb.importFile("broken.json", "{");
  await onScreen("hopeless import");
};

const byKeyboard: Walk = async (page, abcb, server, onScreen) => {
  await configureServer(page, server, ["steady"]);
  await abcb.open();
  await abcb.ask("A question to be found again");
  await page.keyboard.press("Alt+n");
  await page.keyboard.press("Control+k");
  await expect(page.getByTestId("palette-option").first()).toBeVisible();
  await onScreen("palette");
  await page.keyboard.type("question");
  await onScreen("palette with a query");
  await page.keyboard.press("Escape");
  await page.getByTestId("send").evaluate((button) => button.ownerDocument.body.focus());
  await page.keyboard.press("Control+k");
  await page.keyboard.type("keys");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("key-sheet")).toBeVisible();
  await onScreen("keys");
};

const trouble: Walk = async (page, abcb, _server, onScreen) => {
  await configure(page, { model: { kind: "server", base_url: "http://127.0.0.1:9/v1", model: "gone" } });
  await abcb.open();
  await expect(page.getByTestId("banner")).toBeVisible();
  await onScreen("server offline");
  await abcb.ask("Is anybody there?");
  await onScreen("unanswered");
};

/** The drawer with the sidebar, at the width of a phone, whatever the width of the other screens. */
const drawer: Walk = async (page, abcb, server, onScreen) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await configureServer(page, server, ["steady"]);
  await abcb.open();
  await abcb.ask("A question on the way");
  await abcb.openDrawer();
  await onScreen("drawer");
};

const agentTrouble: Walk = async (page, abcb, server, onScreen) => {
  await configureServer(page, server, [calls("no_such_tool", {}), "http-401"], { agent: { on: true } });
  await abcb.open();
  await abcb.send("Use what is not there.");
  await abcb.waitUntilIdle();
  await onScreen("unknown tool");
};

export const walks: Record<string, Walk> = {
  "first visit": firstVisit,
  conversation,
  composer: visitComposerScreens,
  sessions,
  settings,
  "by keyboard": byKeyboard,
  trouble,
  drawer,
  branches: visitTreeScreens,
  agent: visitAgentScreens,
  "agent in trouble": agentTrouble,
};
