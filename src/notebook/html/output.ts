import {
  type ErrorOutput,
  kindOf,
  type MimeBundle,
  type MultilineString,
  type NotebookOutput,
} from "../../protocol/index.js";
import { joinText } from "../text.js";
import { ansiToHtml } from "./ansi.js";
import { escapeHtml, scriptJson } from "./escape.js";
import { isImageData, markdownToHtml } from "./markdown.js";
import { sanitizeHtml } from "./sanitize.js";

/** One output of a code cell as HTML. */
export function outputToHtml(output: NotebookOutput): string {
  if (output.output_type === "stream")
    return `<pre class="stream ${output.name === "stderr" ? "stderr" : "stdout"}">${ansiToHtml(joinText(output.text))}</pre>`;
  if (output.output_type === "error") return errorToHtml(output);
  return drawn(output.data) ?? plain(output.data);
}

function errorToHtml({ ename, evalue, traceback }: ErrorOutput): string {
  const text = traceback.length ? traceback.join("\n") : `${ename}: ${evalue}`;
  return `<pre class="error" role="alert">${ansiToHtml(text)}</pre>`;
}

/** What the embedded renderers draw: the payload as JSON, then what shows without them. */
function drawn(data: MimeBundle): string | undefined {
  for (const [mime, payload] of Object.entries(data)) {
    const kind = kindOf(mime);
    if (!kind) continue;
    const json = `<script type="application/json">${scriptJson(payload)}</script>`;
    return `<div class="rich" data-summnb-output="${kind}">${json}<div class="fallback">${plain(data)}</div></div>`;
  }
  return undefined;
}

/** How to show a MIME type, the richest first. */
const views: [mime: string, view: (text: string) => string | undefined][] = [
  ["text/html", (text) => `<div class="html">${sanitizeHtml(text)}</div>`],
  ["text/markdown", (text) => `<div class="markdown">${markdownToHtml(text)}</div>`],
  ["image/svg+xml", (text) => image(`data:image/svg+xml;base64,${Buffer.from(text).toString("base64")}`)],
  ...["image/png", "image/jpeg", "image/gif", "image/webp"].map(
    (mime): [string, (text: string) => string | undefined] => [
      mime,
      (text) => image(`data:${mime};base64,${text.trim()}`),
    ],
  ),
  ["text/plain", (text) => `<pre class="result">${ansiToHtml(text)}</pre>`],
];

function plain(data: MimeBundle): string {
  for (const [mime, view] of views) {
    const value = data[mime];
    const html = isText(value) ? view(joinText(value)) : undefined;
    if (html !== undefined) return html;
  }
  const json = data["application/json"];
  if (json !== undefined) return `<pre class="result">${escapeHtml(JSON.stringify(json, null, 2))}</pre>`;
  return `<p class="note">An output of type ${escapeHtml(Object.keys(data).join(", ") || "unknown")} can't be shown here.</p>`;
}

function image(url: string): string | undefined {
  return isImageData(url) ? `<img src="${url}" alt="">` : undefined;
}

function isText(value: unknown): value is MultilineString {
  return (
    typeof value === "string" || (Array.isArray(value) && value.every((line) => typeof line === "string"))
  );
}
