import { trainingDefaults } from "../../../training/arguments/defaults.js";
import type { RunFacts } from "./facts.js";

/** Arguments that a reader looks for, defaults or not. */
const always = [
  "learningRate",
  "numTrainEpochs",
  "maxSteps",
  "perDeviceTrainBatchSize",
  "gradientAccumulationSteps",
  "optim",
  "lrSchedulerType",
  "weightDecay",
  "seed",
  "bf16",
];

/** Arguments that say where something was written or shown on the author's machine; nobody else's business. */
const personal =
  /^(outputDir|loggingDir|resumeFromCheckpoint|runName|reportTo|disableTqdm|pushToHub|hub[A-Z].*|device|logging.*|save.*)$/;

/** Keys of an adapter's configuration that say nothing about this one. */
const empty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === "object" && Object.keys(value as object).length === 0);

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Names and values of a run's arguments that are worth a reader's time. */
export function argumentRows({ arguments: given, preprocessing }: RunFacts): [name: string, value: string][] {
  const { lora, ...args } = given;
  const defaults: Readonly<Record<string, unknown>> = { ...trainingDefaults };
  const names = [...always, ...Object.keys(args).filter((name) => !always.includes(name))];
  const rows = names
    .filter((name) => Object.hasOwn(args, name) && !personal.test(name))
    .filter((name) => always.includes(name) || JSON.stringify(args[name]) !== JSON.stringify(defaults[name]))
    // Steps win over epochs: -1 and the epochs beside them would mislead.
    .filter((name) => name !== (Number(args.maxSteps) > 0 ? "numTrainEpochs" : "maxSteps"));
  const adapter = Object.entries((lora ?? {}) as Record<string, unknown>).filter(
    ([, value]) => !empty(value),
  );
  return [
    ...rows.map((name): [string, string] => [name, textOf(args[name])]),
    ...Object.entries(preprocessing)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]): [string, string] => [name, textOf(value)]),
    ...adapter.map(([name, value]): [string, string] => [`lora.${name}`, textOf(value)]),
  ];
}
