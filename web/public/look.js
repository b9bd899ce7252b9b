// The look and the language that the user has chosen, before anything is painted: this stands in the page itself. Called
// again, with the settings as JSON text, when the choice changes. The language is then the page's `lang`.
function abcbLook(text) {
  let chosen;
  try {
    chosen = JSON.parse(text).ui;
  } catch {}
  const { theme, density, text_size: size, language } = chosen ?? {};
  const root = document.documentElement;
  const schemes = ["light", "dark"];
  const forced = schemes.indexOf(theme);
  root.style.colorScheme = schemes[forced] ?? "";
  root.style.fontSize = size > 49 && size < 201 ? `${size}%` : "";
  root.dataset.density = density === "compact" ? density : "";
  const bars = ["#f3f1ed", "#111110"];
  document.querySelectorAll("[name=theme-color]").forEach((bar, place) => (bar.content = bars[forced] ?? bars[place]));
  const known = (word) => ["en", "de"].includes(word);
  root.lang = [language, ...navigator.languages.map((word) => word.slice(0, 2))].find(known) ?? "en";
}
try {
  abcbLook(localStorage.getItem("abcb.config"));
} catch {
  abcbLook();
}
