/** The extension packaged as users get it. */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { inRepository } from "./repository.js";

export interface PackagedExtension {
  vsix: string;
  bytes: number;
  remove(): void;
}

export async function packageForTest(): Promise<PackagedExtension> {
  const url = pathToFileURL(inRepository("scripts/package.mjs")).href;
  const { packageExtension } = (await import(url)) as { packageExtension(out: string): Promise<number> };
  const folder = mkdtempSync(path.join(os.tmpdir(), "summnb-vsix-"));
  const vsix = path.join(folder, "summnb.vsix");
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    return { vsix, bytes: await packageExtension(vsix), remove };
  } catch (error) {
    remove();
    throw error;
  }
}
