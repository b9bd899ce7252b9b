// Trunk's post-build hook. Trunk says in TRUNK_STAGING_DIR where the built page is. The steps build on each other, and trunk
// would run several hooks at once, so there is one.

for (const step of ["split", "csp", "engine", "answers", "minify", "styles", "offline"]) await import(`./after-build/${step}.mjs`);
