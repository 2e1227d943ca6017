import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import type { VariableInfo } from "../../../src/protocol/index.js";
import { Bench } from "./bench.js";

const library = (file: string) => new URL(`../../../src/library/${file}`, import.meta.url).href;

describe("the variables of a notebook", () => {
  let bench: Bench;
  before(async () => {
    bench = new Bench(tmpdir());
    const { status, error } = await bench.run(
      `import { sep } from 'node:path'; import * as os from 'node:os'
       import { fromArray } from '${library("tensor/tensor.js")}'
       import { ops } from '${library("tensor/index.js")}'
       import { Dataset } from '${library("datasets/dataset.js")}'
       import { Linear } from '${library("nn/index.js")}'
       const x = fromArray(new Float32Array([1, 2, NaN, 4, 5, 9]), [2, 3], 'float32')
       const freed = ops.zeros([4], 'float32'); freed.free()
       const text = 'grüße', count = 3, nothing = null, list = [{ a: 1 }, 2], map = new Map([[1, 2]])
       const ids = new BigInt64Array(10)
       const rows = Dataset.fromList([{ document: 'd', summary: 's' }, { document: 'e', summary: 't' }])
       let touched = 0
       const config = { layers: 2, 'd-model': 64, get secret() { touched++; return 1 }, nested: { deep: [1] } }
       class Thing { value = x }
       const thing = new Thing()
       const layer = new Linear(4, 3, false)
       const cyclic: any = { self: null }; cyclic.self = cyclic
       const hostile = new Proxy({}, { ownKeys() { throw new Error('no') }, getPrototypeOf() { throw new Error('no') } })
       function helper() {}`,
    );
    assert.equal(status, "ok", error?.traceback.join("\n"));
  });
  after(() => bench.session.dispose());

  const byName = (name: string): VariableInfo => {
    const found = bench.session.variables()?.find((variable) => variable.name === name);
    assert.ok(found, `no variable ${name}`);
    return found;
  };

  it("are those that hold something: no imports, functions and classes", () => {
    const names = bench.session.variables()!.map(({ name }) => name);
    for (const name of ["sep", "os", "fromArray", "Dataset", "Thing", "helper", "require"])
      assert.ok(!names.includes(name), name);
    for (const name of ["x", "freed", "text", "nothing", "hostile", "cyclic"])
      assert.ok(names.includes(name), name);
  });

  const expected: [name: string, facts: Partial<VariableInfo>][] = [
    ["x", { type: "Tensor", shape: [2, 3], dtype: "float32", device: "cpu", bytes: 24, isTensor: true }],
    ["freed", { type: "Tensor", shape: null, bytes: null, value: "freed", isTensor: false }],
    ["text", { type: "string", shape: [5], bytes: 7, value: "'grüße'" }],
    ["count", { type: "number", value: "3" }],
    ["nothing", { type: "null", value: "null" }],
    ["list", { type: "Array", shape: [2], hasMembers: true }],
    ["map", { type: "Map", shape: [1] }],
    ["ids", { type: "BigInt64Array", shape: [10], bytes: 80, hasMembers: false }],
    ["rows", { type: "Dataset", shape: [2, 2], value: "document, summary" }],
    ["layer", { type: "Linear", value: "12 parameters", hasMembers: true }],
    ["thing", { type: "Thing", hasMembers: true }],
  ];
  for (const [name, facts] of expected)
    it(`${name}: ${JSON.stringify(facts)}`, () => {
      const found = byName(name);
      for (const [key, value] of Object.entries(facts))
        assert.deepEqual(found[key as keyof VariableInfo], value, key);
    });

  it("open to their members, by expressions that lead further", () => {
    const members = bench.session.variables("config")!;
    assert.deepEqual(
      members.map(({ name, expression }) => [name, expression]),
      [
        ["layers", "config.layers"],
        ["d-model", 'config["d-model"]'],
        ["nested", "config.nested"],
      ],
    );
    assert.equal(bench.session.variables("config.nested.deep")![0]!.expression, "config.nested.deep[0]");
    assert.equal(bench.session.variables("thing")![0]!.isTensor, true);
    assert.equal(bench.session.variables("nowhere.at.all"), null);
    assert.equal(bench.session.variables("touched++"), null);
  });

  it("call no getter", async () => {
    bench.session.variables();
    bench.session.variables("config");
    assert.equal((await bench.run("touched")).shown, "0");
  });

  it("have statistics where they are tensors", async () => {
    const statistics = await bench.session.statistics("x");
    assert.deepEqual(statistics && { ...statistics, std: Math.round(statistics.std! * 1e4) / 1e4 }, {
      numel: 6,
      min: 1,
      max: 9,
      mean: 4.2,
      std: 3.1145,
      nanCount: 1,
      infCount: 0,
    });
    assert.equal((await bench.session.statistics("thing.value"))?.numel, 6);
    for (const other of ["freed", "text", "nobody"])
      assert.equal(await bench.session.statistics(other), null);
  });

  it("change with their declarations: an imported name that a cell declares is one", async () => {
    await bench.run("const sep = 5");
    assert.equal(byName("sep").value, "5");
  });
});
