// Walks through every screen of the page, for the accessibility checks, the width checks and the screenshots. Add a new screen
// as a `look` in one of the walks, or as a new walk in the list at the end.

import type { Page } from "@playwright/test";
import { everyAgentScreen } from "./agent-screens";
import { everyComposerScreen } from "./composer-screens";
import { configure, expect, type AbcbPage, type Server } from "./fixtures";
import { closeUsualPorts } from "./real";
import { calls, said, says } from "./scenarios.mjs";
import { everyTreeScreen } from "./tree-screens";

export type Look = (name: string) => Promise<void>;
export type Walk = (page: Page, abcb: AbcbPage, server: Server, look: Look) => Promise<void>;

const RICH = `# A heading

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

const use = (page: Page, server: Server, scenarios: string[], more = {}) =>
  configure(page, { model: { kind: "server", base_url: server.baseUrl(scenarios.join("+")), model: "test-model" }, ...more });

const firstVisit: Walk = async (page, abcb, _server, look) => {
  await closeUsualPorts(page);
  await abcb.open();
  await expect(abcb.provider).not.toHaveAttribute("data-kind", "none");
  await look("first visit");
};

const conversation: Walk = async (page, abcb, server, look) => {
  await use(page, server, [says(RICH), "reasoning", "cut", "http-500", "endless"]);
  await abcb.open();
  await expect(abcb.provider).toHaveAttribute("data-state", "ready");
  await look("empty");
  await abcb.ask("Show what you can write.");
  await look("rich answer");
  await abcb.ask("Think about it first.");
  await abcb.lastAnswer().getByTestId("reasoning").locator("summary").click();
  await look("thinking");
  await abcb.send("Tell me more.");
  await expect(abcb.body(abcb.lastAnswer())).toHaveText(said.cut);
  server.release();
  await abcb.idle();
  await abcb.ask("And if it breaks?");
  await look("failures");
  await abcb.questions.first().hover();
  await abcb.questions.first().getByTestId("edit").click();
  await look("editing");
  await page.keyboard.press("Escape");
  await abcb.send("Talk without end.");
  await expect(abcb.body(abcb.lastAnswer())).toContainText("word20");
  await look("streaming");
  await abcb.stop();
  await abcb.expectLastAnswer("cancelled");
};

const sessions: Walk = async (page, abcb, server, look) => {
  await use(page, server, ["steady"]);
  await abcb.open();
  for (const title of ["A question with quite a long title that does not fit into the list", "Another question"]) {
    await page.keyboard.press("Alt+n");
    await abcb.ask(title);
  }
  const id = await abcb.currentId();
  await abcb.openDrawer();
  await look("list");
  const row = abcb.session(id).locator('xpath=ancestor-or-self::*[.//*[@data-testid="session-menu"]][1]');
  await row.hover();
  await row.getByTestId("session-menu").click();
  await expect(page.getByTestId("rename").filter({ visible: true })).toBeVisible();
  await look("menu");
  await page.getByTestId("rename").filter({ visible: true }).click();
  await look("renaming");
  await page.keyboard.press("Escape");
  await abcb.openDrawer();
  await page.getByTestId("session-search").fill("Another");
  await expect(abcb.sessions).toHaveCount(1);
  await look("search");
  await page.getByTestId("session-search").fill("");
  await abcb.fromMenu(id, "delete");
  await expect(page.getByTestId("toast")).toBeVisible();
  await look("toast");
};

const settings: Walk = async (page, abcb, server, look) => {
  await use(page, server, ["steady"]);
  await abcb.open();
  await abcb.openSettings();
  for (const kind of ["mock", "in-page", "server"] as const) {
    await abcb.chooseKind(kind);
    await look(kind);
  }
  for (const name of ["settings-appearance", "settings-data"]) {
    await page.getByTestId(name).click();
    await look(name);
  }
  await page.keyboard.press("Escape");
  const lines = JSON.stringify({ id: "from-afar", created_at: 1_700_000_000_000, messages: [{ role: "user", content: "Hello" }] });
  await abcb.importFile("from-afar.json", lines);
  await look("import");
  await page.getByTestId("import-cancel").click();
  await abcb.importFile("broken.json", "{");
  await look("hopeless import");
};

const byKeyboard: Walk = async (page, abcb, server, look) => {
  await use(page, server, ["steady"]);
  await abcb.open();
  await abcb.ask("A question to be found again");
  await page.keyboard.press("Alt+n");
  await page.keyboard.press("Control+k");
  await expect(page.getByTestId("palette-option").first()).toBeVisible();
  await look("palette");
  await page.keyboard.type("question");
  await look("palette with a query");
  await page.keyboard.press("Escape");
  await page.getByTestId("send").evaluate((button) => button.ownerDocument.body.focus());
  await page.keyboard.press("Control+k");
  await page.keyboard.type("keys");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("key-sheet")).toBeVisible();
  await look("keys");
};

const trouble: Walk = async (page, abcb, _server, look) => {
  await configure(page, { model: { kind: "server", base_url: "http://127.0.0.1:9/v1", model: "gone" } });
  await abcb.open();
  await expect(page.getByTestId("banner")).toBeVisible();
  await look("server offline");
  await abcb.ask("Is anybody there?");
  await look("unanswered");
};

/** The drawer with the sidebar, at the width of a phone, whatever the width of the other screens. */
const drawer: Walk = async (page, abcb, server, look) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await use(page, server, ["steady"]);
  await abcb.open();
  await abcb.ask("A question on the way");
  await abcb.openDrawer();
  await look("drawer");
};

const agentOff: Walk = async (page, abcb, server, look) => {
  await use(page, server, [calls("no_such_tool", {}), "http-401"], { agent: { on: true } });
  await abcb.open();
  await abcb.send("Use what is not there.");
  await abcb.idle();
  await look("unknown tool");
};

export const walks: Record<string, Walk> = {
  "first visit": firstVisit,
  conversation,
  composer: everyComposerScreen,
  sessions,
  settings,
  "by keyboard": byKeyboard,
  trouble,
  drawer,
  branches: everyTreeScreen,
  agent: everyAgentScreen,
  "agent in trouble": agentOff,
};
