// Where things are: in the repository, and in the user's cache, which all clones share.
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
/** Fingerprints and logs of this clone; safe to delete. */
export const cache = path.join(root, ".cache");

const home = os.homedir();
const userCaches = {
  darwin: () => path.join(home, "Library", "Caches"),
  win32: () => process.env.LOCALAPPDATA ?? path.join(home, "AppData", "Local"),
};

/** summnb's folder in the user's cache, by the platform's own convention. */
export const userCache = path.join(
  (userCaches[process.platform] ?? (() => process.env.XDG_CACHE_HOME || path.join(home, ".cache")))(),
  "summnb",
);
