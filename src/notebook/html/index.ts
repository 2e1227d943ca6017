export { ansiToHtml } from "./ansi.js";
export { highlightTypeScript } from "./highlight.js";
export { markdownToHtml } from "./markdown.js";
export { notebookToHtml, type ReportOptions } from "./report.js";
export { sanitizeHtml } from "./sanitize.js";
