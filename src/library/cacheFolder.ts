import { homedir } from "node:os";
import path from "node:path";

/** summnb's folder for what can be made or fetched again: `SUMMNB_CACHE`, else the user's cache. */
export function cacheFolder(part: string): string {
  const { SUMMNB_CACHE, XDG_CACHE_HOME } = process.env;
  const root = SUMMNB_CACHE || path.join(XDG_CACHE_HOME || path.join(homedir(), ".cache"), "summnb");
  return path.join(path.resolve(root), part);
}
