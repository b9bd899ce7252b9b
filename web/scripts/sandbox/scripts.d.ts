/** The build imports such a script as text, bundled. */
declare module "*?script" {
  const text: string;
  export default text;
}
