// Applies the theme, the text size and the language that the user has chosen, before anything is painted. This script stands in
// the page itself.

import { applyAppearance } from "./apply-appearance.ts";

/** What the page calls when the choice changes (web/src/adapters/look.rs), with its settings as JSON text. */
globalThis.abcbLook = applyAppearance;

function storedSettings() {
  try {
    return localStorage.getItem("abcb.config");
  } catch {
    // The browser allows no storage.
    return null;
  }
}

applyAppearance(storedSettings());
