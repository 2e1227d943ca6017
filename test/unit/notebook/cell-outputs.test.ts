import assert from "node:assert/strict";
import { CellOutputs } from "../../../src/notebook/index.js";
import {
  type KernelEvent,
  mimeOf,
  type NotebookOutput,
  type OutputPayload,
} from "../../../src/protocol/index.js";

let event = 0;
const ids = { cellId: "c", executionId: "e" };
const output = (
  outputId: string,
  value: NotebookOutput,
  type: "output" | "replaceOutput" = "output",
): KernelEvent => ({
  event: ++event,
  type,
  ...ids,
  outputId,
  output: value,
});
const stream = (text: string, name: "stdout" | "stderr" = "stdout"): NotebookOutput => ({
  output_type: "stream",
  name,
  text,
});

describe("collecting a cell's outputs", () => {
  it("joins neighbouring pieces of a stream and keeps the order", () => {
    const outputs = new CellOutputs();
    outputs.apply(output("1", stream("a\n")));
    outputs.apply(output("2", stream("b")));
    outputs.apply(output("3", stream("!", "stderr")));
    outputs.apply(output("4", stream("c")));
    outputs.apply(output("2", stream("B"), "replaceOutput"));
    assert.deepEqual(outputs.list(), [stream("a\nB"), stream("!", "stderr"), stream("c")]);
  });

  it("applies deltas to the payload they name, once", () => {
    const mime = mimeOf("progress");
    const payload: OutputPayload<"progress"> = {
      outputId: "p",
      seq: 0,
      final: false,
      data: { label: "Map", value: 1, total: 3 },
    };
    const outputs = new CellOutputs();
    outputs.apply(output("p", { output_type: "display_data", data: { [mime]: payload }, metadata: {} }));
    const delta = { outputId: "p", seq: 1, patch: { set: { value: 2 } } };
    outputs.apply({ event: ++event, type: "delta", ...ids, delta });
    outputs.apply({
      event: ++event,
      type: "delta",
      ...ids,
      delta: { ...delta, patch: { set: { value: 9 } } },
    });
    const [shown] = outputs.list();
    assert.ok(shown && "data" in shown);
    assert.deepEqual(shown.data[mime], { ...payload, seq: 1, data: { label: "Map", value: 2, total: 3 } });
    assert.equal(payload.data.value, 1);
  });

  it("starts anew with a new execution", () => {
    const outputs = new CellOutputs();
    outputs.apply(output("1", stream("old")));
    outputs.apply({ event: ++event, type: "started", ...ids, executionCount: 2, startTime: 0 });
    assert.deepEqual(outputs.list(), []);
  });
});
