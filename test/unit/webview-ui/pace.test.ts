/** Drawing at most ten times a second, the newest always. */
import assert from "node:assert/strict";
import { mock } from "node:test";
import { trainingLogSchema } from "../../../src/protocol/index.js";
import { areLogs } from "../../../webview-ui/renderers/training/valid_logs.js";
import { paced } from "../../../webview-ui/shared/pace.js";
import { evaluatedTraining } from "../display/samples.js";

describe("a paced drawing", () => {
  let now = 0;
  const pass = (milliseconds: number) => {
    now += milliseconds;
    mock.timers.tick(milliseconds);
  };
  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    mock.method(performance, "now", () => now);
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  it("draws the first at once, then ten a second, and the last of all", () => {
    const drawn: number[] = [];
    const drawing = paced((value: number) => void drawn.push(value));
    for (let index = 0; index < 1000; index++) {
      drawing.later(index);
      if (index === 0) assert.deepEqual(drawn, [0]);
      pass(1);
    }
    assert.ok(drawn.length >= 10 && drawn.length <= 12, String(drawn.length));
    pass(100);
    assert.equal(drawn.at(-1), 999);
  });

  it("draws what must be seen now, and then nothing older", () => {
    const drawn: string[] = [];
    const drawing = paced((value: string) => void drawn.push(value));
    for (const value of ["a", "b"]) drawing.later(value);
    drawing.now("saved");
    pass(1000);
    assert.deepEqual(drawn, ["a", "saved"]);
    drawing.later("c");
    drawing.later("d");
    drawing.stop();
    pass(1000);
    assert.deepEqual(drawn, ["a", "saved", "c"]);
  });
});

describe("the quick check of logs", () => {
  const row = evaluatedTraining.logs.at(-1)!;
  const rows: unknown[] = [
    row,
    { ...row, skipped: { rows: 3, loss: null } },
    { ...row, loss: null, evalLoss: null, gradNorm: null },
    { ...row, step: "3" },
    { ...row, loss: undefined },
    { ...row, learningRate: Number.NaN },
    { ...row, evalLoss: "x" },
    { ...row, metrics: { rouge1: "x" } },
    { ...row, metrics: [] },
    { ...row, skipped: { rows: 1 } },
    { ...row, skipped: null },
    null,
    7,
  ];
  for (const value of rows)
    it(`agrees with the schema about ${JSON.stringify(value)?.slice(0, 160)}`, () =>
      assert.equal(areLogs([value]), trainingLogSchema.safeParse(value).success));

  it("takes nothing but a list", () => {
    assert.equal(areLogs({ length: 0 }), false);
    assert.equal(areLogs(undefined), false);
    assert.equal(areLogs([]), true);
  });
});
