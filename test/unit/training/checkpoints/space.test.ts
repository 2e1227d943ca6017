import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { getPeftModel, LoraConfig } from "../../../../src/library/peft/index.js";
import { checkpointBytes, checkpointCount } from "../../../../src/library/training/checkpoints/space.js";
import {
  Seq2SeqTrainer,
  Seq2SeqTrainingArguments,
  type TrainingArgumentInputs,
} from "../../../../src/library/training/index.js";
import { planTraining } from "../../../../src/library/training/plan.js";
import { tinyModel, tinyRows } from "../tinyRun.js";

const argumentsOf = (given: TrainingArgumentInputs) => new Seq2SeqTrainingArguments(given).values;

const mount = (folder: string, kilobytes: number): boolean =>
  spawnSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", folder]).status === 0;
/** At once or, as weights that were read are still mapped, when nothing uses it any more. */
const unmount = (folder: string) => spawnSync("umount", ["-l", folder]);

function canMount(): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), "summnb-mount-"));
  const can = mount(folder, 64);
  if (can) unmount(folder);
  rmSync(folder, { recursive: true });
  return can;
}

const mounts = canMount();
const itOnDisk = mounts ? it : it.skip;
const leftOut = mounts ? "" : " (left out: this process may not mount a disk)";

describe("Space for checkpoints", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-space-"));
    process.env.SUMMNB_RUNS = path.join(folder, "runs");
  });
  afterEach(() => {
    delete process.env.SUMMNB_RUNS;
    rmSync(folder, { recursive: true });
  });

  const trainerIn = (outputDir: string, args: TrainingArgumentInputs = {}) =>
    new Seq2SeqTrainer({
      model: tinyModel(),
      args: new Seq2SeqTrainingArguments({
        outputDir,
        maxSteps: 6,
        saveSteps: 2,
        perDeviceTrainBatchSize: 4,
        ...args,
      }),
      trainDataset: tinyRows,
      display: false,
      doctor: false,
    });

  it("is known: what a checkpoint really takes, with few more for its small files", async () => {
    const outputDir = path.join(folder, "out");
    for (const make of [
      tinyModel,
      () => getPeftModel(tinyModel(), new LoraConfig({ r: 64, targetModules: "all-linear" }), { seed: 1 }),
    ]) {
      const model = make();
      const trainer = new Seq2SeqTrainer({
        model,
        args: new Seq2SeqTrainingArguments({ outputDir, maxSteps: 1, saveSteps: 1 }),
        trainDataset: tinyRows,
        display: false,
      });
      await trainer.train();
      const written = path.join(outputDir, "checkpoint-1");
      const real = readdirSync(written).reduce(
        (sum, name) => sum + statSync(path.join(written, name)).size,
        0,
      );
      const known = checkpointBytes(model, trainer.args);
      assert.ok(real >= known && real < known + 60_000, `${known} known, ${real} written`);
      rmSync(outputDir, { recursive: true });
    }
  });

  it("is asked for all checkpoints that lie there at once", () => {
    const count = (given: TrainingArgumentInputs) => {
      const args = argumentsOf({ perDeviceTrainBatchSize: 4, maxSteps: 100, saveSteps: 10, ...given });
      return checkpointCount(args, planTraining(40, args));
    };
    assert.equal(count({}), 10);
    assert.equal(count({ saveSteps: 30 }), 4);
    assert.equal(count({ saveTotalLimit: 2 }), 3);
    assert.equal(count({ saveStrategy: "no" }), 0);
    assert.equal(count({ saveStrategy: "epoch" }), 10);
  });

  /** Calls `use` with a real disk of so many kilobytes. */
  async function onDisk(kilobytes: number, use: (disk: string) => Promise<void>) {
    const disk = mkdtempSync(path.join(folder, "disk-"));
    assert.ok(mount(disk, kilobytes));
    try {
      await use(disk);
    } finally {
      unmount(disk);
    }
  }

  itOnDisk(`that has no room for one is refused before the first step${leftOut}`, () =>
    onDisk(64, async (disk) => {
      await assert.rejects(
        trainerIn(disk).train(),
        /^SummnbError: A checkpoint of this training takes about 171\.8 KiB, and the disk of outputDir .* has 64\.0 KiB free: free space there, choose another outputDir, or saveStrategy: "no"\.$/,
      );
      await trainerIn(disk, { saveStrategy: "no" }).train();
    }),
  );

  itOnDisk(
    `that is short is said; when it runs out, the last checkpoint is whole and goes on${leftOut}`,
    () =>
      onDisk(400, async (disk) => {
        const notices: string[] = [];
        const training = async () => {
          for await (const event of trainerIn(disk).events())
            if (event.type === "notice") notices.push(event.message);
        };
        await assert.rejects(
          training(),
          /checkpoint-4 could not be written .*; the one before is whole\. Free space/,
        );
        assert.match(
          notices.join(),
          /keeps up to 3 checkpoints of about .* each, and the disk .* or set saveTotalLimit/,
        );
        assert.deepEqual(readdirSync(disk), ["checkpoint-2"]);
        const { globalStep } = await trainerIn(path.join(folder, "out"), {
          resumeFromCheckpoint: path.join(disk, "checkpoint-2"),
        }).train();
        assert.equal(globalStep, 6);
      }),
  );
});
