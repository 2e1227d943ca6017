import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { RunCache } from "../../../../src/host/runs/cache.js";
import { discoverStores } from "../../../../src/host/runs/discover.js";
import { MetricsFile } from "../../../../src/host/runs/metrics-file.js";
import { rootNodes } from "../../../../src/host/runs/nodes.js";
import { makeMany, makeRun, temporary } from "./store.js";

describe("runs as the view reads them", () => {
  let place: ReturnType<typeof temporary>;
  let cache: RunCache;
  beforeEach(() => {
    place = temporary();
    cache = new RunCache();
  });
  afterEach(() => place.remove());

  it("finds stores by the runs in them, whatever their name, and looks into no node_modules", async () => {
    const { folder, root } = place;
    const other = path.join(folder, "deep", "experiments");
    makeRun(root, "a");
    makeRun(other, "b");
    makeRun(path.join(folder, "node_modules", "x", "runs"), "c");
    mkdirSync(path.join(folder, "empty", "runs"), { recursive: true });
    assert.deepEqual(await discoverStores([folder]), [other, root].sort());
    assert.deepEqual(await discoverStores([root]), [root]);
    assert.deepEqual(await discoverStores([path.join(folder, "missing")]), []);
  });

  it("tells what was added, changed and removed, and reads nothing else again", async () => {
    const { root } = place;
    const a = makeRun(root, "a", { state: "running" });
    const b = makeRun(root, "b");
    assert.deepEqual((await cache.look([root])).added.sort(), [a.folder, b.folder].sort());
    assert.deepEqual(await cache.look(), { added: [], removed: [], changed: [] });
    const before = cache.get(b.folder);
    a.logMetrics({ step: 5, loss: 1.5 });
    assert.deepEqual((await cache.look()).changed, [a.folder]);
    assert.equal(cache.get(a.folder)?.figures.get("loss")?.value, 1.5);
    assert.equal(cache.get(b.folder), before);
    a.logMetrics({ step: 6, loss: 1.25 });
    assert.deepEqual((await cache.lookAgain([a.folder])).changed, [a.folder]);
    rmSync(b.folder, { recursive: true });
    assert.deepEqual((await cache.look()).removed, [b.folder]);
    assert.deepEqual(
      cache.runs.map(({ record }) => record.name),
      ["a"],
    );
  });

  it("passes over a record that is not whole, and takes it when it is", async () => {
    const { root } = place;
    const run = makeRun(root, "a");
    const text = JSON.stringify(run.record);
    writeFileSync(path.join(run.folder, "run.json"), text.slice(0, 30));
    await cache.look([root]);
    assert.equal(cache.runs.length, 0);
    writeFileSync(path.join(run.folder, "run.json"), text);
    assert.deepEqual((await cache.look()).added, [run.folder]);
  });

  it("finds that a process died though no file changed", async () => {
    const { root } = place;
    const child = spawnSync(process.execPath, ["-e", ""]);
    const run = makeRun(root, "a", { state: "running" });
    await cache.look([root]);
    assert.equal(cache.get(run.folder)?.record.state, "running");
    assert.deepEqual(await cache.look(), { added: [], removed: [], changed: [] });
    run.update({ pid: child.pid, processStart: "gone" });
    await cache.look();
    assert.equal(cache.get(run.folder)?.record.state, "died");
  });

  it("takes figures from the end of a long log", async () => {
    const { root } = place;
    const run = makeRun(root, "a");
    for (let step = 1; step <= 500; step++) run.logMetrics({ step, loss: 10 / step, note: "é".repeat(40) });
    run.logMetrics({ step: 500, evalLoss: 2, metrics: { rouge1: 0.4 }, intervals: { rouge1: [0.3, 0.5] } });
    await cache.look([root]);
    const figures = cache.get(run.folder)!.figures;
    assert.equal(figures.get("step")?.value, 500);
    assert.equal(figures.get("loss")?.value, 0.02);
    assert.deepEqual(figures.get("rouge1"), { name: "rouge1", value: 0.4, interval: [0.3, 0.5] });
  });

  it("reads of a growing log only what is new, and a torn line when it is whole", () => {
    const { folder } = place;
    const file = path.join(folder, "metrics.jsonl");
    const metrics = new MetricsFile(file);
    assert.deepEqual(metrics.read(), []);
    appendFileSync(file, '{"step":1}\n{"step":');
    const lines = metrics.read();
    assert.deepEqual(lines, [{ step: 1 }]);
    appendFileSync(file, '2}\n{"step":3}\n');
    assert.equal(metrics.read(), lines);
    assert.deepEqual(lines, [{ step: 1 }, { step: 2 }, { step: 3 }]);
    writeFileSync(file, '{"step":9}\n');
    assert.deepEqual(metrics.read(), [{ step: 9 }]);
  });

  it("is quick with a thousand runs", async function () {
    this.timeout(30_000);
    const { root } = place;
    makeMany(root, 1000);
    const time = async (work: () => unknown) => {
      const start = performance.now();
      await work();
      return performance.now() - start;
    };
    const first = await time(() => cache.look([root]));
    const again = await time(() => cache.look());
    const nodes = await time(() => rootNodes(cache.runs, "day"));
    assert.equal(cache.runs.length, 1000);
    // Some times of what an idle machine takes: the machine of a test is shared.
    assert.ok(first < 3000, `first look ${first.toFixed(0)} ms`);
    assert.ok(again < 1000, `second look ${again.toFixed(0)} ms`);
    assert.ok(nodes < 100, `nodes ${nodes.toFixed(0)} ms`);
    if (process.env.SUMMNB_TIMES) console.log({ first, again, nodes });
  });
});
