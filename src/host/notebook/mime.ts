/** How a value of a MIME bundle becomes the bytes that VS Code shows, and back. No vscode here. */
import type { MultilineString } from "../../protocol/index.js";

const isJson = (mime: string) => mime === "application/json" || mime.endsWith("+json");
/** nbformat keeps these as base64 text. */
const isBinary = (mime: string) =>
  /^(image|audio|video)\/(?!svg)|^application\/(pdf|octet-stream)$/.test(mime);

export function joinLines(text: MultilineString): string {
  return typeof text === "string" ? text : text.join("");
}

/** As nbformat stores text: a list of lines, each with its line end. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

export function toBytes(mime: string, value: unknown): Uint8Array {
  if (isJson(mime)) return Buffer.from(JSON.stringify(value));
  const text = isText(value) ? joinLines(value) : JSON.stringify(value);
  return Buffer.from(text, isBinary(mime) ? "base64" : "utf8");
}

export function fromBytes(mime: string, data: Uint8Array): unknown {
  const bytes = Buffer.from(data);
  if (isBinary(mime)) return bytes.toString("base64");
  const text = bytes.toString("utf8");
  return isJson(mime) ? JSON.parse(text) : splitLines(text);
}

function isText(value: unknown): value is MultilineString {
  return (
    typeof value === "string" || (Array.isArray(value) && value.every((line) => typeof line === "string"))
  );
}
