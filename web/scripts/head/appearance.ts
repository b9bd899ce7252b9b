// Applies the user's theme, text size and language before the first paint. This script is inlined in the page.

import { applyAppearance } from "./apply-appearance.ts";

/** Called by the page when the settings change (web/src/adapters/appearance.rs), with the settings as JSON text. */
globalThis.abcbLook = applyAppearance;

function readStoredSettings() {
  try {
    return localStorage.getItem("abcb.config");
  } catch {
    // The browser denies access to storage.
    return null;
  }
}

applyAppearance(readStoredSettings());
