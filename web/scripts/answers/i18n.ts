// The page's texts in the user's language. The English text is the key; the page looks it up (web/src/i18n.rs). It has to be a
// literal, so that scripts/words.mjs finds it.

let lookUp = (english: string) => english;
let showMessage: (text: string) => void = () => {};

/** Sets the function that looks up a text. Called by the page. */
export function setTranslator(translator: (english: string) => string) {
  lookUp = translator;
}

/** Sets the function that shows a toast. Called by the page. */
export function setNotifier(notifier: (text: string) => void) {
  showMessage = notifier;
}

/** Returns the text in the user's language, with each `{name}` replaced by the value of that name. */
export function translate(english: string, values: Readonly<Record<string, string>> = {}) {
  return lookUp(english).replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}

/** Shows a toast in the user's language. */
export function notify(english: string) {
  showMessage(translate(english));
}
