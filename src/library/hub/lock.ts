/**
 * A lock between processes, as a file beside those of huggingface_hub. Python's own locks are `flock`s, which Node
 * can't take; `pythonHolds` asks for them, and the files that Python writes are never written here.
 */
import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { pause } from "./retry.js";

interface Holder {
  /** Differs for every taking, also within a process. */
  id: string;
  pid: number;
  /** When the process began, where the system tells: a number that is used again has another one. */
  started: string | undefined;
  /** Machine and, on Linux, the processes' namespace: a number means something only within. */
  machine: string;
}

/** Milliseconds between signs of life, and after which a holder elsewhere counts as dead. */
const heartbeat = 5_000;
const silence = 120_000;
const pollEvery = 50;

export interface LockOptions {
  signal: AbortSignal;
  /** Called once when the lock is held by another. */
  onWait?: (pid: number) => void;
}

/** Runs `work` while no other process runs its own under the same lock; a lock of a dead process is broken. */
export async function withLock<T>(
  file: string,
  { signal, onWait }: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  const holder: Holder = {
    id: randomUUID(),
    pid: process.pid,
    started: startOf(process.pid),
    machine: machine(),
  };
  for (let waited = false; !(await take(file, holder)); ) {
    const other = await holderOf(file);
    if (other && (await isDead(file, other))) await breakLock(file, other);
    else {
      if (!waited) onWait?.(other?.pid ?? 0);
      waited = true;
      await pause(pollEvery, signal);
    }
  }
  const beat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => {}), heartbeat);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    // Not when it was broken and taken by another meanwhile.
    if ((await holderOf(file))?.id === holder.id) await rm(file, { force: true });
  }
}

async function take(file: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(holder), { flag: "wx" });
    return true;
  } catch (error) {
    // Windows says EPERM of a file that is just being deleted.
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" || (code === "EPERM" && process.platform === "win32")) return false;
    throw error;
  }
}

/** Undefined when the lock is free, or not written to its end yet. */
async function holderOf(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Holder;
  } catch {
    const age = await ageOf(file);
    // A process that died between making the file and writing into it.
    if (age > silence) return { id: "", pid: 0, started: undefined, machine: "" };
    return undefined;
  }
}

async function ageOf(file: string): Promise<number> {
  try {
    return Date.now() - (await stat(file)).mtimeMs;
  } catch {
    return 0;
  }
}

async function isDead(file: string, holder: Holder): Promise<boolean> {
  if (holder.machine !== machine()) return (await ageOf(file)) > silence;
  if (!isAlive(holder.pid)) return true;
  // The same number with another beginning is another process.
  return holder.started !== undefined && holder.started !== startOf(holder.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Removes a dead holder's lock; of several that want to, one does it, so that none removes the next one's. */
async function breakLock(file: string, dead: Holder): Promise<void> {
  const breaking = `${file}.breaking`;
  try {
    await writeFile(breaking, "", { flag: "wx" });
  } catch {
    if ((await ageOf(breaking)) > silence) await rm(breaking, { force: true });
    return;
  }
  try {
    if ((await holderOf(file))?.id === dead.id) await rm(file, { force: true });
  } finally {
    await rm(breaking, { force: true });
  }
}

function machine(): string {
  return [hostname(), quietly(() => readlinkSync("/proc/self/ns/pid"))].filter(Boolean).join(" ");
}

/** Ticks since the machine started, on Linux. */
function startOf(pid: number): string | undefined {
  const line = quietly(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  // The name before may hold spaces and brackets; the 22nd field is the 20th after it.
  return line?.slice(line.lastIndexOf(")") + 2).split(" ")[19];
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Whether a Python process holds huggingface_hub's lock of this file now. Only Linux tells; elsewhere false. */
export async function pythonHolds(lockFile: string): Promise<boolean> {
  try {
    const { ino } = await stat(lockFile);
    const locks = await readFile("/proc/locks", "utf8");
    return locks.split("\n").some((line) => /\bFLOCK\b.*\bWRITE\b/.test(line) && line.includes(`:${ino} `));
  } catch {
    return false;
  }
}
