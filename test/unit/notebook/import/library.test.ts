import assert from "node:assert/strict";
import { optionNames, optionTable } from "../../../../src/library/generation/optionTable.js";
import * as summnb from "../../../../src/library/index.js";
import { loraDefaults } from "../../../../src/library/peft/configValues.js";
import { aliases } from "../../../../src/library/training/arguments/aliases.js";
import { trainingDefaults } from "../../../../src/library/training/arguments/defaults.js";
import { ignored } from "../../../../src/library/training/arguments/unused.js";
import { optimizerNames } from "../../../../src/library/training/optimizers/index.js";
import { helpers } from "../../../../src/notebook/import/helpers.js";
import {
  generationOptions,
  ignoredArguments,
  loraOptions,
  optimizers,
  trainingArguments,
} from "../../../../src/notebook/import/library/option-names.js";
import { camelCase } from "../../../../src/notebook/import/names.js";
import { fixture, percentToIpynb } from "./percent.js";
import { importFile } from "./support.js";

const sorted = (names: Iterable<string>) => [...names].sort();

/** Not Python's: they are summnb's own, or what a person does not write in an import. */
const own = ["device", "fp16", "lossNormalization", "loraplusLrRatio"];

describe("What the importer knows of the library", () => {
  it("are all generation options, under Python's names", () => {
    assert.deepEqual(sorted(generationOptions), sorted(optionNames.map((name) => optionTable[name].key)));
    assert.deepEqual(sorted(generationOptions.map(camelCase)), sorted(optionNames));
  });

  it("are all training arguments", () => {
    const known = [...Object.keys(trainingDefaults), ...Object.keys(aliases)].filter(
      (name) => !own.includes(name) && name !== "evaluationStrategy",
    );
    assert.deepEqual(sorted(trainingArguments.map(camelCase)), sorted(known));
    assert.deepEqual(sorted(ignoredArguments.map(camelCase)), sorted(Object.keys(ignored)));
    assert.deepEqual(sorted(optimizers), sorted(optimizerNames));
  });

  it("are all options of LoRA", () => {
    assert.deepEqual(sorted(loraOptions.map(camelCase)), sorted(Object.keys(loraDefaults)));
  });

  it("are names that the library exports", () => {
    const names = Object.values(helpers).flatMap(({ imports }): string[] => [...imports]);
    for (const name of ["full-fine-tuning", "lora", "functions", "trainer-hub", "assorted"]) {
      const { preamble } = importFile(percentToIpynb(fixture(name)));
      names.push(
        ...preamble
          .slice(preamble.indexOf("{") + 1, preamble.indexOf("}"))
          .split(",")
          .map((part) => part.trim()),
      );
    }
    const missing = names.filter((name) => name !== "" && !(name in summnb));
    assert.deepEqual(missing, []);
  });
});
