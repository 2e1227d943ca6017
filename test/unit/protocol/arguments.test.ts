import assert from "node:assert/strict";
import { loraChecks, loraDefaults } from "../../../src/library/peft/configValues.js";
import { checks } from "../../../src/library/training/arguments/checks.js";
import { trainingDefaults } from "../../../src/library/training/index.js";
import { optimizerNames } from "../../../src/library/training/optimizers/index.js";
import { schedules } from "../../../src/library/training/schedules.js";
import {
  type Argument,
  argumentText,
  loraArguments,
  parseArgument,
  trainingArguments,
} from "../../../src/protocol/arguments/index.js";

type Check = (value: unknown) => string | undefined;

const training = trainingArguments.flatMap((group) => group.arguments);
const tables: [string, readonly Argument[], object, Record<string, Check>][] = [
  ["training", training, trainingDefaults, checks],
  ["LoRA", loraArguments, loraDefaults, loraChecks],
];

/** Values at and beyond a number's limits. */
function limits({ kind, min, above, below }: Argument): { good: number[]; bad: number[] } {
  const good: number[] = [];
  const bad: number[] = [];
  if (min !== undefined) {
    (above ? bad : good).push(min);
    bad.push(min - 1);
  }
  if (below !== undefined) bad.push(below);
  if (kind === "integer") bad.push(1.5);
  return { good, bad };
}

describe("the arguments of the Train LoRA form", () => {
  for (const [name, list, defaults, library] of tables)
    describe(name, () => {
      it("has each argument once, with the library's default", () => {
        assert.deepEqual(
          Object.fromEntries(list.map((argument) => [argument.name, argument.default])),
          defaults,
        );
        assert.equal(list.length, Object.keys(defaults).length);
      });

      it("knows the limits that the library checks", () => {
        for (const argument of list) {
          const check = library[argument.name]!;
          for (const choice of argument.choices ?? [])
            assert.equal(check(parseArgument(argument, choice).value), undefined, argument.name);
          assert.equal(check(null) === undefined, argument.optional === true, `${argument.name} and null`);
          if (argument.kind !== "number" && argument.kind !== "integer") continue;
          const { good, bad } = limits(argument);
          for (const value of good) assert.equal(check(value), undefined, `${argument.name} ${value}`);
          for (const value of bad) {
            assert.notEqual(check(value), undefined, `${argument.name} ${value}`);
            assert.ok(parseArgument(argument, String(value)).problem, `${argument.name} "${value}"`);
          }
        }
      });

      it("reads back what it shows", () => {
        for (const argument of list)
          assert.deepEqual(parseArgument(argument, argumentText(argument.default)).value, argument.default);
      });

      it("says of each in a sentence what it does", () => {
        for (const { name: argument, help } of list) assert.match(help, /^[A-Za-z].{15,}[.]$/, argument);
      });
    });

  it("offers every optimizer and schedule", () => {
    const choices = (name: string) =>
      [...(training.find((each) => each.name === name)?.choices ?? [])].sort();
    assert.deepEqual(choices("optim"), [...optimizerNames].sort());
    assert.deepEqual(choices("lrSchedulerType"), Object.keys(schedules).sort());
  });

  it("reads numbers, names and JSON, and says what is wrong", () => {
    const read = (name: string, text: string) =>
      parseArgument([...training, ...loraArguments].find((each) => each.name === name)!, text);
    assert.deepEqual(read("learningRate", " 5e-4 "), { value: 5e-4 });
    assert.deepEqual(read("learningRate", "0,001"), { value: 1e-3 });
    assert.deepEqual(read("targetModules", "q, v"), { value: ["q", "v"] });
    assert.deepEqual(read("targetModules", "all-linear"), { value: "all-linear" });
    assert.deepEqual(read("lrSchedulerKwargs", '{"numCycles": 2}'), { value: { numCycles: 2 } });
    assert.deepEqual(read("greaterIsBetter", "false"), { value: false });
    assert.match(read("lrSchedulerKwargs", "{").problem ?? "", /must be JSON/);
    assert.match(read("maxSteps", "many").problem ?? "", /must be a number/);
    assert.match(read("optim", "adam").problem ?? "", /must be one of/);
    assert.equal(argumentText(5e-4), "5e-4");
    assert.equal(argumentText(["q", "v"]), "q, v");
  });
});
