import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { Texts } from "./texts.ts";

const ENGLISH = `
send = Send
stop = Stop
of = { $n } of { $all }
files =
    { $n ->
        [one] 1 file
       *[other] { $n } files
    }
`;

const languageFile = (name: string) => readFileSync(new URL(`../../lang/${name}.ftl`, import.meta.url), "utf8");

test("values replace their placeholders, and placeholders in values are not replaced", () => {
  const texts = new Texts(ENGLISH);
  assert.equal(texts.format("of", { n: "2", all: "{ $n }" }), "2 of { $n }");
  assert.equal(texts.format("send"), "Send");
});

test("English texts can be added without replacing existing ones", () => {
  const texts = new Texts(ENGLISH);
  assert.equal(texts.format("later"), "later");
  texts.addEnglish("later = Later\nsend = Other\n");
  assert.deepEqual([texts.format("later"), texts.format("send")], ["Later", "Send"]);
});

test("a number selects the plural form and has no thousands separators", () => {
  const texts = new Texts(ENGLISH);
  const files = [0, 1, 2, 12_345].map((n) => texts.format("files", { n }));
  assert.deepEqual(files, ["0 files", "1 file", "2 files", "12345 files"]);
});

test("a text that a language lacks, or that cannot be formatted in it, is English; an unknown text is its key", () => {
  const texts = new Texts(ENGLISH);
  texts.setLanguage("de", "send = Senden\nof = { $n } von { $gesamt }\nstop =\n");
  const shown = [texts.format("send"), texts.format("stop"), texts.format("of", { n: 1, all: 2 }), texts.format("nowhere")];
  assert.deepEqual(shown, ["Senden", "Stop", "1 of 2", "nowhere"]);
  texts.setLanguage("en", "");
  assert.equal(texts.format("send"), "Send");
});

test("a missing value is visible", () => {
  assert.equal(new Texts(ENGLISH).format("of", { n: 1 }), "1 of {$all}");
});

test("values have no isolation marks", () => {
  assert.equal(new Texts(ENGLISH).format("of", { n: "א", all: "2" }), "א of 2");
});

test("Polish has three plural forms", () => {
  const texts = new Texts(languageFile("en"));
  texts.setLanguage("pl", languageFile("pl"));
  const counts = [1, 2, 5, 12, 22, 25].map((n) => texts.format("search-sessions-count", { n }));
  assert.deepEqual(counts, ["1 sesja", "2 sesje", "5 sesji", "12 sesji", "22 sesje", "25 sesji"]);
});

test("numbers and lists are written as the language writes them", () => {
  const texts = new Texts(ENGLISH);
  assert.deepEqual([texts.number(12.34, 1), texts.number(1234, 3)], ["12.3", "1234.000"]);
  assert.equal(texts.list(["a", "b", "c"]), "a, b, c");
  texts.setLanguage("de", "");
  assert.equal(texts.number(0.5, 1), "0,5");
});

test("every language can be parsed as a whole", () => {
  for (const name of readdirSync(new URL("../../lang", import.meta.url))) {
    const language = name.replace(/\.ftl$/, "");
    const texts = new Texts(languageFile(language));
    assert.notEqual(texts.format("composer-send"), "composer-send", language);
  }
});
