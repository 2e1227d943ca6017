import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createRun, type Run, updateRun } from "../../../src/runs/index.js";
import { runCli, stackLine } from "./runCli.js";

describe("summnb runs", () => {
  let root: string;
  let first: Run;
  let second: Run;
  before(() => {
    root = mkdtempSync(path.join(tmpdir(), "summnb-runs-"));
    const make = (name: string, learningRate: number, scale: number) => {
      const run = createRun({
        root,
        name,
        arguments: { learningRate, maxSteps: 30, seed: 42 },
        device: "cpu",
      });
      for (const step of [10, 20])
        run.logMetrics({ step, epoch: step / 20, loss: (scale * 30) / step, gradNorm: 1, learningRate });
      run.logMetrics({ step: 20, epoch: 1, loss: null, gradNorm: null, learningRate: null, evalLoss: scale });
      run.logSummary({ step: 20, index: 0, prediction: "A summary." });
      run.finish("finished", { trainLoss: 2 * scale, evalLoss: scale });
      return run;
    };
    first = make("first", 5e-4, 1);
    second = make("second", 1e-3, 0.5);
    const search = { key: "k", trial: 0, parameters: {}, metric: "evalLoss", pruned: true };
    updateRun(second.id, { search, message: "Pruned at step 20." }, root);
  });
  after(() => rmSync(root, { recursive: true }));

  const runs = (...args: string[]) => runCli(["runs", ...args], "", { SUMMNB_RUNS: root });

  it("lists them, newest last, as a table or as JSON", async () => {
    const { code, stdout, stderr } = await runs("list");
    assert.deepEqual([code, stderr], [0, ""]);
    const lines = stdout.trimEnd().split("\n");
    assert.match(lines[0]!, /^run +state +train loss +eval loss +took +device$/);
    assert.equal(lines.length, 3);
    const of = (run: Run) => lines.find((line) => line.startsWith(run.id))!;
    assert.match(of(first), / finished +2\.0000 +1\.0000 +\d+\.\d s +cpu$/);
    assert.match(of(second), / pruned +1\.0000 +0\.50000 /);
    const json = JSON.parse((await runs("list", "--json", "--limit", "1")).stdout);
    assert.equal(json.length, 1);
    assert.equal(json[0].id, [first.id, second.id].sort()[1]);
  });

  it("says that there are none", async () => {
    const { code, stdout } = await runs("list", "--store", path.join(root, "none"));
    assert.equal(code, 0);
    assert.match(stdout, /^There are no runs in .*none\.\n$/);
  });

  it("shows one with its settings, its log and its results", async () => {
    const { code, stdout } = await runs("show", second.id.slice(-9));
    assert.equal(code, 0);
    assert.ok(stdout.startsWith(`${second.id}: pruned. Pruned at step 20.\n`));
    assert.match(stdout, /^ {2}learningRate +0\.001$/m);
    assert.match(stdout, /^ {2}maxSteps +30$/m);
    assert.match(stdout, /^Step +Training Loss +Validation Loss$/m);
    assert.match(stdout, /^ +20 +0\.750000 +0\.500000$/m);
    assert.match(stdout, /^ {2}trainLoss +1$/m);
    assert.match(stdout, /evaluations, in its folder: 1\./);
    const json = JSON.parse((await runs("show", second.id, "--json")).stdout);
    assert.equal(json.record.id, second.id);
    assert.equal(json.metrics.length, 3);
    assert.deepEqual(json.summaries, [{ step: 20, index: 0, prediction: "A summary." }]);
  });

  it("compares them as a table, as JSON, and as a page with the curves", async () => {
    const page = path.join(root, "page.html");
    const { code, stdout, stderr } = await runs("compare", first.id, second.id, "--html", page);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, new RegExp(`^A  ${first.id} +finished$`, "m"));
    assert.match(stdout, /^learningRate +0\.0005 +0\.001$/m);
    assert.match(stdout, /^evalLoss +1 +0\.50000 \*$/m);
    assert.doesNotMatch(stdout, /maxSteps/);
    assert.match(readFileSync(page, "utf8"), /<polyline/);
    const json = JSON.parse((await runs("compare", first.id, second.id, "--json")).stdout);
    assert.deepEqual(json.settings[0], { name: "learningRate", values: ["0.0005", "0.001"] });
    assert.deepEqual(
      json.runs.map(({ id }: { id: string }) => id),
      [first.id, second.id],
    );
    assert.ok(json.figures.some(({ name }: { name: string }) => name === "evalLoss"));
    assert.equal(existsSync(path.join(root, "page.html.tmp")), false);
  });

  const failing: [string, string[], number, RegExp][] = [
    [
      "a run that is not there",
      ["show", "nothing"],
      1,
      /^There is no run “nothing” in .*; `summnb runs list` shows/,
    ],
    ["a comparison of one", ["compare", "last"], 1, /^compareRuns needs at least two runs/],
    ["a comparison of nothing", ["compare"], 2, /missing required argument 'ids'/],
    ["an unknown subcommand", ["shwo"], 2, /unknown command 'shwo'/],
    ["a limit of nothing", ["list", "--limit", "0"], 2, /at least 1/],
  ];
  for (const [what, args, expected, message] of failing)
    it(`ends with ${expected} for ${what}`, async () => {
      const { code, stdout, stderr } = await runs(...args);
      assert.deepEqual([code, stdout], [expected, ""]);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, stackLine);
    });
});
