import assert from "node:assert/strict";
import { basicPlan } from "../../../src/host/train-lora/presets.js";
import { guessColumns, isHubId, planProblems, rowsProblem } from "../../../src/protocol/train-plan.js";

describe("a training plan", () => {
  it("guesses the columns of the data sets that people use", () => {
    const guessed = (...columns: string[]) => Object.values(guessColumns(columns));
    assert.deepEqual(guessed("id", "dialogue", "summary", "topic"), ["dialogue", "summary"]);
    assert.deepEqual(guessed("article", "highlights", "id"), ["article", "highlights"]);
    assert.deepEqual(guessed("document", "summary", "id"), ["document", "summary"]);
    assert.deepEqual(guessed("source_text", "target_text"), ["source_text", "target_text"]);
    assert.deepEqual(guessed("long", "short"), ["long", "short"]);
    assert.deepEqual(guessed("Text", "Title"), ["Text", "Title"]);
    assert.deepEqual(guessed("a", "b"), ["", ""]);
  });

  it("knows a Hub id from a path", () => {
    for (const id of ["google/flan-t5-base", "t5-small", "cnn_dailymail", "knkarthick/dialogsum"])
      assert.equal(isHubId(id), true, id);
    for (const path of ["./a/b", "/a", "a/b/c", "rows.jsonl", "data/train.csv.gz", "a..b", "", "a b"])
      assert.equal(isHubId(path), false, path);
  });

  it("says what can't be used, and nothing of what can", () => {
    const plan = { ...basicPlan, model: "m", data: "d" };
    assert.deepEqual(planProblems(plan), {});
    assert.deepEqual(
      Object.keys(
        planProblems({ ...plan, model: " ", data: "", summaryColumn: "document", maxSourceLength: 0 }),
      ),
      ["model", "data", "summaryColumn", "maxSourceLength"],
    );
    assert.match(planProblems({ ...plan, trainRows: "many" }).trainRows ?? "", /whole number/);
    assert.match(planProblems({ ...plan, compareRows: -1 }).compareRows ?? "", /from 0/);
  });

  it("takes rows as a number, a share or nothing", () => {
    for (const right of ["", "1", "28711", "10%", "100%"]) assert.equal(rowsProblem(right), undefined, right);
    for (const wrong of ["0", "0%", "101%", "-5", "1.5", "some"]) assert.ok(rowsProblem(wrong), wrong);
  });
});
