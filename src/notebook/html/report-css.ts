/**
 * The report's looks. The `--vscode-…` names are those that the embedded renderers read, so that charts and
 * tables take the page's colours.
 */
export const reportCss = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --text: #1f2328; --soft: #59636e; --rule: #d1d9e0; --panel: #f6f8fa; --accent: #0b68cb;
  --bad: #b3261e; --bad-panel: #fdf0ef;
  --tok-keyword: #8250df; --tok-string: #0a6b3d; --tok-number: #0550ae; --tok-comment: #6a737d;
  --tok-type: #953800; --tok-function: #0550ae;
  --ansi-0: #24292f; --ansi-1: #cf222e; --ansi-2: #116329; --ansi-3: #7d4e00; --ansi-4: #0969da; --ansi-5: #8250df;
  --ansi-6: #1b7c83; --ansi-7: #6e7781; --ansi-8: #57606a; --ansi-9: #a40e26; --ansi-10: #1a7f37; --ansi-11: #633c01;
  --ansi-12: #218bff; --ansi-13: #a475f9; --ansi-14: #3192aa; --ansi-15: #8c959f;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  --mono: ui-monospace, "Cascadia Code", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  --vscode-editor-background: var(--page); --vscode-editor-foreground: var(--text); --vscode-foreground: var(--text);
  --vscode-focusBorder: var(--accent); --vscode-textLink-foreground: var(--accent); --vscode-font-family: var(--sans);
  --vscode-editor-font-family: var(--mono);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15181c; --text: #e2e6ea; --soft: #98a2ad; --rule: #313840; --panel: #1c2127; --accent: #6cb0ff;
    --bad: #ff8a80; --bad-panel: #2d1c1c;
    --tok-keyword: #c59bff; --tok-string: #8fd6a5; --tok-number: #87c1ff; --tok-comment: #8b949e;
    --tok-type: #f0b072; --tok-function: #87c1ff;
    --ansi-0: #6e7681; --ansi-1: #ff7b72; --ansi-2: #56d364; --ansi-3: #e3b341; --ansi-4: #79c0ff; --ansi-5: #d2a8ff;
    --ansi-6: #56d4dd; --ansi-7: #b1bac4; --ansi-8: #8b949e; --ansi-9: #ffa198; --ansi-10: #7ee787; --ansi-11: #f2cc60;
    --ansi-12: #a5d6ff; --ansi-13: #e2c5ff; --ansi-14: #b3f0ff; --ansi-15: #f0f6fc;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.6 var(--sans); }
main { max-width: 62rem; margin: 0 auto; padding: 3rem 1.5rem 5rem; }
h1, h2, h3, h4 { line-height: 1.25; margin: 2.2em 0 .6em; text-wrap: balance; }
h1 { font-size: 2rem; letter-spacing: -.015em; margin-top: 0; }
h2 { font-size: 1.4rem; padding-bottom: .3em; border-bottom: 1px solid var(--rule); }
h3 { font-size: 1.12rem; }
p, ul, ol, blockquote, table { margin: 0 0 1em; }
a { color: var(--accent); text-underline-offset: .15em; }
blockquote { margin-inline: 0; padding-left: 1em; border-left: 3px solid var(--rule); color: var(--soft); }
hr { border: 0; border-top: 1px solid var(--rule); margin: 2em 0; }
img, svg { max-width: 100%; }
img { height: auto; }
code, pre { font-family: var(--mono); font-size: .84rem; font-variant-ligatures: none; }
:not(pre) > code { background: var(--panel); border-radius: 4px; padding: .12em .35em; }
pre { margin: 0; overflow-x: auto; line-height: 1.55; tab-size: 2; }
.markdown { max-width: 46rem; }
.markdown > :last-child { margin-bottom: 0; }
.math { overflow-x: auto; }
.markdown table, .html table { border-collapse: collapse; font-size: .9rem; }
.markdown th, .markdown td { padding: .35em .9em .35em 0; border-bottom: 1px solid var(--rule); text-align: left; }
.cell { margin: 0 0 1.6rem; }
pre.code { background: var(--panel); border: 1px solid var(--rule); border-radius: 8px; padding: .85rem 1rem; }
.input { position: relative; }
.count { position: absolute; right: 100%; top: .95rem; margin-right: .8rem; color: var(--soft);
  font: .72rem var(--mono); white-space: nowrap; user-select: none; }
.outputs { display: grid; grid-template-columns: minmax(0, 1fr); gap: .7rem; padding: .8rem 1rem 0; }
.stream, .result { color: var(--text); white-space: pre-wrap; overflow-wrap: anywhere; }
pre.stream { max-height: 32rem; overflow-y: auto; }
.stderr { border-left: 3px solid var(--rule); padding-left: .8rem; color: var(--soft); }
.error { background: var(--bad-panel); border-left: 3px solid var(--bad); border-radius: 4px; padding: .7rem .9rem;
  white-space: pre-wrap; overflow-wrap: anywhere; }
.html, .fallback { overflow-x: auto; font-size: .9rem; }
.note, footer { color: var(--soft); font-size: .85rem; }
footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--rule); }
.tok-comment { color: var(--tok-comment); font-style: italic; }
.tok-keyword, .tok-decorator { color: var(--tok-keyword); }
.tok-string { color: var(--tok-string); }
.tok-number, .tok-constant { color: var(--tok-number); }
.tok-type { color: var(--tok-type); }
.tok-function { color: var(--tok-function); }
${Array.from({ length: 16 }, (_, code) => `.ansi-${code} { color: var(--ansi-${code}); } .ansi-bg-${code} { background: var(--ansi-${code}); }`).join("\n")}
.ansi-bold { font-weight: 650; } .ansi-dim { opacity: .7; } .ansi-italic { font-style: italic; }
.ansi-underline { text-decoration: underline; } .ansi-strike { text-decoration: line-through; }
.ansi-inverse { background: var(--text); color: var(--page); }
@media (max-width: 70rem) { .count { position: static; display: block; margin: 0 0 .3rem; } }
@media print {
  :root { color-scheme: light; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  pre, pre.stream { white-space: pre-wrap; overflow: visible; max-height: none; }
  h1, h2, h3, h4 { break-after: avoid; }
  .rich, .error, img, tr { break-inside: avoid; }
  a { color: inherit; }
}
`;
