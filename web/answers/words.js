// The page's words in the user's language, by their English. The page looks them up; see web/src/i18n.rs and
// scripts/lib/sentences.mjs.

let translated = (english) => english;

/** Called by the page, whose words they are. */
export const speakWith = (words) => {
  translated = words;
};

let shown = () => {};

/** Called by the page, which shows short messages. */
export const tellWith = (show) => {
  shown = show;
};

/** Tells the user, in their language. */
export const tell = (english) => shown(say(english));

/** The text with values in the places of `{name}`. */
export const say = (english, values = {}) =>
  translated(english).replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
