/** Runs on a disk for the tests of what reads them. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { RunCache, type RunEntry } from "../../../../src/host/runs/cache.js";
import { createRun, type Run, type RunRecord } from "../../../../src/runs/index.js";

/** A run that ended before anything was logged, unless the test goes on with it. */
export function makeRun(root: string, name: string, update: Partial<RunRecord> = {}): Run {
  const run = createRun({ root, name, device: "cpu", arguments: { outputDir: "out" } });
  run.update({ state: "finished", finishedAt: new Date().toISOString(), cwd: path.dirname(root), ...update });
  return run;
}

export function temporary(): { folder: string; root: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), "summnb-runs-view-"));
  return { folder, root: path.join(folder, "runs"), remove: () => rmSync(folder, { recursive: true }) };
}

export async function entriesOf(root: string): Promise<readonly RunEntry[]> {
  const cache = new RunCache();
  await cache.look([root]);
  return cache.runs;
}

/** A checkpoint's folder as the trainer leaves it, told of in the run. */
export function makeCheckpoint(run: Run, folder: string, step: number): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "trainer_state.json"), "{}");
  run.logCheckpoint({ step, folder, kind: "checkpoint" });
}

/** As if it was written this much later, in milliseconds. */
export function writeLater(file: string, milliseconds: number): void {
  const time = (Date.now() + milliseconds) / 1000;
  utimesSync(file, time, time);
}

/** A folder with this many finished runs, fast: their records are written as files. */
export function makeMany(root: string, count: number): void {
  const template = makeRun(root, "template");
  template.logMetrics({ step: 10, epoch: 1, loss: 2.5, gradNorm: 1, learningRate: 1e-3 });
  for (let index = 0; index < count - 1; index++) {
    const startedAt = new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString();
    const stamp = startedAt.replace(/[-:]|\.\d+Z/g, "").replace("T", "-");
    const id = `${stamp}-many-${(index % 65_536).toString(16).padStart(4, "0")}`;
    const folder = path.join(root, id);
    mkdirSync(folder);
    const record = { ...template.record, id, name: `many ${index}`, startedAt };
    writeFileSync(path.join(folder, "run.json"), JSON.stringify(record, null, 2));
    const lines = Array.from({ length: 50 }, (_, step) =>
      JSON.stringify({ step, epoch: 1, loss: 3 - step / 50, gradNorm: 1, learningRate: 1e-3 }),
    );
    writeFileSync(path.join(folder, "metrics.jsonl"), `${lines.join("\n")}\n`);
  }
}
