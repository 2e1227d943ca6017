import { type Check, flag } from "./checks.js";
import type { TrainingArgumentValues } from "./values.js";

/** Another name of an argument: what it says under the right one; undefined when it says nothing. */
export interface Alias {
  name: keyof TrainingArgumentValues;
  /** Where the right name's own check is not enough. */
  check?: Check;
  meaning(value: unknown): unknown;
}

const same = (name: keyof TrainingArgumentValues): Alias => ({
  name,
  meaning: (value) => value ?? undefined,
});
/** A switch that stands for a value. */
const flagFor = (name: keyof TrainingArgumentValues, value: string): Alias => ({
  name,
  check: flag,
  meaning: (given) => (given ? value : undefined),
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
  pushToHubModelId: same("hubModelId"),
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
  pushToHubModelId?: string | null;
}
