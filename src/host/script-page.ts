/** The page of a webview that one script of ours draws. */
import { randomBytes } from "node:crypto";
import type * as vscode from "vscode";

/** Only that script runs: by its nonce; styles are its own sheets. `images` lets it draw into image files. */
export function scriptPage(
  webview: vscode.Webview,
  { title, script, images = false }: { title: string; script: vscode.Uri; images?: boolean },
): string {
  const nonce = randomBytes(16).toString("hex");
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource} 'unsafe-inline'`,
    ...(images ? ["img-src data: blob:"] : []),
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
</head>
<body>
<main id="root"></main>
<script type="module" nonce="${nonce}" src="${webview.asWebviewUri(script)}"></script>
</body>
</html>`;
}
