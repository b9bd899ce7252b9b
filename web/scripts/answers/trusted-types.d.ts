/** Trusted Types, in browsers that have them. What a policy makes counts as text here, since `innerHTML` takes it like text. */
declare var trustedTypes:
  | { createPolicy(name: string, rules: { createHTML(html: string): string }): { createHTML(html: string): string } }
  | undefined;
