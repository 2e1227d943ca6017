import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { Bench, pause } from "./bench.js";

describe("errors of cells", () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench(tmpdir());
  });
  afterEach(() => bench.session.dispose());

  it("name the cell's own lines, also through functions of other cells", async () => {
    await bench.run(
      "interface Unused { a: string }\n\nfunction deep(x: number): never {\n  throw new TypeError('bad ' + x)\n}",
    );
    const { status, error, errorAt } = await bench.run("// a comment\nconst y: number = 1;\n\n  deep(y)");
    assert.equal(status, "error");
    assert.deepEqual(error, {
      output_type: "error",
      ename: "TypeError",
      evalue: "bad 1",
      traceback: [
        "TypeError: bad 1",
        "    at deep (cell 1, line 4, column 9)",
        "    at cell 2, line 4, column 3",
      ],
    });
    assert.deepEqual(errorAt, { line: 4, column: 3 });
  });

  it("name the lines of asynchronous code", async () => {
    const { error } = await bench.run(
      "async function f() {\n  await null\n  throw new Error('late')\n}\nawait f()",
    );
    assert.deepEqual(error?.traceback, [
      "Error: late",
      "    at f (cell 1, line 3, column 9)",
      "    at async cell 1, line 5, column 1",
    ]);
  });

  it("speak of variables as the cell does", async () => {
    await bench.run("const obj: any = {}, n: any = 1");
    const messages = ["n()", "obj.run()", "obj.a.b", "new n()", "nobody", "nobody()", "[...n]"];
    const said = [];
    for (const code of messages) said.push((await bench.run(code)).error?.evalue);
    assert.deepEqual(said, [
      "n is not a function",
      "obj.run is not a function",
      "Cannot read properties of undefined (reading 'b')",
      "n is not a constructor",
      "nobody is not defined",
      "nobody is not defined",
      "n is not iterable",
    ]);
  });

  const faults: [name: string, code: string, message: RegExp, line: number][] = [
    ["broken code", "const a = 1\nlet b = = 2", /Unexpected "="/, 2],
    ["an early end", "f(\n  1,", /Unexpected end of file/, 2],
    ["a return at the top", "1\nreturn 2", /can't return a value/, 2],
    ["an assignment to its own constant", "const a = 1\n\na = 2", /“a” is a constant/, 3],
    [
      "an assignment to a constant of another cell",
      "\nfixed += 1",
      /“fixed” is a constant of an earlier cell/,
      2,
    ],
    ["an assignment to an import", "\nsep = ''", /“sep” is a constant/, 2],
  ];
  for (const [name, code, message, line] of faults)
    it(`point at ${name} before anything runs`, async () => {
      await bench.run("const fixed = 1; let ran = 0; import { sep } from 'node:path'");
      const { status, error, errorAt } = await bench.run(`ran = 1; ${code}`);
      assert.equal(status, "error");
      assert.equal(error?.ename, "SyntaxError");
      assert.match(error.evalue, message);
      assert.equal(errorAt?.line, line);
      assert.equal((await bench.run("ran")).shown, "0");
    });

  it("allow a constant to be declared anew as a variable", async () => {
    await bench.run("const a = 1");
    await bench.run("let a = 2");
    assert.equal((await bench.run("a = 3; a")).shown, "3");
  });

  it("show causes, parts and values that are no errors", async () => {
    const { error } = await bench.run("throw new Error('outer', {\n  cause: new RangeError('inner') })");
    assert.deepEqual(error?.traceback, [
      "Error: outer",
      "    at cell 1, line 1, column 7",
      "[cause] RangeError: inner",
      "    at cell 1, line 2, column 10",
    ]);
    const parts = (await bench.run("throw new AggregateError([new Error('a'), 'b'], 'both')")).error
      ?.traceback;
    assert.ok(parts?.includes("[part] Error: a") && parts.includes("[part] Uncaught: 'b'"));
    assert.equal((await bench.run("throw { code: 5 }")).error?.evalue, "{ code: 5 }");
  });

  it("show no stack of the library for errors that are meant for the user", async () => {
    const { error } = await bench.run(
      `const { SummnbError } = await import("${new URL("../../../src/library/errors.js", import.meta.url)}")\nthrow new SummnbError("There is no data.")`,
    );
    assert.deepEqual(error?.traceback, ["SummnbError: There is no data.", "    at cell 1, line 2, column 7"]);
  });

  it("keep the variables of cells before, and what the failed cell had set", async () => {
    await bench.run("const a = 1");
    await bench.run("const b = 2; const c = nobody(); const d = 4");
    assert.equal((await bench.run("[a, b]")).shown, "[ 1, 2 ]");
    assert.equal((await bench.run("d")).error?.evalue, "d is not defined");
  });

  it("that a printed stack shows are in the cell's lines too", async () => {
    const { stdout } = await bench.run("\n\nconsole.log(new Error('x').stack)");
    assert.match(stdout, /^Error: x\n {4}at cell 1, line 3, column 13/);
  });

  it("of a value that can't be shown are the cell's", async () => {
    const { status, error } = await bench.run("({ toMimeBundle() { throw new Error('no picture') } })");
    assert.equal(status, "error");
    assert.equal(error?.evalue, "no picture");
  });

  it("in timers go to the cell that set them, and the next cells run", async () => {
    await bench.run(
      "setTimeout(() => { throw new Error('late') }, 10); setTimeout(() => console.log('printed'), 10)",
    );
    assert.equal((await bench.run("await new Promise((r) => setTimeout(r, 80)); 1")).outputs.length, 1);
    const { error, stdout } = bench.of("execution-1");
    assert.deepEqual(error?.traceback, [
      "Error: late",
      "    at Timeout.<anonymous> (cell 1, line 1, column 26)",
    ]);
    assert.equal(stdout, "printed\n");
  });

  it("of imports say what is missing and how to get it", async () => {
    const said = async (code: string) => (await bench.run(code)).error?.evalue;
    assert.match(
      (await said("import a from 'not-there'"))!,
      /“not-there” was not found from .*npm install not-there/,
    );
    assert.match((await said("import a from '@x/not-there/sub'"))!, /npm install @x\/not-there`/);
    assert.match((await said("import './missing.js'"))!, /“\.\/missing\.js” was not found .*check the path/);
    assert.match(
      (await said("import { nope } from 'summnb'; nope()"))!,
      /“summnb” exports nothing named “nope”/,
    );
    await pause(0);
  });
});
