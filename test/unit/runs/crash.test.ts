import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  createRun,
  findRun,
  listRuns,
  Run,
  RunStoreError,
  readRun,
  updateRun,
} from "../../../src/runs/index.js";
import { isAlive, processStart } from "../../../src/runs/process.js";

const victim = path.join(path.dirname(fileURLToPath(import.meta.url)), "victim.js");

describe("the run store after a crash", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "summnb-runs-"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("shows a killed process's run as died, with every line that was whole, and goes on from there", async () => {
    for (const milliseconds of [0, 13, 29, 53]) {
      const child = spawn(process.execPath, [victim, root], { stdio: ["ignore", "pipe", "inherit"] });
      const [line] = (await once(child.stdout, "data")) as [Buffer];
      const id = line.toString().trim();
      assert.equal(readRun(id, root).record.state, "running");
      await pause(milliseconds);
      child.kill("SIGKILL");
      await once(child, "exit");
      const { record, metrics, summaries, folder } = readRun(id, root);
      assert.equal(record.state, "died");
      assert.ok(metrics.length >= 3);
      assert.deepEqual(
        metrics.map(({ step }) => step),
        metrics.map((_, index) => index + 1),
      );
      assert.ok(metrics.length - summaries.length <= 1);
      assert.ok(metrics.length - Number(record.results.step) <= 1);
      assert.equal(JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8")).state, "running");
      assert.equal(listRuns(root).find((one) => one.id === id)?.state, "died");
      const again = Run.reopen(id, root);
      again.logMetrics({ step: metrics.length + 1 });
      assert.equal(readRun(id, root).metrics.at(-1)?.step, metrics.length + 1);
      assert.equal(readRun(id, root).record.state, "running");
    }
  });

  it("reads metrics whose last line was cut off at any byte", () => {
    const run = createRun({ root, name: "a" });
    run.logMetrics({ step: 1 });
    const file = path.join(run.folder, "metrics.jsonl");
    const whole = statSync(file).size;
    run.logMetrics({ step: 2, note: "é👩‍👧" });
    for (let size = statSync(file).size - 2; size >= whole; size--) {
      truncateSync(file, size);
      assert.deepEqual(readRun(run.id, root).metrics, [{ step: 1 }], `cut at ${size}`);
    }
    truncateSync(file, whole - 1);
    assert.deepEqual(readRun(run.id, root).metrics, [{ step: 1 }], "only the line end is missing");
  });

  it("never changes a line that was written", () => {
    const run = createRun({ root, name: "a" });
    const file = path.join(run.folder, "metrics.jsonl");
    run.logMetrics({ step: 1 });
    appendFileSync(file, '{"step":2,"to');
    let before = readFileSync(file);
    for (let step = 3; step < 6; step++) {
      Run.reopen(run.id, root).logMetrics({ step });
      const now = readFileSync(file);
      assert.ok(now.subarray(0, before.length).equals(before) && now.length > before.length);
      before = now;
    }
  });

  it("passes over a record that a crash left unfinished, and a folder without one", () => {
    const run = createRun({ root, name: "a" });
    writeFileSync(path.join(run.folder, "run.json.999.tmp"), '{"id": "x", "st');
    mkdirSync(path.join(root, "20260101-000000-empty-0000"));
    assert.deepEqual(
      listRuns(root).map(({ id }) => id),
      [run.id],
    );
    assert.equal(readRun(run.id, root).record.id, run.id);
  });

  it("tells a process from a later one with its number, on Linux", function () {
    if (process.platform !== "linux") return this.skip();
    const start = processStart(process.pid);
    assert.match(start!, /^[0-9a-f-]{36} \d+$/);
    assert.equal(isAlive(process.pid, start), true);
    assert.equal(isAlive(process.pid, undefined), true);
    assert.equal(isAlive(process.pid, start!.replace(/\d+$/, "1")), false);
    const run = createRun({ root, name: "a" });
    assert.equal(run.record.processStart, start);
    run.update({ processStart: `${start}0` });
    assert.equal(readRun(run.id, root).record.state, "died");
    run.update({ processStart: `${start}0`, hostname: `not-${hostname()}` });
    assert.equal(readRun(run.id, root).record.state, "running", "on another machine nothing can be told");
  });

  it("writes changes of a run that has ended, and never that it died", () => {
    const run = createRun({ root, name: "a" });
    run.finish("interrupted", { trainLoss: 1 });
    const search = {
      key: "k",
      trial: 2,
      parameters: { seed: 1 },
      metric: "evalLoss",
      pruned: true,
      value: 2.5,
    };
    updateRun(run.id, { message: "Pruned.", search }, root);
    const { record } = readRun(run.id, root);
    assert.deepEqual(record, { ...run.record, message: "Pruned.", search });
    const dead = createRun({ root, name: "b" });
    dead.update({ pid: spawnSync(process.execPath, ["-e", ""]).pid, processStart: "" });
    updateRun(dead.id, { message: "x" }, root);
    assert.equal(JSON.parse(readFileSync(path.join(dead.folder, "run.json"), "utf8")).state, "running");
    assert.throws(() => updateRun("20260101-000000-x-0000", {}, root), RunStoreError);
    assert.deepEqual(
      readdirSync(dead.folder).filter((name) => name.endsWith(".tmp")),
      [],
    );
  });
});

describe("finding a run", () => {
  let root: string;
  before(() => {
    root = mkdtempSync(path.join(tmpdir(), "summnb-runs-"));
    for (const id of [
      "20260101-000000-flan-aaaa",
      "20260101-000001-flan-bbbb",
      "20260102-000000-flan-bbbb-2",
    ]) {
      mkdirSync(path.join(root, id));
      writeFileSync(path.join(root, id, "run.json"), JSON.stringify({ id, state: "finished" }));
    }
  });
  after(() => rmSync(root, { recursive: true }));

  it("takes its id, a part that only it has, or `last`", () => {
    const found = (text: string) => findRun(text, root).record.id;
    assert.equal(found("20260101-000001-flan-bbbb"), "20260101-000001-flan-bbbb");
    assert.equal(found("aaaa"), "20260101-000000-flan-aaaa");
    assert.equal(found("last"), "20260102-000000-flan-bbbb-2");
  });

  it("says which runs a part is of, and that there is none", () => {
    assert.throws(
      () => findRun("flan", root),
      /“flan” is part of 3 runs \(2026.*aaaa, .*\); give more of the id/,
    );
    for (const text of ["", "zzzz", "../x"])
      assert.throws(
        () => findRun(text, root),
        (error) => error instanceof RunStoreError && error.message.startsWith(`There is no run “${text}” in`),
      );
    assert.throws(() => findRun("last", path.join(root, "none")), /There is no run “last”/);
  });
});
