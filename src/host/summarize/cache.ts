/** Summaries that were made before, on disk: the same text, model and options again are answered at once. */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";

export interface CacheLimits {
  entries: number;
}

/** The key of a summary: a hash, because neither texts nor models belong into file names. */
export function summaryKey(text: string, model: string, options: object): string {
  return createHash("sha256")
    .update(JSON.stringify([model, options, text]))
    .digest("hex");
}

export class SummaryCache {
  constructor(
    private readonly folder: string,
    private readonly limits: CacheLimits = { entries: 500 },
  ) {}

  async get(key: string): Promise<string | undefined> {
    const file = this.file(key);
    try {
      const summary = await readFile(file, "utf8");
      // Its turn to be thrown away begins anew.
      await utimes(file, new Date(), new Date());
      return summary;
    } catch {
      return undefined;
    }
  }

  async set(key: string, summary: string): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const file = this.file(key);
    const unfinished = `${file}.${process.pid}.tmp`;
    await writeFile(unfinished, summary, { mode: 0o600 });
    await rename(unfinished, file);
    await this.shrink();
  }

  private file(key: string): string {
    return path.join(this.folder, `${key}.txt`);
  }

  /** Throws the summaries away that were not asked for the longest. */
  private async shrink(): Promise<void> {
    const names = await readdir(this.folder);
    if (names.length <= this.limits.entries) return;
    const aged = await Promise.all(
      names.map(async (name) => {
        const file = path.join(this.folder, name);
        // Another window may have thrown it away meanwhile.
        const used = await stat(file).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        );
        return { file, used };
      }),
    );
    aged.sort((a, b) => a.used - b.used);
    for (const { file } of aged.slice(0, aged.length - this.limits.entries)) await rm(file, { force: true });
  }
}
