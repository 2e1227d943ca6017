import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readTrainConfig } from "../../../src/cli/train-config.js";
import { SummnbError } from "../../../src/library/errors.js";

describe("The config of summnb train", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "summnb-config-"));
  });
  after(() => rm(folder, { recursive: true }));

  const written = async (content: unknown) => {
    const file = path.join(folder, "config.json");
    await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  };
  const smallest = { model: "m", dataset: { train: "t.jsonl" } };

  it("takes the smallest config, a data set by name, and the library's parts as they are", async () => {
    assert.deepEqual(readTrainConfig(await written(smallest)), smallest);
    const named = {
      ...smallest,
      dataset: "knkarthick/dialogsum",
      lora: { r: 4 },
      arguments: { maxSteps: 3 },
    };
    assert.deepEqual(readTrainConfig(await written(named)), named);
  });

  const wrong: [string, unknown, RegExp][] = [
    [
      "a mistyped key",
      { ...smallest, sourcePrefx: "x" },
      /has an unknown key "sourcePrefx"; did you mean sourcePrefix\?$/,
    ],
    [
      "a mistyped key that hides a needed one",
      { model: "m", datasets: {} },
      /unknown key "datasets"; did you mean dataset\?$/,
    ],
    [
      "a mistyped key of the data set",
      { ...smallest, dataset: { train: "t", valid: "v" } },
      /"dataset" has an unknown key "valid"/,
    ],
    [
      "a data set without training rows",
      { ...smallest, dataset: { validation: "v" } },
      /"dataset\.train" is wrong or missing/,
    ],
    [
      "a configuration of no data set",
      { ...smallest, dataset: { train: "t", config: "3.0.0" } },
      /"dataset\.config" is for a data set that has a "name"/,
    ],
    ["a missing model", { dataset: "d" }, /"model" is wrong or missing/],
    ["a length of nothing", { ...smallest, maxSourceLength: 0 }, /"maxSourceLength" is wrong/],
    ["a dropout of everything", { ...smallest, dropout: 1 }, /"dropout" is wrong/],
    [
      "a prefix and a template",
      { ...smallest, sourcePrefix: "a", promptTemplate: "b" },
      /both sourcePrefix and promptTemplate/,
    ],
    ["broken JSON", '{"model": ', /config\.json is no valid JSON/],
    ["another value", [], /is no training config/],
  ];
  for (const [name, content, message] of wrong)
    it(`says what is wrong with ${name}`, async () => {
      const file = await written(content);
      assert.throws(
        () => readTrainConfig(file),
        (error) =>
          error instanceof SummnbError && message.test(error.message) && !error.message.includes("\n"),
      );
    });
});
