import assert from "node:assert/strict";
import { expressionAt } from "../../../src/host/hover/expression.js";

describe("the expression under the pointer", () => {
  const cases: [line: string, column: number, expected: string | undefined][] = [
    ["const trainer = make();", 8, "trainer"],
    ["await trainer.train()", 8, "trainer"],
    ["await trainer.train()", 15, "trainer.train"],
    ["model.config.dModel", 7, "model.config"],
    ["größe + 1", 2, "größe"],
    ["$x.y", 0, "$x"],
    ["await trainer.train()", 2, undefined],
    ["a + 12", 5, undefined],
    ["f().loss", 5, undefined],
    ["", 0, undefined],
  ];
  for (const [line, column, expected] of cases)
    it(`column ${column} of “${line}” is ${expected ?? "nothing"}`, () => {
      const found = expressionAt(line, column);
      assert.equal(found?.text, expected);
      if (found) assert.equal(line.slice(found.start, found.end), expected);
    });
});
