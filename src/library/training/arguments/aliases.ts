import type { TrainingArgumentValues } from "./values.js";

/** Another name of an argument: what it says under the right one; undefined when it says nothing. */
export interface Alias {
  name: keyof TrainingArgumentValues;
  meaning(value: unknown): unknown;
}

const same = (name: keyof TrainingArgumentValues): Alias => ({
  name,
  meaning: (value) => value ?? undefined,
});
/** A switch that stands for a value; other values than true and false are passed on, to be refused. */
const flagFor = (name: keyof TrainingArgumentValues, value: string): Alias => ({
  name,
  meaning: (given) => (given === true ? value : given === false || given === null ? undefined : given),
});

/** Names that Transformers has or had for what another argument says. */
export const aliases = {
  evaluationStrategy: same("evalStrategy"),
  perGpuTrainBatchSize: same("perDeviceTrainBatchSize"),
  perGpuEvalBatchSize: same("perDeviceEvalBatchSize"),
  adafactor: flagFor("optim", "adafactor"),
  useCpu: flagFor("device", "cpu"),
  noCuda: flagFor("device", "cpu"),
  useMpsDevice: flagFor("device", "mps"),
} satisfies Record<string, Alias>;

/** Types of the values that aliases take. */
export interface AliasValues {
  evaluationStrategy?: TrainingArgumentValues["evalStrategy"];
  perGpuTrainBatchSize?: number | null;
  perGpuEvalBatchSize?: number | null;
  adafactor?: boolean;
  useCpu?: boolean;
  noCuda?: boolean;
  useMpsDevice?: boolean;
}
