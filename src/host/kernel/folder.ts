/** Where a notebook's kernel keeps its connection file and its stderr: a private folder a notebook. */
import { createHash } from "node:crypto";
import { mkdir, open, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { type KernelConnectionFile, kernelFiles, protocolVersion } from "../../protocol/index.js";
import { redact } from "../../protocol/secrets.js";
import { isAlive } from "./process.js";

export interface KernelFolder {
  connectionFile: string;
  stderrFile: string;
  /** What the kernel did, for a window that comes back when it is gone. */
  eventsFile: string;
  /** Its last figures. */
  vitalsFile: string;
}

/** Named by a hash of the notebook's identity, short because a socket path has about 100 bytes. */
export async function kernelFolder(storage: string, notebook: string): Promise<KernelFolder> {
  const name = createHash("sha256").update(notebook).digest("hex").slice(0, 16);
  const folder = path.join(storage, "kernels", name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    connectionFile: path.join(folder, "connection.json"),
    stderrFile: path.join(folder, kernelFiles.stderr),
    eventsFile: path.join(folder, kernelFiles.events),
    vitalsFile: path.join(folder, kernelFiles.vitals),
  };
}

/** The connection that a living kernel left, or undefined when there is none (or a half-written one). */
export async function readConnection(folder: KernelFolder): Promise<KernelConnectionFile | undefined> {
  let found: KernelConnectionFile;
  try {
    found = JSON.parse(await readFile(folder.connectionFile, "utf8")) as KernelConnectionFile;
  } catch {
    return undefined;
  }
  return found.protocolVersion === protocolVersion && isAlive(found.pid) ? found : undefined;
}

export async function forgetConnection(folder: KernelFolder): Promise<void> {
  await rm(folder.connectionFile, { force: true });
}

/** The last `lines` lines of a kernel's stderr without access tokens; reads at most the last 8 KiB of the file. */
export async function stderrTail(folder: KernelFolder, lines = 12): Promise<string> {
  try {
    const file = await open(folder.stderrFile, "r");
    try {
      const { size } = await file.stat();
      const length = Math.min(size, 8192);
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
      return redact(buffer.toString("utf8")).trimEnd().split("\n").slice(-lines).join("\n");
    } finally {
      await file.close();
    }
  } catch {
    return "";
  }
}
