import assert from "node:assert/strict";
import { LiveOutputs } from "../../../src/host/live/live-outputs.js";
import {
  mimeOf,
  type NotebookOutput,
  type OutputPayload,
  type TrainingData,
} from "../../../src/protocol/index.js";

function training(seq: number, final = false): NotebookOutput {
  const data: TrainingData = {
    name: "run",
    state: "running",
    step: seq,
    maxSteps: 10,
    epochs: 1,
    device: "cpu",
    elapsedSeconds: 1,
    tokensPerSecond: null,
    peakMemoryBytes: null,
    logs: [],
  };
  const payload: OutputPayload<"training"> = { outputId: "t", seq, final, data };
  return {
    output_type: "display_data",
    data: { [mimeOf("training")]: payload, "text/plain": "Step" },
    metadata: {},
  };
}

const row = (step: number) => ({ step, epoch: 0.1, loss: 1 / step, gradNorm: 1, learningRate: 1e-3 });

describe("live outputs", () => {
  it("apply deltas in order, and each only once", () => {
    const live = new LiveOutputs();
    live.saved(training(0));
    assert.equal(
      live.apply({ outputId: "t", seq: 1, patch: { set: { step: 1 }, append: { logs: [row(1)] } } }),
      true,
    );
    assert.equal(live.apply({ outputId: "t", seq: 1, patch: { append: { logs: [row(1)] } } }), false);
    assert.equal(live.apply({ outputId: "t", seq: 2, patch: { append: { logs: [row(2)] } } }), true);
    assert.equal(live.apply({ outputId: "unknown", seq: 1, patch: {} }), false);
    const payload = live.newerThan("t", 0) as OutputPayload<"training">;
    assert.deepEqual(payload.data.logs, [row(1), row(2)]);
    assert.equal(payload.seq, 2);
  });

  it("answer a renderer only when there is something newer", () => {
    const live = new LiveOutputs();
    live.saved(training(5));
    assert.equal(live.newerThan("t", 5), undefined);
    assert.equal(live.newerThan("t", 4)?.seq, 5);
    assert.equal(live.newerThan("other", 0), undefined);
  });

  it("tell the step of a running training, and fail it with the reason when its kernel dies", () => {
    const live = new LiveOutputs();
    live.saved(training(3));
    assert.deepEqual(live.runningStep(), { step: 3, maxSteps: 10 });
    live.end(["t"], "The kernel died.");
    const payload = live.get("t")?.payload as OutputPayload<"training">;
    assert.deepEqual(
      [payload.final, payload.seq, payload.data.state, payload.data.message],
      [true, 4, "failed", "The kernel died."],
    );
    assert.equal(live.runningStep(), undefined);
  });

  it("leave a finished output as it is", () => {
    const live = new LiveOutputs();
    live.saved(training(7, true));
    live.end(["t"], "late");
    assert.equal(live.get("t")?.payload.seq, 7);
  });

  it("pass over outputs of other kinds", () => {
    const live = new LiveOutputs();
    assert.equal(live.saved({ output_type: "stream", name: "stdout", text: "x" }), undefined);
    assert.equal(
      live.saved({ output_type: "display_data", data: { "text/plain": "x" }, metadata: {} }),
      undefined,
    );
  });
});
