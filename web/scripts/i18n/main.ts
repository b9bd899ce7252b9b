// The page's texts for the page itself, which calls these functions (web/src/i18n/script.rs). English is in this script: all of
// it in a debug build, and in a release build what the first load shows; the chunks of the page's wasm wait for the rest. The
// page fetches other languages whole. The script is in the first load, beside the page's wasm.

import english from "../../lang/en.ftl";
import { fetchOnce, fetchText } from "./fetch-once.ts";
import { Texts, type Values } from "./texts.ts";

const texts = new Texts(english);

export const speak = (language: string, text: string) => texts.setLanguage(language, text);
export const format = (key: string, values?: Values) => texts.format(key, values);
export const number = (value: number, digits: number) => texts.number(value, digits);
export const list = (items: readonly string[]) => texts.list(items);

/** Fetches the texts of another language, within `millis` milliseconds. */
export const fetchTexts = (address: string, millis: number) => fetchText(address, AbortSignal.timeout(millis));

/** Fetches the English texts that the first load does not show. Every chunk of a release build calls this and waits. */
export const loadChunkTexts = fetchOnce(new URL("./chunks.ftl", import.meta.url), (text) => texts.addEnglish(text));

/** Returns `format` itself, which the page passes to the scripts that render answers. */
export const formatter = () => format;
