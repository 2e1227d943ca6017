import { Marked, type Tokens } from "marked";
import type { MimeBundle } from "../../protocol/index.js";
import { escapeHtml } from "./escape.js";
import { highlightTypeScript } from "./highlight.js";
import { mathExtension } from "./math/index.js";

export type Attachments = Record<string, MimeBundle>;

/**
 * Markdown as HTML. Raw HTML in it is shown as text, links lead only to the web, a mail address or a place
 * in the page, and images come from the notebook itself: a remote one becomes a link, because opening a
 * report must not call anyone. Formulas become MathML.
 */
export function markdownToHtml(markdown: string, attachments: Attachments = {}): string {
  const marked = new Marked({
    gfm: true,
    renderer: {
      html: ({ text }: Tokens.HTML | Tokens.Tag) => escapeHtml(text),
      code: ({ text, lang }: Tokens.Code) => codeBlock(text, lang),
      link({ href, title, tokens }: Tokens.Link) {
        return link(href, title, this.parser.parseInline(tokens));
      },
      image: ({ href, title, text }: Tokens.Image) => image(href, title, text, attachments),
    },
  });
  return marked.use(mathExtension).parse(markdown, { async: false });
}

const typescriptNames = new Set(["ts", "typescript", "tsx", "js", "javascript", "json"]);

function codeBlock(text: string, language: string | undefined): string {
  const html = typescriptNames.has(language ?? "") ? highlightTypeScript(text) : escapeHtml(text);
  return `<pre class="code"><code>${html}</code></pre>\n`;
}

function link(href: string, title: string | null | undefined, html: string): string {
  if (!/^(?:https?:|mailto:|#)/i.test(href)) return html;
  return `<a href="${escapeHtml(href)}"${titleOf(title)} rel="noopener noreferrer">${html}</a>`;
}

function image(
  href: string,
  title: string | null | undefined,
  text: string,
  attachments: Attachments,
): string {
  const source = href.startsWith("attachment:") ? attachmentUrl(href.slice(11), attachments) : href;
  if (source && isImageData(source))
    return `<img src="${escapeHtml(source)}" alt="${escapeHtml(text)}"${titleOf(title)}>`;
  return link(href, title, escapeHtml(text || href));
}

function attachmentUrl(name: string, attachments: Attachments): string | undefined {
  const [mime, data] = Object.entries(attachments[decodeURIComponent(name)] ?? {})[0] ?? [];
  return typeof data === "string" ? `data:${mime};base64,${data.trim()}` : undefined;
}

/** Whether a URL holds a picture itself. */
export function isImageData(url: string): boolean {
  return /^data:image\/(?:png|jpeg|gif|webp|svg\+xml);base64,[\w+/=\s]*$/i.test(url);
}

function titleOf(title: string | null | undefined): string {
  return title ? ` title="${escapeHtml(title)}"` : "";
}
