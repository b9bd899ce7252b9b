// Trusted Types in the page's program: the browser refuses a plain text as HTML or as the address of a script, and this policy, which
// only the program's own module can use, is how its few uses of either pass.

/** Where the program, with wasm-bindgen's glue, uses a text as HTML or as the address of a script, and how it does so instead. */
const sinks = [
  // Leptos makes the elements of a view that never change from HTML that is a constant of the program.
  { found: /(\.innerHTML = )(getStringFromWasm0\([^()]*\))/g, by: "$1trusted.createHTML($2)" },
  // The engine's worker.
  { found: /(new Worker\()(getStringFromWasm0\([^()]*\))/g, by: "$1trusted.createScriptURL($2)" },
  { found: /(\.register\()("sw\.js")/g, by: "$1trusted.createScriptURL($2)" },
];

/** The policy, with the addresses of the two scripts. */
const policy = `const rules = {
  createHTML: (html) => html,
  createScriptURL(address) {
    if (/^(sw|engine-\\w+\\/engine-worker)\\.js$/.test(address)) return address;
    throw new TypeError(address);
  },
};
const trusted = globalThis.trustedTypes?.createPolicy("abcb", rules) ?? rules;
`;

/** Returns the program's script with the policy. Throws if a sink is not found: then the output of the tools has changed. */
export function trustSinks(script) {
  return sinks.reduce((text, { found, by }) => {
    const changed = text.replace(found, by);
    if (changed === text) throw new Error(`The output of the tools has changed: it does not contain ${found}.`);
    return changed;
  }, policy + script);
}

/** Returns the document without Trusted Types. A development build has none, since its script is not one file. */
export const withoutTrustedTypes = (html) => html.replace(/; require-trusted-types-for 'script'; trusted-types [^;"]*/, "");
