// Formats values for readers: as JSON if JSON can represent them.

/** The maximum number of list items, and the maximum nesting depth. */
const MAX_ITEMS = 100;
const MAX_DEPTH = 5;

/** Formats a value. `ancestors` has the objects that contain it. */
export function format(value: unknown, ancestors: readonly object[] = []): string {
  if (typeof value === "string") return ancestors.length > 0 ? JSON.stringify(value) : value;
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return `[function ${value.name}]`;
  if (typeof value === "object" && value !== null) return formatNested(value, ancestors);
  return Object.is(value, -0) ? "-0" : String(value);
}

function formatNested(value: object, ancestors: readonly object[]) {
  if (ancestors.includes(value)) return "[circular]";
  if (ancestors.length >= MAX_DEPTH) return "[…]";
  try {
    return formatObject(value, [...ancestors, value]);
  } catch {
    // A getter or the object's `toString` threw.
    return "[an object that cannot be shown]";
  }
}

function formatObject(value: object, ancestors: readonly object[]) {
  const item = (inner: unknown) => format(inner, ancestors);
  const pair = ([key, inner]: readonly [unknown, unknown]) => `${item(key)}: ${item(inner)}`;
  if (value instanceof Error) return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
  if (Array.isArray(value)) return `[${formatItems(value, value.length, item)}]`;
  if (isTypedArray(value)) return `${constructorName(value)} [${formatItems(value, value.length, item)}]`;
  if (value instanceof Map) return `Map {${formatItems(value, value.size, pair)}}`;
  if (value instanceof Set) return `Set {${formatItems(value, value.size, item)}}`;
  const entries = Object.entries(value);
  // Such objects (URL, RegExp, …) have no enumerable content but a useful `toString`.
  const printable: unknown = value;
  if (entries.length === 0 && overridesToString(value)) return String(printable);
  const name = constructorName(value);
  return `${name === "Object" || name === "" ? "" : `${name} `}{${formatItems(entries, entries.length, pair)}}`;
}

type NumberList = { readonly length: number } & Iterable<number | bigint>;
const isTypedArray = (value: object): value is NumberList => ArrayBuffer.isView(value) && "length" in value;

function constructorName(value: object) {
  const constructor: unknown = value.constructor;
  return typeof constructor === "function" ? constructor.name : "";
}

/** Returns whether the object overrides `Object.prototype.toString`. */
function overridesToString(value: object) {
  const toString: unknown = Reflect.get(value, "toString");
  return toString !== undefined && toString !== Object.prototype.toString;
}

function formatItems<T>(items: Iterable<T>, count: number, formatItem: (item: T) => string) {
  const shown: string[] = [];
  for (const item of items) {
    if (shown.length === MAX_ITEMS) break;
    shown.push(formatItem(item));
  }
  return shown.join(", ") + (count > MAX_ITEMS ? `, … ${count - MAX_ITEMS} more` : "");
}
