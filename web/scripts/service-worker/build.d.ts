// Constants that scripts/after-build/offline.mjs fills in.

/** The build's files, as paths relative to the page. All are cached when the worker is installed. */
declare const BUILD_FILES: readonly string[];
/** Large, seldom needed files. Each is cached at its first use. */
declare const BUILD_LAZY_FILES: readonly string[];
/** The name of the build. */
declare const BUILD_NAME: string;
