/** The build gives such a script bundled, as text. */
declare module "*?script" {
  const text: string;
  export default text;
}
