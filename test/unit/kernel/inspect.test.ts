import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { Bench } from "./bench.js";

describe("inspecting a variable", () => {
  let bench: Bench;
  before(async () => {
    bench = new Bench(tmpdir());
    await bench.run(
      `let calls = 0
       const model = { config: { layers: [1, 2], "d-model": 64 }, get device() { return 'cpu' }, get broken() { throw new Error() }, run() { calls++ },
         [Symbol.for('summnb.hover')]: () => '**model** of ' + 2 + ' layers' }
       const long = 'x'.repeat(9999), ticks = ['\`\`\`']`,
    );
  });
  after(() => bench.session.dispose());

  const cases: [expression: string, markdown: string | undefined][] = [
    ["model", "**model** of 2 layers"],
    ["model.config", "```js\n{ layers: [ 1, 2 ], 'd-model': 64 }\n```"],
    ["model?.config.layers[1]", "```js\n2\n```"],
    ['model.config["d-model"]', "```js\n64\n```"],
    ["model.device", "```js\n'cpu'\n```"],
    ["model.run", "```js\n[Function: run]\n```"],
    ["ticks", "````js\n[ '```' ]\n````"],
    ["model.broken", undefined],
    ["model.nothing", undefined],
    ["nothing", undefined],
    ["model.run()", undefined],
    ["calls++", undefined],
    ["process.exit", undefined],
    ["model.config; calls", undefined],
    ["", undefined],
  ];
  for (const [expression, markdown] of cases)
    it(`${markdown ? "shows" : "finds nothing for"} ${JSON.stringify(expression)}`, () => {
      const expected = markdown === undefined ? { found: false, markdown: "" } : { found: true, markdown };
      assert.deepEqual(bench.session.inspect(expression), expected);
    });

  it("cuts long values", () => {
    assert.ok(bench.session.inspect("long").markdown.length < 2100);
  });

  it("calls nothing", async () => {
    assert.equal((await bench.run("calls")).shown, "0");
  });
});
