import assert from "node:assert/strict";
import { bundleOf, table } from "../../../src/library/display/index.js";
import { hostile } from "./samples.js";

const rows = [
  { name: "base", rouge1: 0.4123456789, steps: 0 },
  { name: "lora", rouge1: 0.45, steps: 200, note: "best\nso far" },
];

describe("a table", () => {
  it("aligns its columns as text", () => {
    assert.equal(
      table(rows, { caption: "Runs" }).toMimeBundle("o")["text/plain"],
      [
        "Runs",
        "name    rouge1  steps  note",
        "base  0.412346      0",
        "lora      0.45    200  best so far",
      ].join("\n"),
    );
  });

  it("has a row a value in HTML, figures to the right, and no markup of its values", () => {
    const html = String(table([{ text: hostile, n: 1 }]).toMimeBundle("o")["text/html"]);
    assert.match(
      html,
      /<th scope="col" style="text-align:left[^>]*>text<\/th><th scope="col" style="text-align:right/,
    );
    assert.ok(!html.includes("<script"), html);
  });

  it("takes columns in the order that is asked for, and shows so many rows", () => {
    const many = Array.from({ length: 250 }, (_, i) => ({ a: i, b: -i, c: "x" }));
    const text = String(table(many, { columns: ["b", "a"], limit: 2 }).toMimeBundle("o")["text/plain"]);
    assert.deepEqual(text.split("\n"), [" b  a", " 0  0", "-1  1", "and 248 more rows"]);
    const html = String(table(many).toMimeBundle("o")["text/html"]);
    assert.equal(html.match(/<tr>/g)?.length, 101);
    assert.match(html, /and 150 more rows/);
  });

  it("is how a list of objects shows, whose text stays as it was", () => {
    const bundle = bundleOf([{ a: 1 }, { a: 2 }], "o");
    assert.equal(bundle["text/plain"], "[ { a: 1 }, { a: 2 } ]");
    assert.match(String(bundle["text/html"]), /<table/);
  });

  const others: [name: string, value: unknown][] = [
    ["an empty list", []],
    ["numbers", [1, 2]],
    ["lists", [[1], [2]]],
    ["objects among others", [{ a: 1 }, 2]],
    ["objects of a class", [new Date(0), new Date(1)]],
    ["empty objects", [{}, {}]],
    [
      "objects with hundreds of keys",
      [Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`k${i}`, i]))],
    ],
    ["an object", { a: 1 }],
  ];
  for (const [name, value] of others)
    it(`is not how ${name} shows`, () => assert.deepEqual(Object.keys(bundleOf(value, "o")), ["text/plain"]));
});
