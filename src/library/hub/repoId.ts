/** Names of repositories, revisions and files on the Hub: what can be one, checked before it becomes a path or a URL. */
import { SummnbError } from "../errors.js";

export interface RepoId {
  type: "model" | "dataset";
  /** Such as google/flan-t5-base; some old ones have no owner. */
  id: string;
}

const part = "[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_-])?";
const idShape = new RegExp(`^${part}(?:/${part})?$`);

/** Whether a text can be an id on the Hub, by the Hub's own rules for names. */
export const isRepoId = (text: string): boolean => idShape.test(text) && !/--|\.\.|\.git$/.test(text);

/** Whether a text looks like a path rather than an id: absolute, relative with dots, of several folders, with an ending of data or JSON. */
export const looksLocal = (text: string): boolean =>
  /^[./~\\]|^[A-Za-z]:|\\|\/.*\/|\/$|\.(json|csv|tsv|jsonl|parquet|txt|gz|zst|zip|7z|bin|safetensors)$/i.test(
    text,
  );

/** The folder of a repository in Hugging Face's cache. */
export const repoFolder = ({ type, id }: RepoId): string => `${type}s--${id.replaceAll("/", "--")}`;

/** A repository in a sentence. */
export const describeRepo = ({ type, id }: RepoId): string =>
  `${type === "model" ? "model" : "data set"} "${id}"`;

/** Its page on the Hub. */
export const repoPath = ({ type, id }: RepoId): string => (type === "model" ? id : `${type}s/${id}`);

/**
 * A path that comes from the Hub or from the user, before it is joined to a folder.
 * @throws SummnbError when it would lead out of the folder, here or on Windows
 */
export function checkRelative(name: string, what: string): string {
  const isUnsafe =
    name === "" ||
    name.includes("\0") ||
    name.split(/[/\\]/).includes("..") ||
    name.split("/").some((each) => each === "" || each === "." || /^\\|^[A-Za-z]:/.test(each));
  if (isUnsafe)
    throw new SummnbError(`${JSON.stringify(name)} is no ${what}: it leads out of the repository's folder.`);
  return name;
}

/** Hash of a commit. */
export const isCommit = (text: unknown): text is string =>
  typeof text === "string" && /^[0-9a-f]{40}$/.test(text);
