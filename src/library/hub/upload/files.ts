import { createHash } from "node:crypto";
import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { redact } from "../../../protocol/secrets.js";
import { SummnbError } from "../../errors.js";
import { checkpointFolder, isTransient, modelFileKind, modelKinds } from "./belongs.js";

/** A file to upload. */
export interface UploadFile {
  /** Its path in the repository, with slashes. */
  path: string;
  /** Bytes. */
  size: number;
  /** Its path here, or its content. */
  source: { file: string } | { text: string };
}

export interface FolderFiles {
  files: UploadFile[];
  /** Paths in the folder that do not belong to the model. */
  leftOut: string[];
}

/** Text files up to this size are searched for tokens. */
const searched = 2 ** 20;

function fileAt(folder: string, name: string): UploadFile | undefined {
  const file = path.join(folder, name);
  // Follows links: the folders of Hugging Face's cache consist of them.
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat?.isFile()
    ? { path: name.split(path.sep).join("/"), size: stat.size, source: { file } }
    : undefined;
}

/**
 * The files of a folder that belong to a model, its adapters or its tokenizer, and the names of the others.
 * @throws SummnbError when the folder is missing, holds no model, or a text in it holds an access token
 */
export function filesOfModel(folder: string): FolderFiles {
  const files: UploadFile[] = [];
  const leftOut: string[] = [];
  for (const entry of entriesOf(folder)) {
    if (modelFileKind(entry.name) !== undefined && !entry.isDirectory()) {
      const file = fileAt(folder, entry.name);
      if (file) files.push(file);
    } else if (entry.isDirectory() && isAdapterFolder(folder, entry.name)) {
      const inside = readdirSync(path.join(folder, entry.name)).sort();
      const kept = inside.filter((name) => modelFileKind(name) !== undefined);
      files.push(...kept.flatMap((name) => fileAt(folder, path.join(entry.name, name)) ?? []));
    } else leftOut.push(entry.isDirectory() ? `${entry.name}/` : entry.name);
  }
  if (!files.some(({ path: name }) => modelKinds.includes(modelFileKind(path.posix.basename(name)) ?? "")))
    throw new SummnbError(
      `${folder} holds no model, adapter or tokenizer to upload (such as config.json with model.safetensors, or adapter_config.json); give the folder that saveModel() or savePretrained() has written.`,
    );
  refuseSecrets(files);
  return { files, leftOut };
}

/** Every finished file of a checkpoint, under a folder of the repository. */
export function filesOfCheckpoint(folder: string, pathInRepo: string): UploadFile[] {
  const names = entriesOf(folder).flatMap((entry) =>
    entry.isDirectory() ? adapterNames(folder, entry.name) : entry.name,
  );
  const files = names
    .filter((name) => !isTransient(path.basename(name)))
    .flatMap((name) => fileAt(folder, name) ?? [])
    .map((file) => ({ ...file, path: `${pathInRepo}/${file.path}` }));
  refuseSecrets(files);
  return files;
}

/** PEFT's place for adapters that have a name of their own. */
function isAdapterFolder(folder: string, name: string): boolean {
  return !checkpointFolder.test(name) && fileAt(folder, path.join(name, "adapter_config.json")) !== undefined;
}

function adapterNames(folder: string, name: string): string[] {
  if (!isAdapterFolder(folder, name)) return [];
  return readdirSync(path.join(folder, name)).map((inner) => path.join(name, inner));
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SummnbError(
      code === "ENOTDIR"
        ? `${folder} is a file; give the folder that holds the model.`
        : `There is no folder ${folder} to upload: check the path.`,
    );
  }
}

/** A token in a file would be public with it. */
function refuseSecrets(files: readonly UploadFile[]): void {
  for (const { path: name, size, source } of files) {
    if (size > searched || !/\.(json|md|txt)$/.test(name)) continue;
    const text = textOf({ source });
    if (redact(text) !== text)
      throw new SummnbError(
        `${name} holds an access token of the Hugging Face Hub and was not uploaded; take the token out of it.`,
      );
  }
}

export function textOf({ source }: Pick<UploadFile, "source">): string {
  return "text" in source ? source.text : readFileSync(source.file, "utf8");
}

/** A text as a file to upload. */
export function textFile(name: string, text: string): UploadFile {
  return { path: name, size: Buffer.byteLength(text), source: { text } };
}

/** Hashes of a file's content by which the Hub knows it: SHA-256 for large files, git's own for others. */
export async function hashFile(file: UploadFile, kind: "sha256" | "git"): Promise<string> {
  const hash = createHash(kind === "git" ? "sha1" : "sha256");
  if (kind === "git") hash.update(`blob ${file.size}\0`);
  if ("text" in file.source) return hash.update(file.source.text).digest("hex");
  for await (const chunk of createReadStream(file.source.file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
