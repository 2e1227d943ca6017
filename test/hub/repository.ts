import { createHash } from "node:crypto";

export type RepoType = "model" | "dataset";

/** A file of a commit, in git or in large-file storage. */
export interface StoredFile {
  content: Buffer;
  /** SHA-1 of the git blob: of the content, or of the pointer that stands for a large file. */
  oid: string;
  /** Set for a file in large-file storage. */
  lfs?: { sha256: string; pointerSize: number };
}

export type Tree = ReadonlyMap<string, StoredFile>;

/** Endings that a new repository's .gitattributes gives to large-file storage. */
const lfsEndings =
  /\.(7z|arrow|bin|bz2|ckpt|gz|h5|joblib|model|msgpack|npy|npz|onnx|parquet|pickle|pkl|pt|pth|rar|safetensors|tar|tgz|wasm|xz|zip|zst)$/;

export const gitBlobHash = (content: Buffer): string =>
  createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");

/** A file as the Hub keeps it. `isLarge` decides where; default is by the name's ending, as for a new repository. */
export function storedFile(path: string, content: Buffer, isLarge = lfsEndings.test(path)): StoredFile {
  if (!isLarge) return { content, oid: gitBlobHash(content) };
  const sha256 = createHash("sha256").update(content).digest("hex");
  const pointer = Buffer.from(
    `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${content.length}\n`,
  );
  return { content, oid: gitBlobHash(pointer), lfs: { sha256, pointerSize: pointer.length } };
}

export interface RepoOptions {
  type: RepoType;
  id: string;
  private?: boolean;
  /** Only these users get the files; everyone sees their names. */
  gated?: boolean;
  /** Names of users, as in the server's tokens, who may read a private or gated repository. */
  readers?: readonly string[];
}

/** A repository: commits by hash, and branches that point at them. */
export class Repository {
  readonly type: RepoType;
  id: string;
  readonly private: boolean;
  readonly gated: boolean;
  readonly readers: Set<string>;
  readonly commits = new Map<string, Tree>();
  readonly branches = new Map<string, string>();

  constructor(options: RepoOptions) {
    this.type = options.type;
    this.id = options.id;
    this.private = options.private ?? false;
    this.gated = options.gated ?? false;
    this.readers = new Set(options.readers);
  }

  /** Makes `tree` the state of a branch; returns the commit's hash. */
  commit(tree: Tree, branch = "main"): string {
    const parent = this.branches.get(branch) ?? "";
    const names = [...tree].map(([path, { oid }]) => `${path} ${oid}`);
    const hash = createHash("sha1")
      .update([this.type, this.id, branch, parent, ...names].join("\n"))
      .digest("hex");
    this.commits.set(hash, tree);
    this.branches.set(branch, hash);
    return hash;
  }

  /** The commit that a revision means: a branch, a whole hash, or HEAD. */
  resolve(revision: string): string | undefined {
    return this.commits.has(revision) ? revision : this.branches.get(revision === "HEAD" ? "main" : revision);
  }
}
