// The page's texts, as Project Fluent formats them. A text that the chosen language lacks is shown in English.

import { FluentBundle, FluentNumber, FluentResource } from "@fluent/bundle";

/** The values for a text's placeholders. A number selects a plural form. */
export type Values = Readonly<Record<string, string | number>>;

/** The language of the source, which has every text. */
const ENGLISH = "en";

/** Numbers have the language's decimal separator and digits, but no thousands separators. */
const NUMBER_OPTIONS = { useGrouping: false } as const;

function createBundle(language: string, text: string) {
  // The page itself isolates the values that need it: isolation marks around every value would be copied and searched, too.
  const bundle = new FluentBundle(language, { useIsolating: false });
  // A message that cannot be parsed is left out.
  bundle.addResource(new FluentResource(text));
  return bundle;
}

/** Returns a text with its values, and whether no value was missing; `undefined` if the language has no such text. */
function formatMessage(bundle: FluentBundle, key: string, values: Record<string, string | FluentNumber>) {
  const pattern = bundle.getMessage(key)?.value;
  if (!pattern) return undefined;
  const errors: Error[] = [];
  const text = bundle.formatPattern(pattern, values, errors);
  return { text, isComplete: errors.length === 0 };
}

export class Texts {
  readonly #english: FluentBundle;
  #translation: FluentBundle | undefined;
  #language = ENGLISH;

  /** `english` holds the English texts as a Fluent resource. */
  constructor(english: string) {
    this.#english = createBundle(ENGLISH, english);
  }

  /** Adds English texts that were loaded later. */
  addEnglish(text: string) {
    this.#english.addResource(new FluentResource(text));
  }

  /** Switches to another language, whose texts are the Fluent resource `text`. English needs none. */
  setLanguage(language: string, text: string) {
    this.#language = language;
    this.#translation = language === ENGLISH ? undefined : createBundle(language, text);
  }

  /** Returns the text of the key with its values; the key itself if no language has the text. */
  format(key: string, values: Values = {}) {
    const args = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, typeof value === "number" ? new FluentNumber(value, NUMBER_OPTIONS) : value]),
    );
    const translated = this.#translation && formatMessage(this.#translation, key, args);
    return (translated?.isComplete ? translated : formatMessage(this.#english, key, args))?.text ?? key;
  }

  /** Returns the number with exactly `digits` digits after the decimal separator. */
  number(value: number, digits: number) {
    const fractionDigits = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    return new Intl.NumberFormat(this.#language, { ...NUMBER_OPTIONS, ...fractionDigits }).format(value);
  }

  /** Returns the items as one text: `a, b, c`. */
  list(items: readonly string[]) {
    return new Intl.ListFormat(this.#language, { type: "unit", style: "short" }).format(items);
  }
}
