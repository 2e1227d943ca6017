/** Exported models on this machine: folders with an ONNX encoder, in the workspace and in Hugging Face's cache. */
import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { hubCache } from "../hover/hub-cache.js";

export interface ExportedModel {
  folder: string;
  /** The folder's name, or the id at the Hub. */
  name: string;
  isFromHub: boolean;
  /** Of all its ONNX files: an export may hold several, such as for float32 and int8. */
  bytes: number;
}

/** Large, and never a place of models. */
const passedOver = new Set(["node_modules", "site-packages", "__pycache__", "venv", "checkpoints"]);
const deepest = 6;
/** A workspace may be a whole disk. */
const mostFolders = 20_000;

const isEncoder = (name: string) => /^encoder_model(_\w+)?\.onnx$/.test(name);
const isOnnx = (name: string) => /\.onnx(_data|\.data)?$/.test(name);

/** What can't be read is passed over. */
function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

/** Files of a model that tell one export from another: in its folder, or in `onnx/` as transformers.js has them. */
async function modelFiles(folder: string): Promise<string[]> {
  const places = [folder, path.join(folder, "onnx")];
  const found = places.map(async (place) =>
    // Links count: in Hugging Face's cache every file is one.
    (await entriesOf(place))
      .filter((entry) => !entry.isDirectory() && (isOnnx(entry.name) || entry.name.endsWith(".json")))
      .map((entry) => path.join(place, entry.name)),
  );
  return (await Promise.all(found)).flat().sort();
}

async function exportedModel(
  folder: string,
  name: string,
  isFromHub: boolean,
): Promise<ExportedModel | undefined> {
  const files = await modelFiles(folder);
  if (!files.some((file) => isEncoder(path.basename(file)))) return undefined;
  const sizes = files
    .filter(isOnnx)
    .map(async (file) => (await stat(file).catch(() => undefined))?.size ?? 0);
  return { folder, name, isFromHub, bytes: (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) };
}

async function belowRoots(roots: readonly string[]): Promise<ExportedModel[]> {
  const found: ExportedModel[] = [];
  const queue = roots.map((folder) => ({ folder: path.resolve(folder), depth: 0 }));
  for (let seen = 0; seen < queue.length && seen < mostFolders; seen++) {
    const { folder, depth } = queue[seen]!;
    const model = await exportedModel(folder, path.basename(folder), false);
    if (model) found.push(model);
    if (model || depth === deepest) continue;
    for (const entry of await entriesOf(folder))
      if (entry.isDirectory() && !entry.name.startsWith(".") && !passedOver.has(entry.name))
        queue.push({ folder: path.join(folder, entry.name), depth: depth + 1 });
  }
  return found;
}

/** The snapshots of `models--owner--name` that hold an export. */
async function inHubCache(cache: string): Promise<ExportedModel[]> {
  const found: ExportedModel[] = [];
  for (const { name } of await entriesOf(cache)) {
    if (!name.startsWith("models--")) continue;
    const snapshots = path.join(cache, name, "snapshots");
    const id = name.slice("models--".length).replace("--", "/");
    for (const snapshot of await entriesOf(snapshots)) {
      const model = await exportedModel(path.join(snapshots, snapshot.name), id, true);
      if (model) found.push(model);
    }
  }
  return found;
}

/** Those below the roots first, then those of the cache. */
export async function findExportedModels(
  roots: readonly string[],
  cache = hubCache(),
): Promise<ExportedModel[]> {
  return [...(await belowRoots(roots)), ...(await inHubCache(cache))];
}

/**
 * What changes when a model is exported again into its folder, for the cache of summaries; for what is no folder here,
 * such as an id at the Hub, the text itself.
 */
export async function fingerprintOf(model: string): Promise<string> {
  const versions = (await modelFiles(model)).map(async (file) => {
    const { size, mtimeMs } = await stat(file);
    return `${path.relative(model, file)}:${size}:${mtimeMs}`;
  });
  return [model, ...(await Promise.all(versions))].join("\n");
}
