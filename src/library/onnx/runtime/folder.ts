import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../../errors.js";
import type { HubOptions } from "../../hub/environment.js";
import { HubError } from "../../hub/errors.js";
import { isRepoId } from "../../hub/repoId.js";
import { openSnapshot } from "../../hub/snapshot.js";
import { chooseFiles, type OnnxFiles } from "./layout.js";

export { hasOnnx } from "./layout.js";

export interface OnnxFolder {
  folder: string;
  files: OnnxFiles;
}

const besideFiles = ["config.json", "generation_config.json"];

/** Paths of the files that a folder and its `onnx` folder hold. */
export function listFolder(folder: string): string[] {
  const inside = path.join(folder, "onnx");
  const deeper = existsSync(inside) && statSync(inside).isDirectory() ? readdirSync(inside) : [];
  return [...readdirSync(folder), ...deeper.map((name) => `onnx/${name}`)];
}

/**
 * The files of an exported model: of a local folder, or of a repository on the Hub, of which only they are downloaded.
 * @throws SummnbError when there is no such model, and a HubError when the Hub does not give it
 */
export async function onnxFolder(
  nameOrPath: string,
  dtype: string | undefined,
  hub: HubOptions,
): Promise<OnnxFolder> {
  if (existsSync(nameOrPath)) {
    if (!statSync(nameOrPath).isDirectory())
      throw new SummnbError(`${nameOrPath} is a file; give the folder that holds the model's .onnx files.`);
    return { folder: nameOrPath, files: chooseFiles(listFolder(nameOrPath), dtype, nameOrPath) };
  }
  if (!isRepoId(nameOrPath))
    throw new SummnbError(
      `There is no folder ${nameOrPath}, and no repository on the Hub can be called so: give the path of a folder with .onnx files, or an id such as Xenova/t5-small.`,
    );
  const snapshot = await openSnapshot({ type: "model", id: nameOrPath }, hub);
  const files = chooseFiles(snapshot.paths, dtype, `The model ${nameOrPath} on the Hub`);
  const parts = [files.encoder, files.decoder, files.decoderWithPast].filter((name) => name !== null);
  // Weights of more than 2 GB are in files of their own beside the graphs.
  const data = parts.flatMap((name) => [`${name}_data`, name.replace(/\.onnx$/, ".onnx.data")]);
  if (!snapshot.has("config.json"))
    throw new HubError("fileNotFound", `The model ${nameOrPath} on the Hub has no config.json.`);
  await snapshot.fetch([...besideFiles, ...parts, ...data].filter((name) => snapshot.has(name)));
  return { folder: snapshot.folder, files };
}
