import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { lastCheckpoint } from "../../../src/host/resume/checkpoints.js";
import { resumeCode } from "../../../src/host/resume/resume-code.js";
import { createRun } from "../../../src/runs/index.js";

describe("the cell that goes on from a checkpoint", () => {
  const cases: [name: string, source: string, code: string | undefined][] = [
    ["a training", "await trainer.train()", "await trainer.train({ resumeFromCheckpoint: true })"],
    [
      "a training among others",
      "const t = new Seq2SeqTrainer({});\nmodel.train();\nconst r = await t.train( );\nawait t.saveModel()",
      "const t = new Seq2SeqTrainer({});\nmodel.train();\nconst r = await t.train({ resumeFromCheckpoint: true });\nawait t.saveModel()",
    ],
    [
      "a loop over events with options",
      "for await (const e of trainer.events({ signal })) show(e)",
      "for await (const e of trainer.events({ resumeFromCheckpoint: true, signal })) show(e)",
    ],
    [
      "one that goes on already",
      "await t.train({ resumeFromCheckpoint: 'x' })",
      "await t.train({ resumeFromCheckpoint: 'x' })",
    ],
    ["a mode of a model", "model.train()", undefined],
    ["no training", "1 + 1", undefined],
  ];
  for (const [name, source, code] of cases) it(`of ${name}`, () => assert.equal(resumeCode(source), code));
});

describe("the last checkpoint of a run", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-resume-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function checkpoint(step: number, sealed: boolean): void {
    const made = path.join(folder, "out", `checkpoint-${step}`);
    mkdirSync(made, { recursive: true });
    if (sealed) writeFileSync(path.join(made, "manifest.json"), "{}");
  }
  const run = () =>
    createRun({ name: "r", root: path.join(folder, "runs"), arguments: { outputDir: "out" } }).id;

  it("is the newest that was written to its end, by the run's own record", () => {
    for (const [step, sealed] of [
      [9, true],
      [100, true],
      [200, false],
    ] as const)
      checkpoint(step, sealed);
    mkdirSync(path.join(folder, "out/checkpoint-300.tmp-1"));
    assert.deepEqual(lastCheckpoint(run(), folder), {
      name: "checkpoint-100",
      folder: path.join(folder, "out/checkpoint-100"),
    });
  });

  it("may not be there", () => {
    assert.equal(lastCheckpoint(run(), folder), undefined);
    assert.equal(lastCheckpoint("20261122-203000-none-ab12", folder), undefined);
  });
});
