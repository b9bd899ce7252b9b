// Answers with a given text.

import type { AbcbPage, Server } from "./fixtures";
import { says } from "./scenarios.mjs";

/** Asks something in a new page and returns the body of the complete answer, which is `text`. */
export async function answerWith(text: string, abcb: AbcbPage, server: Server) {
  await server.use(says(text));
  await abcb.open();
  await abcb.ask("Say it.");
  await abcb.expectLastAnswer("complete");
  return abcb.body(abcb.lastAnswer());
}
