// The page's texts, for the scripts that render answers. The page passes the function that formats them, so that the texts and
// their formatter are on the page only once (web/scripts/i18n). A key must be a literal, so that scripts/check-texts.mjs finds it.

import type { Values } from "../i18n/texts.ts";

let format: (key: string, values?: Values) => string = (key) => key;
let showMessage: (text: string) => void = () => {};

/** Sets the function that formats a text. Called by the page. */
export function setFormatter(formatter: typeof format) {
  format = formatter;
}

/** Sets the function that shows a toast. Called by the page. */
export function setNotifier(notifier: (text: string) => void) {
  showMessage = notifier;
}

/** Returns the text of the key in the user's language, with its values. */
export function translate(key: string, values: Values = {}) {
  return format(key, values);
}

/** Shows a toast in the user's language. */
export function notify(key: string) {
  showMessage(format(key));
}
