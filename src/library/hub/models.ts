/** Models, tokenizers and adapters by id: of a repository only the files that summnb reads are fetched. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { SummnbError } from "../errors.js";
import type { HubOptions } from "./environment.js";
import { HubError } from "./errors.js";
import { describeRepo, isRepoId, looksLocal } from "./repoId.js";
import { openSnapshot, type Snapshot } from "./snapshot.js";

/** What is wanted of a repository. */
export type ModelPart = "model" | "tokenizer" | "config" | "adapter";

export interface ModelFolderOptions extends HubOptions {
  /** Default is the model. */
  files?: ModelPart;
}

/** Forms of a checkpoint, in the order in which Transformers looks for them. */
const checkpoints = [
  { single: "model.safetensors", index: "model.safetensors.index.json" },
  { single: "pytorch_model.bin", index: "pytorch_model.bin.index.json" },
];

/** Files that a tokenizer may consist of. */
const tokenizerFiles = [
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "added_tokens.json",
  "spiece.model",
  "vocab.json",
  "merges.txt",
];

const vocabularies = ["tokenizer.json", "spiece.model", "vocab.json"];
const adapterWeights = ["adapter_model.safetensors", "adapter_model.bin"];

/** Fetches a part of a repository. */
const parts: Record<ModelPart, (snapshot: Snapshot) => Promise<void>> = {
  async config(snapshot) {
    requireConfig(snapshot);
    await snapshot.fetch(those(snapshot, ["config.json", "generation_config.json"]));
  },
  async model(snapshot) {
    requireConfig(snapshot);
    const rest = those(snapshot, ["config.json", "generation_config.json"]);
    await snapshot.fetch([...rest, ...(await weights(snapshot))]);
  },
  async tokenizer(snapshot) {
    if (those(snapshot, vocabularies).length === 0)
      throw lacks(snapshot, `no tokenizer that summnb reads (${vocabularies.join(", ")})`);
    // Some tokenizers have their class from the model's configuration alone.
    await snapshot.fetch(those(snapshot, [...tokenizerFiles, "config.json"]));
  },
  async adapter(snapshot) {
    const [file] = those(snapshot, adapterWeights);
    if (!snapshot.has("adapter_config.json") || file === undefined)
      throw lacks(
        snapshot,
        `no adapter in PEFT's format (adapter_config.json and ${adapterWeights.join(" or ")})`,
      );
    await snapshot.fetch(["adapter_config.json", file]);
  },
};

/**
 * The local folder of a model, a tokenizer or an adapter: an existing folder or file as it is, a Hub id downloaded.
 * @throws SummnbError for a name that is neither, and a HubError when the Hub does not give the files
 */
export async function modelFolder(nameOrPath: string, options: ModelFolderOptions = {}): Promise<string> {
  if (existsSync(nameOrPath)) return nameOrPath;
  const { files = "model", ...hub } = options;
  if (looksLocal(nameOrPath) || !isRepoId(nameOrPath))
    throw new SummnbError(
      `There is ${missing[files](nameOrPath)}${isAbsolute(nameOrPath) ? "" : ` (in ${process.cwd()})`}, and no repository on the Hub can be called so: give the path of a folder, or an id such as google/flan-t5-base.`,
    );
  try {
    const snapshot = await openSnapshot({ type: "model", id: nameOrPath }, hub);
    await parts[files](snapshot);
    return snapshot.folder;
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    // Who meant a folder is told that it is missing.
    throw new HubError(
      error.failure,
      `There is no folder ${nameOrPath} here. ${error.message}`,
      error.status,
    );
  }
}

/** What is not there, in a sentence. */
const missing: Record<ModelPart, (name: string) => string> = {
  model: (name) => `no model at ${name}`,
  config: (name) => `no model at ${name}`,
  tokenizer: (name) => `no folder ${name} to read a tokenizer from`,
  adapter: (name) => `no adapter at ${name}`,
};

const isAbsolute = (name: string) => /^[/\\~]|^[A-Za-z]:/.test(name);

const those = (snapshot: Snapshot, names: readonly string[]) => names.filter((name) => snapshot.has(name));

/** The weights in the first form that there is. */
async function weights(snapshot: Snapshot): Promise<string[]> {
  for (const { single, index } of checkpoints) {
    if (snapshot.has(single)) return [single];
    if (!snapshot.has(index)) continue;
    await snapshot.fetch([index]);
    return [index, ...shards(await readFile(snapshot.file(index), "utf8"), index, snapshot)];
  }
  const names = checkpoints.map(({ single }) => single).join(" nor ");
  const other = snapshot.paths.find((name) => /\.(h5|msgpack|onnx|gguf|ot|ckpt\.index)$/.test(name));
  throw lacks(
    snapshot,
    `neither ${names}${other ? `; it has ${other}, which only other programs read` : ""}`,
  );
}

function shards(text: string, index: string, snapshot: Snapshot): string[] {
  let map: unknown;
  try {
    map = (JSON.parse(text) as { weight_map?: unknown } | null)?.weight_map;
  } catch {
    // Falls through to the sentence below.
  }
  const names = typeof map === "object" && map !== null ? Object.values(map) : [];
  if (names.length === 0 || !names.every((name) => typeof name === "string"))
    throw lacks(snapshot, `an ${index} that names no files of weights`);
  return [...new Set(names)];
}

function requireConfig(snapshot: Snapshot): void {
  if (snapshot.has("config.json")) return;
  throw snapshot.has("adapter_config.json")
    ? lacks(
        snapshot,
        "an adapter and no model: load the model that it was made for, then the adapter with PeftModel.fromPretrained (--adapter on the command line)",
      )
    : lacks(snapshot, "no config.json, so it is no model of Transformers");
}

/** A repository that is there and does not have what is wanted. */
function lacks({ repo, revision, cacheOnly }: Snapshot, what: string): HubError {
  const where = `The ${describeRepo(repo)}${revision === "main" ? "" : ` at revision "${revision}"`}`;
  return cacheOnly
    ? new HubError("offline", `${where} is only in part in the cache, with ${what}. ${cacheOnly}`)
    : new HubError("fileNotFound", `${where} on the Hub has ${what}.`);
}
