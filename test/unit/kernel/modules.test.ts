import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Bench } from "./bench.js";

describe("modules that cells import", () => {
  let folder: string;
  let bench: Bench;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-modules-"));
    bench = new Bench(folder);
  });
  afterEach(() => {
    bench.session.dispose();
    rmSync(folder, { recursive: true });
  });

  function write(name: string, text: string): void {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }

  it("are packages of the notebook's folder, ES and CommonJS", async () => {
    write("node_modules/esm-only/package.json", '{ "name": "esm-only", "exports": { "import": "./a.mjs" } }');
    write("node_modules/esm-only/a.mjs", "export const a = 5; export default 6");
    write("node_modules/cjs/package.json", '{ "name": "cjs", "main": "c.js" }');
    write("node_modules/cjs/c.js", "module.exports = { c: 7 }");
    const { shown } = await bench.run(
      "import d, { a } from 'esm-only'; import cjs from 'cjs'; [a, d, cjs.c, require('cjs').c]",
    );
    assert.equal(shown, "[ 5, 6, 7, 7 ]");
  });

  it("are files of the notebook's folder, JSON with attributes", async () => {
    write("lib/helper.mjs", "export const where = import.meta.url");
    write("data.json", '{ "j": 1 }');
    const { shown } = await bench.run(
      "import { where } from './lib/helper.mjs'; import data from './data.json' with { type: 'json' }; [where.endsWith('lib/helper.mjs'), data]",
    );
    assert.equal(shown, "[ true, { j: 1 } ]");
  });

  it("are TypeScript files, which share the library and see each other", async () => {
    write(
      "helper.ts",
      "import { display } from 'summnb'\nimport { twice } from './deep/other.js'\nexport interface Shape { a: number }\nexport enum Kind { A = 3 }\nexport const shown = display\nexport default function four(): number { return twice(2) }\nexport * from './deep/other.js'\nexport { sep as separator } from 'node:path'",
    );
    write("deep/other.ts", "export const twice = (n: number): number => 2 * n");
    const { shown, error } = await bench.run(
      "import four, { Kind, shown, twice, separator, type Shape } from './helper.ts'; import { display } from 'summnb'; [four(), Kind.A, shown === display, twice(4), separator.length]",
    );
    assert.equal(shown, "[ 4, 3, true, 8, 1 ]", error?.evalue);
    assert.equal((await bench.run("(await import('./helper.js')).twice(5)")).shown, "10");
  });

  it("are run again when they have changed, and only then", async () => {
    write("state.ts", "export const id = {}; export const version = 1");
    await bench.run("import { id } from './state.ts'; const first = id");
    assert.equal((await bench.run("import * as again from './state.ts'; again.id === first")).shown, "true");
    write("state.ts", "export const id = {}; export const version = 2");
    assert.equal((await bench.run("import { version } from './state.ts'; version")).shown, "2");
  });

  it("are named in errors with their own lines", async () => {
    write("bad.ts", "// first line\nexport function bad(x: string): never {\n  throw new Error(x)\n}");
    const { error, errorAt } = await bench.run("import { bad } from './bad.ts'\n\nbad('no')");
    assert.deepEqual(error?.traceback, [
      "Error: no",
      "    at bad (bad.ts, line 3, column 9)",
      "    at cell 1, line 3, column 1",
    ]);
    assert.deepEqual(errorAt, { line: 3, column: 1 });
    write("broken.ts", "export const a = 1\nexport const b = = 2");
    assert.match(
      (await bench.run("import './broken.ts'")).error!.evalue,
      /Unexpected "=" \(broken\.ts, line 2\)/,
    );
  });
});
