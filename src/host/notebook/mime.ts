/** How a value of a MIME bundle becomes the bytes that VS Code shows, and back. No vscode here. */
import { isJsonMime, joinText, splitText } from "../../notebook/index.js";
import type { MultilineString } from "../../protocol/index.js";

/** nbformat keeps these as base64 text. */
const isBinary = (mime: string) =>
  /^(image|audio|video)\/(?!svg)|^application\/(pdf|octet-stream)$/.test(mime);

export function toBytes(mime: string, value: unknown): Uint8Array {
  if (isJsonMime(mime)) return Buffer.from(JSON.stringify(value));
  const text = isText(value) ? joinText(value) : JSON.stringify(value);
  return Buffer.from(text, isBinary(mime) ? "base64" : "utf8");
}

export function fromBytes(mime: string, data: Uint8Array): unknown {
  const bytes = Buffer.from(data);
  if (isBinary(mime)) return bytes.toString("base64");
  const text = bytes.toString("utf8");
  return isJsonMime(mime) ? JSON.parse(text) : splitText(text);
}

function isText(value: unknown): value is MultilineString {
  return (
    typeof value === "string" || (Array.isArray(value) && value.every((line) => typeof line === "string"))
  );
}
