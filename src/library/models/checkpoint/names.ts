import type { Weight } from "../../nn/parameter.js";
import type { StoredTensor } from "../../tensor/tensorFile.js";
import type { PreTrainedModel } from "../pretrained.js";

/** What a checkpoint may call the model inside the one with an output layer: "model.encoder…" or "encoder…". */
const basePrefixes = ["model.", "transformer."];

/** Arrays that other versions saved and no version reads. */
const obsolete = [/(^|\.)(encoder|decoder)\.version$/, /EncDecAttention\.relative_attention_bias\.weight$/];

/**
 * From the model's name of an array to the name in the file. A checkpoint of the model without its output
 * layer, as facebook/bart-base is, lacks the prefix of the rest; others have one too many.
 */
function renaming(expected: readonly string[], present: readonly string[]): (name: string) => string {
  for (const prefix of basePrefixes) {
    const isExpected = expected.some((name) => name.startsWith(prefix));
    const isPresent = present.some((name) => name.startsWith(prefix));
    if (isExpected && !isPresent)
      return (name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name);
    // The output layer stands beside the model with the prefix, so that its own name never has it.
    if (!isExpected && isPresent) return (name) => (present.includes(prefix + name) ? prefix + name : name);
  }
  return (name) => name;
}

/** Which array of a checkpoint each array of a model is. */
export class CheckpointNames {
  readonly #aliases = new Map<Weight, string[]>();
  readonly #inFile: (name: string) => string;

  constructor(
    model: PreTrainedModel,
    private readonly tensors: ReadonlyMap<string, StoredTensor>,
  ) {
    const entries = [...model.namedWeights(true)];
    this.#inFile = renaming(
      entries.map(([name]) => name),
      [...tensors.keys()],
    );
    for (const [name, weight] of entries)
      this.#aliases.set(weight, [...(this.#aliases.get(weight) ?? []), name]);
  }

  /** Everything that the file has of an array: a shared table may stand there under several of its names. */
  find(weight: Weight): { name: string; stored: StoredTensor }[] {
    return (this.#aliases.get(weight) ?? []).flatMap((alias) => {
      const name = this.#inFile(alias);
      const stored = this.tensors.get(name);
      return stored ? [{ name, stored }] : [];
    });
  }

  /** What the file holds and the model has no place for. */
  unexpected(): string[] {
    const known = new Set([...this.#aliases.values()].flat().map(this.#inFile));
    return [...this.tensors.keys()].filter(
      (name) => !known.has(name) && !obsolete.some((pattern) => pattern.test(name)),
    );
  }
}
