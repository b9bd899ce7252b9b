// Trunk's post-build hook. Trunk says in TRUNK_STAGING_DIR where the built page is. The steps build on each other, and trunk
// would run several hooks at once, so there is one. A debug build is for work on the page: neither split nor made small nor
// kept for use without a network.

const needed = ["csp", "engine", "answers"];
const release = ["split", ...needed, "minify", "styles", "offline"];

for (const step of process.env.TRUNK_PROFILE === "debug" ? needed : release) await import(`./after-build/${step}.mjs`);
