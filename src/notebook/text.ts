import type { MultilineString } from "../protocol/index.js";

/** nbformat's text as one string. */
export function joinText(text: MultilineString): string {
  return Array.isArray(text) ? text.join("") : text;
}

/** Text as nbformat writes it: a list of lines that keep their line ends; no line for empty text. */
export function splitText(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

/** Whether nbformat keeps a value of this MIME type as JSON and not as text. */
export function isJsonMime(mime: string): boolean {
  return mime === "application/json" || mime.endsWith("+json");
}

/** Whether nbformat splits a value of this MIME type into lines; images and the like stay one string. */
export function isTextMime(mime: string): boolean {
  return mime.startsWith("text/") || mime === "image/svg+xml" || mime === "application/javascript";
}
