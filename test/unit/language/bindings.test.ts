import assert from "node:assert/strict";
import ts from "typescript";
import { bindingsOf } from "../../../src/language/bindings.js";
import { missingClosers } from "../../../src/language/brackets.js";

function bindings(text: string): Record<string, string> {
  const file = ts.createSourceFile("cell.ts", text, ts.ScriptTarget.ESNext);
  return Object.fromEntries(
    [...bindingsOf(file).values()].map(({ name, kind, exported }) => [
      name,
      exported ? `${kind}, exported` : kind,
    ]),
  );
}

describe("what a cell declares for later ones", () => {
  it("is what stands at its top: variables, functions, classes, types, imports", () => {
    const text = `
      import path, { join as together } from "node:path";
      import * as fs from "node:fs";
      import type { Stats } from "node:fs";
      const { a, b: [c, ...rest], d = 1 } = thing;
      let count: number;
      async function load() { const inner = 1; }
      class Box {}
      enum Color { Red }
      namespace Space { export const x = 1 }
      interface Shape {}
      type Pair = [number, number];
    `;
    assert.deepEqual(bindings(text), {
      path: "import",
      together: "import",
      fs: "import",
      Stats: "import",
      a: "const",
      c: "const",
      rest: "const",
      d: "const",
      count: "let",
      load: "function",
      Box: "class",
      Color: "enum",
      Space: "namespace",
      Shape: "type",
      Pair: "type",
    });
  });

  it("is a `var` of its blocks too, and neither `using` nor what is inside functions", () => {
    const text = `
      for (var i = 0; i < 3; i++) { var last = i; const inner = 1; }
      using file = open();
      function f() { var local = 1; }
    `;
    assert.deepEqual(bindings(text), { f: "function", i: "let", last: "let" });
  });

  it("tells what it exports itself", () => {
    const text = "export const a = 1; const b = 2; const c = 3; export { b, c as other }; export default 4;";
    assert.deepEqual(bindings(text), { a: "const, exported", b: "const, exported", c: "const" });
  });
});

describe("what closes a cell that is being typed", () => {
  const cases: [text: string, closers: string][] = [
    ["f(a, [1, { b: 2", "}])"],
    ["const done = [1];", ""],
    ["function f() { const t = `${x", "}`}"],
    ["const t = `open", "`"],
    ["const t = `a$" + "{b}c`; f(", ")"],
    ["f(1 /* a comment", "*/)"],
    ['const brackets = "(["; // ({', ""],
  ];
  for (const [text, closers] of cases)
    it(JSON.stringify(text), () => assert.equal(missingClosers(text), closers));
});
