import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createRun, listRuns, Run, RunStoreError, readRun, runsRoot } from "../../../src/runs/index.js";

describe("the run store", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "summnb-runs-"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("gives a run a readable id that sorts by start", () => {
    const run = createRun({ root, name: "FLAN LoRA é/1" });
    assert.match(run.id, /^\d{8}-\d{6}-flan-lora-e-1-[0-9a-f]{4}$/);
    assert.equal(run.folder, path.join(root, run.id));
  });

  it("keeps arguments, versions, device, data, seed and git state", () => {
    const run = createRun({
      root,
      name: "a",
      arguments: { learningRate: 5e-4 },
      versions: { libtorch: "2.13.0" },
      device: "cpu",
      seed: 42,
      data: { train: "sha256:1" },
    });
    const { record } = readRun(run.id, root);
    assert.deepEqual(record.arguments, { learningRate: 5e-4 });
    assert.deepEqual(record.versions, { node: process.versions.node, libtorch: "2.13.0" });
    assert.equal(record.device, "cpu");
    assert.equal(record.seed, 42);
    assert.deepEqual(record.data, { train: "sha256:1" });
    assert.equal(record.state, "running");
    if (record.git) assert.match(record.git.commit, /^[0-9a-f]{40,64}$/);
  });

  it("appends metrics and summaries, and reads them back in order", () => {
    const run = createRun({ root, name: "a" });
    run.logMetrics({ step: 1, loss: 2.5 });
    run.logMetrics({ step: 2, loss: Number.NaN });
    run.logSummary({ index: 0, prediction: "A summary." });
    const stored = readRun(run.id, root);
    assert.deepEqual(stored.metrics, [
      { step: 1, loss: 2.5 },
      { step: 2, loss: null },
    ]);
    assert.deepEqual(stored.summaries, [{ index: 0, prediction: "A summary." }]);
  });

  it("leaves out a torn last line, and goes on after it when the run is reopened", () => {
    const run = createRun({ root, name: "a" });
    run.logMetrics({ step: 1 });
    appendFileSync(path.join(run.folder, "metrics.jsonl"), '{"step":2,"lo');
    assert.deepEqual(readRun(run.id, root).metrics, [{ step: 1 }]);
    Run.reopen(run.id, root).logMetrics({ step: 2 });
    assert.deepEqual(readRun(run.id, root).metrics, [{ step: 1 }, { step: 2 }]);
  });

  it("finishes with results and leaves no temporary file", () => {
    const run = createRun({ root, name: "a" });
    run.update({ device: "cuda:0", results: { trainLoss: 1.5 } });
    run.finish("failed", { evalLoss: 2 }, "out of memory");
    const { record } = readRun(run.id, root);
    assert.equal(record.state, "failed");
    assert.equal(record.message, "out of memory");
    assert.equal(record.device, "cuda:0");
    assert.deepEqual(record.results, { trainLoss: 1.5, evalLoss: 2 });
    assert.ok(record.finishedAt! >= record.startedAt);
    assert.deepEqual(readdirSync(run.folder), ["run.json"]);
  });

  it("tells a dead run from a running one", () => {
    const run = createRun({ root, name: "a" });
    assert.equal(readRun(run.id, root).record.state, "running");
    run.update({ pid: spawnSync(process.execPath, ["-e", ""]).pid });
    assert.equal(readRun(run.id, root).record.state, "died");
  });

  it("lists runs by start and passes over what is no run", () => {
    const ids = ["b", "a"].map((name) => createRun({ root, name }).id).sort();
    mkdirSync(path.join(root, "not-a-run"));
    mkdirSync(path.join(root, "zz-broken"));
    writeFileSync(path.join(root, "zz-broken", "run.json"), '{"id": ');
    writeFileSync(path.join(root, "a-file"), "");
    assert.deepEqual(
      listRuns(root).map((record) => record.id),
      ids,
    );
    assert.deepEqual(listRuns(path.join(root, "missing")), []);
  });

  it("says which run is missing, and refuses an id that leaves the store", () => {
    assert.throws(() => readRun("20260101-000000-x-0000", root), /no run “20260101-000000-x-0000”/);
    assert.throws(() => readRun("../secret", root), RunStoreError);
  });

  it("says what to do when the store can't be written", () => {
    const file = path.join(root, "file");
    writeFileSync(file, "");
    assert.throws(() => createRun({ root: file, name: "a" }), /set SUMMNB_RUNS/);
  });

  it("takes its root from SUMMNB_RUNS", () => {
    const before = process.env.SUMMNB_RUNS;
    try {
      process.env.SUMMNB_RUNS = root;
      assert.equal(runsRoot(), root);
      assert.equal(createRun({ name: "a" }).folder.startsWith(root), true);
      delete process.env.SUMMNB_RUNS;
      assert.equal(runsRoot(), path.resolve("runs"));
    } finally {
      if (before === undefined) delete process.env.SUMMNB_RUNS;
      else process.env.SUMMNB_RUNS = before;
    }
  });

  it("writes run.json as readable JSON", () => {
    const run = createRun({ root, name: "a" });
    const text = readFileSync(path.join(run.folder, "run.json"), "utf8");
    assert.equal(text, `${JSON.stringify(run.record, null, 2)}\n`);
  });
});
