import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { markdownToHtml } from "../../../src/notebook/html/markdown.js";
import { parseNotebook } from "../../../src/notebook/index.js";
import { repositoryRoot } from "../../golden/goldenData.js";

const mathOf = (markdown: string) => /<mrow>(.*)<\/mrow><annotation/.exec(markdownToHtml(markdown))?.[1];

describe("Formulas in a report", () => {
  const cases: [tex: string, html: string][] = [
    ["$W' = W$", "<msup><mi>W</mi><mo>′</mo></msup><mo>=</mo><mi>W</mi>"],
    ["$\\frac{1}{T}$", "<mfrac><mrow><mn>1</mn></mrow><mrow><mi>T</mi></mrow></mfrac>"],
    ["$y_{<t}$", "<msub><mi>y</mi><mrow><mo>&lt;</mo><mi>t</mi></mrow></msub>"],
    [
      "$\\mathcal{L}(\\hat{\\theta})$",
      '<mi>ℒ</mi><mo stretchy="false">(</mo><mover accent="true"><mrow><mi>θ</mi></mrow><mo>^</mo></mover><mo stretchy="false">)</mo>',
    ],
    [
      "$$\\sum_{t=1}^{T} x$$",
      "<munderover><mo>∑</mo><mrow><mi>t</mi><mo>=</mo><mn>1</mn></mrow><mrow><mi>T</mi></mrow></munderover><mi>x</mi>",
    ],
    ["$D_{\\text{fine tune}}$", "<msub><mi>D</mi><mrow><mtext>fine tune</mtext></mrow></msub>"],
    ["$\\left[ a \\right)$", '<mrow><mo stretchy="true">[</mo><mi>a</mi><mo stretchy="true">)</mo></mrow>'],
  ];
  for (const [tex, html] of cases) it(`draws ${tex}`, () => assert.equal(mathOf(tex), html));

  it("are shown as their source where they are beyond it", () => {
    assert.equal(markdownToHtml("$\\foo{a_b}$").trim(), "<p><code>\\foo{a_b}</code></p>");
    assert.match(markdownToHtml("$}<b>$"), /<code>}&lt;b&gt;<\/code>/);
  });

  it("are not made of prices", () => {
    assert.equal(markdownToHtml("It costs $40, not $50.").trim(), "<p>It costs $40, not $50.</p>");
  });

  it("are drawn, every one of the examples", () => {
    const folder = path.join(repositoryRoot, "examples");
    const files = readdirSync(folder).filter((file) => file.endsWith(".summnb"));
    const cells = files.flatMap((file) => parseNotebook(readFileSync(path.join(folder, file))).cells);
    const markdown = cells.filter(({ type }) => type === "markdown").map(({ source }) => source);
    const formulas = markdown.join("\n").match(/\$\$[\s\S]+?\$\$/g)!;
    assert.ok(formulas.length > 10);
    for (const formula of formulas) assert.ok(mathOf(formula), formula);
  });
});
