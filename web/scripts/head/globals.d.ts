/** The codes of the page's languages, and in each the texts that are shown before the program is loaded; the build fills them in
 * (scripts/lib/page-scripts.mjs). */
declare var LANGUAGES: readonly string[];
declare var START_TEXTS: Readonly<Record<string, Readonly<Record<string, string>>>>;

declare var abcbLook: (settings: string | null) => void;
declare var abcbMayContact: (address: string) => boolean;
