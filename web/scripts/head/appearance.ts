// Applies the user's theme, text size and language before the first paint.

import { applyAppearance } from "./apply-appearance.ts";
import { storedSettings } from "./stored.ts";

/** Called by the page when the settings change (web/src/adapters/appearance.rs), with the settings as JSON text. */
globalThis.abcbLook = applyAppearance;

applyAppearance(storedSettings());
