import { SummnbError } from "../../errors.js";
import { dtypes } from "../../tensor/dtype.js";
import type { StoredTensor } from "../../tensor/tensorFile.js";

const units: Record<string, number> = {
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
};

/**
 * Bytes of a size such as "5GB" or 5e9.
 * @throws SummnbError for anything else
 */
export function parseSize(size: number | string): number {
  const [, figure, unit] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(String(size)) ?? [];
  const bytes =
    typeof size === "number" ? size : Number(figure) * (units[unit?.toUpperCase() ?? ""] ?? Number.NaN);
  if (!(bytes >= 1))
    throw new SummnbError(
      `maxShardSize must be bytes or a size such as "5GB", but it is ${JSON.stringify(size)}.`,
    );
  return Math.floor(bytes);
}

export const byteSize = ({ dtype, shape }: StoredTensor): number =>
  shape.reduce((product, extent) => product * extent, dtypes[dtype].bytes);

/** A file to write, by its name, and what goes into it. */
export interface Shard {
  name: string;
  tensors: Map<string, StoredTensor>;
}

/**
 * Tensors in their order in files of at most `maxBytes`, but for a tensor that alone is larger; as
 * huggingface_hub's `split_state_dict_into_shards_factory`. One file has no number.
 */
export function splitIntoShards(tensors: ReadonlyMap<string, StoredTensor>, maxBytes: number): Shard[] {
  const parts: Map<string, StoredTensor>[] = [];
  let current = new Map<string, StoredTensor>();
  let size = 0;
  for (const [name, tensor] of tensors) {
    const bytes = byteSize(tensor);
    if (bytes > maxBytes) {
      parts.push(new Map([[name, tensor]]));
      continue;
    }
    if (size + bytes > maxBytes) {
      parts.push(current);
      current = new Map();
      size = 0;
    }
    current.set(name, tensor);
    size += bytes;
  }
  if (current.size > 0) parts.push(current);
  const figures = (n: number) => String(n).padStart(5, "0");
  return parts.map((part, i) => ({
    name:
      parts.length === 1
        ? "model.safetensors"
        : `model-${figures(i + 1)}-of-${figures(parts.length)}.safetensors`,
    tensors: part,
  }));
}

/** What stands in `model.safetensors.index.json`. */
export function shardIndex(shards: readonly Shard[]): object {
  const all = shards.flatMap(({ name, tensors }) =>
    [...tensors].map(([tensorName, tensor]) => ({ tensorName, tensor, name })),
  );
  const sum = (value: (tensor: StoredTensor) => number) =>
    all.reduce((total, { tensor }) => total + value(tensor), 0);
  const sorted = all.sort((a, b) => (a.tensorName < b.tensorName ? -1 : 1));
  return {
    metadata: {
      total_parameters: sum((tensor) => byteSize(tensor) / dtypes[tensor.dtype].bytes),
      total_size: sum(byteSize),
    },
    weight_map: Object.fromEntries(sorted.map(({ tensorName, name }) => [tensorName, name])),
  };
}
