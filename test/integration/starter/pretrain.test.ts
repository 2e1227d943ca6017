import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { repositoryRoot } from "../../golden/goldenData.js";

const execute = promisify(execFile);

describe("The starter model's pretraining notebook", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-pretrain-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the notebook in a process of its own; gives the hash that it prints. */
  async function sha256(run: string, steps: number): Promise<string> {
    const cli = path.join(repositoryRoot, "dist/src/cli/main.js");
    const notebook = path.join(repositoryRoot, "examples/starter/pretrain.summnb");
    const output = path.join(folder, `${run}.summnb`);
    const { stdout } = await execute(process.execPath, [cli, "run", notebook, "--output", output], {
      env: {
        ...process.env,
        SUMMNB_PRETRAIN_STEPS: String(steps),
        SUMMNB_PRETRAIN_OUTPUT: path.join(folder, run),
        SUMMNB_RUNS: path.join(folder, "runs"),
      },
    });
    return /model\.safetensors ([0-9a-f]{64})/.exec(stdout)?.[1] ?? assert.fail(stdout);
  }

  it("gives the same SHA-256 twice, and another one after another step", async () => {
    const first = await sha256("first", 4);
    assert.equal(await sha256("second", 4), first);
    assert.notEqual(await sha256("third", 5), first);
  }).timeout(240_000);
});
