import assert from "node:assert/strict";
import { isValidPatch, LiveOutput, readPayload } from "../../../webview-ui/renderers/live.js";
import { training } from "../display/samples.js";

const data = training(3, { state: "running" });
const payload = { outputId: "out", seq: 4, final: false, data };
const log = { step: 40, epoch: 1, loss: 1, gradNorm: 1, learningRate: 0 };
const delta = (seq: number, patch: object = { set: { step: 40 }, append: { logs: [log] } }) => ({
  outputId: "out",
  seq,
  patch,
});

function trainingOf(live: LiveOutput) {
  const { payload } = live.state;
  assert.ok(payload && "logs" in payload.data);
  return payload.data;
}

describe("a live output", () => {
  it("applies the delta that follows and leaves the old data as they were", () => {
    const live = new LiveOutput("training", payload);
    const before = trainingOf(live);
    assert.equal(live.apply(delta(5)), "applied");
    assert.equal(live.seq, 5);
    assert.equal(trainingOf(live).step, 40);
    assert.deepEqual(trainingOf(live).logs.at(-1), log);
    assert.equal(before.logs.length, 3);
  });

  it("ignores what it has already and what belongs to others", () => {
    const live = new LiveOutput("training", payload);
    assert.equal(live.apply(delta(4)), "ignored");
    assert.equal(live.apply({ ...delta(5), outputId: "other" }), "ignored");
    assert.equal(live.seq, 4);
  });

  it("asks for a sync on a gap and on a patch that is not valid", () => {
    const live = new LiveOutput("training", payload);
    assert.equal(live.apply(delta(6)), "sync");
    assert.equal(live.apply(delta(5, { set: { step: "forty" } })), "sync");
    assert.equal(live.apply(delta(5, { append: { logs: [{ step: 40 }] } })), "sync");
    assert.equal(live.seq, 4);
    assert.equal(trainingOf(live).logs.length, 3);
  });

  it("takes a newer payload, keeps its own before an older one, and always ends", () => {
    const live = new LiveOutput("training", payload);
    live.apply(delta(5));
    assert.equal(live.replace(payload), false);
    assert.equal(live.seq, 5);
    assert.equal(live.replace({ ...payload, seq: 9 }), true);
    assert.equal(live.seq, 9);
    assert.equal(live.replace({ ...payload, seq: 9, final: true }), true);
    assert.equal(live.state.payload?.final, true);
  });

  it("says in one sentence what is wrong with a payload, and recovers from it", () => {
    const live = new LiveOutput("training", { ...payload, data: { ...data, logs: [{ step: "x" }] } });
    assert.equal(
      live.state.problem,
      "This training output cannot be drawn: data.logs.0.step has an invalid value.",
    );
    assert.equal(live.apply(delta(5)), "ignored");
    assert.equal(live.replace(payload), true);
    assert.equal(live.state.problem, undefined);
  });

  it("never throws on nonsense", () => {
    for (const value of [undefined, null, 3, "text", [], {}, { outputId: 1 }])
      assert.match(readPayload("rouge", value).problem ?? "", /^This rouge output cannot be drawn: .+\.$/);
  });

  it("allows a patch further keys, which later versions may have", () => {
    assert.equal(isValidPatch("training", { set: { somethingNew: 1 } }), true);
  });
});
