import path from "node:path";
import { pathToFileURL } from "node:url";
import { repositoryRoot } from "../../golden/goldenData.js";

/**
 * A module of scripts/: plain JavaScript, because set-up runs before any package is there. `T` names the
 * exports that a test uses.
 */
export async function importScript<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(path.join(repositoryRoot, "scripts", name)).href)) as T;
}
