import path from "node:path";

/** Where rows came from; it stays with them through every change. */
export interface Origin {
  /** Ids on the Hub, such as knkarthick/dialogsum. */
  hubIds: readonly string[];
  /** Local files; those of a Hub data set lie in the cache. */
  files: readonly string[];
}

export const nowhere: Origin = { hubIds: [], files: [] };

/** The origin of rows of all of these together. */
export function joined(origins: readonly Origin[]): Origin {
  const all = (key: keyof Origin) => [...new Set(origins.flatMap((origin) => origin[key]))];
  return { hubIds: all("hubIds"), files: all("files") };
}

/** For messages, such as ` (from train.jsonl)`: what a person looks into; nothing where nothing is known. */
export function fromText({ hubIds, files }: Origin): string {
  const names = hubIds.length > 0 ? hubIds : files.map((file) => path.basename(file));
  const [first, second, ...others] = names;
  if (first === undefined) return "";
  if (second === undefined) return ` (from ${first})`;
  return ` (from ${first}${others.length > 0 ? ` and ${others.length + 1} others` : ` and ${second}`})`;
}
