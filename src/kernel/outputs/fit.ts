import { isJsonMime, joinText } from "../../notebook/index.js";
import { type ErrorOutput, kindOf, type MimeBundle, type NotebookOutput } from "../../protocol/index.js";
import type { OutputFiles } from "./disk.js";
import { sizeText } from "./size-text.js";

/** What one representation of a value may take in the notebook, in characters. */
const limit = 1024 * 1024;
/** What stays of a longer text. */
const kept = 10_000;
/** What stays of an error's message and of each line of its stack. */
const errorText = 20_000;

const extensions: Record<string, string> = {
  "text/html": "html",
  "text/markdown": "md",
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/gif": "gif",
  "image/svg+xml": "svg",
};

/**
 * An output as the notebook may keep it: representations that are too large go to a file and are replaced by a link.
 * Payloads of summnb's own kinds stay whole; whoever makes them keeps them small.
 */
export function fitOutput(output: NotebookOutput, name: string, files: OutputFiles): NotebookOutput {
  if (output.output_type === "stream") return output;
  if (output.output_type === "error") return fitError(output);
  const tooLarge = Object.entries(output.data).filter(
    ([mime, value]) => !kindOf(mime) && asText(mime, value).length > limit,
  );
  if (tooLarge.length === 0) return output;
  const data: MimeBundle = { ...output.data };
  const links: string[] = [];
  for (const [mime, value] of tooLarge) {
    const text = asText(mime, value);
    const file = `${name}.${extensions[mime] ?? (isJsonMime(mime) ? "json" : "txt")}`;
    files.write(file, isBase64(mime) ? Buffer.from(text, "base64") : text);
    delete data[mime];
    if (mime === "text/plain") data[mime] = `${text.slice(0, kept)}…`;
    links.push(`[${file}](${files.link(file)}) (${mime}, ${sizeText(text.length)})`);
  }
  const trouble = files.trouble === undefined ? "" : ` ${files.trouble}.`;
  const note = `Too large for the notebook, and kept in ${links.join(", ")}.${trouble}`;
  data["text/plain"] ??= note;
  // A reader shows the richest of all representations: with another one left, the note would hide it.
  if (Object.keys(data).length === 1) data["text/markdown"] = note;
  return { ...output, data };
}

function fitError(output: ErrorOutput): ErrorOutput {
  const { evalue, traceback } = output;
  if (evalue.length <= errorText && traceback.every((line) => line.length <= errorText)) return output;
  return { ...output, evalue: cut(evalue), traceback: traceback.map(cut) };
}

function cut(text: string): string {
  return text.length > errorText ? `${text.slice(0, errorText)}… [${sizeText(text.length)}]` : text;
}

function asText(mime: string, value: unknown): string {
  if (isJsonMime(mime)) return JSON.stringify(value) ?? "";
  return typeof value === "string" || Array.isArray(value)
    ? joinText(value as string[])
    : JSON.stringify(value);
}

function isBase64(mime: string): boolean {
  return /^(image|audio|video)\/(?!svg)|^application\/(pdf|octet-stream)$/.test(mime);
}
