import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** A folder that is there while the tests of a suite run; call it inside `describe`. */
export function scratchFolder() {
  let folder = "";

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "summnb-dataset-"));
  });

  afterEach(() => rm(folder, { recursive: true }));

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
