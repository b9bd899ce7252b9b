/** esbuild imports a style sheet as text. */
declare module "*.css" {
  const text: string;
  export default text;
}

/** Whether the page's policy lets it contact `address` (web/scripts/head/policy.ts). */
declare var abcbMayContact: (address: string) => boolean;
