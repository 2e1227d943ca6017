import assert from "node:assert/strict";
import { htmlTable } from "../../../src/library/display/html.js";
import { escapeHtml, html } from "../../../src/library/display/index.js";
import { hostile } from "./samples.js";

describe("html", () => {
  it("escapes all that could end a text or an attribute", () => {
    assert.equal(
      escapeHtml(`<a href="x" title='y'>&</a>`),
      "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;",
    );
  });

  it("escapes what is put in and keeps what it made itself", () => {
    const inner = html`<b>${"<i>"}</b>`;
    assert.equal(
      html`<p title="${'"'}">${inner}${1}${null}${undefined}</p>`.toString(),
      '<p title="&quot;"><b>&lt;i&gt;</b>1</p>',
    );
  });

  it("joins lists, and lists in lists", () => {
    assert.equal(html`${[html`<li>a</li>`, ["<", html`<br>`]]}`.toString(), "<li>a</li>&lt;<br>");
  });

  it("takes no object for markup only because it has a text", () => {
    const fake = { toString: () => "<script>" } as unknown as string;
    assert.equal(html`${fake}`.toString(), "&lt;script&gt;");
  });

  it("escapes header, caption and cells of tables", () => {
    const table = htmlTable({
      caption: hostile,
      header: [hostile],
      rows: [[hostile]],
      textColumns: 1,
    }).toString();
    assert.ok(!table.includes("<script>"));
    assert.ok(!table.includes("<img"));
    assert.equal(table.split(escapeHtml(hostile)).length - 1, 3);
  });
});
