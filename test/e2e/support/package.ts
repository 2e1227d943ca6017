/** The extension packaged as users get it. */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { inRepository } from "./repository.js";

export interface PackagedExtension {
  vsix: string;
  bytes: number;
}

let packed: Promise<PackagedExtension> | undefined;

/** Packed once for all tests of a process, because that takes a while; removed when the process ends. */
export function packageForTest(): Promise<PackagedExtension> {
  packed ??= pack();
  return packed;
}

async function pack(): Promise<PackagedExtension> {
  const url = pathToFileURL(inRepository("scripts/package.mjs")).href;
  const { packageExtension } = (await import(url)) as { packageExtension(out: string): Promise<number> };
  const folder = mkdtempSync(path.join(os.tmpdir(), "summnb-vsix-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const vsix = path.join(folder, "summnb.vsix");
  return { vsix, bytes: await packageExtension(vsix) };
}
