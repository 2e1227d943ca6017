import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { Bench } from "./bench.js";

/** Cells that run one after the other in one session, and what the last one shows. */
const notebooks: [name: string, cells: string[], shown: string | undefined][] = [
  ["the value of the last expression", ["const x: number = 1; x + 1"], "2"],
  ["a sum of texts", ["'a' + 'b'"], "'ab'"],
  ["a sum of texts after other statements", ["const n = 1; // one\n`a` + n +\n  'b' // end"], "'a1b'"],
  ["a function that sums texts", ["(x: string) => x + '!'"], "[Function (anonymous)]"],
  ["nothing for a text in a declaration", ["const t = 'a' + 'b'"], undefined],
  ["nothing after a sum of texts and a semicolon", ["'a' + 'b';"], undefined],
  ["nothing for a declaration", ["const x = 1"], undefined],
  ["nothing after a semicolon", ["1 + 1;"], undefined],
  ["nothing after a semicolon and a comment", ["1 + 1; // two"], undefined],
  ["the value when a comment has the semicolon", ["1 + 1 // two;"], "2"],
  ["null, and not undefined", ["null"], "null"],
  ["variables of earlier cells", ["let a = 1; const b = 2", "a++", "[a, b]"], "[ 2, 2 ]"],
  ["a const that is declared again", ["const a = 1", "const a = 'new'", "a"], "'new'"],
  ["a class that is declared again", ["class A { x = 1 }", "class A { x = 2 }", "new A().x"], "2"],
  [
    "a function that is declared again, for older callers too",
    ["function f() { return 1 }\nconst g = () => f()", "function f() { return 2 }", "g()"],
    "2",
  ],
  [
    "a function that uses what a later cell declares",
    ["const g = () => later * 2", "const later = 21", "g()"],
    "42",
  ],
  [
    "a function that assigns to what a later cell declares",
    ["function inc() { n++ }", "let n = 1", "inc(); n"],
    "2",
  ],
  ["a hoisted function", ["const y = f(); function f() { return 3 }\ny"], "3"],
  [
    "a recursive function",
    ["function f(n: number): number { return n < 2 ? 1 : n * f(n - 1) }\nf(5)"],
    "120",
  ],
  [
    "a local name that hides a variable",
    ["const a = 1", "((a: number) => { { let a = 5; a } return a })(2) + a"],
    "3",
  ],
  [
    "names that the process has too",
    [
      "const process = 1, performance = 2, name = 3",
      "[process, performance, name, typeof globalThis.process]",
    ],
    "[ 1, 2, 3, 'object' ]",
  ],
  ["top-level await", ["const v = await Promise.resolve(4)", "v"], "4"],
  ["a promise, awaited", ["Promise.resolve(5)"], "5"],
  [
    "destructuring",
    [
      "const { a, b: { c = 5 } = {}, ...rest } = { a: 1, d: 4 } as any; const [x, , ...y] = [1, 2, 3, 4]",
      "[a, c, rest, x, y]",
    ],
    "[ 1, 5, { d: 4 }, 1, [ 3, 4 ] ]",
  ],
  [
    "destructuring without a declaration",
    ["let a = 1, b = 2", "[a, b] = [b, a]; ({ a } = { a: 9 }); [a, b]"],
    "[ 9, 1 ]",
  ],
  ["shorthand properties", ["const a = 1, f = () => 2", "({ a, f: f() })"], "{ a: 1, f: 2 }"],
  [
    "var in blocks and loops",
    [
      "for (var i = 0; i < 3; i++); { var j = 7 } for (var k of [8]); for (var l in { m: 1 });",
      "[i, j, k, l]",
    ],
    "[ 3, 7, 8, 'm' ]",
  ],
  [
    "let in loops, a new one a turn",
    ["const fs: (() => number)[] = []; for (let i = 0; i < 3; i++) fs.push(() => i); fs.map((f) => f())"],
    "[ 0, 1, 2 ]",
  ],
  ["an enum", ["enum E { A, B = 5 }\nE.B"], "5"],
  ["an enum that is run twice", ["enum E { A }", "enum E { B }\nObject.keys(E)"], "[ '0', 'B' ]"],
  ["a namespace", ["namespace N { export const v = 3 }\nN.v"], "3"],
  [
    "types alone",
    ["interface I { a: string }\ntype T = I\nconst i: T = { a: 'x' }; i satisfies I"],
    "{ a: 'x' }",
  ],
  [
    "a decorated class",
    ["@((t: any, c: any) => { t.kind = c.kind }) class D {}\n(D as any).kind"],
    "'class'",
  ],
  [
    "private and static members",
    ["class B { static #p = 1; static { B.#p++ } static get p() { return B.#p } }\nB.p"],
    "2",
  ],
  ["generators and spread", ["function* g() { yield 1; yield 2 }\n[...g()]"], "[ 1, 2 ]"],
  [
    "for await",
    ["let s = 0; for await (const v of (async function* () { yield 1; yield 2 })()) s += v\ns"],
    "3",
  ],
  [
    "labels",
    ["let n = 0; outer: while (true) { for (;;) { if (++n > 3) break outer; continue outer } }\nn"],
    "4",
  ],
  [
    "tagged templates and calls without this",
    ["function tag(this: unknown, s: TemplateStringsArray) { return [s[0], this] }", "tag`a`"],
    "[ 'a', undefined ]",
  ],
  ["names of functions", ["const f = () => 1; const A = class {}", "[f.name, A.name]"], "[ 'f', 'A' ]"],
  [
    "using, disposed at the cell's end",
    [
      "const log: string[] = []",
      "using r = { [Symbol.dispose]() { log.push('gone') } }; const kept = 4; log.length",
      "[kept, log]",
    ],
    "[ 4, [ 'gone' ] ]",
  ],
  ["typeof of what nobody declared", ["typeof nobody"], "'undefined'"],
  [
    "one realm with the process",
    ["[[] instanceof Array, new Error() instanceof Error, {}.constructor === Object]"],
    "[ true, true, true ]",
  ],
  ["strict mode", ["(function (this: unknown) { return this })()"], undefined],
  ["import.meta", ["import.meta.filename.endsWith('notebook.ts')"], "true"],
  [
    "Node's modules",
    [
      "import { sep } from 'node:path'; import * as os from 'os'; import fs, { existsSync } from 'node:fs'",
      "[sep.length, typeof os.cpus, fs.existsSync === existsSync]",
    ],
    "[ 1, 'function', true ]",
  ],
  [
    "an import of a type only",
    ["import type { Nothing } from 'not-there'; import { type Stats } from 'node:fs'; 1"],
    "1",
  ],
  [
    "an interface in a value import",
    ["import { Stats, NoSuchInterface } from 'node:fs'\nlet s: NoSuchInterface | Stats; typeof Stats"],
    "'function'",
  ],
  ["a dynamic import", ["(await import('node:path')).sep.length"], "1"],
  ["require", ["require('node:path').sep.length"], "1"],
  ["import with require", ["import path = require('node:path'); path.sep.length"], "1"],
  ["an exported variable", ["export const e = 6; e"], "6"],
  ["an empty cell", ["", "// only a comment"], undefined],
  ["unicode names", ["const größe = 2, $π = 3; größe * $π"], "6"],
  ["regular expressions and templates", [`const a = 2; \`\${a}/\${/a\\/b/.test('a/b')}\``], "'2/true'"],
  [
    "the library, always the same",
    ["import * as one from 'summnb'", "import { display } from 'summnb'; one.display === display"],
    "true",
  ],
];

describe("cells", () => {
  for (const [name, cells, shown] of notebooks)
    it(`can have or show ${name}`, async () => {
      const bench = new Bench(tmpdir());
      try {
        for (const code of cells.slice(0, -1)) {
          const ran = await bench.run(code);
          assert.equal(ran.status, "ok", ran.error?.traceback.join("\n"));
        }
        const last = await bench.run(cells.at(-1)!);
        assert.equal(last.status, "ok", last.error?.traceback.join("\n"));
        assert.equal(last.shown, shown);
      } finally {
        bench.session.dispose();
      }
    });

  it("do not change the process's own globals", async () => {
    const bench = new Bench(tmpdir());
    const before = Object.getOwnPropertyNames(globalThis).length;
    await bench.run("var a = 1; let fetch = 2; const Map = 3; class Set {}\nfunction setTimeout() {}");
    bench.session.dispose();
    assert.equal(Object.getOwnPropertyNames(globalThis).length, before);
    assert.equal(typeof globalThis.Map, "function");
  });

  it("that wait behind one that fails are forgotten where it asks for that", async () => {
    for (const stopOnError of [true, false]) {
      const bench = new Bench(tmpdir());
      const execute = (code: string) =>
        bench.session.execute({ cellId: code, executionId: code, code, stopOnError });
      const results = await Promise.all([execute("1"), execute("throw new Error('no')"), execute("3")]);
      assert.deepEqual(
        results.map(({ status }) => status),
        ["ok", "error", stopOnError ? "interrupted" : "ok"],
      );
      bench.session.dispose();
    }
  });

  it("cost some milliseconds each", async () => {
    const bench = new Bench(tmpdir());
    await bench.run("const warm = 1");
    const times: number[] = [];
    for (let i = 0; i < 20; i++) times.push((await bench.run(`const v${i} = ${i}; v${i} + warm`)).took);
    bench.session.dispose();
    const median = times.sort((a, b) => a - b)[10]!;
    assert.ok(median < 50, `${median} ms`);
  });
});
