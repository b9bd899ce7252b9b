// Applies the appearance settings to the root element of the page; the language becomes its `lang`.

import { readSection } from "./stored.ts";

/** The colour of the browser's address bar in each theme. */
const THEME_COLOURS = { light: "#f3f1ed", dark: "#111110" } as const;

const isKnownLanguage = (tag: unknown): tag is string => typeof tag === "string" && LANGUAGES.includes(tag);

export function applyAppearance(settings: string | null) {
  const { theme, density, text_size: size, language } = readSection(settings, "ui");
  const root = document.documentElement;
  const chosenTheme = theme === "light" || theme === "dark" ? theme : undefined;
  root.style.colorScheme = chosenTheme ?? "";
  root.style.fontSize = typeof size === "number" && size >= 50 && size <= 200 ? `${size}%` : "";
  root.dataset.density = density === "compact" ? density : "";
  // The page has one theme colour for light systems and one for dark systems, in this order.
  const themeColorTags = document.querySelectorAll<HTMLMetaElement>("[name=theme-color]");
  themeColorTags.forEach((tag, index) => {
    tag.content = THEME_COLOURS[chosenTheme ?? (index === 0 ? "light" : "dark")];
  });
  const preferred = [language, ...navigator.languages.map((tag) => tag.slice(0, 2))];
  root.lang = preferred.find(isKnownLanguage) ?? "en";
}
