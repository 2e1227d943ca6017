/**
 * Text as a terminal would leave it: a carriage return starts its line anew, so that of a progress bar only
 * the last state stays. One at the very end is kept, because what follows it is not known yet.
 */
export function overwriteLines(text: string): string {
  if (!text.includes("\r")) return text;
  return text
    .replace(/\r+\n/g, "\n")
    .replace(/[^\n\r]*\r(?=[^\r\n])/g, "")
    .replace(/[^\n\r]*\r(?=\r)/g, "");
}
