// Trunk's post-build hook. Trunk says in TRUNK_STAGING_DIR where the built page is. The steps build on each other, and trunk
// would run several hooks at once, so there is one. A debug build is for work on the page: neither split nor made small nor
// kept for use without a network.

/** In order, with what each does. */
const steps = {
  split: "splits the page's wasm and makes it small (minutes, when the program has changed)",
  scripts: "bundles the scripts of the page",
  csp: "fills in the content security policy",
  engine: "builds the engine twice, with and without relaxed SIMD (minutes the first time)",
  minify: "makes scripts and styles smaller",
  styles: "joins the styles",
  offline: "lists the files for use without a network",
};
const inDebug = ["scripts", "csp", "engine"];

const names = Object.keys(steps).filter((name) => process.env.TRUNK_PROFILE !== "debug" || inDebug.includes(name));
for (const [index, name] of names.entries()) {
  console.log(`after the build, ${index + 1} of ${names.length}: ${steps[name]}`);
  await import(`./after-build/${name}.mjs`);
}
