import assert from "node:assert/strict";
import { patchBetween } from "../../../src/kernel/outputs/patches.js";
import { EventLog } from "../../../src/kernel/session/index.js";
import { applyPatch, type KernelEvent, type NotebookOutput } from "../../../src/protocol/index.js";

const text = (value: string): NotebookOutput => ({ output_type: "stream", name: "stdout", text: value });

/** A log with events made by short descriptions: `o1` output, `r1` replacement, `d1` delta, `s`tarted, `f`inished. */
function logOf(descriptions: string[]): EventLog {
  const log = new EventLog();
  descriptions.forEach((description, index) => {
    const [cellId, what] = description.split(":") as [string, string];
    const ids = { event: index + 1, cellId, executionId: `${cellId}-x` };
    const outputId = what.slice(1);
    const delta = { outputId, seq: index, patch: {} };
    const events: Record<string, KernelEvent> = {
      s: { ...ids, type: "started", executionCount: 1, startTime: 0 },
      o: { ...ids, type: "output", outputId, output: text(description) },
      r: { ...ids, type: "replaceOutput", outputId, output: text(description) },
      d: { ...ids, type: "delta", delta },
      f: { ...ids, type: "finished", status: "ok", endTime: 0 },
    };
    log.append(events[what[0]!]!);
  });
  return log;
}
const numbers = (events: KernelEvent[]) => events.map(({ event }) => event);

describe("the log of events", () => {
  it("replays what came after a number, in order", () => {
    const log = logOf(["a:s", "a:o1", "a:o2", "a:f"]);
    assert.deepEqual(numbers(log.after(0)), [1, 2, 3, 4]);
    assert.deepEqual(numbers(log.after(2)), [3, 4]);
    assert.deepEqual(numbers(log.after(4)), []);
    assert.equal(log.last, 4);
  });

  it("drops what a replacement made superfluous, of that output alone", () => {
    const log = logOf(["a:s", "a:o1", "a:o2", "a:d1", "a:d2", "a:r1", "a:d1", "a:d1", "a:r1", "a:d1"]);
    assert.deepEqual(numbers(log.after(0)), [1, 2, 3, 5, 9, 10]);
  });

  it("drops the earlier run of a cell when it runs again", () => {
    const log = logOf(["a:s", "a:o1", "a:f", "b:s", "b:f", "a:s", "a:o2"]);
    assert.deepEqual(numbers(log.after(0)), [4, 5, 6, 7]);
  });

  it("always has its newest event", () => {
    const log = logOf(["a:s", "a:o1", "a:r1", "a:r1"]);
    assert.equal(log.after(0).at(-1)?.event, log.last);
  });
});

describe("the patch between two states", () => {
  const rows = [{ step: 1 }, { step: 2 }];
  const cases: [
    name: string,
    before: Record<string, unknown>,
    after: Record<string, unknown>,
    patch: unknown,
  ][] = [
    ["is nothing for equal states", { a: 1, b: { c: [1] } }, { a: 1, b: { c: [1] } }, undefined],
    ["sets what differs", { a: 1, b: 2 }, { a: 1, b: 3, c: null }, { set: { b: 3, c: null } }],
    [
      "appends to arrays that grew",
      { rows },
      { rows: [...rows, { step: 3 }] },
      { append: { rows: [{ step: 3 }] } },
    ],
    ["sets arrays that changed", { rows: [1, 2] }, { rows: [1, 3] }, { set: { rows: [1, 3] } }],
    ["sets arrays that shrank", { rows }, { rows: [] }, { set: { rows: [] } }],
    ["leaves arrays alone that are equal", { rows }, { rows: [...rows] }, undefined],
  ];
  for (const [name, before, after, patch] of cases)
    it(name, () => {
      assert.deepEqual(patchBetween(before, after), patch);
      if (patch) assert.deepEqual(applyPatch(before, patch), after);
    });
});
