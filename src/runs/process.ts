import { readFileSync } from "node:fs";

/**
 * What tells a process from a later one that got its number: its start, in ticks since the boot, and the boot.
 * Undefined where the system does not say (only Linux does), or when there is no such process.
 */
export function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program's name, in brackets, may hold spaces and brackets; the start is the 20th field after it.
    const start = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return start && `${boot} ${start}`;
  } catch {
    return undefined;
  }
}

/** Whether the process that had this number and start is still there. */
export function isAlive(pid: number, start: string | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const now = processStart(pid);
  return start === undefined || now === undefined || now === start;
}
