import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../../errors.js";
import { openSafetensors } from "../../tensor/safetensors.js";
import type { TensorFile } from "../../tensor/tensorFile.js";
import { openTorchFile } from "./torch/torchFile.js";

interface Format {
  /** The file of a checkpoint in one piece. */
  single: string;
  /** Names the shards of a checkpoint in several pieces. */
  index: string;
  open: (file: string) => TensorFile;
}

/** File formats in the order in which Transformers looks for them. */
const formats: Format[] = [
  { single: "model.safetensors", index: "model.safetensors.index.json", open: openSafetensors },
  { single: "pytorch_model.bin", index: "pytorch_model.bin.index.json", open: openTorchFile },
];

/** Files of other frameworks, for a message that says what to do with them. */
const foreign = ["tf_model.h5", "flax_model.msgpack", "model.ckpt.index", "model.onnx"];

/** A file of a checkpoint, and the names that it must hold: all of an index's, none for a single file. */
export interface CheckpointFile {
  path: string;
  promised: string[];
  open: (file: string) => TensorFile;
}

const isFile = (file: string) => statSync(file, { throwIfNoEntry: false })?.isFile() === true;

/** Name of a tensor to the shard that holds it, as an index says. */
function readIndex(index: string): Map<string, string> {
  let map: unknown;
  try {
    map = (JSON.parse(readFileSync(index, "utf8")) as { weight_map?: unknown } | null)?.weight_map;
  } catch (error) {
    throw new SummnbError(`${index} is not valid JSON (${(error as Error).message}).`);
  }
  const entries = typeof map === "object" && map !== null ? Object.entries(map as object) : [];
  if (entries.length === 0) throw new SummnbError(`${index} has no weight_map that names the shards.`);
  for (const [name, shard] of entries) {
    // A shard lies beside its index; a path that leads elsewhere would read any file of the user.
    const isName = typeof shard === "string" && /^[^/\\]+$/.test(shard) && shard !== "." && shard !== "..";
    if (!isName)
      throw new SummnbError(
        `${index} places "${name}" in ${JSON.stringify(shard)}, which is no name of a file beside it.`,
      );
  }
  return new Map(entries as [string, string][]);
}

function shards(folder: string, { index, open }: Format): CheckpointFile[] {
  const file = path.join(folder, index);
  const byShard = new Map<string, string[]>();
  for (const [name, shard] of readIndex(file)) byShard.set(shard, [...(byShard.get(shard) ?? []), name]);
  const missing = [...byShard.keys()].filter((shard) => !isFile(path.join(folder, shard)));
  if (missing.length > 0)
    throw new SummnbError(
      `${file} names ${byShard.size} files, of which ${missing.slice(0, 3).join(", ")}${missing.length > 3 ? " and others are" : " is"} missing; download the model whole.`,
    );
  return [...byShard].map(([shard, promised]) => ({ path: path.join(folder, shard), promised, open }));
}

/** What stands in a repository in place of a large file until it is fetched. */
const pointerStart = "version https://git-lfs";

function refusePointer(file: string): void {
  const start = Buffer.alloc(pointerStart.length);
  const descriptor = openSync(file, "r");
  readSync(descriptor, start, 0, start.length, 0);
  closeSync(descriptor);
  if (start.toString("latin1") === pointerStart)
    throw new SummnbError(
      `${file} is only Git LFS's pointer to the weights; fetch them with \`git lfs pull\`.`,
    );
}

/**
 * The files that hold a model folder's weights.
 * @throws SummnbError when there are none, or an index names what is not there
 */
export function checkpointFiles(folder: string): CheckpointFile[] {
  for (const format of formats) {
    const single = path.join(folder, format.single);
    const files = isFile(single)
      ? [{ path: single, promised: [], open: format.open }]
      : isFile(path.join(folder, format.index))
        ? shards(folder, format)
        : undefined;
    if (!files) continue;
    for (const file of files) refusePointer(file.path);
    return files;
  }
  const other = readdirSync(folder).find((name) => foreign.includes(name));
  const found = other ? `; it holds ${other}, which only other frameworks read` : "";
  throw new SummnbError(
    `${folder} has no weights: there is neither ${formats.map(({ single }) => single).join(" nor ")}${found}. Download the model whole, or save it with savePretrained.`,
  );
}
