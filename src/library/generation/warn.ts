import type { GenerationModel } from "./model.js";
import type { Settings } from "./options.js";
import type { OptionName } from "./optionTable.js";

const warned = new WeakMap<object, Set<string>>();

/** Says a sentence once for a model, where a cell or a terminal shows warnings. */
function warnOnce(about: object, sentence: string): void {
  const said = warned.get(about) ?? new Set();
  if (said.has(sentence)) return;
  warned.set(about, said.add(sentence));
  console.warn(sentence);
}

/** Options that do nothing unless another one is set. */
const needs: readonly { names: readonly OptionName[]; unless: (s: Settings) => boolean; set: string }[] = [
  {
    names: ["temperature", "topK", "topP", "minP", "typicalP", "epsilonCutoff", "etaCutoff"],
    unless: ({ doSample }) => doSample,
    set: "doSample to true",
  },
  {
    names: ["lengthPenalty", "earlyStopping"],
    unless: ({ numBeams }) => numBeams > 1,
    set: "numBeams above 1",
  },
];

/** Warns once where results are capped at 20 tokens by default, and where what was asked does nothing. */
export function warnAbout(model: GenerationModel, settings: Settings, asked: object): void {
  if (settings.lengthIsDefault)
    warnOnce(
      model,
      `Results have at most ${settings.maxLength - 1} tokens, Hugging Face's default, as neither the call nor the model's generation config sets a length; give maxNewTokens.`,
    );
  for (const { names, unless, set } of needs) {
    const idle = names.filter((name) => (asked as Record<string, unknown>)[name] != null);
    if (idle.length > 0 && !unless(settings))
      warnOnce(model, `${idle.join(", ")} ${idle.length > 1 ? "do" : "does"} nothing here; set ${set}.`);
  }
}
