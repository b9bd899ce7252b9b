import assert from "node:assert/strict";
import { test } from "node:test";
import { notify, setNotifier, setTranslator, translate } from "./i18n.ts";

test("a text is looked up before values take their places", () => {
  setTranslator((english) => (english === "Load image from {host}" ? "Bild von {host} laden" : english));
  assert.equal(translate("Load image from {host}", { host: "a.test" }), "Bild von a.test laden");
});

test("values are not searched for places, and unknown places stay", () => {
  setTranslator((english) => english);
  assert.equal(translate("{a} {b} {c}", { a: "{b}", b: "2" }), "{b} 2 {c}");
});

test("a message is shown in the user's language", () => {
  const shown: string[] = [];
  setTranslator(() => "Hallo");
  setNotifier((text) => shown.push(text));
  notify("Hello");
  assert.deepEqual(shown, ["Hallo"]);
});
