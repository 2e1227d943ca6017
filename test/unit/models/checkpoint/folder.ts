import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { goldenPath } from "../../../golden/goldenData.js";

/** A copy of a small model's folder, to be damaged. */
export class ModelFolder {
  readonly path: string;

  constructor(name: string) {
    this.path = mkdtempSync(path.join(tmpdir(), "summnb-folder-"));
    cpSync(goldenPath("checkpoints", "models", name), this.path, { recursive: true });
  }

  file(name: string): string {
    return path.join(this.path, name);
  }

  /** Changes a JSON file in place. */
  edit(name: string, change: (json: Record<string, unknown>) => void): void {
    const json = JSON.parse(readFileSync(this.file(name), "utf8"));
    change(json);
    writeFileSync(this.file(name), JSON.stringify(json));
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** What `action` warns of through `console.warn`. */
export async function warningsOf(action: () => Promise<unknown>): Promise<string[]> {
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (...args: unknown[]) => warnings.push(args.join(" "));
  try {
    await action();
  } finally {
    console.warn = warn;
  }
  return warnings;
}
