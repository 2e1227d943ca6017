import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** A folder that is there while a test runs, with the cache in it; call it inside `describe`. */
export function scratchFolder() {
  let folder = "";
  const usersCache = process.env.SUMMNB_CACHE;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "summnb-dataset-"));
    process.env.SUMMNB_CACHE = path.join(folder, "cache");
  });

  afterEach(async () => {
    if (usersCache === undefined) delete process.env.SUMMNB_CACHE;
    else process.env.SUMMNB_CACHE = usersCache;
    await rm(folder, { recursive: true });
  });

  return {
    path: (...parts: string[]) => path.join(folder, ...parts),
    /** Writes a file and gives its path. */
    async write(name: string, content: string | Uint8Array): Promise<string> {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    },
  };
}
