import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cliFile, runCli, stackLine } from "./runCli.js";
import { tinyFolder } from "./tinyFolder.js";

describe("summnb search", function () {
  this.timeout(120_000);
  let folder: string;
  let config: Record<string, unknown>;
  before(async () => {
    ({ folder, config } = await tinyFolder());
  });
  after(() => rmSync(folder, { recursive: true }));

  const file = () => path.join(folder, "config.json");
  const environment = () => ({ SUMMNB_RUNS: path.join(folder, "runs") });
  const written = (search: unknown, more: object = {}) => {
    writeFileSync(
      file(),
      JSON.stringify({ ...config, ...more, ...(search === undefined ? {} : { search }) }),
    );
    return file();
  };
  const search = (value: unknown, flags: string[] = [], more: object = {}) =>
    runCli(["search", written(value, more), ...flags], "", environment());
  const grid = { space: { learningRate: [1e-4, 1e-2], "lora.r": [2] }, method: "grid" };

  it("prints the trials, best first, and writes the config of the best, which trains to the same loss", async () => {
    const best = path.join(folder, "best.json");
    const lora = { targetModules: ["q", "v"], loraDropout: 0 };
    const { code, stdout, stderr } = await search(grid, ["--json", "--best", best], { lora });
    assert.equal(code, 0, stderr);
    const result = JSON.parse(stdout);
    assert.equal(result.state, "finished");
    assert.equal(result.metric, "evalLoss");
    assert.deepEqual(
      result.trials.map(({ trial }: { trial: number }) => trial),
      [2, 1],
    );
    assert.deepEqual(result.best, result.trials[0]);
    assert.deepEqual(result.best.parameters, { learningRate: 0.01, "lora.r": 2 });
    // Both trials have the same rows: what the doctor finds in them is said once.
    assert.equal(stderr.match(/\(t5-without-prefix\)$/gm)?.length, 1, stderr);
    assert.match(stderr, /^trial 1 of 2 finished: evalLoss \d+\.\d+ \(learningRate 0\.0001, lora\.r 2\)$/m);
    const train = JSON.parse(readFileSync(best, "utf8"));
    assert.deepEqual(train.lora, { ...lora, r: 2 });
    assert.equal(train.arguments.learningRate, 0.01);
    assert.equal("search" in train, false);
    writeFileSync(
      best,
      JSON.stringify({ ...train, arguments: { ...train.arguments, evalStrategy: "epoch" } }),
    );
    const trained = await runCli(["train", best, "--json"], "", environment());
    assert.equal(trained.code, 0, trained.stderr);
    assert.equal(JSON.parse(trained.stdout).evalLoss, result.best.value);
    const runs = JSON.parse((await runCli(["runs", "list", "--json"], "", environment())).stdout);
    assert.equal(runs.filter((run: { search?: unknown }) => run.search).length, 2);
  });

  it("prints a table, and takes the number of trials from the command line", async () => {
    const random = { space: { learningRate: { logUniform: [1e-4, 1e-2] } }, trials: 5 };
    const { code, stdout } = await search(random, ["--trials", "2"]);
    assert.equal(code, 0);
    const lines = stdout.trimEnd().split("\n");
    assert.equal(lines[0], "Search: 2 trials");
    assert.match(lines[1]!, /^2 of 2 trials finished; the best is trial [12] with evalLoss \d+\.\d+\.$/);
    assert.match(lines[2]!, /^ +evalLoss +steps +learningRate +state$/);
    assert.equal(lines.length, 5);
  });

  it("prints what it has found when it is interrupted, and goes on with --resume", async () => {
    const more = { arguments: { ...(config.arguments as object), maxSteps: 40 } };
    const space = { space: { seed: [1, 2, 3] }, method: "grid" };
    const child = spawn(process.execPath, [cliFile, "search", written(space, more), "--json"], {
      env: { ...process.env, ...environment() },
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      // A second signal would end the process at once.
      if (/(^|\n)trial 1 of 3 finished.*\n$/.test(stderr)) child.kill("SIGINT");
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    assert.equal(code, 1, stderr);
    assert.match(stderr, /One trial is done and kept; with resume the search goes on after them/);
    const found = JSON.parse(stdout);
    assert.equal(found.state, "interrupted");
    assert.equal(found.best.trial, 1);
    const resumed = await runCli(["search", file(), "--json", "--resume"], "", environment());
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.doesNotMatch(resumed.stderr, /^trial 1 of 3/m);
    const all = JSON.parse(resumed.stdout);
    assert.deepEqual(all.trials.map(({ trial }: { trial: number }) => trial).sort(), [1, 2, 3]);
    assert.deepEqual(
      all.trials.find(({ trial }: { trial: number }) => trial === 1),
      found.best,
    );
  });

  const wrong: [what: string, search: unknown, more: object, message: RegExp][] = [
    ["no search", undefined, {}, /config\.json has no search: add "search"/],
    ["an unknown key", { ...grid, trails: 3 }, {}, /unknown key "trails" in "search"; did you mean trials\?/],
    ["a wrong config besides", grid, { modle: "x" }, /unknown key "modle"; did you mean model\?/],
    ["a space that is none", { space: { seed: 3 } }, {}, /says of "seed" 3/],
    ["arguments that are none", grid, { arguments: { learningRat: 1 } }, /"learningRat" does not exist/],
  ];
  for (const [what, value, more, message] of wrong)
    it(`ends with 1 and a sentence for ${what}`, async () => {
      const { code, stdout, stderr } = await search(value, [], more);
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, stackLine);
    });

  it("is what summnb train points to for such a config", async () => {
    const { code, stderr } = await runCli(["train", written(grid)], "", environment());
    assert.equal(code, 1);
    assert.match(stderr, /is the config of a search: run `summnb search`/);
  });
});
