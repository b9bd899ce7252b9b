// The page's texts, as Project Fluent formats them. A text that the chosen language lacks is shown in English.

import { FluentBundle, FluentNumber, FluentResource } from "@fluent/bundle";

/** The values for a text's places. A number selects a plural form. */
export type Values = Readonly<Record<string, string | number>>;

/** The language of the source, which has every text. */
const ENGLISH = "en";

/** Numbers are written as the language writes them, but without marks between the thousands. */
const NUMBERS = { useGrouping: false } as const;

function bundleOf(language: string, text: string) {
  // The page itself isolates the values that need it: marks around every value would be in what is copied and searched.
  const bundle = new FluentBundle(language, { useIsolating: false });
  // A message that cannot be parsed is left out.
  bundle.addResource(new FluentResource(text));
  return bundle;
}

/** Returns a text with its values, and whether all it needs was given; `undefined` if the language has no such text. */
function formatted(bundle: FluentBundle, key: string, values: Record<string, string | FluentNumber>) {
  const pattern = bundle.getMessage(key)?.value;
  if (!pattern) return undefined;
  const errors: Error[] = [];
  const text = bundle.formatPattern(pattern, values, errors);
  return { text, isWhole: errors.length === 0 };
}

export class Texts {
  readonly #english: FluentBundle;
  #chosen: FluentBundle | undefined;
  #language = ENGLISH;

  /** `english` holds the English texts as a Fluent resource. */
  constructor(english: string) {
    this.#english = bundleOf(ENGLISH, english);
  }

  /** Adds English texts that were not there from the start. */
  addEnglish(more: string) {
    this.#english.addResource(new FluentResource(more));
  }

  /** Switches to another language, whose texts are the Fluent resource `text`. English needs none. */
  speak(language: string, text: string) {
    this.#language = language;
    this.#chosen = language === ENGLISH ? undefined : bundleOf(language, text);
  }

  /** Returns the text of the key with its values; the key itself if no language has the text. */
  format(key: string, values: Values = {}) {
    const given = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, typeof value === "number" ? new FluentNumber(value, NUMBERS) : value]),
    );
    const chosen = this.#chosen && formatted(this.#chosen, key, given);
    return (chosen?.isWhole ? chosen : formatted(this.#english, key, given))?.text ?? key;
  }

  /** Returns the number with exactly `digits` digits after the decimal separator. */
  number(value: number, digits: number) {
    const exactly = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    return new Intl.NumberFormat(this.#language, { ...NUMBERS, ...exactly }).format(value);
  }

  /** Returns the items as one text: `a, b, c`. */
  list(items: readonly string[]) {
    return new Intl.ListFormat(this.#language, { type: "unit", style: "short" }).format(items);
  }
}
