import assert from "node:assert/strict";
import { test } from "node:test";
import { notify, setFormatter, setNotifier, translate } from "./i18n.ts";

test("a text comes from the page, with its values", () => {
  setFormatter((key, values) => `${key} ${JSON.stringify(values)}`);
  assert.equal(translate("image-load", { host: "a.test" }), 'image-load {"host":"a.test"}');
});

test("a message is shown in the user's language", () => {
  const shown: string[] = [];
  setFormatter(() => "Hallo");
  setNotifier((text) => shown.push(text));
  notify("answers-missing");
  assert.deepEqual(shown, ["Hallo"]);
});
