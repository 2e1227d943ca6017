import { createHash } from "node:crypto";
import type { Notebook, NotebookCell } from "../model.js";
import { escapeHtml, scriptText } from "./escape.js";
import { highlightTypeScript } from "./highlight.js";
import { markdownToHtml } from "./markdown.js";
import { outputToHtml } from "./output.js";
import { reportCss } from "./report-css.js";

export interface ReportOptions {
  /** JavaScript of `dist/webview/report.js`, which draws the rich outputs. Without it their static HTML shows. */
  rendererBundle?: string;
  /** Default: the first heading, else “summnb report”. */
  title?: string;
}

/**
 * The notebook as one HTML page that needs no network and no server. Its content security policy lets only
 * the embedded renderer run.
 */
export function notebookToHtml(notebook: Notebook, options: ReportOptions = {}): string {
  const title = options.title ?? firstHeading(notebook) ?? "summnb report";
  const script = options.rendererBundle === undefined ? undefined : scriptText(options.rendererBundle);
  const scriptSource =
    script === undefined ? "'none'" : `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
  const policy = [
    "default-src 'none'",
    "img-src data: blob:",
    "font-src data:",
    "style-src 'unsafe-inline'",
    `script-src ${scriptSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${reportCss}</style>
</head>
<body>
<main>
${notebook.cells.map(cellToHtml).join("\n")}
<footer>Written by summnb.</footer>
</main>
${script === undefined ? "" : `<script type="module">${script}</script>\n`}</body>
</html>
`;
}

const cellViews: Record<NotebookCell["type"], (cell: NotebookCell) => string> = {
  markdown: (cell) =>
    `<section class="cell markdown">\n${markdownToHtml(cell.source, cell.attachments)}</section>`,
  raw: (cell) => `<section class="cell"><pre class="code">${escapeHtml(cell.source)}</pre></section>`,
  code: codeCell,
};

function cellToHtml(cell: NotebookCell): string {
  return cellViews[cell.type](cell);
}

function codeCell(cell: NotebookCell): string {
  const count = cell.executionCount === null ? "" : `<span class="count">[${cell.executionCount}]</span>`;
  const code = `<pre class="code"><code>${highlightTypeScript(cell.source)}</code></pre>`;
  const outputs = cell.outputs
    .map((output) => `<div class="output">${outputToHtml(output)}</div>`)
    .join("\n");
  return `<section class="cell">
<div class="input">${count}${code}</div>${outputs ? `\n<div class="outputs">\n${outputs}\n</div>` : ""}
</section>`;
}

function firstHeading(notebook: Notebook): string | undefined {
  for (const cell of notebook.cells) {
    if (cell.type !== "markdown") continue;
    const heading = /^#{1,6}\s+(.+?)\s*#*$/m.exec(cell.source)?.[1];
    if (heading) return heading.replace(/[*_`]/g, "");
  }
  return undefined;
}
