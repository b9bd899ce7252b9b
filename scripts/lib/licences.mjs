// SPDX licence expressions, such as `(MIT OR Apache-2.0) AND Unicode-3.0`.

/** Returns whether the licence can be met with only the allowed licences. A slash is how older crates write OR. */
export function isLicenceAllowed(expression, allowed) {
  const tokens = expression.replaceAll("/", " OR ").match(/[()]|[^\s()]+/g) ?? [];
  const either = () => {
    let holds = both();
    while (tokens[0] === "OR") {
      tokens.shift();
      holds = both() || holds;
    }
    return holds;
  };
  const both = () => {
    let holds = one();
    while (tokens[0] === "AND") {
      tokens.shift();
      holds = one() && holds;
    }
    return holds;
  };
  const one = () => {
    const token = tokens.shift();
    if (token !== "(") return allowed.includes(token);
    const holds = either();
    tokens.shift();
    return holds;
  };
  return either() && tokens.length === 0;
}
