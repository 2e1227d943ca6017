import { isAdapted, type ModelState, type Models, modelValue, promptOf } from "./models.js";
import { countOf } from "./rows.js";
import { literal, type Made, type Value } from "./values.js";

/** Summaries that a notebook would generate, with the model as it would be then. */
export interface Generated {
  made: Made;
  state: ModelState;
  /** The base model is called although an adapter that was trained is in its layers. */
  calledAsBase: boolean;
  adapterTrained: boolean;
  trainings: number;
  lastTraining: { cell: number; rows: Value | undefined } | undefined;
  prompt: string | undefined;
  options: Value | undefined;
  documents: Value | undefined;
}

/** What the call would generate from; undefined when its model is not known. */
export function generatedBy(made: Made, models: Models): Generated | undefined {
  const isCall = made.by === "generateSummaries";
  const model = isCall ? made.args[0] : made.by === ".generate" ? made.receiver : undefined;
  const state = model && modelValue(model) && models.stateOf(model);
  if (!state) return undefined;
  const options = made.args[isCall ? 2 : 1];
  return {
    made,
    state,
    calledAsBase: !isAdapted(model) && state.adapter?.trained === true,
    adapterTrained: state.adapter?.trained === true,
    trainings: state.trainings.length,
    lastTraining: state.trainings.at(-1),
    prompt: isCall ? promptOf(options) : undefined,
    options,
    documents: made.args[isCall ? 1 : 0],
  };
}

/** The call that generated a list of summaries, seen through slices, decoding and lists that were filled one by one. */
export function generatingCall(value: Value | undefined): Made | undefined {
  if (value?.kind === "list") {
    const calls = new Set(value.items.map(generatingCall));
    return calls.size === 1 ? [...calls][0] : undefined;
  }
  if (value?.kind === "part") return generatingCall(value.of);
  if (value?.kind !== "made") return undefined;
  if (value.by === "generateSummaries" || value.by === ".generate") return value;
  if (value.by === ".decodeBatch" || value.by === ".decode") return generatingCall(value.args[0]);
  if (value.by === ".slice") return generatingCall(value.receiver);
  if (value.by === ".push") return undefined;
  return value.by === ".map" || value.by === "Promise.all"
    ? generatingCall(value.returned[0] ?? value.args[0])
    : undefined;
}

/** Whether two calls have to give the same: one model in one state, asked in the same way. */
export function mustBeEqual(a: Generated, b: Generated): boolean {
  if (a.state !== b.state || a.trainings !== b.trainings || a.adapterTrained !== b.adapterTrained)
    return false;
  if (a.prompt === undefined || a.prompt !== b.prompt || literal(a.options, "doSample") === true)
    return false;
  return isSame(a.documents, b.documents) && isSame(a.options, b.options);
}

/** Whether two values are the same thing, or come out of the same calls on the same things. */
function isSame(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (a?.kind === "known" && b?.kind === "known") return a.value === b.value;
  if (a?.kind === "part" && b?.kind === "part") return a.name === b.name && isSame(a.of, b.of);
  if (a?.kind === "list" && b?.kind === "list") return allSame(a.items, b.items);
  if (a?.kind === "object" && b?.kind === "object")
    return (
      a.isWhole &&
      b.isWhole &&
      a.properties.size === b.properties.size &&
      [...a.properties].every(([name, value]) => isSame(value, b.properties.get(name)))
    );
  if (a?.kind !== "made" || b?.kind !== "made" || a.by !== b.by || a.by === ".shuffle") return false;
  return isSame(a.receiver, b.receiver) && allSame(a.args, b.args);
}

function allSame(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((value, index) => isSame(value, b[index]));
}

/** How many documents a call summarizes; one that is given alone is one of many, in a loop. */
export const documentCount = ({ documents }: Generated): number | undefined =>
  documents?.kind === "list" && documents.items.length === 1 ? undefined : countOf(documents);
