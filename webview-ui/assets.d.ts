/** Style sheets are bundled as text: every output carries its styles in its own shadow root. */
declare module "*.css" {
  const text: string;
  export default text;
}
