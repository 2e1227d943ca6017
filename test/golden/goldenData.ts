import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

/** The repository's root: tests run from dist/, their data stays in test/. */
export const repositoryRoot = findRoot(path.dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  return existsSync(path.join(folder, "package.json")) ? folder : findRoot(path.dirname(folder));
}

/** All numbers that were made once with Hugging Face's stack; the repository holds a choice of them, gzipped. */
const whole = process.env.SUMMNB_GOLDEN ?? path.join(repositoryRoot, "..", "shared", "golden");
const chosen = path.join(repositoryRoot, "test", "golden", "data");

let unpacked: string | undefined;

/** A folder that lives as long as the process, for what is unpacked. */
function unpackFolder(): string {
  if (!unpacked) {
    const folder = mkdtempSync(path.join(tmpdir(), "summnb-golden-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    unpacked = folder;
  }
  return unpacked;
}

/** Unpacks `NAME.gz`, or all files of a folder, once; gives where they are. */
function unpack(relative: string): string {
  const source = path.join(chosen, relative);
  const target = path.join(unpackFolder(), relative);
  if (existsSync(`${source}.gz`)) {
    if (!existsSync(target)) {
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, gunzipSync(readFileSync(`${source}.gz`)));
    }
    return target;
  }
  if (!existsSync(source)) throw new Error(`There is no golden ${relative} in ${chosen}.`);
  if (!statSync(source).isDirectory()) return source;
  for (const name of readdirSync(source)) unpack(path.join(relative, name.replace(/\.gz$/, "")));
  return target;
}

/** Whether a golden is here: the repository's choice lacks some of the whole set. */
export function hasGolden(...parts: string[]): boolean {
  const inChoice = path.join(chosen, ...parts);
  return [path.join(whole, ...parts), inChoice, `${inChoice}.gz`].some((file) => existsSync(file));
}

/** A golden file or folder: of the whole set where it is, else of the choice. */
export function goldenPath(...parts: string[]): string {
  const file = path.join(whole, ...parts);
  return existsSync(file) ? file : unpack(path.join(...parts));
}

/** Names of the goldens in a folder. */
export function listGolden(...parts: string[]): string[] {
  const folders = [path.join(whole, ...parts), path.join(chosen, ...parts)].filter((f) => existsSync(f));
  const names = folders.flatMap((folder) => readdirSync(folder)).map((name) => name.replace(/\.gz$/, ""));
  return [...new Set(names)].sort();
}

export function readGolden<T>(...parts: string[]): T {
  return JSON.parse(readFileSync(goldenPath(...parts), "utf8")) as T;
}
