/**
 * Text as a terminal would leave it: a carriage return starts its line anew, so that of a progress bar only
 * the last state stays. One at the very end is kept, because what follows it is not known yet.
 */
export function overwriteLines(text: string): string {
  if (!text.includes("\r")) return text;
  const lines = text.split("\n");
  return lines.map((line, index) => lastState(line, index === lines.length - 1)).join("\n");
}

function lastState(line: string, isOpen: boolean): string {
  const end = isOpen && line.endsWith("\r") ? "\r" : "";
  const text = line.replace(/\r+$/, "");
  return text.slice(text.lastIndexOf("\r") + 1) + end;
}
