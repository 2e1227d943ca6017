import path from "node:path";
import type { StoredRun } from "../../../../runs/index.js";
import { textOf, type UploadFile } from "../files.js";
import type { CardFacts, Scores } from "./facts.js";
import { isHubId } from "./isHubId.js";
import { runFacts, runOfFolder } from "./runFacts.js";

/** What the user adds to a model card, or corrects. */
export interface CardAdditions {
  /** Run whose record the card tells: its id, a part that only it has, or "last". Default is the one that made the folder. */
  run?: string;
  /** Id on the Hub of the model that was fine-tuned. */
  baseModel?: string;
  /** Ids on the Hub of the data sets. */
  datasets?: readonly string[];
  /** Codes such as "en". */
  language?: readonly string[];
  /** The Hub's name of the licence, such as "apache-2.0". */
  license?: string;
  tags?: readonly string[];
  /** Scores to print in place of those of the run's evaluations. */
  evaluation?: Scores;
}

type Json = Readonly<Record<string, unknown>>;

/** A JSON object among the files; an empty one when it is missing or broken, which is not the card's business. */
function jsonOf(files: readonly UploadFile[], name: string): Json {
  const file = files.find(({ path: found }) => found === name);
  if (!file) return {};
  try {
    const value: unknown = JSON.parse(textOf(file));
    return typeof value === "object" && value !== null ? (value as Json) : {};
  } catch {
    return {};
  }
}

/** The variants of adapters by what their configuration says, in the order in which they are asked for. */
const methods: readonly (readonly [key: string, value: unknown, name: string])[] = [
  ["use_dora", true, "DoRA"],
  ["use_rslora", true, "rsLoRA"],
  ["peft_type", "LORA", "LoRA"],
];

const textIn = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

function baseOf(run: StoredRun | undefined, adapter: Json, given: string | undefined): CardFacts["base"] {
  if (given !== undefined) return { name: given, id: given };
  const trained = run?.record.model;
  const name = textIn(trained?.name) ?? textIn(adapter.base_model_name_or_path);
  if (name === undefined) return undefined;
  const isId = !(trained?.name === name && trained.isLocal) && isHubId(name);
  // Of a folder only the last name: where it lies on the author's machine is nobody else's business.
  return isId ? { name, id: name } : { name: path.basename(path.resolve(name)) };
}

/** Data sets that the run's rows came from by their ids on the Hub. */
function datasetsOf(run: StoredRun | undefined): string[] {
  return [...new Set(Object.values(run?.record.datasets ?? {}).flatMap(({ hubIds = [] }) => hubIds))];
}

/** Everything that is known about a model's files for its card. */
export function gatherFacts(
  repo: string,
  files: readonly UploadFile[],
  folder: string | undefined,
  { run: asked, baseModel, datasets, language, license, tags, evaluation }: CardAdditions,
): CardFacts {
  const run = runOfFolder(folder, asked);
  const adapter = jsonOf(files, "adapter_config.json");
  const config = jsonOf(files, "config.json");
  const isAdapter = files.some(({ path: name }) => path.posix.basename(name) === "adapter_config.json");
  const isModel = files.some(({ path: name }) =>
    /^config\.json$|^(model|pytorch_model).*\.(safetensors|bin|onnx)$/.test(name),
  );
  return {
    repo,
    kind: isAdapter ? "adapter" : isModel ? "model" : "tokenizer",
    modelType: textIn(config.model_type) ?? run?.record.model?.type,
    base: baseOf(run, adapter, baseModel),
    method: methods.find(([key, value]) => adapter[key] === value)?.[2],
    parameters: run?.record.model?.parameters,
    run: run && runFacts(run),
    datasets: datasets ?? datasetsOf(run),
    language,
    license,
    tags,
    evaluation,
  };
}
