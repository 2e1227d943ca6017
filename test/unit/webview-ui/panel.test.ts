import assert from "node:assert/strict";
import { planCode } from "../../../src/host/train-lora/cells.js";
import { planOf, presets } from "../../../src/host/train-lora/presets.js";
import { startPlan } from "../../../src/host/train-lora/start-plan.js";
import type { HostToPanel } from "../../../src/protocol/panel.js";
import { tokensOf } from "../../../webview-ui/panel/highlight.js";
import { presetPlan } from "../../../webview-ui/panel/preset.js";
import { dataKey, firstState, isDataReady, receive } from "../../../webview-ui/panel/state.js";

const plan = startPlan([{ value: "m", label: "m", detail: "" }], [{ value: "d", label: "d", detail: "" }]);
const described = presets.map((facts) => ({ ...facts, description: "", cost: "" }));
const init = { type: "init" as const, plan, presets: described, models: [], datasets: [], trusted: true };

const data = (features: string[], splits: string[], name = "d"): HostToPanel => ({
  type: "data",
  data: name,
  config: "",
  answer: {
    facts: { state: "ready", name, splits: splits.map((split) => ({ name: split, numRows: 9, features })) },
  },
});

describe("the state of the Train LoRA panel", () => {
  const state = receive(firstState(undefined, { ...plan, model: "" }), init);

  it("begins with the host's plan, and keeps the user's own", () => {
    assert.deepEqual(state.plan, plan);
    const kept = { plan: { ...plan, trainRows: "7" }, tab: "cells" as const, open: [] };
    const again = receive(firstState(kept, plan), init);
    assert.deepEqual([again.plan.trainRows, again.tab], ["7", "cells"]);
  });

  it("fits columns and split to data that lacks them, and leaves those that are there", () => {
    const fitted = receive(state, data(["id", "dialogue", "summary"], ["train", "test"]));
    assert.deepEqual(
      [fitted.plan.documentColumn, fitted.plan.summaryColumn, fitted.plan.evalFrom],
      ["dialogue", "summary", "test"],
    );
    assert.equal(isDataReady(fitted), true);
    assert.equal(receive(state, data(["a", "b"], ["train"])).plan.evalFrom, "train");
    assert.deepEqual(receive(state, data(["document", "summary"], ["train", "validation"])).plan, state.plan);
  });

  it("passes over answers about other data, and messages that it does not know", () => {
    assert.equal(receive(state, data(["a"], ["train"], "other")), state);
    assert.equal(receive(state, { type: "constructor" } as never), state);
    assert.notEqual(dataKey({ data: "d", dataConfig: "" }), dataKey({ data: "d", dataConfig: "1" }));
  });

  it("takes a preset whole, and nothing of the plan before it", () => {
    for (const facts of described.slice(1)) {
      const chosen = presetPlan(facts, init);
      const expected = planOf(facts);
      assert.deepEqual({ ...chosen, model: expected.model, data: expected.data }, expected, facts.id);
    }
    assert.deepEqual(presetPlan(described[0]!, init), plan);
  });
});

describe("the colours of a cell", () => {
  it("lose no character", () => {
    for (const facts of presets)
      for (const { code } of planCode({ ...planOf(facts), model: "m", data: "d" }))
        assert.equal(
          tokensOf(code)
            .map(({ text }) => text)
            .join(""),
          code,
        );
  });

  it("tell comments, texts, numbers, keywords and calls apart", () => {
    const kinds = Object.fromEntries(
      tokensOf('// one "two"\nconst a = await f("x \\" // y", 1e-3); `b\n`').map(({ kind, text }) => [
        text,
        kind,
      ]),
    );
    assert.deepEqual(
      ['// one "two"', '"x \\" // y"', "`b\n`", "1e-3", "const", "await", "f"].map((text) => kinds[text]),
      ["comment", "string", "string", "number", "keyword", "keyword", "name"],
    );
  });
});
