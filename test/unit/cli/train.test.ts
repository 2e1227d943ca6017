import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runCli } from "./runCli.js";
import { tinyFolder } from "./tinyFolder.js";

describe("summnb train", function () {
  this.timeout(120_000);
  let folder: string;
  let config: Record<string, unknown>;
  before(async () => {
    ({ folder, config } = await tinyFolder());
  });
  after(() => rmSync(folder, { recursive: true }));

  const train = (args: object, ...flags: string[]) => {
    const file = path.join(folder, "config.json");
    writeFileSync(
      file,
      JSON.stringify({ ...config, arguments: { ...(config.arguments as object), ...args } }),
    );
    return runCli(["train", file, "--json", ...flags], "", { SUMMNB_RUNS: path.join(folder, "runs") });
  };
  const weights = () => readFileSync(path.join(folder, "out", "model.safetensors"));
  const steps = (stdout: string) => (JSON.parse(stdout).steps as { step: number }[]).map(({ step }) => step);

  it("goes on from the newest checkpoint with --resume, to the same weights", async () => {
    const whole = await train({ saveSteps: 4 });
    assert.equal(whole.code, 0, whole.stderr);
    assert.deepEqual(steps(whole.stdout), [2, 4, 6, 8]);
    const before = weights();
    rmSync(path.join(folder, "out", "checkpoint-8"), { recursive: true });
    rmSync(path.join(folder, "out", "model.safetensors"));
    const resumed = await train({ saveSteps: 4 }, "--resume");
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.deepEqual(steps(resumed.stdout), [2, 4, 6, 8]);
    assert.doesNotMatch(resumed.stderr, /step 4: loss/, "what was trained before is not trained again");
    assert.match(resumed.stderr, /step 6: loss/);
    assert.ok(weights().equals(before));
  });

  it("says when there is nothing to go on from, and what is wrong with the checkpoint that the config names", async () => {
    const outputDir = path.join(folder, "empty");
    const none = await train({ outputDir }, "--resume");
    assert.equal(none.code, 1);
    assert.match(none.stderr, /^There is no checkpoint in .*empty to go on from/m);
    const named = await train({ outputDir, resumeFromCheckpoint: path.join(folder, "mine") }, "--resume");
    assert.equal(named.code, 1);
    assert.match(named.stderr, /^The checkpoint .*mine is damaged: there is no such folder/m);
  });

  it("says on stderr which arguments have no effect, and refuses others before the model loads", async () => {
    const result = await train({ dataloaderNumWorkers: 2, evaluationStrategy: "epoch", maxSteps: 2 });
    assert.equal(result.code, 0, result.stderr);
    assert.match(result.stderr, /^The training argument "dataloaderNumWorkers" has no effect: /m);
    assert.equal(typeof JSON.parse(result.stdout).evalLoss, "number");
    const refused = await train({ deepspeed: "ds.json" });
    assert.deepEqual([refused.code, refused.stdout], [1, ""]);
    assert.match(refused.stderr, /^The training argument "deepspeed" can't be "ds\.json": [^\n]+\n$/);
  });
});
