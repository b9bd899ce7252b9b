// The page's texts in the user's language. The English text is the key; the page looks it up (web/src/i18n.rs), and
// scripts/lib/sentences.mjs lists the texts that are used here.

let lookUp = (english: string) => english;
let showMessage: (text: string) => void = () => {};

/** The page passes the function that looks up a text. */
export function setTranslator(translator: (english: string) => string) {
  lookUp = translator;
}

/** The page passes the function that shows a short message. */
export function setNotifier(notifier: (text: string) => void) {
  showMessage = notifier;
}

/** The text in the user's language, with each `{name}` replaced by the value of that name. */
export function translate(english: string, values: Readonly<Record<string, string>> = {}) {
  return lookUp(english).replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}

/** Shows the user a short message in their language. */
export function notify(english: string) {
  showMessage(translate(english));
}
