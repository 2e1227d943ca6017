import assert from "node:assert/strict";
import { mkdirSync, renameSync } from "node:fs";
import path from "node:path";
import { type DeleteHost, deleteRuns } from "../../../../src/host/runs/delete.js";
import { groupRuns } from "../../../../src/host/runs/groups.js";
import { type RunsNode, rootNodes, runChildren } from "../../../../src/host/runs/nodes.js";
import { comparisonPage, runPage } from "../../../../src/host/runs/page-content.js";
import { resumeFolder, resumeLine } from "../../../../src/host/runs/resume.js";
import { agoText, bytesText, durationText, figureText } from "../../../../src/host/runs/text.js";
import { parsePayload } from "../../../../src/protocol/index.js";
import { readRun } from "../../../../src/runs/index.js";
import { entriesOf, makeCheckpoint, makeRun, temporary, writeLater } from "./store.js";

describe("the runs view", () => {
  let place: ReturnType<typeof temporary>;
  beforeEach(() => {
    place = temporary();
  });
  afterEach(() => place.remove());

  const labels = (nodes: readonly RunsNode[]) =>
    nodes.map((node) =>
      node.type === "group"
        ? `${node.label} ${node.children.length}`
        : node.type === "run"
          ? node.entry.record.name
          : node.type,
    );

  it("puts running runs first, then days", async () => {
    const { root } = place;
    const now = new Date(2026, 5, 20, 15).getTime();
    const at = (days: number) => new Date(2026, 5, 20 - days, 10).toISOString();
    for (const [name, days] of Object.entries({ t: 0, y: 1, w: 5, m: 20, o: 90 }))
      makeRun(root, name, { startedAt: at(days) });
    makeRun(root, "long", { startedAt: at(2), state: "running" });
    const entries = await entriesOf(root);
    assert.deepEqual(
      groupRuns(entries, "day", now).map(({ label, runs }) => [label, runs.map(({ record }) => record.name)]),
      [
        ["Running", ["long"]],
        ["Today", ["t"]],
        ["Yesterday", ["y"]],
        ["Last 7 days", ["w"]],
        ["Last 30 days", ["m"]],
        ["Older", ["o"]],
      ],
    );
    assert.deepEqual(labels(rootNodes(entries, "none")), ["t", "y", "long", "w", "m", "o"]);
  });

  it("groups by notebook and by folder, and the trials of a search", async () => {
    const { root, folder } = place;
    makeRun(root, "a", { source: { file: "/x/one.summnb", cell: "c" } });
    makeRun(path.join(folder, "other", "runs"), "b");
    for (const trial of [1, 2])
      makeRun(root, `t${trial}`, { search: { key: "k", trial, parameters: {}, metric: "evalLoss" } });
    const entries = [...(await entriesOf(root)), ...(await entriesOf(path.join(folder, "other", "runs")))];
    assert.deepEqual(labels(rootNodes(entries, "notebook")).sort(), ["Without a notebook 2", "one.summnb 1"]);
    assert.deepEqual(rootNodes(entries, "folder").length, 2);
    const list = rootNodes(entries, "none");
    assert.equal(list.filter(({ type }) => type === "search").length, 1);
    const keys = rootNodes(entries, "day").flatMap((node) =>
      node.type === "group" ? [node.key, ...node.children.map(({ key }) => key)] : [],
    );
    assert.equal(new Set(keys).size, keys.length);
  });

  it("shows figures, what is there of the checkpoints, and how to resume", async () => {
    const { root, folder } = place;
    const run = makeRun(root, "a", {
      state: "interrupted",
      message: "Interrupted. Saved as out/checkpoint-20.",
    });
    run.logMetrics({ step: 20, loss: 1.5, gradNorm: 1, metrics: { rougeL: 0.3, genLen: 12 } });
    for (const step of [10, 20, 30])
      makeCheckpoint(run, path.join(folder, "out", `checkpoint-${step}`), step);
    renameSync(path.join(folder, "out", "checkpoint-10"), path.join(folder, "moved"));
    // Another run wrote over it.
    writeLater(path.join(folder, "out", "checkpoint-30", "trainer_state.json"), 60_000);
    const [entry] = await entriesOf(root);
    const children = runChildren(entry!);
    assert.deepEqual(
      children.map((node) =>
        node.type === "figure"
          ? node.figure.name
          : node.type === "checkpoint"
            ? path.basename(node.checkpoint.folder)
            : node.type === "note"
              ? node.text
              : node.type,
      ),
      [
        "Interrupted. Saved as out/checkpoint-20.",
        "loss",
        "rougeL",
        "checkpoint-20",
        "Resume from its last checkpoint",
      ],
    );
    const last = path.join(folder, "out", "checkpoint-20");
    assert.equal(resumeFolder(entry!), last);
    assert.equal(resumeLine(last), `await trainer.train({ resumeFromCheckpoint: ${JSON.stringify(last)} });`);
    run.finish("finished");
    assert.equal(resumeFolder((await entriesOf(root))[0]!), undefined);
  });

  it("finds checkpoints of a project that was moved", async () => {
    const { root, folder } = place;
    const run = makeRun(root, "a", { state: "interrupted" });
    makeCheckpoint(run, path.join(folder, "out", "checkpoint-5"), 5);
    const moved = path.join(folder, "elsewhere");
    mkdirSync(moved);
    for (const name of ["runs", "out"]) renameSync(path.join(folder, name), path.join(moved, name));
    const [entry] = await entriesOf(path.join(moved, "runs"));
    assert.equal(resumeFolder(entry!), path.join(moved, "out", "checkpoint-5"));
  });

  it("makes a page that the renderers can draw, thinned but with every evaluation", async () => {
    const { root } = place;
    const run = makeRun(root, "a", { maxSteps: 60_000, state: "died", finishedAt: undefined });
    const lines = Array.from({ length: 30_000 }, (_, index) => ({
      step: 2 * index,
      epoch: index / 1e4,
      loss: 2,
    }));
    const evaluation = { metrics: { rouge1: 0.4 }, intervals: { rouge1: [0.35, 0.45] } };
    const metrics = [...lines, { step: 59_999, loss: null, evalLoss: 1.5, ...evaluation }];
    for (const index of [0, 1])
      run.logSummary({ step: 59_999, index, prediction: `p${index}`, reference: `r${index}` });
    run.logSummary({ step: 5, index: 0, prediction: "old", reference: "old" });
    run.logSummary({ step: 59_999, index: 2, prediction: "p2", reference: "r2" });
    const [entry] = await entriesOf(root);
    const page = runPage(entry!, { ...readRun(run.id, root), metrics });
    assert.deepEqual(page.actions, ["reveal"]);
    const outputs = page.sections.filter((section) => section.type === "output");
    for (const { kind, payload } of outputs) parsePayload(kind, payload);
    const training = parsePayload("training", outputs[0]!.payload).data;
    const logged = training.logs.reduce((sum, { skipped }) => sum + 1 + (skipped?.rows ?? 0), 0);
    assert.deepEqual(
      [training.state, training.step, training.maxSteps, logged],
      ["failed", 59_999, 60_000, 30_001],
    );
    assert.ok(training.logs.length <= 10_000, `${training.logs.length} rows`);
    assert.equal(training.logs.at(-1)?.evalLoss, 1.5);
    assert.deepEqual(training.evaluation?.intervals, { rouge1: [0.35, 0.45] });
    assert.deepEqual(
      parsePayload("summaries", outputs[1]!.payload).data.rows.map(({ summaries }) => summaries.prediction),
      ["p0", "p1", "p2"],
    );
    const figures = page.sections.find((section) => section.key === "Figures");
    assert.ok(figures?.type === "table" && figures.rows.some(([, value]) => value === "40.0 [35.0, 45.0]"));
  });

  it("compares runs with the payload of the notebook's renderer", () => {
    const { root } = place;
    const ids = [0.1, 0.2].map((learningRate) => makeRun(root, "a", { arguments: { learningRate } }).id);
    const page = comparisonPage(ids.map((id) => readRun(id, root)));
    const [section] = page.sections;
    assert.ok(section?.type === "output");
    const { data } = parsePayload("runs", section.payload);
    assert.deepEqual(data.settings, [{ name: "learningRate", values: ["0.1", "0.2"] }]);
  });

  describe("deleting", () => {
    function host(answers: (string | undefined)[], canTrash = true) {
      const asked: string[] = [];
      const removed: string[] = [];
      const fake: DeleteHost = {
        ask: async (message, detail, choices) => {
          asked.push(`${message} ${detail} ${choices.join("|")}`);
          return answers.shift();
        },
        remove: async (folder, { useTrash }) => {
          if (useTrash && !canTrash) throw new Error("no bin here");
          removed.push(`${path.basename(folder)}${useTrash ? "" : " for good"}`);
        },
      };
      return { fake, asked, removed };
    }

    it("never takes a running run", async () => {
      makeRun(place.root, "b");
      makeRun(place.root, "a", { state: "running" });
      const { fake, asked } = host(["Move to Bin"]);
      await assert.rejects(deleteRuns(await entriesOf(place.root), fake), /a is training on .*interrupt it/);
      assert.deepEqual(asked, []);
    });

    it("asks, and leaves everything without an answer", async () => {
      makeRun(place.root, "a");
      const { fake, asked, removed } = host([undefined]);
      assert.deepEqual(await deleteRuns(await entriesOf(place.root), fake), []);
      assert.match(asked[0]!, /^Delete the run a\? .*bin.* Move to Bin$/);
      assert.deepEqual(removed, []);
    });

    it("leaves checkpoints unless they are to go, too", async () => {
      const run = makeRun(place.root, "a");
      makeCheckpoint(run, path.join(place.folder, "out", "checkpoint-5"), 5);
      const entries = await entriesOf(place.root);
      const keep = host(["Move to Bin"]);
      await deleteRuns(entries, keep.fake);
      assert.deepEqual(keep.removed, [run.id]);
      const all = host(["Move to Bin with Checkpoints"]);
      await deleteRuns(entries, all.fake);
      assert.deepEqual(all.removed, ["checkpoint-5", run.id]);
    });

    it("asks once more where there is no bin", async () => {
      makeRun(place.root, "a");
      makeRun(place.root, "b");
      const entries = await entriesOf(place.root);
      const no = host(["Move to Bin", undefined], false);
      assert.deepEqual(await deleteRuns(entries, no.fake), []);
      assert.deepEqual(no.removed, []);
      const yes = host(["Move to Bin", "Delete Permanently"], false);
      assert.equal((await deleteRuns(entries, yes.fake)).length, 2);
      assert.ok(yes.removed.every((name) => name.endsWith(" for good")));
      assert.equal(yes.asked.length, 2);
    });
  });

  it("writes times, sizes and figures", () => {
    const now = Date.parse("2026-03-01T12:00:00Z");
    const ago = (time: string) => agoText(time, now);
    assert.deepEqual(
      ["2026-03-01T12:00:30Z", "2026-03-01T11:59:00Z", "2026-03-01T09:10:00Z", "2026-02-27T12:00:00Z"].map(
        ago,
      ),
      ["just now", "1 minute ago", "2 hours ago", "2 days ago"],
    );
    assert.deepEqual([4, 90, 7500].map(durationText), ["4 s", "2 min", "2 h 5 min"]);
    assert.deepEqual([12, 1500, 2_340_000].map(bytesText), ["12 bytes", "1.50 KB", "2.34 MB"]);
    assert.equal(figureText({ name: "rouge1", value: 0.412, interval: [0.4, 0.43] }), "41.2 [40.0, 43.0]");
    assert.equal(figureText({ name: "loss", value: 2.34567 }), "2.346");
    assert.equal(figureText({ name: "learningRate", value: 5e-5 }), "5.00e-5");
  });
});
