// What scripts/after-build/offline.mjs fills in.

/** The build's files, as paths from the page. All are kept when the worker is installed. */
declare const BUILD_FILES: readonly string[];
/** Large files that are seldom needed. Each is kept when it is first used. */
declare const BUILD_LATER_FILES: readonly string[];
/** The name of the build. */
declare const BUILD_NAME: string;
