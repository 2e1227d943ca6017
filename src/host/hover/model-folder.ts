/** What a folder of a model or an adapter says of it, without loading a weight. */
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import path from "node:path";

export interface ModelFacts {
  /** Such as t5, or LoRA for an adapter. */
  type: string;
  parameters: number;
  bytes: number;
  /** Of the weights, most of them first. */
  dtypes: string[];
  /** Of an adapter: rank, alpha, targets and base model. */
  adapter?: { r: number; alpha: number; targets: string; base: string };
}

/** A header of more than this is no header. */
const largestHeader = 100 << 20;

const known = new Map<string, { version: string; facts: ModelFacts }>();

/** Undefined for a folder without a configuration; what was read is kept until the folder changes. */
export function modelFacts(folder: string): ModelFacts | undefined {
  try {
    const names = readdirSync(folder);
    const config = ["adapter_config.json", "config.json"].find((name) => names.includes(name));
    if (!config) return undefined;
    const weights = names.filter(
      (name) =>
        name.endsWith(".safetensors") && name !== "optimizer.safetensors" && name !== "rng_state.safetensors",
    );
    const version = [config, ...weights]
      .map((name) => statSync(path.join(folder, name)))
      .map(({ mtimeMs, size }) => `${mtimeMs}:${size}`)
      .join(" ");
    const old = known.get(folder);
    if (old?.version === version) return old.facts;
    const facts = readFacts(folder, config, weights);
    known.set(folder, { version, facts });
    return facts;
  } catch {
    // Half written, or not what its name says: nothing can be said of it.
    return undefined;
  }
}

function readFacts(folder: string, config: string, weights: readonly string[]): ModelFacts {
  const json = JSON.parse(readFileSync(path.join(folder, config), "utf8")) as Record<string, unknown>;
  const byDtype = new Map<string, number>();
  let bytes = 0;
  for (const name of weights)
    for (const {
      dtype,
      shape,
      data_offsets: [start, end],
    } of tensorsOf(path.join(folder, name))) {
      byDtype.set(dtype, (byDtype.get(dtype) ?? 0) + shape.reduce((product, size) => product * size, 1));
      bytes += end - start;
    }
  const dtypes = [...byDtype].sort((a, b) => b[1] - a[1]);
  const facts = {
    parameters: dtypes.reduce((sum, [, count]) => sum + count, 0),
    bytes,
    dtypes: dtypes.map(([dtype]) => dtype),
  };
  if (config === "config.json") return { type: String(json.model_type ?? "unknown"), ...facts };
  const targets = json.target_modules;
  return {
    type: String(json.peft_type ?? "adapter"),
    ...facts,
    adapter: {
      r: Number(json.r),
      alpha: Number(json.lora_alpha),
      targets: Array.isArray(targets) ? targets.join(", ") : String(targets ?? "default"),
      base: String(json.base_model_name_or_path ?? "unknown"),
    },
  };
}

interface TensorHeader {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** Entries of a safetensors file's header. */
function tensorsOf(file: string): TensorHeader[] {
  const descriptor = openSync(file, "r");
  try {
    const length = Buffer.alloc(8);
    readSync(descriptor, length, 0, 8, 0);
    const size = Number(length.readBigUInt64LE());
    if (size > largestHeader) throw new RangeError("no safetensors header");
    const header = Buffer.alloc(size);
    readSync(descriptor, header, 0, size, 8);
    const { __metadata__: _, ...tensors } = JSON.parse(header.toString("utf8")) as Record<
      string,
      TensorHeader
    >;
    return Object.values(tensors);
  } finally {
    closeSync(descriptor);
  }
}
