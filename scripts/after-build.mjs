// Trunk's post-build hook. TRUNK_STAGING_DIR is the folder of the built page. The steps depend on each other, and trunk would
// run several hooks at once, so there is only one. A debug build is for development: it is neither split nor minified nor
// cached for offline use.

/** The steps in order, each with a description. */
const steps = {
  scripts: "bundles the scripts of the page",
  split: "splits the page's wasm and makes it small (a minute, when the program has changed)",
  csp: "fills in the content security policy",
  engine: "places the engine and the default model beside the page",
  minify: "makes scripts and styles smaller",
  styles: "joins the styles",
  names: "puts hashes into the names of files",
  offline: "lists the files for use without a network",
  sbom: "lists the packages that are part of the page",
};
const inDebug = ["scripts", "csp", "engine"];

const names = Object.keys(steps).filter((name) => process.env.TRUNK_PROFILE !== "debug" || inDebug.includes(name));
for (const [index, name] of names.entries()) {
  console.log(`after the build, ${index + 1} of ${names.length}: ${steps[name]}`);
  await import(`./after-build/${name}.mjs`);
}
