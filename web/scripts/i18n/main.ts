// The page's texts for the page itself, which calls these functions (web/src/i18n/script.rs). English is in this script; the
// page fetches other languages. The script is in the first load, beside the page's wasm.

import english from "../../lang/en.ftl";
import { Texts, type Values } from "./texts.ts";

const texts = new Texts(english);

export const speak = (language: string, text: string) => texts.speak(language, text);
export const format = (key: string, values?: Values) => texts.format(key, values);
export const number = (value: number, digits: number) => texts.number(value, digits);
export const list = (items: readonly string[]) => texts.list(items);

/** Returns `format` itself, which the page hands to the scripts that render answers. */
export const formatter = () => format;
