import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { KernelSession } from "../../../src/kernel/session/index.js";
import { Seq2SeqTrainer, Seq2SeqTrainingArguments } from "../../../src/library/training/index.js";
import { type CheckpointLine, findRun, parseJsonLines, storedCheckpoints } from "../../../src/runs/index.js";
import { tinyModel, tinyRows } from "./tinyRun.js";

describe("what a training leaves in its run's record", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-record-"));
    process.env.SUMMNB_RUNS = path.join(folder, "runs");
  });
  afterEach(() => {
    delete process.env.SUMMNB_RUNS;
    rmSync(folder, { recursive: true });
  });

  const trainer = () =>
    new Seq2SeqTrainer({
      model: tinyModel(),
      args: new Seq2SeqTrainingArguments({
        outputDir: path.join(folder, "out"),
        maxSteps: 4,
        saveSteps: 2,
        saveTotalLimit: 1,
      }),
      trainDataset: tinyRows,
      display: false,
    });

  it("how many steps it is to make, where it works, and what it wrote", async () => {
    const made = trainer();
    await made.train();
    await made.saveModel(path.join(folder, "adapter"));
    const { record, folder: runFolder } = findRun("last");
    assert.equal(record.maxSteps, 4);
    assert.equal(record.cwd, process.cwd());
    // Mocha is no program of a user's.
    assert.equal(record.source, undefined);
    const lines = parseJsonLines<CheckpointLine>(
      readFileSync(path.join(runFolder, "checkpoints.jsonl"), "utf8"),
    );
    assert.deepEqual(
      lines.map(({ step, kind, folder: written }) => [step, kind, path.relative(folder, written)]),
      [
        [2, "checkpoint", path.join("out", "checkpoint-2")],
        [4, "checkpoint", path.join("out", "checkpoint-4")],
        [4, "model", "adapter"],
      ],
    );
    // Rotation removed the first.
    assert.equal(existsSync(lines[0]!.folder), false);
    assert.deepEqual(
      storedCheckpoints(lines, record, path.dirname(runFolder)).map((found) => path.basename(found.folder)),
      ["adapter", "checkpoint-4"],
    );
  });

  it("the notebook's cell that started it", async () => {
    const notebook = path.join(folder, "train.summnb");
    const session = new KernelSession({ folder, notebook });
    const globals = globalThis as { makeTrainer?: typeof trainer };
    globals.makeTrainer = trainer;
    try {
      const code = "const result = await globalThis.makeTrainer().train(); result.globalStep";
      const { status } = await session.execute({ cellId: "cell-7", executionId: "e", code });
      assert.equal(status, "ok");
    } finally {
      delete globals.makeTrainer;
      session.dispose();
    }
    assert.deepEqual(findRun("last").record.source, { file: notebook, cell: "cell-7" });
  });
});
