/** What a long training sends and saves: as much at its end as at its beginning. */
import assert from "node:assert/strict";
import { mock } from "node:test";
import { setDisplaySink } from "../../../src/library/display/sink.js";
import { LiveTraining } from "../../../src/library/training/live.js";
import { type MimeBundle, mimeOf, type OutputPayload } from "../../../src/protocol/index.js";
import { training } from "../display/samples.js";

const steps = 100_000;
const half = (values: number[], which: 0 | 1) =>
  values.slice(which * (values.length >> 1)).slice(0, values.length >> 1);
const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b));

describe("the live output of a training of 100,000 steps", () => {
  const deltas: number[] = [];
  const bundles: number[] = [];
  const rowsInMemory: number[] = [];
  let last: MimeBundle;

  before(() => {
    mock.timers.enable({ apis: ["Date"] });
    const keep = (bundle: MimeBundle) => {
      last = bundle;
      bundles.push(JSON.stringify(bundle).length);
    };
    setDisplaySink({
      display: keep,
      update: (_, bundle) => keep(bundle),
      delta: (delta) => void deltas.push(JSON.stringify(delta).length),
    });
    const { logs, ...figures } = training(steps, { state: "running" });
    const live = new LiveTraining({ ...figures, logs: [] }, "run", true);
    live.start();
    for (const log of logs) {
      live.log(log);
      live.update({ step: log.step });
      if (log.step % 1000 === 0) rowsInMemory.push(live.data.logs.length);
      mock.timers.tick(5);
    }
    live.end({ state: "finished" });
  });
  after(() => {
    mock.timers.reset();
    setDisplaySink(undefined);
  });

  it("stays small in the notebook's file", () => {
    assert.ok(bundles.length > 90, `${bundles.length} times replaced`);
    assert.ok(most(bundles) < 400_000, `${most(bundles)} characters`);
    const payload = last[mimeOf("training")] as unknown as OutputPayload<"training">;
    assert.equal(payload.final, true);
    const rows = payload.data.logs.reduce((sum, { skipped }) => sum + 1 + (skipped?.rows ?? 0), 0);
    assert.equal(rows, steps);
    assert.equal(payload.data.logs.at(-1)!.step, 10 * steps);
  });

  it("sends deltas that do not grow with what was before, at most ten a second", () => {
    assert.ok(deltas.length <= (steps * 5) / 100 && deltas.length > (steps * 5) / 110);
    assert.ok(most(half(deltas, 1)) < 1.1 * most(half(deltas, 0)), `${most(deltas)} characters`);
    assert.ok(most(rowsInMemory) <= 3001);
  });
});
