/**
 * Hugging Face's cache on disk, as huggingface_hub lays it out:
 *
 *   models--org--name/blobs/HASH             contents
 *   models--org--name/refs/main              the commit that a branch meant last
 *   models--org--name/snapshots/COMMIT/file  link to ../../blobs/HASH
 *   .locks/models--org--name/HASH.lock       Python's locks
 *
 * What summnb adds lies in hidden places that Python passes over: its own locks beside Python's, its unfinished
 * files, and what a commit holds (`.summnb/COMMIT.json`), by which a snapshot is known to be whole without the Hub.
 */
import { randomUUID } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ExpectedContent } from "./contentHash.js";
import { checkRelative, isCommit, type RepoId, repoFolder } from "./repoId.js";

/** A file of a commit. */
export interface HubEntry extends ExpectedContent {
  /** In the repository, with slashes. */
  path: string;
}

/** Links files; replaced in tests of systems that can't. */
export type Link = (target: string, link: string) => Promise<void>;

export class RepoCache {
  readonly folder: string;
  readonly #locks: string;

  constructor(cacheDir: string, repo: RepoId) {
    this.folder = path.join(path.resolve(cacheDir), repoFolder(repo));
    this.#locks = path.join(path.resolve(cacheDir), ".locks", repoFolder(repo));
  }

  snapshot(commit: string): string {
    return path.join(this.folder, "snapshots", commit);
  }

  pointer(commit: string, name: string): string {
    return path.join(this.snapshot(commit), ...checkRelative(name, "name of a file").split("/"));
  }

  blob(hash: string): string {
    return path.join(this.folder, "blobs", hash);
  }

  /** Where Python keeps the beginning of a content; it goes on with it later. */
  incomplete(hash: string): string {
    return `${this.blob(hash)}.incomplete`;
  }

  /** Where summnb writes a content, so that a Python process that starts meanwhile does not write into the same file. */
  partial(hash: string): string {
    return `${this.blob(hash)}.summnb.incomplete`;
  }

  pythonLock(hash: string): string {
    return path.join(this.#locks, `${hash}.lock`);
  }

  ownLock(hash: string): string {
    return path.join(this.#locks, `${hash}.summnb.lock`);
  }

  /** The commit that a revision means as far as the cache knows. */
  async commitOf(revision: string): Promise<string | undefined> {
    if (isCommit(revision)) return revision;
    const text = (await textOf(path.join(this.folder, "refs", checkRelative(revision, "revision"))))?.trim();
    return isCommit(text) ? text : undefined;
  }

  async saveRef(revision: string, commit: string): Promise<void> {
    if (revision === commit || (await this.commitOf(revision)) === commit) return;
    await this.#note(path.join(this.folder, "refs", checkRelative(revision, "revision")), commit);
  }

  /** What a commit holds, where it was listed before. */
  async listing(commit: string): Promise<HubEntry[] | undefined> {
    const text = await textOf(this.#listingFile(commit));
    try {
      return text === undefined ? undefined : (JSON.parse(text) as HubEntry[]);
    } catch {
      return undefined;
    }
  }

  async saveListing(commit: string, entries: readonly HubEntry[]): Promise<void> {
    await this.#note(this.#listingFile(commit), JSON.stringify(entries));
  }

  #listingFile(commit: string): string {
    return path.join(this.folder, ".summnb", `${commit}.json`);
  }

  /** Names of the files of a commit that are here. */
  async present(commit: string): Promise<string[]> {
    const folder = this.snapshot(commit);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => !entry.isDirectory());
    const names = files.map((file) =>
      path
        .relative(folder, path.join(file.parentPath ?? file.path, file.name))
        .split(path.sep)
        .join("/"),
    );
    const sizes = await Promise.all(names.map((name) => sizeOf(path.join(folder, name))));
    return names.filter((_, index) => sizes[index] !== undefined).sort();
  }

  /** Whether a commit's file is here in its full size. */
  async has(commit: string, { path: name, size }: HubEntry): Promise<boolean> {
    return (await sizeOf(this.pointer(commit, name))) === size;
  }

  /**
   * Makes a commit's file of a blob: a link, or, where there are none, the file itself.
   * @param isNew nothing else uses the blob, so that it can be moved
   */
  async place(
    commit: string,
    { path: name, hash }: HubEntry,
    isNew: boolean,
    link: Link = symlink,
  ): Promise<void> {
    const pointer = this.pointer(commit, name);
    const folder = path.dirname(pointer);
    await mkdir(folder, { recursive: true });
    const temporary = await this.#temporary();
    try {
      try {
        await link(path.relative(folder, this.blob(hash)), temporary);
      } catch {
        // Windows allows links only to developers and administrators, some network drives to no one.
        if (isNew) await rename(this.blob(hash), temporary);
        else await copyFile(this.blob(hash), temporary);
      }
      await rename(temporary, pointer);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** Writes a small file whole or not at all. A cache that others own can't be written to and still serves. */
  async #note(file: string, text: string): Promise<void> {
    try {
      await mkdir(path.dirname(file), { recursive: true });
      const temporary = await this.#temporary();
      await writeFile(temporary, text);
      await rename(temporary, file);
    } catch {
      // What is missing then is asked for again next time.
    }
  }

  /** A name for a file that is renamed once it is whole. */
  async #temporary(): Promise<string> {
    const folder = path.join(this.folder, ".summnb");
    await mkdir(folder, { recursive: true });
    return path.join(folder, `${randomUUID()}.tmp`);
  }
}

/** Bytes of a file behind a link; undefined when there is none. */
export async function sizeOf(file: string): Promise<number | undefined> {
  try {
    const found = await stat(file);
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}
