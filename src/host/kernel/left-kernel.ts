/** What a kernel left that ended, or was killed, while no window was connected. */
import { readFile, rm } from "node:fs/promises";
import type { KernelEnding, KernelEvent, KernelLogLine, KernelVitals } from "../../protocol/index.js";
import type { KernelFolder } from "./folder.js";

export interface LeftKernel {
  pid: number;
  events: KernelEvent[];
  /** Why it ended by itself; undefined for one that was killed. */
  ending: KernelEnding | undefined;
}

/** Reads it and removes it, so that it is shown once; undefined when there is nothing. */
export async function takeLeftKernel(folder: KernelFolder): Promise<LeftKernel | undefined> {
  let text: string;
  try {
    text = await readFile(folder.eventsFile, "utf8");
  } catch {
    return undefined;
  }
  await rm(folder.eventsFile, { force: true });
  return parseLeftKernel(text);
}

export function parseLeftKernel(text: string): LeftKernel | undefined {
  let pid: number | undefined;
  let ending: KernelEnding | undefined;
  const events: KernelEvent[] = [];
  for (const line of text.split("\n")) {
    const read = parseLine(line);
    if (!read) continue;
    if ("event" in read) events.push(read);
    else if ("ending" in read) ending = read.ending;
    else pid = read.pid;
  }
  return pid === undefined ? undefined : { pid, events, ending };
}

/** The last line of a kernel that was killed may be cut. */
function parseLine(line: string): KernelLogLine | undefined {
  try {
    return line === "" ? undefined : (JSON.parse(line) as KernelLogLine);
  } catch {
    return undefined;
  }
}

/** The last figures of the kernel with this pid; undefined when it wrote none. */
export async function readVitals(folder: KernelFolder, pid: number): Promise<KernelVitals | undefined> {
  try {
    const vitals = JSON.parse(await readFile(folder.vitalsFile, "utf8")) as KernelVitals;
    return vitals.pid === pid ? vitals : undefined;
  } catch {
    return undefined;
  }
}
