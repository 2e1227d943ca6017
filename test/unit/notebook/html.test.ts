import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  ansiToHtml,
  highlightTypeScript,
  markdownToHtml,
  sanitizeHtml,
} from "../../../src/notebook/html/index.js";
import { newCell, newNotebook, notebookToHtml } from "../../../src/notebook/index.js";
import { mimeOf, type NotebookOutput } from "../../../src/protocol/index.js";

/** A page for a notebook with one code cell that has these outputs. */
function page(outputs: NotebookOutput[], rendererBundle?: string): string {
  const notebook = newNotebook();
  notebook.cells = [{ ...newCell("code", "1 < 2", "c"), outputs, executionCount: 4 }];
  return notebookToHtml(notebook, {
    title: "a <b>",
    ...(rendererBundle === undefined ? {} : { rendererBundle }),
  });
}
const display = (data: Record<string, unknown>): NotebookOutput => ({
  output_type: "display_data",
  data,
  metadata: {},
});

describe("the HTML report", () => {
  it("holds code, outputs and an escaped title", () => {
    const html = page([{ output_type: "stream", name: "stdout", text: ["a\n", "<b>"] }]);
    assert.match(html, /<title>a &lt;b&gt;<\/title>/);
    assert.match(html, /<span class="count">\[4\]<\/span>/);
    assert.match(html, /<pre class="stream stdout">a\n&lt;b&gt;<\/pre>/);
  });

  it("takes its title from the first heading", () => {
    const notebook = newNotebook();
    notebook.cells = [newCell("code", "# no"), newCell("markdown", "text\n\n# The **first** run")];
    assert.match(notebookToHtml(notebook), /<title>The first run<\/title>/);
  });

  it("puts a payload where the renderer finds it, with the static HTML behind", () => {
    const payload = {
      outputId: "o",
      seq: 0,
      final: true,
      data: { label: "</script><!-- é", value: 1, total: 2 },
    };
    const html = page([
      display({ [mimeOf("progress")]: payload, "text/html": "<b>half</b>", "text/plain": "half" }),
    ]);
    const [, json, rest] =
      /data-summnb-output="progress"><script type="application\/json">(.*?)<\/script>(.*)/.exec(html)!;
    assert.deepEqual(JSON.parse(json!), payload);
    assert.ok(!json!.includes("<"));
    assert.match(rest!, /^<div class="fallback"><div class="html"><b>half<\/b><\/div>/);
  });

  it("runs the embedded renderer and no other script", () => {
    const html = page([], 'document.title = "</script><!--";');
    const [, script] = /<script type="module">([\s\S]*?)<\/script>/.exec(html)!;
    assert.equal(script, 'document.title = "<\\/script><\\x21--";');
    const hash = createHash("sha256").update(script).digest("base64");
    assert.ok(html.includes(`script-src 'sha256-${hash}'`));
    assert.match(page([]), /script-src 'none'/);
    assert.doesNotMatch(html, /(?:src|href)="(?!data:|#)/);
  });

  it("shows errors with colours, pictures and JSON", () => {
    const html = page([
      {
        output_type: "error",
        ename: "E",
        evalue: "v",
        traceback: ["\u001b[31mE\u001b[0m: <v>", "    at cell 1, line 2"],
      },
      display({ "image/png": "iVBORw0KGgo=\n", "text/plain": "picture" }),
      display({ "application/json": { a: ["<"] } }),
      display({ "application/x-other": "?" }),
    ]);
    assert.match(
      html,
      /<pre class="error" role="alert"><span class="ansi-1">E<\/span>: &lt;v&gt;\n {4}at cell 1/,
    );
    assert.match(html, /<img src="data:image\/png;base64,iVBORw0KGgo=" alt="">/);
    assert.match(html, /&quot;&lt;&quot;/);
    assert.match(
      html,
      /An output of type application\/x-other can&#39;t|An output of type application\/x-other can't/,
    );
  });
});

describe("markdown in the report", () => {
  it("shows raw HTML as text", () => {
    const html = markdownToHtml('<script>alert(1)</script>\n\na <img src=x onerror="x()"> b');
    assert.doesNotMatch(html, /<script|<img/);
    assert.match(html, /&lt;script&gt;alert\(1\)/);
  });

  it("drops links that run something and makes remote pictures links", () => {
    assert.equal(markdownToHtml("[a](javascript:alert(1))"), "<p>a</p>\n");
    assert.equal(
      markdownToHtml("![a](https://x.test/a.png)"),
      '<p><a href="https://x.test/a.png" rel="noopener noreferrer">a</a></p>\n',
    );
  });

  it("shows attachments and embedded pictures", () => {
    const html = markdownToHtml("![a](attachment:p.png)", { "p.png": { "image/png": "aGk=" } });
    assert.equal(html, '<p><img src="data:image/png;base64,aGk=" alt="a"></p>\n');
    assert.doesNotMatch(markdownToHtml("![a](data:text/html;base64,aGk=)"), /<img/);
  });

  it("highlights fenced TypeScript", () => {
    assert.match(markdownToHtml("```ts\nconst a = 1\n```"), /<span class="tok-keyword">const<\/span>/);
  });
});

describe("HTML of an output", () => {
  const cases: [name: string, html: string, clean: string][] = [
    [
      "keeps tables",
      '<table style="a:b"><tr><td colspan="2">x &amp; y</td></tr></table>',
      '<table style="a:b"><tr><td colspan="2">x &amp; y</td></tr></table>',
    ],
    [
      "keeps drawings",
      '<svg viewBox="0 0 1 1"><path d="M0 0" fill="red"/></svg>',
      '<svg viewBox="0 0 1 1"><path d="M0 0" fill="red"></path></svg>',
    ],
    ["drops scripts with their text", "a<script>x</script >b<SCRIPT>y", "ab"],
    ["drops handlers", '<b onclick="x()" title=t>a</b>', '<b title="t">a</b>'],
    ["drops unknown elements, not their text", "<form><button>a</button></form>", "a"],
    ["closes what is open", "<div><b>a", "<div><b>a</b></div>"],
    ["ignores ends without a start", "</div>a", "a"],
    ["drops links that run something", '<a href="java&#115;cript:x">a</a>', "<a>a</a>"],
    ["drops styles that load something", '<b style="background:url(http://x)">a</b>', "<b>a</b>"],
    ["survives scripts inside scripts", "<scr<script></script>ipt>x()", "x()"],
    ["escapes stray brackets", "1 < 2 > 0", "1 &lt; 2 &gt; 0"],
    ["drops comments", "a<!-- <b> -->c", "ac"],
  ];
  for (const [name, html, clean] of cases) it(name, () => assert.equal(sanitizeHtml(html), clean));
});

describe("highlighting", () => {
  it("marks comments, strings, numbers, keywords, types and calls", () => {
    assert.equal(
      highlightTypeScript('const a: Foo = f("x<", 1.5e3); // y'),
      '<span class="tok-keyword">const</span> a: <span class="tok-type">Foo</span> = <span class="tok-function">f</span>(<span class="tok-string">&quot;x&lt;&quot;</span>, <span class="tok-number">1.5e3</span>); <span class="tok-comment">// y</span>',
    );
  });

  it("loses no character of any text", () => {
    for (const text of ["`a ${b", "/* open", "'it's\n", "a?.b!==c/2/d", "é = 'é' // 🎉", "#x @dec 0x1f_n"]) {
      const plain = highlightTypeScript(text).replace(/<[^>]*>/g, "");
      assert.equal(plain.replaceAll("&lt;", "<").replaceAll("&quot;", '"').replaceAll("&#39;", "'"), text);
    }
  });
});

describe("terminal colours", () => {
  it("become classes and inline colours, and end where they end", () => {
    assert.equal(
      ansiToHtml("\u001b[1;31ma\u001b[22mb\u001b[39mc\u001b[38;5;196md\u001b[48;2;1;2;3me\u001b[0m<"),
      '<span class="ansi-bold ansi-1">a</span><span class="ansi-1">b</span>c<span style="color:rgb(255,0,0)">d</span>' +
        '<span style="color:rgb(255,0,0);background-color:rgb(1,2,3)">e</span>&lt;',
    );
  });

  it("leave out what moves the cursor", () => {
    assert.equal(ansiToHtml("a\u001b[2K\u001b[1Gb\u001b]0;title\u0007c"), "abc");
  });
});
