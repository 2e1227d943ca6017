import assert from "node:assert/strict";
import { clock, TrainingLine, trainingLine } from "../../../src/cli/training-line.js";
import { mimeOf, type TrainingData } from "../../../src/protocol/index.js";

const data: TrainingData = {
  name: "starter",
  state: "running",
  step: 25,
  maxSteps: 100,
  epochs: 0.5,
  device: "cpu",
  elapsedSeconds: 30,
  tokensPerSecond: 410.4,
  peakMemoryBytes: null,
  logs: [{ step: 20, epoch: 0.4, loss: 2.34567, gradNorm: 1, learningRate: 1e-4 }],
};

describe("The live line of a training", () => {
  it("says how far it is, the last loss, the speed and the time left", () => {
    assert.equal(
      trainingLine(data),
      "training starter: step 25 of 100 (25 %), loss 2.3457, 410 tokens/s, 1:30 left",
    );
    const start = { ...data, step: 0, logs: [], tokensPerSecond: null };
    assert.equal(trainingLine(start), "training starter: step 0 of 100 (0 %)");
  });

  it("follows deltas, and ends with the training", () => {
    const shown: (string | undefined)[] = [];
    const line = new TrainingLine((text) => shown.push(text));
    const bundle = (of: TrainingData) => ({
      [mimeOf("training")]: { outputId: "a", seq: 0, final: false, data: of },
    });
    line.take({ "text/plain": "something else" }, "b");
    line.take(bundle(data), "a");
    const log = { step: 26, epoch: 0.52, loss: 1.5, gradNorm: 1, learningRate: 1e-4 };
    line.delta({ outputId: "a", seq: 1, patch: { set: { step: 26 }, append: { logs: [log] } } });
    line.delta({ outputId: "unknown", seq: 1, patch: {} });
    line.take(bundle({ ...data, state: "finished" }), "a");
    assert.equal(shown.length, 3);
    assert.match(shown[1]!, /step 26 of 100 \(26 %\), loss 1\.5000/);
    assert.equal(shown[2], undefined);
  });

  it("writes seconds as a clock", () => {
    assert.deepEqual([0, 59.6, 61, 3600, 7325].map(clock), ["0:00", "1:00", "1:01", "1:00:00", "2:02:05"]);
  });
});
