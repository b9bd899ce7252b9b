// Reads what the page has stored, before the program is loaded.

export type Values = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Values => typeof value === "object" && value !== null;

/** Returns a stored text; null if there is none, or if the browser denies access to storage. */
export function stored(kind: "localStorage" | "sessionStorage", key: string) {
  try {
    return globalThis[kind].getItem(key);
  } catch {
    return null;
  }
}

export const storedSettings = () => stored("localStorage", "abcb.config");

/** Returns a section of the settings (core/src/settings.rs), given as JSON text; an empty one if it cannot be read. */
export function readSection(settings: string | null, section: string): Values {
  try {
    const all: unknown = JSON.parse(settings ?? "{}");
    const values = isObject(all) ? all[section] : undefined;
    return isObject(values) ? values : {};
  } catch {
    return {};
  }
}
